package sqlite

import (
	"context"
	"database/sql/driver"
	"encoding/json"
	"slices"

	"pactgraph/graph"
)

// chunk is how many ids go into one look-up.
const chunk = 1000

// recordColumns are what recordOf reads.
const recordColumns = "r.target, r.dataset, r.load, r.revision, r.said"

// recordOf makes a live record from its row.
func recordOf(row []driver.Value) (graph.Record, error) {
	said, err := graph.DecodeSaid(textOf(row[0]), []byte(textOf(row[4])))
	return graph.Record{Dataset: textOf(row[1]), Load: textOf(row[2]), Revision: intOf(row[3]), Said: said}, err
}

// anyRecordOf makes a record from its row, which says at its end whether the record withdraws.
func anyRecordOf(row []driver.Value) (graph.Record, error) {
	r, err := recordOf(row)
	r.Withdrawn = intOf(row[len(row)-1]) == 1
	return r, err
}

// live reads the live records that graph.Plan needs for a batch.
func (c *conn) live(ctx context.Context, b graph.Batch) (*graph.LiveRecords, error) {
	targets, owners := b.Touches()
	for ids := range slices.Chunk(owners, chunk) {
		const text = "SELECT r.target FROM json_each(?) j CROSS JOIN records r ON r.dataset = ? AND r.owner = j.value AND r.live = 1"
		err := c.query(ctx, text, []driver.Value{idsJSON(ids), b.Dataset}, func(row []driver.Value) error {
			targets = append(targets, textOf(row[0]))
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	if b.Sync {
		const text = "SELECT r.target FROM records r WHERE r.dataset = ? AND r.live = 1"
		err := c.query(ctx, text, []driver.Value{b.Dataset}, func(row []driver.Value) error {
			targets = append(targets, textOf(row[0]))
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	slices.Sort(targets)
	live := &graph.LiveRecords{}
	err := c.liveOf(ctx, slices.Compact(targets), live.Add)
	return live, err
}

// liveOf gives the live records of targets.
func (c *conn) liveOf(ctx context.Context, targets []string, take func(graph.Record)) error {
	const text = "SELECT " + recordColumns + " FROM json_each(?) j CROSS JOIN records r ON r.target = j.value AND r.live = 1"
	for ids := range slices.Chunk(targets, chunk) {
		err := c.query(ctx, text, []driver.Value{idsJSON(ids)}, func(row []driver.Value) error {
			r, err := recordOf(row)
			if err == nil {
				take(r)
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// eachLive calls f with the live records of each target, by target.
func (c *conn) eachLive(ctx context.Context, f func([]graph.Record) error) error {
	const text = "SELECT " + recordColumns + " FROM records r WHERE r.live = 1 ORDER BY r.target"
	var live []graph.Record
	err := c.query(ctx, text, nil, func(row []driver.Value) error {
		r, err := recordOf(row)
		if err != nil {
			return err
		}
		if len(live) > 0 && live[0].Target != r.Target {
			if err := f(live); err != nil {
				return err
			}
			live = live[:0]
		}
		live = append(live, r)
		return nil
	})
	if err != nil || len(live) == 0 {
		return err
	}
	return f(live)
}

// keep writes a record; its data set's earlier one of the same target is then no longer live.
func (c *conn) keep(ctx context.Context, r graph.Record) error {
	replaced, err := c.execCount(ctx, "UPDATE records SET live = 0 WHERE target = ? AND dataset = ? AND live = 1", r.Target, r.Dataset)
	if err != nil {
		return err
	}
	if replaced > 0 {
		if err := c.exec(ctx, "DELETE FROM refs WHERE target = ? AND dataset = ?", r.Target, r.Dataset); err != nil {
			return err
		}
	}
	return c.insertRecord(ctx, r, !r.Withdrawn)
}

// insertRecord writes a record, with what it names if it is live, and on what its target hung if it withdraws.
func (c *conn) insertRecord(ctx context.Context, r graph.Record, live bool) error {
	const insert = "INSERT INTO records (target, dataset, owner, load, revision, withdrawn, live, said) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
	err := c.exec(ctx, insert, r.Target, r.Dataset, r.Owner, r.Load, int64(r.Revision), boolValue(r.Withdrawn), boolValue(live), string(r.Encode()))
	switch {
	case err != nil:
		return err
	case r.Withdrawn:
		return c.keepGone(ctx, r)
	case live:
		return c.keepReferences(ctx, r)
	}
	return nil
}

// keepReferences keeps the nodes that a record's properties name. Two data sets may name different ones for the same
// edge, of which one is shown, but both must be there. All else that records name is seen in the edges that are shown.
func (c *conn) keepReferences(ctx context.Context, r graph.Record) error {
	for _, name := range tableOf(r.Said).refs {
		id, ok := r.Props[name].(string)
		if !ok {
			continue
		}
		if err := c.exec(ctx, "INSERT OR IGNORE INTO refs (target, dataset, id) VALUES (?, ?, ?)", r.Target, r.Dataset, id); err != nil {
			return err
		}
	}
	return nil
}

// tableOf gives the table in which what is said is shown.
func tableOf(s graph.Said) *table {
	if s.IsEdge() {
		return edgeTable
	}
	noun, _ := graph.NounOf(s.Target)
	return nounTables[noun]
}

// keepLoad writes what is known of a load.
func (c *conn) keepLoad(ctx context.Context, n graph.ShownNode, revision int) error {
	return c.exec(ctx, "INSERT INTO loads (id, revision, props) VALUES (?, ?, ?)", n.ID, int64(revision), string(graph.EncodeProps(n.Props)))
}

// loadOf gives the load with an id; nil if there was none.
func (c *conn) loadOf(ctx context.Context, id string) (load *graph.Load, err error) {
	err = c.query(ctx, "SELECT id, props FROM loads WHERE id = ?", []driver.Value{id}, func(row []driver.Value) error {
		n, err := decodeLoad(textOf(row[0]), textOf(row[1]))
		if err == nil {
			load = graph.NewNode(n.Noun, n.ID, n.Props).(*graph.Load)
		}
		return err
	})
	return load, err
}

func decodeLoad(id, text string) (graph.ShownNode, error) {
	var raw map[string]json.RawMessage
	if err := json.Unmarshal([]byte(text), &raw); err != nil {
		return graph.ShownNode{}, err
	}
	n := graph.ShownNode{ID: id, Noun: graph.NounLoad, Props: graph.Props{}}
	for name, data := range raw {
		p, ok := n.Noun.Property(name)
		if !ok {
			continue
		}
		value, err := p.DecodeValue(data)
		if err != nil {
			return graph.ShownNode{}, err
		}
		n.Props[name] = value
	}
	return n, nil
}
