// Package notebooks_test runs the notebooks, and holds what they say to the graph and to the files that it was made of.
package notebooks_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pactgraph/graph/sqlite"
	"pactgraph/loader"
	"pactgraph/server"
)

var update = flag.Bool("update", false, "write the notebooks with the outputs of this run")

// project is the folder with the program, the data and the environment for Python.
const project = ".."

// notebooks are those that are run: what each says in cells that have a tag, and whether it asks ATOP.
var notebooks = []struct {
	file string
	says func(*testing.T, world) said
	atop bool
}{
	{"paris-commitments.ipynb", saysOfParis, false},
	{"what-if-new-attack.ipynb", saysOfAttack, false},
	{"two-centuries-of-alliances.ipynb", saysOfAlliances, true},
	{"your-own-spreadsheet.ipynb", saysOfSpreadsheet, false},
}

// said has, by a cell's tag, phrases that its output must have: their numbers are worked out by the test.
type said map[string][]string

// Each notebook runs to its end, shows what is kept in it, and says what is so. Where ATOP's files are, it is in the graph for all of them, so that those
// on Paris are seen to keep to their own data.
func TestNotebooks(t *testing.T) {
	w := newWorld(t)
	for _, n := range notebooks {
		t.Run(strings.TrimSuffix(n.file, ".ipynb"), func(t *testing.T) {
			if n.atop && !w.atop {
				t.Skip("ATOP's files are not at hand: the notebook isn't run")
			}
			t.Parallel()
			kept, fresh := readNotebook(t, n.file), w.run(t, n.file)
			checkFacts(t, fresh, n.says(t, w))
			if *update {
				if err := os.WriteFile(n.file, fresh.text, 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(kept.shown(), fresh.shown()); diff != "" {
				t.Errorf("%s shows something else than is kept in it; if that is right: go test ./notebooks -update (-kept +shown)\n%s", n.file, diff)
			}
		})
	}
}

// What is kept is fit for readers: every notebook was run, its cells in their order, and holds no path of a machine and no version of a program.
func TestKept(t *testing.T) {
	files, err := filepath.Glob("*.ipynb")
	if err != nil || len(files) != len(notebooks) {
		t.Fatalf("there are %v (%v), want %d notebooks", files, err, len(notebooks))
	}
	machine := regexp.MustCompile(`/(tmp|root|home|Users|work|var)/|ipykernel_\d+|"version"|"execution": \{`)
	for _, n := range notebooks {
		kept := readNotebook(t, n.file)
		if found := machine.Find(kept.text); found != nil {
			t.Errorf("%s holds %q", n.file, found)
		}
		if size := len(kept.text); size > 700_000 {
			t.Errorf("%s has %d bytes", n.file, size)
		}
		count, figures := 0, 0
		for _, c := range kept.Cells {
			if c.Type != "code" {
				continue
			}
			if count++; c.Count == nil || *c.Count != count {
				t.Errorf("%s: the cell %s wasn't run in its turn", n.file, c.ID)
			}
			for _, o := range c.Outputs {
				if o.Data["image/png"] != nil {
					figures++
				}
			}
		}
		if figures < 2 {
			t.Errorf("%s shows %d figures", n.file, figures)
		}
		if last := kept.Cells[len(kept.Cells)-1]; !strings.HasPrefix(last.Source.String(), "## What this can't say") {
			t.Errorf("%s ends with %q, and not with what it can't say", n.file, last.Source)
		}
	}
}

// world is what the notebooks are run against.
type world struct {
	python, program, address string
	atop                     bool
}

// newWorld builds the program, makes the environment for Python, and serves the Paris data, with ATOP where that is at hand.
func newWorld(t *testing.T) world {
	t.Helper()
	w := world{program: filepath.Join(t.TempDir(), "pactgraph")}
	command(t, project, "go", "build", "-o", w.program, "./cmd/pactgraph")
	w.python = strings.TrimSpace(command(t, project, "scripts/venv.sh"))
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "graph.db"))
	if err != nil {
		t.Fatal(err)
	}
	load(t, store, []string{project + "/data/paris-2026"}, loader.Options{})
	if _, err := os.Stat(atopMembers); err == nil {
		w.atop = true
		load(t, store, []string{atopAlliances, atopMembers}, loader.Options{Mapping: project + "/mappings/atop-4.01.yaml"})
	}
	srv := httptest.NewServer(server.New(store, server.Options{}))
	w.address = srv.URL + "/graphql"
	t.Cleanup(func() {
		srv.Close()
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return w
}

func load(t *testing.T, store *sqlite.Store, paths []string, options loader.Options) {
	t.Helper()
	if _, err := loader.Load(t.Context(), store, paths, options); err != nil {
		t.Fatal(err)
	}
}

// command runs a program to its end, which must be a good one, and gives what it prints.
func command(t *testing.T, dir, program string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program, args...)
	cmd.Dir = dir
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s%s", program, strings.Join(args, " "), err, out, complaint.String())
	}
	return string(out)
}

// run executes a notebook, with nothing of this machine's settings for Jupyter.
func (w world) run(t *testing.T, file string) notebook {
	t.Helper()
	dir := t.TempDir()
	out := filepath.Join(dir, file)
	cmd := exec.CommandContext(t.Context(), w.python, "execute.py", file, out)
	cmd.Env = append(os.Environ(), "PACTGRAPH_URL="+w.address, "PATH="+filepath.Dir(w.program)+string(os.PathListSeparator)+os.Getenv("PATH"),
		"IPYTHONDIR="+dir, "JUPYTER_CONFIG_DIR="+dir, "JUPYTER_DATA_DIR="+dir, "JUPYTER_RUNTIME_DIR="+dir, "JUPYTER_PATH=", "MPLBACKEND=")
	if complaint, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", file, err, complaint)
	}
	return readNotebook(t, out)
}

// notebook is a notebook in Jupyter's format, with what the tests read of it.
type notebook struct {
	Cells []cell
	text  []byte
}

type cell struct {
	ID       string
	Type     string `json:"cell_type"`
	Source   lines
	Count    *int `json:"execution_count"`
	Outputs  []output
	Metadata struct{ Tags []string }
}

// output is a stream's text, or data of several kinds.
type output struct {
	Name string
	Text lines
	Data map[string]lines
}

// lines is a text, which the format may write as a list of its lines.
type lines []string

func (l *lines) UnmarshalJSON(text []byte) error {
	var whole string
	if json.Unmarshal(text, &whole) == nil {
		*l = lines{whole}
		return nil
	}
	return json.Unmarshal(text, (*[]string)(l))
}

func (l lines) String() string { return strings.Join(l, "") }

func readNotebook(t *testing.T, file string) notebook {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	n := notebook{text: text}
	if err := json.Unmarshal(text, &n); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return n
}

// shown gives, for each cell by its id, the outputs as texts; of figures, that they are there.
func (n notebook) shown() map[string][]string {
	all := map[string][]string{}
	for _, c := range n.Cells {
		for _, o := range c.Outputs {
			all[c.ID] = append(all[c.ID], o.parts()...)
		}
	}
	return all
}

func (o output) parts() []string {
	if o.Text != nil {
		return []string{o.Name + ": " + o.Text.String()}
	}
	var parts []string
	for kind, data := range o.Data {
		if strings.HasPrefix(kind, "image/") {
			data = lines{"a figure"}
		}
		parts = append(parts, kind+": "+data.String())
	}
	slices.Sort(parts)
	return parts
}

// checkFacts holds the outputs of tagged cells to phrases, and all tagged cells to being checked.
func checkFacts(t *testing.T, n notebook, facts said) {
	t.Helper()
	outputs := map[string]string{}
	for _, c := range n.Cells {
		for _, tag := range c.Metadata.Tags {
			for _, o := range c.Outputs {
				outputs[tag] += o.Data["text/markdown"].String()
			}
			if facts[tag] == nil {
				t.Errorf("nothing is checked of the cell with the tag %s", tag)
			}
		}
	}
	for tag, phrases := range facts {
		for _, phrase := range phrases {
			if !strings.Contains(outputs[tag], phrase) {
				t.Errorf("the cell with the tag %s doesn't say %q; it says:\n%s", tag, phrase, outputs[tag])
			}
		}
	}
}

// ask asks the server a question, and reads the answer's data into a value.
func (w world) ask(t *testing.T, into any, document string, variables map[string]any) {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": document, "variables": variables})
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.Post(w.address, "application/json", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	answer := struct {
		Data   any
		Errors []any
	}{Data: into}
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil || len(answer.Errors) > 0 {
		t.Fatalf("%s: %v %v", document, err, answer.Errors)
	}
}
