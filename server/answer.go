package server

import (
	"bytes"
	"context"
	"encoding/json"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"pactgraph/graph"
)

// Request is one GraphQL request.
type Request struct {
	Document  string
	Operation string
	Variables map[string]any
}

// Answer answers one request from a store without a server: the same JSON as over HTTP, indented. It tells with ok
// whether there are no errors in it.
func Answer(ctx context.Context, store graph.Reader, opts Options, req Request) (answer []byte, ok bool, err error) {
	e := newEngine(store, opts.withDefaults())
	r := e.do(ctx, request{Query: req.Document, OperationName: req.Operation, Variables: req.Variables})
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(r); err != nil {
		return nil, false, graph.Errorf(graph.KindInternal, "the answer can't be written: %w", err)
	}
	return out.Bytes(), len(r.Errors) == 0, nil
}

// Ask answers a request that only reads, as the JSON of GraphQL's answer: its data, its errors, or both. A mutation or a
// subscription is one of the errors. It may be called at the same time as often as one likes.
type Ask func(ctx context.Context, req Request) ([]byte, error)

// NewAsk makes an Ask of a store, under the limits that its answers have over HTTP, all of its callers together.
func NewAsk(store graph.Reader, opts Options) Ask {
	return newEngine(store, opts.withDefaults()).ask
}

func (e *engine) ask(ctx context.Context, req Request) ([]byte, error) {
	parts, err := e.asked(ctx, request{Query: req.Document, OperationName: req.Operation, Variables: req.Variables, reading: true}).parts()
	return bytes.Join(parts, nil), err
}

// asked answers a request as soon as there is room for it.
func (e *engine) asked(ctx context.Context, req request) response {
	leave, ok := e.gate.enter(ctx)
	if !ok {
		return response{Errors: gqlerror.List{e.gate.busy().err}}
	}
	defer leave()
	return e.do(ctx, req)
}
