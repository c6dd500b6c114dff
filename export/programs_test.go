package export_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"pactgraph/export"
	"pactgraph/graph"
	"pactgraph/graph/graphtest"
)

// The programs for which exports are made read them: rdflib finds Turtle and JSON-LD to be one graph, which pyshacl lets pass and refuses
// where it is broken; networkx has all nodes, edges and attributes; openpyxl has the cells of the CSV files.
func TestPrograms(t *testing.T) {
	dir := t.TempDir()
	args := []string{"check.py", "shapes.ttl"}
	for _, of := range []struct {
		name  string
		store graph.Store
	}{{"paris", paris(t)}, {"world", filled(t, graphtest.World())}, {"hostile", filled(t, hostileGraph())}} {
		path := filepath.Join(dir, of.name)
		for _, format := range []export.Format{export.CSV, export.XLSX, export.NDJSON, export.GraphML, export.JSONLD, export.Turtle} {
			if err := os.WriteFile(path+"."+format.Ending(), written(t, of.store, format, export.Options{}), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		args = append(args, path)
	}
	out, err := exec.CommandContext(t.Context(), python(t), args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Logf("%s", out)
}

// python gives the interpreter of the environment that the project's tests share.
func python(t *testing.T) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "../scripts/venv.sh")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}
