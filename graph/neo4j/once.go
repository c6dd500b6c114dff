package neo4j

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"pactgraph/graph"
)

// often is from how many questions about the edges of a field on these are walked once for all of them. A question about
// groups of edges, which takes subqueries in subqueries, counts as so many.
const often = 3

// walked is a list, in a text, of the edges of a field, each with what the filter asks of it. Neo4j's planner takes some
// 30 ms for each subquery, and more for those in others: a derived status would have 34, nearly all over three fields.
// Elements of a list are asked without its help. And what is walked is walked once.
type walked struct {
	walk walk
	// name is the list's in the text.
	name string
	// node is the node at the other end, where it is of one noun, with lists of its own edges.
	node  subject
	inner []*walked
	// asked are the questions to which an element has the answers, columns their expressions.
	asked   []question
	columns []string
}

// question is what an element of a walked list answers: whether its edge or its node matches a filter, or what value the
// edge's property has.
type question struct {
	edge, node graph.Filter
	property   string
}

// narrowed is a filter of a node in two parts: what is asked of the node at once, and what is asked after lists were made.
type narrowed struct {
	first string
	lists []*walked
	then  string
}

// narrow compiles a filter of a node of a noun. Of the fields whose edges it asks much it makes lists.
func (c *compiler) narrow(name string, noun graph.Noun, f graph.Filter, wanted bool) narrowed {
	s := nodeSubject(name, noun)
	fields := askedOften(noun, []graph.Filter{f})
	if len(fields) == 0 {
		return narrowed{first: c.filter(s, f, wanted), then: always}
	}
	var apart, together []graph.Filter
	for _, part := range conjuncts(f, wanted) {
		if asksOf(part, fields) {
			together = append(together, part)
		} else {
			apart = append(apart, part)
		}
	}
	first := c.joined(s, apart, wanted, true)
	lists := c.walkOnce(&s, fields, together)
	return narrowed{first: first, lists: lists, then: c.joined(s, together, wanted, true)}
}

// clause makes the lists and asks them, for the names that go on in the text.
func (n narrowed) clause(c *compiler, kept ...string) string {
	if len(n.lists) == 0 {
		return where(n.then)
	}
	for _, l := range n.lists {
		kept = append(kept, l.text(c)+" AS "+l.name)
	}
	return " WITH " + strings.Join(kept, ", ") + where(n.then)
}

// nodeFilter is filter for a node of a noun, as one predicate: there, a list gets its name by being the only element of
// another.
func (c *compiler) nodeFilter(name string, noun graph.Noun, f graph.Filter, wanted bool) string {
	n := c.narrow(name, noun, f, wanted)
	then := n.then
	for _, l := range slices.Backward(n.lists) {
		then = fmt.Sprintf("any(%s IN [%s] WHERE %s)", l.name, l.text(c), then)
	}
	return allOf(n.first, then)
}

// conjuncts takes a filter apart: it matches where all of the parts do, or (not wanted) doesn't where none of them does.
func conjuncts(f graph.Filter, wanted bool) []graph.Filter {
	var parts []graph.Filter
	switch f := f.(type) {
	case nil:
		return nil
	case graph.And:
		if !wanted && len(f) != 1 {
			return []graph.Filter{f}
		}
		parts = f
	case graph.Or:
		if wanted && len(f) != 1 {
			return []graph.Filter{f}
		}
		parts = f
	default:
		return []graph.Filter{f}
	}
	var all []graph.Filter
	for _, part := range parts {
		all = append(all, conjuncts(part, wanted)...)
	}
	return all
}

// quantifiers gives all that filters ask of their subject's edges.
func quantifiers(filters []graph.Filter) []graph.Related {
	var list []graph.Related
	for _, f := range filters {
		switch f := f.(type) {
		case graph.And:
			list = append(list, quantifiers(f)...)
		case graph.Or:
			list = append(list, quantifiers(f)...)
		case graph.Not:
			list = append(list, quantifiers([]graph.Filter{f.Filter})...)
		case graph.Related:
			list = append(list, f)
		}
	}
	return list
}

// asksOf tells whether a filter asks something of the edges of some fields.
func asksOf(f graph.Filter, fields []graph.Field) bool {
	return slices.ContainsFunc(quantifiers([]graph.Filter{f}), func(r graph.Related) bool {
		return slices.ContainsFunc(fields, func(field graph.Field) bool { return field.Name == r.Field })
	})
}

// askedOften gives the fields of a noun of whose edges filters ask often.
func askedOften(noun graph.Noun, filters []graph.Filter) []graph.Field {
	var fields []graph.Field
	times := map[string]int{}
	for _, r := range quantifiers(filters) {
		before := times[r.Field]
		times[r.Field]++
		if r.Quant == graph.QuantSomeGroup {
			times[r.Field] += often
		}
		if field, ok := graph.FieldOf(noun, r.Field); ok && before < often && times[r.Field] >= often {
			fields = append(fields, field)
		}
	}
	return fields
}

// walkOnce makes lists of the edges of some fields, of which s is then asked instead of the edges themselves.
func (c *compiler) walkOnce(s *subject, fields []graph.Field, filters []graph.Filter) []*walked {
	var lists []*walked
	s.walked = map[string]*walked{}
	for _, field := range fields {
		l := &walked{walk: c.walk(s.name, field, field.Ends), name: c.variable("l")}
		if len(field.Ends) == 1 {
			var ofNode []graph.Filter
			for _, r := range quantifiers(filters) {
				if r.Field == field.Name {
					ofNode = append(ofNode, r.Node)
				}
			}
			l.node = nodeSubject(l.walk.node, field.Ends[0])
			l.inner = c.walkOnce(&l.node, askedOften(field.Ends[0], ofNode), ofNode)
		}
		s.walked[field.Name] = l
		lists = append(lists, l)
	}
	return lists
}

// text makes the list, once all that is asked of it is known.
func (l *walked) text(c *compiler) string {
	lists := narrowed{lists: l.inner, then: always}
	return fmt.Sprintf("COLLECT { MATCH %s%s%s RETURN [%s] }", l.walk.pattern,
		where(c.matchEdge(l.walk, l.walk.field.Own(), true)), lists.clause(c, l.walk.edge, l.walk.node), strings.Join(l.columns, ", "))
}

// answer gives the expression of an answer that the element x has.
func (l *walked) answer(c *compiler, x string, q question) string {
	i := slices.IndexFunc(l.asked, func(other question) bool { return reflect.DeepEqual(other, q) })
	if i < 0 {
		i = len(l.asked)
		l.asked, l.columns = append(l.asked, q), append(l.columns, l.column(c, q))
	}
	return fmt.Sprintf("%s[%d]", x, i)
}

func (l *walked) column(c *compiler, q question) string {
	var predicate string
	switch {
	case q.property != "":
		return l.walk.edge + "." + q.property
	case q.edge != nil:
		predicate = c.matchEdge(l.walk, q.edge, true)
	case l.node.name != "":
		predicate = c.filter(l.node, q.node, true)
	default:
		predicate = c.matchNode(l.walk.node, l.walk.field.Ends, q.node, true)
	}
	return "coalesce(" + predicate + ", false)"
}

// matches makes the predicate that the edge and the node of the element x match. Parts of the filters are asked apart, since
// others ask for the same parts.
func (l *walked) matches(c *compiler, x string, edge, node graph.Filter) string {
	predicate := always
	for _, part := range conjuncts(edge, true) {
		predicate = allOf(predicate, l.answer(c, x, question{edge: part}))
	}
	for _, part := range conjuncts(node, true) {
		predicate = allOf(predicate, l.answer(c, x, question{node: part}))
	}
	return predicate
}

// quantified makes the predicate of Related.
func (l *walked) quantified(c *compiler, f graph.Related, wanted bool) string {
	x := c.variable("x")
	exists := func(wanted bool, predicate string) string {
		quantifier := "none"
		if wanted {
			quantifier = "any"
		}
		return fmt.Sprintf("%s(%s IN %s WHERE %s)", quantifier, x, l.name, predicate)
	}
	switch f.Quant {
	case graph.QuantSome:
		return exists(wanted, l.matches(c, x, f.Edge, f.Node))
	case graph.QuantNone:
		return exists(!wanted, l.matches(c, x, f.Edge, f.Node))
	case graph.QuantAll:
		return exists(!wanted, "NOT "+l.matches(c, x, f.Edge, f.Node))
	case graph.QuantCount:
		op := f.Op
		if !wanted {
			op = opposites[op]
		}
		return fmt.Sprintf("size([%s IN %s WHERE %s]) %s %s", x, l.name, l.matches(c, x, f.Edge, f.Node), comparisons[op], c.param(f.Count))
	case graph.QuantSomeGroup:
		return exists(wanted, allOf(l.matches(c, x, f.Edge, nil), l.wholeGroup(c, x, f)))
	}
	panic("neo4j: a quantifier that was not checked: " + string(f.Quant))
}

// wholeGroup makes the predicate that all elements in the group of x match.
func (l *walked) wholeGroup(c *compiler, x string, f graph.Related) string {
	y := c.variable("x")
	a, b := l.answer(c, x, question{property: f.By}), l.answer(c, y, question{property: f.By})
	sameGroup := fmt.Sprintf("coalesce(%s = %s, %s IS NULL AND %s IS NULL)", b, a, b, a)
	return fmt.Sprintf("none(%s IN %s WHERE %s)", y, l.name,
		allOf(l.matches(c, y, f.Edge, nil), sameGroup, "NOT "+l.matches(c, y, nil, f.Node)))
}
