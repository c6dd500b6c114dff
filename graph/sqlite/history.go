package sqlite

import (
	"context"
	"database/sql/driver"
	"slices"

	"pactgraph/graph"
)

// historyDDL makes what histories are found by. What hangs on a node is found by the edges that are shown; gone keeps
// what a data set has withdrawn, of which there may be nothing shown any more.
const historyDDL = `
CREATE TABLE gone (
  id TEXT NOT NULL,
  target TEXT NOT NULL,
  PRIMARY KEY (id, target)
) STRICT, WITHOUT ROWID;
DROP INDEX records_load;
CREATE INDEX records_revision ON records (revision, target);
CREATE INDEX records_target ON records (target, revision);
`

// migrateHistory makes the tables and indexes of histories, and fills them.
func migrateHistory(ctx context.Context, c *conn) error {
	if err := c.script(ctx, historyDDL); err != nil {
		return err
	}
	var withdrawn []graph.Record
	err := c.query(ctx, "SELECT "+recordColumns+" FROM records r WHERE r.withdrawn = 1", nil, func(row []driver.Value) error {
		r, err := recordOf(row)
		withdrawn = append(withdrawn, r)
		return err
	})
	if err != nil {
		return err
	}
	for _, r := range withdrawn {
		if err := c.keepGone(ctx, r); err != nil {
			return err
		}
	}
	return nil
}

// keepGone keeps on what nodes a target hung that a data set withdraws.
func (c *conn) keepGone(ctx context.Context, withdrawn graph.Record) error {
	for _, id := range withdrawn.HangsOn() {
		if err := c.exec(ctx, "INSERT OR IGNORE INTO gone (id, target) VALUES (?, ?)", id, withdrawn.Target); err != nil {
			return err
		}
	}
	return nil
}

// hangingText finds the targets that hang on nodes: an edge between entities is one by itself; the others are part of what
// a claim shows.
const hangingText = `WITH on_node (type, start, "end", id) AS (
  SELECT e.type, e.start, e."end", e.id FROM json_each(?1) j CROSS JOIN edge e ON e.start = j.value
  UNION ALL SELECT e.type, e.start, e."end", e.id FROM json_each(?1) j CROSS JOIN edge e ON e."end" = j.value
)
SELECT CASE WHEN type = 'CLAIMED' THEN "end" WHEN start >= 'claim/' AND start < 'claim0' THEN start ELSE id END FROM on_node WHERE type <> 'QUOTED_FROM'
UNION SELECT c.start FROM on_node q CROSS JOIN edge c ON c."end" = q.start AND c.type = 'CITES' WHERE q.type = 'QUOTED_FROM'
UNION SELECT g.target FROM json_each(?1) j CROSS JOIN gone g ON g.id = j.value`

// Histories gives what was ever said of things.
func (s *Store) Histories(ctx context.Context, q graph.HistoryQuery) (graph.HistoryAnswer, error) {
	if err := q.Check(); err != nil {
		return graph.HistoryAnswer{}, err
	}
	var answer graph.HistoryAnswer
	err := s.read(ctx, func(c *conn) (err error) {
		if answer.Revision, err = c.queryInt(ctx, revisionText); err != nil {
			return err
		}
		targets, err := c.historyTargets(ctx, q)
		if err != nil {
			return err
		}
		answer.Histories, err = c.histories(ctx, targets)
		return err
	})
	if err != nil {
		return graph.HistoryAnswer{}, err
	}
	return answer, nil
}

// historyTargets gives the targets that a query means, sorted.
func (c *conn) historyTargets(ctx context.Context, q graph.HistoryQuery) ([]string, error) {
	targets := slices.Clone(q.Of)
	if len(q.On) > 0 {
		err := c.query(ctx, hangingText, []driver.Value{idsJSON(q.On)}, func(row []driver.Value) error {
			targets = append(targets, textOf(row[0]))
			return q.CheckFound(len(targets) - len(q.Of))
		})
		if err != nil {
			return nil, err
		}
	}
	slices.Sort(targets)
	targets = slices.Compact(targets)
	return targets, q.CheckFound(len(targets))
}

// histories reads all records of targets, which are sorted.
func (c *conn) histories(ctx context.Context, targets []string) ([]graph.History, error) {
	const text = "SELECT " + recordColumns + `, r.withdrawn FROM json_each(?) j CROSS JOIN records r ON r.target = j.value ORDER BY r.target, r.revision`
	var list []graph.History
	for ids := range slices.Chunk(targets, chunk) {
		err := c.query(ctx, text, []driver.Value{idsJSON(ids)}, func(row []driver.Value) error {
			r, err := anyRecordOf(row)
			if err != nil {
				return err
			}
			list = graph.AddRecord(list, r)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return list, nil
}

// Log gives where loads have kept records.
func (s *Store) Log(ctx context.Context, after graph.Place, most int) (graph.LogAnswer, error) {
	if err := graph.CheckLog(most); err != nil {
		return graph.LogAnswer{}, err
	}
	const text = "SELECT revision, target FROM records WHERE (revision, target) > (?, ?) ORDER BY revision, target LIMIT ?"
	var answer graph.LogAnswer
	err := s.read(ctx, func(c *conn) (err error) {
		if answer.Revision, err = c.queryInt(ctx, revisionText); err != nil {
			return err
		}
		args := []driver.Value{int64(after.Revision), after.Target, int64(most)}
		return c.query(ctx, text, args, func(row []driver.Value) error {
			answer.Places = append(answer.Places, graph.Place{Revision: intOf(row[0]), Target: textOf(row[1])})
			return nil
		})
	})
	if err != nil {
		return graph.LogAnswer{}, err
	}
	return answer, nil
}
