package sqlite

import (
	"context"
	"database/sql/driver"

	"pactgraph/graph"
)

// projector changes what is shown.
type projector struct {
	ctx context.Context
	c   *conn
	// degrees gathers by how much the degree of each node changes.
	degrees map[string]int
	index   *indexer
	row     []driver.Value
}

func newProjector(ctx context.Context, c *conn) *projector {
	return &projector{ctx: ctx, c: c, degrees: map[string]int{}, index: newIndexer(ctx, c)}
}

func (p *projector) putNodes(s graph.Shown) error {
	for _, n := range s.Nodes {
		if err := p.putNode(n); err != nil {
			return err
		}
	}
	return nil
}

// putNode shows a node, in place of what it was; its degree stays.
func (p *projector) putNode(n graph.ShownNode) error {
	const text = "INSERT INTO node (id, noun, degree, props) VALUES (?, ?, 0, ?) ON CONFLICT (id) DO UPDATE SET props = excluded.props"
	t := nounTables[n.Noun]
	if err := p.c.exec(p.ctx, text, n.ID, t.name, t.pack(n.Props)); err != nil {
		return err
	}
	p.row = t.values(append(p.row[:0], n.ID), n.Props)
	if err := p.c.exec(p.ctx, t.insert, p.row...); err != nil {
		return err
	}
	return p.index.put(n)
}

func (p *projector) dropNode(id string) error {
	noun, _ := graph.NounOf(id)
	if err := p.c.exec(p.ctx, "DELETE FROM "+quote(string(noun))+" WHERE id = ?", id); err != nil {
		return err
	}
	if err := p.index.drop(id); err != nil {
		return err
	}
	return p.c.exec(p.ctx, "DELETE FROM node WHERE id = ?", id)
}

func (p *projector) putEdges(s graph.Shown) error {
	for _, e := range s.Edges {
		if err := p.putEdge(e); err != nil {
			return err
		}
	}
	return nil
}

// putEdge shows an edge, in place of what it was.
func (p *projector) putEdge(e graph.ShownEdge) error {
	p.row = append(p.row[:0], e.ID, string(e.Type), e.Start, e.End, edgeTable.pack(e.Props))
	p.row = edgeTable.values(p.row, e.Props)
	return p.c.exec(p.ctx, edgeTable.insert, p.row...)
}

func (p *projector) dropEdge(id string) error {
	return p.c.exec(p.ctx, "DELETE FROM edge WHERE id = ?", id)
}

// countEdge counts an edge that comes (1) or goes (-1) in the degrees of its ends. Edges of claims and evidence don't
// count, nor does one from a node to itself.
func (p *projector) countEdge(e graph.ShownEdge, by int) {
	start, _ := graph.NounOf(e.Start)
	end, _ := graph.NounOf(e.End)
	if e.Start != e.End && start.IsEntity() && end.IsEntity() {
		p.degrees[e.Start] += by
		p.degrees[e.End] += by
	}
}

// flushDegrees writes the degrees that have changed since it was last called.
func (p *projector) flushDegrees() error {
	for id, by := range p.degrees {
		if by == 0 {
			continue
		}
		for _, table := range []string{"node", "search_node"} {
			if err := p.c.exec(p.ctx, "UPDATE "+table+" SET degree = degree + ? WHERE id = ?", int64(by), id); err != nil {
				return err
			}
		}
	}
	clear(p.degrees)
	return nil
}
