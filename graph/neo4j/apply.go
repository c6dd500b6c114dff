package neo4j

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"
	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"

	"pactgraph/graph"
)

// Apply does one load in one transaction; see the package's comment for how it commits.
//
// KindTooLarge: the load needs more memory than the database gives one transaction; the message says how much it takes.
func (s *Store) Apply(ctx context.Context, b graph.Batch) (graph.Receipt, error) {
	l, err := s.load(ctx, b, true)
	if err != nil {
		return graph.Receipt{}, err
	}
	return l.receipt, nil
}

// Plan tells what Apply would do: it does the same in a transaction that isn't committed.
func (s *Store) Plan(ctx context.Context, b graph.Batch) (graph.Planned, error) {
	l, err := s.load(ctx, b, false)
	if err != nil {
		return graph.Planned{}, err
	}
	if l.work == nil {
		return b.Planned(l.receipt, nil, nil), nil
	}
	planned := l.work.Planned()
	planned.Needs.Memory, planned.Needs.MemoryAllowed = l.need, l.allowed
	return planned, nil
}

// load does one load in a transaction, and commits it if that is wanted.
func (s *Store) load(ctx context.Context, b graph.Batch, wanted bool) (*load, error) {
	if err := b.Check(); err != nil {
		return nil, err
	}
	done, err := s.begin(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	l := &load{store: s, batch: b, planned: !wanted}
	err = s.run(ctx, neo4j.AccessModeWrite, func(ctx context.Context, session neo4j.SessionWithContext) error {
		tx, err := s.lockedTransaction(ctx, session)
		if err != nil {
			return err
		}
		l.tx = tx
		if err = l.do(ctx); err == nil && wanted && l.work != nil {
			err = l.commit(ctx, tx)
		}
		end, cancel := afterwards(ctx)
		defer cancel()
		return errors.Join(err, ignore(tx.Close(end)))
	})
	if err != nil {
		return nil, err
	}
	return l, nil
}

// ignore is for what a transaction says when it is closed: that it was rolled back, or that its connection is gone, was
// said before.
func ignore(error) error { return nil }

// lockedTransaction begins a transaction that has the lock of loads.
func (s *Store) lockedTransaction(ctx context.Context, session neo4j.SessionWithContext) (neo4j.ExplicitTransaction, error) {
	tx, err := session.BeginTransaction(ctx, within(ctx))
	if err != nil {
		return nil, err
	}
	waiting, cancel := context.WithTimeout(ctx, s.options.LoadWait)
	defer cancel()
	if err := takeLock(waiting, tx, ""); err != nil {
		end, cancel := afterwards(ctx)
		defer cancel()
		_ = tx.Close(end)
		if waiting.Err() != nil && ctx.Err() == nil {
			return nil, &graph.Error{Kind: graph.KindConflict, Message: fmt.Sprintf("another load has been running for %s: try again later", s.options.LoadWait), Err: err}
		}
		return nil, err
	}
	return tx, nil
}

// load is one load that is being done, in a transaction that has the lock.
type load struct {
	store *Store
	tx    runner
	batch graph.Batch
	// receipt is what it did, and work what it keeps and shows; nil where there is nothing to commit.
	receipt graph.Receipt
	work    *graph.Work
	// planned: it is taken back at its end. Need is how much memory it takes of the database, by estimate, and allowed how much
	// that gives; 0 where it doesn't tell, or wasn't asked.
	planned       bool
	need, allowed int64
}

// do writes the load.
func (l *load) do(ctx context.Context) error {
	now, err := readMoment(ctx, l.tx)
	if err != nil {
		return err
	}
	earlier, err := earlierReceipt(ctx, l.tx, l.batch.LoadID)
	if err != nil {
		return err
	}
	if earlier != nil {
		l.receipt = *earlier
		return nil
	}
	if now.committing {
		// No other load can be committing while this one has the lock: the mark was left behind.
		if err := l.store.mark(ctx, ""); err != nil {
			return err
		}
	}
	if err := l.batch.CheckRevision(now.revision); err != nil {
		return err
	}
	live := &graph.LiveRecords{}
	if now.revision > 0 {
		if live, err = l.touched(ctx); err != nil {
			return err
		}
	}
	work, err := graph.NewWork(l.batch, now.revision+1, live)
	if err != nil {
		return err
	}
	if records, _ := work.Size(); records == 0 {
		l.receipt = graph.Receipt{LoadID: l.batch.LoadID, Revision: now.revision, Unchanged: true}
		return nil
	}
	l.work, l.receipt = work, work.Receipt()
	return l.write(ctx)
}

// earlierReceipt gives the receipt of a load that was done; nil if there is none of this id.
func earlierReceipt(ctx context.Context, tx runner, id string) (*graph.Receipt, error) {
	found, err := rows(ctx, tx, "CYPHER 5 MATCH (l:Load {id: $id}) RETURN l", map[string]any{"id": id})
	if err != nil || len(found) == 0 {
		return nil, err
	}
	n, ok := found[0][0].(dbtype.Node)
	if !ok {
		return nil, unexpected(found[0][0])
	}
	node, err := decodeNode(n)
	if err != nil {
		return nil, err
	}
	r := node.(*graph.Load).Receipt()
	return &r, nil
}

// touched reads the live records that graph.Plan needs.
func (l *load) touched(ctx context.Context) (*graph.LiveRecords, error) {
	targets, owners := l.batch.Touches()
	live := &graph.LiveRecords{}
	seen := make(map[string]bool, len(targets))
	read := func(text string, ids []string) error {
		for part := range chunks(ids) {
			found, err := rows(ctx, l.tx, text, map[string]any{"ids": part, "dataset": l.batch.Dataset})
			if err != nil {
				return err
			}
			for _, row := range found {
				r, err := decodeRecord(row[0])
				if err != nil {
					return err
				}
				live.Add(r)
			}
		}
		return nil
	}
	if err := read(liveText, targets); err != nil {
		return nil, err
	}
	for _, id := range targets {
		seen[id] = true
	}
	owned, err := l.strings(ctx, ownedText, owners)
	if err != nil {
		return nil, err
	}
	if l.batch.Sync {
		all, err := l.strings(ctx, datasetText, []string{l.batch.Dataset})
		if err != nil {
			return nil, err
		}
		owned = append(owned, all...)
	}
	var more []string
	for _, id := range owned {
		if !seen[id] {
			seen[id] = true
			more = append(more, id)
		}
	}
	return live, read(liveText, more)
}

// strings runs a text that gives one text in each row, for ids in parts.
func (l *load) strings(ctx context.Context, text string, ids []string) ([]string, error) {
	var list []string
	for part := range chunks(ids) {
		found, err := rows(ctx, l.tx, text, map[string]any{"ids": part, "dataset": l.batch.Dataset})
		if err != nil {
			return nil, err
		}
		for _, row := range found {
			id, _ := row[0].(string)
			list = append(list, id)
		}
	}
	return list, nil
}

// Texts on records. A record is live while it is the last of its data set on its target, and says something.
const (
	liveText  = "CYPHER 5 UNWIND $ids AS id MATCH (r:" + recordLabel + ") USING INDEX r:" + recordLabel + "(target, live) WHERE r.target = id AND r.live = true RETURN r"
	ownedText = "CYPHER 5 UNWIND $ids AS id MATCH (r:" + recordLabel + ") USING INDEX r:" + recordLabel + "(owner, dataset, live) WHERE r.owner = id AND r.dataset = $dataset AND r.live = true RETURN r.target"
	// A data set's records are found by its loads.
	datasetText = "CYPHER 5 UNWIND $ids AS id MATCH (l:Load) WHERE l.dataset = id MATCH (r:" + recordLabel + ") USING INDEX r:" + recordLabel + "(load) WHERE r.load = l.id AND r.live = true RETURN r.target"
	retireText  = "CYPHER 5 UNWIND $ids AS id MATCH (r:" + recordLabel + ") USING INDEX r:" + recordLabel + "(target, live) WHERE r.target = id AND r.live = true AND r.dataset = $dataset REMOVE r.live"
	recordText  = "CYPHER 5 UNWIND $rows AS row CREATE (r:" + recordLabel + ") SET r = row"
)

func decodeRecord(value any) (graph.Record, error) {
	n, ok := value.(dbtype.Node)
	if !ok {
		return graph.Record{}, unexpected(value)
	}
	text := func(name string) string { s, _ := n.Props[name].(string); return s }
	said, err := graph.DecodeSaid(text("target"), []byte(text("said")))
	if err != nil {
		return graph.Record{}, err
	}
	revision, _ := n.Props["revision"].(int64)
	withdrawn, _ := n.Props["withdrawn"].(bool)
	return graph.Record{Load: text("load"), Revision: int(revision), Dataset: text("dataset"), Withdrawn: withdrawn, Said: said}, nil
}

// encodeRecord makes the properties of a record. What it names by a property, such as by, is kept beside, since what is shown
// needn't have it.
func encodeRecord(r graph.Record) map[string]any {
	row := map[string]any{
		"target": r.Target, "owner": r.Owner, "dataset": r.Dataset, "load": r.Load, "revision": r.Revision,
		"said": string(r.Encode()),
	}
	if r.Withdrawn {
		row["withdrawn"] = true
		return row
	}
	row["live"] = true
	if by, ok := r.Props["by"].(string); ok && r.IsEdge() {
		row["by"] = by
	}
	return row
}

// commit commits the load, with the mark around it. If it fails, or the link is cut, the lock tells the outcome: when it is
// free, the load is there or it isn't.
func (l *load) commit(ctx context.Context, tx neo4j.ExplicitTransaction) error {
	if err := l.store.mark(ctx, l.batch.LoadID); err != nil {
		return err
	}
	err := tx.Commit(ctx)
	end, cancel := afterwards(ctx)
	defer cancel()
	if err == nil {
		// The load is done, whatever becomes of the mark: a reader that meets it removes it.
		_ = l.store.mark(end, "")
		return nil
	}
	if ctx.Err() == nil {
		if done, askErr := l.store.wasDone(end, l.batch.LoadID); askErr == nil && done {
			return nil
		}
	}
	_ = l.store.settle(end)
	return err
}

// wasDone tells whether a load is there, when no load is under way.
func (s *Store) wasDone(ctx context.Context, id string) (done bool, err error) {
	err = s.write(ctx, func(tx neo4j.ManagedTransaction) error {
		if err := takeLock(ctx, tx, ""); err != nil {
			return err
		}
		receipt, err := earlierReceipt(ctx, tx, id)
		done = receipt != nil
		return err
	})
	return done, err
}

// finish writes the load's own node and the new revision.
func (l *load) finish(ctx context.Context, receipt graph.Receipt) error {
	node := encodeNode(l.batch.LoadNode(receipt, time.Now()))
	_, err := rows(ctx, l.tx, `CYPHER 5 MATCH (s:`+ownLabel+` {id: "`+stateID+`"}) SET s.revision = $revision CREATE (l:Load) SET l = $load`,
		map[string]any{"revision": receipt.Revision, "load": node})
	return err
}
