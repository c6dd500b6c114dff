package graph

import (
	"reflect"
	"slices"
	"strings"
)

// link is an edge and the node at its other end, seen from one of its nodes.
type link struct {
	edge *EdgeProps
	node Node
	// loaded holds what was asked for with the edge, by key.
	loaded map[string]any
}

// View is what the evaluator sees of a graph.
type View interface {
	// Links calls yield for each edge that a field of n walks, with the node at the other end, in any order.
	Links(n Node, field Field, yield func(*EdgeProps, Node))
}

// Match tells whether a node matches a filter that passed CheckFilter. It is what a filter means; stores compile
// filters to do the same.
func Match(view View, n Node, f Filter) bool {
	return match(view, n, f, func(name string) any { return Value(n, name) }, func(name string) (Property, bool) { return n.Noun().comparable(name) })
}

// MatchEdge tells whether an edge of a field matches a filter that passed CheckEdgeFilter.
func MatchEdge(field Field, e *EdgeProps, f Filter) bool {
	return match(nil, nil, f, e.Value, func(name string) (Property, bool) {
		if name == "id" {
			return idProperty, true
		}
		return field.EdgeProperty(name)
	})
}

// Value gives one property of an edge, "id" too; nil where it has no value.
func (e *EdgeProps) Value(name string) any {
	if name == "id" {
		return e.ID
	}
	p, ok := edgePropTable().byName[name]
	if !ok {
		return nil
	}
	return getValue(reflect.ValueOf(e).Elem(), p)
}

// Props gives the edge's own properties that have a value.
func (e *EdgeProps) Props() Props { return getProps(reflect.ValueOf(e).Elem(), edgePropTable()) }

// NewEdge makes an edge's values from its properties.
func NewEdge(id string, t EdgeType, start, end string, props Props) EdgeProps {
	e := EdgeProps{ID: id, Type: t, Start: start, End: end}
	setProps(reflect.ValueOf(&e).Elem(), edgePropTable(), props)
	return e
}

func match(view View, n Node, f Filter, value func(string) any, find func(string) (Property, bool)) bool {
	each := func(g Filter) bool { return match(view, n, g, value, find) }
	switch f := f.(type) {
	case nil:
		return true
	case And:
		return !slices.ContainsFunc(f, func(g Filter) bool { return !each(g) })
	case Or:
		return slices.ContainsFunc(f, each)
	case Not:
		return !each(f.Filter)
	case Is:
		// A property that this noun doesn't have is no match, whatever is asked of it.
		p, ok := find(f.Prop)
		return ok && f.holds(p, value(f.Prop))
	case Related:
		field, ok := FieldOf(n.Noun(), f.Field)
		return ok && f.holds(view, n, field)
	}
	return false
}

// holds compares a property's value; nil where it has none.
func (f Is) holds(p Property, value any) bool {
	switch f.Op {
	case OpIsNull:
		return (value == nil) == f.Value.(bool)
	case OpNe:
		return value == nil || !equal(value, f.Value)
	case OpNotIn:
		return value == nil || !slices.ContainsFunc(f.Value.([]any), func(v any) bool { return equal(value, v) })
	}
	if value == nil {
		return false
	}
	switch f.Op {
	case OpIn:
		return slices.ContainsFunc(f.Value.([]any), func(v any) bool { return equal(value, v) })
	case OpHas:
		return listHas(value, f.Value)
	case OpHasAny:
		return slices.ContainsFunc(f.Value.([]any), func(v any) bool { return listHas(value, v) })
	case OpContains, OpStartsWith:
		return f.textHolds(value)
	}
	return f.orderHolds(p, value)
}

func (f Is) textHolds(value any) bool {
	wanted := FoldText(f.Value.(string))
	test := func(s string) bool {
		if f.Op == OpStartsWith {
			return strings.HasPrefix(FoldText(s), wanted)
		}
		return strings.Contains(FoldText(s), wanted)
	}
	if list, ok := value.([]string); ok {
		return slices.ContainsFunc(list, test)
	}
	return test(value.(string))
}

func (f Is) orderHolds(p Property, value any) bool {
	if p.Type == TypeDate {
		return value.(Date).Holds(f.Op, f.Value.(Date))
	}
	return compareHolds(f.Op, compareValues(value, f.Value, false))
}

// compareHolds tells whether "a op b" is true where compare(a, b) is c.
func compareHolds(op Op, c int) bool {
	switch op {
	case OpEq:
		return c == 0
	case OpNe:
		return c != 0
	case OpLt:
		return c < 0
	case OpLte:
		return c <= 0
	case OpGt:
		return c > 0
	case OpGte:
		return c >= 0
	}
	return false
}

// equal compares two values of one property; dates are equal if they name the same interval, which for the three
// precisions is the same text.
func equal(a, b any) bool { return compareValues(a, b, false) == 0 }

func listHas(list, element any) bool {
	switch l := list.(type) {
	case []string:
		s, ok := element.(string)
		return ok && slices.Contains(l, s)
	case []Identifier:
		id, ok := element.(Identifier)
		return ok && slices.Contains(l, id)
	}
	return false
}

func (f Related) holds(view View, n Node, field Field) bool {
	total, edges, both := 0, 0, 0
	groups := map[any]bool{}
	view.Links(n, field, func(e *EdgeProps, end Node) {
		if !MatchEdge(field, e, field.Own()) {
			return
		}
		total++
		edgeOK := MatchEdge(field, e, f.Edge)
		nodeOK := edgeOK && (f.Node == nil || Match(view, end, f.Node))
		if edgeOK {
			edges++
			if f.Quant == QuantSomeGroup {
				key := e.Value(f.By)
				was, seen := groups[key]
				groups[key] = nodeOK && (was || !seen)
			}
		}
		if nodeOK {
			both++
		}
	})
	switch f.Quant {
	case QuantSome:
		return both > 0
	case QuantAll:
		return both == total
	case QuantNone:
		return both == 0
	case QuantCount:
		return compareHolds(f.Op, both-f.Count)
	case QuantSomeGroup:
		for _, ok := range groups {
			if ok {
				return true
			}
		}
	}
	return false
}

// Select sorts the links of a list, cuts the window's page out of them and makes the page's edges and info: what
// filter, order and page mean. It doesn't filter; total is the number of links.
func Select(w Window, links []RawEdge) (page []RawEdge, info PageInfo) {
	type placed struct {
		link *RawEdge
		at   Position
	}
	list := make([]placed, 0, len(links))
	for i := range links {
		l := &links[i]
		at := w.position(l.Node, l.ID)
		if w.After != nil && w.Compare(at, *w.After) <= 0 || w.Before != nil && w.Compare(at, *w.Before) >= 0 {
			continue
		}
		list = append(list, placed{l, at})
	}
	slices.SortFunc(list, func(a, b placed) int { return w.Compare(a.at, b.at) })
	more := len(list) > w.Count
	switch {
	case more && w.FromEnd:
		list = list[len(list)-w.Count:]
	case more:
		list = list[:w.Count]
	}
	cursors := make([]string, len(list))
	page = make([]RawEdge, len(list))
	for i, p := range list {
		page[i] = *p.link
		cursors[i] = encodeCursor(w.mark, p.at)
		page[i].Cursor = cursors[i]
	}
	return page, w.Info(cursors, more)
}
