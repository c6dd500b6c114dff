package graph_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pactgraph/graph"
	"pactgraph/graph/graphtest"
)

// brief writes a change in a line.
func brief(c *graph.LoggedChange) string {
	text := func(s *string) string {
		if s == nil {
			return "-"
		}
		return *s
	}
	line := fmt.Sprintf("%d %s %s %s “%s”", c.Revision, c.Action, c.What, c.About.NodeID(), c.Label)
	if c.AboutEdge != nil {
		line += " of an edge"
	}
	for _, f := range c.Fields {
		line += fmt.Sprintf(" %s: %s > %s;", f.Field, text(f.Old), text(f.New))
	}
	return line
}

func changesOf(t *testing.T, r graph.Reader, q graph.ChangesQuery) []string {
	t.Helper()
	if q.First == 0 {
		q.First = 100
	}
	found, err := graph.FindChanges(t.Context(), r, q)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, c := range found.Nodes() {
		lines = append(lines, brief(c))
	}
	return lines
}

// openChanges loads a pact, corrects it, lets a second data set speak against it, and takes a part back.
func openChanges(t *testing.T) graph.Store {
	t.Helper()
	store := graphtest.NewMemory()
	title := func(dataset, title string, reliability graph.Reliability) graph.Said {
		s := graph.SayNode(pact, props{"kind": "TREATY", "title": title})
		s.Reliability = reliability
		return s
	}
	state := graph.SayNode(bel, props{"kind": "STATE", "name": "Belmark"})
	bound := must(graph.SayEdge(pact, graph.EdgePartyTo, bel, pact, props{"from": graph.Date("2031")}))
	source := graph.SayNode("source/s", props{"kind": "NEWS_REPORT"})
	claim := graph.SayClaim(pact, pact, "", props{"field": "title", "stance": "CONFIRMS", "basis": "TEXT"},
		[]graph.EvidenceSaid{{Source: "source/s", Props: props{"exact": "the Pact"}}}, "")
	ofEdge := graph.SayClaim(bel, bel, bound.Target, props{"stance": "CONFIRMS", "basis": "INFERRED"}, nil, "")
	for i, b := range []graph.Batch{
		{Dataset: "one", Said: []graph.Said{title("one", "Pact", graph.ReliabilityB), state, bound, source, claim, ofEdge}},
		{Dataset: "one", Said: []graph.Said{title("one", "The Pact", graph.ReliabilityB), bound, claim}},
		// Less reliable: kept, and not shown.
		{Dataset: "two", Said: []graph.Said{title("two", "Some Pact", graph.ReliabilityC)}},
		{Dataset: "one", Said: []graph.Said{title("one", "The Pact", graph.ReliabilityB), state}},
	} {
		b.LoadID = fmt.Sprintf("load/%d", i+1)
		apply(t, store, b)
	}
	return store
}

func TestChanges(t *testing.T) {
	store := openChanges(t)
	for name, c := range map[string]struct {
		query graph.ChangesQuery
		want  []string
	}{
		"corrected":  {graph.ChangesQuery{Loads: []string{"load/2"}}, []string{"2 CHANGED NODE declaration/pact “The Pact” title: Pact > The Pact;"}},
		"not shown":  {graph.ChangesQuery{Datasets: []string{"two"}}, nil},
		"taken back": {graph.ChangesQuery{Since: 3, What: []graph.ChangedThing{graph.ChangedThingEdge}}, []string{"4 REMOVED EDGE actor/belmark “actor/belmark PARTY_TO declaration/pact” from: 2031 > -;"}},
		"of a source": {graph.ChangesQuery{Since: 1, About: []string{"source/s"}}, []string{
			"4 REMOVED CLAIM declaration/pact “title” field: title > -; stance: CONFIRMS > -; basis: TEXT > -; evidence: [\"the Pact\"] > -;",
		}},
		"of an end": {graph.ChangesQuery{About: []string{bel}, Actions: []graph.ChangeAction{graph.ChangeActionAdded}, What: []graph.ChangedThing{graph.ChangedThingEdge}}, []string{"1 ADDED EDGE actor/belmark “actor/belmark PARTY_TO declaration/pact” from: - > 2031;"}},
		"of an edge": {graph.ChangesQuery{About: []string{bel}, What: []graph.ChangedThing{graph.ChangedThingClaim}, First: 1}, []string{
			"1 ADDED CLAIM actor/belmark “confirms INFERRED” of an edge stance: - > CONFIRMS; basis: - > INFERRED;",
		}},
		"since the end": {graph.ChangesQuery{Since: 4}, nil},
	} {
		if diff := cmp.Diff(c.want, changesOf(t, store, c.query)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// Whoever asks on from where a page ended meets each change once, whatever is kept, also when loads come between.
func TestChangesGoOn(t *testing.T) {
	store := openChanges(t)
	for _, q := range []graph.ChangesQuery{{First: 2}, {First: 1, What: []graph.ChangedThing{graph.ChangedThingClaim}}, {First: 1, About: []string{pact}}} {
		whole := q
		whole.First = 100
		want := changesOf(t, store, whole)
		var got []string
		for q.After = ""; ; {
			page, err := graph.FindChanges(t.Context(), store, q)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range page.Nodes() {
				got = append(got, brief(c))
			}
			if !page.PageInfo.HasNextPage {
				break
			}
			q.After = page.PageInfo.EndCursor
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%+v (-at once +page by page):\n%s", q, diff)
		}
	}
}

func TestChangesRefused(t *testing.T) {
	zero := 0
	for _, c := range []struct {
		query graph.ChangesQuery
		want  string
	}{
		{graph.ChangesQuery{Since: -1}, "since can't be -1"},
		{graph.ChangesQuery{Since: 1, Until: &zero}, "until (0) can't lie before since (1)"},
		{graph.ChangesQuery{Loads: []string{"actor/FRA"}}, `loads can't be "actor/FRA"`},
		{graph.ChangesQuery{About: []string{"claim/c"}}, `about can't be "claim/c"`},
		{graph.ChangesQuery{Actions: []graph.ChangeAction{"LOST"}}, `actions can't be "LOST": it is one of [ADDED CHANGED REMOVED]`},
		{graph.ChangesQuery{What: []graph.ChangedThing{"THING"}}, `what can't be "THING"`},
		{graph.ChangesQuery{Nouns: []graph.Noun{graph.NounClaim}}, `"Claim" is none of the nouns`},
		{graph.ChangesQuery{First: graph.MaxPage + 1}, "first can't be 1001"},
		{graph.ChangesQuery{After: "eh"}, `"eh" is not a cursor of a change`},
	} {
		if _, err := graph.FindChanges(t.Context(), graphtest.NewMemory(), c.query); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v gives the error %v, want %q", c.query, err, c.want)
		}
	}
}

// loadedOn gives a store whose loads were done at these times.
func loadedOn(t *testing.T, times ...string) graph.Store {
	t.Helper()
	now, then := graphtest.NewMemory(), graphtest.NewMemory()
	for i := range times {
		apply(t, now, graph.Batch{LoadID: fmt.Sprintf("load/%d", i+1), Dataset: "one", Said: []graph.Said{
			graph.SayNode(bel, props{"kind": "STATE", "name": fmt.Sprintf("Name %d", i+1)}),
		}})
	}
	redated := func(yield func(graph.Entry, error) bool) {
		for e, err := range graph.Entries(t.Context(), now) {
			if e.Load != nil {
				e.Load.FinishedAt = times[*e.Load.Revision-1]
			}
			if !yield(e, err) {
				return
			}
		}
	}
	if err := then.Restore(t.Context(), redated, nil); err != nil {
		t.Fatal(err)
	}
	return then
}

// Changes by the days on which their loads were done, in UTC; what is left out keeps all.
func TestChangesByDays(t *testing.T) {
	store := loadedOn(t, "2031-01-30T23:59:59Z", "2031-02-01T00:00:00Z", "2031-02-28T12:00:00Z", "2031-03-01T00:00:00Z")
	for _, tt := range []struct {
		query graph.ChangesQuery
		want  []int
	}{
		{graph.ChangesQuery{}, []int{1, 2, 3, 4}},
		{graph.ChangesQuery{DoneFrom: "2031-02"}, []int{2, 3, 4}},
		{graph.ChangesQuery{DoneTo: "2031-02"}, []int{1, 2, 3}},
		{graph.ChangesQuery{DoneFrom: "2031-02", DoneTo: "2031-02-28"}, []int{2, 3}},
		{graph.ChangesQuery{DoneFrom: "2031-02", DoneTo: "2031-02", Since: 2}, []int{3}},
		{graph.ChangesQuery{DoneFrom: "2031-02-02", DoneTo: "2031-02-27"}, nil},
		{graph.ChangesQuery{DoneFrom: "2031-02", About: []string{bel}}, []int{2, 3, 4}},
	} {
		tt.query.First = 10
		found, err := graph.FindChanges(t.Context(), store, tt.query)
		if err != nil {
			t.Fatal(err)
		}
		var got []int
		for _, c := range found.Nodes() {
			got = append(got, c.Revision)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("from %q to %q (-want +got):\n%s", tt.query.DoneFrom, tt.query.DoneTo, diff)
		}
	}
	if err := (graph.ChangesQuery{DoneFrom: "2031-03", DoneTo: "2031-02"}).Check(); err == nil || !strings.Contains(err.Error(), "before it begins") {
		t.Errorf("a time that ends before it begins: %v", err)
	}
}
