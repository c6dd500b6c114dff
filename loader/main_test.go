package loader

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"pactgraph/graph"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// noon is a time that stands still.
func noon() time.Time { return time.Date(2031, 3, 5, 12, 0, 0, 0, time.UTC) }

// compareGolden compares a text with a file, or writes the file with -update.
func compareGolden(t *testing.T, name, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs (-want +got):\n%s", name, diff)
	}
}

// folders gives the folders below one.
func folders(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		if e.IsDir() {
			names = append(names, filepath.Join(dir, e.Name()))
		}
	}
	if len(names) == 0 {
		t.Fatalf("%s holds no folders", dir)
	}
	return names
}

// writeFiles makes a folder with files.
func writeFiles(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestOK(t *testing.T) {
	for _, dir := range folders(t, "testdata/ok") {
		t.Run(filepath.Base(dir), func(t *testing.T) {
			bundle, err := Read(t.Context(), []string{dir}, Options{Who: "tester", Now: noon})
			if err != nil {
				t.Fatal(err)
			}
			b, batch, err := bundle.batch(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			if err := batch.Check(); err != nil {
				t.Error(err)
			}
			compareGolden(t, filepath.Join(dir, "want.txt"), showBatch(batch)+showReport(b.report(batch), dir))
		})
	}
}

// showBatch writes a batch as lines, with the ids of edges and claims as what they are about.
func showBatch(batch graph.Batch) string {
	var out bytes.Buffer
	fmt.Fprintf(&out, "dataset %s, files %v, who %s, withdraw %v\n", batch.Dataset, batch.Files, batch.Who, batch.Withdraw)
	edges := map[string]string{}
	for s := range batch.AllSaid() {
		if s.IsEdge() {
			edges[s.Target] = fmt.Sprintf("%s %s %s", s.Start, s.Type, s.End)
		}
	}
	for s := range batch.AllSaid() {
		switch {
		case s.IsEdge():
			fmt.Fprintf(&out, "\n  %s%s", edges[s.Target], showTerms(s))
		case s.IsClaim():
			about := s.About
			if s.AboutEdge != "" {
				about = edges[s.AboutEdge]
			}
			fmt.Fprintf(&out, "\n  claim on %s%s", about, showTerms(s))
			if s.VoicedIn != "" {
				fmt.Fprintf(&out, "\n    voiced in %s", s.VoicedIn)
			}
			for _, e := range s.Evidence {
				fmt.Fprintf(&out, "\n    %s %s", e.Source, graph.EncodeProps(e.Props))
			}
		default:
			fmt.Fprintf(&out, "\n%s%s", s.Target, showTerms(s))
		}
	}
	return out.String() + "\n"
}

func showTerms(s graph.Said) string {
	text := ""
	if len(s.Props) > 0 {
		text = " " + string(graph.EncodeProps(s.Props))
	}
	if s.Owner != s.Target && s.Owner != s.Start && s.Owner != s.About {
		text += " under " + s.Owner
	}
	if s.Reliability != "" {
		text += " reliability " + string(s.Reliability)
	}
	if len(s.Credibility) > 0 {
		text += fmt.Sprint(" credibility ", s.Credibility)
	}
	return text
}

func showReport(r Report, dir string) string {
	text := fmt.Sprintf("\nnodes %v, edges %d, claims %d, withdrawn %d, verified %d, unverified %d\n", r.Nodes, r.Edges, r.Claims, r.Withdrawn, r.Verified, r.Unverified)
	for _, w := range r.Warnings {
		text += w.String() + "\n"
	}
	return strings.ReplaceAll(text, dir+string(filepath.Separator), "")
}
