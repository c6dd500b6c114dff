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

// withoutBudget gives a context of which nothing is spent.
func withoutBudget(ctx context.Context) context.Context {
	return context.WithValue(ctx, budgetKey{}, nil)
}

// tryBudget gives a context for reading what may not be used: it has as much to spend as is left. Settle takes what was spent
// from the budget, once it is used.
func tryBudget(ctx context.Context) (trial context.Context, settle func() error) {
	b, ok := ctx.Value(budgetKey{}).(*budget)
	if !ok {
		return ctx, func() error { return nil }
	}
	of := &budget{all: b.all}
	had := b.left.Load()
	of.left.Store(had)
	return context.WithValue(ctx, budgetKey{}, of), func() error { return Spend(ctx, int(had-of.left.Load())) }
}
