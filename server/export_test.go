package server

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pactgraph/graph"
	"pactgraph/graph/graphtest"
	"pactgraph/graph/sqlite"
)

// exportAddress gives the address of an export, of parameters and their values.
func exportAddress(pairs ...string) string {
	values := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		values.Set(pairs[i], pairs[i+1])
	}
	return "/export?" + values.Encode()
}

// Each format has its media type and its name, and an export says of which revision it is.
func TestExportOverHTTP(t *testing.T) {
	h := testHandler(t)
	for format, want := range map[string]struct{ media, name, begin string }{
		"":        {"application/zip", "pactgraph-r3.zip", "PK"},
		"csv":     {"application/zip", "pactgraph-r3.zip", "PK"},
		"xlsx":    {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "pactgraph-r3.xlsx", "PK"},
		"ndjson":  {"application/x-ndjson; charset=utf-8", "pactgraph-r3.ndjson", `{"pactgraph":"1","verbatim":true,`},
		"graphml": {"application/graphml+xml; charset=utf-8", "pactgraph-r3.graphml", "<?xml"},
		"jsonld":  {"application/ld+json; charset=utf-8", "pactgraph-r3.jsonld", `{"@context": {"oa":`},
		"turtle":  {"text/turtle; charset=utf-8", "pactgraph-r3.ttl", "# Exported by Pactgraph at revision 3"},
	} {
		w := serve(h, http.MethodGet, exportAddress("format", format), "")
		got := w.Header()
		if w.Code != 200 || !strings.HasPrefix(w.Body.String(), want.begin) || got.Get("Content-Type") != want.media ||
			got.Get("Content-Disposition") != `attachment; filename="`+want.name+`"` || got.Get("Pactgraph-Revision") != "3" {
			t.Errorf("%s: %d %v %.60q", format, w.Code, got, w.Body)
		}
		again := serve(h, http.MethodGet, exportAddress("format", format), "", "If-None-Match", got.Get("ETag"))
		if got.Get("ETag") == "" || again.Code != http.StatusNotModified || again.Body.Len() > 0 || again.Header().Get("Vary") != got.Get("Vary") {
			t.Errorf("%s: asked again with %q, it is %d with %d bytes", format, got.Get("ETag"), again.Code, again.Body.Len())
		}
		head := serve(h, http.MethodHead, exportAddress("format", format), "")
		if head.Code != 200 || head.Body.Len() > 0 || head.Header().Get("ETag") != got.Get("ETag") || head.Header().Get("Content-Disposition") != got.Get("Content-Disposition") {
			t.Errorf("%s: HEAD is %d %v", format, head.Code, head.Header())
		}
	}
	shapes := serve(h, http.MethodGet, "/export/shapes.ttl", "")
	if shapes.Code != 200 || !strings.Contains(shapes.Body.String(), "sh:NodeShape") {
		t.Errorf("the shapes: %d %.100q", shapes.Code, shapes.Body)
	}
}

// What is wrong is told before the first byte, as GraphQL tells it.
func TestExportRefused(t *testing.T) {
	h := testHandler(t)
	for _, test := range []struct {
		address string
		status  int
		code    string
		has     string
	}{
		{exportAddress("format", "pdf"), 400, "BAD_USER_INPUT", "it is one of csv, xlsx"},
		{exportAddress("formt", "csv"), 400, "BAD_USER_INPUT", `no parameter \"formt\"`},
		{"/export?format=csv&format=csv", 400, "BAD_USER_INPUT", "2 times"},
		{exportAddress("filter", "{"), 400, "BAD_USER_INPUT", "JSON object such as"},
		{exportAddress("filter", `{"promises": {}}`), 422, "BAD_USER_INPUT", `\"promises\" is no collection to filter: there are actors`},
		{exportAddress("filter", `{"claims": {}}`), 422, "BAD_USER_INPUT", "no collection to filter"},
		{exportAddress("filter", `{"obligations": {"knd": {"eq": "DEFENCE"}}}`), 422, "BAD_USER_INPUT", "knd"},
		{exportAddress("filter", `{"obligations": {"kind": {"eq": "DEFENSE"}}}`), 422, "BAD_USER_INPUT", `it is one of DEFENCE, `},
		{exportAddress("filter", `{"actors": {"name": {"contains": ""}}}`), 422, "BAD_USER_INPUT", "the filter: "},
		{exportAddress("filter", `{"actors": `+strings.Repeat(`{"not": `, 20)+"{}"+strings.Repeat("}", 21)), 422, "LIMIT_EXCEEDED", "nested deeper"},
		{exportAddress("asOf", "soon"), 422, "BAD_USER_INPUT", "soon"},
		{exportAddress("around", "7"), 422, "BAD_USER_INPUT", "around can't be 7"},
		{exportAddress("around", "x"), 400, "BAD_USER_INPUT", `around can't be \"x\"`},
		{exportAddress("claims", "maybe"), 400, "BAD_USER_INPUT", "true or false"},
		{exportAddress("asOfRevision", "9"), 404, "NOT_FOUND", "its last one is 3"},
		{exportAddress("asOfRevision", "1", "asOf", "2031"), 422, "BAD_USER_INPUT", "exported whole"},
	} {
		w := serve(h, http.MethodGet, test.address, "")
		var body struct {
			Errors []struct {
				Message    string
				Extensions map[string]any
			}
		}
		if err := json.Unmarshal(w.Body.Bytes(), &body); err != nil || len(body.Errors) != 1 {
			t.Errorf("%s: %v %s", test.address, err, w.Body)
			continue
		}
		if w.Code != test.status || body.Errors[0].Extensions["code"] != test.code || !strings.Contains(w.Body.String(), test.has) || w.Header().Get("ETag") != "" {
			t.Errorf("%s: got %d %s, want %d %s with %s", test.address, w.Code, w.Body, test.status, test.code, test.has)
		}
	}
	if w := serve(h, http.MethodPost, "/export", ""); w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST is %d", w.Code)
	}
}

// lines gives an export as NDJSON, its lines by their ids.
func exportedLines(t *testing.T, h http.Handler, pairs ...string) map[string]map[string]any {
	t.Helper()
	w := serve(h, http.MethodGet, exportAddress(append(pairs, "format", "ndjson")...), "")
	if w.Code != 200 {
		t.Fatalf("%v: %d %s", pairs, w.Code, w.Body)
	}
	lines := map[string]map[string]any{}
	decoder := json.NewDecoder(w.Body)
	for {
		var line map[string]any
		if err := decoder.Decode(&line); errors.Is(err, io.EOF) {
			return lines
		} else if err != nil {
			t.Fatal(err)
		}
		if id, ok := line["id"].(string); ok {
			lines[id] = line
		}
	}
}

// Filters have the meaning that they have in GraphQL, status and date too; what comes with what matches is bounded by around.
func TestExportFilters(t *testing.T) {
	e, store := testEngine(t, DefaultLimits())
	h := New(store, Options{Log: quiet(), Now: worldDay})
	for _, filter := range []string{`{"status": {"eq": "DORMANT"}}`, `{"kind": {"in": ["ARMS_SUPPLY", "CONSULTATION"]}}`, `{"bearers": {"some": {"node": {"name": {"contains": "BELM"}}}}}`, "null"} {
		var vars map[string]any
		if err := json.Unmarshal([]byte(`{"f": `+filter+`}`), &vars); err != nil {
			t.Fatal(err)
		}
		resp := e.do(t.Context(), request{Query: "query ($f: ObligationFilter) { obligations(filter: $f, first: 1000) { nodes { id } } }", Variables: vars})
		var data struct {
			Obligations struct{ Nodes []struct{ ID string } }
		}
		if err := json.Unmarshal(resp.Data, &data); err != nil || len(data.Obligations.Nodes) == 0 {
			t.Fatalf("%s: %v %v", filter, err, resp.Errors)
		}
		lines := exportedLines(t, h, "filter", `{"obligations": `+filter+`}`, "around", "0")
		found := 0
		for id := range lines {
			if strings.HasPrefix(id, "obligation/") {
				found++
			}
		}
		for _, n := range data.Obligations.Nodes {
			if lines[n.ID] == nil {
				t.Errorf("%s: %s is missing", filter, n.ID)
			}
		}
		if found != len(data.Obligations.Nodes) {
			t.Errorf("%s: %d obligations were exported, and GraphQL finds %d", filter, found, len(data.Obligations.Nodes))
		}
	}
	const boats = `{"obligations": {"id": {"eq": "obligation/tarn-accord/boats"}}}`
	none, one := exportedLines(t, h, "filter", boats, "around", "0"), exportedLines(t, h, "filter", boats)
	if none["actor/belmark"] != nil || one["actor/belmark"] == nil || one["declaration/tarn-accord"] == nil || none["source/harbour-0304"] == nil {
		t.Errorf("around 0 there are %d lines, around 1 %d", len(none), len(one))
	}
	if bare := exportedLines(t, h, "filter", boats, "around", "0", "claims", "false"); len(bare) != 1 {
		t.Errorf("without claims and what is around there are %d lines", len(bare))
	}
	signed := exportedLines(t, h, "filter", `{"declarations": {"id": {"eq": "declaration/tarn-accord"}}, "actors": {"id": {"eq": "actor/ardovia"}}}`, "around", "0", "claims", "false")
	if signed["actor/мрія"] == nil {
		t.Error("who signed for Ardovia is missing")
	}
	// Belmark was a member until May, and is one again from July on.
	for day, want := range map[string]bool{"2031-05": true, "2031-06-15": false, "2031-07-02": true} {
		member := false
		for _, line := range exportedLines(t, h, "filter", `{"actors": {"id": {"in": ["actor/belmark", "actor/strait-coalition"]}}}`, "asOf", day) {
			member = member || line["type"] == "MEMBER_OF" && line["end"] == "actor/strait-coalition" && line["start"] == "actor/belmark"
		}
		if member != want {
			t.Errorf("on %s Belmark is a member: %t", day, member)
		}
	}
	day := exportedLines(t, h, "asOf", "1960")
	if day["declaration/old-pact"] == nil || day["declaration/tarn-accord"] != nil || day["actor/kestria"] == nil {
		t.Error("as of 1960 there are other things than held then")
	}
}

// What a filter exports loads by itself, and shows nothing else than the whole graph does.
func TestExportPartsLoad(t *testing.T) {
	h := testHandler(t)
	whole := exportedLines(t, h)
	for _, pairs := range [][]string{
		{"filter", `{"obligations": {"status": {"eq": "DORMANT"}}}`},
		{"filter", `{"obligations": {"status": {"eq": "ACTIVE"}}}`, "around", "0"},
		{"filter", `{"declarations": null, "events": {"kind": {"ne": "OTHER"}}}`, "asOf", "2031-06", "around", "2"},
		{"filter", `{"statements": null}`, "around", "0", "asOf", "2020"},
		{"asOf", "2031-03-04"},
	} {
		part := exportedLines(t, h, pairs...)
		for id, line := range part {
			want, _ := json.Marshal(whole[id])
			got, _ := json.Marshal(line)
			if !bytes.Equal(got, want) {
				t.Errorf("%v: %s is %s, and %s in the whole", pairs, id, got, want)
			}
			for _, name := range []string{"start", "end", "about", "edge", "by", "voicedIn"} {
				if named, ok := line[name].(string); ok && part[named] == nil {
					t.Errorf("%v: %s names %s, which is missing", pairs, id, named)
				}
			}
			quotes, _ := line["evidence"].([]any)
			for _, q := range quotes {
				if source, _ := q.(map[string]any)["source"].(string); part[source] == nil {
					t.Errorf("%v: %s quotes from %s, which is missing", pairs, id, source)
				}
			}
		}
		if len(part) == 0 || len(part) >= len(whole) {
			t.Errorf("%v: of %d lines there are %d", pairs, len(whole), len(part))
		}
	}
}

// Texts are packed for those who take that.
func TestExportPacked(t *testing.T) {
	h := testHandler(t)
	plain := serve(h, http.MethodGet, exportAddress("format", "turtle"), "").Body.String()
	w := serve(h, http.MethodGet, exportAddress("format", "turtle"), "", "Accept-Encoding", "gzip")
	unpacked, err := gzip.NewReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	all, err := io.ReadAll(unpacked)
	if got := string(all); err != nil || w.Header().Get("Content-Encoding") != "gzip" || w.Header().Get("Vary") != "Accept-Encoding" || got != plain {
		t.Errorf("%v, %d bytes of %d", w.Header(), len(got), len(plain))
	}
	if w := serve(h, http.MethodGet, exportAddress("format", "csv"), "", "Accept-Encoding", "gzip"); w.Header().Get("Content-Encoding") != "" {
		t.Error("a zip was packed again")
	}
}

// slowReader is a writer whose client reads a little, and then nothing until it is let.
type slowReader struct {
	*httptest.ResponseRecorder
	begun, let chan struct{}
}

func (u slowReader) Write(p []byte) (int, error) {
	select {
	case <-u.begun:
	default:
		close(u.begun)
	}
	<-u.let
	return u.ResponseRecorder.Write(p)
}

// A slow reader keeps no load waiting, and is given what was when it asked; there is room for so many at once.
func TestExportSlowly(t *testing.T) {
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "world.db"))
	if err != nil {
		t.Fatal(err)
	}
	store := fill(t, db)
	limits := DefaultLimits()
	limits.Exports, limits.Wait = 1, 10*time.Millisecond
	h := New(store, Options{Log: quiet(), Now: worldDay, Limits: limits})
	slow := slowReader{httptest.NewRecorder(), make(chan struct{}), make(chan struct{})}
	done := make(chan struct{})
	go func() {
		defer close(done)
		h.ServeHTTP(slow, httptest.NewRequest(http.MethodGet, exportAddress("format", "ndjson"), nil))
	}()
	<-slow.begun
	late := graph.Batch{LoadID: "load/late", Dataset: "late", Said: []graph.Said{graph.SayNode("actor/late", graph.Props{"kind": "STATE"})}}
	if _, err := db.Apply(t.Context(), late); err != nil {
		t.Errorf("while an export is read: %v", err)
	}
	if w := serve(h, http.MethodGet, exportAddress(), ""); w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" || !strings.Contains(w.Body.String(), codeBusy) {
		t.Errorf("a second export is %d %s", w.Code, w.Body)
	}
	close(slow.let)
	<-done
	if text := slow.Body.String(); !strings.Contains(text, "revision 3") || strings.Contains(text, "actor/late") {
		t.Error("the export isn't that of the revision at which it was asked for")
	}
	if w := serve(h, http.MethodGet, exportAddress("format", "ndjson"), ""); !strings.Contains(w.Body.String(), "actor/late") {
		t.Error("the next export doesn't have what was loaded")
	}
}

// A reader that stops loses its place to the next; one that is slow, and goes on, is given all.
func TestExportStalled(t *testing.T) {
	store := graphtest.NewMemory()
	for _, b := range graphtest.Generate(1, 100) {
		if _, err := store.Apply(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}
	limits := DefaultLimits()
	limits.Exports, limits.Wait, limits.ExportStall = 1, 10*time.Second, time.Second
	srv := httptest.NewUnstartedServer(New(store, Options{Log: quiet(), Now: worldDay, Limits: limits}))
	srv.Config.ConnState = func(c net.Conn, state http.ConnState) {
		if state == http.StateNew {
			_ = c.(*net.TCPConn).SetWriteBuffer(1 << 12) // so that what isn't read isn't kept by the system
		}
	}
	srv.Start()
	defer srv.Close()
	client := &http.Client{Transport: &http.Transport{DisableCompression: true}}
	defer client.CloseIdleConnections()
	ask := func() *http.Response {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, srv.URL+exportAddress("format", "turtle"), nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		return resp
	}
	stopped := ask()
	defer stopped.Body.Close()
	next := ask()
	defer next.Body.Close()
	if next.StatusCode != http.StatusOK {
		t.Fatalf("after a reader that stopped, the next is %d", next.StatusCode)
	}
	began, size := time.Now(), int64(0)
	for {
		n, err := io.CopyN(io.Discard, next.Body, 1<<15)
		size += n
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatalf("a slow reader, after %d bytes and %s: %v", size, time.Since(began), err)
		}
		time.Sleep(100 * time.Millisecond)
	}
	if took := time.Since(began); took < 2*limits.ExportStall {
		t.Errorf("%d bytes took %s, so that nothing was slow", size, took)
	}
	if n, err := io.Copy(io.Discard, stopped.Body); err == nil {
		t.Errorf("who stopped was given all %d bytes", n)
	}
}

// endless is a reader whose journal goes on until its context ends.
type endless struct{ graph.Reader }

func (e endless) Journal(ctx context.Context, visit func(graph.Entry) error) error {
	<-ctx.Done()
	return ctx.Err()
}

// A client that goes away, or a time that is over, ends the work.
func TestExportEnds(t *testing.T) {
	limits := DefaultLimits()
	limits.ExportTime = 20 * time.Millisecond
	h := New(endless{world(t)}, Options{Log: quiet(), Now: worldDay, Limits: limits})
	if w := serve(h, http.MethodGet, exportAddress(), ""); w.Code != http.StatusGatewayTimeout || !strings.Contains(w.Body.String(), "longer than the 20ms") {
		t.Errorf("after its time it is %d %s", w.Code, w.Body)
	}
	h = New(endless{world(t)}, Options{Log: quiet(), Now: worldDay})
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(20*time.Millisecond, cancel)
	h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, http.MethodGet, exportAddress(), nil))
}

// torn fails after some bytes, as a connection does.
type torn struct{ *httptest.ResponseRecorder }

func (torn) Write([]byte) (int, error) { return 0, errors.New("the client has gone") }

// An export that breaks off ends the connection, so that nobody takes it for whole.
func TestExportBreaksOff(t *testing.T) {
	h := New(fill(t, graphtest.NewMemory()), Options{Log: quiet(), Now: worldDay})
	defer func() {
		if cause := recover(); cause != http.ErrAbortHandler {
			t.Errorf("it ended by %v", cause)
		}
	}()
	h.ServeHTTP(torn{httptest.NewRecorder()}, httptest.NewRequest(http.MethodGet, exportAddress("format", "turtle"), nil))
	t.Error("it ended as if it were whole")
}

// tornLater fails when some bytes were written.
type tornLater struct{ *httptest.ResponseRecorder }

func (w tornLater) Write(p []byte) (int, error) {
	if w.Body.Len() > 0 {
		return 0, errors.New("the client has gone")
	}
	return w.ResponseRecorder.Write(p)
}

// What was packed and broke off lacks its end, even for who doesn't see how the connection ended.
func TestExportPackedBreaksOff(t *testing.T) {
	h := New(fill(t, graphtest.NewMemory()), Options{Log: quiet(), Now: worldDay})
	got := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodGet, exportAddress("format", "turtle"), nil)
	r.Header.Set("Accept-Encoding", "gzip")
	func() {
		defer func() { _ = recover() }()
		h.ServeHTTP(tornLater{got}, r)
	}()
	unpacked, err := gzip.NewReader(got.Body)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(unpacked); err == nil {
		t.Error("it can be read as if it were whole")
	}
}

// What a format can't hold is told too, as long as nothing was written.
func TestExportThatDoesNotFit(t *testing.T) {
	store := graphtest.NewMemory()
	long := graph.Batch{LoadID: "load/long", Dataset: "long", Said: []graph.Said{graph.SayNode("source/s", graph.Props{"kind": "ANALYSIS", "title": strings.Repeat("x", 40_000)})}}
	if _, err := store.Apply(t.Context(), long); err != nil {
		t.Fatal(err)
	}
	h := New(store, Options{Log: quiet(), Now: worldDay})
	w := serve(h, http.MethodGet, exportAddress("format", "xlsx"), "")
	got := w.Header()
	if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "a cell of 40000 characters") || got.Get("ETag") != "" ||
		got.Get("Content-Disposition") != "" || !strings.Contains(got.Get("Content-Type"), "json") || got.Get("Cache-Control") != "no-store" {
		t.Errorf("it is %d %v %.300s", w.Code, got, w.Body)
	}
}
