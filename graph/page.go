package graph

import (
	"maps"
	"slices"
)

// PageInfo says how a page lies in its list, as in Relay's specification.
type PageInfo struct {
	HasNextPage, HasPreviousPage bool
	StartCursor, EndCursor       string
}

// Page of nodes of type N with their edges, in the order asked for.
type PageOf[N Node] struct {
	Edges    []*Edge[N]
	PageInfo PageInfo
	// TotalCount is the length of the whole list; nil where it wasn't asked for.
	TotalCount *int
	// groups are those that were asked for with the list, by key.
	groups map[string]*Groups
}

// Nodes gives the page's nodes, in its order; empty, never nil.
func (p *PageOf[N]) Nodes() []N {
	if p == nil {
		return []N{}
	}
	nodes := make([]N, len(p.Edges))
	for i, e := range p.Edges {
		nodes[i] = e.Node
	}
	return nodes
}

// GroupsOf gives the groups that were asked for with the list under a key; nil where none were.
func (p *PageOf[N]) GroupsOf(key string) *Groups { return p.groups[key] }

// Groups gives those that were asked for under no key.
func (p *PageOf[N]) Groups() *Groups { return p.groups[""] }

// Edge is a node in a page, with the edge of the graph that led to it. At the root no edge did, and EdgeProps is empty.
type Edge[N Node] struct {
	EdgeProps
	Node   N
	Cursor string
	// loaded holds what the query asked for with this edge, by key.
	loaded map[string]any
}

// Loaded gives what was loaded with the edge under a key: a *PageOf, or nil.
func (e *Edge[N]) Loaded(key string) any { return e.loaded[key] }

// LoadedKeys gives the keys under which something was loaded with the edge; sorted.
func (e *Edge[N]) LoadedKeys() []string { return slices.Sorted(maps.Keys(e.loaded)) }

// Claims gives the claims about the edge, as far as they were loaded.
func (e *Edge[N]) Claims() *ClaimPage { p, _ := e.loaded["claims"].(*ClaimPage); return p }

// ByActor gives the actor that the edge's "by" names, if it was loaded.
func (e *Edge[N]) ByActor() *Actor {
	p, _ := e.loaded["by"].(*ActorPage)
	return firstNode(p)
}

// The pages of each noun, and of what may be any entity.
type (
	ActorPage       = PageOf[*Actor]
	DeclarationPage = PageOf[*Declaration]
	ObligationPage  = PageOf[*Obligation]
	ConditionPage   = PageOf[*Condition]
	EventPage       = PageOf[*Event]
	StatementPage   = PageOf[*Statement]
	SourcePage      = PageOf[*Source]
	EvidencePage    = PageOf[*Evidence]
	ClaimPage       = PageOf[*Claim]
	LoadPage        = PageOf[*Load]
	NodePage        = PageOf[AnyEntity]
)

// The edges in those pages.
type (
	ActorEdge       = Edge[*Actor]
	DeclarationEdge = Edge[*Declaration]
	ObligationEdge  = Edge[*Obligation]
	ConditionEdge   = Edge[*Condition]
	EventEdge       = Edge[*Event]
	StatementEdge   = Edge[*Statement]
	SourceEdge      = Edge[*Source]
	EvidenceEdge    = Edge[*Evidence]
	ClaimEdge       = Edge[*Claim]
	LoadEdge        = Edge[*Load]
	NodeEdge        = Edge[AnyEntity]
)

// RawEdge is an edge as a store reads it, before its page gets the type of its nodes.
type RawEdge struct {
	EdgeProps
	Node   Node
	Cursor string
	loaded map[string]any
}

// Attach keeps a page that was asked for with an edge.
func (e *RawEdge) Attach(key string, page any) {
	if e.loaded == nil {
		e.loaded = map[string]any{}
	}
	e.loaded[key] = page
}

// NewPage makes the page of the nouns that can stand in it: a *PageOf of that noun if there is one, else a *NodePage.
func NewPage(ends []Noun, edges []RawEdge, info PageInfo, total *int) any {
	if len(ends) == 1 {
		return pageMakers[ends[0]](edges, info, total)
	}
	return newPage[AnyEntity](edges, info, total)
}

var pageMakers = map[Noun]func([]RawEdge, PageInfo, *int) any{
	NounActor:       newPage[*Actor],
	NounDeclaration: newPage[*Declaration],
	NounObligation:  newPage[*Obligation],
	NounCondition:   newPage[*Condition],
	NounEvent:       newPage[*Event],
	NounStatement:   newPage[*Statement],
	NounSource:      newPage[*Source],
	NounEvidence:    newPage[*Evidence],
	NounClaim:       newPage[*Claim],
	NounLoad:        newPage[*Load],
}

func newPage[N Node](raw []RawEdge, info PageInfo, total *int) any {
	p := &PageOf[N]{PageInfo: info, TotalCount: total, Edges: make([]*Edge[N], len(raw))}
	edges := make([]Edge[N], len(raw))
	for i := range raw {
		edges[i] = Edge[N]{EdgeProps: raw[i].EdgeProps, Node: raw[i].Node.(N), Cursor: raw[i].Cursor, loaded: raw[i].loaded}
		p.Edges[i] = &edges[i]
	}
	return p
}

// PageEnds gives the nouns that the page of a With has, for NewPage: what it asked for, of what the field has.
func (w With) PageEnds(field Field) []Noun {
	// A field with several nouns keeps the mixed page even if a query wants one of them, as its type in GraphQL does.
	return field.Ends
}

// Attach keeps a page that was asked for with this occurrence of a node.
func Attach(n Node, key string, page any) {
	b := n.base()
	if b.loaded == nil {
		b.loaded = map[string]any{}
	}
	b.loaded[key] = page
}

// Loaded gives what was loaded with this occurrence of a node under a key: a *PageOf, or nil if it wasn't asked for.
func Loaded(n Node, key string) any { return n.base().loaded[key] }

// LoadedKeys gives the keys under which something was loaded with this occurrence of a node; sorted.
func LoadedKeys(n Node) []string { return slices.Sorted(maps.Keys(n.base().loaded)) }

// related gives the page that was loaded under a field's own name; nil if it wasn't asked for.
func related[N Node](n Node, field string) *PageOf[N] {
	p, _ := Loaded(n, field).(*PageOf[N])
	return p
}

func firstNode[N Node](p *PageOf[N]) N {
	var none N
	if p == nil || len(p.Edges) == 0 {
		return none
	}
	return p.Edges[0].Node
}

// anyPage is a page of any noun.
type anyPage interface {
	links() []link
	info() PageInfo
	total() *int
	keepGroups(key string, groups *Groups)
}

// links gives the edges and nodes of a page that was loaded, whatever the type of its nodes; none if there is no page.
func links(page any) []link {
	if p, ok := page.(anyPage); ok {
		return p.links()
	}
	return nil
}

// PageIDs gives the ids of the nodes of a page of any noun, and what there is before and after it.
func PageIDs(page any) ([]string, PageInfo) {
	p, ok := page.(anyPage)
	if !ok {
		return nil, PageInfo{}
	}
	var ids []string
	for _, l := range p.links() {
		ids = append(ids, l.node.NodeID())
	}
	return ids, p.info()
}

func (p *PageOf[N]) links() []link {
	if p == nil {
		return nil
	}
	list := make([]link, len(p.Edges))
	for i, e := range p.Edges {
		list[i] = link{&e.EdgeProps, e.Node, e.loaded}
	}
	return list
}

func (p *PageOf[N]) info() PageInfo { return p.PageInfo }
func (p *PageOf[N]) total() *int    { return p.TotalCount }

func (p *PageOf[N]) keepGroups(key string, groups *Groups) {
	if p.groups == nil {
		p.groups = map[string]*Groups{}
	}
	p.groups[key] = groups
}
