package graphtest

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pactgraph/graph"
)

// testHistory compares what a store says of the past with the oracle; so does testRestore, for a store that was restored.
func testHistory(t *testing.T, open func(t *testing.T) graph.Store) {
	f := load(t, open, history()...)
	t.Run("Histories", f.sameHistories)
	t.Run("Log", f.sameLog)
	t.Run("Changes", f.sameChanges)
	t.Run("Refused", func(t *testing.T) { testHistoriesRefused(t, f.store) })
}

// sameHistories asks for the history of everything, alone and together, and of what hangs on every node that ever was.
func (f *fixture) sameHistories(t *testing.T) {
	t.Helper()
	all, nodes := map[string]bool{}, map[string]bool{}
	for _, e := range journalOf(t, f.oracle) {
		if e.Record == nil {
			continue
		}
		all[e.Record.Target] = true
		for _, id := range append(e.Record.HangsOn(), e.Record.Target) {
			if noun, _ := graph.NounOf(id); noun.IsEntity() || noun == graph.NounEvidence {
				nodes[id] = true
			}
		}
	}
	targets, on := slices.Sorted(maps.Keys(all)), slices.Sorted(maps.Keys(nodes))
	f.sameHistory(t, graph.HistoryQuery{})
	f.sameHistory(t, graph.HistoryQuery{Of: targets})
	f.sameHistory(t, graph.HistoryQuery{Of: append(targets[:3:3], "actor/never", targets[0]), On: on[:2]})
	f.sameHistory(t, graph.HistoryQuery{On: on})
	for _, id := range append(on, "actor/never") {
		f.sameHistory(t, graph.HistoryQuery{On: []string{id}})
	}
}

func (f *fixture) sameHistory(t *testing.T, q graph.HistoryQuery) {
	t.Helper()
	want, err := f.oracle.Histories(t.Context(), q)
	if err != nil {
		t.Fatalf("the oracle: %v", err)
	}
	got, err := f.store.Histories(t.Context(), q)
	if err != nil {
		t.Fatalf("%v\nto %+v", err, q)
	}
	if diff := cmp.Diff(historyLines(want), historyLines(got)); diff != "" {
		t.Errorf("not the oracle's histories (-oracle +store):\n%s\nto %+v", diff, q)
	}
}

func historyLines(a graph.HistoryAnswer) []string {
	lines := []string{fmt.Sprintf("revision %d", a.Revision)}
	for _, h := range a.Histories {
		lines = append(lines, "of "+h[0].Target)
		for _, r := range h {
			lines = append(lines, entryLines([]graph.Entry{{Record: &r}}, true)...)
		}
	}
	return lines
}

// sameLog reads the log to its end, in parts of several sizes.
func (f *fixture) sameLog(t *testing.T) {
	t.Helper()
	for _, most := range []int{1, 7, graph.MaxPage} {
		var after graph.Place
		for {
			want, err := f.oracle.Log(t.Context(), after, most)
			if err != nil {
				t.Fatalf("the oracle: %v", err)
			}
			got, err := f.store.Log(t.Context(), after, most)
			if err != nil {
				t.Fatalf("the log after %+v: %v", after, err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("not the oracle's log after %+v (-oracle +store):\n%s", after, diff)
			}
			if len(want.Places) == 0 {
				break
			}
			after = want.Places[len(want.Places)-1]
		}
	}
}

func testHistoriesRefused(t *testing.T, s graph.Store) {
	many := make([]string, graph.MaxHistories+1)
	for i := range many {
		many[i] = fmt.Sprintf("actor/a%d", i)
	}
	for _, c := range []struct {
		query graph.HistoryQuery
		kind  graph.Kind
	}{
		{graph.HistoryQuery{Of: many}, graph.KindTooLarge},
		{graph.HistoryQuery{On: many[:graph.MaxPage+1]}, graph.KindTooLarge},
		{graph.HistoryQuery{On: []string{"claim/c"}}, graph.KindInvalid},
		{graph.HistoryQuery{On: []string{"nothing"}}, graph.KindInvalid},
	} {
		if _, err := s.Histories(t.Context(), c.query); graph.KindOf(err) != c.kind {
			t.Errorf("a query of %d and %d ids gives the error %v of kind %q, want %q", len(c.query.Of), len(c.query.On), err, graph.KindOf(err), c.kind)
		}
	}
	for _, most := range []int{-1, graph.MaxPage + 1} {
		if _, err := s.Log(t.Context(), graph.Place{}, most); graph.KindOf(err) != graph.KindTooLarge {
			t.Errorf("a log of %d places gives the error %v of kind %q, want %q", most, err, graph.KindOf(err), graph.KindTooLarge)
		}
	}
}

// sameChanges asks for what loads changed in many ways, page by page, and compares with the oracle and with the loads' receipts.
func (f *fixture) sameChanges(t *testing.T) {
	t.Helper()
	counts := map[int]graph.Receipt{}
	for _, c := range f.sameChangesOf(t, graph.ChangesQuery{First: 7}) {
		r := counts[c.Revision]
		switch c.Action {
		case graph.ChangeActionAdded:
			r.Added++
		case graph.ChangeActionRemoved:
			r.Removed++
		default:
			r.Changed++
		}
		counts[c.Revision] = r
	}
	loads := find(t, f.store, graph.Query{Noun: graph.NounLoad, Selection: graph.Selection{Page: first(graph.MaxPage)}})
	for _, l := range loads.Page.(*graph.LoadPage).Nodes() {
		want := l.Receipt()
		got := counts[want.Revision]
		got.LoadID, got.Revision = want.LoadID, want.Revision
		if got != want {
			t.Errorf("of the load's changes there are %+v, and its receipt says %+v", got, want)
		}
	}
	last := revisionOf(t, f.store)
	for _, q := range []graph.ChangesQuery{
		{Since: last - 1}, {Since: last}, {Since: last + 7}, {Since: 1, Until: &last},
		{Loads: []string{"load/history-4", "load/never", "load/history-1"}},
		{Loads: []string{"load/history-1", "load/history-4"}, Since: last - 1},
		{About: []string{"actor/a"}}, {About: []string{"actor/b", "source/s", "actor/never"}, Since: 2},
		{Nouns: []graph.Noun{graph.NounActor}, What: []graph.ChangedThing{graph.ChangedThingEdge, graph.ChangedThingClaim}},
		{Actions: []graph.ChangeAction{graph.ChangeActionRemoved}}, {Actions: []graph.ChangeAction{graph.ChangeActionChanged}, About: []string{"actor/a"}},
		{Datasets: []string{"e"}},
	} {
		q.First = 3
		f.sameChangesOf(t, q)
	}
}

// sameChangesOf asks for all that a query means, in pages of its size, which is not 0.
func (f *fixture) sameChangesOf(t *testing.T, q graph.ChangesQuery) []*graph.LoggedChange {
	t.Helper()
	var all []*graph.LoggedChange
	for {
		want, err := graph.FindChanges(t.Context(), f.oracle, q)
		if err != nil {
			t.Fatalf("the oracle: %v", err)
		}
		got, err := graph.FindChanges(t.Context(), f.store, q)
		if err != nil {
			t.Fatalf("%v\nto %+v", err, q)
		}
		if diff := cmp.Diff(asJSON(t, want), asJSON(t, got)); diff != "" {
			t.Fatalf("not the oracle's changes (-oracle +store):\n%s\nto %+v", diff, q)
		}
		all = append(all, got.Nodes()...)
		if !got.PageInfo.HasNextPage {
			return all
		}
		q.After = got.PageInfo.EndCursor
	}
}

// samePast asks what was at each revision, with random relations, and compares with stores that stayed as they were then, by
// revision.
func (f *fixture) samePast(t *testing.T, seed uint64, past []*Memory) {
	t.Helper()
	r := newRandomizer(t, seed, f.oracle)
	for _, e := range journalOf(t, f.oracle) {
		if e.Record != nil {
			r.ids = append(r.ids, append(e.Record.HangsOn(), e.Record.Target)...)
		}
	}
	r.ids = slices.DeleteFunc(r.ids, func(id string) bool { _, ok := graph.NounOf(id); return !ok })
	asked := 0
	for asked < randomCount(t) {
		revision := r.IntN(len(past))
		ids := []string{choose(r, r.ids), choose(r, r.ids), choose(r, r.ids)}
		noun := nounOfID(ids[0])
		q := graph.Query{IDs: ids, Selection: graph.Selection{With: r.withs([]graph.Noun{noun}, 3)}}
		if r.chance(0.5) {
			q.Noun = noun
		}
		want, err := past[revision].Find(t.Context(), []graph.Query{q})
		if err != nil {
			continue // the relations fit no one question
		}
		got, err := graph.FindAt(t.Context(), f.store, revision, []graph.Query{q})
		if graph.KindOf(err) == graph.KindInvalid && strings.Contains(err.Error(), "degree") {
			continue
		}
		if err != nil {
			t.Fatalf("%v\nto %s at revision %d", err, describe(q), revision)
		}
		asked++
		if diff := cmp.Diff(withoutDegree(want[0]), withoutDegree(got[0])); diff != "" {
			t.Fatalf("not what was at revision %d (-then +now):\n%s\nto %s", revision, diff, describe(q))
		}
	}
}

var degreeLine = regexp.MustCompile(`(?m)^ *"degree": \d+,?\n`)

// withoutDegree writes an answer but for degrees, which the past has none of.
func withoutDegree(a graph.Answer) string {
	return degreeLine.ReplaceAllString(string(Canonical(a)), "")
}

// SayAndWithdraw applies two loads to a store, of which the second takes back an edge that the first says. It is for tests of
// stores that come from older programs; CheckWithdrawn sees that the edge's history is there.
func SayAndWithdraw(t *testing.T, store graph.Writer) {
	t.Helper()
	for i, both := range []bool{true, false} {
		p := newPen(fmt.Sprintf("withdrawn-%d", i), "withdrawn", graph.ReliabilityB)
		p.node("actor/withdrawn-a", props{"kind": "STATE"})
		p.node("actor/withdrawn-b", props{"kind": "STATE"})
		if both {
			p.out("actor/withdrawn-a", graph.EdgeMemberOf, "actor/withdrawn-b", nil)
		}
		if _, err := store.Apply(t.Context(), p.batch); err != nil {
			t.Fatal(err)
		}
	}
}

// CheckWithdrawn sees that what SayAndWithdraw has said and taken back is found by the node on which it hung.
func CheckWithdrawn(t *testing.T, store graph.Reader) {
	t.Helper()
	answer, err := store.Histories(t.Context(), graph.HistoryQuery{On: []string{"actor/withdrawn-b"}})
	if err != nil {
		t.Fatal(err)
	}
	if len(answer.Histories) != 1 || len(answer.Histories[0]) != 2 || answer.Histories[0][0].Type != graph.EdgeMemberOf || !answer.Histories[0][1].Withdrawn {
		t.Errorf("on the node hung %v, want one edge that was said and taken back", historyLines(answer))
	}
}
