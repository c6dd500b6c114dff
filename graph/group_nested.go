package graph

import (
	"context"
	"slices"
)

// FindWithGroups answers queries as the reader's Find does, and then the groups that their lists ask for: those of one field
// for all the nodes from which it leads on by one tally, however many there are. It gives the groups by the question too.
//
// Its errors are those of Find, and KindTooLarge where there are more groups than can be counted at once.
func FindWithGroups(ctx context.Context, r Reader, queries []Query) (answers []Answer, found map[*GroupQuery][]*Groups, err error) {
	if !slices.ContainsFunc(queries, func(q Query) bool { return q.asksGroups() }) {
		answers, err = r.Find(ctx, queries)
		return answers, nil, err
	}
	_, err = OneState(ctx, r, func(one Reader) error {
		if answers, err = one.Find(ctx, queries); err != nil {
			return err
		}
		var g gatherer
		for i, q := range queries {
			g.answer(q, answers[i])
		}
		found, err = g.groups(ctx, one)
		return err
	})
	return answers, found, err
}

// asksGroups tells whether groups are asked for in the list or below it.
func (s Selection) asksGroups() bool {
	return len(s.Groups) > 0 || slices.ContainsFunc(s.With, With.asksGroups)
}

func (w With) asksGroups() bool {
	return w.Selection.asksGroups() || slices.ContainsFunc(w.OnEdge, With.asksGroups)
}

// groups are those that a question asks for of the list of a query at its root.
func (q Query) groups(g *GroupQuery) grouping {
	return g.in(q.Filter, nil)
}

// groups are those that a question asks for of what a field leads to. The ids of the origins are left open.
func (w With) groups(field Field, g *GroupQuery) grouping {
	return g.in(w.Filter, &Origins{On: field.On, Field: field.Name, Edge: w.Edge})
}

// edgeGroups are those that a question asks for of the claims about edges.
func (w With) edgeGroups(g *GroupQuery) grouping { return g.in(w.Filter, &Origins{Field: w.Field}) }

// in asks for the groups of a list, whose filter says all that must hold for its nodes.
func (q *GroupQuery) in(filter Filter, from *Origins) grouping { return grouping{*q, filter, from} }

// CheckGroupsCursor tells whether the cursor of a question for groups of the query's list belongs to these groups.
func (q Query) CheckGroupsCursor(g *GroupQuery) error { return q.groups(g).checkCursor() }

// CheckGroupsCursor does for what a field leads to what Query.CheckGroupsCursor does.
func (w With) CheckGroupsCursor(field Field, g *GroupQuery) error {
	return w.groups(field, g).checkCursor()
}

// CheckEdgeGroupsCursor does it for the claims about an edge.
func (w With) CheckEdgeGroupsCursor(g *GroupQuery) error { return w.edgeGroups(g).checkCursor() }

// check tells whether the groups of a list can be asked for.
func (g grouping) check(ends []Noun) error {
	if !slices.Equal(ends, []Noun{g.Noun}) {
		return Errorf(KindInvalid, "the groups of %s can't be asked for in a list of %s", g.Noun, joinNouns(ends))
	}
	if g.Filter != nil {
		return Errorf(KindInvalid, "the groups of a list have its filter, and none of their own")
	}
	if err := g.GroupQuery.Check(); err != nil {
		return err
	}
	return g.checkCursor()
}

// gatherer gathers the lists of which groups are asked for.
type gatherer struct {
	asked []*gathered
	index map[gatheredKey]*gathered
}

// gatheredKey tells questions apart: a field means something else on each noun.
type gatheredKey struct {
	query *GroupQuery
	on    Noun
}

// gathered is one question with the pages that its answer belongs to, by the ids of the origins.
type gathered struct {
	grouping
	query *GroupQuery
	pages map[string][]anyPage
}

// add notes that the groups of an origin belong to a page.
func (g *gatherer) add(q *GroupQuery, of grouping, origin string, page anyPage) {
	key := gatheredKey{query: q}
	if of.from != nil {
		key.on = of.from.On
	}
	all := g.index[key]
	if all == nil {
		if g.index == nil {
			g.index = map[gatheredKey]*gathered{}
		}
		all = &gathered{of, q, map[string][]anyPage{}}
		g.index[key] = all
		g.asked = append(g.asked, all)
	}
	if all.pages[origin] == nil && all.from != nil {
		all.from.IDs = append(all.from.IDs, origin)
	}
	all.pages[origin] = append(all.pages[origin], page)
}

func (g *gatherer) answer(q Query, a Answer) {
	nodes := a.Nodes
	if page, ok := a.Page.(anyPage); ok {
		for _, asked := range q.Groups {
			g.add(asked, q.groups(asked), "", page)
		}
		nodes = nodesOf(page.links())
	}
	g.nodes(nodes, q.With)
}

// nodes gathers what is asked for below some nodes.
func (g *gatherer) nodes(nodes []Node, withs []With) {
	for _, w := range withs {
		if !w.asksGroups() {
			continue
		}
		var below []link
		for _, n := range nodes {
			if n == nil || w.On != "" && w.On != n.Noun() {
				continue
			}
			page, ok := Loaded(n, w.Name()).(anyPage)
			if !ok {
				continue
			}
			field, _ := FieldOf(n.Noun(), w.Field)
			for _, asked := range w.Groups {
				g.add(asked, w.groups(field, asked), n.NodeID(), page)
			}
			below = append(below, page.links()...)
		}
		g.nodes(nodesOf(below), w.With)
		g.edges(below, w.OnEdge)
	}
}

// edges gathers what is asked for below some edges.
func (g *gatherer) edges(links []link, withs []With) {
	for _, w := range withs {
		if !w.asksGroups() {
			continue
		}
		var below []link
		for _, l := range links {
			page, ok := l.loaded[w.Name()].(anyPage)
			if !ok {
				continue
			}
			for _, asked := range w.Groups {
				g.add(asked, w.edgeGroups(asked), l.edge.ID, page)
			}
			below = append(below, page.links()...)
		}
		g.nodes(nodesOf(below), w.With)
	}
}

// groups answers the questions, and keeps the groups with their pages.
func (g *gatherer) groups(ctx context.Context, r Reader) (map[*GroupQuery][]*Groups, error) {
	all := map[*GroupQuery][]*Groups{}
	for _, asked := range g.asked {
		found, err := asked.find(ctx, r)
		if err != nil {
			return nil, err
		}
		for _, origin := range asked.origins() {
			all[asked.query] = append(all[asked.query], found[origin])
			for _, page := range asked.pages[origin] {
				page.keepGroups(asked.Key, found[origin])
			}
		}
	}
	return all, nil
}
