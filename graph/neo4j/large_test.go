package neo4j_test

import (
	"testing"

	"pactgraph/graph"
	"pactgraph/graph/graphtest"
	"pactgraph/graph/neo4j/neo4jtest"
)

// TestLarge runs on the newest version alone, to save time: TestConformance asks both the same kinds of questions.
func TestLarge(t *testing.T) {
	s := neo4jtest.Server(t, neo4jtest.Newest(t))
	graphtest.RunLarge(t, func(t *testing.T) graph.Store { return neo4jtest.Open(t, s) })
}
