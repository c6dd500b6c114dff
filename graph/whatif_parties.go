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

// outcomeOf says what a party's action makes of it; false where it changes nothing. A treaty's signature alone may bind or
// not, as the treaty provides (Vienna Convention on the Law of Treaties, Articles 11 to 14); other instruments commit
// those who sign or adopt them.
func outcomeOf(action PartyAction, treaty bool) (boundness, bool) {
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
	for _, t := range partyTies(d) {
		if p, ok := BoundBy(d, t.actor, t.recorded, t.actions, day); ok {
			list = append(list, p)
		}
	}
	slices.SortFunc(list, func(a, b AffectedActor) int { return cmp.Compare(a.Actor.ID, b.Actor.ID) })
	return list
}

// partyTie is what an actor has to do with a declaration: the edges by which it is recorded as a party, and its actions.
type partyTie struct {
	actor             *Actor
	recorded, actions []*EdgeProps
}

// partyTies gives what each actor has to do with a declaration, by the actor's id.
func partyTies(d *Declaration) map[string]*partyTie {
	ties := map[string]*partyTie{}
	of := func(l link) *partyTie {
		id := l.node.NodeID()
		if ties[id] == nil {
			ties[id] = &partyTie{actor: l.node.(*Actor)}
		}
		return ties[id]
	}
	for _, l := range loadedLinks(d, "parties") {
		t := of(l)
		t.recorded = append(t.recorded, l.edge)
	}
	for _, l := range loadedLinks(d, "partyActions") {
		t := of(l)
		t.actions = append(t.actions, l.edge)
	}
	return ties
}

// BoundBy tells whether an actor is bound by a declaration on a day, or may be, with the reason; false where it isn't. It
// is bound where it is recorded as a party on that day, and otherwise by its party actions, of which the last counts. Of
// the declaration it needs the title, kind and bindingness; claims are given as far as the what-if has loaded them.
func BoundBy(d *Declaration, actor *Actor, recorded, actions []*EdgeProps, day Date) (AffectedActor, bool) {
	field, _ := FieldOf(NounDeclaration, "parties")
	for _, e := range recorded {
		if MatchEdge(field, e, EdgeHeldOn(field, day)) {
			reason := fmt.Sprintf("%s is recorded as a party to %s%s", quoted(actor.Label()), quoted(d.Label()), prefixed(" since ", string(e.From)))
			return AffectedActor{Actor: actor, Certainty: CertaintyCertain, Reason: reason, Claims: edgeClaims(d, "parties", e.ID)}, true
		}
	}
	return boundByActions(d, actor, actions, day)
}

// inOrder gives actions in the order of their dates; those without one come first, since what is recorded without a date
// has happened.
func inOrder(actions []*EdgeProps) []*EdgeProps {
	return slices.SortedFunc(slices.Values(actions), func(a, b *EdgeProps) int {
		x, y := effectOf(a), effectOf(b)
		if x.Known() != y.Known() {
			return compareBool(x.Known(), y.Known())
		}
		return cmp.Or(x.Compare(y), cmp.Compare(a.ID, b.ID))
	})
}

// effectOf is the date on which an action takes effect.
func effectOf(e *EdgeProps) Date {
	if e.EffectiveDate.Known() {
		return e.EffectiveDate
	}
	return e.Date
}

// boundByActions tells whether an actor is bound, or may be, by what it has done up to a day; false where it isn't.
func boundByActions(d *Declaration, actor *Actor, actions []*EdgeProps, day Date) (AffectedActor, bool) {
	treaty := Match(LoadedView{}, d, bindsInForce())
	state := notBound
	var last *EdgeProps
	for _, e := range inOrder(actions) {
		made, ok := outcomeOf(PartyAction(e.Action), treaty)
		if when := effectOf(e); !ok || slices.Contains(standsAside, e.Capacity) || when.Known() && !when.Holds(OpLte, day) {
			continue
		}
		suspends := PartyAction(e.Action) == PartyActionSuspension
		if suspends && state == notBound || !suspends && made == maybeBound && state == isBound {
			continue // nothing to suspend; or it was bound already, and a signature takes nothing away
		}
		state, last = made, e
	}
	if state == notBound {
		return AffectedActor{}, false
	}
	p := AffectedActor{Actor: actor, Certainty: CertaintyCertain, Claims: edgeClaims(d, "partyActions", last.ID)}
	text := "%s is a party to %s by %s%s"
	switch {
	case PartyAction(last.Action) == PartyActionSuspension:
		text, p.Certainty = "%s is a party to %s, and has suspended it for itself by %s%s", CertaintyPossible
	case state == maybeBound:
		text, p.Certainty = "%s has done no more to be bound by %s than %s%s", CertaintyPossible
	}
	p.Reason = fmt.Sprintf(text, quoted(actor.Label()), quoted(d.Label()), last.Action, prefixed(" of ", string(effectOf(last))))
	return p, true
}
