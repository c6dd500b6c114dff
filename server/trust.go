package server

import (
	"context"
	"reflect"

	"pactgraph/graph"
)

// trustNodes is how many nodes of one noun the answer to a question about trust may name, trustNodesEach how many are
// reckoned with for each item of a list.
const (
	trustNodes     = 2 * graph.MaxPage
	trustNodesEach = 20
)

// mostNamed gives the number of nodes that a list of so many items is reckoned to name.
func mostNamed(first int) int { return min(first*trustNodesEach, trustNodes) }

// within refuses a value that names more nodes than its cost was counted by.
func within(value any, most int, advice string) error {
	ids := map[string]bool{}
	namedNodes(reflect.ValueOf(value), ids)
	for _, n := range graph.Nouns() {
		if count := len(namedOf(ids, n)); count > most {
			return overLimit("the answer names %d nodes of the type %s; at most %d are allowed: %s", count, n, most, advice)
		}
	}
	return nil
}

// filterOf gives the argument filter's fields as arguments to be read.
func (a arguments) filterOf() arguments {
	fields, _ := a.values["filter"].(map[string]any)
	a.values = fields
	return a
}

// nounsNamed reads a list of nouns by their types' names.
func (a arguments) nounsNamed(name string) []graph.Noun {
	var nouns []graph.Noun
	for _, n := range a.texts(name) {
		nouns = append(nouns, graph.Noun(n))
	}
	return nouns
}

func conflictsOf(c *compiler, _ selected, a arguments) (work, int) {
	f := a.filterOf()
	q := graph.ConflictsQuery{
		About: f.entityIDs("about"), Nouns: f.nounsNamed("nouns"), Fields: f.texts("fields"),
		First: a.integer("first"), After: a.text("after"),
	}
	for _, k := range f.texts("kinds") {
		q.Kinds = append(q.Kinds, graph.ConflictKind(k))
	}
	if len(c.errs) == 0 {
		a.report(q.Check())
	}
	most := mostNamed(q.First)
	return func(ctx context.Context, r graph.Reader) (any, error) {
		found, err := graph.FindConflicts(ctx, r, q)
		if err != nil {
			return nil, err
		}
		return found, within(found, most, "ask for fewer conflicts at once, or make the filter narrower")
	}, most
}

func gapsOf(c *compiler, _ selected, a arguments) (work, int) {
	f := a.filterOf()
	q := graph.GapsQuery{
		About: f.entityIDs("about"), Nouns: f.nounsNamed("nouns"), Reliability: graph.ReliabilityC, AsOf: a.day(),
		First: a.integer("first"), After: a.text("after"),
	}
	if asked := f.text("reliability"); asked != "" {
		q.Reliability = graph.Reliability(asked)
	}
	if q.AsOf == "" {
		q.AsOf = c.plan.today
	}
	for _, k := range f.texts("kinds") {
		q.Kinds = append(q.Kinds, graph.GapKind(k))
	}
	if len(c.errs) == 0 {
		a.report(q.Check())
	}
	most := mostNamed(q.First)
	return func(ctx context.Context, r graph.Reader) (any, error) {
		found, err := graph.FindGaps(ctx, r, q)
		if err != nil {
			return nil, err
		}
		return found, within(found, most, "ask for fewer gaps at once, or make the filter narrower")
	}, most
}

func compareOf(c *compiler, _ selected, a arguments) (work, int) {
	declarations, day := a.texts("declarations"), a.day()
	if day == "" {
		day = c.plan.today
	}
	a.report(graph.CheckCompared(declarations))
	return func(ctx context.Context, r graph.Reader) (any, error) {
		result, err := graph.Compare(ctx, r, declarations, day)
		if err != nil {
			return nil, err
		}
		return result, within(result, trustNodes, "compare fewer declarations at once")
	}, trustNodes
}

// Conflicts gives where what is said differs.
func (queryResolver) Conflicts(ctx context.Context, _ map[string]any, _ *int, _ *string) (*graph.Conflicts, error) {
	return workedOut[*graph.Conflicts](ctx)
}

// Gaps gives what is missing.
func (queryResolver) Gaps(ctx context.Context, _ map[string]any, _ *graph.Date, _ *int, _ *string) (*graph.Gaps, error) {
	return workedOut[*graph.Gaps](ctx)
}

// Compare puts the obligations of declarations side by side.
func (queryResolver) Compare(ctx context.Context, _ []string, _ *graph.Date) (*graph.Comparison, error) {
	return workedOut[*graph.Comparison](ctx)
}
