package neo4j

import (
	"context"
	"time"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"pactgraph/graph"
)

// moment is what a reader looks at before and after it reads; see the package's comment.
type moment struct {
	revision int
	// committing: a load may be at its commit.
	committing bool
	// importing: a graph is being restored, or was not to its end.
	importing bool
}

const momentText = `CYPHER 5 MATCH (s:` + ownLabel + ` {id: "` + stateID + `"}), (c:` + ownLabel + ` {id: "` + commitID + `"}) RETURN s.revision, c.load IS NOT NULL, s.importing IS NOT NULL`

// errUnfinished is what everybody is told but a Restore, as long as the graph is neither empty nor whole.
var errUnfinished = graph.Errorf(graph.KindUnavailable, "a move into this graph hasn't finished: wait for it, or run it again if it was broken off")

// readMoment looks at the state, and refuses one that is neither empty nor whole.
func readMoment(ctx context.Context, tx runner) (moment, error) {
	m, err := anyMoment(ctx, tx)
	if err == nil && m.importing {
		return moment{}, errUnfinished
	}
	return m, err
}

func anyMoment(ctx context.Context, tx runner) (moment, error) {
	found, err := rows(ctx, tx, momentText, nil)
	if err != nil {
		return moment{}, err
	}
	if len(found) != 1 {
		return moment{}, graph.Errorf(graph.KindUnavailable, "the graph is gone from the database: somebody has emptied it; start the program again")
	}
	revision, _ := found[0][0].(int64)
	committing, _ := found[0][1].(bool)
	importing, _ := found[0][2].(bool)
	return moment{int(revision), committing, importing}, nil
}

// Revision is the number of loads that have changed the graph.
func (s *Store) Revision(ctx context.Context) (int, error) {
	done, err := s.begin(ctx)
	if err != nil {
		return 0, err
	}
	defer done()
	var m moment
	err = s.read(ctx, func(tx neo4j.ManagedTransaction) error {
		m, err = readMoment(ctx, tx)
		return err
	})
	return m.revision, err
}

// How a reader waits for a commit: it looks again after ever longer pauses, and after patience takes the lock of loads.
const (
	firstPause = time.Millisecond
	lastPause  = 50 * time.Millisecond
	patience   = 2 * time.Second
	// most is how often it reads in vain before it keeps loads out while it reads.
	most = 8
)

// readState runs work in a read transaction, so that all that it reads is of one state, and gives the state's revision.
// Work may run several times; only what the last run did counts.
func (s *Store) readState(ctx context.Context, work func(tx runner) error) (int, error) {
	waiting, pause := time.Now(), firstPause
	for tries := 0; tries < most; {
		before, same, err := s.tryRead(ctx, work)
		switch {
		case err != nil:
			return 0, err
		case same:
			return before.revision, nil
		case !before.committing:
			tries++
			continue
		}
		if time.Since(waiting) > patience {
			// Whoever set the mark died, or its commit is long: with the lock it is over.
			if err := s.settle(ctx); err != nil {
				return 0, err
			}
			waiting = time.Now()
			tries++
			continue
		}
		select {
		case <-time.After(pause):
			pause = min(2*pause, lastPause)
		case <-ctx.Done():
			return 0, endOf(ctx.Err())
		}
	}
	return s.readLocked(ctx, work)
}

// tryRead reads once, and tells whether no commit was under way meanwhile.
func (s *Store) tryRead(ctx context.Context, work func(tx runner) error) (before moment, same bool, err error) {
	err = s.read(ctx, func(tx neo4j.ManagedTransaction) error {
		same = false
		if before, err = readMoment(ctx, tx); err != nil || before.committing {
			return err
		}
		if err := work(tx); err != nil {
			return err
		}
		after, err := readMoment(ctx, tx)
		same = after == before
		return err
	})
	return before, same, err
}

// readLocked reads while no load can commit.
func (s *Store) readLocked(ctx context.Context, work func(tx runner) error) (revision int, err error) {
	err = s.write(ctx, func(tx neo4j.ManagedTransaction) error {
		if err := takeLock(ctx, tx, ""); err != nil {
			return err
		}
		m, err := readMoment(ctx, tx)
		if err != nil {
			return err
		}
		revision = m.revision
		return work(tx)
	})
	return revision, err
}

// takeLock waits until no other transaction has the lock of loads, and keeps it until the transaction ends.
func takeLock(ctx context.Context, tx runner, load string) error {
	_, err := rows(ctx, tx, `CYPHER 5 MATCH (l:`+ownLabel+` {id: "`+lockID+`"}) SET l.load = $load`, map[string]any{"load": load})
	return err
}

// mark sets or (with an empty load) removes the commit mark.
func (s *Store) mark(ctx context.Context, load string) error {
	var value any
	if load != "" {
		value = load
	}
	return s.write(ctx, func(tx neo4j.ManagedTransaction) error {
		_, err := rows(ctx, tx, `CYPHER 5 MATCH (c:`+ownLabel+` {id: "`+commitID+`"}) SET c.load = $load`, map[string]any{"load": value})
		return err
	})
}

// settle removes a mark that nobody else will remove. It holds the lock, so that no commit is under way.
func (s *Store) settle(ctx context.Context) error {
	return s.write(ctx, func(tx neo4j.ManagedTransaction) error {
		if err := takeLock(ctx, tx, ""); err != nil {
			return err
		}
		_, err := rows(ctx, tx, `CYPHER 5 MATCH (c:`+ownLabel+` {id: "`+commitID+`"}) REMOVE c.load`, nil)
		return err
	})
}
