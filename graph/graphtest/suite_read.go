package graphtest

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"pactgraph/graph"
)

// testRead asks a loaded store, and doesn't change it.
func testRead(t *testing.T, f *fixture) {
	t.Run("Walk", f.testWalk)
	t.Run("Nodes", f.testNodes)
	t.Run("Edges", f.testEdges)
	t.Run("Degree", f.testDegree)
	t.Run("IDs", f.testIDs)
	t.Run("Properties", f.testProperties)
	t.Run("EdgeProperties", f.testEdgeProperties)
	t.Run("Dates", f.testDates)
	t.Run("Texts", f.testTexts)
	t.Run("Logic", f.testLogic)
	t.Run("Quantifiers", f.testQuantifiers)
	t.Run("Orders", f.testOrders)
	t.Run("Pages", f.testPages)
	t.Run("NestedPages", f.testNestedPages)
	t.Run("Withs", f.testWiths)
	t.Run("Claims", f.testClaims)
	t.Run("ClaimsAsSaid", f.testClaimsAsSaid)
	t.Run("OnEdge", f.testOnEdge)
	t.Run("Own", f.testOwn)
	t.Run("Refusals", f.testRefusals)
	t.Run("ManyQueries", f.testManyQueries)
	t.Run("Status", f.testStatus)
	t.Run("StatusOfAll", f.testStatusOfAll)
	t.Run("State", f.testState)
	t.Run("HeldOn", f.testHeldOn)
	t.Run("WhatIf", f.testWhatIf)
	t.Run("Trust", f.testTrust)
}

func (f *fixture) testWalk(t *testing.T) {
	f.sameWalk(t)
	var c collector
	if err := f.store.Walk(t.Context(), &c); err != nil {
		t.Fatal(err)
	}
	nouns := graph.Nouns()
	if !slices.IsSortedFunc(c.nodes, func(a, b graph.Node) int {
		return cmp.Or(cmp.Compare(slices.Index(nouns, a.Noun()), slices.Index(nouns, b.Noun())), cmp.Compare(a.NodeID(), b.NodeID()))
	}) {
		t.Error("the nodes don't come by noun and id")
	}
	if !slices.IsSortedFunc(c.edges, func(a, b graph.EdgeProps) int { return cmp.Compare(a.ID, b.ID) }) {
		t.Error("the edges don't come by id")
	}
	for _, n := range c.nodes {
		if n.Noun() == graph.NounLoad {
			t.Errorf("the walk gives the load %s", n.NodeID())
		}
		if keys := graph.LoadedKeys(n); len(keys) > 0 {
			t.Errorf("%s comes with %q loaded", n.NodeID(), keys)
		}
	}
	stop := errors.New("enough")
	for name, v := range map[string]*stopper{"a node": {nodes: 3, err: stop}, "an edge": {nodes: 1 << 30, edges: 3, err: stop}} {
		if err := f.store.Walk(t.Context(), v); err != stop {
			t.Errorf("a visitor that stops at %s gets the error %v back, want its own", name, err)
		}
		if v.after > 0 {
			t.Errorf("a visitor that stopped at %s was called again", name)
		}
	}
}

// stopper is a visitor that has enough after some nodes, or after some edges.
type stopper struct {
	nodes, edges, after int
	err                 error
	stopped             bool
}

func (s *stopper) Node(graph.Node) error      { s.nodes--; return s.check(s.nodes) }
func (s *stopper) Edge(graph.EdgeProps) error { s.edges--; return s.check(s.edges) }

func (s *stopper) check(left int) error {
	if s.stopped {
		s.after++
	}
	if left > 0 {
		return nil
	}
	s.stopped = true
	return s.err
}

// saidOnce gives what only one data set says: it must be shown as it was said.
func (f *fixture) saidOnce() []graph.Said {
	sets := map[string]int{}
	for _, b := range f.batches {
		for _, s := range b.Said {
			sets[s.Target]++
		}
	}
	var once []graph.Said
	for _, b := range f.batches {
		for _, s := range b.Said {
			if sets[s.Target] == 1 {
				once = append(once, s)
			}
		}
	}
	return once
}

// Every node comes back with the properties that were said of it, by its id and from a list.
func (f *fixture) testNodes(t *testing.T) {
	var walk collector
	if err := f.store.Walk(t.Context(), &walk); err != nil {
		t.Fatal(err)
	}
	listed, visited := map[string]props{}, map[string]props{}
	for _, n := range walk.nodes {
		visited[n.NodeID()] = graph.NodeProps(n)
	}
	for _, noun := range graph.Entities() {
		for _, e := range readPage(find(t, f.store, graph.Query{Noun: noun, Selection: graph.Selection{Page: first(graph.MaxPage)}}).Page).entries {
			listed[e.node.NodeID()] = graph.NodeProps(e.node)
		}
	}
	var ids []string
	var want []props
	for _, s := range f.saidOnce() {
		if !s.IsEdge() && !s.IsClaim() {
			ids, want = append(ids, s.Target), append(want, s.Props)
		}
	}
	for i, n := range find(t, f.store, graph.Query{IDs: ids}).Nodes {
		if n == nil {
			t.Errorf("there is no %s", ids[i])
			continue
		}
		if diff := gocmp.Diff(want[i], graph.NodeProps(n)); diff != "" {
			t.Errorf("%s by its id (-said +got):\n%s", ids[i], diff)
		}
		if diff := gocmp.Diff(want[i], listed[ids[i]]); diff != "" {
			t.Errorf("%s in a list (-said +got):\n%s", ids[i], diff)
		}
		if diff := gocmp.Diff(want[i], visited[ids[i]]); diff != "" {
			t.Errorf("%s in a walk (-said +got):\n%s", ids[i], diff)
		}
	}
}

// Every edge comes back with the properties that were said of it, from both of its ends and from a walk.
func (f *fixture) testEdges(t *testing.T) {
	var walk collector
	if err := f.store.Walk(t.Context(), &walk); err != nil {
		t.Fatal(err)
	}
	visited := map[string]graph.EdgeProps{}
	for _, e := range walk.edges {
		visited[e.ID] = e
	}
	type end struct{ id, field string }
	want := map[end]map[string]graph.Said{}
	add := func(id, field string, s graph.Said) {
		if want[end{id, field}] == nil {
			want[end{id, field}] = map[string]graph.Said{}
		}
		want[end{id, field}][s.Target] = s
	}
	for _, s := range f.saidOnce() {
		if !s.IsEdge() {
			continue
		}
		from, _ := graph.NounOf(s.Start)
		to, _ := graph.NounOf(s.End)
		r, _ := graph.RelationOf(from, s.Type)
		add(s.Start, r.Out, s)
		add(s.End, r.In[to], s)
		if diff := gocmp.Diff(graph.NewEdge(s.Target, s.Type, s.Start, s.End, s.Props), visited[s.Target]); diff != "" {
			t.Errorf("%s %s %s in a walk (-said +got):\n%s", s.Start, s.Type, s.End, diff)
		}
	}
	ends := slices.SortedFunc(maps.Keys(want), func(a, b end) int { return cmp.Or(cmp.Compare(a.id, b.id), cmp.Compare(a.field, b.field)) })
	queries := make([]graph.Query, len(ends))
	for i, e := range ends {
		queries[i] = graph.Query{Noun: nounOfID(e.id), IDs: []string{e.id}, Selection: graph.Selection{With: []graph.With{{Field: e.field, Selection: graph.Selection{Page: first(graph.MaxPage)}}}}}
	}
	answers, err := f.store.Find(t.Context(), queries)
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range ends {
		if answers[i].Nodes[0] == nil {
			t.Errorf("there is no %s", e.id)
			continue
		}
		got := map[string]entry{}
		for _, x := range readPage(graph.Loaded(answers[i].Nodes[0], e.field)).entries {
			got[x.edge.ID] = x
		}
		for id, s := range want[e] {
			x, ok := got[id]
			if !ok {
				t.Errorf("%s.%s lacks the edge %s %s %s", e.id, e.field, s.Start, s.Type, s.End)
				continue
			}
			other := s.End
			if e.id == s.End {
				other = s.Start
			}
			if x.edge.Type != s.Type || x.edge.Start != s.Start || x.edge.End != s.End || x.node.NodeID() != other {
				t.Errorf("%s.%s gives %s %s %s with %s, want %s %s %s", e.id, e.field, x.edge.Start, x.edge.Type, x.edge.End, x.node.NodeID(), s.Start, s.Type, s.End)
			}
			if diff := gocmp.Diff(notNil(s.Props), x.edge.Props()); diff != "" {
				t.Errorf("%s.%s, the edge to %s (-said +got):\n%s", e.id, e.field, other, diff)
			}
		}
	}
	f.same(t, queries...)
}

func notNil(p props) props {
	if p == nil {
		return props{}
	}
	return p
}

func (f *fixture) testDegree(t *testing.T) {
	want := map[string]int{
		"actor/hub":       tieCount, // all PUBLISHED_BY
		cafe:              0,
		charter:           2, // an event and an obligation; what refers to itself doesn't count
		navy:              2, // two phases as a bearer
		notBound:          5, // by, for, at and about; and one statement about it, but not the claim voiced in it
		envoys:            1, // what they represent
		hearsay:           1, // the report cites it
		postByRost:        0, // quoted only
		atSea:             1, // one obligation
		"event/date-none": 0,
	}
	for id, degree := range want {
		if got := graph.Value(get(t, f.store, id), "degree"); got != degree {
			t.Errorf("%s has the degree %v, want %d", id, got, degree)
		}
	}
	wantIDs(t, "sources of degree 1 that aren't ties", found(t, f.store, graph.NounSource, graph.And{
		graph.Is{Prop: "degree", Op: graph.OpEq, Value: 1}, graph.Not{Filter: graph.Is{Prop: "id", Op: graph.OpGte, Value: "source/tie"}},
	}), hearsay, release, text)
}

func (f *fixture) testIDs(t *testing.T) {
	ask := []string{belmark, "actor/nobody", raid, belmark, "no id at all", "", "load/harbour-1"}
	nodes := find(t, f.store, graph.Query{IDs: ask}).Nodes
	for i, id := range ask {
		there := id != "actor/nobody" && id != "no id at all" && id != ""
		if (nodes[i] != nil) != there || there && nodes[i].NodeID() != id {
			t.Errorf("the answer for %q is %v", id, nodes[i])
		}
	}
	if nodes[0] == nodes[3] {
		t.Error("an id asked twice is answered twice with one value")
	}
	a := find(t, f.store, graph.Query{Noun: graph.NounEvent, IDs: ask})
	if a.Page != nil || len(a.Nodes) != len(ask) || a.Nodes[0] != nil || a.Nodes[2] == nil {
		t.Errorf("ids of events only: %s", Canonical(a))
	}
	if a := find(t, f.store, graph.Query{IDs: []string{}}); len(a.Nodes) != 0 || a.Page != nil {
		t.Errorf("no ids: %s", Canonical(a))
	}
	// A filter and a page don't apply to ids.
	one := graph.Query{IDs: []string{belmark, raid}, Selection: graph.Selection{Page: first(0), Filter: graph.Or{}}}
	if a := find(t, f.store, one); len(a.Nodes) != 2 || a.Nodes[0] == nil || a.Nodes[1] == nil {
		t.Errorf("ids with a filter and a page: %s", Canonical(a))
	}
	many := make([]string, graph.MaxPage)
	for i := range many {
		many[i] = []string{ardovia, "actor/nobody", raid}[i%3]
	}
	f.same(t, graph.Query{IDs: many}, graph.Query{IDs: ask, Noun: graph.NounLoad}, one)
}

func (f *fixture) testRefusals(t *testing.T) {
	actors := func(s graph.Selection) graph.Query { return graph.Query{Noun: graph.NounActor, Selection: s} }
	where := func(g graph.Filter) graph.Query { return actors(graph.Selection{Filter: g}) }
	with := func(w graph.With) graph.Query { return actors(graph.Selection{With: []graph.With{w}}) }
	one, two := 1, 2
	name := []graph.Order{{Prop: "name"}}
	byName := readPage(find(t, f.store, actors(graph.Selection{Order: name})).Page).info.EndCursor
	nested := readPage(graph.Loaded(get(t, f.store, "actor/hub", graph.With{Field: "published"}), "published")).info.EndCursor
	tests := map[string]struct {
		query graph.Query
		kind  graph.Kind
	}{
		"no noun":                      {graph.Query{}, graph.KindInvalid},
		"a noun that isn't":            {graph.Query{Noun: "Treaty"}, graph.KindInvalid},
		"ids of a noun that isn't":     {graph.Query{Noun: "Treaty", IDs: []string{ardovia}}, graph.KindInvalid},
		"first and last":               {actors(graph.Selection{Page: graph.Page{First: &one, Last: &two}}), graph.KindInvalid},
		"first below zero":             {actors(graph.Selection{Page: first(-1)}), graph.KindInvalid},
		"last below zero":              {actors(graph.Selection{Page: last(-1)}), graph.KindInvalid},
		"first too large":              {actors(graph.Selection{Page: first(graph.MaxPage + 1)}), graph.KindTooLarge},
		"last too large":               {actors(graph.Selection{Page: last(graph.MaxPage + 1)}), graph.KindTooLarge},
		"too many ids":                 {graph.Query{IDs: make([]string, graph.MaxPage+1)}, graph.KindTooLarge},
		"a nested page too large":      {with(graph.With{Field: "owes", Selection: graph.Selection{Page: first(graph.MaxPage + 1)}}), graph.KindTooLarge},
		"an order by nothing":          {actors(graph.Selection{Order: []graph.Order{{Prop: "title"}}}), graph.KindInvalid},
		"an order by a list":           {actors(graph.Selection{Order: []graph.Order{{Prop: "aliases"}}}), graph.KindInvalid},
		"too many orders":              {actors(graph.Selection{Order: slices.Repeat(name, 9)}), graph.KindTooLarge},
		"a cursor of nonsense":         {actors(graph.Selection{Page: graph.Page{After: "nonsense"}}), graph.KindInvalid},
		"a cursor of another order":    {actors(graph.Selection{Page: graph.Page{After: byName}}), graph.KindInvalid},
		"a cursor of that order, desc": {actors(graph.Selection{Order: []graph.Order{{Prop: "name", Desc: true}}, Page: graph.Page{Before: byName}}), graph.KindInvalid},
		"a cursor of another noun":     {graph.Query{Noun: graph.NounLoad, Selection: graph.Selection{Page: graph.Page{After: byName}}}, graph.KindInvalid},
		"a cursor of a nested list":    {graph.Query{Noun: graph.NounSource, Selection: graph.Selection{Page: graph.Page{After: nested}}}, graph.KindInvalid},
		"a filter by nothing":          {where(graph.Is{Prop: "title", Op: graph.OpEq, Value: "x"}), graph.KindInvalid},
		"an operator it doesn't have":  {where(graph.Is{Prop: "kind", Op: graph.OpLt, Value: "STATE"}), graph.KindInvalid},
		"a value of another type":      {where(graph.Is{Prop: "declaredSize", Op: graph.OpEq, Value: "7"}), graph.KindInvalid},
		"a value that isn't":           {where(graph.Is{Prop: "kind", Op: graph.OpEq, Value: "KINGDOM"}), graph.KindInvalid},
		"a date that isn't":            {where(graph.Is{Prop: "from", Op: graph.OpEq, Value: graph.Date("2031-02-30")}), graph.KindInvalid},
		"a relation it doesn't have":   {where(graph.Related{Field: "bearers", Quant: graph.QuantSome}), graph.KindInvalid},
		"a quantifier that isn't":      {where(graph.Related{Field: "owes", Quant: "most"}), graph.KindInvalid},
		"a count without operator":     {where(graph.Related{Field: "owes", Quant: graph.QuantCount, Count: 1}), graph.KindInvalid},
		"groups by nothing":            {where(graph.Related{Field: "owes", Quant: graph.QuantSomeGroup, By: "group"}), graph.KindInvalid},
		"an edge property it lacks":    {where(graph.Related{Field: "owes", Quant: graph.QuantSome, Edge: graph.Is{Prop: "role", Op: graph.OpEq, Value: "x"}}), graph.KindInvalid},
		"a relation of an edge":        {with(graph.With{Field: "owes", OnEdge: []graph.With{{Field: "by"}}}), graph.KindInvalid},
		"with what it doesn't have":    {with(graph.With{Field: "bearers"}), graph.KindInvalid},
		"with what other nouns have":   {graph.Query{IDs: []string{ardovia}, Selection: graph.Selection{With: []graph.With{{Field: "bearers"}}}}, graph.KindInvalid},
		"too deep":                     {with(deep(17)), graph.KindTooLarge},
	}
	for name, test := range tests {
		answers, err := f.store.Find(t.Context(), []graph.Query{actors(graph.Selection{}), test.query})
		if graph.KindOf(err) != test.kind || answers != nil {
			t.Errorf("%s gives %d answers and the error %v of kind %q, want kind %q", name, len(answers), err, graph.KindOf(err), test.kind)
		}
		if _, ok := errors.AsType[*graph.Error](err); err != nil && !ok {
			t.Errorf("%s: the error is a %T, want a *graph.Error", name, err)
		}
	}
	f.same(t, with(deep(7)))
}

// deep asks for the members of what actors are members of, and so on.
func deep(levels int) graph.With {
	w := graph.With{Field: []string{"memberOf", "members"}[levels%2], Selection: graph.Selection{Page: first(2)}}
	if levels > 1 {
		w.With = []graph.With{deep(levels - 1)}
	}
	return w
}

// A Find may ask much, and its answers are of one state, in the order asked.
func (f *fixture) testManyQueries(t *testing.T) {
	var queries []graph.Query
	for i := range 300 {
		noun := graph.Nouns()[i%len(graph.Nouns())]
		queries = append(queries, graph.Query{Noun: noun, Selection: graph.Selection{Total: i%2 == 0, Page: first(i % 5)}})
	}
	answers, err := f.store.Find(t.Context(), queries)
	if err != nil {
		t.Fatal(err)
	}
	for i, a := range answers {
		if a.Revision != len(f.batches) {
			t.Errorf("answer %d is of revision %d, want %d", i, a.Revision, len(f.batches))
		}
		if got := readPage(a.Page); len(got.entries) > i%5 || (got.total != nil) != (i%2 == 0) {
			t.Errorf("answer %d has %d nodes and the total %v: %s", i, len(got.entries), got.total, describe(queries[i]))
		}
		for _, e := range readPage(a.Page).entries {
			if e.node.Noun() != queries[i].Noun {
				t.Errorf("answer %d to a question for %s has a %s", i, queries[i].Noun, e.node.Noun())
			}
		}
	}
	f.same(t, queries...)
}
