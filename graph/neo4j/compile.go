package neo4j

import (
	"fmt"
	"slices"
	"strings"

	"pactgraph/graph"
)

// prefix chooses the language: the one that all supported versions speak.
const prefix = "CYPHER 5 "

// statement is a compiled query: its text and parameters, and how its answer is read.
type statement struct {
	text   string
	params map[string]any
	root   *list
	// height is how deep lists are nested in each other, in this text and in those asked later.
	height int
}

// What one text may hold; what is more is asked in other texts, of the nodes and edges that were found. So a text is planned
// soon (the planner's time for lists in lists grows with the square of their depth), what different questions ask alike of a
// noun shares a plan, and each row of an answer, which the driver reads whole, is of bounded size.
const (
	// mostDepth is how deep lists stand in each other.
	mostDepth = 2
	// mostLists is how many there are.
	mostLists = 24
	// mostNodes is how many nodes a row may have, by the sizes of its lists' pages.
	mostNodes = 10_000
)

// list says how a list in an answer is read. Each of its rows is a list itself: the edge, or null at the root; the node;
// the id of the edge's start, where that isn't one of the two nodes; and then what follows for each of its parts.
type list struct {
	// key is under what the page is kept, on for which nouns of the nodes that it hangs on, and fields their fields.
	key    string
	fields map[graph.Noun]graph.Field
	// window gives the list's window for the noun that it hangs on; ends are the nouns of its page.
	window func(on graph.Noun) graph.Window
	ends   []graph.Noun
	total  bool
	// start: rows have the id of the edge's start.
	start bool
	// nodes and edges say how a row's node and edge are written; see layout.
	nodes, edges layout
	// parts hang on the rows' nodes, onEdge on their edges, which field leads over.
	parts, onEdge []*list
	field         graph.Field
	// later and laterOnEdge hang on them too, and are asked in other texts.
	later       []group
	laterOnEdge []graph.With
	// texts are these other texts, for the nouns of the nodes; with an empty noun, for edges.
	texts map[graph.Noun]statement
}

// compilePage compiles a query for a page: each row of the answer is one of the page's.
func compilePage(q graph.Query) statement {
	c := newCompiler()
	w := q.Window()
	l := &list{window: func(graph.Noun) graph.Window { return w }, ends: []graph.Noun{q.Noun}, total: q.Total}
	n := c.variable("n")
	text := prefix + c.candidates(w, c.start(q.Noun, q.Filter), n)
	text += " RETURN " + c.row("null", n, "", l.ends, q.With, l) + " AS row"
	return statement{text: text, params: c.params, root: l}
}

// compileTotal compiles a query for how many nodes there are, before paging.
func compileTotal(q graph.Query) statement {
	c := newCompiler()
	return statement{text: prefix + "RETURN COUNT { " + c.start(q.Noun, q.Filter).all(c) + " } AS total", params: c.params}
}

// compileIDs compiles a query for nodes of one noun by their ids.
func compileIDs(noun graph.Noun, ids []string, withs []graph.With) statement {
	c := newCompiler()
	l := &list{ends: []graph.Noun{noun}}
	n := c.variable("n")
	text := fmt.Sprintf("%sMATCH (%s:%s) WHERE %s.id IN %s RETURN %s AS row", prefix, n, noun, n, c.param(ids), c.row("null", n, "", l.ends, withs, l))
	return statement{text: text, params: c.params, root: l}
}

// hostsParam is the parameter for what the lists of a later text hang on.
const hostsParam = "hosts"

// compileLater compiles a query for what hangs on nodes of one noun that were found. Each row of the answer begins with the
// node's id.
func compileLater(noun graph.Noun, withs []graph.With) statement {
	c := newCompiler()
	l := &list{}
	n := c.variable("n")
	parts := append([]string{n + ".id"}, c.hang(n, []graph.Noun{noun}, withs, l)...)
	text := fmt.Sprintf("%sMATCH (%s:%s) WHERE %s.id IN $%s RETURN [%s] AS row", prefix, n, noun, n, hostsParam, strings.Join(parts, ", "))
	return statement{text: text, params: c.params, root: l, height: height(withs)}
}

// compileLaterOnEdge compiles a query for what hangs on edges of a field that were found. A host is a map of the edge's id
// and of the properties that name nodes. Each row of the answer begins with the edge's id.
func compileLaterOnEdge(field graph.Field, withs []graph.With) statement {
	c := newCompiler()
	l := &list{}
	const host = "host"
	parts := append([]string{host + ".id"}, c.hangOnEdge(host, field, withs, l)...)
	text := fmt.Sprintf("%sUNWIND $%s AS %s RETURN [%s] AS row", prefix, hostsParam, host, strings.Join(parts, ", "))
	return statement{text: text, params: c.params, root: l, height: height(withs)}
}

// height is how deep lists are nested in each other.
func height(withs []graph.With) int {
	most := 0
	for _, w := range withs {
		most = max(most, 1+height(w.With), 1+height(w.OnEdge))
	}
	return most
}

// take tells how many of the lists that hang on one node or edge may stand in the text, from the first, and takes their room.
// Inside lists it is all or none: what is asked in another text is then the same, whatever stands around it. A text's first
// list always may.
func (c *compiler) take(withs []graph.With) int {
	lists, nodes := c.lists, c.nodes
	for i, w := range withs {
		nodes += c.rows * fetched(w)
		if lists > 0 && (c.depth >= mostDepth || lists >= mostLists || nodes > mostNodes) {
			if c.depth > 0 {
				return 0
			}
			return i
		}
		lists++
		if c.depth == 0 || i == len(withs)-1 {
			c.lists, c.nodes = lists, nodes
		}
	}
	return len(withs)
}

// inside compiles what stands in each row of a list.
func (c *compiler) inside(w graph.With, compile func()) {
	depth, rows := c.depth, c.rows
	c.depth, c.rows = depth+1, rows*fetched(w)
	compile()
	c.depth, c.rows = depth, rows
}

// fetched is how many rows of a list are read at most: one more than its page has.
func fetched(w graph.With) int {
	n, _ := w.Page.Size()
	return n + 1
}

// origin is where a query for a page begins: what is matched, and what is left of the filter.
type origin struct {
	noun graph.Noun
	// match binds the node: it is called again for each place where it stands in the text.
	match func(c *compiler, node string, more func(c *compiler, node string) string) string
	// narrow: few nodes are to be expected, which are found by other means than the order wanted: from an anchor, or by
	// an index on texts.
	narrow bool
}

// all matches everything that the query wants, before paging.
func (o origin) all(c *compiler) string {
	n := c.variable("n")
	return o.match(c, n, nil) + " RETURN " + n
}

// start chooses where to begin: at a node that the filter names by its id, where it does, since testing each of the
// noun's nodes for an edge to it would walk all of that node's edges again and again.
func (c *compiler) start(noun graph.Noun, f graph.Filter) origin {
	anchor, rest, ok := takeAnchor(noun, f)
	if !ok {
		return origin{noun: noun, narrow: searchesText(noun, f), match: func(c *compiler, n string, more func(*compiler, string) string) string {
			narrowed := c.narrow(n, noun, f, true)
			predicate := narrowed.first
			if more != nil {
				predicate = allOf(more(c, n), predicate)
			}
			return fmt.Sprintf("MATCH (%s:%s)%s%s", n, noun, where(predicate), narrowed.clause(c, n))
		}}
	}
	return origin{noun: noun, narrow: true, match: func(c *compiler, n string, more func(*compiler, string) string) string {
		text := c.anchorMatch(noun, n, anchor)
		narrowed := c.narrow(n, noun, rest, true)
		predicate := narrowed.first
		if more != nil {
			predicate = allOf(more(c, n), predicate)
		}
		return text + " WITH DISTINCT " + n + where(predicate) + narrowed.clause(c, n)
	}}
}

// searchesText tells whether a filter wants a part of a text for which there is an index.
func searchesText(noun graph.Noun, f graph.Filter) bool {
	switch f := f.(type) {
	case graph.Is:
		p, ok := noun.Property(f.Prop)
		return ok && !p.Type.IsList() && (f.Op == graph.OpContains || f.Op == graph.OpStartsWith)
	case graph.And:
		return slices.ContainsFunc(f, func(g graph.Filter) bool { return searchesText(noun, g) })
	}
	return false
}

// takeAnchor finds in a filter a wish for an edge to a node with a given id, possibly over several edges, and gives it and
// the rest of the filter.
func takeAnchor(noun graph.Noun, f graph.Filter) (anchor graph.Related, rest graph.Filter, ok bool) {
	switch f := f.(type) {
	case graph.Related:
		if field, known := graph.FieldOf(noun, f.Field); known && f.Quant == graph.QuantSome && namesID(field.Ends, f.Node) {
			return f, nil, true
		}
	case graph.And:
		for i, part := range f {
			if anchor, rest, ok := takeAnchor(noun, part); ok {
				others := slices.Delete(slices.Clone(f), i, i+1)
				if rest != nil {
					others = append(others, rest)
				}
				return anchor, others, true
			}
		}
	}
	return graph.Related{}, nil, false
}

// namesID tells whether a filter on a node says which it is, or by which edge it hangs on one of which that is said.
func namesID(nouns []graph.Noun, f graph.Filter) bool {
	switch f := f.(type) {
	case graph.Is:
		return f.Prop == "id" && (f.Op == graph.OpEq || f.Op == graph.OpIn)
	case graph.And:
		return slices.ContainsFunc(f, func(g graph.Filter) bool { return namesID(nouns, g) })
	case graph.Related:
		if len(nouns) != 1 {
			return false
		}
		field, ok := graph.FieldOf(nouns[0], f.Field)
		return ok && f.Quant == graph.QuantSome && namesID(field.Ends, f.Node)
	}
	return false
}

// anchorMatch matches the path from a node to its anchor.
func (c *compiler) anchorMatch(noun graph.Noun, n string, anchor graph.Related) string {
	var patterns, predicates []string
	at := n
	for more := true; more; {
		field, _ := graph.FieldOf(noun, anchor.Field)
		w := c.walk(at, field, field.Ends)
		if len(patterns) == 0 {
			w.pattern = strings.Replace(w.pattern, "("+n+")", "("+n+":"+string(noun)+")", 1)
		}
		// An id belongs to one noun, whose index finds it.
		patterns = append(patterns, w.pattern)
		predicates = append(predicates, c.matchEdge(w, field.Own(), true), c.matchEdge(w, anchor.Edge, true))
		var next graph.Related
		rest := anchor.Node
		more = false
		if len(field.Ends) == 1 {
			next, rest, more = takeAnchor(field.Ends[0], anchor.Node)
			if !more {
				rest = anchor.Node
			}
		}
		predicates = append(predicates, c.anchorEnd(w, rest))
		if more {
			noun, at, anchor = field.Ends[0], w.node, next
		}
	}
	return "MATCH " + strings.Join(patterns, ", ") + where(allOf(predicates...))
}

// anchorEnd makes the predicate on a node of the path. Its label is given even where the edge implies it, since the
// index on its id belongs to the label.
func (c *compiler) anchorEnd(w walk, f graph.Filter) string {
	predicate := c.matchNode(w.node, w.field.Ends, f, true)
	if len(w.field.Ends) == 1 && coversEnds(w.field, w.field.Ends) && predicate != always {
		return allOf(w.node+":"+string(w.field.Ends[0]), predicate)
	}
	return predicate
}

// candidates binds n to one node more than the page has, in its order or the reverse.
func (c *compiler) candidates(w graph.Window, at origin, n string) string {
	limit := c.param(w.Count + 1)
	var index []string
	switch {
	case at.narrow:
	case len(w.Orders) > 0:
		index = orderIndex(at.noun, w.Orders[0].Property)
	default:
		index = []string{"id"}
	}
	keyed := func(p graph.Property) bool { return hasSortKey(at.noun, p) }
	if len(index) > 0 && columns(w, n, "", keyed)[0].nullable {
		return c.branches(w, at, n, limit, index)
	}
	text := at.match(c, n, func(c *compiler, n string) string {
		sorted := columns(w, n, "", keyed)
		return allOf(known(n, index), c.reach(sorted[0], len(index) > 0 && len(w.Orders) > 0), c.within(w, sorted))
	})
	return fmt.Sprintf("%s WITH %s%s LIMIT %s", text, n, orderBy(columns(w, n, "", keyed), w.FromEnd), limit)
}

// known makes the predicate by which the database sees that an index has all nodes that are wanted.
func known(node string, index []string) string {
	parts := make([]string, len(index))
	for i, name := range index {
		parts[i] = node + "." + name + " IS NOT NULL"
	}
	return allOf(parts...)
}

// branches binds n as candidates does, in two steps: the nodes that have a value to sort by, which an index gives in order,
// and those that have none. The second runs only if the first gave too few.
func (c *compiler) branches(w graph.Window, at origin, n, limit string, index []string) string {
	valued := func() string { return c.valuedBranch(w, at, limit, index) }
	null := func() string { return c.nullBranch(w, at, limit) }
	hasValue := func(p *graph.Position) bool { return p != nil && p.Values[0] != nil }
	var first, second func() string
	switch {
	case w.After != nil && !hasValue(w.After):
		first = null
	case hasValue(w.Before):
		first = valued
	case w.FromEnd:
		first, second = null, valued
	default:
		first, second = valued, null
	}
	some := c.variable("l")
	text := fmt.Sprintf("WITH COLLECT { %s } AS %s", first(), some)
	if second != nil {
		more, next := c.variable("x"), c.variable("l")
		text += fmt.Sprintf(" WITH %s, COLLECT { UNWIND CASE WHEN size(%s) < %s THEN [0] ELSE [] END AS %s %s } AS %s",
			some, some, limit, more, second(), next)
		some += " + " + next
	}
	return fmt.Sprintf("%s UNWIND %s AS %s WITH %s LIMIT %s", text, some, n, n, limit)
}

// valuedBranch finds nodes that have a value of the first order. A cursor without one is beyond them.
func (c *compiler) valuedBranch(w graph.Window, at origin, limit string, index []string) string {
	if w.Before != nil && w.Before.Values[0] == nil {
		w.Before = nil
	}
	sorted := func(n string) []column {
		list := columns(w, n, "", func(p graph.Property) bool { return hasSortKey(at.noun, p) })
		for i := range firstColumns(w, at.noun) {
			list[i].nullable = false
		}
		return list
	}
	n := c.variable("n")
	text := at.match(c, n, func(c *compiler, n string) string {
		list := sorted(n)
		return allOf(known(n, index), c.reach(list[0], true), c.within(w, list))
	})
	return fmt.Sprintf("%s RETURN %s%s LIMIT %s", text, n, orderBy(sorted(n), w.FromEnd), limit)
}

// nullBranch finds nodes that have no value of the first order. A cursor with one is before them.
func (c *compiler) nullBranch(w graph.Window, at origin, limit string) string {
	if w.After != nil && w.After.Values[0] != nil {
		w.After = nil
	}
	sorted := func(n string) []column { return columns(w, n, "", nil)[firstColumns(w, ""):] }
	n := c.variable("n")
	text := at.match(c, n, func(c *compiler, n string) string {
		return allOf(n+"."+w.Orders[0].Name+" IS NULL", c.within(w, sorted(n)))
	})
	return fmt.Sprintf("%s RETURN %s%s LIMIT %s", text, n, orderBy(sorted(n), w.FromEnd), limit)
}

// firstColumns is how many columns the first order takes at the root of a query for a noun; with an empty noun, where
// sort keys aren't used.
func firstColumns(w graph.Window, noun graph.Noun) int {
	o := w.Orders[0]
	return len(orderColumns(o, "", nil, nil, noun != "" && hasSortKey(noun, o.Property)))
}

// reach bounds the first column alone, so that an index can begin at the cursor.
func (c *compiler) reach(first column, indexed bool) string {
	predicate := always
	bound := func(value any, lower bool) {
		if value == nil || !indexed {
			return
		}
		operator := " >= "
		if lower == first.desc {
			operator = " <= "
		}
		predicate = allOf(predicate, first.expr+operator+c.param(value))
	}
	bound(first.after, true)
	bound(first.before, false)
	return predicate
}

// row makes the expression of a row: see list. start is the expression of the edge's start's id, if it is needed.
func (c *compiler) row(edge, node, start string, nouns []graph.Noun, withs []graph.With, l *list) string {
	l.nodes = nodeLayout(nouns)
	parts := []string{c.values(l.edges, edge), c.values(l.nodes, node)}
	if start != "" {
		parts = append(parts, start)
		l.start = true
	}
	return "[" + strings.Join(append(parts, c.hang(node, nouns, withs, l)...), ", ") + "]"
}

// hang makes the expressions for what hangs on a node, as far as there is room in the text.
func (c *compiler) hang(node string, nouns []graph.Noun, withs []graph.With, l *list) []string {
	var parts []string
	groups := groupWiths(nouns, withs)
	now := c.take(withsOf(groups, ""))
	l.later = groups[now:]
	for _, g := range groups[:now] {
		text, part := c.part(node, g)
		parts = append(parts, text...)
		l.parts = append(l.parts, part)
	}
	return parts
}

// group is a With that several nouns take in the same way: where nodes of several nouns come together, what is the same
// for them is asked for once.
type group struct {
	with   graph.With
	fields map[graph.Noun]graph.Field
	// all: it holds for all nouns that come together.
	all bool
}

// field is that of the first noun; they walk the same edges.
func (g group) field() graph.Field {
	for _, n := range graph.Nouns() {
		if f, ok := g.fields[n]; ok {
			return f
		}
	}
	panic("neo4j: a group without a field")
}

// withsOf gives what groups ask of a noun, or all that they ask (with an empty noun).
func withsOf(groups []group, noun graph.Noun) []graph.With {
	var list []graph.With
	for _, g := range groups {
		if _, ok := g.fields[noun]; ok || noun == "" {
			list = append(list, g.with)
		}
	}
	return list
}

func groupWiths(nouns []graph.Noun, withs []graph.With) []group {
	var groups []group
	for _, w := range withs {
		begin := len(groups)
		for _, n := range nouns {
			field, ok := graph.FieldOf(n, w.Field)
			if !ok || w.On != "" && w.On != n {
				continue
			}
			i := slices.IndexFunc(groups[begin:], func(g group) bool { return walksAlike(g.field(), field) })
			if i < 0 {
				groups = append(groups, group{with: w, fields: map[graph.Noun]graph.Field{}})
				i = len(groups) - 1 - begin
			}
			groups[begin+i].fields[n] = field
		}
		for i := begin; i < len(groups); i++ {
			groups[i].all = len(groups[i].fields) == len(nouns)
		}
	}
	return groups
}

// walksAlike tells whether two fields with the same name walk the same edges to the same nouns, and whether these have the
// same properties.
func walksAlike(a, b graph.Field) bool {
	if a.Direction != b.Direction || !slices.Equal(a.Types, b.Types) || !slices.Equal(a.Ends, b.Ends) || a.One != b.One {
		return false
	}
	ra, rb := a.Relations(), b.Relations()
	return slices.EqualFunc(ra, rb, func(x, y graph.Relation) bool {
		return slices.EqualFunc(x.Props, y.Props, func(p, q graph.Property) bool { return p.Name == q.Name && p.Type == q.Type })
	})
}

// part makes the subqueries for what hangs on a node by a field: the rows and, where it is asked for, the total.
func (c *compiler) part(node string, g group) ([]string, *list) {
	w, field := g.with, g.field()
	l := &list{
		key: w.Name(), fields: g.fields, ends: w.PageEnds(field), total: w.Total,
		window: func(on graph.Noun) graph.Window { return w.Window(g.fields[on]) },
		edges:  edgeLayout(field.Types),
	}
	from := node
	if !g.all {
		from = node + ":" + labelList(sortedNouns(g.fields))
	}
	ends := wantedEnds(w, field)
	if len(ends) == 0 {
		return c.nothing(w), l
	}
	match := func() (walk, string) {
		at := c.walk(from, field, ends)
		predicate := allOf(c.matchEdge(at, w.EdgeFilter(field), true), c.matchNode(at.node, ends, w.Filter, true))
		return at, predicate
	}
	at, predicate := match()
	window := w.Window(field)
	sorted := columns(window, at.node, at.edge, nil)
	predicate = allOf(predicate, c.within(window, sorted))
	limit := c.param(window.Count + 1)
	var row string
	c.inside(w, func() { row = c.edgeRow(at, ends, w, field, l) })
	text := fmt.Sprintf("COLLECT { MATCH %s%s WITH %s, %s%s LIMIT %s RETURN %s }",
		at.pattern, where(predicate), at.edge, at.node, orderBy(sorted, window.FromEnd), limit, row)
	texts := []string{text}
	if w.Total {
		at, predicate := match()
		texts = append(texts, fmt.Sprintf("COUNT { MATCH %s%s }", at.pattern, where(predicate)))
	}
	return texts, l
}

// nothing is what a With gives that wants none of the nouns that its field leads to.
func (c *compiler) nothing(w graph.With) []string {
	texts := []string{"[]"}
	if w.Total {
		texts = append(texts, "0")
	}
	return texts
}

func sortedNouns(fields map[graph.Noun]graph.Field) []graph.Noun {
	var list []graph.Noun
	for _, n := range graph.Nouns() {
		if _, ok := fields[n]; ok {
			list = append(list, n)
		}
	}
	return list
}

// wantedEnds gives the nouns at a field's ends that a With asks for.
func wantedEnds(w graph.With, field graph.Field) []graph.Noun {
	if len(w.Ends) == 0 {
		return field.Ends
	}
	return slices.DeleteFunc(slices.Clone(field.Ends), func(n graph.Noun) bool { return !slices.Contains(w.Ends, n) })
}

// edgeRow makes the row of an edge: what hangs on its node, then what hangs on the edge itself.
func (c *compiler) edgeRow(at walk, ends []graph.Noun, w graph.With, field graph.Field, l *list) string {
	text := c.row(at.edge, at.node, "", ends, w.With, l)
	if parts := c.hangOnEdge(at.edge, field, w.OnEdge, l); len(parts) > 0 {
		text = strings.TrimSuffix(text, "]") + ", " + strings.Join(parts, ", ") + "]"
	}
	return text
}

// hangOnEdge makes the expressions for what hangs on an edge of a field, as far as there is room in the text.
func (c *compiler) hangOnEdge(edge string, field graph.Field, withs []graph.With, l *list) []string {
	l.field = field
	var parts []string
	now := c.take(withs)
	l.laterOnEdge = withs[now:]
	for _, w := range withs[:now] {
		target, err := graph.EdgeTarget(field, w)
		if err != nil {
			panic("neo4j: a query that was not checked: " + err.Error())
		}
		texts, part := c.onEdge(edge, target, w)
		parts = append(parts, texts...)
		l.onEdge = append(l.onEdge, part)
	}
	return parts
}

// onEdge makes the subqueries for what hangs on an edge: the claims about it, or the node that a property names.
func (c *compiler) onEdge(edge string, target graph.Noun, w graph.With) ([]string, *list) {
	window := w.EdgeWindow(target)
	ends := []graph.Noun{target}
	l := &list{key: w.Name(), ends: ends, total: w.Total, window: func(graph.Noun) graph.Window { return window }}
	// The claims are found by the index on the edge's id: the node on which they hang may have very many.
	var r, start string
	match := func() (n, text string) {
		n = c.variable("n")
		if w.Field != "claims" {
			r, start = "", ""
			return n, fmt.Sprintf("MATCH (%s:%s) WHERE ", n, target) + allOf(n+".id = "+edge+"."+w.Field, c.matchNode(n, ends, w.Filter, true))
		}
		s := c.variable("s")
		r, start = c.variable("r"), s+".id"
		return n, fmt.Sprintf("MATCH (%s)-[%s:%s]->(%s) WHERE ", s, r, graph.EdgeClaimed, n) +
			allOf(r+".edge = "+edge+".id", c.matchNode(n, ends, w.Filter, true))
	}
	n, text := match()
	sorted := columns(window, n, r, nil)
	if within := c.within(window, sorted); within != always {
		text += " AND " + within
	}
	kept, edgeOrNull := n, "null"
	if r != "" {
		l.edges = edgeLayout([]graph.EdgeType{graph.EdgeClaimed})
		kept, edgeOrNull = r+", "+strings.TrimSuffix(start, ".id")+", "+n, r
	}
	limit := c.param(window.Count + 1)
	var row string
	c.inside(w, func() { row = c.row(edgeOrNull, n, start, ends, w.With, l) })
	texts := []string{fmt.Sprintf("COLLECT { %s WITH %s%s LIMIT %s RETURN %s }", text, kept, orderBy(sorted, window.FromEnd), limit, row)}
	if w.Total {
		n, text := match()
		texts = append(texts, fmt.Sprintf("COUNT { %s RETURN %s }", text, n))
	}
	return texts, l
}
