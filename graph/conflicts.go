package graph

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// ConflictsQuery asks where what is said differs.
type ConflictsQuery struct {
	// About keeps the conflicts about these entities, and about the edges that go out from them; empty for all.
	About []string
	// Nouns, Fields and Kinds keep those about entities of these nouns, about these fields, of these kinds; empty for all.
	Nouns  []Noun
	Fields []string
	Kinds  []ConflictKind
	// First is how many are wanted, After the cursor of the one before the first.
	First int
	After string
}

// Conflicts is a page of conflicts, by the id of what they are about, its edge and its field.
type Conflicts struct {
	Edges      []ConflictEdge
	PageInfo   PageInfo
	TotalCount int
}

// ConflictEdge is a conflict in a page.
type ConflictEdge struct {
	Node   *Conflict
	Cursor string
}

// Nodes gives the page's conflicts.
func (c *Conflicts) Nodes() []*Conflict {
	list := make([]*Conflict, len(c.Edges))
	for i, e := range c.Edges {
		list[i] = e.Node
	}
	return list
}

// Conflict is a field, or a thing as such, of which different things are said.
type Conflict struct {
	Kind ConflictKind
	// About is the entity, known by its id alone. Edge is set where the conflict is about an edge that goes out from it.
	About AnyEntity
	Edge  *EdgeProps
	// Field is the property or relation; empty where it is about whether the thing is so at all.
	Field string
	// Values are what is said: what is shown comes first, then by text.
	Values []*ConflictValue
	// Decision is the step of the fold's rule that decided what is shown; Reason says it in a sentence.
	Decision ConflictDecision
	Reason   string
	// Chosen is the value that was chosen by hand; nil where none was.
	Chosen *ChosenValue
}

// ChosenValue is a value that was chosen by hand.
type ChosenValue struct {
	// Value is the value as text.
	Value string
	// Holds tells whether it is shown: as long as somebody says it.
	Holds bool
	// Chosen says by whom, why and by which load.
	Chosen
}

// ConflictValue is one of the values of a field, with who says it.
type ConflictValue struct {
	// Value is the value as text; empty where the conflict is about the thing as such.
	Value string
	Shown bool
	// Datasets are the data sets that say it now, the best first.
	Datasets []DatasetWord
	// ConfirmedBy and ContradictedBy are the claims for and against it, known by their ids alone.
	ConfirmedBy, ContradictedBy []*Claim
}

// DatasetWord is what the fold weighs a data set's word by.
type DatasetWord struct {
	Dataset string
	// Reliability is that of the source it rests on, as its load knew it; empty where none is given.
	Reliability Reliability
	// Credibility is that of the claim on the field; nil where none is given.
	Credibility *int
	// Revision is that since which the data set says it, Load the id of the load by which it does.
	Revision int
	Load     string
}

// ConflictKind says in what way things that are said differ.
type ConflictKind string

// The kinds of conflict.
const (
	ConflictKindContradicted ConflictKind = "CONTRADICTED"
	ConflictKindValues       ConflictKind = "VALUES"
	ConflictKindPrecision    ConflictKind = "PRECISION"
)

// ConflictDecision names the step of the fold's rule that decides what is shown.
type ConflictDecision string

// The decisions.
const (
	ConflictDecisionUncontested ConflictDecision = "UNCONTESTED"
	ConflictDecisionReliability ConflictDecision = "RELIABILITY"
	ConflictDecisionCredibility ConflictDecision = "CREDIBILITY"
	ConflictDecisionRecency     ConflictDecision = "RECENCY"
	ConflictDecisionNotShown    ConflictDecision = "NOT_SHOWN"
	ConflictDecisionChosen      ConflictDecision = "CHOSEN"
)

func conflictEnums() []Enum {
	return []Enum{
		enumOf("In what way things that are said differ.", "Pactgraph", []enumDoc[ConflictKind]{
			{ConflictKindContradicted, "Somebody says it, and a claim speaks against it."},
			{ConflictKindValues, "Different values are said of a field that has one."},
			{ConflictKindPrecision, "Different dates are said, of which each lies within the next, so that all may be right."},
		}),
		enumOf("The step of the rule that decides which of several values is shown.", "Pactgraph", []enumDoc[ConflictDecision]{
			{ConflictDecisionUncontested, "All data sets that say anything of it say this; what differs are claims, which are kept beside it."},
			{ConflictDecisionReliability, "The source that it rests on is more reliable."},
			{ConflictDecisionCredibility, "The sources are equally reliable, and the claim on the field is more credible."},
			{ConflictDecisionRecency, "Reliability and credibility are equal, and it was loaded later."},
			{ConflictDecisionNotShown, "No data set says it; there are only claims, and nothing is shown."},
			{ConflictDecisionChosen, "It was chosen by hand, and a data set says it."},
		}),
	}
}

// mark is that of the list that a cursor belongs to.
func (q ConflictsQuery) mark() string {
	return orderMark(fmt.Sprintf("conflicts %q %q %q %q", q.About, q.Nouns, q.Fields, q.Kinds), nil)
}

// Check tells whether the question can be asked.
func (q ConflictsQuery) Check() error {
	if err := checkEnumValues("kinds", "ConflictKind", conflictEnums(), q.Kinds); err != nil {
		return err
	}
	for _, f := range q.Fields {
		if !sayable(f) {
			return Errorf(KindInvalid, "fields can't be %q: no entity has such a property or relation, and no edge between entities has such a property", f)
		}
	}
	return checkList(q.First, q.After, q.mark(), q.About, q.Nouns)
}

// sayable tells whether there is a field by a name of which something can be said.
func sayable(field string) bool {
	for _, n := range Entities() {
		_, isProperty := n.Property(field)
		if _, isRelation := FieldOf(n, field); isProperty || isRelation {
			return true
		}
	}
	_, ok := edgePropTable().byName[field]
	return ok
}

// FindConflicts answers a ConflictsQuery: where data sets give different values, and where claims give others or speak
// against what is said. It reads the claims that are shown, and what the journal's live records say of nodes and edges.
//
// KindInvalid, KindTooLarge: the query doesn't pass its Check, or takes too much into account.
func FindConflicts(ctx context.Context, r Reader, q ConflictsQuery) (*Conflicts, error) {
	if err := q.Check(); err != nil {
		return nil, err
	}
	var s *conflictSearch
	_, err := OneState(ctx, r, func(r Reader) error {
		s = &conflictSearch{q: q, claims: map[string]map[string][]*claimedValue{}}
		if err := s.readClaims(ctx, r); err != nil {
			return err
		}
		return eachHistory(ctx, r, q.About, s.history)
	})
	if err != nil {
		return nil, err
	}
	s.relations()
	return s.page()
}

// conflictSearch looks for conflicts.
type conflictSearch struct {
	q ConflictsQuery
	// claims are what is claimed, by the id of the node or edge and by the field.
	claims map[string]map[string][]*claimedValue
	found  []foundConflict
}

// foundConflict is a conflict with its place in the list.
type foundConflict struct {
	key string
	*Conflict
}

// claimedValue is a value that is claimed for a field; empty where a claim gives none.
type claimedValue struct {
	value                   string
	confirmed, contradicted []string
	// said are the data sets that say it, where the field is a relation, and about whom.
	said []DatasetWord
}

const trustMark = "trust"

func trustWith(field string, with ...With) With { return WithAll(trustMark, field, with...) }

func trustLinks(n Node, field string) []link { return links(Loaded(n, trustWith(field).Key)) }

func (s *conflictSearch) readClaims(ctx context.Context, r Reader) error {
	var filter Filter
	if len(s.q.About) > 0 {
		filter = Related{Field: "about", Quant: QuantSome, Node: oneOf("id", s.q.About...)}
	}
	scan := scanner{reader: r}
	return scan.each(ctx, NounClaim, filter, []With{trustWith("about")}, func(n Node) {
		for _, l := range trustLinks(n, "about") {
			if s.wants(l.node.NodeID()) {
				s.keep(n.(*Claim), l)
			}
		}
	})
}

func (s *conflictSearch) wants(about string) bool {
	noun, _ := NounOf(about)
	return (len(s.q.Nouns) == 0 || slices.Contains(s.q.Nouns, noun)) && (len(s.q.About) == 0 || slices.Contains(s.q.About, about))
}

func (s *conflictSearch) keep(c *Claim, about link) {
	target := cmp.Or(about.edge.Edge, about.node.NodeID())
	if s.claims[target] == nil {
		s.claims[target] = map[string][]*claimedValue{}
	}
	for _, value := range claimedValues(c, about) {
		v := s.claimed(target, c.Field, value)
		if c.Stance == StanceContradicts {
			v.contradicted = append(v.contradicted, c.ID)
		} else {
			v.confirmed = append(v.confirmed, c.ID)
		}
	}
}

func (s *conflictSearch) claimed(target, field, value string) *claimedValue {
	list := s.claims[target][field]
	if i := slices.IndexFunc(list, func(v *claimedValue) bool { return v.value == value }); i >= 0 {
		return list[i]
	}
	v := &claimedValue{value: value}
	s.claims[target][field] = append(list, v)
	return v
}

// claimedValues gives the values that a claim is about: the elements, where the field is a list that the claim gives as
// JSON.
func claimedValues(c *Claim, about link) []string {
	p, _ := about.node.Noun().Property(c.Field)
	if about.edge.Edge != "" || !p.Type.IsList() {
		return []string{c.Value}
	}
	var list []json.RawMessage
	if json.Unmarshal([]byte(c.Value), &list) != nil {
		return []string{c.Value}
	}
	values := make([]string, len(list))
	for i, raw := range list {
		if json.Unmarshal(raw, &values[i]) != nil {
			values[i] = string(raw)
		}
	}
	return values
}

// history looks for conflicts in what is said of one node or edge.
func (s *conflictSearch) history(h History) {
	live, choice := splitChoice(h.Live())
	if len(live) == 0 {
		return
	}
	said := live[0].Said
	s.markRelation(live)
	about, claims := cmp.Or(said.Start, said.Target), s.claims[said.Target]
	if !s.wants(about) || len(live) == 1 && len(claims) == 0 {
		return
	}
	at := conflictAt{live: live, choice: choice, about: about}
	table, err := said.table()
	if err != nil {
		panic("graph: a record that was not checked: " + err.Error())
	}
	s.element(at, "", "", claims[""], words(live, ""))
	for _, p := range table.list {
		if p.Type.IsList() {
			s.list(at, p, claims[p.Name])
		} else {
			s.property(at, p, claims[p.Name])
		}
	}
}

// conflictAt is where a conflict may be: what is said now of a node or an edge.
type conflictAt struct {
	live []Record
	// choice is what was chosen by hand; nil where nothing was.
	choice *Record
	about  string
}

// shown gives what is shown of it.
func (at conflictAt) shown() Shown {
	if at.choice == nil {
		return Fold(at.live)
	}
	return Fold(append(slices.Clone(at.live), *at.choice))
}

// chosen gives the value of a property that was chosen by hand; nil where none was.
func (at conflictAt) chosen(p Property) *ChosenValue {
	value := at.choice.value(p.Name)
	if value == nil {
		return nil
	}
	return &ChosenValue{Value: ValueText(value), Holds: saidBy(at.live, p.Name, value), Chosen: at.choice.Chosen[p.Name]}
}

// words gives what the fold weighs records by for a field, the best first.
func words(live []Record, field string) []DatasetWord {
	ranked := slices.SortedFunc(slices.Values(live), func(a, b Record) int { return compareRank(a, b, field) })
	list := make([]DatasetWord, len(ranked))
	for i, r := range ranked {
		list[i] = wordOf(r, field)
	}
	return list
}

func wordOf(r Record, field string) DatasetWord {
	w := DatasetWord{Dataset: r.Dataset, Reliability: r.Reliability, Revision: r.saidSince(), Load: r.Load}
	if c := r.Credibility[field]; c != 0 {
		w.Credibility = &c
	}
	return w
}

// property looks at a property that has one value.
func (s *conflictSearch) property(at conflictAt, p Property, claims []*claimedValue) {
	ranked := slices.DeleteFunc(slices.Clone(at.live), func(r Record) bool { return r.Props[p.Name] == nil })
	if len(ranked) < 2 && len(claims) == 0 {
		return
	}
	slices.SortFunc(ranked, func(a, b Record) int { return compareRank(a, b, p.Name) })
	c := &Conflict{Field: p.Name}
	for _, r := range ranked {
		v := c.value(p, ValueText(r.Props[p.Name]))
		v.Datasets = append(v.Datasets, wordOf(r, p.Name))
	}
	shown := c.show(p, at.chosen(p))
	for _, claimed := range claims {
		if claimed.value == "" && shown != nil {
			shown.claim(claimed) // it is about what is shown
		}
	}
	for _, claimed := range claims {
		if claimed.value != "" {
			c.value(p, claimed.value).claim(claimed)
		}
	}
	if c.Kind = c.kind(p); c.Kind == "" {
		return
	}
	c.decide()
	s.add(at, c, "")
}

// show marks the value that is shown, and gives it: the one that was chosen if it is said, or else the best; nil where none is.
func (c *Conflict) show(p Property, chosen *ChosenValue) *ConflictValue {
	c.Chosen = chosen
	if len(c.Values) == 0 {
		return nil
	}
	shown := c.Values[0]
	if chosen != nil && chosen.Holds {
		shown = c.value(p, chosen.Value)
		shown.Value = chosen.Value
	}
	shown.Shown = true
	return shown
}

// value gives the conflict's entry for a value; texts that differ by case or accents alone are one.
func (c *Conflict) value(p Property, text string) *ConflictValue {
	same := func(v *ConflictValue) bool {
		return v.Value == text || p.Type == TypeString && FoldText(v.Value) == FoldText(text)
	}
	if i := slices.IndexFunc(c.Values, same); i >= 0 {
		return c.Values[i]
	}
	v := &ConflictValue{Value: text, Datasets: []DatasetWord{}, ConfirmedBy: []*Claim{}, ContradictedBy: []*Claim{}}
	c.Values = append(c.Values, v)
	return v
}

func (v *ConflictValue) claim(claimed *claimedValue) {
	for _, id := range claimed.confirmed {
		v.ConfirmedBy = append(v.ConfirmedBy, stub(id).(*Claim))
	}
	for _, id := range claimed.contradicted {
		v.ContradictedBy = append(v.ContradictedBy, stub(id).(*Claim))
	}
}

// said tells whether somebody says the value.
func (v *ConflictValue) said() bool { return len(v.Datasets)+len(v.ConfirmedBy) > 0 }

// kind tells in what way the values of a property differ; empty where they don't.
func (c *Conflict) kind(p Property) ConflictKind {
	var said []string
	for _, v := range c.Values {
		if v.said() && len(v.ContradictedBy) > 0 {
			return ConflictKindContradicted
		}
		if v.said() {
			said = append(said, v.Value)
		}
	}
	switch {
	case len(said) < 2:
		return ""
	case p.Type == TypeDate && nested(said):
		return ConflictKindPrecision
	}
	return ConflictKindValues
}

// nested tells whether all texts are dates of which each lies within the next wider one.
func nested(texts []string) bool {
	dates := make([]Date, len(texts))
	for i, text := range texts {
		d, err := ParseDate(text)
		if err != nil {
			return false
		}
		dates[i] = d
	}
	slices.SortFunc(dates, func(a, b Date) int { return cmp.Compare(len(a), len(b)) })
	for i, d := range dates[1:] {
		if !d.Holds(OpDuring, dates[i]) {
			return false
		}
	}
	return true
}

// decide says which step of the fold's rule decided what is shown: what was chosen by hand, or else the first of the values
// if any data set says one.
func (c *Conflict) decide() {
	if c.Chosen != nil && c.Chosen.Holds {
		c.Decision, c.Reason = ConflictDecisionChosen, c.Chosen.reason()
		return
	}
	if len(c.Values) == 0 || !c.Values[0].Shown {
		c.Decision, c.Reason = ConflictDecisionNotShown, "no data set says it, so nothing is shown; there are only claims"
		return
	}
	best := c.Values[0].Datasets[0]
	var other *DatasetWord
	for _, v := range c.Values[1:] {
		if len(v.Datasets) > 0 {
			other = &v.Datasets[0] // values stand in the order of the best that says them
			break
		}
	}
	credibility := func(w DatasetWord) int {
		if w.Credibility == nil {
			return 0
		}
		return *w.Credibility
	}
	switch {
	case other == nil:
		c.Decision = ConflictDecisionUncontested
		c.Reason = fmt.Sprintf("it is what %s says, and no other data set says otherwise; claims don't change what is shown", quoted(best.Dataset))
	case reliabilityRank(best.Reliability) != reliabilityRank(other.Reliability):
		c.Decision = ConflictDecisionReliability
		c.Reason = fmt.Sprintf("%s rests on a source of reliability %s, %s on one of %s",
			quoted(best.Dataset), best.Reliability, quoted(other.Dataset), cmp.Or(string(other.Reliability), "unknown reliability"))
	case credibilityRank(credibility(best)) != credibilityRank(credibility(*other)):
		c.Decision = ConflictDecisionCredibility
		c.Reason = fmt.Sprintf("the sources are equally reliable; the claim of %s on this field has credibility %d, that of %s %s",
			quoted(best.Dataset), *best.Credibility, quoted(other.Dataset), given(other.Credibility))
	default:
		c.Decision = ConflictDecisionRecency
		c.Reason = fmt.Sprintf("reliability and credibility are equal; %s was loaded later (revision %d) than %s (revision %d)",
			quoted(best.Dataset), best.Revision, quoted(other.Dataset), other.Revision)
	}
}

// reason says in a sentence that a value was chosen.
func (c ChosenValue) reason() string {
	text := "it was chosen by hand"
	if c.Who != "" {
		text += " by " + c.Who
	}
	if c.Why != "" {
		text += ": " + c.Why
	}
	return text
}

func given(n *int) string {
	if n == nil {
		return "none"
	}
	return fmt.Sprint(*n)
}

// list looks at a property that is a list: what data sets give is put together, so only what is spoken against is a
// conflict.
func (s *conflictSearch) list(at conflictAt, p Property, claims []*claimedValue) {
	for _, claimed := range claims {
		saying := slices.DeleteFunc(slices.Clone(at.live), func(r Record) bool { return !gives(r.Props[p.Name], claimed.value) })
		s.element(at, p.Name, claimed.value, []*claimedValue{claimed}, words(saying, p.Name))
	}
}

// gives tells whether a list has an element; any, if the element is empty.
func gives(list any, element string) bool {
	switch l := list.(type) {
	case []string:
		return element == "" || slices.Contains(l, element)
	case []Identifier:
		return element == "" || slices.ContainsFunc(l, func(id Identifier) bool {
			text, _ := json.Marshal(id) // two texts
			return string(text) == element
		})
	}
	return false
}

// element looks at what is said to be so, or not: a thing as such, an element of a list, the end of a relation.
func (s *conflictSearch) element(at conflictAt, field, value string, claims []*claimedValue, said []DatasetWord) {
	v := &ConflictValue{Value: value, Datasets: said, Shown: len(said) > 0, ConfirmedBy: []*Claim{}, ContradictedBy: []*Claim{}}
	for _, claimed := range claims {
		v.claim(claimed)
	}
	if len(v.ContradictedBy) == 0 || !v.said() {
		return
	}
	c := &Conflict{Field: field, Kind: ConflictKindContradicted, Values: []*ConflictValue{v}}
	c.decide()
	s.add(at, c, value)
}

// markRelation notes that an edge says what is claimed of a relation, at either of its ends.
func (s *conflictSearch) markRelation(live []Record) {
	said := live[0].Said
	if !said.IsEdge() {
		return
	}
	start, _ := NounOf(said.Start)
	end, _ := NounOf(said.End)
	r, _ := RelationOf(start, said.Type)
	for _, seen := range []struct{ about, field, value string }{{said.Start, r.Out, said.End}, {said.End, r.In[end], said.Start}} {
		for _, claimed := range s.claims[seen.about][seen.field] {
			if claimed.value == "" || claimed.value == seen.value {
				claimed.said = append(claimed.said, words(live, "")...)
			}
		}
	}
}

// relations looks at what is claimed of relations, when all edges were seen.
func (s *conflictSearch) relations() {
	for _, id := range slices.Sorted(maps.Keys(s.claims)) {
		noun, _ := NounOf(id)
		for _, field := range slices.Sorted(maps.Keys(s.claims[id])) {
			if _, ok := FieldOf(noun, field); !ok {
				continue
			}
			for _, claimed := range s.claims[id][field] {
				s.element(conflictAt{about: id}, field, claimed.value, []*claimedValue{claimed}, eachDataset(claimed.said))
			}
		}
	}
}

// eachDataset keeps the best of each data set's words, the best of all first.
func eachDataset(words []DatasetWord) []DatasetWord {
	better := func(a, b DatasetWord) int {
		return cmp.Or(cmp.Compare(reliabilityRank(a.Reliability), reliabilityRank(b.Reliability)), -cmp.Compare(a.Revision, b.Revision))
	}
	list := slices.SortedFunc(slices.Values(words), func(a, b DatasetWord) int { return cmp.Or(cmp.Compare(a.Dataset, b.Dataset), better(a, b)) })
	list = slices.CompactFunc(list, func(a, b DatasetWord) bool { return a.Dataset == b.Dataset })
	slices.SortStableFunc(list, better)
	return list
}

// add keeps a conflict that is wanted; of those that are too many, only that they are.
func (s *conflictSearch) add(at conflictAt, c *Conflict, value string) {
	if len(s.found) > trustFound {
		return
	}
	if len(s.q.Fields) > 0 && !slices.Contains(s.q.Fields, c.Field) || len(s.q.Kinds) > 0 && !slices.Contains(s.q.Kinds, c.Kind) {
		return
	}
	edge := ""
	c.About = entityStub(at.about)
	if len(at.live) > 0 && at.live[0].IsEdge() {
		shown := at.shown().Edges[0]
		e := NewEdge(shown.ID, shown.Type, shown.Start, shown.End, shown.Props)
		c.Edge, edge = &e, e.ID
	}
	slices.SortFunc(c.Values, func(a, b *ConflictValue) int {
		return cmp.Or(compareBool(b.Shown, a.Shown), cmp.Compare(a.Value, b.Value))
	})
	for _, v := range c.Values {
		slices.SortFunc(v.ConfirmedBy, func(a, b *Claim) int { return cmp.Compare(a.ID, b.ID) })
		slices.SortFunc(v.ContradictedBy, func(a, b *Claim) int { return cmp.Compare(a.ID, b.ID) })
	}
	s.found = append(s.found, foundConflict{strings.Join([]string{at.about, edge, c.Field, value}, "\x00"), c})
}

// page gives the conflicts that are wanted of those found.
func (s *conflictSearch) page() (*Conflicts, error) {
	if len(s.found) > trustFound {
		return nil, errTooMuch("conflicts", trustFound)
	}
	slices.SortFunc(s.found, func(a, b foundConflict) int { return cmp.Compare(a.key, b.key) })
	part, cursors, info := cutPage(s.found, func(c foundConflict) string { return c.key }, s.q.mark(), s.q.First, s.q.After)
	page := &Conflicts{Edges: make([]ConflictEdge, len(part)), PageInfo: info, TotalCount: len(s.found)}
	for i, c := range part {
		page.Edges[i] = ConflictEdge{Node: c.Conflict, Cursor: cursors[i]}
	}
	return page, nil
}
