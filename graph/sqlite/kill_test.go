package sqlite

import (
	"bufio"
	"context"
	"crypto/sha256"
	"fmt"
	"hash"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"pactgraph/graph"
	"pactgraph/graph/graphtest"
)

// childEnv tells this binary, run again, to be the process that is killed; it holds the path of the database.
const childEnv = "PACTGRAPH_SQLITE_CHILD"

const killedSeed = 7

// runChild opens the database, says that it is about to load, and loads.
func runChild(path string) int {
	ctx := context.Background()
	s, err := Open(ctx, path)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	_, batch, err := graphtest.KilledLoad(killedSeed)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	fmt.Println("loading")
	if _, err := s.Apply(ctx, batch); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

func TestKilledLoadLeavesOldOrNew(t *testing.T) {
	before, killed, err := graphtest.KilledLoad(killedSeed)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(killed.Said); n < 15_000 {
		t.Fatalf("the load that is to be killed has only %d records", n)
	}
	dir := t.TempDir()
	base := filepath.Join(dir, "base.db")
	states := map[string]string{"old": stateAfter(t, base, before), "new": ""}
	whole := filepath.Join(dir, "whole.db")
	copyFile(t, base, whole)
	began := time.Now()
	states["new"] = stateAfter(t, whole, killed)
	longest := time.Since(began) * 5 / 4

	rounds := 6
	if testing.Short() {
		rounds = 2
	}
	seen := map[string]int{}
	for round := range graphtest.Kills(t, rounds) {
		path := filepath.Join(dir, fmt.Sprintf("round-%d.db", round))
		copyFile(t, base, path)
		killChild(t, path, time.Duration(rand.Int64N(int64(longest))))
		seen[checkKilled(t, path, killed, states)]++
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("states after the kills: %v", seen)
}

// stateAfter applies a batch to the database at path, closes it and gives its state.
func stateAfter(t *testing.T, path string, b graph.Batch) string {
	t.Helper()
	s, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Apply(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	state := stateOf(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return state
}

// killChild starts a load in another process and kills it after a delay.
func killChild(t *testing.T, path string, delay time.Duration) {
	t.Helper()
	binary, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	child := exec.Command(binary)
	child.Env = append(os.Environ(), childEnv+"="+path)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		t.Fatalf("the child said %q: %v", line, err)
	}
	time.Sleep(delay)
	_ = child.Process.Kill() // it may have ended
	_ = child.Wait()         // it was killed, which is an error
}

// checkKilled tells which of the states the database is in, and that it is whole and takes the next load.
func checkKilled(t *testing.T, path string, killed graph.Batch, states map[string]string) string {
	t.Helper()
	s, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	checkWhole(t, s)
	got := stateOf(t, s)
	name := ""
	for n, state := range states {
		if got == state {
			name = n
		}
	}
	if name == "" {
		t.Fatalf("%s: the state is neither the old nor the new one", path)
	}
	if _, err := s.Apply(t.Context(), killed); err != nil {
		t.Fatalf("the load again: %v", err)
	}
	if got := stateOf(t, s); got != states["new"] {
		t.Errorf("the load again, after it was killed in the %s state, doesn't give the new state", name)
	}
	return name
}

// checkWhole has SQLite check the database.
func checkWhole(t *testing.T, s *Store) {
	t.Helper()
	for pragma, want := range map[string][]string{"integrity_check": {"ok"}, "foreign_key_check": nil} {
		if got := texts(t, s, "PRAGMA "+pragma); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s: %q, want %q", pragma, got, want)
		}
	}
}

// stateOf gives a digest of all that is shown.
func stateOf(t *testing.T, s *Store) string {
	t.Helper()
	d := digest{sha256.New()}
	if err := s.Walk(t.Context(), d); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%x", d.Sum(nil))
}

// digest is a visitor that keeps a hash of what it was given.
type digest struct{ hash.Hash }

func (d digest) Node(n graph.Node) error {
	_, err := fmt.Fprintln(d, n.NodeID(), graph.Value(n, "degree"), string(graph.EncodeProps(graph.NodeProps(n))))
	return err
}

func (d digest) Edge(e graph.EdgeProps) error {
	_, err := fmt.Fprintln(d, e.ID, e.Type, e.Start, e.End, string(graph.EncodeProps(e.Props())))
	return err
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	data, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, data, 0o600); err != nil {
		t.Fatal(err)
	}
}
