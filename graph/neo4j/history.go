package neo4j

import (
	"context"
	"iter"
	"maps"
	"slices"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"pactgraph/graph"
)

const (
	historyText = "CYPHER 5 UNWIND $ids AS id MATCH (r:" + recordLabel + ") USING INDEX r:" + recordLabel + "(target) WHERE r.target = id RETURN r ORDER BY r.target, r.revision"
	goneText    = "CYPHER 5 UNWIND $rows AS row MERGE (g:" + goneLabel + " {id: row.id, target: row.target})"
	goneOnText  = "CYPHER 5 UNWIND $ids AS id MATCH (g:" + goneLabel + ") USING INDEX g:" + goneLabel + "(id, target) WHERE g.id = id AND g.target IS NOT NULL RETURN g.target"

	// The index is named, since it alone compares targets by code point.
	logInText    = "CYPHER 5 MATCH (r:" + recordLabel + ") USING INDEX r:" + recordLabel + "(revision, target) WHERE r.revision = $revision AND r.target > $target RETURN r.revision, r.target ORDER BY r.target LIMIT $most"
	logAfterText = "CYPHER 5 MATCH (r:" + recordLabel + ") USING INDEX r:" + recordLabel + "(revision, target) WHERE r.revision > $revision AND r.target IS NOT NULL RETURN r.revision, r.target ORDER BY r.revision, r.target LIMIT $most"

	withdrawnText = "CYPHER 5 MATCH (r:" + recordLabel + ") USING INDEX r:" + recordLabel + "(withdrawn) WHERE r.withdrawn = true AND elementId(r) > $after RETURN r, elementId(r) AS e ORDER BY e LIMIT $size"
)

// goneRows says on what nodes the targets hung that records withdraw.
func goneRows(records iter.Seq[graph.Record]) []map[string]any {
	var list []map[string]any
	for r := range records {
		if !r.Withdrawn {
			continue
		}
		for _, id := range r.HangsOn() {
			list = append(list, map[string]any{"id": id, "target": r.Target})
		}
	}
	return list
}

// fillGone keeps, in a graph that was made by a program without histories, on what nodes the targets hung that were withdrawn.
func (s *Store) fillGone(ctx context.Context) error {
	after := ""
	for more := true; more; {
		err := s.write(ctx, func(tx neo4j.ManagedTransaction) error {
			if err := takeLock(ctx, tx, ""); err != nil {
				return err
			}
			found, err := rows(ctx, tx, withdrawnText, map[string]any{"after": after, "size": fillSize})
			if err != nil {
				return err
			}
			var part []graph.Record
			for _, row := range found {
				r, err := decodeRecord(row[0])
				if err != nil {
					return err
				}
				part = append(part, r)
				after, _ = row[1].(string)
			}
			more = len(found) == fillSize
			return batches(ctx, tx, goneText, goneRows(slices.Values(part)))
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Histories gives what was ever said of things.
func (s *Store) Histories(ctx context.Context, q graph.HistoryQuery) (graph.HistoryAnswer, error) {
	if err := q.Check(); err != nil {
		return graph.HistoryAnswer{}, err
	}
	done, err := s.begin(ctx)
	if err != nil {
		return graph.HistoryAnswer{}, err
	}
	defer done()
	var answer graph.HistoryAnswer
	answer.Revision, err = s.readState(ctx, func(tx runner) error {
		targets, err := historyTargets(ctx, tx, q)
		if err != nil {
			return err
		}
		answer.Histories, err = histories(ctx, tx, targets)
		return err
	})
	if err != nil {
		return graph.HistoryAnswer{}, err
	}
	return answer, nil
}

// historyTargets gives the targets that a query means, sorted.
func historyTargets(ctx context.Context, tx runner, q graph.HistoryQuery) ([]string, error) {
	targets := map[string]bool{}
	for _, id := range q.Of {
		targets[id] = true
	}
	add := func(text string, ids []string) error {
		return eachRow(ctx, tx, text, map[string]any{"ids": ids}, func(row []any) error {
			id, _ := row[0].(string)
			targets[id] = true
			return q.CheckFound(len(targets))
		})
	}
	byNoun := map[graph.Noun][]string{}
	for _, id := range q.On {
		noun, _ := graph.NounOf(id)
		byNoun[noun] = append(byNoun[noun], id)
	}
	for noun, ids := range inOrder(byNoun) {
		for _, text := range append(hangsTexts(noun), goneOnText) {
			if err := add(text, ids); err != nil {
				return nil, err
			}
		}
	}
	return slices.Sorted(maps.Keys(targets)), nil
}

// histories reads all records of targets, which are sorted.
func histories(ctx context.Context, tx runner, targets []string) ([]graph.History, error) {
	var list []graph.History
	for part := range chunks(targets) {
		err := eachRow(ctx, tx, historyText, map[string]any{"ids": part}, func(row []any) error {
			r, err := decodeRecord(row[0])
			if err == nil {
				list = graph.AddRecord(list, r)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return list, nil
}

// Log gives where loads have kept records: first the rest of the revision at which the place is, then those after it.
func (s *Store) Log(ctx context.Context, after graph.Place, most int) (graph.LogAnswer, error) {
	if err := graph.CheckLog(most); err != nil {
		return graph.LogAnswer{}, err
	}
	done, err := s.begin(ctx)
	if err != nil {
		return graph.LogAnswer{}, err
	}
	defer done()
	var answer graph.LogAnswer
	answer.Revision, err = s.readState(ctx, func(tx runner) error {
		answer.Places = nil
		for _, text := range []string{logInText, logAfterText} {
			params := map[string]any{"revision": after.Revision, "target": after.Target, "most": most - len(answer.Places)}
			err := eachRow(ctx, tx, text, params, func(row []any) error {
				revision, _ := row[0].(int64)
				target, _ := row[1].(string)
				answer.Places = append(answer.Places, graph.Place{Revision: int(revision), Target: target})
				return nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return graph.LogAnswer{}, err
	}
	return answer, nil
}
