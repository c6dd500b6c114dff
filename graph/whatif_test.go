package graph_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pactgraph/graph"
	"pactgraph/graph/graphtest"
)

type props = graph.Props

// scene is a small graph for a what-if. Ids are written without their noun where it is plain.
type scene struct {
	t     *testing.T
	nodes map[string]props
	said  []graph.Said
}

const (
	ard = "actor/ardovia"
	bel = "actor/belmark"
	kes = "actor/kestria"
	// union is a coalition, of which Belmark is a member.
	union = "actor/union"

	pact   = "declaration/pact"
	help   = "obligation/pact/help"
	attack = "condition/attack"
	truce  = "condition/truce"
	other  = "condition/other"
)

func (s *scene) node(id string, p props) { s.nodes[id] = p }

func (s *scene) edge(start string, t graph.EdgeType, end string, p props) {
	said, err := graph.SayEdge(start, t, start, end, p)
	if err != nil {
		s.t.Fatal(err)
	}
	s.said = append(s.said, said)
}

// promise makes an obligation of the pact.
func (s *scene) promise(id string, p props, bearers ...string) {
	s.node(id, p)
	s.said = append(s.said, must(graph.SayEdge(id, graph.EdgeCreates, pact, id, props{"mode": "CREATES"})))
	for _, b := range bearers {
		s.edge(id, graph.EdgeBearer, b, nil)
	}
}

func must(s graph.Said, err error) graph.Said {
	if err != nil {
		panic(err)
	}
	return s
}

// when puts a condition on an obligation, in a role and a group.
func (s *scene) when(obligation, condition, role string, group int) {
	s.edge(obligation, graph.EdgeConditionedOn, condition, props{"role": role, "group": group})
}

// happens records an event that makes a condition hold.
func (s *scene) happens(event, kind, condition string) {
	s.node(event, props{"kind": kind, "title": graph.Slug(event), "from": graph.Date("2025-02"), "status": "OCCURRED"})
	s.edge(event, graph.EdgeSatisfies, condition, nil)
}

// openScene makes a treaty in force since 2020 by which Belmark helps Ardovia if Kestria attacks it; more adds to it.
func openScene(t *testing.T, more func(*scene)) graph.Reader {
	t.Helper()
	s := &scene{t: t, nodes: map[string]props{}}
	for id, name := range map[string]string{ard: "Ardovia", bel: "Belmark", kes: "Kestria"} {
		s.node(id, props{"kind": "STATE", "name": name})
	}
	s.node(union, props{"kind": "COALITION", "name": "Union"})
	s.edge(bel, graph.EdgeMemberOf, union, props{"from": graph.Date("2021")})
	s.node(pact, props{"kind": "TREATY", "title": "Pact", "inForceOn": graph.Date("2020")})
	s.node(attack, props{"kind": "ARMED_ATTACK", "text": "attacked"})
	s.edge(attack, graph.EdgeConcerns, kes, props{"role": "ATTACKER"})
	s.edge(attack, graph.EdgeConcerns, ard, props{"role": "VICTIM"})
	s.node(truce, props{"kind": "CEASEFIRE_IN_FORCE", "text": "a truce holds"})
	s.node(other, props{"kind": "UN_MANDATE", "text": "a mandate is given"})
	s.promise(help, props{"kind": "DEFENCE", "summary": "Belmark helps Ardovia"}, bel)
	s.edge(help, graph.EdgeBeneficiary, ard, nil)
	s.when(help, attack, "ACTIVATES", 1)
	if more != nil {
		more(s)
	}
	batch := graph.Batch{LoadID: "load/scene", Dataset: "scene", StartedAt: time.Unix(0, 0)}
	for id, p := range s.nodes {
		batch.Said = append(batch.Said, graph.SayNode(id, p))
	}
	batch.Said = append(batch.Said, s.said...)
	store := graphtest.NewMemory()
	if _, err := store.Apply(t.Context(), batch); err != nil {
		t.Fatal(err)
	}
	return store
}

func armed(attacker, victim string) graph.Hypothesis {
	return graph.Hypothesis{Event: &graph.SupposedEvent{Kind: graph.EventKindArmedAttack, Attacker: attacker, Victim: victim}}
}

func holds(condition string) graph.Hypothesis {
	return graph.Hypothesis{Condition: condition, Holds: true}
}
func holdsNot(condition string) graph.Hypothesis { return graph.Hypothesis{Condition: condition} }

const day = graph.Date("2026-01-07")

// What follows from what, rule by rule; see graphtest.BriefEffect for how it is written.
func TestWhatIf(t *testing.T) {
	bare := func(s *scene) { // the help without its activating condition
		s.said = slices.DeleteFunc(s.said, func(e graph.Said) bool { return e.Type == graph.EdgeConditionedOn })
	}
	all := func(list ...func(*scene)) func(*scene) {
		return func(s *scene) {
			for _, f := range list {
				f(s)
			}
		}
	}
	when := func(condition, role string, group int) func(*scene) {
		return func(s *scene) { s.when(help, condition, role, group) }
	}
	with := func(p props) func(*scene) {
		return func(s *scene) {
			for k, v := range p {
				s.nodes[help][k] = v
			}
		}
	}
	happened := func(condition string) func(*scene) {
		return func(s *scene) { s.happens("event/before", "OTHER", condition) }
	}
	negate := func(condition string) func(*scene) {
		return func(s *scene) { s.nodes[condition]["negated"] = true }
	}
	byUnion := func(mode string) func(*scene) {
		return func(s *scene) {
			with(props{"bearerMode": mode})(s)
			s.nodes[union]["declaredSize"] = 5
			s.said = slices.DeleteFunc(s.said, func(e graph.Said) bool { return e.Type == graph.EdgeBearer })
			s.edge(help, graph.EdgeBearer, union, nil)
		}
	}
	// byParties makes each party bear it, without naming anyone; the condition's victim is any party.
	byParties := func(role string) func(*scene) {
		return func(s *scene) {
			with(props{"bearerRole": role})(s)
			s.nodes[attack]["victimRole"] = "ANY_PARTY"
			s.said = slices.DeleteFunc(s.said, func(e graph.Said) bool {
				return e.Type == graph.EdgeBearer || e.Type == graph.EdgeBeneficiary || e.Type == graph.EdgeConcerns
			})
			s.edge(attack, graph.EdgeConcerns, kes, props{"role": "ATTACKER"})
			s.edge(ard, graph.EdgePartyAction, pact, props{"action": "RATIFICATION", "date": graph.Date("2020")})
			s.edge(bel, graph.EdgePartyAction, pact, props{"action": "ACCESSION", "date": graph.Date("2022")})
			s.edge(union, graph.EdgePartyAction, pact, props{"action": "ENDORSEMENT", "date": graph.Date("2022")})
		}
	}
	const helped = "1 ACTIVATED pact/help: DORMANT→ACTIVE on belmark toward ardovia against kestria?"
	const helpedPerhaps = "1 ACTIVATED? pact/help: DORMANT→ACTIVE on belmark toward ardovia against kestria?"
	// chain: if the help is given, a second promise falls due, and by it a third.
	chain := func(s *scene) {
		s.promise("obligation/pact/b", props{"kind": "FINANCING"}, ard)
		s.promise("obligation/pact/c", props{"kind": "REPORTING"}, bel)
		s.edge("obligation/pact/b", graph.EdgeRelatesTo, help, props{"relation": "CONSEQUENCE_OF"})
		s.edge("obligation/pact/c", graph.EdgeRelatesTo, "obligation/pact/b", props{"relation": "CONSEQUENCE_OF"})
	}
	const helpID = "ACTIVATED obligation/pact/help"
	const bDue = "2 FALLS_DUE? pact/b: ACTIVE→ACTIVE on ardovia from [" + helpID + "]"
	const cDue = "3 FALLS_DUE? pact/c: ACTIVE→ACTIVE on belmark from [FALLS_DUE obligation/pact/b]"

	tests := []struct {
		name  string
		more  func(*scene)
		day   graph.Date
		given []graph.Hypothesis
		want  []string
	}{
		{"an attack as the condition names it", nil, "", []graph.Hypothesis{armed(kes, ard)}, []string{helped}},
		{"an attack by another", nil, "", []graph.Hypothesis{armed(bel, ard)}, nil},
		{"an attack on another", nil, "", []graph.Hypothesis{armed(kes, bel)}, nil},
		{"an attack by somebody", nil, "", []graph.Hypothesis{armed("", ard)},
			[]string{"1 ACTIVATED? pact/help: DORMANT→ACTIVE on belmark toward ardovia"}},
		{"an attack on somebody", nil, "", []graph.Hypothesis{armed(kes, "")}, []string{helpedPerhaps}},
		{"a missing role is unknown, never anyone", func(s *scene) {
			s.said = slices.DeleteFunc(s.said, func(e graph.Said) bool { return e.Type == graph.EdgeConcerns && e.End == ard })
		}, "", []graph.Hypothesis{armed(kes, ard)}, []string{helpedPerhaps}},
		{"somebody else determines it", func(s *scene) { s.nodes[attack]["determinedBy"] = "the Council" }, "", []graph.Hypothesis{armed(kes, ard)}, []string{helpedPerhaps}},
		{"an assault may be too small", nil, "", []graph.Hypothesis{{Event: &graph.SupposedEvent{Kind: graph.EventKindAssault, Attacker: kes, Victim: ard}}}, []string{helpedPerhaps}},
		{"the condition itself", nil, "", []graph.Hypothesis{holds(attack)}, []string{"1 ACTIVATED pact/help: DORMANT→ACTIVE on belmark toward ardovia"}},
		{"a member of what the condition names", func(s *scene) {
			s.said = slices.DeleteFunc(s.said, func(e graph.Said) bool { return e.Type == graph.EdgeConcerns && e.End == ard })
			s.edge(attack, graph.EdgeConcerns, union, props{"role": "VICTIM"})
		}, "", []graph.Hypothesis{armed(kes, bel)}, []string{helpedPerhaps}},
		{"before the treaty is in force", nil, "2019", []graph.Hypothesis{armed(kes, ard)},
			[]string{"1 STILL_INACTIVE pact/help: PROSPECTIVE→PROSPECTIVE on belmark toward ardovia against kestria?"}},
		{"it is met already", happened(attack), "", []graph.Hypothesis{armed(kes, ard)}, nil},

		{"AND inside a group: one of two", when(other, "ACTIVATES", 1), "", []graph.Hypothesis{armed(kes, ard)},
			[]string{"1 STILL_INACTIVE pact/help: DORMANT→DORMANT on belmark toward ardovia against kestria? unless ACTIVATES other"}},
		{"AND inside a group: both", when(other, "ACTIVATES", 1), "", []graph.Hypothesis{armed(kes, ard), holds(other)}, []string{helped}},
		{"OR between groups", when(other, "ACTIVATES", 2), "", []graph.Hypothesis{armed(kes, ard)}, []string{helped}},
		{"a second group begun, the first untouched", all(when(other, "ACTIVATES", 2), when(truce, "ACTIVATES", 2)), "", []graph.Hypothesis{holds(other)},
			[]string{"1 STILL_INACTIVE pact/help: DORMANT→DORMANT on belmark toward ardovia unless ACTIVATES truce"}},
		{"negated: what holds doesn't meet it", negate(attack), "", []graph.Hypothesis{armed(kes, ard)},
			[]string{"1 DEACTIVATED pact/help: ACTIVE→DORMANT on belmark toward ardovia against kestria? unless ACTIVATES attack"}},
		{"negated, and supposed not to hold any more", all(negate(attack), happened(attack)), "", []graph.Hypothesis{holdsNot(attack)},
			[]string{"1 ACTIVATED pact/help: DORMANT→ACTIVE on belmark toward ardovia"}},

		{"what made it active doesn't hold", happened(attack), "", []graph.Hypothesis{holdsNot(attack)},
			[]string{"1 DEACTIVATED pact/help: ACTIVE→DORMANT on belmark toward ardovia unless ACTIVATES attack"}},
		{"EXCEPT", all(bare, when(truce, "EXCEPT", 1)), "", []graph.Hypothesis{holds(truce)},
			[]string{"1 LIMITED pact/help: ACTIVE→DORMANT on belmark toward ardovia"}},
		{"EXCEPT hides what activates", when(truce, "EXCEPT", 1), "", []graph.Hypothesis{armed(kes, ard), holds(truce)},
			[]string{"1 STILL_INACTIVE pact/help: DORMANT→DORMANT on belmark toward ardovia against kestria?"}},
		{"SUSPENDS", all(bare, when(truce, "SUSPENDS", 1)), "", []graph.Hypothesis{holds(truce)},
			[]string{"1 SUSPENDED pact/help: ACTIVE→SUSPENDED on belmark toward ardovia"}},
		{"a suspension is over", all(bare, when(truce, "SUSPENDS", 1), happened(truce)), "", []graph.Hypothesis{holdsNot(truce)},
			[]string{"1 ACTIVATED pact/help: SUSPENDED→ACTIVE on belmark toward ardovia"}},
		{"TERMINATES", all(bare, when(truce, "TERMINATES", 1)), "", []graph.Hypothesis{holds(truce)},
			[]string{"1 ENDED pact/help: ACTIVE→TERMINATED on belmark toward ardovia"}},
		{"TERMINATES by a group of two", all(bare, when(truce, "TERMINATES", 1), when(other, "TERMINATES", 1)), "", []graph.Hypothesis{holds(truce)}, nil},
		{"LIMITS that nothing tells of", when(other, "LIMITS", 1), "", []graph.Hypothesis{armed(kes, ard)}, []string{helpedPerhaps + " unless LIMITS other"}},
		{"LIMITS met", when(other, "LIMITS", 1), "", []graph.Hypothesis{armed(kes, ard), holds(other)}, []string{helped}},
		{"LIMITS ruled out", when(other, "LIMITS", 1), "", []graph.Hypothesis{armed(kes, ard), holdsNot(other)},
			[]string{"1 LIMITED pact/help: DORMANT→ACTIVE on belmark toward ardovia against kestria? unless LIMITS other"}},
		{"LIMITS ruled out of what is active", all(bare, when(other, "LIMITS", 1)), "", []graph.Hypothesis{holdsNot(other)},
			[]string{"1 LIMITED pact/help: ACTIVE→ACTIVE on belmark toward ardovia unless LIMITS other"}},
		{"what may activate isn't hidden by what may suspend", func(s *scene) {
			s.said = slices.DeleteFunc(s.said, func(e graph.Said) bool { return e.Type == graph.EdgeConcerns })
			s.node("condition/broken", props{"kind": "CEASEFIRE_BREACH", "text": "the truce is broken"})
			s.when(help, "condition/broken", "SUSPENDS", 1)
		}, "", []graph.Hypothesis{armed(kes, ard)}, []string{
			helpedPerhaps,
			"1 SUSPENDED? pact/help: DORMANT→SUSPENDED on belmark toward ardovia against kestria? unless ACTIVATES attack",
		}},

		{"what activates it surely isn't sure where it may be excepted", func(s *scene) {
			s.node("condition/broken", props{"kind": "CEASEFIRE_BREACH", "text": "the truce is broken"})
			s.when(help, "condition/broken", "EXCEPT", 1)
		}, "", []graph.Hypothesis{armed(kes, ard)}, []string{helpedPerhaps}},

		{"a coalition, and nothing said of its members", byUnion("UNSTATED"), "", []graph.Hypothesis{holds(attack)},
			[]string{"1 ACTIVATED pact/help: DORMANT→ACTIVE on union toward ardovia"}},
		{"a coalition that owes it as one", byUnion("JOINT"), "", []graph.Hypothesis{holds(attack)},
			[]string{"1 ACTIVATED pact/help: DORMANT→ACTIVE on union toward ardovia"}},
		{"a coalition whose members each owe it", byUnion("SEVERAL"), "", []graph.Hypothesis{holds(attack)},
			[]string{"1 ACTIVATED pact/help: DORMANT→ACTIVE on union,belmark(union) toward ardovia and 4 unnamed"}},
		{"a coalition before a member joined it", byUnion("JOINT_AND_SEVERAL"), "2020-06", []graph.Hypothesis{holds(attack)},
			[]string{"1 ACTIVATED pact/help: DORMANT→ACTIVE on union toward ardovia and 5 unnamed"}},
		{"an observer isn't a member who owes", all(byUnion("SEVERAL"), func(s *scene) { s.edge(kes, graph.EdgeMemberOf, union, props{"role": "OBSERVER"}) }), "",
			[]graph.Hypothesis{holds(attack)}, []string{"1 ACTIVATED pact/help: DORMANT→ACTIVE on union,belmark(union) toward ardovia and 4 unnamed"}},
		{"coalitions within each other", all(byUnion("SEVERAL"), func(s *scene) {
			s.node("actor/inner", props{"kind": "COALITION", "name": "Inner", "declaredSize": 3})
			s.edge("actor/inner", graph.EdgeMemberOf, union, nil)
			s.edge(union, graph.EdgeMemberOf, "actor/inner", nil)
			s.edge(kes, graph.EdgeMemberOf, "actor/inner", nil)
		}), "", []graph.Hypothesis{holds(attack)},
			[]string{"1 ACTIVATED pact/help: DORMANT→ACTIVE on union,belmark(union),inner(union),kestria(inner) toward ardovia and 4 unnamed"}},

		{"each party, as of the date", byParties("EACH_PARTY"), "", []graph.Hypothesis{armed(kes, ard)},
			[]string{"1 ACTIVATED pact/help: DORMANT→ACTIVE on belmark not on ardovia toward ardovia? against kestria?"}},
		{"each party, before one acceded", byParties("EACH_PARTY"), "2021", []graph.Hypothesis{armed(kes, ard)},
			[]string{"1 ACTIVATED pact/help: DORMANT→ACTIVE not on ardovia toward ardovia? against kestria?"}},
		{"the other parties", byParties("OTHER_PARTIES"), "", []graph.Hypothesis{armed(kes, bel)},
			[]string{"1 ACTIVATED pact/help: DORMANT→ACTIVE on ardovia not on belmark toward belmark? against kestria?"}},
		{"any party: the one in the situation", all(byParties("ANY_PARTY"), with(props{"kind": "CONSULTATION"})), "", []graph.Hypothesis{armed(kes, ard)},
			[]string{"1 ACTIVATED pact/help: DORMANT→ACTIVE on ardovia"}},
		{"the victim is no party", byParties("EACH_PARTY"), "", []graph.Hypothesis{armed(kes, union)}, nil},
		{"a signature alone may bind by a treaty or not", all(byParties("EACH_PARTY"), func(s *scene) {
			s.edge(kes, graph.EdgePartyAction, pact, props{"action": "SIGNATURE", "date": graph.Date("2019")})
			s.node("actor/left", props{"kind": "STATE", "name": "Left"})
			s.edge("actor/left", graph.EdgePartyAction, pact, props{"action": "RATIFICATION", "date": graph.Date("2020")})
			s.edge("actor/left", graph.EdgePartyAction, pact, props{"action": "DENUNCIATION", "date": graph.Date("2024"), "effectiveDate": graph.Date("2025")})
			s.node("actor/bound", props{"kind": "STATE", "name": "Bound"})
			s.edge("actor/bound", graph.EdgePartyTo, pact, props{"from": graph.Date("2020"), "phase": "1"})
		}), "", []graph.Hypothesis{holds(attack)},
			[]string{"1 ACTIVATED pact/help: DORMANT→ACTIVE on ardovia,belmark,bound,kestria?"}},
		{"an actor attacks its own ally", all(byParties("EACH_PARTY"), func(s *scene) {
			s.edge(kes, graph.EdgePartyAction, pact, props{"action": "RATIFICATION", "date": graph.Date("2020")})
		}), "", []graph.Hypothesis{armed(kes, ard)},
			[]string{"1 ACTIVATED pact/help: DORMANT→ACTIVE on belmark not on ardovia,kestria toward ardovia? against kestria?"}},
		{"an actor attacks its own ally, whom it is to consult", all(byParties("EACH_PARTY"), with(props{"kind": "CONSULTATION"}), func(s *scene) {
			s.edge(kes, graph.EdgePartyAction, pact, props{"action": "RATIFICATION", "date": graph.Date("2020")})
		}), "", []graph.Hypothesis{armed(kes, ard)},
			[]string{"1 ACTIVATED pact/help: DORMANT→ACTIVE on ardovia,belmark,kestria"}},

		{"what falls due in turn", chain, "", []graph.Hypothesis{holds(attack)},
			[]string{"1 ACTIVATED pact/help: DORMANT→ACTIVE on belmark toward ardovia", bDue, cDue}},
		{"what falls due in a cycle", all(chain, func(s *scene) {
			s.edge(help, graph.EdgeRelatesTo, "obligation/pact/c", props{"relation": "CONSEQUENCE_OF"})
		}), "", []graph.Hypothesis{holds(attack)},
			[]string{"1 ACTIVATED pact/help: DORMANT→ACTIVE on belmark toward ardovia", bDue, cDue}},
		{"what would fall due waits for a condition of its own", all(chain, func(s *scene) { s.when("obligation/pact/b", other, "ACTIVATES", 1) }), "", []graph.Hypothesis{holds(attack)},
			[]string{
				"1 ACTIVATED pact/help: DORMANT→ACTIVE on belmark toward ardovia",
				"2 STILL_INACTIVE? pact/b: DORMANT→DORMANT on ardovia unless ACTIVATES other from [" + helpID + "]",
			}},
		{"what falls due in turn falls due in the same attack", all(byParties("OTHER_PARTIES"), func(s *scene) {
			s.edge(kes, graph.EdgePartyAction, pact, props{"action": "RATIFICATION", "date": graph.Date("2020")})
			s.promise("obligation/pact/b", props{"kind": "SANCTIONS", "bearerRole": "OTHER_PARTIES"})
			s.edge("obligation/pact/b", graph.EdgeRelatesTo, help, props{"relation": "CONSEQUENCE_OF"})
		}), "", []graph.Hypothesis{armed(kes, ard)}, []string{
			"1 ACTIVATED pact/help: DORMANT→ACTIVE on belmark not on ardovia,kestria toward ardovia? against kestria?",
			"2 FALLS_DUE? pact/b: ACTIVE→ACTIVE on belmark not on ardovia,kestria toward ardovia? against kestria? from [" + helpID + "]",
		}},
		{"it depends on what isn't active", func(s *scene) {
			s.promise("obligation/pact/base", props{"kind": "BASING"}, ard)
			s.when("obligation/pact/base", other, "ACTIVATES", 1)
			s.edge(help, graph.EdgeRelatesTo, "obligation/pact/base", props{"relation": "DEPENDS_ON"})
		}, "", []graph.Hypothesis{armed(kes, ard)}, []string{helpedPerhaps}},
		{"what it depends on is activated with it", func(s *scene) {
			s.promise("obligation/pact/base", props{"kind": "BASING"}, ard)
			s.when("obligation/pact/base", attack, "ACTIVATES", 1)
			s.edge(help, graph.EdgeRelatesTo, "obligation/pact/base", props{"relation": "DEPENDS_ON"})
		}, "", []graph.Hypothesis{armed(kes, ard)}, []string{"1 ACTIVATED pact/base: DORMANT→ACTIVE on ardovia", helped}},
		{"what it depends on ends", all(bare, func(s *scene) {
			s.promise("obligation/pact/base", props{"kind": "BASING"}, ard)
			s.when("obligation/pact/base", other, "TERMINATES", 1)
			s.edge(help, graph.EdgeRelatesTo, "obligation/pact/base", props{"relation": "DEPENDS_ON"})
		}), "", []graph.Hypothesis{holds(other)}, []string{
			"1 ENDED pact/base: ACTIVE→TERMINATED on ardovia",
			"2 LOSES_GROUND? pact/help: ACTIVE→ACTIVE on belmark toward ardovia from [ENDED obligation/pact/base]",
		}},
		{"performing it by a planned event meets a condition", func(s *scene) {
			s.node("event/landing", props{"kind": "AID", "title": "Landing", "status": "PLANNED"})
			s.edge("event/landing", graph.EdgePerforms, help, nil)
			s.edge("event/landing", graph.EdgeSatisfies, other, nil)
			s.promise("obligation/pact/host", props{"kind": "LOGISTICS"}, ard)
			s.when("obligation/pact/host", other, "ACTIVATES", 1)
		}, "", []graph.Hypothesis{holds(attack)}, []string{
			"1 ACTIVATED pact/help: DORMANT→ACTIVE on belmark toward ardovia",
			"2 ACTIVATED? pact/host: DORMANT→ACTIVE on ardovia from [" + helpID + "]",
		}},
		{"performing it is the other's part of the bargain", func(s *scene) {
			s.node("condition/part", props{"kind": "PERFORMANCE_BY_OTHER", "text": "Belmark does its part"})
			s.edge("condition/part", graph.EdgeConcerns, bel, props{"role": "SUBJECT"})
			s.promise("obligation/pact/host", props{"kind": "LOGISTICS"}, ard)
			s.when("obligation/pact/host", "condition/part", "ACTIVATES", 1)
			s.node("obligation/apart", props{"kind": "LOGISTICS"}) // of no declaration, so of another bargain
			s.when("obligation/apart", "condition/part", "ACTIVATES", 1)
		}, "", []graph.Hypothesis{holds(attack)}, []string{
			"1 ACTIVATED pact/help: DORMANT→ACTIVE on belmark toward ardovia",
			"2 ACTIVATED? pact/host: DORMANT→ACTIVE on ardovia from [" + helpID + "]",
		}},
		{"what is performed ends what called for it", func(s *scene) {
			s.node("event/landing", props{"kind": "AID", "title": "Landing", "status": "PLANNED"})
			s.edge("event/landing", graph.EdgePerforms, help, nil)
			s.edge("event/landing", graph.EdgeSatisfies, other, nil)
			s.when(help, other, "TERMINATES", 1)
		}, "", []graph.Hypothesis{holds(attack)}, []string{
			"1 ACTIVATED pact/help: DORMANT→ACTIVE on belmark toward ardovia",
			"2 ENDED? pact/help: DORMANT→TERMINATED on belmark toward ardovia from [" + helpID + "]",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.day == "" {
				tt.day = day
			}
			result, revision, err := graph.AskWhatIf(t.Context(), openScene(t, tt.more), tt.given, tt.day)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, e := range result.Effects {
				got = append(got, graphtest.BriefEffect(e))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if revision != 1 || result.AsOf != tt.day {
				t.Errorf("revision %d as of %s, want 1 as of %s", revision, result.AsOf, tt.day)
			}
		})
	}
}

// A renewed attack is one after an earlier one that is recorded, or that the condition's own words presuppose.
func TestWhatIfRenewedAttack(t *testing.T) {
	renewed := func(text string) func(*scene) {
		return func(s *scene) {
			s.nodes[attack] = props{"kind": "RENEWED_ATTACK"}
			if text != "" {
				s.nodes[attack]["text"] = text
			}
		}
	}
	tests := []struct {
		name      string
		more      func(*scene)
		certainty graph.Certainty
		reason    string
	}{
		{"by its words", renewed("if attacked again"), graph.CertaintyCertain, "its words presuppose an earlier attack, of which no event is recorded"},
		{"by an earlier attack", func(s *scene) {
			renewed("")(s)
			s.node("event/raid", props{"kind": "ARMED_ATTACK", "title": "the raid", "from": graph.Date("2025"), "status": "OCCURRED"})
			s.edge(kes, graph.EdgeParticipatedIn, "event/raid", props{"role": "ATTACKER"})
			s.edge(ard, graph.EdgeParticipatedIn, "event/raid", props{"role": "VICTIM"})
		}, graph.CertaintyCertain, "an earlier attack is recorded: “the raid”"},
		{"by neither", renewed(""), graph.CertaintyPossible, "no earlier attack is recorded, and the condition's words are not given"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			result, _, err := graph.AskWhatIf(t.Context(), openScene(t, tt.more), []graph.Hypothesis{armed(kes, ard)}, day)
			if err != nil {
				t.Fatal(err)
			}
			m := result.Hypotheses[0].Matches[0]
			if m.Certainty != tt.certainty || !strings.Contains(m.Reason, tt.reason) {
				t.Errorf("%s, %q; want %s, %q", m.Certainty, m.Reason, tt.certainty, tt.reason)
			}
		})
	}
}

// The steps say what was done with what, so that a reader can follow them; the claims are their evidence.
func TestWhatIfSteps(t *testing.T) {
	store := openScene(t, func(s *scene) {
		s.node("statement/word", props{"text": "We help.", "act": "PROMISES"})
		s.edge("statement/word", graph.EdgeMadeBy, bel, nil)
		s.said = append(s.said, graph.SayClaim(help, help, "", props{"field": "bindingness", "value": "LEGALLY_BINDING", "stance": "CONFIRMS", "basis": "TEXT"}, nil, "statement/word"))
		for _, e := range slices.Clone(s.said) {
			if e.Type == graph.EdgeConditionedOn || e.Type == graph.EdgeConcerns {
				s.said = append(s.said, graph.SayClaim(e.Start, e.Start, e.Target, props{"note": string(e.Type), "stance": "CONFIRMS", "basis": "INFERRED"}, nil, ""))
			}
		}
	})
	result, _, err := graph.AskWhatIf(t.Context(), store, []graph.Hypothesis{armed(kes, ard)}, day)
	if err != nil {
		t.Fatal(err)
	}
	e := result.Effects[0]
	var got []string
	for _, s := range e.Steps {
		line := string(s.Rule) + ": " + s.Because + " |"
		for _, n := range s.Of {
			line += " " + n.NodeID()
		}
		for _, c := range s.Claims {
			line += " (" + c.Note + ")"
		}
		got = append(got, line)
	}
	want := []string{
		"EVENT: an armed attack by “Kestria” on “Ardovia” makes “attacked” hold: it names “Kestria” as the attacker; it names “Ardovia” as the victim | " +
			"condition/attack actor/kestria actor/ardovia (CONCERNS) (CONCERNS)",
		"CONDITION: “attacked” is then MET: the promise calls for performance only once it is met | obligation/pact/help condition/attack (CONDITIONED_ON)",
		"STATUS: now DORMANT, since made by “Pact”; it waits for “attacked”, of which no event is recorded by 2026-01-07; " +
			"then ACTIVE, since made by “Pact”; it waited for “attacked”, which holds on 2026-01-07 | obligation/pact/help declaration/pact",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("steps (-want +got):\n%s", diff)
	}
	if v := e.Voices; len(v) != 1 || v[0].Statement.ID != "statement/word" || v[0].Speakers[0].ID != bel || v[0].Claims[0].Field != "bindingness" {
		t.Errorf("the voices are %+v", v)
	}
}

// What can't be understood, contradicts itself or names what isn't there is refused, and the message says which.
func TestWhatIfRefuses(t *testing.T) {
	event := func(e graph.SupposedEvent) []graph.Hypothesis { return []graph.Hypothesis{{Event: &e}} }
	tests := []struct {
		name  string
		given []graph.Hypothesis
		kind  graph.Kind
		want  string
	}{
		{"nothing", nil, graph.KindInvalid, "nothing is supposed"},
		{"too much", slices.Repeat([]graph.Hypothesis{holds(attack)}, 21), graph.KindTooLarge, "21 hypotheses were given: at most 20"},
		{"an empty one", []graph.Hypothesis{{}}, graph.KindInvalid, "hypothesis 1: it says nothing"},
		{"an event and a condition in one", []graph.Hypothesis{{Event: &graph.SupposedEvent{Kind: graph.EventKindCeasefire}, Condition: attack}}, graph.KindInvalid, "make two of it"},
		{"an event that meets no condition", event(graph.SupposedEvent{Kind: graph.EventKindSummit}), graph.KindInvalid, `no condition is met by an event of the kind "SUMMIT"`},
		{"an attack on itself", event(graph.SupposedEvent{Kind: graph.EventKindArmedAttack, Attacker: kes, Victim: kes}), graph.KindInvalid, "actor/kestria can't be the attacker and the victim"},
		{"a declaration that attacks", event(graph.SupposedEvent{Kind: graph.EventKindArmedAttack, Attacker: pact}), graph.KindInvalid, `attacker can't be "declaration/pact": it is the id of an actor`},
		{"no condition", []graph.Hypothesis{holds(help)}, graph.KindInvalid, `condition can't be "obligation/pact/help": it is the id of a condition`},
		{"no id", []graph.Hypothesis{holds("attack")}, graph.KindInvalid, `hypothesis 1: condition: "attack" is not an id`},
		{"holds and doesn't", []graph.Hypothesis{holds(attack), holds(truce), holdsNot(attack)}, graph.KindInvalid,
			"hypotheses 1 and 3 contradict each other: condition/attack can't hold and not hold at once"},
		{"an event that makes hold what is not to", []graph.Hypothesis{armed(kes, ard), holdsNot(attack)}, graph.KindInvalid,
			"the hypotheses contradict each other: an armed attack by “Kestria” on “Ardovia” makes condition/attack hold, which is supposed not to hold"},
		{"what isn't there", []graph.Hypothesis{holds("condition/none"), armed("actor/nobody", ard), holds(truce)}, graph.KindNotFound,
			"what is supposed names what is not there: condition/none, actor/nobody"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, _, err := graph.AskWhatIf(t.Context(), openScene(t, nil), tt.given, day)
			if graph.KindOf(err) != tt.kind || err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%v of kind %q, want %q of kind %q", err, graph.KindOf(err), tt.want, tt.kind)
			}
		})
	}
}

// An event that only may make a condition hold doesn't contradict that it is supposed not to: what is supposed of the
// condition itself decides.
func TestWhatIfSupposedItselfDecides(t *testing.T) {
	given := []graph.Hypothesis{armed(kes, ""), holdsNot(attack)}
	result, _, err := graph.AskWhatIf(t.Context(), openScene(t, nil), given, day)
	if err != nil || len(result.Effects) != 0 {
		t.Errorf("%d effects and the error %v, want none", len(result.Effects), err)
	}
}

// What an actor is that attacks its own ally, is said where it stands, or where its coalition does.
func TestWhatIfAttackerAmongBearers(t *testing.T) {
	tests := []struct {
		name     string
		more     func(*scene)
		excluded bool
		want     string
	}{
		{"bound to help", func(s *scene) { s.edge(help, graph.EdgeBearer, kes, nil) }, true,
			"named as bearer; it is both bearer and attacker, and isn't counted as a bearer against itself"},
		{"bound to consult", func(s *scene) {
			s.nodes[help]["kind"] = "CONSULTATION"
			s.edge(help, graph.EdgeBearer, kes, nil)
		}, false, "named as bearer; it is the attacker supposed as well"},
		{"in a coalition that is bound", func(s *scene) {
			s.edge(help, graph.EdgeBearer, union, nil)
			s.edge(kes, graph.EdgeMemberOf, union, nil)
		}, false, "named as bearer; how it falls on its members is not said; “Kestria”, the attacker supposed, is one of its members"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			result, _, err := graph.AskWhatIf(t.Context(), openScene(t, tt.more), []graph.Hypothesis{armed(kes, ard)}, day)
			if err != nil {
				t.Fatal(err)
			}
			list := result.Effects[0].Bearers
			if tt.excluded {
				list = result.Effects[0].Excluded
			}
			if !slices.ContainsFunc(list, func(a graph.AffectedActor) bool { return a.Reason == tt.want }) {
				t.Errorf("%+v, want one with the reason %q", list, tt.want)
			}
		})
	}
}
