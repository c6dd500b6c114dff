package sqlite

import (
	"strings"

	"pactgraph/graph"
)

// term is one expression that a list is sorted by.
type term struct {
	expr string
	desc bool
	// nullable: it may have no value; those come last, whichever the direction.
	nullable bool
	// value gives what a cursor has for it.
	value func(p *graph.Position) any
}

// terms gives what a window's list is sorted by: its orders, with column giving the expression of a property's column;
// then the node's id and, in a list of edges, the edge's.
func terms(w graph.Window, column func(name string) string, node, edge string) []term {
	var list []term
	for i, o := range w.Orders {
		at := func(p *graph.Position) any { return p.Values[i] }
		switch {
		case o.Type == graph.TypeDate:
			day := func(of func(graph.Date) string) func(*graph.Position) any {
				return func(p *graph.Position) any {
					if d, ok := p.Values[i].(graph.Date); ok {
						return of(d)
					}
					return nil
				}
			}
			list = append(list,
				term{column(firstDay(o.Name)), o.Desc, true, day(graph.Date.First)},
				term{column(lastDay(o.Name)), o.Desc, true, day(graph.Date.Last)})
		case o.Name == "id" || o.Name == "degree":
			list = append(list, term{column(o.Name), o.Desc, false, at})
		default:
			list = append(list, term{column(o.Name), o.Desc, true, at})
		}
	}
	list = append(list, term{expr: node, value: func(p *graph.Position) any { return p.ID }})
	if edge != "" {
		list = append(list, term{expr: edge, value: func(p *graph.Position) any { return p.Edge }})
	}
	return list
}

// orderBy sorts by the terms, backwards where the page is taken from the list's end.
func orderBy(list []term, backwards bool) string {
	texts := make([]string, len(list))
	for i, t := range list {
		text := t.expr
		if t.desc != backwards {
			text += " DESC"
		}
		// To SQLite, no value is less than all values: going down, it comes last by itself.
		switch {
		case t.nullable && !t.desc && !backwards:
			text += " NULLS LAST"
		case t.nullable && !t.desc && backwards:
			text += " NULLS FIRST"
		}
		texts[i] = text
	}
	return " ORDER BY " + strings.Join(texts, ", ")
}

// between keeps what lies between a window's cursors.
func (c *compiler) between(w graph.Window, list []term) string {
	return allOf(c.beyond(w.After, list, false), c.beyond(w.Before, list, true))
}

// beyond keeps what lies after a position or, backwards, before it: what is equal in some first terms and beyond in
// the next. The expression may be NULL where it isn't true, which is the same to a WHERE.
func (c *compiler) beyond(p *graph.Position, list []term, backwards bool) string {
	if p == nil {
		return always
	}
	var branches []string
	equal := []string{}
	for _, t := range list {
		value := columnValue(t.value(p))
		mark := c.arg(value)
		if test := t.beyond(value == nil, mark, backwards); test != never {
			branches = append(branches, allOf(append(equal[:len(equal):len(equal)], test)...))
		}
		equal = append(equal, t.expr+" IS "+mark)
	}
	return anyOf(branches...)
}

// beyond compares one term with a cursor's value; what has no value comes after all that has one.
func (t term) beyond(none bool, mark string, backwards bool) string {
	switch {
	case none && backwards:
		return t.expr + " IS NOT NULL"
	case none:
		return never
	case backwards:
		return t.expr + t.operator(true) + mark
	case t.nullable:
		return "(" + t.expr + t.operator(false) + mark + " OR " + t.expr + " IS NULL)"
	}
	return t.expr + t.operator(false) + mark
}

func (t term) operator(backwards bool) string {
	if t.desc != backwards {
		return " < "
	}
	return " > "
}
