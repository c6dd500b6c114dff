package neo4j_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"testing"
	"time"

	"pactgraph/graph"
	"pactgraph/graph/graphtest"
	"pactgraph/graph/neo4j"
	"pactgraph/graph/neo4j/neo4jtest"
	"pactgraph/internal/neo4jserver"
)

// loadAt, in the environment, makes the test program load into the database there and end: it is then the program to kill.
const loadAt = "PACTGRAPH_TEST_LOAD_AT"

// killMoments is how often each is killed, at random moments of a load.
func killMoments(t *testing.T) int {
	t.Helper()
	if testing.Short() {
		return graphtest.Kills(t, 1)
	}
	return graphtest.Kills(t, 2)
}

// bigLoad gives a small load and one that builds on it.
func bigLoad() (base, big graph.Batch) {
	base, big, err := graphtest.KilledLoad(11)
	if err != nil {
		panic(err)
	}
	return base, big
}

func loadAndEnd(uri string) int {
	o := neo4j.Options{User: os.Getenv("PACTGRAPH_TEST_USER"), Password: os.Getenv("PACTGRAPH_TEST_PASSWORD")}
	store, err := neo4j.Open(context.Background(), uri, o)
	if err == nil {
		_, big := bigLoad()
		_, err = store.Apply(context.Background(), big)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// digest is what a store shows, in short.
func digest(t *testing.T, store graph.Store) string {
	t.Helper()
	text, err := graphtest.CanonicalWalk(func(v graph.Visitor) error { return store.Walk(t.Context(), v) })
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%x", sha256.Sum256(text))
}

// states gives what is shown before and after the big load, and how long it takes a server that has done it before: the
// first time takes several times as long, and moments chosen by it would mostly come after the end.
func states(t *testing.T, s *neo4jserver.Server) (before, after string, takes time.Duration) {
	t.Helper()
	base, big := bigLoad()
	for range 2 {
		store := neo4jtest.Open(t, s)
		apply(t, store, base)
		before = digest(t, store)
		start := time.Now()
		apply(t, store, big)
		takes = time.Since(start)
		after = digest(t, store)
	}
	return before, after, takes
}

// killMoment is the random moment of the i-th of n kills: each in its own part of the load's time and a little more, so that
// they are spread over all of it.
func killMoment(i, n int, takes time.Duration) time.Duration {
	return time.Duration((float64(i) + rand.Float64()) / float64(n) * 1.1 * float64(takes))
}

func apply(t *testing.T, store graph.Store, b graph.Batch) {
	t.Helper()
	if _, err := store.Apply(t.Context(), b); err != nil {
		t.Fatalf("the load %s: %v", b.LoadID, err)
	}
}

// checkKilled sees that a store shows one of two states, and that the load works now: as new, or as done before.
func checkKilled(t *testing.T, store graph.Store, before, after string) (done bool) {
	t.Helper()
	got := digest(t, store)
	if got != before && got != after {
		t.Fatal("what is shown is neither the state before the load nor the one after it")
	}
	_, big := bigLoad()
	r, err := store.Apply(t.Context(), big)
	if err != nil || r.Revision != 2 {
		t.Fatalf("the load again gives %+v and the error %v, want revision 2", r, err)
	}
	if digest(t, store) != after {
		t.Fatal("what the load again shows is not what it showed at first")
	}
	return got == after
}

// TestKilledProgram kills the program that loads, at random moments.
func TestKilledProgram(t *testing.T) {
	s := neo4jtest.Server(t, neo4jtest.Newest(t))
	before, after, takes := states(t, s)
	base, _ := bigLoad()
	n := killMoments(t)
	for i := range n {
		store := neo4jtest.Open(t, s)
		apply(t, store, base)
		moment := killMoment(i, n, takes)
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), loadAt+"="+s.URI, "PACTGRAPH_TEST_USER="+s.User, "PACTGRAPH_TEST_PASSWORD="+s.Password)
		cmd.Stderr = os.Stderr
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(moment)
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait()
		done := checkKilled(t, store, before, after)
		t.Logf("%d: killed after %s of about %s: done: %v", i, moment, takes, done)
	}
}

// TestKilledServer kills Neo4j itself while a load runs, at random moments, and starts it again on the same data.
func TestKilledServer(t *testing.T) {
	if _, ok := neo4jserver.FromEnvironment(); ok {
		t.Skip("the Neo4j that NEO4J_TEST_URI names was not started here, and can't be killed")
	}
	o := neo4jserver.Options{Dir: t.TempDir(), Password: neo4jtest.Password}
	start := func() *neo4jserver.Server {
		s, err := neo4jserver.Start(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = s.Kill() })
		return s
	}
	s := start()
	before, after, takes := states(t, s)
	base, big := bigLoad()
	n := killMoments(t)
	for i := range n {
		store := neo4jtest.Open(t, s)
		apply(t, store, base)
		moment := killMoment(i, n, takes)
		loaded := make(chan error, 1)
		go func() {
			_, err := store.Apply(t.Context(), big)
			loaded <- err
		}()
		time.Sleep(moment)
		if err := s.Kill(); err != nil {
			t.Fatal(err)
		}
		err := <-loaded
		if err != nil && graph.KindOf(err) != graph.KindUnavailable {
			t.Errorf("a load whose server is killed gives the error %v of kind %q, want %q", err, graph.KindOf(err), graph.KindUnavailable)
		}
		s = start()
		done := checkKilled(t, neo4jtest.Reopen(t, s), before, after)
		if err == nil && !done {
			t.Error("the load gave a receipt, and is not there")
		}
		t.Logf("%d: killed after %s of about %s: done: %v, %v", i, moment, takes, done, err)
	}
}

// TestTooLarge loads more than the database has memory for: it is refused before anything is written, and what isn't refused
// works.
func TestTooLarge(t *testing.T) {
	if _, ok := neo4jserver.FromEnvironment(); ok {
		t.Skip("the Neo4j that NEO4J_TEST_URI names has the memory that it has")
	}
	s, err := neo4jserver.Start(t.Context(), neo4jserver.Options{Settings: map[string]string{"dbms.memory.transaction.total.max": "80m"}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Kill() }()
	store := neo4jtest.Open(t, s)
	base, big := bigLoad()
	apply(t, store, base)
	_, err = store.Apply(t.Context(), big)
	if graph.KindOf(err) != graph.KindTooLarge {
		t.Fatalf("a load that is too large gives the error %v of kind %q, want %q", err, graph.KindOf(err), graph.KindTooLarge)
	}
	t.Log(err)
	if n, err := store.Revision(t.Context()); err != nil || n != 1 {
		t.Errorf("after it the revision is %d with the error %v, want 1", n, err)
	}
	if _, planErr := store.Plan(t.Context(), big); planErr == nil || planErr.Error() != err.Error() {
		t.Errorf("its plan gives the error %v, want %v", planErr, err)
	}
	part := big
	part.Said = fitting(big.Said, 5000)
	planned, err := store.Plan(t.Context(), part)
	if n := planned.Needs; err != nil || n.Records < 4000 || n.Memory < int64(n.Records)*6000 || n.Memory > n.MemoryAllowed || n.MemoryAllowed != 80<<20 {
		t.Errorf("a load that isn't too large needs %+v, by its plan, with the error %v", n, err)
	}
	apply(t, store, part)

	// What is too large for one load can be moved there.
	oracle := graphtest.NewMemory()
	apply(t, oracle, base)
	apply(t, oracle, big)
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	store = neo4jtest.Open(t, s)
	if err := store.Restore(t.Context(), graph.Entries(t.Context(), oracle), nil); err != nil {
		t.Fatal(err)
	}
	if digest(t, store) != digest(t, oracle) {
		t.Error("what was moved shows something else than the original")
	}
}

// fitting gives the beginning of what is said, as far as it names nothing beyond it.
func fitting(said []graph.Said, most int) []graph.Said {
	beyond := map[string]bool{}
	for _, s := range said[most:] {
		beyond[s.Target] = true
	}
	// What is left out may be named too, by claims about edges, so it is done until nothing more goes.
	list := slices.Clone(said[:most])
	for before := 0; before != len(list); {
		before = len(list)
		list = slices.DeleteFunc(list, func(s graph.Said) bool {
			out := slices.ContainsFunc(s.References(), func(id string) bool { return beyond[id] })
			beyond[s.Target] = beyond[s.Target] || out
			return out
		})
	}
	return list
}
