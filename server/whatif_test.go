package server

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pactgraph/graph"
	"pactgraph/graph/graphtest"
)

// league is what the whole of a what-if's answer needs besides the small world: a coalition that stands for its members,
// an ally that attacks, a consequence, and everybody's word for it.
func league() graph.Batch {
	const (
		pact, defend, fund, attacked = "declaration/league-pact", "obligation/league-pact/defend", "obligation/league-pact/fund", "condition/league-attack"
		league, ardovia, kestria     = "actor/league", "actor/ardovia", "actor/kestria"
		word                         = "statement/league-word"
	)
	b := graph.Batch{LoadID: "load/league", Dataset: "league", StartedAt: time.Unix(0, 0)}
	edge := func(start string, t graph.EdgeType, end string, p graph.Props) string {
		said, err := graph.SayEdge(start, t, start, end, p)
		if err != nil {
			panic(err)
		}
		said.Owner = pact
		b.Said = append(b.Said, said)
		return said.Target
	}
	claim := func(about, edge, voicedIn string) {
		p := graph.Props{"stance": "CONFIRMS", "basis": "INFERRED", "note": "as all say"}
		b.Said = append(b.Said, graph.SayClaim(pact, about, edge, p, nil, voicedIn))
	}
	for id, p := range map[string]graph.Props{
		pact:     {"kind": "JOINT_DECLARATION", "title": "League Pact", "signedOn": graph.Date("2031"), "bindingness": "POLITICALLY_BINDING"},
		defend:   {"kind": "DEFENCE", "summary": "The League defends Ardovia", "bearerMode": "SEVERAL"},
		fund:     {"kind": "FINANCING", "summary": "The League pays"},
		attacked: {"kind": "ARMED_ATTACK", "text": "if Ardovia is attacked"},
		league:   {"kind": "COALITION", "name": "League", "declaredSize": 5},
		word:     {"text": "We will defend Ardovia.", "act": "PROMISES"},
	} {
		b.Said = append(b.Said, graph.SayNode(id, p))
	}
	edge("actor/belmark", graph.EdgeMemberOf, league, nil)
	edge(pact, graph.EdgeCreates, defend, graph.Props{"mode": "CREATES"})
	edge(pact, graph.EdgeCreates, fund, graph.Props{"mode": "CREATES"})
	claim(defend, edge(defend, graph.EdgeBearer, league, nil), word)
	edge(defend, graph.EdgeBearer, kestria, nil)
	edge(defend, graph.EdgeBeneficiary, ardovia, nil)
	edge(attacked, graph.EdgeConcerns, kestria, graph.Props{"role": "ATTACKER"})
	edge(attacked, graph.EdgeConcerns, ardovia, graph.Props{"role": "VICTIM"})
	claim(defend, edge(defend, graph.EdgeConditionedOn, attacked, graph.Props{"role": "ACTIVATES", "group": 1}), "")
	edge(defend, graph.EdgeConditionedOn, "condition/at-sea", graph.Props{"role": "LIMITS", "group": 2})
	edge(fund, graph.EdgeRelatesTo, defend, graph.Props{"relation": "CONSEQUENCE_OF"})
	edge(word, graph.EdgeMadeBy, "actor/rost", nil)
	claim(defend, "", word)
	return b
}

// What is selected on the nodes of a what-if is loaded as anywhere else, each place with its own, and the date of what is
// supposed holds there too.
func TestWhatIfSelections(t *testing.T) {
	store := graphtest.NewMemory()
	for _, b := range append(graphtest.World(), league()) {
		if _, err := store.Apply(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}
	e := engineOn(store, DefaultLimits())
	got := ask(t, e, `query ($h: [Hypothesis!]!) {
		revision
		one: whatIf(hypotheses: $h, asOf: "2031-06-15") {
			effects {
				id
				obligation { status { status } bearers(first: 1) { nodes { id } } }
				last: obligation { bearers(last: 1) { nodes { id } } }
				bearers { actor { id memberOf(first: 1) { nodes { id } } } through { label } reason }
			}
		}
		two: whatIf(hypotheses: [{condition: "condition/truce", holds: false}], asOf: "2031-06-15") { effects { id } }
	}`, map[string]any{"h": []any{map[string]any{"event": map[string]any{"kind": "ARMED_ATTACK", "attacker": "actor/kestria", "victim": "actor/ardovia"}}}})
	one := got["one"].(map[string]any)["effects"].([]any)[0]
	node := func(id string) map[string]any { return map[string]any{"id": id} }
	list := func(ids ...string) map[string]any {
		nodes := []any{}
		for _, id := range ids {
			nodes = append(nodes, node(id))
		}
		return map[string]any{"nodes": nodes}
	}
	want := map[string]any{
		"id":         "ACTIVATED obligation/league-pact/defend",
		"obligation": map[string]any{"status": map[string]any{"status": "DORMANT"}, "bearers": list("actor/kestria")},
		"last":       map[string]any{"bearers": list("actor/league")},
		"bearers": []any{
			map[string]any{
				"actor": map[string]any{"id": "actor/league", "memberOf": list()}, "through": nil, "reason": "named as bearer",
			},
			map[string]any{
				"actor": map[string]any{"id": "actor/belmark", "memberOf": list("actor/league")}, "through": map[string]any{"label": "League"},
				"reason": "a member of “League”, each of whose members owes it (SEVERAL)",
			},
		},
	}
	if diff := cmp.Diff(want, one); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := len(got["two"].(map[string]any)["effects"].([]any)); got == 0 {
		t.Error("nothing follows from the truce being over")
	}
}

// What is supposed wrongly is refused with a code and the place of what is wrong.
func TestWhatIfRefusals(t *testing.T) {
	e, _ := testEngine(t, DefaultLimits())
	for _, tt := range []struct{ hypotheses, code, message string }{
		{`[]`, "BAD_USER_INPUT", "nothing is supposed"},
		{`[{}]`, "BAD_USER_INPUT", "hypothesis 1: it says nothing"},
		{`[{event: {kind: SUMMIT}}]`, "BAD_USER_INPUT", `no condition is met by an event of the kind "SUMMIT"`},
		{`[{event: {kind: CEASEFIRE}, holds: false}]`, "BAD_USER_INPUT", "holds belongs to a condition"},
		{`[{event: {kind: ARMED_ATTACK, attacker: "Nowhereland"}}]`, "BAD_USER_INPUT", `"Nowhereland" is neither the id of an actor`},
		{`[{event: {kind: ARMED_ATTACK, attacker: "actor/nobody"}}]`, "NOT_FOUND", "names what is not there: actor/nobody"},
		{`[{condition: "condition/truce"}, {condition: "condition/truce", holds: false}]`, "BAD_USER_INPUT", "contradict each other"},
	} {
		resp := e.do(t.Context(), request{Query: `{whatIf(hypotheses: ` + tt.hypotheses + `) {asOf}}`})
		if len(resp.Errors) != 1 || !strings.Contains(resp.Errors[0].Message, tt.message) || resp.Errors[0].Extensions["code"] != tt.code {
			t.Errorf("%s gives %v, want %s %q", tt.hypotheses, resp.Errors, tt.code, tt.message)
		}
	}
}

// A fragment that two root fields share is one place in the document and two in the answer: each root field has the nodes
// that it names, as of its own day.
func TestWhatIfSharedFragment(t *testing.T) {
	store := graphtest.NewMemory()
	for _, b := range append(graphtest.World(), league()) {
		if _, err := store.Apply(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}
	got := ask(t, engineOn(store, DefaultLimits()), `query {
		early: whatIf(hypotheses: [{condition: "condition/league-attack", holds: true}], asOf: "2030-06-15") { ...Found }
		late: whatIf(hypotheses: [{condition: "condition/league-attack", holds: true}], asOf: "2031-06-15") { ...Found }
		sea: whatIf(hypotheses: [{condition: "condition/at-sea", holds: false}], asOf: "2031-06-15") { ...Found }
	}
	fragment Found on WhatIf { effects { obligation { id status { status } } } }`, nil)
	status := func(obligation, status string) map[string]any {
		return map[string]any{"obligation": map[string]any{"id": obligation, "status": map[string]any{"status": status}}}
	}
	want := map[string]any{
		"early": map[string]any{"effects": []any{status("obligation/league-pact/defend", "PROSPECTIVE")}},
		"late": map[string]any{"effects": []any{
			status("obligation/league-pact/defend", "DORMANT"), status("obligation/league-pact/fund", "ACTIVE"),
		}},
		"sea": map[string]any{"effects": []any{status("obligation/tarn-accord/defend", "ACTIVE")}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("answers (-want +got):\n%s", diff)
	}
}
