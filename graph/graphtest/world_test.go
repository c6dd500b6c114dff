package graphtest

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pactgraph/graph"
)

// loaded gives an oracle with batches applied.
func loaded(t *testing.T, batches []graph.Batch) *Memory {
	t.Helper()
	m := NewMemory()
	for _, b := range batches {
		if _, err := m.Apply(t.Context(), b); err != nil {
			t.Fatalf("the load %s: %v", b.LoadID, err)
		}
	}
	return m
}

// The world has every noun, relation, property and type of enumeration.
func TestWorldHasEverything(t *testing.T) {
	x := loaded(t, World()).state().index()
	enums := map[string]bool{}
	for _, noun := range graph.Nouns() {
		for _, p := range noun.Properties() {
			if p.Name == "reverts" {
				continue // the world's loads stand; the suite takes some back itself
			}
			if !slices.ContainsFunc(x.nodes[noun], func(n graph.Node) bool { return graph.Value(n, p.Name) != nil }) {
				t.Errorf("no %s has a value for %s", noun, p.Name)
			}
			enums[p.Enum] = true
		}
	}
	type row struct {
		from graph.Noun
		t    graph.EdgeType
		to   graph.Noun
	}
	seen := map[row]map[string]bool{}
	for _, edges := range x.out {
		for _, e := range edges {
			k := row{nounOfID(e.Start), e.Type, nounOfID(e.End)}
			if seen[k] == nil {
				seen[k] = map[string]bool{}
			}
			for name := range e.Props() {
				seen[k][name] = true
			}
		}
	}
	for _, r := range graph.Relations() {
		props := map[string]bool{}
		for _, to := range r.To {
			k := row{r.From, r.Type, to}
			if seen[k] == nil {
				t.Errorf("no edge %s %s %s", r.From, r.Type, to)
			}
			maps.Copy(props, seen[k])
		}
		for _, p := range r.Props {
			if !props[p.Name] {
				t.Errorf("no edge %s %s has a value for %s", r.From, r.Type, p.Name)
			}
			enums[p.Enum] = true
		}
	}
	for _, e := range graph.Enums() {
		// These two are derived, and never stored.
		if e.Name != "ObligationStatus" && e.Name != "ConditionState" && !enums[e.Name] {
			t.Errorf("no property takes the enumeration %s", e.Name)
		}
	}
}

// On WorldDay the world's obligations have every status, and its conditions every state.
func TestWorldHasEveryStatus(t *testing.T) {
	x := loaded(t, World()).state().index()
	has := map[string]bool{}
	for _, n := range x.nodes[graph.NounObligation] {
		has[string(graph.DeriveStatus(x, n.(*graph.Obligation), WorldDay, "").Status)] = true
	}
	for _, n := range x.nodes[graph.NounCondition] {
		has["state "+string(graph.DeriveState(x, n.(*graph.Condition), WorldDay).State)] = true
	}
	statuses, _ := graph.EnumByName("ObligationStatus")
	states, _ := graph.EnumByName("ConditionState")
	for _, s := range statuses.Names() {
		if !has[s] {
			t.Errorf("no obligation is %s", s)
		}
	}
	for _, s := range states.Names() {
		if !has["state "+s] {
			t.Errorf("no condition is %s", s)
		}
	}
}

// The world has claims of every basis and stance, parallel edges, dates of three precisions, evidence that claims
// share, and fields on which its data sets disagree.
func TestWorldIsVaried(t *testing.T) {
	m := loaded(t, World())
	s, x := m.state(), m.state().index()
	has := map[string]bool{}
	for _, n := range x.nodes[graph.NounClaim] {
		c := n.(*graph.Claim)
		has[string(c.Basis)], has[string(c.Stance)], has["credibility"] = true, true, has["credibility"] || c.Credibility != nil
	}
	for _, edges := range x.out {
		ends := map[string]bool{}
		for _, e := range edges {
			k := string(e.Type) + e.End
			has["parallel edges"] = has["parallel edges"] || ends[k]
			ends[k] = true
		}
	}
	for _, edges := range x.in {
		cited := 0
		for _, e := range edges {
			if e.Type == graph.EdgeCites && nounOfID(e.Start) == graph.NounClaim {
				cited++
			}
		}
		has["shared evidence"] = has["shared evidence"] || cited > 1
	}
	for _, n := range x.nodes[graph.NounEvent] {
		has[[]string{0: "no date", 4: "year", 7: "month", 10: "day"}[len(n.(*graph.Event).From)]] = true
	}
	for _, records := range s.live {
		for _, r := range records[1:] {
			for name, v := range r.Props {
				if first := records[0].Props[name]; first != nil && !cmp.Equal(first, v) {
					has["disagreement"] = true
				}
			}
		}
	}
	bases, _ := graph.EnumByName("Basis")
	stances, _ := graph.EnumByName("Stance")
	want := append(bases.Names(), "credibility", "parallel edges", "shared evidence", "no date", "year", "month", "day", "disagreement")
	for _, w := range append(want, stances.Names()...) {
		if !has[w] {
			t.Errorf("the world has no %s", w)
		}
	}
}

// The same seed gives the same graph, other seeds others; every batch can be applied, and the graph has the size and
// the hubs that are promised.
func TestGenerate(t *testing.T) {
	const declarations = 1100
	batches := Generate(7, declarations)
	if diff := cmp.Diff(Generate(7, 20), Generate(7, 20)); diff != "" {
		t.Errorf("one seed gives two graphs:\n%s", diff)
	}
	if cmp.Equal(Generate(7, 20), Generate(8, 20)) {
		t.Error("two seeds give one graph")
	}
	if len(batches) != 4 {
		t.Errorf("%d declarations come in %d batches, want 4", declarations, len(batches))
	}
	m := loaded(t, batches)
	s, x := m.state(), m.state().index()
	if n := len(x.nodes[graph.NounDeclaration]); n != declarations {
		t.Errorf("there are %d declarations, want %d", n, declarations)
	}
	nodes, edges := float64(len(s.nodes))/declarations, float64(len(s.edges))/declarations
	if nodes < 4 || nodes > 8 || edges < 15 || edges > 25 {
		t.Errorf("per declaration there are %.1f nodes and %.1f edges", nodes, edges)
	}
	var degrees []int
	for _, n := range x.nodes[graph.NounActor] {
		degrees = append(degrees, graph.Value(n, "degree").(int))
	}
	slices.Sort(degrees)
	if hub, middle := degrees[len(degrees)-1], degrees[len(degrees)/2]; hub < 10*middle {
		t.Errorf("the largest hub has %d edges, an actor in the middle %d", hub, middle)
	}
}

// Each batch of the world and of Generate passes its own check, without a store.
func TestBatchesAreWellFormed(t *testing.T) {
	for _, b := range slices.Concat(World(), Generate(1, 50), []graph.Batch{extras(), generateOne(1, 10)}) {
		if err := b.Check(); err != nil {
			t.Errorf("the batch %s: %v", b.LoadID, err)
		}
	}
}

func BenchmarkGenerate(b *testing.B) {
	for b.Loop() {
		Generate(1, 10_000)
	}
}

func BenchmarkMemoryApply(b *testing.B) {
	batches := Generate(1, 10_000)
	for b.Loop() {
		m := NewMemory()
		for _, batch := range batches {
			if _, err := m.Apply(b.Context(), batch); err != nil {
				b.Fatal(err)
			}
		}
	}
}
