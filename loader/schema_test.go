package loader

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"pactgraph/graph"
)

func compileSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(string(Schema())))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("bundle.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("bundle.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// asJSON makes of a node what an editor's YAML reader makes of the text.
func asJSON(n *node) any {
	switch n.kind {
	case listNode:
		list := []any{}
		for _, item := range n.items {
			list = append(list, asJSON(item))
		}
		return list
	case mapNode:
		m := map[string]any{}
		for _, f := range n.fields {
			m[f.key.text] = asJSON(f.value)
		}
		return m
	case nullNode:
		return nil
	}
	if n.isBool() {
		return n.text == "true"
	}
	var number json.Number
	if !n.quoted && json.Unmarshal([]byte(n.text), &number) == nil {
		return number
	}
	return n.text
}

// unfold has all records below a node whole.
func unfold(n *node) {
	for i, f := range n.fields {
		if f.value.later {
			n.fields[i].value = f.value.unfolded()
		}
		unfold(f.value)
	}
}

// roots reads files, and gives those that are well formed. One that can't be unpacked isn't.
func roots(t testing.TB, paths ...string) []*file {
	t.Helper()
	var good []*file
	for _, p := range paths {
		files, err := openPaths(t.Context(), []string{p}, Options{})
		if _, statErr := os.Stat(p); statErr != nil || err != nil && filepath.Ext(p) != gzipEnding {
			t.Fatal(err)
		}
		for _, f := range files {
			if _, flaws, err := parseFiles(t.Context(), []*file{f}, Options{}); err == nil && len(flaws) == 0 {
				unfold(f.root)
				good = append(good, f)
			}
		}
	}
	return good
}

func TestSchemaTakesGoodBundles(t *testing.T) {
	s := compileSchema(t)
	for _, f := range roots(t, folders(t, "testdata/ok")...) {
		if err := s.Validate(asJSON(f.root)); err != nil {
			t.Errorf("%s: %v", f.name, err)
		}
	}
}

func TestSchemaRefusesBadBundles(t *testing.T) {
	s := compileSchema(t)
	// What the schema can't see: references, quotes, texts, and what is said in several places.
	beyond := []string{"ambiguous", "bearers", "cycle", "ids", "lines-no-dataset", "no-dataset", "no-source", "sources-unknown", "spans", "twice", "whole-ids"}
	for _, f := range roots(t, badBundles(t)...) {
		name, _, _ := strings.Cut(filepath.Base(f.name), ".")
		refused := s.Validate(asJSON(f.root)) != nil
		if expected := !slices.Contains(beyond, name); refused != expected {
			t.Errorf("%s: refused %v, expected %v", f.name, refused, expected)
		}
	}
}

// schemaDefs gives the $defs of the schema as decoded JSON.
func schemaDefs(t *testing.T) map[string]map[string]any {
	t.Helper()
	var doc struct {
		Defs map[string]map[string]any `json:"$defs"`
	}
	if err := json.Unmarshal(Schema(), &doc); err != nil {
		t.Fatal(err)
	}
	return doc.Defs
}

// propertiesOf finds the properties of a record's schema, which may stand in an anyOf with null.
func propertiesOf(def map[string]any) map[string]any {
	if props, ok := def["properties"].(map[string]any); ok {
		return props
	}
	options, _ := def["anyOf"].([]any)
	for _, o := range options {
		if props, ok := o.(map[string]any)["properties"].(map[string]any); ok {
			return props
		}
	}
	return nil
}

func TestSchemaHasTheModel(t *testing.T) {
	defs := schemaDefs(t)
	for _, noun := range graph.Entities() {
		props := propertiesOf(defs[string(noun)])
		for _, p := range noun.Properties() {
			prop, ok := props[p.Name].(map[string]any)
			switch {
			case !ok:
				t.Errorf("%s.%s is not in the schema", noun, p.Name)
			case p.Name != "silentOn" && prop["description"] != p.Doc:
				t.Errorf("%s.%s is described as %q", noun, p.Name, prop["description"])
			}
		}
		for name, prop := range props {
			k := keyTables()[noun].byName[name]
			if k == nil {
				t.Errorf("%s.%s is in the schema, and no key", noun, name)
			} else if prop.(map[string]any)["description"] != k.doc {
				t.Errorf("%s.%s is described as %q", noun, name, prop.(map[string]any)["description"])
			}
		}
	}
}

func TestSchemaHasTheEnumerations(t *testing.T) {
	defs := schemaDefs(t)
	for _, e := range graph.Enums() {
		values, _ := defs[e.Name]["oneOf"].([]any)
		if len(values) != len(e.Values) {
			t.Errorf("%s has %d values in the schema, and %d in the model", e.Name, len(values), len(e.Values))
			continue
		}
		for i, v := range e.Values {
			if got := values[i].(map[string]any); got["const"] != v.Name || got["description"] != v.Doc {
				t.Errorf("%s: %v is not %v", e.Name, got, v)
			}
		}
	}
}

// TestKeysReachTheModel sees that every relation between entities can be written from one side at least.
func TestKeysReachTheModel(t *testing.T) {
	type row struct {
		from graph.Noun
		edge graph.EdgeType
	}
	reached := map[row]bool{{graph.NounDeclaration, graph.EdgeCreates}: true}
	for noun, table := range keyTables() {
		for _, k := range table.list {
			if k.doc == "" || k.write == nil || k.schema == nil {
				t.Errorf("the key %s.%s isn't whole", noun, k.name)
			}
			if k.link != nil {
				reached[row{k.link.rel.From, k.link.rel.Type}] = true
			}
		}
	}
	for _, r := range graph.Relations() {
		if r.From.IsEntity() && r.Type != graph.EdgeClaimed && !reached[row{r.From, r.Type}] {
			t.Errorf("no key writes %s %s", r.From, r.Type)
		}
	}
}
