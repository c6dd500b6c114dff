package resolve

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"pactgraph/graph"
)

// Two codes of one scheme keep a pair from being proposed, however alike all else is; one code that both have decides.
func TestIdentifiers(t *testing.T) {
	say := func(slug, name, wikidata string) graph.Said {
		return graph.SayNode("actor/"+slug, graph.Props{"kind": person, "name": name, "from": graph.Date("1970-05-01"),
			"identifiers": []graph.Identifier{{Scheme: "wikidata", Value: wikidata}}})
	}
	found := find(t, openWith(t, say("a", "Ila Rost", "Q1"), say("b", "Ila Rost", "Q2"), say("c", "Ilona Rostova", "Q1")), Options{})
	scores := map[string]float64{}
	for _, p := range found.Pairs {
		scores[p.A.ID+" "+p.B.ID] = p.Score
	}
	if s := scores["actor/a actor/c"]; s < 0.9 {
		t.Errorf("with one identifier: %.3f", s)
	}
	if s := scores["actor/a actor/b"]; s >= Line {
		t.Errorf("with different identifiers: %.3f", s)
	}
}

// What speaks for a pair beside its names is told, and that nothing does.
func TestReasons(t *testing.T) {
	a := labelled{id: "a", kind: person, names: "Ila Rost|Іла Рост", facts: "HOLDS_OFFICE>belmark(Minister) from=1970"}
	b := labelled{id: "b", kind: person, names: "Ила Рост", facts: "HOLDS_OFFICE>belmark(Minister) from=1970-05-01"}
	c := labelled{id: "c", kind: person, names: "Rost Ila"}
	said := []graph.Said{graph.SayNode("actor/belmark", graph.Props{"kind": state, "name": "Belmark"})}
	for _, l := range []labelled{a, b, c} {
		said = append(said, l.said(t)...)
	}
	found := find(t, openWith(t, said...), Options{Least: Line})
	var text strings.Builder
	for _, p := range found.Pairs {
		fmt.Fprintf(&text, "%.3f %s %s %t\n", p.Score, p.A.ID, p.B.ID, p.ByNameAlone)
		for _, r := range p.Reasons {
			fmt.Fprintf(&text, "%+.2f %s\n", r.Points, r.Text)
		}
	}
	const want = `0.970 actor/a actor/b false
+5.50 the names are alike by 1.00: “Ila Rost” and “Ила Рост” (Latin and Cyrillic script)
+1.00 from may be the same: 1970 and 1970-05-01
+2.50 both hold the office “Minister” in actor/belmark
0.739 actor/a actor/c true
+5.50 the names are alike by 1.00: “Ila Rost” and “Rost Ila”
0.739 actor/b actor/c true
+5.50 the names are alike by 1.00: “Ила Рост” and “Rost Ila” (Cyrillic and Latin script)
`
	if text.String() != want {
		t.Errorf("found\n%s\nand not\n%s", text.String(), want)
	}
}

// Of many nodes few pairs are compared: what very many share is no reason to compare them. The answer is the same each time.
func TestMany(t *testing.T) {
	const n = 2000
	r := rand.New(rand.NewPCG(1, 2))
	syllables := strings.Fields("ka lo mi ru ten var sol bre gan dil fos pek jun hav ost")
	surname := func() string {
		var s strings.Builder
		for range 4 {
			s.WriteString(syllables[r.IntN(len(syllables))])
		}
		return s.String()
	}
	var said []graph.Said
	for i := range n {
		said = append(said, graph.SayNode(fmt.Sprintf("actor/p%04d", i), graph.Props{"kind": person, "name": "Ivan " + surname()}))
	}
	said = append(said, graph.SayNode("actor/one", graph.Props{"kind": person, "name": "Petra Quist"}), graph.SayNode("actor/two", graph.Props{"kind": person, "name": "Quist, Petra"}))
	store := openWith(t, said...)
	found := find(t, store, Options{Least: Line})
	if found.Nodes != n+2 || found.Compared == 0 || found.Compared > n*n/2/50 || found.Crowded == 0 {
		t.Errorf("%d nodes, %d pairs compared, %d keys too many share", found.Nodes, found.Compared, found.Crowded)
	}
	has := false
	for _, p := range found.Pairs {
		has = has || p.A.ID == "actor/one" && p.B.ID == "actor/two"
	}
	if !has {
		t.Error("the two that are alike aren't found")
	}
	if again := find(t, store, Options{Least: Line}); !reflect.DeepEqual(found, again) {
		t.Error("another answer the second time")
	}
	first := find(t, store, Options{Least: Line, First: 1})
	if len(first.Pairs) != 1 || first.Total != found.Total || !reflect.DeepEqual(first.Pairs[0], found.Pairs[0]) {
		t.Errorf("the first: %d pairs of %d, and not of %d", len(first.Pairs), first.Total, found.Total)
	}
	t.Logf("%d pairs compared of %d", found.Compared, n*(n-1)/2)
}

func TestOptions(t *testing.T) {
	for _, c := range []struct {
		options Options
		want    string
	}{
		{Options{Nouns: []graph.Noun{"Event"}}, `nodes of the noun "Event" aren't compared: Actor and Declaration are allowed`},
		{Options{Least: 1.5}, "a score can't be 1.5: it is 0 to 1"},
		{Options{First: -1}, "first can't be -1: it is 0 or more"},
	} {
		if _, err := Find(t.Context(), nil, c.options); err == nil || err.Error() != c.want {
			t.Errorf("%+v: %v", c.options, err)
		}
	}
}

// Words in three scripts have their consonants in common.
func TestBones(t *testing.T) {
	for _, words := range [][]string{{"Zelenskyy", "Зеленський", "زيلينسكي"}, {"Macron", "Макрон", "ماكرون"}, {"Putin", "Путин", "بوتين"}, {"Starmer", "Стармер", "ستارمر"}} {
		want := wordsOf(words[0])[0].bones
		for _, w := range words[1:] {
			if got := wordsOf(w)[0].bones; got != want {
				t.Errorf("%s has %s, and %s has %s", w, got, words[0], want)
			}
		}
	}
}
