package sqlite

import (
	"context"
	"flag"
	"fmt"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pactgraph/graph"
)

var update = flag.Bool("update", false, "write the golden files anew")

// The tables follow from the model. When they change, files that older programs must not touch need a new schema version.
func TestTablesOfThisVersion(t *testing.T) {
	const golden = "testdata/schema.sql"
	got := fmt.Sprintf("-- schema %d\n%s%s\n%s", len(migrations), truthDDL, historyDDL, projectionDDL())
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("the tables have changed: append to migrations if files of this version are in use, and run with -update (-was +is):\n%s", diff)
	}
}

func TestMigration(t *testing.T) {
	s := openWorld(t)
	path, before := s.path, stateOf(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	next := append(migrations[:len(migrations):len(migrations)], migration{"a remark on each record", func(ctx context.Context, c *conn) error {
		return c.script(ctx, "ALTER TABLE records ADD COLUMN remark TEXT;\nUPDATE records SET remark = 'old';\n")
	}})
	s, err := open(t.Context(), path, next)
	if err != nil {
		t.Fatal(err)
	}
	if got := stateOf(t, s); got != before {
		t.Error("the migration has changed what is shown")
	}
	if got := texts(t, s, "SELECT DISTINCT remark FROM records"); !cmp.Equal(got, []string{"old"}) {
		t.Errorf("the remarks are %q", got)
	}
	checkWhole(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if s, err = open(t.Context(), path, next); err != nil {
		t.Fatalf("open after the migration: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = Open(t.Context(), path)
	words := fmt.Sprintf("was made by a newer pactgraph (schema %d; this one knows up to %d): upgrade pactgraph", len(next), len(migrations))
	wantError(t, err, graph.KindInvalid, words)
}

func TestMigrationThatFailsChangesNothing(t *testing.T) {
	s := openWorld(t)
	path, before := s.path, stateOf(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	next := append(migrations[:len(migrations):len(migrations)], migration{"half of it", func(ctx context.Context, c *conn) error {
		return c.script(ctx, "ALTER TABLE records ADD COLUMN remark TEXT;\nDELETE FROM records;\nNO SQL AT ALL;\n")
	}})
	if _, err := open(t.Context(), path, next); graph.KindOf(err) != graph.KindInternal {
		t.Fatalf("the migration gives %v", err)
	}
	if got := stateOf(t, openFile(t, path)); got != before {
		t.Error("the migration that failed has changed what is shown")
	}
}

// A file whose projection is that of another model gets this one's, made anew from the records.
func TestProjectionOfAnotherModelIsMadeAnew(t *testing.T) {
	s := openWorld(t)
	path, before := s.path, stateOf(t, s)
	loads := texts(t, s, "SELECT id FROM Load ORDER BY id")
	run(t, s,
		"DROP TABLE edge", "DROP TABLE Actor", "DROP TABLE Load", "DELETE FROM node",
		"CREATE TABLE edge (a)", "CREATE TABLE Treaty (id TEXT)",
		"UPDATE meta SET value = 'of another model' WHERE key = 'projection'")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = openFile(t, path)
	if got := stateOf(t, s); got != before {
		t.Error("the projection that was made anew shows something else")
	}
	if got := texts(t, s, "SELECT id FROM Load ORDER BY id"); !cmp.Equal(got, loads) {
		t.Errorf("the loads are %q, want %q", got, loads)
	}
	if got := texts(t, s, "SELECT name FROM sqlite_schema WHERE name = 'Treaty'"); len(got) > 0 {
		t.Error("a table of the other model is still there")
	}
	checkWhole(t, s)
}
