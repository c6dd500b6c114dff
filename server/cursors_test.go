package server

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A cursor that belongs to no list, or to another one, is told of by the list it was given for, whatever is selected.
func TestBadCursors(t *testing.T) {
	e, store := testEngine(t, DefaultLimits())
	tests := []struct{ name, query, path, argument string }{
		{"only the total", `{ declarations(first: 1, after: "x") { totalCount } }`, "declarations", "after"},
		{"before", `{ declarations(last: 1, before: "x") { nodes { id } } }`, "declarations", "before"},
		{"nested", `{ d: declarations { nodes { o: obligations(after: "x") { nodes { id } } } } }`, "d.o", "after"},
		{"nested, only the total", `{ declarations { nodes { obligations(before: "x") { totalCount } } } }`, "declarations.obligations", "before"},
		{"of an edge", `{ declarations { nodes { partyActions { edges { claims(after: "x") { nodes { id } } } } } } }`, "declarations.partyActions.claims", "after"},
		{"of an interface", `{ node(id: "actor/ardovia") { ... on Entity { claims(after: "x") { nodes { id } } } } }`, "node.claims", "after"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			resp := e.do(t.Context(), request{Query: test.query})
			if len(resp.Errors) != 1 {
				t.Fatalf("got %v, want one error", resp.Errors)
			}
			checkRefusal(t, resp.Errors, "BAD_USER_INPUT", `"x" is not a cursor of this list`)
			got := []any{resp.Errors[0].Path.String(), resp.Errors[0].Extensions["argument"], len(resp.Errors[0].Locations)}
			if diff := cmp.Diff([]any{test.path, test.argument, 1}, got); diff != "" {
				t.Errorf("path, argument and number of locations (-want +got):\n%s", diff)
			}
		})
	}
	if n := store.finds.Load(); n != 0 {
		t.Errorf("%d questions to the store, want none", n)
	}
}

// The cursors that lists give are taken by them.
func TestGoodCursors(t *testing.T) {
	e, _ := testEngine(t, DefaultLimits())
	const query = `query ($after: String) { actors(first: 1, after: $after, orderBy: { field: NAME, direction: DESC }) { totalCount nodes { id } pageInfo { endCursor hasNextPage } } }`
	var ids []string
	for vars := map[string]any{}; ; {
		page := ask(t, e, query, vars)["actors"].(map[string]any)
		ids = append(ids, page["nodes"].([]any)[0].(map[string]any)["id"].(string))
		info := page["pageInfo"].(map[string]any)
		if info["hasNextPage"] == false {
			if total := int(page["totalCount"].(float64)); len(ids) != total || len(slices.Compact(slices.Sorted(slices.Values(ids)))) != total {
				t.Errorf("walked %v, want each of %d once", ids, total)
			}
			return
		}
		vars["after"] = info["endCursor"]
	}
}
