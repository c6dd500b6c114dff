// Package neo4jtest gives tests real Neo4j databases: it starts servers, or takes the one that NEO4J_TEST_URI names, and
// empties their database for each store. All in the database of a server is deleted.
package neo4jtest

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	driver "github.com/neo4j/neo4j-go-driver/v5/neo4j"

	"pactgraph/graph/graphtest"
	"pactgraph/graph/neo4j"
	"pactgraph/internal/neo4jserver"
)

// Password is that of the servers with authentication.
const Password = "open-sesame"

var (
	mu      sync.Mutex
	servers = map[string]*neo4jserver.Server{}
)

// Names gives the names of the servers that tests can use, for Server: each version that the JDKs here run, or the one that
// runs already. It fails the test if there is none: Neo4j is never skipped in silence.
func Names(t testing.TB) []string {
	t.Helper()
	if _, ok := neo4jserver.FromEnvironment(); ok {
		return []string{"running"}
	}
	versions, err := neo4jserver.Available(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, v := range versions {
		names = append(names, v.Name)
	}
	return names
}

// Newest gives the name of the newest server, which stands for all where the conformance suite holds that they are alike.
func Newest(t testing.TB) string {
	t.Helper()
	return Names(t)[0]
}

// Standing gives the names of the servers that stand for all: the newest or, where everything is to be asked of each, all.
func Standing(t testing.TB) []string {
	t.Helper()
	if graphtest.Whole() {
		return Names(t)
	}
	return Names(t)[:1]
}

// Server gives one of the servers, and starts it if no test has yet. All have authentication, but for those of version 5.
// Stop ends them.
func Server(t testing.TB, name string) *neo4jserver.Server {
	t.Helper()
	mu.Lock()
	defer mu.Unlock()
	if s := servers[name]; s != nil {
		return s
	}
	s, ok := neo4jserver.FromEnvironment()
	if !ok {
		// ATOP is taken back in one transaction, for which 1 GiB is not enough.
		o := neo4jserver.Options{Version: name, HeapMB: 2048}
		if !strings.HasPrefix(name, "5.") {
			o.Password = Password
		}
		var err error
		// The server outlives the test that starts it.
		if s, err = neo4jserver.Start(context.Background(), o); err != nil {
			t.Fatal(err)
		}
	}
	servers[name] = s
	return s
}

// Main runs a package's tests and ends the servers after them; TestMain hands its result to os.Exit.
func Main(m *testing.M) int {
	code := m.Run()
	mu.Lock()
	defer mu.Unlock()
	for name, s := range servers {
		if err := s.Stop(); err != nil {
			fmt.Fprintln(os.Stderr, "ending Neo4j", name, err)
		}
		delete(servers, name)
	}
	return code
}

// DSN names a server's graph as --store takes it.
func DSN(t testing.TB, s *neo4jserver.Server) string {
	t.Helper()
	u, err := url.Parse(s.URI)
	if err != nil {
		t.Fatal(err)
	}
	if s.User != "" {
		u.User = url.User(s.User)
	}
	return u.String()
}

// Options gives the options to log in at a server.
func Options(s *neo4jserver.Server) neo4j.Options {
	return neo4j.Options{User: s.User, Password: s.Password, LoadWait: 10 * time.Second}
}

// patience is how long one step may take. On a busy machine, the first constraints and indexes of a server that has just
// started take minutes.
const patience = 5 * time.Minute

// Open empties a server's database and opens a store in it, which is closed at the end of the test.
func Open(t testing.TB, s *neo4jserver.Server) *neo4j.Store {
	t.Helper()
	Wipe(t, s)
	return Reopen(t, s)
}

// Reopen opens a store on what is in a server's database.
func Reopen(t testing.TB, s *neo4jserver.Server) *neo4j.Store {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	store, err := neo4j.Open(ctx, s.URI, Options(s))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Errorf("closing the store: %v", err)
		}
	})
	return store
}

// Wipe deletes everything in a server's database but the constraints and indexes.
func Wipe(t testing.TB, s *neo4jserver.Server) {
	t.Helper()
	Run(t, s, "MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS", nil)
}

// Run runs a Cypher text of the test's own, which commits by itself, and gives its rows.
func Run(t testing.TB, s *neo4jserver.Server, text string, params map[string]any) [][]any {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	auth := driver.NoAuth()
	if s.User != "" {
		auth = driver.BasicAuth(s.User, s.Password, "")
	}
	d, err := driver.NewDriverWithContext(s.URI, auth)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close(ctx)
	session := d.NewSession(ctx, driver.SessionConfig{})
	defer session.Close(ctx)
	result, err := session.Run(ctx, text, params)
	if err != nil {
		t.Fatal(err)
	}
	records, err := result.Collect(ctx)
	if err != nil {
		t.Fatal(err)
	}
	rows := make([][]any, len(records))
	for i, r := range records {
		rows[i] = r.Values
	}
	return rows
}
