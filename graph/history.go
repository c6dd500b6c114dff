package graph

import (
	"cmp"
	"slices"
)

// MaxHistories is how many things' histories one question may take into account.
const MaxHistories = 20_000

// HistoryQuery asks for what was ever said of some things.
type HistoryQuery struct {
	// Of are the ids of nodes, edges and claims.
	Of []string
	// On are the ids of entities and pieces of evidence: wanted is what was said of all that hangs on them or ever did
	// (see Said.HangsOn).
	On []string
}

// Check tells whether the question can be asked.
func (q HistoryQuery) Check() error {
	if err := q.CheckFound(len(q.Of)); err != nil {
		return err
	}
	if n := len(q.On); n > MaxPage {
		return Errorf(KindTooLarge, "what hangs on %d nodes was asked for: at most %d are allowed", n, MaxPage)
	}
	for _, id := range q.On {
		if noun, ok := NounOf(id); !ok || !noun.IsEntity() && noun != NounEvidence {
			return Errorf(KindInvalid, "nothing hangs on %q: it is neither the id of an entity nor of evidence", id)
		}
	}
	return nil
}

// CheckFound tells whether a store may read the histories of so many things.
func (q HistoryQuery) CheckFound(things int) error {
	if things > MaxHistories {
		return Errorf(KindTooLarge, "the question takes the history of more than %d things into account, which is too many to be answered at once: make it narrower", MaxHistories)
	}
	return nil
}

// HistoryAnswer is what was said of the things that a HistoryQuery means.
type HistoryAnswer struct {
	// Histories are those of the things of which anything was ever said, each once, by target.
	Histories []History
	// Revision is that of the state that was asked.
	Revision int
}

// Place is where something stands in the order in which loads kept their records: by revision, then by target. A load
// keeps one record of a target.
type Place struct {
	Revision int
	Target   string
}

// Compare orders places.
func (p Place) Compare(o Place) int {
	return cmp.Or(cmp.Compare(p.Revision, o.Revision), cmp.Compare(p.Target, o.Target))
}

// LogAnswer is a part of the log: where loads kept records.
type LogAnswer struct {
	Places []Place
	// Revision is that of the state that was asked.
	Revision int
}

// CheckLog tells whether so many places can be asked for at once.
func CheckLog(most int) error {
	if most < 0 || most > MaxPage {
		return Errorf(KindTooLarge, "%d places of the log were asked for: 0 to %d are allowed", most, MaxPage)
	}
	return nil
}

// HangsOn gives the nodes on which the target hangs as long as it is shown, whatever else is said of it: the ends of an
// edge; of a claim the node that it is about, its evidence with the sources, and the statement in which it is voiced.
// Sorted, each once; a node hangs on nothing.
func (s Said) HangsOn() []string {
	var ids []string
	switch {
	case s.IsEdge():
		ids = append(ids, s.Start, s.End)
	case s.IsClaim():
		ids = append(ids, s.About)
		for _, e := range s.Evidence {
			ids = append(ids, e.ID(), e.Source)
		}
		if s.VoicedIn != "" {
			ids = append(ids, s.VoicedIn)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// At gives the records that were live when the graph had a revision: the last of each data set until then, unless it
// withdraws.
func (h History) At(revision int) []Record {
	return slices.DeleteFunc(slices.Clone(h), func(r Record) bool { return r.Revision > revision }).Live()
}

// AddRecord adds a record to histories that are read by target and revision, of which it is the next.
func AddRecord(list []History, r Record) []History {
	if last := len(list) - 1; last >= 0 && list[last][0].Target == r.Target {
		list[last] = append(list[last], r)
		return list
	}
	return append(list, History{r})
}
