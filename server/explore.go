package server

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"pactgraph/graph"
)

// entityIDs reads the ids of entities of any noun; a state may be named by a code or a name too.
func (a arguments) entityIDs(name string) []string {
	var ids []string
	for _, v := range asList(a.values[name]) {
		text := fmt.Sprint(v)
		noun := graph.NounActor
		if n, ok := graph.NounOf(text); ok {
			noun = n
		}
		id, err := readID(noun, text, name)
		a.report(err)
		ids = append(ids, id)
	}
	return ids
}

// entityID reads one.
func (a arguments) entityID(name string) string { return a.entityIDs(name)[0] }

// integer reads a number; where the argument is left out or null it is the schema's default, or 0 if there is none.
func (a arguments) integer(name string) int {
	if n := a.count(name); n != nil {
		return *n
	}
	if v := a.field.Definition.Arguments.ForName(name).DefaultValue; v != nil {
		n, err := readInt(json.Number(v.Raw), name)
		a.report(err)
		return n
	}
	return 0
}

func (a arguments) texts(name string) []string {
	var texts []string
	for _, v := range asList(a.values[name]) {
		texts = append(texts, fmt.Sprint(v))
	}
	return texts
}

// way reads which edges an exploration walks.
func (a arguments) way() graph.Way {
	w := graph.Way{AsOf: a.day()}
	for _, t := range a.texts("relations") {
		w.Types = append(w.Types, graph.EdgeType(t))
	}
	return w
}

func subgraphOf(_ *compiler, _ selected, a arguments) (work, int) {
	q := graph.SubgraphQuery{Roots: a.entityIDs("roots"), Depth: a.integer("depth"), Way: a.way(), Limit: a.integer("limit")}
	a.report(q.Check())
	return func(ctx context.Context, r graph.Reader) (any, error) { return graph.FindSubgraph(ctx, r, q) }, q.Limit
}

func neighboursOf(_ *compiler, _ selected, a arguments) (work, int) {
	q := graph.NeighboursQuery{ID: a.entityID("id"), Way: a.way(), First: a.integer("first")}
	a.report(q.Check())
	most := 1 + q.First*len(graph.EntityEdgeTypes())
	return func(ctx context.Context, r graph.Reader) (any, error) { return graph.FindNeighbours(ctx, r, q) }, most
}

// pathPresets are what a preset of paths stands for.
var pathPresets = map[string]graph.PathsQuery{
	"DECLARATIONS": {
		Way: graph.Way{Types: []graph.EdgeType{
			graph.EdgePartyAction, graph.EdgePartyTo, graph.EdgeCreates, graph.EdgeBearer, graph.EdgeCounterparty, graph.EdgeBeneficiary,
		}},
		Through: []graph.Noun{graph.NounDeclaration},
	},
}

func pathsOf(c *compiler, _ selected, a arguments) (work, int) {
	q := pathPresets[a.text("preset")]
	if way := a.way(); len(way.Types) > 0 {
		q.Way = way
	} else {
		q.Way.AsOf = way.AsOf
	}
	if through := a.texts("through"); len(through) > 0 {
		q.Through = nil
		for _, n := range through {
			q.Through = append(q.Through, graph.Noun(n))
		}
	}
	q.From, q.To, q.Avoid = a.entityID("from"), a.entityID("to"), a.entityIDs("avoid")
	q.MaxLength, q.First = a.integer("maxLength"), a.integer("first")
	q.AvoidHubsOver, q.Time = a.integer("avoidHubsOver"), a.searchTime(c.limits)
	a.report(q.Check())
	return func(ctx context.Context, r graph.Reader) (any, error) { return graph.FindPaths(ctx, r, q) }, q.First * (q.MaxLength + 1)
}

// searchTime reads how long to search. It leaves a quarter of the operation's time to load what was found.
func (a arguments) searchTime(limits Limits) time.Duration {
	most := limits.Time * 3 / 4
	asked := a.count("time")
	if asked == nil {
		return most
	}
	if *asked < 1 {
		a.report(inputErrorf("time", "%d is no time to search: it is a number of milliseconds, 1 or more", *asked))
	}
	return min(time.Duration(*asked)*time.Millisecond, most)
}

// Subgraph gives what lies around some entities.
func (queryResolver) Subgraph(ctx context.Context, _ []string, _ *int, _ []graph.EdgeType, _ *graph.Date, _ *int) (*graph.Subgraph, error) {
	return workedOut[*graph.Subgraph](ctx)
}

// Neighbours gives what one entity is joined to.
func (queryResolver) Neighbours(ctx context.Context, _ string, _ []graph.EdgeType, _ *graph.Date, _ *int) (*graph.Neighbours, error) {
	return workedOut[*graph.Neighbours](ctx)
}

// Paths gives how two entities are connected.
func (queryResolver) Paths(ctx context.Context, _, _ string, _ *int, _ []graph.EdgeType, _ []string, _ *int, _ []string, _ *string, _ *graph.Date, _, _ *int) (*graph.Paths, error) {
	return workedOut[*graph.Paths](ctx)
}
