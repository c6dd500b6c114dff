package graph

import (
	"fmt"
	"slices"
)

// cast is who has which part in the events that are supposed to make an obligation's conditions hold.
type cast struct {
	attackers, victims []*Actor
}

// add adds those who have a part in an event, of whom nodes are known by id.
func (c *cast) add(e *SupposedEvent, nodes map[string]Node) {
	var more cast
	if a, ok := nodes[e.Attacker].(*Actor); ok {
		more.attackers = []*Actor{a}
	}
	if a, ok := nodes[e.Victim].(*Actor); ok {
		more.victims = []*Actor{a}
	}
	c.join(more)
}

// join adds those who have a part in other events.
func (c *cast) join(more cast) {
	c.attackers, c.victims = joinActors(c.attackers, more.attackers), joinActors(c.victims, more.victims)
}

func joinActors(list, more []*Actor) []*Actor {
	for _, a := range more {
		if !named(list, a.ID) {
			list = append(slices.Clip(list), a)
		}
	}
	return list
}

func named(list []*Actor, id string) bool {
	return slices.ContainsFunc(list, func(a *Actor) bool { return a.ID == id })
}

// forVictim are the kinds of promise whose performance helps somebody who is attacked, or is done against the attacker.
var forVictim = map[ObligationKind]bool{
	ObligationKindDefence: true, ObligationKindAssistance: true, ObligationKindMilitaryAid: true, ObligationKindArmsSupply: true,
	ObligationKindTraining: true, ObligationKindIntelligence: true, ObligationKindLogistics: true, ObligationKindFinancing: true,
	ObligationKindEconomicAid: true, ObligationKindHumanitarianAid: true, ObligationKindDiplomaticSupport: true,
	ObligationKindSanctions: true, ObligationKindTroopDeployment: true, ObligationKindForceContribution: true,
	ObligationKindNoAidToEnemy: true,
}

// partiesTo gives the actors that are bound by some of the declarations.
func (a *WhatIfAnalysis) partiesTo(declarations []Node) []AffectedActor {
	var list []AffectedActor
	for _, d := range declarations {
		for _, p := range partiesTo(d.(*Declaration), a.day) {
			i := slices.IndexFunc(list, func(q AffectedActor) bool { return q.Actor.ID == p.Actor.ID })
			switch {
			case i < 0:
				list = append(list, p)
			case list[i].Certainty != CertaintyCertain:
				list[i] = p
			}
		}
	}
	return list
}

// people fills in on whom an effect falls, toward whom and against whom.
func (a *WhatIfAnalysis) people(e *Effect, c cast) {
	e.Toward = a.toward(e.Obligation, c)
	e.Against = a.against(e.Obligation, c)
	e.Bearers, e.Excluded = []AffectedActor{}, []AffectedActor{}
	var all []AffectedActor
	for _, b := range a.bearers(e.Obligation, c) {
		a.complete(&b, e.Obligation.BearerMode)
		all = append(all, b)
		more, unnamed := a.standsFor(b, e.Obligation.BearerMode, map[string]bool{b.Actor.ID: true})
		all = append(all, more...)
		e.UnnamedBearers += unnamed
	}
	for _, b := range all {
		if reason := e.excludes(b.Actor.ID, c); reason != "" {
			b.Reason += "; " + reason
			e.Excluded = append(e.Excluded, b)
			continue
		}
		b.Reason += a.plays(b.Actor, c)
		e.Bearers = append(e.Bearers, b)
	}
}

// plays says of a bearer that it is the attacker or the victim supposed too, or has it among its members.
func (a *WhatIfAnalysis) plays(bearer *Actor, c cast) string {
	return a.playsPart(bearer, c.attackers, "attacker") + a.playsPart(bearer, c.victims, "victim")
}

func (a *WhatIfAnalysis) playsPart(bearer *Actor, cast []*Actor, part string) string {
	if named(cast, bearer.ID) {
		return fmt.Sprintf("; it is the %s supposed as well", part)
	}
	if slices.Contains(groups, bearer.Kind) {
		for _, l := range a.members(bearer.ID) {
			if named(cast, l.node.NodeID()) {
				return fmt.Sprintf("; %s, the %s supposed, is one of its members", quoted(l.node.Label()), part)
			}
		}
	}
	return ""
}

// bearers gives those who bear an obligation, before coalitions are opened: the actors named, or the parties.
func (a *WhatIfAnalysis) bearers(o *Obligation, c cast) []AffectedActor {
	list := a.namedIn(o, "bearers", "named as bearer")
	role := map[BearerRole]string{
		BearerRoleEachParty: "each party bears it", BearerRoleOtherParties: "the other parties bear it",
		BearerRoleAnyParty: "it falls on the party in the situation described",
	}[o.BearerRole]
	if role == "" {
		return list
	}
	for _, p := range a.partiesTo(nodesOf(loadedLinks(o, "declarations"))) {
		if slices.ContainsFunc(list, func(b AffectedActor) bool { return b.Actor.ID == p.Actor.ID }) {
			continue
		}
		if o.BearerRole == BearerRoleAnyParty && len(c.victims) > 0 && !named(c.victims, p.Actor.ID) {
			continue
		}
		if o.BearerRole == BearerRoleAnyParty && len(c.victims) == 0 {
			p.Certainty = CertaintyPossible
		}
		p.Reason = role + ", and " + p.Reason
		list = append(list, p)
	}
	return list
}

// namedIn gives the actors that an obligation names in a field, as of the day, each once.
func (a *WhatIfAnalysis) namedIn(o *Obligation, field, reason string) []AffectedActor {
	list := []AffectedActor{}
	for _, l := range a.heldLinks(o, field) {
		why := reason + prefixed(", as ", quotedIf(l.edge.AsNamed))
		i := slices.IndexFunc(list, func(b AffectedActor) bool { return b.Actor.ID == l.node.NodeID() })
		if i >= 0 {
			continue
		}
		list = append(list, AffectedActor{
			Actor: l.node.(*Actor), Certainty: CertaintyCertain, Reason: why, Claims: edgeClaims(o, field, l.edge.ID),
		})
	}
	return list
}

func quotedIf(text string) string {
	if text == "" {
		return ""
	}
	return quoted(text)
}

// unopened says why a coalition's members don't bear what it bears.
func unopened(mode BearerMode) string {
	switch mode {
	case BearerModeJoint:
		return "its members owe it together, and none of them by itself"
	case BearerModeCollectiveBody:
		return "it owes it as a body, and its members are not bound by being members"
	case BearerModeIndividual:
		return "it alone owes it"
	}
	return "how it falls on its members is not said"
}

// groups are the kinds of actor that have members.
var groups = []ActorKind{ActorKindCoalition, ActorKindDescribedGroup, ActorKindInternationalOrganisation}

// standsFor gives the members for which a bearer stands on the day, and how many of them no source names. It completes
// the bearer's own entry. A coalition or described group stands for its members where each of them owes the promise;
// an organisation is a person in law of its own, and stands for none.
func (a *WhatIfAnalysis) standsFor(b AffectedActor, mode BearerMode, seen map[string]bool) (list []AffectedActor, unnamed int) {
	if !slices.Contains(groups, b.Actor.Kind) {
		return nil, 0
	}
	if mode != BearerModeSeveral && mode != BearerModeJointAndSeveral || b.Actor.Kind == ActorKindInternationalOrganisation {
		return nil, 0
	}
	members := a.members(b.Actor.ID)
	if missing := unnamedMembers(b.Actor, len(members)); missing != nil {
		unnamed = *missing
	}
	for _, l := range members {
		m := AffectedActor{
			Actor: l.node.(*Actor), Through: b.Actor, Certainty: b.Certainty,
			Claims: edgeClaims(a.nodes[b.Actor.ID], "members", l.edge.ID),
			Reason: fmt.Sprintf("a member of %s%s, each of whose members owes it (%s)", quoted(b.Actor.Label()), prefixed(" since ", string(l.edge.From)), mode),
		}
		if seen[m.Actor.ID] {
			continue
		}
		seen[m.Actor.ID] = true
		a.complete(&m, mode)
		more, more2 := a.standsFor(m, mode, seen)
		list = append(append(list, m), more...)
		unnamed += more2
	}
	return list, unnamed
}

// members gives the members of a group on the day, observers left out, each once.
func (a *WhatIfAnalysis) members(group string) []link {
	list := slices.DeleteFunc(a.heldLinks(a.node(group), "members"), func(l link) bool { return l.edge.Role == string(MemberRoleObserver) })
	return slices.CompactFunc(list, func(x, y link) bool { return x.node.NodeID() == y.node.NodeID() })
}

// unnamedMembers is how many of a group's members no source names; nil where it isn't said how many it has.
func unnamedMembers(group *Actor, named int) *int {
	if group.DeclaredSize == nil {
		return nil
	}
	n := max(*group.DeclaredSize-named, 0)
	return &n
}

// complete says of a bearer that is a group how it stands to its members.
func (a *WhatIfAnalysis) complete(b *AffectedActor, mode BearerMode) {
	if !slices.Contains(groups, b.Actor.Kind) {
		return
	}
	if b.UnnamedMembers = unnamedMembers(b.Actor, len(a.members(b.Actor.ID))); b.Actor.Kind == ActorKindInternationalOrganisation {
		return
	}
	if mode != BearerModeSeveral && mode != BearerModeJointAndSeveral {
		b.Reason += "; " + unopened(mode)
	}
}

// toward gives those to whom an obligation is owed. Where nobody is named, a promise to help is owed to the party
// attacked.
func (a *WhatIfAnalysis) toward(o *Obligation, c cast) []AffectedActor {
	list := a.namedIn(o, "counterparties", "named as counterparty")
	for _, b := range a.namedIn(o, "beneficiaries", "named as beneficiary") {
		i := slices.IndexFunc(list, func(t AffectedActor) bool { return t.Actor.ID == b.Actor.ID })
		if i < 0 {
			list = append(list, b)
			continue
		}
		list[i].Reason += ", and " + b.Reason
		list[i].Claims = append(list[i].Claims, b.Claims...)
	}
	if len(list) > 0 || !forVictim[o.Kind] {
		return list
	}
	for _, v := range c.victims {
		list = append(list, AffectedActor{Actor: v, Certainty: CertaintyPossible, Claims: []*Claim{}, Reason: "it is the one attacked, and the promise names nobody to whom it is owed"})
	}
	return list
}

// against gives those against whom an obligation is directed. A promise to help one who is attacked may be directed
// against the attacker, though it doesn't name it so.
func (a *WhatIfAnalysis) against(o *Obligation, c cast) []AffectedActor {
	list := a.namedIn(o, "against", "named as the one against whom it is directed")
	if !forVictim[o.Kind] {
		return list
	}
	for _, attacker := range c.attackers {
		if i := slices.IndexFunc(list, func(t AffectedActor) bool { return t.Actor.ID == attacker.ID }); i >= 0 {
			list[i].Reason += ", and the attacker supposed"
			continue
		}
		list = append(list, AffectedActor{
			Actor: attacker, Certainty: CertaintyPossible, Claims: []*Claim{},
			Reason: "it is the attacker supposed; the promise itself does not name it as the one against whom it is directed",
		})
	}
	return list
}

// excludes says why somebody who bears an obligation doesn't owe it in the case supposed; empty where it does.
func (e *Effect) excludes(bearer string, c cast) string {
	isBearer := func(t AffectedActor) bool { return t.Actor.ID == bearer }
	switch {
	case named(c.attackers, bearer) && slices.ContainsFunc(e.Against, isBearer):
		return "it is both bearer and attacker, and isn't counted as a bearer against itself"
	case e.Obligation.BearerRole == BearerRoleOtherParties && named(c.victims, bearer):
		return "it is the party in whose case the others bear it"
	case len(e.Toward) > 0 && !slices.ContainsFunc(e.Toward, func(t AffectedActor) bool { return !isBearer(t) }):
		return "it is the one to whom it is owed, and isn't counted as a bearer toward itself"
	}
	return ""
}
