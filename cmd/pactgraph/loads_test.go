package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pactgraph/graph"
	"pactgraph/graph/sqlite"
)

// Lists that are longer than a page are printed whole, each element once and in order.
func TestLoadsOfManyPages(t *testing.T) {
	path := filepath.Join(t.TempDir(), "graph.db")
	store, err := sqlite.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	const many = 2*graph.MaxPage + 1
	actor := func(i int) graph.Said {
		return graph.SayNode(fmt.Sprintf("actor/a%04d", i), graph.Props{"kind": "STATE"})
	}
	all := graph.Batch{LoadID: "load/all", Dataset: "d"}
	for i := range many {
		all.Said = append(all.Said, actor(i))
	}
	apply(t, store, all)
	for i := range many - 1 {
		apply(t, store, graph.Batch{LoadID: fmt.Sprintf("load/one-%04d", i), Dataset: "e", Said: []graph.Said{actor(i)}})
	}

	var loads []loadJSON
	printed(t, &loads, "loads", "--json", "--store", "sqlite:"+path)
	if len(loads) != many {
		t.Fatalf("%d loads are listed, want %d", len(loads), many)
	}
	for i, l := range loads {
		if l.Revision != many-i {
			t.Fatalf("the load %d of the list has revision %d, want %d", i, l.Revision, many-i)
		}
	}
	var diff struct{ Changes []changeJSON }
	printed(t, &diff, "diff", "load/all", "--json", "--store", "sqlite:"+path)
	if len(diff.Changes) != many {
		t.Fatalf("%d changes are told, want %d", len(diff.Changes), many)
	}
	for i, c := range diff.Changes {
		if want := all.Said[i].Target; c.Target != want || c.Action != graph.ChangeActionAdded {
			t.Fatalf("the change %d is %s of %s, want %s of %s", i, c.Action, c.Target, graph.ChangeActionAdded, want)
		}
	}
}

// What is planned for each of several loads is what the load then does, to the field.
func TestPlanIsWhatLoadDoes(t *testing.T) {
	store := "sqlite:" + filepath.Join(t.TempDir(), "graph.db")
	type told struct {
		Load    loadJSON
		Plan    planJSON
		Changes []changeJSON
	}
	for i, path := range []string{"../../data/paris-2026", examples + "lake", examples + "lake/gazette"} {
		var planned, done told
		printed(t, &planned, "plan", path, "--json", "--store", store)
		ran(t, "load", path, "--store", store)
		printed(t, &done, "diff", fmt.Sprint(i+1), "--json", "--store", store)
		if planned.Plan.Counts != done.Load.Counts || planned.Plan.Revision != i+1 || planned.Plan.Dataset != done.Load.Dataset {
			t.Errorf("%s: planned was %+v, and the load is %+v", path, planned.Plan, done.Load)
		}
		if diff := cmp.Diff(done.Changes, planned.Changes); diff != "" || len(done.Changes) == 0 {
			t.Errorf("%s: what the load did is not what was planned (-done +planned):\n%s", path, diff)
		}
	}
}

func apply(t *testing.T, store graph.Writer, b graph.Batch) {
	t.Helper()
	if _, err := store.Apply(t.Context(), b); err != nil {
		t.Fatal(err)
	}
}

// printed runs a command, and reads the JSON that it prints into a value.
func printed(t *testing.T, into any, args ...string) {
	t.Helper()
	text := ran(t, args...)
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatalf("%v: %.300s", err, text)
	}
}

// ran runs a command, and gives what it prints.
func ran(t *testing.T, args ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	root := newRoot()
	root.SetArgs(args)
	root.SetOut(&out)
	if err := root.ExecuteContext(t.Context()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
