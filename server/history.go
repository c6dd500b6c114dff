package server

import (
	"context"
	"fmt"

	"pactgraph/graph"
)

func changesOf(c *compiler, _ selected, a arguments) (work, int) {
	f := a.filterOf()
	q := &graph.ChangesQuery{
		Since: a.integer("since"), Until: a.count("until"), DoneFrom: a.date("from"), DoneTo: a.date("to"), First: a.integer("first"), After: a.text("after"),
		Loads: f.texts("loads"), Datasets: f.texts("datasets"), About: f.entityIDs("about"), Nouns: f.nounsNamed("nouns"),
	}
	for _, action := range f.texts("actions") {
		q.Actions = append(q.Actions, graph.ChangeAction(action))
	}
	for _, thing := range f.texts("what") {
		q.What = append(q.What, graph.ChangedThing(thing))
	}
	if len(c.errs) == 0 {
		a.report(q.Check())
	}
	if c.subscription {
		c.plan.feed = newFeed(a, q)
	}
	return func(ctx context.Context, r graph.Reader) (any, error) { return graph.FindChanges(ctx, r, *q) }, q.First
}

// Changes gives what loads changed.
func (queryResolver) Changes(ctx context.Context, _, _ *int, _, _ *graph.Date, _ map[string]any, _ *int, _ *string) (*graph.Changes, error) {
	return workedOut[*graph.Changes](ctx)
}

// Changes gives the changes of one event: each is an execution of its own.
func (subscriptionResolver) Changes(ctx context.Context, _ *int, _ map[string]any, _ *int, _ *string) (<-chan *graph.Changes, error) {
	found, err := workedOut[*graph.Changes](ctx)
	if err != nil {
		return nil, err
	}
	one := make(chan *graph.Changes, 1)
	one <- found
	close(one)
	return one, nil
}

// atRevision reads the revision of a look-up by ids, and sees to it that its question can be asked of the past.
func (c *compiler) atRevision(args arguments, q graph.Query) {
	revision := args.count("asOfRevision")
	if revision == nil {
		return
	}
	if len(c.errs) == 0 {
		args.report(asInput("asOfRevision", graph.CheckPast(*revision, q)))
	}
	c.plan.past[len(c.plan.queries)] = *revision
}

func asInput(at string, err error) error {
	if err == nil {
		return nil
	}
	return &inputError{at, err}
}

// pastDegree refuses a field that isn't known of the past.
func (c *compiler) pastDegree(p part, at scope) {
	if at.past && p.name() == "degree" {
		c.fail(graph.Errorf(graph.KindInvalid, "a degree isn't known of the past: leave it out, or ask without asOfRevision"), at.path, p.field(), "")
	}
}

// find asks the questions of a plan: of the graph as it is in one Find, and of what it was one by one.
func (p *plan) find(ctx context.Context, r graph.Reader) error {
	var now []graph.Query
	var places []int
	p.answers = make([]graph.Answer, len(p.queries))
	for i, q := range p.queries {
		revision, ok := p.past[i]
		if !ok {
			now, places = append(now, q), append(places, i)
			continue
		}
		found, err := graph.FindAt(ctx, r, revision, []graph.Query{q})
		if err != nil {
			return err
		}
		p.answers[i] = found[0]
	}
	if len(now) == 0 {
		return nil
	}
	found, err := p.findNow(ctx, r, now)
	if err == nil && len(found) != len(now) {
		return fmt.Errorf("the store gave %d answers to %d questions", len(found), len(now))
	}
	for i, answer := range found {
		p.answers[places[i]] = answer
	}
	return err
}

// findNow asks for lists and nodes as they are, and for the groups in them.
func (p *plan) findNow(ctx context.Context, r graph.Reader, queries []graph.Query) ([]graph.Answer, error) {
	answers, found, err := graph.FindWithGroups(ctx, r, queries)
	p.keepGroups(found)
	return answers, err
}
