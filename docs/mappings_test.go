package docs_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"pactgraph/graph"
	"pactgraph/internal/golden"
	"pactgraph/loader"
)

const mappingsPage = "mappings.md"

// mappingBlock is a block of the page with a name: a file, or the question or answer of an example.
var mappingBlock = regexp.MustCompile("(?s)```([a-z]+) (\\S+)\n(.*?)```\n")

// blocksOf gives the texts of the page's blocks by language and name.
func blocksOf(page string) map[string][]string {
	blocks := map[string][]string{}
	for _, found := range mappingBlock.FindAllStringSubmatch(page, -1) {
		key := found[1] + " " + found[2]
		blocks[key] = append(blocks[key], found[3])
	}
	return blocks
}

// TestMappingExamples carries the examples of the page out: the tables that it shows are read by the mapping that it shows, and
// the question has the answer that it shows.
func TestMappingExamples(t *testing.T) {
	for _, example := range []struct {
		name, mapping string
		tables        []string
		warnings      int
	}{
		{"peace", "peace.yaml", []string{"agreements.csv", "actors.csv"}, 0},
		{"pledges", "pledges.yaml", []string{"pledges.csv"}, 1},
	} {
		t.Run(example.name, func(t *testing.T) {
			blocks := blocksOf(golden.Read(t, mappingsPage))
			dir := t.TempDir()
			write := func(language, name string) string {
				if len(blocks[language+" "+name]) != 1 {
					t.Fatalf("the page shows %s %d times", name, len(blocks[language+" "+name]))
				}
				path := filepath.Join(dir, name)
				if err := os.WriteFile(path, []byte(blocks[language+" "+name][0]), 0o644); err != nil {
					t.Fatal(err)
				}
				return path
			}
			mapping := write("yaml", example.mapping)
			var tables []string
			for _, name := range example.tables {
				tables = append(tables, write("csv", name))
			}
			store := sqliteStore(t)
			report := loadMapped(t, store, mapping, tables)
			if len(report.Warnings) != example.warnings {
				t.Errorf("there are %d warnings: %s", len(report.Warnings), report.Warnings.Error())
			}
			checkMappingAnswer(t, store, example.name)
		})
	}
}

func loadMapped(t *testing.T, store graph.Store, mapping string, tables []string) loader.Report {
	t.Helper()
	report, err := loader.Load(t.Context(), store, tables, loader.Options{Mapping: mapping})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// checkMappingAnswer asks the question of an example, and holds the page to the answer.
func checkMappingAnswer(t *testing.T, store graph.Store, name string) {
	t.Helper()
	page := golden.Read(t, mappingsPage)
	questions := blocksOf(page)["graphql "+name]
	if len(questions) != 1 {
		t.Fatalf("the page has %d questions on %s", len(questions), name)
	}
	answer := fold(t, ask(t, store, questions[0], nil))
	opening := "```json " + name + "\n"
	before, rest, ok := strings.Cut(page, opening)
	got, after, closed := strings.Cut(rest, "```\n")
	switch {
	case !ok || !closed:
		t.Fatalf("the page has no answer on %s", name)
	case got == answer:
	case *update:
		if err := os.WriteFile(mappingsPage, []byte(before+opening+answer+"```\n"+after), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("the page shows (to be written by -update)\n%s\nand the answer is\n%s", got, answer)
	}
}

// TestMappingOfATOP holds what the page shows of the mapping of ATOP to the mapping, and its answer to the data, where these are at
// hand.
func TestMappingOfATOP(t *testing.T) {
	const mapping = "../mappings/atop-4.01.yaml"
	shown := blocksOf(golden.Read(t, mappingsPage))["yaml atop"]
	if len(shown) < 3 {
		t.Fatalf("the page shows %d parts of the mapping", len(shown))
	}
	for _, part := range shown {
		if !strings.Contains(golden.Read(t, mapping), part) {
			t.Errorf("the mapping hasn't what the page shows of it:\n%s", part)
		}
	}
	tables := []string{"../../shared/data/atop4_01_alliance.csv", "../../shared/data/atop4_01_member.csv"}
	for _, name := range tables {
		if _, err := os.Stat(name); os.IsNotExist(err) {
			t.Skipf("%s is not at hand: ATOP isn't loaded", name)
		}
	}
	store := sqliteStore(t)
	loadMapped(t, store, mapping, tables)
	checkMappingAnswer(t, store, "atop")
}

// TestMappingFirstExample reads the mapping with which the page begins.
func TestMappingFirstExample(t *testing.T) {
	_, rest, _ := strings.Cut(golden.Read(t, mappingsPage), "```yaml\n")
	text, _, _ := strings.Cut(rest, "```\n")
	dir := t.TempDir()
	for name, text := range map[string]string{"list.yaml": text, "treaties-2031.csv": "id,name,signed,states\n12,Tarn Treaty,2031-03-04,France; Ukraine\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	report := loadMapped(t, sqliteStore(t), filepath.Join(dir, "list.yaml"), []string{dir})
	if report.Nodes[graph.NounDeclaration] != 1 || report.Nodes[graph.NounActor] != 2 || report.Edges != 2 {
		t.Errorf("it has %v, and %d edges", report.Nodes, report.Edges)
	}
}
