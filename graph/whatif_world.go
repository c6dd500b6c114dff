package graph

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
)

// Suppose gives a view of a graph in which some conditions hold, and others don't, whatever is recorded: holds has them
// by id. All that is derived from the view (DeriveStatus, DeriveState) is then derived as if it were so on the day, by
// the same rules as ever.
func Suppose(view View, day Date, holds map[string]bool) View {
	if len(holds) == 0 {
		return view
	}
	event := &Event{Title: "what is supposed", Status: EventStatusOccurred, From: day}
	return supposed{view, holds, event, EdgeProps{Type: EdgeSatisfies, From: day}}
}

// supposed is a view in which an event that is supposed satisfies those conditions that are to hold, and nothing
// satisfies those that are not to.
type supposed struct {
	View
	holds map[string]bool
	event *Event
	edge  EdgeProps
}

// Links gives the view's own links, but for what makes a supposed condition hold.
func (s supposed) Links(n Node, field Field, yield func(*EdgeProps, Node)) {
	holds, ok := s.holds[n.NodeID()]
	if !ok || field.Name != "satisfiedBy" {
		s.View.Links(n, field, yield)
		return
	}
	if holds {
		yield(&s.edge, s.event)
	}
}

// world is how one obligation stands with some conditions supposed.
type world struct {
	day    Date
	view   View
	holds  map[string]bool
	o      *Obligation
	status Status
}

// world derives how an obligation stands, once for each obligation and each supposition.
func (a *WhatIfAnalysis) world(o *Obligation, holds map[string]bool) world {
	key := o.ID
	for _, id := range slices.Sorted(maps.Keys(holds)) {
		key += fmt.Sprintf(" %s=%t", id, holds[id])
	}
	w, ok := a.worlds[key]
	if !ok {
		view := Suppose(LoadedView{}, a.day, holds)
		w = world{a.day, view, holds, o, DeriveStatus(view, o, a.day, "")}
		a.worlds[key] = w
	}
	return w
}

// is tells whether a condition is in a state.
func (w world) is(n Node, state ConditionState) bool {
	return stateOf(w.view, n.(*Condition), w.day) == state
}

// state derives a condition's state, with what is supposed as its reason where that decides.
func (w world) state(c *Condition) State {
	s := DeriveState(w.view, c, w.day)
	holds, ok := w.holds[c.ID]
	if !ok {
		return s
	}
	s.Reason = "it is supposed to hold"
	if !holds {
		s.Reason = "it is supposed not to hold"
	}
	if c.Negated != nil && *c.Negated {
		s.Reason = "it must not hold, and " + s.Reason
	}
	return s
}

// conditionsOf gives an obligation's conditions in a role, by group and then by id; all of them if the role is empty.
func conditionsOf(o *Obligation, role ConditionRole) []link {
	var list []link
	for _, l := range loadedLinks(o, "conditions") {
		if role == "" || l.edge.Role == string(role) {
			list = append(list, l)
		}
	}
	slices.SortFunc(list, func(a, b link) int {
		return cmp.Or(compareValues(a.edge.Value("group"), b.edge.Value("group"), false), compareLinks(a, b))
	})
	return list
}

// someGroupMet tells whether a group of the conditions in a role is met.
func (w world) someGroupMet(role ConditionRole) bool {
	return Match(w.view, w.o, someGroupMet(role, w.day))
}

// newlyMet tells whether an activating condition is met that wasn't in an earlier world.
func (w world) newlyMet(before world) bool {
	for _, l := range conditionsOf(w.o, ConditionRoleActivates) {
		if w.is(l.node, ConditionStateMet) && !before.is(l.node, ConditionStateMet) {
			return true
		}
	}
	return false
}

// scope is whether an obligation extends to the case supposed, by its limiting conditions.
type scope int

const (
	scopeOpen   scope = iota // nothing tells
	scopeWithin              // there are no limits, or a group of them is met
	scopeBeyond              // each group has a condition that is supposed not to be met
)

func (w world) scope() scope {
	limits := conditionsOf(w.o, ConditionRoleLimits)
	if len(limits) == 0 || w.someGroupMet(ConditionRoleLimits) {
		return scopeWithin
	}
	ruledOut, groups := map[any]bool{}, map[any]bool{}
	for _, l := range limits {
		group := l.edge.Value("group")
		groups[group] = true
		if _, ok := w.holds[l.node.NodeID()]; ok && w.is(l.node, ConditionStateUnmet) {
			ruledOut[group] = true
		}
	}
	if len(ruledOut) == len(groups) {
		return scopeBeyond
	}
	return scopeOpen
}

// change tells what has become of an obligation between two worlds; empty where nothing has.
func (w world) change(before world) WhatIfChange {
	was, is := before.status.Status, w.status.Status
	beyond := w.scope() == scopeBeyond && before.scope() != scopeBeyond
	switch is {
	case ObligationStatusActive:
		switch {
		case beyond:
			return WhatIfChangeLimited
		case was != is:
			return WhatIfChangeActivated
		}
		return ""
	case ObligationStatusFulfilled, ObligationStatusBreached:
		return ""
	case was:
		if is != ObligationStatusTerminated && w.newlyMet(before) {
			return WhatIfChangeStillInactive
		}
		return ""
	case ObligationStatusSuspended:
		return WhatIfChangeSuspended
	case ObligationStatusTerminated:
		return WhatIfChangeEnded
	}
	if was != ObligationStatusActive {
		return WhatIfChangeStillInactive
	}
	if w.someGroupMet(ConditionRoleExcept) {
		return WhatIfChangeLimited
	}
	return WhatIfChangeDeactivated
}

// inactive tells whether an obligation in a status may still come to call for performance.
func inactive(s ObligationStatus) bool {
	switch s {
	case ObligationStatusProspective, ObligationStatusDormant, ObligationStatusSuspended, ObligationStatusUnknown:
		return true
	}
	return false
}

// inEffect tells of each condition in a world how it stands in its obligation.
func (w world) inEffect(l link) ConditionInEffect {
	c := l.node.(*Condition)
	return ConditionInEffect{Condition: c, Role: ConditionRole(l.edge.Role), Group: l.edge.Group, State: w.state(c)}
}

// met gives the conditions that are met in the world and weren't before.
func (w world) met(before world) []ConditionInEffect {
	list := []ConditionInEffect{}
	for _, l := range conditionsOf(w.o, "") {
		if w.is(l.node, ConditionStateMet) && !before.is(l.node, ConditionStateMet) {
			list = append(list, w.inEffect(l))
		}
	}
	return list
}

// unmet gives the conditions that would have to be met besides: those that limit the promise, where no group of them is
// met, and those that activate it, where no group is. Of these, it keeps to the groups that have a condition which is
// met, if there are such groups: the others are further off.
func (w world) unmet() []ConditionInEffect {
	list := []ConditionInEffect{}
	for _, role := range []ConditionRole{ConditionRoleActivates, ConditionRoleLimits} {
		if w.someGroupMet(role) {
			continue
		}
		begun := map[any]bool{}
		for _, l := range conditionsOf(w.o, role) {
			if w.is(l.node, ConditionStateMet) {
				begun[l.edge.Value("group")] = true
			}
		}
		for _, l := range conditionsOf(w.o, role) {
			if len(begun) > 0 && !begun[l.edge.Value("group")] {
				continue
			}
			if c := w.inEffect(l); c.State.State != ConditionStateMet {
				list = append(list, c)
			}
		}
	}
	return list
}

// describe says a status with its reason.
func (s Status) describe() string { return fmt.Sprintf("%s, since %s", s.Status, s.Reason) }
