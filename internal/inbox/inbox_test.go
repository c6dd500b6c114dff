package inbox

import (
	"path/filepath"
	"strings"
	"testing"

	"pactgraph/graph/sqlite"
	"pactgraph/server/gql"
)

// TestTables loads tables, and sees that what is wrong with one is told by its column, as those know it who wrote it.
func TestTables(t *testing.T) {
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "graph.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	send := func(rows string) gql.Outcome {
		t.Helper()
		outcome, err := New(store).Load(t.Context(), gql.Bundle{Dataset: "d", MostUnpacked: 1 << 20, Files: []gql.BundleFile{{Name: "actors.csv", Data: []byte(rows)}}})
		if err != nil {
			t.Fatal(err)
		}
		return outcome
	}
	if outcome := send("slug,kind\nardovia,STATE\n"); outcome.Receipt.Added == 0 {
		t.Errorf("the outcome is %+v", outcome)
	}
	bad := send("slug,kind\nardovia,STATE\nbelmark,STAET\n").Problems
	if len(bad) != 1 || bad[0].File != "actors.csv" || *bad[0].Line != 3 || *bad[0].Column != 2 || bad[0].ColumnName != "kind" || !strings.HasPrefix(bad[0].Message, "kind can't be \"STAET\"") {
		t.Errorf("the problems are %+v", bad)
	}
	ragged := send("slug,kind\nardovia\n").Problems
	if len(ragged) != 1 || *ragged[0].Line != 2 || ragged[0].Column != nil {
		t.Errorf("the problems are %+v", ragged)
	}
}
