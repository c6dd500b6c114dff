package server

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"pactgraph/graph"
)

// plan is one operation made into questions for the store, and what the store answered.
type plan struct {
	// queries are the questions, one for each root field that needs the store.
	queries []graph.Query
	// roots says which question a root field is, by its response key.
	roots map[string]int
	// past are the revisions of those questions that are about what was.
	past map[int]int
	// worked are the root fields that are worked out rather than found, by their response keys.
	worked map[string]*analysis
	// mutations are those of them that write, in their order.
	mutations []mutation
	// groups are those that are asked for inside lists; first those of lists, then those of nodes that these name.
	groups []*nestedGroups
	// named says for the values that name nodes, worked out or in groups, what was loaded with these.
	named map[any]*named
	// keys says under what each selected field was loaded. It is the field's name, with its arguments where it has any,
	// rather than its alias: one alias may stand for two things under "nodes" and "edges { node }", which are one list.
	keys map[*ast.Field]string
	// days are the dates of those fields that have an asOf of their own; it holds for what is nested in them too.
	days map[*ast.Field]graph.Date
	// today is the date of what has no asOf.
	today graph.Date
	// revision is set if the operation asks for the graph's revision. Any answer tells it; it is asked for on its own only
	// where there is none.
	revision bool

	// feed says how a subscription goes on; nil for other operations.
	feed *feed

	// cost is what the operation costs at most.
	cost cost

	answers []graph.Answer
	current int
}

// answered says what an answer by this plan was made from.
func (p *plan) answered() answered {
	a := answered{revision: p.current, day: p.today, cost: &p.cost}
	for _, w := range p.worked {
		if found, ok := w.value.(*graph.Paths); ok && found.Reason == graph.PathsEndTime {
			a.chance = true
		}
	}
	return a
}

// compiler makes a plan of a valid operation. It collects errors, so that all of them can be shown at once.
type compiler struct {
	schema *ast.Schema
	doc    *ast.QueryDocument
	vars   map[string]any
	limits Limits
	plan   *plan
	spent  spending
	errs   gqlerror.List
	// subscription: the operation is one.
	subscription bool
}

// scope is where in an operation a selection stands.
type scope struct {
	path ast.Path
	// asOf is the date of the nearest enclosing asOf, or empty.
	asOf graph.Date
	// rows is the largest number of nodes that the selection may be made on.
	rows float64
	// depth is the number of relations walked from the root.
	depth int
	// past: it is about what was at a revision.
	past bool
}

func (s scope) at(key string) scope {
	s.path = append(slices.Clip(s.path), ast.PathName(key))
	return s
}

// compilePlan turns what an operation selects into the store's questions. Nothing that it asks for needs another one.
func compilePlan(schema *ast.Schema, doc *ast.QueryDocument, op *ast.OperationDefinition, vars map[string]any, limits Limits, today graph.Date) (*plan, gqlerror.List) {
	c := &compiler{
		schema: schema, doc: doc, vars: vars, limits: limits,
		spent: spending{cap: limits}, subscription: op.Operation == ast.Subscription,
		plan: &plan{roots: map[string]int{}, past: map[int]int{}, worked: map[string]*analysis{}, keys: map[*ast.Field]string{}, days: map[*ast.Field]graph.Date{}, today: today},
	}
	c.roots(op)
	c.checkSpending()
	c.plan.cost = c.spent.cost()
	return c.plan, c.errs
}

func (c *compiler) fail(err error, path ast.Path, f *ast.Field, argument string) {
	at := f.Position
	if arg, _, _ := strings.Cut(argument, "."); arg != "" {
		if a := f.Arguments.ForName(strings.TrimRight(arg, "[]0123456789")); a != nil {
			at = a.Position
		}
	}
	c.errs = append(c.errs, refuse(err, path, at, argument))
}

// selected is what a selection has under one key: the fields that GraphQL merges into one.
type selected struct {
	key    string
	fields []*ast.Field
}

func (s selected) name() string      { return s.fields[0].Name }
func (s selected) field() *ast.Field { return s.fields[0] }

// under gives what is selected below: the selections of all the merged fields.
func (s selected) under() []ast.SelectionSet {
	sets := make([]ast.SelectionSet, len(s.fields))
	for i, f := range s.fields {
		sets[i] = f.SelectionSet
	}
	return sets
}

// collect gives the fields that selections have on an object type, by key and in order, as GraphQL's CollectFields does.
func (c *compiler) collect(object string, key func(*ast.Field) string, sets ...ast.SelectionSet) []selected {
	var list []selected
	index := map[string]int{}
	visited := map[string]bool{}
	var walk func(ast.SelectionSet)
	walk = func(set ast.SelectionSet) {
		for _, s := range set {
			switch s := s.(type) {
			case *ast.Field:
				if !c.included(s.Directives) {
					continue
				}
				k := key(s)
				i, ok := index[k]
				if !ok {
					i = len(list)
					index[k] = i
					list = append(list, selected{key: k})
				}
				if !slices.Contains(list[i].fields, s) {
					list[i].fields = append(list[i].fields, s)
				}
			case *ast.InlineFragment:
				if c.included(s.Directives) && c.applies(s.TypeCondition, object) {
					walk(s.SelectionSet)
				}
			case *ast.FragmentSpread:
				if !c.included(s.Directives) || visited[s.Name] {
					continue
				}
				visited[s.Name] = true
				if f := c.doc.Fragments.ForName(s.Name); c.applies(f.TypeCondition, object) {
					walk(f.SelectionSet)
				}
			}
		}
	}
	for _, set := range sets {
		walk(set)
	}
	return list
}

func alias(f *ast.Field) string { return f.Alias }
func name(f *ast.Field) string  { return f.Name }

// included tells whether @skip and @include let something be selected.
func (c *compiler) included(directives ast.DirectiveList) bool {
	on := func(name string, otherwise bool) bool {
		d := directives.ForName(name)
		if d == nil {
			return otherwise
		}
		v, err := d.Arguments.ForName("if").Value.Value(c.vars)
		b, ok := v.(bool)
		return err == nil && ok && b
	}
	return on("include", true) && !on("skip", false)
}

// applies tells whether a fragment on a type applies to an object type.
func (c *compiler) applies(condition, object string) bool {
	if condition == "" || condition == object {
		return true
	}
	return slices.ContainsFunc(c.schema.Implements[object], func(d *ast.Definition) bool { return d.Name == condition })
}

// keyOf gives the key under which a field's page is loaded.
func (c *compiler) keyOf(f *ast.Field) string {
	if k, ok := c.plan.keys[f]; ok {
		return k
	}
	k := f.Name
	if args, err := c.values(f); err == nil && len(args) > 0 {
		text, err := json.Marshal(args)
		if err == nil {
			k += string(text)
		}
	}
	c.plan.keys[f] = k
	return k
}

var (
	nounsBySingular = nounsBy("")
	nounsByPlural   = nounsBy("s")
)

// nounsBy gives the nouns by the names of their root fields.
func nounsBy(suffix string) map[string]graph.Noun {
	m := map[string]graph.Noun{}
	for _, n := range graph.Nouns() {
		m[n.Prefix()+suffix] = n
	}
	return m
}

// rootTypes are the types that the root fields of operations are of.
var rootTypes = map[ast.Operation]string{ast.Query: "Query", ast.Mutation: "Mutation", ast.Subscription: "Subscription"}

func (c *compiler) roots(op *ast.OperationDefinition) {
	start := scope{rows: 1}
	fields := c.collect(rootTypes[op.Operation], alias, op.SelectionSet)
	if n := len(fields); n > c.limits.Roots {
		c.errs = append(c.errs, refuse(overLimit("the operation has %d fields at its root; at most %d are allowed", n, c.limits.Roots), nil, op.Position, ""))
		return
	}
	if c.subscription && len(fields) != 1 {
		c.errs = append(c.errs, refuse(graph.Errorf(graph.KindInvalid, "a subscription has one field at its root, and this one has %d: subscribe to each", len(fields)), nil, op.Position, ""))
		return
	}
	for _, s := range fields {
		if strings.HasPrefix(s.name(), "__") {
			continue
		}
		if s.name() == "revision" {
			c.plan.revision = true
			continue
		}
		here := start.at(s.key)
		if op.Operation == ast.Mutation {
			c.mutation(s, here)
			continue
		}
		if prepare, ok := analyses[s.name()]; ok {
			c.analysis(s, prepare, here)
			continue
		}
		args := c.arguments(s.field(), here)
		here.past = args.values["asOfRevision"] != nil
		q := c.root(s, args, here)
		c.atRevision(args, q)
		if err := q.Check(); err != nil && len(c.errs) == 0 {
			// Arguments have been checked one by one; what is left is the question as a whole, such as its depth.
			c.fail(err, here.path, s.field(), "")
		}
		c.plan.roots[s.key] = len(c.plan.queries)
		c.plan.queries = append(c.plan.queries, q)
	}
}

func (c *compiler) root(s selected, args arguments, at scope) graph.Query {
	if noun, ok := nounsByPlural[s.name()]; ok {
		at.asOf = args.day()
		sel, conn := c.list(s, []graph.Noun{noun}, args, at)
		q := graph.Query{Noun: noun, Selection: sel}
		args.cursors(q.CheckCursor)
		groupCursors(conn.groups, q.CheckGroupsCursor)
		sel.With = c.listed([]graph.Noun{noun}, conn, c.into(at, sel.Page, s.field()))
		return graph.Query{Noun: noun, Selection: sel}
	}
	noun := nounsBySingular[s.name()]
	ids := args.ids(noun)
	ends := graph.Nouns()
	if noun != "" {
		ends = []graph.Noun{noun}
	}
	size := len(ids)
	return graph.Query{Noun: noun, IDs: ids, Selection: graph.Selection{
		With: c.nodes(ends, s.under(), c.into(at, graph.Page{First: &size}, s.field())),
	}}
}

// into goes one list deeper: what is selected on its nodes stands there, and its rows are counted.
func (c *compiler) into(at scope, page graph.Page, f *ast.Field) scope {
	n, _ := page.Size()
	at.rows *= float64(max(n, 0))
	at.depth++
	c.spent.rows(at, f)
	return at
}

// connection is what is selected of a list.
type connection struct {
	// nodes are the selections on the nodes: of "nodes", and of "node" in "edges".
	nodes []ast.SelectionSet
	// edges are the selections on the edges.
	edges []ast.SelectionSet
	// rows are the selections on the nodes as rows of a table.
	rows  []ast.SelectionSet
	total bool
	// empty: nothing of the page itself is selected.
	empty bool
	// groups are those that are asked for.
	groups []*nestedGroups
}

func (c *compiler) connection(s selected) connection {
	conn := connection{empty: true}
	list := s.field().Definition.Type.Name()
	for _, part := range c.collect(list, name, s.under()...) {
		switch part.name() {
		case "nodes":
			conn.nodes = append(conn.nodes, part.under()...)
			conn.empty = false
		case "edges":
			conn.edges = append(conn.edges, part.under()...)
			conn.empty = false
		case "rows":
			conn.rows = append(conn.rows, part.under()...)
			conn.empty = false
		case "pageInfo":
			conn.empty = false
		case "totalCount":
			conn.total = true
		}
	}
	for _, part := range c.collect(strings.TrimSuffix(list, "Connection")+"Edge", name, conn.edges...) {
		if part.name() == "node" {
			conn.nodes = append(conn.nodes, part.under()...)
		}
	}
	return conn
}

// list makes the part of a question that says which nodes of a list are wanted; what is wanted of them is left open.
func (c *compiler) list(s selected, ends []graph.Noun, args arguments, at scope) (graph.Selection, connection) {
	conn := c.connection(s)
	sel := graph.Selection{Filter: args.filter(ends), Order: args.orders(ends), Page: args.page(), Total: conn.total}
	if at.asOf != "" && len(ends) == 1 {
		sel.Filter = both(sel.Filter, graph.HeldOn(ends[0], at.asOf))
	}
	if conn.empty {
		none := 0
		sel.Page = graph.Page{First: &none}
	}
	conn.groups = c.groups(s, ends, at)
	sel.Groups = groupQueries(conn.groups)
	return sel, conn
}

// both wants two filters to hold, either of which may be nil.
func both(a, b graph.Filter) graph.Filter {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	return graph.And{a, b}
}

// part is a field that is selected on nodes of some nouns.
type part struct {
	selected
	on []graph.Noun
}

// parts gives what is selected on nodes of the nouns, merged: what several nouns have from the same place in the
// document comes once. So nested interfaces don't multiply.
func (c *compiler) parts(ends []graph.Noun, sets []ast.SelectionSet) []part {
	var list []part
	for _, n := range ends {
		for _, s := range c.collect(string(n), c.keyOf, sets...) {
			i := slices.IndexFunc(list, func(p part) bool { return p.key == s.key && slices.Equal(p.fields, s.fields) })
			if i < 0 {
				list = append(list, part{selected: s})
				i = len(list) - 1
			}
			list[i].on = append(list[i].on, n)
		}
	}
	return list
}

// listed gives what must be loaded with the nodes of a list.
func (c *compiler) listed(ends []graph.Noun, conn connection, at scope) []graph.With {
	return c.rows(ends, conn.rows, c.nodes(ends, conn.nodes, at), at)
}

// nodes gives what must be loaded with nodes of the nouns, for what is selected on them.
func (c *compiler) nodes(ends []graph.Noun, sets []ast.SelectionSet, at scope) []graph.With {
	var withs []graph.With
	for _, p := range c.parts(ends, sets) {
		here := at.at(p.field().Alias)
		c.spent.values(c.written(p.fields), here, p.field())
		c.pastDegree(p, here)
		on := p.on
		if len(on) == len(ends) {
			on = []graph.Noun{""} // all of them
		}
		if field, ok := graph.FieldOf(p.on[0], p.name()); ok {
			w := c.relation(field, p.selected, here)
			for _, w.On = range on {
				withs = append(withs, w)
			}
			continue
		}
		for _, w := range c.computed(p, here) {
			for _, w.On = range on {
				withs = c.addHidden(withs, w, here, p.field())
			}
		}
	}
	return withs
}

// addHidden adds what a computed field is made from, unless it is there: two fields may be made from the same.
func (c *compiler) addHidden(withs []graph.With, w graph.With, at scope, f *ast.Field) []graph.With {
	if slices.ContainsFunc(withs, func(o graph.With) bool { return o.On == w.On && o.Name() == w.Name() }) {
		return withs
	}
	n := 1 + countWiths(w.With)
	c.spent.relations(n, at, f)
	if !strings.HasPrefix(w.Key, chainKey) { // a chain has counted its rows
		at.rows *= float64(n)
		c.spent.rows(at, f)
	}
	return append(withs, w)
}

func (c *compiler) relation(field graph.Field, s selected, at scope) graph.With {
	c.spent.relations(1, at, s.field())
	w := graph.With{Key: s.key, Field: field.Name}
	if field.One {
		one := 1
		w.Page.First = &one
		w.With = c.nodes(field.Ends, s.under(), c.into(at, w.Page, s.field()))
		return w
	}
	args := c.arguments(s.field(), at)
	at.asOf = args.day()
	sel, conn := c.list(s, field.Ends, args, at)
	w.Selection = sel
	args.cursors(func(cursor string) error { return w.CheckCursor(field, cursor) })
	w.Edge = args.edgeFilter(field)
	if at.asOf != "" {
		w.Edge = both(w.Edge, graph.EdgeHeldOn(field, at.asOf))
	}
	w.Filter = both(w.Filter, args.claims())
	groupCursors(conn.groups, func(q *graph.GroupQuery) error { return w.CheckGroupsCursor(field, q) })
	inner := c.into(at, sel.Page, s.field())
	w.With = c.listed(field.Ends, conn, inner)
	w.OnEdge = c.edges(field, s, conn, inner)
	return w
}

// edges gives what must be loaded with the edges of a list.
func (c *compiler) edges(field graph.Field, s selected, conn connection, at scope) []graph.With {
	edge := strings.TrimSuffix(s.field().Definition.Type.Name(), "Connection") + "Edge"
	var withs []graph.With
	for _, e := range c.collect(edge, c.keyOf, conn.edges...) {
		here := at.at(e.field().Alias)
		c.spent.values(c.written(e.fields), here, e.field())
		if e.name() == "claims" {
			withs = append(withs, c.edgeClaims(e, here))
			continue
		}
		if p, ok := field.EdgeProperty(e.name()); ok && p.Ref != "" {
			c.spent.relations(1, here, e.field())
			one := 1
			w := graph.With{Key: e.key, Field: e.name(), Selection: graph.Selection{Page: graph.Page{First: &one}}}
			w.With = c.nodes([]graph.Noun{p.Ref}, e.under(), c.into(here, w.Page, e.field()))
			withs = append(withs, w)
		}
	}
	return withs
}

func (c *compiler) edgeClaims(e selected, at scope) graph.With {
	c.spent.relations(1, at, e.field())
	ends := []graph.Noun{graph.NounClaim}
	args := c.arguments(e.field(), at)
	at.asOf = args.day()
	sel, conn := c.list(e, ends, args, at)
	sel.Filter = both(sel.Filter, args.claims())
	sel.With = c.listed(ends, conn, c.into(at, sel.Page, e.field()))
	w := graph.With{Key: e.key, Field: "claims", Selection: sel}
	args.cursors(func(cursor string) error { return w.CheckEdgeCursor(graph.NounClaim, cursor) })
	groupCursors(conn.groups, w.CheckEdgeGroupsCursor)
	return w
}

// Keys of what is loaded for computed fields; no field of GraphQL can have them.
const (
	aboutKey = "~about"
	chainKey = "~chain"
)

// computed gives what must be loaded for a field that is computed from other things, if it is one.
func (c *compiler) computed(p part, at scope) []graph.With {
	switch {
	case p.name() == "status" && p.on[0] == graph.NounObligation:
		c.arguments(p.field(), at).derived()
		return graph.StatusWith("")
	case p.name() == "state":
		c.arguments(p.field(), at).derived()
		return graph.StateWith()
	case p.name() == "aboutEdge":
		one := 1
		return []graph.With{{Key: aboutKey, Field: "about", Selection: graph.Selection{Page: graph.Page{First: &one}}}}
	case p.name() == "chain":
		return []graph.With{c.chain(p, at)}
	}
	return nil
}

func countWiths(withs []graph.With) int {
	n := len(withs)
	for _, w := range withs {
		n += countWiths(w.With)
	}
	return n
}

// chainPages are the sizes of the pages, step by step, by which a source's chain is loaded. A source rests on few
// others as a rule; one whose chain doesn't fit is refused, never cut short.
var chainPages = []int{25, 10, 5, 4, 3, 2, 2, 2}

// chainRows is how many sources a chain counts for. Nearly all are shorter: a source that is seen itself cites nothing,
// and one that reports another's words cites that one.
var chainRows = 3

// chain loads the citations of a source step by step, and with each source what is selected on the chain.
func (c *compiler) chain(p part, at scope) graph.With {
	before := c.spent.relationCount
	selected := c.nodes([]graph.Noun{graph.NounSource}, p.under(), c.into(at, graph.Page{First: &chainRows}, p.field()))
	n := before + len(chainPages)*(1+countWiths(selected))
	if _, over := c.spent.most["relations"]; over || n > c.limits.Relations {
		// It is refused, so its steps needn't be written out: those of chains in chains have no end.
		c.spent.relationCount = max(c.spent.relationCount, n)
		c.spent.mark("relations", true, at, p.field())
		return graph.With{Key: chainLink(p.key, 0), Field: "cites"}
	}
	c.spent.relationCount = before // what is selected is loaded at each step, and counted with the steps
	var w graph.With
	for i := len(chainPages) - 1; i >= 0; i-- {
		with := selected
		if i < len(chainPages)-1 {
			with = append(slices.Clip(selected), w)
		}
		w = graph.With{Key: chainLink(p.key, i), Field: "cites", Selection: graph.Selection{Page: graph.Page{First: &chainPages[i]}, With: with}}
	}
	return w
}

// chainLink is the key of the citations at a step of the chain that is loaded under a key. The first step's is another
// than the next ones', so that a chain may be selected inside a chain.
func chainLink(key string, step int) string {
	if step == 0 {
		return chainKey + key
	}
	return chainKey + ">" + key
}
