package server

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"pactgraph/graph"
)

// headerExplain asks for an answer with its explanation, which admins may.
const headerExplain = "Pactgraph-Explain"

// Explained is one statement by which the store answers a root field of an operation.
type Explained struct {
	// Path is the root field's, as in the answer.
	Path []string `json:"path"`
	// Text, Params and Plan are as in graph.Explanation; empty where the note tells of a reading that stores don't explain.
	Text   string         `json:"text"`
	Params map[string]any `json:"params"`
	Plan   string         `json:"plan"`
	Note   string         `json:"note,omitempty"`
}

// Explain shows how a store answers a request, without giving the answer: first the root fields that are found, in their
// order in the document, then those that are worked out, by their keys. These are worked out for it, since what they ask
// next hangs on what they were answered; each statement comes once. The revision has no explanation. The error has all that
// is wrong with the request, each with its line and column.
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

// explain asks the store how it answers each question of a plan.
func (e *engine) explain(ctx context.Context, p *plan) ([]Explained, error) {
	explainer, ok := e.store.(graph.Explainer)
	if !ok {
		return nil, graph.Errorf(graph.KindInvalid, "this store can't explain how it answers")
	}
	// A question may be answered to be explained, and once more for what is asked next.
	ctx = graph.WithBudget(ctx, 2*e.limits.Loaded)
	keys := make([]string, len(p.queries))
	for key, i := range p.roots {
		keys[i] = key
	}
	list := []Explained{}
	reading := func(key string, read func(graph.Reader) error) error {
		r := &explainingReader{Reader: e.store, explainer: explainer, key: key, seen: map[string]bool{}}
		_, err := graph.OneState(ctx, r, func(one graph.Reader) error {
			p.begin()
			if err := read(one); err != nil {
				return err
			}
			return p.loadGroups(ctx, one, key)
		})
		list = append(list, r.list...)
		return err
	}
	for i, q := range p.queries {
		if _, past := p.past[i]; past {
			list = append(list, Explained{Path: []string{keys[i]}, Note: historiesNote})
			continue
		}
		if p.groupsBelow(keys[i]) {
			if err := reading(keys[i], func(r graph.Reader) error { _, err := p.findNow(ctx, r, []graph.Query{q}); return err }); err != nil {
				return nil, err
			}
			continue
		}
		found, err := explainer.Explain(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, x := range found {
			list = append(list, explained(keys[i], x))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(p.worked)) {
		if err := reading(key, func(r graph.Reader) error { return p.worked[key].run(ctx, r, p) }); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// groupsBelow tells whether groups are asked for below a field at the root.
func (p *plan) groupsBelow(root string) bool {
	return slices.ContainsFunc(p.groups, func(g *nestedGroups) bool { return g.path[0] == ast.PathName(root) })
}

func explained(key string, x graph.Explanation) Explained {
	return Explained{Path: []string{key}, Text: x.Text, Params: x.Params, Plan: x.Plan}
}

// explainingReader is a store that notes how it answers what it is asked.
type explainingReader struct {
	graph.Reader
	explainer graph.Explainer
	key       string
	seen      map[string]bool
	list      []Explained
}

func (r *explainingReader) add(x Explained) {
	if once := x.Text + x.Note; !r.seen[once] {
		r.seen[once] = true
		r.list = append(r.list, x)
	}
}

func (r *explainingReader) note(text string) { r.add(Explained{Path: []string{r.key}, Note: text}) }

// Find is that of the store.
func (r *explainingReader) Find(ctx context.Context, queries []graph.Query) ([]graph.Answer, error) {
	for _, q := range queries {
		found, err := r.explainer.Explain(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, x := range found {
			r.add(explained(r.key, x))
		}
	}
	return r.Reader.Find(ctx, queries)
}

// Search is that of the store.
func (r *explainingReader) Search(ctx context.Context, q graph.SearchQuery) (graph.SearchAnswer, error) {
	r.note("it is looked up in the full-text index, which isn't explained")
	return r.Reader.Search(ctx, q)
}

// Tally is that of the store.
func (r *explainingReader) Tally(ctx context.Context, t graph.Tally) (graph.TallyAnswer, error) {
	r.note("it is counted by one statement, which isn't explained")
	return r.Reader.Tally(ctx, t)
}

// Journal is that of the store.
func (r *explainingReader) Journal(ctx context.Context, visit func(graph.Entry) error) error {
	r.note("all that loads have said is read, which isn't explained")
	return r.Reader.Journal(ctx, visit)
}

// historiesNote tells of what is read by index, wherever it stands in a question.
const historiesNote = "what loads have said of it is looked up, which isn't explained"

// Histories is that of the store.
func (r *explainingReader) Histories(ctx context.Context, q graph.HistoryQuery) (graph.HistoryAnswer, error) {
	r.note(historiesNote)
	return r.Reader.Histories(ctx, q)
}

// Log is that of the store.
func (r *explainingReader) Log(ctx context.Context, after graph.Place, most int) (graph.LogAnswer, error) {
	r.note("where loads have kept what they say is looked up, which isn't explained")
	return r.Reader.Log(ctx, after, most)
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
	token := bearer(r)
	_, known := g.engine.admins.Who(token)
	switch {
	case g.engine.admins.Len() == 0:
		return false, forbidden(refusal + ", and this server knows none: whoever runs it names a file of them by serve --admins")
	case token == "":
		return false, forbidden(refusal + ": send the header Authorization: Bearer TOKEN with a token of one")
	case !known:
		return false, forbidden(refusal + ", and the token in the header Authorization is not one of theirs")
	}
	return true, nil
}

// bearer gives the token of a request, "" where it has none. It is never a cookie, nor anything else that a browser adds of its own
// accord to what a page of another site has it send.
func bearer(r *http.Request) string {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

func forbidden(message string) *problem {
	return bad(http.StatusForbidden, graph.Errorf(graph.KindForbidden, "%s", message))
}
