package server

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/validator/rules"

	"pactgraph/graph"
	"pactgraph/graph/graphtest"
)

// compile makes a plan of a document that must be valid.
func compile(t *testing.T, document string, vars map[string]any) *plan {
	t.Helper()
	doc, errs := gqlparser.LoadQueryWithRules(schema, document, rules.NewDefaultRules())
	if errs != nil {
		t.Fatal(errs)
	}
	p, list := compilePlan(schema, doc, doc.Operations[0], vars, DefaultLimits(), graphtest.WorldDay)
	if len(list) > 0 {
		t.Fatal(list)
	}
	return p
}

// outline is a With without what isn't looked at.
type outline struct {
	Key, Field string
	On         graph.Noun
	Total      bool
	With       []outline
	OnEdge     []outline
}

func outlines(withs []graph.With) []outline {
	var list []outline
	for _, w := range withs {
		list = append(list, outline{w.Key, w.Field, w.On, w.Total, outlines(w.With), outlines(w.OnEdge)})
	}
	return list
}

// What is selected is asked for once, and nothing else is.
func TestSelection(t *testing.T) {
	no := map[string]any{"no": false}
	tests := []struct {
		name, document string
		vars           map[string]any
		want           []outline
	}{
		{"nothing below", "{ actors { nodes { id label } } }", nil, nil},
		{"a total only where it is selected", "{ actors { nodes { owes { nodes { id } } members { totalCount } } } }", nil, []outline{
			{Key: "owes", Field: "owes"}, {Key: "members", Field: "members", Total: true},
		}},
		{"the same under two names", "{ actors { nodes { a: owes(first: 3) { nodes { id } } b: owes(first: 3) { totalCount } } } }", nil, []outline{
			{Key: `owes{"first":3}`, Field: "owes", Total: true},
		}},
		{"nodes and edges", "{ actors { nodes { owes { nodes { due } } } edges { node { owes { edges { node { bearers { totalCount } } } } } } } }", nil, []outline{
			{Key: "owes", Field: "owes", With: []outline{{Key: "bearers", Field: "bearers", Total: true}}},
		}},
		{"skipped and included", "query ($no: Boolean!) { actors { nodes { owes @include(if: $no) { totalCount } ... @skip(if: $no) { owed { nodes { id } } } ... @include(if: $no) { members { totalCount } } } } }", no, []outline{
			{Key: "owed", Field: "owed"},
		}},
		{"a variable without a value", "query ($n: Int) { actors { nodes { a: owes(first: $n) { nodes { id } } b: owes { nodes { id } } } } }", nil, []outline{
			{Key: "owes", Field: "owes"},
		}},
		{"edges", "{ declarations { nodes { partyActions { edges { by { id } claims(first: 1) { nodes { evidence { nodes { id } } } } } } } } }", nil, []outline{
			{Key: "partyActions", Field: "partyActions", OnEdge: []outline{
				{Key: "by", Field: "by"},
				{Key: `claims{"first":1}`, Field: "claims", With: []outline{{Key: "evidence", Field: "evidence"}}},
			}},
		}},
		{"one node", "{ sources { nodes { publisher { name } } } }", nil, []outline{{Key: "publisher", Field: "publisher"}}},
		{"an interface once", "{ statements { nodes { about { nodes { claims { nodes { id } } ... on Actor { owes { totalCount } } } } } } }", nil, []outline{
			{Key: "about", Field: "about", With: []outline{
				{Key: "claims", Field: "claims"},
				{Key: "owes", Field: "owes", On: graph.NounActor, Total: true},
			}},
		}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := compile(t, test.document, test.vars)
			if len(p.queries) != 1 {
				t.Fatalf("%d queries", len(p.queries))
			}
			if diff := cmp.Diff(test.want, outlines(p.queries[0].With)); diff != "" {
				t.Errorf("what is loaded (-want +got):\n%s", diff)
			}
		})
	}
}

// A list of which only the length is selected loads no nodes.
func TestOnlyTheTotal(t *testing.T) {
	q := compile(t, "{ actors(first: 1000) { totalCount } }", nil).queries[0]
	if n, _ := q.Page.Size(); n != 0 || !q.Total {
		t.Errorf("got a page of %d and total %v, want none and the total", n, q.Total)
	}
}

// An asOf becomes filters on nodes and edges, all the way down.
func TestAsOf(t *testing.T) {
	q := compile(t, `{ declarations(asOf: "2031") { nodes { parties { nodes { id } } related(asOf: "2030") { nodes { parties { nodes { id } } } } } } }`, nil).queries[0]
	day := func(f graph.Filter, noun graph.Noun, day graph.Date) {
		t.Helper()
		if diff := cmp.Diff(graph.HeldOn(noun, day), f); diff != "" {
			t.Errorf("filter (-want +got):\n%s", diff)
		}
	}
	day(q.Filter, graph.NounDeclaration, "2031")
	day(q.With[0].Filter, graph.NounActor, "2031")
	day(q.With[1].Filter, graph.NounDeclaration, "2030")
	day(q.With[1].With[0].Filter, graph.NounActor, "2030")
	parties, _ := graph.FieldOf(graph.NounDeclaration, "parties")
	if diff := cmp.Diff(graph.EdgeHeldOn(parties, "2030"), q.With[1].With[0].Edge); diff != "" {
		t.Errorf("edge filter (-want +got):\n%s", diff)
	}
}

// What is loaded for a status without a bearer is enough for one with a bearer.
func TestStatusLoadsEnough(t *testing.T) {
	all := flat("", graph.StatusWith(""))
	for _, path := range flat("", graph.StatusWith("actor/FRA")) {
		if !slices.Contains(all, path) {
			t.Errorf("the status of one bearer needs %s, which isn't loaded", path)
		}
	}
}

func flat(path string, withs []graph.With) []string {
	var list []string
	for _, w := range withs {
		here := path + "/" + w.Name()
		list = append(append(list, here), flat(here, w.With)...)
	}
	return list
}
