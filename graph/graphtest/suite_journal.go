package graphtest

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pactgraph/graph"
)

func testJournal(t *testing.T, open func(t *testing.T) graph.Store) {
	f := load(t, open, history()...)
	entries := journalOf(t, f.store)
	t.Run("Complete", func(t *testing.T) { testComplete(t, f, entries) })
	t.Run("NotEmpty", func(t *testing.T) { testNotEmpty(t, f.store, entries) })
	t.Run("Stopped", func(t *testing.T) { testStopped(t, f.store) })
	closeStore(t, f.store)
	t.Run("Restore", func(t *testing.T) { testRestore(t, f, open(t), entries) })
	t.Run("Broken", func(t *testing.T) { testBroken(t, open(t), entries) })
	t.Run("Check", func(t *testing.T) { testCheck(t, open(t), entries) })
	t.Run("Cancelled", func(t *testing.T) { testCancelled(t, open) })
}

func closeStore(t *testing.T, s graph.Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}

// history gives loads with everything that records can be: corrected, withdrawn, said again, and contradicted.
func history() []graph.Batch {
	all := func(p *pen) {
		p.node("source/s", props{"kind": "NEWS_REPORT"})
		member := p.out("actor/a", graph.EdgeMemberOf, "actor/b", props{"role": "LEAD"})
		p.claim("actor/a", props{"field": "name", "stance": "CONFIRMS", "basis": "TEXT"}, "", quote("source/s", "A is so called", 0))
		p.claimEdge("actor/a", member, props{"stance": "CONFIRMS", "basis": "TEXT"}, "", quote("source/s", "A is so called", 0))
	}
	other := newPen("history-other", "e", graph.ReliabilityA)
	other.node("actor/a", props{"kind": "COALITION", "aliases": []string{"alpha", "άλφα"}})
	other.out("actor/a", graph.EdgePartyAction, draft, props{"action": "SIGNATURE", "by": "actor/b"})
	return append(World(), extras(),
		small("history-1", "d", all), small("history-2", "d", nil), other.batch,
		graph.Batch{LoadID: "load/history-3", Dataset: "d", Withdraw: []string{"actor/a"}},
		small("history-4", "d", all),
	)
}

// journalOf gives all entries of a store's journal.
func journalOf(t *testing.T, s graph.Contents) []graph.Entry {
	t.Helper()
	var list []graph.Entry
	for e, err := range graph.Entries(t.Context(), s) {
		if err != nil {
			t.Fatalf("journal: %v", err)
		}
		list = append(list, e)
	}
	return list
}

// ignoreEntry is a visitor of a journal that takes what comes.
func ignoreEntry(graph.Entry) error { return nil }

// entryLines writes entries for a comparison; when a load was done is left out if it is each store's own.
func entryLines(entries []graph.Entry, own bool) []string {
	lines := make([]string, len(entries))
	for i, e := range entries {
		switch {
		case e.Load != nil && own:
			lines[i] = string(canonicalJSON(canonicalNode(e.Load)))
		case e.Load != nil:
			lines[i] = e.Load.ID + " " + string(graph.EncodeProps(graph.NodeProps(e.Load)))
		default:
			r := e.Record
			lines[i] = fmt.Sprintf("%s %s %d %s %t %s", r.Target, r.Load, r.Revision, r.Dataset, r.Withdrawn, r.Encode())
		}
	}
	return lines
}

// sequenceOf gives entries as a journal gives them.
func sequenceOf(entries []graph.Entry) iter.Seq2[graph.Entry, error] {
	return func(yield func(graph.Entry, error) bool) {
		for _, e := range entries {
			if !yield(e, nil) {
				return
			}
		}
	}
}

// A journal has every load, and every record that one kept, in their order.
func testComplete(t *testing.T, f *fixture, entries []graph.Entry) {
	if diff := cmp.Diff(entryLines(journalOf(t, f.oracle), true), entryLines(entries, true)); diff != "" {
		t.Errorf("the journal is not the oracle's (-oracle +store):\n%s", diff)
	}
	superseded, withdrawn := 0, 0
	for _, e := range entries[len(f.batches):] {
		if e.Record.Withdrawn {
			withdrawn++
		}
		if e.Record.Target == "actor/a" {
			superseded++
		}
	}
	if superseded < 4 || withdrawn == 0 {
		t.Errorf("the journal has %d records of a node that was said five times, and %d that withdraw", superseded, withdrawn)
	}
}

func testNotEmpty(t *testing.T, s graph.Store, entries []graph.Entry) {
	before := walked(t, s)
	if err := s.Restore(t.Context(), sequenceOf(entries), nil); graph.KindOf(err) != graph.KindConflict {
		t.Errorf("restoring into a store that isn't empty gives the error %v of kind %q, want %q", err, graph.KindOf(err), graph.KindConflict)
	}
	if diff := cmp.Diff(before, walked(t, s)); diff != "" {
		t.Errorf("it was refused, but it wrote (-before +after):\n%s", diff)
	}
}

// An error of a visitor ends the journal and comes back as it is.
func testStopped(t *testing.T, s graph.Store) {
	enough := errors.New("enough")
	visits := 0
	err := s.Journal(t.Context(), func(graph.Entry) error {
		if visits++; visits == 3 {
			return enough
		}
		return nil
	})
	if err != enough || visits != 3 {
		t.Errorf("a visitor that ends at its 3rd entry got %d, and the error %v", visits, err)
	}
}

// A store that was filled with a journal is as the one that the journal is from: in what it shows, in its journal, and in
// the loads that come.
func testRestore(t *testing.T, f *fixture, fresh graph.Store, entries []graph.Entry) {
	likeIt := NewMemory()
	if err := likeIt.Restore(t.Context(), sequenceOf(entries), nil); err != nil {
		t.Fatalf("the oracle: %v", err)
	}
	var size graph.Size
	err := fresh.Restore(t.Context(), sequenceOf(entries), func(c graph.Contents) (err error) {
		size, err = graph.CheckCopy(t.Context(), likeIt, c)
		return err
	})
	if err != nil {
		t.Fatalf("restore: %v", err)
	}
	if size.Loads != len(f.batches) || size.Loads+size.Records != len(entries) || size.Nodes == 0 || size.Edges == 0 {
		t.Errorf("the copy has %+v, of a journal of %d entries", size, len(entries))
	}
	if diff := cmp.Diff(entryLines(entries, false), entryLines(journalOf(t, fresh), false)); diff != "" {
		t.Errorf("the copy's journal is another (-original +copy):\n%s", diff)
	}
	f.store = fresh
	f.sameWalk(t)
	f.sameHistories(t)
	f.sameLog(t)
	f.sameChanges(t)
	f.same(t,
		graph.Query{Noun: graph.NounLoad, Selection: graph.Selection{Order: []graph.Order{{Prop: "revision"}}, Total: true}},
		graph.Query{Noun: graph.NounActor, Selection: graph.Selection{Order: []graph.Order{{Prop: "degree", Desc: true}}, With: []graph.With{{Field: "claims"}}}},
	)
	for _, b := range f.batches {
		f.both(t, b)
	}
	testGoOn(t, f)
}

// testGoOn loads on in a store that was restored.
func testGoOn(t *testing.T, f *fixture) {
	again := f.batches[len(f.batches)-1]
	again.LoadID = "load/history-again"
	if r := f.both(t, again); !r.Unchanged {
		t.Errorf("the same words again give %+v, want nothing new", r)
	}
	// The data set “e” still says that b acted.
	f.refused(t, graph.Batch{LoadID: "load/takes-b", Dataset: "d", Withdraw: []string{"actor/b"}}, graph.KindConflict)
	f.both(t, small("history-5", "d", nil))
	f.both(t, graph.Batch{LoadID: "load/history-6", Dataset: "e", Withdraw: []string{"actor/a"}})
	f.both(t, graph.Batch{LoadID: "load/history-7", Dataset: "d", Withdraw: []string{"actor/a", "actor/b"}})
	f.sameWalk(t)
	if diff := cmp.Diff(entryLines(journalOf(t, f.oracle), true), entryLines(journalOf(t, f.store), true)); diff != "" {
		t.Errorf("after loads on the copy its journal is not the oracle's (-oracle +store):\n%s", diff)
	}
}

// A journal with a mistake in it is refused, and the store is empty after it.
func testBroken(t *testing.T, s graph.Store, entries []graph.Entry) {
	record := func(target string) int {
		return slices.IndexFunc(entries, func(e graph.Entry) bool { return e.Record != nil && e.Record.Target == target })
	}
	firstOf := func(is func(graph.Said) bool) int {
		return slices.IndexFunc(entries, func(e graph.Entry) bool { return e.Record != nil && is(e.Record.Said) })
	}
	without := func(i int) []graph.Entry { return slices.Delete(slices.Clone(entries), i, i+1) }
	swapped := func(i, j int) []graph.Entry {
		list := slices.Clone(entries)
		list[i], list[j] = list[j], list[i]
		return list
	}
	changed := func(i int, change func(r *graph.Record)) []graph.Entry {
		list, r := slices.Clone(entries), *entries[i].Record
		change(&r)
		list[i] = graph.Entry{Record: &r}
		return list
	}
	loads := revisionIn(entries)
	claimed := firstOf(func(s graph.Said) bool { return s.AboutEdge != "" })
	broken := map[string][]graph.Entry{
		"an edge without its node":       without(record(belmark)),
		"an edge without who acted":      without(record(envoys)),
		"a claim without its edge":       without(record(entries[claimed].Record.AboutEdge)),
		"a quote without its source":     without(record(report)),
		"a claim without who voiced it":  without(record(notBound)),
		"an unknown noun":                changed(loads, func(r *graph.Record) { r.Target, r.Owner = "kingdom/x", "kingdom/x" }),
		"a property that isn't there":    changed(record(belmark), func(r *graph.Record) { r.Props = props{"kind": "STATE", "crown": "golden"} }),
		"another load":                   changed(loads, func(r *graph.Record) { r.Load = "load/never" }),
		"another data set":               changed(loads, func(r *graph.Record) { r.Dataset = "never" }),
		"a revision that isn't":          changed(loads, func(r *graph.Record) { r.Revision = loads + 1 }),
		"what was not said is withdrawn": changed(loads, func(r *graph.Record) { r.Withdrawn = true }),
		"records in another order":       swapped(loads, loads+1),
		"a load after a record":          swapped(loads-1, loads),
		"loads in another order":         swapped(0, 1),
		"a record twice":                 slices.Insert(slices.Clone(entries), loads, entries[loads]),
		"a load is missing":              without(0),
		"the last load is missing":       without(loads - 1),
		"only the loads":                 entries[:loads],
		"an entry that is nothing":       append(slices.Clone(entries), graph.Entry{}),
	}
	for name, list := range broken {
		t.Run(name, func(t *testing.T) {
			if err := s.Restore(t.Context(), sequenceOf(list), nil); graph.KindOf(err) != graph.KindInvalid {
				t.Errorf("it gives the error %v of kind %q, want %q", err, graph.KindOf(err), graph.KindInvalid)
			}
			wantEmpty(t, s)
		})
	}
	t.Run("an error on the way", func(t *testing.T) {
		lost := errors.New("the link is lost")
		err := s.Restore(t.Context(), func(yield func(graph.Entry, error) bool) {
			if yield(entries[0], nil) {
				yield(graph.Entry{}, lost)
			}
		}, nil)
		if err != lost {
			t.Errorf("it gives the error %v, want the one that came", err)
		}
		wantEmpty(t, s)
	})
}

// revisionIn counts the loads of a journal.
func revisionIn(entries []graph.Entry) int {
	return slices.IndexFunc(entries, func(e graph.Entry) bool { return e.Load == nil })
}

func wantEmpty(t *testing.T, s graph.Store) {
	t.Helper()
	if text, n := walked(t, s), revisionOf(t, s); text != "null" || n != 0 || len(journalOf(t, s)) != 0 {
		t.Errorf("the store is not empty after it: it has revision %d and shows %s", n, text)
	}
}

// What was restored is checked before anyone sees it; if the check fails, nothing was.
func testCheck(t *testing.T, s graph.Store, entries []graph.Entry) {
	unlike := errors.New("unlike")
	err := s.Restore(t.Context(), sequenceOf(entries), func(c graph.Contents) error {
		if n, err := c.Revision(t.Context()); err != nil || n != revisionIn(entries) {
			t.Errorf("the check sees revision %d and the error %v, want %d", n, err, revisionIn(entries))
		}
		if n, err := s.Revision(t.Context()); n != 0 && graph.KindOf(err) != graph.KindUnavailable {
			t.Errorf("a reader sees revision %d and the error %v before the check is done", n, err)
		}
		return unlike
	})
	if err != unlike {
		t.Errorf("it gives the error %v, want the check's", err)
	}
	wantEmpty(t, s)

	// The check of copies finds each difference.
	original := NewMemory()
	if err := original.Restore(t.Context(), sequenceOf(entries), nil); err != nil {
		t.Fatal(err)
	}
	for name, list := range altered(entries) {
		t.Run(name, func(t *testing.T) {
			err := s.Restore(t.Context(), sequenceOf(list), func(c graph.Contents) error {
				_, err := graph.CheckCopy(t.Context(), original, c)
				return err
			})
			if graph.KindOf(err) != graph.KindInternal && graph.KindOf(err) != graph.KindConflict {
				t.Errorf("it gives the error %v of kind %q", err, graph.KindOf(err))
			}
			wantEmpty(t, s)
		})
	}
}

// altered gives journals that are well formed, and differ in one thing.
func altered(entries []graph.Entry) map[string][]graph.Entry {
	loads := revisionIn(entries)
	later := *entries[0].Load
	later.FinishedAt = "2031-07-01T09:00:00Z"
	renamed := *entries[loads].Record
	renamed.Props = props{"kind": "STATE", "name": "Somebody else"}
	last := slices.Clone(entries)
	last[loads] = graph.Entry{Record: &renamed}
	added := graph.Record{
		Load: entries[0].Load.ID, Revision: 1, Dataset: entries[0].Load.Dataset,
		Said: graph.SayNode("actor/0", props{"kind": "STATE"}),
	}
	return map[string][]graph.Entry{
		"when a load was done": append([]graph.Entry{{Load: &later}}, entries[1:]...),
		"what a record says":   last,
		"one record more":      slices.Insert(slices.Clone(entries), loads, graph.Entry{Record: &added}),
	}
}

// A Restore whose context ends in the middle leaves the store empty, or unavailable until a Restore is done.
func testCancelled(t *testing.T, open func(t *testing.T) graph.Store) {
	oracle := NewMemory()
	if _, err := oracle.Apply(t.Context(), generateOne(5, 60)); err != nil {
		t.Fatal(err)
	}
	entries := journalOf(t, oracle)
	f := &fixture{store: open(t), oracle: oracle}
	for _, at := range []int{0, len(entries) / 4, len(entries) - 1} {
		ctx, cancel := context.WithCancel(t.Context())
		err := f.store.Restore(ctx, func(yield func(graph.Entry, error) bool) {
			for i, e := range entries {
				if i == at {
					cancel()
				}
				if !yield(e, nil) {
					return
				}
			}
		}, nil)
		if !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled at the entry %d, it gives the error %v, want the context's", at, err)
		}
		wantEmptyOrUnavailable(t, f.store)
	}
	if err := f.store.Restore(t.Context(), sequenceOf(entries), nil); err != nil {
		t.Fatalf("after Restores that were cancelled: %v", err)
	}
	f.sameWalk(t)
	if diff := cmp.Diff(entryLines(entries, false), entryLines(journalOf(t, f.store), false)); diff != "" {
		t.Errorf("the copy's journal is another (-original +copy):\n%s", diff)
	}
}

func wantEmptyOrUnavailable(t *testing.T, s graph.Store) {
	t.Helper()
	if _, err := s.Revision(t.Context()); err == nil {
		wantEmpty(t, s)
		return
	}
	calls := map[string]func(context.Context) error{
		"Find": func(ctx context.Context) error {
			_, err := s.Find(ctx, []graph.Query{{Noun: graph.NounActor}})
			return err
		},
		"Walk":     func(ctx context.Context) error { return s.Walk(ctx, &collector{}) },
		"Journal":  func(ctx context.Context) error { return s.Journal(ctx, ignoreEntry) },
		"Revision": func(ctx context.Context) error { _, err := s.Revision(ctx); return err },
		"Apply":    func(ctx context.Context) error { _, err := s.Apply(ctx, World()[0]); return err },
		"Plan":     func(ctx context.Context) error { _, err := s.Plan(ctx, World()[0]); return err },
	}
	for name, call := range calls {
		if err := call(t.Context()); graph.KindOf(err) != graph.KindUnavailable {
			t.Errorf("%s of a store that is neither empty nor whole gives the error %v of kind %q, want %q", name, err, graph.KindOf(err), graph.KindUnavailable)
		}
	}
}
