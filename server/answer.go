package server

import (
	"bytes"
	"context"
	"encoding/json"

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
