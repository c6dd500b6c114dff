package graph

import (
	"cmp"
	"context"
	"maps"
	"slices"
)

// Bounds of an exploration.
const (
	MaxSubgraphNodes = 2000
	MaxSubgraphDepth = 6
	// subgraphEdges is how many edges a subgraph may read on its way.
	subgraphEdges = 200_000
)

// SubgraphQuery asks for what lies around some nodes.
type SubgraphQuery struct {
	// Roots are the ids of the entities to begin at, at least one; they are in the answer in any case.
	Roots []string
	// Depth is how many edges may lie between a root and a node; 0 for the roots alone.
	Depth int
	Way   Way
	// Limit is the most nodes to give, the roots among them.
	Limit int
}

// Subgraph is a part of the graph: its nodes and the edges between them, each once.
type Subgraph struct {
	// Nodes are in the order of their distance from the nearest root, then of their ids.
	Nodes []*SubgraphNode
	// Edges are all edges of the way between two of the nodes, in the order of their ids.
	Edges []*EdgeProps
	// Truncated: the limit cut off what lies within the depth.
	Truncated bool
}

// SubgraphNode is a node of a subgraph.
type SubgraphNode struct {
	Node AnyEntity
	// Depth is its distance from the nearest root.
	Depth int
	// LeftOut says how many of its edges are not among the subgraph's, by field; fields without any are left out.
	LeftOut []LeftOut
}

// LeftOut counts the edges that a field of a node has and that are not shown.
type LeftOut struct {
	// Field is the field's name on the node's noun: "owes".
	Field string
	Count int
}

// Check tells whether the question can be asked.
func (q SubgraphQuery) Check() error {
	switch {
	case len(q.Roots) == 0:
		return Errorf(KindInvalid, "a subgraph needs at least one root")
	case q.Depth < 0 || q.Depth > MaxSubgraphDepth:
		return Errorf(KindTooLarge, "depth %d: it is from 0 to %d", q.Depth, MaxSubgraphDepth)
	case q.Limit < 1 || q.Limit > MaxSubgraphNodes:
		return Errorf(KindTooLarge, "limit %d: it is from 1 to %d nodes", q.Limit, MaxSubgraphNodes)
	case len(q.Roots) > q.Limit:
		return Errorf(KindTooLarge, "%d roots don't fit into a limit of %d nodes", len(q.Roots), q.Limit)
	}
	return q.Way.Check()
}

// FindSubgraph answers a SubgraphQuery. Nodes are taken nearest first, and of one distance in the order of their ids,
// until the limit.
//
// KindNotFound: a root isn't there. KindInvalid, KindTooLarge: the query doesn't pass its Check, or the walk meets too
// many edges.
func FindSubgraph(ctx context.Context, r Reader, q SubgraphQuery) (*Subgraph, error) {
	if err := q.Check(); err != nil {
		return nil, err
	}
	var found *Subgraph
	_, err := OneState(ctx, r, func(r Reader) (err error) {
		w := &walker{reader: r, way: q.Way, budget: subgraphEdges}
		found, err = w.subgraph(ctx, q)
		return err
	})
	return found, err
}

func (w *walker) subgraph(ctx context.Context, q SubgraphQuery) (*Subgraph, error) {
	roots, err := w.must(ctx, q.Roots)
	if err != nil {
		return nil, err
	}
	g := &Subgraph{}
	depths := map[string]int{}
	front := g.add(roots, 0, q.Limit, depths)
	for depth := 1; depth <= q.Depth && len(front) > 0; depth++ {
		near, err := w.links(ctx, front, 2*q.Limit)
		if err != nil {
			return nil, err
		}
		var next []Node
		for _, list := range near {
			for _, l := range list {
				next = append(next, l.node)
			}
		}
		front = g.add(next, depth, q.Limit, depths)
	}
	g.Truncated = g.Truncated || w.cut
	ids := slices.Sorted(maps.Keys(depths))
	counts, err := w.counts(ctx, ids)
	if err != nil {
		return nil, err
	}
	if g.Edges, err = w.between(ctx, ids, counts); err != nil {
		return nil, err
	}
	g.leaveOut(counts)
	return g, nil
}

// add adds the nodes that are new, in order, as far as the limit lets it, and gives their ids.
func (g *Subgraph) add(nodes []Node, depth, limit int, depths map[string]int) (added []string) {
	slices.SortFunc(nodes, func(a, b Node) int { return cmp.Compare(a.NodeID(), b.NodeID()) })
	for _, n := range nodes {
		id := n.NodeID()
		if _, old := depths[id]; old {
			continue
		}
		if len(g.Nodes) == limit {
			g.Truncated = true
			break
		}
		depths[id] = depth
		added = append(added, id)
		g.Nodes = append(g.Nodes, &SubgraphNode{Node: n.(AnyEntity), Depth: depth})
	}
	return added
}

// wide is how many edges of one field are read at a node as they are; where there are more, only those to nodes of the
// subgraph are asked for.
const wide = 32

// between gives the edges between nodes, each once, in the order of their ids. Each edge is read where it begins.
func (w *walker) between(ctx context.Context, ids []string, counts map[string]map[string]int) ([]*EdgeProps, error) {
	inside := map[string]bool{}
	for _, id := range ids {
		inside[id] = true
	}
	found := map[string][]link{}
	parts := byNoun(ids)
	for _, n := range Entities() {
		for _, f := range w.way.fields(n) {
			if f.Direction == Out {
				if err := w.outgoing(ctx, f, parts[n], counts, ids, found); err != nil {
					return nil, err
				}
			}
		}
	}
	edges := map[string]*EdgeProps{}
	for _, list := range found {
		for _, l := range list {
			if inside[l.node.NodeID()] {
				edges[l.edge.ID] = l.edge
			}
		}
	}
	sorted := slices.Collect(maps.Values(edges))
	slices.SortFunc(sorted, func(a, b *EdgeProps) int { return cmp.Compare(a.ID, b.ID) })
	return sorted, nil
}

// outgoing reads the edges of one field that can end at one of the nodes inside.
func (w *walker) outgoing(ctx context.Context, f Field, ids []string, counts map[string]map[string]int, inside []string, found map[string][]link) error {
	var few, many []string
	for _, id := range ids {
		switch n := counts[id][f.Name]; {
		case n > wide:
			many = append(many, id)
		case n > 0:
			few = append(few, id)
		}
	}
	size := MaxPage
	s := Selection{Page: Page{First: &size}}
	if err := w.field(ctx, f, few, s, 0, found); err != nil {
		return err
	}
	s.Filter = Is{"id", OpIn, anyOf(inside)}
	return w.field(ctx, f, many, s, 0, found)
}

func anyOf(texts []string) []any {
	list := make([]any, len(texts))
	for i, t := range texts {
		list[i] = t
	}
	return list
}

// leaveOut says what each node has beyond what is shown, of all that was counted.
func (g *Subgraph) leaveOut(counts map[string]map[string]int) {
	for _, e := range g.Edges {
		start, _ := NounOf(e.Start)
		end, _ := NounOf(e.End)
		r, _ := RelationOf(start, e.Type)
		counts[e.Start][r.Out]--
		counts[e.End][r.In[end]]--
	}
	for _, n := range g.Nodes {
		left := counts[n.Node.NodeID()]
		for _, field := range slices.Sorted(maps.Keys(left)) {
			if left[field] > 0 {
				n.LeftOut = append(n.LeftOut, LeftOut{field, left[field]})
			}
		}
	}
}

// NeighboursQuery asks for what one node is joined to, relation by relation.
type NeighboursQuery struct {
	ID  string
	Way Way
	// First is how many edges of each field are given, from 0 to MaxPage; all are counted.
	First int
}

// Neighbours are what one node is joined to.
type Neighbours struct {
	Node AnyEntity
	// Groups has one for each field that has an edge, in the order of their names.
	Groups []*NeighbourGroup
}

// NeighbourGroup is what a node is joined to by one field.
type NeighbourGroup struct {
	// Field is the field's name on the node's noun.
	Field string
	// Count is the exact number of its edges.
	Count int
	// Neighbours are the first of them, in the order of the nodes' ids, then of the edges'.
	Neighbours []Neighbour
}

// Neighbour is the other end of an edge.
type Neighbour struct {
	Edge *EdgeProps
	Node AnyEntity
}

// Check tells whether the question can be asked.
func (q NeighboursQuery) Check() error {
	if q.First < 0 || q.First > MaxPage {
		return Errorf(KindTooLarge, "first %d: it is from 0 to %d", q.First, MaxPage)
	}
	return q.Way.Check()
}

// FindNeighbours answers a NeighboursQuery; its errors are those of FindSubgraph.
func FindNeighbours(ctx context.Context, r Reader, q NeighboursQuery) (*Neighbours, error) {
	if err := q.Check(); err != nil {
		return nil, err
	}
	var found *Neighbours
	_, err := OneState(ctx, r, func(r Reader) (err error) {
		w := &walker{reader: r, way: q.Way, budget: subgraphEdges}
		found, err = w.neighbours(ctx, q)
		return err
	})
	return found, err
}

func (w *walker) neighbours(ctx context.Context, q NeighboursQuery) (*Neighbours, error) {
	nodes, err := w.must(ctx, []string{q.ID})
	if err != nil {
		return nil, err
	}
	counts, err := w.counts(ctx, []string{q.ID})
	if err != nil {
		return nil, err
	}
	found := &Neighbours{Node: nodes[0].(AnyEntity)}
	for _, f := range w.way.fields(nodes[0].Noun()) {
		n := counts[q.ID][f.Name]
		if n == 0 {
			continue
		}
		near := map[string][]link{}
		if q.First > 0 {
			if err := w.field(ctx, f, []string{q.ID}, Selection{Page: Page{First: &q.First}}, q.First, near); err != nil {
				return nil, err
			}
		}
		group := &NeighbourGroup{Field: f.Name, Count: n}
		slices.SortFunc(near[q.ID], compareLinks)
		for _, l := range near[q.ID][:min(q.First, len(near[q.ID]))] {
			group.Neighbours = append(group.Neighbours, Neighbour{l.edge, l.node.(AnyEntity)})
		}
		found.Groups = append(found.Groups, group)
	}
	return found, nil
}
