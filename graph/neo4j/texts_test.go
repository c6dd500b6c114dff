package neo4j_test

import (
	"regexp"
	"strings"
	"testing"

	"pactgraph/graph"
	"pactgraph/graph/neo4j"
)

func with(field string, first int, withs ...graph.With) graph.With {
	return graph.With{Field: field, Selection: graph.Selection{Page: page(first), With: withs}}
}

// evidence asks for what a claim rests on, with the chain of sources.
func evidence() []graph.With {
	chain := with("cites", 25)
	for range 7 {
		chain = with("cites", 25, chain)
	}
	return []graph.With{
		with("voicedIn", 1, with("madeBy", 1)),
		with("evidence", 10, with("source", 1, with("publisher", 1), chain)),
	}
}

func asked(noun graph.Noun, first int, withs ...graph.With) graph.Query {
	return graph.Query{Noun: noun, Selection: graph.Selection{Page: page(first), With: withs}}
}

// measured is what stands in a text: subqueries, lists in rows, how deep these stand in each other, and how many nodes one
// row may have, by the limits that its parameters give.
type measured struct{ subqueries, lists, depth, nodes int }

var (
	openings = regexp.MustCompile(`(COLLECT|COUNT|EXISTS) \{|\}|LIMIT \$(p\d+) RETURN`)
)

// measure reads a text by its brackets.
func measure(a neo4j.Asked) measured {
	m := measured{nodes: 1}
	type level struct {
		list bool
		rows int
	}
	levels := []level{{rows: 1}}
	for _, found := range openings.FindAllStringSubmatch(a.Text, -1) {
		top := &levels[len(levels)-1]
		switch {
		case found[1] != "":
			m.subqueries++
			levels = append(levels, level{rows: top.rows})
		case found[0] == "}":
			levels = levels[:len(levels)-1]
		case len(levels) > 1:
			top.list = true
			top.rows *= a.Params[found[2]].(int)
			m.lists++
			m.nodes += top.rows
			depth := 0
			for _, l := range levels {
				if l.list {
					depth++
				}
			}
			m.depth = max(m.depth, depth)
		}
	}
	return m
}

// TestSmallTexts sees that no text grows with its question: it is soon planned, and none of its rows is large. A row may have as
// many nodes as its lists' pages allow, so that this bounds what the driver has in memory, whatever the graph is.
func TestSmallTexts(t *testing.T) {
	var wide []graph.With
	for _, field := range []string{"declarations", "bearers", "counterparties", "beneficiaries", "against", "concerns", "conditions", "related", "performedBy", "breachedBy", "statements"} {
		w := with(field, graph.MaxPage, with("claims", graph.MaxPage, evidence()...))
		w.OnEdge = []graph.With{with("claims", graph.MaxPage, evidence()...)}
		wide = append(wide, w)
	}
	for i := range 30 {
		w := with("bearers", graph.MaxPage)
		w.Key = strings.Repeat("b", i+1)
		wide = append(wide, w)
	}
	for name, q := range map[string]graph.Query{
		"a page":                   asked(graph.NounDeclaration, 25, with("partyActions", 25), with("obligations", 25, with("bearers", 25), with("beneficiaries", 25))),
		"claims with evidence":     asked(graph.NounDeclaration, 8, with("claims", 20, evidence()...), with("obligations", 8, with("claims", 20, evidence()...))),
		"statuses":                 asked(graph.NounObligation, graph.MaxPage, graph.StatusWith("")...),
		"statuses in lists":        asked(graph.NounActor, graph.MaxPage, with("owes", graph.MaxPage, graph.StatusWith("")...)),
		"full pages in each other": asked(graph.NounActor, 1, with("owes", graph.MaxPage, with("bearers", graph.MaxPage, with("owes", graph.MaxPage)))),
		"full pages side by side":  asked(graph.NounObligation, graph.MaxPage, wide...),
	} {
		if err := q.Check(); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		texts := neo4j.Texts(q)
		for _, a := range texts {
			m := measure(a)
			if m.lists > neo4j.MostLists || m.depth > neo4j.MostDepth || m.nodes > neo4j.MostNodes {
				t.Errorf("%s: a text has %d lists, %d deep, and %d nodes in a row; at most %d, %d and %d are allowed:\n%s",
					name, m.lists, m.depth, m.nodes, neo4j.MostLists, neo4j.MostDepth, neo4j.MostNodes, a.Text)
			}
		}
		if name == "a page" && len(texts) != 1 {
			t.Errorf("a small question takes %d texts, want 1: each takes a journey to the database", len(texts))
		}
	}
}

// TestSharedTexts sees that what hangs on a noun in the same way is asked by the same text, wherever it stands, so that one plan
// serves many questions.
func TestSharedTexts(t *testing.T) {
	edges := with("bearers", 5)
	edges.OnEdge = []graph.With{with("claims", 2, evidence()...)}
	questions := []graph.Query{
		asked(graph.NounDeclaration, 8, with("obligations", 8, with("claims", 20, evidence()...))),
		asked(graph.NounActor, 50, with("owes", 3, with("claims", 20, evidence()...))),
		asked(graph.NounDeclaration, 8, with("obligations", 8, edges)),
		asked(graph.NounDeclaration, 8, with("obligations", 8, with("claims", 5, evidence()...), edges)),
	}
	var all int
	seen := map[string]int{}
	for _, q := range questions {
		for _, a := range neo4j.Texts(q) {
			all++
			seen[a.Text]++
		}
	}
	t.Logf("%d questions take %d texts, %d of them different", len(questions), all, len(seen))
	// Each has a text of its own. They share that for the claims of edges, and those for what evidence takes: of claims, of
	// statements, of quotes, of sources with their publishers, and of the chain.
	if want := len(questions) + 6; len(seen) != want {
		t.Errorf("%d questions take %d different texts, want %d:", len(questions), len(seen), want)
		for text, times := range seen {
			t.Errorf("%d times: %s", times, text)
		}
	}
}

// TestStatusTexts sees that a derived status is asked with few subqueries: compiled as it stands, the longest would have more than 30.
func TestStatusTexts(t *testing.T) {
	all := []graph.ObligationStatus{
		graph.ObligationStatusUnknown, graph.ObligationStatusProspective, graph.ObligationStatusTerminated, graph.ObligationStatusBreached,
		graph.ObligationStatusFulfilled, graph.ObligationStatusSuspended, graph.ObligationStatusDormant, graph.ObligationStatusActive,
	}
	questions := [][]graph.ObligationStatus{all}
	for _, status := range all {
		questions = append(questions, []graph.ObligationStatus{status})
	}
	for _, statuses := range questions {
		q := asked(graph.NounObligation, 10)
		q.Filter = graph.StatusFilter("2026-01-07", "", statuses...)
		a := neo4j.Texts(q)[0]
		if m := measure(a); m.subqueries > 9 {
			t.Errorf("the text for %v has %d subqueries, want at most 9:\n%s", statuses, m.subqueries, a.Text)
		}
	}
}
