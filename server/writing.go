package server

import (
	"context"
	"sync/atomic"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// writing watches an answer being written: it is given up when its time is over, and when it becomes too long.
type writing struct {
	ctx     context.Context
	present presenter
	most    int64
	bytes   atomic.Int64
	// stopped is why it was given up; nil if it wasn't.
	stopped atomic.Pointer[gqlerror.Error]
}

// resolve gives a field's value. Once the answer is given up, each field that is left gives the same error, at no cost;
// none of them is shown.
func (w *writing) resolve(ctx context.Context, next graphql.Resolver) (any, error) {
	if err := w.stopped.Load(); err != nil {
		return nil, err
	}
	if err := w.ctx.Err(); err != nil {
		return nil, w.stop(err)
	}
	v, err := next(ctx)
	if w.bytes.Add(textSize(v)) > w.most {
		return nil, w.stop(overLimit("the texts of the answer have more than %d bytes, which is the most allowed: ask for smaller pages (first), or for fewer fields", w.most))
	}
	return v, err
}

// textSize is how many bytes of text a value has: a text that may be missing, as columns of rows are, and a list of texts too.
func textSize(v any) (size int64) {
	switch v := v.(type) {
	case string:
		return int64(len(v))
	case *string:
		if v != nil {
			return int64(len(*v))
		}
	case []string:
		for _, text := range v {
			size += int64(len(text))
		}
	}
	return size
}

// stop gives the answer up.
func (w *writing) stop(err error) error {
	shown := w.present.present(w.ctx, &gqlerror.Error{Err: err, Message: err.Error()})
	// Of no field more than of another; not nil, which gqlgen would fill in, for fields that are resolved at the same time.
	shown.Path, shown.Locations = ast.Path{}, []gqlerror.Location{}
	w.stopped.CompareAndSwap(nil, shown)
	return w.stopped.Load()
}

// response is what was written, or why it was given up.
func (w *writing) response(result *graphql.Response, errs gqlerror.List) response {
	if err := w.stopped.Load(); err != nil {
		return response{Errors: gqlerror.List{{Err: err.Err, Message: err.Message, Extensions: err.Extensions}}}
	}
	return response{Data: result.Data, Errors: append(result.Errors, errs...)}
}
