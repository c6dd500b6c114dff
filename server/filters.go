package server

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"pactgraph/graph"
	"pactgraph/graph/registry"
)

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
		return graph.Property{Name: name, Type: graph.TypeRef}, true
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
		return nil, inputErrorf(at, "%s is not a filter", shown(v))
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
		return nil, inputErrorf(at, "%s is not a comparison", shown(v))
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
	case graph.TypeRef:
		return filterID(v, at)
	case graph.TypeIdentifiers:
		m, _ := v.(map[string]any)
		scheme, _ := m["scheme"].(string)
		value, _ := m["value"].(string)
		return graph.Identifier{Scheme: scheme, Value: value}, nil
	}
	return v, nil
}

// filterID reads the id of a node or an edge. A filter compares ids as they are, so that with anything else it would find nothing
// without a word.
func filterID(v any, at string) (any, error) {
	text, ok := v.(string)
	if !ok || graph.IsEdgeID(text) {
		return v, nil
	}
	err := graph.CheckID(text)
	if err == nil {
		return v, nil
	}
	hint := "names are found by search(text:), and those of states by actor(id:), which give the id"
	if s, ok := registry.Resolve(text); ok {
		hint = fmt.Sprintf("%s is %s, and actor(id:) knows states by their names", text, s.ID)
	}
	return nil, inputErrorf(at, "%w; a filter compares ids as they are: %s", err, hint)
}

// readInt reads a whole number. GraphQL's Int has 32 bits, and gqlparser doesn't see to it.
func readInt(v any, at string) (int, error) {
	f, err := readFloat(v, at)
	if err != nil || f != math.Trunc(f) || f < math.MinInt32 || f > math.MaxInt32 {
		return 0, inputErrorf(at, "%s is not a whole number within 32 bits", shown(v))
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
	return 0, inputErrorf(at, "%s is not a number", shown(v))
}

// shown writes an input as it came, in JSON: a text in quotes.
func shown(v any) string {
	text, err := json.Marshal(v)
	if err != nil || len(text) > 80 {
		return "the value"
	}
	return string(text)
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
		return nil, inputErrorf(at, "%s is not a filter", shown(v))
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
		values, err := derivedValues(noun, asList(m[op]), at+"."+op)
		if err != nil {
			return nil, err
		}
		all = append(all, derivedFilter(noun, day, bearer, values))
	}
	if len(all) == 0 {
		return nil, inputErrorf(at, "%s takes eq or in", name)
	}
	return all, nil
}

// derivedTerms is what a filter on a derived field counts for: it becomes that many comparisons, about.
const derivedTerms = 25

// derivedValues reads what a derived field is compared with: values of its enumeration.
func derivedValues(noun graph.Noun, list []any, at string) ([]string, error) {
	name := "ObligationStatus"
	if noun == graph.NounCondition {
		name = "ConditionState"
	}
	enum, _ := graph.EnumByName(name)
	values := make([]string, len(list))
	for i, v := range list {
		values[i], _ = v.(string)
		if !enum.Has(values[i]) {
			return nil, inputErrorf(at, "%s is not one of %s", shown(v), strings.Join(enum.Names(), ", "))
		}
	}
	return values, nil
}

func derivedFilter(noun graph.Noun, day graph.Date, bearer string, values []string) graph.Filter {
	if noun == graph.NounCondition {
		return stateFilter(day, values)
	}
	statuses := make([]graph.ObligationStatus, len(values))
	for i, v := range values {
		statuses[i] = graph.ObligationStatus(v)
	}
	return graph.StatusFilter(day, bearer, statuses...)
}

// stateFilter wants the conditions whose derived state on a day is one of those given, as graph.DeriveState has it.
func stateFilter(day graph.Date, states []string) graph.Filter {
	met, maybe := graph.MetOn(day), graph.MayBeMetOn(day)
	var wanted graph.Or
	for _, s := range states {
		switch graph.ConditionState(s) {
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
