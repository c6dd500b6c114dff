package sqlite

import (
	"context"
	"database/sql/driver"

	"pactgraph/graph"
)

// Walk visits all nodes but loads by noun and id, then all edges by id. Rows come from the tables in that order, so
// that one of them at a time is in memory.
func (s *Store) Walk(ctx context.Context, visit graph.Visitor) error {
	var visitErr error
	err := s.read(ctx, func(c *conn) error { return c.walk(ctx, visit, &visitErr) })
	if visitErr != nil {
		return visitErr
	}
	return err
}

func (c *conn) walk(ctx context.Context, visit graph.Visitor, visitErr *error) error {
	for _, n := range graph.Nouns() {
		if n == graph.NounLoad {
			continue
		}
		if err := c.walkNodes(ctx, n, visit, visitErr); err != nil {
			return err
		}
	}
	return c.walkEdges(ctx, visit, visitErr)
}

func (c *conn) walkNodes(ctx context.Context, noun graph.Noun, visit graph.Visitor, visitErr *error) error {
	// Ids begin with their noun and a slash, and "0" is the character after the slash.
	const text = "SELECT id, degree, props FROM node WHERE id >= ? AND id < ? ORDER BY id"
	return c.query(ctx, text, []driver.Value{noun.Prefix() + "/", noun.Prefix() + "0"}, func(row []driver.Value) error {
		n, err := nodeOf(row)
		if err != nil {
			return err
		}
		*visitErr = visit.Node(n)
		return *visitErr
	})
}

func (c *conn) walkEdges(ctx context.Context, visit graph.Visitor, visitErr *error) error {
	const text = `SELECT id, type, start, "end", props FROM edge ORDER BY id`
	return c.query(ctx, text, nil, func(row []driver.Value) error {
		e := graph.EdgeProps{ID: textOf(row[0]), Type: graph.EdgeType(textOf(row[1])), Start: textOf(row[2]), End: textOf(row[3])}
		if err := edgeTable.unpack(packedOf(row[4]), e.Setter()); err != nil {
			return err
		}
		*visitErr = visit.Edge(e)
		return *visitErr
	})
}
