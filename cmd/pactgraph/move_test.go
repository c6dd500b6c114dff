package main

import (
	"bytes"
	"path/filepath"
	"regexp"
	"testing"

	"pactgraph/export"
	"pactgraph/graph"
	"pactgraph/graph/graphtest"
	"pactgraph/graph/neo4j/neo4jtest"
	"pactgraph/graph/sqlite"
	"pactgraph/internal/neo4jserver"
	"pactgraph/loader"
)

// From SQLite to Neo4j and back: the graph that comes back is the one that went, and loads go on from it.
func TestMove(t *testing.T) {
	for _, name := range neo4jtest.Standing(t) {
		server := neo4jtest.Server(t, name)
		t.Setenv("PACTGRAPH_FROM_PASSWORD", server.Password)
		t.Setenv("PACTGRAPH_TO_PASSWORD", server.Password)
		t.Run(name+" Paris", func(t *testing.T) { testMoveParis(t, server) })
		t.Run(name+" generated", func(t *testing.T) { testMoveGenerated(t, server) })
	}
}

func testMoveParis(t *testing.T, server *neo4jserver.Server) {
	const paris = "../../data/paris-2026"
	original := openAt(t, filepath.Join(t.TempDir(), "paris.db"))
	if _, err := loader.Load(t.Context(), original, []string{paris}, loader.Options{}); err != nil {
		t.Fatal(err)
	}
	back := moveThere(t, server, original)
	checkSameExports(t, original, neo4jtest.Reopen(t, server))
	for _, store := range []graph.Store{neo4jtest.Reopen(t, server), back} {
		report, err := loader.Load(t.Context(), store, []string{paris}, loader.Options{})
		if err != nil || !report.Unchanged || report.Revision != 1 {
			t.Errorf("the data loaded again after the move give %+v and the error %v, want nothing new", report.Receipt, err)
		}
	}
}

// checkSameExports sees that two stores that hold the same graph give the same bytes, in every format.
func checkSameExports(t *testing.T, stores ...graph.Store) {
	t.Helper()
	for _, format := range export.Formats() {
		var first []byte
		for i, store := range stores {
			e, err := export.Gather(t.Context(), store, export.Options{})
			if err != nil {
				t.Fatal(err)
			}
			var out bytes.Buffer
			if err := e.Write(t.Context(), &out, export.Format(format)); err != nil {
				t.Fatal(err)
			}
			e.Close()
			if i == 0 {
				first = out.Bytes()
			} else if !bytes.Equal(out.Bytes(), first) {
				t.Errorf("exported as %s, store %d gives %d bytes that differ from the %d of the first", format, i, out.Len(), len(first))
			}
		}
	}
}

func testMoveGenerated(t *testing.T, server *neo4jserver.Server) {
	original := openAt(t, filepath.Join(t.TempDir(), "generated.db"))
	batches := graphtest.Generate(3, 300)
	receipts := make([]graph.Receipt, len(batches))
	for i, b := range batches {
		var err error
		if receipts[i], err = original.Apply(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}
	back := moveThere(t, server, original)
	for i, b := range batches {
		if got, err := back.Apply(t.Context(), b); err != nil || got != receipts[i] {
			t.Errorf("the load %s again gives %+v and the error %v, want the receipt of then, %+v", b.LoadID, got, err, receipts[i])
		}
	}
}

// openAt opens a store in a file until the test is over.
func openAt(t *testing.T, path string) *fileStore {
	t.Helper()
	store, err := sqlite.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	return &fileStore{store, "sqlite:" + path}
}

// fileStore is a store with its name.
type fileStore struct {
	graph.Store
	name string
}

// moveThere moves a graph to a server and from there to a file, compares that with the original, and gives it.
func moveThere(t *testing.T, server *neo4jserver.Server, original *fileStore) graph.Store {
	t.Helper()
	neo4jtest.Wipe(t, server)
	there, path := neo4jtest.DSN(t, server), filepath.Join(t.TempDir(), "back.db")
	said := regexp.MustCompile(`^Moved \S+ to \S+ in [0-9.hms]+: \d+ loads?, \d+ records, \d+ nodes and \d+ edges, compared and the same\.\n$`)
	for _, args := range [][2]string{{original.name, there}, {there, "sqlite:" + path}} {
		out, err := moveGraph(t, args[0], args[1])
		if err != nil || !said.MatchString(out) {
			t.Fatalf("move from %s to %s says %q and gives the error %v", args[0], args[1], out, err)
		}
		t.Log(out)
	}
	if _, err := moveGraph(t, original.name, there); graph.KindOf(err) != graph.KindConflict {
		t.Errorf("moving into a Neo4j that isn't empty gives the error %v of kind %q, want %q", err, graph.KindOf(err), graph.KindConflict)
	}
	back := openAt(t, path)
	if _, err := graph.CheckCopy(t.Context(), original, back); err != nil {
		t.Errorf("what came back: %v", err)
	}
	return back
}

// moveGraph runs the command.
func moveGraph(t *testing.T, from, to string) (out string, err error) {
	t.Helper()
	var text bytes.Buffer
	root := newRoot()
	root.SetOut(&text)
	root.SetErr(&text)
	root.SetArgs([]string{"move", "--from", from, "--to", to})
	err = root.ExecuteContext(t.Context())
	return text.String(), err
}
