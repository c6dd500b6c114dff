package graph

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
)

// GroupMeasure is a number that a group has.
type GroupMeasure string

// The measures. Those of amounts are of one unit; a group that has no amount in it has no such number.
const (
	GroupCount    GroupMeasure = "COUNT"
	GroupDistinct GroupMeasure = "DISTINCT"
	GroupSum      GroupMeasure = "SUM"
	GroupAverage  GroupMeasure = "AVERAGE"
	GroupMin      GroupMeasure = "MIN"
	GroupMax      GroupMeasure = "MAX"
)

// ofAmounts tells whether the measure is one of amounts.
func (m GroupMeasure) ofAmounts() bool {
	return m == GroupSum || m == GroupAverage || m == GroupMin || m == GroupMax
}

// GroupTest compares a number of a group; it fails where the group has no such number.
type GroupTest struct {
	Measure GroupMeasure
	// At says for GroupDistinct which of the query's Distinct is meant.
	At    int
	Op    Op
	Value float64
}

// GroupOrder is the order of groups. Those that are equal in it are in the order of their keys, and those that have no such
// number come last.
type GroupOrder string

// The orders. The empty one is GroupOrderCountDesc. Those by distinct values look at the first of the query's Distinct.
const (
	GroupOrderCountDesc    GroupOrder = "COUNT_DESC"
	GroupOrderCountAsc     GroupOrder = "COUNT_ASC"
	GroupOrderKeyAsc       GroupOrder = "KEY_ASC"
	GroupOrderKeyDesc      GroupOrder = "KEY_DESC"
	GroupOrderDistinctDesc GroupOrder = "DISTINCT_DESC"
	GroupOrderDistinctAsc  GroupOrder = "DISTINCT_ASC"
	GroupOrderSumDesc      GroupOrder = "SUM_DESC"
	GroupOrderSumAsc       GroupOrder = "SUM_ASC"
	GroupOrderAverageDesc  GroupOrder = "AVERAGE_DESC"
	GroupOrderAverageAsc   GroupOrder = "AVERAGE_ASC"
	GroupOrderMinDesc      GroupOrder = "MIN_DESC"
	GroupOrderMinAsc       GroupOrder = "MIN_ASC"
	GroupOrderMaxDesc      GroupOrder = "MAX_DESC"
	GroupOrderMaxAsc       GroupOrder = "MAX_ASC"
)

// groupSort is what an order sorts by: a measure, or the keys where there is none.
type groupSort struct {
	measure GroupMeasure
	desc    bool
}

var groupSorts = map[GroupOrder]groupSort{
	"":                     {GroupCount, true},
	GroupOrderCountDesc:    {GroupCount, true},
	GroupOrderCountAsc:     {GroupCount, false},
	GroupOrderKeyAsc:       {"", false},
	GroupOrderKeyDesc:      {"", true},
	GroupOrderDistinctDesc: {GroupDistinct, true},
	GroupOrderDistinctAsc:  {GroupDistinct, false},
	GroupOrderSumDesc:      {GroupSum, true},
	GroupOrderSumAsc:       {GroupSum, false},
	GroupOrderAverageDesc:  {GroupAverage, true},
	GroupOrderAverageAsc:   {GroupAverage, false},
	GroupOrderMinDesc:      {GroupMin, true},
	GroupOrderMinAsc:       {GroupMin, false},
	GroupOrderMaxDesc:      {GroupMax, true},
	GroupOrderMaxAsc:       {GroupMax, false},
}

// checkMeasures tells whether what is asked of the groups' numbers can be.
func (q GroupQuery) checkMeasures() error {
	sort, ok := groupSorts[q.Order]
	switch {
	case !ok:
		return Errorf(KindInvalid, "groups can't be ordered by %q", q.Order)
	case q.needsAmounts() && q.Noun != NounObligation:
		return Errorf(KindInvalid, "only obligations have amounts")
	case sort.measure == GroupDistinct && len(q.Distinct) == 0:
		return Errorf(KindInvalid, "orderBy %s takes the first dimension in distinct, which has none", q.Order)
	}
	for _, t := range q.Having {
		if t.Measure != GroupCount && t.Measure != GroupDistinct && !t.Measure.ofAmounts() {
			return Errorf(KindInvalid, "groups have no number %q to be tested", t.Measure)
		}
		if t.Measure == GroupDistinct && (t.At < 0 || t.At >= len(q.Distinct)) {
			return Errorf(KindInvalid, "having has a test for dimension %d in distinct, which has %d", t.At+1, len(q.Distinct))
		}
	}
	return nil
}

// needsAmounts tells whether something is asked of amounts.
func (q GroupQuery) needsAmounts() bool {
	return q.Amounts || groupSorts[q.Order].measure.ofAmounts() ||
		slices.ContainsFunc(q.Having, func(t GroupTest) bool { return t.Measure.ofAmounts() })
}

// groupRow is a group with its amounts, as far as they are needed.
type groupRow struct {
	TallyRow
	amounts []AmountSummary
}

// has tells whether a group passes all tests.
func (q GroupQuery) has(row groupRow) bool {
	return !slices.ContainsFunc(q.Having, func(t GroupTest) bool {
		v := q.number(row, t.Measure, t.At)
		return v == nil || !compareHolds(t.Op, cmp.Compare(*v, t.Value))
	})
}

// number gives a group's number; nil where it has none.
func (q GroupQuery) number(row groupRow, m GroupMeasure, at int) *float64 {
	var n float64
	switch m {
	case GroupCount:
		n = float64(row.Count)
	case GroupDistinct:
		n = float64(row.Distinct[at])
	default:
		i := slices.IndexFunc(row.amounts, func(a AmountSummary) bool { return a.Unit == q.Unit })
		if i < 0 {
			return nil
		}
		return row.amounts[i].number(m)
	}
	return &n
}

func (a AmountSummary) number(m GroupMeasure) *float64 {
	switch m {
	case GroupAverage:
		return &a.Average
	case GroupMin:
		return &a.Min
	case GroupMax:
		return &a.Max
	}
	return a.Sum
}

// groupPosition is where a group stands: its number, nil where it has none or they are ordered by their keys, and its keys.
type groupPosition struct {
	number *float64
	keys   []any
}

func (q GroupQuery) position(row groupRow) groupPosition {
	p := groupPosition{keys: row.Keys}
	if m := groupSorts[q.Order].measure; m != "" {
		p.number = q.number(row, m, 0)
	}
	return p
}

// compare orders groups; no value comes last in both directions.
func (q GroupQuery) compare(a, b groupPosition) int {
	sort := groupSorts[q.Order]
	if sort.measure == "" && sort.desc {
		return compareKeysDesc(a.keys, b.keys)
	}
	return cmp.Or(compareNumbers(a.number, b.number, sort.desc), compareKeys(a.keys, b.keys))
}

func compareNumbers(a, b *float64, desc bool) int {
	plain := func(n *float64) any {
		if n == nil {
			return nil
		}
		return *n
	}
	return compareValues(plain(a), plain(b), desc)
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

// mark is the mark of the groups that a cursor belongs to: of all that says which groups there are, and in which order.
func (g grouping) mark() string {
	parts := []string{"groups", string(g.Noun), fmt.Sprintf("%#v", g.filter), string(g.AsOf), g.Unit, string(g.Order)}
	if g.from != nil {
		parts = append(parts, g.from.Field, fmt.Sprintf("%#v", g.from.Edge))
	}
	parts = append(parts, fmt.Sprint(g.By), fmt.Sprintf("%#v", g.Having))
	if sort := groupSorts[g.Order]; sort.measure == GroupDistinct {
		parts = append(parts, g.Distinct[0])
	}
	return hashID("", parts...)[1:9]
}

func (g grouping) cursor(p groupPosition) string {
	values := []any{nil}
	if p.number != nil {
		values[0] = *p.number
	}
	return encodeCursor(g.mark(), Position{Values: append(values, p.keys...)})
}

func (g grouping) checkCursor() error {
	if g.After == "" {
		return nil
	}
	_, err := g.cursorPosition()
	return err
}

// cursorPosition reads the query's cursor.
func (g grouping) cursorPosition() (groupPosition, error) {
	bad := Errorf(KindInvalid, "%q is not a cursor of these groups: take one from this field, asked with the same arguments", shorten(g.After))
	b, err := base64.RawURLEncoding.DecodeString(g.After)
	if err != nil {
		return groupPosition{}, bad
	}
	var raw []json.RawMessage
	if err := json.Unmarshal(b, &raw); err != nil || len(raw) != 4+len(g.By) {
		return groupPosition{}, bad
	}
	p := groupPosition{keys: make([]any, len(g.By))}
	var mark, id, edge string
	for i, to := range []any{&mark, &id, &edge, &p.number} {
		if err := json.Unmarshal(raw[i], to); err != nil {
			return groupPosition{}, bad
		}
	}
	types := Tally{Noun: g.Noun, By: g.dimensions(g.By)}.Reader().types
	for i, t := range types {
		var ok bool
		if p.keys[i], ok = readKey(t, raw[4+i]); !ok {
			return groupPosition{}, bad
		}
	}
	if mark != g.mark() {
		return groupPosition{}, bad
	}
	return p, nil
}

// readKey reads a group's key from a cursor; null is no value.
func readKey(of Type, text json.RawMessage) (any, bool) {
	var v any
	if err := json.Unmarshal(text, &v); err != nil {
		return nil, false
	}
	if n, ok := v.(float64); ok {
		v = int64(n)
	}
	return tallyKey(of, v)
}
