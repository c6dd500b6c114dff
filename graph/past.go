package graph

import (
	"context"
	"slices"
)

// maxPast is how many nodes, edges and claims a look into the past may read.
const maxPast = 50_000

// FindAt answers queries by ids as they were answered when the graph had a revision, with all that was related then: what
// loads have said is folded as it was, and a node that was merged by then, and still is, is known by its old id too. A query's degree isn't known of the past, so that it can't be filtered or ordered by;
// the nodes have none.
//
// KindInvalid: there is no such revision, or a query is not by ids, does not pass Query.Check, or asks for a degree.
// KindTooLarge: too much must be read.
func FindAt(ctx context.Context, r Reader, revision int, queries []Query) ([]Answer, error) {
	for _, q := range queries {
		if err := CheckPast(revision, q); err != nil {
			return nil, err
		}
	}
	var answers []Answer
	_, err := OneState(ctx, r, func(one Reader) error {
		now, err := one.Revision(ctx)
		if err != nil {
			return err
		}
		if revision > now {
			return Errorf(KindInvalid, "there is no revision %d: the graph has revisions 0 (before the first load) to %d", revision, now)
		}
		answers, err = findAt(ctx, one, revision, queries)
		return err
	})
	return answers, err
}

// CheckPast tells whether a query can be asked of what was at a revision, but for whether there is such a revision.
func CheckPast(revision int, q Query) error {
	if revision < 0 {
		return Errorf(KindInvalid, "there is no revision %d: revisions begin at 1, and 0 is before the first load", revision)
	}
	if q.IDs == nil {
		return Errorf(KindInvalid, "what was at a revision is known by ids alone, and not of whole lists")
	}
	if err := q.Check(); err != nil {
		return err
	}
	if q.asksGroups() {
		return Errorf(KindInvalid, "groups can't be counted at a revision: they are of the graph as it is")
	}
	if slices.ContainsFunc(q.With, With.namesDegree) {
		return Errorf(KindInvalid, "degree can't be filtered or ordered by at a revision: it isn't known of the past")
	}
	return nil
}

// namesDegree tells whether anything is filtered or ordered by a degree.
func (w With) namesDegree() bool {
	return filterNames(w.Filter, "degree") || slices.ContainsFunc(w.Order, func(o Order) bool { return o.Prop == "degree" }) ||
		slices.ContainsFunc(w.With, With.namesDegree) || slices.ContainsFunc(w.OnEdge, With.namesDegree)
}

// filterNames tells whether a filter tests a property of any node.
func filterNames(f Filter, prop string) bool {
	each := func(g Filter) bool { return filterNames(g, prop) }
	switch f := f.(type) {
	case And:
		return slices.ContainsFunc(f, each)
	case Or:
		return slices.ContainsFunc(f, each)
	case Not:
		return each(f.Filter)
	case Is:
		return f.Prop == prop
	case Related:
		return each(f.Node)
	}
	return false
}

func findAt(ctx context.Context, r Reader, revision int, queries []Query) ([]Answer, error) {
	p := newPast(ctx, r, revision)
	answers := make([]Answer, len(queries))
	for i, q := range queries {
		p.bring(q.IDs)
		q.IDs = p.followed(q.IDs)
		nodes, err := NewEvaluator(ctx, p).ByIDs(q)
		if p.err != nil {
			return nil, p.err // what was found may lack something
		}
		if err != nil {
			return nil, err
		}
		answers[i] = Answer{Nodes: nodes, Revision: revision}
	}
	return answers, nil
}

// past is a graph as it was at a revision. It reads what loads have said of a node when that is looked at, and of what hangs on it
// when its edges are. What can't be read leaves err, and then nothing is whole.
type past struct {
	ctx      context.Context
	reader   Reader
	revision int
	// nodes, and edges by their ends, are what was shown, as far as it is known; claims the edges CLAIMED by the edge that
	// they are about.
	nodes           map[string]Node
	edges           map[string]bool
	out, in, claims map[string][]*EdgeProps
	// read are the targets that were read, around the nodes of which all edges are known.
	read, around map[string]bool
	err          error
}

func newPast(ctx context.Context, r Reader, revision int) *past {
	return &past{
		ctx: ctx, reader: r, revision: revision,
		nodes: map[string]Node{}, edges: map[string]bool{},
		out: map[string][]*EdgeProps{}, in: map[string][]*EdgeProps{}, claims: map[string][]*EdgeProps{},
		read: map[string]bool{}, around: map[string]bool{},
	}
}

// Node gives a node as it was: Whole.
func (p *past) Node(id string) Node {
	p.bring([]string{id})
	return p.nodes[id]
}

// followed gives ids with those of nodes that were merged at the revision in place of theirs.
func (p *past) followed(ids []string) []string {
	var missing []string
	for _, id := range ids {
		if p.nodes[id] == nil && mayBeMerged(id) {
			missing = append(missing, id)
		}
	}
	if len(missing) == 0 || p.err != nil {
		return ids
	}
	var under map[string]string
	under, p.err = mergedAt(p.ctx, p.reader, p.revision, missing)
	ids = slices.Clone(ids)
	for i, id := range ids {
		if to, ok := under[id]; ok && slices.Contains(missing, id) {
			ids[i] = to
		}
	}
	p.bring(ids)
	return ids
}

// bring reads nodes by their ids.
func (p *past) bring(ids []string) {
	var targets, evidence, loads []string
	for _, id := range ids {
		noun, _ := NounOf(id)
		switch {
		case p.read[id] || p.nodes[id] != nil:
		case noun == NounEvidence:
			evidence = append(evidence, id) // it is shown by claims, and nothing is said of it alone
		case noun == NounLoad:
			loads = append(loads, id)
		default:
			targets = append(targets, id)
		}
	}
	p.histories(targets, nil)
	p.surround(evidence)
	p.bringLoads(loads)
}

// bringLoads reads loads, which are as they were made.
func (p *past) bringLoads(ids []string) {
	if len(ids) == 0 || p.err != nil {
		return
	}
	answers, err := p.reader.Find(p.ctx, []Query{{Noun: NounLoad, IDs: ids}})
	if err != nil {
		p.err = err
		return
	}
	for i, n := range answers[0].Nodes {
		p.read[ids[i]] = true
		if l, ok := n.(*Load); ok && l.Revision != nil && *l.Revision <= p.revision {
			p.nodes[l.ID] = l
		}
	}
}

// Ahead brings the edges of nodes, and what is at their other ends: Whole.
func (p *past) Ahead(nodes []Node) {
	var ids, claims []string
	for _, n := range nodes {
		switch noun := n.Noun(); {
		case noun == NounClaim:
			claims = append(claims, n.NodeID()) // all its edges are shown with it
		case noun.IsEntity() || noun == NounEvidence:
			ids = append(ids, n.NodeID())
		}
	}
	p.surround(ids)
	p.ends(claims)
}

// surround reads all that hangs on nodes.
func (p *past) surround(ids []string) {
	ids = slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return p.around[id] })
	for part := range slices.Chunk(ids, MaxPage) {
		p.histories(nil, part)
		for _, id := range part {
			p.around[id] = true
		}
	}
	p.ends(ids)
}

// ends reads what is at the other ends of nodes' edges.
func (p *past) ends(ids []string) {
	var others []string
	for _, id := range ids {
		for _, e := range p.out[id] {
			others = append(others, e.End)
		}
		for _, e := range p.in[id] {
			others = append(others, e.Start)
		}
	}
	if len(others) == 0 {
		return
	}
	slices.Sort(others)
	p.bring(slices.Compact(others))
}

// histories reads what was said, and keeps what was shown of it.
func (p *past) histories(of, on []string) {
	if len(of)+len(on) == 0 || p.err != nil {
		return
	}
	answer, err := p.reader.Histories(p.ctx, HistoryQuery{Of: of, On: on})
	if err != nil {
		p.err = err
		return
	}
	for _, h := range answer.Histories {
		if target := h[0].Target; !p.read[target] {
			p.read[target] = true
			p.show(Fold(h.At(p.revision)))
		}
	}
	for _, id := range of {
		p.read[id] = true // also those of which nothing was ever said
	}
	if len(p.read) > maxPast {
		p.err = Errorf(KindTooLarge, "what was at a revision takes more than %d nodes, edges and claims into account, which is too many to be answered at once: ask for less", maxPast)
	}
}

func (p *past) show(s Shown) {
	for _, n := range s.Nodes {
		if p.nodes[n.ID] == nil {
			p.nodes[n.ID] = NewNode(n.Noun, n.ID, n.Props)
		}
	}
	for _, shown := range s.Edges {
		if p.edges[shown.ID] {
			continue
		}
		p.edges[shown.ID] = true
		e := NewEdge(shown.ID, shown.Type, shown.Start, shown.End, shown.Props)
		p.out[e.Start] = append(p.out[e.Start], &e)
		p.in[e.End] = append(p.in[e.End], &e)
		if e.Edge != "" {
			p.claims[e.Edge] = append(p.claims[e.Edge], &e)
		}
	}
}

// Links gives the edges that a field walks from a node: View.
func (p *past) Links(n Node, field Field, yield func(*EdgeProps, Node)) {
	p.Ahead([]Node{n})
	edges := p.out[n.NodeID()]
	if field.Direction == In {
		edges = p.in[n.NodeID()]
	}
	for _, e := range edges {
		id := e.End
		if field.Direction == In {
			id = e.Start
		}
		if other := p.nodes[id]; other != nil && slices.Contains(field.Types, e.Type) && slices.Contains(field.Ends, other.Noun()) {
			yield(e, other)
		}
	}
}

// ClaimsAbout gives the claims about an edge, which hang on its start: Whole. There are none about a claim's own edges.
func (p *past) ClaimsAbout(e *EdgeProps) []*EdgeProps {
	if start, _ := NounOf(e.Start); start.IsEntity() {
		p.surround([]string{e.Start})
	}
	return p.claims[e.ID]
}
