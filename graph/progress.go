package graph

import (
	"context"
	"sync/atomic"
)

// PartWriting is the part of a load in which a store writes it.
const PartWriting = "writing"

// Progress tells how far a part of some work has come.
type Progress struct {
	// Part names it, as PartWriting.
	Part string
	// Done counts the steps done, and Total those that there are; Done never goes down within a part.
	Done, Total int
}

type (
	progressKey struct{}
	workPartKey struct{}
)

// part is a part of the work that is being done.
type part struct {
	name   string
	total  int
	done   atomic.Int64
	report func(Progress)
}

// WithProgress has report called now and then while what is done with the context goes on: at the beginning of each part of
// the work, and after some of its steps. It is called by whoever does the work, and has to return soon.
func WithProgress(ctx context.Context, report func(Progress)) context.Context {
	return context.WithValue(ctx, progressKey{}, report)
}

// BeginPart says that a part of the work begins, of so many steps. Advance counts them, with the context that it gives.
func BeginPart(ctx context.Context, name string, total int) context.Context {
	report, ok := ctx.Value(progressKey{}).(func(Progress))
	if !ok {
		return ctx
	}
	report(Progress{Part: name, Total: total})
	return context.WithValue(ctx, workPartKey{}, &part{name: name, total: total, report: report})
}

// Advance says that so many steps more are done of the part that was begun last; nothing is told beyond its total.
func Advance(ctx context.Context, steps int) {
	if p, ok := ctx.Value(workPartKey{}).(*part); ok && steps > 0 {
		p.report(Progress{Part: p.name, Done: min(int(p.done.Add(int64(steps))), p.total), Total: p.total})
	}
}
