//go:build !race

package sqlite

import (
	"testing"

	"pactgraph/graph"
	"pactgraph/graph/graphtest"
)

// The race detector looks for nothing here that it doesn't see in TestStoreKeepsTheContract, and would take ten times as long.
func TestLarge(t *testing.T) {
	graphtest.RunLarge(t, func(t *testing.T) graph.Store { return openNew(t) })
}
