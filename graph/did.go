package graph

import (
	"context"
	"fmt"
	"maps"
	"slices"
)

// LoadOf gives the load that made a revision.
//
// KindNotFound: there is none.
func LoadOf(ctx context.Context, r Reader, revision int) (*Load, error) {
	answers, err := r.Find(ctx, []Query{{Noun: NounLoad, Selection: Selection{Filter: Is{Prop: "revision", Op: OpEq, Value: revision}}}})
	if err != nil {
		return nil, err
	}
	for _, l := range answers[0].Page.(*LoadPage).Nodes() {
		return l, nil
	}
	return nil, Errorf(KindNotFound, "there is no load of revision %d, since the graph has revision %d", revision, answers[0].Revision)
}

// LaterLoads gives the loads of a load's data set that came after it, and still stand: they took no other back, and weren't taken back.
// What such a load said in the same words as the load before it, it has no record of.
func LaterLoads(ctx context.Context, r Reader, l *Load) ([]*Load, error) {
	q := firstPart(Query{Noun: NounLoad, Selection: Selection{
		Filter: And{eq("dataset", l.Dataset), Is{Prop: "revision", Op: OpGt, Value: *l.Revision}}, Order: []Order{{Prop: "revision"}},
	}})
	var all []*Load
	undone := map[string]bool{}
	for {
		answers, err := r.Find(ctx, []Query{q})
		if err != nil {
			return nil, err
		}
		page := answers[0].Page.(*LoadPage)
		all = append(all, page.Nodes()...)
		if !page.PageInfo.HasNextPage {
			break
		}
		q.Page.After = page.PageInfo.EndCursor
	}
	// The latest comes first: a load that took another back may have been taken back itself.
	for _, later := range slices.Backward(all) {
		if later.Reverts != "" && !undone[later.ID] {
			undone[later.Reverts] = true
		}
	}
	return slices.DeleteFunc(all, func(l *Load) bool { return l.Reverts != "" || undone[l.ID] }), nil
}

// Did says in words what a load did that has no files and took no other back: which values were chosen, what was decided of
// which nodes, or what was moved when nodes were made one, or two again. Empty for any other load.
func Did(ctx context.Context, r Reader, l *Load) (string, error) {
	if len(l.Files) > 0 || l.Reverts != "" || l.Revision == nil {
		return "", nil
	}
	kept, err := keptBy(ctx, r, l)
	if err != nil {
		return "", err
	}
	if words := movedWords(kept); words != "" {
		return words, nil
	}
	var words []string
	for _, k := range kept {
		switch l.Dataset {
		case ChoicesData:
			words = append(words, k.choiceWords(l.ID)...)
		case DatasetResolution:
			words = append(words, k.decisionWords())
		}
	}
	return firstFew(words), nil
}

// didLook is how many records of a load are looked at to say what it did.
const didLook = 50

// keptRecord is a record that a load kept, and what its data set said before of the target; empty if that was nothing.
type keptRecord struct {
	Record
	before Record
}

// keptBy gives the first of the records that a load kept.
func keptBy(ctx context.Context, r Reader, l *Load) ([]keptRecord, error) {
	log, err := r.Log(ctx, Place{Revision: *l.Revision}, didLook)
	if err != nil {
		return nil, err
	}
	var targets []string
	for _, p := range log.Places {
		if p.Revision == *l.Revision {
			targets = append(targets, p.Target)
		}
	}
	answer, err := r.Histories(ctx, HistoryQuery{Of: targets})
	if err != nil {
		return nil, err
	}
	var list []keptRecord
	for _, h := range answer.Histories {
		var before Record
		for _, record := range h {
			if record.Load == l.ID {
				list = append(list, keptRecord{record, before})
			}
			if record.Dataset == l.Dataset {
				before = record
				if record.Withdrawn {
					before = Record{}
				}
			}
		}
	}
	return list, nil
}

// choiceWords says which values of a target a load has chosen, and of which the choice was taken back.
func (k keptRecord) choiceWords(load string) []string {
	var words []string
	now := k.Chosen
	if k.Withdrawn {
		now = nil
	}
	for _, field := range slices.Sorted(maps.Keys(now)) {
		if now[field].Load == load {
			words = append(words, fmt.Sprintf("chose “%s” as %s of %s", shorten(ValueText(k.Props[field])), field, k.Name()))
		}
	}
	for _, field := range slices.Sorted(maps.Keys(k.before.Chosen)) {
		if _, ok := now[field]; !ok {
			words = append(words, fmt.Sprintf("took back the choice of %s of %s", field, k.Name()))
		}
	}
	return words
}

// decisionWords says what was decided of two nodes, or that it was taken back.
func (k keptRecord) decisionWords() string {
	value, _ := k.Props["value"].(string)
	a, b := min(k.About, value), max(k.About, value)
	did := "decided"
	if k.Withdrawn {
		did = "took back"
	}
	switch {
	case SaysSame(k.Props):
		return fmt.Sprintf("%s that %s and %s are the same", did, a, b)
	case k.Props["stance"] == string(StanceContradicts):
		return fmt.Sprintf("%s that %s and %s are different", did, a, b)
	}
	return fmt.Sprintf("%s that it can’t be told whether %s and %s are the same", did, a, b)
}

// movedWords says from which node to which other a load moved what is said of it; empty for a load that moved nothing. What
// was moved when two nodes were made one has that renaming where it is said, and not where it is withdrawn; and the other way round
// when they were made two again.
func movedWords(kept []keptRecord) string {
	var said, withdrawn [][]Renaming
	for _, k := range kept {
		switch {
		case len(k.As) == 0:
		case k.Withdrawn:
			withdrawn = append(withdrawn, k.As)
		default:
			said = append(said, k.As)
		}
	}
	if r, ok := onlyIn(said, withdrawn); ok {
		return fmt.Sprintf("moved what it says of %s to %s, as both are one", r.From, r.To)
	}
	if r, ok := onlyIn(withdrawn, said); ok {
		return fmt.Sprintf("moved what it says of %s back from %s, as they are two again", r.From, r.To)
	}
	return ""
}

// onlyIn gives the renaming that all of some records have, and none of others.
func onlyIn(all, none [][]Renaming) (Renaming, bool) {
	if len(all) == 0 {
		return Renaming{}, false
	}
	for _, r := range all[0] {
		has := func(list []Renaming) bool { return slices.Contains(list, r) }
		if r.From != r.To && !slices.ContainsFunc(none, has) && !slices.ContainsFunc(all, func(list []Renaming) bool { return !has(list) }) {
			return r, true
		}
	}
	return Renaming{}, false
}
