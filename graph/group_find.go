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

// GroupOrder is the order of groups. Those that are equal in it are in the order of their keys.
type GroupOrder string

// The orders.
const (
	GroupOrderCountDesc GroupOrder = "COUNT_DESC"
	GroupOrderCountAsc  GroupOrder = "COUNT_ASC"
	GroupOrderKeyAsc    GroupOrder = "KEY_ASC"
	GroupOrderKeyDesc   GroupOrder = "KEY_DESC"
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
	// Having keeps the groups whose count passes all tests.
	Having []CountTest
	Order  GroupOrder
	// First is how many groups are wanted, from 0 to MaxGroups.
	First int
}

// Groups are the groups of the nodes that a GroupQuery asks for.
type Groups struct {
	Groups []*Group
	// TotalGroups is how many groups there are, of which Groups are the first.
	TotalGroups int
	// TotalCount is the number of nodes in all groups, each once; what Having leaves out is counted too.
	TotalCount int
	// Truncated: there are more groups than were wanted.
	Truncated bool
}

// Group is one group of nodes.
type Group struct {
	// Keys are its values, in the order of the dimensions asked for.
	Keys     []GroupKey
	Count    int
	Distinct []DistinctCount
	Amounts  []AmountSummary
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

// Check tells whether the question can be asked.
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
	if q.Amounts && q.Noun != NounObligation {
		return Errorf(KindInvalid, "only obligations have amounts")
	}
	for _, name := range slices.Concat(q.By, q.Distinct) {
		if err := checkDimension(q.Noun, name); err != nil {
			return err
		}
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

// FindGroups answers a GroupQuery.
//
// KindInvalid, KindTooLarge: the query doesn't pass its Check, or has more groups than can be counted at once.
func FindGroups(ctx context.Context, r Reader, q GroupQuery) (*Groups, error) {
	if err := q.Check(); err != nil {
		return nil, err
	}
	var found *Groups
	_, err := OneState(ctx, r, func(r Reader) (err error) {
		found, err = q.find(ctx, r)
		return err
	})
	return found, err
}

func (q GroupQuery) find(ctx context.Context, r Reader) (*Groups, error) {
	by := q.dimensions(q.By)
	rows, err := q.tally(ctx, r, by, q.dimensions(q.Distinct))
	if err != nil {
		return nil, err
	}
	groups := &Groups{}
	if groups.TotalCount, err = q.total(ctx, r); err != nil {
		return nil, err
	}
	rows = slices.DeleteFunc(rows, func(row TallyRow) bool { return !countHolds(q.Having, row.Count) })
	q.sort(rows)
	groups.TotalGroups = len(rows)
	groups.Truncated = len(rows) > q.First
	rows = rows[:min(q.First, len(rows))]
	for _, row := range rows {
		groups.Groups = append(groups.Groups, q.group(row))
	}
	if q.Amounts {
		if err := q.addAmounts(ctx, r, by, rows, groups.Groups); err != nil {
			return nil, err
		}
	}
	return groups, labelKeys(ctx, r, q.Noun, groups.keys())
}

// filter is the whole filter on the nodes.
func (q GroupQuery) filter() Filter {
	if q.AsOf == "" {
		return q.Filter
	}
	return allOf(q.Filter, HeldOn(q.Noun, q.AsOf))
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

func (q GroupQuery) tally(ctx context.Context, r Reader, by, distinct []Dimension) ([]TallyRow, error) {
	answer, err := r.Tally(ctx, Tally{Noun: q.Noun, Filter: q.filter(), By: by, Distinct: distinct})
	return answer.Rows, err
}

// total counts the nodes, each once.
func (q GroupQuery) total(ctx context.Context, r Reader) (int, error) {
	rows, err := q.tally(ctx, r, nil, nil)
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	return rows[0].Count, nil
}

func (q GroupQuery) sort(rows []TallyRow) {
	slices.SortStableFunc(rows, func(a, b TallyRow) int {
		switch q.Order {
		case GroupOrderCountAsc:
			return cmp.Compare(a.Count, b.Count)
		case GroupOrderKeyAsc:
			return 0 // as they came
		case GroupOrderKeyDesc:
			return compareKeysDesc(a.Keys, b.Keys)
		}
		return cmp.Compare(b.Count, a.Count)
	})
}

// compareKeysDesc orders groups by their keys, going down; no value still comes last.
func compareKeysDesc(a, b []any) int {
	for i := range a {
		if c := compareValues(a[i], b[i], true); c != 0 {
			return c
		}
	}
	return 0
}

func (q GroupQuery) group(row TallyRow) *Group {
	g := &Group{Count: row.Count}
	for i, name := range q.By {
		g.Keys = append(g.Keys, groupKey(q.Noun, name, row.Keys[i]))
	}
	for i, name := range q.Distinct {
		g.Distinct = append(g.Distinct, DistinctCount{name, row.Distinct[i]})
	}
	return g
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

// keys gives the keys of all groups.
func (g *Groups) keys() []*GroupKey {
	var keys []*GroupKey
	for _, group := range g.Groups {
		for i := range group.Keys {
			keys = append(keys, &group.Keys[i])
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
	for part := range slices.Chunk(ids, MaxPage) {
		answers, err := r.Find(ctx, []Query{{IDs: part}})
		if err != nil {
			return err
		}
		for _, n := range answers[0].Nodes {
			for _, k := range byID[n.NodeID()] {
				k.Label, k.Node = n.Label(), n.(AnyEntity)
			}
		}
	}
	return nil
}

// addAmounts sums up the amounts in each group. A store only counts how often each amount stands in a group, so that the
// sums are exact, and the same on every store.
func (q GroupQuery) addAmounts(ctx context.Context, r Reader, by []Dimension, shown []TallyRow, groups []*Group) error {
	q.Filter = allOf(q.Filter, Is{"amountValue", OpIsNull, false})
	rows, err := q.tally(ctx, r, slices.Concat(by, []Dimension{{Prop: "amountUnit"}, {Prop: "amountValue"}}), nil)
	if err != nil {
		return err
	}
	found := map[string][]TallyRow{}
	for _, row := range rows {
		name := keyName(row.Keys[:len(by)])
		found[name] = append(found[name], row)
	}
	for i, g := range groups {
		g.Amounts = summarise(found[keyName(shown[i].Keys)], len(by))
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
