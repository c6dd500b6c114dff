package main

import (
	"encoding/json"
	"strings"
	"testing"

	"pactgraph/graph"
	"pactgraph/internal/golden"
)

// secondCoder reads one promise of Paris otherwise, and rests on a better source; then it leaves a part to the first.
func secondCoder(t *testing.T, store graph.Store) {
	t.Helper()
	const monitoring = "obligation/paris-2026/monitoring"
	lead, err := graph.SayEdge(monitoring, graph.EdgeCounterparty, monitoring, "actor/USA", nil)
	if err != nil {
		t.Fatal(err)
	}
	said := graph.SayNode(monitoring, graph.Props{"kind": "MONITORING", "modality": "INTENTION", "domains": []string{"LAND"}})
	said.Reliability = graph.ReliabilityA
	for _, b := range []graph.Batch{
		{LoadID: "load/second-1", Dataset: "second-coder", Said: []graph.Said{said, lead}},
		{LoadID: "load/second-2", Dataset: "second-coder", Said: []graph.Said{said}},
	} {
		if _, err := store.Apply(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}
}

// What another coder of Paris changed, and what was before. Each store gives the same answers, to the byte.
func TestParisHistory(t *testing.T) {
	onEachStore(t, func(t *testing.T, store graph.Store, update bool) {
		loadParis(t, store)
		secondCoder(t, store)
		changes := golden.Read(t, examples+"changes.graphql")
		t.Run("changes", func(t *testing.T) {
			golden.Hold(t, examples+"changes.json", ask(t, store, changes, map[string]any{
				"since": json.Number("1"), "filter": map[string]any{"about": []any{"obligation/paris-2026/monitoring"}},
			}), update)
		})
		t.Run("before", func(t *testing.T) {
			const query = `{
				now: obligation(id: "obligation/paris-2026/monitoring") { ...Kind }
				then: obligation(id: "obligation/paris-2026/monitoring", asOfRevision: 1) { ...Kind }
			}
			fragment Kind on Obligation { modality bearers { nodes { label } } claims(field: "modality") { totalCount } }`
			now, then, _ := strings.Cut(ask(t, store, query, nil), `"then": {`)
			if !strings.Contains(now, `"modality": "INTENTION"`) || !strings.Contains(then, `"modality": "OBLIGATION"`) || !strings.Contains(then, "Coalition of the Willing") {
				t.Errorf("now: %s\nthen: %s", now, then)
			}
		})
	})
}
