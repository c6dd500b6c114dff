package sqlite

import (
	"context"
	"database/sql/driver"
	"slices"

	"pactgraph/graph"
)

// Find answers queries from one state of the graph.
func (s *Store) Find(ctx context.Context, queries []graph.Query) ([]graph.Answer, error) {
	for _, q := range queries {
		if err := q.Check(); err != nil {
			return nil, err
		}
	}
	answers := make([]graph.Answer, len(queries))
	err := s.read(ctx, func(c *conn) error {
		revision, err := c.queryInt(ctx, revisionText)
		if err != nil {
			return err
		}
		f := &finder{ctx: ctx, c: c, known: map[string]graph.Node{}}
		for i, q := range queries {
			if answers[i], err = f.answer(q); err != nil {
				return err
			}
			answers[i].Revision = revision
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return answers, nil
}

// finder answers the queries of one Find. It goes level by level: what is wanted with the nodes of a page is asked for
// all of them at once, so that the number of statements depends on the query alone and not on what it finds.
type finder struct {
	ctx context.Context
	c   querier
	// known are the nodes that were read, by id: one that stands at many places is read and unpacked once. They are
	// never given out; answers get occurrences of them.
	known map[string]graph.Node
}

// querier runs statements, as conn does.
type querier interface {
	query(ctx context.Context, text string, args []driver.Value, each func(row []driver.Value) error) error
	queryInt(ctx context.Context, text string, args ...driver.Value) (int, error)
}

func (f *finder) answer(q graph.Query) (graph.Answer, error) {
	if q.IDs != nil {
		nodes, err := f.byIDs(q)
		return graph.Answer{Nodes: nodes}, err
	}
	page, err := f.root(q)
	return graph.Answer{Page: page}, err
}

func (f *finder) byIDs(q graph.Query) ([]graph.Node, error) {
	if err := f.read(q.IDs); err != nil {
		return nil, err
	}
	if err := graph.Spend(f.ctx, len(q.IDs)); err != nil {
		return nil, err
	}
	nodes := make([]graph.Node, len(q.IDs))
	var found []graph.Node
	for i, id := range q.IDs {
		if n, ok := f.known[id]; ok && (q.Noun == "" || n.Noun() == q.Noun) {
			nodes[i] = graph.Occurrence(n)
			found = append(found, nodes[i])
		}
	}
	return nodes, f.load(found, q.With)
}

// root gives the page of a query that asks for a noun.
func (f *finder) root(q graph.Query) (any, error) {
	const row = "t"
	var c compiler
	w := q.Window()
	from := " FROM " + quote(string(q.Noun)) + " " + row + " WHERE "
	filter := c.filter(nodeScope(q.Noun, row), q.Filter)
	found := hits{rows: make([][]graph.RawEdge, 1)}
	if q.Total {
		total, err := f.c.queryInt(f.ctx, "SELECT count(*)"+from+filter, c.args...)
		if err != nil {
			return nil, err
		}
		found.totals = []int{total}
	}
	list := terms(w, rootColumn(row), row+".id", "")
	text := "WITH k AS MATERIALIZED (SELECT " + row + ".id" + from + allOf(filter, c.between(w, list)) +
		orderBy(list, w.FromEnd) + " LIMIT " + c.arg(int64(w.Count+1)) +
		") SELECT n.id, n.degree, n.props FROM k CROSS JOIN node n ON n.id = k.id"
	err := f.c.query(f.ctx, text, c.args, func(r []driver.Value) error {
		n, err := f.keep(r)
		found.rows[0] = append(found.rows[0], graph.RawEdge{Node: n})
		return err
	})
	if err != nil {
		return nil, err
	}
	pages, err := f.pages(q.Selection, w, []graph.Noun{q.Noun}, found, nil)
	if err != nil {
		return nil, err
	}
	return pages[0], nil
}

func rootColumn(row string) func(string) string {
	return func(name string) string {
		if name == "degree" {
			return "(SELECT degree FROM node WHERE id = " + row + ".id)"
		}
		return row + "." + quote(name)
	}
}

// read makes the nodes with these ids known, as far as they exist.
func (f *finder) read(ids []string) error {
	var unknown []string
	for _, id := range ids {
		if _, ok := f.known[id]; !ok {
			unknown = append(unknown, id)
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	const text = "SELECT n.id, n.degree, n.props FROM json_each(?) j CROSS JOIN node n ON n.id = j.value"
	return f.c.query(f.ctx, text, []driver.Value{idsJSON(unknown)}, func(r []driver.Value) error {
		_, err := f.keep(r)
		return err
	})
}

// keep makes a node known from its row: id, degree and packed properties.
func (f *finder) keep(row []driver.Value) (graph.Node, error) {
	n, err := nodeOf(row)
	if err == nil {
		f.known[n.NodeID()] = n
	}
	return n, err
}

// nodeOf makes a node from its row: id, degree and packed properties.
func nodeOf(row []driver.Value) (graph.Node, error) {
	id := textOf(row[0])
	noun, ok := graph.NounOf(id)
	if !ok {
		return nil, errDamaged
	}
	n := graph.NewNode(noun, id, nil)
	graph.SetDegree(n, intOf(row[1]))
	return n, nounTables[noun].unpack(packedOf(row[2]), graph.SetterOf(n))
}

// hits are what was found for each of some parents: a list that holds at least what its page needs. Totals are nil
// where they weren't asked for.
type hits struct {
	rows   [][]graph.RawEdge
	totals []int
}

// pages cuts one page for each parent out of what was found, loads what is wanted with the nodes and edges in them, and
// makes them pages of their nouns.
func (f *finder) pages(s graph.Selection, w graph.Window, ends []graph.Noun, found hits, onEdge []edgeWith) ([]any, error) {
	cut := make([][]graph.RawEdge, len(found.rows))
	infos := make([]graph.PageInfo, len(found.rows))
	var nodes []graph.Node
	for i, rows := range found.rows {
		for j := range rows {
			// An index of a damaged file may lead to a row that isn't there, or to another.
			if n := rows[j].Node; n == nil || !slices.Contains(ends, n.Noun()) {
				return nil, errDamaged
			}
		}
		cut[i], infos[i] = graph.Select(w, rows)
		if err := graph.Spend(f.ctx, len(cut[i])); err != nil {
			return nil, err
		}
		for j := range cut[i] {
			e := &cut[i][j]
			e.Node = graph.Occurrence(e.Node)
			nodes = append(nodes, e.Node)
		}
	}
	if err := f.load(nodes, s.With); err != nil {
		return nil, err
	}
	for _, e := range onEdge {
		if err := f.loadOnEdges(cut, e); err != nil {
			return nil, err
		}
	}
	pages := make([]any, len(cut))
	for i := range cut {
		var total *int
		if found.totals != nil {
			total = &found.totals[i]
		}
		pages[i] = graph.NewPage(ends, cut[i], infos[i], total)
	}
	return pages, nil
}
