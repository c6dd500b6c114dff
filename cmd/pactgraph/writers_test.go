package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pactgraph/graph"
	"pactgraph/graph/graphtest"
	"pactgraph/internal/golden"
	"pactgraph/internal/inbox"
	"pactgraph/internal/tokens"
	"pactgraph/loader"
	"pactgraph/server"
)

// writersFile makes a token by the command, and gives it with the file that has its line.
func writersFile(t *testing.T, name string) (token, path string) {
	t.Helper()
	var line, told bytes.Buffer
	root := newRoot()
	root.SetArgs([]string{"token", name})
	root.SetOut(&line)
	root.SetErr(&told)
	if err := root.Execute(); err != nil {
		t.Fatal(err)
	}
	path = filepath.Join(t.TempDir(), "writers")
	if err := os.WriteFile(path, line.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	_, token, ok := strings.Cut(strings.TrimSpace(told.String()), ": ")
	if !ok {
		t.Fatalf("the command says %q", told.String())
	}
	return token, path
}

// sendFiles sends files as a multipart request, and gives the answer's data.
func sendFiles(t *testing.T, address, token, document string, paths ...string) map[string]any {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	places := map[string][]string{}
	uploads := make([]any, len(paths))
	for i, path := range paths {
		places[path] = []string{fmt.Sprint("variables.input.uploads.", i)}
	}
	field := func(name string, value any) {
		text, err := json.Marshal(value)
		if err == nil {
			err = form.WriteField(name, string(text))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	field("operations", map[string]any{"query": document, "variables": map[string]any{"input": map[string]any{"uploads": uploads}}})
	field("map", places)
	for _, path := range paths {
		part, err := form.CreateFormFile(path, filepath.Base(path))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write([]byte(golden.Read(t, path))); err != nil {
			t.Fatal(err)
		}
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	return postData(t, address, token, form.FormDataContentType(), &body)
}

// postData posts a request that must go well, by a connection of its own, and gives the answer's data.
func postData(t *testing.T, address, token, media string, body io.Reader) map[string]any {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address+"/graphql", body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", media)
	req.Header.Set("Authorization", "Bearer "+token)
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var got struct {
		Data   map[string]any
		Errors []any
	}
	if err := json.NewDecoder(resp.Body).Decode(&got); err != nil || len(got.Errors) > 0 {
		t.Fatalf("%s: %v %v", resp.Status, err, got.Errors)
	}
	return got.Data
}

const (
	uploadedLoad = `mutation ($input: LoadInput!) { load(input: $input) { unchanged revision load { who dataset files sha256 }
		counts { added changed removed } bundle { edges claims verified unverified locked } problems { file line message } } }`
	uploadedPlan = `mutation ($input: LoadInput!) { planLoad(input: $input) { revision atRevision counts { added changed removed } problems { message } changes(first: 1000) { nodes { target } pageInfo { hasNextPage } } } }`
)

// Paris is sent to a server of each store: it is planned and changes nothing, then loaded, and then is what the loader makes
// of the files; sent again, it changes nothing; with an error in it, the error's place is told and nothing is changed.
func TestParisUploaded(t *testing.T) {
	paths := []string{"../../data/paris-2026/paris-2026.yaml", "../../data/paris-2026/quotes.lock.json"}
	oracle := graphtest.NewMemory()
	report, err := loader.Load(t.Context(), oracle, []string{filepath.Dir(paths[0])}, loader.Options{})
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]any{"added": float64(report.Added), "changed": 0.0, "removed": 0.0}
	onEachStore(t, func(t *testing.T, store graph.Store, _ bool) {
		token, path := writersFile(t, "ana")
		writers, err := tokens.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		srv := httptest.NewServer(server.New(store, server.Options{Writers: writers, Loader: inbox.New(store)}))
		defer srv.Close()

		plan := sendFiles(t, srv.URL, token, uploadedPlan, paths...)["planLoad"].(map[string]any)
		if diff := cmp.Diff(counts, plan["counts"]); diff != "" || plan["atRevision"] != 0.0 || plan["revision"] != 1.0 {
			t.Errorf("the plan is %.300v (-want +got):\n%s", plan, diff)
		}
		if n := len(plan["changes"].(map[string]any)["nodes"].([]any)); n != min(report.Added, graph.MaxPage) {
			t.Errorf("%d changes are planned of %d", n, report.Added)
		}
		if now, err := store.Revision(t.Context()); now != 0 || err != nil {
			t.Errorf("after the plan the graph is at revision %d (%v)", now, err)
		}

		want := map[string]any{
			"unchanged": false, "revision": 1.0, "counts": counts, "problems": []any{},
			"load":   map[string]any{"who": "ana", "dataset": report.Dataset, "files": []any{"paris-2026.yaml"}, "sha256": report.SHA256},
			"bundle": map[string]any{"edges": float64(report.Edges), "claims": float64(report.Claims), "verified": float64(report.Verified), "unverified": 0.0, "locked": float64(report.Locked)},
		}
		if diff := cmp.Diff(any(want), sendFiles(t, srv.URL, token, uploadedLoad, paths...)["load"]); diff != "" {
			t.Errorf("the load (-want +got):\n%s", diff)
		}
		compareGraphs(t, oracle, store)

		again := sendFiles(t, srv.URL, token, uploadedLoad, paths...)["load"].(map[string]any)
		if again["unchanged"] != true || again["load"] != nil {
			t.Errorf("again: %v", again)
		}
		broken := filepath.Join(t.TempDir(), "paris-2026.yaml")
		if err := os.WriteFile(broken, []byte(strings.Replace(golden.Read(t, paths[0]), "pactgraph: 1", "pactgraph: 7", 1)), 0o600); err != nil {
			t.Fatal(err)
		}
		problems, _ := sendFiles(t, srv.URL, token, uploadedLoad, broken, paths[1])["load"].(map[string]any)["problems"].([]any)
		if len(problems) != 1 || problems[0].(map[string]any)["file"] != "paris-2026.yaml" || problems[0].(map[string]any)["line"] == nil {
			t.Errorf("of a broken bundle it is told: %v", problems)
		}
		compareGraphs(t, oracle, store)

		takeParisBack(t, srv.URL, token, store)
	})
}

// takeParisBack chooses a value of a second data set's, takes that back, and then both loads.
func takeParisBack(t *testing.T, address, token string, store graph.Store) {
	t.Helper()
	post := func(query string) map[string]any {
		body, err := json.Marshal(map[string]any{"query": query})
		if err != nil {
			t.Fatal(err)
		}
		return postData(t, address, token, "application/json", bytes.NewReader(body))
	}
	same := func(what string, got map[string]any, want string) {
		t.Helper()
		if text, err := json.Marshal(got); err != nil || string(text) != want {
			t.Errorf("%s: got %s (%v), want %s", what, text, err, want)
		}
	}
	const desk = `pactgraph: 1\ndataset: desk\ndeclarations: {paris-2026: {kind: JOINT_STATEMENT}}`
	same("a second word", post(`mutation { load(input: {loadId: "load/desk", files: [{name: "desk.yaml", text: "`+desk+`"}]}) { problems { message } revision } }`),
		`{"load":{"problems":[],"revision":2}}`)
	const of = `target: "declaration/paris-2026", field: "kind"`
	const asked = `{ unchanged revision entity { ... on Declaration { kind } } }`
	same("a choice", post(`mutation { choose(input: {`+of+`, value: "JOINT_STATEMENT"}) `+asked+` }`), `{"choose":{"entity":{"kind":"JOINT_STATEMENT"},"revision":3,"unchanged":false}}`)
	same("the same again", post(`mutation { choose(input: {`+of+`, dataset: "desk"}) `+asked+` }`), `{"choose":{"entity":{"kind":"JOINT_STATEMENT"},"revision":3,"unchanged":true}}`)
	same("taken back", post(`mutation { takeBackChoice(input: {`+of+`}) { revision } }`), `{"takeBackChoice":{"revision":4}}`)
	loads := post(`{ loads(first: 1, filter: {revision: {eq: 1}}) { nodes { id } } }`)["loads"].(map[string]any)["nodes"].([]any)
	paris := loads[0].(map[string]any)["id"].(string)
	back := post(`mutation { revertLoad(input: {load: "load/desk"}) { unchanged conflictCount revision } }`)
	same("the second word taken back", back, `{"revertLoad":{"conflictCount":0,"revision":5,"unchanged":false}}`)
	same("Paris taken back", post(`mutation { revertLoad(input: {load: "`+paris+`"}) { conflictCount revision counts { added changed } } }`),
		`{"revertLoad":{"conflictCount":0,"counts":{"added":0,"changed":0},"revision":6}}`)
	var left walked
	if err := store.Walk(t.Context(), &left); err != nil || len(left) > 0 {
		t.Errorf("after all, %d nodes and edges are left: %v (%v)", len(left), left, err)
	}
}

// walked collects all that is shown.
type walked []string

func (w *walked) Node(n graph.Node) error {
	*w = append(*w, n.NodeID()+" "+n.Label())
	return nil
}

func (w *walked) Edge(e graph.EdgeProps) error {
	*w = append(*w, e.ID)
	return nil
}

// compareGraphs compares all that two stores show.
func compareGraphs(t *testing.T, want, got graph.Reader) {
	t.Helper()
	var a, b walked
	if err := want.Walk(t.Context(), &a); err != nil {
		t.Fatal(err)
	}
	if err := got.Walk(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(a, b); diff != "" || len(a) == 0 {
		t.Errorf("%d nodes and edges (-want +got):\n%s", len(a), diff)
	}
}

// serve --writers lets those write whose tokens the file has, and nobody without it.
func TestServeWriters(t *testing.T) {
	token, path := writersFile(t, "ana")
	store := "sqlite:" + filepath.Join(t.TempDir(), "paris.db")
	if code := run(t.Context(), []string{"load", "--store", store, "../../data/paris-2026"}); code != exitOK {
		t.Fatalf("loading ends with %d", code)
	}
	for _, test := range []struct {
		name string
		args []string
		want string
	}{
		{"with the file", []string{"--writers", path}, `"who":"ana"`},
		{"without it", nil, "FORBIDDEN"},
	} {
		t.Run(test.name, func(t *testing.T) {
			address, stop := serveCommand(t, append([]string{"serve", "--store", store, "--listen", "127.0.0.1:0"}, test.args...)...)
			defer stop()
			document := `mutation { load(input: {files: [{name: \"a.yaml\", text: \"pactgraph: 1\\ndataset: a\\nactors: {ardovia: {kind: STATE}}\"}]}) { load { who } problems { message } } }`
			req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address+"/graphql", strings.NewReader(`{"query":"`+document+`"}`))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Content-Type", "application/json")
			req.Header.Set("Authorization", "Bearer "+token)
			client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
			resp, err := client.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			if body, err := io.ReadAll(resp.Body); err != nil || !strings.Contains(string(body), test.want) {
				t.Errorf("got %s (%v), want %s", body, err, test.want)
			}
		})
	}
	if code := run(t.Context(), []string{"serve", "--store", store, "--writers", path + "x"}); code != exitFindings {
		t.Errorf("with a file that isn't there it ends with %d", code)
	}
}

// serveCommand runs a command that serves, and gives its address; stop stops it.
func serveCommand(t *testing.T, args ...string) (address string, stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	out, in := io.Pipe()
	root := newRoot()
	root.SetArgs(args)
	root.SetOut(in)
	done := make(chan error, 1)
	go func() { done <- root.ExecuteContext(ctx) }()
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return regexp.MustCompile(`http://[0-9.:]+`).FindString(line), func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("it stops with the error %v", err)
		}
	}
}
