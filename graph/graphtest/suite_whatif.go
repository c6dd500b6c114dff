package graphtest

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pactgraph/graph"
)

// BriefEffect writes an effect of a what-if in a line: its round, what changes, on whom (and not on whom), toward and
// against whom, what else must hold, and what it follows from. A “?” marks what is only possible; a member stands there
// with its coalition.
func BriefEffect(e *graph.Effect) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d %s%s %s: %s→%s", e.Round, e.Change, doubt(e.Certainty), graph.Slug(e.Obligation.ID), e.Before.Status, e.After.Status)
	for _, list := range []struct {
		word   string
		actors []graph.AffectedActor
	}{{"on", e.Bearers}, {"not on", e.Excluded}, {"toward", e.Toward}, {"against", e.Against}} {
		if len(list.actors) > 0 {
			fmt.Fprintf(&b, " %s %s", list.word, briefActors(list.actors))
		}
	}
	if e.UnnamedBearers > 0 {
		fmt.Fprintf(&b, " and %d unnamed", e.UnnamedBearers)
	}
	for _, c := range e.Unmet {
		fmt.Fprintf(&b, " unless %s %s", c.Role, graph.Slug(c.Condition.ID))
	}
	for _, id := range e.FollowsFrom {
		fmt.Fprintf(&b, " from [%s]", id)
	}
	return b.String()
}

func doubt(c graph.Certainty) string {
	if c == graph.CertaintyPossible {
		return "?"
	}
	return ""
}

func briefActors(list []graph.AffectedActor) string {
	names := make([]string, len(list))
	for i, a := range list {
		names[i] = graph.Slug(a.Actor.ID) + doubt(a.Certainty)
		if a.Through != nil {
			names[i] += "(" + graph.Slug(a.Through.ID) + ")"
		}
	}
	return strings.Join(names, ",")
}

func supposed(kind graph.EventKind, attacker, victim string) graph.Hypothesis {
	return graph.Hypothesis{Event: &graph.SupposedEvent{Kind: kind, Attacker: attacker, Victim: victim}}
}

func holds(condition string) graph.Hypothesis {
	return graph.Hypothesis{Condition: condition, Holds: true}
}

// whatIfTable says by hand what follows from something in the world.
var whatIfTable = []struct {
	name  string
	day   graph.Date
	given []graph.Hypothesis
	want  []string
}{
	{"Kestria attacks Ardovia", "2031-04-15", []graph.Hypothesis{supposed(graph.EventKindArmedAttack, kestria, ardovia)}, []string{
		"1 ENDED? sea-plan/until-attack: ACTIVE→TERMINATED",
		"1 ACTIVATED? tarn-accord/consult: DORMANT→ACTIVE on ardovia,belmark?",
		"1 ACTIVATED? tarn-accord/defend: DORMANT→ACTIVE on belmark? not on ardovia toward ardovia? against kestria unless LIMITS at-sea",
		"1 DEACTIVATED? tarn-accord/quiet: ACTIVE→DORMANT on ardovia unless ACTIVATES no-breach",
	}},
	{"somebody attacks somebody", "2031-04-15", []graph.Hypothesis{supposed(graph.EventKindArmedAttack, "", "")}, []string{
		"1 ENDED? sea-plan/until-attack: ACTIVE→TERMINATED",
		"1 ACTIVATED? tarn-accord/consult: DORMANT→ACTIVE on ardovia,belmark?",
		"1 ACTIVATED? tarn-accord/defend: DORMANT→ACTIVE on ardovia,belmark? against kestria unless LIMITS at-sea",
		"1 DEACTIVATED? tarn-accord/quiet: ACTIVE→DORMANT on ardovia unless ACTIVATES no-breach",
	}},
	{"the attack is established", "2031-04-15", []graph.Hypothesis{holds(attack)}, []string{
		"1 ENDED sea-plan/until-attack: ACTIVE→TERMINATED",
		"1 STILL_INACTIVE tarn-accord/consult: DORMANT→DORMANT on ardovia,belmark? unless ACTIVATES threat",
		"1 ACTIVATED? tarn-accord/defend: DORMANT→ACTIVE on ardovia,belmark? against kestria unless LIMITS at-sea",
	}},
	{"the truce holds", "2031-04-15", []graph.Hypothesis{holds(truceHas)}, []string{
		"1 SUSPENDED sea-plan/paused: ACTIVE→SUSPENDED",
		"1 LIMITED tarn-accord/excepted: ACTIVE→DORMANT",
	}},
	{"the raid had not been an attack", WorldDay, []graph.Hypothesis{{Condition: attack}}, []string{
		"1 ACTIVATED sea-plan/until-attack: TERMINATED→ACTIVE",
		"1 DEACTIVATED tarn-accord/defend: ACTIVE→DORMANT on ardovia,belmark? against kestria unless ACTIVATES attack unless ACTIVATES mandate unless ACTIVATES request unless LIMITS at-sea",
	}},
}

// testWhatIf works out what follows in the world, and compares with what is known by hand and with the oracle.
func (f *fixture) testWhatIf(t *testing.T) {
	for _, row := range whatIfTable {
		t.Run(row.name, func(t *testing.T) {
			var got []string
			for _, e := range f.sameWhatIf(t, row.given, row.day).Effects {
				got = append(got, BriefEffect(e))
			}
			if diff := cmp.Diff(row.want, got); diff != "" {
				t.Errorf("on %s (-want +got):\n%s", row.day, diff)
			}
		})
	}
}

// sameWhatIf works out the same from the store and from the oracle, and compares the results whole: with the reasons,
// the evidence and all properties of the nodes.
func (f *fixture) sameWhatIf(t *testing.T, given []graph.Hypothesis, day graph.Date) *graph.WhatIf {
	t.Helper()
	want, wantRevision, err := graph.AskWhatIf(t.Context(), f.oracle, given, day)
	if err != nil {
		t.Fatalf("the oracle: %v", err)
	}
	got, gotRevision, err := graph.AskWhatIf(t.Context(), f.store, given, day)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(asJSON(t, want), asJSON(t, got)); diff != "" {
		t.Errorf("not what follows in the oracle, on %s (-oracle +store):\n%s", day, diff)
	}
	if gotRevision != wantRevision {
		t.Errorf("of revision %d, want %d", gotRevision, wantRevision)
	}
	return got
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	text, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// sameWhatIfs compares what follows in a generated graph: from single conditions, from attacks, and from several things at
// once.
func (f *fixture) sameWhatIfs(t *testing.T) {
	t.Helper()
	effects := 0
	for i := range 3 {
		c := graph.MakeID(graph.NounCondition, fmt.Sprintf("g%d", i))
		attacker, victim := graph.MakeID(graph.NounActor, fmt.Sprintf("g%d", i)), graph.MakeID(graph.NounActor, fmt.Sprintf("g%d", i+1))
		for _, given := range [][]graph.Hypothesis{
			{holds(c)},
			{{Condition: c}},
			{supposed(graph.EventKindArmedAttack, attacker, victim)},
			{supposed(graph.EventKindCeasefire, "", ""), supposed(graph.EventKindThreaten, victim, ""), holds(c)},
		} {
			effects += len(f.sameWhatIf(t, given, "2000-06-15").Effects)
		}
	}
	if effects == 0 {
		t.Error("nothing follows from anything: the generated graph tells nothing")
	}
}
