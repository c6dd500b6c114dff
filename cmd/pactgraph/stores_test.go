package main

import (
	"flag"
	"path/filepath"
	"testing"

	"pactgraph/graph"
	"pactgraph/graph/neo4j/neo4jtest"
	"pactgraph/graph/sqlite"
)

var update = flag.Bool("update", false, "write the golden answers, and the README's, as the store on SQLite gives them")

// onEachStore runs a test on an empty store of each sort: on SQLite, and on the Neo4j that stands for all. With
// update, the test writes its golden files; only the first store does that, so that the others are held to it.
func onEachStore(t *testing.T, test func(t *testing.T, store graph.Store, update bool)) {
	t.Run("sqlite", func(t *testing.T) {
		store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "graph.db"))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { store.Close() })
		test(t, store, *update)
	})
	for _, name := range neo4jtest.Standing(t) {
		t.Run("neo4j "+name, func(t *testing.T) {
			test(t, neo4jtest.Open(t, neo4jtest.Server(t, name)), false)
		})
	}
}
