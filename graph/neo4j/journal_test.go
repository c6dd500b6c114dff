package neo4j_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pactgraph/graph"
	"pactgraph/graph/graphtest"
	"pactgraph/graph/neo4j/neo4jtest"
	"pactgraph/internal/neo4jserver"
)

// dumped gives all that is in a server's database but the lock, as texts in an order of their own.
func dumped(t *testing.T, s *neo4jserver.Server) []string {
	t.Helper()
	var lines []string
	for _, text := range []string{
		"MATCH (n) WHERE NOT (n:_Pactgraph AND n.id = 'lock') RETURN labels(n), properties(n)",
		"MATCH (a)-[r]->(b) RETURN type(r), properties(r), a.id, b.id",
	} {
		for _, row := range neo4jtest.Run(t, s, text, nil) {
			lines = append(lines, fmt.Sprint(row...))
		}
	}
	slices.Sort(lines)
	return lines
}

// keptEntries gives a journal's entries as a sequence that can be read when the store is gone.
func keptEntries(t *testing.T, from graph.Contents) (entries iter.Seq2[graph.Entry, error], n int) {
	t.Helper()
	var list []graph.Entry
	err := from.Journal(t.Context(), func(e graph.Entry) error { list = append(list, e); return nil })
	if err != nil {
		t.Fatal(err)
	}
	return func(yield func(graph.Entry, error) bool) {
		for _, e := range list {
			if !yield(e, nil) {
				return
			}
		}
	}, len(list)
}

// What a journal makes of an empty database is what the loads had made, to the last property.
func TestRestoredStorage(t *testing.T) {
	onEach(t, func(t *testing.T, s *neo4jserver.Server) {
		store := neo4jtest.Open(t, s)
		batches := graphtest.World()
		corrected := batches[1]
		corrected.LoadID, corrected.Said = "load/corrected", corrected.Said[:len(corrected.Said)/2]
		for _, b := range append(batches, corrected) {
			if _, err := store.Apply(t.Context(), b); err != nil && graph.KindOf(err) != graph.KindInvalid {
				t.Fatal(err)
			}
		}
		before := dumped(t, s)
		entries, _ := keptEntries(t, store)
		if err := store.Close(); err != nil {
			t.Fatal(err)
		}
		store = neo4jtest.Open(t, s)
		if err := store.Restore(t.Context(), entries, nil); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, dumped(t, s)); diff != "" {
			t.Errorf("the database has something else (-loaded +restored):\n%s", diff)
		}
	})
}

// A Restore that was broken off leaves a graph that nobody takes for one: the message says what to do, and to do it again
// begins anew.
func TestUnfinishedRestore(t *testing.T) {
	s := neo4jtest.Server(t, neo4jtest.Newest(t))
	oracle := graphtest.NewMemory()
	base, big := bigLoad()
	for _, b := range []graph.Batch{base, big} {
		apply(t, oracle, b)
	}
	entries, n := keptEntries(t, oracle)
	store := neo4jtest.Open(t, s)

	ctx, cancel := context.WithCancel(t.Context())
	err := store.Restore(ctx, during(entries, n/3, cancel), nil)
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("a Restore that is cancelled gives the error %v", err)
	}
	if left := neo4jtest.Run(t, s, "MATCH (r:_Record) RETURN count(r)", nil)[0][0]; left == int64(0) {
		t.Error("nothing was written before it was cancelled")
	}
	reopened := neo4jtest.Reopen(t, s)
	_, err = reopened.Revision(t.Context())
	if want := "a move into this graph hasn't finished"; graph.KindOf(err) != graph.KindUnavailable || !strings.Contains(err.Error(), want) {
		t.Errorf("an unfinished graph gives the error %v, want %q", err, want)
	}
	if _, err := reopened.Apply(t.Context(), base); graph.KindOf(err) != graph.KindUnavailable {
		t.Errorf("a load into it gives the error %v", err)
	}

	release := reopened.HoldLock(t)
	if err := store.Restore(t.Context(), entries, nil); graph.KindOf(err) != graph.KindConflict {
		t.Errorf("a Restore beside another gives the error %v of kind %q, want %q", err, graph.KindOf(err), graph.KindConflict)
	}
	release()

	// One that lost its lock, and whose place another took, ends without a trace.
	takeOver := func() {
		neo4jtest.Run(t, s, "MATCH (s:_Pactgraph {id: 'state'}) SET s.importing = 'another'", nil)
	}
	if err := store.Restore(t.Context(), during(entries, n/2, takeOver), nil); graph.KindOf(err) != graph.KindConflict {
		t.Errorf("a Restore whose place another took gives the error %v of kind %q, want %q", err, graph.KindOf(err), graph.KindConflict)
	}
	if mark := neo4jtest.Run(t, s, "MATCH (s:_Pactgraph {id: 'state'}) RETURN s.importing", nil)[0][0]; mark != "another" {
		t.Errorf("it took the other's mark away: %v", mark)
	}

	if err := store.Restore(t.Context(), entries, func(c graph.Contents) error {
		_, err := graph.CheckCopy(t.Context(), oracle, c)
		return err
	}); err != nil {
		t.Fatalf("a Restore after all that: %v", err)
	}
	if got, want := digest(t, reopened), digest(t, oracle); got != want {
		t.Error("it shows something else than the original")
	}
}

// during gives entries, and does something before one of them.
func during(entries iter.Seq2[graph.Entry, error], at int, do func()) iter.Seq2[graph.Entry, error] {
	return func(yield func(graph.Entry, error) bool) {
		i := 0
		for e, err := range entries {
			if i == at {
				do()
			}
			if i++; !yield(e, err) {
				return
			}
		}
	}
}
