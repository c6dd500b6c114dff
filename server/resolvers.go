package server

import (
	"context"
	"fmt"
	"slices"

	"github.com/99designs/gqlgen/graphql"

	"pactgraph/graph"
	"pactgraph/server/gql"
)

type planKey struct{}

func withPlan(ctx context.Context, p *plan) context.Context {
	return context.WithValue(ctx, planKey{}, p)
}

func planOf(ctx context.Context) *plan { return ctx.Value(planKey{}).(*plan) }

// edge is a graph.Edge of any type of node.
type edge interface {
	Loaded(key string) any
	Value(property string) any
}

// relation implements @relation: it hands out what was loaded with a node or an edge for the field.
func relation(ctx context.Context, obj any, next graphql.Resolver, _ []string, _ graph.Direction) (any, error) {
	field := graphql.GetFieldContext(ctx).Field.Field
	key := planOf(ctx).keys[field]
	var page any
	switch obj := obj.(type) {
	case graph.Node:
		page = graph.Loaded(obj, key)
	case edge:
		if obj.Value("id") == "" {
			return nil, nil // at the root, no edge of the graph led to the node
		}
		page = obj.Loaded(key)
	}
	switch {
	case key == field.Name:
		// The accessor of this name reads it, and gives a to-one field's node.
		return next(ctx)
	case page == nil:
		return nil, fmt.Errorf("%s.%s was not loaded", field.ObjectDefinition.Name, key)
	}
	return page, nil
}

// day gives the date for a derived field: its own asOf, or that of the nearest field that encloses it, or today.
func (p *plan) day(ctx context.Context) graph.Date {
	for fc := graphql.GetFieldContext(ctx); fc != nil; fc = fc.Parent {
		if day, ok := p.days[fc.Field.Field]; ok {
			return day
		}
	}
	return p.today
}

// answer gives the store's answer to the root field that is being resolved.
func answer(ctx context.Context) (graph.Answer, error) {
	p := planOf(ctx)
	key := graphql.GetFieldContext(ctx).Field.Alias
	i, ok := p.roots[key]
	if !ok {
		return graph.Answer{}, fmt.Errorf("the root field %s was not asked for", key)
	}
	return p.answers[i], nil
}

// nodeOf gives the one node of a root field; nil where there is none.
func nodeOf[N graph.Node](ctx context.Context) (N, error) {
	var none N
	a, err := answer(ctx)
	if err != nil || a.Nodes[0] == nil {
		return none, err
	}
	return a.Nodes[0].(N), nil
}

// pageOf gives the page of a root field.
func pageOf[N graph.Node](ctx context.Context) (*graph.PageOf[N], error) {
	a, err := answer(ctx)
	if err != nil {
		return nil, err
	}
	return a.Page.(*graph.PageOf[N]), nil
}

// resolvers are the few fields that no table gives: those at the root, and those that are computed.
type resolvers struct{}

func (resolvers) Claim() gql.ClaimResolver                     { return claimResolver{} }
func (resolvers) Condition() gql.ConditionResolver             { return conditionResolver{} }
func (resolvers) Load() gql.LoadResolver                       { return loadResolver{} }
func (resolvers) Mutation() gql.MutationResolver               { return mutationResolver{} }
func (resolvers) Obligation() gql.ObligationResolver           { return obligationResolver{} }
func (resolvers) PlanLoadPayload() gql.PlanLoadPayloadResolver { return planLoadPayloadResolver{} }
func (resolvers) PlanRevertLoadPayload() gql.PlanRevertLoadPayloadResolver {
	return planRevertLoadPayloadResolver{}
}
func (resolvers) Query() gql.QueryResolver               { return queryResolver{} }
func (resolvers) Source() gql.SourceResolver             { return sourceResolver{} }
func (resolvers) Subscription() gql.SubscriptionResolver { return subscriptionResolver{} }

type (
	claimResolver        struct{}
	conditionResolver    struct{}
	loadResolver         struct{}
	obligationResolver   struct{}
	queryResolver        struct{}
	sourceResolver       struct{}
	subscriptionResolver struct{}
)

// AboutEdge gives the id of the edge that a claim is about.
func (claimResolver) AboutEdge(_ context.Context, c *graph.Claim) (*string, error) {
	about, _ := graph.Loaded(c, aboutKey).(*graph.NodePage)
	if about == nil || len(about.Edges) == 0 {
		return nil, nil
	}
	return &about.Edges[0].Edge, nil
}

// State derives whether a condition holds, from what was loaded with it.
func (conditionResolver) State(ctx context.Context, c *graph.Condition, _ *graph.Date) (*graph.State, error) {
	s := graph.DeriveState(graph.LoadedView{}, c, planOf(ctx).day(ctx))
	return &s, nil
}

// Status derives where a promise stands, from what was loaded with it.
func (obligationResolver) Status(ctx context.Context, o *graph.Obligation, _ *graph.Date, bearer *string) (*graph.Status, error) {
	who := ""
	if bearer != nil {
		var err error
		if who, err = actorID(*bearer, "bearer"); err != nil {
			return nil, err
		}
	}
	s := graph.DeriveStatus(graph.LoadedView{}, o, planOf(ctx).day(ctx), who)
	return &s, nil
}

// Counts gives how much a load changed.
func (loadResolver) Counts(_ context.Context, l *graph.Load) (*gql.LoadCounts, error) {
	count := func(n *int) int {
		if n == nil {
			return 0
		}
		return *n
	}
	return &gql.LoadCounts{Added: count(l.Added), Changed: count(l.Changed), Removed: count(l.Removed)}, nil
}

// Chain gives the sources that a source goes back to, the nearest first.
func (sourceResolver) Chain(ctx context.Context, s *graph.Source) ([]*graph.Source, error) {
	key := planOf(ctx).keys[graphql.GetFieldContext(ctx).Field.Field]
	seen := map[string]bool{s.ID: true}
	chain := []*graph.Source{}
	step := []*graph.Source{s}
	for i := range chainPages {
		var next []*graph.Source
		for _, from := range step {
			page, _ := graph.Loaded(from, chainLink(key, i)).(*graph.SourcePage)
			if page == nil {
				continue
			}
			if page.PageInfo.HasNextPage {
				return nil, overLimit("%s cites more than %d sources: the chain of %s is too wide to be given at once; walk it by cites", from.ID, chainPages[i], s.ID)
			}
			next = append(next, page.Nodes()...)
		}
		// A source that is reached by two ways comes once, and its own citations with it.
		next = slices.DeleteFunc(next, func(n *graph.Source) bool {
			old := seen[n.ID]
			seen[n.ID] = true
			return old
		})
		chain = append(chain, next...)
		step = next
	}
	return chain, nil
}

// Node gives anything by its id.
func (queryResolver) Node(ctx context.Context, _ string) (graph.Node, error) {
	return nodeOf[graph.Node](ctx)
}

// Nodes gives several things by their ids.
func (queryResolver) Nodes(ctx context.Context, _ []string, _ *int) ([]graph.Node, error) {
	a, err := answer(ctx)
	return a.Nodes, err
}

// Revision gives the number of loads that have changed the graph.
func (queryResolver) Revision(ctx context.Context) (int, error) { return planOf(ctx).current, nil }

// Actor gives one by its id.
func (queryResolver) Actor(ctx context.Context, _ string, _ *int) (*graph.Actor, error) {
	return nodeOf[*graph.Actor](ctx)
}

// Declaration gives one by its id.
func (queryResolver) Declaration(ctx context.Context, _ string, _ *int) (*graph.Declaration, error) {
	return nodeOf[*graph.Declaration](ctx)
}

// Obligation gives one by its id.
func (queryResolver) Obligation(ctx context.Context, _ string, _ *int) (*graph.Obligation, error) {
	return nodeOf[*graph.Obligation](ctx)
}

// Condition gives one by its id.
func (queryResolver) Condition(ctx context.Context, _ string, _ *int) (*graph.Condition, error) {
	return nodeOf[*graph.Condition](ctx)
}

// Event gives one by its id.
func (queryResolver) Event(ctx context.Context, _ string, _ *int) (*graph.Event, error) {
	return nodeOf[*graph.Event](ctx)
}

// Statement gives one by its id.
func (queryResolver) Statement(ctx context.Context, _ string, _ *int) (*graph.Statement, error) {
	return nodeOf[*graph.Statement](ctx)
}

// Source gives one by its id.
func (queryResolver) Source(ctx context.Context, _ string, _ *int) (*graph.Source, error) {
	return nodeOf[*graph.Source](ctx)
}

// Evidence gives one by its id.
func (queryResolver) Evidence(ctx context.Context, _ string, _ *int) (*graph.Evidence, error) {
	return nodeOf[*graph.Evidence](ctx)
}

// Claim gives one by its id.
func (queryResolver) Claim(ctx context.Context, _ string, _ *int) (*graph.Claim, error) {
	return nodeOf[*graph.Claim](ctx)
}

// Load gives one by its id.
func (queryResolver) Load(ctx context.Context, _ string, _ *int) (*graph.Load, error) {
	return nodeOf[*graph.Load](ctx)
}

// Actors gives a page of them.
func (queryResolver) Actors(ctx context.Context, _ map[string]any, _ []map[string]any, _ *int, _ *string, _ *int, _ *string, _ *graph.Date) (*graph.ActorPage, error) {
	return pageOf[*graph.Actor](ctx)
}

// Declarations gives a page of them.
func (queryResolver) Declarations(ctx context.Context, _ map[string]any, _ []map[string]any, _ *int, _ *string, _ *int, _ *string, _ *graph.Date) (*graph.DeclarationPage, error) {
	return pageOf[*graph.Declaration](ctx)
}

// Obligations gives a page of them.
func (queryResolver) Obligations(ctx context.Context, _ map[string]any, _ []map[string]any, _ *int, _ *string, _ *int, _ *string, _ *graph.Date) (*graph.ObligationPage, error) {
	return pageOf[*graph.Obligation](ctx)
}

// Conditions gives a page of them.
func (queryResolver) Conditions(ctx context.Context, _ map[string]any, _ []map[string]any, _ *int, _ *string, _ *int, _ *string, _ *graph.Date) (*graph.ConditionPage, error) {
	return pageOf[*graph.Condition](ctx)
}

// Events gives a page of them.
func (queryResolver) Events(ctx context.Context, _ map[string]any, _ []map[string]any, _ *int, _ *string, _ *int, _ *string, _ *graph.Date) (*graph.EventPage, error) {
	return pageOf[*graph.Event](ctx)
}

// Statements gives a page of them.
func (queryResolver) Statements(ctx context.Context, _ map[string]any, _ []map[string]any, _ *int, _ *string, _ *int, _ *string, _ *graph.Date) (*graph.StatementPage, error) {
	return pageOf[*graph.Statement](ctx)
}

// Sources gives a page of them.
func (queryResolver) Sources(ctx context.Context, _ map[string]any, _ []map[string]any, _ *int, _ *string, _ *int, _ *string, _ *graph.Date) (*graph.SourcePage, error) {
	return pageOf[*graph.Source](ctx)
}

// Loads gives a page of them.
func (queryResolver) Loads(ctx context.Context, _ map[string]any, _ []map[string]any, _ *int, _ *string, _ *int, _ *string, _ *graph.Date) (*graph.LoadPage, error) {
	return pageOf[*graph.Load](ctx)
}
