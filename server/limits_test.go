package server

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql/introspection"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// doubling gives a document whose fragments spread each other twice each: it is short, and endless written out.
func doubling(levels int, last string) string {
	var b strings.Builder
	b.WriteString("{ actors { nodes { ...F0 } } }\n")
	for i := range levels {
		fmt.Fprintf(&b, "fragment F%d on Actor { a%d: memberOf { nodes { ...F%d } } b%d: memberOf { nodes { ...F%d } } }\n", i, i, i+1, i, i+1)
	}
	fmt.Fprintf(&b, "fragment F%d on Actor { %s }\n", levels, last)
	return b.String()
}

// nested repeats what opens a selection, around an inner one.
func nested(open, inner string, times int) string {
	return strings.Repeat(open+" { ", times) + inner + strings.Repeat(" }", times)
}

func aliased(n int, field string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "a%d: %s ", i, field)
	}
	return b.String()
}

// Hostile documents are refused with a code and a message that names the limit, at once and without much memory; those
// just within the limits are answered.
func TestLimits(t *testing.T) {
	e, _ := testEngine(t, DefaultLimits())
	deepFilter := map[string]any{}
	for range 5000 {
		deepFilter = map[string]any{"not": deepFilter}
	}
	headline, err := os.ReadFile("testdata/headline.graphql")
	if err != nil {
		t.Fatal(err)
	}
	manyNames := make([]any, 3000)
	for i := range manyNames {
		manyNames[i] = fmt.Sprint(i)
	}
	tests := []struct {
		name, query string
		vars        map[string]any
		code, says  string // no code: it is answered
	}{
		{"tokens", "{ actors { nodes { " + strings.Repeat("id ", 20_000) + "} } }", nil, "LIMIT_EXCEEDED", "more than 10000 words"},
		{"brackets", "{ " + nested("actors", "id", 700) + " }", nil, "LIMIT_EXCEEDED", "at most 40"},
		{"open brackets", strings.Repeat("{a", 4_999), nil, "GRAPHQL_PARSE_FAILED", ""},
		{"nested lists", "{ actors(filter: { id: { in: " + strings.Repeat("[", 4_000) + strings.Repeat("]", 4_000) + " } }) { totalCount } }", nil, "GRAPHQL_VALIDATION_FAILED", ""},
		{"fields", "{ actors { nodes { " + strings.Repeat("id ", 3_000) + "} } }", nil, "LIMIT_EXCEEDED", "3002 fields"},
		{"fields within", "{ actors { nodes { " + strings.Repeat("id ", 790) + "} } }", nil, "", ""},
		{"aliases within", "{ actors { nodes { " + aliased(790, "id") + "} } }", nil, "", ""},
		{"doubling fragments", doubling(60, "id"), nil, "LIMIT_EXCEEDED", "countless fields"},
		{"doubling fragments within", doubling(4, "id"), nil, "LIMIT_EXCEEDED", "may load"},
		{"fragments in a circle", "{ actors { nodes { ...A } } } fragment A on Actor { id ...B } fragment B on Actor { ...A }", nil, "GRAPHQL_VALIDATION_FAILED", ""},
		{"fragments unused", "{ revision } " + doubling(60, "id")[30:], nil, "LIMIT_EXCEEDED", "countless fields"},
		{"a large fragment unused", "{ revision } fragment F on Actor { " + strings.Repeat("id ", 3_300) + "}", nil, "LIMIT_EXCEEDED", "3301 fields, each written out; at most 3200"},
		{"many operations", each(100, func(i int) string { return fmt.Sprintf("query A%d { actors { nodes { ...F } } } ", i) }) + "fragment F on Actor { " + strings.Repeat("id ", 700) + "}", nil, "LIMIT_EXCEEDED", "at most 3200"},
		{"many fragments of one", "{ actors { nodes { ...F0 } } } " + each(100, func(i int) string { return fmt.Sprintf("fragment F%d on Actor { ...F%d } ", i, i+1) }) + "fragment F100 on Actor { " + strings.Repeat("id ", 700) + "}", nil, "LIMIT_EXCEEDED", "at most 3200"},
		{"unknown fields", "{ actors { nodes { " + aliased(790, "naem") + "} } }", nil, "GRAPHQL_VALIDATION_FAILED", "naem"},
		{"unknown inputs", "{ actors(filter: { " + each(3_000, func(i int) string { return fmt.Sprintf("naem%d: 1 ", i) }) + " }) { totalCount } }", nil, "GRAPHQL_VALIDATION_FAILED", "naem"},
		{"unknown values", "{ actors(filter: { kind: { in: [" + strings.Repeat("STAET ", 9_000) + "] } }) { totalCount } }", nil, "GRAPHQL_VALIDATION_FAILED", "STAET"},
		{"unknown fragments", "{ actors { nodes { " + strings.Repeat("...F ", 4_000) + "} } }", nil, "GRAPHQL_VALIDATION_FAILED", "F"},
		{"variables", "query (" + each(2_400, func(i int) string { return fmt.Sprintf("$v%d: Int ", i) }) + ") { revision }", nil, "GRAPHQL_VALIDATION_FAILED", "never used"},
		{"directives", "{ revision " + strings.Repeat("@skip(if: false) ", 1_400) + "}", nil, "GRAPHQL_VALIDATION_FAILED", ""},
		{"arguments", "{ actors(" + strings.Repeat("first: 1 ", 3_000) + ") { totalCount } }", nil, "GRAPHQL_VALIDATION_FAILED", ""},
		{"roots", "{ " + aliased(21, "revision") + "}", nil, "LIMIT_EXCEEDED", "21 fields at its root; at most 20"},
		{"roots in a fragment", "{ ...A } fragment A on Query { " + aliased(21, "actors { totalCount }") + "}", nil, "LIMIT_EXCEEDED", "21 fields at its root; at most 20"},
		{"relations", "{ actors { nodes { " + aliased(31, "owes(first: 1) { totalCount }") + "} } }", nil, "", ""},
		{"the headline question", string(headline), nil, "", ""},
		{"relations apart", "{ actors { nodes { " + each(151, func(i int) string { return fmt.Sprintf("a%d: owes(first: %d) { nodes { id } } ", i, i) }) + "} } }", nil, "LIMIT_EXCEEDED", "151 relations; at most 150"},
		{"depth", "{ actors { nodes { " + nested("memberOf(first: 1) { nodes", "id", 10) + strings.Repeat(" }", 10) + " } } }", nil, "LIMIT_EXCEEDED", "11 deep; at most 10"},
		{"depth within", "{ actors { nodes { " + nested("memberOf(first: 1) { nodes", "id", 9) + strings.Repeat(" }", 9) + " } } }", nil, "", ""},
		{"rows", "{ actors(first: 1000) { nodes { owes(first: 1000) { nodes { id } } } } }", nil, "LIMIT_EXCEEDED", "1001000 nodes"},
		{"rows within", "{ actors(first: 400) { nodes { owes(first: 1000) { nodes { id } } } } }", nil, "", ""},
		{"rows of a chain", "{ sources(first: 1000) { nodes { citedBy(first: 200) { nodes { chain { id } } } } } }", nil, "LIMIT_EXCEEDED", "801000 nodes"},
		{"chains in chains", "{ sources { nodes { " + nested("chain", "id", 5) + " } } }", nil, "LIMIT_EXCEEDED", "relations; at most 150"},
		{"interfaces in each other", "{ node(id: \"actor/ardovia\") { ... on Entity { " + nested("claims(first: 1) { nodes { about", "id", 4) + strings.Repeat(" } }", 4) + " } } }", nil, "", ""},
		{"interfaces too deep", "{ node(id: \"actor/ardovia\") { ... on Entity { " + nested("claims(first: 1) { nodes { about", "id", 12) + strings.Repeat(" } }", 12) + " } } }", nil, "LIMIT_EXCEEDED", "deep"},
		{"introspection", "{ __schema { types { " + aliased(15, "fields { type { "+aliased(15, "fields { name }")+" } }") + "} } }", nil, "LIMIT_EXCEEDED", "entries of the schema"},
		{"introspection of tools", introspection.Query, nil, "", ""},
		{"filter depth", "query ($f: ActorFilter) { actors(filter: $f) { totalCount } }", map[string]any{"f": deepFilter}, "LIMIT_EXCEEDED", "deeper than 12"},
		{"filter terms", "query ($n: [String!]) { actors(filter: { name: { in: $n } }) { totalCount } }", map[string]any{"n": manyNames}, "LIMIT_EXCEEDED", "more than 2000"},
		{"filter statuses", "{ obligations(filter: { or: [" + strings.Repeat("{ status: { eq: ACTIVE } } ", 100) + "] }) { totalCount } }", nil, "LIMIT_EXCEEDED", "more than 2000"},
		{"ids", "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", map[string]any{"ids": manyNames}, "LIMIT_EXCEEDED", "at most 1000"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := time.Now()
			resp := e.do(t.Context(), request{Query: test.query, Variables: test.vars})
			took := time.Since(start)
			runtime.ReadMemStats(&after)
			checkRefusal(t, resp.Errors, test.code, test.says)
			if len(resp.Errors) > maxErrors+1 {
				t.Errorf("%d errors", len(resp.Errors))
			}
			if took > slower*time.Second {
				t.Errorf("took %s", took)
			}
			if used := after.TotalAlloc - before.TotalAlloc; used > 200<<20 {
				t.Errorf("took %d MiB of memory", used>>20)
			}
		})
	}
}

func checkRefusal(t *testing.T, errs gqlerror.List, code, says string) {
	t.Helper()
	if code == "" {
		if len(errs) > 0 {
			t.Errorf("refused: %v", errs)
		}
		return
	}
	if len(errs) == 0 || codeOf(errs[0]) != code || !strings.Contains(errs[0].Message, says) {
		t.Errorf("got %.500v, want %s with “%s”", errs, code, says)
	}
}

func each(n int, write func(int) string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(write(i))
	}
	return b.String()
}
