package graph

import (
	"maps"
	"slices"
	"strings"
)

// WhatIfAnalysis is the Analysis that works out a WhatIf.
//
// Each time it is given something, it derives all anew from what it knows, and notes what it lacks; what it lacks it
// wants next. When it lacks nothing, what it derived is the result. So the derivation reads as if everything were at
// hand, and what is asked can't differ from what is used.
type WhatIfAnalysis struct {
	hypotheses []Hypothesis
	day        Date

	// nodes are the nodes asked for by id, nil for those that aren't there: actors with memberOf, partOf and members.
	nodes map[string]Node
	// candidates are the conditions that each supposed event may be meant by, by the hypothesis' number.
	candidates map[int][]*Condition
	// obligations are those known, with all that is needed of them; byCondition are their ids by their conditions'.
	obligations map[string]*Obligation
	byCondition map[string][]string
	// whole are the conditions all of whose obligations are known.
	whole map[string]bool
	// earlier are the recorded attacks by an attacker on a victim; nil where there is none.
	earlier map[[2]string]Node
	// onPerformance are the conditions that another performs its part, by the id of that other.
	onPerformance map[string][]*Condition

	// worlds are the obligations' standings that were derived, which what is asked later doesn't change.
	worlds map[string]world

	lack   lacking
	asked  []askedQuery
	result *WhatIf
}

// lacking is what a derivation would have to know besides.
type lacking struct {
	nodes, obligations, conditions, performers map[string]bool
	candidates                                 map[int]bool
	attacks                                    map[[2]string]bool
}

func (l lacking) nothing() bool {
	return len(l.nodes)+len(l.obligations)+len(l.conditions)+len(l.performers)+len(l.candidates)+len(l.attacks) == 0
}

// note adds to a set of what is lacking.
func note[K comparable](set *map[K]bool, key K) {
	if *set == nil {
		*set = map[K]bool{}
	}
	(*set)[key] = true
}

// askedQuery is a query with what becomes of its answer.
type askedQuery struct {
	query Query
	take  func(Answer)
}

// NewWhatIf makes the analysis of hypotheses that passed CheckHypotheses, as of a day.
func NewWhatIf(hypotheses []Hypothesis, day Date) *WhatIfAnalysis {
	a := &WhatIfAnalysis{
		hypotheses: hypotheses, day: day,
		nodes: map[string]Node{}, candidates: map[int][]*Condition{},
		obligations: map[string]*Obligation{}, byCondition: map[string][]string{}, whole: map[string]bool{},
		earlier: map[[2]string]Node{}, onPerformance: map[string][]*Condition{}, worlds: map[string]world{},
	}
	for i, h := range hypotheses {
		for _, id := range h.parts() {
			note(&a.lack.nodes, id)
		}
		if len(h.parts()) == 0 { // an event that names nobody: there is nobody to begin at
			note(&a.lack.candidates, i)
		}
	}
	a.ask()
	return a
}

// Result gives what was worked out, when nothing is wanted any more.
func (a *WhatIfAnalysis) Result() *WhatIf { return a.result }

// Want gives the queries for what is lacking.
func (a *WhatIfAnalysis) Want() []Query {
	queries := make([]Query, len(a.asked))
	for i, q := range a.asked {
		queries[i] = q.query
	}
	return queries
}

// Take keeps the answers and derives anew.
func (a *WhatIfAnalysis) Take(answers []Answer) error {
	for i, q := range a.asked {
		q.take(answers[i])
	}
	a.lack = lacking{}
	result, err := a.derive()
	if err != nil {
		return err
	}
	if a.ask(); len(a.asked) == 0 {
		a.result = result
	}
	return nil
}

// The facts, each noted as lacking where it isn't known.

func (a *WhatIfAnalysis) node(id string) Node {
	n, ok := a.nodes[id]
	if !ok {
		note(&a.lack.nodes, id)
	}
	return n
}

func (a *WhatIfAnalysis) obligation(id string) *Obligation {
	o, ok := a.obligations[id]
	if !ok {
		note(&a.lack.obligations, id)
	}
	return o
}

// obligationsOn gives the ids of the obligations that have a condition.
func (a *WhatIfAnalysis) obligationsOn(condition string) []string {
	if !a.whole[condition] {
		note(&a.lack.conditions, condition)
		return nil
	}
	return a.byCondition[condition]
}

func (a *WhatIfAnalysis) earlierAttack(attacker, victim string) Node {
	if attacker == "" || victim == "" {
		return nil
	}
	pair := [2]string{attacker, victim}
	n, ok := a.earlier[pair]
	if !ok {
		note(&a.lack.attacks, pair)
	}
	return n
}

// conditionsOnPerformanceBy gives the conditions that an actor performs its part.
func (a *WhatIfAnalysis) conditionsOnPerformanceBy(actor string) []*Condition {
	list, ok := a.onPerformance[actor]
	if !ok {
		note(&a.lack.performers, actor)
	}
	return list
}

// ask makes queries of what is lacking.
func (a *WhatIfAnalysis) ask() {
	a.asked = nil
	if ids := slices.Sorted(maps.Keys(a.lack.nodes)); len(ids) > 0 {
		a.add(Query{IDs: ids, Selection: Selection{With: actorWith()}}, func(answer Answer) {
			for i, n := range answer.Nodes {
				a.nodes[ids[i]] = n
			}
		})
	}
	for _, i := range slices.Sorted(maps.Keys(a.lack.candidates)) {
		a.add(a.candidateQuery(a.hypotheses[i].Event), func(answer Answer) { a.candidates[i] = answer.Page.(*ConditionPage).Nodes() })
	}
	if ids := slices.Sorted(maps.Keys(a.lack.obligations)); len(ids) > 0 {
		a.add(Query{Noun: NounObligation, IDs: ids, Selection: Selection{With: obligationWith()}}, func(answer Answer) {
			for _, n := range answer.Nodes {
				a.keepObligation(n.(*Obligation))
			}
		})
	}
	for ids := range slices.Chunk(slices.Sorted(maps.Keys(a.lack.conditions)), idsPerQuestion) {
		on := Related{Field: "conditions", Quant: QuantSome, Node: oneOf("id", ids...)}
		a.add(Query{Noun: NounObligation, Selection: Selection{Filter: on, With: obligationWith()}}, func(answer Answer) {
			for _, o := range answer.Page.(*ObligationPage).Nodes() {
				a.keepObligation(o)
			}
			for _, id := range ids {
				a.whole[id] = true
				slices.Sort(a.byCondition[id])
			}
		})
	}
	for _, pair := range slices.SortedFunc(maps.Keys(a.lack.attacks), func(x, y [2]string) int { return slices.Compare(x[:], y[:]) }) {
		a.add(earlierQuery(pair, a.day), func(answer Answer) {
			a.earlier[pair] = nil
			if found := answer.Page.(*EventPage).Nodes(); len(found) > 0 {
				a.earlier[pair] = found[0]
			}
		})
	}
	for _, id := range slices.Sorted(maps.Keys(a.lack.performers)) {
		a.add(performanceQuery(id), func(answer Answer) { a.onPerformance[id] = answer.Page.(*ConditionPage).Nodes() })
	}
}

func (a *WhatIfAnalysis) add(q Query, take func(Answer)) {
	a.asked = append(a.asked, askedQuery{q, take})
}

func (a *WhatIfAnalysis) keepObligation(o *Obligation) {
	if a.obligations[o.ID] != nil {
		return
	}
	a.obligations[o.ID] = o
	seen := map[string]bool{}
	for _, l := range loadedLinks(o, "conditions") {
		if id := l.node.NodeID(); !seen[id] {
			seen[id] = true
			a.byCondition[id] = append(a.byCondition[id], o.ID)
		}
	}
}

// The queries. What they load stands under keys of the what-if's own, beside what the derivation of status loads.

const whatIfMark = "if"

func withAll(field string, with ...With) With { return WithAll(whatIfMark, field, with...) }

// loadedLinks gives what was loaded for the what-if under a field.
func loadedLinks(n Node, field string) []link { return links(Loaded(n, withAll(field).Key)) }

// claims asks for claims, by what they are about.
func claims(with ...With) With {
	w := withAll("claims", with...)
	w.Order = []Order{{Prop: "field"}}
	return w
}

// claimed adds the claims about the edges.
func claimed(w With) With {
	w.OnEdge = []With{claims()}
	return w
}

func actorWith() []With {
	withs := []With{withAll("memberOf"), withAll("partOf"), claimed(withAll("members"))}
	for i := range withs {
		withs[i].On = NounActor
	}
	return withs
}

func conditionWith() []With {
	concerns := claimed(withAll("concerns", partiesWith()...))
	for i := range concerns.With {
		concerns.With[i].On = NounDeclaration
	}
	return []With{concerns, claims()}
}

func partiesWith() []With {
	return []With{claimed(withAll("parties")), claimed(withAll("partyActions"))}
}

func obligationWith() []With {
	between := func(field string) With {
		w := claimed(withAll(field))
		w.Edge = oneOf("relation", ObligationRelationConsequenceOf, ObligationRelationDependsOn, ObligationRelationInExchangeFor)
		return w
	}
	performing := withAll("performedBy", withAll("satisfies"))
	performing.Filter = oneOf("status", EventStatusPlanned, EventStatusHypothetical)
	return append(StatusWith(""),
		claimed(withAll("conditions", append(conditionWith(), StateWith()...)...)),
		claimed(withAll("declarations", partiesWith()...)),
		claimed(withAll("bearers")), claimed(withAll("counterparties")), claimed(withAll("beneficiaries")), claimed(withAll("against")),
		between("related"), between("relatedFrom"), performing,
		claims(withAll("voicedIn", withAll("madeBy"))),
	)
}

// candidateQuery asks for the conditions that an event may be meant by: of a kind that it meets, and naming nobody else
// in its place.
func (a *WhatIfAnalysis) candidateQuery(e *SupposedEvent) Query {
	var kinds []ConditionKind
	for _, m := range eventMeets[e.Kind] {
		kinds = append(kinds, m.kind)
	}
	all := And{oneOf("kind", kinds...)}
	for _, r := range eventRoles {
		id := e.part(r.role)
		if id == "" {
			continue
		}
		named := append([]string{id}, a.groupsOf(id)...)
		inRole := eq("role", string(r.role))
		all = append(all, Or{
			Related{Field: "concerns", Quant: QuantNone, Edge: inRole},
			Related{Field: "concerns", Quant: QuantSome, Edge: inRole, Node: oneOf("id", named...)},
		})
	}
	return Query{Noun: NounCondition, Selection: Selection{Filter: all, With: conditionWith()}}
}

// groupsOf gives the ids of what an actor is a member or a part of on the day.
func (a *WhatIfAnalysis) groupsOf(id string) []string {
	var ids []string
	for _, field := range []string{"memberOf", "partOf"} {
		for _, l := range a.heldLinks(a.nodes[id], field) {
			ids = append(ids, l.node.NodeID())
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// heldLinks gives what was loaded under a field by edges that held on the day; nothing for what isn't there.
func (a *WhatIfAnalysis) heldLinks(n Node, name string) []link {
	if n == nil {
		return nil
	}
	field, ok := FieldOf(n.Noun(), name)
	if !ok {
		return nil
	}
	list := slices.DeleteFunc(loadedLinks(n, name), func(l link) bool { return !MatchEdge(field, l.edge, EdgeHeldOn(field, a.day)) })
	slices.SortFunc(list, compareLinks)
	return list
}

// earlierQuery asks for the attacks that took place by a day, by an attacker on a victim; the latest come first.
func earlierQuery(pair [2]string, day Date) Query {
	took := func(id string, role ParticipantRole) Filter {
		return Related{Field: "participants", Quant: QuantSome, Edge: eq("role", string(role)), Node: eq("id", id)}
	}
	return Query{Noun: NounEvent, Selection: Selection{
		Filter: And{
			oneOf("kind", EventKindArmedAttack, EventKindAssault), happened(day),
			took(pair[0], ParticipantRoleAttacker), took(pair[1], ParticipantRoleVictim),
		},
		Order: []Order{{Prop: "from", Desc: true}},
	}}
}

// performanceQuery asks for the conditions that an actor performs its part.
func performanceQuery(actor string) Query {
	return Query{Noun: NounCondition, Selection: Selection{
		Filter: And{
			eq("kind", string(ConditionKindPerformanceByOther)),
			Related{Field: "concerns", Quant: QuantSome, Edge: eq("role", string(ConditionConcernsRoleSubject)), Node: eq("id", actor)},
		},
		With: conditionWith(),
	}}
}

// missing gives the error for what the hypotheses name and what isn't there; nil if all is.
func (a *WhatIfAnalysis) missing() error {
	var ids []string
	for _, h := range a.hypotheses {
		for _, id := range h.parts() {
			if a.nodes[id] == nil && !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	if len(ids) == 0 {
		return nil
	}
	return Errorf(KindNotFound, "what is supposed names what is not there: %s", strings.Join(ids, ", "))
}

// edgeClaims gives the claims about the edge by which a page that was loaded under a field leads to a node.
func edgeClaims(n Node, field, edge string) []*Claim {
	page, ok := Loaded(n, withAll(field).Key).(interface{ loadedOn(string, string) any })
	if !ok {
		return []*Claim{}
	}
	about, _ := page.loadedOn(edge, claims().Key).(*ClaimPage)
	return about.Nodes()
}

// loadedOn gives what was loaded with one of the page's edges under a key.
func (p *PageOf[N]) loadedOn(edge, key string) any {
	for _, e := range p.Edges {
		if e.ID == edge {
			return e.loaded[key]
		}
	}
	return nil
}
