package docs_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// rule says how rows are made of a GraphQL answer. It is written after a block's language:
//
//	rows: declarations.nodes > label, obligations.nodes.label!, [obligations.nodes.bearers.nodes.label]; more.nodes > …
//
// Before > stands a path that all columns begin with, after it the columns, each a path of fields. Columns with the same
// beginning walk together; lists side by side are combined, each element with each, as patterns side by side in Cypher are.
// An empty list gives no value, as OPTIONAL MATCH does; with ! at its end, a column without a value leaves the row out,
// as MATCH does. In brackets, a column has the list of all its values. # counts equal rows. After ; stand more rows.
type rule []table

type table []column

type column struct {
	at                       int
	path                     []string
	collect, required, count bool
}

func parseRule(t *testing.T, text string) rule {
	t.Helper()
	var r rule
	for part := range strings.SplitSeq(text, ";") {
		base, list, ok := strings.Cut(part, ">")
		if !ok {
			t.Fatalf("the rule for rows %q has no >", part)
		}
		var columns table
		for word := range strings.SplitSeq(list, ",") {
			columns = append(columns, parseColumn(len(columns), strings.TrimSpace(base), strings.TrimSpace(word)))
		}
		r = append(r, columns)
	}
	return r
}

func parseColumn(at int, base, word string) column {
	if word == "#" {
		return column{at: at, count: true}
	}
	c := column{at: at}
	if inner, ok := strings.CutPrefix(word, "["); ok {
		c.collect, word = true, strings.TrimSuffix(inner, "]")
	}
	word, c.required = strings.CutSuffix(word, "!")
	c.path = strings.Split(base+"."+word, ".")
	return c
}

// of makes the rows.
func (r rule) of(data any) [][]any {
	var all [][]any
	for _, columns := range r {
		all = append(all, columns.of(data)...)
	}
	return all
}

// row has the values of some columns.
type row map[int]any

func (t table) of(data any) [][]any {
	walked := slices.DeleteFunc(slices.Clone(t), func(c column) bool { return c.count })
	var rows [][]any
	counts := map[string]int{}
	for _, r := range walk(data, walked, 0) {
		if slices.ContainsFunc(t, func(c column) bool { return c.required && r[c.at] == nil }) {
			continue
		}
		values := make([]any, len(t))
		for i := range t {
			values[i] = r[i]
		}
		key := fmt.Sprintf("%q", values)
		counts[key]++
		if len(walked) == len(t) || counts[key] == 1 {
			rows = append(rows, values)
		}
	}
	for _, values := range rows {
		key := fmt.Sprintf("%q", values)
		for _, c := range t {
			if c.count {
				values[c.at] = counts[key]
			}
		}
	}
	return rows
}

// walk gives the rows of columns that have come depth steps to a value.
func walk(value any, columns []column, depth int) []row {
	if list, ok := value.([]any); ok {
		var rows []row
		for _, element := range list {
			rows = append(rows, walk(element, columns, depth)...)
		}
		if len(rows) == 0 {
			rows = []row{{}}
		}
		return rows
	}
	object, _ := value.(map[string]any)
	whole := row{}
	var names []string
	branches := map[string][]column{}
	for _, c := range columns {
		if depth == len(c.path) {
			whole[c.at] = value
			continue
		}
		name := c.path[depth]
		if branches[name] == nil {
			names = append(names, name)
		}
		branches[name] = append(branches[name], c)
	}
	rows := []row{whole}
	for _, name := range names {
		switch branch := branches[name]; {
		case slices.ContainsFunc(branch, func(c column) bool { return !c.collect }):
			rows = combine(rows, walk(object[name], branch, depth+1))
		default:
			for _, c := range branch {
				rows = combine(rows, []row{{c.at: gather(object[name], c.path[depth+1:])}})
			}
		}
	}
	return rows
}

// combine puts each of some rows together with each of others.
func combine(some, others []row) []row {
	var rows []row
	for _, a := range some {
		for _, b := range others {
			both := maps.Clone(a)
			maps.Copy(both, b)
			rows = append(rows, both)
		}
	}
	return rows
}

// gather gives all values that a path leads to.
func gather(value any, path []string) []any {
	values := []any{}
	switch v := value.(type) {
	case nil:
	case []any:
		for _, element := range v {
			values = append(values, gather(element, path)...)
		}
	default:
		if len(path) == 0 {
			return []any{v}
		}
		object, _ := v.(map[string]any)
		return gather(object[path[0]], path[1:])
	}
	return values
}

func TestRule(t *testing.T) {
	const answer = `{"a": [
		{"name": "x", "n": [{"v": 1}, {"v": 2}], "m": [{"w": "p"}, {"w": "q"}], "open": ["f", "g"]},
		{"name": "y", "n": [], "m": [{"w": "p"}], "open": []}
	], "b": {"name": "z"}}`
	tests := []struct {
		rule string
		want [][]any
	}{
		{"a > name", [][]any{{"x"}, {"y"}}},
		{"a > name, n.v", [][]any{{"x", 1.0}, {"x", 2.0}, {"y", nil}}},
		{"a > name, n.v!", [][]any{{"x", 1.0}, {"x", 2.0}}},
		{"a > [n.v], name", [][]any{{[]any{1.0, 2.0}, "x"}, {[]any{}, "y"}}},
		{"a > name, m.w, [n.v]", [][]any{
			{"x", "p", []any{1.0, 2.0}}, {"x", "q", []any{1.0, 2.0}}, {"y", "p", []any{}},
		}},
		{"a > n.v, m.w", [][]any{{1.0, "p"}, {1.0, "q"}, {2.0, "p"}, {2.0, "q"}, {nil, "p"}}},
		{"a > m.w, #", [][]any{{"p", 2}, {"q", 1}}},
		{"a > open!, #", [][]any{{"f", 1}, {"g", 1}}},
		{"a > name; b > name; b > c.name!", [][]any{{"x"}, {"y"}, {"z"}}},
	}
	var data any
	if err := json.Unmarshal([]byte(answer), &data); err != nil {
		t.Fatal(err)
	}
	for _, test := range tests {
		if diff := cmp.Diff(test.want, parseRule(t, test.rule).of(data)); diff != "" {
			t.Errorf("rows by %q (-want +got):\n%s", test.rule, diff)
		}
	}
}
