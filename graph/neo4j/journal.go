package neo4j

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/neo4j/neo4j-go-driver/v5/neo4j/dbtype"

	"pactgraph/graph"
)

// Journal visits all loads by revision, then all records in their order; like Walk, from a temporary file.
func (s *Store) Journal(ctx context.Context, visit func(graph.Entry) error) error {
	done, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer done()
	return journal(ctx, s.readState, visit)
}

func journal(ctx context.Context, read reading, visit func(graph.Entry) error) error {
	return spooling(ctx, read, spoolJournal, func(line spooledEntry) error {
		e, err := line.entry()
		if err != nil {
			return spoolError(err)
		}
		return visit(e)
	})
}

// spooledEntry is one line of the file: a load with its properties, or a record.
type spooledEntry struct {
	Load  string          `json:"load"`
	Props json.RawMessage `json:"props,omitempty"`

	Target    string `json:"target,omitempty"`
	Revision  int    `json:"revision,omitempty"`
	Dataset   string `json:"dataset,omitempty"`
	Withdrawn bool   `json:"withdrawn,omitempty"`
	Said      string `json:"said,omitempty"`
}

func spoolJournal(ctx context.Context, tx runner, lines *json.Encoder) error {
	const loads = "CYPHER 5 MATCH (l:Load) WHERE l.id IS NOT NULL RETURN l ORDER BY l.revision"
	if err := stream(ctx, tx, loads, func(row []any) error { return spoolLoad(lines, row) }); err != nil {
		return err
	}
	for _, prefix := range targetPrefixes() {
		// An index is in this order; all records of one target at most are sorted.
		text := fmt.Sprintf("CYPHER 5 MATCH (r:%[1]s) USING INDEX r:%[1]s(target) WHERE r.target STARTS WITH '%[2]s' RETURN r ORDER BY r.target, r.revision", recordLabel, prefix)
		if err := stream(ctx, tx, text, func(row []any) error { return spoolRecord(lines, row) }); err != nil {
			return err
		}
	}
	return nil
}

// targetPrefixes gives what the ids of records' targets begin with, in the order of a journal.
func targetPrefixes() []string {
	nodes := map[string]bool{}
	for _, n := range graph.Nouns() {
		if n.IsEntity() {
			nodes[n.Prefix()+"/"] = true
		}
	}
	return append(slices.Sorted(maps.Keys(nodes)), "edge/", graph.NounClaim.Prefix()+"/")
}

func spoolLoad(lines *json.Encoder, row []any) error {
	found, ok := row[0].(dbtype.Node)
	if !ok {
		return unexpected(row[0])
	}
	n, err := decodeNode(found)
	if err != nil {
		return err
	}
	return encodeLine(lines, spooledEntry{Load: n.NodeID(), Props: graph.EncodeProps(graph.NodeProps(n))})
}

func spoolRecord(lines *json.Encoder, row []any) error {
	found, ok := row[0].(dbtype.Node)
	if !ok {
		return unexpected(row[0])
	}
	text := func(name string) string { s, _ := found.Props[name].(string); return s }
	revision, _ := found.Props["revision"].(int64)
	withdrawn, _ := found.Props["withdrawn"].(bool)
	return encodeLine(lines, spooledEntry{
		Load: text("load"), Target: text("target"), Revision: int(revision), Dataset: text("dataset"), Withdrawn: withdrawn, Said: text("said"),
	})
}

func encodeLine(lines *json.Encoder, line any) error {
	if err := lines.Encode(line); err != nil {
		return spoolError(err)
	}
	return nil
}

func (line spooledEntry) entry() (graph.Entry, error) {
	if line.Target == "" {
		props, err := decodeSpooled(nounProperties[graph.NounLoad], line.Props)
		if err != nil {
			return graph.Entry{}, err
		}
		return graph.Entry{Load: graph.NewNode(graph.NounLoad, line.Load, props).(*graph.Load)}, nil
	}
	said, err := graph.DecodeSaid(line.Target, []byte(line.Said))
	if err != nil {
		return graph.Entry{}, err
	}
	r := graph.Record{Load: line.Load, Revision: line.Revision, Dataset: line.Dataset, Withdrawn: line.Withdrawn, Said: said}
	return graph.Entry{Record: &r}, nil
}
