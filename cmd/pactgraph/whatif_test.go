package main

import (
	"strings"
	"testing"

	"pactgraph/graph"
	"pactgraph/internal/golden"
)

// What would follow, worked out on the Paris data: if Russia attacks Ukraine again; if a ceasefire holds; if then there is
// a peace deal. Each store gives the same answers, to the byte.
func TestParisWhatIf(t *testing.T) {
	document := golden.Read(t, examples+"what-if.graphql")
	ceasefire := map[string]any{"condition": "condition/paris-2026/ceasefire", "holds": true}
	peace := map[string]any{"condition": "condition/paris-2026/peace-deal", "holds": true}
	attack := map[string]any{"event": map[string]any{"kind": "ARMED_ATTACK", "attacker": "RUS", "victim": "UKR"}}
	onEachStore(t, func(t *testing.T, store graph.Store, update bool) {
		loadParis(t, store)
		t.Run("page", func(t *testing.T) {
			_, rest, _ := strings.Cut(golden.Read(t, "../../docs/what-if.md"), "```graphql\n")
			block, _, _ := strings.Cut(rest, "```\n")
			if answer := ask(t, store, block, nil); !strings.Contains(answer, "ACTIVATED") {
				t.Errorf("the question of docs/what-if.md finds nothing:\n%s", answer)
			}
		})
		for _, tt := range []struct {
			answer     string
			hypotheses []any
		}{
			{"what-if-attack.json", []any{attack}},
			{"what-if-ceasefire.json", []any{ceasefire}},
			{"what-if-peace.json", []any{ceasefire, peace}},
		} {
			t.Run(tt.answer, func(t *testing.T) {
				golden.Hold(t, examples+tt.answer, ask(t, store, document, map[string]any{"asOf": "2026-01-07", "hypotheses": tt.hypotheses}), update)
			})
		}
	})
}
