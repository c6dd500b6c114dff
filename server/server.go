// Package server answers questions about a graph over HTTP: GraphQL at /graphql, exports at /export, GraphiQL at /graphiql, the explorer
// at / and below, and what Options name at /mcp.
//
// What an operation finds is one call of Store.Find (selection.go); what it has worked out, such as a search or a what-if, is
// read from the same state of the graph (analysis.go). What the fields show is what was loaded then. So there are few
// resolvers (resolvers.go), and none of them reads from the store.
package server

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"time"

	"pactgraph/graph"
	"pactgraph/internal/tokens"
)

// Options say how a server behaves. The zero value is a good one.
type Options struct {
	// Log takes what goes wrong; slog's default, if nil.
	Log *slog.Logger
	// Limits bound what a request may cost; DefaultLimits, if zero.
	Limits Limits
	// Now is the clock by which status is derived; time.Now, if nil.
	Now func() time.Time
	// Admins are those who may ask for explanations, by the header Pactgraph-Explain; nobody, if nil.
	Admins *tokens.Holders
	// Writers are those who may load, by their tokens; nobody, if nil.
	Writers *tokens.Holders
	// Loader takes what they send; nobody may load, if nil.
	Loader Loader
	// Poll is how often it is looked whether the graph has changed, as long as anybody has subscribed to its changes; a second,
	// if zero.
	Poll time.Duration
	// MCP makes what answers at /mcp, from what answers its questions; nothing does, if nil.
	MCP func(Ask) http.Handler
}

func (o Options) withDefaults() Options {
	o.Log = cmp.Or(o.Log, slog.Default())
	o.Limits = cmp.Or(o.Limits, DefaultLimits())
	o.Poll = cmp.Or(o.Poll, time.Second)
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

// New makes the handler of all that is served from a store.
func New(store graph.Reader, opts Options) http.Handler {
	opts = opts.withDefaults()
	e := newEngine(store, opts)
	mux := http.NewServeMux()
	mux.Handle("/graphql", allow(newGraphQL(e), http.MethodGet, http.MethodHead, http.MethodPost))
	if opts.MCP != nil {
		mux.Handle("/mcp", noStore(opts.MCP(e.ask)))
	}
	mux.Handle("/export", allow(newExports(e), http.MethodGet, http.MethodHead))
	for path, handle := range pages(store) {
		mux.Handle(path, allow(handle, http.MethodGet, http.MethodHead))
	}
	mux.HandleFunc("/", serveNothing)
	return withRequestID(withSecurity(mux))
}

// pages gives what is served beside GraphQL, by path.
func pages(store graph.Reader) map[string]http.HandlerFunc {
	all := map[string]http.HandlerFunc{
		"/{$}":               serveExplorer,
		"/graphiql":          serveGraphiQL,
		"/assets/{file}":     serveAsset,
		"/export/shapes.ttl": serveShapes,
		"/healthz":           healthy,
		"/readyz":            ready{store}.serve,
	}
	for _, view := range explorerPaths {
		all["/"+view] = serveExplorer
	}
	for _, noun := range append(slices.Clone(graph.Entities()), graph.NounEvidence, graph.NounClaim, graph.NounLoad) {
		all["/"+noun.Prefix()+"/{slug...}"] = serveExplorer
	}
	return all
}

// allow answers only these methods.
func allow(next http.Handler, methods ...string) http.Handler {
	list := ""
	for i, m := range methods {
		if i > 0 {
			list += ", "
		}
		list += m
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, m := range methods {
			if r.Method == m {
				next.ServeHTTP(w, r)
				return
			}
		}
		w.Header().Set("Allow", list)
		http.Error(w, fmt.Sprintf("%s isn't allowed here: %s are", r.Method, list), http.StatusMethodNotAllowed)
	})
}

// withRequestID gives each request an id, by which the log and the answer can be brought together.
func withRequestID(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := rand.Text()
		w.Header().Set("X-Request-Id", id)
		next.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), requestIDKey{}, id)))
	})
}

// contentSecurity lets pages load what this server serves, and nothing else. GraphiQL's editor sets style attributes,
// so these are allowed; scripts written into a page are not.
const contentSecurity = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// noStore has nobody keep an answer.
func noStore(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// withSecurity sets the headers that keep a browser from doing more with an answer than is meant.
func withSecurity(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", contentSecurity)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		next.ServeHTTP(w, r)
	})
}

// How long a connection may take, and how long a stopping server waits for requests that run.
const (
	headerTime = 10 * time.Second
	readTime   = 30 * time.Second
	writeTime  = 60 * time.Second
	idleTime   = 2 * time.Minute
	stopTime   = 15 * time.Second
)

// Serve answers on a listener until ctx ends. Then it takes no new connections, waits for the requests that run, at most
// 15 seconds, and returns nil; it gives an error if it had to break some off, or if the listener fails.
func Serve(ctx context.Context, listener net.Listener, handler http.Handler) error {
	streams, endStreams := context.WithCancel(context.WithoutCancel(ctx))
	defer endStreams()
	srv := &http.Server{
		BaseContext:       func(net.Listener) context.Context { return withStreamsEnd(context.Background(), streams) },
		Handler:           handler,
		ReadHeaderTimeout: headerTime,
		ReadTimeout:       readTime,
		WriteTimeout:      writeTime,
		IdleTimeout:       idleTime,
	}
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(listener) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serving failed: %w", err)
	case <-ctx.Done():
	}
	endStreams() // they have no end of their own to wait for
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
	defer cancel()
	err := srv.Shutdown(stop)
	<-failed
	if errors.Is(err, context.DeadlineExceeded) {
		_ = srv.Close()
		return fmt.Errorf("requests still ran %s after the server was told to stop, and were broken off", stopTime)
	}
	return err
}
