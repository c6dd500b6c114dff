package neo4j_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"pactgraph/graph"
	"pactgraph/graph/graphtest"
	"pactgraph/graph/neo4j"
	"pactgraph/graph/neo4j/neo4jtest"
	"pactgraph/internal/neo4jserver"
)

func searchFor(t *testing.T, s *neo4j.Store, text string) []string {
	t.Helper()
	a, err := s.Search(t.Context(), graph.SearchQuery{Text: text})
	if err != nil {
		t.Fatal(err)
	}
	ids := []string{}
	for _, n := range a.Nodes() {
		ids = append(ids, n.NodeID())
	}
	return ids
}

// A graph that was made before there was search, or with another form of it, is indexed when it is opened.
func TestSearchInOlderGraphs(t *testing.T) {
	onEach(t, func(t *testing.T, s *neo4jserver.Server) {
		store := neo4jtest.Open(t, s)
		for _, b := range graphtest.World() {
			apply(t, store, b)
		}
		want := searchFor(t, store, "tarn accrod")
		for name, change := range map[string][]string{
			"without search": {
				"DROP INDEX search", "MATCH (n) REMOVE n._search, n._sounds", "MATCH (s:_Pactgraph {id: 'state'}) SET s.schema = 1 REMOVE s.search",
			},
			"another form": {"MATCH (n) REMOVE n._search, n._sounds", "MATCH (s:_Pactgraph {id: 'state'}) SET s.search = 'old form'"},
		} {
			for _, text := range change {
				neo4jtest.Run(t, s, text, nil)
			}
			if got := searchFor(t, neo4jtest.Reopen(t, s), "tarn accrod"); len(want) == 0 || !cmp.Equal(got, want) {
				t.Errorf("%s: the search finds %q, want %q", name, got, want)
			}
		}
	})
}
