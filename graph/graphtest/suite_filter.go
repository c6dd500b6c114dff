package graphtest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pactgraph/graph"
)

// where asks for the nodes that match a filter, with nothing else.
func where(noun graph.Noun, f graph.Filter) graph.Query {
	return graph.Query{Noun: noun, Selection: graph.Selection{Filter: f, Page: first(graph.MaxPage), Total: true}}
}

// comparable gives what a filter may compare on a noun: its properties, the id and the degree.
func comparable(noun graph.Noun) []graph.Property {
	list := append(noun.Properties(), graph.Property{Name: "id", Type: graph.TypeString})
	if noun.IsEntity() {
		list = append(list, graph.Property{Name: "degree", Type: graph.TypeInt})
	}
	return list
}

// comparisons gives filters on a property: every operator, with some of the values that it is compared with.
func comparisons(p graph.Property, values []any) []graph.Filter {
	var list []graph.Filter
	add := func(op graph.Op, v any) { list = append(list, graph.Is{Prop: p.Name, Op: op, Value: v}) }
	for _, op := range p.Ops() {
		switch op {
		case graph.OpIsNull:
			add(op, true)
			add(op, false)
		case graph.OpIn, graph.OpNotIn, graph.OpHasAny:
			add(op, values)
			add(op, []any{})
		case graph.OpContains, graph.OpStartsWith:
			for _, v := range values {
				for _, part := range textParts(v.(string)) {
					add(op, part)
				}
			}
		default:
			for _, v := range values {
				add(op, v)
			}
		}
	}
	return list
}

// textParts gives parts of a text to look for: in capitals, its beginning, its middle.
func textParts(s string) []string {
	runes := []rune(s)
	parts := []string{strings.ToUpper(s)}
	if len(runes) > 3 {
		parts = append(parts, string(runes[:2]), string(runes[len(runes)/2:]))
	}
	return parts
}

// samples gives a few values that nodes or edges have for a property, elements for lists, and one that none has.
func samples(p graph.Property, have []any) []any {
	var values []any
	add := func(v any) {
		if len(values) < 2 && !slices.Contains(values, v) {
			values = append(values, v)
		}
	}
	for _, v := range have {
		switch v := v.(type) {
		case []string:
			add(v[len(v)-1])
		case []graph.Identifier:
			add(v[len(v)-1])
		default:
			add(v)
		}
	}
	switch p.Type {
	case graph.TypeString, graph.TypeStrings:
		values = append(values, "of no node")
	case graph.TypeRef:
		values = append(values, "actor/nobody")
	case graph.TypeDate:
		values = append(values, graph.Date("2031"), graph.Date("1850-05"))
	case graph.TypeInt:
		values = append(values, 3, -1)
	case graph.TypeFloat:
		values = append(values, 2.5)
	case graph.TypeBool:
		values = []any{true, false}
	case graph.TypeIdentifiers:
		values = append(values, graph.Identifier{Scheme: "world", Value: "17"})
	case graph.TypeEnum, graph.TypeEnums:
		e, _ := graph.EnumByName(p.Enum)
		values = append(values, e.Names()[len(e.Values)-1])
	}
	return values
}

// Every property of every noun answers every operator that its type has as the oracle does, and orders too.
func (f *fixture) testProperties(t *testing.T) {
	for n, noun := range graph.Nouns() {
		t.Run(string(noun), func(t *testing.T) {
			all, err := f.oracle.Find(t.Context(), []graph.Query{where(noun, nil)})
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range sampled(t, comparable(noun), n, 3) {
				var have []any
				for _, e := range readPage(all[0].Page).entries {
					if v := graph.Value(e.node, p.Name); v != nil && p.Name != "finishedAt" {
						have = append(have, v)
					}
				}
				var queries []graph.Query
				for _, c := range comparisons(p, samples(p, have)) {
					queries = append(queries, where(noun, c))
				}
				f.same(t, queries...)
			}
		})
	}
}

// Every property of every relation answers every operator, as a filter on the edges that come with a node and as a
// filter on the node.
func (f *fixture) testEdgeProperties(t *testing.T) {
	for _, noun := range graph.Nouns() {
		for n, field := range noun.Fields() {
			t.Run(string(noun)+"."+field.Name, func(t *testing.T) {
				have := append(edgeProperties(field), graph.Property{Name: "id", Type: graph.TypeString})
				for i, p := range sampled(t, have, n, len(have)) {
					f.same(t, edgeQueries(noun, field, i, comparisons(p, samples(p, f.edgeValues(t, field, p.Name))))...)
				}
			})
		}
	}
}

// edgeProperties gives what edges of a field may have.
func edgeProperties(field graph.Field) []graph.Property {
	var list []graph.Property
	for _, p := range graph.EdgeProperties() {
		if own, ok := field.EdgeProperty(p.Name); ok {
			list = append(list, own)
		}
	}
	return list
}

func (f *fixture) edgeValues(t *testing.T, field graph.Field, name string) []any {
	t.Helper()
	var values []any
	var c collector
	if err := f.oracle.Walk(t.Context(), &c); err != nil {
		t.Fatal(err)
	}
	for _, e := range c.edges {
		start, _ := graph.NounOf(e.Start)
		end, _ := graph.NounOf(e.End)
		here, there := start, end
		if field.Direction == graph.In {
			here, there = end, start
		}
		if here == field.On && slices.Contains(field.Ends, there) && slices.Contains(field.Types, e.Type) {
			if v := e.Value(name); v != nil {
				values = append(values, v)
			}
		}
	}
	return values
}

// edgeQueries asks for the edges that match each filter, half of them with a total, and for the nodes that have such edges:
// a round of filters at a time, and one of them, chosen by n, alone.
func edgeQueries(noun graph.Noun, field graph.Field, n int, filters []graph.Filter) []graph.Query {
	whole := first(graph.MaxPage)
	var queries []graph.Query
	for _, round := range rounds(filters) {
		var withs []graph.With
		var some graph.Or
		for i, c := range round {
			withs = append(withs, graph.With{Key: fmt.Sprint("edges", i), Field: field.Name, Edge: c, Selection: graph.Selection{Total: (i+n)%2 == 0}})
			some = append(some, graph.Related{Field: field.Name, Quant: graph.QuantSome, Edge: c})
		}
		alone := graph.And{graph.Is{Prop: "id", Op: graph.OpGte, Value: ""}, some[n%len(some)]}
		queries = append(queries,
			graph.Query{Noun: noun, Selection: graph.Selection{With: withs, Filter: graph.Related{Field: field.Name, Quant: graph.QuantSome}, Page: whole}},
			graph.Query{Noun: noun, Selection: graph.Selection{Filter: some, Page: whole}},
			where(noun, alone))
	}
	return queries
}

// rounds shares out comparisons of one property: each round has one of each operator, so that the rounds' questions
// differ in values only, and a store that keeps its plans makes them once. An operator that has run out of values
// repeats its last.
func rounds(filters []graph.Filter) [][]graph.Filter {
	var forms []any
	byForm := map[any][]graph.Filter{}
	for _, f := range filters {
		is := f.(graph.Is)
		form := any(is.Op)
		if is.Op == graph.OpIsNull {
			form = is.Value
		}
		if byForm[form] == nil {
			forms = append(forms, form)
		}
		byForm[form] = append(byForm[form], f)
	}
	var list [][]graph.Filter
	for i, more := 0, true; more; i++ {
		more = false
		var round []graph.Filter
		for _, form := range forms {
			of := byForm[form]
			round = append(round, of[min(i, len(of)-1)])
			more = more || i+1 < len(of)
		}
		list = append(list, round)
	}
	return list
}

// dateTable is the truth table of dates, written by hand: for a comparison with a date, the events "event/date-…" that
// match. An event without a date matches ne and notIn, and nothing else.
var dateTable = []struct {
	op    graph.Op
	value graph.Date
	want  string
}{
	{graph.OpEq, "2026-01", "2026-01"},
	{graph.OpEq, "2026-01-06", "2026-01-06"},
	{graph.OpEq, "2026-01-01", ""},
	{graph.OpNe, "2026-01", "2024-leap 2025 2026 2026-01-06 2026-01-31 2026-02 2026-12-31 2027-01-01 first last none"},
	{graph.OpLt, "2026-01", "2024-leap 2025 first"},
	{graph.OpLte, "2026-01", "2024-leap 2025 2026 2026-01 2026-01-06 2026-01-31 first"},
	{graph.OpGt, "2026-01", "2026-02 2026-12-31 2027-01-01 last"},
	{graph.OpGte, "2026-01", "2026 2026-01 2026-01-06 2026-01-31 2026-02 2026-12-31 2027-01-01 last"},
	{graph.OpDuring, "2026-01", "2026-01 2026-01-06 2026-01-31"},
	{graph.OpOverlaps, "2026-01", "2026 2026-01 2026-01-06 2026-01-31"},
	{graph.OpLt, "2026", "2024-leap 2025 first"},
	{graph.OpLte, "2026", "2024-leap 2025 2026 2026-01 2026-01-06 2026-01-31 2026-02 2026-12-31 first"},
	{graph.OpGt, "2026", "2027-01-01 last"},
	{graph.OpGte, "2026", "2026 2026-01 2026-01-06 2026-01-31 2026-02 2026-12-31 2027-01-01 last"},
	{graph.OpDuring, "2026", "2026 2026-01 2026-01-06 2026-01-31 2026-02 2026-12-31"},
	{graph.OpOverlaps, "2026", "2026 2026-01 2026-01-06 2026-01-31 2026-02 2026-12-31"},
	{graph.OpLt, "2026-01-06", "2024-leap 2025 first"},
	{graph.OpLte, "2026-01-06", "2024-leap 2025 2026 2026-01 2026-01-06 first"},
	{graph.OpGt, "2026-01-06", "2026-01-31 2026-02 2026-12-31 2027-01-01 last"},
	{graph.OpGte, "2026-01-06", "2026 2026-01 2026-01-06 2026-01-31 2026-02 2026-12-31 2027-01-01 last"},
	{graph.OpDuring, "2026-01-06", "2026-01-06"},
	{graph.OpOverlaps, "2026-01-06", "2026 2026-01 2026-01-06"},
	{graph.OpOverlaps, "2024-02", "2024-leap"},
	{graph.OpOverlaps, "2024-02-28", ""},
	{graph.OpDuring, "2024-02", "2024-leap"},
	{graph.OpLt, "0001", ""},
	{graph.OpGt, "9999", ""},
	{graph.OpDuring, "9999-12", "last"},
}

func (f *fixture) testDates(t *testing.T) {
	isDate := graph.Is{Prop: "id", Op: graph.OpGte, Value: "event/date-"}
	notAfter := graph.Is{Prop: "id", Op: graph.OpLt, Value: "event/date."}
	match := func(g graph.Filter) string {
		var slugs []string
		for _, id := range found(t, f.store, graph.NounEvent, graph.And{isDate, notAfter, g}) {
			slugs = append(slugs, strings.TrimPrefix(id, "event/date-"))
		}
		return strings.Join(slugs, " ")
	}
	for _, row := range dateTable {
		if got := match(graph.Is{Prop: "from", Op: row.op, Value: row.value}); got != row.want {
			t.Errorf("from %s %s matches %q, want %q", row.op, row.value, got, row.want)
		}
	}
	for _, row := range []struct {
		filter graph.Filter
		want   string
	}{
		{graph.Is{Prop: "from", Op: graph.OpIsNull, Value: true}, "none"},
		{graph.Is{Prop: "from", Op: graph.OpIn, Value: []any{graph.Date("2026"), graph.Date("0001"), graph.Date("2026-03")}}, "2026 first"},
		{graph.Not{Filter: graph.Is{Prop: "from", Op: graph.OpGt, Value: graph.Date("2025")}}, "2024-leap 2025 first none"},
		{graph.Not{Filter: graph.Is{Prop: "from", Op: graph.OpNotIn, Value: []any{graph.Date("2026")}}}, "2026"},
		{graph.And{graph.Is{Prop: "to", Op: graph.OpNe, Value: graph.Date("2026")}, graph.Is{Prop: "from", Op: graph.OpDuring, Value: graph.Date("2025")}}, "2025"},
	} {
		if got := match(row.filter); got != row.want {
			t.Errorf("%+v matches %q, want %q", row.filter, got, row.want)
		}
	}
	for _, desc := range []bool{false, true} {
		var slugs []string
		page := find(t, f.store, graph.Query{Noun: graph.NounEvent, Selection: graph.Selection{Filter: graph.And{isDate, notAfter}, Order: []graph.Order{{Prop: "from", Desc: desc}}}}).Page
		for _, id := range idsIn(page) {
			slugs = append(slugs, strings.TrimPrefix(id, "event/date-"))
		}
		want := "first 2024-leap 2025 2026-01 2026 2026-01-06 2026-01-31 2026-02 2026-12-31 2027-01-01 last none"
		if desc {
			want = "last 2027-01-01 2026-12-31 2026-02 2026-01-31 2026-01-06 2026 2026-01 2025 2024-leap first none"
		}
		if got := strings.Join(slugs, " "); got != want {
			t.Errorf("by date, desc %v: %s\nwant %s", desc, got, want)
		}
	}
}

// Texts compare exactly by eq and as folded texts by contains and startsWith, whatever characters they are made of.
func (f *fixture) testTexts(t *testing.T) {
	tests := []struct {
		op    graph.Op
		value string
		want  string // slugs of the actors "actor/text-…", or other ids
	}{
		{graph.OpContains, "ecole lodz", "accents"},
		{graph.OpStartsWith, "ZOFIN", "accents"},
		{graph.OpContains, "office", "ligature"},
		{graph.OpStartsWith, "finance", "ligature"},
		{graph.OpStartsWith, "tarn 2031", "full-width"},
		{graph.OpContains, "resume", "composed decomposed"},
		{graph.OpContains, "RE\u0301SUME\u0301", "composed decomposed"},
		{graph.OpEq, "résumé", "composed"},
		{graph.OpEq, "re\u0301sume\u0301", "decomposed"},
		{graph.OpEq, "Résumé", ""},
		{graph.OpContains, "معاهدة", "vowels"},
		{graph.OpContains, "🇺🇦", "emoji"},
		{graph.OpContains, "👧", "emoji"},
		{graph.OpContains, `"curly" and 'single' - dash`, "quotes"},
		{graph.OpContains, "two spaces and more", "spaces"},
		{graph.OpContains, "%", "percent"},
		{graph.OpContains, "_", "underscore"},
		{graph.OpStartsWith, "under_s", "underscore"},
		{graph.OpStartsWith, "under?s", ""},
		{graph.OpContains, `\`, "backslash"},
		{graph.OpContains, `it's "quoted" with ''`, "apostrophe"},
		{graph.OpContains, "drop table", "code"},
		{graph.OpContains, "[z] *", "code"},
		{graph.OpContains, "мрія", olha},
		{graph.OpStartsWith, "cafe soc", cafe},
		// By code point, what is beyond the first plane comes after the last of it.
		{graph.OpGt, "\uffee", "astral emoji private"},
		{graph.OpGte, "\U0001f469", "emoji"},
	}
	for _, test := range tests {
		var got []string
		for _, id := range found(t, f.store, graph.NounActor, graph.Is{Prop: "name", Op: test.op, Value: test.value}) {
			got = append(got, strings.TrimPrefix(id, "actor/text-"))
		}
		if s := strings.Join(got, " "); s != test.want {
			t.Errorf("name %s %q matches %q, want %q", test.op, test.value, s, test.want)
		}
	}
	wantIDs(t, "one of the aliases contains it", found(t, f.store, graph.NounActor, graph.Is{Prop: "aliases", Op: graph.OpContains, Value: "ARDOV"}), ardovia)
	wantIDs(t, "one of the aliases is it", found(t, f.store, graph.NounActor, graph.Is{Prop: "aliases", Op: graph.OpHas, Value: "أردوفيا"}), ardovia)
	wantIDs(t, "aliases in full width", found(t, f.store, graph.NounActor, graph.Is{Prop: "aliases", Op: graph.OpStartsWith, Value: "café s"}), cafe)
	wantIDs(t, "a long text", found(t, f.store, graph.NounStatement, graph.Is{Prop: "text", Op: graph.OpContains, Value: "текст. довгий"}), "statement/long")
	for slug, name := range extraTexts {
		if got := get(t, f.store, "actor/text-"+slug).(*graph.Actor).Name; got != name {
			t.Errorf("the name %q came back as %q", name, got)
		}
	}
}

func (f *fixture) testLogic(t *testing.T) {
	kind := func(k string) graph.Filter { return graph.Is{Prop: "kind", Op: graph.OpEq, Value: k} }
	existence := func(e string) graph.Filter { return graph.Is{Prop: "existence", Op: graph.OpEq, Value: e} }
	null := func(p string) graph.Filter { return graph.Is{Prop: p, Op: graph.OpIsNull, Value: true} }
	not := func(g graph.Filter) graph.Filter { return graph.Not{Filter: g} }
	states := kind("STATE")
	tests := []struct {
		name   string
		filter graph.Filter
		want   []string
	}{
		{"states", states, []string{ardovia, belmark, kestria, oldUnion}},
		{"not dissolved: no value isn't that value", graph.And{states, not(existence("DISSOLVED"))}, []string{ardovia, belmark, kestria}},
		{"ne is true where there is no value", graph.And{states, graph.Is{Prop: "existence", Op: graph.OpNe, Value: "DISSOLVED"}}, []string{ardovia, belmark, kestria}},
		{"not ne", graph.And{states, not(graph.Is{Prop: "existence", Op: graph.OpNe, Value: "DISSOLVED"})}, []string{oldUnion}},
		{"in nothing", graph.Is{Prop: "kind", Op: graph.OpIn, Value: []any{}}, nil},
		{"not in nothing", graph.And{states, graph.Is{Prop: "existence", Op: graph.OpNotIn, Value: []any{}}}, []string{ardovia, belmark, kestria, oldUnion}},
		{"an empty or", graph.Or{}, nil},
		{"not an empty or, and an empty and", graph.And{states, not(graph.Or{}), graph.And{}}, []string{ardovia, belmark, kestria, oldUnion}},
		{"not an empty and", graph.Or{not(graph.And{}), kind("FORCE")}, []string{navy}},
		{"nil inside", graph.And{nil, states, graph.Or{nil}, not(not(nil))}, []string{ardovia, belmark, kestria, oldUnion}},
		{"not nil", not(nil), nil},
		{"nested", graph.Or{
			graph.And{states, graph.Or{existence("DISSOLVED"), graph.And{null("from"), not(null("silentOn"))}}},
			not(graph.Or{not(kind("MECHANISM")), not(existence("ENVISAGED"))}),
		}, []string{kestria, oldUnion, centre}},
		{"a list without value", graph.And{states, not(graph.Is{Prop: "aliases", Op: graph.OpHas, Value: "Bélmark"})}, []string{ardovia, kestria, oldUnion}},
		{"has any of none", graph.Is{Prop: "aliases", Op: graph.OpHasAny, Value: []any{}}, nil},
		{"an identifier", graph.Is{Prop: "identifiers", Op: graph.OpHas, Value: graph.Identifier{Scheme: "world", Value: "ARD"}}, []string{ardovia}},
		{"a scheme of one and a value of another", graph.Is{Prop: "identifiers", Op: graph.OpHas, Value: graph.Identifier{Scheme: "world", Value: "17"}}, nil},
		{"any identifier", graph.Is{Prop: "identifiers", Op: graph.OpHasAny, Value: []any{graph.Identifier{Scheme: "x", Value: "ARD"}, graph.Identifier{Scheme: "codes", Value: "17"}}}, []string{ardovia}},
		{"zero is a number", graph.Is{Prop: "declaredSize", Op: graph.OpLte, Value: 0}, []string{"actor/smallest", "actor/zero"}},
		{"the largest", graph.Is{Prop: "declaredSize", Op: graph.OpGt, Value: 1200}, []string{"actor/largest"}},
		{"an id", graph.Is{Prop: "id", Op: graph.OpIn, Value: []any{kestria, "actor/nobody"}}, []string{kestria}},
	}
	for _, test := range tests {
		wantSet(t, test.name, found(t, f.store, graph.NounActor, test.filter), test.want)
	}
	no := graph.Is{Prop: "seen", Op: graph.OpEq, Value: false}
	wantIDs(t, "seen is false", found(t, f.store, graph.NounSource, graph.And{no, graph.Is{Prop: "id", Op: graph.OpLt, Value: "source/t"}}), hearsay)
	wantIDs(t, "an amount of zero", found(t, f.store, graph.NounObligation, graph.Is{Prop: "amountValue", Op: graph.OpEq, Value: 0.0}), "obligation/amount/zero")
	wantIDs(t, "amounts between", found(t, f.store, graph.NounObligation, graph.And{
		graph.Is{Prop: "amountValue", Op: graph.OpGt, Value: -1.5}, graph.Is{Prop: "amountValue", Op: graph.OpLt, Value: 2.5},
	}), "obligation/amount/third", "obligation/amount/tiny", "obligation/amount/zero")
}

// wantSet compares ids, which come by id, with those expected in any order.
func wantSet(t *testing.T, what string, got, want []string) {
	t.Helper()
	want = slices.Clone(want)
	slices.Sort(want)
	wantIDs(t, what, got, want...)
}

func (f *fixture) testQuantifiers(t *testing.T) {
	state := graph.Is{Prop: "kind", Op: graph.OpEq, Value: "STATE"}
	role := func(r string) graph.Filter { return graph.Is{Prop: "role", Op: graph.OpEq, Value: r} }
	here := func(list ...string) graph.Filter {
		var all []any
		for _, id := range list {
			all = append(all, id)
		}
		return graph.Is{Prop: "id", Op: graph.OpIn, Value: all}
	}
	bearer := func(q graph.Quant, node graph.Filter) graph.Filter {
		return graph.Related{Field: "bearers", Quant: q, Node: node}
	}
	count := func(op graph.Op, n int, edge, node graph.Filter) graph.Filter {
		return graph.Related{Field: "bearers", Quant: graph.QuantCount, Op: op, Count: n, Edge: edge, Node: node}
	}
	group := func(r string, node graph.Filter) graph.Filter {
		return graph.Related{Field: "conditions", Quant: graph.QuantSomeGroup, By: "group", Edge: role(r), Node: node}
	}
	phase := graph.Is{Prop: "phase", Op: graph.OpIsNull, Value: false}
	some := []string{boats, patrol, embargo, consult, borders, respect}
	tests := []struct {
		name   string
		filter graph.Filter
		want   []string
	}{
		{"some bearer is a state", bearer(graph.QuantSome, state), []string{boats, patrol, embargo, borders, respect}},
		{"all bearers are states, or there are none", bearer(graph.QuantAll, state), []string{boats, embargo, consult, borders, respect}},
		{"no bearer is a state", bearer(graph.QuantNone, state), []string{consult}},
		{"some bearer", bearer(graph.QuantSome, nil), []string{boats, patrol, embargo, borders, respect}},
		{"no bearer", bearer(graph.QuantNone, nil), []string{consult}},
		{"all bearers match an edge filter", graph.Related{Field: "bearers", Quant: graph.QuantAll, Edge: phase}, []string{consult}},
		{"all bearers, by edge and node", graph.Related{Field: "bearers", Quant: graph.QuantAll, Edge: graph.Not{Filter: phase}, Node: state}, []string{boats, embargo, consult, borders, respect}},
		{"parallel edges count one by one", count(graph.OpEq, 4, nil, nil), []string{patrol}},
		{"two with a phase", count(graph.OpEq, 2, phase, nil), []string{patrol}},
		{"not two", count(graph.OpNe, 2, nil, nil), []string{boats, patrol, consult, respect}},
		{"none at all", count(graph.OpEq, 0, nil, nil), []string{consult}},
		{"fewer than two", count(graph.OpLt, 2, nil, nil), []string{boats, consult, respect}},
		{"at most one state", count(graph.OpLte, 1, nil, state), []string{boats, consult, respect}},
		{"more than two", count(graph.OpGt, 2, nil, nil), []string{patrol}},
		{"at least -1", count(graph.OpGte, -1, nil, nil), some},
		{"nested: a bearer that is a member of what has a lead", bearer(graph.QuantSome, graph.Related{
			Field: "memberOf", Quant: graph.QuantSome, Node: graph.Related{Field: "members", Quant: graph.QuantSome, Edge: role("LEAD")},
		}), []string{boats, patrol, embargo, borders}},
		{"not nested", graph.Not{Filter: bearer(graph.QuantSome, graph.Not{Filter: graph.Related{Field: "owed", Quant: graph.QuantNone}})}, []string{boats, consult, respect}},
	}
	for _, test := range tests {
		wantSet(t, test.name, found(t, f.store, graph.NounObligation, graph.And{here(some...), test.filter}), test.want)
	}

	kinds := func(list ...any) graph.Filter { return graph.Is{Prop: "kind", Op: graph.OpIn, Value: list} }
	groups := []struct {
		name   string
		filter graph.Filter
		want   []string
	}{
		{"a group of attacks", group("ACTIVATES", kinds("ARMED_ATTACK")), []string{defend}},
		{"a group of requests and mandates", group("ACTIVATES", kinds("REQUEST_OF_BENEFICIARY", "UN_MANDATE")), []string{defend}},
		{"requests alone make no group", group("ACTIVATES", kinds("REQUEST_OF_BENEFICIARY")), nil},
		{"both of one group", group("ACTIVATES", kinds("ARMED_ATTACK", "THREAT_OR_CRISIS")), []string{defend, consult}},
		{"no group is a group too", group("LIMITS", nil), []string{defend}},
		{"a group with any", group("ACTIVATES", nil), []string{defend, consult, quiet, centreOpens}},
		{"of no edge, no group", group("SUSPENDS", kinds("ARMED_ATTACK")), nil},
		{"groups over all roles", graph.Related{Field: "conditions", Quant: graph.QuantSomeGroup, By: "role", Node: kinds("NON_PROVOCATION", "CEASEFIRE_IN_FORCE")}, []string{defend, excepted, paused}},
	}
	for _, test := range groups {
		wantSet(t, test.name, found(t, f.store, graph.NounObligation, test.filter), test.want)
	}

	// On a field with several nouns at its ends, a comparison of what a noun doesn't have is false.
	title := graph.Is{Prop: "title", Op: graph.OpIsNull, Value: false}
	concerns := func(q graph.Quant, g graph.Filter) graph.Filter {
		return graph.Related{Field: "concerns", Quant: q, Node: g}
	}
	wantIDs(t, "concerns something with a title", found(t, f.store, graph.NounObligation, concerns(graph.QuantSome, title)), centreOpens)
	wantIDs(t, "concerns only things with a title", found(t, f.store, graph.NounObligation, graph.And{concerns(graph.QuantSome, nil), concerns(graph.QuantAll, title)}))
	wantIDs(t, "concerns something of which it isn't true", found(t, f.store, graph.NounObligation, concerns(graph.QuantSome, graph.Not{Filter: title})), centreOpens)
	wantIDs(t, "ne is a comparison like the others", found(t, f.store, graph.NounObligation, concerns(graph.QuantAll, graph.Or{
		graph.Is{Prop: "title", Op: graph.OpNe, Value: "x"}, graph.Is{Prop: "id", Op: graph.OpLt, Value: "b"},
	})), found(t, f.store, graph.NounObligation, nil)...)
	wantIDs(t, "ne of what a noun doesn't have", found(t, f.store, graph.NounObligation, graph.Related{
		Field: "concerns", Quant: graph.QuantCount, Op: graph.OpEq, Count: 1, Node: graph.Is{Prop: "title", Op: graph.OpNe, Value: "x"},
	}), centreOpens)
	f.testQuantifiersOfAll(t)
}

// testQuantifiersOfAll compares every field with every quantifier.
func (f *fixture) testQuantifiersOfAll(t *testing.T) {
	for _, noun := range graph.Nouns() {
		var queries []graph.Query
		for _, field := range noun.Fields() {
			node := graph.Is{Prop: "id", Op: graph.OpGt, Value: graph.MakeID(field.Ends[0], "h")}
			for _, q := range []graph.Quant{graph.QuantSome, graph.QuantAll, graph.QuantNone} {
				queries = append(queries, where(noun, graph.Related{Field: field.Name, Quant: q, Node: node}))
			}
			for _, op := range []graph.Op{graph.OpEq, graph.OpGt} {
				queries = append(queries, where(noun, graph.Related{Field: field.Name, Quant: graph.QuantCount, Op: op, Count: 1, Node: node}))
			}
			for _, p := range edgeProperties(field) {
				if p.Name == "from" || p.Name == "role" {
					queries = append(queries, where(noun, graph.Related{Field: field.Name, Quant: graph.QuantSomeGroup, By: p.Name, Node: node}))
				}
			}
		}
		f.same(t, queries...)
	}
}
