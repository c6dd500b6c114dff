package graph

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
)

// ChangesQuery asks what loads have changed of what is shown. What is left out keeps all.
type ChangesQuery struct {
	// Since leaves out what was changed up to this revision, Until what was changed after it.
	Since int
	Until *int
	// DoneFrom leaves out what was changed before the first load that was done on this day in UTC or later, DoneTo what was changed after
	// the last one that was done on this day or earlier. A year or a month is the interval of its days.
	DoneFrom, DoneTo Date
	// From, if it is set, is the place after which they are wanted, whatever Since and After say.
	From *Place
	// Loads keeps what these loads changed, Datasets what loads of these data sets changed.
	Loads, Datasets []string
	// About keeps the changes of these entities, and of what hangs on them: edges at them, claims about them, voiced in them
	// or resting on them.
	About []string
	// Nouns keeps the changes of entities of these nouns, of edges that go out from them, and of claims about either.
	Nouns   []Noun
	Actions []ChangeAction
	What    []ChangedThing
	// First is how many are wanted, After the cursor of the one before the first.
	First int
	After string
}

// Changes is a page of changes, by revision and then by target.
type Changes struct {
	Edges    []ChangesEdge
	PageInfo PageInfo
	// End is the place up to which it was looked for the page: whoever asks on from there misses nothing and meets nothing
	// twice, also where nothing was found.
	End Place
}

// ChangesEdge is a change in a page.
type ChangesEdge struct {
	Node   *LoggedChange
	Cursor string
}

// Nodes gives the page's changes.
func (c *Changes) Nodes() []*LoggedChange {
	list := make([]*LoggedChange, len(c.Edges))
	for i, e := range c.Edges {
		list[i] = e.Node
	}
	return list
}

// LoggedChange is what a load changed of what is shown of one node, edge or claim.
type LoggedChange struct {
	// Revision is the one that the load made. Load is known by its id alone.
	Revision int
	Load     *Load
	Action   ChangeAction
	What     ChangedThing
	// Target is the id of the node, edge or claim.
	Target string
	// Label names it in words: as it is after the change or, where it was removed, as it was before.
	Label string
	// About is the entity itself, the one from which the edge goes out, or the one that the claim is about; known by its id
	// alone, and it may be gone by now. Edge is set for edges, as after the change or, where it was removed, before.
	About AnyEntity
	Edge  *EdgeProps
	// AboutEdge is the id of the edge that a claim is about, which goes out from About; nil for others.
	AboutEdge *string
	// Fields are those whose values differ, in the order of the model.
	Fields []FieldChange
}

// FieldChange is a field's value before and after a change, as ValueText writes it; nil for none. The fields are the
// properties; of a claim also “evidence”, a list of its quotes or places, and “voicedIn”, a statement's id.
type FieldChange struct {
	Field    string
	Old, New *string
}

// ChangeAction says what happened to something that is shown.
type ChangeAction string

// The actions.
const (
	ChangeActionAdded   ChangeAction = "ADDED"
	ChangeActionChanged ChangeAction = "CHANGED"
	ChangeActionRemoved ChangeAction = "REMOVED"
)

// ChangedThing says what sort of thing was changed.
type ChangedThing string

// The things.
const (
	ChangedThingNode  ChangedThing = "NODE"
	ChangedThingEdge  ChangedThing = "EDGE"
	ChangedThingClaim ChangedThing = "CLAIM"
)

// ChangeEnums gives the enumerations of changes, which are no part of the model: nothing stored has them.
func ChangeEnums() []Enum {
	return []Enum{
		enumOf("What a load did to something that is shown.", "Pactgraph", []enumDoc[ChangeAction]{
			{ChangeActionAdded, "It is shown since."},
			{ChangeActionChanged, "It was shown before, and is shown with other values since."},
			{ChangeActionRemoved, "It isn't shown since: nobody says it any more."},
		}),
		enumOf("What sort of thing a load changed.", "Pactgraph", []enumDoc[ChangedThing]{
			{ChangedThingNode, "An entity."},
			{ChangedThingEdge, "An edge between two entities."},
			{ChangedThingClaim, "A claim, with its evidence."},
		}),
	}
}

// changesMark is that of the list of changes, whatever is kept of it: a cursor is a place in it.
var changesMark = orderMark("changes", nil)

// Check tells whether the question can be asked.
func (q ChangesQuery) Check() error {
	switch {
	case q.Since < 0:
		return Errorf(KindInvalid, "since can't be %d: revisions begin at 1, and 0 is before the first load", q.Since)
	case q.Until != nil && *q.Until < q.Since:
		return Errorf(KindInvalid, "until (%d) can't lie before since (%d)", *q.Until, q.Since)
	case q.DoneFrom != "" && q.DoneTo != "" && q.DoneTo.Last() < q.DoneFrom.First():
		return Errorf(KindInvalid, "the time ends on %s, before it begins on %s", q.DoneTo, q.DoneFrom)
	case len(q.Loads) > MaxPage:
		return Errorf(KindTooLarge, "%d loads were given: at most %d are allowed", len(q.Loads), MaxPage)
	}
	for _, id := range q.Loads {
		if noun, _ := NounOf(id); noun != NounLoad {
			return Errorf(KindInvalid, "loads can't be %q: it is no id of a load, such as load/…", id)
		}
	}
	if err := checkEnumValues("actions", "ChangeAction", ChangeEnums(), q.Actions); err != nil {
		return err
	}
	if err := checkEnumValues("what", "ChangedThing", ChangeEnums(), q.What); err != nil {
		return err
	}
	if err := checkList(q.First, "", "", q.About, q.Nouns); err != nil {
		return err
	}
	for _, id := range q.About {
		if noun, _ := NounOf(id); !noun.IsEntity() {
			return Errorf(KindInvalid, "about can't be %q: it is no id of an entity", id)
		}
	}
	_, err := q.Begin()
	return err
}

// Begin gives the place after which the changes are wanted.
func (q ChangesQuery) Begin() (Place, error) {
	if q.From != nil {
		return *q.From, nil
	}
	since := Place{Revision: q.Since + 1} // what it changed comes after it: no target is empty
	if q.After == "" {
		return since, nil
	}
	bad := Errorf(KindInvalid, "%q is not a cursor of a change: take one from this field", shorten(q.After))
	at, err := decodeCursor(changesMark, nil, nil, q.After)
	if err != nil {
		return Place{}, bad
	}
	revision, target, _ := strings.Cut(at.ID, " ")
	n, err := strconv.Atoi(revision)
	if err != nil {
		return Place{}, bad
	}
	if p := (Place{n, target}); p.Compare(since) > 0 {
		return p, nil
	}
	return since, nil
}

func (p Place) cursor() string {
	return encodeCursor(changesMark, Position{ID: fmt.Sprintf("%d %s", p.Revision, p.Target)})
}

// FindChanges answers a ChangesQuery from what loads have said. What a load says that doesn't change what is shown, since
// another data set's word is shown, is no change.
//
// KindInvalid, KindTooLarge: the query doesn't pass its Check.
func FindChanges(ctx context.Context, r Reader, q ChangesQuery) (*Changes, error) {
	if err := q.Check(); err != nil {
		return nil, err
	}
	var s *changeSearch
	_, err := OneState(ctx, r, func(one Reader) error {
		s = &changeSearch{q: q, reader: one, about: setOf(q.About), found: &Changes{}}
		if done, err := s.done(ctx); err != nil || !done {
			return err
		}
		return s.run(ctx)
	})
	if err != nil {
		return nil, err
	}
	return s.page(), nil
}

func setOf[T comparable](list []T) map[T]bool {
	set := make(map[T]bool, len(list))
	for _, v := range list {
		set[v] = true
	}
	return set
}

// changeSearch looks for changes, from one place of the log on to the next.
type changeSearch struct {
	q      ChangesQuery
	reader Reader
	about  map[string]bool
	found  *Changes
	more   bool
}

// logPart is how many places of the log are looked at together, but for a short page's.
const logPart = 500

func (s *changeSearch) run(ctx context.Context) error {
	begin, err := s.q.Begin()
	if err != nil {
		return err
	}
	s.found.End = begin
	if len(s.q.About) > 0 {
		// What was ever said of few things is read at once. If it is much, it is looked for in the log.
		answer, err := s.reader.Histories(ctx, HistoryQuery{Of: s.q.About, On: s.q.About})
		if KindOf(err) != KindTooLarge {
			return cmp.Or(err, s.among(answer, begin))
		}
	}
	if len(s.q.Loads) == 0 {
		return s.span(ctx, begin, s.until())
	}
	revisions, err := s.loads(ctx)
	if err != nil {
		return err
	}
	for _, n := range revisions {
		if from := (Place{Revision: n}); n <= s.until() && Place.Compare(Place{n + 1, ""}, begin) > 0 && !s.more {
			if begin.Compare(from) > 0 {
				from = begin
			}
			if err := s.span(ctx, from, n); err != nil {
				return err
			}
		}
	}
	return nil
}

// done leaves those revisions whose loads were done in the time that is asked for; it is false where none was. Loads are done one
// after the other, so that they are those between two of them.
func (s *changeSearch) done(ctx context.Context) (bool, error) {
	if s.q.DoneFrom == "" && s.q.DoneTo == "" {
		return true, nil
	}
	first, last := math.MaxInt, 0
	size := MaxPage
	page := Page{First: &size}
	for {
		answers, err := s.reader.Find(ctx, []Query{{Noun: NounLoad, Selection: Selection{Order: []Order{{Prop: "revision"}}, Page: page}}})
		if err != nil {
			return false, err
		}
		loads := answers[0].Page.(*LoadPage)
		for _, l := range loads.Nodes() {
			if l.Revision == nil || !s.q.doneIn(l.FinishedAt) {
				continue
			}
			first, last = min(first, *l.Revision), max(last, *l.Revision)
		}
		if !loads.PageInfo.HasNextPage {
			break
		}
		page.After = loads.PageInfo.EndCursor
	}
	last = min(last, s.until())
	s.q.Since, s.q.Until = max(s.q.Since, first-1), &last
	return first <= last, nil
}

// doneIn tells whether a load that was done at a time was done in the time that is asked for.
func (q ChangesQuery) doneIn(finished string) bool {
	day, _, _ := strings.Cut(finished, "T")
	return day != "" && (q.DoneFrom == "" || day >= q.DoneFrom.First()) && (q.DoneTo == "" || day <= q.DoneTo.Last())
}

func (s *changeSearch) until() int {
	if s.q.Until == nil {
		return math.MaxInt - 1
	}
	return *s.q.Until
}

// loads gives the revisions of the loads that are asked for; those that aren't there changed nothing.
func (s *changeSearch) loads(ctx context.Context) ([]int, error) {
	answers, err := s.reader.Find(ctx, []Query{{Noun: NounLoad, IDs: s.q.Loads}})
	if err != nil {
		return nil, err
	}
	revisions := map[int]bool{}
	for _, n := range answers[0].Nodes {
		if l, ok := n.(*Load); ok && l.Revision != nil {
			revisions[*l.Revision] = true
		}
	}
	return slices.Sorted(maps.Keys(revisions)), nil
}

// among looks at histories that were read, from a place on.
func (s *changeSearch) among(answer HistoryAnswer, begin Place) error {
	histories := map[string]History{}
	var places []Place
	for _, h := range answer.Histories {
		histories[h[0].Target] = h
		for _, r := range h {
			if p := (Place{r.Revision, r.Target}); p.Compare(begin) > 0 && r.Revision <= s.until() {
				places = append(places, p)
			}
		}
	}
	slices.SortFunc(places, Place.Compare)
	if s.take(places, histories) {
		s.found.End = Place{Revision: min(answer.Revision, s.until()) + 1}
	}
	return nil
}

// span looks at the log after a place, up to a revision.
func (s *changeSearch) span(ctx context.Context, after Place, until int) error {
	part := min(logPart, 2*s.q.First+20)
	for {
		log, err := s.reader.Log(ctx, after, part)
		if err != nil {
			return err
		}
		places := log.Places
		if i := slices.IndexFunc(places, func(p Place) bool { return p.Revision > until }); i >= 0 {
			places = places[:i]
		}
		histories, err := s.histories(ctx, places)
		if err != nil || !s.take(places, histories) {
			return err
		}
		if len(places) < part {
			s.found.End = Place{Revision: min(log.Revision, until) + 1}
			return nil
		}
		after = places[len(places)-1]
		s.found.End = after
	}
}

func (s *changeSearch) histories(ctx context.Context, places []Place) (map[string]History, error) {
	targets := make([]string, len(places))
	for i, p := range places {
		targets[i] = p.Target
	}
	answer, err := s.reader.Histories(ctx, HistoryQuery{Of: targets})
	if err != nil {
		return nil, err
	}
	histories := make(map[string]History, len(places))
	for _, h := range answer.Histories {
		histories[h[0].Target] = h
	}
	return histories, nil
}

// take keeps the changes at places that are wanted. It is false when there are enough.
func (s *changeSearch) take(places []Place, histories map[string]History) bool {
	for _, p := range places {
		c := s.change(histories[p.Target], p.Revision)
		if c == nil {
			continue
		}
		if len(s.found.Edges) == s.q.First {
			s.more = true
			return false
		}
		s.found.Edges = append(s.found.Edges, ChangesEdge{Node: c, Cursor: p.cursor()})
		s.found.End = p
	}
	return true
}

// change gives what a load changed of a target; nil if that is nothing, or isn't wanted.
func (s *changeSearch) change(h History, revision int) *LoggedChange {
	at := slices.IndexFunc(h, func(r Record) bool { return r.Revision == revision })
	if at < 0 || !s.wants(h[at]) {
		return nil
	}
	before, after := Fold(h.At(revision-1)), Fold(h.At(revision))
	if before.Equal(after) || len(s.q.Actions) > 0 && !slices.Contains(s.q.Actions, actionOf(before, after)) {
		return nil
	}
	return newLoggedChange(h[at], before, after)
}

// actionOf says what happened to what is shown with other values after than before.
func actionOf(before, after Shown) ChangeAction {
	switch {
	case before.Empty():
		return ChangeActionAdded
	case after.Empty():
		return ChangeActionRemoved
	}
	return ChangeActionChanged
}

// newLoggedChange says what a load changed of a target by the record that it kept, where that is something.
func newLoggedChange(r Record, before, after Shown) *LoggedChange {
	c := &LoggedChange{Revision: r.Revision, Load: stub(r.Load).(*Load), Target: r.Target, Action: actionOf(before, after)}
	c.describe(r.Said, before, after)
	return c
}

// wants tells whether a record is of a target that is asked for.
func (s *changeSearch) wants(r Record) bool {
	noun, _ := NounOf(subject(r.Said))
	return (len(s.q.Nouns) == 0 || slices.Contains(s.q.Nouns, noun)) &&
		(len(s.q.What) == 0 || slices.Contains(s.q.What, thing(r.Said))) &&
		(len(s.q.Datasets) == 0 || slices.Contains(s.q.Datasets, r.Dataset)) &&
		(len(s.q.Loads) == 0 || slices.Contains(s.q.Loads, r.Load)) &&
		(len(s.about) == 0 || s.about[r.Target] || slices.ContainsFunc(r.HangsOn(), func(id string) bool { return s.about[id] }))
}

// subject is the entity that something is said of.
func subject(s Said) string { return cmp.Or(s.Start, s.About, s.Target) }

func thing(s Said) ChangedThing {
	switch {
	case s.IsEdge():
		return ChangedThingEdge
	case s.IsClaim():
		return ChangedThingClaim
	}
	return ChangedThingNode
}

// describe says what is different.
func (c *LoggedChange) describe(said Said, before, after Shown) {
	c.What, c.About = thing(said), entityStub(subject(said))
	if said.AboutEdge != "" {
		c.AboutEdge = &said.AboutEdge
	}
	last := after
	if after.Empty() {
		last = before
	}
	if said.IsEdge() {
		e := last.Edges[0]
		edge := NewEdge(e.ID, e.Type, e.Start, e.End, e.Props)
		c.Edge, c.Label = &edge, said.Name()
	} else {
		n := last.Nodes[0]
		c.Label = NewNode(n.Noun, n.ID, n.Props).Label()
	}
	old, now := before.texts(said), after.texts(said)
	for _, field := range fieldsOf(said) {
		o, n := old[field], now[field]
		if (o == nil) != (n == nil) || o != nil && *o != *n {
			c.Fields = append(c.Fields, FieldChange{field, o, n})
		}
	}
}

// The fields of a claim beside its properties.
const (
	fieldEvidence = "evidence"
	fieldVoicedIn = "voicedIn"
)

// fieldsOf gives the fields that may differ, in the order of the model.
func fieldsOf(said Said) []string {
	table, err := said.table()
	if err != nil {
		panic("graph: a record that was not checked: " + err.Error())
	}
	names := make([]string, len(table.list))
	for i, p := range table.list {
		names[i] = p.Name
	}
	if said.IsClaim() {
		names = append(names, fieldEvidence, fieldVoicedIn)
	}
	return names
}

// props gives what is shown of a target itself, which comes before all that is shown with it.
func (s Shown) props() Props {
	if len(s.Nodes) == 0 {
		return s.Edges[0].Props
	}
	return s.Nodes[0].Props
}

// texts gives the values that are shown of a target, by field.
func (s Shown) texts(said Said) map[string]*string {
	texts := map[string]*string{}
	if s.Empty() {
		return texts
	}
	put := func(field string, value any) {
		text := ValueText(value)
		texts[field] = &text
	}
	for name, value := range s.props() {
		put(name, value)
	}
	if !said.IsClaim() {
		return texts
	}
	var quotes []string
	for _, e := range said.Evidence {
		exact, _ := e.Props["exact"].(string)
		locator, _ := e.Props["locator"].(string)
		quotes = append(quotes, cmp.Or(exact, locator, e.ID()))
	}
	if len(quotes) > 0 {
		put(fieldEvidence, quotes)
	}
	if said.VoicedIn != "" {
		put(fieldVoicedIn, said.VoicedIn)
	}
	return texts
}

// page finishes the page of what was found.
func (s *changeSearch) page() *Changes {
	c := s.found
	c.PageInfo = PageInfo{HasNextPage: s.more, HasPreviousPage: s.q.After != ""}
	if n := len(c.Edges); n > 0 {
		c.PageInfo.StartCursor, c.PageInfo.EndCursor = c.Edges[0].Cursor, c.Edges[n-1].Cursor
	}
	return c
}
