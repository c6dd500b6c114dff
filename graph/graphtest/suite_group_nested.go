package graphtest

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pactgraph/graph"
)

// nestedGroups finds the groups that a query asks for, and writes them by the id of the node or edge that they are of.
func nestedGroups(t *testing.T, s graph.Reader, q graph.Query) string {
	t.Helper()
	answers, found, err := graph.FindWithGroups(t.Context(), s, []graph.Query{q})
	if err != nil {
		return fmt.Sprintf("an error of kind %q", graph.KindOf(err))
	}
	total := 0
	for _, groups := range found {
		total += len(groups)
	}
	return jsonOf(t, pageGroups(answers[0].Page, q.Selection)) + fmt.Sprint(" of ", total)
}

// grouped is what pages of all nouns have.
type grouped interface {
	GroupsOf(key string) *graph.Groups
}

// pageGroups gives the groups kept with a page, and with those below it.
func pageGroups(page any, s graph.Selection) []any {
	var list []any
	for _, g := range s.Groups {
		list = append(list, page.(grouped).GroupsOf(g.Key))
	}
	for _, e := range readPage(page).entries {
		list = append(list, e.node.NodeID(), nodeGroups(e.node, s.With))
	}
	return list
}

func nodeGroups(n graph.Node, withs []graph.With) []any {
	var list []any
	for _, w := range withs {
		if page := graph.Loaded(n, w.Name()); page != nil {
			list = append(list, pageGroups(page, w.Selection))
		}
	}
	return list
}

func (f *fixture) sameNested(t *testing.T, q graph.Query) {
	t.Helper()
	if diff := cmp.Diff(nestedGroups(t, f.oracle, q), nestedGroups(t, f.store, q)); diff != "" {
		t.Errorf("not the oracle's groups (-oracle +store):\n%s\nto %+v", diff, q)
	}
}

// testNestedGroups asks for groups inside lists. What they are is told by asking, for each node alone, for the groups of
// what the field leads to from it.
func (f *fixture) testNestedGroups(t *testing.T) {
	all := graph.MaxPage
	page := graph.Page{First: &all}
	for _, n := range graph.Nouns() {
		for _, field := range n.Fields() {
			if len(field.Ends) > 1 || field.One || field.Ends[0].GroupDimensions() == nil {
				continue
			}
			end := field.Ends[0]
			list := end.GroupDimensions()
			q := &graph.GroupQuery{Noun: end, Day: WorldDay, First: all, Amounts: end == graph.NounObligation, By: []string{list[0].Name}, Distinct: []string{list[len(list)-4].Name}}
			answers, found, err := graph.FindWithGroups(t.Context(), f.store, []graph.Query{{Noun: n, Selection: graph.Selection{Page: page, With: []graph.With{
				{Field: field.Name, Selection: graph.Selection{Page: page, Groups: []*graph.GroupQuery{q}}},
			}}}})
			if err != nil {
				t.Errorf("%s.%s: %v", n, field.Name, err)
				continue
			}
			entries := readPage(answers[0].Page).entries
			if len(found[q]) != len(entries) {
				t.Errorf("%s.%s: groups are given %d times, want one for each of %d nodes", n, field.Name, len(found[q]), len(entries))
			}
			for _, e := range entries {
				related := graph.Loaded(e.node, field.Name)
				f.sameAlone(t, fmt.Sprintf("%s.%s", e.node.NodeID(), field.Name), related.(grouped).GroupsOf(""), *q, related)
			}
		}
	}
}

// sameAlone compares the groups of a page, which has its whole list, with those of its nodes asked for alone.
func (f *fixture) sameAlone(t *testing.T, what string, got *graph.Groups, q graph.GroupQuery, page any) {
	t.Helper()
	ids := []any{}
	for _, e := range readPage(page).entries {
		ids = append(ids, e.node.NodeID())
	}
	q.Filter = graph.Is{Prop: "id", Op: graph.OpIn, Value: ids}
	want := groupsOf(t, f.oracle, q)
	if diff := cmp.Diff(jsonOf(t, withoutCursors(want)), jsonOf(t, withoutCursors(got))); diff != "" {
		t.Errorf("the groups of %s (-alone +nested):\n%s", what, diff)
	}
}

// withoutCursors gives groups without what says of which list they are.
func withoutCursors(groups *graph.Groups) graph.Groups {
	plain := *groups
	plain.PageInfo = graph.PageInfo{}
	plain.Groups = nil
	for _, g := range groups.Groups {
		one := *g
		one.Cursor = ""
		plain.Groups = append(plain.Groups, &one)
	}
	return plain
}

// testEdgeGroups asks for the claims about edges in groups.
func (f *fixture) testEdgeGroups(t *testing.T) {
	all := graph.MaxPage
	page := graph.Page{First: &all}
	q := &graph.GroupQuery{Noun: graph.NounClaim, By: []string{"BASIS", "SOURCE"}, First: all}
	answers, _, err := graph.FindWithGroups(t.Context(), f.store, []graph.Query{{Noun: graph.NounDeclaration, Selection: graph.Selection{Page: page, With: []graph.With{
		{Field: "partyActions", Selection: graph.Selection{Page: page}, OnEdge: []graph.With{
			{Field: "claims", Selection: graph.Selection{Page: page, Groups: []*graph.GroupQuery{q}}},
		}},
	}}}})
	if err != nil {
		t.Fatal(err)
	}
	claimed := 0
	for _, d := range answers[0].Page.(*graph.DeclarationPage).Nodes() {
		for _, e := range d.PartyActions().Edges {
			got := e.Claims().Groups()
			f.sameAlone(t, e.ID, got, *q, e.Claims())
			claimed += got.TotalCount
		}
	}
	if claimed == 0 {
		t.Error("no party action has a claim: the test says nothing")
	}
}

// asking counts what is asked of a reader.
type asking struct {
	graph.Reader
	finds, tallies int
}

func (a *asking) Find(ctx context.Context, queries []graph.Query) ([]graph.Answer, error) {
	a.finds++
	return a.Reader.Find(ctx, queries)
}

func (a *asking) Tally(ctx context.Context, t graph.Tally) (graph.TallyAnswer, error) {
	a.tallies++
	return a.Reader.Tally(ctx, t)
}

// testGroupsAtOnce sees that groups of many nodes take no more questions than those of one.
func testGroupsAtOnce(t *testing.T, s graph.Reader) {
	count := func(first int) (finds, tallies int) {
		a := &asking{Reader: s}
		q := &graph.GroupQuery{Noun: graph.NounObligation, By: []string{"BEARERS"}, Amounts: true, First: 5}
		_, found, err := graph.FindWithGroups(t.Context(), a, []graph.Query{{Noun: graph.NounDeclaration, Selection: graph.Selection{
			Page: graph.Page{First: &first}, Order: []graph.Order{{Prop: "degree", Desc: true}},
			With: []graph.With{{Field: "obligations", Selection: graph.Selection{Groups: []*graph.GroupQuery{q}}}},
		}}})
		if err != nil || len(found[q]) != first {
			t.Fatalf("groups of %d declarations are given %d times, with the error %v", first, len(found[q]), err)
		}
		return a.finds, a.tallies
	}
	finds, tallies := count(1)
	if moreFinds, moreTallies := count(5); moreFinds != finds || moreTallies != tallies || tallies != 3 {
		t.Errorf("one declaration takes %d questions and %d tallies, five take %d and %d; want 3 tallies, and the same", finds, tallies, moreFinds, moreTallies)
	}
}

// testGroupPages goes through groups page by page, in every order, at the root and inside a list.
func testGroupPages(t *testing.T, s graph.Reader) {
	for _, order := range groupOrders() {
		q := graph.GroupQuery{Noun: graph.NounObligation, By: []string{"BEARERS", "KIND"}, Distinct: []string{"DECLARATIONS"}, Unit: "crowns", Order: order, First: graph.MaxGroups}
		whole := groupsOf(t, s, q)
		q.First = 4
		var got []string
		for more := true; more; {
			page := groupsOf(t, s, q)
			if page.TotalGroups != whole.TotalGroups || page.TotalCount != whole.TotalCount || page.Truncated != page.PageInfo.HasNextPage || page.PageInfo.HasPreviousPage != (q.After != "") {
				t.Fatalf("%s: a page is %+v of %+v", order, page, whole)
			}
			got = append(got, lines(page)...)
			q.After, more = page.PageInfo.EndCursor, page.PageInfo.HasNextPage
		}
		if diff := cmp.Diff(lines(whole), got); diff != "" {
			t.Errorf("%s, page by page (-whole +pages):\n%s", order, diff)
		}
	}
	owes := func(after string) *graph.Groups {
		q := &graph.GroupQuery{Noun: graph.NounObligation, By: []string{"KIND"}, First: 2, After: after}
		answers, _, err := graph.FindWithGroups(t.Context(), s, []graph.Query{{Noun: graph.NounActor, Selection: graph.Selection{
			Filter: graph.Is{Prop: "id", Op: graph.OpEq, Value: ardovia},
			With:   []graph.With{{Field: "owes", Selection: graph.Selection{Groups: []*graph.GroupQuery{q}}}},
		}}})
		if err != nil {
			t.Fatal(err)
		}
		return answers[0].Page.(*graph.ActorPage).Nodes()[0].Owes().Groups()
	}
	var kinds []string
	for after, more := "", true; more; {
		page := owes(after)
		kinds = append(kinds, lines(page)...)
		after, more = page.PageInfo.EndCursor, page.PageInfo.HasNextPage
	}
	if n := len(slices.Compact(slices.Sorted(slices.Values(kinds)))); n != 5 || len(kinds) != 5 {
		t.Errorf("page by page, %s owes the kinds %v, want each of 5 once", ardovia, kinds)
	}
}

// groupOrders are all orders of groups.
func groupOrders() []graph.GroupOrder {
	var orders []graph.GroupOrder
	for _, e := range graph.GroupEnums() {
		if e.Name == "GroupOrder" {
			for _, name := range e.Names() {
				orders = append(orders, graph.GroupOrder(name))
			}
		}
	}
	return orders
}

// testGroupCursorsRefused takes cursors of other questions.
func testGroupCursorsRefused(t *testing.T, s graph.Reader) {
	q := graph.GroupQuery{Noun: graph.NounObligation, By: []string{"BEARERS"}, Distinct: []string{"KIND"}, First: 1}
	cursor := groupsOf(t, s, q).PageInfo.EndCursor
	change := func(f func(q *graph.GroupQuery)) graph.GroupQuery {
		other := q
		other.After = cursor
		f(&other)
		return other
	}
	for name, other := range map[string]graph.GroupQuery{
		"another noun":      change(func(q *graph.GroupQuery) { q.Noun, q.By, q.Distinct = graph.NounActor, []string{"KIND"}, nil }),
		"another dimension": change(func(q *graph.GroupQuery) { q.By = []string{"COUNTERPARTIES"} }),
		"one more":          change(func(q *graph.GroupQuery) { q.By = append(q.By, "KIND") }),
		"another order":     change(func(q *graph.GroupQuery) { q.Order = graph.GroupOrderKeyAsc }),
		"another filter":    change(func(q *graph.GroupQuery) { q.Filter = graph.Is{Prop: "kind", Op: graph.OpEq, Value: "DEFENCE"} }),
		"another day":       change(func(q *graph.GroupQuery) { q.AsOf = "2031-05-20" }),
		"a test": change(func(q *graph.GroupQuery) {
			q.Having = []graph.GroupTest{{Measure: graph.GroupCount, Op: graph.OpGt, Value: 1}}
		}),
		"no cursor":    change(func(q *graph.GroupQuery) { q.After = "x" }),
		"half of one":  change(func(q *graph.GroupQuery) { q.After = cursor[:len(cursor)/2] }),
		"a whole list": change(func(q *graph.GroupQuery) { q.After = "WyJhIl0" }),
	} {
		if _, err := graph.FindGroups(t.Context(), s, other); graph.KindOf(err) != graph.KindInvalid {
			t.Errorf("%s: the cursor gives the error %v, want one of kind %q", name, err, graph.KindInvalid)
		}
	}
	nested := change(func(q *graph.GroupQuery) {})
	_, _, err := graph.FindWithGroups(t.Context(), s, []graph.Query{{Noun: graph.NounActor, Selection: graph.Selection{
		With: []graph.With{{Field: "owes", Selection: graph.Selection{Groups: []*graph.GroupQuery{&nested}}}},
	}}})
	if graph.KindOf(err) != graph.KindInvalid {
		t.Errorf("a cursor of the root inside a list gives the error %v, want one of kind %q", err, graph.KindInvalid)
	}
}

// testMeasures orders and keeps groups by numbers that aren't their count.
func testMeasures(t *testing.T, s graph.Reader) {
	q := func(order graph.GroupOrder, having ...graph.GroupTest) graph.GroupQuery {
		return graph.GroupQuery{Noun: graph.NounObligation, By: []string{"DECLARATIONS"}, Distinct: []string{"BEARERS", "KIND"}, Unit: "crowns", Order: order, Having: having, First: 3}
	}
	for _, test := range []struct {
		name string
		q    graph.GroupQuery
		want func(groups *graph.Groups) bool
	}{
		{"the sum", q(graph.GroupOrderSumDesc), func(g *graph.Groups) bool { return g.Groups[0].Keys[0].Value == seaPlan }},
		{"no sum comes last, going up too", q(graph.GroupOrderSumAsc), func(g *graph.Groups) bool { return g.Groups[0].Keys[0].Value == seaPlan }},
		{"with a sum", q("", graph.GroupTest{Measure: graph.GroupSum, Op: graph.OpGte, Value: 1e6}), func(g *graph.Groups) bool {
			return g.TotalGroups == 1 && g.Groups[0].Keys[0].Value == seaPlan && g.TotalCount == 17
		}},
		{"none that is larger", q("", graph.GroupTest{Measure: graph.GroupMax, Op: graph.OpGt, Value: 1e6}), func(g *graph.Groups) bool { return g.TotalGroups == 0 }},
		{"other than some sum is no test for none", q("", graph.GroupTest{Measure: graph.GroupAverage, Op: graph.OpNe, Value: 7}), func(g *graph.Groups) bool { return g.TotalGroups == 1 }},
		{"distinct values", q(graph.GroupOrderDistinctDesc), func(g *graph.Groups) bool {
			return slices.IsSortedFunc(g.Groups, func(a, b *graph.Group) int { return b.Distinct[0].Count - a.Distinct[0].Count })
		}},
		{"with some of the second", q("", graph.GroupTest{Measure: graph.GroupDistinct, At: 1, Op: graph.OpGt, Value: 3}), func(g *graph.Groups) bool {
			return g.TotalGroups > 0 && !slices.ContainsFunc(g.Groups, func(g *graph.Group) bool { return g.Distinct[1].Count <= 3 })
		}},
	} {
		if groups := groupsOf(t, s, test.q); !test.want(groups) {
			t.Errorf("%s: the groups are %s", test.name, jsonOf(t, groups))
		}
	}
	for name, bad := range map[string]graph.GroupQuery{
		"no such order":        q("SIZE"),
		"no such number":       q("", graph.GroupTest{Measure: "SIZE", Op: graph.OpGt}),
		"no such dimension":    q("", graph.GroupTest{Measure: graph.GroupDistinct, At: 2, Op: graph.OpGt}),
		"nothing distinct":     {Noun: graph.NounObligation, By: []string{"KIND"}, Order: graph.GroupOrderDistinctAsc},
		"an actor's amounts":   {Noun: graph.NounActor, By: []string{"KIND"}, Order: graph.GroupOrderMinAsc},
		"a statement's amount": {Noun: graph.NounStatement, By: []string{"ACT"}, Having: []graph.GroupTest{{Measure: graph.GroupSum, Op: graph.OpGt}}},
	} {
		if _, err := graph.FindGroups(t.Context(), s, bad); graph.KindOf(err) != graph.KindInvalid {
			t.Errorf("%s gives the error %v, want one of kind %q", name, err, graph.KindInvalid)
		}
	}
}

// testOriginsRefused asks tallies to begin where they can't.
func testOriginsRefused(t *testing.T, s graph.Reader) {
	for name, from := range map[string]graph.Origins{
		"no relation":         {On: graph.NounActor, Field: "friends"},
		"another noun":        {On: graph.NounActor, Field: "memberOf"},
		"several nouns":       {On: graph.NounStatement, Field: "about"},
		"no noun":             {On: "Pact", Field: "owes"},
		"obligations of edge": {Field: "claims"},
		"an edge's filter":    {On: graph.NounActor, Field: "owes", Edge: graph.Is{Prop: "colour", Op: graph.OpEq, Value: "red"}},
	} {
		if _, err := s.Tally(t.Context(), graph.Tally{Noun: graph.NounObligation, From: &from}); graph.KindOf(err) != graph.KindInvalid {
			t.Errorf("%s gives the error %v, want one of kind %q", name, err, graph.KindInvalid)
		}
	}
}

// groups asks for some groups of a list of nodes, which may be asked for with its page.
func (r *randomizer) groups(n graph.Noun) *graph.GroupQuery {
	q := &graph.GroupQuery{
		Noun: n, Day: "2000-06", Amounts: n == graph.NounObligation && r.chance(0.5), First: r.IntN(50), Key: fmt.Sprint(r.IntN(9)),
		Order: choose(r, []graph.GroupOrder{graph.GroupOrderCountDesc, graph.GroupOrderCountAsc, graph.GroupOrderKeyAsc, graph.GroupOrderKeyDesc}),
	}
	list := n.GroupDimensions()
	r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	for i := range 1 + r.IntN(4) {
		if i < 3 {
			q.By = append(q.By, list[i].Name)
			continue
		}
		q.Distinct = append(q.Distinct, choose(r, list).Name)
		if r.chance(0.5) {
			q.Order = choose(r, []graph.GroupOrder{graph.GroupOrderDistinctDesc, graph.GroupOrderDistinctAsc})
			q.Having = append(q.Having, graph.GroupTest{Measure: graph.GroupDistinct, Op: graph.OpGt, Value: float64(r.IntN(2))})
		}
	}
	if n == graph.NounObligation && r.chance(0.3) {
		q.Order = choose(r, groupOrders()[6:])
	}
	if r.chance(0.2) {
		q.Having = append(q.Having, graph.GroupTest{Measure: graph.GroupCount, Op: graph.OpGt, Value: float64(r.IntN(3))})
	}
	return q
}

// addGroups asks for groups in a selection, and in what is nested in it.
func (r *randomizer) addGroups(ends []graph.Noun, s *graph.Selection) {
	if len(ends) == 1 && ends[0].GroupDimensions() != nil && r.chance(0.7) {
		s.Groups = append(s.Groups, r.groups(ends[0]))
	}
	for i := range s.With {
		if field, _ := graph.FieldOf(s.With[i].On, s.With[i].Field); len(s.With[i].Ends) == 0 {
			r.addGroups(field.Ends, &s.With[i].Selection)
		}
	}
}

// testRandomNested compares random groups inside random lists with the oracle's.
func (f *fixture) testRandomNested(t *testing.T, r *randomizer) {
	for range randomCount(t) / 16 {
		n := choose(r, graph.GroupedNouns())
		q := graph.Query{Noun: n, Selection: r.selection([]graph.Noun{n}, 2)}
		r.addGroups([]graph.Noun{n}, &q.Selection)
		f.sameNested(t, q)
	}
}
