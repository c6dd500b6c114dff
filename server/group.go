package server

import (
	"context"
	"maps"
	"slices"

	"pactgraph/graph"
)

// groupAnalyses are the groups of each noun, tables and timelines.
func groupAnalyses() map[string]prepare {
	m := map[string]prepare{
		"matrix":              matrixOf,
		"timeline":            timelineOf(graph.NounObligation),
		"declarationTimeline": timelineOf(graph.NounDeclaration),
		"eventTimeline":       timelineOf(graph.NounEvent),
	}
	for _, n := range graph.GroupedNouns() {
		m[n.Prefix()+"Groups"] = groupsOf(n)
	}
	return m
}

func groupsOf(noun graph.Noun) prepare {
	return func(c *compiler, s selected, a arguments) (work, int) {
		q := graph.GroupQuery{
			Noun: noun, Filter: a.filter([]graph.Noun{noun}), AsOf: a.day(), Day: c.plan.today,
			By: a.texts("by"), Distinct: a.texts("distinct"), Amounts: noun == graph.NounObligation && c.selectsAmounts(s),
			Having: a.countTests("having"), Order: graph.GroupOrder(a.text("orderBy")), First: a.integer("first"),
		}
		a.report(q.Check())
		return func(ctx context.Context, r graph.Reader) (any, error) { return graph.FindGroups(ctx, r, q) }, q.First * len(q.By)
	}
}

// selectsAmounts tells whether the amounts in the groups are asked for.
func (c *compiler) selectsAmounts(s selected) bool {
	for _, groups := range c.collect("Groups", name, s.under()...) {
		if groups.name() != "groups" {
			continue
		}
		for _, part := range c.collect("Group", name, groups.under()...) {
			if part.name() == "amounts" {
				return true
			}
		}
	}
	return false
}

// countTests reads what must hold for a number.
func (a arguments) countTests(name string) []graph.CountTest {
	var tests []graph.CountTest
	values, _ := a.values[name].(map[string]any)
	for _, op := range slices.Sorted(maps.Keys(values)) {
		at := name + "." + op
		if values[op] == nil {
			a.report(inputErrorf(at, "%s can't be null: it takes a number", op))
			continue
		}
		n, err := readInt(values[op], at)
		a.report(err)
		tests = append(tests, graph.CountTest{Op: graph.Op(op), Count: n})
	}
	return tests
}

func matrixOf(c *compiler, _ selected, a arguments) (work, int) {
	q := graph.MatrixQuery{
		Filter: a.filter([]graph.Noun{graph.NounObligation}), AsOf: a.day(), Day: c.plan.today,
		Rows: a.textOr("rows"), Columns: a.textOr("columns"), MostRows: a.integer("mostRows"), MostColumns: a.integer("mostColumns"),
	}
	a.report(q.Check())
	return func(ctx context.Context, r graph.Reader) (any, error) { return graph.FindMatrix(ctx, r, q) }, q.MostRows + q.MostColumns
}

func timelineOf(noun graph.Noun) prepare {
	return func(_ *compiler, _ selected, a arguments) (work, int) {
		q := graph.TimelineQuery{
			Noun: noun, Filter: a.filter([]graph.Noun{noun}), Interval: graph.Interval(a.textOr("interval")),
			From: a.date("from"), To: a.date("to"),
		}
		a.report(q.Check())
		return func(ctx context.Context, r graph.Reader) (any, error) { return graph.FindTimeline(ctx, r, q) }, 0
	}
}

// textOr reads a text or a value of an enumeration; where it is left out or null it is the schema's default.
func (a arguments) textOr(name string) string {
	if text := a.text(name); text != "" {
		return text
	}
	if v := a.field.Definition.Arguments.ForName(name).DefaultValue; v != nil {
		return v.Raw
	}
	return ""
}

func (a arguments) date(name string) graph.Date {
	day, err := readDay(a.values[name], name)
	a.report(err)
	return day
}

// ActorGroups gives actors in groups.
func (queryResolver) ActorGroups(ctx context.Context, _ map[string]any, _ *graph.Date, _, _ []string, _ map[string]any, _ *graph.GroupOrder, _ *int) (*graph.Groups, error) {
	return workedOut[*graph.Groups](ctx)
}

// DeclarationGroups gives declarations in groups.
func (queryResolver) DeclarationGroups(ctx context.Context, _ map[string]any, _ *graph.Date, _, _ []string, _ map[string]any, _ *graph.GroupOrder, _ *int) (*graph.Groups, error) {
	return workedOut[*graph.Groups](ctx)
}

// ObligationGroups gives obligations in groups.
func (queryResolver) ObligationGroups(ctx context.Context, _ map[string]any, _ *graph.Date, _, _ []string, _ map[string]any, _ *graph.GroupOrder, _ *int) (*graph.Groups, error) {
	return workedOut[*graph.Groups](ctx)
}

// ConditionGroups gives conditions in groups.
func (queryResolver) ConditionGroups(ctx context.Context, _ map[string]any, _ *graph.Date, _, _ []string, _ map[string]any, _ *graph.GroupOrder, _ *int) (*graph.Groups, error) {
	return workedOut[*graph.Groups](ctx)
}

// EventGroups gives events in groups.
func (queryResolver) EventGroups(ctx context.Context, _ map[string]any, _ *graph.Date, _, _ []string, _ map[string]any, _ *graph.GroupOrder, _ *int) (*graph.Groups, error) {
	return workedOut[*graph.Groups](ctx)
}

// StatementGroups gives statements in groups.
func (queryResolver) StatementGroups(ctx context.Context, _ map[string]any, _ *graph.Date, _, _ []string, _ map[string]any, _ *graph.GroupOrder, _ *int) (*graph.Groups, error) {
	return workedOut[*graph.Groups](ctx)
}

// SourceGroups gives sources in groups.
func (queryResolver) SourceGroups(ctx context.Context, _ map[string]any, _ *graph.Date, _, _ []string, _ map[string]any, _ *graph.GroupOrder, _ *int) (*graph.Groups, error) {
	return workedOut[*graph.Groups](ctx)
}

// ClaimGroups gives claims in groups.
func (queryResolver) ClaimGroups(ctx context.Context, _ map[string]any, _ *graph.Date, _, _ []string, _ map[string]any, _ *graph.GroupOrder, _ *int) (*graph.Groups, error) {
	return workedOut[*graph.Groups](ctx)
}

// Matrix gives obligations in a table.
func (queryResolver) Matrix(ctx context.Context, _ map[string]any, _ *graph.Date, _, _ *string, _, _ *int) (*graph.Matrix, error) {
	return workedOut[*graph.Matrix](ctx)
}

// Timeline gives what obligations began, held and ended when.
func (queryResolver) Timeline(ctx context.Context, _ map[string]any, _ *graph.Interval, _, _ *graph.Date) (*graph.Timeline, error) {
	return workedOut[*graph.Timeline](ctx)
}

// DeclarationTimeline gives what declarations were made, held and ended when.
func (queryResolver) DeclarationTimeline(ctx context.Context, _ map[string]any, _ *graph.Interval, _, _ *graph.Date) (*graph.Timeline, error) {
	return workedOut[*graph.Timeline](ctx)
}

// EventTimeline gives what events began, went on and ended when.
func (queryResolver) EventTimeline(ctx context.Context, _ map[string]any, _ *graph.Interval, _, _ *graph.Date) (*graph.Timeline, error) {
	return workedOut[*graph.Timeline](ctx)
}
