package sqlite

import (
	"context"
	"database/sql/driver"
	"fmt"
	"strings"

	"pactgraph/graph"
)

// Tally counts nodes by their values, in one statement.
func (s *Store) Tally(ctx context.Context, t graph.Tally) (graph.TallyAnswer, error) {
	if err := t.Check(); err != nil {
		return graph.TallyAnswer{}, err
	}
	var answer graph.TallyAnswer
	err := s.read(ctx, func(c *conn) error {
		revision, err := c.queryInt(ctx, revisionText)
		if err != nil {
			return err
		}
		reader, st := t.Reader(), tallyText(t)
		err = c.query(ctx, st.text, st.args, func(row []driver.Value) error { return readTally(reader, t, row) })
		answer = reader.Answer(revision)
		return err
	})
	return answer, err
}

// readTally reads a group: its keys, the number of its nodes and of its bindings, and the distinct counts.
func readTally(r *graph.TallyReader, t graph.Tally, row []driver.Value) error {
	by := t.KeyCount()
	keys := make([]any, by)
	for i := range keys {
		keys[i] = row[i]
	}
	distinct := make([]int, len(t.Distinct))
	for i := range distinct {
		distinct[i] = intOf(row[by+2+i])
	}
	return r.Row(keys, intOf(row[by]), intOf(row[by+1]), distinct)
}

// tallier writes the statement of a tally: o has the origins, if there are any, with the nodes that they lead to; k has the
// nodes; each path is a table of the nodes (at) and those that it leads
// to from them (far); each climb is a table of where it began (at) and where it is (far), and one of where it ends; b has
// the bindings, which are counted.
type tallier struct {
	compiler
	tables []string
	// from joins what the values are taken from; columns are the values, in the order of the tally.
	from    []string
	columns []string
}

func tallyText(t graph.Tally) statement {
	c := &tallier{columns: make([]string, len(t.By)+len(t.Distinct))}
	c.nodes(t)
	for _, w := range t.Walks() {
		c.walk(w)
	}
	columns := []string{"k.id AS id"}
	if t.From != nil {
		columns = append(columns, "o.origin AS v0")
	}
	for _, column := range c.columns {
		columns = append(columns, fmt.Sprintf("%s AS v%d", column, len(columns)-1))
	}
	c.table("b", fmt.Sprintf("SELECT %s FROM %s LIMIT %s", strings.Join(columns, ", "), strings.Join(c.from, " "), c.arg(int64(graph.MaxTallyBindings+1))))
	return statement{c.counted(len(columns)-1, t.KeyCount()), c.args}
}

// nodes makes the table of the nodes that are counted, and of the origins from which they are.
func (c *tallier) nodes(t graph.Tally) {
	row := c.alias("t")
	if t.From == nil {
		c.table("k", "SELECT "+row+".id FROM "+quote(string(t.Noun))+" "+row+" WHERE "+c.filter(nodeScope(t.Noun, row), t.Filter))
		c.from = append(c.from, "k")
		return
	}
	edge, far := c.alias("e"), ""
	text := " FROM json_each(" + c.arg(idsJSON(t.From.IDs)) + ") " + row + " CROSS JOIN edge " + edge + " ON "
	if step, ok := t.Origin(); ok {
		w := walkOf(step.Field)
		far = edge + "." + w.far
		text += c.step(w, step, edge, row+".value")
	} else {
		far = edge + `."end"`
		text += allOf(edge+".type = 'CLAIMED'", edge+".edge = "+row+".value", c.node([]graph.Noun{t.Noun}, far, t.Filter))
	}
	c.table("o", "SELECT DISTINCT "+row+".value AS origin, "+far+" AS id"+text)
	c.table("k", "SELECT DISTINCT id FROM o")
	c.from = append(c.from, "o CROSS JOIN k ON k.id = o.id")
}

// table adds a table to the statement.
func (c *tallier) table(name, text string) {
	c.tables = append(c.tables, name+" AS MATERIALIZED ("+text+")")
}

// counted counts the bindings by the first of their values, of which there are so many, and the different ones among the others.
func (c *tallier) counted(all, by int) string {
	var keys, values []string
	for i := range all {
		name := fmt.Sprintf("v%d", i)
		if i < by {
			keys = append(keys, name)
			continue
		}
		values = append(values, "count(DISTINCT "+name+")")
	}
	list := append(append(keys[:len(keys):len(keys)], "count(DISTINCT id)", "count(*)"), values...)
	text := "WITH RECURSIVE " + strings.Join(c.tables, ", ") + " SELECT " + strings.Join(list, ", ") + " FROM b"
	if by > 0 {
		text += " GROUP BY " + strings.Join(keys, ", ")
	}
	return text + " LIMIT " + c.arg(int64(graph.MaxTallyRows+1))
}

// walk joins the ends of a path, and takes their values.
func (c *tallier) walk(w graph.TallyWalk) {
	table, far := "k", "k.id"
	if len(w.Steps) > 0 {
		table, far = c.path(w.Steps)
	}
	row := ""
	for _, v := range w.Values {
		if len(v.Cases) > 0 || v.Property.Name != "id" {
			row = c.alias("n")
			c.from = append(c.from, "LEFT JOIN "+quote(string(w.Ends[0]))+" "+row+" ON "+row+".id = "+far)
			break
		}
	}
	for _, v := range w.Values {
		if v.Climb != nil {
			c.columns[v.Column] = c.climb(v, w.Ends, table, far)
			continue
		}
		c.columns[v.Column] = c.value(v, w.Ends[0], far, row)
	}
}

// path makes the table of a path, and gives its name and the column of the nodes that it leads to.
func (c *tallier) path(steps []graph.TallyStep) (table, far string) {
	at, text := "k.id", " FROM k"
	for _, s := range steps {
		w, row := walkOf(s.Field), c.alias("e")
		text += " CROSS JOIN edge " + row + " ON " + c.step(w, s, row, at)
		at = row + "." + w.far
	}
	table = c.alias("p")
	far = table + ".far"
	c.table(table, "SELECT DISTINCT k.id AS at, "+at+" AS far"+text)
	c.from = append(c.from, "LEFT JOIN "+table+" ON "+table+".at = k.id")
	return table, far
}

// step keeps the edges of a step that begin at a node.
func (c *tallier) step(w walk, s graph.TallyStep, row, at string) string {
	return allOf(
		row+"."+w.near+" = "+at,
		w.edges(row, w.Ends),
		c.filter(edgeScope(w.Field, row), s.Edge),
		c.node(w.Ends, row+"."+w.far, s.Node),
	)
}

// value gives the expression of a value of the node with an id, whose properties row has.
func (c *tallier) value(v graph.TallyValue, noun graph.Noun, id, row string) string {
	column := row + "." + quote(v.Prop)
	switch {
	case len(v.Cases) > 0:
		return c.cases(v.Cases, noun, row)
	case v.Prop == "id":
		return id
	case v.Property.Type.IsList():
		list := c.alias("l")
		c.from = append(c.from, "LEFT JOIN json_each("+column+") "+list)
		return list + ".value"
	case v.Unit != "":
		return part(v.Unit, column)
	}
	return column
}

// cases gives the value of the first filter that matches. No row is no node, which has none.
func (c *tallier) cases(list []graph.Case, n graph.Noun, row string) string {
	text := "CASE WHEN " + row + ".id IS NULL THEN NULL"
	for _, one := range list {
		text += " WHEN " + c.filter(nodeScope(n, row), one.Filter) + " THEN " + c.arg(one.Value)
	}
	return text + " END"
}

// part gives the part of a date in which all of it lies, as graph.Interval says.
func part(unit graph.Interval, date string) string {
	switch unit {
	case graph.IntervalYear:
		return "substr(" + date + ", 1, 4)"
	case graph.IntervalQuarter:
		return "CASE WHEN length(" + date + ") > 4 THEN substr(" + date + ", 1, 4) || '-Q' || ((CAST(substr(" + date + ", 6, 2) AS INTEGER) + 2) / 3) END"
	}
	return "CASE WHEN length(" + date + ") > 4 THEN substr(" + date + ", 1, 7) END"
}

// climb makes the table of a climb from each of the nodes that a column of a table has, and gives the column of those it
// ends at. A node that is met twice is gone on from once.
func (c *tallier) climb(v graph.TallyValue, ends []graph.Noun, table, id string) string {
	all, tops, w, row := c.alias("c"), c.alias("u"), walkOf(v.Up.Field), c.alias("e")
	begin := "SELECT " + id + ", " + id + " FROM " + table
	next := "SELECT " + all + ".at, " + row + "." + w.far + " FROM " + all + " CROSS JOIN edge " + row + " ON " + c.step(w, *v.Up, row, all+".far") +
		" WHERE NOT (" + c.node(ends, all+".far", v.Climb.Until) + ")"
	c.tables = append(c.tables, all+" (at, far) AS ("+begin+" UNION "+next+")")
	c.table(tops, "SELECT at, far FROM "+all+" WHERE "+c.node(ends, all+".far", v.Climb.Until))
	c.from = append(c.from, "LEFT JOIN "+tops+" ON "+tops+".at = "+id)
	return tops + ".far"
}
