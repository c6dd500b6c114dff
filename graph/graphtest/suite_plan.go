package graphtest

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pactgraph/graph"
)

// planned plans a load on the store and on the oracle, and sees that nothing was written.
func (f *fixture) planned(t *testing.T, b graph.Batch) (graph.Planned, error) {
	t.Helper()
	before := walked(t, f.oracle)
	want, wantErr := f.oracle.Plan(t.Context(), b)
	got, err := f.store.Plan(t.Context(), b)
	if n := got.Needs; n.Records != want.Needs.Records || min(n.Memory, n.MemoryAllowed, n.Disk) < 0 {
		t.Errorf("the plan of %s says that it needs %+v, want %+v", b.LoadID, n, want.Needs)
	}
	// The rest are estimates, which each store makes otherwise.
	got.Needs = want.Needs
	if diff := cmp.Diff(asJSON(t, want), asJSON(t, got)); diff != "" || graph.KindOf(err) != graph.KindOf(wantErr) {
		t.Fatalf("the plan of %s gives the error %v, want %v, and is not the oracle's (-oracle +store):\n%s", b.LoadID, err, wantErr, diff)
	}
	if diff := cmp.Diff(before, walked(t, f.oracle)); diff != "" {
		t.Fatalf("the plan of %s has changed what is shown (-before +after):\n%s", b.LoadID, diff)
	}
	f.sameWalk(t)
	f.sameLog(t)
	return got, err
}

// asPlanned compares what a load did with what was planned: the receipt, each change with its fields, or the error.
func (f *fixture) asPlanned(t *testing.T, planned graph.Planned, planErr error, done graph.Receipt, err error) {
	t.Helper()
	switch {
	case graph.KindOf(planErr) != graph.KindOf(err):
		t.Fatalf("a load gives the error %v, and its plan %v", err, planErr)
	case err != nil:
		if planErr.Error() != err.Error() {
			t.Errorf("a load gives the error %q, and its plan %q", err, planErr)
		}
		return
	case planned.Receipt != done:
		t.Fatalf("a load gives %+v, and its plan %+v", done, planned.Receipt)
	}
	if log := f.logAfter(t, graph.Place{Revision: planned.Revision}); !done.Unchanged && len(log) != min(planned.Needs.Records, graph.MaxPage) {
		t.Errorf("%s keeps %d records, and %d were planned", done.LoadID, len(log), planned.Needs.Records)
	}
	changes := []*graph.LoggedChange{}
	if !done.Unchanged {
		changes = append(changes, f.sameChangesOf(t, graph.ChangesQuery{Loads: []string{done.LoadID}, First: graph.MaxPage})...)
	}
	if diff := cmp.Diff(asJSON(t, changes), asJSON(t, planned.Changes)); diff != "" {
		t.Fatalf("what %s did is not what was planned (-done +planned):\n%s", done.LoadID, diff)
	}
}

// logAfter gives the places of records from one on, at most MaxPage.
func (f *fixture) logAfter(t *testing.T, after graph.Place) []graph.Place {
	t.Helper()
	log, err := f.store.Log(t.Context(), after, graph.MaxPage)
	if err != nil {
		t.Fatal(err)
	}
	return log.Places
}

// testRandomPlans plans random loads and does them: each does just what was planned of it, by its counts and field by field.
func testRandomPlans(t *testing.T, open func(t *testing.T) graph.Store, seed uint64) {
	// The longer a history, the longer its changes take to be found.
	const together = 25
	for i := range uint64(randomCount(t) / together) {
		t.Run(fmt.Sprint(i), func(t *testing.T) { load(t, open).randomPlans(t, seed+i, together) })
	}
}

func (f *fixture) randomPlans(t *testing.T, seed uint64, count int) {
	t.Helper()
	r := newLoader(seed)
	refused := 0
	for number, done := 0, 0; done < count; number++ {
		b := r.load(number)
		planned, planErr := f.store.Plan(t.Context(), b)
		got, err := f.store.Apply(t.Context(), b)
		if want, wantErr := f.oracle.Apply(t.Context(), b); got != want || graph.KindOf(err) != graph.KindOf(wantErr) {
			t.Fatalf("load %d gives %+v and the error %v, want %+v and %v", number, got, err, want, wantErr)
		}
		f.asPlanned(t, planned, planErr, got, err)
		if err == nil && !got.Unchanged {
			done++
		} else if refused++; refused > 10*count {
			t.Fatalf("%d loads were possible and %d were not", done, refused)
		}
	}
	f.sameWalk(t)
}
