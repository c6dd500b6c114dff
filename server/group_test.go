package server

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Groups, tables and timelines of the small world, as dashboards ask for them.
func TestGroups(t *testing.T) {
	eachStore(t, DefaultLimits(), func(t *testing.T, e *engine, store *counted) {
		for _, tt := range []struct{ name, query, want string }{
			{"who owes how much", `{ answer: obligationGroups(by: [BEARERS], first: 2, having: {count: {gt: 1, lt: 8}}) {
				totalGroups totalCount truncated groups { count keys { dimension value label node { __typename id label ... on Actor { kind } } } }
			} }`, `{"totalGroups":3,"totalCount":17,"truncated":true,"groups":[
				{"count":5,"keys":[{"dimension":"BEARERS","value":"actor/ardovia","label":"Ardovia","node":{"__typename":"Actor","id":"actor/ardovia","label":"Ardovia","kind":"STATE"}}]},
				{"count":3,"keys":[{"dimension":"BEARERS","value":"actor/belmark","label":"Belmark","node":{"__typename":"Actor","id":"actor/belmark","label":"Belmark","kind":"STATE"}}]}
			]}`},
			{"no value, amounts and distinct counts", `{ answer: obligationGroups(
				filter: {id: {in: ["obligation/tarn-accord/boats", "obligation/tarn-accord/consult"]}}, by: [BEARERS_COUNTRY], distinct: [COUNTERPARTIES, KIND], orderBy: KEY_DESC
			) { groups { keys { value label node { id } } distinct { dimension count } amounts { unit count sum min max average } } } }`, `{"groups":[
				{"keys":[{"value":"actor/belmark","label":"Belmark","node":{"id":"actor/belmark"}}],
				 "distinct":[{"dimension":"COUNTERPARTIES","count":1},{"dimension":"KIND","count":1}],
				 "amounts":[{"unit":"boats/year","count":1,"sum":2.5,"min":2.5,"max":2.5,"average":2.5}]},
				{"keys":[{"value":null,"label":"none","node":null}], "distinct":[{"dimension":"COUNTERPARTIES","count":0},{"dimension":"KIND","count":1}], "amounts":[]}
			]}`},
			{"the status is as of the date", `query($day: Date) { answer: obligationGroups(filter: {id: {eq: "obligation/sea-plan/paused"}}, asOf: $day, by: [STATUS]) { groups { keys { value } } } }`,
				`{"groups":[{"keys":[{"value":"SUSPENDED"}]}]}`},
			{"a table", `{ answer: matrix(filter: {id: {in: ["obligation/tarn-accord/patrol", "obligation/tarn-accord/boats"]}}, mostRows: 1) {
				total otherRows otherColumns otherCounts otherTotal columns { key { value } total } rows { key { node { id } } total counts other }
			} }`, `{"total":2,"otherRows":2,"otherColumns":0,"otherCounts":[0,2],"otherTotal":2,
				"columns":[{"key":{"value":"ARMS_SUPPLY"},"total":1},{"key":{"value":"MONITORING"},"total":1}],
				"rows":[{"key":{"node":{"id":"actor/belmark"}},"total":2,"counts":[1,1],"other":0}]}`},
			{"time", `{ answer: timeline(from: "2030", to: "2031") { total undated imprecise buckets { name first last began held ended } } }`,
				`{"total":17,"undated":2,"imprecise":0,"buckets":[
				{"name":"2030","first":"2030-01-01","last":"2030-12-31","began":4,"held":5,"ended":0},
				{"name":"2031","first":"2031-01-01","last":"2031-12-31","began":8,"held":13,"ended":1}]}`},
		} {
			var want any
			if err := json.Unmarshal([]byte(tt.want), &want); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, ask(t, e, tt.query, map[string]any{"day": "2031-05-26"})["answer"]); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.name, diff)
			}
		}
	})
}

// What can't be grouped is refused at its place, with what is allowed.
func TestGroupsRefused(t *testing.T) {
	e, _ := testEngine(t, DefaultLimits())
	for _, tt := range []struct{ query, message, code string }{
		{`{ obligationGroups(by: []) { totalGroups } }`, "from 1 to 4", "BAD_USER_INPUT"},
		{`{ obligationGroups(by: [KIND, KIND]) { totalGroups } }`, "KIND twice", "BAD_USER_INPUT"},
		{`{ obligationGroups(by: [COLOUR]) { totalGroups } }`, "COLOUR", "GRAPHQL_VALIDATION_FAILED"},
		{`{ obligationGroups(by: [KIND], first: 1001) { totalGroups } }`, "from 0 to 1000", "LIMIT_EXCEEDED"},
		{`{ obligationGroups(by: [KIND], having: {count: {gt: null}}) { totalGroups } }`, "gt can't be null", "BAD_USER_INPUT"},
		{`{ actorGroups(by: [KIND], filter: {name: {eq: 7}}) { totalGroups } }`, "", "GRAPHQL_VALIDATION_FAILED"},
		{`{ obligationGroups(by: [KIND], after: "x") { totalGroups } }`, "not a cursor of these groups", "BAD_USER_INPUT"},
		{`{ obligationGroups(by: [KIND], orderBy: DISTINCT_ASC) { totalGroups } }`, "distinct, which has none", "BAD_USER_INPUT"},
		{`{ obligationGroups(by: [KIND], having: {distinct: {gt: 1}}) { totalGroups } }`, "dimension 1 in distinct, which has 0", "BAD_USER_INPUT"},
		{`{ actorGroups(by: [KIND], having: {sum: {gt: 1}}) { totalGroups } }`, "only obligations have amounts", "BAD_USER_INPUT"},
		{`{ actors { nodes { owes { groups(by: []) { totalGroups } } } } }`, "from 1 to 4", "BAD_USER_INPUT"},
		{`{ actors { nodes { owes { groups(by: [KIND], after: "x") { totalGroups } } } } }`, "not a cursor of these groups", "BAD_USER_INPUT"},
		{`{ actors { nodes { owes { groups(by: [KIND], first: 1001) { totalGroups } } } } }`, "from 0 to 1000", "LIMIT_EXCEEDED"},
		{`{ declarations { nodes { partyActions { edges { claims { groups(by: [BASIS], after: "x") { totalGroups } } } } } } }`, "not a cursor of these groups", "BAD_USER_INPUT"},
		{`{ actors(first: 1000) { nodes { owes { groups(by: [KIND], first: 501) { groups { count } } } } } }`, "may load", "LIMIT_EXCEEDED"},
		{`{ actors(first: 1000) { nodes { owes { groups(by: [KIND, MODALITY, BINDINGNESS], first: 300) { groups { count keys { value label } } } } } } }`, "values, by the sizes", "LIMIT_EXCEEDED"},
		{`{ actors(first: 1000) { nodes { owes { groups(by: [BEARERS], first: 100) { groups { keys { node { id ... on Actor { owes(first: 5) { nodes { id } } } } } } } } } } }`, "may load", "LIMIT_EXCEEDED"},
		{`{ actors { nodes { ` + manyGroups(80) + ` } } }`, "relations", "LIMIT_EXCEEDED"},
		{`{ matrix(rows: KIND) { total } }`, "both be KIND", "BAD_USER_INPUT"},
		{`{ matrix(mostRows: 201) { total } }`, "from 1 to 200", "LIMIT_EXCEEDED"},
		{`{ timeline(interval: MONTH, from: "1900", to: "2000") { total } }`, "at most 500", "LIMIT_EXCEEDED"},
		{`{ eventTimeline(from: "soon") { total } }`, "soon", "BAD_USER_INPUT"},
	} {
		resp := e.do(t.Context(), request{Query: tt.query})
		if len(resp.Errors) != 1 || !strings.Contains(resp.Errors[0].Message, tt.message) || resp.Errors[0].Extensions["code"] != tt.code {
			t.Errorf("%s\ngives %v, want the code %s and a message with %q", tt.query, resp.Errors, tt.code, tt.message)
		}
	}
}

// manyGroups asks for different groups of what an actor owes.
func manyGroups(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `g%d: owes { groups(by: [KIND], first: %d) { totalGroups } } `, i, i)
	}
	return b.String()
}

// Groups inside lists: of what each node leads to, of the claims about edges, beside the page at the root, as of the date of
// the list around them, and in the nodes that groups name.
func TestNestedGroups(t *testing.T) {
	eachStore(t, DefaultLimits(), func(t *testing.T, e *engine, _ *counted) {
		for _, tt := range []struct{ name, query string }{
			{"of what each owes", `{ answer: actors(filter: {id: {in: ["actor/belmark", "actor/kestria", "actor/harbour-news"]}}, orderBy: {field: ID}) { nodes { id owes {
				totalCount groups(by: [MODALITY], having: {count: {gt: 0}}) { totalGroups totalCount groups { count keys { value } } pageInfo { hasNextPage } }
			} } } }`},
			{"beside the page", `{ answer: obligations(first: 1, filter: {bearers: {some: {node: {id: {eq: "actor/ardovia"}}}}}) {
				totalCount nodes { id } byMode: groups(by: [BEARER_MODE]) { totalCount } kinds: groups(by: [KIND], first: 2) { totalGroups truncated groups { count } }
			} }`},
			{"of edges", `{ answer: declaration(id: "declaration/tarn-accord") { partyActions(first: 2) { edges { claims { totalCount groups(by: [BASIS]) { totalCount groups { count keys { value } } } } } } } }`},
			{"as of a date", `{ answer: actor(id: "actor/ardovia") {
				early: owes(asOf: "1960") { totalCount groups(by: [STATUS]) { totalCount groups { keys { value } } } }
				late: owes(asOf: "2031-06-15") { totalCount groups(by: [STATUS]) { totalCount groups { keys { value } } } }
			} }`},
			{"in nodes that groups name", `{ answer: declaration(id: "declaration/tarn-accord") { obligations { groups(by: [BEARERS], orderBy: KEY_ASC, first: 2) { groups { count keys { node {
				id ... on Actor { owes { totalCount groups(by: [DECLARATIONS], first: 1, orderBy: KEY_ASC) { totalCount groups { keys { node { id label } } } } } }
			} } } } } } }`},
		} {
			got := ask(t, e, tt.query, nil)["answer"]
			text, err := json.MarshalIndent(got, "", "  ")
			if err != nil {
				t.Fatal(err)
			}
			sameGolden(t, "nested-"+strings.ReplaceAll(tt.name, " ", "-"), text)
			sameTotals(t, tt.name, got)
		}
	})
}

// sameGolden compares a text with a golden file, which is the same for all stores.
func sameGolden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := "testdata/groups/" + name + ".golden"
	if *update {
		if err := os.WriteFile(file, append(got, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)+"\n"); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// sameTotals sees that the groups of a list count as many things as the list has: no list in the tests has one twice.
func sameTotals(t *testing.T, name string, v any) {
	t.Helper()
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			sameTotals(t, name, e)
		}
	case map[string]any:
		if groups, ok := v["groups"].(map[string]any); ok && v["totalCount"] != nil && groups["totalCount"] != v["totalCount"] {
			t.Errorf("%s: a list of %v things has %v in groups", name, v["totalCount"], groups["totalCount"])
		}
		for _, e := range v {
			sameTotals(t, name, e)
		}
	}
}
