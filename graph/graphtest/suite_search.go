package graphtest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pactgraph/graph"
)

// names is a data set of what search has to tell apart: names in several scripts and spellings, and texts that share words.
func names() graph.Batch {
	p := newPen("names", "names", graph.ReliabilityC)
	p.node("actor/UKR", props{"kind": "STATE", "name": "Ukraine", "aliases": []string{"Україна", "Kyiv’s government"}})
	p.node("actor/kyiv", props{"kind": "GOVERNMENT_BODY", "name": "City of Kyiv", "aliases": []string{"Київ"}})
	p.node("actor/zelenskyy", props{"kind": "PERSON", "name": "Volodymyr Zelenskyy", "fullName": "Володимир Олександрович Зеленський"})
	p.node("actor/zelenko", props{"kind": "PERSON", "name": "Ivan Zelenko"})
	p.node("actor/ukrainian-navy", props{"kind": "FORCE", "name": "Ukrainian Navy"})
	p.node("actor/beijing", props{"kind": "GOVERNMENT_BODY", "name": "Beijing", "aliases": []string{"北京市"}})
	p.node("actor/athens", props{"kind": "GOVERNMENT_BODY", "name": "Αθήνα"})
	p.node("actor/tbilisi", props{"kind": "GOVERNMENT_BODY", "name": "თბილისი"})
	p.node("declaration/budapest", props{"kind": "MEMORANDUM", "title": "Budapest Memorandum on Security Assurances"})
	p.node("declaration/budapest-review", props{"kind": "OTHER", "title": "Memorandum of a meeting in Budapest"})
	p.node("declaration/2014", props{"kind": "AGREEMENT", "title": "Minsk Protocol 2014"})
	p.node("declaration/2015", props{"kind": "AGREEMENT", "title": "Minsk Protocol 2015"})
	p.node("declaration/navy", props{"kind": "AGREEMENT", "title": "Agreement about a navy"})
	p.node("obligation/budapest/seek", props{"kind": "CONSULTATION", "summary": "Seek action of the Council if Ukraine is attacked"})
	p.node("statement/kiew", props{"text": "In Kiew sprach Selenskyj über die Zusicherungen."})
	p.node("condition/kiev", props{"kind": "OTHER", "text": "Киев согласен"})
	p.node("event/bucharest", props{"kind": "SUMMIT", "title": "Bucharest summit"})
	p.node("source/interview", props{"kind": "NEWS_REPORT", "title": "Interview", "author": "Oksana Syroyid"})
	p.claim("obligation/budapest/seek", props{"stance": "CONFIRMS", "basis": "TEXT"}, "",
		quote("source/interview", "the security assurances that Ukraine was given", 40))
	p.out("actor/UKR", graph.EdgePartyAction, "declaration/budapest", props{"action": "SIGNATURE"})
	p.out("actor/UKR", graph.EdgePartyAction, "declaration/navy", props{"action": "SIGNATURE"})
	return p.batch
}

// searches are what must be found in names, in this order.
var searches = []struct {
	text  string
	nouns []graph.Noun
	want  []string
}{
	// Exact words; case, accents and width make no difference. A whole name comes first; of equal hits, actors come before what
	// has more edges, then it is by edges, then by id.
	{"ukraine", nil, []string{"actor/UKR", "evidence", "obligation/budapest/seek"}},
	{"ＵＫＲＡＩＮＥ", nil, []string{"actor/UKR", "evidence", "obligation/budapest/seek"}},
	{"ukraine", []graph.Noun{graph.NounObligation, graph.NounActor}, []string{"actor/UKR", "obligation/budapest/seek"}},
	{"ukraine", []graph.Noun{graph.NounEvent}, nil},
	{"memorandum budapest", nil, []string{"declaration/budapest", "declaration/budapest-review"}},
	{"security assurances", nil, []string{"declaration/budapest", "evidence"}},
	{"assurances memorandum security", nil, []string{"declaration/budapest"}},
	{"navy", nil, []string{"actor/ukrainian-navy", "declaration/navy"}},
	{"oksana", nil, []string{"source/interview"}},
	{"kyivs", nil, []string{"actor/kyiv", "actor/UKR"}},

	// The beginning of the last word.
	{"ukr", nil, []string{"actor/UKR", "actor/ukrainian-navy", "evidence", "obligation/budapest/seek"}},
	{"volodymyr zel", nil, []string{"actor/zelenskyy"}},
	{"zel volodymyr", nil, nil},
	{"u", nil, nil},

	// Phrases are found just so, in one text.
	{`"budapest memorandum"`, nil, []string{"declaration/budapest"}},
	{`"memorandum budapest"`, nil, nil},
	{`"city of kyiv"`, nil, []string{"actor/kyiv"}},
	{`“City of Kyiv”`, nil, []string{"actor/kyiv"}},
	{`"kyiv київ"`, nil, nil},
	{`"kiev"`, nil, []string{"condition/kiev"}},
	{`"minsk protocol" 201`, nil, []string{"declaration/2014", "declaration/2015"}},
	{`"budapest`, nil, []string{"declaration/budapest", "declaration/budapest-review"}},

	// Numbers are never misspelt.
	{"minsk 2014", nil, []string{"declaration/2014"}},

	// Misspelt words: one mistake from four letters on, two from eight.
	{"Zelensky", nil, []string{"actor/zelenskyy", "statement/kiew", "actor/zelenko"}},
	{"memorandom", nil, []string{"declaration/budapest", "declaration/budapest-review"}},
	{"mmeorandom", nil, []string{"declaration/budapest", "declaration/budapest-review"}},
	{"mmeroandom", nil, nil},
	{"minks protocol", nil, []string{"declaration/2014", "declaration/2015"}},
	{"buadpest", nil, []string{"declaration/budapest", "declaration/budapest-review"}},
	{"nvay", nil, []string{"actor/ukrainian-navy", "declaration/navy"}},
	{"nay", nil, nil},

	// Spellings of one name, in whatever letters.
	{"Київ", nil, []string{"actor/kyiv", "actor/UKR", "condition/kiev", "statement/kiew"}},
	{"Киев", nil, []string{"actor/kyiv", "condition/kiev", "actor/UKR", "statement/kiew"}},
	{"Kyiv", nil, []string{"actor/kyiv", "actor/UKR", "condition/kiev", "statement/kiew"}},
	{"Зеленський", nil, []string{"actor/zelenskyy", "statement/kiew"}},
	{"Зеленский", nil, []string{"actor/zelenskyy", "statement/kiew"}},
	{"Selenskyj", nil, []string{"statement/kiew", "actor/zelenskyy"}},
	{"athina", nil, []string{"actor/athens"}},
	{"Тбилиси", nil, []string{"actor/tbilisi"}},
	{"北京", nil, []string{"actor/beijing"}},
	{"京北", nil, nil},

	// What query languages and indexes make something else of.
	{"budapest AND memorandum", nil, nil},
	{"NOT budapest", nil, nil},
	{"budapest* OR (memo", nil, nil},
	{"title:budapest", nil, nil},
	{`memorandum -budapest`, nil, []string{"declaration/budapest", "declaration/budapest-review"}},
	{"budapest~ ^memorandum", nil, []string{"declaration/budapest", "declaration/budapest-review"}},
	{"¶", nil, nil},
}

func testSearch(t *testing.T, open func(t *testing.T) graph.Store) {
	t.Run("Found", func(t *testing.T) { testSearchFound(t, load(t, open, names())) })
	t.Run("Highlights", func(t *testing.T) { testHighlights(t, load(t, open, names())) })
	t.Run("Refused", func(t *testing.T) { testSearchRefused(t, load(t, open, names())) })
	t.Run("Follows", func(t *testing.T) { testSearchFollows(t, load(t, open, names())) })
	t.Run("Random", func(t *testing.T) { testSearchRandom(t, openFixture(t, open)) })
	t.Run("Depth", func(t *testing.T) { testSearchDepth(t, open) })
}

// sameSearch asks the store and the oracle, and compares all of the answers.
func (f *fixture) sameSearch(t *testing.T, q graph.SearchQuery) graph.SearchAnswer {
	t.Helper()
	want, err := f.oracle.Search(t.Context(), q)
	if err != nil {
		t.Fatalf("the oracle: %v: %+v", err, q)
	}
	got, err := f.store.Search(t.Context(), q)
	if err != nil {
		t.Fatalf("%v: %+v", err, q)
	}
	if diff := cmp.Diff(canonicalSearch(want), canonicalSearch(got)); diff != "" {
		t.Errorf("not the oracle's answer to a search for %q in %v (-oracle +store):\n%s", q.Text, q.Nouns, diff)
	}
	return got
}

// canonicalSearch writes an answer for comparison, a line for each hit.
func canonicalSearch(a graph.SearchAnswer) []string {
	list := []string{fmt.Sprintf("%d hits, more %v, %+v, revision %d", a.TotalCount, a.More, a.PageInfo, a.Revision)}
	for _, e := range a.Edges {
		list = append(list, fmt.Sprintf("%s %d %+v %s", e.Cursor, e.Score, e.Highlights, canonicalJSON(canonicalNode(e.Node))))
	}
	return list
}

// hitsOf gives the ids of what was found. Evidence has an id that nobody writes by hand.
func hitsOf(a graph.SearchAnswer) []string {
	var list []string
	for _, n := range a.Nodes() {
		id := n.NodeID()
		if n.Noun() == graph.NounEvidence {
			id = "evidence"
		}
		list = append(list, id)
	}
	return list
}

func testSearchFound(t *testing.T, f *fixture) {
	for _, s := range searches {
		q := graph.SearchQuery{Text: s.text, Nouns: s.nouns}
		if q.Check() != nil && s.want == nil {
			continue // refused, as testSearchRefused sees
		}
		if diff := cmp.Diff(s.want, hitsOf(f.sameSearch(t, q))); diff != "" {
			t.Errorf("a search for %q in %v (-want +got):\n%s", s.text, s.nouns, diff)
		}
	}
}

func testHighlights(t *testing.T, f *fixture) {
	type spans = []graph.Span
	for _, test := range []struct {
		text string
		id   string
		want []graph.Highlight
	}{
		{"kiev", "actor/kyiv", []graph.Highlight{{Field: "name", Text: "City of Kyiv", Spans: spans{{Start: 8, End: 12}}}, {Field: "aliases", Text: "Київ", Spans: spans{{Start: 0, End: 4}}}}},
		{"kyiv", "actor/UKR", []graph.Highlight{{Field: "aliases", Text: "Kyiv’s government", Spans: spans{{Start: 0, End: 4}}}}},
		{"зеленський", "actor/zelenskyy", []graph.Highlight{
			{Field: "name", Text: "Volodymyr Zelenskyy", Spans: spans{{Start: 10, End: 19}}},
			{Field: "fullName", Text: "Володимир Олександрович Зеленський", Spans: spans{{Start: 24, End: 34}}},
		}},
		{`"security assurances" mem`, "declaration/budapest", []graph.Highlight{{Field: "title", Text: "Budapest Memorandum on Security Assurances", Spans: spans{{Start: 9, End: 19}, {Start: 23, End: 42}}}}},
		{"北京", "actor/beijing", []graph.Highlight{{Field: "aliases", Text: "北京市", Spans: spans{{Start: 0, End: 2}}}}},
	} {
		a := f.sameSearch(t, graph.SearchQuery{Text: test.text})
		i := slices.IndexFunc(a.Edges, func(h *graph.SearchHit) bool { return h.Node.NodeID() == test.id })
		if i < 0 {
			t.Errorf("a search for %q doesn't find %s", test.text, test.id)
			continue
		}
		if diff := cmp.Diff(test.want, a.Edges[i].Highlights); diff != "" {
			t.Errorf("the highlights of %s in a search for %q (-want +got):\n%s", test.id, test.text, diff)
		}
	}
}

func testSearchRefused(t *testing.T, f *fixture) {
	for _, test := range []struct {
		text, kinds string
		want        int
	}{
		{"ukraine", "STATE", 1}, {"ukraine", "CONSULTATION STATE", 2}, {"budapest", "MEMORANDUM", 1}, {"budapest", "OTHER", 1},
		{"kiew", "STATE", 1}, {"kiew", "OTHER GOVERNMENT_BODY", 2}, {"ukraine", "SUMMIT", 0}, {"minsk", "AGREEMENT", 2},
	} {
		a := f.sameSearch(t, graph.SearchQuery{Text: test.text, Kinds: strings.Fields(test.kinds), First: new(1)})
		if a.TotalCount != test.want || a.PageInfo.HasNextPage != (test.want > 1) {
			t.Errorf("%q in the kinds %s finds %d, want %d", test.text, test.kinds, a.TotalCount, test.want)
		}
	}
	first := f.sameSearch(t, graph.SearchQuery{Text: "minsk", First: new(1)})
	for _, test := range []struct {
		q     graph.SearchQuery
		kind  graph.Kind
		words string
	}{
		{graph.SearchQuery{}, graph.KindInvalid, "no word"},
		{graph.SearchQuery{Text: " -- 🤝"}, graph.KindInvalid, "no word"},
		{graph.SearchQuery{Text: strings.Repeat("a ", 17)}, graph.KindTooLarge, "at most 16"},
		{graph.SearchQuery{Text: "a", Nouns: []graph.Noun{graph.NounLoad}}, graph.KindInvalid, "Load"},
		{graph.SearchQuery{Text: "minsk", First: new(graph.MaxPage + 1)}, graph.KindTooLarge, "1000"},
		{graph.SearchQuery{Text: "minsk protocol", After: first.PageInfo.EndCursor}, graph.KindInvalid, "cursor of this search"},
		{graph.SearchQuery{Text: "minsk", Kinds: []string{"PACT"}}, graph.KindInvalid, "PACT"},
		{graph.SearchQuery{Text: "minsk", Kinds: []string{"AGREEMENT"}, After: first.PageInfo.EndCursor}, graph.KindInvalid, "cursor of this search"},
		{graph.SearchQuery{Text: "minsk", Nouns: []graph.Noun{graph.NounActor}, After: first.PageInfo.EndCursor}, graph.KindInvalid, "cursor of this search"},
		{graph.SearchQuery{Text: "minsk", After: "AAAA"}, graph.KindInvalid, "cursor of this search"},
	} {
		_, err := f.store.Search(t.Context(), test.q)
		if graph.KindOf(err) != test.kind || !strings.Contains(err.Error(), test.words) {
			t.Errorf("%+v gives the error %v of kind %q, want %q with %q", test.q, err, graph.KindOf(err), test.kind, test.words)
		}
	}
}

// The index follows what is shown.
func testSearchFollows(t *testing.T, f *fixture) {
	wants := func(text string, want ...string) {
		t.Helper()
		if diff := cmp.Diff(want, hitsOf(f.sameSearch(t, graph.SearchQuery{Text: text}))); diff != "" {
			t.Errorf("a search for %q (-want +got):\n%s", text, diff)
		}
	}
	changed := newPen("names-2", "names", graph.ReliabilityC)
	changed.node("event/bucharest", props{"kind": "SUMMIT", "title": "Vilnius summit"})
	changed.node("actor/new", props{"kind": "MEDIA", "name": "Newcomer"})
	f.both(t, changed.batch)
	wants("bucharest")
	wants("vilnius", "event/bucharest")
	wants("newcommer", "actor/new")

	other := newPen("nicknames", "nicknames", graph.ReliabilityA)
	other.node("actor/new", props{"kind": "MEDIA", "name": "The Latecomer"})
	f.both(t, other.batch)
	wants("latecommer", "actor/new")
	wants("newcomer") // what is shown is the more reliable data set's name

	gone := newPen("names-3", "names", graph.ReliabilityC)
	gone.batch.Withdraw = []string{"event/bucharest", "actor/new", "obligation/budapest/seek"}
	f.both(t, gone.batch)
	wants("vilnius")
	wants("latecomer", "actor/new")
	wants("security assurances", "declaration/budapest") // the quote went with the claim that cited it
}

// searchableWords gives words of the oracle's texts, as people write them.
func searchableWords(f *fixture) []string {
	var list []string
	for _, text := range searchableTexts(f) {
		list = append(list, text...)
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// searchableTexts gives the texts of the oracle's nodes that are searched, each as its words.
func searchableTexts(f *fixture) [][]string {
	var list [][]string
	for _, noun := range graph.SearchedNouns() {
		for _, n := range f.oracle.state().index().nodes[noun] {
			for _, p := range noun.SearchedProperties() {
				texts, _ := graph.Value(n, p.Name).([]string)
				if text, ok := graph.Value(n, p.Name).(string); ok {
					texts = []string{text}
				}
				for _, text := range texts {
					list = append(list, strings.Fields(text))
				}
			}
		}
	}
	return list
}

// Whatever is asked, the store finds what the oracle finds.
func testSearchRandom(t *testing.T, f *fixture) {
	seed := seedOf(t)
	for _, b := range append(Generate(seed, 40), names()) {
		f.both(t, b)
	}
	rng := rand.New(rand.NewPCG(seed, 7))
	words := searchableWords(f)
	found := 0
	n := randomCount(t) / 2
	for i := 0; i < n || found == 0 && i < 20*n; i++ {
		a := f.sameSearch(t, randomSearch(rng, words))
		found += min(a.TotalCount, 1)
	}
	if found == 0 {
		t.Error("nothing was ever found")
	}
}

func randomSearch(rng *rand.Rand, words []string) graph.SearchQuery {
	var chosen []string
	for range 1 + rng.IntN(3) {
		chosen = append(chosen, words[rng.IntN(len(words))])
	}
	return searchOf(rng, chosen)
}

// searchOf makes a search for some words, as somebody might write them.
func searchOf(rng *rand.Rand, words []string) graph.SearchQuery {
	parts := make([]string, len(words))
	for i, word := range words {
		parts[i] = spoil(rng, word)
	}
	q := graph.SearchQuery{Text: strings.Join(parts, " "), First: new(1 + rng.IntN(40))}
	if rng.IntN(3) == 0 {
		q.Text = `"` + q.Text + `"`
	}
	for _, n := range graph.SearchedNouns() {
		if rng.IntN(6) == 0 {
			q.Nouns = append(q.Nouns, n)
		}
	}
	if len([]rune(q.Text)) > 400 || q.Check() != nil {
		return graph.SearchQuery{Text: "accord"}
	}
	return q
}

// spoil writes a word as somebody might who is in a hurry, or leaves it.
func spoil(rng *rand.Rand, word string) string {
	letters := []rune(word)
	i := rng.IntN(len(letters))
	switch rng.IntN(6) {
	case 0:
		return string(letters[:i+1])
	case 1:
		return string(slices.Delete(letters, i, i+1))
	case 2:
		return string(slices.Insert(letters, i, 'e'))
	case 3:
		if i > 0 {
			letters[i-1], letters[i] = letters[i], letters[i-1]
		}
	}
	return string(letters)
}

// Pages give every hit once, to the stated depth; there the search is refused in words.
func testSearchDepth(t *testing.T, open func(t *testing.T) graph.Store) {
	const many = graph.SearchDepth + 100
	p := newPen("many", "many", graph.ReliabilityC)
	for i := range many {
		title := "Accord"
		if i%11 == 0 {
			title = "Accrod" // not among the first choice
		}
		p.node(fmt.Sprintf("declaration/n%04d", i), props{"kind": "OTHER", "title": fmt.Sprintf("%s number %d", title, i%17)})
	}
	p.node("actor/few", props{"kind": "MEDIA", "name": "Number of few"})
	p.out("actor/few", graph.EdgePartyTo, "declaration/n0011", nil)
	f := load(t, open, p.batch)
	for _, size := range []int{300, 400, graph.SearchDepth} {
		f.pagesOfSearch(t, graph.SearchQuery{Text: "accord", First: &size}, graph.SearchDepth, true)
	}
	few := 7
	f.pagesOfSearch(t, graph.SearchQuery{Text: "accord 3", First: &few}, 0, false)
	a := f.sameSearch(t, graph.SearchQuery{Text: "accord", First: new(0)})
	if a.TotalCount != graph.SearchDepth || !a.More || len(a.Edges) != 0 {
		t.Errorf("a page of nothing has %d nodes of %d, more %v", len(a.Edges), a.TotalCount, a.More)
	}
}

// pagesOfSearch goes through all pages of a search. It has so many hits, if that is said.
func (f *fixture) pagesOfSearch(t *testing.T, q graph.SearchQuery, hits int, more bool) {
	t.Helper()
	seen := map[string]bool{}
	for {
		a := f.sameSearch(t, q)
		for _, n := range a.Nodes() {
			if seen[n.NodeID()] {
				t.Fatalf("%s was found twice", n.NodeID())
			}
			seen[n.NodeID()] = true
		}
		if a.PageInfo.HasPreviousPage != (q.After != "") || a.More != more || len(a.Edges) == 0 {
			t.Fatalf("after %d hits the page says %+v of itself, more %v", len(seen), a.PageInfo, a.More)
		}
		q.After = a.PageInfo.EndCursor
		if len(seen) == a.TotalCount {
			if a.PageInfo.HasNextPage != more || hits > 0 && len(seen) != hits {
				t.Errorf("after all %d hits, want %d, hasNextPage is %v", len(seen), hits, a.PageInfo.HasNextPage)
			}
			break
		}
	}
	if !more {
		if a := f.sameSearch(t, q); len(a.Edges) != 0 || a.PageInfo.HasNextPage {
			t.Errorf("after the last hit come %d", len(a.Edges))
		}
		return
	}
	if _, err := f.store.Search(t.Context(), q); graph.KindOf(err) != graph.KindTooLarge || !strings.Contains(err.Error(), "1000 hits deep") {
		t.Errorf("beyond the depth, the error is %v of kind %q", err, graph.KindOf(err))
	}
}
