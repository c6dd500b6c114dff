package neo4j_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pactgraph/graph"
	"pactgraph/graph/neo4j"
	"pactgraph/graph/neo4j/neo4jtest"
	"pactgraph/internal/neo4jserver"
)

func say(load string, said ...graph.Said) graph.Batch {
	return graph.Batch{LoadID: "load/" + load, Dataset: "d", Said: said}
}

// TestStored reads what was loaded with Cypher, as Neo4j's own tools do.
func TestStored(t *testing.T) {
	onEach(t, func(t *testing.T, s *neo4jserver.Server) {
		store := neo4jtest.Open(t, s)
		long := strings.Repeat("a very long title ", 4000)
		actor := graph.Props{
			"kind": "INTERNATIONAL_ORGANISATION", "name": "Ligue dʼÉté", "from": graph.Date("2031-02"),
			"identifiers": []graph.Identifier{{Scheme: "iso:3", Value: "a:b"}, {Scheme: "wikidata", Value: "Q1"}},
		}
		apply(t, store, say("one",
			graph.SayNode("actor/league", actor),
			graph.SayNode("declaration/long", graph.Props{"kind": "PLAN", "title": long}),
		))
		row := neo4jtest.Run(t, s, "MATCH (n:Actor:InternationalOrganisation) RETURN n {.*} AS props", nil)[0]
		want := map[string]any{
			"id": "actor/league", "label": "Ligue dʼÉté", "degree": int64(0), "kind": "INTERNATIONAL_ORGANISATION",
			"name": "Ligue dʼÉté", "name_folded": graph.FoldText("Ligue dʼÉté"), "name_sort": "Ligue dʼÉté",
			"_search": "ligue d ete", "_sounds": "ligue",
			"from": "2031-02", "from_first": "2031-02-01", "from_last": "2031-02-28",
			"identifiers": []any{`iso\:3:a:b`, "wikidata:Q1"},
		}
		if diff := cmp.Diff(want, row[0]); diff != "" {
			t.Errorf("the actor's properties (-want +got):\n%s", diff)
		}

		actor["kind"] = "COALITION"
		apply(t, store, say("two", graph.SayNode("actor/league", actor)))
		if n := neo4jtest.Run(t, s, "MATCH (n:Actor) RETURN labels(n)", nil)[0][0]; !cmp.Equal(n, []any{"Actor", "Coalition"}) {
			t.Errorf("after its kind changed the actor is labelled %v", n)
		}

		// A text too long for an index is found all the same, in its order too.
		found := graph.Query{Noun: graph.NounDeclaration, Selection: graph.Selection{
			Filter: graph.Is{Prop: "title", Op: graph.OpContains, Value: "LONG title a"}, Order: []graph.Order{{Prop: "title"}},
		}}
		answers, err := store.Find(t.Context(), []graph.Query{found})
		if err != nil {
			t.Fatal(err)
		}
		if nodes := answers[0].Page.(*graph.DeclarationPage).Nodes(); len(nodes) != 1 || nodes[0].Title != long {
			t.Errorf("a part of a very long title finds %d nodes", len(nodes))
		}

		// What loads said has no part in the picture.
		if n := neo4jtest.Run(t, s, "MATCH (n:_Record|_Pactgraph)--() RETURN count(*)", nil)[0][0]; n != int64(0) {
			t.Errorf("records and the store's own nodes have %v relationships", n)
		}
	})
}

func TestParseDSN(t *testing.T) {
	tests := []struct {
		dsn, uri string
		o        neo4j.Options
		wrong    string
	}{
		{"bolt://localhost:7687", "bolt://localhost:7687", neo4j.Options{}, ""},
		{"neo4j://desk@db.example/pacts", "neo4j://db.example", neo4j.Options{User: "desk", Database: "pacts"}, ""},
		{"neo4j+s://desk@[::1]:7000/", "neo4j+s://[::1]:7000", neo4j.Options{User: "desk"}, ""},
		{"neo4j://host?region=eu", "neo4j://host?region=eu", neo4j.Options{}, ""},
		{"neo4j://desk:secret@host", "", neo4j.Options{}, "password"},
		{"neo4j://host/a/b", "", neo4j.Options{}, "one database"},
		{"neo4j://", "", neo4j.Options{}, "no address"},
		{"http://host", "", neo4j.Options{}, "neo4j+s"},
	}
	for _, test := range tests {
		uri, o, err := neo4j.ParseDSN(test.dsn)
		if test.wrong != "" {
			if graph.KindOf(err) != graph.KindInvalid || !strings.Contains(err.Error(), test.wrong) || strings.Contains(err.Error(), "secret") {
				t.Errorf("%s gives the error %v, want one about %q", test.dsn, err, test.wrong)
			}
			continue
		}
		if err != nil || uri != test.uri || o != test.o {
			t.Errorf("%s is %q with %+v and the error %v, want %q with %+v", test.dsn, uri, o, err, test.uri, test.o)
		}
	}
}
