package server

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"pactgraph/graph"
)

// Some root fields are worked out rather than found: a search, a what-if, a path. Each is one row in the table below.
// Its work gives a value that gqlgen binds to the field's type. Where the value names nodes, it holds them with their id
// alone, in fields that the schema marks with @loaded: the server then loads them with what was selected on them, in one
// more question, and hands them out in their place.

// work works out the answer to a root field. All that it reads is of one state of the graph; it is run again where a load
// comes between.
type work func(ctx context.Context, store graph.Reader) (value any, err error)

// prepare reads the arguments of a root field and makes its work. Most is the largest number of nodes that the value may
// name in one field marked with @loaded; what is loaded with them is counted by it.
type prepare func(c *compiler, s selected, args arguments) (w work, most int)

// analyses are the root fields that are worked out, by name.
var analyses = func() map[string]prepare {
	m := map[string]prepare{
		"search":     searchOf,
		"subgraph":   subgraphOf,
		"neighbours": neighboursOf,
		"paths":      pathsOf,
		"whatIf":     whatIfOf,
		"conflicts":  conflictsOf,
		"gaps":       gapsOf,
		"compare":    compareOf,
		"changes":    changesOf,
	}
	maps.Copy(m, groupAnalyses())
	return m
}()

// analysis is one such field of an operation.
type analysis struct {
	named
	work  work
	value any
	// err is why there is no value, where the rest of the answer is given nevertheless.
	err error
}

// named are the nodes that a value names, with what is selected on them.
type named struct {
	path   ast.Path
	loads  []loadedField
	answer map[*ast.Field]map[string]graph.Node
	// failed is why they could not be loaded, where the rest of the answer is given nevertheless.
	failed error
}

// loadedField is a field marked with @loaded, with what must be loaded with its nodes.
type loadedField struct {
	fields []*ast.Field
	noun   graph.Noun // empty where the field gives nodes of several nouns
	with   []graph.With
}

// analysis makes a root field that is worked out a part of the plan.
func (c *compiler) analysis(s selected, make prepare, at scope) {
	args := c.arguments(s.field(), at)
	at.asOf = args.day()
	w, most := make(c, s, args)
	a := &analysis{named: named{path: at.path}, work: w}
	c.loads(&a.named, s.field().Definition.Type.Name(), s.under(), most, at)
	c.plan.worked[s.key] = a
}

// loads finds the fields marked with @loaded in what is selected on a type.
func (c *compiler) loads(into *named, object string, sets []ast.SelectionSet, most int, at scope) {
	for _, s := range c.collect(object, alias, sets...) {
		if s.field().Definition == nil || len(s.field().SelectionSet) == 0 {
			continue
		}
		here, end := at.at(s.key), s.field().Definition.Type.Name()
		if givesRows(s.field()) {
			c.namedInRows(into, s, most, here)
			continue
		}
		if s.field().Definition.Directives.ForName("loaded") == nil {
			c.loads(into, end, s.under(), most, here)
			continue
		}
		ends := c.nounsOf(end)
		with := c.nodes(ends, s.under(), c.into(here, graph.Page{First: &most}, s.field()))
		l := loadedField{fields: s.fields, with: onEach(ends, with)}
		if len(ends) == 1 {
			l.noun = ends[0]
		}
		into.loads = append(into.loads, l)
	}
}

// onEach gives what is loaded with nodes of some nouns to a question that may be about others too: what is loaded with all of them is
// loaded with each.
func onEach(ends []graph.Noun, withs []graph.With) []graph.With {
	if len(ends) == 1 || len(ends) == len(graph.Nouns()) {
		return withs
	}
	var list []graph.With
	for _, w := range withs {
		on := []graph.Noun{w.On}
		if w.On == "" {
			on = ends
		}
		for _, w.On = range on {
			list = append(list, w)
		}
	}
	return list
}

// nounsOf gives the nouns of an object type or of the types of an interface.
func (c *compiler) nounsOf(end string) []graph.Noun {
	return slices.DeleteFunc(graph.Nouns(), func(n graph.Noun) bool { return !c.applies(end, string(n)) })
}

// run works the answer out, and loads the nodes that it names.
func (a *analysis) run(ctx context.Context, store graph.Reader, p *plan) (err error) {
	if a.value, err = a.work(ctx, store); err != nil {
		return atPath(err, a.path)
	}
	p.named[a.value] = &a.named
	return a.load(ctx, store, p, a.value)
}

// load loads the nodes that a value names, in one more question.
func (n *named) load(ctx context.Context, store graph.Reader, p *plan, value any) error {
	ids := map[string]bool{}
	namedNodes(reflect.ValueOf(value), ids)
	n.answer = map[*ast.Field]map[string]graph.Node{}
	var queries []graph.Query
	var of []loadedField
	for _, l := range n.loads {
		for part := range slices.Chunk(namedOf(ids, l.noun), graph.MaxPage) {
			queries = append(queries, graph.Query{Noun: l.noun, IDs: part, Selection: graph.Selection{With: l.with}})
			of = append(of, l)
		}
	}
	answers, found, err := graph.FindWithGroups(ctx, store, queries)
	if err != nil {
		return atPath(err, n.path)
	}
	p.keepGroups(found)
	for i, answer := range answers {
		n.keep(of[i], answer.Nodes)
	}
	return nil
}

func (n *named) keep(l loadedField, nodes []graph.Node) {
	for _, f := range l.fields {
		if n.answer[f] == nil {
			n.answer[f] = map[string]graph.Node{}
		}
		for _, node := range nodes {
			if node != nil {
				n.answer[f][node.NodeID()] = node
			}
		}
	}
}

// namedOf gives the ids of nodes of a noun, of any noun if it is empty, in order.
func namedOf(ids map[string]bool, noun graph.Noun) []string {
	var list []string
	for id := range ids {
		if n, _ := graph.NounOf(id); noun == "" || n == noun {
			list = append(list, id)
		}
	}
	slices.Sort(list)
	return list
}

var nodeType = reflect.TypeFor[graph.Node]()

// namedNodes collects the ids of the nodes in a value.
func namedNodes(v reflect.Value, ids map[string]bool) {
	if v.IsValid() && v.Type().Implements(nodeType) && v.Kind() == reflect.Pointer {
		if !v.IsNil() {
			ids[v.Interface().(graph.Node).NodeID()] = true
		}
		return
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		namedNodes(v.Elem(), ids)
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			namedNodes(v.Index(i), ids)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				namedNodes(v.Field(i), ids)
			}
		}
	}
}

// loaded implements @loaded: it hands out the nodes that were loaded in place of those that name them.
func loaded(ctx context.Context, _ any, next graphql.Resolver) (any, error) {
	v, err := next(ctx)
	if err != nil || v == nil {
		return nil, err
	}
	field := graphql.GetFieldContext(ctx)
	nodes, err := planOf(ctx).loadedNodes(field)
	if err != nil {
		return nil, err
	}
	if n, ok := v.(graph.Node); ok {
		if reflect.ValueOf(n).IsNil() {
			return nil, nil
		}
		if _, ok := nodes[n.NodeID()]; !ok && !field.Field.Definition.Type.NonNull {
			return nil, nil // it was, and is gone
		}
		return oneLoaded(nodes, n)
	}
	stubs := reflect.ValueOf(v)
	list := reflect.MakeSlice(stubs.Type(), stubs.Len(), stubs.Len())
	for i := range stubs.Len() {
		n, err := oneLoaded(nodes, stubs.Index(i).Interface().(graph.Node))
		if err != nil {
			return nil, err
		}
		list.Index(i).Set(reflect.ValueOf(n))
	}
	return list.Interface(), nil
}

func oneLoaded(nodes map[string]graph.Node, stub graph.Node) (graph.Node, error) {
	n, ok := nodes[stub.NodeID()]
	if !ok {
		return nil, fmt.Errorf("%s was not loaded", stub.NodeID())
	}
	return n, nil
}

// loadedNodes gives the nodes that were loaded for a field marked with @loaded. They are those of the nearest value around it
// that names some: one fragment may be spread in several.
func (p *plan) loadedNodes(field *graphql.FieldContext) (map[string]graph.Node, error) {
	for at := field.Parent; at != nil; at = at.Parent {
		if reflect.ValueOf(at.Result).Kind() != reflect.Pointer {
			continue
		}
		if n, ok := p.named[at.Result]; ok {
			return n.answer[field.Field.Field], ownError(n.failed)
		}
	}
	return nil, nil
}

// ownError gives a copy of an error that several fields have, since gqlgen writes into it where the field stands.
func ownError(err error) error {
	if shared, ok := err.(*gqlerror.Error); ok {
		own := *shared
		return &own
	}
	return err
}

// workedOut gives the value of the root field that is being resolved.
func workedOut[T any](ctx context.Context) (T, error) {
	var none T
	a, ok := planOf(ctx).worked[graphql.GetFieldContext(ctx).Field.Alias]
	switch {
	case !ok:
		return none, fmt.Errorf("the root field %s was not worked out", graphql.GetFieldContext(ctx).Field.Alias)
	case a.err != nil:
		return none, a.err
	}
	return a.value.(T), nil
}

// atPath tells where in the answer an error belongs.
func atPath(err error, path ast.Path) error {
	return &gqlerror.Error{Err: err, Message: err.Error(), Path: path}
}
