package graphtest

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pactgraph/graph"
)

// statusTable says by hand what becomes of the world's obligations, day by day and, where one is named, for a bearer.
var statusTable = []struct {
	day    graph.Date
	bearer string
	want   map[graph.ObligationStatus][]string
}{
	{WorldDay, "", map[graph.ObligationStatus][]string{
		graph.ObligationStatusProspective: {respect, later},
		graph.ObligationStatusDormant:     {consult, excepted},
		graph.ObligationStatusActive:      {defend, patrol, embargo, quiet},
		graph.ObligationStatusFulfilled:   {boats},
		graph.ObligationStatusBreached:    {borders},
		graph.ObligationStatusSuspended:   {paused, aid},
		graph.ObligationStatusTerminated:  {over, untilWar, bases},
		graph.ObligationStatusUnknown:     {centreOpens, rumour},
	}},
	{WorldDay, belmark, map[graph.ObligationStatus][]string{
		graph.ObligationStatusActive:    {defend, patrol, quiet, borders},
		graph.ObligationStatusFulfilled: {boats, embargo},
	}},
	{WorldDay, ardovia, map[graph.ObligationStatus][]string{
		graph.ObligationStatusActive:    {boats, defend, patrol, embargo, quiet, borders},
		graph.ObligationStatusFulfilled: nil,
		graph.ObligationStatusBreached:  nil,
	}},
	{WorldDay, kestria, map[graph.ObligationStatus][]string{graph.ObligationStatusBreached: {borders}}},
	{"2031-04-15", "", map[graph.ObligationStatus][]string{
		graph.ObligationStatusProspective: {respect, later},
		graph.ObligationStatusDormant:     {consult, defend},
		graph.ObligationStatusActive:      {boats, patrol, embargo, quiet, excepted, borders, over, untilWar, paused},
		graph.ObligationStatusSuspended:   {aid},
		graph.ObligationStatusTerminated:  {bases},
		graph.ObligationStatusUnknown:     {centreOpens, rumour},
	}},
	// A treaty is signed, and not yet in force.
	{"2031-03-15", "", map[graph.ObligationStatus][]string{
		graph.ObligationStatusProspective: {boats, defend, consult, patrol, embargo, quiet, centreOpens, excepted, respect, later},
		graph.ObligationStatusTerminated:  {bases},
	}},
	{"2000-01-01", "", map[graph.ObligationStatus][]string{
		graph.ObligationStatusActive:     {bases},
		graph.ObligationStatusTerminated: nil,
		graph.ObligationStatusUnknown:    {rumour},
	}},
	// The raid's effect is over, the fund has begun.
	{"2032-06-01", "", map[graph.ObligationStatus][]string{
		graph.ObligationStatusActive:     {patrol, embargo, quiet, later, untilWar},
		graph.ObligationStatusDormant:    {consult, defend, excepted},
		graph.ObligationStatusTerminated: {over, bases},
	}},
	{"2042", "", map[graph.ObligationStatus][]string{
		graph.ObligationStatusTerminated: {boats, defend, consult, patrol, embargo, quiet, centreOpens, excepted, over, bases},
	}},
}

// ofWorld leaves out the obligations that extras made.
func ofWorld(f graph.Filter) graph.Filter {
	return graph.And{graph.Is{Prop: "id", Op: graph.OpGte, Value: "obligation/b"}, f}
}

func (f *fixture) testStatus(t *testing.T) {
	ofAid := graph.Is{Prop: "id", Op: graph.OpEq, Value: aid}
	for _, row := range statusTable {
		for status, want := range row.want {
			match := graph.StatusFilter(row.day, row.bearer, status)
			got := found(t, f.store, graph.NounObligation, graph.Or{ofWorld(match), graph.And{ofAid, match}})
			wantSet(t, string(status)+" on "+string(row.day)+" for “"+row.bearer+"”", got, want)
		}
	}
	reasons := []struct {
		id, bearer string
		want       []string
	}{
		{boats, "", []string{"Two boats delivered", "by actor/belmark", "admitted"}},
		{borders, kestria, []string{"Raid on the harbour", "by actor/kestria", "alleged"}},
		{consult, "", []string{"Tarn Accord", "when threatened", "no event is recorded"}},
		{respect, "", []string{"Charter of the Strait", "2031-06-01"}},
		{over, "", []string{"2031-05"}},
		{excepted, "", []string{"excepted", "a truce is in force"}},
		{centreOpens, "", []string{"once parliaments approve", "no date"}},
	}
	for _, r := range reasons {
		o := get(t, f.store, r.id, graph.StatusWith(r.bearer)...).(*graph.Obligation)
		reason := graph.DeriveStatus(graph.LoadedView{}, o, WorldDay, r.bearer).Reason
		for _, part := range r.want {
			if !strings.Contains(reason, part) {
				t.Errorf("the reason for %s is %q, which lacks %q", r.id, reason, part)
			}
		}
	}
}

// The filter for a status finds the obligations of which DeriveStatus says it, of what a store loads and of the graph
// itself; and each obligation has one status.
func (f *fixture) testStatusOfAll(t *testing.T) {
	statuses, _ := graph.EnumByName("ObligationStatus")
	for _, bearer := range []string{"", belmark, ardovia, "actor/nobody"} {
		with := graph.StatusWith(bearer)
		all := readPage(find(t, f.store, graph.Query{Noun: graph.NounObligation, Selection: graph.Selection{Page: first(graph.MaxPage), With: with}}).Page).entries
		for _, day := range []graph.Date{WorldDay, "2031-05-10", "2031-05", "2031", "1999-12-31"} {
			want := map[graph.ObligationStatus][]string{}
			for _, e := range all {
				o := e.node.(*graph.Obligation)
				got := graph.DeriveStatus(graph.LoadedView{}, o, day, bearer)
				want[got.Status] = append(want[got.Status], o.ID)
				if direct := graph.DeriveStatus(f.oracle.state().index(), o, day, bearer); got != direct {
					t.Errorf("%s on %s for “%s” is %+v by what was loaded, and %+v by the graph", o.ID, day, bearer, got, direct)
				}
			}
			var queries []graph.Query
			for _, s := range statuses.Names() {
				queries = append(queries, where(graph.NounObligation, graph.StatusFilter(day, bearer, graph.ObligationStatus(s))))
			}
			answers, err := f.store.Find(t.Context(), queries)
			if err != nil {
				t.Fatal(err)
			}
			for i, s := range statuses.Names() {
				wantIDs(t, s+" on "+string(day)+" for “"+bearer+"”", idsIn(answers[i].Page), want[graph.ObligationStatus(s)]...)
			}
		}
	}
}

func (f *fixture) testState(t *testing.T) {
	tests := []struct {
		id     string
		day    graph.Date
		state  graph.ConditionState
		reason string
	}{
		{attack, WorldDay, graph.ConditionStateMet, "“Raid on the harbour” is recorded, which makes it hold on 2031-06-01"},
		{attack, "2031-05-09", graph.ConditionStateUnmet, "no event is recorded that makes it hold on 2031-05-09"},
		{attack, "2031-07-01", graph.ConditionStateUnmet, "no event is recorded that makes it hold on 2031-07-01"},
		{approval, WorldDay, graph.ConditionStateUnknown, "“Parliament’s vote” may make it hold on 2031-06-01, but no date says since when"},
		{noBreach, WorldDay, graph.ConditionStateMet, "it must not hold: no event is recorded that makes it hold on 2031-06-01"},
		{threat, WorldDay, graph.ConditionStateUnmet, "no event is recorded that makes it hold on 2031-06-01"},
		{mandate, "2033", graph.ConditionStateUnmet, "no event is recorded that makes it hold on 2033"},
		{truceHas, "2031-05-25", graph.ConditionStateMet, "“Truce” is recorded, which makes it hold on 2031-05-25"},
	}
	for _, test := range tests {
		c := get(t, f.store, test.id, graph.StateWith()...).(*graph.Condition)
		want := graph.State{State: test.state, Reason: test.reason}
		if diff := cmp.Diff(want, graph.DeriveState(graph.LoadedView{}, c, test.day)); diff != "" {
			t.Errorf("%s on %s (-want +got):\n%s", test.id, test.day, diff)
		}
		if match := slices.Contains(found(t, f.store, graph.NounCondition, graph.MetOn(test.day)), test.id); match != (test.state == graph.ConditionStateMet) {
			t.Errorf("%s on %s: MetOn says %v", test.id, test.day, match)
		}
	}
}

func (f *fixture) testHeldOn(t *testing.T) {
	days := []graph.Date{WorldDay, "2031-05-31", "2001-08-31", "2001-09-01", "2031-03", "1900"}
	for _, noun := range graph.Nouns() {
		var queries []graph.Query
		for _, day := range days {
			queries = append(queries, where(noun, graph.HeldOn(noun, day)))
		}
		for _, field := range noun.Fields() {
			var withs []graph.With
			for _, day := range days[:3] {
				if g := graph.EdgeHeldOn(field, day); g != nil {
					withs = append(withs, graph.With{Key: string(day), Field: field.Name, Edge: g})
				}
			}
			if withs != nil {
				queries = append(queries, graph.Query{Noun: noun, Selection: graph.Selection{With: withs, Filter: graph.Related{Field: field.Name, Quant: graph.QuantSome}}})
			}
		}
		f.same(t, queries...)
	}
	states := func(day graph.Date) []string {
		return found(t, f.store, graph.NounActor, graph.And{graph.Is{Prop: "kind", Op: graph.OpEq, Value: "STATE"}, graph.HeldOn(graph.NounActor, day)})
	}
	wantIDs(t, "states on the union's last day", states("2001-08-31"), ardovia, belmark, kestria, oldUnion)
	wantIDs(t, "states on the day after", states("2001-09-01"), ardovia, belmark, kestria)
	wantIDs(t, "states in 1900: of one no date is known", states("1900"), kestria)
	memberOf, _ := graph.FieldOf(graph.NounActor, "memberOf")
	on := func(day graph.Date) []string {
		return loadedIDs(get(t, f.store, belmark, graph.With{Field: "memberOf", Edge: graph.EdgeHeldOn(memberOf, day)}), "memberOf")
	}
	wantIDs(t, "what Belmark was a member of on 31 May", on("2031-05-31"), council, coalition)
	wantIDs(t, "on 1 June", on("2031-06-01"), council)
	wantIDs(t, "on 1 July", on("2031-07-01"), council, coalition)
}
