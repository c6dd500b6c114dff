package neo4j

import (
	"fmt"
	"strings"

	"pactgraph/graph"
)

// column is one of the values that a list is sorted by.
type column struct {
	expr string
	desc bool
	// nullable: some nodes have no value, and come last.
	nullable bool
	// after and before are the values of the cursors; nil for none.
	after, before any
}

// columns gives what a window sorts a list by: its orders, then the node's id, then the edge's (where edge is not empty).
// At the root of a query, keyed, a noun's main text sorts by its key first, which has an index.
func columns(w graph.Window, node, edge string, keyed func(graph.Property) bool) []column {
	var list []column
	for i, o := range w.Orders {
		at := func(p *graph.Position) any {
			if p == nil {
				return nil
			}
			return p.Values[i]
		}
		list = append(list, orderColumns(o, node, at(w.After), at(w.Before), keyed != nil && keyed(o.Property))...)
	}
	last := func(expr string, of func(*graph.Position) string) column {
		c := column{expr: expr}
		if w.After != nil {
			c.after = of(w.After)
		}
		if w.Before != nil {
			c.before = of(w.Before)
		}
		return c
	}
	list = append(list, last(node+".id", func(p *graph.Position) string { return p.ID }))
	if edge != "" {
		list = append(list, last(edge+".id", func(p *graph.Position) string { return p.Edge }))
	}
	return list
}

func orderColumns(o graph.OrderBy, node string, after, before any, keyed bool) []column {
	at := node + "." + o.Name
	nullable := !o.Required && o.Name != "id" && o.Name != "degree"
	switch {
	case o.Type == graph.TypeDate:
		return []column{
			{node + "." + firstDay(o.Name), o.Desc, nullable, dayOf(after, graph.Date.First), dayOf(before, graph.Date.First)},
			{node + "." + lastDay(o.Name), o.Desc, nullable, dayOf(after, graph.Date.Last), dayOf(before, graph.Date.Last)},
		}
	case keyed:
		return []column{
			{node + "." + sortKey(o.Name), o.Desc, nullable, keyOf(after), keyOf(before)},
			{at, o.Desc, nullable, after, before},
		}
	}
	return []column{{at, o.Desc, nullable, after, before}}
}

func dayOf(value any, day func(graph.Date) string) any {
	if d, ok := value.(graph.Date); ok {
		return day(d)
	}
	return nil
}

func keyOf(value any) any {
	if text, ok := value.(string); ok {
		return sortKeyOf(text)
	}
	return nil
}

// orderBy writes the order of columns; reversed for a page from the end. Where nulls are known to be none, they needn't
// be put last.
func orderBy(list []column, reversed bool) string {
	var parts []string
	for _, c := range list {
		direction, nulls := "", ""
		if c.desc != reversed {
			direction = " DESC"
		}
		if reversed {
			nulls = " DESC"
		}
		// Cypher puts nulls last where it sorts upwards, and first where downwards.
		if c.nullable && c.desc {
			parts = append(parts, c.expr+" IS NULL"+nulls)
		}
		parts = append(parts, c.expr+direction)
	}
	return " ORDER BY " + strings.Join(parts, ", ")
}

// within makes the predicate on what lies between the window's cursors.
func (c *compiler) within(w graph.Window, list []column) string {
	predicate := always
	if w.After != nil {
		predicate = c.beyond(list, func(col column) any { return col.after }, false)
	}
	if w.Before != nil {
		predicate = allOf(predicate, c.beyond(list, func(col column) any { return col.before }, true))
	}
	return predicate
}

// beyond makes the predicate on what comes after a position in the list's order, or before it (backwards). It is a CASE
// where there are several columns: of an OR the planner would make several index seeks, and sort what they give.
func (c *compiler) beyond(list []column, at func(column) any, backwards bool) string {
	if len(list) == 0 {
		return never
	}
	strict, same := c.compareColumn(list[0], at(list[0]), backwards)
	rest := c.beyond(list[1:], at, backwards)
	switch {
	case rest == never:
		return strict
	case strict == never:
		return allOf(same, rest)
	}
	return fmt.Sprintf("CASE WHEN %s THEN true WHEN %s THEN %s ELSE false END", strict, same, rest)
}

// compareColumn makes the predicates that a column has a value beyond the given one, and that it has the same.
func (c *compiler) compareColumn(col column, value any, backwards bool) (strict, same string) {
	if value == nil && col.nullable {
		// Nothing comes after no value.
		if backwards {
			return col.expr + " IS NOT NULL", col.expr + " IS NULL"
		}
		return never, col.expr + " IS NULL"
	}
	p := c.param(value)
	operator := " > "
	if col.desc != backwards {
		operator = " < "
	}
	strict = col.expr + operator + p
	if text, ok := value.(string); ok && hasUnsafe(text) {
		of, prop, _ := strings.Cut(col.expr, ".")
		expr, written := orderedText(of+".", prop, text)
		strict = expr + operator + c.param(written)
	}
	if col.nullable && !backwards {
		strict = anyOf(strict, col.expr+" IS NULL")
	}
	return strict, col.expr + " = " + p
}
