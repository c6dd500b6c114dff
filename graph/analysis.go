package graph

import (
	"context"
	"slices"
)

// Analysis works something out of a graph that no single query answers: a what-if, a comparison, a search for gaps.
// It never touches a store. It says what it wants to know, is given it, and may then want to know more; so it can be
// tested on values made by hand, and gives the same on every store.
//
// An analysis belongs to one goroutine and is used once. Analyse asks its questions.
type Analysis interface {
	// Want gives the queries whose answers are needed next; none when the analysis is done. It may be called again
	// before Take, and then gives the same.
	//
	// A query at its root is answered whole, however long the list or the ids: its Page, which must be empty, and the
	// limits on pages are none of the analysis' business. What is nested is loaded as the query says. Where a nested
	// With asks for MaxPage nodes, it means all there are: a node that has more makes the analysis fail with
	// KindTooLarge, so that nothing is ever left out in silence.
	Want() []Query
	// Take takes the answers to the queries that Want gave, in their order. They are all of one state of the graph, which
	// is that of the answers before. An error ends the analysis.
	Take([]Answer) error
}

// analysisNodes is how many nodes an analysis may be given at the roots of its queries.
const analysisNodes = 20_000

// Analyse asks an analysis' questions until it has no more, and gives the analysis that is done with the revision of
// the graph that it is about. All its questions are answered from one state of the graph: where a load comes between
// two of them, a new analysis is begun (see OneState). It refuses with KindTooLarge what would take more nodes than can
// be analysed at once.
func Analyse[A Analysis](ctx context.Context, r Reader, begin func() A) (A, int, error) {
	var a A
	revision, err := OneState(ctx, r, func(one Reader) error {
		a = begin()
		return askAll(ctx, one, a)
	})
	if err == nil && revision < 0 {
		revision, err = r.Revision(ctx)
	}
	return a, revision, err
}

func askAll(ctx context.Context, r Reader, a Analysis) error {
	asker := asker{ctx: ctx, reader: r}
	for {
		queries := a.Want()
		if len(queries) == 0 {
			return nil
		}
		answers, err := asker.whole(queries)
		if err != nil {
			return err
		}
		if err := a.Take(answers); err != nil {
			return err
		}
	}
}

// asker asks queries whole.
type asker struct {
	ctx    context.Context
	reader Reader
	nodes  int
}

// whole answers queries with all that they have, page by page. Queries that need more pages ask for them together.
func (a *asker) whole(queries []Query) ([]Answer, error) {
	answers := make([]Answer, len(queries))
	open := make([]int, len(queries)) // the queries that aren't answered whole
	next := make([]Query, len(queries))
	for i, q := range queries {
		open[i], next[i] = i, firstPart(q)
	}
	for len(open) > 0 {
		parts, err := a.find(next)
		if err != nil {
			return nil, err
		}
		var still []int
		var more []Query
		for i, at := range open {
			join(&answers[at], parts[i])
			if q, ok := nextPart(queries[at], answers[at]); ok {
				still, more = append(still, at), append(more, q)
			}
		}
		open, next = still, more
	}
	return answers, nil
}

// find asks queries once, and sees that nothing in the answers is cut short.
func (a *asker) find(queries []Query) ([]Answer, error) {
	answers, err := a.reader.Find(a.ctx, queries)
	if err != nil {
		return nil, err
	}
	for i, answer := range answers {
		nodes := answer.Nodes
		for _, l := range links(answer.Page) {
			nodes = append(nodes, l.node)
		}
		if a.nodes += len(nodes); a.nodes > analysisNodes {
			return nil, Errorf(KindTooLarge, "the question takes more than %d nodes into account, which is too many to be answered at once: make it narrower", analysisNodes)
		}
		if err := checkComplete(nodes, queries[i].With); err != nil {
			return nil, err
		}
	}
	return answers, nil
}

// firstPart gives the question for the beginning of a query's answer.
func firstPart(q Query) Query {
	if q.IDs != nil {
		q.IDs = q.IDs[:min(len(q.IDs), MaxPage)]
		return q
	}
	all := MaxPage
	q.Page = Page{First: &all}
	return q
}

// nextPart gives the question for what an answer still lacks; false where it is whole.
func nextPart(q Query, answer Answer) (Query, bool) {
	if q.IDs != nil {
		got := len(answer.Nodes)
		left := q.IDs[got:]
		q.IDs = left[:min(len(left), MaxPage)]
		return q, len(left) > 0
	}
	info := answer.Page.(anyPage).info()
	part := firstPart(q)
	part.Page.After = info.EndCursor
	return part, info.HasNextPage
}

// join adds the next part of an answer.
func join(whole *Answer, part Answer) {
	whole.Revision = part.Revision
	whole.Nodes = append(whole.Nodes, part.Nodes...)
	switch {
	case whole.Page == nil:
		whole.Page = part.Page
	case part.Page != nil:
		whole.Page.(interface{ join(any) }).join(part.Page)
	}
}

// join adds the page that comes next in the list.
func (p *PageOf[N]) join(next any) {
	n := next.(*PageOf[N])
	p.Edges = append(p.Edges, n.Edges...)
	p.PageInfo.HasNextPage, p.PageInfo.EndCursor = n.PageInfo.HasNextPage, n.PageInfo.EndCursor
}

// checkComplete tells whether what was loaded with nodes is all there is, where it was asked for whole.
func checkComplete(nodes []Node, withs []With) error {
	for _, n := range nodes {
		if n == nil {
			continue
		}
		for _, w := range withs {
			page, ok := Loaded(n, w.Name()).(anyPage)
			if !ok {
				continue
			}
			if size, _ := w.Page.Size(); size == MaxPage && page.info().HasNextPage {
				return Errorf(KindTooLarge, "%s has more than %d %s, which is too many to be analysed at once", n.NodeID(), MaxPage, w.Field)
			}
			list := links(page)
			if len(w.With) == 0 || len(list) == 0 {
				continue
			}
			below := make([]Node, len(list))
			for i, l := range list {
				below[i] = l.node
			}
			if err := checkComplete(below, w.With); err != nil {
				return err
			}
		}
	}
	return nil
}

// WithAll asks for all that a field leads to, for an analysis. The key is the field's own with a mark, so that it
// doesn't meet what something else asks for.
func WithAll(mark, field string, with ...With) With {
	all := MaxPage
	return With{Key: "~" + mark + "." + field, Field: field, Selection: Selection{Page: Page{First: &all}, With: slices.Clip(with)}}
}
