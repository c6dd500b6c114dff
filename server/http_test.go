package server

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pactgraph/graph"
)

func testHandler(t *testing.T) http.Handler {
	return New(world(t), Options{Log: quiet(), Now: worldDay})
}

func serve(h http.Handler, method, target, body string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// GraphQL over HTTP: methods, media types, and what a status says of the answer.
func TestGraphQLOverHTTP(t *testing.T) {
	const post, get = http.MethodPost, http.MethodGet
	ok := `{"query":"{ revision }"}`
	address := "/graphql?query=" + url.QueryEscape("query ($n: Int) { actors(first: $n) { totalCount } }") + "&variables=" + url.QueryEscape(`{"n": 1}`)
	jsonType := []string{"Content-Type", "application/json"}
	strict := append(jsonType, "Accept", typeGraphQL)
	tests := []struct {
		name, method, target, body string
		header                     []string
		status                     int
		media                      string
		has                        string
	}{
		{"post", post, "/graphql", ok, jsonType, 200, typeJSON, `{"data":{"revision":3},"extensions":{"cost":{"rows":{"asked":0,"limit":`},
		{"post, charset", post, "/graphql", ok, []string{"Content-Type", "application/json; charset=UTF-8"}, 200, typeJSON, `"revision":3`},
		{"post, the new type", post, "/graphql", ok, strict, 200, typeGraphQL, `"revision":3`},
		{"post, either type", post, "/graphql", ok, append(jsonType, "Accept", "application/graphql-response+json, application/json;q=0.9"), 200, typeGraphQL, `"revision":3`},
		{"post, rather the old type", post, "/graphql", ok, append(jsonType, "Accept", "application/graphql-response+json;q=0.1, application/json"), 200, typeJSON, `"revision":3`},
		{"post, a browser", post, "/graphql", ok, append(jsonType, "Accept", "text/html, */*;q=0.1"), 200, typeJSON, `"revision":3`},
		{"post, JSON or event stream", post, "/graphql", ok, append(jsonType, "Accept", "application/json, text/event-stream"), 200, typeJSON, `"revision":3`},
		{"post, neither type", post, "/graphql", ok, append(jsonType, "Accept", "text/html"), 406, "text/plain", "takes none"},
		{"post, no type", post, "/graphql", ok, nil, 415, typeJSON, "a POST has Content-Type"},
		{"post, a form", post, "/graphql", "query={revision}", []string{"Content-Type", "application/x-www-form-urlencoded"}, 415, typeJSON, "a POST has Content-Type"},
		{"post, no JSON", post, "/graphql", "{", jsonType, 400, typeJSON, "not a JSON object"},
		{"post, two objects", post, "/graphql", ok + ok, jsonType, 400, typeJSON, "something follows"},
		{"post, a list", post, "/graphql", "[" + ok + "]", jsonType, 400, typeJSON, "not a JSON object"},
		{"post, no query", post, "/graphql", "{}", jsonType, 400, typeJSON, "no query"},
		{"post, variables that are a text", post, "/graphql", `{"query":"{revision}","variables":"x"}`, jsonType, 400, typeJSON, "not a JSON object"},
		{"post, too long", post, "/graphql", `{"query":"` + strings.Repeat(" ", 1<<20) + `"}`, jsonType, 413, typeJSON, "1048576 bytes"},
		{"post, unknown operation", post, "/graphql", `{"query":"query A { revision }","operationName":"B"}`, strict, 422, typeGraphQL, "no operation named B"},
		{"post, several operations", post, "/graphql", `{"query":"query A { revision } query B { revision }"}`, strict, 422, typeGraphQL, "OPERATION_RESOLUTION_FAILURE"},
		{"post, one of several", post, "/graphql", `{"query":"query A { revision } query B { b: revision }","operationName":"B"}`, strict, 200, typeGraphQL, `"b":3`},
		{"post, variables missing", post, "/graphql", `{"query":"query ($id: ID!) { actor(id: $id) { id } }"}`, strict, 400, typeGraphQL, "GRAPHQL_VALIDATION_FAILED"},
		{"syntax, the new type", post, "/graphql", `{"query":"{"}`, strict, 400, typeGraphQL, "GRAPHQL_PARSE_FAILED"},
		{"syntax, plain JSON", post, "/graphql", `{"query":"{"}`, jsonType, 200, typeJSON, "GRAPHQL_PARSE_FAILED"},
		{"input, the new type", post, "/graphql", `{"query":"{ actors(first: -1) { totalCount } }"}`, strict, 422, typeGraphQL, "BAD_USER_INPUT"},
		{"get", get, address, "", nil, 200, typeJSON, `"totalCount":16`},
		{"get, bad variables", get, "/graphql?query={revision}&variables=x", "", nil, 400, typeJSON, "variables is not a JSON object"},
		{"get, no query", get, "/graphql", "", nil, 400, typeJSON, "no query"},
		{"put", http.MethodPut, "/graphql", ok, jsonType, 405, "text/plain", "GET, HEAD, POST"},
		{"delete", http.MethodDelete, "/graphql", "", nil, 405, "text/plain", "isn't allowed"},
	}
	h := testHandler(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			w := serve(h, test.method, test.target, test.body, test.header...)
			if w.Code != test.status || !strings.Contains(w.Body.String(), test.has) {
				t.Errorf("got %d %.300s, want %d with %s", w.Code, w.Body, test.status, test.has)
			}
			if media, _, _ := strings.Cut(w.Header().Get("Content-Type"), ";"); media != test.media {
				t.Errorf("got an answer of type %s, want %s", media, test.media)
			}
			if w.Header().Get("X-Request-Id") == "" || w.Header().Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("headers are missing: %v", w.Header())
			}
		})
	}
	if got := serve(h, http.MethodPut, "/graphql", "").Header().Get("Allow"); got != "GET, HEAD, POST" {
		t.Errorf("Allow: %q", got)
	}
}

// HEAD is GET without the body.
func TestHead(t *testing.T) {
	srv := httptest.NewServer(testHandler(t))
	defer srv.Close()
	for _, path := range []string{"/", "/graphiql", "/healthz", "/readyz", "/graphql?query=" + url.QueryEscape("{ revision }"), "/assets/pactgraph.css"} {
		get, head := fetch(t, http.MethodGet, srv.URL+path), fetch(t, http.MethodHead, srv.URL+path)
		if get.status != 200 || head.status != 200 || head.body != "" || get.body == "" {
			t.Errorf("%s: GET %d with %d bytes, HEAD %d with %d bytes", path, get.status, len(get.body), head.status, len(head.body))
		}
		if diff := cmp.Diff(get.header.Get("Content-Type"), head.header.Get("Content-Type")); diff != "" {
			t.Errorf("%s: %s", path, diff)
		}
	}
}

type fetched struct {
	status int
	header http.Header
	body   string
}

func fetch(t *testing.T, method, address string) fetched {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	return fetchReq(t, req)
}

func fetchReq(t *testing.T, req *http.Request) fetched {
	t.Helper()
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	http.DefaultClient.CloseIdleConnections()
	return fetched{resp.StatusCode, resp.Header, string(body)}
}

// The explorer's page is at the path of each view and of each thing, and loads what this server serves, and nothing else.
func TestPages(t *testing.T) {
	h := testHandler(t)
	page := serve(h, http.MethodGet, "/", "")
	want := "make build"
	if _, built := assets()["explorer.js"]; built {
		want = `<script type="module" src="/assets/explorer.js">`
	}
	for _, path := range []string{"/", "/graph", "/whatif?asOf=2026-01-06", "/actor/FRA", "/obligation/paris-2026/monitoring", "/evidence/a", "/claim/a", "/load/2031-a"} {
		if w := serve(h, http.MethodGet, path, ""); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), want) || strings.Contains(w.Body.String(), "//") {
			t.Errorf("%s: got %d, want a page with %q:\n%s", path, w.Code, want, w.Body)
		}
	}
	for path, status := range map[string]int{"/nothing": 404, "/assets/nothing.js": 404, "/assets/..%2fexplorer.html": 404, "/healthz": 200, "/readyz": 200} {
		if w := serve(h, http.MethodGet, path, ""); w.Code != status {
			t.Errorf("%s: got %d, want %d", path, w.Code, status)
		}
	}
	if w := serve(h, http.MethodGet, "/nothing", "", "Accept", "text/html,*/*;q=0.8"); w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), want) {
		t.Errorf("/nothing for a browser: got %d, want 404 and a page with %q:\n%s", w.Code, want, w.Body)
	}
	if w := serve(h, http.MethodPost, "/", ""); w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, HEAD" {
		t.Errorf("POST /: %d, Allow %q", w.Code, w.Header().Get("Allow"))
	}
	if policy := page.Header().Get("Content-Security-Policy"); !strings.Contains(policy, "script-src 'self';") || strings.Contains(policy, "unsafe-eval") {
		t.Errorf("Content-Security-Policy: %s", policy)
	}
}

// Assets are packed for those who take them so, and aren't sent again to those who have them.
func TestAssets(t *testing.T) {
	h := testHandler(t)
	plain := serve(h, http.MethodGet, "/assets/pactgraph.css", "")
	packed := serve(h, http.MethodGet, "/assets/pactgraph.css", "", "Accept-Encoding", "br, gzip;q=0.5")
	unpacked, err := gzip.NewReader(packed.Body)
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(unpacked)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(plain.Body.String(), string(content)); diff != "" || len(content) == 0 {
		t.Errorf("what is packed isn't what is plain: %s", diff)
	}
	for _, w := range []*httptest.ResponseRecorder{plain, packed} {
		if got := w.Header().Get("Content-Type"); !strings.HasPrefix(got, "text/css") || w.Header().Get("Vary") != "Accept-Encoding" {
			t.Errorf("headers: %v", w.Header())
		}
	}
	if plain.Header().Get("ETag") == packed.Header().Get("ETag") {
		t.Error("packed and plain have one ETag")
	}
	if w := serve(h, http.MethodGet, "/assets/pactgraph.css", "", "If-None-Match", plain.Header().Get("ETag")); w.Code != http.StatusNotModified || w.Body.Len() > 0 {
		t.Errorf("what the client has: got %d with %d bytes", w.Code, w.Body.Len())
	}
	if w := serve(h, http.MethodGet, "/assets/pactgraph.css", "", "Accept-Encoding", "gzip;q=0"); w.Header().Get("Content-Encoding") != "" {
		t.Error("gzip was refused, and is sent")
	}
}

// GraphiQL is served from this server alone if it was built, and says how to build it if it wasn't.
func TestGraphiQL(t *testing.T) {
	body := serve(testHandler(t), http.MethodGet, "/graphiql", "").Body.String()
	want := "make build"
	if _, built := assets()["graphiql.js"]; built {
		want = `<script src="/assets/graphiql.js">`
	}
	if !strings.Contains(body, want) || strings.Contains(body, "https://") {
		t.Errorf("GraphiQL's page wants %q:\n%s", want, body)
	}
}

// A store that fails is not ready, and what the log says of it isn't shown.
func TestBrokenStore(t *testing.T) {
	var log bytes.Buffer
	store := world(t)
	h := New(broken{store, graph.Errorf(graph.KindUnavailable, "the store is closed")}, Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
	for path, has := range map[string]string{"/readyz": "doesn't answer", "/graphql?query={revision}": "UNAVAILABLE"} {
		w := serve(h, http.MethodGet, path, "", "Accept", typeGraphQL)
		if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), has) {
			t.Errorf("%s: got %d %s, want 503 with %s", path, w.Code, w.Body, has)
		}
	}
	if w := serve(h, http.MethodGet, "/healthz", ""); w.Code != http.StatusOK {
		t.Errorf("/healthz: got %d", w.Code)
	}
	if log.Len() > 0 {
		t.Errorf("a store that is away is no defect of ours, and was logged: %s", &log)
	}
}

// broken is a store of which every question fails.
type broken struct {
	graph.Reader
	err error
}

func (b broken) Find(context.Context, []graph.Query) ([]graph.Answer, error) { return nil, b.err }
func (b broken) Revision(context.Context) (int, error)                       { return 0, b.err }

// A server that is told to stop answers what it has begun to, and then returns.
func TestServeStops(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	begun, finish := make(chan struct{}), make(chan struct{})
	slow := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(begun)
		<-finish
		_, _ = io.WriteString(w, "done")
	})
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	served := make(chan error, 1)
	go func() { served <- Serve(ctx, listener, slow) }()
	answer := make(chan fetched, 1)
	go func() { answer <- fetch(t, http.MethodGet, "http://"+listener.Addr().String()) }()
	<-begun
	stop()
	// The listener is closed before the request is done.
	for deadline := time.Now().Add(5 * time.Second); ; time.Sleep(time.Millisecond) {
		c, err := net.Dial("tcp", listener.Addr().String())
		if err != nil {
			break
		}
		_ = c.Close()
		if time.Now().After(deadline) {
			t.Fatal("the server still takes connections")
		}
	}
	select {
	case err := <-served:
		t.Fatalf("the server returned before the request was done: %v", err)
	default:
	}
	close(finish)
	if got := <-answer; got.body != "done" {
		t.Errorf("got %d %q", got.status, got.body)
	}
	if err := <-served; err != nil {
		t.Errorf("Serve: %v", err)
	}
}

// A listener that fails is an error.
func TestServeFails(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = listener.Close()
	if err := Serve(t.Context(), listener, http.NotFoundHandler()); err == nil {
		t.Error("no error")
	}
}

// Each kind of error has one code, and internal ones show nothing but where the log has them.
func TestErrors(t *testing.T) {
	tests := []struct {
		err           error
		code, message string
		status        int
		logged        bool
	}{
		{graph.Errorf(graph.KindInvalid, "no such thing"), "BAD_USER_INPUT", "no such thing", 422, false},
		{graph.Errorf(graph.KindNotFound, "not there"), "NOT_FOUND", "not there", 404, false},
		{graph.Errorf(graph.KindConflict, "a load runs"), "CONFLICT", "a load runs", 409, false},
		{graph.Errorf(graph.KindForbidden, "you may not"), "FORBIDDEN", "you may not", 403, false},
		{graph.Errorf(graph.KindTooLarge, "too much"), "LIMIT_EXCEEDED", "too much", 422, false},
		{graph.Errorf(graph.KindTimeout, "too slow"), "TIMEOUT", "longer than it was given", 504, false},
		{context.DeadlineExceeded, "TIMEOUT", "longer than it was given", 504, false},
		{graph.Errorf(graph.KindUnavailable, "it is away"), "UNAVAILABLE", "it is away", 503, false},
		{graph.Errorf(graph.KindInternal, "secret"), "INTERNAL", "internal error; the log has it under ", 500, true},
		{io.ErrUnexpectedEOF, "INTERNAL", "internal error; the log has it under ", 500, true},
	}
	for _, test := range tests {
		var log bytes.Buffer
		h := New(broken{world(t), test.err}, Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
		w := serve(h, http.MethodGet, "/graphql?query="+url.QueryEscape("{ actors { totalCount } }"), "", "Accept", typeGraphQL)
		var resp struct {
			Errors []struct {
				Message    string
				Extensions struct{ Code, RequestID string }
			}
		}
		if err := json.Unmarshal(w.Body.Bytes(), &resp); err != nil || len(resp.Errors) != 1 {
			t.Fatalf("%v: %s", test.err, w.Body)
		}
		got := resp.Errors[0]
		if got.Extensions.Code != test.code || !strings.Contains(got.Message, test.message) || w.Code != test.status {
			t.Errorf("%v: got %d %+v, want %d %s %s", test.err, w.Code, got, test.status, test.code, test.message)
		}
		id := w.Header().Get("X-Request-Id")
		if logged := strings.Contains(log.String(), id) && strings.Contains(log.String(), test.err.Error()); logged != test.logged {
			t.Errorf("%v: log is %q", test.err, &log)
		}
		if test.logged && (got.Extensions.RequestID != id || strings.Contains(w.Body.String(), test.err.Error())) {
			t.Errorf("%v: got %s, want the request's id %s and no more", test.err, w.Body, id)
		}
	}
}

// Every kind of error has a row.
func TestEveryKindHasACode(t *testing.T) {
	kinds := []graph.Kind{
		graph.KindInvalid, graph.KindNotFound, graph.KindConflict, graph.KindForbidden, graph.KindTooLarge,
		graph.KindTimeout, graph.KindUnavailable, graph.KindInternal,
	}
	for _, k := range kinds {
		if f := failures[k]; f.code == "" || f.status == 0 {
			t.Errorf("%s has no code", k)
		}
	}
	if len(failures) != len(kinds) {
		t.Errorf("%d codes for %d kinds", len(failures), len(kinds))
	}
}

// waiting is a store that answers when its question is broken off.
type waiting struct{ graph.Reader }

func (waiting) Find(ctx context.Context, _ []graph.Query) ([]graph.Answer, error) {
	<-ctx.Done()
	return nil, graph.Errorf(graph.KindTimeout, "%w", ctx.Err())
}

// A question that takes too long is broken off.
func TestTime(t *testing.T) {
	limits := DefaultLimits()
	limits.Time = 10 * time.Millisecond
	e := newEngine(waiting{world(t)}, Options{Log: quiet(), Limits: limits}.withDefaults())
	resp := e.do(t.Context(), request{Query: "{ actors { totalCount } }"})
	checkRefusal(t, resp.Errors, "TIMEOUT", "longer than the 10ms that it was given")
}

// A panic in a store's answer or a resolver is logged, and ends the one field or request only.
func TestPanic(t *testing.T) {
	var log bytes.Buffer
	// An answer without its node makes the resolver panic.
	h := New(short{world(t)}, Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
	w := serve(h, http.MethodGet, "/graphql?query="+url.QueryEscape(`{ actor(id: "FRA") { id } revision }`), "")
	if w.Code != 200 || !strings.Contains(w.Body.String(), `"code":"INTERNAL"`) || !strings.Contains(w.Body.String(), `"revision":0`) {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
	if !strings.Contains(log.String(), "resolvers.go") {
		t.Errorf("the log doesn't say where: %s", &log)
	}
}

// A store that panics gives an error, and the server goes on.
func TestStorePanics(t *testing.T) {
	h := New(broken{world(t), nil}, Options{Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	for range 2 {
		// No answers and no error: what no store may do.
		w := serve(h, http.MethodGet, "/graphql?query="+url.QueryEscape("{ actors { totalCount } }"), "", "Accept", typeGraphQL)
		if w.Code != http.StatusInternalServerError || !strings.Contains(w.Body.String(), "the log has it under") {
			t.Errorf("got %d %s", w.Code, w.Body)
		}
	}
}

// short is a store that answers with less than was asked.
type short struct{ graph.Reader }

func (short) Find(_ context.Context, queries []graph.Query) ([]graph.Answer, error) {
	return make([]graph.Answer, len(queries)), nil
}

// A message that quotes something endless keeps its beginning and its end.
func TestShortened(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"", ""},
		{strings.Repeat("x", longestMessage), strings.Repeat("x", longestMessage)},
		{"b" + strings.Repeat("é", longestMessage) + "e", "b" + strings.Repeat("é", 249) + " … (1002 bytes are left out) … " + strings.Repeat("é", 249) + "e"},
	} {
		if diff := cmp.Diff(test.want, shortened(test.text)); diff != "" {
			t.Errorf("%.20q (-want +got):\n%s", test.text, diff)
		}
	}
}
