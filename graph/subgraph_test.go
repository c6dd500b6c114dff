package graph_test

import (
	"fmt"
	"testing"

	"pactgraph/graph"
	"pactgraph/graph/graphtest"
)

// A subgraph may begin at as many nodes as it may have, which are more than one question to a store may name.
func TestSubgraphOfManyRoots(t *testing.T) {
	store := graphtest.NewMemory()
	apply(t, store, actorBatch("many", 0, graph.MaxSubgraphNodes))
	roots := make([]string, graph.MaxSubgraphNodes)
	for i := range roots {
		roots[i] = fmt.Sprintf("actor/a%05d", i)
	}
	q := graph.SubgraphQuery{Roots: roots, Limit: graph.MaxSubgraphNodes}
	found, err := graph.FindSubgraph(t.Context(), store, q)
	if err != nil {
		t.Fatal(err)
	}
	if len(found.Nodes) != len(roots) || found.Truncated {
		t.Errorf("got %d nodes of %d, truncated: %t", len(found.Nodes), len(roots), found.Truncated)
	}
	q.Roots[graph.MaxPage+1] = "actor/nobody"
	if _, err := graph.FindSubgraph(t.Context(), store, q); graph.KindOf(err) != graph.KindNotFound || err.Error() != "there is no actor/nobody" {
		t.Errorf("one that isn't there: %v", err)
	}
}
