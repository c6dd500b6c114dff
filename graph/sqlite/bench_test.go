package sqlite

import (
	"testing"

	"pactgraph/graph"
	"pactgraph/graph/graphtest"
)

// generated gives a store that holds the suite's generated graph.
func generated(b *testing.B, declarations int) *Store {
	b.Helper()
	s := openNew(b)
	for _, batch := range graphtest.Generate(1, declarations) {
		if _, err := s.Apply(b.Context(), batch); err != nil {
			b.Fatal(err)
		}
	}
	return s
}

// pageQuery asks for a page of 50 declarations with signatories, obligations, bearers and beneficiaries.
func pageQuery() graph.Query {
	fifty := 50
	return graph.Query{Noun: graph.NounDeclaration, Selection: graph.Selection{
		Page: graph.Page{First: &fifty},
		With: []graph.With{
			{Field: "partyActions", Edge: graph.Is{Prop: "action", Op: graph.OpEq, Value: "SIGNATURE"}},
			{Field: "obligations", Selection: graph.Selection{With: []graph.With{{Field: "bearers"}, {Field: "beneficiaries"}}}},
		},
	}}
}

// countRows counts the declarations of a page and all that was loaded with them.
func countRows(p *graph.DeclarationPage) int {
	rows := len(p.Edges)
	for _, d := range p.Nodes() {
		rows += len(d.PartyActions().Edges) + len(d.Obligations().Edges)
		for _, o := range d.Obligations().Nodes() {
			rows += len(o.Bearers().Edges) + len(o.Beneficiaries().Edges)
		}
	}
	return rows
}

// BenchmarkPage reads the page; make bench compares it with bare statements.
func BenchmarkPage(b *testing.B) {
	s := generated(b, 5000)
	rows := 0
	b.ReportAllocs()
	for b.Loop() {
		answers, err := s.Find(b.Context(), []graph.Query{pageQuery()})
		if err != nil {
			b.Fatal(err)
		}
		rows = countRows(answers[0].Page.(*graph.DeclarationPage))
	}
	b.ReportMetric(float64(rows), "rows")
}

// BenchmarkHub asks for the first few obligations owed to the actor that most is owed to.
func BenchmarkHub(b *testing.B) {
	s := generated(b, 5000)
	ten := 10
	q := graph.Query{Noun: graph.NounActor, IDs: []string{"actor/g0"}, Selection: graph.Selection{With: []graph.With{
		{Field: "owed", Selection: graph.Selection{Page: graph.Page{First: &ten}}},
	}}}
	b.ReportAllocs()
	for b.Loop() {
		answers, err := s.Find(b.Context(), []graph.Query{q})
		if err != nil {
			b.Fatal(err)
		}
		if n := len(answers[0].Nodes[0].(*graph.Actor).Owed().Edges); n != ten {
			b.Fatalf("%d obligations", n)
		}
	}
}

// BenchmarkApply loads into an empty store; make bench compares it with bare inserts.
func BenchmarkApply(b *testing.B) {
	batches := graphtest.Generate(1, 2000)
	records := 0
	for _, batch := range batches {
		records += len(batch.Said)
	}
	for b.Loop() {
		s := openNew(b)
		for _, batch := range batches {
			if _, err := s.Apply(b.Context(), batch); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(records), "records")
}
