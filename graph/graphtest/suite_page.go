package graphtest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pactgraph/graph"
)

// tied wants the sources that extras made with equal titles and dates.
var tied = graph.And{graph.Is{Prop: "id", Op: graph.OpGte, Value: "source/tie-"}, graph.Is{Prop: "id", Op: graph.OpLt, Value: "source/tie."}}

// Every property that can be ordered by orders as the oracle does, up and down, with a second order too.
func (f *fixture) testOrders(t *testing.T) {
	for _, noun := range graph.Nouns() {
		var queries []graph.Query
		list := comparable(noun)
		for i, p := range list {
			if p.Type.IsList() || p.Name == "finishedAt" {
				continue
			}
			orders := []graph.Order{{Prop: p.Name}}
			if next := list[(i+1)%len(list)]; !next.Type.IsList() && next.Name != "finishedAt" {
				orders = append(orders, graph.Order{Prop: next.Name, Desc: true})
			}
			for n := range orders {
				for _, desc := range []bool{false, true} {
					by := slices.Clone(orders[:n+1])
					by[0].Desc = desc
					queries = append(queries, graph.Query{Noun: noun, Selection: graph.Selection{Order: by, Page: first(200)}})
				}
			}
		}
		f.same(t, queries...)
	}
	f.testTies(t)
}

// testTies says by itself how the tied sources stand: by value, nothing last, and by id where values are equal.
func (f *fixture) testTies(t *testing.T) {
	var sources []*graph.Source
	for _, e := range readPage(find(t, f.store, where(graph.NounSource, tied)).Page).entries {
		sources = append(sources, e.node.(*graph.Source))
	}
	if len(sources) != tieCount {
		t.Fatalf("there are %d tied sources, want %d", len(sources), tieCount)
	}
	byTitle := func(desc bool) func(a, b *graph.Source) int {
		return func(a, b *graph.Source) int {
			c := strings.Compare(a.Title, b.Title)
			if desc {
				c = -c
			}
			if a.Title == "" || b.Title == "" {
				c = -strings.Compare(a.Title, b.Title)
			}
			return cmp.Or(c, strings.Compare(a.ID, b.ID))
		}
	}
	for _, desc := range []bool{false, true} {
		slices.SortFunc(sources, byTitle(desc))
		var want []string
		for _, s := range sources {
			want = append(want, s.ID)
		}
		page := find(t, f.store, graph.Query{Noun: graph.NounSource, Selection: graph.Selection{Filter: tied, Order: []graph.Order{{Prop: "title", Desc: desc}}}}).Page
		wantIDs(t, fmt.Sprintf("by title, desc %v", desc), idsIn(page), want...)
	}
	// By date, then by a yes or no: nothing, false and true, in each of equal dates.
	page := find(t, f.store, graph.Query{Noun: graph.NounSource, Selection: graph.Selection{Filter: tied, Page: first(6), Order: []graph.Order{{Prop: "publishedOn", Desc: true}, {Prop: "seen"}}}}).Page
	wantIDs(t, "by date and seen", idsIn(page), "source/tie-08", "source/tie-20", "source/tie-04", "source/tie-16", "source/tie-00", "source/tie-12")
}

// lister asks for one page of a list.
type lister func(t *testing.T, p graph.Page) anyPage

// Pages of every size, forward and backward, give the whole list, each node once and in order.
func (f *fixture) testPages(t *testing.T) {
	orders := [][]graph.Order{
		{{Prop: "title"}}, {{Prop: "title", Desc: true}}, nil, {{Prop: "publishedOn"}, {Prop: "seen", Desc: true}, {Prop: "degree"}}, {{Prop: "id", Desc: true}},
	}
	for i, by := range orders {
		list := func(t *testing.T, p graph.Page) anyPage {
			return readPage(find(t, f.store, graph.Query{Noun: graph.NounSource, Selection: graph.Selection{Filter: tied, Order: by, Page: p, Total: true}}).Page)
		}
		sizes := []int{1, 4, tieCount, tieCount + 1}
		if i == 0 {
			sizes = nil
			for n := range tieCount + 1 {
				sizes = append(sizes, n+1)
			}
		}
		pageThrough(t, list, sizes)
	}
	f.testWindows(t)
}

// pageThrough goes through a list forward and backward with pages of the sizes given.
func pageThrough(t *testing.T, list lister, sizes []int) {
	t.Helper()
	all := list(t, first(graph.MaxPage))
	want := keysOf(all)
	for _, size := range sizes {
		var forward []string
		after := ""
		for page := 0; page <= len(want); page++ {
			p := list(t, graph.Page{First: &size, After: after})
			forward = append(forward, keysOf(p)...)
			checkInfo(t, p, graph.PageInfo{HasNextPage: len(forward) < len(want), HasPreviousPage: after != ""}, len(want))
			if after = p.info.EndCursor; !p.info.HasNextPage {
				break
			}
		}
		if !slices.Equal(forward, want) {
			t.Errorf("forward by %d: %q\nwant %q", size, forward, want)
		}
		var backward []string
		before := ""
		for page := 0; page <= len(want); page++ {
			p := list(t, graph.Page{Last: &size, Before: before})
			backward = append(keysOf(p), backward...)
			checkInfo(t, p, graph.PageInfo{HasNextPage: before != "", HasPreviousPage: len(backward) < len(want)}, len(want))
			if before = p.info.StartCursor; !p.info.HasPreviousPage {
				break
			}
		}
		if !slices.Equal(backward, want) {
			t.Errorf("backward by %d: %q\nwant %q", size, backward, want)
		}
	}
}

// keysOf tells the entries of a page apart: parallel edges lead to one node twice.
func keysOf(p anyPage) []string {
	keys := []string{}
	for _, e := range p.entries {
		keys = append(keys, e.node.NodeID()+" "+e.edge.ID)
	}
	return keys
}

// checkInfo checks what a page says of itself; the cursors are those of its first and last edges.
func checkInfo(t *testing.T, p anyPage, want graph.PageInfo, total int) {
	t.Helper()
	if len(p.entries) > 0 {
		want.StartCursor, want.EndCursor = p.entries[0].cursor, p.entries[len(p.entries)-1].cursor
	}
	if p.info != want {
		t.Errorf("the page %q says %+v of itself, want %+v", keysOf(p), p.info, want)
	}
	if p.total == nil || *p.total != total {
		t.Errorf("the page %q has the total %v, want %d", keysOf(p), p.total, total)
	}
}

// testWindows asks for pages between two cursors, of nothing, and beyond the end.
func (f *fixture) testWindows(t *testing.T) {
	by := []graph.Order{{Prop: "title", Desc: true}}
	ask := func(p graph.Page) graph.Query {
		return graph.Query{Noun: graph.NounSource, Selection: graph.Selection{Filter: tied, Order: by, Page: p, Total: true}}
	}
	all := readPage(find(t, f.store, ask(first(graph.MaxPage))).Page)
	from, to := all.entries[4].cursor, all.entries[11].cursor
	between := keysOf(all)[5:11]
	for _, test := range []struct {
		page graph.Page
		want []string
	}{
		{graph.Page{First: new(100), After: from, Before: to}, between},
		{graph.Page{Last: new(100), After: from, Before: to}, between},
		{graph.Page{First: new(2), After: from, Before: to}, between[:2]},
		{graph.Page{Last: new(2), After: from, Before: to}, between[4:]},
		{graph.Page{First: new(3), Before: to}, keysOf(all)[:3]},
		{graph.Page{Last: new(3), After: from}, keysOf(all)[tieCount-3:]},
		{graph.Page{First: new(5), After: to, Before: from}, nil},
		{graph.Page{First: new(5), After: all.info.EndCursor}, nil},
		{graph.Page{Last: new(5), Before: all.info.StartCursor}, nil},
		{graph.Page{First: new(0)}, nil},
		{graph.Page{Last: new(0)}, nil},
		{graph.Page{After: from}, keysOf(all)[5:]},
	} {
		if got := keysOf(readPage(find(t, f.store, ask(test.page)).Page)); !slices.Equal(got, test.want) {
			t.Errorf("the page %+v gives %q, want %q", test.page, got, test.want)
		}
		f.same(t, ask(test.page))
	}
	if p := readPage(find(t, f.store, graph.Query{Noun: graph.NounActor}).Page); len(p.entries) != graph.DefaultPage || !p.info.HasNextPage || p.total != nil {
		t.Errorf("a page of which nothing is said has %d nodes, the total %v and says %+v", len(p.entries), p.total, p.info)
	}
}

// Nested lists page as lists at the root do, over parallel edges too.
func (f *fixture) testNestedPages(t *testing.T) {
	lists := []struct {
		id, field string
		order     []graph.Order
		sizes     []int
	}{
		{"actor/hub", "published", []graph.Order{{Prop: "title"}}, []int{1, 5, tieCount, tieCount + 1}},
		{"actor/hub", "published", []graph.Order{{Prop: "publishedOn", Desc: true}}, []int{2, 7}},
		{patrol, "bearers", []graph.Order{{Prop: "kind"}}, []int{1, 2, 3}},
		{patrol, "bearers", nil, []int{1, 2, 3}},
		{accord, "partyActions", []graph.Order{{Prop: "name", Desc: true}}, []int{1, 2, 3}},
		{ardovia, "owed", nil, []int{1}},
		{weHelp, "about", []graph.Order{{Prop: "degree", Desc: true}}, []int{1, 2, 4}},
		{accord, "claims", []graph.Order{{Prop: "field"}, {Prop: "credibility", Desc: true}}, []int{1, 2}},
	}
	for _, l := range lists {
		list := func(t *testing.T, p graph.Page) anyPage {
			w := graph.With{Field: l.field, Selection: graph.Selection{Order: l.order, Page: p, Total: true}}
			return readPage(graph.Loaded(get(t, f.store, l.id, w), l.field))
		}
		pageThrough(t, list, l.sizes)
		w := graph.With{Field: l.field, Selection: graph.Selection{Order: l.order, Page: first(graph.MaxPage), Total: true}}
		f.same(t, graph.Query{Noun: nounOfID(l.id), IDs: []string{l.id, l.id}, Selection: graph.Selection{With: []graph.With{w}}})
	}
	// A page for each node of a list, each with its own end.
	w := graph.With{Field: "bearers", Selection: graph.Selection{Order: []graph.Order{{Prop: "name"}}, Page: last(1), Total: true}}
	f.same(t, graph.Query{Noun: graph.NounObligation, Selection: graph.Selection{With: []graph.With{w}}})
}

func nounOfID(id string) graph.Noun {
	noun, _ := graph.NounOf(id)
	return noun
}
