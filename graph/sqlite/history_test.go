package sqlite

import (
	"fmt"
	"testing"

	"pactgraph/graph/graphtest"
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
	graphtest.SayAndWithdraw(t, s)
	path := s.path
	run(t, s, undoHistories(2)...)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	graphtest.CheckWithdrawn(t, openFile(t, path))
}
