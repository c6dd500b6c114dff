package graphtest

import (
	"cmp"
	"context"
	"iter"
	"maps"
	"slices"

	"pactgraph/graph"
)

// Journal visits all loads by revision, then all records in their order.
func (m *Memory) Journal(ctx context.Context, visit func(graph.Entry) error) error {
	s, done, err := m.begin(ctx)
	if err != nil {
		return err
	}
	defer done()
	return s.Journal(ctx, visit)
}

// Restore fills the store, if it is empty, with a journal.
func (m *Memory) Restore(ctx context.Context, entries iter.Seq2[graph.Entry, error], check func(graph.Contents) error) error {
	_, done, err := m.begin(ctx)
	if err != nil {
		return err
	}
	defer done()
	if err := m.takeTurn(ctx); err != nil {
		return err
	}
	defer func() { <-m.turn }()
	if n := m.state().revision; n > 0 {
		return graph.Errorf(graph.KindConflict, "the graph is not empty: it has revision %d", n)
	}

	next, err := restored(ctx, entries)
	if err == nil && check != nil {
		err = check(next)
	}
	if err == nil {
		err = graph.Ended(ctx)
	}
	if err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.now = next
	return nil
}

// restored makes a state from a journal.
func restored(ctx context.Context, entries iter.Seq2[graph.Entry, error]) (*state, error) {
	s := newState()
	addLoad := func(l *graph.Load) error {
		s.nodes[l.ID] = graph.ShownNode{ID: l.ID, Noun: graph.NounLoad, Props: graph.NodeProps(l)}
		return graph.Ended(ctx)
	}
	addTarget := func(h graph.History) error {
		for _, r := range h {
			s.keep(r)
		}
		s.show(graph.Change{Target: h[0].Target, After: graph.Fold(h.Live())})
		return graph.Ended(ctx)
	}
	var err error
	if s.revision, err = graph.ReadJournal(entries, addLoad, addTarget); err != nil {
		return nil, err
	}
	for _, live := range s.live {
		if err := s.checkReferences(graph.Batch{}, live, nil); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// Journal gives what loads have said until this state.
func (s *state) Journal(ctx context.Context, visit func(graph.Entry) error) error {
	loads := slices.Clone(s.index().nodes[graph.NounLoad])
	slices.SortFunc(loads, func(a, b graph.Node) int { return cmp.Compare(*a.(*graph.Load).Revision, *b.(*graph.Load).Revision) })
	for _, l := range loads {
		if err := graph.Ended(ctx); err != nil {
			return err
		}
		if err := visit(graph.Entry{Load: graph.Copy(l).(*graph.Load)}); err != nil {
			return err
		}
	}
	for _, r := range slices.SortedFunc(slices.Values(s.records), graph.CompareRecords) {
		if err := graph.Ended(ctx); err != nil {
			return err
		}
		if err := visit(graph.Entry{Record: &r}); err != nil {
			return err
		}
	}
	return nil
}

// Walk visits all nodes but loads by noun and id, then all edges by id.
func (s *state) Walk(ctx context.Context, visit graph.Visitor) error {
	for _, noun := range graph.Nouns() {
		if noun == graph.NounLoad {
			continue
		}
		for _, n := range s.index().nodes[noun] {
			if err := graph.Ended(ctx); err != nil {
				return err
			}
			if err := visit.Node(graph.Copy(n)); err != nil {
				return err
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(s.edges)) {
		if err := graph.Ended(ctx); err != nil {
			return err
		}
		if err := visit.Edge(edgeOf(s.edges[id])); err != nil {
			return err
		}
	}
	return nil
}

// Revision is the number of loads until this state.
func (s *state) Revision(context.Context) (int, error) { return s.revision, nil }
