package graphtest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pactgraph/graph"
)

// testGroup holds what groups and counts to known answers on the world, and to the oracle on a generated graph.
func testGroup(t *testing.T, open func(t *testing.T) graph.Store) {
	f := load(t, open, World()...)
	t.Run("Known", func(t *testing.T) { testKnownGroups(t, f.store) })
	t.Run("Dimensions", f.testDimensions)
	t.Run("Amounts", func(t *testing.T) { testAmounts(t, f.store) })
	t.Run("Measures", func(t *testing.T) { testMeasures(t, f.store) })
	t.Run("Nested", f.testNestedGroups)
	t.Run("OnEdges", f.testEdgeGroups)
	t.Run("AtOnce", func(t *testing.T) { testGroupsAtOnce(t, f.store) })
	t.Run("Pages", func(t *testing.T) { testGroupPages(t, f.store) })
	t.Run("Cursors", func(t *testing.T) { testGroupCursorsRefused(t, f.store) })
	t.Run("Tally", f.testTallies)
	t.Run("Matrix", func(t *testing.T) { testMatrix(t, f.store) })
	t.Run("Timeline", func(t *testing.T) { testTimelines(t, f.store) })
	t.Run("Refused", func(t *testing.T) {
		testTalliesRefused(t, f.store)
		testOriginsRefused(t, f.store)
	})
	t.Run("Random", func(t *testing.T) {
		seed := seedOf(t)
		load(t, open, Generate(seed, 12)...).testRandomGroups(t, seed, randomCount(t)/8, 4)
	})
}

// lines writes groups as text: the keys, the count, and the distinct counts.
func lines(groups *graph.Groups) []string {
	var list []string
	for _, g := range groups.Groups {
		var words []string
		for _, k := range g.Keys {
			word := k.Label
			if k.Node == nil && k.Value != "" {
				word = k.Value
			}
			words = append(words, word)
		}
		line := fmt.Sprintf("%s: %d", strings.Join(words, ", "), g.Count)
		for _, d := range g.Distinct {
			line += fmt.Sprintf(" (%d)", d.Count)
		}
		list = append(list, line)
	}
	return list
}

func groupsOf(t *testing.T, s graph.Reader, q graph.GroupQuery) *graph.Groups {
	t.Helper()
	if q.First == 0 {
		q.First = graph.MaxGroups
	}
	groups, err := graph.FindGroups(t.Context(), s, q)
	if err != nil {
		t.Fatalf("%v\n%+v", err, q)
	}
	return groups
}

func testKnownGroups(t *testing.T, s graph.Reader) {
	const o = graph.NounObligation
	only := func(ids ...string) graph.Filter {
		list := make([]any, len(ids))
		for i, id := range ids {
			list[i] = id
		}
		return graph.Is{Prop: "id", Op: graph.OpIn, Value: list}
	}
	tests := []struct {
		name string
		q    graph.GroupQuery
		want []string
	}{
		{"bearers", graph.GroupQuery{Noun: o, By: []string{"BEARERS"}}, []string{
			"none: 8", "Ardovia: 5", "Belmark: 3", "Kestria: 2", "Northern Council: 1", "Coalition of the Strait: 1", "Strait Force: 1",
		}},
		{"having", graph.GroupQuery{Noun: o, By: []string{"BEARERS"}, Having: []graph.GroupTest{{Measure: graph.GroupCount, Op: graph.OpGte, Value: 2}, {Measure: graph.GroupCount, Op: graph.OpLt, Value: 8}}}, []string{
			"Ardovia: 5", "Belmark: 3", "Kestria: 2",
		}},
		{"first, by key", graph.GroupQuery{Noun: o, By: []string{"BEARERS"}, Order: graph.GroupOrderKeyAsc, First: 2}, []string{"Ardovia: 5", "Belmark: 3"}},
		{"by key, going down", graph.GroupQuery{Noun: o, Filter: only(patrol, consult), By: []string{"BEARERS"}, Order: graph.GroupOrderKeyDesc}, []string{
			"Strait Force: 1", "Belmark: 1", "Ardovia: 1", "none: 1",
		}},
		{"a bearer's kind is that bearer's", graph.GroupQuery{Noun: o, Filter: only(patrol), By: []string{"BEARERS_KIND", "BEARERS"}}, []string{
			"FORCE, Strait Force: 1", "STATE, Ardovia: 1", "STATE, Belmark: 1",
		}},
		{"countries", graph.GroupQuery{Noun: o, By: []string{"BEARERS_COUNTRY"}, Distinct: []string{"BEARERS", "KIND"}}, []string{
			"none: 11 (3) (11)", "Ardovia: 5 (1) (5)", "Belmark: 3 (1) (3)", "Kestria: 2 (1) (2)",
		}},
		{"bodies of a country", graph.GroupQuery{Noun: graph.NounActor, Filter: only(ardovia, ministry, kestria, company, rost), By: []string{"COUNTRY"}}, []string{
			"Ardovia: 2", "Kestria: 2", "none: 1",
		}},
		{"status", graph.GroupQuery{Noun: o, By: []string{"STATUS"}, Day: WorldDay}, []string{
			"ACTIVE: 4", "TERMINATED: 3", "DORMANT: 2", "PROSPECTIVE: 2", "SUSPENDED: 2", "UNKNOWN: 2", "BREACHED: 1", "FULFILLED: 1",
		}},
		{"as of a day", graph.GroupQuery{Noun: o, Filter: only(patrol, later, over), By: []string{"BEARERS"}, AsOf: "2031-06-15"}, []string{
			"Ardovia: 1", "Belmark: 1", "Strait Force: 1",
		}},
		{"elements of lists", graph.GroupQuery{Noun: o, Filter: only(boats, defend, patrol), By: []string{"DOMAINS"}}, []string{"AIR: 1", "LAND: 1", "SEA: 1", "none: 1"}},
		{"truth values", graph.GroupQuery{Noun: graph.NounCondition, By: []string{"NEGATED"}}, []string{"none: 7", "false: 1", "true: 1"}},
		{"states", graph.GroupQuery{Noun: graph.NounCondition, By: []string{"STATE"}, Day: WorldDay}, []string{"UNMET: 5", "MET: 3", "UNKNOWN: 1"}},
		{"years", graph.GroupQuery{Noun: graph.NounDeclaration, By: []string{"SIGNED_ON_YEAR"}}, []string{"none: 4", "2031: 3", "2029: 1"}},
		{"quarters", graph.GroupQuery{Noun: graph.NounDeclaration, By: []string{"SIGNED_ON_QUARTER"}}, []string{"none: 4", "2031-Q1: 2", "2029-Q4: 1", "2031-Q2: 1"}},
		{"months that are known", graph.GroupQuery{Noun: graph.NounEvent, Filter: only(raid, seizure, summit, vote), By: []string{"FROM_MONTH"}}, []string{"2031-05: 2", "none: 2"}},
		{"sources", graph.GroupQuery{Noun: o, Filter: only(boats), By: []string{"SOURCE_RELIABILITY"}, Distinct: []string{"SOURCE"}}, []string{"A: 1 (1)", "B: 1 (1)"}},
		{"claims", graph.GroupQuery{Noun: graph.NounClaim, Filter: graph.Is{Prop: "stance", Op: graph.OpEq, Value: "CONTRADICTS"}, By: []string{"BASIS", "CREDIBILITY"}}, []string{
			"BACKGROUND, none: 1", "TEXT, 4: 1",
		}},
		{"nothing", graph.GroupQuery{Noun: o, Filter: graph.Or{}, By: []string{"KIND"}}, nil},
	}
	for _, test := range tests {
		groups := groupsOf(t, s, test.q)
		for _, g := range groups.Groups {
			for i := range g.Keys {
				if strings.HasPrefix(g.Keys[i].Label, "not known") {
					g.Keys[i].Label = "none"
				}
			}
		}
		if diff := cmp.Diff(test.want, lines(groups)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
	groups := groupsOf(t, s, graph.GroupQuery{Noun: o, By: []string{"BEARERS"}, First: 3})
	if groups.TotalGroups != 7 || groups.TotalCount != 17 || !groups.Truncated {
		t.Errorf("3 groups of 7, of 17 obligations, are given as %+v", groups)
	}
}

// testDimensions takes every dimension of every noun, several at a time.
func (f *fixture) testDimensions(t *testing.T) {
	for _, n := range graph.GroupedNouns() {
		list := n.GroupDimensions()
		for i, part := range slices.Collect(slices.Chunk(list, 4)) {
			q := graph.GroupQuery{Noun: n, Day: WorldDay, First: graph.MaxGroups}
			for _, d := range part {
				q.By = append(q.By, d.Name)
			}
			if i%4 == 1 {
				q.AsOf = "2031-05-20"
			}
			f.sameGroups(t, q)
		}
	}
}

// sameGroups compares the groups of the store with those of the oracle.
func (f *fixture) sameGroups(t *testing.T, q graph.GroupQuery) {
	t.Helper()
	text := func(s graph.Reader) string {
		groups, err := graph.FindGroups(t.Context(), s, q)
		if err != nil {
			return fmt.Sprintf("an error of kind %q", graph.KindOf(err))
		}
		return jsonOf(t, groups)
	}
	if diff := cmp.Diff(text(f.oracle), text(f.store)); diff != "" {
		t.Errorf("not the oracle's groups (-oracle +store):\n%s\nto %+v", diff, q)
	}
}

func jsonOf(t *testing.T, v any) string {
	t.Helper()
	text, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func testAmounts(t *testing.T, s graph.Reader) {
	groups := groupsOf(t, s, graph.GroupQuery{Noun: graph.NounObligation, By: []string{"DECLARATIONS"}, Amounts: true})
	got := map[string][]graph.AmountSummary{}
	for _, g := range groups.Groups {
		got[g.Keys[0].Value] = g.Amounts
	}
	sum := func(x float64) *float64 { return &x }
	if diff := cmp.Diff([]graph.AmountSummary{{Unit: "boats/year", Count: 1, Min: 2.5, Max: 2.5, Average: 2.5, Sum: sum(2.5)}}, got[accord]); diff != "" {
		t.Errorf("amounts of %s (-want +got):\n%s", accord, diff)
	}
	if diff := cmp.Diff([]graph.AmountSummary{{Unit: "crowns", Count: 1, Min: 1e6, Max: 1e6, Average: 1e6, Sum: sum(1e6)}}, got[seaPlan]); diff != "" {
		t.Errorf("amounts of %s (-want +got):\n%s", seaPlan, diff)
	}
	if len(got[memo]) > 0 {
		t.Errorf("%s has the amounts %v, and no obligation with one", memo, got[memo])
	}
}

// testTallies asks what no name stands for: steps with filters of their own, paths of several steps, cases.
func (f *fixture) testTallies(t *testing.T) {
	signed := graph.Step{Field: "partyActions", Edge: graph.Is{Prop: "action", Op: graph.OpEq, Value: "SIGNATURE"}}
	states := graph.Is{Prop: "kind", Op: graph.OpEq, Value: "STATE"}
	part := graph.Climb{Step: graph.Step{Field: "partOf"}, Until: states}
	id := func(path ...graph.Step) graph.Dimension { return graph.Dimension{Path: path, Prop: "id"} }
	for name, tally := range map[string]graph.Tally{
		"all":                 {Noun: graph.NounActor},
		"none":                {Noun: graph.NounActor, Filter: graph.Or{}},
		"a filter on edges":   {Noun: graph.NounDeclaration, By: []graph.Dimension{id(signed)}},
		"and on nodes":        {Noun: graph.NounObligation, By: []graph.Dimension{id(graph.Step{Field: "bearers", Node: states})}},
		"a date as it stands": {Noun: graph.NounEvent, By: []graph.Dimension{{Prop: "from"}}, Distinct: []graph.Dimension{{Prop: "kind"}}},
		"two steps": {Noun: graph.NounObligation, By: []graph.Dimension{
			id(graph.Step{Field: "declarations"}, signed), {Path: []graph.Step{{Field: "declarations"}, signed}, Prop: "kind"},
		}},
		"a path and its beginning": {Noun: graph.NounObligation, By: []graph.Dimension{id(graph.Step{Field: "declarations"}), id(graph.Step{Field: "declarations"}, signed)}},
		"a climb after steps":      {Noun: graph.NounStatement, By: []graph.Dimension{{Path: []graph.Step{{Field: "madeBy"}, {Field: "offices"}}, Climb: &part, Prop: "id"}}},
		"two climbs": {Noun: graph.NounObligation, By: []graph.Dimension{
			{Path: []graph.Step{{Field: "bearers"}}, Climb: &part, Prop: "id"}, {Path: []graph.Step{{Field: "against"}}, Climb: &part, Prop: "id"},
		}},
		"a climb of edges that hold": {Noun: graph.NounActor, By: []graph.Dimension{{
			Climb: &graph.Climb{Step: graph.Step{Field: "partOf", Edge: graph.Is{Prop: "from", Op: graph.OpLt, Value: graph.Date("1950")}}, Until: states}, Prop: "id",
		}}},
		"ends of several nouns": {Noun: graph.NounStatement, By: []graph.Dimension{id(graph.Step{Field: "about"})}, Distinct: []graph.Dimension{id(graph.Step{Field: "madeBy"})}},
		"cases at an end": {Noun: graph.NounObligation, By: []graph.Dimension{{
			Path:  []graph.Step{{Field: "conditions"}},
			Cases: []graph.Case{{Value: "attack", Filter: graph.Is{Prop: "kind", Op: graph.OpEq, Value: "ARMED_ATTACK"}}, {Value: "shared", Filter: graph.Related{Field: "obligations", Quant: graph.QuantCount, Op: graph.OpGt, Count: 1}}},
		}}},
		"from a hub": {Noun: graph.NounObligation, By: []graph.Dimension{{Prop: "kind"}}, Filter: graph.Related{Field: "bearers", Quant: graph.QuantSome, Node: graph.Is{Prop: "id", Op: graph.OpEq, Value: ardovia}}},
		"numbers":    {Noun: graph.NounActor, By: []graph.Dimension{{Prop: "declaredSize"}}},
		"floats":     {Noun: graph.NounObligation, By: []graph.Dimension{{Prop: "amountValue"}, {Prop: "topics"}}},
	} {
		want, err := f.oracle.Tally(t.Context(), tally)
		if err != nil {
			t.Fatalf("%s, in the oracle: %v", name, err)
		}
		got, err := f.store.Tally(t.Context(), tally)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-oracle +store):\n%s", name, diff)
		}
	}
}

func testTalliesRefused(t *testing.T, s graph.Reader) {
	id := func(fields ...string) graph.Dimension {
		d := graph.Dimension{Prop: "id"}
		for _, f := range fields {
			d.Path = append(d.Path, graph.Step{Field: f})
		}
		return d
	}
	for name, tally := range map[string]graph.Tally{
		"no noun":            {Noun: "Pact"},
		"no property":        {Noun: graph.NounActor, By: []graph.Dimension{{Prop: "colour"}}},
		"no relation":        {Noun: graph.NounActor, By: []graph.Dimension{id("friends")}},
		"a list of codes":    {Noun: graph.NounActor, By: []graph.Dimension{{Prop: "identifiers"}}},
		"no date":            {Noun: graph.NounActor, By: []graph.Dimension{{Prop: "name", Unit: graph.IntervalYear}}},
		"no part of a date":  {Noun: graph.NounActor, By: []graph.Dimension{{Prop: "from", Unit: "WEEK"}}},
		"beyond an entity":   {Noun: graph.NounStatement, By: []graph.Dimension{id("about", "bearers")}},
		"a climb elsewhere":  {Noun: graph.NounActor, By: []graph.Dimension{{Prop: "id", Climb: &graph.Climb{Step: graph.Step{Field: "owes"}}}}},
		"an unknown filter":  {Noun: graph.NounActor, Filter: graph.Is{Prop: "colour", Op: graph.OpEq, Value: "red"}},
		"an edge's filter":   {Noun: graph.NounObligation, By: []graph.Dimension{{Prop: "id", Path: []graph.Step{{Field: "bearers", Edge: graph.Is{Prop: "colour", Op: graph.OpEq, Value: "red"}}}}}},
		"a filter of a case": {Noun: graph.NounActor, By: []graph.Dimension{{Cases: []graph.Case{{Value: "x", Filter: graph.Is{Prop: "colour", Op: graph.OpEq, Value: "red"}}}}}},
	} {
		if _, err := s.Tally(t.Context(), tally); graph.KindOf(err) != graph.KindInvalid {
			t.Errorf("%s gives the error %v, want one of kind %q", name, err, graph.KindInvalid)
		}
	}
	many := graph.Tally{Noun: graph.NounActor, By: slices.Repeat([]graph.Dimension{{Prop: "kind"}}, graph.MaxTallyDimensions+1)}
	if _, err := s.Tally(t.Context(), many); graph.KindOf(err) != graph.KindTooLarge {
		t.Errorf("%d dimensions give the error %v, want one of kind %q", len(many.By), err, graph.KindTooLarge)
	}
}

func testMatrix(t *testing.T, s graph.Reader) {
	m, err := graph.FindMatrix(t.Context(), s, graph.MatrixQuery{
		Filter: graph.Is{Prop: "id", Op: graph.OpIn, Value: []any{patrol, embargo, boats, quiet, consult}},
		Rows:   "BEARERS", Columns: "KIND", MostRows: 2, MostColumns: 3,
	})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range m.Rows {
		got = append(got, fmt.Sprintf("%s %d %v %d", r.Key.Label, r.Total, r.Counts, r.Other))
	}
	for _, c := range m.Columns {
		got = append(got, fmt.Sprintf("%s %d", c.Key.Label, c.Total))
	}
	got = append(got, fmt.Sprint(m.OtherRows, m.OtherColumns, m.OtherCounts, m.OtherTotal, m.Total))
	want := []string{
		"Ardovia 3 [0 0 1] 2", "Belmark 3 [1 0 1] 1",
		"ARMS_SUPPLY 1", "CONSULTATION 1", "MONITORING 1",
		// Strait Force patrols; nobody consults.
		"2 2 [0 1 1] 2 5",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the matrix (-want +got):\n%s", diff)
	}
}

func testTimelines(t *testing.T, s graph.Reader) {
	tests := []struct {
		name string
		q    graph.TimelineQuery
		want []string
	}{
		{"obligations", graph.TimelineQuery{Noun: graph.NounObligation, Interval: graph.IntervalYear, From: "2029", To: "2033"}, []string{
			"2029 1 1 0", "2030 4 5 0", "2031 8 13 1", "2032 1 13 0", "2033 0 13 0", "17 2 0",
		}},
		{"a declaration's quarters", graph.TimelineQuery{
			Noun: graph.NounDeclaration, Interval: graph.IntervalQuarter, From: "2030-11", To: "2031-06",
			Filter: graph.Is{Prop: "id", Op: graph.OpIn, Value: []any{accord, seaPlan, charter}},
		}, []string{"2030-Q4 0 1 0", "2031-Q1 0 1 0", "2031-Q2 1 2 0", "3 1 1"}},
		{"events, from the first to the last", graph.TimelineQuery{
			Noun: graph.NounEvent, Interval: graph.IntervalMonth,
			Filter: graph.Is{Prop: "id", Op: graph.OpIn, Value: []any{signing, raid, truce, seizure, vote}},
		}, []string{"2031-03 1 1 1", "2031-04 0 0 0", "2031-05 3 3 2", "5 1 0"}},
		{"nothing", graph.TimelineQuery{Noun: graph.NounEvent, Interval: graph.IntervalYear, Filter: graph.Or{}}, []string{"0 0 0"}},
	}
	for _, test := range tests {
		line, err := graph.FindTimeline(t.Context(), s, test.q)
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		var got []string
		for _, b := range line.Buckets {
			got = append(got, fmt.Sprint(b.Name, " ", b.Began, b.Held, b.Ended))
		}
		got = append(got, fmt.Sprint(line.Total, line.Undated, line.Imprecise))
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
}

// testRandomGroups compares random groupings, by at most so many things at once, with the oracle's.
func (f *fixture) testRandomGroups(t *testing.T, seed uint64, count, most int) {
	r := newRandomizer(t, seed, f.oracle)
	f.testRandomNested(t, r)
	for range count {
		n := choose(r, graph.GroupedNouns())
		q := *r.groups(n)
		q.By = q.By[:min(len(q.By), most-len(q.Distinct))]
		if r.chance(0.5) {
			q.Filter = r.filter(n, 2)
		}
		if r.chance(0.3) {
			q.AsOf = graph.Date(fmt.Sprint(1950 + r.IntN(100)))
		}
		f.sameGroups(t, q)
	}
}
