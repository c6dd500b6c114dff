package graph

import (
	"context"
	"sync/atomic"
)

type budgetKey struct{}

// budget is what is left of the nodes that may be loaded.
type budget struct {
	left atomic.Int64
	all  int
}

// WithBudget bounds how many nodes may be loaded by all that is read with the context: a node counts as often as it stands
// in answers. A store gives KindTooLarge as soon as it comes to more.
func WithBudget(ctx context.Context, nodes int) context.Context {
	b := &budget{all: nodes}
	b.left.Store(int64(nodes))
	return context.WithValue(ctx, budgetKey{}, b)
}

// Spend takes nodes from the context's budget, if it has one. Stores call it before they make the nodes.
func Spend(ctx context.Context, nodes int) error {
	b, ok := ctx.Value(budgetKey{}).(*budget)
	if ok && b.left.Add(-int64(nodes)) < 0 {
		return Errorf(KindTooLarge, "the answer has more than %d nodes, counting those that others are derived from, and at most that many are loaded for one question: ask for smaller pages (first), or for fewer lists inside lists", b.all)
	}
	return nil
}
