package graph

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
)

// derive works all out from what is known, and notes what is lacking. Its result counts when nothing is.
func (a *WhatIfAnalysis) derive() (*WhatIf, error) {
	if err := a.missing(); err != nil {
		return nil, err
	}
	d := &derivation{
		WhatIfAnalysis: a, explicit: map[string]bool{}, matches: map[string][]eventMatch{},
		performed: map[string][]performance{}, made: map[effectKey]*Effect{}, casts: map[string]cast{},
	}
	d.read()
	if !a.lack.nothing() {
		return nil, nil
	}
	if err := d.run(); err != nil {
		return nil, err
	}
	return &WhatIf{AsOf: a.day, Hypotheses: d.readings(), Effects: d.effects}, nil
}

// derivation is one working out from what an analysis knows.
type derivation struct {
	*WhatIfAnalysis
	// explicit are the conditions that are supposed to hold or not, matches those that supposed events make hold.
	explicit map[string]bool
	matches  map[string][]eventMatch
	// performed are the conditions that performing what would be activated may make hold; it only grows.
	performed map[string][]performance

	round   int
	effects []*Effect
	made    map[effectKey]*Effect
	// casts are who has which part in the events from which an effect follows, by the effect's id.
	casts map[string]cast
}

type effectKey struct {
	obligation string
	change     WhatIfChange
}

// performance is why performing an obligation may make a condition hold.
type performance struct {
	by     *Effect
	reason string
	of     []Node
	// only are the obligations for which it does; nil for all.
	only map[string]bool
}

// read finds the conditions that the hypotheses touch.
func (d *derivation) read() {
	for i, h := range d.hypotheses {
		if h.Event == nil {
			d.explicit[h.Condition] = h.Holds
			continue
		}
		candidates, ok := d.candidates[i]
		if !ok {
			note(&d.lack.candidates, i)
			continue
		}
		for _, c := range candidates {
			if m, ok := d.match(i, c); ok {
				d.matches[c.ID] = append(d.matches[c.ID], m)
			}
		}
	}
}

// run derives round by round, until a round brings nothing new. It ends: an obligation has each change once, and the
// conditions that may be met by performance only become more.
func (d *derivation) run() error {
	touched := slices.Concat(slices.Collect(maps.Keys(d.explicit)), slices.Collect(maps.Keys(d.matches)))
	for d.round = 1; ; d.round++ {
		before := len(d.effects)
		for _, id := range d.conditioned(touched) {
			if err := d.evaluate(id); err != nil {
				return err
			}
		}
		if d.round > 1 {
			d.related()
		}
		fresh := d.effects[before:]
		slices.SortStableFunc(fresh, compareEffects)
		if len(d.effects) > maxEffects {
			return Errorf(KindTooLarge, "what is supposed has more than %d effects: say more exactly what happens and between whom, or suppose single conditions", maxEffects)
		}
		if len(fresh) == 0 {
			return nil
		}
		touched = d.perform(fresh)
	}
}

// compareEffects puts what is sure before what is possible: a broad hypothesis has many possible effects, among which none would find it.
func compareEffects(x, y *Effect) int {
	return cmp.Or(compareBool(x.Certainty != CertaintyCertain, y.Certainty != CertaintyCertain), cmp.Compare(x.Obligation.ID, y.Obligation.ID))
}

// conditioned gives the ids of the obligations that have some of the conditions, in order.
func (d *derivation) conditioned(conditions []string) []string {
	var ids []string
	for _, c := range conditions {
		ids = append(ids, d.obligationsOn(c)...)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// supposition is why a condition of an obligation is taken to hold or not.
type supposition struct {
	rule    WhatIfRule
	because string
	of      []Node
	claims  []*Claim
	event   *SupposedEvent
	follows []string
}

// suppositions gives, for the conditions of one obligation, what surely holds or not and what may hold, each with why.
func (d *derivation) suppositions(o *Obligation) (sure, maybe map[string]bool, why map[string]supposition, err error) {
	sure, maybe, why = map[string]bool{}, map[string]bool{}, map[string]supposition{}
	for _, l := range conditionsOf(o, "") {
		c := l.node.(*Condition)
		best, matched := d.bestMatch(c, o)
		switch holds, explicit := d.explicit[c.ID]; {
		case explicit && !holds && matched && best.certainty() == CertaintyCertain:
			return nil, nil, nil, Errorf(KindInvalid, "the hypotheses contradict each other: %s makes %s hold, which is supposed not to hold",
				d.hypothesisText(d.hypotheses[best.hypothesis]), c.ID)
		case explicit:
			sure[c.ID] = holds
			why[c.ID] = d.supposedItself(c, holds)
		case matched:
			into := maybe
			if best.certainty() == CertaintyCertain {
				into = sure
			}
			into[c.ID] = true
			why[c.ID] = d.supposedEvent(c, best)
		default:
			for _, p := range d.performed[c.ID] {
				if p.only == nil || p.only[o.ID] {
					maybe[c.ID] = true
					why[c.ID] = why[c.ID].and(p)
				}
			}
		}
	}
	return sure, maybe, why, nil
}

// bestMatch gives the surest of the events that a condition of an obligation is met by.
func (d *derivation) bestMatch(c *Condition, o *Obligation) (best eventMatch, found bool) {
	for _, m := range d.matches[c.ID] {
		m, ok := d.forObligation(m, o)
		if ok && (!found || best.certainty() != CertaintyCertain && m.certainty() == CertaintyCertain) {
			best, found = m, true
		}
	}
	return best, found
}

func (d *derivation) supposedItself(c *Condition, holds bool) supposition {
	text := "it is supposed that " + quoted(c.Label()) + " holds"
	if !holds {
		text = "it is supposed that " + quoted(c.Label()) + " does not hold"
	}
	if c.Negated != nil && *c.Negated {
		text += "; the condition is that it does not"
	}
	return supposition{rule: WhatIfRuleSupposed, because: text, of: []Node{c}, claims: claimsOf(c)}
}

func (d *derivation) supposedEvent(c *Condition, m eventMatch) supposition {
	h := d.hypotheses[m.hypothesis]
	verb := "makes"
	if m.certainty() == CertaintyPossible {
		verb = "may make"
	}
	s := supposition{
		rule: WhatIfRuleEvent, event: h.Event, of: []Node{c}, claims: claimsOf(c),
		because: fmt.Sprintf("%s %s %s hold%s", d.hypothesisText(h), verb, quoted(c.Label()), prefixed(": ", m.reason())),
	}
	for _, id := range h.parts() {
		s.of = append(s.of, d.nodes[id])
	}
	for _, l := range loadedLinks(c, "concerns") {
		s.claims = append(s.claims, edgeClaims(c, "concerns", l.edge.ID)...)
	}
	return s
}

// and adds a performance to why a condition may hold.
func (s supposition) and(p performance) supposition {
	s.rule = WhatIfRulePerformance
	if s.because != "" {
		s.because += "; "
	}
	s.because += p.reason
	s.of = append(s.of, p.of...)
	s.follows = append(s.follows, p.by.ID)
	return s
}

func claimsOf(n Node) []*Claim {
	page, _ := Loaded(n, claims().Key).(*ClaimPage)
	return page.Nodes()
}

// evaluate derives what becomes of one obligation whose conditions are touched.
func (d *derivation) evaluate(id string) error {
	o := d.obligation(id)
	if o == nil {
		return nil
	}
	sure, maybe, why, err := d.suppositions(o)
	if err != nil {
		return err
	}
	now := d.world(o, nil)
	certain, worlds := d.world(o, sure), d.worlds(o, sure, maybe)
	d.changed(now, certain, CertaintyCertain, why)
	if e := d.made[effectKey{o.ID, certain.change(now)}]; e != nil && e.Round == d.round {
		e.unsettle(now, certain, worlds, why)
	}
	for i, w := range worlds {
		all := i == len(worlds)-1
		change := w.change(now)
		if change == WhatIfChangeStillInactive && (!all || d.affected(o)) {
			continue
		}
		d.changed(now, w, CertaintyPossible, why)
	}
	return nil
}

// unsettle takes away an effect's certainty where something else would become of the obligation if what only may hold
// did, and says so in a step before the status. What may hold by performance comes after the effect, and leaves it sure.
func (e *Effect) unsettle(now, certain world, worlds []world, why map[string]supposition) {
	told := map[string]bool{}
	for _, w := range worlds {
		if w.change(now) == e.Change {
			continue
		}
		for _, l := range conditionsOf(w.o, "") {
			id := l.node.NodeID()
			if _, sure := certain.holds[id]; sure || !w.holds[id] || told[id] {
				continue
			}
			told[id] = true
			s := why[id]
			e.Certainty = CertaintyPossible
			e.Steps = slices.Insert(e.Steps, len(e.Steps)-1, WhatIfStep{
				s.rule, "it is not sure: " + s.because + ", and then it would be " + w.status.describe(), s.of, s.claims,
			})
		}
	}
}

// affected tells whether an obligation has some effect already.
func (d *derivation) affected(o *Obligation) bool {
	return slices.ContainsFunc(d.effects, func(e *Effect) bool { return e.Obligation.ID == o.ID })
}

// worlds gives the ways in which what may hold may come about: for each role, that the conditions in that role hold
// besides what surely does, and at last that all do. So what may activate a promise isn't hidden by what may suspend it.
func (d *derivation) worlds(o *Obligation, sure, maybe map[string]bool) []world {
	if len(maybe) == 0 {
		return nil
	}
	var list []world
	for _, role := range []ConditionRole{ConditionRoleActivates, ConditionRoleLimits, ConditionRoleSuspends, ConditionRoleTerminates, ConditionRoleExcept} {
		holds := maps.Clone(sure)
		for _, l := range conditionsOf(o, role) {
			if id := l.node.NodeID(); maybe[id] {
				holds[id] = true
			}
		}
		if len(holds) > len(sure) {
			list = append(list, d.world(o, holds))
		}
	}
	all := maps.Clone(sure)
	maps.Copy(all, maybe)
	return append(list, d.world(o, all))
}

// changed makes an effect of what is different between how an obligation stands now and in a world.
func (d *derivation) changed(now, w world, certainty Certainty, why map[string]supposition) {
	change := w.change(now)
	if change == "" || d.made[effectKey{w.o.ID, change}] != nil {
		return
	}
	e := d.effect(w.o, change, certainty, now, w)
	var c cast
	for _, l := range conditionsOf(w.o, "") {
		id := l.node.NodeID()
		s, ok := why[id]
		_, holds := w.holds[id]
		if !ok || !holds || stateOf(w.view, l.node.(*Condition), w.day) == stateOf(now.view, l.node.(*Condition), now.day) {
			continue
		}
		if s.event != nil {
			c.add(s.event, d.nodes)
		}
		e.Steps = append(e.Steps, WhatIfStep{s.rule, s.because, s.of, s.claims}, conditionStep(w, l))
		for _, id := range s.follows {
			e.follow(id)
			c.join(d.casts[id])
		}
	}
	d.doubt(e, w)
	d.finish(e, c)
}

// effect makes an effect without its steps and people.
func (d *derivation) effect(o *Obligation, change WhatIfChange, certainty Certainty, now, w world) *Effect {
	if w.status.Status == ObligationStatusUnknown {
		certainty = CertaintyPossible
	}
	return &Effect{
		ID: string(change) + " " + o.ID, Round: d.round, Obligation: o, Change: change, Certainty: certainty,
		Before: now.status, After: w.status, Bindingness: bindingnessOf(o), Voices: voicesFor(o),
		Met: w.met(now), Unmet: w.unmet(), FollowsFrom: []string{},
	}
}

// finish completes an effect and keeps it.
func (d *derivation) finish(e *Effect, c cast) {
	d.casts[e.ID] = c
	made := loadedLinks(e.Obligation, "declarations")
	step := WhatIfStep{
		Rule: WhatIfRuleStatus, Because: "now " + e.Before.describe() + "; then " + e.After.describe(),
		Of: append([]Node{e.Obligation}, nodesOf(made)...), Claims: []*Claim{},
	}
	for _, l := range made {
		step.Claims = append(step.Claims, edgeClaims(e.Obligation, "declarations", l.edge.ID)...)
	}
	e.Steps = append(e.Steps, step)
	d.people(e, c)
	d.made[effectKey{e.Obligation.ID, e.Change}] = e
	d.effects = append(d.effects, e)
}

func (e *Effect) follow(id string) {
	if id != e.ID && !slices.Contains(e.FollowsFrom, id) {
		e.FollowsFrom = append(e.FollowsFrom, id)
	}
}

// nodesOf gives the nodes that links lead to.
func nodesOf(list []link) []Node {
	nodes := make([]Node, len(list))
	for i, l := range list {
		nodes[i] = l.node
	}
	return nodes
}

// roleWords say what a condition does to a promise.
var roleWords = map[ConditionRole]string{
	ConditionRoleActivates: "the promise calls for performance only once it is met", ConditionRoleLimits: "the promise extends only to cases for which it is met",
	ConditionRoleSuspends: "the promise does not apply while it is met", ConditionRoleTerminates: "the promise ends once it is met",
	ConditionRoleExcept: "the promise does not cover a case in which it is met",
}

func conditionStep(w world, l link) WhatIfStep {
	c := w.inEffect(l)
	return WhatIfStep{
		Rule:    WhatIfRuleCondition,
		Because: fmt.Sprintf("%s is then %s: %s", quoted(c.Condition.Label()), c.State.State, roleWords[c.Role]),
		Of:      []Node{w.o, c.Condition}, Claims: edgeClaims(w.o, "conditions", l.edge.ID),
	}
}

// doubt lowers the certainty of an activation where it hangs on what nothing tells: the promise's limits, and the
// promises that it depends on.
func (d *derivation) doubt(e *Effect, w world) {
	if e.Change != WhatIfChangeActivated {
		return
	}
	if w.scope() == scopeOpen {
		e.Certainty = CertaintyPossible
		limits := conditionsOf(w.o, ConditionRoleLimits)
		e.Steps = append(e.Steps, WhatIfStep{
			Rule: WhatIfRuleScope, Of: append([]Node{w.o}, nodesOf(limits)...),
			Because: fmt.Sprintf("it extends only to cases for which this holds, of which nothing is recorded or supposed: %s", joinAnd(labelsOfLinks(limits))),
		})
	}
	for _, l := range relatedBy(w.o, "related", ObligationRelationDependsOn) {
		other := d.obligation(l.node.NodeID())
		if other == nil {
			continue
		}
		sure, _, _, err := d.suppositions(other)
		if err != nil {
			continue // it is told where the other is evaluated
		}
		switch s := d.world(other, sure).status; s.Status {
		case ObligationStatusActive, ObligationStatusFulfilled:
		default:
			e.Certainty = CertaintyPossible
			e.Steps = append(e.Steps, WhatIfStep{
				Rule: WhatIfRuleDependence, Of: []Node{w.o, other}, Claims: edgeClaims(w.o, "related", l.edge.ID),
				Because: fmt.Sprintf("it is owed, or can be performed, only if %s is kept, and that is %s", quoted(other.Label()), s.describe()),
			})
		}
	}
}

func labelsOfLinks(list []link) []string {
	var labels []string
	for _, l := range list {
		labels = append(labels, quoted(l.node.Label()))
	}
	slices.Sort(labels)
	return slices.Compact(labels)
}

// relatedBy gives what a relation between obligations leads to, in order.
func relatedBy(o *Obligation, field string, relation ObligationRelation) []link {
	list := slices.DeleteFunc(loadedLinks(o, field), func(l link) bool { return l.edge.Relation != string(relation) })
	slices.SortFunc(list, compareLinks)
	return list
}

// related derives what follows from the last round's effects by relations between obligations.
func (d *derivation) related() {
	for _, e := range slices.Clone(d.effects) {
		if e.Round != d.round-1 {
			continue
		}
		switch e.Change {
		case WhatIfChangeActivated, WhatIfChangeFallsDue:
			for _, l := range relatedBy(e.Obligation, "relatedFrom", ObligationRelationConsequenceOf) {
				d.consequence(e, l)
			}
		case WhatIfChangeSuspended, WhatIfChangeEnded, WhatIfChangeDeactivated, WhatIfChangeLosesGround:
			for _, l := range relatedBy(e.Obligation, "relatedFrom", ObligationRelationDependsOn) {
				d.dependence(e, l)
			}
		}
	}
}

// consequence: what falls due because another promise is performed or broken may fall due when that one calls for
// performance, unless conditions of its own stand against it.
func (d *derivation) consequence(of *Effect, l link) {
	o := d.obligation(l.node.NodeID())
	if o == nil || d.made[effectKey{o.ID, WhatIfChangeActivated}] != nil {
		return
	}
	now, then, ok := d.standing(o)
	change := WhatIfChangeFallsDue
	switch {
	case !ok:
		return
	case inactive(then.status.Status):
		change = WhatIfChangeStillInactive
	case then.status.Status != ObligationStatusActive:
		return
	}
	d.relate(of, o, change, now, then, WhatIfStep{
		Rule: WhatIfRuleConsequence, Of: []Node{o, of.Obligation}, Claims: edgeClaims(of.Obligation, "relatedFrom", l.edge.ID),
		Because: fmt.Sprintf("it falls due when %s is performed or broken, and that would call for performance", quoted(of.Obligation.Label())),
	})
}

// dependence: what is owed only if another promise is kept may lose its ground when that one is no longer owed.
func (d *derivation) dependence(on *Effect, l link) {
	o := d.obligation(l.node.NodeID())
	if o == nil {
		return
	}
	now, then, ok := d.standing(o)
	if !ok || then.status.Status != ObligationStatusActive {
		return
	}
	d.relate(on, o, WhatIfChangeLosesGround, now, then, WhatIfStep{
		Rule: WhatIfRuleDependence, Of: []Node{o, on.Obligation}, Claims: edgeClaims(on.Obligation, "relatedFrom", l.edge.ID),
		Because: fmt.Sprintf("it is owed, or can be performed, only if %s is kept, which would no longer be owed", quoted(on.Obligation.Label())),
	})
}

// standing gives how an obligation stands now, and with what is surely supposed.
func (d *derivation) standing(o *Obligation) (now, then world, ok bool) {
	sure, _, _, err := d.suppositions(o)
	return d.world(o, nil), d.world(o, sure), err == nil
}

// relate makes an effect that follows from another by a relation, or adds the other to one that there is.
func (d *derivation) relate(from *Effect, o *Obligation, change WhatIfChange, now, then world, step WhatIfStep) {
	if e := d.made[effectKey{o.ID, change}]; e != nil {
		if e.Round == d.round && !slices.Contains(e.FollowsFrom, from.ID) {
			e.follow(from.ID)
			e.Steps = slices.Insert(e.Steps, len(e.Steps)-1, step) // the status stays last
		}
		return
	}
	e := d.effect(o, change, CertaintyPossible, now, then)
	e.follow(from.ID)
	e.Steps = append(e.Steps, step)
	d.finish(e, d.casts[from.ID])
}

// perform notes which conditions may come to hold when what would be activated is performed, and gives those that are
// new.
func (d *derivation) perform(fresh []*Effect) []string {
	var touched []string
	for _, e := range fresh {
		if e.Change != WhatIfChangeActivated && e.Change != WhatIfChangeFallsDue {
			continue
		}
		touched = append(touched, d.performPlanned(e)...)
		touched = append(touched, d.performTowardOthers(e)...)
	}
	return touched
}

// performPlanned: an event that is planned would perform the promise, and make a condition hold.
func (d *derivation) performPlanned(e *Effect) (touched []string) {
	for _, event := range loadedLinks(e.Obligation, "performedBy") {
		for _, l := range loadedLinks(event.node, "satisfies") {
			d.performed[l.node.NodeID()] = append(d.performed[l.node.NodeID()], performance{
				by: e, of: []Node{e.Obligation, event.node, l.node},
				reason: fmt.Sprintf("%s would be performed by %s, which would make %s hold", quoted(e.Obligation.Label()), quoted(event.node.Label()), quoted(l.node.Label())),
			})
			touched = append(touched, l.node.NodeID())
		}
	}
	return touched
}

// performTowardOthers: where one who bears the promise performs it, a condition that this actor performs its part may
// hold, in promises of the same declaration and in those given in exchange.
func (d *derivation) performTowardOthers(e *Effect) (touched []string) {
	for _, b := range e.Bearers {
		for _, c := range d.conditionsOnPerformanceBy(b.Actor.ID) {
			only := map[string]bool{}
			for _, id := range d.obligationsOn(c.ID) {
				if o := d.obligations[id]; id != e.Obligation.ID && o.shares(e.Obligation) {
					only[id] = true
				}
			}
			if len(only) == 0 {
				continue
			}
			d.performed[c.ID] = append(d.performed[c.ID], performance{
				by: e, of: []Node{e.Obligation, b.Actor, c}, only: only,
				reason: fmt.Sprintf("%s is the part of %s, which would call for performance, and performing it may make %s hold",
					quoted(e.Obligation.Label()), quoted(b.Actor.Label()), quoted(c.Label())),
			})
			touched = append(touched, c.ID)
		}
	}
	return touched
}

// shares tells whether two obligations are parts of one bargain: made by one declaration, or given in exchange.
func (o *Obligation) shares(with *Obligation) bool {
	for _, l := range loadedLinks(o, "declarations") {
		if slices.ContainsFunc(loadedLinks(with, "declarations"), func(m link) bool { return m.node.NodeID() == l.node.NodeID() }) {
			return true
		}
	}
	exchanged := slices.Concat(relatedBy(o, "related", ObligationRelationInExchangeFor), relatedBy(o, "relatedFrom", ObligationRelationInExchangeFor))
	return slices.ContainsFunc(exchanged, func(l link) bool { return l.node.NodeID() == with.ID })
}

// bindingnessOf is how binding an obligation is: what is coded of itself, or else of all its declarations alike.
func bindingnessOf(o *Obligation) Bindingness {
	if o.Bindingness != "" {
		return o.Bindingness
	}
	var all Bindingness
	for i, l := range loadedLinks(o, "declarations") {
		b := l.node.(*Declaration).Bindingness
		if i > 0 && b != all {
			return ""
		}
		all = b
	}
	return all
}

// voicesFor puts the claims about an obligation together by the statements that voice them; the sources' own word comes
// last.
func voicesFor(o *Obligation) []Voice {
	byStatement := map[string]*Voice{}
	for _, c := range claimsOf(o) {
		var s *Statement
		if page, _ := Loaded(c, withAll("voicedIn").Key).(*StatementPage); page != nil {
			s = firstNode(page)
		}
		key := "~" // after every id
		if s != nil {
			key = s.ID
		}
		if byStatement[key] == nil {
			byStatement[key] = &Voice{Statement: s, Speakers: speakersOf(s)}
		}
		byStatement[key].Claims = append(byStatement[key].Claims, c)
	}
	list := make([]Voice, 0, len(byStatement))
	for _, key := range slices.Sorted(maps.Keys(byStatement)) {
		list = append(list, *byStatement[key])
	}
	return list
}

func speakersOf(s *Statement) []*Actor {
	if s == nil {
		return []*Actor{}
	}
	page, _ := Loaded(s, withAll("madeBy").Key).(*ActorPage)
	return page.Nodes()
}

// readings says how each hypothesis was understood.
func (d *derivation) readings() []HypothesisReading {
	list := make([]HypothesisReading, len(d.hypotheses))
	for i, h := range d.hypotheses {
		list[i] = HypothesisReading{Text: d.hypothesisText(h), Matches: []ConditionMatch{}}
		if h.Event == nil {
			list[i].Matches = append(list[i].Matches, ConditionMatch{d.nodes[h.Condition].(*Condition), h.Holds, CertaintyCertain, "it is supposed itself"})
			continue
		}
		for _, id := range slices.Sorted(maps.Keys(d.matches)) {
			for _, m := range d.matches[id] {
				if m.hypothesis == i {
					list[i].Matches = append(list[i].Matches, d.matchReading(m))
				}
			}
		}
	}
	return list
}

func (d *derivation) matchReading(m eventMatch) ConditionMatch {
	if m.anyParty {
		m.doubts = append(slices.Clip(m.doubts), "its victim may be any party, which is seen for each promise")
	}
	return ConditionMatch{m.condition, true, m.certainty(), m.reason()}
}
