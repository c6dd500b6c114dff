package server

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"pactgraph/graph"
)

// failure says what a kind of error is called in extensions.code, and the HTTP status of a response that holds nothing
// but such errors.
type failure struct {
	code   string
	status int
}

// failures is the one table from kinds of error to what a program sees of them.
var failures = map[graph.Kind]failure{
	graph.KindInvalid:     {"BAD_USER_INPUT", http.StatusUnprocessableEntity},
	graph.KindNotFound:    {"NOT_FOUND", http.StatusNotFound},
	graph.KindConflict:    {"CONFLICT", http.StatusConflict},
	graph.KindForbidden:   {"FORBIDDEN", http.StatusForbidden},
	graph.KindTooLarge:    {"LIMIT_EXCEEDED", http.StatusUnprocessableEntity},
	graph.KindTimeout:     {"TIMEOUT", http.StatusGatewayTimeout},
	graph.KindUnavailable: {"UNAVAILABLE", http.StatusServiceUnavailable},
	graph.KindInternal:    {"INTERNAL", http.StatusInternalServerError},
}

// Codes of what is wrong with a request as GraphQL over HTTP has it, rather than with what it asks of the graph.
const (
	codeNoOperation  = "OPERATION_RESOLUTION_FAILURE"
	codeMethod       = "METHOD_NOT_ALLOWED"
	codeNotPersisted = "PERSISTED_QUERY_NOT_FOUND"
	codeOtherHash    = "PERSISTED_QUERY_HASH_MISMATCH"
	codeBusy         = "TOO_MANY_REQUESTS"
)

var requestStatus = map[string]int{
	codeNoOperation:  http.StatusUnprocessableEntity,
	codeMethod:       http.StatusMethodNotAllowed,
	codeNotPersisted: http.StatusNotFound,
	codeOtherHash:    http.StatusBadRequest,
	codeBusy:         http.StatusServiceUnavailable,
}

// statusOf gives the HTTP status for a code; documents that can't be read or are not valid have gqlparser's codes.
func statusOf(code string) int {
	for _, f := range failures {
		if f.code == code {
			return f.status
		}
	}
	return cmp.Or(requestStatus[code], http.StatusBadRequest)
}

func codeOf(err *gqlerror.Error) string {
	code, _ := err.Extensions["code"].(string)
	return code
}

// refuse makes the error for a part of a document that can't be answered: where it stands in the response and in the
// document, and which argument it is about, if it is about one.
func refuse(err error, path ast.Path, at *ast.Position, argument string) *gqlerror.Error {
	kind := graph.KindOf(err)
	e := &gqlerror.Error{Err: err, Message: err.Error(), Path: path, Extensions: map[string]any{"code": failures[kind].code}}
	if at != nil {
		e.Locations = []gqlerror.Location{{Line: at.Line, Column: at.Column}}
	}
	if argument != "" {
		e.Extensions["argument"] = argument
	}
	return e
}

// withCode marks gqlparser's own errors, which have no code.
func withCode(list gqlerror.List, code string) gqlerror.List {
	for _, e := range list {
		errcode.Set(e, code)
	}
	return list
}

// presenter makes of an error what the one who asked is shown. Errors of ours and panics are logged, and shown as no
// more than an id under which the log has them.
type presenter struct{ log *slog.Logger }

// present keeps path and location, and gives the error its code.
func (p presenter) present(ctx context.Context, err error) *gqlerror.Error {
	shown := &gqlerror.Error{Path: graphql.GetPath(ctx)}
	if known, ok := errors.AsType[*gqlerror.Error](err); ok {
		if codeOf(known) != "" && graph.KindOf(known.Err) != graph.KindInternal {
			if short := shortened(known.Message); short != known.Message {
				return &gqlerror.Error{Err: known.Err, Message: short, Path: known.Path, Locations: known.Locations, Extensions: known.Extensions, Rule: known.Rule}
			}
			return known // as it is: fields that are resolved at the same time may have one error
		}
		shown.Path, shown.Locations = known.Path, known.Locations
	}
	kind := kindOf(err)
	shown.Err, shown.Extensions = err, map[string]any{"code": failures[kind].code}
	switch kind {
	case graph.KindInternal:
		id := requestID(ctx)
		p.log.ErrorContext(ctx, "internal error", "request", id, "path", shown.Path.String(), "error", err)
		shown.Message = "internal error; the log has it under " + id
		shown.Extensions["requestId"] = id
	case graph.KindTimeout:
		shown.Message = "the question took longer than it was given: ask for less at once"
		if cause := context.Cause(ctx); graph.KindOf(cause) == graph.KindTimeout {
			shown.Message = message(cause)
		}
	default:
		shown.Message = shortened(message(err))
	}
	return shown
}

// longestMessage is how many bytes of a message are shown. Messages quote what was sent, which may be of any length.
const longestMessage = 1000

// shortened leaves out the middle of a message that is too long to be read.
func shortened(text string) string {
	if len(text) <= longestMessage {
		return text
	}
	const half = longestMessage / 2
	begin, end := strings.ToValidUTF8(text[:half], ""), strings.ToValidUTF8(text[len(text)-half:], "")
	return fmt.Sprintf("%s … (%d bytes are left out) … %s", begin, len(text)-2*half, end)
}

// kindOf is graph.KindOf, and knows a context's errors.
func kindOf(err error) graph.Kind {
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return graph.KindTimeout
	}
	return graph.KindOf(err)
}

// message gives what a domain error says to a person, without what it was wrapped in.
func message(err error) string {
	if e, ok := errors.AsType[*graph.Error](err); ok {
		return e.Message
	}
	return err.Error()
}

// recover makes an error of a panic in a resolver, and keeps where it happened for the log.
func (p presenter) recover(ctx context.Context, cause any) error {
	p.log.ErrorContext(ctx, "panic", "request", requestID(ctx), "cause", cause, "stack", string(debug.Stack()))
	return fmt.Errorf("panic: %v", cause)
}

type requestIDKey struct{}

// requestID gives the id of the request that a context belongs to.
func requestID(ctx context.Context) string {
	id, _ := ctx.Value(requestIDKey{}).(string)
	return id
}
