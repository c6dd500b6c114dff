package sqlite

import (
	"context"
	"crypto/sha256"
	"database/sql/driver"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"pactgraph/graph"
	"pactgraph/graph/graphtest"
)

// openFile opens a store on a file, to be closed when the test is over.
func openFile(t testing.TB, path string, opts ...Option) *Store {
	t.Helper()
	s, err := Open(t.Context(), path, opts...)
	if err != nil {
		t.Fatalf("Open: %v (%v)", err, errors.Unwrap(err))
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return s
}

func openNew(t testing.TB, opts ...Option) *Store {
	t.Helper()
	return openFile(t, filepath.Join(t.TempDir(), "graph.db"), opts...)
}

// openWorld opens a new store and loads the suite's world into it.
func openWorld(t testing.TB, opts ...Option) *Store {
	t.Helper()
	s := openNew(t, opts...)
	for _, b := range graphtest.World() {
		if _, err := s.Apply(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// texts gives the first column of what a statement gives, on the connection that writes.
func texts(t testing.TB, s *Store, text string, args ...driver.Value) []string {
	t.Helper()
	c := <-s.writer
	defer func() { s.writer <- c }()
	var list []string
	err := c.query(t.Context(), text, args, func(row []driver.Value) error {
		list = append(list, textOf(row[0]))
		return nil
	})
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return list
}

// run runs statements on the connection that writes, behind the store's back.
func run(t testing.TB, s *Store, statements ...string) {
	t.Helper()
	c := <-s.writer
	defer func() { s.writer <- c }()
	for _, text := range statements {
		if err := c.exec(t.Context(), text); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
	}
}

func TestStoreKeepsTheContract(t *testing.T) {
	graphtest.Run(t, func(t *testing.T) graph.Store { return openNew(t) })
}

func TestStoreKeepsWhatItWasGiven(t *testing.T) {
	graphtest.RunReopen(t,
		func(t *testing.T) graph.Store { return openNew(t) },
		func(t *testing.T, closed graph.Store) graph.Store { return openFile(t, closed.(*Store).path) })
}

func TestNewFileIsItsOwnersAlone(t *testing.T) {
	s := openWorld(t)
	for _, suffix := range []string{"", "-wal", "-shm"} {
		info, err := os.Stat(s.path + suffix)
		if err != nil {
			t.Fatal(err)
		}
		if mode := info.Mode().Perm(); mode != 0o600 {
			t.Errorf("the mode of the file%s is %o, want 600", suffix, mode)
		}
	}
}

func TestPathWithSignsOfAnAddress(t *testing.T) {
	path := filepath.Join(t.TempDir(), "50% of #1? é&=.db")
	openFile(t, path)
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
}

func TestManyOpenANewFileAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "graph.db")
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			s, err := Open(t.Context(), path)
			if err != nil {
				t.Errorf("Open: %v (%v)", err, errors.Unwrap(err))
				return
			}
			b := graph.Batch{LoadID: fmt.Sprintf("load/%d", i), Dataset: "d", Said: []graph.Said{
				graph.SayNode(fmt.Sprintf("actor/a%d", i), graph.Props{"kind": "STATE"}),
			}}
			_, err = s.Apply(t.Context(), b)
			if err := errors.Join(err, s.Close()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n, err := openFile(t, path).Revision(t.Context()); n != 8 || err != nil {
		t.Errorf("the revision is %d (%v), want 8", n, err)
	}
}

// asker is a visitor that asks the store about each node.
type asker struct {
	t *testing.T
	s *Store
}

func (a asker) Node(n graph.Node) error {
	_, err := a.s.Find(a.t.Context(), []graph.Query{{IDs: []string{n.NodeID()}}})
	return err
}

func (a asker) Edge(graph.EdgeProps) error { return nil }

func TestVisitorsMayAsk(t *testing.T) {
	s := openWorld(t)
	if err := s.Walk(t.Context(), asker{t, s}); err != nil {
		t.Error(err)
	}
}

// TestFailedRollback sees that a transaction that can't be taken back is told, and doesn't keep the connection from the next.
func TestFailedRollback(t *testing.T) {
	s := openNew(t)
	c := <-s.writer
	defer func() { s.writer <- c }()
	failing, err := c.raw.Prepare("SELECT abs(-9223372036854775808)")
	if err != nil {
		t.Fatal(err)
	}
	c.stmts["ROLLBACK"] = failing.(stmt)
	wrong := errors.New("something went wrong")
	err = c.inside(t.Context(), "BEGIN IMMEDIATE", func() error {
		return errors.Join(c.exec(t.Context(), "INSERT INTO meta (key, value) VALUES ('half', 'done')"), wrong)
	})
	if !errors.Is(err, wrong) || !strings.Contains(err.Error(), "overflow") {
		t.Errorf("it gives the error %v", err)
	}
	if err := c.inside(t.Context(), "BEGIN IMMEDIATE", func() error { return nil }); err == nil {
		t.Error("another transaction begins in one that is open")
	}
	c.forget()
	n := -1
	err = c.inside(t.Context(), "BEGIN IMMEDIATE", func() (err error) {
		n, err = c.queryInt(t.Context(), "SELECT count(*) FROM meta WHERE key = 'half'")
		return err
	})
	if err != nil || n != 0 {
		t.Errorf("the next transaction finds %d rows of the one that failed, with the error %v", n, err)
	}
}

// TestPlanToldRoom sees that the file grows by what a plan says, and that the plan itself makes it no larger.
func TestPlanToldRoom(t *testing.T) {
	s := openNew(t)
	size := func() int {
		t.Helper()
		c := <-s.writer
		defer func() { s.writer <- c }()
		n, err := c.queryInt(t.Context(), sizeText)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	for _, b := range graphtest.Generate(1, 300) {
		before := size()
		planned, err := s.Plan(t.Context(), b)
		if err != nil {
			t.Fatal(err)
		}
		if size() != before {
			t.Errorf("a plan makes the file %d bytes larger", size()-before)
		}
		if _, err := s.Apply(t.Context(), b); err != nil {
			t.Fatal(err)
		}
		grown := size() - before
		if off := float64(planned.Needs.Disk) / float64(grown); grown < 100_000 || off < 0.9 || off > 1.1 {
			t.Errorf("a load of %d records makes the file %d bytes larger, and %d were planned", planned.Needs.Records, grown, planned.Needs.Disk)
		}
	}
}

func TestFullTextSearchIsThere(t *testing.T) {
	s := openNew(t)
	run(t, s, "CREATE VIRTUAL TABLE words USING fts5(text)", "INSERT INTO words (text) VALUES ('a pledge of mutual assistance'), ('a border')")
	if got := texts(t, s, "SELECT text FROM words WHERE words MATCH 'mutual'"); len(got) != 1 {
		t.Errorf("the search finds %q", got)
	}
}

// wantError checks an error's kind and words, and that no words of the driver are among them.
func wantError(t *testing.T, err error, kind graph.Kind, words string) {
	t.Helper()
	if err == nil || graph.KindOf(err) != kind || !strings.Contains(err.Error(), words) {
		t.Fatalf("the error is %v of kind %q, want %q of kind %q", err, graph.KindOf(err), words, kind)
	}
	for _, driverWord := range []string{"SQLITE", "SQL logic", "malformed", "constraint", "no such table"} {
		if strings.Contains(err.Error(), driverWord) {
			t.Errorf("the message %q has the driver's words", err)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	text := write("notes.txt", strings.Repeat("These are notes, and no database at all. ", 100))
	tests := []struct {
		name, path string
		kind       graph.Kind
		words      string
	}{
		{"a text", text, graph.KindInvalid, "is no SQLite database"},
		{"a short text", write("short", "hello"), graph.KindInvalid, "is no SQLite database"},
		{"a directory", dir, graph.KindInvalid, "it is a directory"},
		{"a directory that is not there", filepath.Join(dir, "none", "x.db"), graph.KindInvalid, "there is no such directory"},
		{"a directory that is a file", filepath.Join(text, "x.db"), graph.KindUnavailable, "can't be read and written"},
		{"another program's database", alien(t, dir), graph.KindInvalid, "is the database of another program"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := Open(t.Context(), test.path)
			wantError(t, err, test.kind, test.words)
			if !strings.Contains(err.Error(), test.path) {
				t.Errorf("the message %q doesn't name the file", err)
			}
		})
	}
	if after, err := os.ReadFile(text); err != nil || !strings.HasPrefix(string(after), "These are notes") {
		t.Errorf("the text was changed: %v", err)
	}
}

// alien makes another program's database.
func alien(t *testing.T, dir string) string {
	t.Helper()
	path := filepath.Join(dir, "alien.db")
	c, err := openConn(t.Context(), path, writing, time.Second)
	if err != nil {
		t.Fatal(err)
	}
	defer c.close()
	if err := c.script(t.Context(), "CREATE TABLE recipes (name TEXT);\nPRAGMA user_version = 1;\n"); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestOpenWithoutPermission(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may read and write everything")
	}
	s := openWorld(t)
	path := s.path
	if err := errors.Join(s.Close(), os.Chmod(path, 0o400)); err != nil {
		t.Fatal(err)
	}
	_, err := Open(t.Context(), path)
	wantError(t, err, graph.KindUnavailable, "no permission")
}

func TestFailuresInOurWords(t *testing.T) {
	t.Run("a full disk", func(t *testing.T) {
		s := openWorld(t)
		before := stateOf(t, s)
		run(t, s, "PRAGMA max_page_count = 1")
		_, err := s.Apply(t.Context(), graphtest.Generate(1, 200)[0])
		wantError(t, err, graph.KindUnavailable, "the disk is full")
		if stateOf(t, s) != before {
			t.Error("the load that failed has left something")
		}
	})
	t.Run("damage", func(t *testing.T) {
		s := openWorld(t)
		path := s.path
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		damage(t, path)
		s, err := Open(t.Context(), path)
		if err == nil {
			defer s.Close()
			err = s.Walk(t.Context(), digest{sha256.New()})
		}
		wantError(t, err, graph.KindUnavailable, "is damaged")
	})
	t.Run("a file that may only be read", func(t *testing.T) {
		s := openWorld(t)
		run(t, s, "PRAGMA query_only = 1")
		_, err := s.Apply(t.Context(), graphtest.Generate(1, 10)[0])
		wantError(t, err, graph.KindUnavailable, "may only be read")
	})
}

// A damaged file may read well and say what can't be. That is told as damage, and never a panic.
func TestDamageThatReadsWell(t *testing.T) {
	all := graph.Query{Noun: graph.NounDeclaration, Selection: graph.Selection{With: []graph.With{{Field: "parties"}}}}
	for name, damage := range map[string]string{
		"an edge to nobody":   `DELETE FROM node WHERE id IN (SELECT start FROM edge WHERE type = 'PARTY_TO')`,
		"another noun's row":  `UPDATE "Declaration" SET id = (SELECT min(id) FROM "Event") WHERE id = (SELECT min(id) FROM "Declaration")`,
		"a row that is cut":   `UPDATE node SET props = substr(props, 1, 3) WHERE id IN (SELECT id FROM "Declaration")`,
		"an id that is none":  `UPDATE node SET id = 'x' || id WHERE id IN (SELECT min(id) FROM "Actor")`,
		"an edge to no actor": `UPDATE edge SET start = (SELECT min(id) FROM "Event") WHERE id IN (SELECT min(id) FROM edge WHERE type = 'PARTY_TO')`,
	} {
		t.Run(name, func(t *testing.T) {
			s := openWorld(t)
			run(t, s, "PRAGMA foreign_keys = 0", damage)
			_, err := s.Find(t.Context(), []graph.Query{all})
			wantError(t, err, graph.KindUnavailable, "is damaged")
		})
	}
}

// A panic that somebody recovers from leaves no transaction behind, in which the next reader's couldn't begin.
func TestPanicLeavesNoTransaction(t *testing.T) {
	s := openWorld(t)
	func() {
		defer func() { _ = recover() }()
		_ = s.read(t.Context(), func(*conn) error { panic("a fault") })
	}()
	if _, err := s.Revision(t.Context()); err != nil {
		t.Errorf("after a panic: %v (%v)", err, errors.Unwrap(err))
	}
}

// damage overwrites all pages of a database but the first.
func damage(t *testing.T, path string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := 4096; i < len(data); i++ {
		data[i] = 0xa5
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// A context that ends just when a transaction begins leaves none open behind: the connection's next one would fail.
func TestCancelledBeginnings(t *testing.T) {
	s := openNew(t)
	batch := graphtest.Generate(1, 1)[0]
	for i := range 3000 {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Duration(rand.IntN(200))*time.Microsecond, cancel)
		c := <-s.writer
		err := c.inside(ctx, "BEGIN IMMEDIATE", func() error { return nil })
		s.writer <- c
		cancel()
		if err != nil && ctx.Err() == nil {
			t.Fatalf("the transaction after %d cancelled ones: %v", i, err)
		}
	}
	if _, err := s.Apply(t.Context(), batch); err != nil {
		t.Errorf("a load after them: %v", errors.Join(err, errors.Unwrap(err)))
	}
}

func TestLoadsWaitForEachOther(t *testing.T) {
	path := openNew(t).path
	const wait = 100 * time.Millisecond
	first, second := openFile(t, path, WithWait(wait)), openFile(t, path, WithWait(wait))
	batch := graphtest.Generate(1, 5)[0]

	t.Run("in one process", func(t *testing.T) {
		c := <-first.writer
		_, err := first.Apply(t.Context(), batch)
		first.writer <- c
		wantError(t, err, graph.KindConflict, "another load")
	})
	t.Run("in two", func(t *testing.T) {
		run(t, first, "BEGIN IMMEDIATE")
		_, err := second.Apply(t.Context(), batch)
		wantError(t, err, graph.KindConflict, "another load")
		ctx, cancel := context.WithTimeout(t.Context(), wait/10)
		defer cancel()
		_, err = second.Apply(ctx, batch)
		wantError(t, err, graph.KindTimeout, "longer than it was given")
		if _, err := second.Revision(t.Context()); err != nil {
			t.Errorf("reading while a load runs: %v", err)
		}
		run(t, first, "ROLLBACK")
	})
	if _, err := second.Apply(t.Context(), batch); err != nil {
		t.Errorf("the load after the other one: %v", err)
	}
}

// endless is a filter that takes practically forever: each actor's partners' partners' …, none of whom has the name.
func endless(depth int) graph.Filter {
	if depth == 0 {
		return graph.Is{Prop: "name", Op: graph.OpContains, Value: "nobody is called so"}
	}
	return graph.Related{Field: "owed", Quant: graph.QuantSome, Node: graph.Related{
		Field: "bearers", Quant: graph.QuantSome, Node: endless(depth - 1),
	}}
}

func TestContextBreaksOffSlowQuestions(t *testing.T) {
	s := openNew(t)
	for _, b := range graphtest.Generate(3, 300) {
		if _, err := s.Apply(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}
	one := 1
	questions := map[string]graph.Query{
		"at the root": {Noun: graph.NounActor, Selection: graph.Selection{Filter: endless(5)}},
		"in a total":  {Noun: graph.NounActor, Selection: graph.Selection{Filter: endless(5), Total: true, Page: graph.Page{First: &one}}},
		"nested": {Noun: graph.NounObligation, Selection: graph.Selection{With: []graph.With{
			{Field: "bearers", Selection: graph.Selection{Filter: endless(5)}},
		}}},
	}
	const soon = 2 * time.Second
	for name, q := range questions {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			defer cancel()
			began := time.Now()
			_, err := s.Find(ctx, []graph.Query{q})
			wantError(t, err, graph.KindTimeout, "longer than it was given")
			if took := time.Since(began); took > soon {
				t.Errorf("it took %s to be broken off", took)
			}
			ctx, cancel = context.WithCancel(t.Context())
			time.AfterFunc(50*time.Millisecond, cancel)
			if _, err := s.Find(ctx, []graph.Query{q}); !errors.Is(err, context.Canceled) {
				t.Errorf("a question that is cancelled gives %v, want the context's own error", err)
			}
		})
	}
	if _, err := s.Find(t.Context(), []graph.Query{{Noun: graph.NounActor}}); err != nil {
		t.Errorf("the store after that: %v", err)
	}
}

func TestFiltersBeyondTheBoundsOfSQLite(t *testing.T) {
	s := openWorld(t)
	var many graph.Or
	for range 5000 {
		many = append(many, graph.Is{Prop: "name", Op: graph.OpEq, Value: "Ardovia"})
	}
	if _, err := s.Find(t.Context(), []graph.Query{{Noun: graph.NounActor, Selection: graph.Selection{Filter: many}}}); err != nil {
		t.Errorf("a filter of %d parts: %v (%v)", len(many), err, errors.Unwrap(err))
	}
}

func TestStatementsThatAreKeptAreBounded(t *testing.T) {
	s := openWorld(t, WithReaders(1))
	var f graph.And
	for range maxStatements + 10 {
		f = append(f, graph.Is{Prop: "name", Op: graph.OpNe, Value: "x"})
		if _, err := s.Find(t.Context(), []graph.Query{{Noun: graph.NounActor, Selection: graph.Selection{Filter: f}}}); err != nil {
			t.Fatal(err)
		}
		if n := len(s.readers.idle[0].stmts); n > maxStatements {
			t.Fatalf("%d statements are kept", n)
		}
	}
}
