package graph

import (
	"cmp"
	"context"
	"fmt"
	"math/big"
	"slices"
	"strings"
)

// Bounds of a question for groups.
const (
	MaxGroupDimensions = 4
	MaxGroupDistinct   = 3
	MaxGroups          = 1000
)

// GroupQuery asks for the nodes of a noun in groups. What a group is, is said at Tally.
type GroupQuery struct {
	Noun   Noun
	Filter Filter
	// AsOf keeps the nodes, and the relations by which they are grouped, that held on a day (see HeldOn and EdgeHeldOn);
	// empty for all.
	AsOf Date
	// Day is the date of what is derived, such as a status, where AsOf is empty.
	Day Date
	// By are the names of the dimensions, at least one; see Noun.GroupDimensions.
	By []string
	// Distinct are the names of dimensions of which the different values in each group are counted.
	Distinct []string
	// Amounts asks for the amounts of obligations in each group.
	Amounts bool
	// Having keeps the groups that pass all tests.
	Having []GroupTest
	Order  GroupOrder
	// Unit is the unit of which Having and Order take the amounts; empty for amounts without one.
	Unit string
	// First is how many groups are wanted, from 0 to MaxGroups; After is the cursor of the group before the first.
	First int
	After string
	// Key is under what the groups of a list are kept with its page; see Selection.Groups.
	Key string
}

// Groups are the groups of the nodes that a GroupQuery asks for.
type Groups struct {
	Groups []*Group
	// TotalGroups is how many groups there are, of which Groups are a page.
	TotalGroups int
	// TotalCount is the number of nodes in all groups, each once; what Having leaves out is counted too.
	TotalCount int
	// Truncated: there are more groups behind these than were wanted.
	Truncated bool
	PageInfo  PageInfo
	// Unit is the one that was asked for, of which amounts having, order and rows speak.
	Unit string
}

// Group is one group of nodes.
type Group struct {
	// Keys are its values, in the order of the dimensions asked for.
	Keys     []GroupKey
	Count    int
	Distinct []DistinctCount
	Amounts  []AmountSummary
	// Cursor is its place among the groups.
	Cursor string
}

// GroupKey is the value of one dimension.
type GroupKey struct {
	// Dimension is its name.
	Dimension string
	// Value is the value as text; empty where there is none.
	Value string
	// Label is what to show for it.
	Label string
	// Node is the node whose id Value is; nil where it is none.
	Node AnyEntity
}

// DistinctCount is how many different values of a dimension there are in a group.
type DistinctCount struct {
	Dimension string
	Count     int
}

// AmountSummary sums up the amounts of one unit.
type AmountSummary struct {
	// Unit is the source's word; empty where there is none.
	Unit string
	// Count is the number of obligations that have an amount in this unit.
	Count             int
	Min, Max, Average float64
	// Sum is the exact sum, rounded once; nil where it is beyond what a number can hold.
	Sum *float64
}

// Check tells whether the question can be asked, but for its cursor: of which groups that must be is told by CheckCursor and,
// for the groups of a list, by CheckGroupsCursor.
func (q GroupQuery) Check() error {
	if q.Noun.GroupDimensions() == nil {
		return Errorf(KindInvalid, "%q can't be grouped", q.Noun)
	}
	if len(q.By) == 0 {
		return Errorf(KindInvalid, "by has no dimension: it takes from 1 to %d", MaxGroupDimensions)
	}
	if n := len(q.By); n > MaxGroupDimensions {
		return Errorf(KindTooLarge, "by has %d dimensions: it takes from 1 to %d", n, MaxGroupDimensions)
	}
	if n := len(q.Distinct); n > MaxGroupDistinct {
		return Errorf(KindTooLarge, "distinct has %d dimensions: it takes at most %d", n, MaxGroupDistinct)
	}
	if q.First < 0 {
		return Errorf(KindInvalid, "first %d: it is from 0 to %d groups", q.First, MaxGroups)
	}
	if q.First > MaxGroups {
		return Errorf(KindTooLarge, "first %d: it is from 0 to %d groups", q.First, MaxGroups)
	}
	for i, name := range q.By {
		if slices.Contains(q.By[:i], name) {
			return Errorf(KindInvalid, "by has %s twice", name)
		}
	}
	for _, name := range slices.Concat(q.By, q.Distinct) {
		if err := checkDimension(q.Noun, name); err != nil {
			return err
		}
	}
	if err := q.checkMeasures(); err != nil {
		return err
	}
	return CheckFilter(q.Noun, q.Filter)
}

func checkDimension(n Noun, name string) error {
	if _, ok := n.GroupDimension(name); ok {
		return nil
	}
	var names []string
	for _, d := range n.GroupDimensions() {
		names = append(names, d.Name)
	}
	return Errorf(KindInvalid, "%s can't be grouped by %q: it is one of %s", n, name, strings.Join(names, ", "))
}

// CheckCursor tells whether the question's cursor is one of the groups that it asks for.
func (q GroupQuery) CheckCursor() error { return q.alone().checkCursor() }

// FindGroups answers a GroupQuery.
//
// KindInvalid, KindTooLarge: the query doesn't pass its checks, or has more groups than can be counted at once.
func FindGroups(ctx context.Context, r Reader, q GroupQuery) (*Groups, error) {
	if err := cmp.Or(q.Check(), q.CheckCursor()); err != nil {
		return nil, err
	}
	var found map[string]*Groups
	_, err := OneState(ctx, r, func(r Reader) (err error) {
		found, err = q.alone().find(ctx, r)
		return err
	})
	return found[""], err
}

// grouping is a GroupQuery with what is grouped: all nodes of its noun that match a filter or, for each of some origins
// apart, those that a field leads to from it.
type grouping struct {
	GroupQuery
	filter Filter
	from   *Origins
}

// alone asks for groups at the root.
func (q GroupQuery) alone() grouping {
	g := grouping{GroupQuery: q, filter: q.Filter}
	if q.AsOf != "" {
		g.filter = allOf(q.Filter, HeldOn(q.Noun, q.AsOf))
	}
	return g
}

// find gives the groups of each origin by its id; where there are no origins, all under no id.
func (g grouping) find(ctx context.Context, r Reader) (map[string]*Groups, error) {
	rows, err := g.rows(ctx, r)
	if err != nil {
		return nil, err
	}
	totals, err := g.tally(ctx, r, nil, nil)
	if err != nil {
		return nil, err
	}
	found := map[string]*Groups{}
	for _, origin := range g.origins() {
		found[origin] = &Groups{Unit: g.Unit}
	}
	for _, t := range totals {
		found[t.Origin].TotalCount = t.Count
	}
	var all []*Groups
	for len(rows) > 0 {
		of := found[rows[0].Origin]
		n := slices.IndexFunc(rows, func(row groupRow) bool { return row.Origin != rows[0].Origin })
		if n < 0 {
			n = len(rows)
		}
		if err := g.fill(ctx, of, rows[:n]); err != nil {
			return nil, err
		}
		all, rows = append(all, of), rows[n:]
	}
	return found, labelKeys(ctx, r, g.Noun, keysOf(all))
}

// origins gives the ids of the origins; no id where there are none.
func (g grouping) origins() []string {
	if g.from == nil {
		return []string{""}
	}
	return g.from.IDs
}

// rows counts the nodes, and sums up the amounts if something is asked of them.
func (g grouping) rows(ctx context.Context, r Reader) ([]groupRow, error) {
	by := g.dimensions(g.By)
	tallied, err := g.tally(ctx, r, by, g.dimensions(g.Distinct))
	if err != nil {
		return nil, err
	}
	rows := make([]groupRow, len(tallied))
	for i, row := range tallied {
		rows[i].TallyRow = row
	}
	if g.needsAmounts() {
		err = g.addAmounts(ctx, r, by, rows)
	}
	return rows, err
}

// fill makes the page of one origin's groups of its rows.
func (g grouping) fill(ctx context.Context, groups *Groups, rows []groupRow) error {
	rows = slices.DeleteFunc(slices.Clone(rows), func(row groupRow) bool { return !g.has(row) })
	slices.SortFunc(rows, func(a, b groupRow) int { return g.compare(g.position(a), g.position(b)) })
	groups.TotalGroups = len(rows)
	if g.After != "" {
		after, err := g.cursorPosition()
		if err != nil {
			return err
		}
		rows = slices.DeleteFunc(rows, func(row groupRow) bool { return g.compare(g.position(row), after) <= 0 })
	}
	groups.Truncated = len(rows) > g.First
	rows = rows[:min(g.First, len(rows))]
	if err := Spend(ctx, len(rows)); err != nil {
		return err
	}
	for _, row := range rows {
		groups.Groups = append(groups.Groups, g.group(row))
	}
	groups.PageInfo = PageInfo{HasNextPage: groups.Truncated, HasPreviousPage: g.After != ""}
	if n := len(rows); n > 0 {
		groups.PageInfo.StartCursor, groups.PageInfo.EndCursor = groups.Groups[0].Cursor, groups.Groups[n-1].Cursor
	}
	return nil
}

// day is the date of what is derived.
func (q GroupQuery) day() Date { return Date(firstOf(string(q.AsOf), string(q.Day))) }

func (q GroupQuery) dimensions(names []string) []Dimension {
	list := make([]Dimension, len(names))
	for i, name := range names {
		d, _ := q.Noun.GroupDimension(name)
		list[i] = d.on(q.Noun, q.AsOf, q.day())
	}
	return list
}

func (g grouping) tally(ctx context.Context, r Reader, by, distinct []Dimension) ([]TallyRow, error) {
	answer, err := r.Tally(ctx, Tally{Noun: g.Noun, Filter: g.filter, From: g.from, By: by, Distinct: distinct})
	return answer.Rows, err
}

func (g grouping) group(row groupRow) *Group {
	made := &Group{Count: row.Count, Cursor: g.cursor(g.position(row))}
	if g.Amounts {
		made.Amounts = row.amounts
	}
	for i, name := range g.By {
		made.Keys = append(made.Keys, groupKey(g.Noun, name, row.Keys[i]))
	}
	for i, name := range g.Distinct {
		made.Distinct = append(made.Distinct, DistinctCount{name, row.Distinct[i]})
	}
	return made
}

// groupKey makes the key of a value; labelKeys gives those of nodes their labels.
func groupKey(n Noun, name string, value any) GroupKey {
	k := GroupKey{Dimension: name}
	d, _ := n.GroupDimension(name)
	switch {
	case value != nil:
		k.Value = fmt.Sprint(value)
		k.Label = k.Value
	case d.unit != "":
		k.Label = "not known to the " + strings.ToLower(string(d.unit))
	default:
		k.Label = "none"
	}
	return k
}

// keysOf gives the keys of all groups.
func keysOf(all []*Groups) []*GroupKey {
	var keys []*GroupKey
	for _, groups := range all {
		for _, group := range groups.Groups {
			for i := range group.Keys {
				keys = append(keys, &group.Keys[i])
			}
		}
	}
	return keys
}

// labelKeys gives the keys that are ids their nodes and labels.
func labelKeys(ctx context.Context, r Reader, n Noun, keys []*GroupKey) error {
	byID := map[string][]*GroupKey{}
	var ids []string
	for _, k := range keys {
		if d, _ := n.GroupDimension(k.Dimension); !d.Nodes || k.Value == "" {
			continue
		}
		if byID[k.Value] == nil {
			ids = append(ids, k.Value)
		}
		byID[k.Value] = append(byID[k.Value], k)
	}
	var queries []Query
	for part := range slices.Chunk(ids, MaxPage) {
		queries = append(queries, Query{IDs: part})
	}
	if len(queries) == 0 {
		return nil
	}
	answers, err := r.Find(ctx, queries)
	for _, a := range answers {
		for _, n := range a.Nodes {
			for _, k := range byID[n.NodeID()] {
				k.Label, k.Node = n.Label(), n.(AnyEntity)
			}
		}
	}
	return err
}

// addAmounts sums up the amounts in each group. A store only counts how often each amount stands in a group, so that the
// sums are exact, and the same on every store.
func (g grouping) addAmounts(ctx context.Context, r Reader, by []Dimension, rows []groupRow) error {
	g.filter = allOf(g.filter, Is{"amountValue", OpIsNull, false})
	counted, err := g.tally(ctx, r, slices.Concat(by, []Dimension{{Prop: "amountUnit"}, {Prop: "amountValue"}}), nil)
	if err != nil {
		return err
	}
	found := map[string][]TallyRow{}
	for _, row := range counted {
		name := row.Origin + keyName(row.Keys[:len(by)])
		found[name] = append(found[name], row)
	}
	for i, row := range rows {
		rows[i].amounts = summarise(found[row.Origin+keyName(row.Keys)], len(by))
	}
	return nil
}

// summarise sums up the rows of one group, which are sorted by unit and amount; those stand at the keys at and at+1.
func summarise(rows []TallyRow, at int) []AmountSummary {
	var list []AmountSummary
	sum := new(big.Rat)
	for i, row := range rows {
		unit, _ := row.Keys[at].(string)
		value := row.Keys[at+1].(float64)
		if i == 0 || unit != list[len(list)-1].Unit {
			list = append(list, AmountSummary{Unit: unit, Min: value})
			sum = new(big.Rat)
		}
		s := &list[len(list)-1]
		s.Count += row.Count
		s.Max = value
		sum.Add(sum, new(big.Rat).Mul(new(big.Rat).SetFloat64(value), big.NewRat(int64(row.Count), 1)))
		total, _ := sum.Float64()
		s.Sum = finite(total)
		s.Average, _ = new(big.Rat).Quo(sum, big.NewRat(int64(s.Count), 1)).Float64()
	}
	return list
}
