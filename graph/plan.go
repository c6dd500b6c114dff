package graph

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
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
	seen := make(map[string]bool, b.CountSaid())
	for s := range b.AllSaid() {
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
		if s.isDecision() != (b.Dataset == DatasetResolution) && !(s.isDecision() && s.Folded) {
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
		if _, ok := NounOf(id); !ok && !IsEdgeID(id) {
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
	packed := &LiveRecords{}
	for _, r := range live {
		packed.Add(r)
	}
	w, err := NewWork(b, revision, packed)
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
	// live are the live records of what the batch touches.
	live *LiveRecords
	// kept is what the load keeps, and changing the places in it of what changes what is shown.
	kept     []kept
	changing []uint32
	receipt  Receipt
}

// kept is what a record says, by its place in what the batch says, or what it withdraws, by its place in the live records.
type kept struct {
	at        uint32
	withdrawn bool
}

// NewWork is Plan for large batches.
func NewWork(b Batch, revision int, live *LiveRecords) (*Work, error) {
	live.sort()
	w := &Work{Batch: b, revision: revision, live: live, receipt: Receipt{LoadID: b.LoadID, Revision: revision}}
	if err := w.say(); err != nil {
		return nil, err
	}
	if err := w.withdraw(); err != nil {
		return nil, err
	}
	slices.SortFunc(w.kept, func(a, b kept) int { return cmp.Compare(w.target(a), w.target(b)) })
	for i, k := range w.kept {
		if w.isNew(k) {
			w.receipt.Added++
		} else if c := w.change(w.record(k)); !c.Before.Equal(c.After) {
			w.receipt.count(c)
		} else {
			continue
		}
		w.changing = append(w.changing, uint32(i))
	}
	return w, nil
}

// isNew tells whether something is said of which nothing is shown: it will be.
func (w *Work) isNew(k kept) bool {
	return !k.withdrawn && w.Dataset != ChoicesData && len(w.live.places(w.target(k))) == 0
}

// Receipt gives the receipt of the load, if there is anything that it keeps.
func (w *Work) Receipt() Receipt { return w.receipt }

// Size gives how many records and changes there are.
func (w *Work) Size() (records, changes int) { return len(w.kept), len(w.changing) }

// Records gives the records that the load has to keep, by target.
func (w *Work) Records() iter.Seq[Record] {
	return func(yield func(Record) bool) {
		for _, k := range w.kept {
			if !yield(w.record(k)) {
				return
			}
		}
	}
}

// Changes gives the changes to what is shown, by target.
func (w *Work) Changes() iter.Seq[Change] {
	return w.changes(func(Record) bool { return true })
}

// Replaced gives the targets of which the data set has a live record that one of the load's takes the place of.
func (w *Work) Replaced() []string {
	var list []string
	for _, k := range w.kept {
		if _, ok := w.live.byDataset(w.target(k), w.Dataset); ok {
			list = append(list, w.target(k))
		}
	}
	return list
}

// Planned gives the plan of the load.
func (w *Work) Planned() Planned {
	planned := Planned{Receipt: w.receipt, Changes: make([]*LoggedChange, len(w.changing)), Needs: LoadNeeds{Records: len(w.kept)}}
	for at, i := range w.changing {
		r := w.record(w.kept[i])
		c := w.change(r)
		planned.Changes[at] = newLoggedChange(r, c.Before, c.After)
	}
	return planned
}

// Replacing gives those of the changes whose targets show something already.
func (w *Work) Replacing() iter.Seq[Change] {
	return w.changes(func(r Record) bool { return len(w.live.places(r.Target)) > 0 })
}

func (w *Work) changes(wanted func(Record) bool) iter.Seq[Change] {
	return func(yield func(Change) bool) {
		for _, i := range w.changing {
			if r := w.record(w.kept[i]); wanted(r) && !yield(w.change(r)) {
				return
			}
		}
	}
}

// record gives a record that the load keeps.
func (w *Work) record(k kept) Record {
	r := Record{Load: w.LoadID, Revision: w.revision, Dataset: w.Dataset, Withdrawn: k.withdrawn}
	if k.withdrawn {
		r.Said = w.live.said.At(int(k.at))
	} else {
		r.Said = w.saidAt(int(k.at))
	}
	return r
}

// target gives the target of a record that the load keeps.
func (w *Work) target(k kept) string {
	if k.withdrawn {
		return w.live.said.Target(int(k.at))
	}
	return w.targetAt(int(k.at))
}

// say keeps what the batch says that its data set doesn't say already.
//
// KindConflict: a node has the data set's word for one that was merged into it, and would have its word for itself instead.
func (w *Work) say() error {
	for i := range w.CountSaid() {
		at, ok := w.live.byDataset(w.targetAt(i), w.Dataset)
		if ok {
			old, s := w.live.at(at), w.saidAt(i)
			if len(old.As) > 0 && len(s.As) == 0 && s.isNode() && w.Dataset != DatasetResolution {
				return Errorf(KindConflict, "%s holds what the data set %q says of %s, which is merged into it, and this is said of %[1]s itself: take the merge back first (pactgraph resolve --undo)",
					s.Target, w.Dataset, old.As[0].From)
			}
			if old.same(s) {
				continue
			}
		}
		w.kept = append(w.kept, kept{at: uint32(i)})
	}
	return nil
}

// withdraw keeps that things aren't said any more.
func (w *Work) withdraw() error {
	gone, err := w.withdrawn()
	if err != nil {
		return err
	}
	for i := range w.CountSaid() {
		if len(gone) == 0 {
			break
		}
		delete(gone, w.targetAt(i))
	}
	if err := w.checkSync(gone); err != nil {
		return err
	}
	for _, at := range gone {
		w.kept = append(w.kept, kept{at: at, withdrawn: true})
	}
	return nil
}

// withdrawn gives the targets that the batch takes back, one by one or by their owners, and those under the owners of what
// it says, which it may say again; each with the place of its live record.
func (w *Work) withdrawn() (map[string]uint32, error) {
	gone := map[string]uint32{}
	for _, id := range slices.Concat(w.Withdraw, w.TakeBack) {
		if _, ok := w.live.byDataset(id, w.Dataset); !ok {
			return nil, Errorf(KindInvalid, "%s can't be withdrawn: the data set %q has said nothing of it", id, w.Dataset)
		}
	}
	for _, id := range w.TakeBack {
		gone[id], _ = w.live.byDataset(id, w.Dataset)
	}
	if w.live.said.Len() == 0 {
		return gone, nil
	}
	owners := setOf(w.Withdraw)
	if !w.OneByOne {
		for s := range w.AllSaid() {
			owners[s.Owner] = true
		}
	}
	for at := range w.live.saidBy(w.Dataset) {
		if r := w.live.at(at); w.Sync || owners[r.Owner] {
			gone[r.Target] = at
		}
	}
	return gone, nil
}

// checkSync refuses a batch that was to have all that its data set says, and that seems to have a part of it. Claims don't count:
// one that rests on another place, as on another line of a table, is another claim.
func (w *Work) checkSync(gone map[string]uint32) error {
	if !w.Sync || w.Force {
		return nil
	}
	onlyClaims := true
	for at := range w.live.saidBy(w.Dataset) {
		onlyClaims = onlyClaims && w.live.at(at).IsClaim()
	}
	lost, all := 0, 0
	for at := range w.live.saidBy(w.Dataset) {
		r := w.live.at(at)
		if r.IsClaim() && !onlyClaims {
			continue
		}
		all++
		if _, ok := gone[r.Target]; ok {
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
	before := w.live.of(r.Target)
	after := append(slices.DeleteFunc(slices.Clone(before), func(o Record) bool { return o.Dataset == r.Dataset }), r)
	return Change{Target: r.Target, Before: Fold(before), After: Fold(after)}
}

// Touches says which live records Plan needs: of the targets, and of everything that the batch's data set has under the
// owners, what all data sets say. Both are sorted, each id once. With Sync, they are those of everything that the data set
// has too, whatever its owner.
func (b Batch) Touches() (targets, owners []string) {
	targets = make([]string, 0, b.CountSaid()+len(b.Withdraw)+len(b.TakeBack))
	for s := range b.AllSaid() {
		targets = append(targets, s.Target)
		if !b.OneByOne && (len(owners) == 0 || owners[len(owners)-1] != s.Owner) {
			owners = append(owners, s.Owner)
		}
	}
	targets = append(append(targets, b.Withdraw...), b.TakeBack...)
	owners = append(owners, b.Withdraw...)
	slices.Sort(targets)
	slices.Sort(owners)
	return slices.Compact(targets), slices.Compact(owners)
}
