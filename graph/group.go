package graph

import (
	"cmp"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
)

// Bounds of a tally. They bound what an answer takes of memory.
const (
	// MaxTallyRows is how many groups a tally may have.
	MaxTallyRows = 50_000
	// MaxTallyBindings is how many ways there may be, for all nodes together, to have the values that are grouped by and
	// counted: a node with three bearers and two sources has six.
	MaxTallyBindings = 1_000_000
	// MaxTallyDimensions is how many things may be grouped by and counted at once.
	MaxTallyDimensions = 8
)

// Tally asks how many nodes of a noun there are for each combination of values.
//
// A node is in each group whose values it has: one that has several values of a dimension, such as two bearers, is in
// several groups, and counts once in each. One that has none is in the group of no value. Dimensions with the same path
// speak of the same node at its end: with the bearers and the bearers' kinds, an obligation of a state and a coalition is
// in the groups (the state, STATE) and (the coalition, COALITION), and in no other.
type Tally struct {
	Noun   Noun
	Filter Filter
	// From, if it is there, counts for each of some nodes apart those that a field leads to from it.
	From *Origins
	// By is what is grouped by. With none there is one group, unless nothing matches.
	By []Dimension
	// Distinct asks how many different values of each of these there are in a group; no value is none of them.
	Distinct []Dimension
}

// Origins are the nodes from which a field leads to those that are counted: a node that it leads to from two of them
// counts for each of them, and by two edges from one of them once.
type Origins struct {
	// On and Field name the field, all of whose ends are of the noun that is counted. Field is "claims", and On empty, where
	// the origins are edges and the claims about them are counted.
	On    Noun
	Field string
	// IDs are those of the origins. One with nothing that matches has no groups.
	IDs []string
	// Edge is a filter on the field's edges.
	Edge Filter
}

// Dimension is a value of a node, or of the nodes that a path from it leads to.
type Dimension struct {
	// Path leads from the node to others; empty for the node itself. Where a step leads nowhere, there is no value.
	Path []Step
	// Climb, if there is one, goes on from the end of the path; the value is then the id of each node that it reaches.
	Climb *Climb
	// Prop is the property that is the value, or "id". The elements of a list are each a value; identifiers can't be taken.
	Prop string
	// Unit takes the year, quarter or month of a date in place of the date: it is a value only if the whole date lies in one.
	Unit Interval
	// Cases, if there are any, give the value in place of a property: that of the first whose filter matches.
	Cases []Case
}

// Step is one relation on a path, of which some edges and the nodes at their ends count.
type Step struct {
	Field      string
	Edge, Node Filter
}

// Climb walks a field again and again, up to the first nodes on each way that match Until. The node where it begins is
// one of them if it matches. The field leads from a noun to itself.
type Climb struct {
	Step
	Until Filter
}

// Case is a value that holds where a filter matches.
type Case struct {
	Value  string
	Filter Filter
}

// TallyRow is one group.
type TallyRow struct {
	// Origin is the id of the node or edge for which it was counted, if the tally has origins.
	Origin string
	// Keys are the group's values, one for each of By; nil for no value. They are of the Go type of the property: texts,
	// bool, int or float64; a date, a part of one and an id are texts.
	Keys []any
	// Count is the number of nodes, each once.
	Count int
	// Distinct are the numbers of different values.
	Distinct []int
}

// TallyAnswer is what a tally finds: all groups, in the order of their origins and then of their keys.
type TallyAnswer struct {
	Rows     []TallyRow
	Revision int
}

// TallyWalk is a path of a tally with all that is asked at its end, for a store to compile.
type TallyWalk struct {
	Steps []TallyStep
	// Ends are the nouns at its end.
	Ends   []Noun
	Values []TallyValue
}

// TallyStep is a step with the field that it walks. Edge holds what belongs to the field too.
type TallyStep struct {
	Field Field
	Step
}

// TallyValue is a dimension at the end of a walk.
type TallyValue struct {
	Dimension
	// Column is its place among By and, after them, Distinct.
	Column int
	// Property is what its Prop names, or the id.
	Property Property
	// Up is the step of its climb; nil where it has none.
	Up *TallyStep
}

// dimensions are those that are grouped by, then those that are counted.
func (t Tally) dimensions() []Dimension { return slices.Concat(t.By, t.Distinct) }

// Check tells whether the tally can be asked. Stores call it before they do anything.
func (t Tally) Check() error {
	if nounTables()[t.Noun] == nil {
		return Errorf(KindInvalid, "%q is no noun", t.Noun)
	}
	if n := len(t.dimensions()); n > MaxTallyDimensions {
		return Errorf(KindTooLarge, "%d things are grouped by and counted: at most %d are allowed", n, MaxTallyDimensions)
	}
	for _, d := range t.dimensions() {
		if err := d.check(t.Noun); err != nil {
			return err
		}
	}
	if err := t.From.check(t.Noun); err != nil {
		return err
	}
	return CheckFilter(t.Noun, t.Filter)
}

func (o *Origins) check(counted Noun) error {
	switch {
	case o == nil:
		return nil
	case o.ofEdges():
		if o.Field != "claims" || counted != NounClaim || o.Edge != nil {
			return Errorf(KindInvalid, "of edges only the claims can be counted, not %s by %q", counted, o.Field)
		}
		return nil
	}
	step, err := Step{Field: o.Field, Edge: o.Edge}.check(o.On)
	if err == nil && !slices.Equal(step.Field.Ends, []Noun{counted}) {
		return Errorf(KindInvalid, "%s.%s doesn't lead to nodes of the type %s alone", o.On, o.Field, counted)
	}
	return err
}

// ofEdges tells whether the origins are edges.
func (o *Origins) ofEdges() bool { return o.On == "" }

// KeyCount is how many values a group's row begins with: the origin's id, if the tally has origins, and one for each of By.
func (t Tally) KeyCount() int {
	if t.From != nil {
		return 1 + len(t.By)
	}
	return len(t.By)
}

// Origin gives the step from the origins, whose nodes are those that are counted, for a store to compile; false where the
// origins are edges. The tally must have origins and have passed Check.
func (t Tally) Origin() (TallyStep, bool) {
	if t.From.ofEdges() {
		return TallyStep{}, false
	}
	return Step{Field: t.From.Field, Edge: t.From.Edge, Node: t.Filter}.on(t.From.On), true
}

func (d Dimension) check(on Noun) error {
	ends := []Noun{on}
	for _, s := range d.Path {
		if len(ends) != 1 {
			return Errorf(KindInvalid, "a path can't go on from nodes of several nouns, by %q", s.Field)
		}
		step, err := s.check(ends[0])
		if err != nil {
			return err
		}
		ends = step.Field.Ends
	}
	if len(d.Cases) > 0 {
		return d.checkCases(ends)
	}
	if len(ends) != 1 {
		if d.Prop != "id" || d.Climb != nil {
			return Errorf(KindInvalid, "nodes of several nouns can be grouped by their id only, not by %q", d.Prop)
		}
		return nil
	}
	return d.checkValue(ends[0])
}

func (s Step) check(on Noun) (TallyStep, error) {
	field, ok := FieldOf(on, s.Field)
	if !ok {
		return TallyStep{}, Errorf(KindInvalid, "%s has no relation %q", on, s.Field)
	}
	if err := CheckEdgeFilter(field, s.Edge); err != nil {
		return TallyStep{}, err
	}
	return TallyStep{field, s}, checkFilterOn(field.Ends, s.Node)
}

func (d Dimension) checkCases(ends []Noun) error {
	for _, c := range d.Cases {
		if err := checkFilterOn(ends, c.Filter); err != nil {
			return err
		}
	}
	if len(ends) != 1 || d.Climb != nil {
		return Errorf(KindInvalid, "cases can be told of nodes of one noun only")
	}
	return nil
}

func (d Dimension) checkValue(n Noun) error {
	p, ok := n.comparable(d.Prop)
	switch {
	case !ok || d.Prop == "degree":
		return Errorf(KindInvalid, "%s can't be grouped by %q: there is no such property", n, d.Prop)
	case p.Type == TypeIdentifiers:
		return Errorf(KindInvalid, "%s can't be grouped by %s, which is a list of codes", n, d.Prop)
	case d.Unit != "" && p.Type != TypeDate:
		return Errorf(KindInvalid, "%s.%s has no %s: it is no date", n, d.Prop, strings.ToLower(string(d.Unit)))
	case d.Unit != "" && !slices.Contains(Intervals(), d.Unit):
		return Errorf(KindInvalid, "%q is no part of a date: it is one of YEAR, QUARTER and MONTH", d.Unit)
	case d.Climb == nil:
		return nil
	}
	step, err := d.Climb.check(n)
	if err != nil {
		return err
	}
	if !slices.Equal(step.Field.Ends, []Noun{n}) || d.Prop != "id" {
		return Errorf(KindInvalid, "%s.%s can't be climbed: it must lead to the same noun, and the value is the id", n, d.Climb.Field)
	}
	return CheckFilter(n, d.Climb.Until)
}

// Walks gives the paths of a tally that passed Check, each once, with what is asked at their ends. The empty path is among
// them if something is asked of the nodes themselves.
func (t Tally) Walks() []TallyWalk {
	var walks []TallyWalk
	var paths [][]Step
	for column, d := range t.dimensions() {
		i := slices.IndexFunc(paths, func(p []Step) bool {
			return len(p) == len(d.Path) && (len(p) == 0 || reflect.DeepEqual(p, d.Path))
		})
		if i < 0 {
			i = len(walks)
			paths = append(paths, d.Path)
			walks = append(walks, t.walk(d.Path))
		}
		walks[i].Values = append(walks[i].Values, tallyValue(d, column, walks[i].Ends))
	}
	return walks
}

func (t Tally) walk(path []Step) TallyWalk {
	w := TallyWalk{Ends: []Noun{t.Noun}}
	for _, s := range path {
		w.Steps = append(w.Steps, s.on(w.Ends[0]))
		w.Ends = w.Steps[len(w.Steps)-1].Field.Ends
	}
	return w
}

// on finds the step's field on a noun.
func (s Step) on(n Noun) TallyStep {
	field, _ := FieldOf(n, s.Field)
	s.Edge = allOf(field.Own(), s.Edge)
	return TallyStep{field, s}
}

func tallyValue(d Dimension, column int, ends []Noun) TallyValue {
	v := TallyValue{Dimension: d, Column: column, Property: Property{Type: TypeString}}
	if len(d.Cases) == 0 {
		v.Property, _ = ends[0].comparable(d.Prop)
	}
	if d.Climb != nil {
		up := d.Climb.on(ends[0])
		v.Up = &up
	}
	return v
}

// TallyReader makes the rows of an answer of what a store found.
type TallyReader struct {
	tally    Tally
	types    []Type
	bindings int
	rows     []TallyRow
}

// Reader gives a reader of the tally's answer.
func (t Tally) Reader() *TallyReader {
	r := &TallyReader{tally: t, types: make([]Type, len(t.dimensions()))}
	for _, w := range t.Walks() {
		for _, v := range w.Values {
			r.types[v.Column] = v.Property.Type
		}
	}
	return r
}

// Row takes a group: the values as the database has them (nil, a text, an int64, a float64 or a bool), of which the first is
// the origin's id if the tally has origins, the number of nodes and of bindings, and the distinct counts. It refuses a tally
// that has become too large.
func (r *TallyReader) Row(keys []any, count, bindings int, distinct []int) error {
	if count == 0 {
		return nil // a database counts nothing where there is nothing to group by
	}
	row := TallyRow{Count: count, Distinct: distinct}
	if r.tally.From != nil {
		row.Origin, _ = keys[0].(string)
		keys = keys[1:]
	}
	row.Keys = make([]any, len(keys))
	for i, v := range keys {
		var ok bool
		if row.Keys[i], ok = tallyKey(r.types[i], v); !ok {
			return Errorf(KindInternal, "the database has a %T where a %s is grouped by", v, r.types[i])
		}
	}
	r.rows = append(r.rows, row)
	r.bindings += bindings
	return r.check()
}

func (r *TallyReader) check() error {
	advice := "filter more, or group by fewer things"
	if r.tally.From != nil {
		advice += ", or ask for fewer nodes at once"
	}
	if len(r.rows) > MaxTallyRows {
		return Errorf(KindTooLarge, "there are more than %d groups: %s", MaxTallyRows, advice)
	}
	if r.bindings > MaxTallyBindings {
		return Errorf(KindTooLarge, "what is grouped by is combined in more than %d ways: %s", MaxTallyBindings, advice)
	}
	return nil
}

func tallyKey(t Type, v any) (any, bool) {
	switch v := v.(type) {
	case nil:
		return nil, true
	case string:
		return v, t != TypeInt && t != TypeFloat && t != TypeBool
	case bool:
		return v, t == TypeBool
	case float64:
		return v, t == TypeFloat
	case int64:
		if t == TypeBool {
			return v != 0, true
		}
		return int(v), t == TypeInt
	}
	return nil, false
}

// Answer gives the groups that were taken, in the order of their keys.
func (r *TallyReader) Answer(revision int) TallyAnswer {
	slices.SortFunc(r.rows, func(a, b TallyRow) int {
		return cmp.Or(cmp.Compare(a.Origin, b.Origin), compareKeys(a.Keys, b.Keys))
	})
	return TallyAnswer{r.rows, revision}
}

// compareKeys orders groups by their keys; no value comes last.
func compareKeys(a, b []any) int {
	for i := range a {
		if c := compareValues(a[i], b[i], false); c != 0 {
			return c
		}
	}
	return 0
}

// Count groups nodes, which must be all of the tally's noun that match its filter. It is what a tally means; stores compile
// tallies to do the same. Origins are the nodes that its From names, as far as they are there; it needs none for edges.
func (t Tally) Count(view View, nodes, origins []Node) ([]TallyRow, error) {
	walks, reader := t.Walks(), t.Reader()
	groups := map[string]*tallyGroup{}
	from := t.originsOf(view, nodes, origins)
	for _, n := range nodes {
		binding := make([]any, len(t.dimensions()))
		// Each walk is made once for a node, and not again for each value of those before it.
		ends := make([][]Node, len(walks))
		for i, w := range walks {
			ends[i] = w.ends(view, n)
		}
		eachBinding(view, walks, ends, binding, func() {
			for _, origin := range from[n.NodeID()] {
				t.add(groups, origin, n, binding)
			}
		})
	}
	for _, g := range groups {
		distinct := make([]int, len(g.distinct))
		for i, values := range g.distinct {
			distinct[i] = len(values)
		}
		keys := g.keys
		if t.From != nil {
			keys = slices.Insert(keys, 0, any(g.origin))
		}
		if err := reader.Row(keys, len(g.nodes), g.bindings, distinct); err != nil {
			return nil, err
		}
	}
	return reader.Answer(0).Rows, nil
}

// originsOf gives, for each node by its id, the ids of the origins for which it counts; an empty one where there are none.
func (t Tally) originsOf(view View, nodes, origins []Node) map[string][]string {
	of := map[string][]string{}
	if t.From == nil {
		for _, n := range nodes {
			of[n.NodeID()] = []string{""}
		}
		return of
	}
	add := func(id, origin string) {
		if !slices.Contains(of[id], origin) {
			of[id] = append(of[id], origin)
		}
	}
	if step, ok := t.Origin(); ok {
		for _, from := range origins {
			for _, n := range step.from(view, from) {
				add(n.NodeID(), from.NodeID())
			}
		}
		return of
	}
	about, _ := FieldOf(NounClaim, "about")
	for _, n := range nodes {
		view.Links(n, about, func(e *EdgeProps, _ Node) {
			if slices.Contains(t.From.IDs, e.Edge) {
				add(n.NodeID(), e.Edge)
			}
		})
	}
	return of
}

// tallyGroup is a group that is being counted.
type tallyGroup struct {
	origin   string
	keys     []any
	nodes    map[string]bool
	bindings int
	distinct []map[any]bool
}

func (t Tally) add(groups map[string]*tallyGroup, origin string, n Node, binding []any) {
	keys := binding[:len(t.By)]
	name := origin + keyName(keys)
	g := groups[name]
	if g == nil {
		g = &tallyGroup{origin: origin, keys: plainKeys(keys), nodes: map[string]bool{}, distinct: make([]map[any]bool, len(t.Distinct))}
		for i := range g.distinct {
			g.distinct[i] = map[any]bool{}
		}
		groups[name] = g
	}
	g.nodes[n.NodeID()] = true
	g.bindings++
	for i, v := range binding[len(t.By):] {
		if v != nil {
			g.distinct[i][v] = true
		}
	}
}

// keyName gives a text that is the same for equal keys, and for no others.
func keyName(keys []any) string { return fmt.Sprintf("%#v", keys) }

// plainKeys gives keys as a database has them.
func plainKeys(keys []any) []any {
	keys = slices.Clone(keys)
	for i, v := range keys {
		if n, ok := v.(int); ok {
			keys[i] = int64(n)
		}
	}
	return keys
}

// eachBinding calls yield for each way in which what walks lead to has values, which stand in binding then.
func eachBinding(view View, walks []TallyWalk, ends [][]Node, binding []any, yield func()) {
	if len(walks) == 0 {
		yield()
		return
	}
	for _, end := range ends[0] {
		eachValue(view, end, walks[0].Values, binding, func() { eachBinding(view, walks[1:], ends[1:], binding, yield) })
	}
}

// ends gives the nodes that a walk leads to, each once; one that is nil where there are none.
func (w TallyWalk) ends(view View, n Node) []Node {
	ends := []Node{n}
	for _, s := range w.Steps {
		var next []Node
		for _, at := range ends {
			next = append(next, s.from(view, at)...)
		}
		ends = eachOnce(next)
	}
	if len(ends) == 0 {
		return []Node{nil}
	}
	return ends
}

func (s TallyStep) from(view View, n Node) (ends []Node) {
	view.Links(n, s.Field, func(e *EdgeProps, end Node) {
		if MatchEdge(s.Field, e, s.Edge) && Match(view, end, s.Node) {
			ends = append(ends, end)
		}
	})
	return ends
}

func eachOnce(nodes []Node) []Node {
	seen := map[string]bool{}
	return slices.DeleteFunc(nodes, func(n Node) bool {
		id := n.NodeID()
		old := seen[id]
		seen[id] = true
		return old
	})
}

// eachValue calls yield for each combination of a node's values; no node has none.
func eachValue(view View, n Node, values []TallyValue, binding []any, yield func()) {
	if len(values) == 0 {
		yield()
		return
	}
	of := []any{nil}
	if n != nil {
		of = values[0].of(view, n)
	}
	for _, v := range of {
		binding[values[0].Column] = v
		eachValue(view, n, values[1:], binding, yield)
	}
}

// of gives the values of a node; one that is nil where it has none.
func (v TallyValue) of(view View, n Node) []any {
	var values []any
	switch value := Value(n, v.Prop).(type) {
	case nil:
		values = v.derived(view, n)
	case []string:
		for _, s := range value {
			values = append(values, s)
		}
	case Date:
		if text, ok := v.Unit.of(value); ok {
			values = []any{text}
		}
	default:
		values = []any{value}
		if v.Climb != nil {
			values = v.derived(view, n)
		}
	}
	if len(values) == 0 {
		return []any{nil}
	}
	return values
}

// derived gives the values that no property has.
func (v TallyValue) derived(view View, n Node) []any {
	if v.Climb != nil {
		return v.climb(view, n)
	}
	for _, c := range v.Cases {
		if Match(view, n, c.Filter) {
			return []any{c.Value}
		}
	}
	return nil
}

func (v TallyValue) climb(view View, n Node) (tops []any) {
	seen := map[string]bool{}
	for front := []Node{n}; len(front) > 0; {
		at := front[0]
		front = front[1:]
		switch {
		case seen[at.NodeID()]:
		case Match(view, at, v.Climb.Until):
			tops = append(tops, at.NodeID())
		default:
			front = append(front, v.Up.from(view, at)...)
		}
		seen[at.NodeID()] = true
	}
	return tops
}

// Interval is a part of the calendar.
type Interval string

// The intervals.
const (
	IntervalYear    Interval = "YEAR"
	IntervalQuarter Interval = "QUARTER"
	IntervalMonth   Interval = "MONTH"
)

// Intervals gives the intervals, the longest first.
func Intervals() []Interval { return []Interval{IntervalYear, IntervalQuarter, IntervalMonth} }

// of gives the interval in which the whole of a date lies, as "2026", "2026-Q1" or "2026-01"; an empty interval gives the
// date itself. False where the date isn't known that precisely.
func (i Interval) of(d Date) (string, bool) {
	year, month, _, _ := splitDate(string(d))
	switch {
	case i == "":
		return string(d), true
	case i == IntervalYear:
		return string(d[:4]), true
	case month == 0:
		return "", false
	case i == IntervalQuarter:
		return fmt.Sprintf("%04d-Q%d", year, (month+2)/3), true
	}
	return string(d[:7]), true
}

// finite gives a number, or nil where it is beyond what a float64 holds.
func finite(x float64) *float64 {
	if math.IsInf(x, 0) {
		return nil
	}
	return &x
}
