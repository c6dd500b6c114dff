package neo4j

import (
	"context"
	"crypto/rand"
	"fmt"
	"iter"
	"slices"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"pactgraph/graph"
)

// Restore fills the store, if it is empty, with a journal, in many transactions; see the package's comment.
func (s *Store) Restore(ctx context.Context, entries iter.Seq2[graph.Entry, error], check func(graph.Contents) error) error {
	done, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer done()
	r := &restoration{store: s, mark: rand.Text()}
	err = s.run(ctx, neo4j.AccessModeWrite, func(ctx context.Context, session neo4j.SessionWithContext) error {
		// This transaction writes nothing: it keeps loads and other Restores out until the end.
		tx, err := s.lockedTransaction(ctx, session)
		if err != nil {
			return err
		}
		err = r.do(ctx, entries, check)
		end, cancel := afterwards(ctx)
		defer cancel()
		_ = tx.Close(end)
		return err
	})
	if r.callers != nil {
		return r.callers
	}
	return err
}

// How much is written in one transaction: so many records (with what they show, up to seven times as many items), or so many bytes of
// long texts. It takes about 40 MB of the database's memory at most.
const (
	stepRecords = 1000
	stepBytes   = 2 << 20
)

// restoration is a journal on its way into the database.
type restoration struct {
	store *Store
	// mark is what this Restore has written into the state node. Once it isn't there, another has begun.
	mark string
	// loads are written last: Neo4j mostly gives nodes as they were made, and whoever looks at the first wants entities.
	loads []map[string]any
	// histories wait to be written, with so many records and so much text.
	histories      []graph.History
	records, bytes int
	// callers is an error that came from whoever called.
	callers error
}

func (r *restoration) do(ctx context.Context, entries iter.Seq2[graph.Entry, error], check func(graph.Contents) error) error {
	if err := r.begin(ctx); err != nil {
		return err
	}
	err := r.fill(ctx, entries)
	if err == nil && check != nil {
		r.callers = check(unfinished{r.store})
		err = r.callers
	}
	if err == nil {
		err = r.step(ctx, finishText, nil)
	}
	if err != nil && ctx.Err() == nil {
		// If this fails too the mark stays, and nobody takes what is there for a graph.
		_ = r.clear(ctx)
	}
	return err
}

const (
	beginText = `CYPHER 5 MATCH (s:` + ownLabel + ` {id: "` + stateID + `"}) SET s.importing = $mark`
	// heldText takes the lock of the state node before it reads the mark, so that no other can be set until the end of the
	// transaction.
	heldText     = `CYPHER 5 MATCH (s:` + ownLabel + ` {id: "` + stateID + `"}) SET s.importing = s.importing WITH s RETURN s.importing = $mark`
	revisionText = `CYPHER 5 MATCH (s:` + ownLabel + ` {id: "` + stateID + `"}) SET s.revision = $revision`
	loadText     = "CYPHER 5 UNWIND $rows AS row CREATE (l:Load) SET l = row"
	finishText   = `CYPHER 5 MATCH (s:` + ownLabel + ` {id: "` + stateID + `"}) REMOVE s.importing`
)

// begin sees that the store is empty, sets the mark, and clears what another Restore has left.
func (r *restoration) begin(ctx context.Context) error {
	var now moment
	err := r.store.read(ctx, func(tx neo4j.ManagedTransaction) (err error) {
		now, err = anyMoment(ctx, tx)
		return err
	})
	switch {
	case err != nil:
		return err
	case now.revision > 0 && !now.importing:
		return graph.Errorf(graph.KindConflict, "the database %q holds a graph already, of revision %d: empty it if nobody needs it, or name another", r.store.databaseName(), now.revision)
	case now.committing:
		// No load can be committing while this has the lock: the mark was left behind.
		if err := r.store.mark(ctx, ""); err != nil {
			return err
		}
	}
	err = r.store.write(ctx, func(tx neo4j.ManagedTransaction) error {
		_, err := rows(ctx, tx, beginText, map[string]any{"mark": r.mark})
		return err
	})
	if err == nil && now.importing {
		err = r.empty(ctx)
	}
	return err
}

// inStep runs work in a transaction of its own, unless another Restore has taken over: one that lost the lock of loads with its link
// to the database mustn't go on beside the next.
func (r *restoration) inStep(ctx context.Context, work func(tx runner) error) error {
	return r.store.write(ctx, func(tx neo4j.ManagedTransaction) error {
		found, err := rows(ctx, tx, heldText, map[string]any{"mark": r.mark})
		if err != nil {
			return err
		}
		if held := len(found) == 1 && found[0][0] == true; !held {
			return graph.Errorf(graph.KindConflict, "another move into this graph has begun meanwhile")
		}
		return work(tx)
	})
}

// step is inStep for one text.
func (r *restoration) step(ctx context.Context, text string, params map[string]any) error {
	return r.inStep(ctx, func(tx runner) error {
		_, err := rows(ctx, tx, text, params)
		return err
	})
}

func (r *restoration) fill(ctx context.Context, entries iter.Seq2[graph.Entry, error]) error {
	addLoad := func(l *graph.Load) error {
		r.loads = append(r.loads, encodeNode(graph.ShownNode{ID: l.ID, Noun: graph.NounLoad, Props: graph.NodeProps(l)}))
		return nil
	}
	revision, err := graph.ReadJournal(r.noting(entries), addLoad, func(h graph.History) error { return r.add(ctx, h) })
	if err != nil {
		return err
	}
	if err := r.write(ctx); err != nil {
		return err
	}
	for part := range chunks(r.loads) {
		if err := r.step(ctx, loadText, map[string]any{"rows": part}); err != nil {
			return err
		}
	}
	return r.step(ctx, revisionText, map[string]any{"revision": revision})
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

func (r *restoration) add(ctx context.Context, h graph.History) error {
	r.histories = append(r.histories, h)
	r.records += len(h)
	for _, record := range h {
		r.bytes += int(textBytes(record.Said))
	}
	if r.records < stepRecords && r.bytes < stepBytes {
		return nil
	}
	return r.write(ctx)
}

// write writes what waits, in one transaction.
func (r *restoration) write(ctx context.Context) error {
	err := r.inStep(ctx, func(tx runner) error { return (&load{store: r.store, tx: tx}).restore(ctx, r.histories) })
	r.histories, r.records, r.bytes = nil, 0, 0
	return err
}

// restore writes the records of some targets, and shows what is to be shown of them.
func (l *load) restore(ctx context.Context, histories []graph.History) error {
	var records []map[string]any
	var all, live []graph.Record
	var changes []graph.Change
	for _, h := range histories {
		for record, isLive := range h.All() {
			row := encodeRecord(record)
			if !isLive {
				delete(row, "live")
			}
			records, all = append(records, row), append(all, record)
		}
		mine := h.Live()
		live = append(live, mine...)
		changes = append(changes, graph.Change{Target: h[0].Target, After: graph.Fold(mine)})
	}
	c := newChangeSet(slices.Values(changes))
	if err := l.checkNamed(ctx, slices.Values(live), c); err != nil {
		return err
	}
	for _, step := range []func(context.Context, *changeSet) error{l.dropShared, l.writeNodes, l.writeEvidence, l.writeEdges, l.countDegrees} {
		if err := step(ctx, c); err != nil {
			return err
		}
	}
	if err := batches(ctx, l.tx, recordText, records); err != nil {
		return err
	}
	return batches(ctx, l.tx, goneText, goneRows(slices.Values(all)))
}

// clear makes the store empty again, and usable.
func (r *restoration) clear(ctx context.Context) error {
	if err := r.empty(ctx); err != nil {
		return err
	}
	return r.step(ctx, finishText, nil)
}

// empty deletes all that was restored: edges before nodes, since one node may have very many.
func (r *restoration) empty(ctx context.Context) error {
	var texts []string
	for _, t := range edgeTypes() {
		texts = append(texts, fmt.Sprintf("CYPHER 5 MATCH ()-[x:%s]->() WITH x LIMIT $limit DELETE x RETURN count(*)", t))
	}
	for _, n := range graph.Nouns() {
		texts = append(texts, emptyText(string(n)))
	}
	for _, text := range append(texts, emptyText(recordLabel), emptyText(goneLabel)) {
		if err := r.deleteAll(ctx, text); err != nil {
			return err
		}
	}
	return r.step(ctx, revisionText, map[string]any{"revision": 0})
}

func emptyText(label string) string {
	return fmt.Sprintf("CYPHER 5 MATCH (x:%s) WITH x LIMIT $limit DETACH DELETE x RETURN count(*)", label)
}

// deleteAll runs a text that deletes up to a limit, until there is nothing more.
func (r *restoration) deleteAll(ctx context.Context, text string) error {
	for deleted := int64(batchSize); deleted == batchSize; {
		err := r.inStep(ctx, func(tx runner) error {
			found, err := rows(ctx, tx, text, map[string]any{"limit": batchSize})
			if err == nil {
				deleted, _ = found[0][0].(int64)
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// unfinished is what a Restore has written, before it is seen. Nobody else writes meanwhile, so it is one state.
type unfinished struct{ store *Store }

func (u unfinished) read(ctx context.Context, work func(tx runner) error) (int, error) {
	var m moment
	err := u.store.read(ctx, func(tx neo4j.ManagedTransaction) (err error) {
		if m, err = anyMoment(ctx, tx); err != nil {
			return err
		}
		return work(tx)
	})
	return m.revision, err
}

func (u unfinished) Walk(ctx context.Context, visit graph.Visitor) error {
	return walkAll(ctx, u.read, visit)
}

func (u unfinished) Journal(ctx context.Context, visit func(graph.Entry) error) error {
	return journal(ctx, u.read, visit)
}

func (u unfinished) Revision(ctx context.Context) (int, error) {
	return u.read(ctx, func(runner) error { return nil })
}
