package neo4j_test

import (
	"testing"

	"pactgraph/graph/graphtest"
	"pactgraph/graph/neo4j/neo4jtest"
	"pactgraph/internal/neo4jserver"
)

// A graph that was made before there were histories has them when it is opened, of what was withdrawn too.
func TestHistoriesInOlderGraphs(t *testing.T) {
	onEach(t, func(t *testing.T, s *neo4jserver.Server) {
		graphtest.SayAndWithdraw(t, neo4jtest.Open(t, s))
		for _, text := range []string{
			"DROP INDEX record_revision_target", "DROP INDEX record_withdrawn", "DROP INDEX gone_id_target", "MATCH (g:_Gone) DELETE g",
			"MATCH (s:_Pactgraph {id: 'state'}) SET s.schema = 2",
		} {
			neo4jtest.Run(t, s, text, nil)
		}
		graphtest.CheckWithdrawn(t, neo4jtest.Reopen(t, s))
	})
}
