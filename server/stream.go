package server

import (
	"context"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/99designs/gqlgen/graphql/handler/transport"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// typeEvents is the media type of server-sent events.
const typeEvents = "text/event-stream"

// keepAlive is how often something is sent where there is nothing to tell, so that what lies between doesn't take the link for
// dead; initTime is how long a WebSocket may take until it says what it wants.
const (
	keepAlive = 15 * time.Second
	initTime  = 10 * time.Second
)

type streamsEndKey struct{}

// withStreamsEnd makes streams end with a context of the server's, since requests' own go on while the server waits for them.
func withStreamsEnd(ctx, end context.Context) context.Context {
	return context.WithValue(ctx, streamsEndKey{}, end)
}

// streaming gives a context that ends with the request and with the server.
func streaming(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	end, ok := ctx.Value(streamsEndKey{}).(context.Context)
	if !ok {
		return ctx, cancel
	}
	stop := context.AfterFunc(end, cancel)
	return ctx, func() { stop(); cancel() }
}

// wantsEvents tells whether a request takes events and no answer in one piece: clients that can read both, and name both, have
// their ordinary answers.
func wantsEvents(accept []string) bool {
	events := false
	for part := range strings.SplitSeq(strings.Join(accept, ","), ",") {
		switch media, _, _ := mime.ParseMediaType(strings.TrimSpace(part)); media {
		case typeEvents:
			events = true
		case typeGraphQL, typeJSON, "application/*", "*/*":
			return false
		}
	}
	return events
}

// events answers by server-sent events, as graphql-sse has them with distinct connections: “next” for each answer, “complete”
// at the end. What is wrong with the request itself is told by an ordinary answer.
func (g graphQL) events(w http.ResponseWriter, r *http.Request) *problem {
	if g.isLong(r) {
		return badf("a request that is longer than %d bytes, or has files, has one answer: ask for it without Accept: %s", g.engine.limits.Body, typeEvents)
	}
	req, p := g.request(w, r)
	if p != nil {
		return p
	}
	req.stream = true
	ctx, cancel := streaming(r.Context())
	defer cancel()
	s, errs := g.engine.subscribe(ctx, req)
	if len(errs) > 0 {
		resp := response{Errors: errs}
		write(w, typeGraphQL, status(typeGraphQL, resp), resp)
		return nil
	}
	defer s.close()
	newEventWriter(w).run(ctx, s)
	return nil
}

// eventWriter writes events, each within the time that an answer may take.
type eventWriter struct {
	w       http.ResponseWriter
	control *http.ResponseController
}

func newEventWriter(w http.ResponseWriter) eventWriter {
	h := w.Header()
	h.Set("Content-Type", typeEvents+"; charset=utf-8")
	h.Set("X-Accel-Buffering", "no")
	e := eventWriter{w, http.NewResponseController(w)}
	_ = e.control.SetReadDeadline(time.Time{}) // the request was read; what may come now is the client's leaving
	return e
}

func (e eventWriter) run(ctx context.Context, s *subscription) {
	events := make(chan []byte)
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer close(events)
		produce(ctx, s, events)
	}()
	defer func() { cancel(); <-done }()
	beat := time.NewTicker(keepAlive)
	defer beat.Stop()
	err := e.send(":\n\n")
	for err == nil {
		select {
		case event, more := <-events:
			if !more {
				_ = e.send("event: complete\ndata:\n\n")
				return
			}
			err = e.send(fmt.Sprintf("event: next\ndata: %s\n\n", event))
		case <-beat.C:
			err = e.send(":\n\n")
		}
	}
}

// produce sends what a subscription gives until its end, or until the context's.
func produce(ctx context.Context, s *subscription, events chan<- []byte) {
	for {
		resp, more := s.next(ctx)
		if ctx.Err() != nil {
			return
		}
		parts, err := resp.withExtensions().parts()
		if err != nil {
			return
		}
		var event []byte
		for _, part := range parts {
			event = append(event, part...)
		}
		select {
		case events <- event:
		case <-ctx.Done():
			return
		}
		if !more {
			return
		}
	}
}

func (e eventWriter) send(text string) error {
	_ = e.control.SetWriteDeadline(time.Now().Add(writeTime))
	if _, err := e.w.Write([]byte(text)); err != nil {
		return err
	}
	return e.control.Flush()
}

// isSocket tells whether a request would become a WebSocket.
func isSocket(r *http.Request) bool {
	return r.Method == http.MethodGet && strings.EqualFold(r.Header.Get("Upgrade"), "websocket")
}

// ofAnotherSite tells whether a browser asks for a page that another site has served. WebSockets are under no rule of the browser's
// that would keep it from reading the answers.
func ofAnotherSite(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" {
		return false
	}
	u, err := url.Parse(origin)
	return err != nil || !strings.EqualFold(u.Host, r.Host)
}

// socket answers over a WebSocket, by the protocol graphql-transport-ws; gqlgen speaks it.
func (g graphQL) socket(w http.ResponseWriter, r *http.Request) {
	if ofAnotherSite(r) {
		forbidden("a page of another site can't open a WebSocket here").write(w, typeGraphQL)
		return
	}
	leave, ok := g.engine.streams.sockets.enter()
	if !ok {
		refused(codeBusy, "the server has %d WebSockets open, which is the most allowed: try again later", cap(g.engine.streams.sockets)).write(w, typeGraphQL)
		return
	}
	defer leave()
	ctx, cancel := streaming(r.Context())
	defer cancel()
	t := transport.Websocket{InitTimeout: initTime, PingPongInterval: keepAlive, KeepAlivePingInterval: keepAlive, PayloadReadLimit: &g.engine.limits.Body}
	t.Do(w, r.WithContext(ctx), socketExecutor{g.engine})
}

// socketExecutor answers what comes over a WebSocket. It hands the subscription on with gqlgen's context of the operation.
type socketExecutor struct{ engine *engine }

const subscriptionKey = "pactgraph.subscription"

// CreateOperationContext reads an operation: graphql.GraphExecutor.
func (x socketExecutor) CreateOperationContext(ctx context.Context, params *graphql.RawParams) (*graphql.OperationContext, gqlerror.List) {
	op := &graphql.OperationContext{RecoverFunc: x.engine.present.recover}
	s, errs := x.engine.subscribe(ctx, request{Query: params.Query, OperationName: params.OperationName, Variables: params.Variables, stream: true})
	if len(errs) > 0 {
		return op, errs
	}
	op.Stats.SetExtension(subscriptionKey, s)
	return op, nil
}

// DispatchOperation gives the answers of an operation one after the other: graphql.GraphExecutor.
func (x socketExecutor) DispatchOperation(ctx context.Context, op *graphql.OperationContext) (graphql.ResponseHandler, context.Context) {
	s := op.Stats.GetExtension(subscriptionKey).(*subscription)
	more := true
	return func(ctx context.Context) *graphql.Response {
		if !more {
			s.close()
			return nil
		}
		var resp response
		resp, more = s.next(ctx)
		if ctx.Err() != nil {
			s.close()
			return nil
		}
		return resp.forSocket()
	}, ctx
}

// DispatchError answers what can't be executed: graphql.GraphExecutor.
func (x socketExecutor) DispatchError(_ context.Context, list gqlerror.List) *graphql.Response {
	return &graphql.Response{Errors: list}
}

// forSocket gives an answer as gqlgen's transport sends it.
func (r response) forSocket() *graphql.Response {
	out := &graphql.Response{Errors: r.Errors, Data: r.Data}
	if out.Data == nil {
		out.Data = json.RawMessage("null")
	}
	if r.cost != nil {
		out.Extensions = map[string]any{"cost": r.cost}
	}
	return out
}

// What is wrong before anything is executed is told by the protocol's message “error”, whatever its code.
func init() {
	for _, f := range failures {
		errcode.RegisterErrorType(f.code, errcode.KindProtocol)
	}
	for code := range requestStatus {
		errcode.RegisterErrorType(code, errcode.KindProtocol)
	}
}
