package server

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A single value that a variable gives for a list is a list of one, at the top and inside of inputs.
func TestSingleForList(t *testing.T) {
	e, _ := testEngine(t, DefaultLimits())
	and := map[string]any{"title": map[string]any{"startsWith": "D"}}
	tests := []struct {
		name, query string
		// single stands for list; other is answered otherwise, so that it is seen that the value counts.
		single, list, other any
	}{
		{"in", "query ($v: [ObligationStatus!]) { obligations(filter: { status: { in: $v } }) { totalCount } }", "ACTIVE", []any{"ACTIVE"}, "FULFILLED"},
		{"ids", "query ($v: [ID!]!) { nodes(ids: $v) { id } }", "actor/ardovia", []any{"actor/ardovia"}, "actor/belmark"},
		{"orderBy", "query ($v: [DeclarationOrder!]) { declarations(orderBy: $v) { nodes { id } } }", map[string]any{"field": "TITLE", "direction": "DESC"}, []any{map[string]any{"field": "TITLE", "direction": "DESC"}}, map[string]any{"field": "TITLE"}},
		{"and", "query ($v: DeclarationFilter) { declarations(filter: $v) { nodes { id } } }", map[string]any{"and": and}, map[string]any{"and": []any{and}}, map[string]any{"and": []any{}}},
		{"in a filter", "query ($v: ObligationFilter) { obligations(filter: $v) { totalCount } }", map[string]any{"status": map[string]any{"in": "ACTIVE"}}, map[string]any{"status": map[string]any{"in": []any{"ACTIVE"}}}, map[string]any{}},
		{"basis", "query ($v: [Basis!]) { obligations { nodes { claims(basis: $v) { totalCount } } } }", "TEXT", []any{"TEXT"}, []any{}},
		{"a default", "query ($v: [ObligationStatus!] = ACTIVE) { obligations(filter: { status: { in: $v } }) { totalCount } }", nil, []any{"ACTIVE"}, []any{"FULFILLED"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var vars map[string]any
			if test.single != nil {
				vars = map[string]any{"v": test.single}
			}
			got, want := ask(t, e, test.query, vars), ask(t, e, test.query, map[string]any{"v": test.list})
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("a list of one, and its value alone (-list +value):\n%s", diff)
			}
			if diff := cmp.Diff(ask(t, e, test.query, map[string]any{"v": test.other}), want); diff == "" {
				t.Error("another value is answered the same")
			}
		})
	}
}

// A value that an enumeration doesn't have, if only by its case, is told with those that it has, wherever in the variables it stands.
func TestUnknownValue(t *testing.T) {
	e, _ := testEngine(t, DefaultLimits())
	const filtered = "query ($v: ObligationFilter) { obligations(filter: $v) { totalCount } }"
	status := `ObligationStatus can't be "WEEK": it is one of PROSPECTIVE, DORMANT, ACTIVE, `
	for _, test := range []struct {
		query string
		value any
		told  string
	}{
		{"query ($v: Interval) { timeline(interval: $v) { buckets { name } } }", "WEEK", `Interval can't be "WEEK": it is one of YEAR, QUARTER, MONTH`},
		{"query ($v: [ObligationStatus!]) { obligations(filter: { status: { in: $v } }) { totalCount } }", []any{"ACTIVE", "WEEK"}, status},
		{filtered, map[string]any{"status": map[string]any{"eq": "WEEK"}}, status},
		{"query ($v: [DeclarationOrder!]) { declarations(orderBy: $v) { totalCount } }", map[string]any{"field": "SIGNED_ON", "direction": "desc"}, `OrderDirection can't be "desc": it is one of ASC, DESC`},
		{"query ($v: [ObligationStatus!]) { obligations(filter: { status: { in: $v } }) { totalCount } }", "active", `ObligationStatus can't be "active": it is one of `},
		{"query ($v: ConditionState) { conditions(filter: { state: { eq: $v } }) { totalCount } }", "met", `ConditionState can't be "met": it is one of `},
		{filtered, map[string]any{"not": map[string]any{"status": map[string]any{"in": "WEEK"}}}, status},
	} {
		resp := e.do(t.Context(), request{Query: test.query, Variables: map[string]any{"v": test.value}})
		checkRefusal(t, resp.Errors, "GRAPHQL_VALIDATION_FAILED", test.told)
	}
}

// A variable that isn't given leaves out the field of an input for which it stands, as the specification has it; one that is
// given as null doesn't.
func TestAbsentVariable(t *testing.T) {
	e, _ := testEngine(t, DefaultLimits())
	const query = `query ($kind: DeclarationKind, $from: Date, $kinds: [GapKind!]) {
		declarations(filter: { kind: { eq: $kind }, or: [{ signedOn: { gte: $from } }] }) { nodes { id } }
		gaps(filter: { kinds: $kinds }) { totalCount }
	}`
	const without = `{
		declarations(filter: { kind: {}, or: [{ signedOn: {} }] }) { nodes { id } }
		gaps(filter: {}) { totalCount }
	}`
	if diff := cmp.Diff(ask(t, e, without, nil), ask(t, e, query, nil)); diff != "" {
		t.Errorf("fields left out, and variables that aren't given (-left out +not given):\n%s", diff)
	}
	given := ask(t, e, query, map[string]any{"kind": "AGREEMENT"})
	if diff := cmp.Diff(ask(t, e, `{ declarations(filter: { kind: { eq: AGREEMENT } }) { nodes { id } } gaps { totalCount } }`, nil), given); diff != "" {
		t.Errorf("one that is given counts (-written +given):\n%s", diff)
	}
	resp := e.do(t.Context(), request{Query: query, Variables: map[string]any{"from": nil}})
	checkRefusal(t, resp.Errors, "BAD_USER_INPUT", "gte can't be null")
	resp = e.do(t.Context(), request{Query: `query ($from: Date = null) { declarations(filter: { signedOn: { gte: $from } }) { totalCount } }`})
	checkRefusal(t, resp.Errors, "BAD_USER_INPUT", "gte can't be null")
}
