package server

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"
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
		v, err := c.withoutAbsent(a.Value).Value(c.vars)
		if err != nil {
			return nil, inputErrorf(a.Name, "%s is not a number that can be read", a.Value)
		}
		values[a.Name] = v
	}
	return values, nil
}

// withoutAbsent gives a value without those fields of inputs that stand for a variable without a value. By the specification
// they are as good as left out, which null is not.
func (c *compiler) withoutAbsent(v *ast.Value) *ast.Value {
	if len(v.Children) == 0 {
		return v
	}
	whole := *v
	whole.Children = nil
	for _, child := range v.Children {
		if v.Kind == ast.ObjectValue && child.Value.Kind == ast.Variable {
			if _, ok := c.vars[child.Value.Raw]; !ok {
				continue
			}
		}
		whole.Children = append(whole.Children, &ast.ChildValue{Name: child.Name, Value: c.withoutAbsent(child.Value)})
	}
	return &whole
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
	if day, ok := momentDay(fmt.Sprint(v)); ok {
		return day, nil
	}
	text, ok := v.(string)
	if !ok {
		return "", inputErrorf(at, `%s is not a date: it is a text, such as "2026", "2026-01" or "2026-01-06", or a moment in milliseconds since 1970, which has at least %d digits`, shown(v), momentDigits)
	}
	day, err := graph.ParseDate(text)
	if err != nil {
		return "", inputErrorf(at, "%w", err)
	}
	return day, nil
}

// momentDigits is how many digits a number must have at least to be taken for milliseconds since 1970: years have fewer, and so
// have seconds since 1970.
const momentDigits = 11

// momentDay gives the day in UTC of a moment in milliseconds since 1970, as Grafana writes the ends of its time range; it is not
// ok for what is none, or out of the years that dates have.
func momentDay(text string) (day graph.Date, ok bool) {
	ms, err := strconv.ParseInt(text, 10, 64)
	if err != nil || len(strings.TrimLeft(text, "-+0")) < momentDigits {
		return "", false
	}
	day, err = graph.ParseDate(string(graph.DateOf(time.UnixMilli(ms))))
	return day, err == nil
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

// page reads first, after, last and before. Whether a cursor belongs to its list is for cursors to say.
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

// cursors checks each cursor, also where nothing of the page is selected, for which no page is asked.
func (a arguments) cursors(check func(cursor string) error) {
	for _, name := range []string{"after", "before"} {
		if err := check(a.text(name)); err != nil {
			a.report(&inputError{name, err})
		}
	}
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
	if n, ok := a.values[name].(json.Number); ok { // gqlparser lets a variable's number pass for a String
		return n.String()
	}
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

// untyped gives a value as encoding/json reads it: gqlparser makes a slice of the value's own type of a single value that a
// variable gives where a list is wanted, so that "ACTIVE" is a []string.
func untyped(v any) any {
	if m, ok := v.(map[string]any); ok {
		return untypedObject(m)
	}
	list := reflect.ValueOf(v)
	if list.Kind() != reflect.Slice {
		return v
	}
	values := make([]any, list.Len())
	for i := range values {
		values[i] = untyped(list.Index(i).Interface())
	}
	return values
}

func untypedObject(m map[string]any) map[string]any {
	values := make(map[string]any, len(m))
	for name, v := range m {
		values[name] = untyped(v)
	}
	return values
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
