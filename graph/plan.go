package graph

import (
	"cmp"
	"fmt"
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
// has all that its data set says, and leaves out more than half of what that said before, and isn't forced.
func Plan(b Batch, revision int, live []Record) (records []Record, changes []Change, err error) {
	p := newPlanning(b, revision, live)
	p.say()
	if err := p.withdraw(); err != nil {
		return nil, nil, err
	}
	slices.SortFunc(p.records, func(a, b Record) int { return cmp.Compare(a.Target, b.Target) })
	for _, r := range p.records {
		if c := p.change(r); !c.Before.Equal(c.After) {
			changes = append(changes, c)
		}
	}
	return p.records, changes, nil
}

// planning is a batch that is compared with what was said before.
type planning struct {
	Batch
	revision int
	// byTarget are the live records of what it touches; mine are those of its data set, and owned their targets by owner.
	byTarget map[string][]Record
	mine     map[string]Record
	owned    map[string][]string
	records  []Record
}

func newPlanning(b Batch, revision int, live []Record) *planning {
	p := &planning{Batch: b, revision: revision, byTarget: map[string][]Record{}, mine: map[string]Record{}, owned: map[string][]string{}}
	for _, r := range live {
		p.byTarget[r.Target] = append(p.byTarget[r.Target], r)
		if r.Dataset == b.Dataset && !r.Withdrawn {
			p.mine[r.Target] = r
			p.owned[r.Owner] = append(p.owned[r.Owner], r.Target)
		}
	}
	return p
}

// keep adds a record that the load keeps.
func (p *planning) keep(s Said, withdrawn bool) {
	p.records = append(p.records, Record{Load: p.LoadID, Revision: p.revision, Dataset: p.Dataset, Withdrawn: withdrawn, Said: s})
}

// say keeps what the batch says that its data set doesn't say already.
func (p *planning) say() {
	for _, s := range p.Said {
		if old, ok := p.mine[s.Target]; !ok || !old.same(s) {
			p.keep(s, false)
		}
	}
}

// withdraw keeps that things aren't said any more.
func (p *planning) withdraw() error {
	gone, err := p.withdrawn()
	if err != nil {
		return err
	}
	for _, s := range p.Said {
		delete(gone, s.Target)
	}
	if err := p.checkSync(len(gone)); err != nil {
		return err
	}
	for target := range gone {
		p.keep(p.mine[target].Said, true)
	}
	return nil
}

// withdrawn gives the targets that the batch takes back, one by one or by their owners, and those under the owners of what
// it says, which it may say again.
func (p *planning) withdrawn() (map[string]bool, error) {
	gone := map[string]bool{}
	owners := setOf(p.Withdraw)
	for _, id := range slices.Concat(p.Withdraw, p.TakeBack) {
		if _, ok := p.mine[id]; !ok {
			return nil, Errorf(KindInvalid, "%s can't be withdrawn: the data set %q has said nothing of it", id, p.Dataset)
		}
	}
	for _, id := range p.TakeBack {
		gone[id] = true
	}
	if !p.OneByOne {
		for _, s := range p.Said {
			owners[s.Owner] = true
		}
	}
	for owner, targets := range p.owned {
		if p.Sync || owners[owner] {
			for _, target := range targets {
				gone[target] = true
			}
		}
	}
	return gone, nil
}

// checkSync refuses a batch that was to have all that its data set says, and that seems to have a part of it.
func (p *planning) checkSync(gone int) error {
	if !p.Sync || p.Force || 2*gone <= len(p.mine) {
		return nil
	}
	return Errorf(KindConflict, "the data set %q would no longer say %d of the %d nodes, edges and claims that it says, which is more than half: that is done only where it is forced",
		p.Dataset, gone, len(p.mine))
}

// change gives how a record changes what is shown of its target.
func (p *planning) change(r Record) Change {
	before := p.byTarget[r.Target]
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
