package loader

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pactgraph/graph"
	"pactgraph/graph/graphtest"
)

// kept writes a plan to a file and gives its name.
func kept(t *testing.T, p PlanFile, name string) string {
	t.Helper()
	name = filepath.Join(t.TempDir(), name)
	if err := WritePlanFile(name, p); err != nil {
		t.Fatal(err)
	}
	return name
}

// worldPlan is a plan of all that is said of the world, for an empty graph.
func worldPlan() PlanFile {
	b := graphtest.World()[0]
	b.AtRevision = new(int)
	return PlanFile{Batch: b, Counts: PlanCounts{1, 2, 3}}
}

// A plan comes back from its file as it was, packed or not, and does what the batch does.
func TestPlanFileKeepsAll(t *testing.T) {
	for _, b := range graphtest.World() {
		seven := 7
		b.Sync, b.Force = true, true
		b.AtRevision, b.Withdraw, b.OneByOne, b.TakeBack, b.Reverts = &seven, []string{"actor/x"}, true, []string{"edge/x/y"}, "load/z"
		p := PlanFile{Batch: b, Newest: "load/newest", Counts: PlanCounts{1, 2, 3}}
		for _, name := range []string{"plan.json", "plan.json.gz", "plan"} {
			path := kept(t, p, name)
			if !IsPlanFile(path) {
				t.Errorf("%s is not known for a plan", name)
			}
			got, err := ReadPlanFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(planText(t, p), planText(t, got)); diff != "" {
				t.Errorf("%s (-written +read):\n%s", name, diff)
			}
		}
	}
}

// planText gives a plan as text, with all that it says.
func planText(t *testing.T, p PlanFile) string {
	t.Helper()
	var b strings.Builder
	for s := range p.Batch.AllSaid() {
		fmt.Fprintf(&b, "%s %s\n", s.Target, s.Encode())
	}
	p.Batch.Said, p.Batch.Packed = nil, nil
	rest, err := json.MarshalIndent(p, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return b.String() + string(rest)
}

// A plan is text in JSON, for those who look into it.
func TestPlanFileIsJSON(t *testing.T) {
	var b bytes.Buffer
	if err := worldPlan().Write(&b, false); err != nil {
		t.Fatal(err)
	}
	var whole struct {
		Said []struct{ Target string }
	}
	if err := json.Unmarshal(b.Bytes(), &whole); err != nil || len(whole.Said) != len(graphtest.World()[0].Said) {
		t.Errorf("the plan has %d things said and the error %v", len(whole.Said), err)
	}
}

// A plan that is torn, edited or of another program is told from one that is whole.
func TestPlanFileBroken(t *testing.T) {
	var plain, packed bytes.Buffer
	for to, isPacked := range map[*bytes.Buffer]bool{&plain: false, &packed: true} {
		if err := worldPlan().Write(to, isPacked); err != nil {
			t.Fatal(err)
		}
	}
	const torn, edited = "is not whole, it ends too early", "was changed since it was written"
	tests := map[string]struct{ text, want string }{
		"a value":            {strings.Replace(plain.String(), "Ardovia", "Brdovia", 1), edited},
		"a line left out":    {cutLine(plain.String(), 3), edited},
		"the revision":       {strings.Replace(plain.String(), `"revision":0`, `"revision":1`, 1), edited},
		"the digest":         {strings.Replace(plain.String(), planClose, planClose+"0", 1), edited},
		"something behind":   {plain.String() + "{}\n", edited},
		"laid out":           {strings.Replace(plain.String(), ",", ", ", 1), edited},
		"laid out in lines":  {strings.Replace(plain.String(), `"said":[`, "\"said\": [\n", 1), edited},
		"a line of its own":  {strings.Replace(plain.String(), "\n", "\nnonsense\n", 1), edited},
		"another version":    {strings.Replace(plain.String(), `"pactgraphPlan":1`, `"pactgraphPlan":2`, 1), "is a plan of version 2, and this program reads version 1"},
		"packed, and torn":   {packed.String()[:packed.Len()/2], torn},
		"packed, and behind": {packed.String() + "x", "can't be unpacked"},
		"packed, and wrong":  {strings.Replace(packed.String(), packed.String()[packed.Len()/2:packed.Len()/2+4], "\x00\x01\x02\x03", 1), ""},
	}
	for _, at := range []int{1, 100, plain.Len() / 2, plain.Len() - 10, plain.Len() - 1} {
		tests[fmt.Sprintf("torn at %d", at)] = struct{ text, want string }{plain.String()[:at], torn}
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "plan.json")
			if err := os.WriteFile(path, []byte(tt.text), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := ReadPlanFile(path)
			if graph.KindOf(err) != graph.KindInvalid || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), path) {
				t.Errorf("the error is %v, want one with %q", err, tt.want)
			}
		})
	}
	if err := WritePlanFile(filepath.Join(t.TempDir(), "none", "plan.json"), worldPlan()); graph.KindOf(err) != graph.KindInvalid {
		t.Errorf("a plan in a folder that isn't there gives the error %v", err)
	}
}

func cutLine(text string, number int) string {
	lines := strings.SplitAfter(text, "\n")
	return strings.Join(append(lines[:number:number], lines[number+1:]...), "")
}

// What is no plan isn't taken for one.
func TestIsPlanFile(t *testing.T) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	fmt.Fprint(z, "pactgraph: 1\n")
	z.Close()
	dir := writeFiles(t, map[string]string{
		"a.yaml": "pactgraph: 1\n", "b.json": `{"pactgraph": 1, "note": "pactgraphPlan"}`, "c": "", "d.gz": packed.String(), "e.gz": "\x1f\x8bnothing",
		"f.json": "{\n  \"pactgraphPlan\" : 1", // laid out by somebody, and known all the same
	})
	for name, want := range map[string]bool{"a.yaml": false, "b.json": false, "c": false, "d.gz": false, "e.gz": false, "f.json": true, "none": false, "": false} {
		if got := IsPlanFile(filepath.Join(dir, name)); got != want {
			t.Errorf("%q is taken for a plan: %t", name, got)
		}
	}
}

// A plan is done once, and only to the graph that it was made for.
func TestPlanFileLoad(t *testing.T) {
	const bundle = "pactgraph: 1\ndataset: d\nactors: {a: {kind: STATE, name: %s}}\n"
	dir := writeFiles(t, map[string]string{"one.yaml": fmt.Sprintf(bundle, "A"), "two.yaml": fmt.Sprintf(bundle, "B"), "three.yaml": fmt.Sprintf(bundle, "C")})
	at := func(name string) []string { return []string{filepath.Join(dir, name)} }
	store, other := graphtest.NewMemory(), graphtest.NewMemory()
	for _, s := range []graph.Store{store, other} {
		if _, err := Load(t.Context(), s, at("one.yaml"), Options{Now: noon}); err != nil {
			t.Fatal(err)
		}
	}
	report, _, plan, err := MakePlan(t.Context(), store, at("two.yaml"), Options{Now: noon})
	if err != nil {
		t.Fatal(err)
	}
	if *plan.Batch.AtRevision != 1 || plan.Counts != (PlanCounts{Changed: 1}) {
		t.Errorf("the plan is for revision %d and has %+v", *plan.Batch.AtRevision, plan.Counts)
	}
	read, err := ReadPlanFile(kept(t, plan, "plan.json"))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := read.Load(t.Context(), other); graph.KindOf(err) != graph.KindConflict || !strings.Contains(err.Error(), "for another graph") {
		t.Errorf("another graph of the same revision gives the error %v", err)
	}
	got, done, err := read.Load(t.Context(), store)
	if err != nil || done || got != report.Receipt {
		t.Errorf("the load gives %+v, done already: %t, and the error %v, want %+v as planned", got, done, err, report.Receipt)
	}
	if again, done, err := read.Load(t.Context(), store); err != nil || !done || again != got {
		t.Errorf("the load again gives %+v, done already: %t, and the error %v", again, done, err)
	}
	_, _, late, err := MakePlan(t.Context(), store, at("three.yaml"), Options{Now: noon})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Load(t.Context(), store, at("one.yaml"), Options{Now: noon}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := late.Load(t.Context(), store); graph.KindOf(err) != graph.KindConflict || !strings.Contains(err.Error(), "at revision 2, and its revision is 3") {
		t.Errorf("a plan for an earlier revision gives the error %v", err)
	}
	_, _, nothing, err := MakePlan(t.Context(), store, at("one.yaml"), Options{Now: noon})
	if err != nil {
		t.Fatal(err)
	}
	if r, _, err := nothing.Load(t.Context(), store); err != nil || !r.Unchanged {
		t.Errorf("a plan of nothing new gives %+v and the error %v", r, err)
	}
}
