package neo4j

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"pactgraph/graph"
)

// compiler makes one Cypher text with its parameters.
type compiler struct {
	params map[string]any
	names  int
	// lists are how many lists the text has, and nodes how many nodes one of its rows may have.
	lists, nodes int
	// depth is how deep in lists the compiler is, and rows how many rows of that list a row of the answer has at most.
	depth, rows int
}

func newCompiler() *compiler { return &compiler{params: map[string]any{}, nodes: 1, rows: 1} }

// param keeps a value and gives the parameter that stands for it in the text.
func (c *compiler) param(value any) string {
	name := fmt.Sprintf("p%d", len(c.params))
	c.params[name] = encodeValue(value)
	return "$" + name
}

// variable gives a name that the text doesn't have yet.
func (c *compiler) variable(prefix string) string {
	c.names++
	return fmt.Sprintf("%s%d", prefix, c.names)
}

// try runs f and forgets the parameters and names that it made.
func (c *compiler) try(f func() string) string {
	trial := *c
	trial.params = maps.Clone(c.params)
	saved := *c
	*c = trial
	defer func() { *c = saved }()
	return f()
}

// subject is what a filter is about: a node of a noun, or an edge of a field, under a name in the text.
type subject struct {
	name string
	// noun is the node's; empty for an edge.
	noun graph.Noun
	// find gives the properties that it can have.
	find func(string) (graph.Property, bool)
	// walked are the lists that stand for the edges of some fields.
	walked map[string]*walked
}

func nodeSubject(name string, noun graph.Noun) subject {
	return subject{name: name, noun: noun, find: func(prop string) (graph.Property, bool) {
		switch {
		case prop == "id":
			return graph.Property{Name: "id", Type: graph.TypeString}, true
		case prop == "degree" && noun.IsEntity():
			return graph.Property{Name: "degree", Type: graph.TypeInt}, true
		}
		return noun.Property(prop)
	}}
}

func edgeSubject(name string, field graph.Field) subject {
	return subject{name: name, find: func(prop string) (graph.Property, bool) {
		if prop == "id" {
			return graph.Property{Name: "id", Type: graph.TypeString}, true
		}
		return field.EdgeProperty(prop)
	}}
}

// Predicates that are always the same.
const (
	always = "true"
	never  = "false"
)

// filter makes the predicate that is true where f matches s (wanted) or where it doesn't (not wanted). Where it isn't
// true it may be null: Cypher's logic has three values and ours two, so a negation is carried down to the comparisons,
// and only there is null dealt with. That leaves the others as an index can use them.
func (c *compiler) filter(s subject, f graph.Filter, wanted bool) string {
	switch f := f.(type) {
	case nil:
		return constant(wanted)
	case graph.And:
		return c.joined(s, f, wanted, wanted)
	case graph.Or:
		return c.joined(s, f, wanted, !wanted)
	case graph.Not:
		return c.filter(s, f.Filter, !wanted)
	case graph.Is:
		p, ok := s.find(f.Prop)
		if !ok {
			return constant(!wanted)
		}
		return c.is(s.name+".", p, f, wanted)
	case graph.Related:
		field, ok := graph.FieldOf(s.noun, f.Field)
		if !ok {
			return constant(!wanted)
		}
		if l := s.walked[f.Field]; l != nil {
			return l.quantified(c, f, wanted)
		}
		return c.quantified(s, field, f, wanted)
	}
	panic(fmt.Sprintf("neo4j: a filter that was not checked: %T", f))
}

func constant(b bool) string {
	if b {
		return always
	}
	return never
}

func (c *compiler) joined(s subject, list []graph.Filter, wanted, and bool) string {
	parts := make([]string, len(list))
	for i, f := range list {
		parts[i] = c.filter(s, f, wanted)
	}
	if and {
		return allOf(parts...)
	}
	return anyOfMany(parts)
}

// anyOfMany is anyOf for predicates that may be joined ones. The planner brings AND and OR into a normal form, which multiplies
// what stands in them; a CASE it leaves as it is. It is no help where there are subqueries, which the planner has to see.
// No value stands in a text, so that its signs are what they seem to be.
func anyOfMany(parts []string) string {
	text := anyOf(parts...)
	kept := slices.DeleteFunc(slices.Clone(parts), func(p string) bool { return p == never })
	if text == always || len(kept) < 2 || !strings.Contains(text, " AND ") || strings.Contains(text, "{") {
		return text
	}
	last := len(kept) - 1
	return fmt.Sprintf("CASE WHEN %s THEN true ELSE %s END", strings.Join(kept[:last], " THEN true WHEN "), kept[last])
}

// allOf joins predicates with AND.
func allOf(parts ...string) string { return join(parts, " AND ", always, never) }

// anyOf joins predicates with OR.
func anyOf(parts ...string) string { return join(parts, " OR ", never, always) }

// join joins predicates; neutral ones are left out, and one that decides it all is the whole.
func join(parts []string, operator, neutral, decides string) string {
	var kept []string
	for _, p := range parts {
		switch p {
		case neutral:
		case decides:
			return decides
		default:
			kept = append(kept, p)
		}
	}
	switch len(kept) {
	case 0:
		return neutral
	case 1:
		return kept[0]
	}
	return "(" + strings.Join(kept, operator) + ")"
}

// not turns a predicate that may be null into its plain opposite.
func not(predicate string) string {
	switch predicate {
	case always:
		return never
	case never:
		return always
	}
	return "NOT coalesce(" + predicate + ", false)"
}

// is compares a property; of is what stands before its name, as "n1.".
func (c *compiler) is(of string, p graph.Property, f graph.Is, wanted bool) string {
	at := of + p.Name
	switch f.Op {
	case graph.OpIsNull:
		if f.Value.(bool) == wanted {
			return at + " IS NULL"
		}
		return at + " IS NOT NULL"
	case graph.OpNe:
		return c.is(of, p, graph.Is{Prop: f.Prop, Op: graph.OpEq, Value: f.Value}, !wanted)
	case graph.OpNotIn:
		return c.is(of, p, graph.Is{Prop: f.Prop, Op: graph.OpIn, Value: f.Value}, !wanted)
	}
	predicate := c.compare(of, p, f)
	if !wanted {
		return not(predicate)
	}
	return predicate
}

var comparisons = map[graph.Op]string{
	graph.OpEq: "=", graph.OpNe: "<>", graph.OpLt: "<", graph.OpLte: "<=", graph.OpGt: ">", graph.OpGte: ">=",
}

// compare makes a comparison that is null or false where the property has no value.
func (c *compiler) compare(of string, p graph.Property, f graph.Is) string {
	at := of + p.Name
	switch f.Op {
	case graph.OpIn:
		return at + " IN " + c.param(f.Value)
	case graph.OpHas:
		return c.param(f.Value) + " IN " + at
	case graph.OpHasAny:
		x := c.variable("x")
		return fmt.Sprintf("any(%s IN %s WHERE %s IN %s)", x, c.param(f.Value), x, at)
	case graph.OpContains:
		return c.textTest(of, p, "CONTAINS", f.Value.(string))
	case graph.OpStartsWith:
		return c.textTest(of, p, "STARTS WITH", f.Value.(string))
	}
	if p.Type == graph.TypeDate && f.Op != graph.OpEq {
		return c.compareDate(of, p, f.Op, f.Value.(graph.Date))
	}
	if text, ok := f.Value.(string); ok && f.Op != graph.OpEq {
		expr, written := orderedText(of, p.Name, text)
		return expr + " " + comparisons[f.Op] + " " + c.param(written)
	}
	return at + " " + comparisons[f.Op] + " " + c.param(f.Value)
}

func (c *compiler) textTest(of string, p graph.Property, operator, text string) string {
	value := c.param(graph.FoldText(text))
	if p.Type.IsList() {
		x := c.variable("x")
		return fmt.Sprintf("any(%s IN %s WHERE %s %s %s)", x, of+folded(p.Name), x, operator, value)
	}
	return fmt.Sprintf("(%s %s %s OR (%s = true AND %s %s %s))",
		of+folded(p.Name), operator, value, of+isLong(p.Name), of+foldedLong(p.Name), operator, value)
}

// compareDate compares the days that a date names with those of another; see graph.Date.
func (c *compiler) compareDate(of string, p graph.Property, op graph.Op, d graph.Date) string {
	first, last := of+firstDay(p.Name), of+lastDay(p.Name)
	switch op {
	case graph.OpLt:
		return last + " < " + c.param(d.First())
	case graph.OpLte:
		return first + " <= " + c.param(d.Last())
	case graph.OpGt:
		return first + " > " + c.param(d.Last())
	case graph.OpGte:
		return last + " >= " + c.param(d.First())
	case graph.OpDuring:
		return "(" + first + " >= " + c.param(d.First()) + " AND " + last + " <= " + c.param(d.Last()) + ")"
	case graph.OpOverlaps:
		return "(" + first + " <= " + c.param(d.Last()) + " AND " + last + " >= " + c.param(d.First()) + ")"
	}
	panic("neo4j: a comparison of dates that was not checked: " + string(op))
}

// walk is a field's edges as they are matched in the text: the name of the edge and of the node at the other end.
type walk struct {
	field      graph.Field
	edge, node string
	// pattern is what follows MATCH.
	pattern string
}

// walk names the edges of a field that go from a node, and the nodes of some nouns at their other ends.
func (c *compiler) walk(from string, field graph.Field, ends []graph.Noun) walk {
	w := walk{field: field, edge: c.variable("r"), node: c.variable("n")}
	left, right := "-", "->"
	if field.Direction == graph.In {
		left, right = "<-", "-"
	}
	labels := ""
	if !coversEnds(field, ends) {
		labels = ":" + labelList(ends)
	}
	w.pattern = fmt.Sprintf("(%s)%s[%s:%s]%s(%s%s)", from, left, w.edge, typeList(field.Types), right, w.node, labels)
	return w
}

// coversEnds tells whether the types and the direction of a field lead to some nouns only, so that their labels needn't be
// asked for.
func coversEnds(field graph.Field, ends []graph.Noun) bool {
	wanted := map[graph.Noun]bool{}
	for _, n := range ends {
		wanted[n] = true
	}
	for _, r := range graph.Relations() {
		for _, t := range field.Types {
			if r.Type != t {
				continue
			}
			if field.Direction == graph.In {
				if _, ok := r.In[field.On]; ok && !wanted[r.From] {
					return false
				}
				continue
			}
			for _, to := range r.To {
				if r.From == field.On && !wanted[to] {
					return false
				}
			}
		}
	}
	return true
}

// matchEdge makes the predicate on a walk's edges, and matchNode that on the nodes at their ends.
func (c *compiler) matchEdge(w walk, f graph.Filter, wanted bool) string {
	return c.filter(edgeSubject(w.edge, w.field), f, wanted)
}

// matchNode makes the predicate on a node of one of several nouns. What the filter means may differ between them: a
// noun may lack a property.
func (c *compiler) matchNode(name string, nouns []graph.Noun, f graph.Filter, wanted bool) string {
	if f == nil {
		return constant(wanted)
	}
	one := func(n graph.Noun) string { return c.nodeFilter(name, n, f, wanted) }
	first := c.try(func() string { return one(nouns[0]) })
	same := true
	for _, n := range nouns[1:] {
		same = same && c.try(func() string { return one(n) }) == first
	}
	if same {
		return one(nouns[0])
	}
	parts := make([]string, len(nouns))
	for i, n := range nouns {
		parts[i] = allOf(name+":"+string(n), one(n))
	}
	return anyOf(parts...)
}

func where(predicate string) string {
	if predicate == always {
		return ""
	}
	return " WHERE " + predicate
}

// quantified makes the predicate of Related.
func (c *compiler) quantified(s subject, field graph.Field, f graph.Related, wanted bool) string {
	exists := func(wanted bool, predicate func(w walk) string) string {
		w := c.walk(s.name, field, field.Ends)
		own := c.matchEdge(w, field.Own(), true)
		text := fmt.Sprintf("EXISTS { MATCH %s%s }", w.pattern, where(allOf(own, predicate(w))))
		if !wanted {
			return "NOT " + text
		}
		return text
	}
	both := func(w walk) string {
		return allOf(c.matchEdge(w, f.Edge, true), c.matchNode(w.node, field.Ends, f.Node, true))
	}
	switch f.Quant {
	case graph.QuantSome:
		return exists(wanted, both)
	case graph.QuantNone:
		return exists(!wanted, both)
	case graph.QuantAll:
		return exists(!wanted, func(w walk) string {
			return anyOf(c.matchEdge(w, f.Edge, false), c.matchNode(w.node, field.Ends, f.Node, false))
		})
	case graph.QuantCount:
		return c.counted(s, field, f, wanted, both)
	case graph.QuantSomeGroup:
		return exists(wanted, func(w walk) string {
			return allOf(c.matchEdge(w, f.Edge, true), c.wholeGroup(s, w, f))
		})
	}
	panic("neo4j: a quantifier that was not checked: " + string(f.Quant))
}

var opposites = map[graph.Op]graph.Op{
	graph.OpEq: graph.OpNe, graph.OpNe: graph.OpEq, graph.OpLt: graph.OpGte, graph.OpGte: graph.OpLt,
	graph.OpGt: graph.OpLte, graph.OpLte: graph.OpGt,
}

func (c *compiler) counted(s subject, field graph.Field, f graph.Related, wanted bool, both func(walk) string) string {
	op := f.Op
	if !wanted {
		op = opposites[op]
	}
	w := c.walk(s.name, field, field.Ends)
	predicate := allOf(c.matchEdge(w, field.Own(), true), both(w))
	return fmt.Sprintf("COUNT { MATCH %s%s } %s %s", w.pattern, where(predicate), comparisons[op], c.param(f.Count))
}

// wholeGroup makes the predicate that all edges in the group of a walk's edge lead to nodes that match.
func (c *compiler) wholeGroup(s subject, of walk, f graph.Related) string {
	w := c.walk(s.name, of.field, of.field.Ends)
	a, b := of.edge+"."+f.By, w.edge+"."+f.By
	sameGroup := fmt.Sprintf("(%s = %s OR %s IS NULL AND %s IS NULL)", b, a, b, a)
	predicate := allOf(
		c.matchEdge(w, of.field.Own(), true), c.matchEdge(w, f.Edge, true), sameGroup,
		c.matchNode(w.node, of.field.Ends, f.Node, false),
	)
	if predicate == never {
		return always
	}
	return fmt.Sprintf("NOT EXISTS { MATCH %s%s }", w.pattern, where(predicate))
}
