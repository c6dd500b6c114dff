package server

import (
	"context"
	"sync"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"pactgraph/graph"
)

// feed says how a subscription goes on: each event asks on from the place where the one before it ended.
type feed struct {
	query *graph.ChangesQuery
	// field is the one that is subscribed to.
	field *ast.Field
	// fresh: it begins with what comes from now on.
	fresh bool
	// caughtUp: nothing more was there when it was asked last.
	caughtUp bool
}

func newFeed(a arguments, q *graph.ChangesQuery) *feed {
	if q.First < 1 {
		a.report(inputErrorf("first", "an event has at least one change: first can't be %d", q.First))
	}
	return &feed{query: q, field: a.field, fresh: a.values["since"] == nil && q.After == ""}
}

// needsStream refuses a subscription that is asked for as if it had one answer.
func needsStream(op *ast.OperationDefinition) gqlerror.List {
	const message = "a subscription has no one answer: ask for it over a WebSocket (graphql-transport-ws), or with the header Accept: text/event-stream"
	return gqlerror.List{refuse(graph.Errorf(graph.KindInvalid, message), nil, op.Position, "")}
}

// event gives the context in which an event is written. gqlgen writes it in none of the field that is subscribed to, and then
// neither errors nor nodes know where they stand.
func (f *feed) event(ctx context.Context, p *plan) context.Context {
	return graphql.WithFieldContext(ctx, &graphql.FieldContext{
		Object: "Subscription", Field: graphql.CollectedField{Field: f.field}, Result: p.changes(),
	})
}

// changes gives the changes that were found for a subscription.
func (p *plan) changes() *graph.Changes {
	for _, a := range p.worked {
		if c, ok := a.value.(*graph.Changes); ok {
			return c
		}
	}
	return &graph.Changes{}
}

// subscription is one that is open. It belongs to one goroutine.
type subscription struct {
	engine *engine
	op     *graphql.OperationContext
	plan   *plan
	req    request
	leave  func()
}

// subscribe begins a subscription; whoever has it closes it.
func (e *engine) subscribe(ctx context.Context, req request) (*subscription, gqlerror.List) {
	op, p, errs := e.compile(req)
	if len(errs) > 0 {
		return nil, e.refused(ctx, errs).Errors
	}
	leave, ok := e.streams.open.enter()
	if !ok {
		busy := refused(codeBusy, "the server has %d subscriptions open, which is the most allowed: try again later", cap(e.streams.open))
		return nil, gqlerror.List{busy.err}
	}
	return &subscription{e, op, p, req, leave}, nil
}

func (s *subscription) close() { s.leave() }

// next gives the next event as soon as there is one. It is not ok where none will follow: after an error, for other operations
// than subscriptions after their one answer, and when the context ends, with nothing to send then.
func (s *subscription) next(ctx context.Context) (resp response, ok bool) {
	if s.plan.feed == nil {
		return s.once(ctx, func(ctx context.Context) response { return s.engine.answer(ctx, s.op, s.plan, false) }), false
	}
	for {
		if err := s.await(ctx); err != nil {
			return s.failed(ctx, err), false
		}
		found := false
		resp := s.once(ctx, func(ctx context.Context) response {
			var resp response
			resp, found = s.event(ctx)
			return resp
		})
		if found || len(resp.Errors) > 0 || ctx.Err() != nil {
			return resp, found && ctx.Err() == nil
		}
	}
}

// await waits until there may be something to tell.
func (s *subscription) await(ctx context.Context) error {
	f := s.plan.feed
	if f.fresh {
		now, err := s.engine.store.Revision(ctx)
		if err != nil {
			return err
		}
		f.query.From, f.fresh, f.caughtUp = &graph.Place{Revision: now + 1}, false, true
	}
	if !f.caughtUp {
		return nil
	}
	return s.engine.streams.watch.beyond(ctx, f.query.From.Revision-1)
}

// once does one piece of work in its turn, within the time of a request.
func (s *subscription) once(ctx context.Context, do func(context.Context) response) (resp response) {
	for {
		leave, ok := s.engine.gate.enter(ctx)
		if ok {
			defer leave()
			break
		}
		if ctx.Err() != nil {
			return response{}
		}
	}
	ctx, cancel := s.req.within(ctx, s.engine.limits)
	defer cancel()
	defer func() {
		if cause := recover(); cause != nil {
			resp = s.failed(ctx, s.engine.present.recover(ctx, cause))
		}
	}()
	return do(ctx)
}

// event asks for what was changed since the event before, and tells whether there is any.
func (s *subscription) event(ctx context.Context) (resp response, found bool) {
	if err := s.plan.ask(ctx, graph.Following(s.engine.store), s.engine.limits.Loaded); err != nil {
		return s.failed(ctx, err), false
	}
	f, page := s.plan.feed, s.plan.changes()
	if begin, err := f.query.Begin(); err != nil || page.End.Compare(begin) < 0 {
		const gone = "the graph has no such revision, or has been replaced since: subscribe again without since and after"
		return s.failed(ctx, graph.Errorf(graph.KindConflict, gone)), false
	}
	f.query.From, f.caughtUp = &page.End, !page.PageInfo.HasNextPage
	if len(page.Edges) == 0 {
		return response{}, false
	}
	// Where the page was cut, the next begins after its last change, and else where the log ended when it was read.
	resp = s.engine.execute(ctx, s.op, s.plan)
	resp.answered = s.plan.answered()
	return resp, true
}

func (s *subscription) failed(ctx context.Context, err error) response {
	if ctx.Err() != nil && graph.KindOf(context.Cause(ctx)) != graph.KindTimeout {
		return response{} // nobody is there to be told
	}
	return response{Errors: gqlerror.List{s.engine.present.present(ctx, err)}}
}

// streams is what all subscriptions share.
type streams struct {
	// open has room for the subscriptions that may be open, sockets for the WebSockets.
	open, sockets places
	watch         *watch
}

func newStreams(store graph.Reader, opts Options) *streams {
	most := opts.Limits.Subscriptions
	return &streams{make(places, most), make(places, most), newWatch(store, opts.Poll)}
}

// places are of a bounded number.
type places chan struct{}

// enter takes a place, which leave gives back; it is not ok if there is none.
func (p places) enter() (leave func(), ok bool) {
	select {
	case p <- struct{}{}:
		return func() { <-p }, true
	default:
		return nil, false
	}
}

// watch tells when the graph has changed. Loads may run in other processes, so it looks at the revision again and again, once for
// all who wait, and only while somebody does.
type watch struct {
	store graph.Reader
	every time.Duration

	mu      sync.Mutex
	known   int
	changed chan struct{} // closed when known has changed
	waiting int
	stop    context.CancelFunc
}

func newWatch(store graph.Reader, every time.Duration) *watch {
	return &watch{store: store, every: every, changed: make(chan struct{})}
}

// beyond waits until the graph's revision is greater than one, or until it is less, since the graph was replaced.
func (w *watch) beyond(ctx context.Context, revision int) error {
	now, err := w.store.Revision(ctx)
	if err != nil || now != revision {
		return err
	}
	w.enter(now)
	defer w.leave()
	for {
		w.mu.Lock()
		known, changed := w.known, w.changed
		w.mu.Unlock()
		if known != revision {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (w *watch) enter(revision int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.waiting++; w.waiting == 1 {
		ctx, stop := context.WithCancel(context.Background())
		w.stop = stop
		go w.look(ctx)
		w.set(revision)
	} else if revision > w.known {
		w.set(revision)
	}
}

func (w *watch) leave() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.waiting--; w.waiting == 0 {
		w.stop()
	}
}

// look looks at the revision until it is told to stop. A store that can't tell it now may tell it later.
func (w *watch) look(ctx context.Context) {
	tick := time.NewTicker(w.every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if now, err := w.store.Revision(ctx); err == nil {
			w.mu.Lock()
			w.set(now)
			w.mu.Unlock()
		}
	}
}

// set notes a revision, and tells all who wait if it is another. The lock must be held.
func (w *watch) set(revision int) {
	if w.known != revision {
		w.known = revision
		close(w.changed)
		w.changed = make(chan struct{})
	}
}
