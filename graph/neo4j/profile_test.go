package neo4j_test

import (
	"fmt"
	"strings"
	"testing"

	"pactgraph/graph"
	"pactgraph/graph/graphtest"
	"pactgraph/graph/neo4j"
	"pactgraph/graph/neo4j/neo4jtest"
	"pactgraph/internal/neo4jserver"
)

func page(n int) graph.Page { return graph.Page{First: &n} }

func named(field, id string) graph.Related {
	return graph.Related{Field: field, Quant: graph.QuantSome, Node: graph.Is{Prop: "id", Op: graph.OpEq, Value: id}}
}

// TestTraps counts how often pages touch the database, in a graph of 600 declarations with about 13,000 edges. Each bound
// lies far below what the plain way takes: to look at every declaration takes 1,200 hits, before anything is sorted.
func TestTraps(t *testing.T) {
	onEach(t, func(t *testing.T, s *neo4jserver.Server) {
		store := neo4jtest.Open(t, s)
		for _, b := range graphtest.Generate(7, 600) {
			if _, err := store.Apply(t.Context(), b); err != nil {
				t.Fatal(err)
			}
		}
		neo4jtest.Run(t, s, "CALL db.resampleOutdatedIndexes()", nil)
		neo4jtest.Run(t, s, "CALL db.clearQueryCaches()", nil)
		testPages(t, store)
		testHub(t, s, store)
		testOthers(t, store)
	})
}

// perNode bounds what one node of a page takes: its properties are all read.
const perNode = 25

// testPages turns pages in each order that an index gives, forwards and backwards, with and without a total.
func testPages(t *testing.T, store *neo4j.Store) {
	const size = 10
	orders := map[string][]graph.Order{
		"id": nil, "title": {{Prop: "title"}}, "title down": {{Prop: "title", Desc: true}}, "kind": {{Prop: "kind"}},
		"signedOn": {{Prop: "signedOn"}}, "signedOn down": {{Prop: "signedOn", Desc: true}}, "degree down": {{Prop: "degree", Desc: true}},
	}
	for name, order := range orders {
		q := graph.Query{Noun: graph.NounDeclaration, Selection: graph.Selection{Order: order, Page: page(size)}}
		first := hits(t, store, q, "the first page by "+name, perNode*(size+1)+100)
		q.Page.After = first.PageInfo.EndCursor
		hits(t, store, q, "the page after it by "+name, perNode*(size+1)+100)
		q.Total = true
		hits(t, store, q, "with the total, by "+name, perNode*(size+1)+100)
	}
}

// hits asks a query and fails if it touched the database more often than allowed.
func hits(t *testing.T, store *neo4j.Store, q graph.Query, what string, allowed int64) *graph.DeclarationPage {
	t.Helper()
	got, plan := store.Profile(t, q)
	if got > allowed {
		t.Errorf("%s takes %d database hits, want at most %d:\n%s", what, got, allowed, plan)
	}
	answers, err := store.Find(t.Context(), []graph.Query{q})
	if err != nil {
		t.Fatal(err)
	}
	p, _ := answers[0].Page.(*graph.DeclarationPage)
	return p
}

// testHub asks for what hangs on the actor with the most edges: its edges may be walked once, not once for each candidate.
func testHub(t *testing.T, s *neo4jserver.Server, store *neo4j.Store) {
	row := neo4jtest.Run(t, s, "MATCH (a:Actor) RETURN a.id, COUNT { (a)<-[:BEARER]-() } AS owes ORDER BY owes DESC LIMIT 1", nil)[0]
	hub, owes := row[0].(string), row[1].(int64)
	if owes < 100 {
		t.Fatalf("the busiest actor, %s, bears %d obligations: the test needs a hub", hub, owes)
	}
	bound := 15*owes + perNode*11 + 200
	q := graph.Query{Noun: graph.NounObligation, Selection: graph.Selection{Page: page(10), Filter: named("bearers", hub)}}
	hits(t, store, q, "a hub's obligations", bound)
	q.Filter = graph.And{graph.Is{Prop: "kind", Op: graph.OpNe, Value: "CONSULTATION"}, named("bearers", hub)}
	q.Order = []graph.Order{{Prop: "summary"}}
	hits(t, store, q, "a hub's obligations of most kinds, by summary", bound)
	over := graph.Related{Field: "obligations", Quant: graph.QuantSome, Node: named("bearers", hub)}
	hits(t, store, graph.Query{Noun: graph.NounDeclaration, Selection: graph.Selection{Page: page(10), Filter: over}},
		"the declarations that bind a hub", 2*bound)
}

// testOthers looks for a part of a title, and for the claims about the edges of a page.
func testOthers(t *testing.T, store *neo4j.Store) {
	contains := graph.Is{Prop: "title", Op: graph.OpContains, Value: "nowhere in a title"}
	q := graph.Query{Noun: graph.NounDeclaration, Selection: graph.Selection{Page: page(10), Filter: contains}}
	hits(t, store, q, "a part of a title", 100)
	q.Order = []graph.Order{{Prop: "title"}}
	hits(t, store, q, "a part of a title, by title", 100)

	claims := graph.With{Field: "partyActions", OnEdge: []graph.With{{Field: "claims"}}}
	q = graph.Query{Noun: graph.NounDeclaration, Selection: graph.Selection{Page: page(10), With: []graph.With{claims}}}
	edges := int64(0)
	answers, err := store.Find(t.Context(), []graph.Query{q})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range answers[0].Page.(*graph.DeclarationPage).Nodes() {
		edges += int64(len(d.PartyActions().Edges))
	}
	hits(t, store, q, fmt.Sprintf("the claims about %d edges", edges), perNode*11+80*(edges+8)+100)
}

// TestTexts sees that texts are canonical: what differs between two questions of one form stands in the parameters.
func TestTexts(t *testing.T) {
	one := func(key, kind, id string, n int) graph.Query {
		with := graph.With{Key: key, Field: "obligations", Selection: graph.Selection{Page: page(n)}}
		filter := graph.And{graph.Is{Prop: "kind", Op: graph.OpEq, Value: kind}, named("partyActions", id)}
		return graph.Query{Noun: graph.NounDeclaration, Selection: graph.Selection{Filter: filter, Page: page(n), With: []graph.With{with}}}
	}
	a, b := neo4j.Text(one("a", "TREATY", "actor/FRA", 10)), neo4j.Text(one("b", "PLAN", "actor/DEU", 500))
	if a != b {
		t.Errorf("two questions of one form have two texts:\n%s\n%s", a, b)
	}
	const want = "CYPHER 5 MATCH (n1:Declaration)<-[r2:PARTY_ACTION]-(n3) WHERE (n3:Actor AND n3.id = $p1) " +
		"WITH DISTINCT n1 WHERE n1.kind = $p2 WITH n1 ORDER BY n1.id LIMIT $p0 " +
		"RETURN [null, [k IN $Declaration | n1[k]], COLLECT { MATCH (n1)-[r4:CREATES]->(n5) WITH r4, n5 ORDER BY n5.id, r4.id LIMIT $p4 " +
		"RETURN [[k IN $CREATES | r4[k]], [k IN $Obligation | n5[k]]] }] AS row"
	if a != want {
		t.Errorf("the text is\n%s\nwant\n%s", a, want)
	}
}

func TestExplain(t *testing.T) {
	onEach(t, func(t *testing.T, s *neo4jserver.Server) {
		store := neo4jtest.Open(t, s)
		list, err := store.Explain(t.Context(), graph.Query{IDs: []string{"actor/FRA", "declaration/paris-2026", "actor/DEU"}})
		if err != nil {
			t.Fatal(err)
		}
		if len(list) != 2 {
			t.Fatalf("ids of two nouns have %d explanations, want 2", len(list))
		}
		for i, noun := range []string{"Actor", "Declaration"} {
			if e := list[i]; !strings.Contains(e.Text, ":"+noun) || !strings.Contains(e.Plan, "ProduceResults") || !strings.Contains(e.Plan, "Seek") {
				t.Errorf("the explanation for %s is\n%s\n%s", noun, e.Text, e.Plan)
			}
		}
	})
}
