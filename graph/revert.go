package graph

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Reversal is what takes a load back, worked out for one state of the graph.
type Reversal struct {
	// Load is the load that is taken back.
	Load *Load
	// Batch says of each thing that the load kept a record of what its data set said before, or takes it back where that
	// was nothing. It is of the load's data set and for the state's revision alone, and has no id and no time of its own.
	Batch Batch
	// Conflicts are the things that the batch leaves as they are, by target.
	Conflicts []RevertConflict
	// names say in words what the batch takes back, by target.
	names map[string]string
}

// RevertConflict is something that a load said and that can't be taken back, since it was built upon.
type RevertConflict struct {
	// Target is the node, edge or claim; Name says it in words.
	Target, Name string
	// Load is the load that is taken back, By the id of the load by which the target was said again or is named since.
	Load, By string
	// Dataset is whose word By is.
	Dataset string
	// Named is what names the target, or what the target would name and isn't there; empty where the data set said the target
	// itself again.
	Named  string
	Reason string
}

// String says in a sentence what stands against taking the target back.
func (c RevertConflict) String() string { return c.Name + ": " + c.Reason }

// Revert works out how a load is taken back: for every record that it kept, what its data set said of the target before
// comes again, with the rank it had then, so that the graph is as it would be without the load. Loads that were taken back
// don't count, nor do those that took them back: so a load whose taking back was taken back can be taken back again.
//
// A target of which a later load of the data set said something else again is a conflict, and is left as it is. Whether
// anything else still names what goes is for the store to see, when the batch is applied.
//
// KindNotFound: there is no such load. KindConflict: it was taken back already, it keeps a decision (see Merge), or it speaks of a
// node that is merged into another.
func Revert(ctx context.Context, r Reader, load string) (Reversal, error) {
	var v *reversing
	revision, err := OneState(ctx, r, func(one Reader) error {
		v = &reversing{reader: one, reverts: map[string]string{}}
		return v.run(ctx, load)
	})
	if err != nil {
		return Reversal{}, err
	}
	v.found.Batch.AtRevision = &revision
	return v.found, v.check()
}

// reversing is a load whose taking back is worked out.
type reversing struct {
	reader Reader
	found  Reversal
	// reverts are the loads that took others back, with those.
	reverts map[string]string
	// merges are those that there are, and merged is a node that was merged, of which the load speaks by its old id.
	merges Merges
	merged string
	// apart is a merge that was taken back, of which the load would say again what it was; nil if there is none.
	apart *Renaming
	// undone is the last record by which something was taken back already; nil if nothing was.
	undone *Record
}

func (v *reversing) run(ctx context.Context, id string) error {
	answers, err := v.reader.Find(ctx, []Query{{Noun: NounLoad, IDs: []string{id}}})
	if err != nil {
		return err
	}
	l, ok := answers[0].Nodes[0].(*Load)
	if !ok {
		return Errorf(KindNotFound, "there is no load %q", id)
	}
	if l.Dataset == DatasetResolution {
		return Errorf(KindConflict, "%s keeps what was decided about two nodes: a decision is taken back by itself (pactgraph resolve --undo)", id)
	}
	if v.merges, err = ReadMerges(ctx, v.reader, nil); err != nil {
		return err
	}
	v.found = Reversal{Load: l, Batch: Batch{Dataset: l.Dataset, OneByOne: true, Reverts: l.ID}, names: map[string]string{}}
	if err := v.readReverts(ctx); err != nil {
		return err
	}
	for after := (Place{Revision: *l.Revision}); ; {
		log, err := v.reader.Log(ctx, after, MaxPage)
		if err != nil {
			return err
		}
		var targets []string
		for _, p := range log.Places {
			if after = p; p.Revision == *l.Revision {
				targets = append(targets, p.Target)
			}
		}
		if err := v.targets(ctx, targets); err != nil || len(targets) < MaxPage {
			return err
		}
	}
}

// readReverts reads which loads of the data set took which back.
func (v *reversing) readReverts(ctx context.Context) error {
	q := firstPart(Query{Noun: NounLoad, Selection: Selection{Filter: And{
		Is{Prop: "dataset", Op: OpEq, Value: v.found.Load.Dataset}, Is{Prop: "reverts", Op: OpIsNull, Value: false},
	}}})
	for {
		answers, err := v.reader.Find(ctx, []Query{q})
		if err != nil {
			return err
		}
		page := answers[0].Page.(*LoadPage)
		for _, l := range page.Nodes() {
			v.reverts[l.ID] = l.Reverts
		}
		if !page.PageInfo.HasNextPage {
			return nil
		}
		q.Page.After = page.PageInfo.EndCursor
	}
}

// targets works out what is said again, or taken back, of targets of which the load kept records.
func (v *reversing) targets(ctx context.Context, targets []string) error {
	if len(targets) == 0 {
		return nil
	}
	answer, err := v.reader.Histories(ctx, HistoryQuery{Of: targets})
	if err != nil {
		return err
	}
	for _, h := range answer.Histories {
		v.target(slices.DeleteFunc(slices.Clone(h), func(r Record) bool { return r.Dataset != v.found.Load.Dataset }))
	}
	return nil
}

// target works out what is said again of one target, from what the data set has said of it.
func (v *reversing) target(h History) {
	v.noteMerged(h)
	now := h[len(h)-1]
	standing := v.standing(h)
	at := slices.IndexFunc(standing, func(r Record) bool { return r.Load == v.found.Load.ID })
	if at < 0 {
		v.noteUndone(h)
		return
	}
	before := Record{Withdrawn: true}
	if at > 0 {
		before = standing[at-1]
	}
	switch last := standing[len(standing)-1]; {
	case now.saysAs(before):
	case at == len(standing)-1:
		v.bringBack(before, now)
	case !last.saysAs(standing[at]):
		v.found.Conflicts = append(v.found.Conflicts, v.builtUpon(last))
	}
}

// noteMerged notes a node of which the load speaks by an id that it has no more, since it was merged after it or by it.
func (v *reversing) noteMerged(h History) {
	for _, r := range h {
		if r.Load != v.found.Load.ID {
			continue
		}
		for _, id := range append(r.References(), r.Target) {
			if v.merges.Of(id) != id {
				v.merged = id
			}
		}
	}
}

// noteUndone notes by which load a target was taken back already.
func (v *reversing) noteUndone(h History) {
	for _, r := range slices.Backward(h) {
		if v.reverts[r.Load] == v.found.Load.ID {
			if v.undone == nil || v.undone.Revision < r.Revision {
				v.undone = &r
			}
			return
		}
	}
}

// standing gives the records that were not taken back by a later load, without those by which others were.
func (v *reversing) standing(h History) History {
	undone := map[string]bool{}
	var standing History
	for _, r := range slices.Backward(h) {
		of, reverts := v.reverts[r.Load]
		switch {
		case undone[r.Load]:
		case reverts && r.Load != v.found.Load.ID:
			undone[of] = true
		default:
			standing = append(standing, r)
		}
	}
	slices.Reverse(standing)
	return standing
}

// saysAs tells whether two records of a target say the same, or both nothing.
func (r Record) saysAs(other Record) bool {
	if r.Withdrawn || other.Withdrawn {
		return r.Withdrawn == other.Withdrawn
	}
	return r.same(other.Said)
}

// bringBack makes the batch say what was said before, with the rank it had.
func (v *reversing) bringBack(before, now Record) {
	b := &v.found.Batch
	if before.Withdrawn {
		v.found.names[now.Target] = now.Name()
		b.TakeBack = append(b.TakeBack, now.Target)
		return
	}
	for _, r := range before.As {
		if r.From != r.To && v.merges.next[r.From] != r.To {
			v.apart = &r
		}
	}
	before.Since = before.saidSince()
	b.Said = append(b.Said, before.Said)
}

// builtUpon gives the conflict that the data set said something else of the target since.
func (v *reversing) builtUpon(last Record) RevertConflict {
	since := "said it again since, otherwise"
	if last.Withdrawn {
		since = "took it back since"
	}
	return RevertConflict{
		Target: last.Target, Name: last.Name(), Load: v.found.Load.ID, By: last.Load, Dataset: last.Dataset,
		Reason: last.Load + " " + since,
	}
}

// check tells whether there is anything to take back.
func (v *reversing) check() error {
	id, b := v.found.Load.ID, v.found.Batch
	switch {
	case v.merged != "":
		return Errorf(KindConflict, "%s speaks of %s, which is merged into %s: that is taken back first (pactgraph resolve --undo)", id, v.merged, v.merges.Of(v.merged))
	case v.apart != nil:
		return Errorf(KindConflict, "%s is one of those by which it was taken back that %s was merged into %s: to merge them again, decide that again (pactgraph resolve --decide '%[2]s=%[3]s')", id, v.apart.From, v.apart.To)
	case len(b.Said)+len(b.TakeBack)+len(v.found.Conflicts) > 0:
		return nil
	case v.undone != nil:
		return Errorf(KindConflict, "%s was taken back already, by %s (revision %d)", id, v.undone.Load, v.undone.Revision)
	}
	return Errorf(KindConflict, "nothing is left of %s to take back: its data set %q says now what it said before it", id, v.found.Load.Dataset)
}

// RevertRequest asks for a load to be taken back.
type RevertRequest struct {
	// Load is the load that is taken back.
	Load string
	// LoadID is the id of the load that takes it back (see Batch.LoadID); one is made where it is empty.
	LoadID string
	// Who asks, and when.
	Who       string
	StartedAt time.Time
	// Keep leaves the conflicts as they are, and takes the rest back.
	Keep bool
}

// RevertLoad takes a load back by another load, and gives that one's receipt, with the conflicts that were left.
//
// Besides the errors of Revert and Apply, KindConflict: there are conflicts, which are given, and Keep is not set.
func RevertLoad(ctx context.Context, s Store, q RevertRequest) (Receipt, []RevertConflict, error) {
	p, conflicts, err := revert(ctx, s, q, func(ctx context.Context, b Batch) (Planned, error) {
		receipt, err := s.Apply(ctx, b)
		return Planned{Receipt: receipt}, err
	})
	return p.Receipt, conflicts, err
}

// PlanRevert tells what RevertLoad would do, and does none of it.
func PlanRevert(ctx context.Context, s Store, q RevertRequest) (Planned, []RevertConflict, error) {
	return revert(ctx, s, q, s.Plan)
}

// revert works out how a load is taken back, and does it; if another load comes between, again.
func revert(ctx context.Context, s Store, q RevertRequest, do func(context.Context, Batch) (Planned, error)) (Planned, []RevertConflict, error) {
	var err error
	for range movedTries {
		v, revertErr := Revert(ctx, s, q.Load)
		if revertErr != nil {
			return Planned{}, nil, revertErr
		}
		v.Batch.LoadID, v.Batch.Who, v.Batch.StartedAt = cmp.Or(q.LoadID, NewLoadID(q.StartedAt)), q.Who, q.StartedAt
		var p Planned
		p, err = v.take(ctx, s, q.Keep, do)
		if !errors.Is(err, errOtherRevision) {
			return p, v.Conflicts, err
		}
	}
	return Planned{}, nil, err
}

// take does what the reversal says. What the store refuses to take away, since it is still named, is a conflict. Where
// there are some that can't be left, nothing is done, but the others are found.
func (v *Reversal) take(ctx context.Context, s Store, keep bool, do func(context.Context, Batch) (Planned, error)) (Planned, error) {
	for {
		if len(v.Conflicts) > 0 && !keep {
			do = s.Plan
		}
		p, err := do(ctx, v.Batch)
		names, ok := errors.AsType[*NamingError](err)
		switch {
		case ok && v.leave(names):
		case err != nil || len(v.Conflicts) == 0 || keep:
			return p, err
		default:
			return Planned{}, v.refusal()
		}
	}
}

// leave leaves out of the batch what can't be taken back because of names, and notes the conflicts. It is false if that is
// nothing.
func (v *Reversal) leave(names *NamingError) bool {
	left := map[string]bool{}
	add := func(c RevertConflict) {
		if !left[c.Target] {
			left[c.Target] = true
			c.Load = v.Load.ID
			v.Conflicts = append(v.Conflicts, c)
		}
	}
	for _, n := range names.Missing {
		add(RevertConflict{
			Target: n.By.Target, Name: n.By.Name(), Dataset: n.By.Dataset, Named: n.Target,
			Reason: fmt.Sprintf("as it was said before, it names %s, which is not there any more", n.Target),
		})
	}
	for _, n := range names.Gone {
		add(RevertConflict{
			Target: n.Target, Name: v.names[n.Target], By: n.By.Load, Dataset: n.By.Dataset, Named: n.By.Target,
			Reason: fmt.Sprintf("it is still named by %s (data set “%s”, %s)", n.By.Name(), n.By.Dataset, n.By.Load),
		})
	}
	was := len(v.Batch.Said) + len(v.Batch.TakeBack)
	v.Batch.Said = slices.DeleteFunc(v.Batch.Said, func(s Said) bool { return left[s.Target] })
	v.Batch.TakeBack = slices.DeleteFunc(v.Batch.TakeBack, func(id string) bool { return left[id] })
	slices.SortFunc(v.Conflicts, func(a, b RevertConflict) int { return cmp.Compare(a.Target, b.Target) })
	return len(v.Batch.Said)+len(v.Batch.TakeBack) < was
}

// refusal is the error that there are conflicts.
func (v *Reversal) refusal() error {
	texts := make([]string, len(v.Conflicts))
	for i, c := range v.Conflicts {
		texts[i] = c.String()
	}
	return Errorf(KindConflict, "%s can't be taken back whole, since what it said was built upon: %s", v.Load.ID, firstFew(texts))
}
