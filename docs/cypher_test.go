package docs_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"pactgraph/graph"
	"pactgraph/graph/neo4j/neo4jtest"
	"pactgraph/graph/sqlite"
	"pactgraph/internal/neo4jserver"
	"pactgraph/loader"
	"pactgraph/server"
)

func TestMain(m *testing.M) { os.Exit(neo4jtest.Main(m)) }

// leastQuestions is how many questions cypher.md promises.
const leastQuestions = 12

// question is a section of cypher.md that asks something twice.
type question struct {
	title, cypher, graphql string
	// rows says how rows are made of GraphQL's answer; see parseRule.
	rows rule
}

// page is what cypher.md has to run: its questions, and the Cypher that stands alone.
type page struct {
	questions []question
	alone     []string
}

var (
	heading = regexp.MustCompile(`(?m)^##+ (.*)$`)
	fence   = regexp.MustCompile("(?ms)^```(cypher|graphql)([^\n]*)\n(.*?)^```$")
	numbers = regexp.MustCompile(`^\d+\. `)
	writes  = regexp.MustCompile(`\b(CREATE|MERGE|SET|DELETE|REMOVE|DROP)\b`)
)

func readPage(t *testing.T) page {
	t.Helper()
	text, err := os.ReadFile("cypher.md")
	if err != nil {
		t.Fatal(err)
	}
	var p page
	places := heading.FindAllStringSubmatchIndex(string(text), -1)
	for i, at := range places {
		end := len(text)
		if i+1 < len(places) {
			end = places[i+1][0]
		}
		p.take(t, string(text[at[2]:at[3]]), string(text[at[1]:end]))
	}
	if len(p.questions) < leastQuestions {
		t.Fatalf("cypher.md has %d questions, want at least %d", len(p.questions), leastQuestions)
	}
	return p
}

func (p *page) take(t *testing.T, title, section string) {
	t.Helper()
	q := question{title: title}
	for _, block := range fence.FindAllStringSubmatch(section, -1) {
		language, info, text := block[1], block[2], block[3]
		switch {
		case language == "graphql":
			q.graphql, q.rows = text, parseRule(t, strings.TrimPrefix(info, " rows:"))
		case numbers.MatchString(title):
			q.cypher = text
		default:
			p.alone = append(p.alone, text)
		}
		if word := writes.FindString(text); language == "cypher" && word != "" {
			t.Errorf("%s: the Cypher writes: it has %s", title, word)
		}
	}
	switch {
	case !numbers.MatchString(title):
	case q.cypher == "" || q.graphql == "":
		t.Errorf("%s: it takes one Cypher block and one GraphQL block", title)
	default:
		p.questions = append(p.questions, q)
	}
}

// TestCypher asks each question of cypher.md on the Neo4j that stands for all, in Cypher and in GraphQL, and on SQLite in
// GraphQL: the three must agree.
func TestCypher(t *testing.T) {
	p := readPage(t)
	embedded := sqliteStore(t)
	load(t, embedded, paris)
	for _, name := range neo4jtest.Standing(t) {
		t.Run(name, func(t *testing.T) {
			s := neo4jtest.Server(t, name)
			isNew := len(neo4jtest.Run(t, s, "SHOW CONSTRAINTS", nil)) == 0
			store := neo4jtest.Open(t, s)
			load(t, store, paris)
			t.Run("first nodes", func(t *testing.T) {
				if !isNew {
					t.Skip("the database isn't new, and places of what was deleted are filled again")
				}
				checkFirstNodes(t, s)
			})
			for _, q := range p.questions {
				t.Run(q.title, func(t *testing.T) { q.check(t, s, store, embedded) })
			}
			for _, text := range p.alone {
				if len(neo4jtest.Run(t, s, text, nil)) == 0 {
					t.Errorf("this finds nothing:\n%s", text)
				}
			}
		})
	}
}

func (q question) check(t *testing.T, s *neo4jserver.Server, store, embedded graph.Reader) {
	answer := ask(t, store, q.graphql, nil)
	if diff := cmp.Diff(ask(t, embedded, q.graphql, nil), answer); diff != "" {
		t.Errorf("GraphQL on SQLite (-) and on Neo4j (+) differ:\n%s", diff)
	}
	var data struct{ Data any }
	if err := json.Unmarshal([]byte(answer), &data); err != nil {
		t.Fatal(err)
	}
	want, got := q.rows.of(data.Data), neo4jtest.Run(t, s, q.cypher, nil)
	if diff := cmp.Diff(canonical(t, want), canonical(t, got)); diff != "" {
		t.Errorf("GraphQL's rows (-) and Cypher's (+) differ:\n%s", diff)
	}
	if len(got) == 0 {
		t.Fatal("it finds nothing")
	}
	for i := range got[0] {
		if !slices.ContainsFunc(got, func(row []any) bool { return row[i] != nil }) {
			t.Errorf("column %d never has a value", i+1)
		}
	}
}

// canonical writes rows so that equal ones are equal texts, in an order of their own. Lists are sets here: neither language
// promises an order within them.
func canonical(t *testing.T, rows [][]any) []string {
	t.Helper()
	texts := make([]string, len(rows))
	for i, row := range rows {
		values := make([]string, len(row))
		for j, value := range row {
			list, ok := value.([]any)
			if !ok {
				values[j] = encode(t, value)
				continue
			}
			elements := make([]string, len(list))
			for k, element := range list {
				elements[k] = encode(t, element)
			}
			slices.Sort(elements)
			values[j] = "[" + strings.Join(elements, ", ") + "]"
		}
		texts[i] = strings.Join(values, " | ")
	}
	slices.Sort(texts)
	return texts
}

func encode(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Who looks at the graph without a filter sees things first, and what loads said last.
func checkFirstNodes(t *testing.T, s *neo4jserver.Server) {
	t.Helper()
	entities := neo4jtest.Run(t, s, "MATCH (n:Actor|Declaration|Obligation|Condition|Event|Statement|Source) RETURN count(n)", nil)[0][0].(int64)
	rows := neo4jtest.Run(t, s, "MATCH (n) RETURN labels(n)[0] LIMIT 300", nil)
	var shown int64
	for i, row := range rows {
		label := row[0].(string)
		if label == "_Record" {
			t.Fatalf("node %d of those that a plain look shows is a record", i+1)
		}
		if graph.Noun(label).IsEntity() {
			shown++
		}
		// Before the first load there is the program's own state, in three nodes.
		if i+1 == int(entities)+3 && shown != entities {
			t.Errorf("%d of the first %d nodes are entities, want all %d", shown, i+1, entities)
		}
	}
}

func sqliteStore(t *testing.T) graph.Store {
	t.Helper()
	store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "graph.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	return store
}

// paris is where the Paris data stand.
const paris = "../data/paris-2026"

func load(t *testing.T, store graph.Store, bundle string) {
	t.Helper()
	report, err := loader.Load(t.Context(), store, []string{bundle}, loader.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if report.Unverified != 0 || len(report.Warnings) != 0 {
		t.Errorf("%s has %d quotes that are not verified; %s", bundle, report.Unverified, report.Warnings.Error())
	}
}

func ask(t *testing.T, store graph.Reader, document string, variables map[string]any) string {
	t.Helper()
	limits := server.DefaultLimits()
	// Neo4j plans a new text for seconds where other tests run beside.
	limits.Time = 2 * time.Minute
	answer, ok, err := server.Answer(context.WithoutCancel(t.Context()), store, server.Options{Limits: limits},
		server.Request{Document: document, Variables: variables})
	if err != nil {
		t.Fatal(err)
	}
	if !ok {
		t.Fatalf("the answer has errors:\n%s", answer)
	}
	return string(answer)
}
