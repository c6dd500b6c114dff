package loader

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pactgraph/graph"
)

func badBundles(t testing.TB) []string {
	t.Helper()
	var names []string
	for _, pattern := range []string{"*.yaml", "*.json", "*.ndjson", "*.jsonl", "*.gz"} {
		found, err := filepath.Glob(filepath.Join("testdata/bad", pattern))
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, found...)
	}
	slices.Sort(names)
	if len(names) < 40 {
		t.Fatalf("there are %d bad bundles", len(names))
	}
	return names
}

func TestBad(t *testing.T) {
	for _, name := range badBundles(t) {
		t.Run(filepath.Base(name), func(t *testing.T) {
			report, err := Check(t.Context(), nil, []string{name}, Options{Now: noon})
			if err == nil {
				t.Fatal("no problem was found")
			}
			if kind := graph.KindOf(err); kind != graph.KindInvalid {
				t.Errorf("it is an error of kind %s", kind)
			}
			if len(report.Nodes) != 0 {
				t.Errorf("there is a report: %v", report)
			}
			compareGolden(t, name+".want", strings.ReplaceAll(err.Error(), "testdata/bad/", "")+"\n")
		})
	}
}
