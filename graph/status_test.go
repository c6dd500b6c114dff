package graph

import (
	"slices"
	"strings"
	"testing"
)

// graphView is a small graph for the rules to look at.
type graphView struct {
	nodes map[string]Node
	edges []EdgeProps
}

func (v *graphView) Links(n Node, field Field, yield func(*EdgeProps, Node)) {
	for i := range v.edges {
		e := &v.edges[i]
		here, there := e.Start, e.End
		if field.Direction == In {
			here, there = e.End, e.Start
		}
		if here == n.NodeID() && slices.Contains(field.Types, e.Type) && slices.Contains(field.Ends, v.nodes[there].Noun()) {
			yield(e, v.nodes[there])
		}
	}
}

func (v *graphView) node(id string, props Props) {
	noun, _ := NounOf(id)
	v.nodes[id] = NewNode(noun, id, props)
}

func (v *graphView) edge(start string, t EdgeType, end string, props Props) {
	noun, _ := NounOf(start)
	r, ok := RelationOf(noun, t)
	if !ok || v.nodes[start] == nil || v.nodes[end] == nil {
		panic("no edge " + start + " " + string(t) + " " + end)
	}
	v.edges = append(v.edges, NewEdge(r.EdgeID(start, end, props), t, start, end, props))
}

const (
	promise  = "obligation/d/o"
	treaty   = "declaration/d"
	happens  = "event/e"
	ifMet    = "condition/c"
	ifMetToo = "condition/c2"
	bearer   = "actor/bearer"
	partner  = "actor/partner"
)

// pledge makes a treaty in force since 2020 and an obligation from it that "actor/bearer" bears; more changes it.
func pledge(more func(v *graphView)) *graphView {
	v := &graphView{nodes: map[string]Node{}}
	v.node(promise, Props{"kind": "DEFENCE"})
	v.node(treaty, Props{"kind": "TREATY", "title": "Pact", "inForceOn": Date("2020")})
	v.node(bearer, Props{"kind": "STATE"})
	v.node(partner, Props{"kind": "STATE"})
	v.node(ifMet, Props{"kind": "ARMED_ATTACK", "text": "attacked"})
	v.node(ifMetToo, Props{"kind": "UN_MANDATE", "text": "mandated"})
	v.node(happens, Props{"kind": "OTHER", "title": "Event", "from": Date("2022-06"), "status": "OCCURRED"})
	v.edge(treaty, EdgeCreates, promise, nil)
	v.edge(promise, EdgeBearer, bearer, nil)
	if more != nil {
		more(v)
	}
	return v
}

// The rules, line by line: what decides, and what the reason says.
func TestDeriveStatus(t *testing.T) {
	declared := func(props Props) func(*graphView) {
		return func(v *graphView) { v.node(treaty, props) }
	}
	conditioned := func(role string, satisfied bool, edge Props) func(*graphView) {
		return func(v *graphView) {
			v.edge(promise, EdgeConditionedOn, ifMet, Props{"role": role, "group": 1})
			if satisfied {
				v.edge(happens, EdgeSatisfies, ifMet, edge)
			}
		}
	}
	event := func(t EdgeType, props Props) func(*graphView) {
		return func(v *graphView) { v.edge(happens, t, promise, props) }
	}
	all := func(list ...func(*graphView)) func(*graphView) {
		return func(v *graphView) {
			for _, f := range list {
				f(v)
			}
		}
	}
	two := func(v *graphView) { v.edge(promise, EdgeBearer, partner, nil) }
	jointly := func(v *graphView) { v.node(promise, Props{"kind": "DEFENCE", "bearerMode": "JOINT"}) }
	undated := func(v *graphView) { v.node(happens, Props{"kind": "OTHER", "title": "Event", "status": "OCCURRED"}) }
	secondGroup := func(v *graphView) {
		v.edge(promise, EdgeConditionedOn, ifMetToo, Props{"role": "ACTIVATES", "group": 2})
	}
	sameGroup := func(v *graphView) {
		v.edge(promise, EdgeConditionedOn, ifMetToo, Props{"role": "ACTIVATES", "group": 1})
	}
	negate := func(v *graphView) { v.node(ifMet, Props{"kind": "ARMED_ATTACK", "text": "attacked", "negated": true}) }
	tests := []struct {
		name   string
		more   func(*graphView)
		day    Date
		bearer string
		want   ObligationStatus
		reason string
	}{
		{"no declaration", func(v *graphView) { v.edges = nil }, "2023", "", ObligationStatusUnknown, "no declaration is recorded that makes it"},

		{"a treaty in force", nil, "2023", "", ObligationStatusActive, "made by “Pact”; it has no activating condition"},
		{"a treaty not yet in force", nil, "2019-12-31", "", ObligationStatusProspective, "“Pact”: not made by 2019-12-31"},
		{"a treaty in force in some part of the year", nil, "2020-01-01", "", ObligationStatusActive, "made by"},
		{"a treaty that is signed only", declared(Props{"kind": "TREATY", "signedOn": Date("2019")}), "2023", "", ObligationStatusProspective, "not made by 2023"},
		{"a treaty said not to bind in law, signed", declared(Props{"kind": "TREATY", "signedOn": Date("2019"), "bindingness": "NON_BINDING"}), "2023", "", ObligationStatusActive, "made by"},
		{"a treaty in force at an unknown time", declared(Props{"kind": "TREATY", "status": "IN_FORCE"}), "2023", "", ObligationStatusActive, "made by"},
		{"a treaty in force at an unknown time, before it was signed", declared(Props{"kind": "TREATY", "status": "IN_FORCE", "signedOn": Date("2023-05")}), "2023-04-30", "", ObligationStatusProspective, "not made by"},
		{"a treaty in force at an unknown time, since it was signed", declared(Props{"kind": "TREATY", "status": "IN_FORCE", "signedOn": Date("2023-05"), "adoptedOn": Date("2022")}), "2023-05-01", "", ObligationStatusActive, "made by"},
		{"a treaty in force by its status, but later by its date", declared(Props{"kind": "TREATY", "status": "IN_FORCE", "inForceOn": Date("2024")}), "2023", "", ObligationStatusProspective, "not made by 2023"},
		{"a political text, signed", declared(Props{"kind": "JOINT_DECLARATION", "signedOn": Date("2023-05")}), "2023-05-01", "", ObligationStatusActive, "made by"},
		{"a political text, signed later", declared(Props{"kind": "JOINT_DECLARATION", "signedOn": Date("2023-05")}), "2023-04-30", "", ObligationStatusProspective, "not made by"},
		{"a political text, adopted by its status", declared(Props{"kind": "PLAN", "status": "ADOPTED"}), "2023", "", ObligationStatusActive, "made by"},
		{"a draft", declared(Props{"kind": "PLAN", "status": "DRAFT"}), "2023", "", ObligationStatusProspective, "not made by"},
		{"it begins later", func(v *graphView) { v.node(promise, Props{"kind": "DEFENCE", "from": Date("2024")}) }, "2023", "", ObligationStatusProspective, "it begins on 2024, after 2023"},

		{"it is over", func(v *graphView) { v.node(promise, Props{"kind": "DEFENCE", "to": Date("2022")}) }, "2023", "", ObligationStatusTerminated, "it ended on 2022"},
		{"its last day", func(v *graphView) { v.node(promise, Props{"kind": "DEFENCE", "to": Date("2023-01-01")}) }, "2023-01-01", "", ObligationStatusActive, "made by"},
		{"terminated", declared(Props{"kind": "TREATY", "title": "Pact", "inForceOn": Date("2020"), "terminatedOn": Date("2023-01-01")}), "2023-01-01", "", ObligationStatusTerminated, "“Pact” had ended by 2023-01-01"},
		{"expired", declared(Props{"kind": "TREATY", "title": "Pact", "inForceOn": Date("2020"), "expiresOn": Date("2022")}), "2023", "", ObligationStatusTerminated, "“Pact” had ended"},
		{"on the day it expires", declared(Props{"kind": "TREATY", "inForceOn": Date("2020"), "expiresOn": Date("2022")}), "2022-12-31", "", ObligationStatusActive, "made by"},
		{"superseded by its status", declared(Props{"kind": "TREATY", "title": "Pact", "inForceOn": Date("2020"), "status": "SUPERSEDED"}), "2023", "", ObligationStatusTerminated, "“Pact” had ended"},
		{"one of two declarations ended", func(v *graphView) {
			v.node("declaration/old", Props{"kind": "TREATY", "inForceOn": Date("2000"), "terminatedOn": Date("2010")})
			v.edge("declaration/old", EdgeCreates, promise, nil)
		}, "2023", "", ObligationStatusActive, "made by"},
		{"a terminating condition is met", conditioned("TERMINATES", true, nil), "2023", "", ObligationStatusTerminated, "it ends when this holds, and it does: “attacked”"},
		{"a terminating condition isn't met yet", conditioned("TERMINATES", true, nil), "2022-05-31", "", ObligationStatusActive, "made by"},

		{"breached", event(EdgeBreaches, Props{"by": bearer, "assessment": "FOUND"}), "2023", "", ObligationStatusBreached, "breached by “Event” (by actor/bearer found)"},
		{"breached later", event(EdgeBreaches, nil), "2022-05-31", "", ObligationStatusActive, "made by"},
		{"a breach that is denied", event(EdgeBreaches, Props{"assessment": "DENIED"}), "2023", "", ObligationStatusActive, "made by"},
		{"a breach by another bearer", all(two, event(EdgeBreaches, Props{"by": partner})), "2023", bearer, ObligationStatusActive, "made by"},
		{"a breach by nobody named", all(two, event(EdgeBreaches, nil)), "2023", bearer, ObligationStatusBreached, "breached by “Event”"},
		{"a breach that is only planned", all(func(v *graphView) {
			v.node(happens, Props{"kind": "OTHER", "from": Date("2022-06"), "status": "PLANNED"})
		}, event(EdgeBreaches, nil)), "2023", "", ObligationStatusActive, "made by"},
		{"a breach before a performance", all(event(EdgeBreaches, nil), event(EdgePerforms, nil)), "2023", "", ObligationStatusBreached, "breached by"},

		{"performed by the only bearer", event(EdgePerforms, Props{"by": bearer}), "2023", "", ObligationStatusFulfilled, "performed by “Event” (by actor/bearer)"},
		{"performed by one of two", all(two, event(EdgePerforms, Props{"by": partner})), "2023", "", ObligationStatusActive, "made by"},
		{"performed by the one asked for", all(two, event(EdgePerforms, Props{"by": partner})), "2023", partner, ObligationStatusFulfilled, "performed by"},
		{"performed by another than asked for", all(two, event(EdgePerforms, Props{"by": partner})), "2023", bearer, ObligationStatusActive, "made by"},
		{"performed by one for both", all(two, jointly, event(EdgePerforms, Props{"by": partner})), "2023", "", ObligationStatusFulfilled, "performed by"},
		{"performed by all", all(two, event(EdgePerforms, nil)), "2023", "", ObligationStatusFulfilled, "performed by"},
		{"a performance that is denied", event(EdgePerforms, Props{"by": bearer, "assessment": "DENIED"}), "2023", "", ObligationStatusActive, "made by"},

		{"a suspending condition is met", conditioned("SUSPENDS", true, nil), "2023", "", ObligationStatusSuspended, "it is suspended while this holds, and it does: “attacked”"},
		{"a suspending condition isn't met any more", conditioned("SUSPENDS", true, Props{"from": Date("2022"), "until": Date("2022-12")}), "2023", "", ObligationStatusActive, "made by"},
		{"its declaration is suspended", declared(Props{"kind": "TREATY", "title": "Pact", "inForceOn": Date("2020"), "status": "SUSPENDED"}), "2023", "", ObligationStatusSuspended, "“Pact”: suspended"},

		{"it waits", conditioned("ACTIVATES", false, nil), "2023", "", ObligationStatusDormant, "made by “Pact”; it waits for “attacked”, of which no event is recorded by 2023"},
		{"it waits, before the event", conditioned("ACTIVATES", true, nil), "2022-05-31", "", ObligationStatusDormant, "it waits for “attacked”"},
		{"it waited", conditioned("ACTIVATES", true, nil), "2023", "", ObligationStatusActive, "it waited for “attacked”, which holds on 2023"},
		{"one of two in a group", all(conditioned("ACTIVATES", true, nil), sameGroup), "2023", "", ObligationStatusDormant, "it waits for “mandated”"},
		{"one of two groups", all(conditioned("ACTIVATES", true, nil), secondGroup), "2023", "", ObligationStatusActive, "it waited for “attacked”"},
		{"a limit is no condition to wait for", conditioned("LIMITS", false, nil), "2023", "", ObligationStatusActive, "it has no activating condition"},
		{"an exception holds", conditioned("EXCEPT", true, nil), "2023", "", ObligationStatusDormant, "it is excepted while this holds, and it does: “attacked”"},
		{"an exception doesn't hold", conditioned("EXCEPT", false, nil), "2023", "", ObligationStatusActive, "made by"},
		{"negated, and nothing recorded", all(negate, conditioned("ACTIVATES", false, nil)), "2023", "", ObligationStatusActive, "it waited for “attacked”"},
		{"negated, and it happened", all(negate, conditioned("ACTIVATES", true, nil)), "2023", "", ObligationStatusDormant, "it waits for “attacked”"},
		{"it happened, nobody knows when", all(undated, conditioned("ACTIVATES", true, nil)), "2023", "", ObligationStatusUnknown, "it waits for “attacked”: events are recorded, but no date says whether it held on 2023"},
		{"the edge's date counts before the event's", all(undated, conditioned("ACTIVATES", true, Props{"from": Date("2023")})), "2023", "", ObligationStatusActive, "it waited for"},
		{"the edge's date is later than the event's", conditioned("ACTIVATES", true, Props{"from": Date("2024")}), "2023", "", ObligationStatusDormant, "it waits for"},
		{"negated, nobody knows when", all(undated, negate, conditioned("ACTIVATES", true, nil)), "2023", "", ObligationStatusUnknown, "no date says"},
	}
	statuses, _ := EnumByName("ObligationStatus")
	for _, test := range tests {
		v := pledge(test.more)
		o := v.nodes[promise].(*Obligation)
		got := DeriveStatus(v, o, test.day, test.bearer)
		if got.Status != test.want || !strings.Contains(got.Reason, test.reason) {
			t.Errorf("%s: %s because %q, want %s because %q", test.name, got.Status, got.Reason, test.want, test.reason)
		}
		for _, s := range statuses.Names() {
			if match := Match(v, o, StatusFilter(test.day, test.bearer, ObligationStatus(s))); match != (s == string(test.want)) {
				t.Errorf("%s: the filter for %s says %v", test.name, s, match)
			}
		}
	}
}

func TestDeriveState(t *testing.T) {
	satisfies := func(props Props) func(*graphView) {
		return func(v *graphView) { v.edge(happens, EdgeSatisfies, ifMet, props) }
	}
	event := func(props Props) func(*graphView) { return func(v *graphView) { v.node(happens, props) } }
	negate := func(v *graphView) { v.node(ifMet, Props{"kind": "ARMED_ATTACK", "negated": true}) }
	tests := []struct {
		name string
		more []func(*graphView)
		day  Date
		want ConditionState
	}{
		{"nothing recorded", nil, "2023", ConditionStateUnmet},
		{"an event", []func(*graphView){satisfies(nil)}, "2023", ConditionStateMet},
		{"on its first day", []func(*graphView){satisfies(nil)}, "2022-06-01", ConditionStateMet},
		{"before it", []func(*graphView){satisfies(nil)}, "2022-05", ConditionStateUnmet},
		{"until it held", []func(*graphView){satisfies(Props{"until": Date("2022-12")})}, "2022-12-31", ConditionStateMet},
		{"after it held", []func(*graphView){satisfies(Props{"until": Date("2022-12")})}, "2023-01-01", ConditionStateUnmet},
		{"planned only", []func(*graphView){event(Props{"kind": "OTHER", "from": Date("2022"), "status": "PLANNED"}), satisfies(nil)}, "2023", ConditionStateUnmet},
		{"going on", []func(*graphView){event(Props{"kind": "OTHER", "from": Date("2022"), "status": "ONGOING"}), satisfies(nil)}, "2023", ConditionStateMet},
		{"at an unknown time", []func(*graphView){event(Props{"kind": "OTHER", "status": "OCCURRED"}), satisfies(nil)}, "2023", ConditionStateUnknown},
		{"at an unknown time, but over", []func(*graphView){event(Props{"kind": "OTHER", "status": "OCCURRED"}), satisfies(Props{"until": Date("2022")})}, "2023", ConditionStateUnmet},
		{"negated, nothing recorded", []func(*graphView){negate}, "2023", ConditionStateMet},
		{"negated, and it happened", []func(*graphView){negate, satisfies(nil)}, "2023", ConditionStateUnmet},
		{"negated, at an unknown time", []func(*graphView){negate, event(Props{"kind": "OTHER", "status": "OCCURRED"}), satisfies(nil)}, "2023", ConditionStateUnknown},
	}
	for _, test := range tests {
		v := pledge(func(v *graphView) {
			for _, f := range test.more {
				f(v)
			}
		})
		c := v.nodes[ifMet].(*Condition)
		if got := DeriveState(v, c, test.day); got.State != test.want || got.Reason == "" {
			t.Errorf("%s: %s because %q, want %s", test.name, got.State, got.Reason, test.want)
		}
		if got := Match(v, c, MetOn(test.day)); got != (test.want == ConditionStateMet) {
			t.Errorf("%s: MetOn says %v", test.name, got)
		}
	}
}

// What StatusWith asks for is enough: every relation that some rule looks at is loaded, at every level.
func TestStatusWith(t *testing.T) {
	withs := StatusWith(bearer)
	fields := map[string][]string{}
	for _, w := range withs {
		if !strings.HasPrefix(w.Name(), "~") || *w.Page.First != MaxPage {
			t.Errorf("%s is loaded as %s, %d of it", w.Field, w.Name(), *w.Page.First)
		}
		for _, inner := range w.With {
			fields[w.Field] = append(fields[w.Field], inner.Field)
		}
		if fields[w.Field] == nil {
			fields[w.Field] = []string{}
		}
	}
	if got := fields["conditions"]; !slices.Equal(got, []string{"satisfiedBy"}) {
		t.Errorf("with the conditions come %q, want what satisfies them", got)
	}
	for _, name := range []string{"declarations", "performedBy", "breachedBy"} {
		if fields[name] == nil {
			t.Errorf("%s isn't loaded", name)
		}
	}
	q := Query{Noun: NounObligation, Selection: Selection{With: withs}}
	if err := q.Check(); err != nil {
		t.Error(err)
	}
}

func TestHeldOn(t *testing.T) {
	tests := []struct {
		id    string
		props Props
		day   Date
		want  bool
	}{
		{"actor/x", Props{"kind": "STATE"}, "2023", true},
		{"actor/x", Props{"kind": "STATE", "from": Date("2023-12")}, "2023", true},
		{"actor/x", Props{"kind": "STATE", "from": Date("2024")}, "2023", false},
		{"actor/x", Props{"kind": "STATE", "to": Date("2022-12-31")}, "2023-01-01", false},
		{"actor/x", Props{"kind": "STATE", "to": Date("2023-01-01")}, "2023-01-01", true},
		{"declaration/x", Props{"kind": "TREATY", "inForceOn": Date("2023")}, "2023-01-01", true},
		{"declaration/x", Props{"kind": "TREATY", "signedOn": Date("2023")}, "2023-01-01", false},
		{"declaration/x", Props{"kind": "PLAN", "adoptedOn": Date("2020"), "terminatedOn": Date("2022")}, "2023", false},
		{"event/x", Props{"kind": "SUMMIT"}, "2023", true},
		{"event/x", Props{"kind": "SUMMIT", "from": Date("2024")}, "2023", false},
		{"event/x", Props{"kind": "SUMMIT", "from": Date("2020"), "to": Date("2020")}, "2023", true},
		{"statement/x", Props{"date": Date("2023-06")}, "2023-05-31", false},
		{"source/x", Props{"kind": "DATASET", "publishedOn": Date("2023-06")}, "2023-06-01", true},
		{"source/x", Props{"kind": "DATASET", "publishedOn": Date("2023-06")}, "2023-05", false},
		{"condition/x", Props{"kind": "OTHER"}, "0001", true},
	}
	for _, test := range tests {
		v := &graphView{nodes: map[string]Node{}}
		v.node(test.id, test.props)
		n := v.nodes[test.id]
		f := HeldOn(n.Noun(), test.day)
		if err := CheckFilter(n.Noun(), f); err != nil {
			t.Errorf("%s: %v", n.Noun(), err)
		}
		if got := Match(v, n, f); got != test.want {
			t.Errorf("%s %v on %s: %v, want %v", test.id, test.props, test.day, got, test.want)
		}
	}
	v := pledge(nil)
	for day, want := range map[Date]bool{"2019": false, "2023": true} {
		if got := Match(v, v.nodes[promise], HeldOn(NounObligation, day)); got != want {
			t.Errorf("an obligation on %s: %v, want %v", day, got, want)
		}
	}
}

func TestEdgeHeldOn(t *testing.T) {
	tests := []struct {
		on    Noun
		field string
		t     EdgeType
		props Props
		want  bool
	}{
		{NounActor, "memberOf", EdgeMemberOf, nil, true},
		{NounActor, "memberOf", EdgeMemberOf, Props{"from": Date("2024")}, false},
		{NounActor, "memberOf", EdgeMemberOf, Props{"to": Date("2022")}, false},
		{NounActor, "memberOf", EdgeMemberOf, Props{"from": Date("2023-12"), "to": Date("2023")}, true},
		{NounDeclaration, "partyActions", EdgePartyAction, Props{"action": "SIGNATURE", "date": Date("2023-06")}, true},
		{NounDeclaration, "partyActions", EdgePartyAction, Props{"action": "SIGNATURE", "date": Date("2024")}, false},
		{NounCondition, "satisfiedBy", EdgeSatisfies, Props{"until": Date("2022")}, false},
	}
	for _, test := range tests {
		field, _ := FieldOf(test.on, test.field)
		f := EdgeHeldOn(field, "2023")
		if err := CheckEdgeFilter(field, f); err != nil {
			t.Error(err)
		}
		e := NewEdge("edge/x/1", test.t, "a", "b", test.props)
		if got := MatchEdge(field, &e, f); got != test.want {
			t.Errorf("%s.%s with %v: %v, want %v", test.on, test.field, test.props, got, test.want)
		}
	}
	adoptedAt, _ := FieldOf(NounDeclaration, "adoptedAt")
	if f := EdgeHeldOn(adoptedAt, "2023"); f != nil {
		t.Errorf("edges without dates: %v, want nothing wanted of them", f)
	}
}
