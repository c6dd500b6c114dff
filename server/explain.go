package server

import (
	"context"
	"net/http"
	"strings"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"pactgraph/graph"
)

// headerExplain asks for an answer with its explanation, which admins may.
const headerExplain = "Pactgraph-Explain"

// Explained is one statement by which the store answers a root field of an operation.
type Explained struct {
	// Path is the root field's, as in the answer.
	Path []string `json:"path"`
	// Text, Params and Plan are as in graph.Explanation.
	Text   string         `json:"text"`
	Params map[string]any `json:"params"`
	Plan   string         `json:"plan"`
}

// Explain shows how a store answers a request, without answering it. Root fields that aren't found by a query of their own,
// such as revision, have no explanation. The error has all that is wrong with the request, each with its line and column.
func Explain(ctx context.Context, store graph.Reader, opts Options, req Request) ([]Explained, error) {
	opts = opts.withDefaults()
	e := newEngine(store, opts)
	ctx, cancel := context.WithTimeout(ctx, e.limits.Time)
	defer cancel()
	_, p, errs := e.compile(request{Query: req.Document, OperationName: req.Operation, Variables: req.Variables})
	if len(errs) > 0 {
		return nil, graph.Errorf(graph.KindInvalid, "%s", listed(e.refused(ctx, errs).Errors))
	}
	return e.explain(ctx, p)
}

// listed writes errors one below the other, each after its place in the document.
func listed(errs gqlerror.List) string {
	lines := make([]string, len(errs))
	for i, err := range errs {
		shown := gqlerror.Error{Message: err.Message, Locations: err.Locations, Path: err.Path}
		lines[i] = strings.TrimPrefix(shown.Error(), "input:")
	}
	return strings.Join(lines, "\n")
}

// explain asks the store how it answers each question of a plan, in their order in the document.
func (e *engine) explain(ctx context.Context, p *plan) ([]Explained, error) {
	explainer, ok := e.store.(graph.Explainer)
	if !ok {
		return nil, graph.Errorf(graph.KindInvalid, "this store can't explain how it answers")
	}
	keys := make([]string, len(p.queries))
	for key, i := range p.roots {
		keys[i] = key
	}
	list := []Explained{}
	for i, q := range p.queries {
		found, err := explainer.Explain(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, x := range found {
			list = append(list, Explained{[]string{keys[i]}, x.Text, x.Params, x.Plan})
		}
	}
	return list, nil
}

// wantsExplanation tells whether a request is to be answered with its explanation, and refuses that to all but admins.
func (g graphQL) wantsExplanation(r *http.Request) (bool, *problem) {
	switch value := r.Header.Get(headerExplain); strings.ToLower(value) {
	case "", "false":
		return false, nil
	case "true":
	default:
		return false, badf("the header %s is true or false, and here it is %q", headerExplain, value)
	}
	const refusal = "explanations are for admins"
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	_, known := g.engine.admins.Who(strings.TrimSpace(token))
	switch {
	case g.engine.admins.Len() == 0:
		return false, forbidden(refusal + ", and this server knows none: whoever runs it names a file of them by serve --admins")
	case !strings.EqualFold(scheme, "Bearer") || strings.TrimSpace(token) == "":
		return false, forbidden(refusal + ": send the header Authorization: Bearer TOKEN with a token of one")
	case !known:
		return false, forbidden(refusal + ", and the token in the header Authorization is not one of theirs")
	}
	return true, nil
}

func forbidden(message string) *problem {
	return bad(http.StatusForbidden, graph.Errorf(graph.KindForbidden, "%s", message))
}
