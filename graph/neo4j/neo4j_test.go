package neo4j_test

import (
	"fmt"
	"os"
	"testing"

	"go.uber.org/goleak"

	"pactgraph/graph"
	"pactgraph/graph/graphtest"
	"pactgraph/graph/neo4j/neo4jtest"
	"pactgraph/internal/neo4jserver"
)

func TestMain(m *testing.M) {
	if uri := os.Getenv(loadAt); uri != "" {
		os.Exit(loadAndEnd(uri))
	}
	code := neo4jtest.Main(m)
	if err := goleak.Find(); err != nil && code == 0 {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// onEach runs a test on each version of Neo4j that runs here, on all at the same time.
func onEach(t *testing.T, test func(t *testing.T, s *neo4jserver.Server)) {
	for _, name := range neo4jtest.Names(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, neo4jtest.Server(t, name))
		})
	}
}

// The newest version is asked everything, an older one enough to see that it understands the same texts in the same way.
func TestConformance(t *testing.T) {
	newest := neo4jtest.Newest(t)
	onEach(t, func(t *testing.T, s *neo4jserver.Server) {
		run := graphtest.RunBrief
		if s.Version == newest || s.Version == "" {
			run = graphtest.Run
		}
		run(t, func(t *testing.T) graph.Store { return neo4jtest.Open(t, s) })
	})
}

func TestReopen(t *testing.T) {
	onEach(t, func(t *testing.T, s *neo4jserver.Server) {
		open := func(t *testing.T) graph.Store { return neo4jtest.Open(t, s) }
		graphtest.RunReopen(t, open, func(t *testing.T, _ graph.Store) graph.Store { return neo4jtest.Reopen(t, s) })
	})
}
