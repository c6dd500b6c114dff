package graphtest

import (
	"cmp"
	"context"
	"slices"

	"pactgraph/graph"
)

// Histories gives what was ever said of things.
func (m *Memory) Histories(ctx context.Context, q graph.HistoryQuery) (graph.HistoryAnswer, error) {
	if err := q.Check(); err != nil {
		return graph.HistoryAnswer{}, err
	}
	s, done, err := m.begin(ctx)
	if err != nil {
		return graph.HistoryAnswer{}, err
	}
	defer done()
	of, on := setOf(q.Of), setOf(q.On)
	wanted := map[string]bool{}
	for _, r := range s.records {
		if of[r.Target] || slices.ContainsFunc(r.HangsOn(), func(id string) bool { return on[id] }) {
			wanted[r.Target] = true
		}
	}
	if err := q.CheckFound(len(wanted)); err != nil {
		return graph.HistoryAnswer{}, err
	}
	answer := graph.HistoryAnswer{Revision: s.revision}
	for _, r := range s.sortedRecords() {
		if wanted[r.Target] {
			answer.Histories = graph.AddRecord(answer.Histories, r)
		}
	}
	return answer, nil
}

// sortedRecords gives all records by target and revision.
func (s *state) sortedRecords() []graph.Record {
	return slices.SortedFunc(slices.Values(s.records), func(a, b graph.Record) int {
		return cmp.Or(cmp.Compare(a.Target, b.Target), cmp.Compare(a.Revision, b.Revision))
	})
}

// Log gives where loads have kept records.
func (m *Memory) Log(ctx context.Context, after graph.Place, most int) (graph.LogAnswer, error) {
	if err := graph.CheckLog(most); err != nil {
		return graph.LogAnswer{}, err
	}
	s, done, err := m.begin(ctx)
	if err != nil {
		return graph.LogAnswer{}, err
	}
	defer done()
	var places []graph.Place
	for _, r := range s.records {
		if p := (graph.Place{Revision: r.Revision, Target: r.Target}); p.Compare(after) > 0 {
			places = append(places, p)
		}
	}
	slices.SortFunc(places, graph.Place.Compare)
	return graph.LogAnswer{Places: places[:min(most, len(places))], Revision: s.revision}, nil
}

// copied gives a store that stays as this one is now.
func (m *Memory) copied() *Memory {
	c := NewMemory()
	c.now = m.state()
	return c
}
