package export

import (
	"context"

	"pactgraph/graph"
)

// A filtered export has the nodes that match, those around them, and what all of these need, so that it loads by itself and everything
// in it can be traced to a quote:
//
//   - the sources of their quotes, who published these, and what these cite;
//   - the statements in whose words something is claimed, and who made them;
//   - whom an edge names.
//
// Among all these nodes it has every edge, and about these nodes and edges every claim with its evidence.

// selection is what is kept of a spool. Nil keeps everything.
type selection struct {
	nodeIDs, edgeIDs map[string]struct{}
	day              graph.Date
}

func (s *selection) hasNode(id string) bool {
	if s == nil {
		return true
	}
	_, ok := s.nodeIDs[id]
	return ok
}

// hasEdge tells whether both ends are kept, and the edge held on the day, if there is one.
func (s *selection) hasEdge(e graph.Said) bool {
	return s == nil || s.hasNode(e.Start) && s.hasNode(e.End) && heldOn(e, s.day)
}

func (s *selection) hasClaim(c graph.Said) bool {
	if s == nil {
		return true
	}
	if c.AboutEdge != "" {
		_, ok := s.edgeIDs[c.AboutEdge]
		return ok
	}
	return s.hasNode(c.About)
}

// heldOn tells whether an edge held on a day.
func heldOn(e graph.Said, day graph.Date) bool {
	if day == "" {
		return true
	}
	noun, _ := graph.NounOf(e.Start)
	rel, _ := graph.RelationOf(noun, e.Type)
	field, _ := graph.FieldOf(noun, rel.Out)
	filter := graph.EdgeHeldOn(field, day)
	if filter == nil {
		return true
	}
	edge := graph.NewEdge(e.Target, e.Type, e.Start, e.End, e.Props)
	return graph.MatchEdge(field, &edge, filter)
}

// choose finds out what is kept.
func (e *Export) choose(ctx context.Context, r graph.Reader) (*selection, error) {
	if len(e.opts.Match) == 0 && e.opts.AsOf == "" {
		return nil, nil
	}
	c := &chooser{Export: e, selection: selection{nodeIDs: map[string]struct{}{}, edgeIDs: map[string]struct{}{}, day: e.opts.AsOf}}
	if err := c.match(ctx, r); err != nil {
		return nil, err
	}
	for range e.opts.Around {
		if err := c.widen(ctx); err != nil {
			return nil, err
		}
	}
	for grown := true; grown; {
		var err error
		if grown, err = c.need(ctx); err != nil {
			return nil, err
		}
	}
	return &c.selection, nil
}

// chooser finds out what is kept. It holds ids only.
type chooser struct {
	*Export
	selection
	// held are the nodes that held on the day, where there is one.
	held map[string]struct{}
}

// match takes the nodes that match. Without any filter, those that held on the day do.
func (c *chooser) match(ctx context.Context, r graph.Reader) error {
	if c.day != "" {
		c.held = map[string]struct{}{}
	}
	for _, noun := range graph.Entities() {
		if c.day != "" {
			held := func(id string) { c.held[id] = struct{}{} }
			if err := find(ctx, r, noun, graph.HeldOn(noun, c.day), held); err != nil {
				return err
			}
		}
		filter, wanted := c.opts.Match[noun]
		if !wanted && len(c.opts.Match) > 0 {
			continue
		}
		err := find(ctx, r, noun, filter, func(id string) {
			if c.may(id) {
				c.nodeIDs[id] = struct{}{}
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// find gives the ids of the nodes of a noun that a filter wants, a page at a time.
func find(ctx context.Context, r graph.Reader, noun graph.Noun, filter graph.Filter, take func(id string)) error {
	size := graph.MaxPage
	page := graph.Page{First: &size}
	for {
		answers, err := r.Find(ctx, []graph.Query{{Noun: noun, Selection: graph.Selection{Filter: filter, Page: page}}})
		if err != nil {
			return err
		}
		ids, info := graph.PageIDs(answers[0].Page)
		for _, id := range ids {
			take(id)
		}
		if !info.HasNextPage {
			return nil
		}
		page.After = info.EndCursor
	}
}

// may tells whether a node may match or be around others: it held on the day, if there is one.
func (c *chooser) may(id string) bool {
	_, ok := c.held[id]
	return ok || c.held == nil
}

// widen takes the nodes that an edge joins with those that are there.
func (c *chooser) widen(ctx context.Context) error {
	found := map[string]struct{}{}
	err := c.eachEdge(ctx, func(e graph.Said) error {
		switch start, end := c.hasNode(e.Start), c.hasNode(e.End); {
		case start == end || !heldOn(e, c.day):
		case start && c.may(e.End):
			found[e.End] = struct{}{}
		case end && c.may(e.Start):
			found[e.Start] = struct{}{}
		}
		return nil
	})
	for id := range found {
		c.nodeIDs[id] = struct{}{}
	}
	return err
}

func (c *chooser) eachEdge(ctx context.Context, visit func(graph.Said) error) error {
	for _, rel := range graph.Relations() {
		if err := c.spool.read(ctx, edgeSection(rel.From, rel.Type), visit); err != nil {
			return err
		}
	}
	return nil
}

// words are the edges that say on whose word something stands: who has the start needs the end.
var words = map[graph.EdgeType]graph.Noun{
	graph.EdgeMadeBy: graph.NounStatement, graph.EdgeOnBehalfOf: graph.NounStatement,
	graph.EdgeCites: graph.NounSource, graph.EdgePublishedBy: graph.NounSource,
}

// need takes what the nodes need that are there, one step on, and tells whether that was anything new.
func (c *chooser) need(ctx context.Context) (grown bool, err error) {
	before := len(c.nodeIDs) + len(c.edgeIDs)
	err = c.eachEdge(ctx, func(e graph.Said) error {
		if noun, _ := graph.NounOf(e.Start); words[e.Type] == noun && c.hasNode(e.Start) && heldOn(e, c.day) {
			c.nodeIDs[e.End] = struct{}{}
		}
		if !c.hasEdge(e) {
			return nil
		}
		c.edgeIDs[e.Target] = struct{}{}
		if by, ok := e.Props["by"].(string); ok {
			c.nodeIDs[by] = struct{}{}
		}
		return nil
	})
	if err != nil || c.opts.WithoutClaims {
		return len(c.nodeIDs)+len(c.edgeIDs) > before, err
	}
	err = c.spool.read(ctx, claimSection, func(s graph.Said) error {
		if !c.hasClaim(s) {
			return nil
		}
		for _, q := range s.Evidence {
			c.nodeIDs[q.Source] = struct{}{}
		}
		if s.VoicedIn != "" {
			c.nodeIDs[s.VoicedIn] = struct{}{}
		}
		return nil
	})
	return len(c.nodeIDs)+len(c.edgeIDs) > before, err
}
