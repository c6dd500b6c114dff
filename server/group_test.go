package server

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Groups, tables and timelines of the small world, as dashboards ask for them.
func TestGroups(t *testing.T) {
	eachStore(t, DefaultLimits(), func(t *testing.T, e *engine, store *counted) {
		for _, tt := range []struct{ name, query, want string }{
			{"who owes how much", `{ answer: obligationGroups(by: [BEARERS], first: 2, having: {gt: 1, lt: 8}) {
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
		{`{ obligationGroups(by: [KIND], having: {gt: null}) { totalGroups } }`, "gt can't be null", "BAD_USER_INPUT"},
		{`{ actorGroups(by: [KIND], filter: {name: {eq: 7}}) { totalGroups } }`, "", "GRAPHQL_VALIDATION_FAILED"},
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
