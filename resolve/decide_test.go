package resolve

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pactgraph/graph"
)

// decideAll keeps decisions, and takes others back.
func decideAll(t *testing.T, store graph.Store, decide []string, undo ...string) ([]graph.Receipt, error) {
	t.Helper()
	parse := func(texts []string) []Decision {
		var list []Decision
		for _, text := range texts {
			d, err := Parse(text)
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, d)
		}
		return list
	}
	return Keep(t.Context(), store, Request{Decide: parse(decide), Undo: parse(undo), Who: "desk"})
}

func mustDecide(t *testing.T, store graph.Store, decide []string, undo ...string) []graph.Receipt {
	t.Helper()
	receipts, err := decideAll(t, store, decide, undo...)
	if err != nil {
		t.Fatal(err)
	}
	return receipts
}

// openPersons opens a store with persons of one name, of the slugs that are given, each of a data set of its own.
func openPersons(t *testing.T, slugs ...string) graph.Store {
	t.Helper()
	store := openWith(t, graph.SayNode("actor/belmark", graph.Props{"kind": state, "name": "Belmark"}))
	for _, s := range slugs {
		id := "actor/" + s
		office := edgeOf(t, id, "HOLDS_OFFICE", id, "belmark(minister)")
		apply(t, store, graph.Batch{LoadID: "load/" + s, Dataset: s, Said: []graph.Said{graph.SayNode(id, graph.Props{"kind": person, "name": "Ila Rost"}), office}})
	}
	return store
}

func pairsOf(t *testing.T, store graph.Store) (pairs []string, decided int) {
	t.Helper()
	found := find(t, store, Options{Least: Line})
	for _, p := range found.Pairs {
		pairs = append(pairs, p.A.ID+" "+p.B.ID)
	}
	return pairs, found.Decided
}

// walked is all that a graph shows.
func walked(t *testing.T, store graph.Store) string {
	t.Helper()
	var text strings.Builder
	if err := store.Walk(t.Context(), writer{&text}); err != nil {
		t.Fatal(err)
	}
	return text.String()
}

type writer struct{ *strings.Builder }

func (w writer) Node(n graph.Node) error {
	fmt.Fprintln(w, n.NodeID(), string(graph.EncodeProps(graph.NodeProps(n))))
	return nil
}

func (w writer) Edge(e graph.EdgeProps) error {
	fmt.Fprintln(w, e.ID, e.Start, e.End, string(graph.EncodeProps(e.Props())))
	return nil
}

// A pair that is decided isn't proposed again, whatever the verdict, and neither is what follows; a decision that is taken back
// leaves what was shown before.
func TestDecisions(t *testing.T) {
	for verdict, c := range map[string]struct {
		decide []string
		want   []string
	}{
		"same":            {[]string{"actor/a=actor/b"}, []string{"actor/b actor/c"}},
		"different":       {[]string{"actor/b!=actor/a"}, []string{"actor/a actor/c", "actor/b actor/c"}},
		"unsure":          {[]string{"actor/a?actor/b"}, []string{"actor/a actor/c", "actor/b actor/c"}},
		"same as same":    {[]string{"actor/a=actor/b", "actor/c=actor/b"}, nil},
		"different of it": {[]string{"actor/a=actor/b", "actor/c!=actor/b"}, nil},
		"unsure of it":    {[]string{"actor/a=actor/b", "actor/c?actor/b"}, nil},
	} {
		t.Run(verdict, func(t *testing.T) {
			store := openPersons(t, "a", "b", "c")
			before := walked(t, store)
			if pairs, _ := pairsOf(t, store); len(pairs) != 3 {
				t.Fatalf("before: %v", pairs)
			}
			mustDecide(t, store, c.decide)
			if pairs, _ := pairsOf(t, store); !slices.Equal(pairs, c.want) {
				t.Errorf("decided: %v", pairs)
			}
			if receipts := mustDecide(t, store, c.decide); len(receipts) > 0 {
				t.Errorf("decided again: %+v", receipts)
			}
			slices.Reverse(c.decide)
			mustDecide(t, store, nil, c.decide...)
			if pairs, decided := pairsOf(t, store); len(pairs) != 3 || decided != 0 {
				t.Errorf("taken back: %v, %d left out", pairs, decided)
			}
			if after := walked(t, store); after != before {
				t.Errorf("taken back, the graph shows\n%s\nand before\n%s", after, before)
			}
		})
	}
}

// A decision stays when what it is about is loaded again, and takes the place of an earlier one.
func TestDecisionsStay(t *testing.T) {
	store := openPersons(t, "a", "b")
	mustDecide(t, store, []string{"actor/a!=actor/b"})
	apply(t, store, graph.Batch{LoadID: "load/again", Dataset: "a", Said: []graph.Said{
		graph.SayNode("actor/a", graph.Props{"kind": person, "name": "Ila Rost", "fullName": "Ila Maria Rost"}),
	}})
	if pairs, decided := pairsOf(t, store); len(pairs) != 0 || decided != 1 {
		t.Errorf("loaded again: %v, %d left out", pairs, decided)
	}
	mustDecide(t, store, []string{"actor/b?actor/a"})
	wantDecided(t, store, Unsure)
	mustDecide(t, store, []string{"actor/b=actor/a"})
	wantDecided(t, store, Same)
}

// wantDecided wants one decision, with the load that made it.
func wantDecided(t *testing.T, store graph.Store, want Verdict) {
	t.Helper()
	list := decidedIn(t, store)
	if len(list) != 1 || list[0].Verdict != want {
		t.Fatalf("decided: %v, and not one %s", list, want)
	}
	loads, err := Loads(t.Context(), store, list)
	if l := loads[list[0].Claim]; err != nil || l == nil || l.Dataset != graph.DatasetResolution || l.Who != "desk" {
		t.Errorf("it is of the load %+v (%v)", l, err)
	}
}

// Two that are different from a third, in the same words, can be merged; and when that is taken back, each of them is different from it
// again, as far as that wasn't taken back meanwhile.
func TestBothDifferentFromAThird(t *testing.T) {
	store := openPersons(t, "a", "b", "c", "d", "x", "y")
	mustDecide(t, store, []string{"actor/a!=actor/x", "actor/b!=actor/x", "actor/c!=actor/x", "actor/d!=actor/x"})
	before := walked(t, store)
	steps := []string{"actor/a=actor/b", "actor/x=actor/y", "actor/d=actor/b", "actor/b=actor/c"}
	var shown []string
	for i, step := range steps {
		shown = append(shown, walked(t, store))
		mustDecide(t, store, []string{step})
		all, err := ReadDecisions(t.Context(), store)
		if third := []string{"actor/x", "actor/y"}[min(i, 1)]; err != nil || !all.Know("actor/c", third) {
			t.Errorf("after %s it isn't known that the third is another: %v, %v", step, all.List(), err)
		}
	}
	for i, step := range slices.Backward(steps) {
		mustDecide(t, store, nil, step)
		if got := walked(t, store); got != shown[i] {
			t.Errorf("%s, taken back, shows\n%s\nand before\n%s", step, got, shown[i])
		}
	}
	if after := walked(t, store); after != before {
		t.Errorf("all taken back, the graph shows\n%s\nand before\n%s", after, before)
	}
	// In another order, too: what was merged first goes first.
	mustDecide(t, store, steps[:3])
	for _, step := range steps[:3] {
		mustDecide(t, store, nil, step)
	}
	if after := walked(t, store); after != before {
		t.Errorf("taken back in the order in which they were merged, the graph shows\n%s\nand before\n%s", after, before)
	}
}

// A merge is taken back also where the data set of the node that is left has taken that back; but not where something else names it.
func TestUndoWithoutWhatIsLeft(t *testing.T) {
	withdraw := func(store graph.Store) {
		t.Helper()
		apply(t, store, graph.Batch{LoadID: "load/b-withdrawn", Dataset: "b", Withdraw: []string{"actor/b"}})
	}
	t.Run("alone", func(t *testing.T) {
		plainly := openPersons(t, "a", "b")
		withdraw(plainly)
		store := openPersons(t, "a", "b")
		mustDecide(t, store, []string{"actor/a=actor/b"})
		withdraw(store)
		if text := walked(t, store); !strings.Contains(text, "actor/b {") {
			t.Errorf("what another data set says of it goes too:\n%s", text)
		}
		mustDecide(t, store, nil, "actor/a=actor/b")
		if got, want := walked(t, store), walked(t, plainly); got != want {
			t.Errorf("taken back, the graph shows\n%s\nand not\n%s", got, want)
		}
	})
	t.Run("broken off", func(t *testing.T) {
		for after := range 2 {
			store := openPersons(t, "a", "b")
			mustDecide(t, store, []string{"actor/a=actor/b"})
			withdraw(store)
			if _, err := decideAll(t, &breaking{store, after}, nil, "actor/a=actor/b"); graph.KindOf(err) != graph.KindUnavailable {
				t.Fatalf("broken off after %d loads: %v", after, err)
			}
			mustDecide(t, store, nil, "actor/a=actor/b")
			if text := walked(t, store); !strings.Contains(text, "actor/a {") || strings.Contains(text, "actor/b {") || strings.Contains(text, graph.FieldSameAs) {
				t.Errorf("broken off after %d loads, and done again, the graph shows\n%s", after, text)
			}
		}
	})
	t.Run("named", func(t *testing.T) {
		store := openPersons(t, "a", "b")
		mustDecide(t, store, []string{"actor/a=actor/b"})
		apply(t, store, graph.Batch{LoadID: "load/member", Dataset: "members", Said: []graph.Said{edgeOf(t, "actor/b", "REPRESENTS", "actor/b", "belmark")}})
		withdraw(store)
		before := walked(t, store)
		_, err := decideAll(t, store, nil, "actor/a=actor/b")
		if want := "actor/a can't be taken out of actor/b, since then nobody says actor/b, and actor/b REPRESENTS actor/belmark (data set “members”) names it"; graph.KindOf(err) != graph.KindConflict || err.Error() != want {
			t.Errorf("it gives the error %v", err)
		}
		if after := walked(t, store); after != before {
			t.Errorf("refused, and the graph shows\n%s\nand before\n%s", after, before)
		}
	})
}

// breaking is a store of which a load fails.
type breaking struct {
	graph.Store
	// after is how many loads go well before it.
	after int
}

func (b *breaking) Apply(ctx context.Context, batch graph.Batch) (graph.Receipt, error) {
	if b.after--; b.after < 0 {
		return graph.Receipt{}, graph.Errorf(graph.KindUnavailable, "the store was made to fail here")
	}
	return b.Store.Apply(ctx, batch)
}

// The loads by which a merge was taken back, and those of the merge, can't be taken back alone: what is one would be half so.
func TestUndoIsNotReverted(t *testing.T) {
	store := openPersons(t, "a", "b")
	merged := mustDecide(t, store, []string{"actor/a=actor/b"})
	undone := mustDecide(t, store, nil, "actor/a=actor/b")
	before := walked(t, store)
	for _, r := range slices.Concat(merged, undone) {
		for _, keep := range []bool{false, true} {
			_, _, err := graph.RevertLoad(t.Context(), store, graph.RevertRequest{Load: r.LoadID, Keep: keep})
			if graph.KindOf(err) != graph.KindConflict {
				t.Errorf("load %d is taken back, with the error %v", r.Revision, err)
			}
			t.Log(err)
		}
	}
	if after := walked(t, store); after != before {
		t.Errorf("refused, and the graph shows\n%s\nand before\n%s", after, before)
	}
}

// The node of the registry of states is left, whichever is named first.
func TestRegistryIsLeft(t *testing.T) {
	store := openPersons(t, "AZE", "b")
	mustDecide(t, store, []string{"actor/AZE=actor/b"})
	if text := walked(t, store); !strings.Contains(text, "actor/AZE {") || strings.Contains(text, "actor/b {") {
		t.Errorf("what is left is\n%s", text)
	}
}

// Decisions that contradict each other are refused, and so is what can't be decided; the message says why.
func TestDecisionsRefused(t *testing.T) {
	for text, c := range map[string]struct {
		before, decide, undo []string
		kind                 graph.Kind
		want                 string
	}{
		"against one": {
			[]string{"actor/a!=actor/c"}, []string{"actor/a=actor/b", "actor/b=actor/c"}, nil, graph.KindConflict,
			"it is decided that actor/a!=actor/c, and that they are the same by actor/a=actor/b, actor/b=actor/c: take one of these back first",
		},
		"against what was moved": {
			[]string{"actor/a!=actor/c", "actor/a=actor/b"}, []string{"actor/b=actor/c"}, nil, graph.KindConflict,
			"it is decided that actor/b!=actor/c: take that back before you decide that actor/b=actor/c",
		},
		"against itself": {
			[]string{"actor/a=actor/b"}, []string{"actor/a!=actor/b"}, nil, graph.KindConflict,
			"it is decided that actor/b=actor/a: take that back before you decide that actor/a!=actor/b",
		},
		"about what went": {
			[]string{"actor/a=actor/b"}, []string{"actor/c!=actor/a"}, nil, graph.KindConflict,
			"actor/a was merged into actor/b: decide about that, or take the merge back first",
		},
		"one with two": {
			nil, []string{"actor/a=actor/b", "actor/a=actor/c"}, nil, graph.KindConflict,
			"actor/a=actor/b leaves actor/b, so that actor/a=actor/c can't be decided with it: name actor/b in place of actor/a",
		},
		"in the wrong order": {
			nil, []string{"actor/b=actor/c", "actor/a=actor/b"}, nil, graph.KindConflict,
			"actor/b=actor/c leaves actor/c, so that actor/a=actor/b can't be decided with it: name actor/c in place of actor/b",
		},
		"first before second": {
			[]string{"actor/a=actor/b", "actor/b=actor/c"}, nil, []string{"actor/a=actor/b"}, graph.KindConflict,
			"actor/b, into which actor/a was merged, was itself merged into actor/c since: take that back first",
		},
		"no such node":  {nil, []string{"actor/a=actor/nobody"}, nil, graph.KindNotFound, "there is no actor/nobody, so nothing can be decided about it"},
		"never decided": {nil, nil, []string{"actor/a=actor/b"}, graph.KindInvalid, "nothing is decided about actor/a and actor/b, so nothing can be taken back"},
	} {
		t.Run(text, func(t *testing.T) {
			store := openPersons(t, "a", "b", "c")
			if len(c.before) > 0 {
				mustDecide(t, store, c.before)
			}
			before := walked(t, store)
			_, err := decideAll(t, store, c.decide, c.undo...)
			if graph.KindOf(err) != c.kind || err.Error() != c.want {
				t.Errorf("%v: %v", graph.KindOf(err), err)
			}
			if after := walked(t, store); after != before {
				t.Errorf("refused, and the graph shows\n%s\nand before\n%s", after, before)
			}
		})
	}
}

// exported is a decision as an export has it that is loaded: other claims than those of the data set for decisions.
func exported(loadID string, claims ...graph.Said) graph.Batch {
	for i := range claims {
		claims[i].Folded = true
	}
	return graph.Batch{LoadID: loadID, Dataset: "export", Said: claims}
}

// What was decided where an export was made is decided otherwise, or taken back, where it was loaded.
func TestDecidedByAnExport(t *testing.T) {
	others := map[Verdict]Verdict{Different: Unsure, Unsure: Different}
	for verdict, other := range others {
		store := openPersons(t, "ila", "ila-rost")
		old := Decision{A: "actor/ila", B: "actor/ila-rost", Verdict: verdict}
		before := walked(t, store)
		apply(t, store, exported("load/export", old.claims()...))
		if list := decidedIn(t, store); len(list) != 1 || list[0].Verdict != verdict {
			t.Errorf("decided: %v, want %s", list, old)
		}
		mustDecide(t, store, nil, old.String())
		if after := walked(t, store); after != before {
			t.Errorf("%s taken back leaves\n%s, want\n%s", old, after, before)
		}
		apply(t, store, exported("load/again", old.claims()...))
		mustDecide(t, store, []string{(Decision{A: old.A, B: old.B, Verdict: other}).String()})
		wantDecided(t, store, other)
	}
}

// A merge that came with an export is taken back whole: what other data sets say since of the node that went is theirs again.
func TestMergedByAnExport(t *testing.T) {
	store := openPersons(t, "ila")
	props := graph.Props{"field": graph.FieldSameAs, "value": "actor/rost", "stance": string(graph.StanceConfirms), "basis": string(graph.BasisIdentified)}
	apply(t, store, exported("load/export", graph.SayClaim("actor/ila", "actor/ila", "", props, nil, "")))
	rost := func(name string) {
		later := graph.Batch{LoadID: "load/" + name, Dataset: "later", Said: []graph.Said{graph.SayNode("actor/rost", graph.Props{"kind": person, "name": name})}}
		if err := graph.UnderMerges(t.Context(), store, later, func(b graph.Batch) error { apply(t, store, b); return nil }); err != nil {
			t.Fatal(err)
		}
	}
	rost("first")
	mustDecide(t, store, nil, "actor/rost=actor/ila")
	if list := decidedIn(t, store); len(list) > 0 {
		t.Errorf("%v is still decided", list)
	}
	rost("second")
	if all := walked(t, store); strings.Contains(all, "first") || !strings.Contains(all, "second") {
		t.Errorf("what the data set says can't be corrected: it shows\n%s", all)
	}
	_, err := decideAll(t, store, nil, "actor/rost=actor/ila")
	if graph.KindOf(err) != graph.KindInvalid || !strings.Contains(err.Error(), "nothing is decided") {
		t.Errorf("taken back twice: %v", err)
	}
}

func decidedIn(t *testing.T, store graph.Store) []Decision {
	t.Helper()
	all, err := ReadDecisions(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	return all.List()
}

func TestParse(t *testing.T) {
	for text, want := range map[string]string{
		"actor/a = actor/b":            "actor/a=actor/b",
		"declaration/x!=declaration/y": "declaration/x!=declaration/y",
		"actor/a?actor/b":              "actor/a?actor/b",
	} {
		if d, err := Parse(text); err != nil || d.String() != want {
			t.Errorf("%q is read as %q (%v)", text, d, err)
		}
	}
	for text, want := range map[string]string{
		"actor/a actor/b":         `"actor/a actor/b" is no decision: write ID=ID (the same), ID!=ID (different) or ID?ID (unsure)`,
		"actor/a=actor/a":         "the decision actor/a=actor/a names one node twice",
		"actor/a=declaration/b":   "the decision actor/a=declaration/b is about a node of the noun Actor and one of the noun Declaration: they can't be one",
		"event/a=event/b":         "the decision event/a=event/b is about nodes of the noun Event: Actor and Declaration are allowed",
		"actor/a!=Zelensky":       `the decision actor/a!=Zelensky: "Zelensky" is not an id: it must begin with one of actor/`,
		"actor/a=actor/b=actor/c": `the decision actor/a=actor/b=actor/c: "actor/b=actor/c" is not an id`,
	} {
		if _, err := Parse(text); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}
