package neo4j

import (
	"context"
	"fmt"
	"strings"

	"pactgraph/graph"
)

// Tally counts nodes by their values, in one Cypher text.
func (s *Store) Tally(ctx context.Context, t graph.Tally) (graph.TallyAnswer, error) {
	if err := t.Check(); err != nil {
		return graph.TallyAnswer{}, err
	}
	done, err := s.begin(ctx)
	if err != nil {
		return graph.TallyAnswer{}, err
	}
	defer done()
	var reader *graph.TallyReader
	st := compileTally(t)
	revision, err := s.readState(ctx, func(tx runner) error {
		reader = t.Reader()
		found, err := rows(ctx, tx, st.text, st.params)
		for _, row := range found {
			if err == nil {
				err = readTally(reader, t, row)
			}
		}
		return err
	})
	if err != nil {
		return graph.TallyAnswer{}, err
	}
	return reader.Answer(revision), nil
}

// readTally reads a group: its keys, the number of its nodes and of its bindings, and the distinct counts.
func readTally(r *graph.TallyReader, t graph.Tally, row []any) error {
	by := t.KeyCount()
	var counts []int
	for _, v := range row[by:] {
		n, ok := v.(int64)
		if !ok {
			return unexpected(v)
		}
		counts = append(counts, int(n))
	}
	return r.Row(row[:by], counts[0], counts[1], counts[2:])
}

// tallier writes the text of a tally: it matches the nodes, then what each path leads to, takes the values, and counts.
type tallier struct {
	*compiler
	text string
	// columns are the values, in the order of the tally.
	columns []string
}

func compileTally(t graph.Tally) statement {
	c := &tallier{compiler: newCompiler(), columns: make([]string, len(t.By)+len(t.Distinct))}
	n := c.nodes(t)
	bound := []string{n}
	if t.From != nil {
		bound = append(bound, "o AS v0")
	}
	for _, w := range t.Walks() {
		c.walk(n, w)
	}
	for _, column := range c.columns {
		bound = append(bound, fmt.Sprintf("%s AS v%d", column, len(bound)-1))
	}
	c.text += fmt.Sprintf(" WITH %s LIMIT %s RETURN %s LIMIT %s",
		strings.Join(bound, ", "), c.param(graph.MaxTallyBindings+1), c.counts(n, len(bound)-1, t.KeyCount()), c.param(graph.MaxTallyRows+1))
	return statement{text: c.text, params: c.params}
}

// nodes matches the nodes that are counted, and gives their name; their origins, if there are any, are called o.
func (c *tallier) nodes(t graph.Tally) string {
	if t.From == nil {
		n := c.variable("n")
		c.text = prefix + c.start(t.Noun, t.Filter).match(c.compiler, n, nil)
		return n
	}
	ids := c.param(t.From.IDs)
	step, ok := t.Origin()
	if !ok {
		n := c.variable("n")
		c.text = fmt.Sprintf("%sUNWIND %s AS o MATCH ()-[r:CLAIMED]->(%s:%s) USING INDEX r:CLAIMED(edge)%s WITH DISTINCT o, %s",
			prefix, ids, n, t.Noun, where(allOf("r.edge = o", c.matchNode(n, []graph.Noun{t.Noun}, t.Filter, true))), n)
		return n
	}
	from := c.variable("n")
	w := c.compiler.walk(from, step.Field, step.Field.Ends)
	c.text = fmt.Sprintf("%sUNWIND %s AS o MATCH (%s:%s {id: o}) MATCH %s%s WITH DISTINCT o, %s", prefix, ids, from, step.Field.On, w.pattern,
		where(allOf(c.matchEdge(w, step.Edge, true), c.matchNode(w.node, step.Field.Ends, step.Node, true))), w.node)
	return w.node
}

// counts gives the first of the values, which are grouped by, and counts what there is of the others.
func (c *tallier) counts(n string, all, by int) string {
	var keys, values []string
	for i := range all {
		name := fmt.Sprintf("v%d", i)
		if i < by {
			keys = append(keys, name)
			continue
		}
		values = append(values, "count(DISTINCT "+name+")")
	}
	list := append(append(keys, "count(DISTINCT "+n+")", "count(*)"), values...)
	return strings.Join(list, ", ")
}

// walk matches the ends of a path, if there are any, and takes their values.
func (c *tallier) walk(n string, w graph.TallyWalk) {
	if len(w.Steps) > 0 {
		n = c.path(n, w.Steps)
	}
	for _, v := range w.Values {
		c.columns[v.Column] = c.value(n, w.Ends[0], v)
	}
}

// path matches the nodes that a path leads to, and gives their name.
func (c *tallier) path(from string, steps []graph.TallyStep) string {
	var patterns, predicates []string
	for _, s := range steps {
		w := c.compiler.walk(from, s.Field, s.Field.Ends)
		patterns = append(patterns, w.pattern)
		predicates = append(predicates, c.matchEdge(w, s.Edge, true), c.matchNode(w.node, s.Field.Ends, s.Node, true))
		from = w.node
	}
	c.text += " OPTIONAL MATCH " + strings.Join(patterns, ", ") + where(allOf(predicates...))
	return from
}

// value gives the expression of a value of a node.
func (c *tallier) value(n string, noun graph.Noun, v graph.TallyValue) string {
	at := n + "." + v.Prop
	switch {
	case len(v.Cases) > 0:
		return c.cases(n, noun, v.Cases)
	case v.Climb != nil:
		return c.climb(n, noun, v)
	case v.Property.Type.IsList():
		x := c.variable("x")
		c.text += fmt.Sprintf(" UNWIND CASE WHEN size(coalesce(%s, [])) = 0 THEN [null] ELSE %s END AS %s", at, at, x)
		return x
	case v.Unit != "":
		return part(v.Unit, at)
	}
	return at
}

// cases gives the value of the first filter that matches. No node has none.
func (c *tallier) cases(n string, noun graph.Noun, list []graph.Case) string {
	text := "CASE WHEN " + n + " IS NULL THEN null"
	for _, one := range list {
		text += " WHEN " + c.nodeFilter(n, noun, one.Filter, true) + " THEN " + c.param(one.Value)
	}
	return text + " END"
}

// part gives the part of a date in which all of it lies, as graph.Interval says.
func part(unit graph.Interval, date string) string {
	switch unit {
	case graph.IntervalYear:
		return "left(" + date + ", 4)"
	case graph.IntervalQuarter:
		return fmt.Sprintf("CASE WHEN size(%s) > 4 THEN left(%s, 4) + '-Q' + toString((toInteger(substring(%s, 5, 2)) + 2) / 3) END", date, date, date)
	}
	return fmt.Sprintf("CASE WHEN size(%s) > 4 THEN left(%s, 7) END", date, date)
}

// climb matches where a climb from a node ends, and gives the expression of the ids. No path goes on from such a node.
func (c *tallier) climb(n string, noun graph.Noun, v graph.TallyValue) string {
	path, top, x, r := c.variable("h"), c.variable("n"), c.variable("x"), c.variable("r")
	left, right := "-", "->"
	if v.Up.Field.Direction == graph.In {
		left, right = "<-", "-"
	}
	until := func(name string, wanted bool) string { return c.filter(nodeSubject(name, noun), v.Climb.Until, wanted) }
	edge := c.filter(edgeSubject(r, v.Up.Field), v.Up.Edge, true)
	node := c.filter(nodeSubject(x, noun), v.Up.Node, true)
	c.text += fmt.Sprintf(" OPTIONAL MATCH %s = (%s)%s[:%s*0..]%s(%s:%s)%s", path, n, left, typeList(v.Up.Field.Types), right, top, noun, where(allOf(
		until(top, true),
		each(x, "nodes("+path+")[..-1]", until(x, false)),
		each(x, "nodes("+path+")[1..]", node),
		each(r, "relationships("+path+")", edge),
	)))
	return top + ".id"
}

// each wants a predicate to hold for all elements of a list.
func each(x, list, predicate string) string {
	if predicate == always {
		return always
	}
	return fmt.Sprintf("all(%s IN %s WHERE %s)", x, list, predicate)
}
