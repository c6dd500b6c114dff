package sqlite

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"slices"
	"time"

	"pactgraph/graph"
)

// Apply does one load.
func (s *Store) Apply(ctx context.Context, b graph.Batch) (graph.Receipt, error) {
	l, err := s.load(ctx, b, nil)
	if err != nil {
		return graph.Receipt{}, err
	}
	return l.receipt, nil
}

// errPlanned ends the transaction of a load that was only planned, so that it is taken back.
var errPlanned = errors.New("the load was only planned")

// Plan tells what Apply would do: it does the same, and takes it back.
func (s *Store) Plan(ctx context.Context, b graph.Batch) (graph.Planned, error) {
	l, err := s.load(ctx, b, errPlanned)
	if err != nil {
		return graph.Planned{}, err
	}
	if l.work == nil || l.receipt.Unchanged {
		return b.Planned(l.receipt, nil, nil), nil
	}
	planned := l.work.Planned()
	planned.Needs.Disk = l.grown
	return planned, nil
}

// load does one load in a transaction that is committed if end is nil; errPlanned takes it back at its end.
func (s *Store) load(ctx context.Context, b graph.Batch, end error) (*load, error) {
	if err := b.Check(); err != nil {
		return nil, err
	}
	done, err := s.begin(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	c, err := s.takeWriter(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { s.writer <- c }()
	l := &load{Batch: b, c: c, show: newProjector(quick(ctx), c)}
	err = c.inside(ctx, "BEGIN IMMEDIATE", func() error { return cmp.Or(l.measured(ctx), ctx.Err(), end) })
	if err != nil && !errors.Is(err, errPlanned) {
		return nil, s.failure(ctx, err)
	}
	return l, nil
}

// takeWriter waits for the connection that writes.
func (s *Store) takeWriter(ctx context.Context) (*conn, error) {
	waited := time.NewTimer(s.wait)
	defer waited.Stop()
	select {
	case c := <-s.writer:
		return c, nil
	case <-ctx.Done():
		return nil, graph.Ended(ctx)
	case <-waited.C:
		return nil, graph.Errorf(graph.KindConflict, "%s is in use: another load has been running for %s, try again later", s.path, s.wait)
	}
}

// load is one load on its way into the database, inside its transaction.
type load struct {
	graph.Batch
	c       *conn
	show    *projector
	receipt graph.Receipt
	// work is what the load keeps and shows; nil if it was done before.
	work *graph.Work
	// grown is by how many bytes the database's file grows.
	grown int64
}

// sizeText gives how large the file is once the transaction is written to it.
const sizeText = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"

// measured runs the load, and measures by how much the file grows by it.
func (l *load) measured(ctx context.Context) error {
	before, err := l.c.queryInt(ctx, sizeText)
	if err != nil {
		return err
	}
	if err := l.run(ctx); err != nil {
		return err
	}
	after, err := l.c.queryInt(ctx, sizeText)
	l.grown = int64(after - before)
	return err
}

// run plans the load from what is there, keeps its records and changes what is shown.
func (l *load) run(ctx context.Context) error {
	earlier, err := l.c.loadOf(ctx, l.LoadID)
	if err != nil {
		return err
	}
	if earlier != nil {
		l.receipt = earlier.Receipt()
		return nil
	}
	revision, err := l.c.queryInt(ctx, revisionText)
	if err != nil {
		return err
	}
	if err := l.CheckRevision(revision); err != nil {
		return err
	}
	live := &graph.LiveRecords{}
	if revision > 0 {
		if live, err = l.c.live(ctx, l.Batch); err != nil {
			return err
		}
	}
	l.work, err = graph.NewWork(l.Batch, revision+1, live)
	if err != nil {
		return err
	}
	if records, _ := l.work.Size(); records == 0 {
		l.receipt = graph.Receipt{LoadID: l.LoadID, Revision: revision, Unchanged: true}
		return nil
	}
	l.receipt = l.work.Receipt()
	return l.write(ctx)
}

// write keeps the records and changes what is shown. What goes, goes before it is asked whether it is still named;
// nodes come before the edges that need them.
func (l *load) write(ctx context.Context) error {
	records, changes := l.work.Size()
	ctx = graph.BeginPart(ctx, graph.PartWriting, records+2*changes)
	nodes, edges := goneOf(l.work.Replacing())
	steps := []func() error{
		func() error { return each(ctx, counted(ctx, l.work.Records()), l.keep) },
		func() error { return each(ctx, l.work.Replacing(), l.dropEdges) },
		func() error { return each(ctx, l.work.Replacing(), l.dropEvidence) },
		func() error { return each(ctx, counted(ctx, l.work.Changes()), l.putNodes) },
		func() error { return l.checkNamed(ctx, l.work.Records(), nodes) },
		func() error { return l.checkGone(ctx, nodes, edges) },
		func() error { return each(ctx, slices.Values(nodes), l.show.dropNode) },
		func() error { return each(ctx, counted(ctx, l.work.Changes()), l.putEdges) },
		func() error { return l.show.flushDegrees() },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	node := l.LoadNode(l.receipt, time.Now())
	if err := l.c.keepLoad(ctx, node, l.receipt.Revision); err != nil {
		return err
	}
	return l.show.putNode(node)
}

// each calls f for every element, as long as the context lasts.
func each[T any](ctx context.Context, list iter.Seq[T], f func(T) error) error {
	i := 0
	for v := range list {
		if err := every(ctx, i); err != nil {
			return err
		}
		if err := f(v); err != nil {
			return err
		}
		i++
	}
	return nil
}

// counted gives the elements, and tells with each how far the load has come.
func counted[T any](ctx context.Context, list iter.Seq[T]) iter.Seq[T] {
	return func(yield func(T) bool) {
		for v := range list {
			graph.Advance(ctx, 1)
			if !yield(v) {
				return
			}
		}
	}
}

// quick is for statements that are done in no time: the driver's watch over a context costs more than they do, so
// that the context is looked at between them instead.
func quick(ctx context.Context) context.Context { return context.WithoutCancel(ctx) }

// every looks at the context at every 64th step.
func every(ctx context.Context, i int) error {
	if i%64 == 0 {
		return ctx.Err()
	}
	return nil
}

func (l *load) keep(r graph.Record) error { return l.c.keep(l.show.ctx, r) }

// dropEdges takes away the edges that a changed target shows no more. The edge from evidence to its source stays,
// since other claims may rest on the same evidence.
func (l *load) dropEdges(c graph.Change) error {
	for _, e := range c.Before.Edges {
		if e.Type == graph.EdgeQuotedFrom || showsEdge(c.After, e.ID) {
			continue
		}
		l.show.countEdge(e, -1)
		if err := l.show.dropEdge(e.ID); err != nil {
			return err
		}
	}
	return nil
}

func showsEdge(s graph.Shown, id string) bool {
	for _, e := range s.Edges {
		if e.ID == id {
			return true
		}
	}
	return false
}

// dropEvidence takes away the evidence of a claim that goes, with its edge to its source, if no claim rests on it any more.
func (l *load) dropEvidence(c graph.Change) error {
	for _, n := range c.Before.Nodes {
		if n.Noun != graph.NounEvidence {
			continue
		}
		cited, err := l.c.queryInt(l.show.ctx, `SELECT EXISTS (SELECT 1 FROM edge WHERE "end" = ? AND type = 'CITES')`, n.ID)
		if err != nil {
			return err
		}
		if cited == 1 {
			continue
		}
		if err := l.c.exec(l.show.ctx, "DELETE FROM edge WHERE start = ? AND type = 'QUOTED_FROM'", n.ID); err != nil {
			return err
		}
		if err := l.show.dropNode(n.ID); err != nil {
			return err
		}
	}
	return nil
}

// putNodes shows the nodes of a changed target.
func (l *load) putNodes(c graph.Change) error { return l.show.putNodes(c.After) }

// putEdges shows the edges of a changed target.
func (l *load) putEdges(c graph.Change) error {
	for _, e := range c.After.Edges {
		if !showsEdge(c.Before, e.ID) {
			l.show.countEdge(e, 1)
		}
	}
	return l.show.putEdges(c.After)
}
