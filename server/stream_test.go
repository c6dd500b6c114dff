package server

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"
	"github.com/google/go-cmp/cmp"

	"pactgraph/graph"
	"pactgraph/graph/graphtest"
)

// streamServer serves a store in which loads can be made, and looks often whether there was one.
func streamServer(t *testing.T, store graph.Reader, change ...func(*Limits)) *httptest.Server {
	t.Helper()
	limits := DefaultLimits()
	for _, f := range change {
		f(&limits)
	}
	server := httptest.NewServer(New(store, Options{Log: quiet(), Now: worldDay, Limits: limits, Poll: 5 * time.Millisecond}))
	t.Cleanup(server.Close)
	return server
}

func applyTo(t *testing.T, store graph.Writer, batches ...graph.Batch) {
	t.Helper()
	for _, b := range batches {
		if _, err := store.Apply(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}
}

// events reads server-sent events: the data of those called next, and how it ended.
type events struct {
	resp  *http.Response
	lines *bufio.Scanner
}

func openEvents(t *testing.T, server *httptest.Server, query string) *events {
	t.Helper()
	body, _ := json.Marshal(map[string]any{"query": query})
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+"/graphql", strings.NewReader(string(body)))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", typeJSON)
	req.Header.Set("Accept", typeEvents)
	resp, err := server.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = resp.Body.Close() })
	return &events{resp, bufio.NewScanner(resp.Body)}
}

// next gives the data of the next event; it is not ok where the stream is complete or has ended.
func (e *events) next(t *testing.T) (data string, ok bool) {
	t.Helper()
	name := ""
	for e.lines.Scan() {
		switch line := e.lines.Text(); {
		case strings.HasPrefix(line, "event: "):
			name = strings.TrimPrefix(line, "event: ")
		case strings.HasPrefix(line, "data:") && name == "next":
			return strings.TrimPrefix(line, "data: "), true
		case strings.HasPrefix(line, "data:"):
			return name, false
		}
	}
	return "cut off", false
}

// streamed is what the tests select of an event.
type streamed struct {
	Data struct {
		Changes struct {
			Edges []struct {
				Cursor string
				Node   struct {
					Revision int
					Target   string
				}
			}
		}
	}
	Errors []struct {
		Message    string
		Extensions map[string]any
	}
	Extensions map[string]any
}

func readStreamed(t *testing.T, data string) streamed {
	t.Helper()
	var s streamed
	if err := json.Unmarshal([]byte(data), &s); err != nil {
		t.Fatalf("%v in %s", err, data)
	}
	return s
}

// places writes where the changes of an event stand.
func (s streamed) places() []string {
	var list []string
	for _, e := range s.Data.Changes.Edges {
		list = append(list, fmt.Sprint(e.Node.Revision, " ", e.Node.Target))
	}
	return list
}

// allPlaces are those of all changes of a store.
func allPlaces(t *testing.T, store graph.Reader) []string {
	t.Helper()
	found, err := graph.FindChanges(t.Context(), store, graph.ChangesQuery{First: graph.MaxPage})
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, c := range found.Nodes() {
		list = append(list, fmt.Sprint(c.Revision, " ", c.Target))
	}
	return list
}

const streamQuery = `subscription { changes(%s) { edges { cursor node { revision target } } } }`

// What was changed comes first, then what loads change, each change once; and whoever was cut off goes on after the last
// cursor, wherever that is.
func TestEventsGoOn(t *testing.T) {
	store := historyStore(t)
	server := streamServer(t, store)
	more := func(i int) graph.Batch {
		return sayPact(fmt.Sprint("load/more-", i), fmt.Sprint("Pact ", i), "actor/ardovia")
	}
	var got []string
	cursor, loads := "", 0
	for len(got) < 9 {
		arguments := "since: 0, first: 2"
		if cursor != "" {
			arguments = fmt.Sprintf("after: %q, first: 2", cursor)
		}
		stream := openEvents(t, server, fmt.Sprintf(streamQuery, arguments))
		for range 2 { // then the client is cut off
			if len(got) >= 7 {
				applyTo(t, store, more(loads))
				loads++
			}
			data, ok := stream.next(t)
			if !ok {
				t.Fatalf("the stream ended with %q", data)
			}
			event := readStreamed(t, data)
			if len(event.Errors) > 0 || event.Extensions["cost"] == nil {
				t.Fatalf("an event is %s", data)
			}
			got = append(got, event.places()...)
			cursor = event.Data.Changes.Edges[len(event.Data.Changes.Edges)-1].Cursor
		}
		_ = stream.resp.Body.Close()
	}
	if diff := cmp.Diff(allPlaces(t, store), got); diff != "" {
		t.Errorf("(-all changes +streamed):\n%s", diff)
	}
}

// Without since and after, a subscription begins with what comes; a filter keeps the rest away.
func TestEventsFromNowOn(t *testing.T) {
	store := historyStore(t)
	server := streamServer(t, store)
	stream := openEvents(t, server, fmt.Sprintf(streamQuery, `filter: {about: ["declaration/history-pact"], actions: [CHANGED]}`))
	go func() {
		time.Sleep(50 * time.Millisecond) // it has begun, or the loads count as what was before
		for _, b := range []graph.Batch{sayPact("load/four", "The Pact", "actor/belmark"), sayPact("load/five", "The Old Pact", "actor/belmark")} {
			_, _ = store.Apply(context.Background(), b)
		}
	}()
	data, _ := stream.next(t)
	if diff := cmp.Diff([]string{"5 declaration/history-pact"}, readStreamed(t, data).places()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// What is selected on the nodes of an event is loaded for each event anew.
func TestEventsLoadNodes(t *testing.T) {
	store := historyStore(t)
	server := streamServer(t, store)
	stream := openEvents(t, server, `subscription { changes(since: 2, first: 1, filter: {about: ["declaration/history-pact"]}) {
		nodes { load { id dataset } about { label ... on Declaration { parties { totalCount groups(by: [KIND]) { totalGroups } } } } }
	} }`)
	for _, want := range []string{
		`{"data":{"changes":{"nodes":[{"load":{"id":"load/three","dataset":"history"},"about":null}]}}`, // the one who is no party any more
		`{"data":{"changes":{"nodes":[{"load":{"id":"load/four","dataset":"history"},"about":{"label":"The New Pact","parties":{"totalCount":1,"groups":{"totalGroups":1}}}}]}}`,
	} {
		data, ok := stream.next(t)
		if got, _, _ := strings.Cut(data, `,"extensions"`); !ok || got != want {
			t.Errorf("got %s, want %s", data, want)
		}
		applyTo(t, store, sayPact("load/four", "The New Pact", "actor/ardovia"))
	}
}

// Other operations have their answer and are complete; what can't be done is told by an ordinary answer.
func TestEventsOfOtherOperations(t *testing.T) {
	server := streamServer(t, historyStore(t))
	stream := openEvents(t, server, "{ revision }")
	if got := stream.resp.Header.Get("Content-Type"); !strings.HasPrefix(got, typeEvents) {
		t.Errorf("the type is %q", got)
	}
	if data, ok := stream.next(t); !ok || !strings.HasPrefix(data, `{"data":{"revision":3}`) {
		t.Errorf("got %q", data)
	}
	if end, ok := stream.next(t); ok || end != "complete" {
		t.Errorf("the end is %q", end)
	}
	for query, want := range map[string]string{
		"subscription { changes(first: 0) { edges { cursor } } }":                              "at least one change",
		"subscription { nothing }":                                                             "Cannot query field",
		"subscription { changes { edges { cursor } } revision: changes { edges { cursor } } }": "one field at its root",
		`subscription { changes(after: "eh") { edges { cursor } } }`:                           "not a cursor of a change",
		"": "no query",
	} {
		stream := openEvents(t, server, query)
		if stream.resp.StatusCode == http.StatusOK {
			t.Errorf("%s\nopens a stream, want %q", query, want)
			continue
		}
		body, _ := io.ReadAll(stream.resp.Body)
		if code := stream.resp.StatusCode; code < 400 || code > 499 || !strings.Contains(strings.ToLower(string(body)), strings.ToLower(want)) {
			t.Errorf("%s\ngives %d %s, want %q", query, code, body, want)
		}
	}
	ended := openEvents(t, server, fmt.Sprintf(streamQuery, "since: 9"))
	data, _ := ended.next(t)
	if s := readStreamed(t, data); len(s.Errors) != 1 || s.Errors[0].Extensions["code"] != "CONFLICT" {
		t.Errorf("a revision that isn't there gives %s", data)
	}
	if end, ok := ended.next(t); ok || end != "complete" {
		t.Errorf("then it ends with %q", end)
	}
}

// Clients that take an ordinary answer too have one.
func TestEventsAreAskedFor(t *testing.T) {
	for accept, want := range map[string]bool{
		"text/event-stream": true, "text/event-stream; charset=utf-8": true,
		"application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed": false,
		"text/event-stream, */*": false, "application/json": false, "": false,
	} {
		if got := wantsEvents([]string{accept}); got != want {
			t.Errorf("%q asks for events: %t, want %t", accept, got, want)
		}
	}
}

// Only so many subscriptions are open at once; one that is closed makes room.
func TestSubscriptionsAreBounded(t *testing.T) {
	server := streamServer(t, historyStore(t), func(l *Limits) { l.Subscriptions = 1 })
	first := openEvents(t, server, fmt.Sprintf(streamQuery, "since: 0"))
	if _, ok := first.next(t); !ok {
		t.Fatal("the first has no event")
	}
	second := openEvents(t, server, fmt.Sprintf(streamQuery, "since: 0"))
	body, _ := io.ReadAll(second.resp.Body)
	if second.resp.StatusCode != http.StatusServiceUnavailable || !strings.Contains(string(body), codeBusy) {
		t.Errorf("the second gives %d %s", second.resp.StatusCode, body)
	}
	_ = first.resp.Body.Close()
	for until := time.Now().Add(10 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		third := openEvents(t, server, fmt.Sprintf(streamQuery, "since: 0"))
		if third.resp.StatusCode == http.StatusOK {
			return
		}
		if time.Now().After(until) {
			t.Fatal("there is no room after the first was closed")
		}
	}
}

// A server that stops ends its streams at once, and doesn't wait for them.
func TestStreamsEndWithTheServer(t *testing.T) {
	store := historyStore(t)
	ctx, stop := context.WithCancel(t.Context())
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() {
		done <- Serve(ctx, listener, New(store, Options{Log: quiet(), Now: worldDay, Poll: 5 * time.Millisecond}))
	}()
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	body := fmt.Sprintf(`{"query": %q}`, fmt.Sprintf(streamQuery, "since: 0"))
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+listener.Addr().String()+"/graphql", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", typeJSON)
	req.Header.Set("Accept", typeEvents)
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	stream := &events{resp, bufio.NewScanner(resp.Body)}
	if _, ok := stream.next(t); !ok {
		t.Fatal("there is no event")
	}
	stop()
	select {
	case err := <-done:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(10 * time.Second):
		t.Error("the server still waits")
	}
}

// socketMessage is a message of graphql-transport-ws.
type socketMessage struct {
	ID      string          `json:"id,omitempty"`
	Type    string          `json:"type"`
	Payload json.RawMessage `json:"payload,omitempty"`
}

func openSocket(t *testing.T, server *httptest.Server) *websocket.Conn {
	t.Helper()
	c, _, err := websocket.Dial(t.Context(), server.URL+"/graphql", &websocket.DialOptions{HTTPClient: server.Client(), Subprotocols: []string{"graphql-transport-ws"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.CloseNow() })
	sendSocket(t, c, socketMessage{Type: "connection_init"})
	if m := readSocket(t, c); m.Type != "connection_ack" {
		t.Fatalf("the server begins with %+v", m)
	}
	return c
}

func sendSocket(t *testing.T, c *websocket.Conn, m socketMessage) {
	t.Helper()
	if err := wsjson.Write(t.Context(), c, m); err != nil {
		t.Fatal(err)
	}
}

// readSocket gives the next message that is no ping.
func readSocket(t *testing.T, c *websocket.Conn) socketMessage {
	t.Helper()
	for {
		var m socketMessage
		if err := wsjson.Read(t.Context(), c, &m); err != nil {
			t.Fatal(err)
		}
		if m.Type != "ping" && m.Type != "pong" {
			return m
		}
	}
}

func payload(query string) json.RawMessage {
	text, _ := json.Marshal(map[string]any{"query": query})
	return text
}

// Over a WebSocket subscriptions and other operations run beside each other, and are ended one by one.
func TestSocket(t *testing.T) {
	store := historyStore(t)
	server := streamServer(t, store)
	c := openSocket(t, server)
	sendSocket(t, c, socketMessage{ID: "a", Type: "subscribe", Payload: payload(fmt.Sprintf(streamQuery, "since: 2"))})
	m := readSocket(t, c)
	if m.ID != "a" || m.Type != "next" {
		t.Fatalf("got %+v", m)
	}
	if places := readStreamed(t, string(m.Payload)).places(); len(places) == 0 || !strings.HasPrefix(places[0], "3 ") {
		t.Errorf("the first event has %q", places)
	}
	sendSocket(t, c, socketMessage{ID: "b", Type: "subscribe", Payload: payload("{ revision }")})
	if m := readSocket(t, c); m.ID != "b" || m.Type != "next" || !strings.Contains(string(m.Payload), `"revision":3`) {
		t.Errorf("got %+v", m)
	}
	if m := readSocket(t, c); m.ID != "b" || m.Type != "complete" {
		t.Errorf("got %+v", m)
	}
	sendSocket(t, c, socketMessage{ID: "c", Type: "subscribe", Payload: payload("{ nothing }")})
	if m := readSocket(t, c); m.ID != "c" || m.Type != "error" || !strings.Contains(string(m.Payload), "Cannot query field") {
		t.Errorf("got %s %s", m.Type, m.Payload)
	}
	applyTo(t, store, sayPact("load/four", "The New Pact", "actor/ardovia"))
	for {
		m := readSocket(t, c)
		if m.ID == "c" && m.Type == "complete" {
			continue // gqlgen says so after an error too
		}
		if m.ID != "a" || m.Type != "next" || readStreamed(t, string(m.Payload)).places()[0] != "4 declaration/history-pact" {
			t.Errorf("got %s %s", m.Type, m.Payload)
		}
		break
	}
	sendSocket(t, c, socketMessage{ID: "a", Type: "complete"})
	_ = c.Close(websocket.StatusNormalClosure, "")
}

// A page of another site can't subscribe with the visitor's browser.
func TestSocketOfAnotherOrigin(t *testing.T) {
	server := streamServer(t, graphtest.NewMemory())
	_, resp, err := websocket.Dial(t.Context(), server.URL+"/graphql", &websocket.DialOptions{
		HTTPClient: server.Client(), Subprotocols: []string{"graphql-transport-ws"}, HTTPHeader: http.Header{"Origin": {"https://elsewhere.example"}},
	})
	if err == nil || resp == nil || resp.StatusCode != http.StatusForbidden {
		t.Errorf("it got %v and the error %v", resp, err)
	}
}
