package main

import (
	"testing"

	"pactgraph/graph"
	"pactgraph/internal/golden"
)

// Where the report's voices differ, what it leaves open, and how the two declarations of Paris compare. Each store gives
// the same answers, to the byte.
func TestParisTrust(t *testing.T) {
	paris := []any{"declaration/paris-2026", "declaration/paris-2026-separate"}
	onEachStore(t, func(t *testing.T, store graph.Store, update bool) {
		loadParis(t, store)
		for _, tt := range []struct {
			name      string
			variables map[string]any
		}{
			{"conflicts", nil},
			{"gaps", map[string]any{"asOf": "2026-01-07"}},
			{"compare", map[string]any{"asOf": "2026-01-07", "declarations": paris}},
		} {
			t.Run(tt.name, func(t *testing.T) {
				golden.Hold(t, examples+tt.name+".json", ask(t, store, golden.Read(t, examples+tt.name+".graphql"), tt.variables), update)
			})
		}
	})
}
