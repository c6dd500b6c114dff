package graph

import (
	"cmp"
	"fmt"
	"slices"
)

// boundness is what a party's action makes of it.
type boundness int

const (
	notBound boundness = iota
	maybeBound
	isBound
)

// boundBy says what a party's action makes of it; false where it changes nothing. A treaty's signature alone may bind or
// not, as the treaty provides (Vienna Convention on the Law of Treaties, Articles 11 to 14); other instruments commit
// those who sign or adopt them.
func boundBy(action PartyAction, treaty bool) (boundness, bool) {
	switch action {
	case PartyActionRatification, PartyActionAcceptance, PartyActionApproval, PartyActionAccession, PartyActionFormalConfirmation,
		PartyActionSuccession, PartyActionDefinitiveSignature, PartyActionProvisionalApplication:
		return isBound, true
	case PartyActionSignature, PartyActionSignatureAdReferendum:
		if treaty || action == PartyActionSignatureAdReferendum {
			return maybeBound, true
		}
		return isBound, true
	case PartyActionAdoption:
		return isBound, !treaty
	case PartyActionSuspension:
		return maybeBound, true
	case PartyActionWithdrawal, PartyActionDenunciation, PartyActionTermination:
		return notBound, true
	}
	return notBound, false
}

// standsAside are the capacities in which an actor takes part without being a party.
var standsAside = []string{string(CapacityWitness), string(CapacityMediator), string(CapacityDepositary)}

// partiesTo gives the actors that are bound by a declaration on a day, or may be, by id, with the reason. It reads the
// declaration's parties and partyActions as the what-if loads them.
func partiesTo(d *Declaration, day Date) []AffectedActor {
	var list []AffectedActor
	seen := map[string]bool{}
	field, _ := FieldOf(NounDeclaration, "parties")
	for _, l := range loadedLinks(d, "parties") {
		if !seen[l.node.NodeID()] && MatchEdge(field, l.edge, EdgeHeldOn(field, day)) {
			seen[l.node.NodeID()] = true
			reason := fmt.Sprintf("%s is recorded as a party to %s%s", quoted(l.node.Label()), quoted(d.Label()), prefixed(" since ", string(l.edge.From)))
			list = append(list, AffectedActor{
				Actor: l.node.(*Actor), Certainty: CertaintyCertain, Reason: reason, Claims: edgeClaims(d, "parties", l.edge.ID),
			})
		}
	}
	for _, actions := range actionsByActor(d) {
		actor := actions[0].node.(*Actor)
		if seen[actor.ID] {
			continue
		}
		if p, ok := boundByActions(d, actions, day); ok {
			list = append(list, p)
		}
	}
	slices.SortFunc(list, func(a, b AffectedActor) int { return cmp.Compare(a.Actor.ID, b.Actor.ID) })
	return list
}

// actionsByActor gives each actor's actions in the order of their dates; those without one come first, since what is
// recorded without a date has happened.
func actionsByActor(d *Declaration) [][]link {
	index := map[string]int{}
	var list [][]link
	for _, l := range loadedLinks(d, "partyActions") {
		if slices.Contains(standsAside, l.edge.Capacity) {
			continue
		}
		i, ok := index[l.node.NodeID()]
		if !ok {
			i = len(list)
			index[l.node.NodeID()] = i
			list = append(list, nil)
		}
		list[i] = append(list[i], l)
	}
	for _, actions := range list {
		slices.SortFunc(actions, func(a, b link) int {
			x, y := effectOf(a.edge), effectOf(b.edge)
			if x.Known() != y.Known() {
				return compareBool(x.Known(), y.Known())
			}
			return cmp.Or(x.Compare(y), cmp.Compare(a.edge.ID, b.edge.ID))
		})
	}
	return list
}

// effectOf is the date on which an action takes effect.
func effectOf(e *EdgeProps) Date {
	if e.EffectiveDate.Known() {
		return e.EffectiveDate
	}
	return e.Date
}

// boundByActions tells whether an actor is bound, or may be, by what it has done up to a day; false where it isn't.
func boundByActions(d *Declaration, actions []link, day Date) (AffectedActor, bool) {
	treaty := Match(LoadedView{}, d, bindsInForce())
	state := notBound
	var last link
	for _, l := range actions {
		made, ok := boundBy(PartyAction(l.edge.Action), treaty)
		if when := effectOf(l.edge); !ok || when.Known() && !when.Holds(OpLte, day) {
			continue
		}
		suspends := PartyAction(l.edge.Action) == PartyActionSuspension
		if suspends && state == notBound || !suspends && made == maybeBound && state == isBound {
			continue // nothing to suspend; or it was bound already, and a signature takes nothing away
		}
		state, last = made, l
	}
	if state == notBound {
		return AffectedActor{}, false
	}
	p := AffectedActor{Actor: last.node.(*Actor), Certainty: CertaintyCertain, Claims: edgeClaims(d, "partyActions", last.edge.ID)}
	text := "%s is a party to %s by %s%s"
	switch {
	case PartyAction(last.edge.Action) == PartyActionSuspension:
		text, p.Certainty = "%s is a party to %s, and has suspended it for itself by %s%s", CertaintyPossible
	case state == maybeBound:
		text, p.Certainty = "%s has done no more to be bound by %s than %s%s", CertaintyPossible
	}
	p.Reason = fmt.Sprintf(text, quoted(last.node.Label()), quoted(d.Label()), last.edge.Action, prefixed(" of ", string(effectOf(last.edge))))
	return p, true
}
