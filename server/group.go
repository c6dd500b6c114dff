package server

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"

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
		q := c.groupQuery(noun, s, a)
		q.Filter, q.AsOf = a.filter([]graph.Noun{noun}), a.day()
		a.report(q.Check())
		a.after(q.CheckCursor)
		c.groupCost(s, q, a.at)
		return func(ctx context.Context, r graph.Reader) (any, error) { return graph.FindGroups(ctx, r, *q) }, q.First * len(q.By)
	}
}

// groupQuery reads what is asked of groups.
func (c *compiler) groupQuery(noun graph.Noun, s selected, a arguments) *graph.GroupQuery {
	return &graph.GroupQuery{
		Noun: noun, Day: c.plan.today, By: a.texts("by"), Distinct: a.texts("distinct"), Amounts: noun == graph.NounObligation && c.selectsAmounts(s),
		Having: a.groupTests(), Unit: a.text("unit"), Order: graph.GroupOrder(a.text("orderBy")), First: a.integer("first"), After: a.text("after"),
	}
}

// after checks the cursor of groups. Which groups it must be of is known only where nothing else is wrong.
func (a arguments) after(check func() error) {
	if len(a.c.errs) > 0 {
		return
	}
	if err := check(); err != nil {
		a.report(&inputError{"after", err})
	}
}

// groupCost counts what groups cost: each is a row, and what it is grouped by and counted are relations that are walked.
func (c *compiler) groupCost(s selected, q *graph.GroupQuery, at scope) {
	f := s.field()
	c.spent.relations(1+len(q.By)+len(q.Distinct), at, f)
	inner := c.into(at, graph.Page{First: &q.First}, f)
	for _, part := range c.collect("Groups", name, s.under()...) {
		if part.name() == "groups" {
			// Keys and distinct counts are lists, and each group has all of them.
			c.spent.values(c.written(part.fields)*max(1, len(q.By), len(q.Distinct)), inner, f)
		}
		if part.name() == "rows" {
			c.spent.values(c.written(part.fields), inner, f)
		}
	}
}

// nestedGroups are groups that are asked for inside lists.
type nestedGroups struct {
	named
	args  arguments
	query *graph.GroupQuery
	// found are those that were found, one for each list.
	found []*graph.Groups
}

// groups gives the groups that are asked for of a list.
func (c *compiler) groups(s selected, ends []graph.Noun, at scope) []*nestedGroups {
	var list []*nestedGroups
	for _, part := range c.collect(s.field().Definition.Type.Name(), c.keyOf, s.under()...) {
		if part.name() != "groups" {
			continue
		}
		here := at.at(part.field().Alias)
		g := &nestedGroups{named: named{path: here.path}, args: c.arguments(part.field(), here)}
		g.query = c.groupQuery(ends[0], part, g.args)
		g.query.AsOf, g.query.Key = at.asOf, part.key
		g.args.report(g.query.Check())
		c.groupCost(part, g.query, here)
		// Those that are asked for of nodes that groups name come after these groups.
		c.plan.groups = append(c.plan.groups, g)
		here.depth++
		c.loads(&g.named, "Groups", part.under(), g.query.First*len(g.query.By), here)
		list = append(list, g)
	}
	return list
}

// groupCursors checks the cursors of the groups that are asked for of a list.
func groupCursors(list []*nestedGroups, check func(*graph.GroupQuery) error) {
	for _, g := range list {
		g.args.after(func() error { return check(g.query) })
	}
}

func groupQueries(list []*nestedGroups) []*graph.GroupQuery {
	var queries []*graph.GroupQuery
	for _, g := range list {
		queries = append(queries, g.query)
	}
	return queries
}

// keepGroups keeps what was found for the groups that are asked for inside lists.
func (p *plan) keepGroups(found map[*graph.GroupQuery][]*graph.Groups) {
	for _, g := range p.groups {
		for _, groups := range found[g.query] {
			g.found = append(g.found, groups)
			p.named[groups] = &g.named
		}
	}
}

// loadGroups loads the nodes that groups inside lists name; of those below one field at the root, if there is one.
func (p *plan) loadGroups(ctx context.Context, r graph.Reader, root string) error {
	for _, g := range p.groups {
		if root != "" && g.path[0] != ast.PathName(root) {
			continue
		}
		if err := g.load(ctx, r, p, g.found); err != nil {
			return err
		}
	}
	return nil
}

// grouped implements @grouped: it hands out the groups that were counted for the list.
func grouped(ctx context.Context, obj any, _ graphql.Resolver) (any, error) {
	field := graphql.GetFieldContext(ctx).Field.Field
	page, _ := obj.(interface {
		GroupsOf(key string) *graph.Groups
	})
	groups := page.GroupsOf(planOf(ctx).keys[field])
	if groups == nil {
		return nil, fmt.Errorf("the groups of %s were not counted", field.ObjectDefinition.Name)
	}
	return groups, nil
}

// selectsAmounts tells whether the amounts in the groups are asked for.
func (c *compiler) selectsAmounts(s selected) bool {
	has := func(object string, sets []ast.SelectionSet, names ...string) bool {
		return slices.ContainsFunc(c.collect(object, name, sets...), func(part selected) bool { return slices.Contains(names, part.name()) })
	}
	for _, groups := range c.collect("Groups", name, s.under()...) {
		switch {
		case groups.name() == "groups" && has("Group", groups.under(), "amounts"):
			return true
		case groups.name() == "rows" && has("GroupRow", groups.under(), "amounts", "sum", "min", "max", "average"):
			return true
		}
	}
	return false
}

// groupTests reads what must hold for the numbers of groups.
func (a arguments) groupTests() []graph.GroupTest {
	having, _ := a.values["having"].(map[string]any)
	tests := a.measureTests(graph.GroupTest{Measure: graph.GroupCount}, having["count"], "having.count")
	for i, v := range asList(having["distinct"]) {
		tests = append(tests, a.measureTests(graph.GroupTest{Measure: graph.GroupDistinct, At: i}, v, fmt.Sprintf("having.distinct[%d]", i))...)
	}
	for _, m := range []graph.GroupMeasure{graph.GroupSum, graph.GroupAverage, graph.GroupMin, graph.GroupMax} {
		name := strings.ToLower(string(m))
		tests = append(tests, a.measureTests(graph.GroupTest{Measure: m}, having[name], "having."+name)...)
	}
	return tests
}

// measureTests reads what must hold for one number.
func (a arguments) measureTests(test graph.GroupTest, v any, at string) []graph.GroupTest {
	var tests []graph.GroupTest
	values, _ := v.(map[string]any)
	for _, op := range slices.Sorted(maps.Keys(values)) {
		here := at + "." + op
		if values[op] == nil {
			a.report(inputErrorf(here, "%s can't be null: it takes a number", op))
			continue
		}
		n, err := readFloat(values[op], here)
		a.report(err)
		test.Op, test.Value = graph.Op(op), n
		tests = append(tests, test)
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
func (queryResolver) ActorGroups(ctx context.Context, _ map[string]any, _ *graph.Date, _, _ []string, _ map[string]any, _ *graph.GroupOrder, _ *int, _ *string) (*graph.Groups, error) {
	return workedOut[*graph.Groups](ctx)
}

// DeclarationGroups gives declarations in groups.
func (queryResolver) DeclarationGroups(ctx context.Context, _ map[string]any, _ *graph.Date, _, _ []string, _ map[string]any, _ *graph.GroupOrder, _ *int, _ *string) (*graph.Groups, error) {
	return workedOut[*graph.Groups](ctx)
}

// ObligationGroups gives obligations in groups.
func (queryResolver) ObligationGroups(ctx context.Context, _ map[string]any, _ *graph.Date, _, _ []string, _ map[string]any, _ *string, _ *graph.GroupOrder, _ *int, _ *string) (*graph.Groups, error) {
	return workedOut[*graph.Groups](ctx)
}

// ConditionGroups gives conditions in groups.
func (queryResolver) ConditionGroups(ctx context.Context, _ map[string]any, _ *graph.Date, _, _ []string, _ map[string]any, _ *graph.GroupOrder, _ *int, _ *string) (*graph.Groups, error) {
	return workedOut[*graph.Groups](ctx)
}

// EventGroups gives events in groups.
func (queryResolver) EventGroups(ctx context.Context, _ map[string]any, _ *graph.Date, _, _ []string, _ map[string]any, _ *graph.GroupOrder, _ *int, _ *string) (*graph.Groups, error) {
	return workedOut[*graph.Groups](ctx)
}

// StatementGroups gives statements in groups.
func (queryResolver) StatementGroups(ctx context.Context, _ map[string]any, _ *graph.Date, _, _ []string, _ map[string]any, _ *graph.GroupOrder, _ *int, _ *string) (*graph.Groups, error) {
	return workedOut[*graph.Groups](ctx)
}

// SourceGroups gives sources in groups.
func (queryResolver) SourceGroups(ctx context.Context, _ map[string]any, _ *graph.Date, _, _ []string, _ map[string]any, _ *graph.GroupOrder, _ *int, _ *string) (*graph.Groups, error) {
	return workedOut[*graph.Groups](ctx)
}

// ClaimGroups gives claims in groups.
func (queryResolver) ClaimGroups(ctx context.Context, _ map[string]any, _ *graph.Date, _, _ []string, _ map[string]any, _ *graph.GroupOrder, _ *int, _ *string) (*graph.Groups, error) {
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
