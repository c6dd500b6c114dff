package graph

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// DefaultPage and MaxPage are the sizes of a page: when nothing is said, and at most.
const (
	DefaultPage = 25
	MaxPage     = 1000
)

// Query is one question: some nodes of a noun, and what is wanted with each.
type Query struct {
	// Noun is what is asked for. With IDs it may be empty: then each id's own noun counts.
	Noun Noun
	// IDs asks for these nodes, in this order; Filter, Order, Page, Total and Groups don't apply then. An id asked twice is
	// answered twice.
	IDs []string
	Selection
}

// Selection is what a query wants of a list of nodes, at its root and nested.
type Selection struct {
	Filter Filter
	Order  []Order
	Page   Page
	// Total asks for the number of nodes (or edges) before paging.
	Total bool
	With  []With
	// Groups asks for all the nodes of the list, whatever its page, in groups. Noun and AsOf of each must be those of the list, whose
	// filter it has. FindWithGroups answers them, under their keys; a store leaves them alone.
	Groups []*GroupQuery
}

// With asks for what is related with each node, through a field.
type With struct {
	// Key is under what the page is kept, so that one field can be asked for twice; the field's name where it is empty.
	Key string
	// Field is the field's name, as FieldOf has it on each node's noun. On an edge it is "claims", or the name of a
	// property that names a node, such as "by".
	Field string
	// On limits it to nodes of this noun; empty for all. It matters where nodes of several nouns come together.
	On Noun
	// Edge filters the edges; Selection.Filter filters the nodes at their other ends.
	Edge Filter
	// Ends limits the nouns at the other end; empty for all that the field has.
	Ends []Noun
	Selection
	// OnEdge asks for what is related with each edge.
	OnEdge []With
}

// Name is the key under which the page is kept.
func (w With) Name() string { return firstOf(w.Key, w.Field) }

// Order sorts by one property of the noun itself; nodes without a value come last, whichever the direction. Texts sort
// by Unicode code point, dates by first day, then by last, false before true. Lists can't be sorted by.
// Nodes that are equal in all orders sort by id, and edges to the same node by the edge's id, both ascending.
type Order struct {
	Prop string
	Desc bool
}

// Page is a window on a sorted list, as in Relay's specification: the first n after a cursor, or the last n before
// one. Either First or Last is set; a cursor may be given on the other side too. A nil First and Last is the first
// DefaultPage.
type Page struct {
	First, Last   *int
	After, Before string
}

// Size is how many are asked for, and whether from the end.
func (p Page) Size() (n int, fromEnd bool) {
	switch {
	case p.First != nil:
		return *p.First, false
	case p.Last != nil:
		return *p.Last, true
	}
	return DefaultPage, false
}

// Check tells whether the page can be asked for.
func (p Page) Check() error {
	if p.First != nil && p.Last != nil {
		return Errorf(KindInvalid, "first and last can't be given together")
	}
	n, fromEnd := p.Size()
	name := "first"
	if fromEnd {
		name = "last"
	}
	if n < 0 {
		return Errorf(KindInvalid, "%s can't be %d: it is 0 or more", name, n)
	}
	if n > MaxPage {
		return Errorf(KindTooLarge, "%s can't be %d: a page has at most %d", name, n, MaxPage)
	}
	return nil
}

// Limits on a query's form, so that no question costs a store more than it can bear.
const (
	maxWithDepth = 16
	maxOrders    = 8
)

// Check tells whether the query can be asked: names, types, sizes and cursors. Stores call it before they do anything.
func (q Query) Check() error {
	if nounTables()[q.Noun] == nil && (q.IDs == nil || q.Noun != "") {
		return Errorf(KindInvalid, "%q is no noun", q.Noun)
	}
	if q.IDs != nil {
		if len(q.IDs) > MaxPage {
			return Errorf(KindTooLarge, "%d ids were asked for: at most %d are allowed", len(q.IDs), MaxPage)
		}
		ends := Nouns()
		if q.Noun != "" {
			ends = []Noun{q.Noun}
		}
		return checkWiths(ends, q.With, 1)
	}
	for _, g := range q.Groups {
		if err := q.groups(g).check([]Noun{q.Noun}); err != nil {
			return err
		}
	}
	return q.Selection.check([]Noun{q.Noun}, q.mark(), 1)
}

func (q Query) mark() string { return orderMark(string(q.Noun), q.Order) }

func (s Selection) check(ends []Noun, mark string, depth int) error {
	if err := s.Page.Check(); err != nil {
		return err
	}
	if err := checkOrder(ends, s.Order); err != nil {
		return err
	}
	for _, c := range []string{s.Page.After, s.Page.Before} {
		if err := s.checkCursor(ends, mark, c); err != nil {
			return err
		}
	}
	if err := checkFilterOn(ends, s.Filter); err != nil {
		return err
	}
	return checkWiths(ends, s.With, depth)
}

// checkCursor checks a cursor by itself. The order must have been checked.
func (s Selection) checkCursor(ends []Noun, mark, cursor string) error {
	if cursor == "" || len(ends) == 0 {
		return nil
	}
	_, err := decodeCursor(mark, ends, s.Order, cursor)
	return err
}

// CheckCursor tells whether a cursor belongs to the query's list in its order, which must be one that Check takes.
// Check tells so too, but not which cursor of which list is wrong.
func (q Query) CheckCursor(cursor string) error {
	return q.Selection.checkCursor([]Noun{q.Noun}, q.mark(), cursor)
}

// CheckCursor does for what a field leads to what Query.CheckCursor does.
func (w With) CheckCursor(field Field, cursor string) error {
	return w.Selection.checkCursor(w.ends(field), w.mark(field), cursor)
}

// CheckEdgeCursor does it for what is related with an edge, where target is the noun it leads to.
func (w With) CheckEdgeCursor(target Noun, cursor string) error {
	return w.Selection.checkCursor([]Noun{target}, w.edgeMark(), cursor)
}

func checkFilterOn(ends []Noun, f Filter) error {
	var first error
	for _, n := range ends {
		err := CheckFilter(n, f)
		if err == nil {
			return nil
		}
		first = cmp.Or(first, err)
	}
	return first
}

func checkOrder(ends []Noun, orders []Order) error {
	if len(orders) > maxOrders {
		return Errorf(KindTooLarge, "%d orders were given: at most %d are allowed", len(orders), maxOrders)
	}
	for _, o := range orders {
		for _, n := range ends {
			p, ok := n.comparable(o.Prop)
			if !ok {
				return Errorf(KindInvalid, "%s can't be ordered by %q: there is no such property", n, o.Prop)
			}
			if p.Type.IsList() {
				return Errorf(KindInvalid, "%s can't be ordered by %s: it is a list", n, o.Prop)
			}
		}
	}
	return nil
}

func checkWiths(ends []Noun, withs []With, depth int) error {
	if len(withs) > 0 && depth > maxWithDepth {
		return Errorf(KindTooLarge, "the query is more than %d relations deep", maxWithDepth)
	}
	for _, w := range withs {
		for _, n := range ends {
			if w.On != "" && w.On != n {
				continue
			}
			field, ok := FieldOf(n, w.Field)
			if !ok {
				return Errorf(KindInvalid, "%s has no relation %q", n, w.Field)
			}
			if err := w.check(field, depth); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w With) check(field Field, depth int) error {
	if err := CheckEdgeFilter(field, w.Edge); err != nil {
		return err
	}
	ends := w.ends(field)
	if err := w.Selection.check(ends, w.mark(field), depth+1); err != nil {
		return err
	}
	for _, g := range w.Groups {
		if err := w.groups(field, g).check(ends); err != nil {
			return err
		}
	}
	for _, e := range w.OnEdge {
		target, err := EdgeTarget(field, e)
		if err != nil {
			return err
		}
		for _, g := range e.Groups {
			if err := e.edgeGroups(g).check([]Noun{target}); err != nil {
				return err
			}
		}
		if err := e.Selection.check([]Noun{target}, e.edgeMark(), depth+1); err != nil {
			return err
		}
	}
	return nil
}

// EdgeFilter is the whole filter on the edges of a field: what the query wants, and what belongs to the field.
func (w With) EdgeFilter(field Field) Filter {
	if own := field.Own(); own != nil {
		return And{own, w.Edge}
	}
	return w.Edge
}

// EdgeTarget gives the noun that a With on an edge of a field leads to: claims, or what a property such as "by" names.
func EdgeTarget(field Field, w With) (Noun, error) {
	if w.Field == "claims" {
		return NounClaim, nil
	}
	if p, ok := field.EdgeProperty(w.Field); ok && p.Type == TypeRef {
		return p.Ref, nil
	}
	return "", Errorf(KindInvalid, "the edges of %s.%s have no relation %q", field.On, field.Name, w.Field)
}

// ends gives the nouns at the other end that are asked for.
func (w With) ends(field Field) []Noun {
	if len(w.Ends) == 0 {
		return field.Ends
	}
	return slices.DeleteFunc(slices.Clone(w.Ends), func(n Noun) bool { return !slices.Contains(field.Ends, n) })
}

func (w With) mark(field Field) string { return orderMark(string(field.On)+"."+field.Name, w.Order) }

// edgeMark is the mark of a With on an edge.
func (w With) edgeMark() string { return orderMark("edge."+w.Field, w.Order) }

// Cursors. A cursor holds the mark of the list and order it belongs to, the sort values, and the ids. It is opaque to
// clients, and the same on every store.

// Position is where a cursor stands: the values of the order's properties (nil for none), the node's id and, in a list
// of edges, the edge's id.
type Position struct {
	Values []any
	ID     string
	Edge   string
}

func orderMark(list string, orders []Order) string {
	parts := []string{list}
	for _, o := range orders {
		parts = append(parts, o.Prop, fmt.Sprint(o.Desc))
	}
	return hashID("", parts...)[1:9]
}

// encodeCursor makes the cursor of a node in a list with a mark.
func encodeCursor(mark string, p Position) string {
	b := make([]byte, 0, 128)
	b = appendJSON(append(b, '['), mark)
	b = appendJSON(append(b, ','), p.ID)
	b = appendJSON(append(b, ','), p.Edge)
	for _, v := range p.Values {
		b = appendJSON(append(b, ','), v)
	}
	return base64.RawURLEncoding.EncodeToString(append(b, ']'))
}

// appendJSON writes a value as json.Marshal does. Plain texts, such as nearly all ids, are written directly: each edge
// of each page has a cursor.
func appendJSON(b []byte, v any) []byte {
	if s, ok := v.(string); ok && !strings.ContainsFunc(s, needsEscape) {
		return append(append(append(b, '"'), s...), '"')
	}
	text, err := json.Marshal(v)
	if err != nil {
		panic("graph: a cursor's value can't be written: " + err.Error())
	}
	return append(b, text...)
}

func needsEscape(r rune) bool {
	return r < ' ' || r > '~' || r == '"' || r == '\\' || r == '<' || r == '>' || r == '&'
}

// decodeCursor reads a cursor of the list with this mark; ends are the nouns in the list.
func decodeCursor(mark string, ends []Noun, orders []Order, cursor string) (Position, error) {
	bad := Errorf(KindInvalid, "%q is not a cursor of this list in this order: take one from this field, asked with the same orderBy", shorten(cursor))
	b, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return Position{}, bad
	}
	var raw []json.RawMessage
	if err := json.Unmarshal(b, &raw); err != nil || len(raw) != 3+len(orders) {
		return Position{}, bad
	}
	var texts [3]string
	for i := range texts {
		if err := json.Unmarshal(raw[i], &texts[i]); err != nil {
			return Position{}, bad
		}
	}
	if texts[0] != mark {
		return Position{}, bad
	}
	p := Position{ID: texts[1], Edge: texts[2], Values: make([]any, len(orders))}
	for i, o := range orders {
		if string(raw[3+i]) == "null" {
			continue
		}
		prop, _ := ends[0].comparable(o.Prop)
		if p.Values[i], err = prop.DecodeValue(raw[3+i]); err != nil {
			return Position{}, bad
		}
		if err := prop.checkElement(p.Values[i]); err != nil && prop.Type != TypeRef {
			return Position{}, bad
		}
	}
	return p, nil
}

// Window is a page made ready for a store: the positions between which it lies, and how many are wanted.
type Window struct {
	After, Before *Position
	// Count is how many are wanted; a store fetches one more, to know whether there are others.
	Count   int
	FromEnd bool
	// Orders are the order's properties with their types, for the store to compile.
	Orders []OrderBy
	mark   string
}

// OrderBy is an Order with the property it sorts by.
type OrderBy struct {
	Property
	Desc bool
}

// Window makes the page of a query at its root ready. The query must have passed Check.
func (q Query) Window() Window { return q.Selection.window([]Noun{q.Noun}, q.mark()) }

// Window makes the page of what a field leads to ready. The query must have passed Check.
func (w With) Window(field Field) Window { return w.Selection.window(w.ends(field), w.mark(field)) }

// EdgeWindow makes the page of what is related with an edge ready, where target is the noun it leads to.
func (w With) EdgeWindow(target Noun) Window {
	return w.Selection.window([]Noun{target}, w.edgeMark())
}

func (s Selection) window(ends []Noun, mark string) Window {
	n, fromEnd := s.Page.Size()
	w := Window{Count: n, FromEnd: fromEnd, mark: mark}
	position := func(c string) *Position {
		if c == "" || len(ends) == 0 {
			return nil
		}
		p, err := decodeCursor(mark, ends, s.Order, c)
		if err != nil {
			panic("graph: a page that was not checked: " + err.Error())
		}
		return &p
	}
	w.After, w.Before = position(s.Page.After), position(s.Page.Before)
	for _, o := range s.Order {
		if len(ends) == 0 {
			break
		}
		p, _ := ends[0].comparable(o.Prop)
		w.Orders = append(w.Orders, OrderBy{Property: p, Desc: o.Desc})
	}
	return w
}

// Cursor makes the cursor of an edge (or, at the root, a node without edge) in this window's list.
func (w Window) Cursor(n Node, edge string) string { return encodeCursor(w.mark, w.position(n, edge)) }

func (w Window) position(n Node, edge string) Position {
	p := Position{ID: n.NodeID(), Edge: edge, Values: make([]any, len(w.Orders))}
	for i, o := range w.Orders {
		p.Values[i] = Value(n, o.Name)
	}
	return p
}

// Compare orders two positions: by the orders' values, nil last, then by node id, then by edge id.
func (w Window) Compare(a, b Position) int {
	for i, o := range w.Orders {
		if c := compareValues(a.Values[i], b.Values[i], o.Desc); c != 0 {
			return c
		}
	}
	return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.Edge, b.Edge))
}

// compareValues compares two values of one property; nil comes last in both directions.
func compareValues(a, b any, desc bool) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return 1
	case b == nil:
		return -1
	}
	var c int
	switch a := a.(type) {
	case string:
		c = cmp.Compare(a, b.(string))
	case Date:
		c = a.Compare(b.(Date))
	case int:
		c = cmp.Compare(a, b.(int))
	case float64:
		c = cmp.Compare(a, b.(float64))
	case bool:
		c = compareBool(a, b.(bool))
	}
	if desc {
		return -c
	}
	return c
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// Info makes a page's info from its edges' cursors; more tells whether the list goes on beyond the page in the
// direction asked. In the other direction the list is said to go on where a cursor was given there: its node is,
// or was, beyond the page.
func (w Window) Info(cursors []string, more bool) PageInfo {
	info := PageInfo{HasNextPage: more || w.Before != nil, HasPreviousPage: w.After != nil}
	if w.FromEnd {
		info = PageInfo{HasNextPage: w.Before != nil, HasPreviousPage: more || w.After != nil}
	}
	if len(cursors) > 0 {
		info.StartCursor, info.EndCursor = cursors[0], cursors[len(cursors)-1]
	}
	return info
}
