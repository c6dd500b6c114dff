package graphtest

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"pactgraph/graph"
)

// testExplore holds what explores a store to a plain reference: the whole graph as a table of edges, walked without any
// cleverness.
func testExplore(t *testing.T, open func(t *testing.T) graph.Store) {
	f := load(t, open, Generate(17, 40)...)
	p := readPlain(t, f.store)
	rng := rand.New(rand.NewPCG(seedOf(t), 5))
	t.Run("Subgraph", func(t *testing.T) { f.testSubgraphs(t, p, rng, tries(t, 30)) })
	t.Run("Neighbours", func(t *testing.T) { f.testNeighbours(t, p, rng, tries(t, 30)) })
	t.Run("Paths", func(t *testing.T) { f.testPaths(t, p, rng) })
	t.Run("AsOf", func(t *testing.T) { f.testExploreAsOf(t, p, rng, tries(t, 4)) })
	t.Run("Refused", func(t *testing.T) { f.testExploreRefused(t, p) })
}

// plain is a graph's entities and the edges between them.
type plain struct {
	ids    []string
	degree map[string]int
	edges  []graph.EdgeProps
	at     map[string][]graph.EdgeProps
}

func readPlain(t *testing.T, s graph.Reader) *plain {
	t.Helper()
	p := &plain{degree: map[string]int{}, at: map[string][]graph.EdgeProps{}}
	if err := s.Walk(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	return p
}

// Node is what a walk shows.
func (p *plain) Node(n graph.Node) error {
	if n.Noun().IsEntity() {
		p.ids = append(p.ids, n.NodeID())
	}
	return nil
}

// Edge is what a walk shows.
func (p *plain) Edge(e graph.EdgeProps) error {
	start, _ := graph.NounOf(e.Start)
	end, _ := graph.NounOf(e.End)
	if !start.IsEntity() || !end.IsEntity() {
		return nil
	}
	p.edges = append(p.edges, e)
	p.at[e.Start] = append(p.at[e.Start], e)
	p.degree[e.Start]++
	p.degree[e.End]++
	if e.End != e.Start {
		p.at[e.End] = append(p.at[e.End], e)
	}
	return nil
}

// walks tells whether a way walks an edge.
func walks(w graph.Way, e graph.EdgeProps) bool {
	return len(w.Types) == 0 || slices.Contains(w.Types, e.Type)
}

func other(e graph.EdgeProps, id string) string {
	if e.Start == id {
		return e.End
	}
	return e.Start
}

// fieldAt names the field by which an edge is seen from one of its ends.
func fieldAt(e graph.EdgeProps, id string) string {
	start, _ := graph.NounOf(e.Start)
	r, _ := graph.RelationOf(start, e.Type)
	if e.Start == id {
		return r.Out
	}
	end, _ := graph.NounOf(e.End)
	return r.In[end]
}

func (p *plain) pick(rng *rand.Rand) string { return p.ids[rng.IntN(len(p.ids))] }

// wander gives where some steps along edges lead from an entity, none of them from a node to itself.
func (p *plain) wander(rng *rand.Rand, from string, steps int) string {
	for range steps {
		var next []string
		for _, e := range p.at[from] {
			if o := other(e, from); o != from {
				next = append(next, o)
			}
		}
		if len(next) == 0 {
			return from
		}
		from = next[rng.IntN(len(next))]
	}
	return from
}

// busiest is the entity with the most edges.
func (p *plain) busiest() string {
	return slices.MaxFunc(p.ids, func(a, b string) int { return cmp.Compare(p.degree[a], p.degree[b]) })
}

func randomWay(rng *rand.Rand) graph.Way {
	var w graph.Way
	if rng.IntN(2) == 0 {
		types := graph.EntityEdgeTypes()
		rng.Shuffle(len(types), func(i, j int) { types[i], types[j] = types[j], types[i] })
		w.Types = types[:1+rng.IntN(8)]
	}
	return w
}

// subgraph is the reference: nearest first, then by id, until the limit.
func (p *plain) subgraph(q graph.SubgraphQuery) []string {
	depths := map[string]int{}
	var order []string
	front := slices.Sorted(slices.Values(q.Roots))
	for depth := 0; depth <= q.Depth; depth++ {
		next := map[string]bool{}
		for _, id := range front {
			if _, old := depths[id]; old || len(order) == q.Limit {
				continue
			}
			depths[id] = depth
			order = append(order, id)
			for _, e := range p.at[id] {
				if walks(q.Way, e) {
					next[other(e, id)] = true
				}
			}
		}
		front = slices.Sorted(maps.Keys(next))
	}
	lines := make([]string, 0, len(order))
	for _, id := range order {
		lines = append(lines, fmt.Sprintf("%d %s%s", depths[id], id, p.leftOut(q.Way, id, depths)))
	}
	var edges []string
	for _, e := range p.edges {
		_, start := depths[e.Start]
		_, end := depths[e.End]
		if start && end && walks(q.Way, e) {
			edges = append(edges, e.ID)
		}
	}
	slices.Sort(edges)
	return append(lines, edges...)
}

func (p *plain) leftOut(w graph.Way, id string, inside map[string]int) string {
	left := map[string]int{}
	for _, e := range p.at[id] {
		if _, in := inside[other(e, id)]; !in && walks(w, e) {
			left[fieldAt(e, id)]++
		}
	}
	var b strings.Builder
	for _, field := range slices.Sorted(maps.Keys(left)) {
		fmt.Fprintf(&b, " %s:%d", field, left[field])
	}
	return b.String()
}

func subgraphLines(g *graph.Subgraph) []string {
	var lines []string
	for _, n := range g.Nodes {
		line := fmt.Sprintf("%d %s", n.Depth, n.Node.NodeID())
		for _, l := range n.LeftOut {
			line += fmt.Sprintf(" %s:%d", l.Field, l.Count)
		}
		lines = append(lines, line)
	}
	for _, e := range g.Edges {
		lines = append(lines, e.ID)
	}
	return lines
}

func (f *fixture) testSubgraphs(t *testing.T, p *plain, rng *rand.Rand, count int) {
	for range count {
		q := graph.SubgraphQuery{
			Roots: []string{p.pick(rng), p.pick(rng)}[:1+rng.IntN(2)], Depth: rng.IntN(4), Limit: 2 + rng.IntN(120), Way: randomWay(rng),
		}
		got, err := graph.FindSubgraph(t.Context(), f.store, q)
		if err != nil {
			t.Fatalf("%+v: %v", q, err)
		}
		if diff := gocmp.Diff(p.subgraph(q), subgraphLines(got)); diff != "" {
			t.Fatalf("%+v (-want +got):\n%s", q, diff)
		}
	}
}

func (f *fixture) testNeighbours(t *testing.T, p *plain, rng *rand.Rand, count int) {
	for range count {
		q := graph.NeighboursQuery{ID: p.pick(rng), Way: randomWay(rng), First: rng.IntN(6)}
		got, err := graph.FindNeighbours(t.Context(), f.store, q)
		if err != nil {
			t.Fatalf("%+v: %v", q, err)
		}
		var lines []string
		for _, g := range got.Groups {
			line := fmt.Sprintf("%s %d", g.Field, g.Count)
			for _, n := range g.Neighbours {
				line += " " + n.Node.NodeID() + "=" + n.Edge.ID
			}
			lines = append(lines, line)
		}
		if diff := gocmp.Diff(p.neighbours(q), lines); diff != "" {
			t.Fatalf("%+v (-want +got):\n%s", q, diff)
		}
	}
}

func (p *plain) neighbours(q graph.NeighboursQuery) []string {
	groups := map[string][]graph.EdgeProps{}
	for _, e := range p.at[q.ID] {
		if walks(q.Way, e) {
			groups[fieldAt(e, q.ID)] = append(groups[fieldAt(e, q.ID)], e)
		}
	}
	var lines []string
	for _, field := range slices.Sorted(maps.Keys(groups)) {
		list := groups[field]
		slices.SortFunc(list, func(a, b graph.EdgeProps) int {
			return cmp.Or(cmp.Compare(other(a, q.ID), other(b, q.ID)), cmp.Compare(a.ID, b.ID))
		})
		line := fmt.Sprintf("%s %d", field, len(list))
		for _, e := range list[:min(q.First, len(list))] {
			line += " " + other(e, q.ID) + "=" + e.ID
		}
		lines = append(lines, line)
	}
	return lines
}

// paths is the reference: every way from node to node that comes to none twice, shortest first, then by ids.
func (p *plain) paths(q graph.PathsQuery) []string {
	var found [][]string
	var walk func(nodes []string)
	walk = func(nodes []string) {
		at := nodes[len(nodes)-1]
		if at == q.To {
			if through(q, nodes) {
				found = append(found, slices.Clone(nodes))
			}
			return
		}
		if len(nodes) > q.MaxLength || len(nodes) > 1 && (slices.Contains(q.Avoid, at) || q.AvoidHubsOver > 0 && p.degree[at] > q.AvoidHubsOver) {
			return
		}
		near := map[string]bool{}
		for _, e := range p.at[at] {
			if to := other(e, at); walks(q.Way, e) && !slices.Contains(nodes, to) {
				near[to] = true
			}
		}
		for to := range near {
			walk(append(nodes, to))
		}
	}
	walk([]string{q.From})
	slices.SortFunc(found, func(a, b []string) int { return cmp.Or(cmp.Compare(len(a), len(b)), slices.Compare(a, b)) })
	lines := []string{}
	for _, nodes := range found[:min(q.First, len(found))] {
		lines = append(lines, strings.Join(nodes, " "))
	}
	return append(lines, fmt.Sprint(len(found) > q.First))
}

func through(q graph.PathsQuery, nodes []string) bool {
	return len(q.Through) == 0 || slices.ContainsFunc(nodes[1:len(nodes)-1], func(id string) bool {
		n, _ := graph.NounOf(id)
		return slices.Contains(q.Through, n)
	})
}

func (f *fixture) testPaths(t *testing.T, p *plain, rng *rand.Rand) {
	lengths := map[int]bool{}
	// Few of the pairs are connected, so it goes on until something is found, as far as that may be hoped for.
	for i := 0; i < tries(t, 40) || len(lengths) < 2 && i < 1000; i++ {
		q := p.randomPaths(rng)
		if q.From == q.To {
			continue
		}
		got, err := graph.FindPaths(t.Context(), f.store, q)
		if err != nil {
			t.Fatalf("%+v: %v", q, err)
		}
		if diff := gocmp.Diff(p.paths(q), p.pathLines(t, got)); diff != "" {
			t.Fatalf("%+v (-want +got):\n%s", q, diff)
		}
		for _, path := range got.Paths {
			lengths[path.Length()] = true
		}
	}
	if len(lengths) < 2 {
		t.Errorf("the paths found have the lengths %v: too few to show anything", lengths)
	}
}

// randomPaths asks for paths between two nodes, which may be one.
func (p *plain) randomPaths(rng *rand.Rand) graph.PathsQuery {
	q := graph.PathsQuery{From: p.pick(rng), To: p.pick(rng), MaxLength: 1 + rng.IntN(4), First: 1 + rng.IntN(20), Way: randomWay(rng)}
	if rng.IntN(2) == 0 {
		q.AvoidHubsOver = 5 + rng.IntN(40)
	}
	if rng.IntN(3) == 0 {
		q.Avoid = []string{p.pick(rng), p.pick(rng)}
	}
	if rng.IntN(3) == 0 {
		q.Through = []graph.Noun{graph.NounDeclaration}
	}
	return q
}

// pathLines writes paths as the reference does, and sees that each step has all edges between its nodes.
func (p *plain) pathLines(t *testing.T, found *graph.Paths) []string {
	t.Helper()
	lines := []string{}
	for _, path := range found.Paths {
		var ids []string
		for i, n := range path.Nodes {
			ids = append(ids, n.NodeID())
			if i > 0 {
				for _, e := range path.Steps[i-1].Edges {
					if e.Start != ids[i-1] && e.End != ids[i-1] || other(*e, ids[i-1]) != ids[i] {
						t.Errorf("the step from %s to %s has the edge %s from %s to %s", ids[i-1], ids[i], e.ID, e.Start, e.End)
					}
				}
				if len(path.Steps[i-1].Edges) == 0 {
					t.Errorf("the step from %s to %s has no edge", ids[i-1], ids[i])
				}
			}
		}
		if path.Length() != len(ids)-1 {
			t.Errorf("a path of %d nodes says that it has length %d", len(ids), path.Length())
		}
		lines = append(lines, strings.Join(ids, " "))
	}
	if found.Truncated != (found.Reason != graph.PathsEndAll) {
		t.Errorf("a search that ended by %s says truncated: %v", found.Reason, found.Truncated)
	}
	return append(lines, fmt.Sprint(found.Truncated))
}

// testExploreAsOf compares what held on a day with the oracle.
func (f *fixture) testExploreAsOf(t *testing.T, p *plain, rng *rand.Rand, count int) {
	differs := false
	for i := range count {
		way, root := randomWay(rng), p.pick(rng)
		if i == 0 {
			way, root = graph.Way{}, p.busiest() // of whose edges not all held on any one day
		}
		way.AsOf = graph.Date(fmt.Sprintf("%d-%02d", 2015+rng.IntN(15), 1+rng.IntN(12)))
		q := graph.SubgraphQuery{Roots: []string{root}, Depth: 2, Limit: 60, Way: way}
		got, err := graph.FindSubgraph(t.Context(), f.store, q)
		if err != nil {
			t.Fatalf("%+v: %v", q, err)
		}
		want, err := graph.FindSubgraph(t.Context(), f.oracle, q)
		if err != nil {
			t.Fatal(err)
		}
		if diff := gocmp.Diff(subgraphLines(want), subgraphLines(got)); diff != "" {
			t.Fatalf("%+v (-oracle +store):\n%s", q, diff)
		}
		q.Way.AsOf = ""
		differs = differs || !slices.Equal(subgraphLines(want), p.subgraph(q))
	}
	if !differs {
		t.Error("what held on a day never differs from what there is")
	}
}

func (f *fixture) testExploreRefused(t *testing.T, p *plain) {
	id, far := p.ids[0], p.ids[len(p.ids)-1]
	sub := func(q graph.SubgraphQuery) error {
		_, err := graph.FindSubgraph(t.Context(), f.store, q)
		return err
	}
	paths := func(q graph.PathsQuery) error {
		_, err := graph.FindPaths(t.Context(), f.store, q)
		return err
	}
	for _, c := range []struct {
		name string
		err  error
		kind graph.Kind
	}{
		{"no root", sub(graph.SubgraphQuery{Limit: 5}), graph.KindInvalid},
		{"a root that isn't there", sub(graph.SubgraphQuery{Roots: []string{"actor/nobody"}, Limit: 5}), graph.KindNotFound},
		{"a root that is no entity", sub(graph.SubgraphQuery{Roots: []string{"load/generated-base"}, Limit: 5}), graph.KindNotFound},
		{"too deep", sub(graph.SubgraphQuery{Roots: []string{id}, Depth: 99, Limit: 5}), graph.KindTooLarge},
		{"too many nodes", sub(graph.SubgraphQuery{Roots: []string{id}, Limit: 5000}), graph.KindTooLarge},
		{"an unknown type", sub(graph.SubgraphQuery{Roots: []string{id}, Limit: 5, Way: graph.Way{Types: []graph.EdgeType{"LIKES"}}}), graph.KindInvalid},
		{"one end", paths(graph.PathsQuery{From: id, To: id, MaxLength: 2, First: 1}), graph.KindInvalid},
		{"too long", paths(graph.PathsQuery{From: id, To: far, MaxLength: 20, First: 1}), graph.KindTooLarge},
		{"an end that isn't there", paths(graph.PathsQuery{From: id, To: "actor/nobody", MaxLength: 2, First: 1}), graph.KindNotFound},
	} {
		if graph.KindOf(c.err) != c.kind {
			t.Errorf("%s: the error is %v of kind %q, want kind %q", c.name, c.err, graph.KindOf(c.err), c.kind)
		}
	}
	// A time that is too short for anything still is an answer.
	found, err := graph.FindPaths(t.Context(), f.store, graph.PathsQuery{From: id, To: far, MaxLength: 8, First: 100, Time: time.Nanosecond})
	if err != nil || !found.Truncated || found.Reason != graph.PathsEndTime {
		t.Errorf("a search without time gives %+v and the error %v, want what was found by then", found, errors.Unwrap(err))
	}
}
