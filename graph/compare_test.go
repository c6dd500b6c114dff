package graph_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"pactgraph/graph"
	"pactgraph/graph/graphtest"
)

// What declarations have in common and in what they differ; see graphtest.BriefComparison for how it is written.
func TestCompare(t *testing.T) {
	const second, third = "declaration/second", "declaration/third"
	// The pact makes Belmark help Ardovia if Kestria attacks.
	promise := func(s *scene, declaration, id string, p props, bearers ...string) {
		s.node(id, p)
		s.said = append(s.said, must(graph.SayEdge(id, graph.EdgeCreates, declaration, id, props{"mode": "CREATES"})))
		for _, b := range bearers {
			s.edge(id, graph.EdgeBearer, b, nil)
		}
	}
	for _, tt := range []struct {
		name  string
		third bool
		more  func(*scene)
		want  []string
	}{
		{"nothing", false, nil, []string{"DEFENCE by belmark: ONLY_IN_ONE pact/help / "}},
		{"the same", false, func(s *scene) {
			promise(s, second, "obligation/help", props{"kind": "DEFENCE"}, bel)
			s.edge("obligation/help", graph.EdgeBeneficiary, ard, nil)
			s.when("obligation/help", attack, "ACTIVATES", 7) // the group's number means nothing
		}, []string{"DEFENCE by belmark: COMMON pact/help / help"}},
		{"another bearer", false, func(s *scene) { promise(s, second, "obligation/help", props{"kind": "DEFENCE"}, kes) }, []string{
			"DEFENCE by belmark: ONLY_IN_ONE pact/help / ", "DEFENCE by kestria: ONLY_IN_ONE  / help",
		}},
		{"nobody bears it", false, func(s *scene) { promise(s, second, "obligation/help", props{"kind": "DEFENCE"}) }, []string{
			"DEFENCE by : ONLY_IN_ONE  / help", "DEFENCE by belmark: ONLY_IN_ONE pact/help / ",
		}},
		{"bearers with the same share a row", false, func(s *scene) { promise(s, second, "obligation/aid", props{"kind": "FINANCING"}, kes, ard) }, []string{
			"DEFENCE by belmark: ONLY_IN_ONE pact/help / ", "FINANCING by ardovia,kestria: ONLY_IN_ONE  / aid",
		}},
		{"in everything", false, func(s *scene) {
			p := props{"kind": "DEFENCE", "bindingness": "NON_BINDING", "modality": "INTENTION", "bearerMode": "SEVERAL", "discretion": "FULL",
				"domains": []string{"SEA", "AIR"}, "amountValue": 2.5, "amountUnit": "boats"}
			promise(s, second, "obligation/help", p, bel)
			s.edge("obligation/help", graph.EdgeCounterparty, kes, nil)
			s.when("obligation/help", attack, "ACTIVATES", 1)
			s.when("obligation/help", other, "ACTIVATES", 1)
			s.when("obligation/help", truce, "EXCEPT", 1)
		}, []string{"DEFENCE by belmark: DIFFERS pact/help / help; bindingness:  / NON_BINDING; modality:  / INTENTION; bearerMode:  / SEVERAL; " +
			"discretion:  / FULL; conditions: ACTIVATES ARMED_ATTACK “attacked” / ACTIVATES ARMED_ATTACK “attacked” and UN_MANDATE “a mandate is given”,EXCEPT CEASEFIRE_IN_FORCE “a truce holds”; " +
			"beneficiaries: actor/ardovia / ; counterparties:  / actor/kestria; domains:  / AIR,SEA; amount:  / 2.5 boats"}},
		{"the declaration's bindingness counts", false, func(s *scene) {
			s.nodes[second]["bindingness"] = "NON_BINDING"
			promise(s, second, "obligation/help", props{"kind": "DEFENCE"}, bel)
			s.edge("obligation/help", graph.EdgeBeneficiary, ard, nil)
			s.when("obligation/help", attack, "ACTIVATES", 1)
		}, []string{"DEFENCE by belmark: DIFFERS pact/help / help; bindingness:  / NON_BINDING"}},
		{"what the parties bear", false, func(s *scene) {
			s.edge(ard, graph.EdgePartyTo, second, props{"to": graph.Date("2024")})
			s.edge(bel, graph.EdgePartyTo, second, nil)
			promise(s, second, "obligation/help", props{"kind": "CONSULTATION", "bearerRole": "EACH_PARTY"})
		}, []string{"CONSULTATION by belmark: ONLY_IN_ONE  / help", "DEFENCE by belmark: ONLY_IN_ONE pact/help / "}},
		{"one obligation of both", false, func(s *scene) {
			s.said = append(s.said, must(graph.SayEdge(help, graph.EdgeCreates, second, help, props{"mode": "REAFFIRMS"})))
		}, []string{"DEFENCE by belmark: COMMON pact/help / pact/help"}},
		{"of three", true, func(s *scene) {
			promise(s, second, "obligation/a", props{"kind": "REPORTING"}, bel)
			promise(s, third, "obligation/b", props{"kind": "REPORTING", "modality": "RIGHT"}, bel)
			promise(s, third, "obligation/c", props{"kind": "REPORTING", "modality": "OBLIGATION"}, bel)
		}, []string{"DEFENCE by belmark: ONLY_IN_ONE pact/help /  / ", "REPORTING by belmark: ONLY_IN_SOME  / a / b,c; modality:  / OBLIGATION,RIGHT"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			reader := openScene(t, func(s *scene) {
				s.node(second, props{"kind": "TREATY"})
				s.node(third, props{"kind": "TREATY"})
				if tt.more != nil {
					tt.more(s)
				}
			})
			ids := []string{pact, second, third}
			if !tt.third {
				ids = ids[:2]
			}
			got, err := graph.Compare(t.Context(), reader, ids, day)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, graphtest.BriefComparison(got)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			sum := 0
			for _, c := range got.Counts {
				sum += c.Count
			}
			if sum != len(got.Rows) {
				t.Errorf("the outcomes count %d rows, and there are %d", sum, len(got.Rows))
			}
		})
	}
}

func TestCompareRefused(t *testing.T) {
	for _, tt := range []struct {
		ids  []string
		kind graph.Kind
	}{
		{nil, graph.KindInvalid},
		{[]string{pact}, graph.KindInvalid},
		{[]string{pact, pact}, graph.KindInvalid},
		{[]string{pact, ard}, graph.KindInvalid},
		{[]string{"a", "b"}, graph.KindInvalid},
		{[]string{pact, "declaration/b", "declaration/c", "declaration/d", "declaration/e", "declaration/f"}, graph.KindInvalid},
		{[]string{pact, "declaration/none"}, graph.KindNotFound},
	} {
		if _, err := graph.Compare(t.Context(), openScene(t, nil), tt.ids, day); graph.KindOf(err) != tt.kind {
			t.Errorf("%v gives %v of kind %q, want %q", tt.ids, err, graph.KindOf(err), tt.kind)
		}
	}
}
