package graphtest

import (
	"context"
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pactgraph/graph"
)

// The environment variables of the comparison on a large graph: how many declarations it has, and by how much more
// questions are asked of it.
const (
	declarationsVariable = "PACTGRAPH_DECLARATIONS"
	timesVariable        = "PACTGRAPH_LARGE_TIMES"
)

// largeDeclarations is how many declarations the large graph has.
const largeDeclarations = 10_000

// largeLimit is how long a question may take: what a server gives it.
const largeLimit = 20 * time.Second

// RunLarge compares a store with the oracle on a graph of 10,000 declarations: random lists, searches, groups, subgraphs
// and paths, conflicts and gaps. The store is filled once, by Restore, which is the fastest way; open is as for Run.
//
// A list is asked several times with other values in it, and then for pages before and after, so that a store that keeps
// its plans makes few. Each question must be answered in the time that a server gives it.
func RunLarge(t *testing.T, open func(t *testing.T) graph.Store) {
	seed := seedOf(t)
	l := openLarge(t, open, seed)
	t.Run("Shown", l.sameShown)
	t.Run("Lists", l.testLists)
	t.Run("Pages", l.testWholeLists)
	t.Run("Search", l.testSearches)
	t.Run("Groups", l.testGroups)
	t.Run("Explore", l.testExplore)
	t.Run("Trust", l.testTrust)
}

// large is a store with a large graph, and the oracle with the same.
type large struct {
	*fixture
	*randomizer
	seed uint64
	// times is by how much more is asked.
	times int
	// hubs are the actors with the most edges.
	hubs []string
}

func openLarge(t *testing.T, open func(t *testing.T) graph.Store, seed uint64) *large {
	t.Helper()
	n := numberOf(t, declarationsVariable, largeDeclarations)
	l := &large{fixture: &fixture{store: hurried{open(t)}, oracle: NewMemory()}, seed: seed, times: numberOf(t, timesVariable, 1)}
	began := time.Now()
	lap := func(what string) {
		t.Logf("%s: %s", what, time.Since(began).Round(time.Millisecond))
		began = time.Now()
	}
	for _, b := range Generate(seed, n) {
		l.applyOracle(t, b)
	}
	lap("the oracle was filled")
	if err := l.store.Restore(t.Context(), graph.Entries(t.Context(), l.oracle), nil); err != nil {
		t.Fatal(err)
	}
	lap("the store was filled")
	l.both(t, rareNames(seed, n))
	lap("both were told other names")
	l.randomizer = newRandomizer(t, seed, l.oracle)
	l.hubs = idsIn(find(t, l.oracle, graph.Query{Noun: graph.NounActor, Selection: graph.Selection{Order: []graph.Order{{Prop: "degree", Desc: true}}, Page: first(3)}}).Page)
	lap("the graph was looked through")
	return l
}

// count is how often something is asked.
func (l *large) count(t *testing.T, n int) int { return tries(t, n*l.times) }

// rareNames says names of words of which each stands in few nodes; those of Generate stand in many.
func rareNames(seed uint64, declarations int) graph.Batch {
	g := newGenerator(seed+1, declarations)
	g.begin("names")
	p := newPen(fmt.Sprintf("generated-%d-names", seed), "names", graph.ReliabilityA)
	for i := range declarations / 2 {
		id := graph.MakeID(graph.NounDeclaration, fmt.Sprintf("g%d", i*2))
		p.node(id, props{"kind": g.enum("DeclarationKind"), "title": g.rareWords(2) + " " + g.words(1)})
	}
	for _, id := range g.actors {
		p.node(id, props{"kind": g.enum("ActorKind"), "name": g.rareWords(2), "aliases": []string{g.rareWords(1), g.rareWords(1) + " " + g.words(1)}})
	}
	return p.batch
}

// rareWords gives words of a vocabulary of some thousands, those with few syllables more often.
func (g *generator) rareWords(n int) string {
	syllables := []string{"ba", "kor", "de", "lin", "mo", "sta", "ru", "vé", "zho", "ny", "tal", "gri", "о", "ка", "сн", "ho"}
	words := make([]string, n)
	for i := range words {
		var b strings.Builder
		for range 2 + g.rng.IntN(3) {
			b.WriteString(syllables[g.rng.IntN(len(syllables))])
		}
		words[i] = b.String()
	}
	return strings.Join(words, " ")
}

// sameShown compares all that is shown, of which there is too much to write.
func (l *large) sameShown(t *testing.T) {
	got, want := &digests{}, &digests{}
	if err := l.store.Walk(t.Context(), got); err != nil {
		t.Fatal(err)
	}
	if err := l.oracle.Walk(t.Context(), want); err != nil {
		t.Fatal(err)
	}
	for i, w := range want.list {
		if i >= len(got.list) || got.list[i] != w {
			t.Fatalf("what is shown is not what the oracle shows, from %s on", w.id)
		}
	}
	if len(got.list) > len(want.list) {
		t.Fatalf("more is shown than the oracle shows, from %s on", got.list[len(want.list)].id)
	}
}

// digests is a visitor that keeps a hash of each thing.
type digests struct{ list []digestOf }

type digestOf struct {
	id  string
	sum [sha256.Size]byte
}

// Node is what a walk shows.
func (d *digests) Node(n graph.Node) error {
	d.list = append(d.list, digestOf{n.NodeID(), sha256.Sum256(canonicalJSON(canonicalNode(n)))})
	return nil
}

// Edge is what a walk shows.
func (d *digests) Edge(e graph.EdgeProps) error {
	d.list = append(d.list, digestOf{e.ID, sha256.Sum256(canonicalJSON(canonicalEdge(e)))})
	return nil
}

// hurried is a store that gives each reading the time that a server gives a question.
type hurried struct{ graph.Store }

// Find is that of the store.
func (h hurried) Find(ctx context.Context, queries []graph.Query) ([]graph.Answer, error) {
	ctx, cancel := context.WithTimeout(ctx, largeLimit)
	defer cancel()
	return h.Store.Find(ctx, queries)
}

// Search is that of the store.
func (h hurried) Search(ctx context.Context, q graph.SearchQuery) (graph.SearchAnswer, error) {
	ctx, cancel := context.WithTimeout(ctx, largeLimit)
	defer cancel()
	return h.Store.Search(ctx, q)
}

// Tally is that of the store.
func (h hurried) Tally(ctx context.Context, t graph.Tally) (graph.TallyAnswer, error) {
	ctx, cancel := context.WithTimeout(ctx, largeLimit)
	defer cancel()
	return h.Store.Tally(ctx, t)
}

// inTime calls ask with the time that a server gives a question, and says what took long. What is asked is described by
// what.
func inTime(t *testing.T, what func() string, ask func(ctx context.Context) error) error {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), largeLimit)
	defer cancel()
	began := time.Now()
	err := ask(ctx)
	if took := time.Since(began); took > largeLimit/4 {
		t.Logf("%s were taken, with the error %v, by %s", took, err, what())
	}
	return err
}

// sameOne asks the store and the oracle one query and compares the answers.
func (l *large) sameOne(t *testing.T, q graph.Query) graph.Answer {
	t.Helper()
	want := find(t, l.oracle, q)
	var got []graph.Answer
	err := inTime(t, func() string { return describe(q) }, func(ctx context.Context) (err error) {
		got, err = l.store.Find(ctx, []graph.Query{q})
		return err
	})
	if err != nil {
		t.Errorf("%v\n%s", err, describe(q))
		return want
	}
	if diff := cmp.Diff(string(Canonical(want)), string(Canonical(got[0]))); diff != "" {
		t.Errorf("not the oracle's answer (-oracle +store):\n%s\nto %s", diff, describe(q))
	}
	return want
}

// Random lists answer as the oracle does, with other values in them and page by page too.
func (l *large) testLists(t *testing.T) {
	for range l.count(t, 40) {
		q := l.largeQuery()
		derived := func(graph.Date) graph.Filter { return nil }
		if q.IDs == nil && l.chance(0.3) {
			derived = l.derived(q.Noun)
		}
		on := func(q graph.Query) graph.Query {
			q.Filter = graph.And{derived(l.day()), q.Filter}
			return q
		}
		l.sameOne(t, on(q))
		q.Selection = l.reworded([]graph.Noun{q.Noun}, q.Selection)
		q = on(q)
		answer := l.sameOne(t, q)
		if q.IDs == nil {
			l.sameAround(t, q, answer)
		}
	}
}

// largeQuery makes a question as query does, but with larger pages, with nodes that have very many edges, and now and then
// of the relations that held on a day.
func (l *large) largeQuery() graph.Query {
	q := l.query()
	switch {
	case q.IDs != nil && q.Noun == graph.NounActor:
		q.IDs = append(q.IDs, l.hubs...)
	case q.IDs == nil && len(q.With) == 0 && l.chance(0.5):
		q.Page = first(100 + l.IntN(graph.MaxPage-100))
	}
	if l.chance(0.2) {
		withsHeldOn(q.With, l.day())
	}
	return q
}

// withsHeldOn keeps what held on a day.
func withsHeldOn(withs []graph.With, day graph.Date) {
	for i := range withs {
		w := &withs[i]
		field, _ := graph.FieldOf(w.On, w.Field)
		w.Edge = graph.And{graph.EdgeHeldOn(field, day), w.Edge}
		if len(field.Ends) == 1 {
			w.Filter = graph.And{graph.HeldOn(field.Ends[0], day), w.Filter}
		}
		withsHeldOn(w.With, day)
	}
}

// day gives a day in the middle of the dates that Generate takes.
func (r *randomizer) day() graph.Date {
	return graph.Date(fmt.Sprintf("%d-%02d-%02d", 1960+r.IntN(80), 1+r.IntN(12), 1+r.IntN(28)))
}

// derived makes a filter by what no property has on a day: a status, a state, or having held.
func (r *randomizer) derived(noun graph.Noun) func(day graph.Date) graph.Filter {
	switch {
	case noun == graph.NounObligation && r.chance(0.7):
		statuses := []graph.ObligationStatus{
			graph.ObligationStatusProspective, graph.ObligationStatusDormant, graph.ObligationStatusActive, graph.ObligationStatusFulfilled,
			graph.ObligationStatusBreached, graph.ObligationStatusSuspended, graph.ObligationStatusTerminated, graph.ObligationStatusUnknown,
		}
		r.Shuffle(len(statuses), func(i, j int) { statuses[i], statuses[j] = statuses[j], statuses[i] })
		wanted := statuses[:1+r.IntN(2)]
		return func(day graph.Date) graph.Filter { return graph.StatusFilter(day, "", wanted...) }
	case noun == graph.NounCondition:
		return graph.MetOn
	}
	return func(day graph.Date) graph.Filter { return graph.HeldOn(noun, day) }
}

// sameAround asks for the pages before and after some edge of a page.
func (l *large) sameAround(t *testing.T, q graph.Query, answer graph.Answer) {
	t.Helper()
	entries := readPage(answer.Page).entries
	if len(entries) == 0 {
		return
	}
	cursor := entries[l.IntN(len(entries))].cursor
	q.Page.After, q.Page.Before = cursor, ""
	l.sameOne(t, q)
	q.Page.After, q.Page.Before = "", cursor
	l.sameOne(t, q)
}

// reworded gives a selection of the same form with other values in its filters.
func (r *randomizer) reworded(ends []graph.Noun, s graph.Selection) graph.Selection {
	s.Filter = r.rewordedOn(ends, s.Filter)
	s.With = slices.Clone(s.With)
	for i, w := range s.With {
		field, _ := graph.FieldOf(w.On, w.Field)
		s.With[i].Selection = r.reworded(field.Ends, w.Selection)
		s.With[i].Edge = r.rewordedEdge(field, w.Edge)
	}
	return s
}

// rewordedOn rewords a filter on nodes of one of some nouns.
func (r *randomizer) rewordedOn(ends []graph.Noun, f graph.Filter) graph.Filter {
	i := slices.IndexFunc(ends, func(n graph.Noun) bool { return graph.CheckFilter(n, f) == nil })
	if i < 0 {
		return f
	}
	noun := ends[i]
	return r.reword(f, func(f graph.Is) graph.Filter {
		return r.revalue(f, comparable(noun), r.values[string(noun)])
	}, func(f graph.Related) graph.Filter {
		field, _ := graph.FieldOf(noun, f.Field)
		f.Edge, f.Node = r.rewordedEdge(field, f.Edge), r.rewordedOn(field.Ends, f.Node)
		return f
	})
}

func (r *randomizer) rewordedEdge(field graph.Field, f graph.Filter) graph.Filter {
	relation := field.Relations()[0]
	list := append(edgeProperties(field), graph.Property{Name: "id", Type: graph.TypeString})
	return r.reword(f, func(f graph.Is) graph.Filter {
		return r.revalue(f, list, r.values[relationName(relation.From, relation.Type)])
	}, nil)
}

func (r *randomizer) reword(f graph.Filter, is func(graph.Is) graph.Filter, related func(graph.Related) graph.Filter) graph.Filter {
	all := func(list []graph.Filter) []graph.Filter {
		list = slices.Clone(list)
		for i := range list {
			list[i] = r.reword(list[i], is, related)
		}
		return list
	}
	switch f := f.(type) {
	case graph.And:
		return graph.And(all(f))
	case graph.Or:
		return graph.Or(all(f))
	case graph.Not:
		return graph.Not{Filter: r.reword(f.Filter, is, related)}
	case graph.Is:
		return is(f)
	case graph.Related:
		return related(f)
	}
	return f
}

// revalue makes the same comparison with another value. An empty list stays one, and no other becomes one: a store may well
// have another text for it.
func (r *randomizer) revalue(f graph.Is, list []graph.Property, values map[string][]any) graph.Filter {
	i := slices.IndexFunc(list, func(p graph.Property) bool { return p.Name == f.Prop })
	if i < 0 || f.Op == graph.OpIsNull || len(values[f.Prop]) == 0 {
		return f
	}
	empty := func(f graph.Is) bool {
		list, ok := f.Value.([]any)
		return ok && len(list) == 0
	}
	same := slices.DeleteFunc(comparisons(list[i], samples(list[i], r.some(values[f.Prop]))), func(g graph.Filter) bool {
		return g.(graph.Is).Op != f.Op || empty(g.(graph.Is)) != empty(f)
	})
	return choose(r, same)
}

// Whole lists, page by page from the one end to the other and back.
func (l *large) testWholeLists(t *testing.T) {
	for _, list := range []graph.Query{
		{Noun: graph.NounDeclaration, Selection: graph.Selection{Order: []graph.Order{{Prop: "expiresOn"}, {Prop: "signedOn", Desc: true}, {Prop: "degree"}}}},
		{Noun: graph.NounObligation, Selection: graph.Selection{
			Order:  []graph.Order{{Prop: "amountValue", Desc: true}, {Prop: "bearerMode"}, {Prop: "summary"}},
			Filter: graph.Related{Field: "bearers", Quant: graph.QuantSome, Node: graph.Is{Prop: "id", Op: graph.OpIn, Value: []any{l.hubs[0], l.hubs[1]}}},
		}},
		{Noun: graph.NounEvent, Selection: graph.Selection{Order: []graph.Order{{Prop: "from"}}, Filter: graph.HeldOn(graph.NounEvent, "2000")}},
	} {
		l.samePagesOf(t, list)
	}
	hub := graph.With{Field: "owes", On: graph.NounActor, Selection: graph.Selection{Order: []graph.Order{{Prop: "kind"}}, Total: true}}
	l.sameNestedPages(t, l.hubs[0], hub)
}

func (l *large) samePagesOf(t *testing.T, q graph.Query) {
	t.Helper()
	size, all := graph.MaxPage, 0
	q.Total = true
	for q.Page = (graph.Page{First: &size}); ; {
		p := readPage(l.sameOne(t, q).Page)
		all += len(p.entries)
		if q.Page.After = p.info.EndCursor; !p.info.HasNextPage {
			break
		}
	}
	for q.Page = (graph.Page{Last: &size}); ; {
		p := readPage(l.sameOne(t, q).Page)
		all -= len(p.entries)
		if q.Page.Before = p.info.StartCursor; !p.info.HasPreviousPage {
			break
		}
	}
	if all != 0 {
		t.Errorf("there are %d more nodes forward than backward", all)
	}
}

// sameNestedPages goes through what a field of one node leads to.
func (l *large) sameNestedPages(t *testing.T, id string, w graph.With) {
	t.Helper()
	size := graph.MaxPage
	for w.Page = (graph.Page{First: &size}); ; {
		a := l.sameOne(t, graph.Query{Noun: w.On, IDs: []string{id}, Selection: graph.Selection{With: []graph.With{w}}})
		p := readPage(graph.Loaded(a.Nodes[0], w.Field))
		if w.Page.After = p.info.EndCursor; !p.info.HasNextPage {
			return
		}
	}
}

// Searches for words of the texts, just so, begun, in a phrase, and misspelt, find what the oracle finds.
func (l *large) testSearches(t *testing.T) {
	rng := rand.New(rand.NewPCG(l.seed, 7))
	texts := searchableTexts(l.fixture)
	found := 0
	for range l.count(t, 60) {
		q := searchFor(rng, texts)
		a := l.sameSearch(t, q)
		found += min(a.TotalCount, 1)
		for range 2 {
			if q.After = a.PageInfo.EndCursor; len(a.Edges) > 0 && a.PageInfo.HasNextPage && q.Check() == nil {
				a = l.sameSearch(t, q)
			}
		}
	}
	if found == 0 {
		t.Error("nothing was ever found")
	}
	deep := 400
	l.pagesOfSearch(t, graph.SearchQuery{Text: "harbour", First: &deep}, graph.SearchDepth, true)
}

// searchFor makes a search for some words that stand one after the other in some text, or for words of two texts.
func searchFor(rng *rand.Rand, texts [][]string) graph.SearchQuery {
	part := func() []string {
		words := texts[rng.IntN(len(texts))]
		from := rng.IntN(len(words))
		return words[from : from+1+rng.IntN(min(3, len(words)-from))]
	}
	words := slices.Clone(part())
	if rng.IntN(4) == 0 {
		words = append(words, part()...)
	}
	return searchOf(rng, words)
}

func (l *large) testGroups(t *testing.T) {
	// By three or four things at once, an actor with thousands of promises is counted in more ways than can be gone through.
	l.testRandomGroups(t, l.seed, l.count(t, 20), 2)
	for range l.count(t, 5) {
		l.sameMatrix(t)
		l.sameTimeline(t)
	}
}

// sameMatrix compares a random table with the oracle's.
func (l *large) sameMatrix(t *testing.T) {
	t.Helper()
	list := graph.NounObligation.GroupDimensions()
	l.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	q := graph.MatrixQuery{Day: l.day(), Rows: list[0].Name, Columns: list[1].Name, MostRows: 1 + l.IntN(30), MostColumns: 1 + l.IntN(30)}
	if l.chance(0.5) {
		q.Filter = l.filter(graph.NounObligation, 2)
	}
	l.sameAsked(t, fmt.Sprintf("%+v", q), func(ctx context.Context, r graph.Reader) (any, error) { return graph.FindMatrix(ctx, r, q) })
}

// sameTimeline compares a random timeline with the oracle's.
func (l *large) sameTimeline(t *testing.T) {
	t.Helper()
	q := graph.TimelineQuery{Noun: choose(l.randomizer, graph.TimelineNouns()), Interval: choose(l.randomizer, graph.Intervals())}
	if l.chance(0.7) {
		q.From, q.To = l.day(), l.day()
	}
	if l.chance(0.5) {
		q.Filter = l.filter(q.Noun, 2)
	}
	l.sameAsked(t, fmt.Sprintf("%+v", q), func(ctx context.Context, r graph.Reader) (any, error) { return graph.FindTimeline(ctx, r, q) })
}

// sameAsked asks the store and the oracle something and compares the answers, or the kinds of error.
func (l *large) sameAsked(t *testing.T, what string, ask func(ctx context.Context, r graph.Reader) (any, error)) {
	t.Helper()
	want, wantErr := ask(t.Context(), l.oracle)
	var got any
	err := inTime(t, func() string { return what }, func(ctx context.Context) (err error) {
		got, err = ask(ctx, l.store)
		return err
	})
	if graph.KindOf(err) != graph.KindOf(wantErr) {
		t.Errorf("%s gives the error %v, want %v", what, err, wantErr)
		return
	}
	if diff := cmp.Diff(jsonOf(t, want), jsonOf(t, got)); diff != "" {
		t.Errorf("not the oracle's answer (-oracle +store):\n%s\nto %s", diff, what)
	}
}

// testExplore compares subgraphs and neighbours with the plain reference, and paths, of which there may be too many for
// it, with the oracle's.
func (l *large) testExplore(t *testing.T) {
	p := readPlain(t, l.oracle)
	rng := rand.New(rand.NewPCG(l.seed, 5))
	t.Run("Subgraph", func(t *testing.T) { l.testSubgraphs(t, p, rng, l.count(t, 12)) })
	t.Run("Neighbours", func(t *testing.T) { l.testNeighbours(t, p, rng, l.count(t, 12)) })
	t.Run("AsOf", func(t *testing.T) { l.testExploreAsOf(t, p, rng, l.count(t, 3)) })
	t.Run("Largest", func(t *testing.T) { l.testLargestSubgraphs(t, p, rng) })
	t.Run("Paths", func(t *testing.T) { l.testLargePaths(t, p, rng) })
}

// testLargestSubgraphs asks for as many nodes as there may be, around a hub and around some node.
func (l *large) testLargestSubgraphs(t *testing.T, p *plain, rng *rand.Rand) {
	for i, root := range []string{l.hubs[0], p.pick(rng)} {
		q := graph.SubgraphQuery{Roots: []string{root}, Depth: 2 + 4*i, Limit: graph.MaxSubgraphNodes}
		var got *graph.Subgraph
		err := inTime(t, func() string { return fmt.Sprintf("%+v", q) }, func(ctx context.Context) (err error) {
			got, err = graph.FindSubgraph(ctx, l.store, q)
			return err
		})
		if err != nil {
			t.Errorf("%+v: %v", q, err)
		} else if diff := cmp.Diff(p.subgraph(q), subgraphLines(got)); diff != "" {
			t.Errorf("%+v (-want +got):\n%s", q, diff)
		}
	}
}

func (l *large) testLargePaths(t *testing.T, p *plain, rng *rand.Rand) {
	found := 0
	hub := l.hubs[0]
	l.samePaths(t, graph.PathsQuery{From: hub, To: p.wander(rng, hub, 1), MaxLength: 2, First: graph.MaxPaths}, &found)
	for i := range l.count(t, 25) {
		q := p.randomPaths(rng)
		if i%4 == 0 {
			q.MaxLength, q.First = 1+rng.IntN(graph.MaxPathLength), 1+rng.IntN(graph.MaxPaths)
		}
		if i%5 == 0 {
			q.From = choose(l.randomizer, l.hubs)
		}
		if i%2 == 0 { // of any two nodes of a large graph, few are near each other
			q.To = p.wander(rng, q.From, q.MaxLength)
		}
		if q.From == q.To {
			continue
		}
		if i%3 == 0 {
			q.Way.AsOf = l.day()
		}
		l.samePaths(t, q, &found)
	}
	if found == 0 {
		t.Error("no path was ever found")
	}
}

// samePaths compares the paths that the store and the oracle find, and counts them.
func (l *large) samePaths(t *testing.T, q graph.PathsQuery, found *int) {
	t.Helper()
	l.sameAsked(t, fmt.Sprintf("%+v", q), func(ctx context.Context, r graph.Reader) (any, error) {
		paths, err := graph.FindPaths(ctx, r, q)
		if err == nil {
			*found += len(paths.Paths)
		}
		return paths, err
	})
}

// testTrust compares the first pages of conflicts and of gaps, which say how many there are of each kind.
func (l *large) testTrust(t *testing.T) {
	conflicts := graph.ConflictsQuery{First: graph.MaxPage}
	l.sameAsked(t, "conflicts", func(ctx context.Context, r graph.Reader) (any, error) { return graph.FindConflicts(ctx, r, conflicts) })
	gaps := graph.GapsQuery{Reliability: graph.ReliabilityC, AsOf: l.day(), First: graph.MaxPage}
	l.sameAsked(t, "gaps", func(ctx context.Context, r graph.Reader) (any, error) { return graph.FindGaps(ctx, r, gaps) })
}
