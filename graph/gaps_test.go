package graph_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pactgraph/graph"
	"pactgraph/graph/graphtest"
)

// gapScene is the pact with an obligation of its own for each case.
func gapScene(t *testing.T) graph.Store {
	t.Helper()
	b := graph.Batch{LoadID: "load/gaps", Dataset: "gaps", StartedAt: time.Unix(0, 0)}
	node := func(id string, p props) { b.Said = append(b.Said, graph.SayNode(id, p)) }
	edge := func(start string, e graph.EdgeType, end string, p props) string {
		said := must(graph.SayEdge(start, e, start, end, p))
		b.Said = append(b.Said, said)
		return said.Target
	}
	claim := func(about, on, stance, voice string, sources ...string) {
		var evidence []graph.EvidenceSaid
		for _, s := range sources {
			evidence = append(evidence, graph.EvidenceSaid{Source: s, Props: props{"exact": "quote"}})
		}
		b.Said = append(b.Said, graph.SayClaim(about, about, on, props{"stance": stance, "basis": "TEXT"}, evidence, voice))
	}
	for id, p := range map[string]props{
		bel: {"kind": "STATE"}, ard: {"kind": "STATE", "name": "Ardovia"},
		union:            {"kind": "COALITION", "declaredSize": 3},
		"actor/complete": {"kind": "COALITION", "declaredSize": 1}, "actor/army": {"kind": "FORCE", "declaredSize": 900},
		"source/good": {"kind": "DATASET", "reliability": "A"}, "source/poor": {"kind": "ANALYSIS", "title": "Poor", "reliability": "D"},
		"source/unrated": {"kind": "ANALYSIS"},
		"statement/mine": {"text": "We will."}, "statement/nobodys": {"text": "They say."},
		pact:                    {"kind": "TREATY", "signedOn": graph.Date("2020"), "silentOn": []string{"term", "place", "term"}},
		"declaration/in-force":  {"kind": "TREATY", "signedOn": graph.Date("2020"), "inForceOn": graph.Date("2021")},
		"declaration/political": {"kind": "TREATY", "signedOn": graph.Date("2020"), "bindingness": "NON_BINDING"},
		"declaration/over":      {"kind": "TREATY", "signedOn": graph.Date("2020"), "terminatedOn": graph.Date("2022")},
		"declaration/later":     {"kind": "TREATY", "signedOn": graph.Date("2030")},
		"declaration/undated":   {"kind": "TREATY", "status": "SIGNED"},
	} {
		node(id, p)
	}
	edge(bel, graph.EdgeMemberOf, union, props{"from": graph.Date("2021")})
	edge(ard, graph.EdgeMemberOf, union, props{"role": "OBSERVER"})
	edge(bel, graph.EdgeMemberOf, "actor/complete", nil)
	edge("statement/mine", graph.EdgeMadeBy, ard, nil)

	for id, p := range map[string]props{
		"unborne": {}, "borne": {}, "by-role": {"bearerRole": "EACH_PARTY"}, "left-open": {"silentOn": []string{"bearers"}},
	} {
		p["kind"] = "OTHER"
		node("obligation/"+id, p)
	}
	bears := edge("obligation/borne", graph.EdgeBearer, bel, nil)
	claim("obligation/borne", bears, "CONFIRMS", "", "source/good")
	claim("obligation/borne", "", "CONFIRMS", "statement/mine", "source/poor")
	claim("obligation/by-role", "", "CONFIRMS", "statement/mine", "source/poor", "source/unrated")
	claim("obligation/left-open", "", "CONFIRMS", "statement/nobodys", "source/unrated")
	claim("obligation/unborne", "", "CONTRADICTS", "", "source/good")
	claim("obligation/unborne", "", "CONFIRMS", "statement/mine")

	for id, p := range map[string]props{
		"hopeless": {"kind": "OTHER"}, "named": {"kind": "OTHER"}, "happened": {"kind": "OTHER"}, "negated": {"kind": "OTHER", "negated": true},
		"attacked": {"kind": "ARMED_ATTACK"}, "extent": {"kind": "GEOGRAPHIC_SCOPE"}, "performed": {"kind": "PERFORMANCE_BY_OTHER"},
	} {
		node("condition/"+id, p)
	}
	edge("condition/named", graph.EdgeConcerns, ard, nil)
	node("event/it", props{"kind": "OTHER"})
	edge("event/it", graph.EdgeSatisfies, "condition/happened", nil)
	edge("obligation/borne", graph.EdgeConditionedOn, "condition/extent", props{"role": "LIMITS"})
	edge("obligation/borne", graph.EdgeConditionedOn, "condition/hopeless", props{"role": "ACTIVATES"})

	store := graphtest.NewMemory()
	apply(t, store, b)
	return store
}

func TestGaps(t *testing.T) {
	store := gapScene(t)
	for _, tt := range []struct {
		name string
		q    graph.GapsQuery
		want []string
	}{
		{"bearers", graph.GapsQuery{Kinds: []graph.GapKind{graph.GapKindNoBearer}}, []string{"NO_BEARER obligation/unborne [bearers]"}},
		{"support", graph.GapsQuery{Kinds: []graph.GapKind{graph.GapKindNoEvidence, graph.GapKindOneSource, graph.GapKindOneSpeaker, graph.GapKindWeakSources}}, []string{
			"NO_EVIDENCE obligation/unborne",
			"ONE_SOURCE obligation/left-open source/unrated",
			"ONE_SPEAKER obligation/by-role actor/ardovia",
			"WEAK_SOURCES obligation/by-role source/poor source/unrated",
			"WEAK_SOURCES obligation/left-open source/unrated",
		}},
		{"a lower bar", graph.GapsQuery{Kinds: []graph.GapKind{graph.GapKindWeakSources}, Reliability: "D"}, []string{"WEAK_SOURCES obligation/left-open source/unrated"}},
		{"silence", graph.GapsQuery{Kinds: []graph.GapKind{graph.GapKindSilent}}, []string{
			"SILENT declaration/pact 2 [place term]", "SILENT obligation/left-open 1 [bearers]",
		}},
		{"silence of one noun", graph.GapsQuery{Kinds: []graph.GapKind{graph.GapKindSilent}, Nouns: []graph.Noun{graph.NounObligation}}, []string{"SILENT obligation/left-open 1 [bearers]"}},
		{"conditions", graph.GapsQuery{Kinds: []graph.GapKind{graph.GapKindNothingSatisfies}}, []string{"NOTHING_SATISFIES condition/hopeless"}},
		{"in force", graph.GapsQuery{Kinds: []graph.GapKind{graph.GapKindNotInForce}}, []string{
			"NOT_IN_FORCE declaration/pact [inForceOn]", "NOT_IN_FORCE declaration/undated [inForceOn]",
		}},
		{"in force earlier", graph.GapsQuery{Kinds: []graph.GapKind{graph.GapKindNotInForce}, AsOf: "2020-12-31"}, []string{
			"NOT_IN_FORCE declaration/in-force [inForceOn]", "NOT_IN_FORCE declaration/over [inForceOn]",
			"NOT_IN_FORCE declaration/pact [inForceOn]", "NOT_IN_FORCE declaration/undated [inForceOn]",
		}},
		{"members", graph.GapsQuery{Kinds: []graph.GapKind{graph.GapKindUnnamedMembers}}, []string{"UNNAMED_MEMBERS actor/union 2 [members]"}},
		{"members earlier", graph.GapsQuery{Kinds: []graph.GapKind{graph.GapKindUnnamedMembers}, AsOf: "2020"}, []string{"UNNAMED_MEMBERS actor/union 3 [members]"}},
		{"of one", graph.GapsQuery{About: []string{"obligation/left-open"}}, []string{
			"ONE_SOURCE obligation/left-open source/unrated", "SILENT obligation/left-open 1 [bearers]", "WEAK_SOURCES obligation/left-open source/unrated",
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.q.AsOf == "" {
				tt.q.AsOf = day
			}
			if tt.q.Reliability == "" {
				tt.q.Reliability = graph.ReliabilityC
			}
			var got []string
			tt.q.First = 2
			for more := true; more; {
				found, err := graph.FindGaps(t.Context(), store, tt.q)
				if err != nil {
					t.Fatal(err)
				}
				for _, g := range found.Nodes() {
					got = append(got, graphtest.BriefGap(g))
				}
				sum := 0
				for _, c := range found.Counts {
					sum += c.Count
				}
				if sum != len(tt.want) || found.TotalCount != len(tt.want) {
					t.Errorf("%d gaps by kind and %d in all, want %d", sum, found.TotalCount, len(tt.want))
				}
				tt.q.After, more = found.PageInfo.EndCursor, found.PageInfo.HasNextPage
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// Each gap says in a sentence what is missing.
func TestGapsSayWhatIsMissing(t *testing.T) {
	found, err := graph.FindGaps(t.Context(), gapScene(t), graph.GapsQuery{Reliability: graph.ReliabilityC, AsOf: day, First: graph.MaxPage})
	if err != nil {
		t.Fatal(err)
	}
	because := map[string]string{}
	for _, g := range found.Nodes() {
		because[graphtest.BriefGap(g)] = g.Because
	}
	for gap, want := range map[string]string{
		"ONE_SPEAKER obligation/by-role actor/ardovia":               "all that its evidence shows is the word of “Ardovia”",
		"WEAK_SOURCES obligation/by-role source/poor source/unrated": "its best source, “Poor”, has reliability D, and C is asked",
		"WEAK_SOURCES obligation/left-open source/unrated":           "its best source, “unrated”, has no rating, and C is asked",
		"NOT_IN_FORCE declaration/pact [inForceOn]":                  "signed on 2020, and not in force on 2026-01-07, as far as is recorded",
		"SILENT declaration/pact 2 [place term]":                     "the sources leave open: place, term",
	} {
		if because[gap] != want {
			t.Errorf("%s: %q, want %q", gap, because[gap], want)
		}
	}
	kinds := map[graph.GapKind]bool{}
	for _, g := range found.Nodes() {
		kinds[g.Kind] = true
	}
	if i := slices.IndexFunc(graph.TrustEnums(), func(e graph.Enum) bool { return e.Name == "GapKind" }); len(kinds) != len(graph.TrustEnums()[i].Values) {
		t.Errorf("the kinds found are %v: not all that there are", kinds)
	}
}
