package graphtest

import (
	"cmp"
	"context"
	"slices"

	"pactgraph/graph"
)

// Search looks at every node.
func (m *Memory) Search(ctx context.Context, q graph.SearchQuery) (graph.SearchAnswer, error) {
	if err := q.Check(); err != nil {
		return graph.SearchAnswer{}, err
	}
	s, done, err := m.begin(ctx)
	if err != nil {
		return graph.SearchAnswer{}, err
	}
	defer done()
	search := q.Search()
	found, more, err := search.Gather(func(exactly bool, most int) ([]graph.Node, error) {
		return s.index().search(ctx, search, exactly, most)
	})
	if err != nil {
		return graph.SearchAnswer{}, err
	}
	a := search.Answer(found, more)
	for _, e := range a.Edges {
		e.Node = graph.Copy(e.Node)
	}
	a.Revision = s.revision
	return a, nil
}

// search gives the hits with the most edges.
func (x *index) search(ctx context.Context, search *graph.Search, exactly bool, most int) ([]graph.Node, error) {
	var found []graph.Node
	for _, noun := range search.Nouns {
		for _, n := range x.nodes[noun] {
			if err := graph.Ended(ctx); err != nil {
				return nil, err
			}
			if search.Found(n, exactly) {
				found = append(found, n)
			}
		}
	}
	degree := func(n graph.Node) int { d, _ := graph.Value(n, "degree").(int); return d }
	slices.SortFunc(found, func(a, b graph.Node) int {
		return cmp.Or(-cmp.Compare(degree(a), degree(b)), cmp.Compare(a.NodeID(), b.NodeID()))
	})
	return found[:min(most, len(found))], nil
}
