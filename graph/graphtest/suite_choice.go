package graphtest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pactgraph/graph"
)

func testChoice(t *testing.T, open func(t *testing.T) graph.Store) {
	t.Run("Holds", func(t *testing.T) { testChoiceHolds(t, loadRivals(t, open)) })
	t.Run("Edge", func(t *testing.T) { testChoiceOfEdge(t, loadRivals(t, open)) })
	t.Run("Gone", func(t *testing.T) { testChoiceOfGone(t, loadRivals(t, open)) })
	t.Run("Refused", func(t *testing.T) { testChoiceRefused(t, loadRivals(t, open)) })
}

// rivals are two data sets that differ on an actor's name and on who signed for it; the first is more reliable.
func rivals() []graph.Batch {
	say := func(load, dataset string, reliability graph.Reliability, name, by string) graph.Batch {
		p := newPen(load, dataset, reliability)
		p.node("actor/a", props{"kind": "STATE", "name": name, "aliases": []string{name}})
		p.node("actor/p", props{"kind": "PERSON"})
		p.node("actor/q", props{"kind": "PERSON"})
		p.node("declaration/d", props{"kind": "TREATY"})
		p.out("actor/a", graph.EdgePartyAction, "declaration/d", props{"action": "SIGNATURE", "by": by})
		return p.batch
	}
	return []graph.Batch{
		say("good", "good", graph.ReliabilityA, "Good", "actor/p"),
		say("bad", "bad", graph.ReliabilityD, "Bad", "actor/q"),
	}
}

func loadRivals(t *testing.T, open func(t *testing.T) graph.Store) *fixture {
	return load(t, open, rivals()...)
}

// chosen makes a choice on the store and the oracle, and compares what they give.
func (f *fixture) chosen(t *testing.T, load string, q graph.ChoiceRequest) (graph.Receipt, error) {
	t.Helper()
	q.LoadID, q.Who, q.StartedAt = "load/"+load, "graphtest", time.Date(2031, 7, 1, 8, 30, 0, 0, time.UTC)
	want, wantErr := graph.Choose(t.Context(), f.oracle, q)
	got, err := graph.Choose(t.Context(), f.store, q)
	if got != want || graph.KindOf(err) != graph.KindOf(wantErr) {
		t.Fatalf("the choice %s gives %+v and the error %v, want %+v and %v", load, got, err, want, wantErr)
	}
	f.sameWalk(t)
	return got, err
}

// choose makes a choice that must be possible.
func (f *fixture) choose(t *testing.T, load string, q graph.ChoiceRequest) graph.Receipt {
	t.Helper()
	r, err := f.chosen(t, load, q)
	if err != nil {
		t.Fatalf("the choice %s: %v", load, err)
	}
	return r
}

// nameIs compares the name that is shown, and what the conflict about it says of choices.
func (f *fixture) nameIs(t *testing.T, when, name string, decision graph.ConflictDecision, chosen string) {
	t.Helper()
	if a := get(t, f.store, "actor/a").(*graph.Actor); a.Name != name {
		t.Errorf("%s, the name shown is %q, want %q", when, a.Name, name)
	}
	c := f.conflictOf(t, "actor/a", "name")
	if c == nil {
		t.Fatalf("%s, there is no conflict about the name", when)
	}
	text := ""
	if c.Chosen != nil {
		text = fmt.Sprintf("%s, holds: %t, by %s: %s (%s)", c.Chosen.Value, c.Chosen.Holds, c.Chosen.Who, c.Chosen.Why, c.Chosen.Load)
	}
	if c.Decision != decision || text != chosen || !c.Values[0].Shown || c.Values[0].Value != name {
		t.Errorf("%s, the conflict has the decision %s, the choice %q and the value %+v first; want %s, %q and %s",
			when, c.Decision, text, c.Values[0], decision, chosen, name)
	}
}

// conflictOf gives the conflict about a field of a node, or of an edge that goes out from it; nil if there is none.
func (f *fixture) conflictOf(t *testing.T, about, field string) *graph.Conflict {
	t.Helper()
	q := graph.ConflictsQuery{About: []string{about}, Fields: []string{field}, First: 10}
	want, err := graph.FindConflicts(t.Context(), f.oracle, q)
	if err != nil {
		t.Fatal(err)
	}
	got, err := graph.FindConflicts(t.Context(), f.store, q)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(asJSON(t, want), asJSON(t, got)); diff != "" {
		t.Errorf("the conflicts are not the oracle's (-oracle +store):\n%s", diff)
	}
	for _, c := range got.Nodes() {
		return c
	}
	return nil
}

// What is chosen is shown until it is taken back, whatever is loaded and as long as it is said; all values stay, and a choice is no
// word for any.
func testChoiceHolds(t *testing.T, f *fixture) {
	bad := "Bad"
	name := graph.ChoiceRequest{Target: "actor/a", Field: "name", Value: &bad, Why: "so it calls itself"}
	f.nameIs(t, "before", "Good", graph.ConflictDecisionReliability, "")
	if got, want := f.choose(t, "choose", name), (graph.Receipt{LoadID: "load/choose", Revision: 3, Changed: 1}); got != want {
		t.Errorf("a choice gives %+v, want %+v", got, want)
	}
	const chosen = "Bad, holds: true, by graphtest: so it calls itself (load/choose)"
	f.nameIs(t, "when it is chosen", "Bad", graph.ConflictDecisionChosen, chosen)
	if got := f.choose(t, "choose-again", name); !got.Unchanged {
		t.Errorf("the same choice again gives %+v", got)
	}
	if c := f.conflictOf(t, "actor/a", "name"); len(c.Values) != 2 || len(c.Values[0].Datasets) != 1 || c.Values[0].Datasets[0].Load != "load/bad" {
		t.Errorf("the values of the conflict are %+v", c.Values)
	}

	// Loads of both data sets, and a better one, change nothing about it.
	for i, b := range rivals() {
		b.LoadID += "-2"
		b.Said[0].Props["fullName"] = fmt.Sprint("full ", i)
		f.both(t, b)
	}
	better := newPen("better", "better", graph.ReliabilityA)
	better.node("actor/a", props{"kind": "STATE", "name": "Better"})
	f.both(t, better.batch)
	f.nameIs(t, "after other loads", "Bad", graph.ConflictDecisionChosen, chosen)

	// Nobody says it: the rule decides. It is said again, and holds.
	again := rivals()[1]
	again.LoadID, again.Said[0].Props["name"] = "load/else", "Else"
	f.both(t, again)
	f.nameIs(t, "when nobody says it", "Better", graph.ConflictDecisionRecency, strings.Replace(chosen, "true", "false", 1))
	f.both(t, func() graph.Batch { b := rivals()[1]; b.LoadID = "load/bad-3"; return b }())
	f.nameIs(t, "when it is said again", "Bad", graph.ConflictDecisionChosen, chosen)

	// Another field of the same thing, another value, and each taken back.
	f.choose(t, "kind", graph.ChoiceRequest{Target: "actor/a", Field: "kind", Dataset: "bad"})
	f.nameIs(t, "when another field is chosen", "Bad", graph.ConflictDecisionChosen, chosen)
	f.choose(t, "by-load", graph.ChoiceRequest{Target: "actor/a", Field: "name", Load: "load/good"})
	f.nameIs(t, "when another value is chosen", "Good", graph.ConflictDecisionChosen, "Good, holds: true, by graphtest:  (load/by-load)")
	f.takeBack(t, "load/by-load", "load/by-load-back")
	f.nameIs(t, "when that load is taken back", "Bad", graph.ConflictDecisionChosen, chosen)
	f.choose(t, "back", graph.ChoiceRequest{Target: "actor/a", Field: "name", TakeBack: true})
	f.nameIs(t, "when it is taken back", "Better", graph.ConflictDecisionRecency, "")
	f.choose(t, "kind-back", graph.ChoiceRequest{Target: "actor/a", Field: "kind", TakeBack: true})
	f.sameHistories(t)
	f.sameChanges(t)
}

// The fields of an edge can be chosen, also one that names an actor, who then needn't stay for the choice's sake.
func testChoiceOfEdge(t *testing.T, f *fixture) {
	edge := rivals()[0].Said[4].Target
	by := func() string {
		a := get(t, f.store, "actor/a", graph.With{Field: "partyActions"}).(*graph.Actor)
		return a.PartyActions().Edges[0].EdgeProps.Props()["by"].(string)
	}
	if got := by(); got != "actor/p" {
		t.Errorf("before, %s signed", got)
	}
	f.choose(t, "choose", graph.ChoiceRequest{Target: edge, Field: "by", Dataset: "bad"})
	if got := by(); got != "actor/q" {
		t.Errorf("when the other is chosen, %s signed", got)
	}
	if c := f.conflictOf(t, "actor/a", "by"); c == nil || c.Edge == nil || c.Chosen == nil || c.Decision != graph.ConflictDecisionChosen || c.Edge.Props()["by"] != "actor/q" {
		t.Errorf("the conflict about the edge is %+v", c)
	}
	gone := rivals()[1]
	gone.LoadID, gone.Said = "load/gone", append(gone.Said[:2:2], gone.Said[3])
	gone.Withdraw = []string{"actor/q"}
	f.both(t, gone)
	f.both(t, graph.Batch{LoadID: "load/gone-too", Dataset: "good", Withdraw: []string{"actor/q"}})
	if got := by(); got != "actor/p" {
		t.Errorf("when the one chosen is gone, %s signed", got)
	}
	f.sameWalk(t)
}

// A choice keeps nothing alive, and comes to nothing where nothing is left; a copy of the graph has it.
func testChoiceOfGone(t *testing.T, f *fixture) {
	f.choose(t, "choose", graph.ChoiceRequest{Target: "actor/a", Field: "name", Dataset: "bad"})
	f.choose(t, "edge", graph.ChoiceRequest{Target: rivals()[0].Said[4].Target, Field: "by", Dataset: "bad"})
	copied := NewMemory()
	if err := copied.Restore(t.Context(), graph.Entries(t.Context(), f.store), nil); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(walked(t, f.store), walked(t, copied)); diff != "" {
		t.Errorf("the copy shows something else (-original +copy):\n%s", diff)
	}
	f.takeBack(t, "load/good", "load/good-back")
	f.takeBack(t, "load/bad", "load/bad-back")
	f.shows(t, "when nobody says anything any more", "null")
	f.takeBack(t, "load/bad-back", "load/bad-forth")
	f.takeBack(t, "load/good-back", "load/good-forth")
	f.nameIs(t, "when all is said again", "Bad", graph.ConflictDecisionChosen, "Bad, holds: true, by graphtest:  (load/choose)")
	f.sameHistories(t)
}

// A choice that can't be made says why, and what could be chosen.
func testChoiceRefused(t *testing.T, f *fixture) {
	edge := rivals()[0].Said[4].Target
	value := "Worse"
	tests := []struct {
		name, want string
		kind       graph.Kind
		q          graph.ChoiceRequest
	}{
		{"a value that nobody says", `it is said to be "Bad" (data set "bad", load/bad), "Good" (data set "good", load/good)`, graph.KindInvalid, graph.ChoiceRequest{Target: "actor/a", Field: "name", Value: &value}},
		{"a data set that isn't there", `the data set "none" says nothing of it`, graph.KindInvalid, graph.ChoiceRequest{Target: "actor/a", Field: "name", Dataset: "none"}},
		{"a load that isn't there", "load/none said nothing of it", graph.KindInvalid, graph.ChoiceRequest{Target: "actor/a", Field: "name", Load: "load/none"}},
		{"a field without a value", "nobody says any", graph.KindInvalid, graph.ChoiceRequest{Target: "actor/a", Field: "fullName", Dataset: "good"}},
		{"no field", "there is no such field; there are kind, name", graph.KindInvalid, graph.ChoiceRequest{Target: "actor/a", Field: "title", Dataset: "good"}},
		{"a list", "it is a list, in which all that is said is put together", graph.KindInvalid, graph.ChoiceRequest{Target: "actor/a", Field: "aliases", Dataset: "good"}},
		{"the key of an edge", "it tells this edge from others", graph.KindInvalid, graph.ChoiceRequest{Target: edge, Field: "action", Dataset: "good"}},
		{"nothing to take back", "there is nothing to take back", graph.KindInvalid, graph.ChoiceRequest{Target: "actor/a", Field: "name", TakeBack: true}},
		{"no such node", "there is no node or edge", graph.KindNotFound, graph.ChoiceRequest{Target: "actor/none", Field: "name", Dataset: "good"}},
		{"nothing", "one of these is to be given, not 0", graph.KindInvalid, graph.ChoiceRequest{Target: "actor/a", Field: "name"}},
		{"two things", "one of these is to be given, not 2", graph.KindInvalid, graph.ChoiceRequest{Target: "actor/a", Field: "name", Dataset: "good", TakeBack: true}},
	}
	for _, tt := range tests {
		if _, err := f.chosen(t, "x", tt.q); graph.KindOf(err) != tt.kind || !strings.Contains(fmt.Sprint(err), tt.want) {
			t.Errorf("%s gives the error %v, want one with %q", tt.name, err, tt.want)
		}
	}
	plain := small("plain", graph.ChoicesData, nil)
	f.refused(t, plain, graph.KindInvalid)
	q := graph.ChoiceRequest{Target: "actor/a", Field: "name", Dataset: "bad", LoadID: "load/y"}
	b, err := q.Batch(t.Context(), f.store)
	if err != nil {
		t.Fatal(err)
	}
	b.Dataset = "good"
	f.refused(t, b, graph.KindInvalid)
}
