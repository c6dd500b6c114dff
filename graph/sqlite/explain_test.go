package sqlite

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pactgraph/graph"
)

// Explain shows what Find runs: for a page its rows and its total, and for each level below it what is read there, each
// text once although two fields ask for nodes by id.
func TestExplain(t *testing.T) {
	s := openWorld(t)
	two := 2
	q := graph.Query{Noun: graph.NounDeclaration, Selection: graph.Selection{
		Filter: graph.Is{Prop: "kind", Op: graph.OpNe, Value: "PLAN"},
		Page:   graph.Page{First: &two},
		Total:  true,
		With:   []graph.With{{Field: "partyActions"}, {Field: "obligations", Selection: graph.Selection{With: []graph.With{{Field: "bearers"}}}}},
	}}
	list, err := s.Explain(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	wants := []struct{ text, plan string }{
		{`SELECT count(*) FROM "Declaration"`, `SCAN t`},
		{`SELECT n.id, n.degree, n.props FROM k CROSS JOIN node`, `SEARCH n USING`},
		{`FROM json_each(?1) p CROSS JOIN edge`, `VIRTUAL TABLE`},
		{`FROM json_each(?) j CROSS JOIN node n`, `SEARCH n USING`},
	}
	texts := map[string]bool{}
	for _, e := range list {
		if texts[e.Text] {
			t.Errorf("this is explained twice: %s", e.Text)
		}
		texts[e.Text] = true
	}
	for _, want := range wants {
		found := false
		for _, e := range list {
			found = found || strings.Contains(e.Text, want.text) && strings.Contains(e.Plan, want.plan)
		}
		if !found {
			t.Errorf("no explanation has %q with %q in its plan:\n%+v", want.text, want.plan, list)
		}
	}
	if diff := cmp.Diff(map[string]any{"1": "PLAN"}, list[0].Params); diff != "" {
		t.Errorf("the parameters of the first (-want +got):\n%s", diff)
	}
	// Steps that feed another are indented below it.
	if !strings.Contains(list[1].Plan, "MATERIALIZE k\n  ") {
		t.Errorf("the plan is no tree:\n%s", list[1].Plan)
	}
}

// What Find refuses can't be explained, and nor can anything of a store that is closed.
func TestExplainRefused(t *testing.T) {
	s := openNew(t)
	if _, err := s.Explain(t.Context(), graph.Query{Noun: "Nonsense"}); graph.KindOf(err) != graph.KindInvalid {
		t.Errorf("got %v, want an error of kind %s", err, graph.KindInvalid)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Explain(t.Context(), graph.Query{Noun: graph.NounActor}); graph.KindOf(err) != graph.KindUnavailable {
		t.Errorf("got %v, want an error of kind %s", err, graph.KindUnavailable)
	}
}
