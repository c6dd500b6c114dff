package graphtest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync"
	"testing"
	"time"

	"pactgraph/graph"
)

func testAtOnce(t *testing.T, open func(t *testing.T) graph.Store) {
	t.Run("Loads", func(t *testing.T) { testLoadsAtOnce(t, load(t, open)) })
	t.Run("Readers", func(t *testing.T) { testReadersAtOnce(t, open(t)) })
	t.Run("Pages", func(t *testing.T) { testPagesAtOnce(t, open(t)) })
}

// applyPatiently applies a batch, again and again while other loads keep it from beginning.
func applyPatiently(ctx context.Context, s graph.Store, b graph.Batch) (graph.Receipt, error) {
	for {
		r, err := s.Apply(ctx, b)
		if graph.KindOf(err) != graph.KindConflict {
			return r, err
		}
		select {
		case <-ctx.Done():
			return r, err
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// Of loads that come at once none is lost, and one that comes twice at once is done once.
func testLoadsAtOnce(t *testing.T, f *fixture) {
	const loaders, each = 4, 4
	f.both(t, small("first", "d", nil))
	batches := make([]graph.Batch, 0, loaders*each)
	for i := range loaders * each {
		p := newPen(fmt.Sprintf("at-once-%d", i), fmt.Sprintf("d%d", i%loaders), graph.ReliabilityB)
		for n := range 20 {
			id := fmt.Sprintf("actor/%d/%d", i, n)
			p.node(id, props{"kind": "STATE"})
			p.out(id, graph.EdgeMemberOf, "actor/a", nil)
			p.claim(id, props{"stance": "CONFIRMS", "basis": "BACKGROUND"}, "")
		}
		batches = append(batches, p.batch)
	}
	receipts := make([][2]graph.Receipt, len(batches))
	errs := make([][2]error, len(batches))
	var all sync.WaitGroup
	begin := make(chan struct{})
	for l := range loaders {
		for twice := range 2 {
			all.Go(func() {
				<-begin
				for i := l; i < len(batches); i += loaders {
					receipts[i][twice], errs[i][twice] = applyPatiently(t.Context(), f.store, batches[i])
				}
			})
		}
	}
	close(begin)
	all.Wait()
	revisions := map[int]bool{}
	for i := range batches {
		if errs[i] != [2]error{} || receipts[i][0] != receipts[i][1] {
			t.Errorf("the load %d, twice at once: %+v, %v", i, receipts[i], errs[i])
		}
		revisions[receipts[i][0].Revision] = true
		f.applyOracle(t, batches[i])
	}
	if len(revisions) != len(batches) {
		t.Errorf("%d loads made %d revisions", len(batches), len(revisions))
	}
	f.sameWalk(t)
}

// Readers see the state before a load or the one after it, in all of one Find and in all of one Walk.
func testReadersAtOnce(t *testing.T, s graph.Store) {
	const loads = 12
	batch := func(i int) graph.Batch {
		p := newPen(fmt.Sprintf("step-%d", i), "d", graph.ReliabilityB)
		p.node("actor/a", props{"kind": "STATE", "name": strconv.Itoa(i)})
		p.node("declaration/d", props{"kind": "PLAN", "title": strconv.Itoa(i)})
		for n := range i % 3 {
			p.out("actor/a", graph.EdgePartyTo, "declaration/d", props{"phase": strconv.Itoa(n)})
		}
		return p.batch
	}
	if _, err := s.Apply(t.Context(), batch(1)); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var readers sync.WaitGroup
	for r := range 3 {
		readers.Go(func() {
			for n := 0; ctx.Err() == nil || n == 0; n++ {
				var err error
				if r == 0 {
					err = readByWalk(t.Context(), s)
				} else {
					err = readByFind(t.Context(), s)
				}
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for i := 2; i <= loads; i++ {
		if _, err := s.Apply(t.Context(), batch(i)); err != nil {
			t.Errorf("load %d: %v", i, err)
		}
	}
	cancel()
	readers.Wait()
	if err := readByFind(t.Context(), s); err != nil {
		t.Error(err)
	}
}

// readByFind asks in several ways at once which load was the last; all must say the same.
func readByFind(ctx context.Context, s graph.Store) error {
	parties := graph.With{Field: "parties", Selection: graph.Selection{Total: true}}
	answers, err := s.Find(ctx, []graph.Query{
		{Noun: graph.NounActor},
		{Noun: graph.NounDeclaration, IDs: []string{"declaration/d"}, Selection: graph.Selection{With: []graph.With{parties}}},
		{Noun: graph.NounLoad, Selection: graph.Selection{Total: true}},
	})
	if err != nil {
		return err
	}
	actors, loads := readPage(answers[0].Page).entries, readPage(answers[2].Page).count()
	if len(actors) != 1 || answers[1].Nodes[0] == nil {
		return fmt.Errorf("there are %d actors, and the declaration is %v", len(actors), answers[1].Nodes[0])
	}
	revision := answers[0].Revision
	a, d := actors[0].node.(*graph.Actor), answers[1].Nodes[0].(*graph.Declaration)
	sides := readPage(graph.Loaded(d, "parties")).count()
	if a.Name != strconv.Itoa(revision) || d.Title != a.Name || loads != revision || sides != revision%3 || a.Degree != revision%3 {
		return fmt.Errorf("at revision %d the actor says %s of degree %d, the declaration %s with %d parties, and there are %d loads",
			revision, a.Name, a.Degree, d.Title, sides, loads)
	}
	return nil
}

func readByWalk(ctx context.Context, s graph.Store) error {
	var c collector
	if err := s.Walk(ctx, &c); err != nil {
		return err
	}
	if len(c.nodes) != 2 {
		return fmt.Errorf("one walk gives %d nodes, want 2", len(c.nodes))
	}
	a, d := c.nodes[0].(*graph.Actor), c.nodes[1].(*graph.Declaration)
	if n, _ := strconv.Atoi(a.Name); d.Title != a.Name || len(c.edges) != n%3 {
		return fmt.Errorf("in one walk the actor says %s, the declaration %s, and there are %d edges", a.Name, d.Title, len(c.edges))
	}
	return nil
}

// Someone who pages through a list while it changes sees each node that was there all the time once, in order.
func testPagesAtOnce(t *testing.T, s graph.Store) {
	apply := func(b graph.Batch) {
		t.Helper()
		if _, err := s.Apply(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}
	const nodes = 12
	id := func(i int) string { return fmt.Sprintf("actor/n%02d", i) }
	p := newPen("pages", "d", graph.ReliabilityB)
	for i := range nodes {
		p.node(id(i), props{"kind": "STATE", "declaredSize": i / 4})
	}
	apply(p.batch)
	var seen []string
	after := ""
	for step := 0; ; step++ {
		page := readPage(find(t, s, graph.Query{Noun: graph.NounActor, Selection: graph.Selection{
			Order: []graph.Order{{Prop: "declaredSize", Desc: true}}, Page: graph.Page{First: new(3), After: after},
		}}).Page)
		for _, e := range page.entries {
			seen = append(seen, e.node.NodeID())
		}
		if after = page.info.EndCursor; !page.info.HasNextPage {
			break
		}
		// One before the cursor, one beyond it, and the node of the cursor goes.
		p := newPen(fmt.Sprintf("pages-%d", step), "d", graph.ReliabilityB)
		p.node(fmt.Sprintf("actor/early-%d", step), props{"kind": "STATE", "declaredSize": 100})
		p.node(fmt.Sprintf("actor/late-%d", step), props{"kind": "STATE", "declaredSize": -1})
		p.batch.Withdraw = []string{page.entries[len(page.entries)-1].node.NodeID()}
		apply(p.batch)
		if step == 20 {
			t.Fatal("the list doesn't end")
		}
	}
	if len(seen) < nodes {
		t.Fatalf("%d nodes were seen: %q", len(seen), seen)
	}
	want := []string{id(8), id(9), id(10), id(11), id(4), id(5), id(6), id(7), id(0), id(1), id(2), id(3)}
	wantIDs(t, "what was there from the beginning", seen[:nodes], want...)
	for i, late := range seen[nodes:] {
		if want := fmt.Sprintf("actor/late-%d", i); late != want {
			t.Errorf("after them comes %s, want %s", late, want)
		}
	}
	if len(seen) == nodes {
		t.Error("nothing that came beyond the cursor was seen")
	}
}

// soon is how long a call may take to return after its context has ended, on a busy machine.
const soon = 10 * time.Second

// A context that ends makes a method return soon, and leaves nothing half-done.
func testContext(t *testing.T, open func(t *testing.T) graph.Store) {
	f := load(t, open, World()...)
	p := newPen("never", "never", graph.ReliabilityA)
	p.node("actor/never", props{"kind": "STATE"})
	calls := map[string]func(context.Context) error{
		"Find": func(ctx context.Context) error {
			_, err := f.store.Find(ctx, []graph.Query{{Noun: graph.NounActor}})
			return err
		},
		"Walk":    func(ctx context.Context) error { return f.store.Walk(ctx, &collector{}) },
		"Journal": func(ctx context.Context) error { return f.store.Journal(ctx, ignoreEntry) },
		"Histories": func(ctx context.Context) error {
			_, err := f.store.Histories(ctx, graph.HistoryQuery{Of: []string{ardovia}})
			return err
		},
		"Log": func(ctx context.Context) error {
			_, err := f.store.Log(ctx, graph.Place{}, 1)
			return err
		},
		"Revision": func(ctx context.Context) error { _, err := f.store.Revision(ctx); return err },
		"Search": func(ctx context.Context) error {
			_, err := f.store.Search(ctx, graph.SearchQuery{Text: "tarn"})
			return err
		},
		"Tally": func(ctx context.Context) error {
			_, err := f.store.Tally(ctx, graph.Tally{Noun: graph.NounActor})
			return err
		},
		"Apply":   func(ctx context.Context) error { _, err := f.store.Apply(ctx, p.batch); return err },
		"Plan":    func(ctx context.Context) error { _, err := f.store.Plan(ctx, p.batch); return err },
		"Restore": func(ctx context.Context) error { return f.store.Restore(ctx, sequenceOf(nil), nil) },
	}
	for name, call := range calls {
		cancelled, cancel := context.WithCancel(t.Context())
		cancel()
		if err := call(cancelled); !errors.Is(err, context.Canceled) {
			t.Errorf("%s with a cancelled context gives the error %v, want the context's", name, err)
		}
		late, cancel := context.WithTimeout(t.Context(), -time.Second)
		if err := call(late); graph.KindOf(err) != graph.KindTimeout {
			t.Errorf("%s with a context whose time is over gives the error %v of kind %q, want %q", name, err, graph.KindOf(err), graph.KindTimeout)
		}
		cancel()
	}
	f.sameWalk(t)

	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	v := &canceller{cancel: cancel}
	if err := f.store.Walk(ctx, v); !errors.Is(err, context.Canceled) {
		t.Errorf("a walk whose context is cancelled on the way gives the error %v, want the context's", err)
	}
	testCancelledPlans(t, f)
	testCancelledLoads(t, f)
	testBudget(t, f)
}

// testBudget asks for two nodes with what is related with them, with a context that has just enough for them, and less.
func testBudget(t *testing.T, f *fixture) {
	page := graph.Query{Noun: graph.NounActor, Selection: graph.Selection{Page: first(100)}}
	byID := graph.Query{Noun: graph.NounActor, IDs: []string{ardovia, belmark}, Selection: graph.Selection{With: []graph.With{{Field: "partyActions", Selection: graph.Selection{Page: first(100)}}}}}
	for _, q := range []graph.Query{page, byID} {
		answer := find(t, f.oracle, q)
		nodes := len(answer.Nodes)
		if answer.Page != nil {
			nodes = len(idsIn(answer.Page))
		}
		for _, n := range answer.Nodes {
			nodes += len(n.(*graph.Actor).PartyActions().Edges)
		}
		if _, err := f.store.Find(graph.WithBudget(t.Context(), nodes), []graph.Query{q}); err != nil {
			t.Errorf("a question with a budget of the %d nodes that its answer has gives the error %v", nodes, err)
		}
		_, err := f.store.Find(graph.WithBudget(t.Context(), nodes-1), []graph.Query{q})
		if graph.KindOf(err) != graph.KindTooLarge {
			t.Errorf("a question with a budget of %d nodes, one fewer than its answer has, gives the error %v of kind %q, want %q", nodes-1, err, graph.KindOf(err), graph.KindTooLarge)
		}
	}
}

// canceller is a visitor that cancels the walk's context at its first node.
type canceller struct{ cancel func() }

func (c *canceller) Node(graph.Node) error      { c.cancel(); return nil }
func (c *canceller) Edge(graph.EdgeProps) error { return nil }

// testCancelledPlans cancels plans at different times: none writes anything, and the store goes on planning.
func testCancelledPlans(t *testing.T, f *fixture) {
	large := generateOne(1, 40)
	large.LoadID = "load/planned"
	for _, delay := range []time.Duration{0, time.Millisecond, 5 * time.Millisecond, 25 * time.Millisecond, 125 * time.Millisecond} {
		ctx, cancel := context.WithCancel(t.Context())
		timer := time.AfterFunc(delay+time.Duration(rand.Int64N(int64(time.Millisecond))), cancel)
		_, err := f.store.Plan(ctx, large)
		timer.Stop()
		cancel()
		if err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("a plan cancelled after %s gives the error %v (%v), want the context's", delay, err, errors.Unwrap(err))
		}
		f.sameWalk(t)
	}
	if _, err := f.planned(t, large); err != nil {
		t.Errorf("a plan after plans that were cancelled gives the error %v", err)
	}
}

// testCancelledLoads cancels loads at different times: each was done, or it wasn't.
func testCancelledLoads(t *testing.T, f *fixture) {
	large := generateOne(1, 40)
	before := walked(t, f.store)
	for _, delay := range []time.Duration{0, time.Millisecond, 5 * time.Millisecond, 25 * time.Millisecond, 125 * time.Millisecond} {
		large.LoadID = fmt.Sprintf("load/large-%d", delay.Milliseconds())
		ctx, cancel := context.WithCancel(t.Context())
		var asked time.Time
		timer := time.AfterFunc(delay+time.Duration(rand.Int64N(int64(time.Millisecond))), func() { asked = time.Now(); cancel() })
		_, err := f.store.Apply(ctx, large)
		if !timer.Stop() {
			<-ctx.Done()
			if took := time.Since(asked); took > soon {
				t.Errorf("a cancelled load took %s to return", took)
			}
		}
		cancel()
		if err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("a load cancelled after %s gives the error %v (%v), want the context's", delay, err, errors.Unwrap(err))
		}
		// The context may end when the load is just done, so an error says that the outcome isn't known.
		if err == nil || walked(t, f.store) != before {
			f.applyOracle(t, large)
			f.sameWalk(t)
			break
		}
	}
	// Whether it was done or not, asking again does it.
	f.both(t, large)
	f.sameWalk(t)
}
