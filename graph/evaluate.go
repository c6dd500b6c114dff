package graph

import (
	"context"
	"errors"
	"slices"
)

// Whole is a graph whose nodes and edges are at hand, such as that of the suite's oracle, or one of the past.
type Whole interface {
	View
	// Node gives the node with an id, for looking at; nil if there is none.
	Node(id string) Node
	// ClaimsAbout gives the edges CLAIMED that lead to the claims about an edge.
	ClaimsAbout(e *EdgeProps) []*EdgeProps
	// Ahead is told of which nodes edges will be looked at next, so that they can be brought together.
	Ahead(nodes []Node)
}

// Evaluator answers queries about a Whole as the Store's contract has it: the plainest way there is, and slow.
type Evaluator struct {
	ctx context.Context
	Whole
}

// NewEvaluator makes an evaluator; it ends with the context.
func NewEvaluator(ctx context.Context, w Whole) Evaluator { return Evaluator{ctx, w} }

// Ended gives the error of a context that has ended, in a store's terms; nil if it goes on.
func Ended(ctx context.Context) error {
	err := ctx.Err()
	if errors.Is(err, context.DeadlineExceeded) {
		return &Error{Kind: KindTimeout, Message: "it took longer than it was given", Err: err}
	}
	return err
}

// ByIDs answers a query by ids.
func (v Evaluator) ByIDs(q Query) ([]Node, error) {
	if err := Spend(v.ctx, len(q.IDs)); err != nil {
		return nil, err
	}
	nodes := make([]Node, len(q.IDs))
	found := make([]Node, 0, len(q.IDs))
	for i, id := range q.IDs {
		if n := v.Node(id); n != nil && (q.Noun == "" || n.Noun() == q.Noun) {
			nodes[i] = n
			found = append(found, n)
		}
	}
	v.ahead(found, q.With)
	for i, n := range nodes {
		if n == nil {
			continue
		}
		var err error
		if nodes[i], err = v.load(n, q.With); err != nil {
			return nil, err
		}
	}
	return nodes, nil
}

// Page answers a query by a filter, where candidates are all nodes of its noun.
func (v Evaluator) Page(q Query, candidates []Node) (any, error) {
	var found []RawEdge
	for _, n := range candidates {
		if err := Ended(v.ctx); err != nil {
			return nil, err
		}
		if Match(v, n, q.Filter) {
			found = append(found, RawEdge{Node: n})
		}
	}
	return v.page(q.Selection, q.Window(), []Noun{q.Noun}, found)
}

// ahead tells of nodes with which something is to be loaded.
func (v Evaluator) ahead(nodes []Node, withs []With) {
	if len(withs) > 0 && len(nodes) > 0 {
		v.Ahead(nodes)
	}
}

// page cuts a selection's page out of what was found, and loads what is wanted with each of its nodes.
func (v Evaluator) page(s Selection, w Window, ends []Noun, found []RawEdge, onEdge ...edgeWith) (any, error) {
	edges, info := Select(w, found)
	if err := Spend(v.ctx, len(edges)); err != nil {
		return nil, err
	}
	nodes := make([]Node, len(edges))
	for i, e := range edges {
		nodes[i] = e.Node
	}
	v.ahead(nodes, s.With)
	for i := range edges {
		e := &edges[i]
		if e.ID != "" {
			e.EdgeProps = NewEdge(e.ID, e.Type, e.Start, e.End, e.Props())
		}
		var err error
		if e.Node, err = v.load(e.Node, s.With); err != nil {
			return nil, err
		}
		for _, w := range onEdge {
			if err := v.loadOnEdge(e, w); err != nil {
				return nil, err
			}
		}
	}
	var total *int
	if s.Total {
		n := len(found)
		total = &n
	}
	return NewPage(ends, edges, info, total), nil
}

// Copy gives another value of the same node that shares nothing with it, with nothing loaded.
func Copy(n Node) Node {
	own := NewNode(n.Noun(), n.NodeID(), NodeProps(n))
	if degree, ok := Value(n, "degree").(int); ok {
		SetDegree(own, degree)
	}
	return own
}

// load makes a copy of a node with what is wanted with it.
func (v Evaluator) load(n Node, withs []With) (Node, error) {
	if err := Ended(v.ctx); err != nil {
		return nil, err
	}
	own := Copy(n)
	for _, w := range withs {
		if w.On != "" && w.On != n.Noun() {
			continue
		}
		field, ok := FieldOf(n.Noun(), w.Field)
		if !ok {
			continue
		}
		page, err := v.related(n, field, w)
		if err != nil {
			return nil, err
		}
		Attach(own, w.Name(), page)
	}
	return own, nil
}

// edgeWith is a With on the edges of a field.
type edgeWith struct {
	With
	target Noun
}

// related gives the page of what a field leads to.
func (v Evaluator) related(n Node, field Field, w With) (any, error) {
	var found []RawEdge
	wanted := w.EdgeFilter(field)
	v.Links(n, field, func(e *EdgeProps, end Node) {
		if len(w.Ends) > 0 && !slices.Contains(w.Ends, end.Noun()) {
			return
		}
		if MatchEdge(field, e, wanted) && Match(v, end, w.Filter) {
			found = append(found, RawEdge{EdgeProps: *e, Node: end})
		}
	})
	onEdge := make([]edgeWith, len(w.OnEdge))
	for i, e := range w.OnEdge {
		target, err := EdgeTarget(field, e)
		if err != nil {
			return nil, err
		}
		onEdge[i] = edgeWith{e, target}
	}
	return v.page(w.Selection, w.Window(field), w.PageEnds(field), found, onEdge...)
}

// loadOnEdge attaches to an edge the claims about it, or the node that one of its properties names.
func (v Evaluator) loadOnEdge(e *RawEdge, w edgeWith) error {
	var found []RawEdge
	add := func(edge EdgeProps, id string) {
		if n := v.Node(id); n != nil && Match(v, n, w.Filter) {
			found = append(found, RawEdge{EdgeProps: edge, Node: n})
		}
	}
	if w.Field == "claims" {
		for _, claimed := range v.ClaimsAbout(&e.EdgeProps) {
			add(*claimed, claimed.End)
		}
	} else if id, ok := e.EdgeProps.Value(w.Field).(string); ok {
		add(EdgeProps{}, id)
	}
	page, err := v.page(w.Selection, w.EdgeWindow(w.target), []Noun{w.target}, found)
	if err != nil {
		return err
	}
	e.Attach(w.Name(), page)
	return nil
}
