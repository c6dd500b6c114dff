package clients

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"pactgraph/graph"
	"pactgraph/graph/graphtest"
	"pactgraph/graph/sqlite"
	"pactgraph/internal/inbox"
	"pactgraph/internal/tokens"
	"pactgraph/server"
)

// Each program has no complaint about a server that shows the small world. A client is one program more; each is given the
// address of the GraphQL.
func TestClients(t *testing.T) {
	for _, program := range []string{"audit.mjs", "apollo.mjs", "urql.mjs", "request.mjs"} {
		t.Run(strings.TrimSuffix(program, ".mjs"), func(t *testing.T) {
			npm(t)
			run(t, ".", "node", program, serve(t))
		})
	}
}

// Clients that send files load them, if they may.
func TestUpload(t *testing.T) {
	npm(t)
	address, token := serveWriters(t)
	run(t, ".", "node", "upload.mjs", address, token)
	run(t, ".", python(t), "gql-python/upload.py", address, token)
}

// gql for Python.
func TestPython(t *testing.T) {
	run(t, ".", python(t), "gql-python/client.py", serve(t))
	run(t, ".", python(t), "gql-python/live.py", serveLive(t))
}

// Clients that subscribe are told of the loads that are made meanwhile.
func TestLive(t *testing.T) {
	npm(t)
	run(t, ".", "node", "live.mjs", serveLive(t))
}

// Relay's compiler takes documents of the kind that an app has, and finds what it needs in the schema.
func TestRelay(t *testing.T) {
	npm(t)
	compiler, err := filepath.Abs("node_modules/.bin/relay-compiler")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("relay")); err != nil {
		t.Fatal(err)
	}
	schema, err := os.ReadFile("../schema.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	// The compiler reads no schema by another name.
	if err := os.WriteFile(filepath.Join(dir, "schema.graphql"), schema, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "artifacts"), 0o755); err != nil {
		t.Fatal(err)
	}
	run(t, dir, compiler)
	run(t, dir, compiler, "--validate")
}

// What breaks clients since the last release is told in the changelog.
func TestSchemaDiff(t *testing.T) {
	npm(t)
	run(t, ".", "node", "schema-diff.mjs", "../schema.released.graphqls", "../schema.graphqls", "../CHANGELOG.md")
}

// A change that isn't told is found, and one that is told is let through.
func TestSchemaDiffFinds(t *testing.T) {
	npm(t)
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	was, is := write("was", "type Query { a: Int b: Int }"), write("is", "type Query { b: Int }")
	diff := func(changelog string) string {
		out, _ := exec.CommandContext(t.Context(), "node", "schema-diff.mjs", was, is, write("changelog", changelog)).CombinedOutput()
		return strings.TrimSpace(string(out))
	}
	const line = "- Breaking: Query.a was removed."
	if got := diff("# Changelog\n\n## Unreleased\n\n## 0.1.0\n" + line); got != line {
		t.Errorf("a change that is told for an older release: got %q, want %q", got, line)
	}
	if got := diff("# Changelog\n\n## Unreleased\n" + line + " Ask for b.\n"); got != "" {
		t.Errorf("a change that is told: got %q", got)
	}
}

// serve starts a server on the small world, and gives the address of its GraphQL.
func serve(t *testing.T) string {
	t.Helper()
	address, _ := serveStore(t, nil)
	return address
}

// serveLive is serve, with a load every now and then as long as the test runs.
func serveLive(t *testing.T) string {
	t.Helper()
	address, store := serveStore(t, nil)
	stop, done := make(chan struct{}), make(chan struct{})
	t.Cleanup(func() { close(stop); <-done })
	go func() {
		defer close(done)
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			case <-time.After(100 * time.Millisecond):
			}
			said := graph.SayNode("actor/live", graph.Props{"kind": "STATE", "name": fmt.Sprint("Live ", i)})
			if _, err := store.Apply(context.Background(), graph.Batch{LoadID: fmt.Sprint("load/live-", i), Dataset: "live", Said: []graph.Said{said}}); err != nil {
				t.Errorf("load %d: %v", i, err)
				return
			}
		}
	}()
	return address
}

// serveStore starts a server on the small world, with options that change may change.
func serveStore(t *testing.T, change func(*server.Options, graph.Store)) (address string, store *sqlite.Store) {
	t.Helper()
	address, store = serveEmpty(t, change)
	for _, b := range graphtest.World() {
		if _, err := store.Apply(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}
	return address, store
}

// serveWriters starts a server on the small world into which may load who has the token.
func serveWriters(t *testing.T) (address, token string) {
	t.Helper()
	token = tokens.New()
	line, err := tokens.Line("ana", token)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "writers")
	if err := os.WriteFile(path, []byte(line), 0o600); err != nil {
		t.Fatal(err)
	}
	writers, err := tokens.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	address, _ = serveStore(t, func(o *server.Options, store graph.Store) { o.Writers, o.Loader = writers, inbox.New(store) })
	return address, token
}

// serveEmpty starts a server on an empty store, with options that change may change.
func serveEmpty(t *testing.T, change func(*server.Options, graph.Store)) (address string, store *sqlite.Store) {
	t.Helper()
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "graph.db"))
	if err != nil {
		t.Fatal(err)
	}
	opts := server.Options{Poll: 20 * time.Millisecond}
	if change != nil {
		change(&opts, store)
	}
	srv := httptest.NewServer(server.New(store, opts))
	t.Cleanup(func() {
		srv.Close()
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return srv.URL + "/graphql", store
}

// run runs a program to its end, which must be a good one.
func run(t *testing.T, dir, program string, args ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program, args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", filepath.Base(program), strings.Join(args, " "), err, out)
	}
	t.Logf("%s", out)
}

// npm installs what package-lock.json names, unless it is there already.
func npm(t *testing.T) {
	t.Helper()
	install := func() { run(t, ".", "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund") }
	once(t, &npmOnce, "package-lock.json", "node_modules/.package-lock.json", install)
}

// python gives the interpreter of the environment that all tests in Python share.
func python(t *testing.T) string {
	t.Helper()
	return output(t, "../scripts/venv.sh")
}

var npmOnce sync.Mutex

// once installs if the mark of the last time is missing or older than the lock file.
func once(t *testing.T, mu *sync.Mutex, lock, mark string, install func()) {
	t.Helper()
	mu.Lock()
	defer mu.Unlock()
	wanted, err := os.Stat(lock)
	if err != nil {
		t.Fatal(err)
	}
	if done, err := os.Stat(mark); err == nil && !done.ModTime().Before(wanted.ModTime()) {
		return
	}
	install()
}
