package graph

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestIntervalOf(t *testing.T) {
	for _, test := range []struct {
		date                 Date
		year, quarter, month string
	}{
		{"2026", "2026", "", ""},
		{"2026-03", "2026", "2026-Q1", "2026-03"},
		{"2026-04-30", "2026", "2026-Q2", "2026-04"},
		{"0999-12-31", "0999", "0999-Q4", "0999-12"},
	} {
		for i, want := range []string{test.year, test.quarter, test.month} {
			interval := Intervals()[i]
			if got, ok := interval.of(test.date); got != want || ok != (want != "") {
				t.Errorf("the %s of %s is %q (%v), want %q", interval, test.date, got, ok, want)
			}
		}
	}
}

// Buckets follow each other without a gap, and each day lies in the bucket of its number.
func TestBuckets(t *testing.T) {
	for _, i := range Intervals() {
		first, last := i.number("2023-11-30"), i.number("2024-03-01")
		var before *TimelineBucket
		for n := first; n <= last; n++ {
			b := i.bucket(n)
			if i.number(string(b.First)) != n || i.number(string(b.Last)) != n {
				t.Errorf("%s: the bucket %s has the number %d, and its days %d and %d", i, b.Name, n, i.number(string(b.First)), i.number(string(b.Last)))
			}
			if name, _ := i.of(b.First); name != b.Name {
				t.Errorf("%s: the bucket of %s is called %s and %s", i, b.First, name, b.Name)
			}
			if before != nil && nextDay(before.Last) != b.First {
				t.Errorf("%s: between %s and %s there is a gap", i, before.Last, b.First)
			}
			before = b
		}
	}
}

// nextDay gives the day after the last of a month.
func nextDay(d Date) Date {
	n := IntervalMonth.number(string(d)) + 1
	return IntervalMonth.bucket(n).First
}

func TestSummarise(t *testing.T) {
	row := func(unit any, value float64, count int) TallyRow {
		return TallyRow{Keys: []any{"key", unit, value}, Count: count}
	}
	number := func(x float64) *float64 { return &x }
	for _, test := range []struct {
		name string
		rows []TallyRow
		want []AmountSummary
	}{
		{"none", nil, nil},
		{"rounded once", []TallyRow{row("EUR", 0.1, 10)}, []AmountSummary{{"EUR", 10, 0.1, 0.1, 0.1, number(1)}}},
		{"far apart", []TallyRow{row("EUR", -1e16, 1), row("EUR", 1, 1), row("EUR", 1e16, 1)}, []AmountSummary{{"EUR", 3, -1e16, 1e16, 1.0 / 3, number(1)}}},
		{"units apart, none last", []TallyRow{row("EUR", 2, 1), row("EUR", 4, 1), row("boats", 1, 2), row(nil, 7, 1)}, []AmountSummary{
			{"EUR", 2, 2, 4, 3, number(6)}, {"boats", 2, 1, 1, 1, number(2)}, {"", 1, 7, 7, 7, number(7)},
		}},
		{"beyond a number", []TallyRow{row("EUR", 1e308, 3)}, []AmountSummary{{"EUR", 3, 1e308, 1e308, 1e308, nil}}},
	} {
		if diff := cmp.Diff(test.want, summarise(test.rows, 1)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
}

func TestSpans(t *testing.T) {
	treaty := func(d Declaration) *Declaration { d.Kind = DeclarationKindTreaty; return &d }
	plan := func(d Declaration) *Declaration { d.Kind = DeclarationKindPlan; return &d }
	for _, test := range []struct {
		name         string
		from, to     Date
		declarations []*Declaration
		want         span
	}{
		{"no declaration", "2026", "", nil, span{}},
		{"a treaty is made when it is in force", "", "", []*Declaration{treaty(Declaration{SignedOn: "2025", InForceOn: "2026-02"})}, span{begin: "2026-02"}},
		{"a treaty that isn't in force", "2026", "", []*Declaration{treaty(Declaration{SignedOn: "2025"})}, span{}},
		{"a plan is made when it is adopted", "", "", []*Declaration{plan(Declaration{AdoptedOn: "2025-03", SignedOn: "2026"})}, span{begin: "2025-03"}},
		{"its own beginning is later", "2027", "", []*Declaration{plan(Declaration{SignedOn: "2026"})}, span{begin: "2027"}},
		{"its own beginning is earlier", "2025", "", []*Declaration{plan(Declaration{SignedOn: "2026"})}, span{begin: "2026"}},
		{"made by its status, undated", "2025", "", []*Declaration{plan(Declaration{Status: DeclarationStatusSigned})}, span{begin: "2025"}},
		{"only proposed", "2025", "", []*Declaration{plan(Declaration{Status: DeclarationStatusProposed})}, span{}},
		{"ends with the last of its declarations", "", "", []*Declaration{plan(Declaration{SignedOn: "2020", ExpiresOn: "2025"}), plan(Declaration{SignedOn: "2021", TerminatedOn: "2024-05"})},
			span{"2020", "2025"}},
		{"one goes on", "", "", []*Declaration{plan(Declaration{SignedOn: "2020", ExpiresOn: "2025"}), plan(Declaration{SignedOn: "2021"})}, span{begin: "2020"}},
		{"one was never made", "", "", []*Declaration{plan(Declaration{SignedOn: "2020", ExpiresOn: "2025"}), plan(Declaration{})}, span{"2020", "2025"}},
		{"its own end", "", "2022", []*Declaration{plan(Declaration{SignedOn: "2020", ExpiresOn: "2025"})}, span{"2020", "2022"}},
	} {
		var list []link
		for _, d := range test.declarations {
			list = append(list, link{node: d})
		}
		if got := obligationSpan(&Obligation{From: test.from, To: test.to}, list); got != test.want {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}

func TestEventSpans(t *testing.T) {
	for _, test := range []struct {
		event Event
		want  span
	}{
		{Event{From: "2026"}, span{"2026", "2026"}},
		{Event{From: "2026", To: "2027"}, span{"2026", "2027"}},
		{Event{From: "2026", Status: EventStatusOngoing}, span{begin: "2026"}},
		{Event{}, span{}},
	} {
		if got := eventSpan(&test.event); got != test.want {
			t.Errorf("%+v: %v, want %v", test.event, got, test.want)
		}
	}
}

func TestGroupsRefused(t *testing.T) {
	by := func(names ...string) GroupQuery { return GroupQuery{Noun: NounObligation, By: names} }
	with := func(change func(*GroupQuery)) GroupQuery { q := by("KIND"); change(&q); return q }
	for name, test := range map[string]struct {
		check func() error
		kind  Kind
		says  string
	}{
		"a noun":           {GroupQuery{Noun: NounEvidence, By: []string{"KIND"}}.Check, KindInvalid, "Evidence"},
		"nothing":          {by().Check, KindInvalid, "from 1 to 4"},
		"too much":         {by("KIND", "MODALITY", "BEARERS", "STATUS", "SOURCE").Check, KindTooLarge, "has 5"},
		"twice":            {by("KIND", "KIND").Check, KindInvalid, "KIND twice"},
		"a dimension":      {by("COLOUR").Check, KindInvalid, "COLOUR"},
		"a distinct one":   {with(func(q *GroupQuery) { q.Distinct = []string{"COLOUR"} }).Check, KindInvalid, "COLOUR"},
		"first":            {with(func(q *GroupQuery) { q.First = MaxGroups + 1 }).Check, KindTooLarge, "1001"},
		"amounts":          {GroupQuery{Noun: NounActor, By: []string{"KIND"}, Amounts: true}.Check, KindInvalid, "amounts"},
		"a filter":         {with(func(q *GroupQuery) { q.Filter = Is{"colour", OpEq, "red"} }).Check, KindInvalid, "colour"},
		"a square matrix":  {MatrixQuery{Rows: "KIND", Columns: "KIND", MostRows: 1, MostColumns: 1}.Check, KindInvalid, "both be KIND"},
		"a matrix of none": {MatrixQuery{Rows: "KIND", Columns: "BEARERS", MostColumns: 1}.Check, KindTooLarge, "not 0"},
		"an interval":      {TimelineQuery{Noun: NounEvent, Interval: "WEEK"}.Check, KindInvalid, "WEEK"},
		"a noun in time":   {TimelineQuery{Noun: NounActor, Interval: IntervalYear}.Check, KindInvalid, "Actor"},
		"backwards":        {TimelineQuery{Noun: NounEvent, Interval: IntervalYear, From: "2027", To: "2026"}.Check, KindInvalid, "before"},
		"too long":         {TimelineQuery{Noun: NounEvent, Interval: IntervalMonth, From: "1900", To: "2026"}.Check, KindTooLarge, "1524 buckets"},
		"no date":          {TimelineQuery{Noun: NounEvent, Interval: IntervalMonth, From: "soon"}.Check, KindInvalid, "soon"},
	} {
		if err := test.check(); KindOf(err) != test.kind || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: the error %v, want one of kind %q that says %q", name, err, test.kind, test.says)
		}
	}
}

// A tally that grows too large is refused as soon as it is.
func TestTallyLimits(t *testing.T) {
	r := Tally{Noun: NounActor, By: []Dimension{{Prop: "declaredSize"}}}.Reader()
	for i := range MaxTallyRows {
		if err := r.Row([]any{int64(i)}, 1, 1, nil); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.Row([]any{nil}, 1, 1, nil); KindOf(err) != KindTooLarge {
		t.Errorf("%d groups give the error %v", MaxTallyRows+1, err)
	}
	r = Tally{Noun: NounActor}.Reader()
	if err := r.Row(nil, 1, MaxTallyBindings+1, nil); KindOf(err) != KindTooLarge {
		t.Errorf("%d bindings give the error %v", MaxTallyBindings+1, err)
	}
	r = Tally{Noun: NounActor, By: []Dimension{{Prop: "name"}}}.Reader()
	if err := r.Row([]any{int64(7)}, 1, 1, nil); KindOf(err) != KindInternal {
		t.Errorf("a name that is a number gives the error %v", err)
	}
}

// Each name stands for one dimension, which can be asked for, as of a day too.
func TestGroupDimensions(t *testing.T) {
	for _, n := range GroupedNouns() {
		var names []string
		for _, d := range n.GroupDimensions() {
			if slices.Contains(names, d.Name) {
				t.Errorf("%s has %s twice", n, d.Name)
			}
			names = append(names, d.Name)
			for _, asOf := range []Date{"", "2026"} {
				if err := (Tally{Noun: n, By: []Dimension{d.on(n, asOf, "2026-01-07")}}).Check(); err != nil {
					t.Errorf("%s %s: %v", n, d.Name, err)
				}
			}
		}
	}
	for _, name := range []string{"KIND", "TOPICS", "FROM_YEAR", "BEARERS", "BEARERS_KIND", "BEARERS_COUNTRY", "DECLARATIONS", "SOURCE", "STATUS", "AMOUNT_UNIT"} {
		if _, ok := NounObligation.GroupDimension(name); !ok {
			t.Errorf("obligations have no dimension %s", name)
		}
	}
}
