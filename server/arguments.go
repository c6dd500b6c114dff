package server

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/vektah/gqlparser/v2/ast"

	"pactgraph/graph"
	"pactgraph/graph/registry"
)

// arguments are the arguments of one selected field. Its methods read them by package graph's tables; what can't be
// read is an error of the compiler's, and is left out.
type arguments struct {
	c      *compiler
	field  *ast.Field
	at     scope
	values map[string]any
}

// values gives the values of a field's arguments; those that are left out, by a variable without a value too, are not
// among them.
func (c *compiler) values(f *ast.Field) (map[string]any, error) {
	values := map[string]any{}
	for _, a := range f.Arguments {
		if a.Value.Kind == ast.Variable {
			if _, ok := c.vars[a.Value.Raw]; !ok {
				continue
			}
		}
		v, err := a.Value.Value(c.vars)
		if err != nil {
			return nil, inputErrorf(a.Name, "%s is not a number that can be read", a.Value)
		}
		values[a.Name] = v
	}
	return values, nil
}

func (c *compiler) arguments(f *ast.Field, at scope) arguments {
	values, err := c.values(f)
	a := arguments{c, f, at, values}
	a.report(err)
	return a
}

// inputError is what is wrong with an argument, and where in it.
type inputError struct {
	at  string
	err error
}

func (e *inputError) Error() string { return e.err.Error() }
func (e *inputError) Unwrap() error { return e.err }

func inputErrorf(at, format string, args ...any) error {
	return &inputError{at, graph.Errorf(graph.KindInvalid, format, args...)}
}

// report keeps an error of an argument, with where it is.
func (a arguments) report(err error) {
	if err == nil {
		return
	}
	at := ""
	if in, ok := err.(*inputError); ok { // made here, never wrapped
		at, err = in.at, in.err
	}
	a.c.fail(err, a.at.path, a.field, at)
}

// day gives the date of the field's asOf, or else of the nearest one that encloses it.
func (a arguments) day() graph.Date {
	day, err := readDay(a.values["asOf"], "asOf")
	a.report(err)
	if day == "" {
		return a.at.asOf
	}
	a.c.plan.days[a.field] = day
	return day
}

func readDay(v any, at string) (graph.Date, error) {
	if v == nil {
		return "", nil
	}
	text, _ := v.(string)
	day, err := graph.ParseDate(text)
	if err != nil {
		return "", inputErrorf(at, "%w", err)
	}
	return day, nil
}

// derived reads the arguments of a derived field, which its resolver reads again.
func (a arguments) derived() {
	a.day()
	if bearer, ok := a.values["bearer"]; ok && bearer != nil {
		_, err := actorID(fmt.Sprint(bearer), "bearer")
		a.report(err)
	}
}

// actorID gives the id that a text means: it is one, or the registry knows a state by it.
func actorID(text, at string) (string, error) {
	if noun, ok := graph.NounOf(text); ok && noun == graph.NounActor {
		return text, nil
	}
	if s, ok := registry.Resolve(text); ok {
		return s.ID, nil
	}
	hint := ""
	if list := registry.Suggest(text); len(list) > 0 {
		hint = fmt.Sprintf("; did you mean %s (%s)?", list[0].Name, list[0].ID)
	}
	return "", inputErrorf(at, "%q is neither the id of an actor, such as actor/FRA, nor a name or code of a state%s", text, hint)
}

// ids reads the ids that a root field asks for.
func (a arguments) ids(noun graph.Noun) []string {
	list, at := []any{a.values["id"]}, "id"
	if v, ok := a.values["ids"]; ok {
		list, at = asList(v), "ids"
	}
	if len(list) > graph.MaxPage {
		a.report(&inputError{at, graph.Errorf(graph.KindTooLarge, "%d ids were asked for: at most %d are allowed", len(list), graph.MaxPage)})
		return []string{}
	}
	ids := make([]string, len(list))
	for i, v := range list {
		id, err := readID(noun, fmt.Sprint(v), at)
		a.report(err)
		ids[i] = id
	}
	return ids
}

func readID(noun graph.Noun, text, at string) (string, error) {
	if noun == graph.NounActor {
		id, err := actorID(text, at)
		if err != nil {
			return "", err
		}
		text = id
	}
	if err := graph.CheckID(text); err != nil {
		return "", inputErrorf(at, "%w", err)
	}
	if of, _ := graph.NounOf(text); noun != "" && of != noun {
		return "", inputErrorf(at, "%q is the id of a node of type %s: ask for it by %s(id:) or node(id:)", text, of, of.Prefix())
	}
	return text, nil
}

// page reads first, after, last and before. Whether a cursor belongs to its list is for the store to say.
func (a arguments) page() graph.Page {
	page := graph.Page{First: a.count("first"), Last: a.count("last"), After: a.text("after"), Before: a.text("before")}
	if err := page.Check(); err != nil {
		name := "first"
		if page.First == nil {
			name = "last"
		}
		a.report(&inputError{name, err})
		return graph.Page{}
	}
	return page
}

func (a arguments) count(name string) *int {
	v := a.values[name]
	if v == nil {
		return nil
	}
	n, err := readInt(v, name)
	a.report(err)
	return &n
}

func (a arguments) text(name string) string {
	text, _ := a.values[name].(string)
	return text
}

// filter reads the filter on the nodes of a list.
func (a arguments) filter(ends []graph.Noun) graph.Filter {
	return a.readFilter("filter", ends, graph.Field{})
}

// edgeFilter reads the filter on the edges of a field.
func (a arguments) edgeFilter(field graph.Field) graph.Filter {
	return a.readFilter("edgeFilter", nil, field)
}

func (a arguments) readFilter(name string, ends []graph.Noun, field graph.Field) graph.Filter {
	v := a.values[name]
	if v == nil {
		return nil
	}
	day := a.c.plan.today
	if own := a.at.asOf; own != "" {
		day = own
	}
	r := &filterReader{day: day, left: &a.c.spent, limits: a.c.limits}
	f, err := r.filter(target{ends: ends, field: field}, v, name, 1)
	a.report(err)
	return f
}

// claims reads the arguments of a claims field.
func (a arguments) claims() graph.Filter {
	var all graph.And
	if field := a.text("field"); field != "" {
		all = append(all, graph.Is{Prop: "field", Op: graph.OpEq, Value: field})
	}
	if v := a.values["basis"]; v != nil {
		all = append(all, graph.Is{Prop: "basis", Op: graph.OpIn, Value: asList(v)})
	}
	if len(all) == 0 {
		return nil
	}
	return all
}

// orders reads orderBy.
func (a arguments) orders(ends []graph.Noun) []graph.Order {
	var orders []graph.Order
	for _, v := range asList(a.values["orderBy"]) {
		m, _ := v.(map[string]any)
		field, _ := m["field"].(string)
		orders = append(orders, graph.Order{Prop: camelCase(field), Desc: m["direction"] == "DESC"})
	}
	return orders
}

// camelCase gives the name of a property from its value in an enumeration of fields: ADOPTED_ON is adoptedOn.
func camelCase(value string) string {
	words := strings.Split(strings.ToLower(value), "_")
	for i, w := range words[1:] {
		words[i+1] = string(unicode.ToUpper(rune(w[0]))) + w[1:]
	}
	return strings.Join(words, "")
}

// asList reads a list; a single value stands for a list of one, as GraphQL says.
func asList(v any) []any {
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		return v
	}
	return []any{v}
}

// filterReader reads filters, by the tables of package graph.
type filterReader struct {
	day    graph.Date
	left   *spending
	limits Limits
}

// target is what a filter is about: nodes of these nouns or, if there are none, the edges of a field.
type target struct {
	ends  []graph.Noun
	field graph.Field
}

// property gives a property that can be compared.
func (t target) property(name string) (graph.Property, bool) {
	if name == "id" {
		return graph.Property{Name: name, Type: graph.TypeString}, true
	}
	if len(t.ends) == 0 {
		return t.field.EdgeProperty(name)
	}
	if name == "degree" && t.ends[0].IsEntity() {
		return graph.Property{Name: name, Type: graph.TypeInt}, true
	}
	return t.ends[0].Property(name)
}

// check asks package graph whether a comparison has a meaning.
func (t target) check(f graph.Filter) error {
	if len(t.ends) == 0 {
		return graph.CheckEdgeFilter(t.field, f)
	}
	return graph.CheckFilter(t.ends[0], f)
}

// filter reads a filter's object: everything in it must hold.
func (r *filterReader) filter(t target, v any, at string, depth int) (graph.Filter, error) {
	m, ok := v.(map[string]any)
	if !ok {
		return nil, inputErrorf(at, "%v is not a filter", v)
	}
	if depth > r.limits.FilterDepth {
		return nil, &inputError{at, graph.Errorf(graph.KindTooLarge, "the filter is nested deeper than %d: put conditions side by side, or ask in steps", r.limits.FilterDepth)}
	}
	var all graph.And
	for _, name := range slices.Sorted(maps.Keys(m)) {
		if m[name] == nil {
			continue // as if it were left out
		}
		f, err := r.part(t, name, m[name], at+"."+name, depth)
		if err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	return all, nil
}

func (r *filterReader) part(t target, name string, v any, at string, depth int) (graph.Filter, error) {
	switch name {
	case "and", "or":
		list, err := r.filters(t, v, at, depth+1)
		if name == "or" {
			return graph.Or(list), err
		}
		return graph.And(list), err
	case "not":
		f, err := r.filter(t, v, at, depth+1)
		return graph.Not{Filter: f}, err
	}
	if p, ok := t.property(name); ok {
		return r.comparisons(t, p, v, at)
	}
	if len(t.ends) > 0 {
		if field, ok := graph.FieldOf(t.ends[0], name); ok {
			return r.related(field, v, at, depth+1)
		}
		return r.derived(t.ends[0], name, v, at)
	}
	return nil, inputErrorf(at, "there is no %q to filter by", name)
}

func (r *filterReader) filters(t target, v any, at string, depth int) ([]graph.Filter, error) {
	var list []graph.Filter
	for i, w := range asList(v) {
		f, err := r.filter(t, w, at+"["+strconv.Itoa(i)+"]", depth)
		if err != nil {
			return nil, err
		}
		list = append(list, f)
	}
	return list, nil
}

// comparisons reads what is said of one property.
func (r *filterReader) comparisons(t target, p graph.Property, v any, at string) (graph.Filter, error) {
	m, ok := v.(map[string]any)
	if !ok {
		return nil, inputErrorf(at, "%v is not a comparison", v)
	}
	var all graph.And
	for _, op := range slices.Sorted(maps.Keys(m)) {
		here := at + "." + op
		value, err := r.operand(p, graph.Op(op), m[op], here)
		if err != nil {
			return nil, err
		}
		f := graph.Is{Prop: p.Name, Op: graph.Op(op), Value: value}
		if err := t.check(f); err != nil {
			return nil, &inputError{here, err}
		}
		all = append(all, f)
	}
	return all, nil
}

// operand reads what a property is compared with.
func (r *filterReader) operand(p graph.Property, op graph.Op, v any, at string) (any, error) {
	if err := r.left.terms(1, r.limits); err != nil {
		return nil, &inputError{at, err}
	}
	if v == nil {
		return nil, inputErrorf(at, "%s can't be null: isNull asks for what has no value", op)
	}
	switch op {
	case graph.OpIsNull, graph.OpContains, graph.OpStartsWith:
		return v, nil
	case graph.OpIn, graph.OpNotIn, graph.OpHasAny:
		list := asList(v)
		if err := r.left.terms(len(list), r.limits); err != nil {
			return nil, &inputError{at, err}
		}
		values := make([]any, len(list))
		for i, w := range list {
			var err error
			if values[i], err = element(p, w, at+"["+strconv.Itoa(i)+"]"); err != nil {
				return nil, err
			}
		}
		return values, nil
	}
	return element(p, v, at)
}

// element reads one value of a property, or of its elements if it is a list.
func element(p graph.Property, v any, at string) (any, error) {
	switch p.Type {
	case graph.TypeDate:
		return readDay(v, at)
	case graph.TypeInt:
		return readInt(v, at)
	case graph.TypeFloat:
		return readFloat(v, at)
	case graph.TypeIdentifiers:
		m, _ := v.(map[string]any)
		scheme, _ := m["scheme"].(string)
		value, _ := m["value"].(string)
		return graph.Identifier{Scheme: scheme, Value: value}, nil
	}
	return v, nil
}

// readInt reads a whole number. GraphQL's Int has 32 bits, and gqlparser doesn't see to it.
func readInt(v any, at string) (int, error) {
	f, err := readFloat(v, at)
	if err != nil || f != math.Trunc(f) || f < math.MinInt32 || f > math.MaxInt32 {
		return 0, inputErrorf(at, "%v is not a whole number within 32 bits", v)
	}
	return int(f), nil
}

func readFloat(v any, at string) (float64, error) {
	switch v := v.(type) {
	case int:
		return float64(v), nil
	case int64:
		return float64(v), nil
	case float64:
		return v, nil
	case json.Number:
		if f, err := v.Float64(); err == nil {
			return f, nil
		}
	}
	return 0, inputErrorf(at, "%v is not a number", v)
}

// related reads what is said of a relation.
func (r *filterReader) related(field graph.Field, v any, at string, depth int) (graph.Filter, error) {
	if err := r.left.terms(1, r.limits); err != nil {
		return nil, &inputError{at, err}
	}
	if field.One {
		f, err := r.filter(target{ends: field.Ends}, v, at, depth)
		return graph.Related{Field: field.Name, Quant: graph.QuantSome, Node: f}, err
	}
	m, ok := v.(map[string]any)
	if !ok {
		return nil, inputErrorf(at, "%v is not a filter", v)
	}
	if m["where"] != nil && m["count"] == nil {
		return nil, inputErrorf(at+".where", "where says what count counts, and there is no count: some, all and none take what must match themselves")
	}
	var all graph.And
	for _, quant := range []graph.Quant{graph.QuantSome, graph.QuantAll, graph.QuantNone} {
		if w := m[string(quant)]; w != nil {
			f, err := r.match(field, w, at+"."+string(quant), depth)
			if err != nil {
				return nil, err
			}
			f.Quant = quant
			all = append(all, f)
		}
	}
	if m["count"] == nil {
		return all, nil
	}
	counts, err := r.counts(field, m, at, depth)
	return append(all, counts...), err
}

// match reads what an edge and the node at its end must be like.
func (r *filterReader) match(field graph.Field, v any, at string, depth int) (graph.Related, error) {
	f := graph.Related{Field: field.Name}
	m, _ := v.(map[string]any)
	var err error
	if m["edge"] != nil {
		if f.Edge, err = r.filter(target{field: field}, m["edge"], at+".edge", depth); err != nil {
			return f, err
		}
	}
	if m["node"] != nil {
		f.Node, err = r.filter(target{ends: field.Ends}, m["node"], at+".node", depth)
	}
	return f, err
}

// counts reads how many edges there must be.
func (r *filterReader) counts(field graph.Field, m map[string]any, at string, depth int) (graph.And, error) {
	counted, err := r.match(field, m["where"], at+".where", depth)
	if err != nil {
		return nil, err
	}
	counted.Quant = graph.QuantCount
	counts, _ := m["count"].(map[string]any)
	var all graph.And
	for _, op := range slices.Sorted(maps.Keys(counts)) {
		here := at + ".count." + op
		if counts[op] == nil {
			return nil, inputErrorf(here, "%s can't be null: it takes a number", op)
		}
		n, err := readInt(counts[op], here)
		if err != nil {
			return nil, err
		}
		counted.Op, counted.Count = graph.Op(op), n
		all = append(all, counted)
	}
	return all, nil
}

// derived reads what is said of a field that is derived: it becomes a filter on what is stored.
func (r *filterReader) derived(noun graph.Noun, name string, v any, at string) (graph.Filter, error) {
	m, _ := v.(map[string]any)
	day, err := readDay(m["asOf"], at+".asOf")
	if err != nil {
		return nil, err
	}
	if day == "" {
		day = r.day
	}
	bearer := ""
	if m["bearer"] != nil {
		if bearer, err = actorID(fmt.Sprint(m["bearer"]), at+".bearer"); err != nil {
			return nil, err
		}
	}
	var all graph.And
	for _, op := range []string{"eq", "in"} {
		if m[op] == nil {
			continue
		}
		if err := r.left.terms(derivedTerms, r.limits); err != nil {
			return nil, &inputError{at, err}
		}
		all = append(all, derivedFilter(noun, day, bearer, asList(m[op])))
	}
	if len(all) == 0 {
		return nil, inputErrorf(at, "%s takes eq or in", name)
	}
	return all, nil
}

// derivedTerms is what a filter on a derived field counts for: it becomes that many comparisons, about.
const derivedTerms = 25

func derivedFilter(noun graph.Noun, day graph.Date, bearer string, values []any) graph.Filter {
	if noun == graph.NounCondition {
		return stateFilter(day, values)
	}
	statuses := make([]graph.ObligationStatus, len(values))
	for i, v := range values {
		statuses[i] = graph.ObligationStatus(fmt.Sprint(v))
	}
	return graph.StatusFilter(day, bearer, statuses...)
}

// stateFilter wants the conditions whose derived state on a day is one of those given, as graph.DeriveState has it.
func stateFilter(day graph.Date, states []any) graph.Filter {
	met, maybe := graph.MetOn(day), graph.MayBeMetOn(day)
	var wanted graph.Or
	for _, s := range states {
		switch graph.ConditionState(fmt.Sprint(s)) {
		case graph.ConditionStateMet:
			wanted = append(wanted, met)
		case graph.ConditionStateUnknown:
			wanted = append(wanted, graph.And{graph.Not{Filter: met}, maybe})
		case graph.ConditionStateUnmet:
			wanted = append(wanted, graph.Not{Filter: graph.Or{met, maybe}})
		}
	}
	return wanted
}
