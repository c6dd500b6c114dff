package graph

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strings"
)

// Check tells whether the batch is well formed: ids, ends, properties, and every key property. Whether the nodes that
// it names exist is for the store to see.
func (b Batch) Check() error {
	if err := checkLoadID("the load's id", b.LoadID); err != nil {
		return err
	}
	if b.Reverts != "" {
		if err := checkLoadID("the id of the load that is taken back", b.Reverts); err != nil {
			return err
		}
	}
	if err := checkText("the data set's name", b.Dataset); err != nil {
		return Errorf(KindInvalid, "%w", err)
	}
	seen := make(map[string]bool, len(b.Said))
	for _, s := range b.Said {
		if seen[s.Target] {
			return Errorf(KindInvalid, "%s is said twice in one load", s.Target)
		}
		seen[s.Target] = true
		if err := s.Check(); err != nil {
			return err
		}
		if s.IsChoice() != (b.Dataset == ChoicesData) {
			return Errorf(KindInvalid, "%s: the data set %q is for values that are chosen by hand, and for nothing else", s.Name(), ChoicesData)
		}
		if s.isDecision() != (b.Dataset == DatasetResolution) {
			return Errorf(KindInvalid, "%s: the data set %q is for what is decided about two nodes, as claims with the field %s, and for nothing else", s.Name(), DatasetResolution, FieldSameAs)
		}
	}
	for _, id := range b.Withdraw {
		if err := CheckID(id); err != nil {
			return Errorf(KindInvalid, "withdraw: %w", err)
		}
		if seen[id] {
			return Errorf(KindInvalid, "%s is said and withdrawn in one load", id)
		}
	}
	return b.checkTakenBack(seen)
}

func checkLoadID(what, id string) error {
	if err := CheckID(id); err != nil {
		return Errorf(KindInvalid, "%s: %w", what, err)
	}
	if noun, _ := NounOf(id); noun != NounLoad {
		return Errorf(KindInvalid, "%s %q must begin with load/", what, id)
	}
	return nil
}

// checkTakenBack checks the targets that are taken back one by one.
func (b Batch) checkTakenBack(said map[string]bool) error {
	for _, id := range b.TakeBack {
		if _, ok := NounOf(id); !ok && !strings.HasPrefix(id, edgePrefix) {
			return Errorf(KindInvalid, "%q can't be taken back: it is the id of no node, edge or claim", id)
		}
		if said[id] {
			return Errorf(KindInvalid, "%s is said and taken back in one load", id)
		}
	}
	return nil
}

// CheckRevision tells whether the batch may be applied to a graph of a revision.
func (b Batch) CheckRevision(revision int) error {
	if b.AtRevision == nil || *b.AtRevision == revision {
		return nil
	}
	return &Error{
		Kind: KindConflict, Err: errOtherRevision,
		Message: fmt.Sprintf("this was made for the graph at revision %d, and its revision is %d now: make it again", *b.AtRevision, revision),
	}
}

// errOtherRevision is the cause of the error that the graph isn't at the revision for which a batch was made.
var errOtherRevision = Errorf(KindConflict, "the graph is at another revision")

// Change is how a load changes what is shown of one target.
type Change struct {
	Target        string
	Before, After Shown
}

// Plan compares a batch with the live records of everything that it touches, and gives the records that its load has
// to keep and the changes to what is shown, both sorted by target. Nothing to keep means that the load says nothing
// new. It is pure: what a store has to read for it is said by Batch.Touches.
//
// KindInvalid: the batch withdraws a node, or takes back something, of which its data set has said nothing. KindConflict: it
// has all that its data set says, and leaves out more than half of the nodes and edges of that, and isn't forced.
func Plan(b Batch, revision int, live []Record) (records []Record, changes []Change, err error) {
	w, err := NewWork(b, revision, live)
	if err != nil {
		return nil, nil, err
	}
	return slices.Collect(w.Records()), slices.Collect(w.Changes()), nil
}

// Work is what Plan gives, made when it is asked for: a load of a million things then takes little more memory than
// the batch itself.
type Work struct {
	Batch
	revision int
	// byTarget are the live records of what the batch touches; mine are those of its data set, and owned their targets by owner.
	byTarget map[string][]Record
	mine     map[string]Record
	owned    map[string][]string
	// kept is what the load keeps, and changing the places in it of what changes what is shown.
	kept     []kept
	changing []int
}

// kept is what a record says or withdraws.
type kept struct {
	said      *Said
	withdrawn bool
}

// NewWork is Plan for large batches.
func NewWork(b Batch, revision int, live []Record) (*Work, error) {
	w := &Work{Batch: b, revision: revision, byTarget: map[string][]Record{}, mine: map[string]Record{}, owned: map[string][]string{}}
	for _, r := range live {
		w.byTarget[r.Target] = append(w.byTarget[r.Target], r)
		if r.Dataset == b.Dataset && !r.Withdrawn {
			w.mine[r.Target] = r
			w.owned[r.Owner] = append(w.owned[r.Owner], r.Target)
		}
	}
	if err := w.say(); err != nil {
		return nil, err
	}
	if err := w.withdraw(); err != nil {
		return nil, err
	}
	slices.SortFunc(w.kept, func(a, b kept) int { return cmp.Compare(a.said.Target, b.said.Target) })
	for i := range w.kept {
		if c := w.change(w.record(i)); !c.Before.Equal(c.After) {
			w.changing = append(w.changing, i)
		}
	}
	return w, nil
}

// Size gives how many records and changes there are.
func (w *Work) Size() (records, changes int) { return len(w.kept), len(w.changing) }

// Records gives the records that the load has to keep, by target.
func (w *Work) Records() iter.Seq[Record] {
	return func(yield func(Record) bool) {
		for i := range w.kept {
			if !yield(w.record(i)) {
				return
			}
		}
	}
}

// Changes gives the changes to what is shown, by target.
func (w *Work) Changes() iter.Seq[Change] {
	return w.changes(func(Record) bool { return true })
}

// Replacing gives those of the changes whose targets show something already.
func (w *Work) Replacing() iter.Seq[Change] {
	return w.changes(func(r Record) bool { return len(w.byTarget[r.Target]) > 0 })
}

func (w *Work) changes(wanted func(Record) bool) iter.Seq[Change] {
	return func(yield func(Change) bool) {
		for _, i := range w.changing {
			if r := w.record(i); wanted(r) && !yield(w.change(r)) {
				return
			}
		}
	}
}

// record gives the record that the load keeps at a place.
func (w *Work) record(i int) Record {
	k := w.kept[i]
	return Record{Load: w.LoadID, Revision: w.revision, Dataset: w.Dataset, Withdrawn: k.withdrawn, Said: *k.said}
}

// say keeps what the batch says that its data set doesn't say already.
//
// KindConflict: a node has the data set's word for one that was merged into it, and would have its word for itself instead.
func (w *Work) say() error {
	for i, s := range w.Said {
		old, ok := w.mine[s.Target]
		if ok && len(old.As) > 0 && len(s.As) == 0 && s.isNode() && w.Dataset != DatasetResolution {
			return Errorf(KindConflict, "%s holds what the data set %q says of %s, which is merged into it, and this is said of %[1]s itself: take the merge back first (pactgraph resolve --undo)",
				s.Target, w.Dataset, old.As[0].From)
		}
		if !ok || !old.same(s) {
			w.kept = append(w.kept, kept{said: &w.Said[i]})
		}
	}
	return nil
}

// withdraw keeps that things aren't said any more.
func (w *Work) withdraw() error {
	gone, err := w.withdrawn()
	if err != nil {
		return err
	}
	for _, s := range w.Said {
		delete(gone, s.Target)
	}
	if err := w.checkSync(gone); err != nil {
		return err
	}
	for target := range gone {
		said := w.mine[target].Said
		w.kept = append(w.kept, kept{said: &said, withdrawn: true})
	}
	return nil
}

// withdrawn gives the targets that the batch takes back, one by one or by their owners, and those under the owners of what
// it says, which it may say again.
func (w *Work) withdrawn() (map[string]bool, error) {
	gone := map[string]bool{}
	owners := setOf(w.Withdraw)
	for _, id := range slices.Concat(w.Withdraw, w.TakeBack) {
		if _, ok := w.mine[id]; !ok {
			return nil, Errorf(KindInvalid, "%s can't be withdrawn: the data set %q has said nothing of it", id, w.Dataset)
		}
	}
	for _, id := range w.TakeBack {
		gone[id] = true
	}
	if !w.OneByOne {
		for _, s := range w.Said {
			owners[s.Owner] = true
		}
	}
	for owner, targets := range w.owned {
		if w.Sync || owners[owner] {
			for _, target := range targets {
				gone[target] = true
			}
		}
	}
	return gone, nil
}

// checkSync refuses a batch that was to have all that its data set says, and that seems to have a part of it. Claims don't count:
// one that rests on another place, as on another line of a table, is another claim.
func (w *Work) checkSync(gone map[string]bool) error {
	if !w.Sync || w.Force {
		return nil
	}
	onlyClaims := true
	for _, r := range w.mine {
		onlyClaims = onlyClaims && r.IsClaim()
	}
	lost, all := 0, 0
	for target, r := range w.mine {
		if r.IsClaim() && !onlyClaims {
			continue
		}
		all++
		if gone[target] {
			lost++
		}
	}
	if 2*lost <= all {
		return nil
	}
	return Errorf(KindConflict, "the data set %q would no longer say %d of the %d nodes and edges that it says, which is more than half: that is done only where it is forced (--force, or force: true)",
		w.Dataset, lost, all)
}

// change gives how a record changes what is shown of its target.
func (w *Work) change(r Record) Change {
	before := w.byTarget[r.Target]
	after := append(slices.DeleteFunc(slices.Clone(before), func(o Record) bool { return o.Dataset == r.Dataset }), r)
	return Change{Target: r.Target, Before: Fold(before), After: Fold(after)}
}

// Touches says which live records Plan needs: of the targets, and of everything that the batch's data set has under the
// owners, what all data sets say. Both are sorted, each id once. With Sync, they are those of everything that the data set
// has too, whatever its owner.
func (b Batch) Touches() (targets, owners []string) {
	for _, s := range b.Said {
		targets = append(targets, s.Target)
		if !b.OneByOne {
			owners = append(owners, s.Owner)
		}
	}
	targets = slices.Concat(targets, b.Withdraw, b.TakeBack)
	owners = append(owners, b.Withdraw...)
	slices.Sort(targets)
	slices.Sort(owners)
	return slices.Compact(targets), slices.Compact(owners)
}
