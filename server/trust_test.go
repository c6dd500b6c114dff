package server

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pactgraph/graph"
	"pactgraph/graph/graphtest"
)

// gazette is a data set that differs from the world's on a name, and says how credible its own is. It has heard of the
// patrols from an unreliable source.
func gazette() graph.Batch {
	const patrol = "obligation/tarn-accord/patrol"
	named := graph.SayNode("actor/kestria", graph.Props{"kind": "STATE", "name": "Kestrian Union"})
	named.Reliability, named.Credibility = graph.ReliabilityB, map[string]int{"name": 2}
	heard := graph.SayClaim(patrol, patrol, "", graph.Props{"stance": "CONFIRMS", "basis": "TEXT"},
		[]graph.EvidenceSaid{{Source: "source/hearsay", Props: graph.Props{"exact": "ships were seen"}}}, "")
	return graph.Batch{LoadID: "load/gazette", Dataset: "gazette", StartedAt: time.Unix(0, 0), Said: []graph.Said{named, heard}}
}

func trustEngine(t *testing.T) *engine {
	t.Helper()
	store := graphtest.NewMemory()
	for _, b := range append(graphtest.World(), gazette(), league()) {
		if _, err := store.Apply(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}
	return engineOn(store, DefaultLimits())
}

// What is selected on the nodes of an answer is loaded, and filters and pages are read.
func TestTrustSelections(t *testing.T) {
	e := trustEngine(t)
	for _, tt := range []struct{ query, want string }{
		{`{ conflicts(filter: {about: ["actor/kestria", "declaration/tarn-accord"], fields: ["name", "bindingness"]}) {
			totalCount
			nodes { about { label } field decision values { value shown contradictedBy { voicedIn { madeBy { nodes { label } } } } } }
		} }`, `{"conflicts": {"totalCount": 2, "nodes": [
			{"about": {"label": "Kestrian Union"}, "field": "name", "decision": "CREDIBILITY", "values": [
				{"value": "Kestrian Union", "shown": true, "contradictedBy": []},
				{"value": "Kestria", "shown": false, "contradictedBy": []}
			]},
			{"about": {"label": "Tarn Accord"}, "field": "bindingness", "decision": "UNCONTESTED", "values": [
				{"value": "LEGALLY_BINDING", "shown": true, "contradictedBy": [
					{"voicedIn": {"madeBy": {"nodes": [{"label": "Ila Rost"}]}}}
				]}
			]}
		]}}`},
		{`{ conflicts(first: 0, filter: {nouns: ["Actor"], kinds: [CONTRADICTED]}) { totalCount nodes { kind } } }`,
			`{"conflicts": {"totalCount": 0, "nodes": []}}`},
		{`{ gaps(asOf: "2031-06-01", first: 1, filter: {kinds: [UNNAMED_MEMBERS]}) {
			counts { kind count } nodes { node { label } count because } pageInfo { hasNextPage }
		} }`, `{"gaps": {
			"counts": [{"kind": "UNNAMED_MEMBERS", "count": 2}],
			"nodes": [{"node": {"label": "League"}, "count": 4, "because": "it is said to have 5 members; named on 2031-06-01: 1; not named: 4"}],
			"pageInfo": {"hasNextPage": true}
		}}`},
		{`{ gaps(filter: {kinds: [ONE_SOURCE, WEAK_SOURCES], about: ["obligation/tarn-accord/patrol"], reliability: E}) { nodes { kind of { id } because } } }`,
			`{"gaps": {"nodes": [
				{"kind": "ONE_SOURCE", "of": [{"id": "source/hearsay"}], "because": "all its evidence is from one source, “A note that the report cites”"},
				{"kind": "WEAK_SOURCES", "of": [{"id": "source/hearsay"}], "because": "its best source, “A note that the report cites”, has reliability F, and E is asked"}
			]}}`},
		{`{ a: gaps(filter: {reliability: A, about: ["obligation/tarn-accord/boats"], kinds: [WEAK_SOURCES]}) { totalCount }
			b: gaps(filter: {about: ["obligation/tarn-accord/boats"], nouns: ["Actor"]}) { totalCount } }`,
			`{"a": {"totalCount": 0}, "b": {"totalCount": 0}}`},
		{`{ compare(declarations: ["declaration/old-pact", "declaration/league-pact"], asOf: "2031-06-01") {
			asOf
			declarations { label }
			counts { outcome count }
			rows { kind bearers { label } outcome cells { declaration { label } obligations { label } } }
		} }`, `{"compare": {
			"asOf": "2031-06-01", "declarations": [{"label": "Old Pact"}, {"label": "League Pact"}],
			"counts": [{"outcome": "ONLY_IN_ONE", "count": 3}],
			"rows": [
				{"kind": "BASING", "bearers": [{"label": "Ardovia"}], "outcome": "ONLY_IN_ONE", "cells": [
					{"declaration": {"label": "Old Pact"}, "obligations": [{"label": "Bases for the Old Union"}]},
					{"declaration": {"label": "League Pact"}, "obligations": []}
				]},
				{"kind": "DEFENCE", "bearers": [{"label": "Kestrian Union"}, {"label": "League"}], "outcome": "ONLY_IN_ONE", "cells": [
					{"declaration": {"label": "Old Pact"}, "obligations": []},
					{"declaration": {"label": "League Pact"}, "obligations": [{"label": "The League defends Ardovia"}]}
				]},
				{"kind": "FINANCING", "bearers": [], "outcome": "ONLY_IN_ONE", "cells": [
					{"declaration": {"label": "Old Pact"}, "obligations": []},
					{"declaration": {"label": "League Pact"}, "obligations": [{"label": "The League pays"}]}
				]}
			]
		}}`},
	} {
		var want map[string]any
		if err := json.Unmarshal([]byte(tt.want), &want); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, ask(t, e, tt.query, nil)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.query, diff)
		}
	}
}

// What can't be asked is refused with a code and a message that says what is allowed.
func TestTrustRefusals(t *testing.T) {
	e, _ := testEngine(t, DefaultLimits())
	for _, tt := range []struct{ query, code, message string }{
		{`conflicts(first: -1) {totalCount}`, "BAD_USER_INPUT", "first can't be -1"},
		{`conflicts(after: "x") {totalCount}`, "BAD_USER_INPUT", `"x" is not a cursor of this list`},
		{`conflicts(filter: {nouns: ["Claim"]}) {totalCount}`, "BAD_USER_INPUT", `"Claim" is none of the nouns`},
		{`gaps(first: 2000) {totalCount}`, "LIMIT_EXCEEDED", "first can't be 2000"},
		{`gaps(filter: {about: ["Nowhereland"]}) {totalCount}`, "BAD_USER_INPUT", `"Nowhereland" is neither the id of an actor`},
		{`compare(declarations: ["declaration/tarn-accord"]) {asOf}`, "BAD_USER_INPUT", "2 to 5 can be compared"},
		{`compare(declarations: ["declaration/tarn-accord", "actor/ardovia"]) {asOf}`, "BAD_USER_INPUT", `declarations can't be "actor/ardovia"`},
		{`compare(declarations: ["declaration/tarn-accord", "declaration/none"]) {asOf}`, "NOT_FOUND", "there is no declaration/none"},
	} {
		resp := e.do(t.Context(), request{Query: "{" + tt.query + "}"})
		if len(resp.Errors) != 1 || !strings.Contains(resp.Errors[0].Message, tt.message) || resp.Errors[0].Extensions["code"] != tt.code {
			t.Errorf("%s gives %v, want %s %q", tt.query, resp.Errors, tt.code, tt.message)
		}
	}
}

// What all entities have can be asked of those that an answer names, whatever they are.
func TestNamedEntities(t *testing.T) {
	eachStore(t, DefaultLimits(), func(t *testing.T, e *engine, _ *counted) {
		for _, query := range []string{
			`{ changes(first: 1) { nodes { about { label claims { totalCount } } } } }`,
			`{ gaps(first: 1) { nodes { node { label claims { totalCount } } } } }`,
			`{ changes(first: 1) { nodes { about { ... on Actor { memberOf { totalCount } } claims(first: 1) { nodes { field } } } } } }`,
		} {
			if data, _ := json.Marshal(ask(t, e, query, nil)); !bytes.Contains(data, []byte(`"claims":`)) {
				t.Errorf("%s: got %s", query, data)
			}
		}
	})
}
