package graph

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// ChoicesData is the data set that keeps which values were chosen by hand. Nothing else is said in it, and choices in no
// other: they neither keep a thing alive nor count as a word for a value.
const ChoicesData = "choices"

// Chosen says by whom, why and by which load a field's value was chosen.
type Chosen struct {
	Who  string `json:"who,omitempty"`
	Why  string `json:"why,omitempty"`
	Load string `json:"load"`
}

// IsChoice tells whether values are chosen, and nothing is said.
func (s Said) IsChoice() bool { return len(s.Chosen) > 0 }

// checkChoice checks the values that are chosen, of a node or an edge.
func (s Said) checkChoice(table *propertyTable) error {
	if s.IsClaim() {
		return errChoiceOfClaim(s.Target)
	}
	for field := range s.Chosen {
		if err := checkChoosable(s, field); err != nil {
			return err
		}
		if s.Props[field] == nil {
			return Errorf(KindInvalid, "%s: no value is chosen for %s", s.Name(), field)
		}
	}
	for name := range s.Props {
		if _, ok := s.Chosen[name]; !ok && !slices.Contains(s.key(), name) {
			return Errorf(KindInvalid, "%s: %s has a value and is not chosen", s.Name(), name)
		}
	}
	return checkValues(s.Name(), table, s.Props)
}

func errChoiceOfClaim(target string) error {
	return Errorf(KindInvalid, "nothing can be chosen of %s: a claim that says something else is another claim", target)
}

// key gives the names of the properties that tell an edge from parallel ones.
func (s Said) key() []string {
	noun, _ := NounOf(s.Start)
	r, _ := RelationOf(noun, s.Type)
	return r.Key
}

// checkChoosable tells whether a target has a field of which one value is shown where several are said.
func checkChoosable(s Said, field string) error {
	table, err := s.table()
	if err != nil {
		return err
	}
	var can []string
	for _, p := range table.list {
		if !p.Type.IsList() && !slices.Contains(s.key(), p.Name) {
			can = append(can, p.Name)
		}
	}
	if slices.Contains(can, field) {
		return nil
	}
	why := "there is no such field"
	if p, ok := table.byName[field]; ok {
		why = "it tells this edge from others"
		if p.Type.IsList() {
			why = "it is a list, in which all that is said is put together"
		}
	}
	return Errorf(KindInvalid, "no value of %q can be chosen for %s: %s; there are %s", field, s.Name(), why, strings.Join(can, ", "))
}

// splitChoice gives the records that say something, and the one by which values are chosen; nil if there is none.
func splitChoice(live []Record) (said []Record, choice *Record) {
	for _, r := range live {
		switch {
		case r.Withdrawn:
		case r.IsChoice():
			choice = &r
		default:
			said = append(said, r)
		}
	}
	return said, choice
}

// value gives the value that is chosen for a field; nil if none is, or there are no choices.
func (r *Record) value(field string) any {
	if r == nil {
		return nil
	}
	if _, ok := r.Chosen[field]; !ok {
		return nil
	}
	return r.Props[field]
}

// saidBy tells whether a record says a value of a field.
func saidBy(records []Record, field string, value any) bool {
	return slices.ContainsFunc(records, func(r Record) bool { return r.Props[field] == value })
}

// ChoiceRequest asks for one of the values that data sets say of a field to be shown, whatever the rule says, as long as
// somebody says it and until that is taken back.
type ChoiceRequest struct {
	// Target is the id of a node or an edge, Field one of its fields that have one value.
	Target, Field string
	// Value is the value, as ValueText writes it; nil where it is that which Dataset says, or Load said. One of the three is
	// given, or TakeBack, which lets the rule decide again.
	Value         *string
	Dataset, Load string
	TakeBack      bool
	// Who chooses, and why.
	Who, Why string
	// LoadID is the id of the load that keeps it (see Batch.LoadID); one is made where it is empty. StartedAt is when it was
	// asked for.
	LoadID    string
	StartedAt time.Time
}

// Check tells whether it is said what is chosen.
func (q ChoiceRequest) Check() error {
	given := 0
	for _, is := range []bool{q.Value != nil, q.Dataset != "", q.Load != "", q.TakeBack} {
		if is {
			given++
		}
	}
	if given != 1 {
		return Errorf(KindInvalid, "a choice is made by a value, by the data set that says it or by the load that said it, or it is taken back: one of these is to be given, not %d", given)
	}
	return nil
}

// Choose keeps a choice as a load of ChoicesData, and gives its receipt.
//
// KindNotFound: there is no such node or edge. KindInvalid: the request doesn't pass its Check, the field can't be chosen,
// nobody says the value, or there is nothing to take back. And the errors of Apply.
func Choose(ctx context.Context, s Store, q ChoiceRequest) (Receipt, error) {
	var err error
	for range movedTries {
		b, batchErr := q.Batch(ctx, s)
		if batchErr != nil {
			return Receipt{}, batchErr
		}
		var r Receipt
		if r, err = s.Apply(ctx, b); !errors.Is(err, errOtherRevision) {
			return r, err
		}
	}
	return Receipt{}, err
}

// Batch makes the load that keeps the choice, for the graph's revision alone.
func (q ChoiceRequest) Batch(ctx context.Context, r Reader) (Batch, error) {
	if err := q.Check(); err != nil {
		return Batch{}, err
	}
	answer, err := r.Histories(ctx, HistoryQuery{Of: []string{q.Target}})
	if err != nil {
		return Batch{}, err
	}
	b := Batch{LoadID: q.LoadID, Dataset: ChoicesData, Who: q.Who, StartedAt: q.StartedAt, OneByOne: true, AtRevision: &answer.Revision}
	if b.LoadID == "" {
		b.LoadID = NewLoadID(q.StartedAt)
	}
	if len(answer.Histories) == 0 {
		return Batch{}, Errorf(KindNotFound, "there is no node or edge %q of which anything was said", q.Target)
	}
	history := answer.Histories[0]
	chosen, err := q.choose(history, b.LoadID)
	switch {
	case err != nil:
		return Batch{}, err
	case chosen.IsChoice():
		b.Said = []Said{chosen}
	default:
		b.TakeBack = []string{q.Target}
	}
	return b, nil
}

// choose gives all that is chosen of a target, with what is asked for.
func (q ChoiceRequest) choose(h History, load string) (Said, error) {
	live, before := splitChoice(h.Live())
	if h[0].IsClaim() {
		return Said{}, errChoiceOfClaim(q.Target)
	}
	if err := checkChoosable(h[0].Said, q.Field); err != nil {
		return Said{}, err
	}
	chosen := newChoice(h[0].Said, before)
	if q.TakeBack {
		if _, ok := chosen.Chosen[q.Field]; !ok {
			return Said{}, Errorf(KindInvalid, "no value of %s was chosen for %s: there is nothing to take back", q.Field, chosen.Name())
		}
		delete(chosen.Chosen, q.Field)
		delete(chosen.Props, q.Field)
		return chosen, nil
	}
	value, err := q.value(h, live)
	if err != nil {
		return Said{}, err
	}
	now := Chosen{Who: q.Who, Why: q.Why, Load: load}
	if was, ok := chosen.Chosen[q.Field]; ok && chosen.Props[q.Field] == value && was.Who == q.Who && was.Why == q.Why {
		now.Load = was.Load // it was chosen before
	}
	chosen.Chosen[q.Field], chosen.Props[q.Field] = now, value
	return chosen, nil
}

// newChoice gives what was chosen of a target before; it may be changed.
func newChoice(of Said, before *Record) Said {
	s := Said{Target: of.Target, Owner: of.Target, Type: of.Type, Start: of.Start, End: of.End, Props: Props{}, Chosen: map[string]Chosen{}}
	if of.IsEdge() {
		s.Owner = of.Start
	}
	for _, name := range of.key() {
		if value, ok := of.Props[name]; ok {
			s.Props[name] = value
		}
	}
	if before != nil {
		s.As = before.As
		for field, c := range before.Chosen {
			s.Chosen[field], s.Props[field] = c, before.Props[field]
		}
	}
	return s
}

// value gives the value that is asked for, which somebody must say.
func (q ChoiceRequest) value(h History, live []Record) (any, error) {
	if q.Load != "" {
		i := slices.IndexFunc(h, func(r Record) bool {
			return r.Load == q.Load && !r.Withdrawn && !r.IsChoice() && r.Props[q.Field] != nil
		})
		if i < 0 {
			return nil, q.nobody(live, fmt.Sprintf("%s said nothing of it", q.Load))
		}
		text := ValueText(h[i].Props[q.Field])
		q.Value = &text
	}
	for _, r := range live {
		value := r.Props[q.Field]
		if value != nil && (q.Dataset == r.Dataset || q.Value != nil && *q.Value == ValueText(value)) {
			return value, nil
		}
	}
	if q.Dataset != "" {
		return nil, q.nobody(live, fmt.Sprintf("the data set %q says nothing of it", q.Dataset))
	}
	return nil, q.nobody(live, fmt.Sprintf("nobody says that it is %q", *q.Value))
}

// nobody is the error that what is asked for isn't said; it lists what is.
func (q ChoiceRequest) nobody(live []Record, why string) error {
	var said []string
	for _, r := range live {
		if value := r.Props[q.Field]; value != nil {
			said = append(said, fmt.Sprintf("%q (data set %q, %s)", ValueText(value), r.Dataset, r.Load))
		}
	}
	if len(said) == 0 {
		return Errorf(KindInvalid, "no value of %s can be chosen for %s: nobody says any", q.Field, q.Target)
	}
	slices.Sort(said)
	return Errorf(KindInvalid, "this value of %s can't be chosen for %s: %s; it is said to be %s", q.Field, q.Target, why, strings.Join(said, ", "))
}
