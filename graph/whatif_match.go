package graph

import (
	"fmt"
	"slices"
	"strings"
)

// meeting is a kind of condition that a kind of event meets. Doubt says why it may not, and is empty where the kinds
// leave none.
type meeting struct {
	kind  ConditionKind
	doubt string
}

const (
	doubtScale    = "an assault may be too small to count as an armed attack"
	doubtTruce    = "whether there is a ceasefire that it breaks is not supposed"
	doubtThreat   = "whether it amounts to a threat is a matter of judgement"
	doubtInvoking = "an invocation does not always ask for help"
)

// eventMeets says which conditions an event of a kind can make hold, by the definitions of the two. Conditions of other
// kinds are met only by being supposed themselves.
var eventMeets = map[EventKind][]meeting{
	EventKindArmedAttack: {
		{ConditionKindArmedAttack, ""}, {ConditionKindRenewedAttack, ""}, {ConditionKindSpecificAdversary, ""},
		{ConditionKindThreatOrCrisis, ""}, {ConditionKindCeasefireBreach, doubtTruce},
	},
	EventKindAssault: {
		{ConditionKindArmedAttack, doubtScale}, {ConditionKindRenewedAttack, doubtScale}, {ConditionKindSpecificAdversary, ""},
		{ConditionKindThreatOrCrisis, doubtThreat}, {ConditionKindCeasefireBreach, doubtTruce},
	},
	EventKindThreaten:       {{ConditionKindThreatOrCrisis, ""}},
	EventKindMobilize:       {{ConditionKindThreatOrCrisis, doubtThreat}},
	EventKindCoerce:         {{ConditionKindThreatOrCrisis, doubtThreat}},
	EventKindCeasefire:      {{ConditionKindCeasefireInForce, ""}},
	EventKindPeaceAgreement: {{ConditionKindPeaceAgreement, ""}},
	EventKindRequest:        {{ConditionKindRequestOfBeneficiary, ""}},
	EventKindInvocation:     {{ConditionKindRequestOfBeneficiary, doubtInvoking}},
	EventKindSupport:        {{ConditionKindThirdPartySupport, ""}},
	EventKindAid:            {{ConditionKindThirdPartySupport, ""}},
}

// eventWords name the kinds of events in a sentence.
var eventWords = map[EventKind]string{
	EventKindArmedAttack: "an armed attack", EventKindAssault: "an assault", EventKindThreaten: "a threat",
	EventKindMobilize: "a mobilisation", EventKindCoerce: "coercion", EventKindCeasefire: "a ceasefire",
	EventKindPeaceAgreement: "a peace agreement", EventKindRequest: "a request", EventKindInvocation: "an invocation",
	EventKindSupport: "support", EventKindAid: "aid",
}

// EventKindsOfWhatIf gives the kinds of event that can be supposed: those that can make a condition hold; sorted.
func EventKindsOfWhatIf() []EventKind {
	var kinds []EventKind
	for k := range eventMeets {
		kinds = append(kinds, k)
	}
	slices.Sort(kinds)
	return kinds
}

func eventKindNames() []string {
	var names []string
	for _, k := range EventKindsOfWhatIf() {
		names = append(names, string(k))
	}
	return names
}

// eventRoles are the parts that somebody can have in an event and in a condition, with the words for them.
var eventRoles = []struct {
	role ConditionConcernsRole
	// noun is what it is called, whose how it is asked for, as in “the condition doesn't say who attacks”.
	noun, whose string
}{
	{ConditionConcernsRoleAttacker, "attacker", "who attacks"},
	{ConditionConcernsRoleVictim, "victim", "who is attacked"},
	{ConditionConcernsRoleSubject, "subject", "whom or what it is about"},
}

// decisiveRoles are the parts on which it hangs whether an event is the one that a condition of a kind describes.
func decisiveRoles(kind ConditionKind) []ConditionConcernsRole {
	switch kind {
	case ConditionKindArmedAttack, ConditionKindRenewedAttack, ConditionKindThreatOrCrisis, ConditionKindCeasefireBreach:
		return []ConditionConcernsRole{ConditionConcernsRoleAttacker, ConditionConcernsRoleVictim}
	case ConditionKindSpecificAdversary:
		return []ConditionConcernsRole{ConditionConcernsRoleAttacker}
	}
	return []ConditionConcernsRole{ConditionConcernsRoleSubject}
}

func (e *SupposedEvent) part(role ConditionConcernsRole) string {
	switch role {
	case ConditionConcernsRoleAttacker:
		return e.Attacker
	case ConditionConcernsRoleVictim:
		return e.Victim
	}
	return e.Subject
}

// eventMatch is a condition that a supposed event makes hold, or may.
type eventMatch struct {
	hypothesis int
	condition  *Condition
	// grounds are the reasons for it, doubts those against being sure.
	grounds, doubts []string
	// anyParty: the victim may be any party to the instrument, which is seen obligation by obligation.
	anyParty bool
}

func (m eventMatch) certainty() Certainty {
	if len(m.doubts) > 0 {
		return CertaintyPossible
	}
	return CertaintyCertain
}

// reason puts the grounds and doubts into a sentence.
func (m eventMatch) reason() string {
	grounds, doubts := strings.Join(m.grounds, "; "), strings.Join(m.doubts, "; ")
	if grounds == "" || doubts == "" {
		return grounds + doubts
	}
	return grounds + "; but " + doubts
}

// match tells whether a supposed event is one that a condition describes.
func (a *WhatIfAnalysis) match(hypothesis int, c *Condition) (eventMatch, bool) {
	event := a.hypotheses[hypothesis].Event
	m := eventMatch{hypothesis: hypothesis, condition: c}
	i := slices.IndexFunc(eventMeets[event.Kind], func(m meeting) bool { return m.kind == c.Kind })
	if i < 0 {
		return m, false
	}
	if doubt := eventMeets[event.Kind][i].doubt; doubt != "" {
		m.doubts = append(m.doubts, doubt)
	}
	for _, r := range eventRoles {
		if !a.matchRole(&m, event.part(r.role), r.role, r.noun, r.whose) {
			return m, false
		}
	}
	if c.Kind == ConditionKindRenewedAttack {
		a.matchRenewal(&m, event)
	}
	if c.DeterminedBy != "" {
		m.doubts = append(m.doubts, fmt.Sprintf("it is for %s to determine", quoted(c.DeterminedBy)))
	}
	return m, true
}

// matchRole compares who has a part in the event with whom the condition names for it, and tells whether the condition
// can still be meant.
func (a *WhatIfAnalysis) matchRole(m *eventMatch, given string, role ConditionConcernsRole, noun, whose string) bool {
	c := m.condition
	decisive := slices.Contains(decisiveRoles(c.Kind), role)
	var named []Node
	for _, l := range loadedLinks(c, "concerns") {
		if l.edge.Role == string(role) {
			named = append(named, l.node)
		}
	}
	switch {
	case len(named) == 0 && role == ConditionConcernsRoleVictim && c.VictimRole == VictimRoleAnyParty:
		m.anyParty = true
		if given == "" {
			m.doubts = append(m.doubts, "the hypothesis doesn't say who is attacked")
		}
		return true
	case len(named) == 0 && decisive:
		m.doubts = append(m.doubts, "the condition doesn't say "+whose)
		return true
	case len(named) == 0:
		return true
	case given == "" && (decisive || role != ConditionConcernsRoleSubject):
		m.doubts = append(m.doubts, fmt.Sprintf("it names %s as the %s, and the hypothesis names none", labelsOf(named, "or"), noun))
		return true
	case given == "":
		return true
	}
	for _, n := range named {
		if n.NodeID() == given {
			m.grounds = append(m.grounds, fmt.Sprintf("it names %s as the %s", quoted(n.Label()), noun))
			return true
		}
	}
	return a.matchGroup(m, given, named, noun)
}

// matchGroup looks whether an actor belongs to one that the condition names. The model has no rule by which what is done
// to a member or a part is done to the whole, so that is a doubt.
func (a *WhatIfAnalysis) matchGroup(m *eventMatch, given string, named []Node, noun string) bool {
	for _, field := range []struct{ name, word string }{{"memberOf", "a member"}, {"partOf", "a part"}} {
		for _, l := range a.heldLinks(a.nodes[given], field.name) {
			if !slices.ContainsFunc(named, func(n Node) bool { return n.NodeID() == l.node.NodeID() }) {
				continue
			}
			m.doubts = append(m.doubts, fmt.Sprintf("%s is %s of %s, which it names as the %s, and nothing says that this counts as the same",
				quoted(a.nodes[given].Label()), field.word, quoted(l.node.Label()), noun))
			return true
		}
	}
	return false
}

// matchRenewal tells what makes an attack a renewed one: an earlier attack by the same actor on the same victim is
// recorded, or the condition's own words, from which its kind was taken, presuppose one.
func (a *WhatIfAnalysis) matchRenewal(m *eventMatch, event *SupposedEvent) {
	if earlier := a.earlierAttack(event.Attacker, event.Victim); earlier != nil {
		m.grounds = append(m.grounds, fmt.Sprintf("an earlier attack is recorded: %s", quoted(earlier.Label())))
		return
	}
	if m.condition.Text != "" {
		m.grounds = append(m.grounds, "its words presuppose an earlier attack, of which no event is recorded")
		return
	}
	m.doubts = append(m.doubts, "no earlier attack is recorded, and the condition's words are not given")
}

// forObligation completes a match for one obligation: where the victim may be any party, it must be one to the
// instrument, which is the declaration that the condition names, or else each that makes the obligation. It tells with
// false that the event is not meant.
func (a *WhatIfAnalysis) forObligation(m eventMatch, o *Obligation) (eventMatch, bool) {
	if !m.anyParty {
		return m, true
	}
	victim := a.hypotheses[m.hypothesis].Event.Victim
	if victim == "" {
		return m, true
	}
	m.grounds, m.doubts = slices.Clip(m.grounds), slices.Clip(m.doubts)
	var instruments []Node
	for _, l := range loadedLinks(m.condition, "concerns") {
		if l.node.Noun() == NounDeclaration {
			instruments = append(instruments, l.node)
		}
	}
	if len(instruments) == 0 {
		instruments = nodesOf(loadedLinks(o, "declarations"))
	}
	for _, p := range a.partiesTo(instruments) {
		if p.Actor.ID != victim {
			continue
		}
		m.grounds = append(m.grounds, "its victim may be any party, and "+p.Reason)
		if p.Certainty != CertaintyCertain {
			m.doubts = append(m.doubts, fmt.Sprintf("it isn't sure that %s is bound", quoted(p.Actor.Label())))
		}
		return m, true
	}
	return m, false
}

// labelsOf gives the labels of nodes, joined by a word.
func labelsOf(nodes []Node, word string) string {
	list := make([]string, len(nodes))
	for i, n := range nodes {
		list[i] = quoted(n.Label())
	}
	slices.Sort(list)
	return strings.Join(list, " "+word+" ")
}

// hypothesisText says in words what is supposed.
func (a *WhatIfAnalysis) hypothesisText(h Hypothesis) string {
	label := func(id string) string { return quoted(a.nodes[id].Label()) }
	if h.Event == nil {
		if h.Holds {
			return label(h.Condition) + " holds"
		}
		return label(h.Condition) + " does not hold"
	}
	text := eventWords[h.Event.Kind]
	for _, p := range []struct{ word, id string }{{" by ", h.Event.Attacker}, {" on ", h.Event.Victim}, {" about ", h.Event.Subject}} {
		if p.id != "" {
			text += p.word + label(p.id)
		}
	}
	return text
}
