package graph

import (
	"fmt"
	"slices"
	"strings"
)

// Status is an obligation's derived status with its reason, which is a sentence for a person.
type Status struct {
	Status ObligationStatus
	Reason string
}

// State is a condition's derived state with its reason.
type State struct {
	State  ConditionState
	Reason string
}

// treatyKinds are the declarations that bind when they are in force, not yet when they are signed: those that are
// treaties by their kind, unless they are said not to bind in law.
var treatyKinds = []any{
	string(DeclarationKindTreaty), string(DeclarationKindConvention), string(DeclarationKindAgreement),
	string(DeclarationKindFrameworkAgreement), string(DeclarationKindProtocol), string(DeclarationKindCharter),
	string(DeclarationKindExchangeOfNotes), string(DeclarationKindStatusOfForcesAgreement), string(DeclarationKindAmendment),
}

func eq(prop string, value string) Filter { return Is{prop, OpEq, value} }
func isNull(prop string) Filter           { return Is{prop, OpIsNull, true} }

func oneOf[T ~string](prop string, values ...T) Filter {
	list := make([]any, len(values))
	for i, v := range values {
		list[i] = string(v)
	}
	return Is{prop, OpIn, list}
}

func allNull(props ...string) Filter {
	var all And
	for _, p := range props {
		all = append(all, isNull(p))
	}
	return all
}

// begunBy wants what had begun on day: the date isn't wholly after it.
func begunBy(prop string, day Date) Filter { return Is{prop, OpLte, day} }

// overBy wants what was over on day: the date, which is the last day, lies wholly before it.
func overBy(prop string, day Date) Filter { return Is{prop, OpLt, day} }

// bindsInForce wants the declarations that bind when they are in force, not yet when they are signed.
func bindsInForce() Filter {
	return And{
		Is{"kind", OpIn, treatyKinds},
		Not{oneOf("bindingness", BindingnessPoliticallyBinding, BindingnessNonBinding)},
	}
}

// MadeBy wants the declarations that were made by a day. A treaty is made when it is in force; any other declaration,
// and one that is said not to bind in law, when it is adopted or signed. Where no date is known, the declaration's
// status, which is not dated, decides; but a treaty isn't in force before the days on which it was signed and adopted.
func MadeBy(day Date) Filter {
	treaty := bindsInForce()
	after := []DeclarationStatus{
		DeclarationStatusProvisionallyApplied, DeclarationStatusInForce, DeclarationStatusSuspended,
		DeclarationStatusTerminated, DeclarationStatusExpired, DeclarationStatusSuperseded,
	}
	inForce := Or{
		begunBy("inForceOn", day),
		And{isNull("inForceOn"), oneOf("status", after...), Not{Is{"signedOn", OpGt, day}}, Not{Is{"adoptedOn", OpGt, day}}},
	}
	signed := Or{
		begunBy("adoptedOn", day), begunBy("signedOn", day), begunBy("inForceOn", day),
		And{allNull("adoptedOn", "signedOn", "inForceOn"), oneOf("status", append(after, DeclarationStatusAdopted, DeclarationStatusSigned)...)},
	}
	return Or{And{treaty, inForce}, And{Not{treaty}, signed}}
}

// EndedBy wants the declarations that had ended by a day: terminated on it or before, or expired before it, or, where
// neither date is known, ended by their status.
func EndedBy(day Date) Filter {
	return Or{
		begunBy("terminatedOn", day),
		overBy("expiresOn", day),
		And{
			allNull("terminatedOn", "expiresOn"),
			oneOf("status", DeclarationStatusTerminated, DeclarationStatusExpired, DeclarationStatusSuperseded),
		},
	}
}

// tookPlace wants events that happened or have begun to, whenever it was.
func tookPlace() Filter { return oneOf("status", EventStatusOccurred, EventStatusOngoing) }

// happened wants events that had begun to take place by a day. One without a date counts: by its status it is in the
// past.
func happened(day Date) Filter {
	return And{tookPlace(), Or{begunBy("from", day), isNull("from")}}
}

// satisfied wants the conditions that some event makes hold on a day. The edge's from and until count before the
// event's own date. An event without any date makes it possible that the condition holds on that day, not certain.
func satisfied(day Date, certain bool) Filter {
	notOver := Or{Not{overBy("until", day)}, isNull("until")}
	byEdge := Related{Field: "satisfiedBy", Quant: QuantSome, Edge: And{begunBy("from", day), notOver}, Node: tookPlace()}
	begun := Filter(begunBy("from", day))
	if !certain {
		begun = Or{begun, isNull("from")}
	}
	byEvent := Related{Field: "satisfiedBy", Quant: QuantSome, Edge: And{isNull("from"), notOver}, Node: And{tookPlace(), begun}}
	return Or{byEdge, byEvent}
}

// met wants the conditions that are met on a day: satisfied, or, where the condition is negated, not satisfied.
func met(day Date, certain bool) Filter {
	negated := Is{"negated", OpEq, true}
	return Or{And{Not{negated}, satisfied(day, certain)}, And{negated, Not{satisfied(day, !certain)}}}
}

// MetOn wants the conditions that are met on a day: some event makes them hold, or, where the condition is negated, no
// event does. That no event is recorded counts as not holding.
func MetOn(day Date) Filter { return met(day, true) }

// MayBeMetOn wants the conditions that are met on a day, or may be: an event makes them hold, and no date says when.
func MayBeMetOn(day Date) Filter { return met(day, false) }

// someGroup wants obligations that have, among the conditions in a role, a group of which all match.
func someGroup(role ConditionRole, condition Filter) Filter {
	return Related{Field: "conditions", Quant: QuantSomeGroup, By: "group", Edge: eq("role", string(role)), Node: condition}
}

func someGroupMet(role ConditionRole, day Date) Filter { return someGroup(role, MetOn(day)) }

func hasConditions(role ConditionRole) Filter {
	return Related{Field: "conditions", Quant: QuantSome, Edge: eq("role", string(role))}
}

// done wants obligations with an event on a field ("performedBy" or "breachedBy"), by a bearer if one is named, that
// isn't only denied.
func done(field, bearer string, day Date) Filter {
	edge := And{Not{eq("assessment", string(AssessmentDenied))}}
	if bearer != "" {
		edge = append(edge, Or{eq("by", bearer), isNull("by")})
	}
	return Related{Field: field, Quant: QuantSome, Edge: edge, Node: happened(day)}
}

// performed wants obligations that were performed. Without a bearer it must have been by all: by an event that names
// no bearer, or where there is one bearer only, or where they bear it as one.
func performed(bearer string, day Date) Filter {
	if bearer != "" {
		return done("performedBy", bearer, day)
	}
	asOne := Or{
		Related{Field: "bearers", Quant: QuantCount, Op: OpLte, Count: 1},
		oneOf("bearerMode", BearerModeJoint, BearerModeCollectiveBody),
	}
	byAll := Related{
		Field: "performedBy", Quant: QuantSome, Node: happened(day),
		Edge: And{isNull("by"), Not{eq("assessment", string(AssessmentDenied))}},
	}
	return Or{byAll, And{asOne, done("performedBy", "", day)}}
}

// statusRule is one line of the derivation: the status holds where the filter matches and no earlier line did.
type statusRule struct {
	status ObligationStatus
	filter Filter
	reason func(v reasonView) string
}

// statusRules gives the derivation as of a day, for one bearer if one is named. The order is that of the rules.
func statusRules(day Date, bearer string) []statusRule {
	some := func(f Filter) Filter { return Related{Field: "declarations", Quant: QuantSome, Node: f} }
	live := And{MadeBy(day), Not{EndedBy(day)}}
	hasDeclaration := Related{Field: "declarations", Quant: QuantSome}
	ended := Or{
		overBy("to", day),
		someGroupMet(ConditionRoleTerminates, day),
		And{some(MadeBy(day)), Not{some(live)}},
	}
	suspended := Or{
		someGroupMet(ConditionRoleSuspends, day),
		Not{some(And{live, Not{eq("status", string(DeclarationStatusSuspended))}})},
	}
	waiting := Or{
		And{hasConditions(ConditionRoleActivates), Not{someGroup(ConditionRoleActivates, MayBeMetOn(day))}},
		someGroupMet(ConditionRoleExcept, day),
	}
	undated := And{hasConditions(ConditionRoleActivates), Not{someGroupMet(ConditionRoleActivates, day)}}
	return []statusRule{
		{ObligationStatusUnknown, Not{hasDeclaration}, reasonNoDeclaration},
		{ObligationStatusProspective, Or{Not{some(MadeBy(day))}, Is{"from", OpGt, day}}, reasonProspective},
		{ObligationStatusTerminated, ended, reasonTerminated},
		{ObligationStatusBreached, done("breachedBy", bearer, day), reasonBreached},
		{ObligationStatusFulfilled, performed(bearer, day), reasonFulfilled},
		{ObligationStatusSuspended, suspended, reasonSuspended},
		{ObligationStatusDormant, waiting, reasonDormant},
		{ObligationStatusUnknown, undated, reasonUndated},
		{ObligationStatusActive, And{}, reasonActive},
	}
}

// StatusFilter wants the obligations whose derived status on a day is one of those given, for one bearer if one is
// named. It is made of stored properties and relations only, so that every store can answer it.
func StatusFilter(day Date, bearer string, statuses ...ObligationStatus) Filter {
	var wanted Or
	var earlier And
	for _, r := range statusRules(day, bearer) {
		if slices.Contains(statuses, r.status) {
			wanted = append(wanted, append(slices.Clone(earlier), r.filter))
		}
		earlier = append(earlier, Not{r.filter})
	}
	return wanted
}

// DeriveStatus gives an obligation's status on a day, for one bearer if one is named, with its reason.
// It reads what was loaded with the obligation: what StatusWith asks for.
//
// The lines are tried in this order, and the first that holds decides: UNKNOWN (no declaration makes it), PROSPECTIVE
// (none of its declarations is made yet, or it begins later), TERMINATED (it is over, or a terminating condition is met, or
// its declarations have ended), BREACHED (an event breaches it, and not only by an allegation that is denied), FULFILLED
// (it was performed, by all who bear it or by the bearer asked for), SUSPENDED (a suspending condition is met, or its
// declarations are suspended), DORMANT (an activating condition isn't met, or an exception is), UNKNOWN (whether the
// activating conditions are met hangs on an event without a date), ACTIVE.
func DeriveStatus(view View, o *Obligation, day Date, bearer string) Status {
	for _, r := range statusRules(day, bearer) {
		if Match(view, o, r.filter) {
			return Status{r.status, r.reason(reasonView{view, o, day, bearer})}
		}
	}
	return Status{ObligationStatusUnknown, "no rule applies"}
}

// DeriveState gives a condition's state on a day with its reason. It reads what was loaded with the condition: what
// StateWith asks for. It is UNKNOWN where it hangs on events without a date.
func DeriveState(view View, c *Condition, day Date) State {
	v := reasonView{view: view, n: c, day: day}
	events := joinAnd(v.labels("satisfiedBy", func(_ *EdgeProps, n Node) bool { return Match(view, n, tookPlace()) }))
	holds := fmt.Sprintf("%s is recorded, which makes it hold on %s", events, day)
	holdsNot := fmt.Sprintf("no event is recorded that makes it hold on %s", day)
	if c.Negated != nil && *c.Negated {
		holds, holdsNot = "it must not hold: "+holdsNot, "it must not hold: "+holds
	}
	switch state := stateOf(view, c, day); state {
	case ConditionStateMet:
		return State{state, holds}
	case ConditionStateUnknown:
		return State{state, fmt.Sprintf("%s may make it hold on %s, but no date says since when", events, day)}
	}
	return State{ConditionStateUnmet, holdsNot}
}

// stateOf derives a condition's state without its reason.
func stateOf(view View, c *Condition, day Date) ConditionState {
	switch {
	case Match(view, c, MetOn(day)):
		return ConditionStateMet
	case Match(view, c, MayBeMetOn(day)):
		return ConditionStateUnknown
	}
	return ConditionStateUnmet
}

// reasonView is what a reason is made from.
type reasonView struct {
	view   View
	n      Node
	day    Date
	bearer string
}

func (v reasonView) obligation() *Obligation { return v.n.(*Obligation) }

func eachLink(view View, n Node, name string, yield func(*EdgeProps, Node)) {
	if field, ok := FieldOf(n.Noun(), name); ok {
		view.Links(n, field, yield)
	}
}

// labels gives the labels of what a field leads to, where keep says so; sorted, so that a reason is the same wherever
// it is derived.
func (v reasonView) labels(name string, keep func(*EdgeProps, Node) bool) []string {
	var list []string
	eachLink(v.view, v.n, name, func(e *EdgeProps, n Node) {
		if keep(e, n) {
			list = append(list, quoted(n.Label()))
		}
	})
	slices.Sort(list)
	return slices.Compact(list)
}

func quoted(s string) string { return "“" + s + "”" }

func (v reasonView) declarations(f Filter) string {
	return joinAnd(v.labels("declarations", func(_ *EdgeProps, n Node) bool { return Match(v.view, n, f) }))
}

// conditions gives the labels of the conditions in a role that are met or not.
func (v reasonView) conditions(role ConditionRole, met bool) string {
	return joinAnd(v.labels("conditions", func(e *EdgeProps, n Node) bool {
		return e.Role == string(role) && Match(v.view, n, MetOn(v.day)) == met
	}))
}

func joinAnd(list []string) string {
	switch len(list) {
	case 0:
		return "nothing"
	case 1:
		return list[0]
	}
	return strings.Join(list[:len(list)-1], ", ") + " and " + list[len(list)-1]
}

func reasonNoDeclaration(reasonView) string { return "no declaration is recorded that makes it" }

func reasonProspective(v reasonView) string {
	if v.obligation().From.Holds(OpGt, v.day) && Match(v.view, v.n, Related{Field: "declarations", Quant: QuantSome, Node: MadeBy(v.day)}) {
		return fmt.Sprintf("it begins on %s, after %s", v.obligation().From, v.day)
	}
	return fmt.Sprintf("%s: not made by %s, as far as is recorded (a treaty is made when in force, another declaration when adopted or signed)", v.declarations(Not{MadeBy(v.day)}), v.day)
}

func reasonTerminated(v reasonView) string {
	switch {
	case v.obligation().To.Holds(OpLt, v.day):
		return fmt.Sprintf("it ended on %s", v.obligation().To)
	case Match(v.view, v.n, someGroupMet(ConditionRoleTerminates, v.day)):
		return "it ends when this holds, and it does: " + v.conditions(ConditionRoleTerminates, true)
	}
	return fmt.Sprintf("%s had ended by %s", v.declarations(EndedBy(v.day)), v.day)
}

func reasonBreached(v reasonView) string {
	return "breached by " + v.events("breachedBy")
}

func reasonFulfilled(v reasonView) string {
	return "performed by " + v.events("performedBy")
}

// events names the events on a field that count, with the bearer and the assessment where they are known.
func (v reasonView) events(name string) string {
	var list []string
	eachLink(v.view, v.n, name, func(e *EdgeProps, n Node) {
		if e.Assessment == string(AssessmentDenied) || !Match(v.view, n, happened(v.day)) || v.bearer != "" && e.By != "" && e.By != v.bearer {
			return
		}
		text := quoted(n.Label())
		if notes := joinNonEmpty(prefixed("by ", e.By), strings.ToLower(e.Assessment)); notes != "" {
			text += " (" + notes + ")"
		}
		list = append(list, text)
	})
	slices.Sort(list)
	return joinAnd(list)
}

func prefixed(prefix, s string) string {
	if s == "" {
		return ""
	}
	return prefix + s
}

func reasonSuspended(v reasonView) string {
	if Match(v.view, v.n, someGroupMet(ConditionRoleSuspends, v.day)) {
		return "it is suspended while this holds, and it does: " + v.conditions(ConditionRoleSuspends, true)
	}
	return v.declarations(eq("status", string(DeclarationStatusSuspended))) + ": suspended"
}

func reasonDormant(v reasonView) string {
	if Match(v.view, v.n, someGroupMet(ConditionRoleExcept, v.day)) {
		return "it is excepted while this holds, and it does: " + v.conditions(ConditionRoleExcept, true)
	}
	text := fmt.Sprintf("made by %s; it waits for %s", v.declarations(MadeBy(v.day)), v.conditions(ConditionRoleActivates, false))
	if _, ok := v.view.(supposed); ok {
		return text + ", not all of which is recorded or supposed"
	}
	return fmt.Sprintf("%s, of which no event is recorded by %s", text, v.day)
}

func reasonUndated(v reasonView) string {
	return fmt.Sprintf("it waits for %s: events are recorded, but no date says whether it held on %s", v.conditions(ConditionRoleActivates, false), v.day)
}

func reasonActive(v reasonView) string {
	text := "made by " + v.declarations(MadeBy(v.day))
	if Match(v.view, v.n, hasConditions(ConditionRoleActivates)) {
		return text + "; it waited for " + v.conditions(ConditionRoleActivates, true) + ", which holds on " + string(v.day)
	}
	return text + "; it has no activating condition"
}

// Needs gives the relations that must be loaded with a node for a filter to be matched on it. The pages are as large
// as they can be; keys begin with "~", so that they don't meet what a query asks for.
func Needs(on Noun, f Filter) []With {
	var withs []With
	collectNeeds(on, f, &withs)
	return withs
}

// needKey is under what a relation is loaded for the evaluator rather than for an answer.
func needKey(field string) string { return "~" + field }

func collectNeeds(on Noun, f Filter, into *[]With) {
	switch f := f.(type) {
	case And:
		for _, g := range f {
			collectNeeds(on, g, into)
		}
	case Or:
		for _, g := range f {
			collectNeeds(on, g, into)
		}
	case Not:
		collectNeeds(on, f.Filter, into)
	case Related:
		field, ok := FieldOf(on, f.Field)
		if !ok {
			return
		}
		i := slices.IndexFunc(*into, func(w With) bool { return w.Field == f.Field })
		if i < 0 {
			all := MaxPage
			*into = append(*into, With{Key: needKey(f.Field), Field: f.Field, Selection: Selection{Page: Page{First: &all}}})
			i = len(*into) - 1
		}
		for _, end := range field.Ends {
			collectNeeds(end, f.Node, &(*into)[i].With)
		}
	}
}

// StatusWith gives what must be loaded with an obligation for DeriveStatus.
func StatusWith(bearer string) []With {
	var all And
	for _, r := range statusRules("2000", bearer) {
		all = append(all, r.filter)
	}
	return Needs(NounObligation, all)
}

// StateWith gives what must be loaded with a condition for DeriveState.
func StateWith() []With { return Needs(NounCondition, MetOn("2000")) }

// LoadedView sees of a graph what was loaded with each node by Needs.
type LoadedView struct{}

// Links gives what was loaded for the evaluator under the field.
func (LoadedView) Links(n Node, field Field, yield func(*EdgeProps, Node)) {
	for _, l := range links(Loaded(n, needKey(field.Name))) {
		yield(l.edge, l.node)
	}
}
