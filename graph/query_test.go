package graph

import (
	"encoding/base64"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
)

func TestPageCheck(t *testing.T) {
	tests := []struct {
		name string
		page Page
		kind Kind
	}{
		{"nothing said", Page{}, ""},
		{"nothing wanted", Page{First: new(0)}, ""},
		{"the largest", Page{Last: new(MaxPage)}, ""},
		{"first too large", Page{First: new(MaxPage + 1)}, KindTooLarge},
		{"last too large", Page{Last: new(MaxPage + 1)}, KindTooLarge},
		{"below zero", Page{First: new(-1)}, KindInvalid},
		{"both", Page{First: new(1), Last: new(1)}, KindInvalid},
	}
	for _, test := range tests {
		if err := test.page.Check(); KindOf(err) != test.kind {
			t.Errorf("%s gives the error %v, want kind %q", test.name, err, test.kind)
		}
	}
	if n, fromEnd := (Page{}).Size(); n != DefaultPage || fromEnd {
		t.Errorf("a page of which nothing is said has %d", n)
	}
	if n, fromEnd := (Page{Last: new(3)}).Size(); n != 3 || !fromEnd {
		t.Errorf("the last 3 are %d, from the end: %v", n, fromEnd)
	}
}

// A cursor holds the values of its order, of every type, and where there is none.
func TestCursorRoundTrip(t *testing.T) {
	o := NewNode(NounObligation, "obligation/d/o", Props{"kind": "OTHER", "summary": "Обіцянка 🤝", "amountValue": 0.1, "from": Date("2026-01")})
	orders := []Order{{Prop: "summary"}, {Prop: "amountValue", Desc: true}, {Prop: "from"}, {Prop: "due"}, {Prop: "kind"}, {Prop: "id"}, {Prop: "degree", Desc: true}}
	SetDegree(o, 5)
	q := Query{Noun: NounObligation, Selection: Selection{Order: orders}}
	cursor := q.Window().Cursor(o, "")
	for name, page := range map[string]Page{"after": {After: cursor}, "before": {Last: new(2), Before: cursor}} {
		q.Page = page
		if err := q.Check(); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		w := q.Window()
		at := w.After
		if at == nil {
			at = w.Before
		}
		want := &Position{Values: []any{"Обіцянка 🤝", 0.1, Date("2026-01"), nil, "OTHER", "obligation/d/o", 5}, ID: "obligation/d/o"}
		if diff := gocmp.Diff(want, at); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	s := NewNode(NounSource, "source/s", Props{"kind": "DATASET", "seen": false})
	q = Query{Noun: NounSource, Selection: Selection{Order: []Order{{Prop: "seen"}}}}
	q.Page.After = q.Window().Cursor(s, "")
	if err := q.Check(); err != nil || q.Window().After.Values[0] != false {
		t.Errorf("a boolean in a cursor: %v", err)
	}
	bearers, _ := FieldOf(NounObligation, "bearers")
	w := With{Field: "bearers", Selection: Selection{Order: []Order{{Prop: "name"}}}}
	w.Page.After = w.Window(bearers).Cursor(NewNode(NounActor, "actor/a", Props{"kind": "STATE"}), "edge/bearer/1")
	if got := w.Window(bearers).After; got.Edge != "edge/bearer/1" || got.ID != "actor/a" || got.Values[0] != nil {
		t.Errorf("a cursor of an edge: %+v", got)
	}
}

func TestCursorRefusal(t *testing.T) {
	byName := []Order{{Prop: "name"}}
	q := Query{Noun: NounActor, Selection: Selection{Order: byName}}
	cursor := q.Window().Cursor(NewNode(NounActor, "actor/a", Props{"kind": "STATE", "name": "A"}), "")
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		t.Fatal(err)
	}
	forge := func(from, to string) string {
		return base64.RawURLEncoding.EncodeToString([]byte(strings.Replace(string(raw), from, to, 1)))
	}
	tests := map[string]Query{
		"nonsense":               {Noun: NounActor, Selection: Selection{Order: byName, Page: Page{After: "nonsense"}}},
		"not base64":             {Noun: NounActor, Selection: Selection{Order: byName, Page: Page{After: "%%%"}}},
		"JSON of something else": {Noun: NounActor, Selection: Selection{Order: byName, Page: Page{After: base64.RawURLEncoding.EncodeToString([]byte(`{"a":1}`))}}},
		"another order":          {Noun: NounActor, Selection: Selection{Order: []Order{{Prop: "kind"}}, Page: Page{After: cursor}}},
		"another direction":      {Noun: NounActor, Selection: Selection{Order: []Order{{Prop: "name", Desc: true}}, Page: Page{Before: cursor}}},
		"no order":               {Noun: NounActor, Selection: Selection{Page: Page{After: cursor}}},
		"one order more":         {Noun: NounActor, Selection: Selection{Order: append(slices.Clone(byName), Order{Prop: "id"}), Page: Page{After: cursor}}},
		"another noun":           {Noun: NounEvent, Selection: Selection{Order: []Order{{Prop: "title"}}, Page: Page{After: cursor}}},
		"a number for a text":    {Noun: NounActor, Selection: Selection{Order: byName, Page: Page{After: forge(`"A"`, "7")}}},
		"a value too few":        {Noun: NounActor, Selection: Selection{Order: byName, Page: Page{After: forge(`,"A"`, "")}}},
		"an id that is a number": {Noun: NounActor, Selection: Selection{Order: byName, Page: Page{After: forge(`"actor/a"`, "7")}}},
	}
	for name, q := range tests {
		if err := q.Check(); KindOf(err) != KindInvalid || !strings.Contains(err.Error(), "is not a cursor of this list") {
			t.Errorf("%s gives the error %v", name, err)
		}
	}
	// A date is checked too: stores compare its text.
	byDate := Query{Noun: NounActor, Selection: Selection{Order: []Order{{Prop: "from"}}}}
	raw, err = base64.RawURLEncoding.DecodeString(byDate.Window().Cursor(NewNode(NounActor, "actor/a", Props{"kind": "STATE", "from": Date("2026")}), ""))
	if err != nil {
		t.Fatal(err)
	}
	byDate.Page.After = base64.RawURLEncoding.EncodeToString([]byte(strings.Replace(string(raw), `"2026"`, `"2026-13"`, 1)))
	if err := byDate.Check(); KindOf(err) != KindInvalid {
		t.Errorf("a forged date gives the error %v", err)
	}
}

// A field that is limited to nouns that it doesn't have is an empty list, whatever cursor and order it is asked with.
func TestNoEnds(t *testing.T) {
	concerns, _ := FieldOf(NounCondition, "concerns")
	w := With{Field: "concerns", Selection: Selection{Order: []Order{{Prop: "kind"}}}}
	cursor := w.Window(concerns).Cursor(NewNode(NounActor, "actor/a", Props{"kind": "STATE"}), "edge/concerns/1")
	w.Ends, w.Page.After = []Noun{NounEvent}, cursor
	q := Query{Noun: NounCondition, Selection: Selection{With: []With{w}}}
	if err := q.Check(); err != nil {
		t.Fatal(err)
	}
	page, info := Select(w.Window(concerns), nil)
	if len(page) != 0 || info != (PageInfo{}) {
		t.Errorf("the page has %d and says %+v", len(page), info)
	}
}

func TestWindowInfo(t *testing.T) {
	here := &Position{}
	tests := []struct {
		window         Window
		more           bool
		next, previous bool
	}{
		{Window{}, false, false, false},
		{Window{}, true, true, false},
		{Window{After: here}, false, false, true},
		{Window{Before: here}, false, true, false},
		{Window{After: here, Before: here}, true, true, true},
		{Window{FromEnd: true}, false, false, false},
		{Window{FromEnd: true}, true, false, true},
		{Window{FromEnd: true, Before: here}, false, true, false},
		{Window{FromEnd: true, After: here}, false, false, true},
	}
	for _, test := range tests {
		want := PageInfo{HasNextPage: test.next, HasPreviousPage: test.previous, StartCursor: "a", EndCursor: "c"}
		if got := test.window.Info([]string{"a", "b", "c"}, test.more); got != want {
			t.Errorf("%+v, more %v: %+v, want %+v", test.window, test.more, got, want)
		}
		want.StartCursor, want.EndCursor = "", ""
		if got := test.window.Info(nil, test.more); got != want {
			t.Errorf("%+v, empty, more %v: %+v, want %+v", test.window, test.more, got, want)
		}
	}
}

// Select orders by value, nothing last in both directions, then by node, then by edge; and cuts the page.
func TestSelect(t *testing.T) {
	var links []RawEdge
	for _, l := range []struct{ id, edge, name string }{
		{"actor/d", "edge/x/1", ""}, {"actor/b", "edge/x/3", "same"}, {"actor/b", "edge/x/2", "same"}, {"actor/a", "edge/x/4", "same"}, {"actor/c", "edge/x/5", "Same"},
	} {
		p := Props{"kind": "STATE"}
		if l.name != "" {
			p["name"] = l.name
		}
		links = append(links, RawEdge{EdgeProps: EdgeProps{ID: l.edge}, Node: NewNode(NounActor, l.id, p)})
	}
	bearers, _ := FieldOf(NounObligation, "bearers")
	ask := func(desc bool, p Page) string {
		w := With{Field: "bearers", Selection: Selection{Order: []Order{{Prop: "name", Desc: desc}}, Page: p}}
		page, _ := Select(w.Window(bearers), links)
		var edges []string
		for _, e := range page {
			edges = append(edges, strings.TrimPrefix(e.ID, "edge/x/"))
		}
		return strings.Join(edges, " ")
	}
	for _, test := range []struct {
		desc bool
		page Page
		want string
	}{
		{false, Page{}, "5 4 2 3 1"},
		{true, Page{}, "4 2 3 5 1"},
		{false, Page{First: new(2)}, "5 4"},
		{false, Page{Last: new(2)}, "3 1"},
		{true, Page{Last: new(9)}, "4 2 3 5 1"},
		{true, Page{First: new(0)}, ""},
	} {
		if got := ask(test.desc, test.page); got != test.want {
			t.Errorf("desc %v, %+v: the edges %q, want %q", test.desc, test.page, got, test.want)
		}
	}
}

func TestQueryCheck(t *testing.T) {
	actors := func(s Selection) Query { return Query{Noun: NounActor, Selection: s} }
	deep := func(n int) Query {
		s := Selection{}
		for range n {
			s = Selection{With: []With{{Field: "members", Selection: s}}}
		}
		return actors(s)
	}
	title := Is{"title", OpEq, "x"}
	tests := []struct {
		name  string
		query Query
		kind  Kind
	}{
		{"everything", actors(Selection{}), ""},
		{"no noun", Query{}, KindInvalid},
		{"ids of any noun", Query{IDs: []string{"actor/a", "anything"}}, ""},
		{"no ids", Query{IDs: []string{}}, ""},
		{"ids of no noun", Query{Noun: "Treaty", IDs: []string{}}, KindInvalid},
		{"ids, with what all nouns have not", Query{IDs: []string{}, Selection: Selection{With: []With{{Field: "members"}}}}, KindInvalid},
		{"ids, with what one noun has", Query{IDs: []string{}, Selection: Selection{With: []With{{Field: "members", On: NounActor}}}}, ""},
		{"as deep as can be", deep(maxWithDepth), ""},
		{"too deep", deep(maxWithDepth + 1), KindTooLarge},
		{"a filter that one of the ends has", actors(Selection{With: []With{{Field: "statementsAbout"}, {Field: "conditions", Selection: Selection{With: []With{{Field: "concerns", Selection: Selection{Filter: title}}}}}}}), ""},
		{"a filter that none of the ends has", actors(Selection{With: []With{{Field: "members", Selection: Selection{Filter: title}}}}), KindInvalid},
		{"an order that only one of the ends has", Query{Noun: NounCondition, Selection: Selection{With: []With{{Field: "concerns", Selection: Selection{Order: []Order{{Prop: "title"}}}}}}}, KindInvalid},
		{"that order, of that end", Query{Noun: NounCondition, Selection: Selection{With: []With{{Field: "concerns", Ends: []Noun{NounDeclaration}, Selection: Selection{Order: []Order{{Prop: "title"}}}}}}}, ""},
		{"the claims of an edge", actors(Selection{With: []With{{Field: "members", OnEdge: []With{{Field: "claims"}}}}}), ""},
		{"who did it, of an edge that nobody did", actors(Selection{With: []With{{Field: "members", OnEdge: []With{{Field: "by"}}}}}), KindInvalid},
		{"a page of an edge too large", actors(Selection{With: []With{{Field: "members", OnEdge: []With{{Field: "claims", Selection: Selection{Page: Page{First: new(MaxPage + 1)}}}}}}}), KindTooLarge},
		{"a relation in an edge's filter", actors(Selection{With: []With{{Field: "members", Edge: Related{Field: "claims", Quant: QuantSome}}}}), KindInvalid},
		{"the degree of what has none", Query{Noun: NounClaim, Selection: Selection{Order: []Order{{Prop: "degree"}}}}, KindInvalid},
	}
	for _, test := range tests {
		if err := test.query.Check(); KindOf(err) != test.kind {
			t.Errorf("%s gives the error %v, want kind %q", test.name, err, test.kind)
		}
	}
}

// Each type of property has its operators, and takes values of its Go type only.
func TestCheckFilter(t *testing.T) {
	tests := []struct {
		filter Filter
		want   string // a part of the message; empty where it can be asked
	}{
		{Is{"name", OpContains, "x"}, ""},
		{Is{"name", OpContains, ""}, "a text that isn't empty"},
		{Is{"name", OpEq, ""}, ""},
		{Is{"name", OpEq, 7}, "it takes a text"},
		{Is{"name", OpIn, []any{"a", 7}}, "it takes a text"},
		{Is{"name", OpIn, []string{"a"}}, "it takes a list"},
		{Is{"name", OpIn, []any{}}, ""},
		{Is{"name", OpIsNull, nil}, "true or false"},
		{Is{"name", OpDuring, Date("2026")}, "name has eq, ne, in"},
		{Is{"kind", OpContains, "S"}, "kind has eq, ne, in, notIn, isNull"},
		{Is{"kind", OpNotIn, []any{"STATE", "KINGDOM"}}, "KINGDOM"},
		{Is{"from", OpDuring, "2026"}, "a date"},
		{Is{"from", OpDuring, Date("")}, "is not a date"},
		{Is{"declaredSize", OpLt, 1 << 40}, "within 32 bits"},
		{Is{"aliases", OpHas, "x"}, ""},
		{Is{"aliases", OpEq, "x"}, "has, hasAny, contains"},
		{Is{"identifiers", OpHas, "x"}, "{scheme, value}"},
		{Is{"identifiers", OpHasAny, []any{Identifier{"s", "v"}}}, ""},
		{Is{"degree", OpGte, 3}, ""},
		{Is{"title", OpEq, "x"}, "no such property"},
		{Not{Or{And{Is{"title", OpEq, "x"}}}}, "no such property"},
		{Related{Field: "members", Quant: QuantSome, Node: Is{"title", OpEq, "x"}}, "no such property"},
		{Related{Field: "members", Quant: QuantSome, Edge: Is{"name", OpEq, "x"}}, "no such property"},
		{Related{Field: "members", Quant: QuantCount, Op: OpIn}, "eq, ne, lt, lte, gt or gte"},
		{Related{Field: "members", Quant: QuantSomeGroup, By: "group"}, `no property "group"`},
		{Related{Field: "members", Quant: QuantSomeGroup, By: "role"}, ""},
		{Related{Field: "members"}, "some, all, none, count and someGroup"},
		{Related{Field: "bearers", Quant: QuantSome}, "no such relation"},
	}
	for _, test := range tests {
		err := CheckFilter(NounActor, test.filter)
		switch {
		case test.want == "" && err != nil:
			t.Errorf("%+v: %v", test.filter, err)
		case test.want != "" && (KindOf(err) != KindInvalid || !strings.Contains(err.Error(), test.want)):
			t.Errorf("%+v gives the error %v, want one with %q", test.filter, err, test.want)
		}
	}
}
