package server

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pactgraph/graph"
)

// The schema names the nouns that package graph searches.
func TestSearchedNouns(t *testing.T) {
	var want []string
	for _, n := range graph.SearchedNouns() {
		want = append(want, strings.ToUpper(string(n)))
	}
	if diff := cmp.Diff(want, valueNames(schema.Types["SearchedNoun"].EnumValues)); diff != "" {
		t.Errorf("SearchedNoun (-graph +schema):\n%s", diff)
	}
}

func TestSearchRefusals(t *testing.T) {
	e, store := testEngine(t, DefaultLimits())
	for _, test := range []struct{ arguments, code, words, argument string }{
		{`text: " … "`, "BAD_USER_INPUT", "no word", "text"},
		{fmt.Sprintf(`text: "%s"`, strings.Repeat("a ", 17)), "LIMIT_EXCEEDED", "at most 16", "text"},
		{`text: "tarn", after: "x"`, "BAD_USER_INPUT", `"x" is not a cursor of this search`, "after"},
		{`text: "tarn", kinds: ["treati"]`, "BAD_USER_INPUT", `did you mean TREATY?`, "kinds"},
		{`text: "tarn", kinds: ["STATE", "PACT"]`, "BAD_USER_INPUT", `"PACT" is no kind of what is searched`, "kinds"},
		{`text: "tarn", nouns: ACTOR, kinds: "TREATY"`, "BAD_USER_INPUT", "it is one of COALITION, DELEGATION", "kinds"},
		{`text: "tarn", nouns: STATEMENT, kinds: "STATE"`, "BAD_USER_INPUT", "have none", "kinds"},
		{`text: "tarn", first: 1001`, "LIMIT_EXCEEDED", "at most 1000", "first"},
		{`text: "tarn", first: -1`, "BAD_USER_INPUT", "-1", "first"},
	} {
		resp := e.do(t.Context(), request{Query: `{ found: search(` + test.arguments + `) { totalCount } }`})
		if len(resp.Errors) != 1 {
			t.Errorf("%s gives %v, want one error", test.arguments, resp.Errors)
			continue
		}
		checkRefusal(t, resp.Errors, test.code, test.words)
		got := []any{resp.Errors[0].Path.String(), resp.Errors[0].Extensions["argument"]}
		if diff := cmp.Diff([]any{"found", test.argument}, got); diff != "" {
			t.Errorf("path and argument for %s (-want +got):\n%s", test.arguments, diff)
		}
	}
	if n := store.finds.Load(); n != 0 {
		t.Errorf("%d questions to the store, want none", n)
	}
}

// Several searches in one operation are each answered, and what is selected below a hit is loaded.
func TestSearches(t *testing.T) {
	eachStore(t, DefaultLimits(), func(t *testing.T, e *engine, _ *counted) {
		got := ask(t, e, `{
			misspelt: search(text: "Ardovai", nouns: ACTOR) { nodes { id ... on Actor { owes(first: 1) { totalCount } } } }
			romanised: search(text: "olga mriya") { edges { node { id } highlights { text spans { start end } } } }
			none: search(text: "nowhere") { totalCount more nodes { id } pageInfo { hasNextPage startCursor } }
			declaration(id: "declaration/tarn-accord") { title }
			revision
		}`, nil)
		span := func(start, end float64) map[string]any { return map[string]any{"start": start, "end": end} }
		want := map[string]any{
			"misspelt": map[string]any{"nodes": []any{map[string]any{"id": "actor/ardovia", "owes": map[string]any{"totalCount": 5.0}}}},
			"romanised": map[string]any{"edges": []any{map[string]any{
				"node": map[string]any{"id": "actor/мрія"},
				"highlights": []any{
					map[string]any{"text": "Ольга Мрія", "spans": []any{span(0, 5), span(6, 10)}},
					map[string]any{"text": "Olha Mriia", "spans": []any{span(0, 4), span(5, 10)}},
				},
			}}},
			"none": map[string]any{
				"totalCount": 0.0, "more": false, "nodes": []any{}, "pageInfo": map[string]any{"hasNextPage": false, "startCursor": nil},
			},
			"declaration": map[string]any{"title": "Tarn Accord"},
			"revision":    3.0,
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("answer (-want +got):\n%s", diff)
		}
	})
}

// Pages give each hit once.
func TestSearchPages(t *testing.T) {
	e, _ := testEngine(t, DefaultLimits())
	const query = `query ($after: String) { search(text: "the", first: 2, after: $after) { totalCount nodes { id } pageInfo { endCursor hasNextPage } } }`
	var ids []string
	for vars := map[string]any{}; ; {
		page := ask(t, e, query, vars)["search"].(map[string]any)
		for _, n := range page["nodes"].([]any) {
			ids = append(ids, n.(map[string]any)["id"].(string))
		}
		info := page["pageInfo"].(map[string]any)
		if info["hasNextPage"] == false {
			total := int(page["totalCount"].(float64))
			if total < 5 || len(ids) != total || len(slices.Compact(slices.Sorted(slices.Values(ids)))) != total {
				t.Errorf("walked %v, want each of %d once", ids, total)
			}
			return
		}
		vars["after"] = info["endCursor"]
	}
}
