package graphtest

import (
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
	changes := []*graph.LoggedChange{}
	if !done.Unchanged {
		changes = append(changes, f.sameChangesOf(t, graph.ChangesQuery{Loads: []string{done.LoadID}, First: graph.MaxPage})...)
	}
	if diff := cmp.Diff(asJSON(t, changes), asJSON(t, planned.Changes)); diff != "" {
		t.Fatalf("what %s did is not what was planned (-done +planned):\n%s", done.LoadID, diff)
	}
}
