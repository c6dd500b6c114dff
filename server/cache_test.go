package server

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"pactgraph/graph"
	"pactgraph/graph/graphtest"
)

func getQuery(query string) string { return "/graphql?query=" + url.QueryEscape(query) }

// A GET that is asked again with its ETag has 304 while nothing has changed, and the store is asked for its revision only.
func TestETag(t *testing.T) {
	store := graphtest.NewMemory()
	reader, day := fill(t, store), worldDay()
	h := New(reader, Options{Log: quiet(), Now: func() time.Time { return day }})
	query := getQuery("{ obligations { nodes { id status { status } } } }")
	first := serve(h, http.MethodGet, query, "")
	tag := first.Header().Get("ETag")
	if first.Code != http.StatusOK || !strings.HasPrefix(tag, `W/"`) || first.Header().Get("Cache-Control") != "public, no-cache" || first.Header().Get("Vary") != "Accept" {
		t.Fatalf("got %d with %v", first.Code, first.Header())
	}
	again := func(method, target string, header ...string) *httptest.ResponseRecorder {
		t.Helper()
		finds := reader.finds.Load()
		w := serve(h, method, target, "", append(header, "If-None-Match", `"other", `+tag)...)
		if unchanged := w.Code == http.StatusNotModified; unchanged && (reader.finds.Load() != finds || w.Body.Len() > 0) {
			t.Errorf("304 with %d questions to the store and %d bytes", reader.finds.Load()-finds, w.Body.Len())
		}
		return w
	}
	for _, method := range []string{http.MethodGet, http.MethodHead} {
		w := again(method, query)
		if w.Code != http.StatusNotModified || w.Header().Get("ETag") != tag || w.Header().Get("Vary") != "Accept" || w.Header().Get("Cache-Control") != "public, no-cache" {
			t.Errorf("%s: got %d with %v", method, w.Code, w.Header())
		}
	}
	if w := again(http.MethodGet, query, "Accept", typeGraphQL); w.Code != http.StatusOK || w.Header().Get("ETag") == tag {
		t.Errorf("another media type: got %d", w.Code)
	}
	if w := again(http.MethodGet, getQuery("{ obligations { nodes { id } } }")); w.Code != http.StatusOK {
		t.Errorf("another question: got %d", w.Code)
	}
	if w := again(http.MethodGet, query+"&variables=%7B%22a%22%3A1%7D"); w.Code != http.StatusOK {
		t.Errorf("other variables: got %d", w.Code)
	}
	day = day.AddDate(0, 0, 1)
	if w := again(http.MethodGet, query); w.Code != http.StatusOK {
		t.Errorf("the next day: got %d", w.Code)
	}
	day = day.AddDate(0, 0, -1)
	if w := again(http.MethodGet, query); w.Code != http.StatusNotModified {
		t.Errorf("the same day again: got %d", w.Code)
	}
	load := graph.Batch{LoadID: "load/more", Dataset: "more", Files: []string{"more.yaml"}, SHA256: strings.Repeat("0", 64), StartedAt: day,
		Said: []graph.Said{graph.SayNode("actor/more", graph.Props{"kind": "STATE", "name": "More"})}}
	if _, err := store.Apply(t.Context(), load); err != nil {
		t.Fatal(err)
	}
	if w := again(http.MethodGet, query); w.Code != http.StatusOK || w.Header().Get("ETag") == tag {
		t.Errorf("after a load: got %d", w.Code)
	}
}

// What isn't read from the graph can be kept too; errors and answers to POST can't.
func TestCacheable(t *testing.T) {
	h := testHandler(t)
	for _, test := range []struct {
		name, method, target, body string
		kept                       bool
	}{
		{"introspection", http.MethodGet, getQuery("{ __typename }"), "", true},
		{"a post", http.MethodPost, "/graphql", `{"query":"{ revision }"}`, false},
		{"a refusal", http.MethodGet, getQuery("{ nothing }"), "", false},
		{"an unreadable address", http.MethodGet, "/graphql?query=%7B&variables=x", "", false},
	} {
		w := serve(h, test.method, test.target, test.body, "Content-Type", typeJSON)
		if kept := w.Header().Get("ETag") != ""; kept != test.kept || kept == (w.Header().Get("Cache-Control") == "no-store") {
			t.Errorf("%s: got %v", test.name, w.Header())
		}
	}
	introspection := serve(h, http.MethodGet, getQuery("{ __typename }"), "")
	if w := serve(h, http.MethodGet, getQuery("{ __typename }"), "", "If-None-Match", introspection.Header().Get("ETag")); w.Code != http.StatusNotModified {
		t.Errorf("introspection again: got %d", w.Code)
	}
}

// A document that was sent once with its hash can be asked for by its hash.
func TestPersisted(t *testing.T) {
	const query = "{ revision }"
	h := testHandler(t)
	extensions := func(hash string) string {
		return fmt.Sprintf(`{"persistedQuery":{"version":1,"sha256Hash":%q}}`, hash)
	}
	get := func(query, hash, accept string) *httptest.ResponseRecorder {
		target := "/graphql?extensions=" + url.QueryEscape(extensions(hash))
		if query != "" {
			target += "&query=" + url.QueryEscape(query)
		}
		return serve(h, http.MethodGet, target, "", "Accept", accept)
	}
	post := func(query, hash string) *httptest.ResponseRecorder {
		return serve(h, http.MethodPost, "/graphql", fmt.Sprintf(`{"query":%q,"extensions":%s}`, query, extensions(hash)), "Content-Type", typeJSON)
	}
	hash := hashOf(query)
	for _, step := range []struct {
		name string
		got  *httptest.ResponseRecorder
		code int
		has  string
	}{
		{"unknown", get("", hash, typeGraphQL), 404, `"message":"PersistedQueryNotFound","extensions":{"code":"PERSISTED_QUERY_NOT_FOUND"}`},
		{"unknown, plain JSON", get("", hash, typeJSON), 200, "PERSISTED_QUERY_NOT_FOUND"},
		{"another's hash", get(query, hashOf("{ other }"), typeGraphQL), 400, "PERSISTED_QUERY_HASH_MISMATCH"},
		{"still unknown", get("", hash, typeGraphQL), 404, "PERSISTED_QUERY_NOT_FOUND"},
		{"both", get(query, hash, typeGraphQL), 200, `"revision":3`},
		{"the hash", get("", hash, typeGraphQL), 200, `"revision":3`},
		{"the hash, posted", post("", hash), 200, `"revision":3`},
		{"no hash", get("", "abc", typeGraphQL), 400, "BAD_USER_INPUT"},
	} {
		if step.got.Code != step.code || !strings.Contains(step.got.Body.String(), step.has) {
			t.Errorf("%s: got %d %s, want %d with %s", step.name, step.got.Code, step.got.Body, step.code, step.has)
		}
	}
	if a, b := get("", hash, typeGraphQL).Header().Get("ETag"), serve(h, http.MethodGet, getQuery(query), "", "Accept", typeGraphQL).Header().Get("ETag"); a != b {
		t.Errorf("by its hash and by itself, a document has the ETags %s and %s", a, b)
	}
}

// Documents that were not used for long make room.
func TestPersistedForgets(t *testing.T) {
	p := newPersisted()
	p.put("first", "1")
	for i := range persistedCount - 1 {
		p.put(fmt.Sprint(i), "x")
	}
	if _, ok := p.get("first"); !ok {
		t.Fatal("the first is gone before there are too many")
	}
	p.put("one more", "x")
	if _, ok := p.get("0"); ok {
		t.Error("what was used least lately is still there")
	}
	if _, ok := p.get("first"); !ok {
		t.Error("what was just used is gone")
	}
	p.put("long", strings.Repeat("x", persistedBytes))
	if n := p.recent.Len(); n != 1 || n != len(p.byHash) || p.bytes != persistedBytes {
		t.Errorf("%d documents of %d bytes, %d hashes; want the long one alone", n, p.bytes, len(p.byHash))
	}
}

// A request can ask for less time than the server gives, not for more.
func TestAskedTime(t *testing.T) {
	limits := DefaultLimits()
	limits.Time = 50 * time.Millisecond
	h := New(waiting{world(t)}, Options{Log: quiet(), Limits: limits})
	for _, test := range []struct{ asked, code, says string }{
		{"1ms", "TIMEOUT", "longer than the 1ms that it was given"},
		{"10h", "TIMEOUT", "longer than the 50ms that it was given"},
		{"", "TIMEOUT", "longer than the 50ms that it was given"},
		{"soon", "BAD_USER_INPUT", `a time such as 5s or 500ms, and here it is \"soon\"`},
		{"-1s", "BAD_USER_INPUT", "-1s"},
	} {
		w := serve(h, http.MethodGet, getQuery("{ actors { totalCount } }"), "", headerTimeout, test.asked)
		if body := w.Body.String(); !strings.Contains(body, test.code) || !strings.Contains(body, test.says) {
			t.Errorf("%s %q: got %s, want %s with %s", headerTimeout, test.asked, body, test.code, test.says)
		}
	}
}

// held is a store that answers when it is let go, or when its question is broken off.
type held struct {
	graph.Reader
	asked, broken chan struct{}
	free          chan struct{}
}

func (h held) Find(ctx context.Context, queries []graph.Query) ([]graph.Answer, error) {
	h.asked <- struct{}{}
	select {
	case <-h.free:
		return h.Reader.Find(ctx, queries)
	case <-ctx.Done():
		h.broken <- struct{}{}
		return nil, ctx.Err()
	}
}

func hold(store graph.Reader) held {
	return held{store, make(chan struct{}, 9), make(chan struct{}, 9), make(chan struct{})}
}

// No more requests are answered at once than may be: the next one waits, and is told to come again if that takes too long.
func TestConcurrent(t *testing.T) {
	limits := DefaultLimits()
	limits.Concurrent, limits.Wait = 1, 10*time.Millisecond
	store := hold(world(t))
	h := New(store, Options{Log: quiet(), Limits: limits, Now: worldDay})
	first := make(chan *httptest.ResponseRecorder)
	go func() { first <- serve(h, http.MethodGet, getQuery("{ actors { totalCount } }"), "") }()
	<-store.asked
	for _, media := range []string{typeJSON, typeGraphQL} {
		w := serve(h, http.MethodGet, getQuery("{ revision }"), "", "Accept", media)
		if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") != "2" || !strings.Contains(w.Body.String(), "TOO_MANY_REQUESTS") || !strings.Contains(w.Body.String(), "answers 1 requests at once") {
			t.Errorf("%s: got %d %v %s", media, w.Code, w.Header(), w.Body)
		}
	}
	if w := serve(h, http.MethodGet, "/", ""); w.Code != http.StatusOK {
		t.Errorf("the page, which asks the store nothing: got %d %s", w.Code, w.Body)
	}
	close(store.free)
	if w := <-first; w.Code != http.StatusOK {
		t.Errorf("the first request: got %d %s", w.Code, w.Body)
	}
	if w := serve(h, http.MethodGet, getQuery("{ revision }"), ""); w.Code != http.StatusOK {
		t.Errorf("after it: got %d %s", w.Code, w.Body)
	}
}

// A client that goes away ends its question in the store.
func TestClientGoes(t *testing.T) {
	store := hold(world(t))
	srv := httptest.NewServer(New(store, Options{Log: quiet(), Now: worldDay}))
	defer srv.Close()
	ctx, leave := context.WithCancel(t.Context())
	body := strings.NewReader(`{"query":"{ actors { totalCount } }"}`)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, srv.URL+"/graphql", body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", typeJSON)
	gone := make(chan error, 1)
	go func() {
		resp, err := http.DefaultClient.Do(req)
		if err == nil {
			_ = resp.Body.Close()
		}
		gone <- err
	}()
	<-store.asked
	leave()
	if err := <-gone; err == nil {
		t.Error("the client got an answer")
	}
	select {
	case <-store.broken:
	case <-time.After(5 * time.Second):
		t.Error("the store still works on the question")
	}
	http.DefaultClient.CloseIdleConnections()
}

// An answer with data and errors has a status of its own, where the client knows the media type that has it.
func TestPartialSuccess(t *testing.T) {
	h := New(short{world(t)}, Options{Log: quiet()})
	for media, status := range map[string]int{typeGraphQL: 294, typeJSON: 200} {
		w := serve(h, http.MethodGet, getQuery(`{ actor(id: "FRA") { id } revision }`), "", "Accept", media)
		if w.Code != status || !strings.Contains(w.Body.String(), `"revision":`) || !strings.Contains(w.Body.String(), `"errors":`) {
			t.Errorf("%s: got %d %s, want %d", media, w.Code, w.Body, status)
		}
		if w.Header().Get("ETag") != "" {
			t.Errorf("%s: it may be kept", media)
		}
	}
}

// An answer tells what its question costs at most, beside what the limits are.
func TestCost(t *testing.T) {
	w := serve(testHandler(t), http.MethodGet, getQuery("{ actors(first: 3) { totalCount nodes { id owes(first: 2) { edges { asNamed node { summary } } } } } }"), "")
	var resp struct{ Extensions struct{ Cost cost } }
	if err := json.Unmarshal(w.Body.Bytes(), &resp); err != nil {
		t.Fatal(err)
	}
	l := DefaultLimits()
	// Of each actor id and owes; of each obligation asNamed, node and summary.
	want := cost{Rows: amount{3 + 6, l.Rows}, Values: amount{3*3 + 6*3, l.Values}, Relations: amount{1, l.Relations}, Depth: amount{2, l.Depth}}
	if got := resp.Extensions.Cost; got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}
