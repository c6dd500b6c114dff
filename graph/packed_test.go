package graph_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"pactgraph/graph"
	"pactgraph/graph/graphtest"
)

// What is packed comes back as it was, whatever it has.
func TestPacked(t *testing.T) {
	var all []graph.Said
	for _, b := range slices.Concat(graphtest.World(), graphtest.Generate(7, 20)) {
		all = append(all, b.Said...)
	}
	rare := graph.SayNode("obligation/o", props{
		"amountValue": 2.5, "silentOn": []string{}, "topics": []string{"", "help"}, "lead": true, "seen": false, "count": -3,
		"due": graph.Date("2031-03"), "identifiers": []graph.Identifier{{Scheme: "x", Value: "1"}}, "summary": "",
	})
	rare.Owner, rare.Since, rare.Reliability = "declaration/d", 300, graph.ReliabilityC
	rare.As = []graph.Renaming{{From: "actor/a", To: "actor/b"}}
	rare.Credibility = map[string]int{"due": 2}
	rare.Chosen = map[string]graph.Chosen{"due": {Who: "Ana", Load: "load/one"}}
	folded := graph.SayNode("actor/folded", props{"kind": "STATE"})
	folded.Folded = true
	all = append(all, rare, folded, graph.Said{}, graph.Said{Target: "no id", Type: "NO_EDGE", Evidence: []graph.EvidenceSaid{}})

	packed := &graph.Packed{}
	for _, s := range all {
		packed.Add(s)
	}
	if packed.Len() != len(all) {
		t.Fatalf("of %d things, %d are packed", len(all), packed.Len())
	}
	for i, s := range all {
		if diff := cmp.Diff(s, packed.At(i)); diff != "" || packed.Target(i) != s.Target {
			t.Errorf("packed, %s is %q and otherwise (-before +after):\n%s", s.Target, packed.Target(i), diff)
		}
	}
	var none *graph.Packed
	if n := len(slices.Collect(none.All())) + none.Len(); n > 0 {
		t.Errorf("of nothing, %d things are packed", n)
	}
}
