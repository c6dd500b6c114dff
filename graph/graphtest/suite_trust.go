package graphtest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pactgraph/graph"
)

// BriefConflict writes a conflict in a line: its kind, what it is about, the values with who says them, claims for and
// against as + and -, and what decided. What is shown has a star.
func BriefConflict(c *graph.Conflict) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s", c.Kind, c.About.NodeID())
	if c.Edge != nil {
		fmt.Fprintf(&b, " %s %s", c.Edge.Type, c.Edge.End)
	}
	fmt.Fprintf(&b, " %s:", c.Field)
	for i, v := range c.Values {
		if i > 0 {
			b.WriteString(" |")
		}
		if v.Shown {
			b.WriteString(" *")
		} else {
			b.WriteString(" ")
		}
		b.WriteString(v.Value)
		for _, w := range v.Datasets {
			b.WriteString(" " + w.Dataset)
		}
		b.WriteString(" " + strings.Repeat("+", len(v.ConfirmedBy)) + strings.Repeat("-", len(v.ContradictedBy)))
	}
	return b.String() + " " + string(c.Decision)
}

// BriefGap writes a gap in a line.
func BriefGap(g *graph.Gap) string {
	text := fmt.Sprintf("%s %s", g.Kind, g.Node.NodeID())
	if g.Count != nil {
		text += fmt.Sprintf(" %d", *g.Count)
	}
	if len(g.Fields) > 0 {
		text += " [" + strings.Join(g.Fields, " ") + "]"
	}
	for _, n := range g.Of {
		text += " " + n.NodeID()
	}
	return text
}

// BriefComparison writes a comparison, a row in a line: what is promised and by whom, the outcome, the obligations of each
// declaration, and what differs.
func BriefComparison(c *graph.Comparison) []string {
	var lines []string
	for _, row := range c.Rows {
		var bearers, cells, differences []string
		for _, a := range row.Bearers {
			bearers = append(bearers, graph.Slug(a.ID))
		}
		for _, cell := range row.Cells {
			var obligations []string
			for _, o := range cell.Obligations {
				obligations = append(obligations, graph.Slug(o.ID))
			}
			cells = append(cells, strings.Join(obligations, ","))
		}
		for _, d := range row.Differences {
			var values []string
			for _, v := range d.Values {
				values = append(values, strings.Join(v.Values, ","))
			}
			differences = append(differences, d.Field+": "+strings.Join(values, " / "))
		}
		line := fmt.Sprintf("%s by %s: %s %s", row.Kind, strings.Join(bearers, ","), row.Outcome, strings.Join(cells, " / "))
		lines = append(lines, strings.Join(append([]string{line}, differences...), "; "))
	}
	return lines
}

// worldConflicts are the conflicts of the world, known by hand.
var worldConflicts = []string{
	"VALUES actor/ardovia PARTY_ACTION declaration/tarn-accord capacity: *GUARANTOR register  | PARTY harbour  RELIABILITY",
	"VALUES actor/grey-company kind: *NON_STATE_ARMED_GROUP harbour  | FORCE notebook + RELIABILITY",
	"CONTRADICTED declaration/tarn-accord bindingness: *LEGALLY_BINDING harbour - UNCONTESTED",
	"VALUES declaration/tarn-accord kind: *TREATY register  | AGREEMENT harbour  RELIABILITY",
	"PRECISION declaration/tarn-accord signedOn: *2031-03-03 register + | 2031-03 harbour + RELIABILITY",
	"VALUES declaration/tarn-accord status: *IN_FORCE register  | SIGNED harbour  RELIABILITY",
	"CONTRADICTED obligation/tarn-accord/boats BENEFICIARY actor/belmarks-allies asNamed: *its friends harbour - UNCONTESTED",
}

// worldGaps are the gaps of the world on WorldDay, known by hand; but those of what sources leave open, which are many.
var worldGaps = []string{
	"NOTHING_SATISFIES condition/provoked",
	"NOT_IN_FORCE declaration/strait-charter [inForceOn]",
	"NOT_IN_FORCE declaration/tarn-protocol [inForceOn]",
	"NO_BEARER obligation/sea-plan/later [bearers]",
	"NO_BEARER obligation/sea-plan/over [bearers]",
	"NO_BEARER obligation/sea-plan/paused [bearers]",
	"NO_BEARER obligation/sea-plan/until-attack [bearers]",
	"NO_BEARER obligation/tarn-accord/excepted [bearers]",
	"UNNAMED_MEMBERS actor/strait-coalition 6 [members]",
}

// testTrust compares the conflicts and gaps of the world with what is known by hand, and all with the oracle.
func (f *fixture) testTrust(t *testing.T) {
	t.Run("Conflicts", func(t *testing.T) {
		var got []string
		about := map[string][]string{}
		for _, c := range f.sameConflicts(t, graph.ConflictsQuery{First: graph.MaxPage}).Nodes() {
			got = append(got, BriefConflict(c))
			about[c.About.NodeID()] = append(about[c.About.NodeID()], BriefConflict(c))
		}
		for id, want := range about {
			var got []string
			for _, c := range f.sameConflicts(t, graph.ConflictsQuery{First: graph.MaxPage, About: []string{id}}).Nodes() {
				got = append(got, BriefConflict(c))
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("of those about %s alone (-want +got):\n%s", id, diff)
			}
		}
		if diff := cmp.Diff(worldConflicts, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
	t.Run("Gaps", func(t *testing.T) {
		var got []string
		world := map[string]bool{}
		for _, b := range World() {
			for _, s := range b.Said {
				world[s.Target] = true
			}
		}
		kinds := []graph.GapKind{graph.GapKindNoBearer, graph.GapKindNothingSatisfies, graph.GapKindNotInForce, graph.GapKindUnnamedMembers}
		for _, g := range f.sameGaps(t, graph.GapsQuery{Kinds: kinds, Reliability: graph.ReliabilityC, AsOf: WorldDay, First: graph.MaxPage}).Nodes() {
			if world[g.Node.NodeID()] {
				got = append(got, BriefGap(g))
			}
		}
		if diff := cmp.Diff(worldGaps, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
	t.Run("Rest", func(t *testing.T) {
		f.sameGaps(t, graph.GapsQuery{Reliability: graph.ReliabilityA, AsOf: WorldDay, First: graph.MaxPage})
		f.sameGaps(t, graph.GapsQuery{Reliability: graph.ReliabilityA, AsOf: WorldDay, First: 3, About: []string{boats, defend, coalition}})
		f.sameConflicts(t, graph.ConflictsQuery{First: 1, About: []string{boats, accord}})
	})
	t.Run("Compare", func(t *testing.T) {
		got := f.sameCompare(t, []string{accord, oldPact, seaPlan})
		want := []string{"BASING by : ONLY_IN_ONE tarn-accord/excepted /  / ", "BASING by ardovia: ONLY_IN_ONE  / old-pact/bases / "}
		if diff := cmp.Diff(want, slices.DeleteFunc(BriefComparison(got), func(line string) bool { return !strings.HasPrefix(line, "BASING") })); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

// sameConflicts asks the store and the oracle for conflicts, page by page, and compares.
func (f *fixture) sameConflicts(t *testing.T, q graph.ConflictsQuery) *graph.Conflicts {
	t.Helper()
	all := &graph.Conflicts{}
	f.samePages(t, "conflicts", q, func(r graph.Reader, after string) (any, error) {
		q.After = after
		return graph.FindConflicts(t.Context(), r, q)
	}, func(page any) (graph.PageInfo, int, int) {
		p := page.(*graph.Conflicts)
		all.Edges = append(all.Edges, p.Edges...)
		return p.PageInfo, len(all.Edges), p.TotalCount
	})
	return all
}

// sameGaps asks the store and the oracle for gaps, page by page, and compares.
func (f *fixture) sameGaps(t *testing.T, q graph.GapsQuery) *graph.Gaps {
	t.Helper()
	all := &graph.Gaps{}
	f.samePages(t, "gaps", q, func(r graph.Reader, after string) (any, error) {
		q.After = after
		return graph.FindGaps(t.Context(), r, q)
	}, func(page any) (graph.PageInfo, int, int) {
		p := page.(*graph.Gaps)
		all.Edges = append(all.Edges, p.Edges...)
		return p.PageInfo, len(all.Edges), p.TotalCount
	})
	return all
}

// samePages asks the store and the oracle for one page after the other, and compares them. Add keeps a page of the
// store's and tells how it lies, how much there is so far, and how much it says that there is.
func (f *fixture) samePages(t *testing.T, what string, q any, ask func(r graph.Reader, after string) (any, error), add func(page any) (info graph.PageInfo, so, total int)) {
	t.Helper()
	for after := ""; ; {
		want, err := ask(f.oracle, after)
		if err != nil {
			t.Fatalf("the oracle: %v", err)
		}
		got, err := ask(f.store, after)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(asJSON(t, want), asJSON(t, got)); diff != "" {
			t.Fatalf("%+v after %q (-oracle +store):\n%s", q, after, diff)
		}
		info, so, total := add(got)
		if !info.HasNextPage {
			if so != total {
				t.Errorf("%+v: the pages have %d %s, and there are %d", q, so, what, total)
			}
			return
		}
		after = info.EndCursor
	}
}

// sameCompare compares declarations on the store and on the oracle.
func (f *fixture) sameCompare(t *testing.T, declarations []string) *graph.Comparison {
	t.Helper()
	want, err := graph.Compare(t.Context(), f.oracle, declarations, WorldDay)
	if err != nil {
		t.Fatalf("the oracle: %v", err)
	}
	got, err := graph.Compare(t.Context(), f.store, declarations, WorldDay)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(asJSON(t, want), asJSON(t, got)); diff != "" {
		t.Fatalf("%v (-oracle +store):\n%s", declarations, diff)
	}
	return got
}

// sameTrust compares what is asked about trust in a generated graph.
func (f *fixture) sameTrust(t *testing.T) {
	t.Helper()
	conflicts := f.sameConflicts(t, graph.ConflictsQuery{First: 100})
	gaps := f.sameGaps(t, graph.GapsQuery{Reliability: graph.ReliabilityC, AsOf: "2000-06-15", First: 200})
	if len(conflicts.Edges) == 0 || len(gaps.Edges) == 0 {
		t.Errorf("%d conflicts and %d gaps: the generated graph shows nothing", len(conflicts.Edges), len(gaps.Edges))
	}
	var declarations []string
	for i := range 5 {
		declarations = append(declarations, graph.MakeID(graph.NounDeclaration, fmt.Sprintf("g%d", i)))
	}
	if c := f.sameCompare(t, declarations); len(c.Rows) == 0 {
		t.Error("the generated declarations have nothing to compare")
	}
}
