package graph_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pactgraph/graph"
	"pactgraph/graph/graphtest"
)

// word is what one data set says of the pact, in one load: its properties, with a reliability and the credibility of its
// claim on the title.
type word struct {
	dataset     string
	reliability graph.Reliability
	credibility int
	props       props
	claims      []props
	// bare: it says nothing of the pact itself, but for its claims.
	bare bool
}

// openWords loads what data sets say, one after the other. Belmark has signed the pact.
func openWords(t *testing.T, words ...word) graph.Store {
	t.Helper()
	store := graphtest.NewMemory()
	for i, w := range words {
		b := graph.Batch{LoadID: fmt.Sprintf("load/%d-%s", i, w.dataset), Dataset: w.dataset, StartedAt: time.Unix(0, 0)}
		if !w.bare {
			said := graph.SayNode(pact, w.props)
			said.Props["kind"] = "TREATY"
			said.Reliability = w.reliability
			if w.credibility > 0 {
				said.Credibility = map[string]int{"title": w.credibility}
			}
			b.Said = append(b.Said, said, graph.SayNode(bel, props{"kind": "STATE"}), must(graph.SayEdge(bel, graph.EdgePartyTo, bel, pact, nil)))
		}
		for _, c := range w.claims {
			if c["basis"] == nil {
				c["basis"] = "INFERRED"
			}
			b.Said = append(b.Said, graph.SayClaim(pact, pact, "", c, nil, ""))
		}
		apply(t, store, b)
	}
	return store
}

func confirms(field, value string) props { return claimOf("CONFIRMS", field, value) }
func denies(field, value string) props   { return claimOf("CONTRADICTS", field, value) }

func claimOf(stance, field, value string) props {
	p := props{"stance": stance}
	if field != "" {
		p["field"] = field
	}
	if value != "" {
		p["value"] = value
	}
	return p
}

// What counts as a conflict, and what decides; see graphtest.BriefConflict for how it is written.
func TestConflicts(t *testing.T) {
	titled := func(dataset, title string, r graph.Reliability, credibility int) word {
		return word{dataset: dataset, reliability: r, credibility: credibility, props: props{"title": title}}
	}
	signed := func(dataset string, day graph.Date) word {
		return word{dataset: dataset, props: props{"signedOn": day}}
	}
	claiming := func(claims ...props) word {
		return word{dataset: "one", props: props{"title": "Pact", "identifiers": []graph.Identifier{{Scheme: "un", Value: "7"}}, "silentOn": []string{"place"}}, claims: claims}
	}
	for _, tt := range []struct {
		name   string
		words  []word
		want   []string
		reason string
	}{
		{"the same", []word{titled("one", "Pact", "B", 0), titled("two", "Pact", "A", 1)}, nil, ""},
		{"case and accents", []word{titled("one", "Pact", "B", 0), titled("two", "PÁCT", "A", 1)}, nil, ""},
		{"a value and none", []word{titled("one", "Pact", "B", 0), {dataset: "two", props: props{}}}, nil, ""},
		{"one data set with itself", []word{titled("one", "Pact", "B", 0), titled("one", "Treaty", "B", 0)}, nil, ""},
		{"reliability", []word{titled("one", "Pact", "A", 6), titled("two", "Treaty", "B", 1)},
			[]string{"VALUES title: *Pact one  | Treaty two  RELIABILITY"}, "“one” rests on a source of reliability A, “two” on one of B"},
		{"no reliability", []word{titled("one", "Pact", "", 1), titled("two", "Treaty", "E", 0)},
			[]string{"VALUES title: *Treaty two  | Pact one  RELIABILITY"}, "“two” rests on a source of reliability E, “one” on one of unknown reliability"},
		{"credibility", []word{titled("one", "Pact", "B", 2), titled("two", "Treaty", "B", 0)},
			[]string{"VALUES title: *Pact one  | Treaty two  CREDIBILITY"}, "the sources are equally reliable; the claim of “one” on this field has credibility 2, that of “two” none"},
		{"recency", []word{titled("one", "Pact", "B", 2), titled("two", "Treaty", "B", 2)},
			[]string{"VALUES title: *Treaty two  | Pact one  RECENCY"}, "reliability and credibility are equal; “two” was loaded later (revision 2) than “one” (revision 1)"},
		{"three, of which two agree", []word{titled("one", "Pact", "C", 0), titled("two", "Treaty", "B", 0), titled("three", "pact", "A", 0)},
			[]string{"VALUES title: *pact three one  | Treaty two  RELIABILITY"}, "“three” rests on a source of reliability A, “two” on one of B"},
		{"dates within each other", []word{signed("one", "2031"), signed("two", "2031-03-03"), signed("three", "2031-03")},
			[]string{"PRECISION signedOn: *2031-03 three  | 2031 one  | 2031-03-03 two  RECENCY"}, "reliability and credibility are equal; “three” was loaded later (revision 3) than “two” (revision 2)"},
		{"dates beside each other", []word{signed("one", "2031"), signed("two", "2031-03"), signed("three", "2031-04")},
			[]string{"VALUES signedOn: *2031-04 three  | 2031 one  | 2031-03 two  RECENCY"}, "reliability and credibility are equal; “three” was loaded later (revision 3) than “two” (revision 2)"},
		{"a claim of the same", []word{claiming(confirms("title", "Pact"))}, nil, ""},
		{"a claim of another", []word{claiming(confirms("title", "Treaty"))},
			[]string{"VALUES title: *Pact one  | Treaty + UNCONTESTED"}, "it is what “one” says, and no other data set says otherwise; claims don't change what is shown"},
		{"a claim against it", []word{claiming(denies("title", "Pact"), confirms("title", "Pact"))}, []string{"CONTRADICTED title: *Pact one +- UNCONTESTED"}, ""},
		{"a claim against what nobody says", []word{claiming(denies("title", "Treaty"))}, nil, ""},
		{"a claim against whatever it is", []word{claiming(denies("title", ""))}, []string{"CONTRADICTED title: *Pact one - UNCONTESTED"}, ""},
		{"claims alone", []word{claiming(confirms("place", "Tarn"), confirms("place", "Rost"))},
			[]string{"VALUES place: Rost + | Tarn + NOT_SHOWN"}, "no data set says it, so nothing is shown; there are only claims"},
		{"that there is no such thing", []word{claiming(denies("", ""), confirms("", ""))}, []string{"CONTRADICTED : * one +- UNCONTESTED"}, ""},
		{"another's claim", []word{titled("one", "Pact", "A", 0), {dataset: "two", bare: true, claims: []props{denies("title", "Pact")}}},
			[]string{"CONTRADICTED title: *Pact one - UNCONTESTED"}, ""},
		{"lists are put together", []word{{dataset: "one", props: props{"silentOn": []string{"place"}}}, {dataset: "two", props: props{"silentOn": []string{"term"}}}}, nil, ""},
		{"against an element of a list", []word{claiming(denies("silentOn", `["place","term"]`), denies("identifiers", `[{"scheme":"un","value":"7"}]`))}, []string{
			`CONTRADICTED identifiers: *{"scheme":"un","value":"7"} one - UNCONTESTED`, "CONTRADICTED silentOn: *place one - UNCONTESTED",
		}, ""},
		{"other ends of a relation", []word{claiming(confirms("parties", bel), confirms("parties", ard))}, nil, ""},
		{"against a relation", []word{claiming(denies("parties", bel), denies("parties", ard), denies("related", ""))},
			[]string{"CONTRADICTED parties: *actor/belmark one - UNCONTESTED"}, ""},
		{"for and against a relation that isn't shown", []word{claiming(denies("parties", ard), confirms("parties", ard))},
			[]string{"CONTRADICTED parties: actor/ardovia +- NOT_SHOWN"}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			found, err := graph.FindConflicts(t.Context(), openWords(t, tt.words...), graph.ConflictsQuery{First: 10})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, c := range found.Nodes() {
				got = append(got, strings.Replace(graphtest.BriefConflict(c), " "+pact+" ", " ", 1))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if tt.reason != "" && len(found.Edges) == 1 && found.Edges[0].Node.Reason != tt.reason {
				t.Errorf("the reason is %q, want %q", found.Edges[0].Node.Reason, tt.reason)
			}
		})
	}
}

// What was withdrawn, or said again, counts no more.
func TestConflictsOfWhatIsLive(t *testing.T) {
	store := openWords(t,
		word{dataset: "one", props: props{"title": "Pact"}}, word{dataset: "two", props: props{"title": "Treaty"}, claims: []props{denies("title", "Pact")}},
		word{dataset: "two", props: props{"title": "pact"}},
	)
	found, err := graph.FindConflicts(t.Context(), store, graph.ConflictsQuery{First: 10})
	if err != nil || found.TotalCount != 0 {
		t.Errorf("%+v, error %v; want no conflict", found, err)
	}
}

// Claims and records are of one state: where a load comes between them, all is read again, and not for ever.
func TestConflictsOneState(t *testing.T) {
	for _, tt := range []struct {
		loads int
		kind  graph.Kind
	}{{0, ""}, {1, ""}, {1000, graph.KindConflict}} {
		store := openWords(t, word{dataset: "one", props: props{"title": "Pact"}, claims: []props{denies("title", "Pact")}})
		found, err := graph.FindConflicts(t.Context(), &loading{Store: store, t: t, loads: tt.loads}, graph.ConflictsQuery{First: 10})
		if graph.KindOf(err) != tt.kind || err == nil && found.TotalCount != 1 {
			t.Errorf("%d loads: %+v, %v, want kind %q", tt.loads, found, err, tt.kind)
		}
	}
}

// A question that can't be asked is refused before anything is read.
func TestTrustRefused(t *testing.T) {
	store := openWords(t, word{dataset: "one", props: props{"title": "Pact"}, claims: []props{denies("title", "Pact"), denies("kind", "TREATY")}})
	found, err := graph.FindConflicts(t.Context(), store, graph.ConflictsQuery{First: 1})
	if err != nil {
		t.Fatal(err)
	}
	cursor := found.PageInfo.EndCursor
	gaps := func(q graph.GapsQuery) error {
		if q.AsOf == "" {
			q.AsOf = day
		}
		_, err := graph.FindGaps(t.Context(), store, q)
		return err
	}
	conflicts := func(q graph.ConflictsQuery) error {
		_, err := graph.FindConflicts(t.Context(), store, q)
		return err
	}
	many := make([]string, graph.MaxPage+1)
	for i := range many {
		many[i] = ard
	}
	for _, tt := range []struct {
		name string
		err  error
		kind graph.Kind
	}{
		{"the next page", conflicts(graph.ConflictsQuery{First: 1, After: cursor}), ""},
		{"a cursor of another filter", conflicts(graph.ConflictsQuery{First: 1, After: cursor, Fields: []string{"title"}}), graph.KindInvalid},
		{"a cursor of another list", gaps(graph.GapsQuery{First: 1, After: cursor, Reliability: "C"}), graph.KindInvalid},
		{"too many at once", conflicts(graph.ConflictsQuery{First: graph.MaxPage + 1}), graph.KindTooLarge},
		{"too many ids", conflicts(graph.ConflictsQuery{About: many}), graph.KindTooLarge},
		{"no id", conflicts(graph.ConflictsQuery{About: []string{"x"}}), graph.KindInvalid},
		{"no entity", conflicts(graph.ConflictsQuery{Nouns: []graph.Noun{graph.NounClaim}}), graph.KindInvalid},
		{"no kind of conflict", conflicts(graph.ConflictsQuery{Kinds: []graph.ConflictKind{"ODD"}}), graph.KindInvalid},
		{"no field", conflicts(graph.ConflictsQuery{Fields: []string{"odd"}}), graph.KindInvalid},
		{"a field of edges", conflicts(graph.ConflictsQuery{Fields: []string{"asNamed", "bearers", "title"}}), ""},
		{"no kind of gap", gaps(graph.GapsQuery{Kinds: []graph.GapKind{"ODD"}, Reliability: "C"}), graph.KindInvalid},
		{"no reliability", gaps(graph.GapsQuery{Reliability: "G"}), graph.KindInvalid},
		{"no date", gaps(graph.GapsQuery{Reliability: "C", AsOf: "someday"}), graph.KindInvalid},
	} {
		if graph.KindOf(tt.err) != tt.kind {
			t.Errorf("%s: %v, want kind %q", tt.name, tt.err, tt.kind)
		}
	}
}
