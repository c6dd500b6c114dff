package graphtest

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"

	"pactgraph/graph"
)

// The environment variables of the random tests: the seed, to repeat a failure, and how many questions are asked.
const (
	seedVariable  = "PACTGRAPH_SEED"
	countVariable = "PACTGRAPH_RANDOM_QUERIES"
)

// seedOf gives the seed of this run, and says how to repeat it where the test fails.
func seedOf(t *testing.T) uint64 {
	t.Helper()
	seed := rand.Uint64N(1_000_000)
	if s := os.Getenv(seedVariable); s != "" {
		n, err := strconv.ParseUint(s, 10, 64)
		if err != nil {
			t.Fatalf("%s can't be %q: it is a whole number", seedVariable, s)
		}
		seed = n
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("to repeat this: %s=%d", seedVariable, seed)
		}
	})
	return seed
}

// Seed gives the seed of this run to tests of other packages (see seedOf).
func Seed(t *testing.T) uint64 {
	t.Helper()
	return seedOf(t)
}

func randomCount(t *testing.T) int {
	t.Helper()
	if brief(t) {
		return numberOf(t, countVariable, 50)
	}
	return numberOf(t, countVariable, 200)
}

// numberOf gives the number that an environment variable has, or else another.
func numberOf(t *testing.T, variable string, otherwise int) int {
	t.Helper()
	s := os.Getenv(variable)
	if s == "" {
		return otherwise
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatalf("%s can't be %q: it is a whole number", variable, s)
	}
	return n
}

// testRandom compares a store with the oracle: random questions on a generated graph, and random loads.
func testRandom(t *testing.T, open func(t *testing.T) graph.Store) {
	t.Run("Questions", func(t *testing.T) {
		seed := seedOf(t)
		f := load(t, open, Generate(seed, 30)...)
		f.sameWalk(t)
		r := newRandomizer(t, seed, f.oracle)
		for range randomCount(t) / 10 {
			var queries []graph.Query
			for range 10 {
				queries = append(queries, r.query())
			}
			f.same(t, queries...)
			f.sameNext(t, r, queries)
		}
		f.sameWhatIfs(t)
		f.sameTrust(t)
	})
	t.Run("Loads", func(t *testing.T) { testRandomLoads(t, load(t, open), seedOf(t)) })
	t.Run("Plans", func(t *testing.T) { testRandomPlans(t, open, seedOf(t)) })
	t.Run("Reverts", func(t *testing.T) { testRandomReverts(t, load(t, open), seedOf(t)) })
}

// sameNext asks the pages after, or before, some edge of the pages that queries gave.
func (f *fixture) sameNext(t *testing.T, r *randomizer, queries []graph.Query) {
	t.Helper()
	var next []graph.Query
	for _, q := range queries {
		entries := readPage(find(t, f.oracle, q).Page).entries
		if q.IDs != nil || len(entries) == 0 {
			continue
		}
		cursor := entries[r.IntN(len(entries))].cursor
		if r.chance(0.5) {
			q.Page.After = cursor
		} else {
			q.Page.Before = cursor
		}
		next = append(next, q)
	}
	f.same(t, next...)
}

// randomizer makes random questions of a graph.
type randomizer struct {
	*rand.Rand
	// values are some that nodes and edges have, by noun or relation and property.
	values map[string]map[string][]any
	ids    []string
}

func newRandomizer(t *testing.T, seed uint64, oracle *Memory) *randomizer {
	t.Helper()
	r := &randomizer{Rand: rand.New(rand.NewPCG(seed, 1)), values: map[string]map[string][]any{}}
	var c collector
	if err := oracle.Walk(t.Context(), &c); err != nil {
		t.Fatal(err)
	}
	for _, n := range c.nodes {
		r.ids = append(r.ids, n.NodeID())
		for _, p := range comparable(n.Noun()) {
			r.keep(string(n.Noun()), p.Name, graph.Value(n, p.Name))
		}
	}
	for _, e := range c.edges {
		of := relationName(nounOfID(e.Start), e.Type)
		r.keep(of, "id", e.ID)
		for name, v := range e.Props() {
			r.keep(of, name, v)
		}
	}
	return r
}

// relationName names a row of the table of relations.
func relationName(from graph.Noun, t graph.EdgeType) string { return string(from) + " " + string(t) }

func (r *randomizer) keep(of, name string, v any) {
	if v == nil {
		return
	}
	if r.values[of] == nil {
		r.values[of] = map[string][]any{}
	}
	r.values[of][name] = append(r.values[of][name], v)
}

func (r *randomizer) chance(p float64) bool { return r.Float64() < p }

func choose[T any](r *randomizer, list []T) T { return list[r.IntN(len(list))] }

// query makes a question: mostly for a page, sometimes for ids.
func (r *randomizer) query() graph.Query {
	noun := choose(r, graph.Nouns())
	if r.chance(0.15) {
		q := graph.Query{Noun: noun, IDs: []string{}}
		for range r.IntN(6) {
			q.IDs = append(q.IDs, choose(r, r.ids))
		}
		q.With = r.withs([]graph.Noun{noun}, 2)
		return q
	}
	return graph.Query{Noun: noun, Selection: r.selection([]graph.Noun{noun}, 3)}
}

// selection makes what is wanted of a list of nodes of some nouns, going some relations deep.
func (r *randomizer) selection(ends []graph.Noun, depth int) graph.Selection {
	s := graph.Selection{Total: r.chance(0.4), Page: r.page()}
	if r.chance(0.6) {
		s.Filter = r.filter(choose(r, ends), 3)
	}
	for range r.IntN(3) {
		if p, ok := r.orderable(ends); ok {
			s.Order = append(s.Order, graph.Order{Prop: p, Desc: r.chance(0.5)})
		}
	}
	if depth > 0 {
		s.With = r.withs(ends, depth)
	}
	return s
}

func (r *randomizer) page() graph.Page {
	n := r.IntN(12)
	switch r.IntN(3) {
	case 0:
		return graph.Page{}
	case 1:
		return graph.Page{First: &n}
	}
	return graph.Page{Last: &n}
}

// orderable takes a property that all the nouns can be ordered by.
func (r *randomizer) orderable(ends []graph.Noun) (string, bool) {
	var names []string
	for _, p := range comparable(ends[0]) {
		all := !slices.ContainsFunc(ends, func(n graph.Noun) bool {
			return !slices.ContainsFunc(comparable(n), func(o graph.Property) bool { return o.Name == p.Name })
		})
		if all && !p.Type.IsList() && p.Name != "finishedAt" {
			names = append(names, p.Name)
		}
	}
	if len(names) == 0 {
		return "", false
	}
	return choose(r, names), true
}

// withs makes relations that are wanted with nodes of some nouns.
func (r *randomizer) withs(ends []graph.Noun, depth int) []graph.With {
	var list []graph.With
	for i := range r.IntN(3) {
		noun := choose(r, ends)
		if len(noun.Fields()) == 0 {
			continue
		}
		field := choose(r, noun.Fields())
		w := graph.With{Key: fmt.Sprintf("k%d", i), Field: field.Name, On: noun}
		wanted := field.Ends
		if len(wanted) > 1 && r.chance(0.3) {
			wanted = []graph.Noun{choose(r, wanted)}
			w.Ends = wanted
		}
		w.Selection = r.selection(wanted, depth-1)
		if r.chance(0.3) {
			w.Edge = r.edgeFilter(field, 2)
		}
		if r.chance(0.2) {
			w.OnEdge = append(w.OnEdge, graph.With{Field: "claims", Selection: r.selection([]graph.Noun{graph.NounClaim}, 0)})
		}
		if _, ok := field.EdgeProperty("by"); ok && r.chance(0.5) {
			w.OnEdge = append(w.OnEdge, graph.With{Field: "by", Selection: r.selection([]graph.Noun{graph.NounActor}, 0)})
		}
		list = append(list, w)
	}
	return list
}

// filter makes a filter on a noun, some levels deep.
func (r *randomizer) filter(noun graph.Noun, depth int) graph.Filter {
	return r.combine(depth, func(depth int) graph.Filter {
		if depth > 0 && len(noun.Fields()) > 0 && r.chance(0.3) {
			return r.related(noun, depth-1)
		}
		return r.is(comparable(noun), func(name string) []any { return r.values[string(noun)][name] })
	})
}

// edgeFilter makes a filter on the edges of a field.
func (r *randomizer) edgeFilter(field graph.Field, depth int) graph.Filter {
	list := append(edgeProperties(field), graph.Property{Name: "id", Type: graph.TypeString})
	relation := field.Relations()[0]
	return r.combine(depth, func(int) graph.Filter {
		return r.is(list, func(name string) []any { return r.values[relationName(relation.From, relation.Type)][name] })
	})
}

// combine joins filters that leaf makes by and, or and not.
func (r *randomizer) combine(depth int, leaf func(depth int) graph.Filter) graph.Filter {
	if depth == 0 || r.chance(0.5) {
		return leaf(depth)
	}
	if r.chance(0.25) {
		return graph.Not{Filter: r.combine(depth-1, leaf)}
	}
	var list []graph.Filter
	for range r.IntN(4) {
		list = append(list, r.combine(depth-1, leaf))
	}
	if r.chance(0.5) {
		return graph.And(list)
	}
	return graph.Or(list)
}

// is makes a comparison with one of the properties.
func (r *randomizer) is(list []graph.Property, have func(name string) []any) graph.Filter {
	for {
		p := choose(r, list)
		if p.Name == "finishedAt" {
			continue
		}
		return choose(r, comparisons(p, samples(p, r.some(have(p.Name)))))
	}
}

// some takes a few of some values.
func (r *randomizer) some(values []any) []any {
	var list []any
	for range min(8, len(values)) {
		list = append(list, choose(r, values))
	}
	return list
}

func (r *randomizer) related(noun graph.Noun, depth int) graph.Filter {
	field := choose(r, noun.Fields())
	f := graph.Related{Field: field.Name, Quant: choose(r, []graph.Quant{graph.QuantSome, graph.QuantAll, graph.QuantNone, graph.QuantCount, graph.QuantSomeGroup})}
	if r.chance(0.7) {
		f.Node = r.filter(choose(r, field.Ends), depth)
	}
	if r.chance(0.4) {
		f.Edge = r.edgeFilter(field, 1)
	}
	switch f.Quant {
	case graph.QuantCount:
		f.Op, f.Count = choose(r, []graph.Op{graph.OpEq, graph.OpNe, graph.OpLt, graph.OpLte, graph.OpGt, graph.OpGte}), r.IntN(4)
	case graph.QuantSomeGroup:
		list := edgeProperties(field)
		if len(list) == 0 {
			f.Quant = graph.QuantSome
			break
		}
		f.By = choose(r, list).Name
	}
	return f
}

// testRandomLoads plans and applies random pieces of a graph by several data sets, which correct and withdraw what they said,
// to the store and to the oracle: they must accept and refuse the same loads, and show the same; and what is planned is what
// is done then, and no more than planned.
func testRandomLoads(t *testing.T, f *fixture, seed uint64) {
	r := newLoader(seed)
	done := 0
	past := []*Memory{f.oracle.copied()}
	for i := range 40 {
		b, ok := r.choice(t, f.oracle, i)
		if !ok {
			b = r.load(i)
		}
		planned, planErr := f.planned(t, b)
		want, wantErr := f.oracle.Apply(t.Context(), b)
		got, err := f.store.Apply(t.Context(), b)
		if got != want || graph.KindOf(err) != graph.KindOf(wantErr) {
			t.Fatalf("load %d gives %+v and the error %v, want %+v and %v", i, got, err, want, wantErr)
		}
		f.asPlanned(t, planned, planErr, got, err)
		if wantErr == nil {
			done++
		}
		if !want.Unchanged && wantErr == nil {
			past = append(past, f.oracle.copied())
		}
		f.sameWalk(t)
	}
	if done < 3 {
		t.Fatalf("only %d of the loads were possible", done)
	}
	f.sameHistories(t)
	f.sameLog(t)
	f.sameChanges(t)
	f.samePast(t, seed, past)
}

// randomLoader makes random loads of pieces of one graph.
type randomLoader struct {
	*randomizer
	owners  []string
	byOwner map[string][]graph.Said
}

func newLoader(seed uint64) *randomLoader {
	r := &randomLoader{randomizer: &randomizer{Rand: rand.New(rand.NewPCG(seed, 2))}, byOwner: map[string][]graph.Said{}}
	for _, s := range generateOne(seed, 4).Said {
		if r.byOwner[s.Owner] == nil {
			r.owners = append(r.owners, s.Owner)
		}
		r.byOwner[s.Owner] = append(r.byOwner[s.Owner], s)
	}
	return r
}

// load makes the load of a number from 0 on. The first loads say much, so that later ones find what they name.
func (r *randomLoader) load(number int) graph.Batch {
	b := graph.Batch{LoadID: fmt.Sprintf("load/random-%d", number), Dataset: choose(r.randomizer, []string{"x", "y", "z"})}
	b.Sync, b.Force = number >= 3 && r.chance(0.1), r.chance(0.5)
	share := 0.3
	if number < 3 {
		share = 1
	}
	for _, owner := range r.owners {
		switch {
		case r.chance(share):
			b.Said = append(b.Said, r.part(r.byOwner[owner])...)
		case r.chance(0.1):
			b.Withdraw = append(b.Withdraw, owner)
		}
	}
	return b
}

// choice makes, now and then, a load by which a value is chosen, or let go again.
func (r *randomLoader) choice(t *testing.T, s graph.Reader, number int) (graph.Batch, bool) {
	if number < 3 || !r.chance(0.3) {
		return graph.Batch{}, false
	}
	said := choose(r.randomizer, r.byOwner[choose(r.randomizer, r.owners)])
	if len(said.Props) == 0 {
		return graph.Batch{}, false
	}
	q := graph.ChoiceRequest{
		Target: said.Target, Field: choose(r.randomizer, slices.Sorted(maps.Keys(said.Props))),
		LoadID: fmt.Sprintf("load/random-choice-%d", number), Who: "graphtest",
	}
	if q.TakeBack = r.chance(0.2); !q.TakeBack {
		q.Dataset = choose(r.randomizer, []string{"x", "y", "z"})
	}
	b, err := q.Batch(t.Context(), s)
	return b, err == nil
}

// varied gives what is said, with another text now and then.
func (r *randomLoader) varied(s graph.Said) graph.Said {
	for _, name := range []string{"name", "title", "summary", "text"} {
		if text, ok := s.Props[name].(string); ok && !s.IsClaim() && r.chance(0.3) {
			s.Props = maps.Clone(s.Props)
			s.Props[name] = fmt.Sprintf("%s (%d)", text, r.IntN(3))
		}
	}
	return s
}

// part takes a node and some of what is said under it, with another reliability.
func (r *randomLoader) part(said []graph.Said) []graph.Said {
	reliability := choose(r.randomizer, []graph.Reliability{graph.ReliabilityA, graph.ReliabilityC, ""})
	var list []graph.Said
	for i, s := range said {
		if i == 0 || r.chance(0.8) {
			s = r.varied(s)
			s.Reliability = reliability
			list = append(list, s)
		}
	}
	// A claim about an edge that isn't said is mostly left out too: now and then such a load shall be refused.
	strict := r.chance(0.98)
	return slices.DeleteFunc(list, func(s graph.Said) bool {
		return strict && s.AboutEdge != "" && !slices.ContainsFunc(list, func(e graph.Said) bool { return e.Target == s.AboutEdge })
	})
}
