package graphtest

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pactgraph/graph"
)

// Run holds a store to each promise of graph.Store, one subtest each. open gives an empty store, and closes it by
// t.Cleanup; the suite may have closed it by then. At most one store is open at a time, so a store that has only one
// database may empty it in open.
func Run(t *testing.T, open func(t *testing.T) graph.Store) { runParts(t, open, true) }

func runParts(t *testing.T, open func(t *testing.T) graph.Store, composed bool) {
	for _, p := range promises {
		if composed || !p.composed {
			t.Run(p.name, func(t *testing.T) { p.test(t, open) })
		}
	}
}

// promises are the parts of the suite. Those that are composed try what package graph makes of what the others hold the store to,
// and random mixtures of that.
var promises = []struct {
	name     string
	test     func(t *testing.T, open func(t *testing.T) graph.Store)
	composed bool
}{
	{name: "Empty", test: func(t *testing.T, open func(t *testing.T) graph.Store) { testEmpty(t, open(t)) }},
	{name: "Read", test: func(t *testing.T, open func(t *testing.T) graph.Store) { testRead(t, openFixture(t, open)) }},
	{name: "Load", test: testLoad},
	{name: "Revert", test: testRevert, composed: true},
	{name: "Choice", test: testChoice, composed: true},
	{name: "Merge", test: testMerge, composed: true},
	{name: "Search", test: testSearch},
	{name: "Journal", test: testJournal},
	{name: "History", test: testHistory},
	{name: "AtOnce", test: testAtOnce},
	{name: "Context", test: testContext},
	{name: "Close", test: func(t *testing.T, open func(t *testing.T) graph.Store) { testClose(t, open(t)) }},
	{name: "Explore", test: testExplore, composed: true},
	{name: "Group", test: testGroup},
	{name: "Random", test: testRandom, composed: true},
}

// RunReopen holds a store that keeps its data to it: what was loaded is there after the store was closed and opened
// again, and loads go on from it. reopen opens the data of a store that open gave and the suite has closed.
func RunReopen(t *testing.T, open func(t *testing.T) graph.Store, reopen func(t *testing.T, closed graph.Store) graph.Store) {
	f := openFixture(t, open)
	if err := f.store.Close(); err != nil {
		t.Fatal(err)
	}
	f.store = reopen(t, f.store)
	t.Run("Same", f.sameWalk)
	t.Run("Repeat", func(t *testing.T) {
		for _, b := range f.batches {
			if got, want := f.apply(t, b), f.applyOracle(t, b); got != want {
				t.Errorf("the load %s again gives %+v, want %+v", b.LoadID, got, want)
			}
		}
	})
	t.Run("GoOn", func(t *testing.T) {
		p := newPen("harbour-2", HarbourData, graph.ReliabilityB)
		p.node(accord, props{"kind": "AGREEMENT", "title": "The Accord of Tarn"})
		p.node("actor/after-all", props{"kind": "STATE", "name": "After All"})
		f.both(t, p.batch)
		f.sameWalk(t)
		f.sameSearch(t, graph.SearchQuery{Text: "tarn accrod"})
	})
}

// fixture is a store with the same graph in the oracle.
type fixture struct {
	store   graph.Store
	oracle  *Memory
	batches []graph.Batch
}

// openFixture opens a store and loads the world into it, with what some tests need beyond it.
func openFixture(t *testing.T, open func(t *testing.T) graph.Store) *fixture {
	t.Helper()
	return load(t, open, append(World(), extras())...)
}

// load opens a store and applies batches to it.
func load(t *testing.T, open func(t *testing.T) graph.Store, batches ...graph.Batch) *fixture {
	t.Helper()
	f := &fixture{store: open(t), oracle: NewMemory(), batches: batches}
	for _, b := range batches {
		f.both(t, b)
	}
	return f
}

func (f *fixture) apply(t *testing.T, b graph.Batch) graph.Receipt {
	t.Helper()
	r, err := f.store.Apply(t.Context(), b)
	if err != nil {
		t.Fatalf("the load %s: %v", b.LoadID, err)
	}
	return r
}

func (f *fixture) applyOracle(t *testing.T, b graph.Batch) graph.Receipt {
	t.Helper()
	r, err := f.oracle.Apply(t.Context(), b)
	if err != nil {
		t.Fatalf("the load %s, in the oracle: %v", b.LoadID, err)
	}
	return r
}

// both applies a batch to the store and to the oracle, and compares the receipts, with that of the plan too.
func (f *fixture) both(t *testing.T, b graph.Batch) graph.Receipt {
	t.Helper()
	planned, err := f.store.Plan(t.Context(), b)
	got, want := f.apply(t, b), f.applyOracle(t, b)
	if got != want {
		t.Errorf("the load %s gives %+v, want %+v", b.LoadID, got, want)
	}
	if err != nil || planned.Receipt != want {
		t.Errorf("the plan of the load %s gives %+v and the error %v, want %+v", b.LoadID, planned.Receipt, err, want)
	}
	return got
}

// refused plans and applies a batch that the store must refuse with a kind of error, and sees that nothing was written.
func (f *fixture) refused(t *testing.T, b graph.Batch, kind graph.Kind) error {
	t.Helper()
	before := walked(t, f.store)
	revision := revisionOf(t, f.store)
	_, planErr := f.store.Plan(t.Context(), b)
	_, err := f.store.Apply(t.Context(), b)
	if graph.KindOf(err) != kind {
		t.Errorf("the load %s gives the error %v of kind %q, want kind %q", b.LoadID, err, graph.KindOf(err), kind)
	}
	if graph.KindOf(planErr) != kind || err != nil && planErr.Error() != err.Error() {
		t.Errorf("the plan of the load %s gives the error %v of kind %q, and the load %v", b.LoadID, planErr, graph.KindOf(planErr), err)
	}
	if diff := cmp.Diff(before, walked(t, f.store)); diff != "" {
		t.Errorf("the load %s was refused, but it wrote (-before +after):\n%s", b.LoadID, diff)
	}
	if now := revisionOf(t, f.store); now != revision {
		t.Errorf("the load %s was refused, but the revision went from %d to %d", b.LoadID, revision, now)
	}
	return err
}

// sameWalk compares all that is shown with the oracle.
func (f *fixture) sameWalk(t *testing.T) {
	t.Helper()
	if diff := cmp.Diff(walked(t, f.oracle), walked(t, f.store)); diff != "" {
		t.Errorf("what is shown is not what the oracle shows (-oracle +store):\n%s", diff)
	}
	if got, want := revisionOf(t, f.store), revisionOf(t, f.oracle); got != want {
		t.Errorf("the revision is %d, want %d", got, want)
	}
}

// walked gives everything that a store shows, as text.
func walked(t *testing.T, s graph.Reader) string {
	t.Helper()
	text, err := CanonicalWalk(func(v graph.Visitor) error { return s.Walk(t.Context(), v) })
	if err != nil {
		t.Fatalf("walk: %v", err)
	}
	return string(text)
}

func revisionOf(t *testing.T, s graph.Reader) int {
	t.Helper()
	n, err := s.Revision(t.Context())
	if err != nil {
		t.Fatalf("revision: %v", err)
	}
	return n
}

// findChunk is how many queries a comparison asks at once.
const findChunk = 50

// same asks the store and the oracle the same queries and compares the answers.
func (f *fixture) same(t *testing.T, queries ...graph.Query) {
	t.Helper()
	for chunk := range slices.Chunk(queries, findChunk) {
		want, err := f.oracle.Find(t.Context(), chunk)
		if err != nil {
			t.Fatalf("the oracle: %v\n%s", err, blame(t, f.oracle, chunk))
		}
		got, err := f.store.Find(t.Context(), chunk)
		if err != nil {
			t.Errorf("%v\n%s", err, blame(t, f.store, chunk))
			continue
		}
		for i := range want {
			if diff := cmp.Diff(string(Canonical(want[i])), string(Canonical(got[i]))); diff != "" {
				t.Errorf("not the oracle's answer (-oracle +store):\n%s\nto %s", diff, describe(chunk[i]))
			}
		}
	}
}

// blame finds the first of the queries that fails alone.
func blame(t *testing.T, s graph.Reader, queries []graph.Query) string {
	for _, q := range queries {
		if _, err := s.Find(t.Context(), []graph.Query{q}); err != nil {
			return describe(q)
		}
	}
	return "all of: " + describe(queries...)
}

// find asks one query.
func find(t *testing.T, s graph.Reader, q graph.Query) graph.Answer {
	t.Helper()
	answers, err := s.Find(t.Context(), []graph.Query{q})
	if err != nil {
		t.Fatalf("%v\n%s", err, describe(q))
	}
	if len(answers) != 1 {
		t.Fatalf("one query has %d answers", len(answers))
	}
	return answers[0]
}

// idsIn gives the ids of a page's nodes, in its order.
func idsIn(page any) []string {
	ids := []string{}
	for _, e := range readPage(page).entries {
		ids = append(ids, e.node.NodeID())
	}
	return ids
}

// found gives the ids of the nodes that match a filter, by id.
func found(t *testing.T, s graph.Reader, noun graph.Noun, f graph.Filter) []string {
	t.Helper()
	return idsIn(find(t, s, graph.Query{Noun: noun, Selection: graph.Selection{Filter: f, Page: first(graph.MaxPage)}}).Page)
}

func first(n int) graph.Page { return graph.Page{First: &n} }
func last(n int) graph.Page  { return graph.Page{Last: &n} }

// wantIDs compares ids with those expected, in their order.
func wantIDs(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if want == nil {
		want = []string{}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// get gives one node by its id, with what is wanted.
func get(t *testing.T, s graph.Reader, id string, withs ...graph.With) graph.Node {
	t.Helper()
	a := find(t, s, graph.Query{Noun: nounOfID(id), IDs: []string{id}, Selection: graph.Selection{With: withs}})
	if len(a.Nodes) != 1 || a.Nodes[0] == nil {
		t.Fatalf("there is no %s", id)
	}
	return a.Nodes[0]
}

func testEmpty(t *testing.T, s graph.Store) {
	if n := revisionOf(t, s); n != 0 {
		t.Errorf("an empty store has revision %d", n)
	}
	if text := walked(t, s); text != "null" {
		t.Errorf("an empty store shows %s", text)
	}
	for _, noun := range graph.Nouns() {
		a := find(t, s, graph.Query{Noun: noun, Selection: graph.Selection{Total: true}})
		p := readPage(a.Page)
		if len(p.entries) != 0 || p.total == nil || *p.total != 0 || p.info != (graph.PageInfo{}) {
			t.Errorf("%s in an empty store: %s", noun, Canonical(a))
		}
		if a.Nodes != nil {
			t.Errorf("%s: the answer to a query without ids has nodes", noun)
		}
	}
	answers, err := s.Find(t.Context(), nil)
	if err != nil || len(answers) != 0 {
		t.Errorf("no queries give %v and the error %v", answers, err)
	}
	r, err := s.Apply(t.Context(), graph.Batch{LoadID: "load/nothing", Dataset: "d"})
	if want := (graph.Receipt{LoadID: "load/nothing", Unchanged: true}); err != nil || r != want {
		t.Errorf("a load that says nothing gives %+v and the error %v, want %+v", r, err, want)
	}
}

func testClose(t *testing.T, s graph.Store) {
	if _, err := s.Apply(t.Context(), World()[0]); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatalf("close: %v", err)
	}
	calls := map[string]func(context.Context) error{
		"Find": func(ctx context.Context) error {
			_, err := s.Find(ctx, []graph.Query{{Noun: graph.NounActor}})
			return err
		},
		"Search": func(ctx context.Context) error {
			_, err := s.Search(ctx, graph.SearchQuery{Text: "tarn"})
			return err
		},
		"Tally": func(ctx context.Context) error {
			_, err := s.Tally(ctx, graph.Tally{Noun: graph.NounActor})
			return err
		},
		"Walk":    func(ctx context.Context) error { return s.Walk(ctx, &collector{}) },
		"Journal": func(ctx context.Context) error { return s.Journal(ctx, ignoreEntry) },
		"Histories": func(ctx context.Context) error {
			_, err := s.Histories(ctx, graph.HistoryQuery{})
			return err
		},
		"Log": func(ctx context.Context) error {
			_, err := s.Log(ctx, graph.Place{}, 1)
			return err
		},
		"Revision": func(ctx context.Context) error { _, err := s.Revision(ctx); return err },
		"Apply":    func(ctx context.Context) error { _, err := s.Apply(ctx, World()[1]); return err },
		"Plan":     func(ctx context.Context) error { _, err := s.Plan(ctx, World()[1]); return err },
		"Restore":  func(ctx context.Context) error { return s.Restore(ctx, sequenceOf(nil), nil) },
	}
	for name, call := range calls {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		if err := call(ctx); graph.KindOf(err) != graph.KindUnavailable {
			t.Errorf("%s after Close gives the error %v of kind %q, want %q", name, err, graph.KindOf(err), graph.KindUnavailable)
		}
		cancel()
	}
}
