package sqlite

import (
	"database/sql/driver"
	"fmt"
	"strings"

	"pactgraph/graph"
)

// load loads what is wanted with some nodes. A field means something else on each noun, so nodes of different nouns
// are asked for apart.
func (f *finder) load(nodes []graph.Node, withs []graph.With) error {
	if len(nodes) == 0 {
		return nil
	}
	for _, w := range withs {
		byNoun := map[graph.Noun][]graph.Node{}
		for _, n := range nodes {
			if w.On == "" || w.On == n.Noun() {
				byNoun[n.Noun()] = append(byNoun[n.Noun()], n)
			}
		}
		for noun, parents := range byNoun {
			field, ok := graph.FieldOf(noun, w.Field)
			if !ok {
				continue
			}
			if err := f.loadRelated(parents, walkOf(field), w); err != nil {
				return err
			}
		}
	}
	return nil
}

// loadRelated attaches to each parent the page of what a field leads to.
func (f *finder) loadRelated(parents []graph.Node, field walk, w graph.With) error {
	found, err := f.related(parents, field, w)
	if err != nil {
		return err
	}
	onEdge := make([]edgeWith, len(w.OnEdge))
	for i, e := range w.OnEdge {
		target, err := graph.EdgeTarget(field.Field, e)
		if err != nil {
			return err
		}
		onEdge[i] = edgeWith{e, target}
	}
	pages, err := f.pages(w.Selection, w.Window(field.Field), w.PageEnds(field.Field), found, onEdge)
	if err != nil {
		return err
	}
	for i, n := range parents {
		graph.Attach(n, w.Name(), pages[i])
	}
	return nil
}

// related finds what a field leads to from each parent. A node that stands at many places is asked for once.
func (f *finder) related(parents []graph.Node, field walk, w graph.With) (hits, error) {
	ids := newIDList(len(parents))
	for _, n := range parents {
		ids.add(n.NodeID())
	}
	ends := endsOf(field, w)
	totals := make([]int, len(ids.list))
	if len(ends) == 0 {
		return ids.spread(make([][]graph.RawEdge, len(ids.list)), totals, w.Total), nil
	}
	whole := wholeLists(parents, field, w)
	rows, err := f.edges(ids.list, field, relatedText(field, w, ends, whole, idsJSON(ids.list)))
	if err != nil {
		return hits{}, err
	}
	if w.Total {
		if err := f.totals(relatedTotals(field, w, ends, idsJSON(ids.list)), totals); err != nil {
			return hits{}, err
		}
	}
	return ids.spread(rows, totals, w.Total), nil
}

// endsOf gives the nouns at the other end that are asked for.
func endsOf(field walk, w graph.With) []graph.Noun {
	if len(w.Ends) == 0 {
		return field.Ends
	}
	var ends []graph.Noun
	for _, n := range field.Ends {
		for _, wanted := range w.Ends {
			if n == wanted {
				ends = append(ends, n)
				break
			}
		}
	}
	return ends
}

// statement is a text with its arguments.
type statement struct {
	text string
	args []driver.Value
}

// wholeLists tells whether to read all that the field leads to and cut the pages in Go, which is quicker than a search
// for each parent unless that reads much more than the pages need. A node's degree bounds how much it can be.
func wholeLists(parents []graph.Node, field walk, w graph.With) bool {
	if field.One {
		return true
	}
	if !field.On.IsEntity() {
		return false
	}
	for _, n := range field.Ends {
		if !n.IsEntity() {
			return false
		}
	}
	size, _ := w.Page.Size()
	edges := 0
	for _, n := range parents {
		degree, _ := graph.Value(n, "degree").(int)
		edges += degree
	}
	return edges <= 4*len(parents)*(size+1)
}

// relatedText gives the edges of the field from each of the parents that pages may need: the parent's place in the
// list, the edge's id, other end and packed properties and, where the field has several, its type.
func relatedText(field walk, w graph.With, ends []graph.Noun, whole bool, parents string) statement {
	var c compiler
	text := "SELECT p.key, e.id, e." + field.far + ", e.props"
	if len(field.Types) > 1 {
		text += ", e.type"
	}
	text += " FROM json_each(" + c.arg(parents) + ") p CROSS JOIN edge e WHERE "
	if whole {
		text += c.relatedWhere(field, w, ends, "e")
	} else {
		text += "e.id IN (" + c.firstRelated(field, w, ends) + ")"
	}
	if w.Filter != nil || w.Edge != nil {
		// See conn.query: this may search long.
		text = "WITH k AS MATERIALIZED (" + text + ") SELECT * FROM k"
	}
	return statement{text, c.args}
}

// relatedWhere keeps the edges of the field from the parent p that match.
func (c *compiler) relatedWhere(field walk, w graph.With, ends []graph.Noun, row string) string {
	return allOf(
		row+"."+field.near+" = p.value",
		field.edges(row, ends),
		c.filter(edgeScope(field.Field, row), w.EdgeFilter(field.Field)),
		c.node(ends, row+"."+field.far, w.Filter),
	)
}

// firstRelated gives the ids of those edges of the parent p that its page needs.
func (c *compiler) firstRelated(field walk, w graph.With, ends []graph.Noun) string {
	const row = "f"
	window := w.Window(field.Field)
	text := "SELECT " + row + ".id FROM edge " + row
	far := row + "." + field.far
	var tables []string
	if len(window.Orders) > 0 {
		for i, n := range ends {
			t := fmt.Sprintf("o%d", i)
			text += " LEFT JOIN " + quote(string(n)) + " " + t + " ON " + t + ".id = " + far
			tables = append(tables, t)
		}
	}
	list := terms(window, relatedColumn(tables, far), far, row+".id")
	return text + " WHERE " + allOf(c.relatedWhere(field, w, ends, row), c.between(window, list)) +
		orderBy(list, window.FromEnd) + " LIMIT " + c.arg(int64(window.Count+1))
}

// relatedColumn gives a column of the node at the other end, which is a row of one of the tables.
func relatedColumn(tables []string, far string) func(string) string {
	return func(name string) string {
		switch name {
		case "id":
			return far
		case "degree":
			return "(SELECT degree FROM node WHERE id = " + far + ")"
		}
		columns := make([]string, len(tables))
		for i, t := range tables {
			columns[i] = t + "." + quote(name)
		}
		if len(columns) == 1 {
			return columns[0]
		}
		return "coalesce(" + strings.Join(columns, ", ") + ")"
	}
}

// relatedTotals counts what matches, whatever the page.
func relatedTotals(field walk, w graph.With, ends []graph.Noun, parents string) statement {
	var c compiler
	text := "SELECT p.key, count(*) FROM json_each(" + c.arg(parents) + ") p CROSS JOIN edge e WHERE " +
		c.relatedWhere(field, w, ends, "e") + " GROUP BY p.key"
	return statement{text, c.args}
}

// edgeRow is an edge as relatedText gives it.
type edgeRow struct {
	// parent is the place of the node that it is walked from.
	parent        int
	id, far, kind string
	props         packed
}

// edges reads what relatedText gives into a list for each of the nodes near.
func (f *finder) edges(near []string, field walk, s statement) ([][]graph.RawEdge, error) {
	kind := string(field.Types[0])
	var found []edgeRow
	var far []string
	counts := make([]int, len(near))
	err := f.c.query(f.ctx, s.text, s.args, func(r []driver.Value) error {
		row := edgeRow{parent: intOf(r[0]), id: textOf(r[1]), far: textOf(r[2]), props: packedOf(r[3]), kind: kind}
		if len(r) > 4 {
			row.kind = textOf(r[4])
		}
		counts[row.parent]++
		found = append(found, row)
		far = append(far, row.far)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if err := f.read(far); err != nil {
		return nil, err
	}
	return f.linked(near, field, found, counts)
}

// linked makes the lists of edges, with the nodes at their other ends, out of their rows. Edges are large values, so
// that all lists are cut from one piece of memory of the right size.
func (f *finder) linked(near []string, field walk, found []edgeRow, counts []int) ([][]graph.RawEdge, error) {
	space := make([]graph.RawEdge, len(found))
	lists := make([][]graph.RawEdge, len(near))
	for i, n := range counts {
		lists[i], space = space[:0:n], space[n:]
	}
	for i := range found {
		row := &found[i]
		node := f.known[row.far]
		e := graph.RawEdge{Node: node, EdgeProps: graph.EdgeProps{ID: row.id, Type: graph.EdgeType(row.kind), Start: near[row.parent], End: row.far}}
		if field.Direction == graph.In {
			e.Start, e.End = e.End, e.Start
		}
		list := append(lists[row.parent], e)
		lists[row.parent] = list
		if err := edgeTable.unpack(row.props, list[len(list)-1].Setter()); err != nil {
			return nil, err
		}
	}
	return lists, nil
}

func (f *finder) totals(s statement, totals []int) error {
	return f.c.query(f.ctx, s.text, s.args, func(r []driver.Value) error {
		totals[intOf(r[0])] = intOf(r[1])
		return nil
	})
}

// edgeWith is a With on edges, with the noun that it leads to.
type edgeWith struct {
	graph.With
	target graph.Noun
}

// loadOnEdges attaches to the edges the claims about them, or the nodes that one of their properties names.
func (f *finder) loadOnEdges(lists [][]graph.RawEdge, w edgeWith) error {
	var edges []*graph.RawEdge
	for _, list := range lists {
		for i := range list {
			edges = append(edges, &list[i])
		}
	}
	find := f.named
	if w.Field == "claims" {
		find = f.claims
	}
	rows, err := find(edges, w)
	if err != nil {
		return err
	}
	found := hits{rows: rows}
	if w.Total {
		found.totals = make([]int, len(rows))
		for i := range rows {
			found.totals[i] = len(rows[i])
		}
	}
	pages, err := f.pages(w.Selection, w.EdgeWindow(w.target), []graph.Noun{w.target}, found, nil)
	if err != nil {
		return err
	}
	for i, e := range edges {
		e.Attach(w.Name(), pages[i])
	}
	return nil
}

// claims finds the claims about each edge. They are few, so that all are read.
func (f *finder) claims(edges []*graph.RawEdge, w edgeWith) ([][]graph.RawEdge, error) {
	ids := newIDList(len(edges))
	var starts []string
	for _, e := range edges {
		if ids.add(e.ID) {
			starts = append(starts, e.Start)
		}
	}
	var c compiler
	text := `SELECT p.key, e.id, e."end", e.props FROM json_each(` + c.arg(idsJSON(ids.list)) + `) p CROSS JOIN edge e WHERE ` + allOf(
		"e.edge = p.value", "e.type = "+literal(string(graph.EdgeClaimed)), c.node([]graph.Noun{w.target}, `e."end"`, w.Filter))
	field := walk{Field: graph.Field{Types: []graph.EdgeType{graph.EdgeClaimed}, Direction: graph.Out}}
	rows, err := f.edges(starts, field, statement{text, c.args})
	if err != nil {
		return nil, err
	}
	return ids.spread(rows, nil, false).rows, nil
}

// named finds the node that a property of each edge names. No edge of the graph leads to it.
func (f *finder) named(edges []*graph.RawEdge, w edgeWith) ([][]graph.RawEdge, error) {
	ids := newIDList(len(edges))
	for _, e := range edges {
		if id, ok := e.Value(w.Field).(string); ok {
			ids.add(id)
		}
	}
	var c compiler
	text := "SELECT p.value FROM json_each(" + c.arg(idsJSON(ids.list)) + ") p WHERE " + c.node([]graph.Noun{w.target}, "p.value", w.Filter)
	matching := map[string]bool{}
	err := f.c.query(f.ctx, text, c.args, func(r []driver.Value) error {
		matching[textOf(r[0])] = true
		return nil
	})
	if err != nil {
		return nil, err
	}
	if err := f.read(ids.list); err != nil {
		return nil, err
	}
	rows := make([][]graph.RawEdge, len(edges))
	for i, e := range edges {
		id, _ := e.Value(w.Field).(string)
		if n, ok := f.known[id]; ok && matching[id] {
			rows[i] = []graph.RawEdge{{Node: n}}
		}
	}
	return rows, nil
}

// idList gathers ids, each once, and remembers which was added when.
type idList struct {
	list  []string
	place map[string]int
	// added has the place in list of each id that was added, in that order.
	added []int
}

func newIDList(size int) *idList { return &idList{place: make(map[string]int, size)} }

// add adds an id and tells whether it is new.
func (l *idList) add(id string) bool {
	at, seen := l.place[id]
	if !seen {
		at = len(l.list)
		l.place[id] = at
		l.list = append(l.list, id)
	}
	l.added = append(l.added, at)
	return !seen
}

// spread gives what was found for each id to each of the places where it was added.
func (l *idList) spread(rows [][]graph.RawEdge, totals []int, withTotals bool) hits {
	h := hits{rows: make([][]graph.RawEdge, len(l.added))}
	if withTotals {
		h.totals = make([]int, len(l.added))
	}
	for i, at := range l.added {
		h.rows[i] = rows[at]
		if withTotals {
			h.totals[i] = totals[at]
		}
	}
	return h
}
