package graphtest

import (
	"context"
	"slices"

	"pactgraph/graph"
)

// Tally looks at every node.
func (m *Memory) Tally(ctx context.Context, t graph.Tally) (graph.TallyAnswer, error) {
	if err := t.Check(); err != nil {
		return graph.TallyAnswer{}, err
	}
	s, done, err := m.begin(ctx)
	if err != nil {
		return graph.TallyAnswer{}, err
	}
	defer done()
	x := s.index()
	var nodes []graph.Node
	for _, n := range x.nodes[t.Noun] {
		if err := graph.Ended(ctx); err != nil {
			return graph.TallyAnswer{}, err
		}
		if graph.Match(x, n, t.Filter) {
			nodes = append(nodes, n)
		}
	}
	rows, err := t.Count(x, nodes, x.origins(t.From))
	return graph.TallyAnswer{Rows: rows, Revision: s.revision}, err
}

// origins gives the nodes that a tally begins at, as far as they are there.
func (x *index) origins(from *graph.Origins) (nodes []graph.Node) {
	if from == nil {
		return nil
	}
	for _, n := range x.nodes[from.On] {
		if slices.Contains(from.IDs, n.NodeID()) {
			nodes = append(nodes, n)
		}
	}
	return nodes
}
