package graphtest

import (
	"encoding/json"
	"fmt"
	"reflect"
	"time"

	"pactgraph/graph"
)

// Canonical writes an answer with all that was loaded: nodes with their properties and degree, edges with theirs,
// cursors, page info, totals and nested pages. Two stores that give the same answer give the same bytes. When a load
// was done is each store's own clock, so of a load's finishedAt only its form counts.
func Canonical(a graph.Answer) []byte {
	out := map[string]any{"revision": a.Revision}
	if a.Nodes != nil {
		nodes := make([]any, len(a.Nodes))
		for i, n := range a.Nodes {
			if n != nil {
				nodes[i] = canonicalNode(n)
			}
		}
		out["nodes"] = nodes
	}
	if a.Page != nil {
		out["page"] = canonicalPage(a.Page)
	}
	return canonicalJSON(out)
}

func canonicalJSON(v any) []byte {
	b, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		panic("graphtest: an answer can't be written: " + err.Error())
	}
	return b
}

func canonicalNode(n graph.Node) map[string]any {
	props := graph.NodeProps(n)
	if at, ok := props["finishedAt"].(string); ok {
		if _, err := time.Parse(time.RFC3339, at); err == nil {
			props["finishedAt"] = "a time"
		}
	}
	out := map[string]any{"noun": n.Noun(), "id": n.NodeID(), "props": props}
	if degree := graph.Value(n, "degree"); degree != nil {
		out["degree"] = degree
	}
	if loaded := canonicalLoaded(graph.LoadedKeys(n), func(key string) any { return graph.Loaded(n, key) }); loaded != nil {
		out["loaded"] = loaded
	}
	return out
}

func canonicalLoaded(keys []string, get func(string) any) map[string]any {
	if len(keys) == 0 {
		return nil
	}
	out := map[string]any{}
	for _, key := range keys {
		out[key] = canonicalPage(get(key))
	}
	return out
}

func canonicalPage(page any) any {
	if page == nil {
		return nil
	}
	p := readPage(page)
	edges := make([]any, len(p.entries))
	for i, e := range p.entries {
		out := map[string]any{"node": canonicalNode(e.node), "cursor": e.cursor}
		if e.edge.ID != "" {
			out["edge"] = canonicalEdge(e.edge)
		}
		if loaded := canonicalLoaded(e.keys, e.loaded); loaded != nil {
			out["loaded"] = loaded
		}
		edges[i] = out
	}
	out := map[string]any{"type": p.typ, "edges": edges, "info": p.info}
	if p.total != nil {
		out["total"] = *p.total
	}
	return out
}

// anyPage is a page of whatever noun.
type anyPage struct {
	typ     string
	entries []entry
	info    graph.PageInfo
	total   *int
}

// count is the page's total; -1 where it has none.
func (p anyPage) count() int {
	if p.total == nil {
		return -1
	}
	return *p.total
}

// entry is one edge of a page.
type entry struct {
	edge   graph.EdgeProps
	node   graph.Node
	cursor string
	keys   []string
	loaded func(key string) any
}

// readPage reads a page of any noun; something else is a defect of the store.
func readPage(page any) anyPage {
	switch p := page.(type) {
	case *graph.ActorPage:
		return readPageOf(p)
	case *graph.DeclarationPage:
		return readPageOf(p)
	case *graph.ObligationPage:
		return readPageOf(p)
	case *graph.ConditionPage:
		return readPageOf(p)
	case *graph.EventPage:
		return readPageOf(p)
	case *graph.StatementPage:
		return readPageOf(p)
	case *graph.SourcePage:
		return readPageOf(p)
	case *graph.EvidencePage:
		return readPageOf(p)
	case *graph.ClaimPage:
		return readPageOf(p)
	case *graph.LoadPage:
		return readPageOf(p)
	case *graph.NodePage:
		return readPageOf(p)
	}
	return anyPage{typ: fmt.Sprintf("%T is no page", page)}
}

func readPageOf[N graph.Node](p *graph.PageOf[N]) anyPage {
	all := anyPage{typ: reflect.TypeFor[N]().String(), info: p.PageInfo, total: p.TotalCount}
	for _, e := range p.Edges {
		all.entries = append(all.entries, entry{e.EdgeProps, e.Node, e.Cursor, e.LoadedKeys(), e.Loaded})
	}
	return all
}

func canonicalEdge(e graph.EdgeProps) map[string]any {
	return map[string]any{"id": e.ID, "type": e.Type, "start": e.Start, "end": e.End, "props": e.Props()}
}

// CanonicalWalk writes everything that a walk gives, in its order.
func CanonicalWalk(walk func(graph.Visitor) error) ([]byte, error) {
	var c collector
	if err := walk(&c); err != nil {
		return nil, err
	}
	return canonicalJSON(c.all), nil
}

// collector is a visitor that keeps what it is given.
type collector struct {
	nodes []graph.Node
	edges []graph.EdgeProps
	all   []any
}

func (c *collector) Node(n graph.Node) error {
	c.nodes = append(c.nodes, n)
	c.all = append(c.all, canonicalNode(n))
	return nil
}

func (c *collector) Edge(e graph.EdgeProps) error {
	c.edges = append(c.edges, e)
	c.all = append(c.all, canonicalEdge(e))
	return nil
}
