package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"pactgraph/graph"
	"pactgraph/graph/neo4j/neo4jtest"
	"pactgraph/graph/sqlite"
	"pactgraph/internal/golden"
	"pactgraph/mcp"
	"pactgraph/server"
)

// Each tool gives the same answer about the Paris data on SQLite and on Neo4j: the text that a file in testdata/mcp has, beside
// the call that it answers.
func TestAssistants(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) {
		store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "graph.db"))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { store.Close() })
		holdAnswers(t, store, *update)
	})
	name := neo4jtest.Names(t)[0]
	t.Run("neo4j "+name, func(t *testing.T) {
		holdAnswers(t, neo4jtest.Open(t, neo4jtest.Server(t, name)), false)
	})
}

// loadID is the id of a load, with the time when it was done.
var loadID = regexp.MustCompile(`load/\S+, paris-2026, \S+`)

func holdAnswers(t *testing.T, store graph.Store, update bool) {
	loadParis(t, store)
	now := func() time.Time { return time.Date(2026, 1, 7, 12, 0, 0, 0, time.UTC) }
	limits := server.DefaultLimits()
	limits.Time = 5 * time.Minute // a Neo4j that has just started on a busy machine takes its time to plan
	ask := server.NewAsk(store, server.Options{Now: now, Limits: limits})
	here, there := sdk.NewInMemoryTransports()
	if _, err := mcp.New(asker(ask), mcp.Options{Version: "test", Now: now}).Connect(t.Context(), there, nil); err != nil {
		t.Fatal(err)
	}
	c := connect(t, here)
	calls, err := filepath.Glob("testdata/mcp/*.json")
	if err != nil || len(calls) == 0 {
		t.Fatalf("there are no calls: %v", err)
	}
	for _, file := range calls {
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		t.Run(name, func(t *testing.T) {
			var arguments map[string]any
			if err := json.Unmarshal([]byte(golden.Read(t, file)), &arguments); err != nil {
				t.Fatal(err)
			}
			tool, _, _ := strings.Cut(name, "-")
			text := loadID.ReplaceAllString(callTool(t, c, tool, arguments), "load/ID, paris-2026, TIME")
			golden.Hold(t, strings.TrimSuffix(file, ".json")+".txt", text+"\n", update)
		})
	}
}

func connect(t *testing.T, transport sdk.Transport) *sdk.ClientSession {
	t.Helper()
	c, err := sdk.NewClient(&sdk.Implementation{Name: "test", Version: "1"}, nil).Connect(t.Context(), transport, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func callTool(t *testing.T, c *sdk.ClientSession, tool string, arguments any) string {
	t.Helper()
	r, err := c.CallTool(t.Context(), &sdk.CallToolParams{Name: tool, Arguments: arguments})
	if err != nil {
		t.Fatal(err)
	}
	text := r.Content[0].(*sdk.TextContent).Text
	if r.IsError {
		t.Fatalf("%s: %s", tool, text)
	}
	return text
}

// program is the program itself, as a process of its own.
func program(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return &exec.Cmd{Path: self, Args: append([]string{"pactgraph"}, args...), Dir: t.TempDir()}
}

// The program answers over its standard input and output, says nothing else there, and ends well when its input ends or when
// it is told to; where there is no graph it says so and ends.
func TestMCPOverStandardStreams(t *testing.T) {
	store := parisFile(t)
	var log bytes.Buffer
	cmd := program(t, "mcp", "--store", store)
	cmd.Stderr = &log
	c := connect(t, &sdk.CommandTransport{Command: cmd})
	if text := callTool(t, c, "search", map[string]any{"text": "legal commitment"}); !strings.Contains(text, "“legal commitment”, from S1") {
		t.Errorf("search gives %s", text)
	}
	if c.InitializeResult().Instructions == "" {
		t.Error("the assistant isn't told how to cite")
	}
	if err := c.Close(); err != nil || cmd.ProcessState.ExitCode() != exitOK || log.Len() > 0 {
		t.Errorf("it ends with %v, %v, and logs %s", err, cmd.ProcessState, log.String())
	}

	cmd = program(t, "mcp", "--store", store)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := in.Write([]byte(`{"jsonrpc":"2.0","id":1,"method":"ping"}` + "\n")); err != nil {
		t.Fatal(err)
	}
	var answer struct{ ID int }
	if err := json.NewDecoder(out).Decode(&answer); err != nil || answer.ID != 1 {
		t.Errorf("a ping gives %+v, %v", answer, err)
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("told to stop, it ends with %v", err)
	}

	garbage := program(t, "mcp", "--store", store)
	garbage.Stdin = strings.NewReader("no JSON\n")
	if said, err := garbage.Output(); err == nil || len(said) > 0 {
		t.Errorf("what is no JSON ends it with %v, after %q", err, said)
	}

	missing := program(t, "mcp", "--store", "sqlite:missing.db")
	said, err := missing.CombinedOutput()
	if err == nil || missing.ProcessState.ExitCode() != exitFindings || !strings.Contains(string(said), "there is no graph at sqlite:missing.db yet") {
		t.Errorf("without a graph it ends with %v: %s", err, said)
	}
}

// A server answers assistants at /mcp beside GraphQL: the same, without sessions; but not pages of other sites.
func TestMCPOverHTTP(t *testing.T) {
	store := parisFile(t)
	ctx, stop := context.WithCancel(t.Context())
	address, done := startServe(ctx, t, store)
	defer func() {
		stop()
		if err := <-done; err != nil {
			t.Errorf("it stops with the error %v", err)
		}
	}()
	c := connect(t, &sdk.StreamableClientTransport{Endpoint: address + "/mcp"})
	if id := c.ID(); id != "" {
		t.Errorf("there is a session %q", id)
	}
	arguments := map[string]any{"actor": "France", "side": "OWES", "as_of": "2026-01-07"}
	if text := callTool(t, c, "obligations_of", arguments) + "\n"; text != golden.Read(t, "testdata/mcp/obligations_of.txt") {
		t.Errorf("over HTTP the answer is another: %s", text)
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}

	const call = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"graphql","arguments":{"query":"{ revision }"}}}`
	for _, test := range []struct {
		name, method, body string
		headers            map[string]string
		status             int
		want               string
	}{
		{"a call", http.MethodPost, call, nil, http.StatusOK, `"revision":1`},
		{"from its own page", http.MethodPost, call, map[string]string{"Origin": address}, http.StatusOK, `"revision":1`},
		{"from another site", http.MethodPost, call, map[string]string{"Origin": "https://evil.example"}, http.StatusForbidden, ""},
		{"from another site, as a browser tells", http.MethodPost, call, map[string]string{"Sec-Fetch-Site": "cross-site"}, http.StatusForbidden, ""},
		{"from a site whose name leads here", http.MethodPost, call, map[string]string{"Host": "evil.example", "Origin": "http://evil.example"}, http.StatusForbidden, ""},
		{"through a proxy", http.MethodPost, call, map[string]string{"Host": "pactgraph.example"}, http.StatusOK, `"revision":1`},
		{"a stream", http.MethodGet, "", nil, http.StatusMethodNotAllowed, ""},
		{"no JSON", http.MethodPost, "{", nil, http.StatusBadRequest, ""},
		{"too long", http.MethodPost, strings.Repeat(" ", 2<<20) + call, nil, http.StatusRequestEntityTooLarge, ""},
	} {
		request, err := http.NewRequestWithContext(t.Context(), test.method, address+"/mcp", strings.NewReader(test.body))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("Accept", "application/json, text/event-stream")
		for name, value := range test.headers {
			request.Header.Set(name, value)
		}
		request.Host = request.Header.Get("Host")
		response, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Do(request)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(response.Body)
		response.Body.Close()
		if err != nil || response.StatusCode != test.status || !strings.Contains(string(body), test.want) {
			t.Errorf("%s: %s, %.300s, %v", test.name, response.Status, body, err)
		}
		if kept := response.Header.Get("Cache-Control"); !strings.Contains(kept, "no-") {
			t.Errorf("%s: Cache-Control is %q", test.name, kept)
		}
	}
}

// parisFile gives the name of a store with the Paris data.
func parisFile(t *testing.T) string {
	t.Helper()
	store := "sqlite:" + filepath.Join(t.TempDir(), "paris.db")
	if code := run(t.Context(), []string{"load", "--store", store, "../../data/paris-2026"}); code != exitOK {
		t.Fatalf("loading ends with %d", code)
	}
	return store
}

// What docs/mcp.md shows of answers, line by line, stands in the answers.
func TestAssistantsInTheDocs(t *testing.T) {
	answers := map[string]bool{}
	files, err := filepath.Glob("testdata/mcp/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		for line := range strings.Lines(golden.Read(t, file)) {
			answers[line] = true
		}
	}
	shown := 0
	for i, block := range strings.Split(golden.Read(t, "../../docs/mcp.md"), "```text\n") {
		if i == 0 {
			continue
		}
		block, _, _ = strings.Cut(block, "```")
		for line := range strings.Lines(block) {
			shown++
			if !answers[line] {
				t.Errorf("no answer has the line %q", line)
			}
		}
	}
	if shown < 10 {
		t.Errorf("%d lines are shown", shown)
	}
}
