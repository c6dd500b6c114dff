package docs_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pactgraph/graph"
	"pactgraph/graph/neo4j/neo4jtest"
	"pactgraph/internal/golden"
)

// leastQueries is how many questions queries.md promises.
const leastQueries = 16

var update = flag.Bool("update", false, "write golden files, and what queries.md shows of them")

// examples is where the analysts' questions stand: NAME.graphql, and for each world NAME.WORLD.variables.json with what it is
// asked about there and NAME.WORLD.json with the answer.
const examples = "examples/questions/"

// worlds are the graphs that the questions are asked of, with the bundles in the order in which they are loaded.
var worlds = []struct {
	name    string
	bundles []string
}{
	{"lake", []string{"examples/lake", "examples/lake/gazette"}},
	{"paris", []string{paris}},
}

// TestQuestions asks each question of each world on SQLite and on the Neo4j that stands for all: all give the same answer, to the
// byte. Of the lake, what the answers must contain was worked out by hand, too.
func TestQuestions(t *testing.T) {
	for _, w := range worlds {
		t.Run(w.name, func(t *testing.T) {
			t.Run("sqlite", func(t *testing.T) {
				askQuestions(t, sqliteStore(t), w.name, w.bundles, *update)
			})
			for _, name := range neo4jtest.Standing(t) {
				t.Run("neo4j "+name, func(t *testing.T) {
					askQuestions(t, neo4jtest.Open(t, neo4jtest.Server(t, name)), w.name, w.bundles, false)
				})
			}
		})
	}
}

func askQuestions(t *testing.T, store graph.Store, world string, bundles []string, update bool) {
	for _, b := range bundles {
		load(t, store, b)
	}
	for _, name := range questionNames(t) {
		t.Run(name, func(t *testing.T) {
			document, variables := golden.Read(t, examples+name+".graphql"), readVariables(t, name, world)
			answer := ask(t, store, document, variables)
			golden.Hold(t, examples+name+"."+world+".json", fold(t, answer), update)
			if world != "lake" {
				return
			}
			if len(byHand[name]) == 0 {
				t.Error("nobody has worked out by hand what the answer must contain")
			}
			for _, h := range byHand[name] {
				h.check(t, store, document, answer)
			}
		})
	}
}

// questionNames gives the names of all questions, in their order.
func questionNames(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(examples + "*.graphql")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < leastQueries {
		t.Fatalf("there are %d questions, want at least %d", len(files), leastQueries)
	}
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = strings.TrimSuffix(filepath.Base(f), ".graphql")
	}
	return names
}

func readVariables(t *testing.T, name, world string) map[string]any {
	t.Helper()
	var variables map[string]any
	decoder := json.NewDecoder(strings.NewReader(golden.Read(t, examples+name+"."+world+".variables.json")))
	decoder.UseNumber()
	if err := decoder.Decode(&variables); err != nil {
		t.Fatal(err)
	}
	return variables
}

// foldWidth is how long a line of a folded answer may be.
const foldWidth = 140

// fold writes JSON for people: what fits into a line stands in one. Nothing else is changed.
func fold(t *testing.T, text string) string {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	var out strings.Builder
	readValue(t, decoder).fold(&out, "", 0)
	return out.String() + "\n"
}

// value is a value of JSON: a scalar's text, or a list or object with its elements in their order.
type value struct {
	text     string
	brackets string
	keys     []string
	elements []value
}

func readValue(t *testing.T, decoder *json.Decoder) value {
	t.Helper()
	token, err := decoder.Token()
	if err != nil {
		t.Fatal(err)
	}
	opening, ok := token.(json.Delim)
	if !ok {
		return value{text: scalar(t, token)}
	}
	v := value{brackets: map[json.Delim]string{'[': "[]", '{': "{}"}[opening]}
	for decoder.More() {
		if opening == '{' {
			v.keys = append(v.keys, readValue(t, decoder).text)
		}
		v.elements = append(v.elements, readValue(t, decoder))
	}
	if _, err := decoder.Token(); err != nil {
		t.Fatal(err)
	}
	return v
}

func scalar(t *testing.T, token json.Token) string {
	t.Helper()
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(token); err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(out.String())
}

func (v value) key(i int) string {
	if v.keys == nil {
		return ""
	}
	return v.keys[i] + ": "
}

func (v value) line() string {
	if v.brackets == "" {
		return v.text
	}
	parts := make([]string, len(v.elements))
	for i, e := range v.elements {
		parts[i] = v.key(i) + e.line()
	}
	return v.brackets[:1] + strings.Join(parts, ", ") + v.brackets[1:]
}

// fold writes a value that begins in a column, after an indent. Members of an object share lines as far as they fit.
func (v value) fold(out *strings.Builder, indent string, column int) {
	if line := v.line(); v.brackets == "" || column+len(line) < foldWidth {
		out.WriteString(line)
		return
	}
	out.WriteString(v.brackets[:1])
	inner := indent + "  "
	column = foldWidth
	for i, e := range v.elements {
		if i > 0 {
			out.WriteByte(',')
		}
		line := v.key(i) + e.line()
		if v.keys != nil && column+len(line)+len(" ,") < foldWidth {
			out.WriteString(" " + line)
			column += len(line) + len(" ,")
			continue
		}
		out.WriteString("\n" + inner + v.key(i))
		e.fold(out, inner, len(inner)+len(v.key(i)))
		column = len(inner) + len(line) + len(",")
	}
	out.WriteString("\n" + indent + v.brackets[1:])
}

func TestFold(t *testing.T) {
	long := strings.Repeat("x", foldWidth)
	text := `{"a": [1.50, null, {"b": "<„“>"}], "b": true, "c": {"d": "` + long + `", "e": [], "f": ["` + long + `", 1, 2]}}`
	want := `{
  "a": [1.50, null, {"b": "<„“>"}], "b": true,
  "c": {
    "d": "` + long + `",
    "e": [],
    "f": [
      "` + long + `",
      1,
      2
    ]
  }
}
`
	if diff := cmp.Diff(want, fold(t, text)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

const queriesPage = "queries.md"

var (
	numbered = regexp.MustCompile(`(?m)^## (\d+)\. `)
	shown    = regexp.MustCompile("(?ms)^```(graphql|json)\n(.*?)^```$")
	named    = regexp.MustCompile(`\b(?:docs/)?(examples/[\w./-]+\w)`)
)

// TestQueriesPage holds what queries.md shows to the documents, variables and answers that TestQuestions runs.
func TestQueriesPage(t *testing.T) {
	text := golden.Read(t, queriesPage)
	places, names := numbered.FindAllStringSubmatchIndex(text, -1), questionNames(t)
	if len(places) != len(names) {
		t.Fatalf("%s has %d questions, want %d", queriesPage, len(places), len(names))
	}
	written := text[:places[0][0]]
	for i, name := range names {
		end := len(text)
		if i+1 < len(places) {
			end = places[i+1][0]
		}
		if number := text[places[i][2]:places[i][3]]; !strings.HasPrefix(name, fmt.Sprintf("%02s-", number)) {
			t.Errorf("question %s of %s stands where %s should", number, queriesPage, name)
		}
		written += showQuestion(t, text[places[i][0]:end], name)
	}
	golden.Hold(t, queriesPage, written, *update)
	for _, m := range named.FindAllStringSubmatch(text, -1) {
		if _, err := os.Stat(m[1]); err != nil {
			t.Errorf("%s names a file that isn't there: %v", queriesPage, err)
		}
	}
}

// showQuestion gives a question's section with its document, what the lake is asked with, and the lake's answer.
func showQuestion(t *testing.T, section, name string) string {
	t.Helper()
	files := []string{name + ".graphql", name + ".lake.variables.json", name + ".lake.json"}
	at := 0
	section = shown.ReplaceAllStringFunc(section, func(block string) string {
		language := shown.FindStringSubmatch(block)[1]
		if at == len(files) || filepath.Ext(files[at]) != "."+language {
			t.Fatalf("%s: block %d of %s is %s; it takes the document, the variables and the answer", queriesPage, at+1, name, language)
		}
		at++
		return "```" + language + "\n" + golden.Read(t, examples+files[at-1]) + "```"
	})
	if at != len(files) {
		t.Errorf("%s: %s has %d of %d blocks", queriesPage, name, at, len(files))
	}
	return section
}
