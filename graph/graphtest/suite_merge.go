package graphtest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pactgraph/graph"
)

func testMerge(t *testing.T, open func(t *testing.T) graph.Store) {
	t.Run("Two", func(t *testing.T) { testMergeTwo(t, openFixture(t, open)) })
	t.Run("Chain", func(t *testing.T) { testMergeChain(t, openFixture(t, open)) })
	t.Run("Chosen", func(t *testing.T) { testMergeChosen(t, openFixture(t, open)) })
	t.Run("ChosenSince", func(t *testing.T) { testMergeChosenSince(t, openFixture(t, open)) })
	t.Run("Between", func(t *testing.T) { testMergeBetween(t, open(t)) })
	t.Run("ReadBefore", func(t *testing.T) { testMergeReadBefore(t, open(t)) })
	t.Run("OldIDs", func(t *testing.T) { testMergeOldIDs(t, openFixture(t, open)) })
	t.Run("SaidOfBoth", func(t *testing.T) { testMergeSaidOfBoth(t, openFixture(t, open)) })
	t.Run("Broken", func(t *testing.T) { testMergeBroken(t, open) })
	t.Run("Refused", func(t *testing.T) { testMergeRefused(t, openFixture(t, open)) })
	t.Run("Reserved", func(t *testing.T) { testResolutionIsReserved(t, openFixture(t, open)) })
	t.Run("Random", func(t *testing.T) { testRandomMerges(t, openFixture(t, open), seedOf(t)) })
}

func mergeOf(from, to string) graph.MergeRequest {
	return graph.MergeRequest{Renaming: graph.Renaming{From: from, To: to}, Note: "seen to be one", Who: "desk"}
}

// merged merges on the store and on the oracle, or takes a merge back, and compares what they give and show.
func (f *fixture) merged(t *testing.T, q graph.MergeRequest, back bool) error {
	t.Helper()
	do := graph.Merge
	if back {
		do = graph.Unmerge
	}
	got, err := do(t.Context(), f.store, q)
	want, wantErr := do(t.Context(), f.oracle, q)
	if textOf(err) != textOf(wantErr) || graph.KindOf(err) != graph.KindOf(wantErr) {
		t.Fatalf("merging %v (back: %t) gives the error %v, want %v", q.Renaming, back, err, wantErr)
	}
	if diff := cmp.Diff(withoutIDs(want), withoutIDs(got)); diff != "" {
		t.Fatalf("merging %v (back: %t) gives other receipts (-oracle +store):\n%s", q.Renaming, back, diff)
	}
	f.sameWalk(t)
	return err
}

func textOf(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// withoutIDs leaves out the ids of loads, which are new for each.
func withoutIDs(receipts []graph.Receipt) []graph.Receipt {
	receipts = slices.Clone(receipts)
	for i := range receipts {
		receipts[i].LoadID = ""
	}
	return receipts
}

// second is a data set that knows the world's Ardovia and Belmark by other ids, and another's edge from the one by its own.
func second() graph.Batch {
	p := newPen("second", "second", graph.ReliabilityB)
	p.node("actor/ardowien", props{"kind": "STATE", "name": "Ardowien", "fullName": "Republik Ardowien", "identifiers": []graph.Identifier{{Scheme: "iso3", Value: "ADW"}}})
	p.node("actor/bund", props{"kind": "INTERNATIONAL_ORGANISATION", "name": "Bund"})
	p.edge("actor/ardowien", graph.EdgeMemberOf, "actor/ardowien", "actor/bund", props{"role": "MEMBER"})
	return p.batch
}

// third speaks of what second says, and not of the node itself: of the edge, too.
func third(edge string) graph.Batch {
	p := newPen("third", "third", graph.ReliabilityC)
	p.batch.Said = append(p.batch.Said, graph.SayClaim("actor/ardowien", "actor/ardowien", edge, graph.Props{"stance": "CONFIRMS", "basis": "TEXT"}, nil, ""))
	return p.batch
}

const ardowien = "actor/ardowien"

// testMergeTwo merges a node of one data set, of which another speaks too, into that of the world, and makes them two again.
func testMergeTwo(t *testing.T, f *fixture) {
	f.both(t, second())
	edge := second().Said[2].Target
	f.both(t, third(edge))
	before := walked(t, f.store)
	if err := f.merged(t, mergeOf(ardowien, ardovia), false); err != nil {
		t.Fatal(err)
	}
	n := f.byID(t, f.store, ardovia)
	a := n.(*graph.Actor)
	names := append([]string{a.Name, a.FullName}, a.Aliases...)
	for _, name := range []string{"Ardovia", "Republic of Ardovia", "Ardowien", "Republik Ardowien", "Ардовія"} {
		if !slices.Contains(names, name) {
			t.Errorf("merged, it has the names %q, and not %q", names, name)
		}
	}
	if len(a.Identifiers) != 3 {
		t.Errorf("merged, it has the identifiers %v", a.Identifiers)
	}
	if n := f.byID(t, f.store, ardowien); n != nil {
		t.Errorf("merged, %s is still there", n.NodeID())
	}
	if n := f.byID(t, graph.Following(f.store), ardowien); n == nil || n.NodeID() != ardovia {
		t.Errorf("asked for by its old id, it is %v", n)
	}
	if err := f.merged(t, mergeOf(ardowien, ardovia), false); err != nil {
		t.Errorf("merged again: %v", err)
	}
	if receipt := f.both(t, f.kept(t, again(second(), "again"))); !receipt.Unchanged {
		t.Errorf("loaded again: %+v", receipt)
	}
	if err := f.merged(t, mergeOf(ardowien, ardovia), true); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, walked(t, f.store)); diff != "" {
		t.Errorf("two again, they are shown otherwise (-before +after):\n%s", diff)
	}

	// What is said while they are one is said of the old one afterwards.
	f.merged(t, mergeOf(ardowien, ardovia), false)
	corrected := again(second(), "corrected")
	corrected.Said[0].Props["name"] = "Ardowia"
	f.both(t, f.kept(t, corrected))
	f.sameWalk(t)
	f.merged(t, mergeOf(ardowien, ardovia), true)
	if a, _ := f.byID(t, f.store, ardowien).(*graph.Actor); a == nil || a.Name != "Ardowia" {
		t.Errorf("two again, the old one is %+v", a)
	}
}

// kept gives a batch as it is kept.
func (f *fixture) kept(t *testing.T, b graph.Batch) graph.Batch {
	t.Helper()
	m, err := graph.ReadMerges(t.Context(), f.store, nil)
	if err == nil {
		b, err = m.Batch(b)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func again(b graph.Batch, id string) graph.Batch {
	b.LoadID = graph.MakeID(graph.NounLoad, id)
	return b
}

func (f *fixture) byID(t *testing.T, r graph.Reader, id string) graph.Node {
	t.Helper()
	answers, err := r.Find(t.Context(), []graph.Query{{IDs: []string{id}}})
	if err != nil {
		t.Fatal(err)
	}
	return answers[0].Nodes[0]
}

// threeStates loads the actors a, b and c, each by a data set of its own.
func (f *fixture) threeStates(t *testing.T) {
	t.Helper()
	for _, name := range []string{"a", "b", "c"} {
		p := newPen("set-"+name, "set-"+name, graph.ReliabilityC)
		p.node("actor/"+name, props{"kind": "STATE", "name": "State " + name})
		p.out("actor/"+name, graph.EdgeMemberOf, council, props{"role": "MEMBER"})
		f.both(t, p.batch)
	}
}

// testMergeChain merges what was merged into.
func testMergeChain(t *testing.T, f *fixture) {
	f.threeStates(t)
	before := walked(t, f.store)
	ab, bc := mergeOf("actor/a", "actor/b"), mergeOf("actor/b", "actor/c")
	f.merged(t, ab, false)
	f.keptMerged(t, "set-a")
	f.merged(t, bc, false)
	if n := f.byID(t, graph.Following(f.store), "actor/a"); n == nil || n.NodeID() != "actor/c" {
		t.Errorf("of three, the first is shown as %v", n)
	}
	p := newPen("set-a-2", "set-a", graph.ReliabilityC)
	p.node("actor/a", props{"kind": "STATE", "name": "State a"})
	p.out("actor/a", graph.EdgeMemberOf, council, props{"role": "MEMBER"})
	if receipt := f.both(t, f.kept(t, p.batch)); !receipt.Unchanged {
		t.Errorf("the first, loaded again: %+v", receipt)
	}
	if err := f.merged(t, ab, true); graph.KindOf(err) != graph.KindConflict {
		t.Errorf("the first can be taken back before the second: %v", err)
	}
	// The first and the last are one by what lies between: that is no merge to take back, nor one to make.
	outer := mergeOf("actor/a", "actor/c")
	if err := f.merged(t, outer, true); graph.KindOf(err) != graph.KindConflict {
		t.Errorf("the first can be taken out of the last: %v", err)
	}
	if err := f.merged(t, outer, false); err != nil {
		t.Errorf("the first and the last, which are one, can't be made one: %v", err)
	}
	for _, q := range []graph.MergeRequest{bc, ab} {
		if err := f.merged(t, q, true); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(before, walked(t, f.store)); diff != "" {
		t.Errorf("three again, they are shown otherwise (-before +after):\n%s", diff)
	}
}

// keptMerged sees that while a node is merged, no load can be taken back alone that speaks of it by its old id, nor one that
// merged it.
func (f *fixture) keptMerged(t *testing.T, dataset string) {
	t.Helper()
	tried := 0
	for _, id := range found(t, f.store, graph.NounLoad, graph.Is{Prop: "dataset", Op: graph.OpIn, Value: []any{dataset, graph.DatasetResolution}}) {
		tried++
		_, _, err := graph.RevertLoad(t.Context(), f.store, graph.RevertRequest{Load: id, Keep: true})
		if graph.KindOf(err) != graph.KindConflict || !strings.Contains(err.Error(), "resolve --undo") {
			t.Errorf("%s is taken back, with the error %v", id, err)
		}
	}
	if tried < 3 {
		t.Errorf("only %d loads were tried", tried)
	}
	f.sameWalk(t)
}

// testMergeChosen merges a node of which, and of an edge of which, a value was chosen.
func testMergeChosen(t *testing.T, f *fixture) {
	f.both(t, second())
	p := newPen("fourth", "a fourth", graph.ReliabilityD)
	p.node(ardowien, props{"kind": "STATE", "name": "Ardow", "fullName": "Ardow (state)"})
	p.edge(ardowien, graph.EdgeHoldsOffice, ardowien, "actor/bund", props{"title": "chair", "to": graph.Date("2040")})
	f.both(t, p.batch)
	for i, r := range []graph.Store{f.store, f.oracle} {
		for _, q := range []graph.ChoiceRequest{
			{Target: ardowien, Field: "name", Dataset: "a fourth", LoadID: "load/choice-1"},
			{Target: p.batch.Said[1].Target, Field: "to", Dataset: "a fourth", LoadID: "load/choice-2"},
		} {
			if _, err := graph.Choose(t.Context(), r, q); err != nil {
				t.Fatalf("store %d: %v", i, err)
			}
		}
	}
	before := walked(t, f.store)
	if err := f.merged(t, mergeOf(ardowien, ardovia), false); err != nil {
		t.Fatal(err)
	}
	if a := f.byID(t, f.store, ardovia).(*graph.Actor); a.Name != "Ardow" {
		t.Errorf("merged, its name is %q, and not the one that was chosen", a.Name)
	}
	if err := f.merged(t, mergeOf(ardowien, ardovia), true); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, walked(t, f.store)); diff != "" {
		t.Errorf("two again, they are shown otherwise (-before +after):\n%s", diff)
	}
}

// breaking is a store of which a load fails.
type breaking struct {
	graph.Store
	// after is how many loads go well before it.
	after int
}

var errBroken = graph.Errorf(graph.KindUnavailable, "the store was made to fail here")

func (b *breaking) Apply(ctx context.Context, batch graph.Batch) (graph.Receipt, error) {
	if b.after--; b.after < 0 {
		return graph.Receipt{}, errBroken
	}
	return b.Store.Apply(ctx, batch)
}

// testMergeChosenSince merges a node on whose edge to another a value was chosen, and chooses one of what is left.
func testMergeChosenSince(t *testing.T, f *fixture) {
	state := func(p *pen, id, name string) {
		p.node(id, props{"kind": "STATE", "name": name, "fullName": "Full " + name})
	}
	p := newPen("w", "w", graph.ReliabilityC)
	state(p, "actor/b", "B")
	p.node("actor/p", props{"kind": "PERSON", "name": "P"})
	f.both(t, p.batch)
	var edge string
	for i, dataset := range []string{"d", "e"} {
		p := newPen(dataset, dataset, graph.ReliabilityC)
		state(p, "actor/a", "A by "+dataset)
		edge = p.edge("actor/a", graph.EdgeHoldsOffice, "actor/p", "actor/a", props{"title": "chair", "to": graph.Date([]string{"2040", "2041"}[i])})
		f.both(t, p.batch)
	}
	choose := func(load, target, field, dataset string) {
		t.Helper()
		for _, s := range []graph.Store{f.store, f.oracle} {
			if _, err := graph.Choose(t.Context(), s, graph.ChoiceRequest{Target: target, Field: field, Dataset: dataset, LoadID: load}); err != nil {
				t.Fatal(err)
			}
		}
		f.sameWalk(t)
	}
	choose("load/of-edge", edge, "to", "d")
	choose("load/of-name", "actor/a", "name", "d")
	before := walked(t, f.store)
	ab := mergeOf("actor/a", "actor/b")
	if err := f.merged(t, ab, false); err != nil {
		t.Fatal(err)
	}
	merged := find(t, f.store, graph.Query{Noun: graph.NounActor, IDs: []string{"actor/p"}, Selection: graph.Selection{With: []graph.With{{Field: "offices"}}}}).Nodes[0].(*graph.Actor)
	if offices := merged.Offices(); offices == nil || len(offices.Edges) != 1 || offices.Edges[0].To != "2040" {
		t.Errorf("the value chosen for an edge is lost: %+v", offices)
	}
	choose("load/of-full-name", "actor/b", "fullName", "w")
	choose2 := graph.ChoiceRequest{Target: "actor/b", Field: "fullName", TakeBack: true, LoadID: "load/taken-back"}
	for _, s := range []graph.Store{f.store, f.oracle} {
		if _, err := graph.Choose(t.Context(), s, choose2); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.merged(t, ab, true); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, walked(t, f.store)); diff != "" {
		t.Errorf("two again, they are shown otherwise (-before +after):\n%s", diff)
	}
}

// between does something before a load that is counted from 1.
type between struct {
	graph.Store
	loads, at int
	do        func()
}

func (b *between) Apply(ctx context.Context, batch graph.Batch) (graph.Receipt, error) {
	if b.loads++; b.loads == b.at {
		b.do()
	}
	return b.Store.Apply(ctx, batch)
}

// testMergeBetween merges while another load says something of the node.
func testMergeBetween(t *testing.T, store graph.Store) {
	load := func(id, dataset, node, name string) {
		t.Helper()
		p := newPen(id, dataset, graph.ReliabilityC)
		p.node(node, props{"kind": "STATE", "name": name})
		merges, err := graph.ReadMerges(t.Context(), store, nil)
		if err != nil {
			t.Fatal(err)
		}
		b, err := merges.Batch(p.batch)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := store.Apply(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}
	load("w", "w", "actor/b", "B")
	load("d", "d", "actor/a", "A")
	ab := mergeOf("actor/a", "actor/b")
	for i, do := range []func(context.Context, graph.Store, graph.MergeRequest) ([]graph.Receipt, error){graph.Merge, graph.Unmerge} {
		name := fmt.Sprint("A", i)
		hooked := &between{Store: store, at: 2, do: func() { load(fmt.Sprint("d", i), "d", "actor/a", name) }}
		// It may be refused once, and goes on when it is asked again.
		if _, err := do(t.Context(), hooked, ab); err != nil {
			if _, err := do(t.Context(), store, ab); err != nil {
				t.Fatalf("with a load between its own, it fails again: %v", err)
			}
		}
	}
	if got := get(t, store, "actor/a").(*graph.Actor).Name; got != "A1" {
		t.Errorf("two again, the one is called %q, want %q", got, "A1")
	}
}

// testMergeReadBefore merges, or takes a merge back, after a load was read and before it is written: it is written as the graph is
// then. A load of another kind in between changes nothing of it.
func testMergeReadBefore(t *testing.T, store graph.Store) {
	node := func(id, dataset, node, name string) graph.Batch {
		p := newPen(id, dataset, graph.ReliabilityC)
		p.node(node, props{"kind": "STATE", "name": name})
		return p.batch
	}
	write := func(b graph.Batch, before func()) error {
		t.Helper()
		return graph.UnderMerges(t.Context(), store, b, func(b graph.Batch) error {
			if before != nil {
				before()
				before = nil
			}
			_, err := store.Apply(t.Context(), b)
			return err
		})
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(write(node("w", "w", "actor/b", "B"), nil))
	must(write(node("d", "d", "actor/a", "A"), nil))
	ab := mergeOf("actor/a", "actor/b")
	merge := func(do func(context.Context, graph.Store, graph.MergeRequest) ([]graph.Receipt, error)) func() {
		return func() {
			_, err := do(t.Context(), store, ab)
			must(err)
		}
	}
	must(write(node("d2", "d", "actor/a", "A2"), merge(graph.Merge)))
	if n := find(t, store, graph.Query{IDs: []string{"actor/a"}}).Nodes[0]; n != nil {
		t.Errorf("a load that was read before the merge shows the old node again: %+v", n)
	}
	must(write(node("d3", "d", "actor/a", "A3"), func() { must(write(node("w2", "w", "actor/b", "B2"), nil)) }))
	must(write(node("d4", "d", "actor/a", "A4"), merge(graph.Unmerge)))
	for id, want := range map[string]string{"actor/a": "A4", "actor/b": "B2"} {
		if got := get(t, store, id).(*graph.Actor); got.Name != want || len(got.Aliases) > 0 {
			t.Errorf("%s is called %q, with the aliases %q; want %q", id, got.Name, got.Aliases, want)
		}
	}
	// One that is for a revision stays for that.
	revision, err := store.Revision(t.Context())
	must(err)
	for i, at := range []int{revision - 1, revision} {
		b := node("d5", "d", "actor/a", "A5")
		b.AtRevision = &at
		if err := write(b, nil); graph.KindOf(err) != []graph.Kind{graph.KindConflict, ""}[i] {
			t.Errorf("for revision %d of %d, it gives the error %v", at, revision, err)
		}
	}
}

// testMergeOldIDs asks for nodes by ids that they have no more: it costs no more than by those that they have, and of the past it
// gives what they were then.
func testMergeOldIDs(t *testing.T, f *fixture) {
	f.threeStates(t)
	revision := func() int {
		t.Helper()
		n, err := f.store.Revision(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	two := revision()
	f.merged(t, mergeOf("actor/a", "actor/b"), false)
	once := revision()
	f.merged(t, mergeOf("actor/b", "actor/c"), false)
	twice := revision()

	find := func(id string, budget int) (graph.Node, error) {
		t.Helper()
		q := graph.Query{IDs: []string{id}, Noun: graph.NounActor, Selection: graph.Selection{With: []graph.With{{Field: "memberOf"}}}}
		answers, err := graph.Following(f.store).Find(graph.WithBudget(t.Context(), budget), []graph.Query{q})
		if err != nil {
			return nil, err
		}
		return answers[0].Nodes[0], nil
	}
	least := 1
	for ; ; least++ {
		if _, err := find("actor/c", least); err == nil {
			break
		} else if graph.KindOf(err) != graph.KindTooLarge {
			t.Fatal(err)
		}
	}
	for _, id := range []string{"actor/a", "actor/b"} {
		if n, err := find(id, least); err != nil || n == nil || n.NodeID() != "actor/c" {
			t.Errorf("%s is %v, with the budget that actor/c takes, and the error %v", id, n, err)
		}
		if _, err := find(id, least-1); graph.KindOf(err) != graph.KindTooLarge {
			t.Errorf("%s takes less of the budget than actor/c: %v", id, err)
		}
	}

	for _, c := range []struct {
		at   int
		want [3]string
	}{
		{two - 3, [3]string{}}, {two - 2, [3]string{"a"}}, {two - 1, [3]string{"a", "b"}}, {two, [3]string{"a", "b", "c"}},
		{once, [3]string{"b", "b", "c"}}, {twice, [3]string{"c", "c", "c"}},
	} {
		q := graph.Query{IDs: []string{"actor/a", "actor/b", "actor/c"}, Noun: graph.NounActor, Selection: graph.Selection{With: []graph.With{{Field: "memberOf"}}}}
		for name, r := range map[string]graph.Reader{"the store": f.store, "a reader of old ids": graph.Following(f.store)} {
			answers, err := graph.FindAt(t.Context(), r, c.at, []graph.Query{q})
			if err != nil {
				t.Fatal(err)
			}
			for i, n := range answers[0].Nodes {
				got := ""
				if n != nil {
					got = graph.Slug(n.NodeID())
				}
				if got != c.want[i] {
					t.Errorf("at revision %d, %s gives %q for %s, want %q", c.at, name, got, q.IDs[i], c.want[i])
				}
			}
		}
	}
}

// testMergeSaidOfBoth has the data set of the node that went say something of the one that is left: what was moved isn't lost by it.
func testMergeSaidOfBoth(t *testing.T, f *fixture) {
	f.both(t, small("w", "w", nil))
	p := newPen("d", "d", graph.ReliabilityC)
	p.node("actor/x", props{"kind": "STATE", "name": "X"})
	p.out("actor/x", graph.EdgeMemberOf, "actor/b", props{"role": "MEMBER"})
	f.both(t, p.batch)
	before := walked(t, f.store)
	xa := mergeOf("actor/x", "actor/a")
	if err := f.merged(t, xa, false); err != nil {
		t.Fatal(err)
	}
	other := newPen("other", "d", graph.ReliabilityC)
	other.node("actor/a", props{"kind": "STATE", "name": "A by d"})
	f.refused(t, other.batch, graph.KindConflict)
	if err := f.merged(t, xa, true); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, walked(t, f.store)); diff != "" {
		t.Errorf("two again, they are shown otherwise (-before +after):\n%s", diff)
	}
}

// testMergeBroken breaks a merge off after each of its loads: asked again, it goes on; and so does taking it back.
func testMergeBroken(t *testing.T, open func(t *testing.T) graph.Store) {
	f := openFixture(t, open)
	f.both(t, second())
	f.both(t, third(second().Said[2].Target))
	before := walked(t, f.store)
	for after := range 7 {
		for _, do := range []func(context.Context, graph.Store, graph.MergeRequest) ([]graph.Receipt, error){graph.Merge, graph.Unmerge} {
			q := mergeOf(ardowien, ardovia)
			_, err := do(t.Context(), &breaking{f.store, after}, q)
			if err != nil && !errors.Is(err, errBroken) {
				t.Fatal(err)
			}
			if err != nil {
				if _, err := do(t.Context(), f.store, q); err != nil {
					t.Fatalf("broken off after %d loads, it doesn't go on: %v", after, err)
				}
			}
			if _, err := do(t.Context(), f.oracle, q); err != nil {
				t.Fatal(err)
			}
			f.sameWalk(t)
		}
	}
	if diff := cmp.Diff(before, walked(t, f.store)); diff != "" {
		t.Errorf("two again, they are shown otherwise (-before +after):\n%s", diff)
	}
}

// testMergeRefused merges what can't be merged, and sees that nothing is written.
func testMergeRefused(t *testing.T, f *fixture) {
	p := newPen("set-a", "set-a", graph.ReliabilityC)
	p.node("actor/a", props{"kind": "STATE", "name": "State a"})
	p.out("actor/a", graph.EdgeMemberOf, coalition, props{"role": "MEMBER"})
	f.both(t, p.batch)
	for name, c := range map[string]struct {
		from, to string
		back     bool
		kind     graph.Kind
	}{
		"itself":                {ardovia, ardovia, false, graph.KindInvalid},
		"another noun":          {ardovia, accord, false, graph.KindInvalid},
		"a noun that can't":     {report, release, false, graph.KindInvalid},
		"nobody":                {"actor/nobody", ardovia, false, graph.KindNotFound},
		"into nobody":           {ardovia, "actor/nobody", false, graph.KindNotFound},
		"both of one data set":  {kestria, oldUnion, false, graph.KindConflict},
		"one a member of other": {"actor/a", coalition, false, graph.KindConflict},
		"never merged":          {"actor/a", ardovia, true, graph.KindInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			before := walked(t, f.store)
			if err := f.merged(t, mergeOf(c.from, c.to), c.back); graph.KindOf(err) != c.kind {
				t.Errorf("it gives the error %v", err)
			}
			if diff := cmp.Diff(before, walked(t, f.store)); diff != "" {
				t.Errorf("it was refused, and something was written (-before +after):\n%s", diff)
			}
		})
	}
}

// testResolutionIsReserved says something else in the data set of decisions, and a decision in another.
func testResolutionIsReserved(t *testing.T, f *fixture) {
	p := newPen("else", graph.DatasetResolution, graph.ReliabilityC)
	p.node("actor/a", props{"kind": "STATE", "name": "State a"})
	f.refused(t, p.batch, graph.KindInvalid)
	p = newPen("decision", HarbourData, graph.ReliabilityC)
	p.claim(ardovia, props{"field": graph.FieldSameAs, "value": belmark, "stance": "CONFIRMS", "basis": "IDENTIFIED"}, "")
	f.refused(t, p.batch, graph.KindInvalid)
}

// testRandomMerges merges nodes of several data sets at random, loads these again in between, and makes them all two again: then
// the graph shows what it would if nothing had been merged.
func testRandomMerges(t *testing.T, f *fixture, seed uint64) {
	r := rand.New(rand.NewPCG(seed, 7))
	t.Logf("PACTGRAPH_SEED=%d", seed)
	const sets, actors = 3, 4
	id := func(set, i int) string { return fmt.Sprintf("actor/s%d-%d", set, i) }
	loads := 0
	batch := func(set int) graph.Batch {
		loads++
		p := newPen(fmt.Sprintf("random-%d", loads), fmt.Sprintf("set-%d", set), []graph.Reliability{graph.ReliabilityB, graph.ReliabilityC}[r.IntN(2)])
		for i := range actors {
			p.node(id(set, i), props{"kind": "STATE", "name": fmt.Sprintf("State %d", r.IntN(4)), "from": graph.Date(fmt.Sprint(1900 + r.IntN(3)))})
			edge := p.out(id(set, i), graph.EdgePartyAction, accord, props{"action": "SIGNATURE", "by": id(set, r.IntN(actors))})
			p.claimEdge(id(set, i), edge, props{"stance": "CONFIRMS", "basis": "TEXT"}, "")
			if to := r.IntN(actors); r.IntN(2) == 0 && to != i {
				p.out(id(set, i), graph.EdgeMemberOf, id(set, to), props{"role": "MEMBER"})
			}
		}
		return p.batch
	}
	last := make([]graph.Batch, sets)
	for set := range sets {
		last[set] = batch(set)
		f.both(t, last[set])
	}
	var done []graph.MergeRequest
	for range 12 {
		switch r.IntN(4) {
		case 0:
			set := r.IntN(sets)
			b := batch(set)
			m, err := graph.ReadMerges(t.Context(), f.store, nil)
			if err != nil {
				t.Fatal(err)
			}
			if kept, err := m.Batch(b); err == nil {
				last[set] = b
				f.both(t, kept)
				f.sameWalk(t)
			}
		case 1:
			if len(done) > 0 {
				q := done[r.IntN(len(done))]
				if f.merged(t, q, true) == nil {
					done = slices.DeleteFunc(done, func(o graph.MergeRequest) bool { return o == q })
				}
			}
		default:
			q := mergeOf(id(r.IntN(sets), r.IntN(actors)), id(r.IntN(sets), r.IntN(actors)))
			if f.merged(t, q, false) == nil && !slices.Contains(done, q) {
				done = append(done, q)
			}
		}
	}
	f.sameLog(t)
	for _, q := range slices.Backward(done) {
		if err := f.merged(t, q, true); err != nil {
			t.Fatalf("%v can't be taken back: %v", q.Renaming, err)
		}
	}
	fresh := NewMemory()
	for _, b := range append(f.batches, last...) {
		if _, err := fresh.Apply(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(walked(t, fresh), walked(t, f.store)); diff != "" {
		t.Errorf("all are two again, and shown otherwise than if they had never been merged (-never +again):\n%s", diff)
	}
}
