package server

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// What a variable gives is shown as it came where it can't be read, with what is allowed.
func TestBadVariables(t *testing.T) {
	e, _ := testEngine(t, DefaultLimits())
	const first = "query ($v: Int) { actors(first: $v) { totalCount } }"
	tests := []struct {
		name, query, value string
		says               []string
	}{
		{"a text for Int", first, `"5"`, []string{`"5"`, "whole number"}},
		{"a broken number for Int", first, `1.5`, []string{"1.5", "whole number"}},
		{"too much for Int", first, `99999999999999999999`, []string{"99999999999999999999", "whole number"}},
		{"Int in a filter", "query ($v: ActorFilter) { actors(filter: $v) { totalCount } }", `{"declaredSize": {"gt": 1.5}}`, []string{"1.5", "whole number"}},
		{"a text for Float", "query ($v: Float) { obligations(filter: { amountValue: { gt: $v } }) { totalCount } }", `"x"`, []string{`"x"`, "number"}},
		{"a number for Boolean", "query ($v: Boolean!) { revision @include(if: $v) }", `1`, []string{"1", "true or false"}},
		{"a number for String", "query ($v: String) { actors(after: $v) { totalCount } }", `7`, []string{`"7"`, "not a cursor"}},
		{"a number for Date", "query ($v: Date) { actors(asOf: $v) { totalCount } }", `2026`, []string{"2026 is not a date", `"2026-01"`}},
		{"a name for an id", "query ($v: ActorFilter) { actors(filter: $v) { totalCount } }", `{"id": {"eq": "France"}}`, []string{`"France" is not an id`, "actor/", "France is actor/FRA", "actor(id:)"}},
		{"a name of nobody for an id", "query ($v: ActorFilter) { actors(filter: $v) { totalCount } }", `{"memberOf": {"some": {"node": {"id": {"in": ["actor/FRA", "nato"]}}}}}`, []string{`"nato" is not an id`}},
		{"an id that can't be one", "query ($v: ActorFilter) { actors(filter: $v) { totalCount } }", `{"id": {"ne": "actor/a b"}}`, []string{`"actor/a b" is not an id`}},
		{"a name for one who acted", "query ($v: PartyActionEdgeFilter) { declarations { nodes { partyActions(edgeFilter: $v) { totalCount } } } }", `{"by": {"notIn": ["Macron"]}}`, []string{`"Macron" is not an id`}},
		{"a node for an edge", "query ($v: PartyActionEdgeFilter) { declarations { nodes { partyActions(edgeFilter: $v) { totalCount } } } }", `{"id": {"eq": "France"}}`, []string{`"France" is not an id`}},
		{"a list for a filter", "query ($v: ActorFilter) { actors(filter: $v) { totalCount } }", `"x"`, []string{`ActorFilter`}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var value any
			if err := decode([]byte(test.value), &value); err != nil {
				t.Fatal(err)
			}
			resp := e.do(t.Context(), request{Query: test.query, Variables: map[string]any{"v": value}})
			text, err := json.Marshal(resp.Errors)
			if err != nil || len(resp.Errors) != 1 {
				t.Fatalf("%v, %s: want one error", err, text)
			}
			for _, say := range test.says {
				if !strings.Contains(resp.Errors[0].Message, say) {
					t.Errorf("got %s, want it to say %s", text, say)
				}
			}
		})
	}
}

// A request that isn't one is told so in JSON's words, not in Go's.
func TestBadBody(t *testing.T) {
	h := testHandler(t)
	for body, says := range map[string]string{
		`[]`:           "a list stands where an object is wanted",
		`"x"`:          "a text stands where an object is wanted",
		`{"query": 1}`: "query: a number stands where a text is wanted",
		`{"query": "{revision}", "variables": "x"}`: "variables: a text stands where an object is wanted",
		`{"query": `:   "it ends too early",
		`{"query": x}`: "invalid character 'x'",
	} {
		w := serve(h, http.MethodPost, "/graphql", body, "Content-Type", "application/json")
		if got := w.Body.String(); w.Code != http.StatusBadRequest || !strings.Contains(got, says) || strings.Contains(got, "Go ") || strings.Contains(got, "server.") {
			t.Errorf("%s: got %d %s, want 400 with %q", body, w.Code, got, says)
		}
	}
}
