package graph

import (
	"context"
	"testing"
)

// A budget is spent to its last node, by all that is read with the context; without one there is no bound.
func TestBudget(t *testing.T) {
	ctx := WithBudget(t.Context(), 10)
	inner, cancel := context.WithCancel(ctx)
	defer cancel()
	for _, n := range []int{4, 0, 6} {
		if err := Spend(inner, n); err != nil {
			t.Errorf("spending %d of what is left: %v", n, err)
		}
	}
	if err := Spend(ctx, 1); KindOf(err) != KindTooLarge {
		t.Errorf("spending one more gives %v", err)
	}
	if err := Spend(t.Context(), 1<<40); err != nil {
		t.Errorf("without a budget: %v", err)
	}
}
