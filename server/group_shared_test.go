package server

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A fragment that is spread in several fields that are worked out has in each what was loaded there, as of that field's date.
func TestSharedFragments(t *testing.T) {
	eachStore(t, DefaultLimits(), func(t *testing.T, e *engine, _ *counted) {
		got := ask(t, e, `{
			a: search(text: "Belmark", nouns: ACTOR, first: 1) { ...Found }
			b: search(text: "Ardovia", nouns: ACTOR, first: 1) { ...Found }
			early: actorGroups(filter: {id: {eq: "actor/ardovia"}}, asOf: "1960", by: [COUNTRY]) { ...Owing }
			late: actorGroups(filter: {id: {eq: "actor/ardovia"}}, asOf: "2031-06-15", by: [COUNTRY]) { ...Owing }
		}
		fragment Found on SearchConnection { nodes { id } }
		fragment Owing on Groups { groups { keys { node { ... on Actor { owes { totalCount } } } } } }`, nil)
		found := func(id string) any { return map[string]any{"nodes": []any{map[string]any{"id": id}}} }
		owing := func(n float64) any {
			return map[string]any{"groups": []any{map[string]any{"keys": []any{map[string]any{"node": map[string]any{"owes": map[string]any{"totalCount": n}}}}}}}
		}
		want := map[string]any{"a": found("actor/belmark"), "b": found("actor/ardovia"), "early": owing(1), "late": owing(4)}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("answer (-want +got):\n%s", diff)
		}
	})
}
