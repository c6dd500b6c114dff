package graphtest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pactgraph/graph"
)

func testRevert(t *testing.T, open func(t *testing.T) graph.Store) {
	t.Run("OneByOne", func(t *testing.T) { testOneByOne(t, load(t, open)) })
	t.Run("AtRevision", func(t *testing.T) { testAtRevision(t, load(t, open)) })
	t.Run("World", func(t *testing.T) { testRevertWorld(t, openFixture(t, open)) })
	t.Run("Again", func(t *testing.T) { testRevertAgain(t, load(t, open)) })
	t.Run("BuiltUpon", func(t *testing.T) { testBuiltUpon(t, load(t, open)) })
	t.Run("Named", func(t *testing.T) { testRevertNamed(t, load(t, open)) })
	t.Run("Rank", func(t *testing.T) { testRevertRank(t, load(t, open)) })
}

// Things can be corrected and taken back one by one: what else was said under their owners stays.
func testOneByOne(t *testing.T, f *fixture) {
	var member, leads string
	f.both(t, small("one", "d", func(p *pen) {
		member = p.out("actor/a", graph.EdgeMemberOf, "actor/b", nil)
		leads = p.out("actor/a", graph.EdgeMemberOf, "actor/b", props{"role": "LEAD"})
	}))
	one := graph.Batch{
		LoadID: "load/two", Dataset: "d", OneByOne: true, TakeBack: []string{leads},
		Said: []graph.Said{graph.SayNode("actor/a", props{"kind": "STATE", "name": "Á"})},
	}
	if got, want := f.both(t, one), (graph.Receipt{LoadID: "load/two", Revision: 2, Changed: 1, Removed: 1}); got != want {
		t.Errorf("a correction one by one gives %+v, want %+v", got, want)
	}
	f.sameWalk(t)
	if a := get(t, f.store, "actor/a", graph.With{Field: "memberOf"}).(*graph.Actor); a.Name != "Á" || len(a.MemberOf().Edges) != 1 {
		t.Errorf("after a correction one by one: %s", canonicalJSON(canonicalNode(a)))
	}
	refused := func(load string, change func(b *graph.Batch)) {
		t.Helper()
		b := graph.Batch{LoadID: "load/" + load, Dataset: "d", OneByOne: true}
		change(&b)
		f.refused(t, b, graph.KindInvalid)
	}
	refused("again", func(b *graph.Batch) { b.TakeBack = []string{leads} })
	refused("never", func(b *graph.Batch) { b.TakeBack = []string{"actor/never"} })
	refused("no-id", func(b *graph.Batch) { b.TakeBack = []string{"leads"} })
	refused("both", func(b *graph.Batch) { b.TakeBack, b.Said = []string{"actor/a"}, one.Said })
	refused("others", func(b *graph.Batch) { b.TakeBack, b.Dataset = []string{member}, "e" })
	refused("named", func(b *graph.Batch) { b.TakeBack = []string{"actor/b"} })
	refused("reverts", func(b *graph.Batch) { b.TakeBack, b.Reverts = []string{member}, "actor/a" })
}

// A load that was made for one revision is refused at any other, and nothing is done; one that was done gives its receipt.
func testAtRevision(t *testing.T, f *fixture) {
	at := func(load string, revision int) graph.Batch {
		b := small(load, "d", nil)
		b.AtRevision = &revision
		b.Said[0].Props["name"] = load
		return b
	}
	early := f.refused(t, at("early", 1), graph.KindConflict)
	if early != nil && !(strings.Contains(early.Error(), "revision 1") && strings.Contains(early.Error(), "is 0")) {
		t.Errorf("the message doesn't say both revisions: %q", early)
	}
	first := f.both(t, at("first", 0))
	f.both(t, at("second", 1))
	f.refused(t, at("late", 1), graph.KindConflict)
	if got := f.both(t, at("first", 0)); got != first {
		t.Errorf("the first load again gives %+v, want %+v", got, first)
	}
	f.sameWalk(t)
}

// reverted takes a load back in the store and the oracle, and compares what they plan, do, and refuse.
func (f *fixture) reverted(t *testing.T, load, by string, keep bool) (graph.Receipt, []graph.RevertConflict, error) {
	t.Helper()
	q := graph.RevertRequest{Load: load, LoadID: by, Who: "graphtest", Keep: keep}
	before := walked(t, f.store)
	planned, planConflicts, planErr := graph.PlanRevert(t.Context(), f.store, q)
	if diff := cmp.Diff(before, walked(t, f.store)); diff != "" {
		t.Fatalf("the plan to take %s back has changed what is shown (-before +after):\n%s", load, diff)
	}
	want, wantConflicts, wantErr := graph.RevertLoad(t.Context(), f.oracle, q)
	got, conflicts, err := graph.RevertLoad(t.Context(), f.store, q)
	if got != want || graph.KindOf(err) != graph.KindOf(wantErr) {
		t.Fatalf("taking %s back gives %+v and the error %v, want %+v and %v", load, got, err, want, wantErr)
	}
	for _, list := range [][]graph.RevertConflict{planConflicts, conflicts} {
		if diff := cmp.Diff(conflictLines(wantConflicts), conflictLines(list)); diff != "" {
			t.Fatalf("the conflicts of taking %s back are not the oracle's (-oracle +store):\n%s", load, diff)
		}
	}
	f.asPlanned(t, planned, planErr, got, err)
	f.sameWalk(t)
	if err != nil {
		if diff := cmp.Diff(before, walked(t, f.store)); diff != "" {
			t.Fatalf("%s can't be taken back, but something was changed (-before +after):\n%s", load, diff)
		}
	}
	return got, conflicts, err
}

func conflictLines(list []graph.RevertConflict) []string {
	lines := make([]string, len(list))
	for i, c := range list {
		lines[i] = fmt.Sprintf("%s, of %s: %s (%s, %s, %s)", c.Target, c.Load, c, c.By, c.Dataset, c.Named)
	}
	return lines
}

// takeBack takes a load back, which must be possible.
func (f *fixture) takeBack(t *testing.T, load, by string) graph.Receipt {
	t.Helper()
	r, conflicts, err := f.reverted(t, load, by, false)
	if err != nil || len(conflicts) > 0 {
		t.Fatalf("%s can't be taken back: %v\n%s", load, err, strings.Join(conflictLines(conflicts), "\n"))
	}
	return r
}

// shows compares what is shown with what was shown at another time.
func (f *fixture) shows(t *testing.T, what, want string) {
	t.Helper()
	if diff := cmp.Diff(want, walked(t, f.store)); diff != "" {
		t.Fatalf("%s (-want +got):\n%s", what, diff)
	}
}

// The last load of the world is taken back, and that is taken back too; the load that did it says so.
func testRevertWorld(t *testing.T, f *fixture) {
	last := f.batches[len(f.batches)-1]
	before := NewMemory()
	for _, b := range f.batches[:len(f.batches)-1] {
		if _, err := before.Apply(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}
	after := walked(t, f.store)
	f.takeBack(t, last.LoadID, "load/back")
	f.shows(t, "after the last load was taken back", walked(t, before))
	l := get(t, f.store, "load/back").(*graph.Load)
	if l.Reverts != last.LoadID || l.Dataset != last.Dataset || l.Who != "graphtest" {
		t.Errorf("the load that took %s back is %+v", last.LoadID, graph.NodeProps(l))
	}
	wantIDs(t, "the loads that took it back", found(t, f.store, graph.NounLoad, graph.Is{Prop: "reverts", Op: graph.OpEq, Value: last.LoadID}), "load/back")
	f.takeBack(t, "load/back", "load/forth")
	f.shows(t, "after that was taken back", after)
	f.sameHistories(t)
	f.sameLog(t)
	f.sameChanges(t)
}

// A load is taken back once; again when that was taken back. The same words then are nothing new.
func testRevertAgain(t *testing.T, f *fixture) {
	say := func(load, name string) graph.Batch {
		return small(load, "d", func(p *pen) { p.batch.Said[0].Props["name"] = name })
	}
	f.both(t, say("one", "A"))
	first := walked(t, f.store)
	f.both(t, say("two", "Á"))
	f.takeBack(t, "load/two", "load/back")
	f.shows(t, "after it was taken back", first)
	_, _, err := f.reverted(t, "load/two", "load/back-again", false)
	if graph.KindOf(err) != graph.KindConflict || !strings.Contains(err.Error(), "was taken back already, by load/back (revision 3)") {
		t.Errorf("taking it back twice gives the error %v", err)
	}
	if got := f.both(t, say("three", "A")); !got.Unchanged {
		t.Errorf("what is said again since a load was taken back, in a load: %+v, want nothing new", got)
	}
	f.takeBack(t, "load/back", "load/forth")
	f.takeBack(t, "load/two", "load/back-2")
	f.shows(t, "after it was taken back, there again, and back again", first)
	f.takeBack(t, "load/one", "load/nothing")
	f.shows(t, "after all was taken back", "null")
	_, _, err = f.reverted(t, "load/never", "load/x", false)
	if graph.KindOf(err) != graph.KindNotFound {
		t.Errorf("taking back a load that isn't there gives the error %v", err)
	}
}

// What the data set said otherwise since is a conflict, told with both loads; the rest can be taken back.
func testBuiltUpon(t *testing.T, f *fixture) {
	name := func(load string, names ...string) graph.Batch {
		return small(load, "d", func(p *pen) {
			for i, n := range names {
				p.batch.Said[i].Props["name"] = n
			}
		})
	}
	f.both(t, name("one", "A", "B"))
	f.both(t, name("two", "A2", "B2"))
	f.both(t, graph.Batch{LoadID: "load/three", Dataset: "d", Said: []graph.Said{graph.SayNode("actor/a", props{"kind": "STATE", "name": "A3"})}})
	_, conflicts, err := f.reverted(t, "load/two", "load/back", false)
	want := []string{"actor/a, of load/two: actor/a: load/three said it again since, otherwise (load/three, d, )"}
	if diff := cmp.Diff(want, conflictLines(conflicts)); diff != "" || graph.KindOf(err) != graph.KindConflict {
		t.Errorf("the error is %v, and the conflicts (-want +got):\n%s", err, diff)
	}
	r, conflicts, err := f.reverted(t, "load/two", "load/back", true)
	if diff := cmp.Diff(want, conflictLines(conflicts)); diff != "" || err != nil || r.Changed != 1 {
		t.Errorf("the rest: %+v with the error %v, and the conflicts (-want +got):\n%s", r, err, diff)
	}
	if a, b := get(t, f.store, "actor/a").Label(), get(t, f.store, "actor/b").Label(); a != "A3" || b != "B" {
		t.Errorf("after the rest was taken back there are %s and %s, want A3 and B", a, b)
	}
	// When the later one is taken back, nothing stands against the earlier one.
	f.takeBack(t, "load/three", "load/back-3")
	f.takeBack(t, "load/two", "load/back-2")
	if a, b := get(t, f.store, "actor/a").Label(), get(t, f.store, "actor/b").Label(); a != "A" || b != "B" {
		t.Errorf("after both were taken back there are %s and %s, want A and B", a, b)
	}
}

// What something else names since is a conflict, with all that it needs itself; and so is what names what is gone since.
func testRevertNamed(t *testing.T, f *fixture) {
	var member string
	f.both(t, small("one", "d", func(p *pen) {
		p.node("actor/c", props{"kind": "STATE", "name": "C"})
		member = p.out("actor/a", graph.EdgeMemberOf, "actor/b", nil)
	}))
	p := newPen("claims", "e", graph.ReliabilityA)
	p.node("actor/own", props{"kind": "STATE"})
	p.batch.Said = append(p.batch.Said, graph.SayClaim("actor/own", "actor/a", member, props{"stance": "CONFIRMS", "basis": "TEXT"}, nil, ""))
	f.both(t, p.batch)
	_, conflicts, err := f.reverted(t, "load/one", "load/back", false)
	targets := func() (list []string) {
		for _, c := range conflicts {
			list = append(list, c.Target)
		}
		return list
	}
	if want := []string{"actor/a", "actor/b", member}; !slices.Equal(targets(), want) || graph.KindOf(err) != graph.KindConflict {
		t.Errorf("the error is %v, and the conflicts are about %q, want %q", err, targets(), want)
	}
	if r, _, err := f.reverted(t, "load/one", "load/back", true); err != nil || r.Removed != 1 {
		t.Errorf("taking back the rest gives %+v and the error %v", r, err)
	}
	f.takeBack(t, "load/claims", "load/claims-back")
	f.takeBack(t, "load/one", "load/back-2")
	f.shows(t, "after all was taken back", "null")

	// Of several data sets that name it in the same edge, the first by name is told, whichever spoke first.
	f.both(t, small("named", "d", nil))
	for _, dataset := range []string{"z", "y"} {
		again := newPen("in-"+dataset, dataset, graph.ReliabilityA)
		again.out("actor/a", graph.EdgeMemberOf, "actor/b", nil)
		f.both(t, again.batch)
	}
	_, conflicts, err = f.reverted(t, "load/named", "load/never", false)
	if want := []string{"actor/a", "actor/b"}; !slices.Equal(targets(), want) || graph.KindOf(err) != graph.KindConflict {
		t.Errorf("the error is %v, and the conflicts are about %q, want %q", err, targets(), want)
	}
	for _, c := range conflicts {
		if c.Dataset != "y" || c.By != "load/in-y" {
			t.Errorf("%s is named by the data set %q, in %s, want that of y", c.Target, c.Dataset, c.By)
		}
	}
	f.takeBack(t, "load/in-z", "load/z-back")
	f.takeBack(t, "load/in-y", "load/y-back")
	f.takeBack(t, "load/named", "load/named-back")

	// An edge that was taken back leads to a node that is gone since.
	end := newPen("end", "e", graph.ReliabilityA)
	end.node("actor/end", props{"kind": "STATE"})
	f.both(t, end.batch)
	f.both(t, small("with", "d", func(p *pen) { member = p.out("actor/a", graph.EdgeMemberOf, "actor/end", nil) }))
	f.both(t, small("without", "d", nil))
	f.both(t, graph.Batch{LoadID: "load/no-end", Dataset: "e", Withdraw: []string{"actor/end"}})
	_, conflicts, err = f.reverted(t, "load/without", "load/with-again", false)
	if !slices.Equal(targets(), []string{member}) || graph.KindOf(err) != graph.KindConflict || !strings.Contains(err.Error(), "it names actor/end, which is not there any more") {
		t.Errorf("the error is %v, and the conflicts are about %q, want %q", err, targets(), member)
	}
	if r, _, err := f.reverted(t, "load/without", "load/nothing", true); err != nil || !r.Unchanged {
		t.Errorf("taking back a rest that is nothing gives %+v and the error %v", r, err)
	}
}

// What is said again has the rank that it had: of two data sets that are equally reliable, the later word was shown.
func testRevertRank(t *testing.T, f *fixture) {
	name := func(load, dataset, name string) {
		t.Helper()
		f.both(t, graph.Batch{LoadID: "load/" + load, Dataset: dataset, Said: []graph.Said{graph.SayNode("actor/a", props{"kind": "STATE", "name": name})}})
	}
	name("one", "d", "first")
	name("two", "e", "second")
	name("three", "d", "third")
	f.takeBack(t, "load/three", "load/back")
	if a := get(t, f.store, "actor/a"); a.Label() != "second" {
		t.Errorf("the name shown is %q, want the one that was shown before", a.Label())
	}
	f.takeBack(t, "load/back", "load/forth")
	if a := get(t, f.store, "actor/a"); a.Label() != "third" {
		t.Errorf("the name shown is %q, want the one that was shown before", a.Label())
	}
}

// testRandomReverts takes random loads back. One that is taken back at once leaves the graph as it was; one that other data sets'
// loads followed leaves it as those alone make it. And to take that back gives what was before it.
func testRandomReverts(t *testing.T, f *fixture, seed uint64) {
	r := newLoader(seed)
	var done []graph.Batch
	for i := range 30 {
		b := r.load(i)
		before := walked(t, f.oracle)
		if _, err := f.oracle.Plan(t.Context(), b); err != nil {
			continue
		}
		if f.both(t, b).Unchanged {
			continue
		}
		if r.chance(0.3) {
			after := walked(t, f.oracle)
			f.takeBack(t, b.LoadID, b.LoadID+"-back")
			f.shows(t, "after a load was taken back at once", before)
			f.takeBack(t, b.LoadID+"-back", b.LoadID+"-forth")
			f.shows(t, "after that was taken back", after)
		}
		done = append(done, b)
	}
	alone := 0
	for i, b := range done {
		after := walked(t, f.oracle)
		_, _, err := f.reverted(t, b.LoadID, b.LoadID+"-later-back", false)
		without := NewMemory()
		if !slices.ContainsFunc(done[i+1:], func(later graph.Batch) bool { return later.Dataset == b.Dataset }) && applied(t, without, done, i) {
			if alone++; err != nil {
				t.Fatalf("%s can't be taken back: %v", b.LoadID, err)
			}
			f.shows(t, "after a load was taken back that others followed", walked(t, without))
		}
		if err == nil {
			f.takeBack(t, b.LoadID+"-later-back", b.LoadID+"-later-forth")
			f.shows(t, "after that was taken back", after)
		}
	}
	t.Logf("%d of %d loads were followed by other data sets' alone", alone, len(done))
	f.sameHistories(t)
	f.sameChanges(t)
}

// applied applies all loads but one, and tells whether they can be.
func applied(t *testing.T, to *Memory, list []graph.Batch, but int) bool {
	t.Helper()
	for i, b := range list {
		if i == but {
			continue
		}
		if _, err := to.Apply(t.Context(), b); err != nil {
			return false
		}
	}
	return true
}
