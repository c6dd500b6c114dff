package sqlite

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"pactgraph/graph"
)

// sample gives a value for each property of a table.
func sample(t *table) graph.Props {
	props := graph.Props{}
	for i, p := range t.props {
		switch p.Type {
		case graph.TypeInt:
			props[p.Name] = i*1000 - 3
		case graph.TypeFloat:
			props[p.Name] = -0.1
		case graph.TypeBool:
			props[p.Name] = i%2 == 0
		case graph.TypeDate:
			props[p.Name] = graph.Date("2031-03")
		case graph.TypeStrings, graph.TypeEnums:
			props[p.Name] = []string{"союз", "", "a"}
		case graph.TypeIdentifiers:
			props[p.Name] = []graph.Identifier{{Scheme: "iso3", Value: "FRA"}, {Scheme: "cow", Value: "220"}}
		default:
			props[p.Name] = p.Name + " “quoted” \x01"
		}
	}
	return props
}

func TestPackedPropertiesComeBack(t *testing.T) {
	for _, noun := range graph.Nouns() {
		table := nounTables[noun]
		want := sample(table)
		n := graph.NewNode(noun, noun.Prefix()+"/x", nil)
		if err := table.unpack(packed(table.pack(want)), graph.SetterOf(n)); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, graph.NodeProps(n)); diff != "" {
			t.Errorf("%s (-packed +unpacked):\n%s", noun, diff)
		}
	}
	want := sample(edgeTable)
	var e graph.EdgeProps
	if err := edgeTable.unpack(packed(edgeTable.pack(want)), e.Setter()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, e.Props()); diff != "" {
		t.Errorf("edge (-packed +unpacked):\n%s", diff)
	}
}

// Whatever is in a damaged row, it is an error or a node, and never a panic.
func FuzzUnpack(f *testing.F) {
	for _, noun := range graph.Nouns() {
		f.Add(nounTables[noun].pack(sample(nounTables[noun])))
	}
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f})
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, noun := range graph.Nouns() {
			n := graph.NewNode(noun, noun.Prefix()+"/x", nil)
			_ = nounTables[noun].unpack(packed(data), graph.SetterOf(n))
		}
	})
}
