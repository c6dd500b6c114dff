package mcp

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"pactgraph/graph"
)

// edge is an edge as the fragment Edge asks for it.
type edge struct {
	ID         string
	Type       graph.EdgeType
	Start, End string

	Role, Action, Capacity, Mode, Relation, Assessment, Title, Text, AsNamed, Locator, Phase, By string
	Group                                                                                        *int
	Lead                                                                                         *bool
	Date, EffectiveDate, From, To, Until                                                         string
}

// details writes an edge's properties.
func (e edge) details() string {
	text := words(", ", e.Role, e.Action, e.Capacity, e.Mode, e.Relation, e.Assessment)
	if e.Lead != nil && *e.Lead {
		text = words(", ", text, "leads")
	}
	if e.Group != nil {
		text = words(", ", text, fmt.Sprintf("group %d", *e.Group))
	}
	if e.Text != "" {
		text = words(", ", text, "text "+quoted(e.Text))
	}
	if e.Title != "" {
		text = words(", ", text, "title "+quoted(e.Title))
	}
	return words(", ", text, since("in phase ", e.Phase), since("by ", e.By), since("on ", e.Date), since("effective ", e.EffectiveDate),
		since("from ", e.From), since("to ", e.To), since("until ", e.Until), since("at ", e.Locator))
}

// neighbourGroup is what a thing is joined to by one relation, as neighbours.graphql asks for it.
type neighbourGroup struct {
	Field      string
	Count      int
	Neighbours []struct {
		Edge edge
		Node named
	}
}

func (q *inquiry) neighbours(ctx context.Context, id string, in describeIn, asOf graph.Date) ([]neighbourGroup, error) {
	variables := map[string]any{"id": id, "first": in.First}
	if len(in.Relations) > 0 {
		variables["relations"] = in.Relations
	}
	if in.AsOf != "" {
		variables["asOf"] = asOf
	}
	var got struct {
		Neighbours struct{ Groups []neighbourGroup }
	}
	err := q.question(ctx, "neighbours", variables, &got)
	return got.Neighbours.Groups, err
}

func edgesOf(groups []neighbourGroup) []edge {
	var list []edge
	for _, g := range groups {
		for _, n := range g.Neighbours {
			list = append(list, n.Edge)
		}
	}
	return list
}

// relation tells of one relation of a thing.
func (q *inquiry) relation(g neighbourGroup, by edgeClaims) Relation {
	out := Relation{Name: g.Field, Total: g.Count, Ties: []Tie{}}
	for _, n := range g.Neighbours {
		out.Ties = append(out.Ties, q.tieOf(n.Edge, n.Node.ref(), by))
	}
	return out
}

// tieOf tells of an edge to a thing.
func (q *inquiry) tieOf(e edge, to Ref, by edgeClaims) Tie {
	return Tie{Ref: to, AsNamed: e.AsNamed, Details: e.details(), Cited: q.or(q.byPage(by.edges[e.ID]), asSuch(q.claims(by.starts[e.Start].Nodes)))}
}

// rootsAtOnce is how many relations are asked for at once: a Neo4j that has just started takes a second or so to plan each.
const rootsAtOnce = 6

// edgeClaims are the claims about edges by the edges' ids, and of the things that edges go out from those about the thing as such.
type edgeClaims struct{ edges, starts map[string]claimPage }

// evidenceOf asks for the claims about edges; where there are none, for those about the thing that the edge goes out from, with which
// it was coded.
func (q *inquiry) evidenceOf(ctx context.Context, edges []edge) (by edgeClaims, err error) {
	if by.edges, err = q.claimsOfEdges(ctx, edges); err != nil {
		return by, err
	}
	by.starts = map[string]claimPage{}
	var bare []string
	for _, e := range edges {
		if len(by.edges[e.ID].Nodes) == 0 && !slices.Contains(bare, e.Start) {
			bare = append(bare, e.Start)
		}
	}
	return by, each(bare, func(part []string) error {
		var got struct {
			Nodes []*struct {
				ID     string
				Claims claimPage
			}
		}
		if err := q.question(ctx, "things", map[string]any{"ids": part}, &got); err != nil {
			return err
		}
		for _, n := range got.Nodes {
			if n != nil {
				by.starts[n.ID] = n.Claims
			}
		}
		return nil
	})
}

// claimsOfEdges asks for the claims about edges, and gives them by the edges' ids.
func (q *inquiry) claimsOfEdges(ctx context.Context, edges []edge) (map[string]claimPage, error) {
	found := map[string]claimPage{}
	if err := q.walk(ctx, walksOf(edges), found); err != nil {
		return nil, err
	}
	// Where two nodes have many edges of a type, those may not have been on the page: they are asked for alone.
	var alone []*walk
	for _, e := range edges {
		if _, ok := found[e.ID]; !ok {
			for _, w := range walksOf([]edge{e}) {
				w.first = mostEdges
				alone = append(alone, w)
			}
		}
	}
	return found, q.walk(ctx, alone, found)
}

// walk asks for the claims about the edges of some walks.
func (q *inquiry) walk(ctx context.Context, walks []*walk, found map[string]claimPage) error {
	for len(walks) > 0 {
		n := min(len(walks), rootsAtOnce)
		text, variables := evidenceText(walks[:n])
		var got map[string]json.RawMessage
		if err := q.document(ctx, text, variables, &got); err != nil {
			return err
		}
		for i := range n {
			var nodes []*struct{ Edges struct{ Edges []claimedEdge } }
			if err := json.Unmarshal(got[fmt.Sprintf("w%d", i)], &nodes); err != nil {
				return err
			}
			for _, node := range nodes {
				if node == nil {
					continue // it went since, and the revision tells
				}
				for _, e := range node.Edges.Edges {
					found[e.ID] = e.Claims
				}
			}
		}
		walks = walks[n:]
	}
	return nil
}

// claimedEdge is an edge with the claims about it.
type claimedEdge struct {
	ID     string
	Claims claimPage
}

// mostEdges is the most that a page has.
const mostEdges = 1000

// How many nodes a walk may begin and end at, so that those that are asked for at once stay within the limits of an operation.
const (
	mostFrom = 10
	mostTo   = 50
)

// walk is a field that shows edges, with the nodes on which it stands, and those to which the edges lead.
type walk struct {
	on       graph.Noun
	field    string
	from, to []string
	first    int
}

// walksOf says by which fields edges are shown with their claims: along the edge, or against it where that field gives but a node.
func walksOf(edges []edge) []*walk {
	type key struct {
		on    graph.Noun
		field string
	}
	byKey := map[key]*walk{}
	var list []*walk
	for _, e := range edges {
		start, _ := graph.NounOf(e.Start)
		end, _ := graph.NounOf(e.End)
		r, ok := graph.RelationOf(start, e.Type)
		if !ok {
			continue
		}
		k, from, to := key{start, r.Out}, e.Start, e.End
		if r.One {
			k, from, to = key{end, r.In[end]}, e.End, e.Start
		}
		w := byKey[k]
		if w == nil || len(w.from) == mostFrom || len(w.to) == mostTo {
			w = &walk{on: k.on, field: k.field}
			byKey[k] = w
			list = append(list, w)
		}
		if !slices.Contains(w.from, from) {
			w.from = append(w.from, from)
		}
		if !slices.Contains(w.to, to) {
			w.to = append(w.to, to)
		}
		w.first = min(20+4*len(w.to), mostEdges)
	}
	return list
}

// evidenceText is the question for the claims about the edges of some walks.
func evidenceText(walks []*walk) (string, map[string]any) {
	var head, body strings.Builder
	variables := map[string]any{}
	for i, w := range walks {
		fmt.Fprintf(&head, ", $from%d: [ID!]!, $to%d: [ID!]!", i, i)
		fmt.Fprintf(&body, "  w%d: nodes(ids: $from%d) {\n    ... on %s {\n      id\n      edges: %s(filter: {id: {in: $to%d}}, first: %d) {\n        edges { id claims(first: 5) { totalCount nodes { id } } }\n      }\n    }\n  }\n",
			i, i, w.on, w.field, i, w.first)
		variables[fmt.Sprintf("from%d", i)], variables[fmt.Sprintf("to%d", i)] = w.from, w.to
	}
	return "query Evidence(" + strings.TrimPrefix(head.String(), ", ") + ") {\n  revision\n" + body.String() + "}\n", variables
}
