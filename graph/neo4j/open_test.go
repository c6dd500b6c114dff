package neo4j_test

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"pactgraph/graph"
	"pactgraph/graph/graphtest"
	"pactgraph/graph/neo4j"
	"pactgraph/graph/neo4j/neo4jtest"
	"pactgraph/internal/neo4jserver"
)

// refused opens a store where it must be refused with a kind of error and a message that says some words.
func refused(t *testing.T, uri string, o neo4j.Options, kind graph.Kind, words ...string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	store, err := neo4j.Open(ctx, uri, o)
	if err == nil {
		_ = store.Close()
		t.Fatalf("%s was opened, want an error of kind %s", uri, kind)
	}
	if graph.KindOf(err) != kind {
		t.Errorf("%s gives the error %q of kind %q, want %q", uri, err, graph.KindOf(err), kind)
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("the message %q doesn't say %q", err, w)
		}
	}
	for _, raw := range []string{"Neo4jError", "ConnectivityError", "Neo.", "dial tcp"} {
		if strings.Contains(err.Error(), raw) {
			t.Errorf("the message %q has the driver's own words", err)
		}
	}
}

func TestRefusedAddresses(t *testing.T) {
	refused(t, "bolt://127.0.0.1:1", neo4j.Options{}, graph.KindUnavailable, "bolt://127.0.0.1:1", "can't be reached")
	refused(t, "neo4j://127.0.0.1:1", neo4j.Options{}, graph.KindUnavailable, "neo4j://127.0.0.1:1", "can't be reached")
	refused(t, "http://127.0.0.1:7474", neo4j.Options{}, graph.KindInvalid, "http://127.0.0.1:7474", "bolt://")
}

// What answers otherwise than a Neo4j of today does when it is greeted.
func TestRefusedGreetings(t *testing.T) {
	for _, test := range []struct {
		name, answer string
		kind         graph.Kind
		words        string
	}{
		{"no version of Bolt in common", "\x00\x00\x00\x00", graph.KindConflict, "5.26 or later is needed"},
		{"a web server", "HTTP/1.1 400 Bad Request\r\n\r\n", graph.KindInvalid, "7687"},
		{"nothing", "", graph.KindUnavailable, "can't be reached"},
	} {
		t.Run(test.name, func(t *testing.T) {
			refused(t, "bolt://"+greeted(t, test.answer), neo4j.Options{}, test.kind, test.words)
		})
	}
}

// greeted listens, and answers each handshake with a text.
func greeted(t *testing.T, answer string) (address string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			handshake := make([]byte, 20)
			_, err = io.ReadFull(c, handshake)
			_, err2 := io.WriteString(c, answer)
			if err := errors.Join(err, err2, c.Close()); err != nil {
				t.Errorf("answering a handshake: %v", err)
			}
		}
	}()
	t.Cleanup(func() {
		listener.Close()
		<-done
	})
	return listener.Addr().String()
}

func TestRefusedServers(t *testing.T) {
	for agent, ok := range map[string]bool{
		"Neo4j/5.26.0": true, "Neo4j/5.26.12": true, "Neo4j/5.27-aura": true, "Neo4j/2026.09.0": true,
		"Neo4j/5.25.1": false, "Neo4j/4.4.40": false, "Neo4j/3.5": false, "Memgraph/3.0": false, "Neo4j/x.y": false, "": false,
	} {
		err := neo4j.CheckVersion(agent)
		if ok != (err == nil) {
			t.Errorf("a server that calls itself %q gives the error %v", agent, err)
		}
		if err != nil && (graph.KindOf(err) != graph.KindConflict || !strings.Contains(err.Error(), "5.26 or later")) {
			t.Errorf("a server that calls itself %q gives the error %q of kind %q", agent, err, graph.KindOf(err))
		}
	}
}

func TestRefusedDatabases(t *testing.T) {
	onEach(t, func(t *testing.T, s *neo4jserver.Server) {
		neo4jtest.Wipe(t, s)
		neo4jtest.Run(t, s, "CREATE (:Movie {title: 'Another'})-[:BY]->(:Person)", nil)
		refused(t, s.URI, neo4jtest.Options(s), graph.KindConflict, "another graph", "“Movie”", "“Person”")
		neo4jtest.Wipe(t, s)
		neo4jtest.Run(t, s, "CREATE ({of: 'nothing'})", nil)
		refused(t, s.URI, neo4jtest.Options(s), graph.KindConflict, "another graph")
		if n := neo4jtest.Run(t, s, "MATCH (n) RETURN count(n)", nil)[0][0]; n != int64(1) {
			t.Errorf("of a graph that was refused %v nodes are left, want 1", n)
		}

		store := neo4jtest.Open(t, s)
		neo4jtest.Run(t, s, "MATCH (s:_Pactgraph {id: 'state'}) SET s.schema = $v", map[string]any{"v": neo4j.SchemaVersion + 1})
		refused(t, s.URI, neo4jtest.Options(s), graph.KindConflict, "newer program")
		neo4jtest.Wipe(t, s)
		if _, err := store.Find(t.Context(), []graph.Query{{Noun: graph.NounActor}}); graph.KindOf(err) != graph.KindUnavailable {
			t.Errorf("a database that somebody has emptied gives the error %v of kind %q, want %q", err, graph.KindOf(err), graph.KindUnavailable)
		}

		o := neo4jtest.Options(s)
		o.Database = "nowhere"
		refused(t, s.URI, o, graph.KindNotFound, "no database of this name")
	})
}

func TestRefusedPassword(t *testing.T) {
	onEach(t, func(t *testing.T, s *neo4jserver.Server) {
		if s.Password == "" {
			t.Skipf("Neo4j %s runs without authentication here; the newest version runs with it", s.Version)
		}
		refused(t, s.URI, neo4j.Options{User: s.User, Password: s.Password + "x"}, graph.KindForbidden, "user or the password")
		refused(t, s.URI, neo4j.Options{}, graph.KindForbidden, "user or the password")
	})
}

// A graph that is there is taken as it is, by as many programs at once as like to.
func TestOpenAgain(t *testing.T) {
	onEach(t, func(t *testing.T, s *neo4jserver.Server) {
		one := neo4jtest.Open(t, s)
		if _, err := one.Apply(t.Context(), graphtest.World()[0]); err != nil {
			t.Fatal(err)
		}
		opened := make(chan error)
		for range 3 {
			go func() {
				store, err := neo4j.Open(t.Context(), s.URI, neo4jtest.Options(s))
				if err == nil {
					err = store.Close()
				}
				opened <- err
			}()
		}
		for range 3 {
			if err := <-opened; err != nil {
				t.Error(err)
			}
		}
		// A client sees what another has loaded, and knows a version of its own.
		other := neo4jtest.Reopen(t, s)
		if n, err := other.Revision(t.Context()); err != nil || n != 1 {
			t.Errorf("another store is at revision %d with the error %v, want 1", n, err)
		}
	})
}

// A load waits for the one before it no longer than it may.
func TestLoadWait(t *testing.T) {
	onEach(t, func(t *testing.T, s *neo4jserver.Server) {
		neo4jtest.Open(t, s)
		o := neo4jtest.Options(s)
		o.LoadWait = 500 * time.Millisecond
		store, err := neo4j.Open(t.Context(), s.URI, o)
		if err != nil {
			t.Fatal(err)
		}
		defer store.Close()
		release := store.HoldLock(t)
		start := time.Now()
		_, err = store.Apply(t.Context(), graphtest.World()[0])
		if graph.KindOf(err) != graph.KindConflict || !strings.Contains(err.Error(), "another load") {
			t.Errorf("a load beside another gives the error %v of kind %q, want %q", err, graph.KindOf(err), graph.KindConflict)
		}
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("it waited for %s, want about %s", took, o.LoadWait)
		}
		release()
		if _, err := store.Apply(t.Context(), graphtest.World()[0]); err != nil {
			t.Errorf("after the other load: %v", err)
		}
	})
}

// A commit mark that a dead program left is no obstacle to readers or loads.
func TestMarkLeft(t *testing.T) {
	onEach(t, func(t *testing.T, s *neo4jserver.Server) {
		store := neo4jtest.Open(t, s)
		leave := func() { neo4jtest.Run(t, s, "MATCH (c:_Pactgraph {id: 'commit'}) SET c.load = 'load/dead'", nil) }
		leave()
		if _, err := store.Find(t.Context(), []graph.Query{{Noun: graph.NounActor}}); err != nil {
			t.Errorf("a question: %v", err)
		}
		leave()
		if r, err := store.Apply(t.Context(), graphtest.World()[0]); err != nil || r.Revision != 1 {
			t.Errorf("a load gives %+v and the error %v", r, err)
		}
	})
}
