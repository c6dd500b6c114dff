package sqlite

import (
	"database/sql/driver"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"pactgraph/graph"
)

// compiler makes the text of one statement and gathers its arguments. What a filter means is said by graph.Match; here
// every part of a filter becomes an SQL expression that is 0 or 1 and never NULL, so that Not is plain NOT.
//
// A text holds names of the model and no values, so that equal questions about different things share a statement.
type compiler struct {
	args    []driver.Value
	aliases int
}

// arg adds an argument and gives its place in the text.
func (c *compiler) arg(v driver.Value) string {
	c.args = append(c.args, v)
	return "?" + strconv.Itoa(len(c.args))
}

// alias gives a name for one more table.
func (c *compiler) alias(prefix string) string {
	c.aliases++
	return prefix + strconv.Itoa(c.aliases)
}

const (
	always = "1"
	never  = "0"
)

// allOf and anyOf join conditions as a tree that is balanced, since SQLite bounds how deep an expression may be.

func allOf(conditions ...string) string { return join(" AND ", always, conditions) }

func anyOf(conditions ...string) string { return join(" OR ", never, conditions) }

// join leaves out the conditions that say nothing, and is neutral where none is left.
func join(op, neutral string, list []string) string {
	list = slices.DeleteFunc(slices.Clone(list), func(s string) bool { return s == neutral })
	switch len(list) {
	case 0:
		return neutral
	case 1:
		return list[0]
	}
	half := len(list) / 2
	return "(" + join(op, neutral, list[:half]) + op + join(op, neutral, list[half:]) + ")"
}

// scope says what the names in a filter stand for.
type scope struct {
	// noun is that of the node the filter is about; empty for an edge.
	noun graph.Noun
	// id is the expression of the node's or edge's id; row the alias of the row that has the properties.
	id, row string
	// property finds what may be compared.
	property func(name string) (graph.Property, bool)
}

func nodeScope(n graph.Noun, row string) scope {
	return scope{noun: n, id: row + ".id", row: row, property: n.Property}
}

func edgeScope(field graph.Field, row string) scope {
	return scope{id: row + ".id", row: row, property: field.EdgeProperty}
}

// filter compiles a filter.
func (c *compiler) filter(s scope, f graph.Filter) string {
	each := func(list []graph.Filter) []string {
		texts := make([]string, len(list))
		for i, g := range list {
			texts[i] = c.filter(s, g)
		}
		return texts
	}
	switch f := f.(type) {
	case graph.And:
		return allOf(each(f)...)
	case graph.Or:
		return anyOf(each(f)...)
	case graph.Not:
		return "NOT (" + c.filter(s, f.Filter) + ")"
	case graph.Is:
		return c.is(s, f)
	case graph.Related:
		return c.related(s, f)
	}
	return always
}

// is compiles a comparison. A property that the noun doesn't have is no match, whatever is asked of it.
func (c *compiler) is(s scope, f graph.Is) string {
	switch {
	case f.Prop == "id":
		return c.scalar(s.id, f)
	case f.Prop == "degree" && s.noun.IsEntity():
		return c.scalar("(SELECT degree FROM node WHERE id = "+s.id+")", f)
	}
	p, ok := s.property(f.Prop)
	if !ok {
		return never
	}
	column := s.row + "." + quote(p.Name)
	switch {
	case f.Op == graph.OpIsNull:
		if f.Value.(bool) {
			return column + " IS NULL"
		}
		return column + " IS NOT NULL"
	case f.Op == graph.OpContains || f.Op == graph.OpStartsWith:
		return c.text(s.row+"."+quote(folded(p.Name)), p, f)
	case p.Type.IsList():
		return c.list(column, p, f)
	case p.Type == graph.TypeDate:
		return c.date(s.row, p, f)
	}
	return c.scalar(column, f)
}

var sqlOps = map[graph.Op]string{
	graph.OpEq: "IS", graph.OpNe: "IS NOT", graph.OpLt: "<", graph.OpLte: "<=", graph.OpGt: ">", graph.OpGte: ">=",
}

// scalar compares a column with one value or with a list.
func (c *compiler) scalar(column string, f graph.Is) string {
	switch f.Op {
	case graph.OpIn:
		return "(" + column + " IS NOT NULL AND " + column + " IN " + c.values(f.Value.([]any)) + ")"
	case graph.OpNotIn:
		return "(" + column + " IS NULL OR " + column + " NOT IN " + c.values(f.Value.([]any)) + ")"
	case graph.OpEq, graph.OpNe:
		return column + " " + sqlOps[f.Op] + " " + c.arg(columnValue(f.Value))
	case graph.OpIsNull:
		if f.Value.(bool) {
			return never
		}
		return always
	}
	return "(" + column + " IS NOT NULL AND " + column + " " + sqlOps[f.Op] + " " + c.arg(columnValue(f.Value)) + ")"
}

// values gives a list to look into. Texts and whole numbers go in one argument, so that the statement is the same for
// any number of them; others, whose form in JSON might not be exact, one by one.
func (c *compiler) values(list []any) string {
	if len(list) > 0 {
		if _, ok := list[0].(float64); ok {
			marks := make([]string, len(list))
			for i, v := range list {
				marks[i] = c.arg(columnValue(v))
			}
			return "(" + strings.Join(marks, ", ") + ")"
		}
	}
	plain := make([]any, len(list))
	for i, v := range list {
		plain[i] = columnValue(v)
	}
	return "(SELECT value FROM json_each(" + c.arg(jsonText(plain)) + "))"
}

// text looks into the folded form of a text, or of the texts of a list.
func (c *compiler) text(column string, p graph.Property, f graph.Is) string {
	if p.Type.IsList() {
		j := c.alias("j")
		return "EXISTS (SELECT 1 FROM json_each(" + column + ") " + j + " WHERE " + c.textTest(j+".value", f) + ")"
	}
	return "(" + c.textTest(column, f) + ") IS TRUE"
}

func (c *compiler) textTest(text string, f graph.Is) string {
	wanted := graph.FoldText(f.Value.(string))
	if f.Op == graph.OpStartsWith {
		return "substr(" + text + ", 1, " + c.arg(int64(utf8.RuneCountInString(wanted))) + ") = " + c.arg(wanted)
	}
	return "instr(" + text + ", " + c.arg(wanted) + ") > 0"
}

// list looks for elements of a list.
func (c *compiler) list(column string, p graph.Property, f graph.Is) string {
	wanted := []any{f.Value}
	if f.Op == graph.OpHasAny {
		wanted = f.Value.([]any)
	}
	j := c.alias("j")
	from := "EXISTS (SELECT 1 FROM json_each(" + column + ") " + j + " WHERE "
	if p.Type != graph.TypeIdentifiers {
		return from + j + ".value IN " + c.values(wanted) + ")"
	}
	tests := make([]string, len(wanted))
	for i, v := range wanted {
		id := v.(graph.Identifier)
		tests[i] = "(" + j + ".value ->> 'scheme' = " + c.arg(id.Scheme) + " AND " + j + ".value ->> 'value' = " + c.arg(id.Value) + ")"
	}
	return from + anyOf(tests...) + ")"
}

// date compares dates as the intervals that they are.
func (c *compiler) date(row string, p graph.Property, f graph.Is) string {
	column, first, last := row+"."+quote(p.Name), row+"."+quote(firstDay(p.Name)), row+"."+quote(lastDay(p.Name))
	switch f.Op {
	case graph.OpEq, graph.OpNe, graph.OpIn, graph.OpNotIn:
		// The same interval is the same text.
		return c.scalar(column, f)
	}
	day := f.Value.(graph.Date)
	var test string
	switch f.Op {
	case graph.OpLt:
		test = last + " < " + c.arg(day.First())
	case graph.OpLte:
		test = first + " <= " + c.arg(day.Last())
	case graph.OpGt:
		test = first + " > " + c.arg(day.Last())
	case graph.OpGte:
		test = last + " >= " + c.arg(day.First())
	case graph.OpDuring:
		test = first + " >= " + c.arg(day.First()) + " AND " + last + " <= " + c.arg(day.Last())
	case graph.OpOverlaps:
		test = first + " <= " + c.arg(day.Last()) + " AND " + last + " >= " + c.arg(day.First())
	}
	return "(" + first + " IS NOT NULL AND " + test + ")"
}

// node compiles a filter on the node with an id, which is of one of some nouns. Each noun has its own table; where the
// filter asks for the id alone, none is needed.
func (c *compiler) node(nouns []graph.Noun, id string, f graph.Filter) string {
	if f == nil {
		return always
	}
	if onlyID(f) {
		return c.filter(scope{id: id}, f)
	}
	texts := make([]string, len(nouns))
	for i, n := range nouns {
		row := c.alias("n")
		texts[i] = "EXISTS (SELECT 1 FROM " + quote(string(n)) + " " + row + " WHERE " + row + ".id = " + id +
			" AND " + c.filter(nodeScope(n, row), f) + ")"
	}
	return anyOf(texts...)
}

// onlyID tells whether a filter asks for nothing but ids.
func onlyID(f graph.Filter) bool {
	each := func(list []graph.Filter) bool {
		for _, g := range list {
			if !onlyID(g) {
				return false
			}
		}
		return true
	}
	switch f := f.(type) {
	case graph.And:
		return each(f)
	case graph.Or:
		return each(f)
	case graph.Not:
		return onlyID(f.Filter)
	case graph.Is:
		return f.Prop == "id"
	}
	return false
}

// walk says how a field's edges lie in the table of edges: which column holds the node they are walked from (near) and
// which the node at the other end (far).
type walk struct {
	graph.Field
	near, far string
}

func walkOf(f graph.Field) walk {
	if f.Direction == graph.In {
		return walk{f, `"end"`, "start"}
	}
	return walk{f, "start", `"end"`}
}

// edges gives the condition that a row of the table of edges is an edge of the field, and leads to one of the nouns.
func (w walk) edges(row string, ends []graph.Noun) string {
	types := make([]string, len(w.Types))
	for i, t := range w.Types {
		types[i] = row + ".type = " + literal(string(t))
	}
	conditions := []string{anyOf(types...)}
	if len(ends) < len(w.Ends) || strays[string(w.On)+"."+w.Name] {
		ranges := make([]string, len(ends))
		for i, n := range ends {
			// Ids begin with their noun and a slash, and "0" is the character after the slash.
			far := row + "." + w.far
			ranges[i] = "(" + far + " >= " + literal(n.Prefix()+"/") + " AND " + far + " < " + literal(n.Prefix()+"0") + ")"
		}
		conditions = append(conditions, anyOf(ranges...))
	}
	return allOf(conditions...)
}

// strays are the fields whose types of edges lead to other nouns than the field does: CONCERNS leads back from an actor to obligations and to conditions, which are two fields.
var strays = func() map[string]bool {
	m := map[string]bool{}
	for _, on := range graph.Nouns() {
		for _, f := range on.Fields() {
			for _, g := range on.Fields() {
				shared := slices.ContainsFunc(g.Types, func(t graph.EdgeType) bool { return slices.Contains(f.Types, t) })
				if g.Name != f.Name && g.Direction == f.Direction && shared {
					m[string(on)+"."+f.Name] = true
				}
			}
		}
	}
	return m
}()

// related compiles a filter on what a field leads to.
func (c *compiler) related(s scope, f graph.Related) string {
	field, ok := graph.FieldOf(s.noun, f.Field)
	if !ok {
		return never
	}
	w, row := walkOf(field), c.alias("e")
	if named, rest := splitNamed(f.Node); f.Quant == graph.QuantSome && len(named) > 0 {
		f.Node = rest
		return c.relatedTo(s, w, row, f, named)
	}
	own := allOf(row+"."+w.near+" = "+s.id, w.edges(row, field.Ends), c.filter(edgeScope(field, row), field.Own()))
	from := "(SELECT 1 FROM edge " + row + " WHERE " + own + " AND "
	edge := c.filter(edgeScope(field, row), f.Edge)
	both := func() string { return allOf(edge, c.node(field.Ends, row+"."+w.far, f.Node)) }
	switch f.Quant {
	case graph.QuantSome:
		return "EXISTS " + from + both() + ")"
	case graph.QuantNone:
		return "NOT EXISTS " + from + both() + ")"
	case graph.QuantAll:
		return "NOT EXISTS " + from + "NOT (" + both() + "))"
	case graph.QuantCount:
		count := "(SELECT count(*) FROM edge " + row + " WHERE " + own + " AND " + both() + ")"
		return count + " " + sqlOps[f.Op] + " " + c.arg(int64(f.Count))
	case graph.QuantSomeGroup:
		every := "min(" + c.node(field.Ends, row+"."+w.far, f.Node) + ") = 1"
		return "EXISTS " + from + edge + " GROUP BY " + row + "." + quote(f.By) + " HAVING " + every + ")"
	}
	return never
}

// splitNamed takes the parts of a filter that name nodes by their ids out of it; all parts must hold.
func splitNamed(f graph.Filter) (named, rest graph.And) {
	switch f := f.(type) {
	case graph.And:
		for _, g := range f {
			n, r := splitNamed(g)
			named, rest = append(named, n...), append(rest, r...)
		}
		return named, rest
	case graph.Is:
		if f.Prop == "id" && (f.Op == graph.OpEq || f.Op == graph.OpIn) {
			return graph.And{f}, nil
		}
	}
	if f != nil {
		rest = graph.And{f}
	}
	return nil, rest
}

// relatedTo compiles "is related to one of these nodes", starting at them: the other way round would go through every
// node of the noun.
func (c *compiler) relatedTo(s scope, w walk, row string, f graph.Related, named graph.And) string {
	return s.id + " IN (SELECT " + row + "." + w.near + " FROM edge " + row + " WHERE " + allOf(
		c.filter(scope{id: row + "." + w.far}, named),
		w.edges(row, w.Ends),
		c.filter(edgeScope(w.Field, row), w.Own()),
		c.filter(edgeScope(w.Field, row), f.Edge),
		c.node(w.Ends, row+"."+w.far, f.Node),
	) + ")"
}
