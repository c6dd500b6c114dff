package neo4j_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pactgraph/graph"
	"pactgraph/graph/neo4j/neo4jtest"
	"pactgraph/internal/neo4jserver"
)

// A graph that was made before there were histories has them when it is opened, of what was withdrawn too.
func TestHistoriesInOlderGraphs(t *testing.T) {
	onEach(t, func(t *testing.T, s *neo4jserver.Server) {
		store := neo4jtest.Open(t, s)
		withdrawn, err := graph.SayEdge("actor/a", graph.EdgeMemberOf, "actor/a", "actor/b", graph.Props{})
		if err != nil {
			t.Fatal(err)
		}
		said := []graph.Said{graph.SayNode("actor/a", graph.Props{"kind": "STATE"}), graph.SayNode("actor/b", graph.Props{"kind": "STATE"})}
		for i, list := range [][]graph.Said{append(said[:2:2], withdrawn), said} {
			apply(t, store, graph.Batch{LoadID: fmt.Sprintf("load/older-%d", i), Dataset: "older", Said: list})
		}
		for _, text := range []string{
			"DROP INDEX record_revision_target", "DROP INDEX record_withdrawn", "DROP INDEX gone_id_target", "MATCH (g:_Gone) DELETE g",
			"MATCH (s:_Pactgraph {id: 'state'}) SET s.schema = 2",
		} {
			neo4jtest.Run(t, s, text, nil)
		}
		answer, err := neo4jtest.Reopen(t, s).Histories(t.Context(), graph.HistoryQuery{On: []string{"actor/b"}})
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]int{}
		for _, h := range answer.Histories {
			got[h[0].Target] = len(h)
		}
		if diff := cmp.Diff(map[string]int{withdrawn.Target: 2}, got); diff != "" {
			t.Errorf("on actor/b hung, with so many records (-want +got):\n%s", diff)
		}
	})
}
