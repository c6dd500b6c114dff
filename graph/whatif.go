package graph

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Hypothesis is one thing supposed: that an event happens, or that a condition holds or doesn't. Either Event or
// Condition is set.
type Hypothesis struct {
	Event *SupposedEvent
	// Condition is the id of a condition, and Holds says whether what it describes is so. Holds is what events bring
	// about: a negated condition that holds is not met.
	Condition string
	Holds     bool
}

// SupposedEvent is an event that is supposed to happen. A part that isn't named is unknown, never “anyone”.
type SupposedEvent struct {
	Kind EventKind
	// Attacker and Victim are ids of actors, Subject the id of an actor or a declaration; each may be empty.
	Attacker, Victim, Subject string
}

// maxHypotheses is how much can be supposed at once.
const maxHypotheses = 20

// maxEffects is how many effects a what-if may have: more than anyone can follow, and a sign that too little was said.
const maxEffects = 1000

// WhatIf is what would follow from hypotheses on a day.
type WhatIf struct {
	AsOf       Date
	Hypotheses []HypothesisReading
	// Effects stand in the order in which they were derived: by round, those that are certain first, then by the obligation's id.
	Effects []*Effect
}

// HypothesisReading says how a hypothesis was understood: the conditions that it touches.
type HypothesisReading struct {
	Text    string
	Matches []ConditionMatch
}

// ConditionMatch is a condition that a hypothesis touches.
type ConditionMatch struct {
	Condition *Condition
	Holds     bool
	Certainty Certainty
	Reason    string
}

// Effect is one change that the hypotheses would bring to one obligation.
type Effect struct {
	// ID is made of the obligation's id and the change: the same wherever the same is derived.
	ID string
	// Round tells how far the effect is from what was supposed: 1 follows from it directly.
	Round      int
	Obligation *Obligation
	Change     WhatIfChange
	Certainty  Certainty
	// Before and After are the derived status without and with what is supposed. What follows by a relation between
	// obligations (FALLS_DUE, LOSES_GROUND) leaves the derived status as it is.
	Before, After Status
	// Bearers are those on whom it would fall, Excluded those who bear it and would not owe it in this case.
	Bearers, Excluded []AffectedActor
	// UnnamedBearers is the number of bearers that no source names: members of coalitions that stand for their members.
	UnnamedBearers int
	Toward         []AffectedActor
	Against        []AffectedActor
	// Bindingness is the obligation's own, or else that on which all its declarations agree; empty where none is coded.
	Bindingness Bindingness
	Voices      []Voice
	// Met are the conditions that what is supposed would make met, Unmet those that must be met besides.
	Met, Unmet []ConditionInEffect
	Steps      []WhatIfStep
	// FollowsFrom are the ids of the earlier effects that this one comes from.
	FollowsFrom []string
}

// AffectedActor is an actor in an effect, and why it is there.
type AffectedActor struct {
	Actor *Actor
	// Through is the coalition or group whose member the actor is, where it is there as a member.
	Through   *Actor
	Certainty Certainty
	Reason    string
	// Claims are what sources are taken to show about the edges by which it is there.
	Claims []*Claim
	// UnnamedMembers is how many members of the actor no source names; nil where it isn't said how many it has.
	UnnamedMembers *int
}

// Voice is somebody's word for an obligation: the claims about it that stand in one statement. Without a statement they
// are the sources' own word.
type Voice struct {
	Statement *Statement
	Speakers  []*Actor
	Claims    []*Claim
}

// ConditionInEffect is a condition of an obligation, in the part that it plays there.
type ConditionInEffect struct {
	Condition *Condition
	Role      ConditionRole
	Group     *int
	State     State
}

// WhatIfStep is one step of the derivation, for a reader to follow.
type WhatIfStep struct {
	Rule    WhatIfRule
	Because string
	// Of are the things that the step is about, Claims what sources are taken to show about them.
	Of     []Node
	Claims []*Claim
}

// Certainty says whether an analysis' result is sure.
type Certainty string

// The certainties.
const (
	CertaintyCertain  Certainty = "CERTAIN"
	CertaintyPossible Certainty = "POSSIBLE"
)

// WhatIfChange says what would become of an obligation.
type WhatIfChange string

// The changes.
const (
	WhatIfChangeActivated     WhatIfChange = "ACTIVATED"
	WhatIfChangeFallsDue      WhatIfChange = "FALLS_DUE"
	WhatIfChangeStillInactive WhatIfChange = "STILL_INACTIVE"
	WhatIfChangeLimited       WhatIfChange = "LIMITED"
	WhatIfChangeSuspended     WhatIfChange = "SUSPENDED"
	WhatIfChangeDeactivated   WhatIfChange = "DEACTIVATED"
	WhatIfChangeLosesGround   WhatIfChange = "LOSES_GROUND"
	WhatIfChangeEnded         WhatIfChange = "ENDED"
)

// WhatIfRule names a rule by which a step of a what-if goes on.
type WhatIfRule string

// The rules.
const (
	WhatIfRuleSupposed    WhatIfRule = "SUPPOSED"
	WhatIfRuleEvent       WhatIfRule = "EVENT"
	WhatIfRulePerformance WhatIfRule = "PERFORMANCE"
	WhatIfRuleCondition   WhatIfRule = "CONDITION"
	WhatIfRuleStatus      WhatIfRule = "STATUS"
	WhatIfRuleScope       WhatIfRule = "SCOPE"
	WhatIfRuleDependence  WhatIfRule = "DEPENDENCE"
	WhatIfRuleConsequence WhatIfRule = "CONSEQUENCE"
)

// WhatIfEnums gives the enumerations of what-if, which are no part of the model: nothing stored has them.
func WhatIfEnums() []Enum {
	return []Enum{
		enumOf("Whether a result of an analysis is sure.", "Pactgraph", []enumDoc[Certainty]{
			{CertaintyCertain, "It follows from what is supposed and recorded, by the rules alone."},
			{CertaintyPossible, "It may follow: something that it hangs on is not recorded or not supposed, as the reason says."},
		}),
		enumOf("What would become of an obligation, if what is supposed were so.", "Pactgraph", []enumDoc[WhatIfChange]{
			{WhatIfChangeActivated, "It would call for performance, where now it does not."},
			{WhatIfChangeFallsDue, "It is a consequence of a promise that would call for performance, and falls due when that one is performed or broken."},
			{WhatIfChangeStillInactive, "What is supposed bears on it, and still it would not call for performance: the status after says why, and unmet what else must hold."},
			{WhatIfChangeLimited, "It would not cover the case supposed, while it goes on applying to others."},
			{WhatIfChangeSuspended, "It would not apply for as long as what is supposed holds."},
			{WhatIfChangeDeactivated, "It would no longer call for performance, since what activated it would not be so; it may be activated again."},
			{WhatIfChangeLosesGround, "A promise that it depends on would no longer be owed, so that it may not be owed either."},
			{WhatIfChangeEnded, "It would come to an end."},
		}),
		enumOf("A rule by which a step of a what-if goes on.", "Pactgraph", []enumDoc[WhatIfRule]{
			{WhatIfRuleSupposed, "It is supposed that a condition holds or does not."},
			{WhatIfRuleEvent, "A supposed event makes a condition hold, by its kind and by who takes part in it."},
			{WhatIfRulePerformance, "Performing a promise that would be activated makes a condition of another hold."},
			{WhatIfRuleCondition, "The condition plays a part in the promise: it activates, limits, suspends or ends it, or excepts a case."},
			{WhatIfRuleStatus, "The status is derived as it always is, with what is supposed added."},
			{WhatIfRuleScope, "The promise extends only to cases for which a limiting condition holds."},
			{WhatIfRuleDependence, "The promise is owed, or can be performed, only if another is kept."},
			{WhatIfRuleConsequence, "The promise falls due because another is performed or broken."},
		}),
	}
}

// AskWhatIf works out what would follow from hypotheses on a day, and tells of which revision of the graph that is.
// KindInvalid: the hypotheses can't be understood, or contradict each other. KindNotFound: they name what isn't there.
func AskWhatIf(ctx context.Context, r Reader, hypotheses []Hypothesis, day Date) (*WhatIf, int, error) {
	if err := CheckHypotheses(hypotheses); err != nil {
		return nil, 0, err
	}
	a, revision, err := Analyse(ctx, r, func() *WhatIfAnalysis { return NewWhatIf(hypotheses, day) })
	if err != nil {
		return nil, 0, err
	}
	return a.Result(), revision, nil
}

// CheckHypotheses tells whether hypotheses can be understood, as far as that can be told without the graph.
func CheckHypotheses(hypotheses []Hypothesis) error {
	if len(hypotheses) == 0 {
		return Errorf(KindInvalid, "nothing is supposed: give at least one hypothesis, an event or a condition")
	}
	if len(hypotheses) > maxHypotheses {
		return Errorf(KindTooLarge, "%d hypotheses were given: at most %d are allowed", len(hypotheses), maxHypotheses)
	}
	holds := map[string]int{} // the hypothesis about a condition, by the condition
	for i, h := range hypotheses {
		if err := h.check(); err != nil {
			return Errorf(KindInvalid, "hypothesis %d: %w", i+1, err)
		}
		if h.Event != nil {
			continue
		}
		if j, ok := holds[h.Condition]; ok && hypotheses[j].Holds != h.Holds {
			return Errorf(KindInvalid, "hypotheses %d and %d contradict each other: %s can't hold and not hold at once", j+1, i+1, h.Condition)
		}
		holds[h.Condition] = i
	}
	return nil
}

func (h Hypothesis) check() error {
	switch {
	case h.Event == nil && h.Condition == "":
		return fmt.Errorf("it says nothing: give an event or a condition")
	case h.Event != nil && h.Condition != "":
		return fmt.Errorf("it can't be about an event and a condition at once: make two of it")
	case h.Event != nil:
		return h.Event.check()
	}
	return checkPart("condition", h.Condition, NounCondition)
}

func (e *SupposedEvent) check() error {
	if len(eventMeets[e.Kind]) == 0 {
		return fmt.Errorf("no condition is met by an event of the kind %q: conditions are met by %s", e.Kind, strings.Join(eventKindNames(), ", "))
	}
	if e.Attacker != "" && e.Attacker == e.Victim {
		return fmt.Errorf("%s can't be the attacker and the victim of one attack", e.Attacker)
	}
	for _, part := range []struct {
		name, id string
		nouns    []Noun
	}{
		{"attacker", e.Attacker, []Noun{NounActor}},
		{"victim", e.Victim, []Noun{NounActor}},
		{"subject", e.Subject, []Noun{NounActor, NounDeclaration}},
	} {
		if part.id == "" {
			continue
		}
		if err := checkPart(part.name, part.id, part.nouns...); err != nil {
			return err
		}
	}
	return nil
}

func checkPart(name, id string, nouns ...Noun) error {
	if err := CheckID(id); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if noun, _ := NounOf(id); !slices.Contains(nouns, noun) {
		return fmt.Errorf("%s can't be %q: it is the id of %s", name, id, nounNames(nouns))
	}
	return nil
}

func nounNames(nouns []Noun) string {
	names := make([]string, len(nouns))
	for i, n := range nouns {
		names[i] = n.Prefix()
	}
	article := "a "
	if strings.ContainsAny(names[0][:1], "aeiou") {
		article = "an "
	}
	return article + strings.Join(names, " or ")
}

// parts gives the ids that a hypothesis names.
func (h Hypothesis) parts() []string {
	if h.Event == nil {
		return []string{h.Condition}
	}
	return slices.DeleteFunc([]string{h.Event.Attacker, h.Event.Victim, h.Event.Subject}, func(id string) bool { return id == "" })
}
