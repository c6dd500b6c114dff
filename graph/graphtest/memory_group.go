package graphtest

import (
	"context"

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
	rows, err := t.Count(x, nodes)
	return graph.TallyAnswer{Rows: rows, Revision: s.revision}, err
}
