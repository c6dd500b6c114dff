package sqlite

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pactgraph/graph"
)

// undoHistories are statements that make a file one of a version without histories.
func undoHistories(version int) []string {
	return []string{
		"DROP TABLE gone", "DROP INDEX records_revision", "DROP INDEX records_target", "CREATE INDEX records_load ON records (revision)",
		fmt.Sprintf("PRAGMA user_version = %d", version),
	}
}

// A file that was made before there were histories has them when it is opened, of what was withdrawn too.
func TestHistoriesInOlderFiles(t *testing.T) {
	s := openWorld(t)
	withdrawn, err := graph.SayEdge("actor/a", graph.EdgeMemberOf, "actor/a", "actor/b", graph.Props{})
	if err != nil {
		t.Fatal(err)
	}
	said := []graph.Said{graph.SayNode("actor/a", graph.Props{"kind": "STATE"}), graph.SayNode("actor/b", graph.Props{"kind": "STATE"})}
	for i, list := range [][]graph.Said{append(said[:2:2], withdrawn), said} {
		if _, err := s.Apply(t.Context(), graph.Batch{LoadID: fmt.Sprintf("load/older-%d", i), Dataset: "older", Said: list}); err != nil {
			t.Fatal(err)
		}
	}
	path := s.path
	run(t, s, undoHistories(2)...)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	answer, err := openFile(t, path).Histories(t.Context(), graph.HistoryQuery{On: []string{"actor/b"}})
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
}
