package main

import (
	"strings"
	"testing"

	"pactgraph/graph"
	"pactgraph/internal/golden"
)

// How many promises there are of what in the Paris data. Each store gives the same answer, to the byte.
func TestParisGroups(t *testing.T) {
	document := golden.Read(t, examples+"groups.graphql")
	onEachStore(t, func(t *testing.T, store graph.Store, update bool) {
		loadParis(t, store)
		golden.Hold(t, examples+"groups.json", ask(t, store, document, map[string]any{"asOf": "2026-01-07"}), update)
		t.Run("page", func(t *testing.T) {
			blocks := strings.Split(golden.Read(t, "../../docs/groups.md"), "```graphql\n")[1:]
			for _, b := range blocks {
				query, _, _ := strings.Cut(b, "```\n")
				if answer := ask(t, store, query, nil); !strings.Contains(answer, `"count": `) && !strings.Contains(answer, `"began": `) {
					t.Errorf("a question of docs/groups.md counts nothing:\n%s\n%s", query, answer)
				}
			}
		})
	})
}
