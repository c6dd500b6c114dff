package sqlite

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pactgraph/graph"
	"pactgraph/graph/graphtest"
)

func searchFor(t testing.TB, s *Store, text string) []string {
	t.Helper()
	a, err := s.Search(t.Context(), graph.SearchQuery{Text: text})
	if err != nil {
		t.Fatal(err)
	}
	ids := []string{}
	for _, n := range a.Nodes() {
		ids = append(ids, n.NodeID())
	}
	return ids
}

// A file that was made before there was search, or with another form of it, is indexed when it is opened.
func TestSearchInOlderFiles(t *testing.T) {
	for name, change := range map[string][]string{
		"without search": append([]string{
			"DROP TABLE search", "DROP TABLE search_node", "DROP TABLE search_word",
			"UPDATE meta SET value = substr(value, 1, instr(value, '-- searched') - 1) WHERE key = 'projection'",
		}, undoHistories(1)...),
		"another form": {"UPDATE meta SET value = replace(value, '-- searched: form', '-- searched: old form') WHERE key = 'projection'", "DELETE FROM search"},
	} {
		t.Run(name, func(t *testing.T) {
			s := openWorld(t)
			path, want := s.path, searchFor(t, s, "tarn accrod")
			run(t, s, change...)
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			s = openFile(t, path)
			if got := searchFor(t, s, "tarn accrod"); len(want) == 0 || !cmp.Equal(got, want) {
				t.Errorf("the search finds %q, want %q", got, want)
			}
			checkIndex(t, s)
		})
	}
}

// checkIndex sees that the index is sound in itself, and has the nodes that have words, each once and with its degree.
func checkIndex(t *testing.T, s *Store) {
	t.Helper()
	run(t, s, "INSERT INTO search (search) VALUES ('integrity-check')")
	const bad = `SELECT d.id FROM search_node d LEFT JOIN node n ON n.id = d.id WHERE n.degree IS NOT d.degree OR n.noun IS NOT d.noun`
	if got := texts(t, s, bad); len(got) > 0 {
		t.Errorf("the index has %q otherwise than they are", got)
	}
	words := &wordCounter{}
	if err := s.Walk(t.Context(), words); err != nil {
		t.Fatal(err)
	}
	want := []string{fmt.Sprint(words.nodes)}
	for _, table := range []string{"search", "search_node"} {
		if got := texts(t, s, "SELECT CAST(count(*) AS TEXT) FROM "+table); !cmp.Equal(got, want) {
			t.Errorf("%s has %s nodes, want %s", table, got, want)
		}
	}
}

// wordCounter counts the nodes that have words.
type wordCounter struct{ nodes int }

func (c *wordCounter) Node(n graph.Node) error {
	if len(graph.IndexedWords(n.Noun(), graph.NodeProps(n))) > 0 {
		c.nodes++
	}
	return nil
}

func (c *wordCounter) Edge(graph.EdgeProps) error { return nil }

// withdrawal takes back all the nodes that a batch says.
func withdrawal(id string, b graph.Batch) graph.Batch {
	gone := graph.Batch{LoadID: id, Dataset: b.Dataset}
	for _, said := range b.Said {
		if !said.IsEdge() && !said.IsClaim() {
			gone.Withdraw = append(gone.Withdraw, said.Target)
		}
	}
	return gone
}

// What loads change, take away and say again is what the index has.
func TestIndexFollowsLoads(t *testing.T) {
	s := openWorld(t)
	checkIndex(t, s)
	// A load that fails leaves the index as it was.
	if _, err := s.Apply(t.Context(), withdrawal("load/refused", graphtest.World()[0])); graph.KindOf(err) != graph.KindConflict {
		t.Fatalf("withdrawing what others name gives the error %v", err)
	}
	checkIndex(t, s)
	batches := graphtest.Generate(3, 20)
	for i := range batches {
		batches[i].LoadID = fmt.Sprintf("load/more-%d", i)
	}
	for i := len(batches) - 1; i >= 0; i-- {
		batches = append(batches, withdrawal(fmt.Sprintf("load/gone-%d", i), batches[i]))
	}
	for _, b := range batches {
		if _, err := s.Apply(t.Context(), b); err != nil {
			t.Fatal(err)
		}
		checkIndex(t, s)
	}
}

// BenchmarkSearch types a name, letter by letter.
func BenchmarkSearch(b *testing.B) {
	s := generated(b, 5000)
	const typed = "harbour fleet"
	b.ReportAllocs()
	for b.Loop() {
		for n := 1; n <= len(typed); n++ {
			if _, err := s.Search(b.Context(), graph.SearchQuery{Text: typed[:n]}); err != nil {
				b.Fatal(err)
			}
		}
	}
}
