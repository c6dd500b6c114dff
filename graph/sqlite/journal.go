package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"iter"
	"slices"

	"pactgraph/graph"
)

// Journal visits all loads by revision, then all records in their order, on a connection of its own: sorting the records
// may take more room than memory should give.
func (s *Store) Journal(ctx context.Context, visit func(graph.Entry) error) (err error) {
	done, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer done()
	c, err := s.readers.open(ctx)
	if err != nil {
		return s.failure(ctx, err)
	}
	defer func() {
		if closeErr := c.close(); err == nil {
			err = s.failure(ctx, closeErr)
		}
	}()
	var visitErr error
	err = c.sortingInFiles(ctx, func() error {
		return c.inside(ctx, "BEGIN", func() error { return c.journal(ctx, visit, &visitErr) })
	})
	if visitErr != nil {
		return visitErr
	}
	return s.failure(ctx, err)
}

// sortingInFiles runs f while what is sorted goes to temporary files where it is much. It must not be called inside a
// transaction.
func (c *conn) sortingInFiles(ctx context.Context, f func() error) error {
	if err := c.exec(ctx, "PRAGMA temp_store = FILE"); err != nil {
		return err
	}
	err := f()
	return errors.Join(err, c.exec(context.WithoutCancel(ctx), "PRAGMA temp_store = MEMORY"))
}

// journalText gives records in the order of graph.CompareRecords.
const journalText = "SELECT " + recordColumns + `, r.withdrawn FROM records r
 ORDER BY CASE WHEN r.target >= 'edge/' AND r.target < 'edge0' THEN 1 WHEN r.target >= 'claim/' AND r.target < 'claim0' THEN 2 ELSE 0 END,
 r.target, r.revision`

func (c *conn) journal(ctx context.Context, visit func(graph.Entry) error, visitErr *error) error {
	give := func(e graph.Entry) error {
		*visitErr = visit(e)
		return *visitErr
	}
	err := c.query(ctx, "SELECT id, props FROM loads ORDER BY revision", nil, func(row []driver.Value) error {
		n, err := decodeLoad(textOf(row[0]), textOf(row[1]))
		if err != nil {
			return err
		}
		return give(graph.Entry{Load: graph.NewNode(n.Noun, n.ID, n.Props).(*graph.Load)})
	})
	if err != nil {
		return err
	}
	return c.query(ctx, journalText, nil, func(row []driver.Value) error {
		r, err := anyRecordOf(row)
		if err != nil {
			return err
		}
		return give(graph.Entry{Record: &r})
	})
}

// Restore fills the store, if it is empty, with a journal, in one transaction.
func (s *Store) Restore(ctx context.Context, entries iter.Seq2[graph.Entry, error], check func(graph.Contents) error) error {
	done, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer done()
	c, err := s.takeWriter(ctx)
	if err != nil {
		return err
	}
	defer func() { s.writer <- c }()
	r := &restoration{store: s, c: c, show: newProjector(quick(ctx), c)}
	err = c.sortingInFiles(ctx, func() error {
		return c.inside(ctx, "BEGIN IMMEDIATE", func() error { return r.run(ctx, entries, check) })
	})
	if r.callers != nil {
		return r.callers
	}
	return s.failure(ctx, err)
}

// restoration is a journal on its way into the database, inside its transaction.
type restoration struct {
	store *Store
	c     *conn
	show  *projector
	// waiting are histories that are not written yet, with so many records.
	waiting []graph.History
	records int
	// callers is an error that came from whoever called.
	callers error
}

func (r *restoration) run(ctx context.Context, entries iter.Seq2[graph.Entry, error], check func(graph.Contents) error) error {
	revision, err := r.c.queryInt(ctx, revisionText)
	if err != nil {
		return err
	}
	if revision > 0 {
		return graph.Errorf(graph.KindConflict, "%s holds a graph already, of revision %d: name a file that isn't there yet", r.store.path, revision)
	}
	_, err = graph.ReadJournal(r.noting(entries), r.addLoad, func(h graph.History) error { return r.add(ctx, h) })
	if err != nil {
		return err
	}
	if err := r.write(ctx); err != nil || check == nil {
		return err
	}
	r.callers = check(restored{r.store, r.c})
	return r.callers
}

// noting gives the entries, and notes the error that they end with.
func (r *restoration) noting(entries iter.Seq2[graph.Entry, error]) iter.Seq2[graph.Entry, error] {
	return func(yield func(graph.Entry, error) bool) {
		for e, err := range entries {
			r.callers = err
			if !yield(e, err) {
				return
			}
		}
	}
}

func (r *restoration) addLoad(l *graph.Load) error {
	n := graph.ShownNode{ID: l.ID, Noun: graph.NounLoad, Props: graph.NodeProps(l)}
	if err := r.c.keepLoad(r.show.ctx, n, *l.Revision); err != nil {
		return err
	}
	return r.show.putNode(n)
}

func (r *restoration) add(ctx context.Context, h graph.History) error {
	r.waiting = append(r.waiting, h)
	if r.records += len(h); r.records < chunk {
		return nil
	}
	return r.write(ctx)
}

// write keeps the records that wait, and shows what is to be shown of their targets: nodes before it is looked whether
// all that is named is there, and edges after it, since they can't be without their ends.
func (r *restoration) write(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	var live []graph.Record
	shown := make([]graph.Shown, len(r.waiting))
	for i, h := range r.waiting {
		for record, isLive := range h.All() {
			if err := r.c.insertRecord(r.show.ctx, record, isLive); err != nil {
				return err
			}
		}
		mine := h.Live()
		live = append(live, mine...)
		shown[i] = graph.Fold(mine)
		if err := r.show.putNodes(shown[i]); err != nil {
			return err
		}
	}
	if err := (&load{c: r.c}).checkNamed(ctx, slices.Values(live), nil); err != nil {
		return err
	}
	for _, s := range shown {
		for _, e := range s.Edges {
			r.show.countEdge(e, 1)
		}
		if err := r.show.putEdges(s); err != nil {
			return err
		}
	}
	r.waiting, r.records = nil, 0
	return r.show.flushDegrees()
}

// restored is what a restoration has written, before it is seen.
type restored struct {
	store *Store
	c     *conn
}

func (r restored) Walk(ctx context.Context, visit graph.Visitor) error {
	var visitErr error
	err := r.c.walk(ctx, visit, &visitErr)
	if visitErr != nil {
		return visitErr
	}
	return r.store.failure(ctx, err)
}

func (r restored) Journal(ctx context.Context, visit func(graph.Entry) error) error {
	var visitErr error
	err := r.c.journal(ctx, visit, &visitErr)
	if visitErr != nil {
		return visitErr
	}
	return r.store.failure(ctx, err)
}

func (r restored) Revision(ctx context.Context) (int, error) {
	n, err := r.c.queryInt(ctx, revisionText)
	return n, r.store.failure(ctx, err)
}
