package server

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"pactgraph"
	"pactgraph/graph"
)

var schema = gqlparser.MustLoadSchema(&ast.Source{Name: "schema.graphqls", Input: pactgraph.Schema})

// shownAs are the properties that a node's type shows in another form.
var shownAs = map[string]string{
	"Obligation.amountValue": "amount", "Obligation.amountUnit": "amount",
	"Load.added": "counts", "Load.changed": "counts", "Load.removed": "counts",
}

// computed are the fields that neither a property nor a relation gives.
var computed = map[string]string{
	"Obligation.amount": "Amount", "Obligation.status": "ObligationStatusInfo!", "Condition.state": "ConditionStateInfo!",
	"Load.counts": "LoadCounts!", "Claim.aboutEdge": "ID", "Source.chain": "[Source!]!",
}

// Everything in the schema is described.
func TestDescriptions(t *testing.T) {
	for name, def := range schema.Types {
		if def.BuiltIn {
			continue
		}
		described(t, name, def.Description)
		for _, f := range def.Fields {
			if strings.HasPrefix(f.Name, "__") {
				continue
			}
			described(t, name+"."+f.Name, f.Description)
			for _, a := range f.Arguments {
				described(t, name+"."+f.Name+"("+a.Name+")", a.Description)
			}
		}
		for _, v := range def.EnumValues {
			described(t, name+"."+v.Name, v.Description)
		}
	}
}

func described(t *testing.T, what, text string) {
	t.Helper()
	if text == "" || !strings.HasSuffix(text, ".") && !strings.HasSuffix(text, "…") && !strings.HasSuffix(text, ")") {
		t.Errorf("%s is not described by a sentence, but by %q", what, text)
	}
}

// propertyType gives the type that a property has in the schema.
func propertyType(p graph.Property) string {
	null := ""
	if p.Required {
		null = "!"
	}
	switch p.Type {
	case graph.TypeEnum:
		return p.Enum + null
	case graph.TypeEnums:
		return "[" + p.Enum + "!]!"
	case graph.TypeStrings:
		return "[String!]!"
	case graph.TypeIdentifiers:
		return "[Identifier!]!"
	case graph.TypeRef:
		return string(p.Ref) + null
	}
	return string(p.Type) + null
}

// Each noun's type has the noun's properties with their descriptions, its relations, and nothing else but what is
// computed.
func TestNouns(t *testing.T) {
	for _, n := range graph.Nouns() {
		def := schema.Types[string(n)]
		want := map[string]string{"id": "ID!", "label": "String!"}
		if n.IsEntity() {
			want["degree"] = "Int!"
		}
		for name, typ := range computed {
			if on, field, _ := strings.Cut(name, "."); on == string(n) {
				want[field] = typ
			}
		}
		for _, p := range n.Properties() {
			if shownAs[string(n)+"."+p.Name] != "" {
				continue
			}
			want[p.Name] = propertyType(p)
			if f := def.Fields.ForName(p.Name); f != nil && f.Description != p.Doc {
				t.Errorf("%s.%s is described as %q, and in graph as %q", n, p.Name, f.Description, p.Doc)
			}
		}
		for _, field := range n.Fields() {
			want[field.Name] = relationType(t, def, field)
		}
		if diff := cmp.Diff(want, fieldTypes(def)); diff != "" {
			t.Errorf("type %s (-graph +schema):\n%s", n, diff)
		}
		wantImpl := []string{"Node"}
		if n.IsEntity() {
			wantImpl = append(wantImpl, "Entity")
		}
		if diff := cmp.Diff(wantImpl, def.Interfaces); diff != "" {
			t.Errorf("type %s implements (-graph +schema):\n%s", n, diff)
		}
	}
}

func fieldTypes(def *ast.Definition) map[string]string {
	types := map[string]string{}
	for _, f := range def.Fields {
		types[f.Name] = f.Type.String()
	}
	return types
}

// endType is the type of the nodes at a field's end.
func endType(f graph.Field) string {
	if len(f.Ends) == 1 {
		return string(f.Ends[0])
	}
	return "Entity"
}

// relationType checks a field that walks edges, and gives its type.
func relationType(t *testing.T, def *ast.Definition, field graph.Field) string {
	t.Helper()
	f := def.Fields.ForName(field.Name)
	if f == nil {
		return "missing"
	}
	checkDirective(t, def.Name, f, field)
	if field.Direction == graph.Out && f.Description != field.Relations()[0].Doc {
		t.Errorf("%s.%s is described as %q, and in graph as %q", def.Name, f.Name, f.Description, field.Relations()[0].Doc)
	}
	if field.One {
		if len(f.Arguments) > 0 {
			t.Errorf("%s.%s gives one node, and has arguments", def.Name, f.Name)
		}
		return endType(field)
	}
	args := []string{"filter", "orderBy", "first", "after", "last", "before", "asOf"}
	edge := schema.Types[strings.TrimSuffix(f.Type.Name(), "Connection")+"Edge"]
	props := edgeProps(field)
	if len(props) > 0 {
		args = append(args, "edgeFilter")
	}
	if field.Types[0] == graph.EdgeClaimed {
		args = append(args, "field", "basis")
	}
	checkArguments(t, def.Name, f, args)
	checkEdge(t, edge, field, props)
	return f.Type.Name() + "!"
}

// edgeProps are the properties that a field's edges show. An entity's own claims have no edge that they are about.
func edgeProps(field graph.Field) []graph.Property {
	if field.Types[0] == graph.EdgeClaimed {
		return nil
	}
	return field.Relations()[0].Props
}

func checkArguments(t *testing.T, on string, f *ast.FieldDefinition, want []string) {
	t.Helper()
	var got []string
	for _, a := range f.Arguments {
		got = append(got, a.Name)
	}
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("arguments of %s.%s (-want +schema):\n%s", on, f.Name, diff)
	}
}

func checkDirective(t *testing.T, on string, f *ast.FieldDefinition, field graph.Field) {
	t.Helper()
	d := f.Directives.ForName("relation")
	if d == nil {
		t.Errorf("%s.%s has no @relation", on, f.Name)
		return
	}
	types, err := d.Arguments.ForName("types").Value.Value(nil)
	if err != nil {
		t.Fatal(err)
	}
	var want []any
	for _, e := range field.Types {
		want = append(want, string(e))
	}
	if diff := cmp.Diff(want, types); diff != "" {
		t.Errorf("@relation of %s.%s (-graph +schema):\n%s", on, f.Name, diff)
	}
	if got := d.Arguments.ForName("direction").Value.Raw; got != string(field.Direction) {
		t.Errorf("@relation of %s.%s goes %s, want %s", on, f.Name, got, field.Direction)
	}
}

// checkEdge checks the type of a field's edges: the edge's properties, with their descriptions, and its claims.
func checkEdge(t *testing.T, def *ast.Definition, field graph.Field, props []graph.Property) {
	t.Helper()
	own := len(props) > 0
	want := map[string]string{"node": endType(field) + "!", "cursor": "String!", "id": "ID"}
	if own {
		want["id"] = "ID!"
	}
	if field.On.IsEntity() && field.Ends[0].IsEntity() {
		want["claims"] = "ClaimConnection"
		if own {
			want["claims"] = "ClaimConnection!"
		}
	}
	if len(field.Types) > 1 {
		want["type"] = strings.TrimSuffix(def.Name, "Edge") + "Type!"
		if diff := cmp.Diff(edgeTypeNames(field), schema.Types[strings.TrimSuffix(def.Name, "Edge")+"Type"].EnumValues, cmp.Transformer("names", valueNames)); diff != "" {
			t.Errorf("%s.type (-graph +schema):\n%s", def.Name, diff)
		}
	}
	for _, p := range props {
		want[p.Name] = propertyType(p)
		if f := def.Fields.ForName(p.Name); f != nil && f.Description != p.Doc {
			t.Errorf("%s.%s is described as %q, and in graph as %q", def.Name, p.Name, f.Description, p.Doc)
		}
	}
	if diff := cmp.Diff(want, fieldTypes(def)); diff != "" {
		t.Errorf("%s, for %s.%s (-graph +schema):\n%s", def.Name, field.On, field.Name, diff)
	}
}

func edgeTypeNames(field graph.Field) ast.EnumValueList {
	var list ast.EnumValueList
	for _, e := range field.Types {
		list = append(list, &ast.EnumValueDefinition{Name: string(e)})
	}
	return list
}

func valueNames(list ast.EnumValueList) []string {
	var names []string
	for _, v := range list {
		names = append(names, v.Name)
	}
	return names
}

// No field but those of the table walks edges, and edges' claims.
func TestRelationsOfTheSchema(t *testing.T) {
	for name, def := range schema.Types {
		for _, f := range def.Fields {
			if f.Directives.ForName("relation") == nil || f.Name == "claims" && strings.HasSuffix(name, "Edge") {
				continue
			}
			if _, ok := graph.FieldOf(graph.Noun(name), f.Name); !ok {
				t.Errorf("%s.%s has @relation, and the table of relations doesn't have it", name, f.Name)
			}
		}
	}
}

// The enumerations and their values are graph's, with their descriptions, in their order.
func TestEnums(t *testing.T) {
	ours := map[string]bool{"Direction": true, "OrderDirection": true, "OwedType": true, "EdgeType": true, "SearchedNoun": true, "PathPreset": true}
	for _, e := range slices.Concat(graph.Enums(), graph.WhatIfEnums(), graph.TrustEnums(), graph.GroupEnums(), graph.ExploreEnums(), graph.ChangeEnums()) {
		ours[e.Name] = true
		def := schema.Types[e.Name]
		if def == nil || def.Kind != ast.Enum {
			t.Errorf("the schema has no enum %s", e.Name)
			continue
		}
		if def.Description != e.Doc {
			t.Errorf("%s is described as %q, and in graph as %q", e.Name, def.Description, e.Doc)
		}
		var got []graph.EnumValue
		for _, v := range def.EnumValues {
			got = append(got, graph.EnumValue{Name: v.Name, Doc: v.Description})
		}
		if diff := cmp.Diff(e.Values, got); diff != "" {
			t.Errorf("enum %s (-graph +schema):\n%s", e.Name, diff)
		}
	}
	for name, def := range schema.Types {
		if def.Kind == ast.Enum && !def.BuiltIn && !ours[name] && !strings.HasSuffix(name, "OrderField") {
			t.Errorf("the schema's enum %s is not graph's", name)
		}
	}
}

// The types of the edges between entities are those of the table of relations, and an edge has all that one can have.
func TestEdges(t *testing.T) {
	var types []graph.EdgeType
	for _, v := range schema.Types["EdgeType"].EnumValues {
		types = append(types, graph.EdgeType(v.Name))
	}
	if diff := cmp.Diff(graph.EntityEdgeTypes(), types); diff != "" {
		t.Errorf("EdgeType (-graph +schema):\n%s", diff)
	}
	want := map[string]string{"id": "ID!", "type": "EdgeType!", "start": "ID!", "end": "ID!"}
	for _, p := range graph.EdgeProperties() {
		switch p.Type {
		case graph.TypeInt, graph.TypeBool, graph.TypeDate:
			want[p.Name] = string(p.Type)
		case graph.TypeRef:
			want[p.Name] = "ID"
		default:
			want[p.Name] = "String"
		}
	}
	delete(want, "edge") // of CLAIMED, which is none of these types
	if diff := cmp.Diff(want, fieldTypes(schema.Types["GraphEdge"])); diff != "" {
		t.Errorf("GraphEdge (-graph +schema):\n%s", diff)
	}
}

// Each noun's filter has the properties with the comparisons of their types, and the relations.
func TestFilters(t *testing.T) {
	for _, n := range graph.Nouns() {
		name := string(n) + "Filter"
		want := map[string]string{"and": "[" + name + "!]", "or": "[" + name + "!]", "not": name, "id": "IDFilter"}
		for _, p := range n.Properties() {
			want[p.Name] = checkOps(t, p)
		}
		if n.IsEntity() {
			want["degree"] = "IntFilter"
		}
		switch n {
		case graph.NounObligation:
			want["status"] = "ObligationStatusFilter"
		case graph.NounCondition:
			want["state"] = "ConditionStateFilter"
		}
		for _, f := range n.Fields() {
			want[f.Name] = relationFilter(t, n, f)
		}
		if diff := cmp.Diff(want, fieldTypes(schema.Types[name])); diff != "" {
			t.Errorf("%s (-graph +schema):\n%s", name, diff)
		}
	}
}

func relationFilter(t *testing.T, n graph.Noun, f graph.Field) string {
	t.Helper()
	if f.One {
		return endType(f) + "Filter"
	}
	connection := schema.Types[string(n)].Fields.ForName(f.Name).Type.Name()
	stem := strings.TrimSuffix(connection, "Connection")
	match := map[string]string{"node": endType(f) + "Filter"}
	props := edgeProps(f)
	if len(props) > 0 {
		edge := stem + "EdgeFilter"
		match["edge"] = edge
		want := map[string]string{"and": "[" + edge + "!]", "or": "[" + edge + "!]", "not": edge, "id": "IDFilter"}
		for _, p := range props {
			want[p.Name] = checkOps(t, p)
		}
		if diff := cmp.Diff(want, fieldTypes(schema.Types[edge])); diff != "" {
			t.Errorf("%s (-graph +schema):\n%s", edge, diff)
		}
	}
	if diff := cmp.Diff(match, fieldTypes(schema.Types[stem+"Match"])); diff != "" {
		t.Errorf("%sMatch (-graph +schema):\n%s", stem, diff)
	}
	m := stem + "Match"
	want := map[string]string{"some": m, "all": m, "none": m, "where": m, "count": "CountFilter"}
	if diff := cmp.Diff(want, fieldTypes(schema.Types[connection+"Filter"])); diff != "" {
		t.Errorf("%sFilter (-graph +schema):\n%s", connection, diff)
	}
	return connection + "Filter"
}

// checkOps checks the input of a property's comparisons, and gives its name.
func checkOps(t *testing.T, p graph.Property) string {
	t.Helper()
	name, element := string(p.Type)+"Filter", string(p.Type)
	switch p.Type {
	case graph.TypeString:
		if p.Folded {
			name = "TextFilter"
		}
	case graph.TypeRef:
		name, element = "IDFilter", "ID"
	case graph.TypeEnum:
		name, element = p.Enum+"Filter", p.Enum
	case graph.TypeEnums:
		name, element = p.Enum+"ListFilter", p.Enum
	case graph.TypeStrings:
		name, element = "StringListFilter", "String"
		if p.Folded {
			name = "TextListFilter"
		}
	case graph.TypeIdentifiers:
		name, element = "IdentifierListFilter", "IdentifierInput"
	}
	want := map[string]string{}
	for _, op := range p.Ops() {
		switch op {
		case graph.OpIsNull:
			want[string(op)] = "Boolean"
		case graph.OpIn, graph.OpNotIn, graph.OpHasAny:
			want[string(op)] = "[" + element + "!]"
		case graph.OpContains, graph.OpStartsWith:
			want[string(op)] = "String"
		default:
			want[string(op)] = element
		}
	}
	def := schema.Types[name]
	if def == nil {
		t.Fatalf("the schema has no %s, for %s", name, p.Name)
	}
	if diff := cmp.Diff(want, fieldTypes(def)); diff != "" {
		t.Errorf("%s (-graph +schema):\n%s", name, diff)
	}
	return name
}

// Each noun can be ordered by its properties with one value, and by no other.
func TestOrders(t *testing.T) {
	for _, n := range graph.Nouns() {
		want := []string{"ID"}
		for _, p := range n.Properties() {
			if !p.Type.IsList() {
				want = append(want, upperSnake(p.Name))
			}
		}
		if n.IsEntity() {
			want = append(want, "DEGREE")
		}
		got := valueNames(schema.Types[string(n)+"OrderField"].EnumValues)
		slices.Sort(want)
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%sOrderField (-graph +schema):\n%s", n, diff)
		}
		for _, v := range got {
			if name := camelCase(v); upperSnake(name) != v {
				t.Errorf("%s is read as %s", v, name)
			}
		}
	}
}

func upperSnake(name string) string {
	var b strings.Builder
	for _, r := range name {
		if unicode.IsUpper(r) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToUpper(r))
	}
	return b.String()
}

// The names at the root are those that queries in dashboards use.
func TestRootNames(t *testing.T) {
	want := map[string]string{"node": "Node", "nodes": "[Node]!", "revision": "Int!"}
	for _, n := range graph.Nouns() {
		want[n.Prefix()] = string(n)
		if n != graph.NounEvidence && n != graph.NounClaim {
			want[n.Prefix()+"s"] = fmt.Sprintf("%sConnection!", n)
		}
	}
	got := fieldTypes(schema.Query)
	delete(got, "__schema")
	delete(got, "__type")
	for name := range analyses {
		if got[name] == "" {
			t.Errorf("the schema has no %s at the root", name)
		}
		delete(got, name)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Query (-want +schema):\n%s", diff)
	}
}

// An asOf says what it leaves out, where that isn't plain from the dates, and where it leaves nothing out.
func TestAsOfDescriptions(t *testing.T) {
	says := map[string]string{
		"Declaration": "had been made and had not ended",
		"Obligation":  "neither " + string(graph.ObligationStatusProspective) + " nor " + string(graph.ObligationStatusTerminated),
		"Entity":      "nodes of several types are all kept",
	}
	found := map[string]bool{}
	for _, def := range schema.Types {
		for _, f := range def.Fields {
			a, list := f.Arguments.ForName("asOf"), schema.Types[f.Type.Name()]
			if a == nil || list.Fields.ForName("nodes") == nil {
				continue
			}
			node := list.Fields.ForName("nodes").Type.Name()
			found[node] = true
			if !strings.Contains(a.Description, says[node]) {
				t.Errorf("%s.%s(asOf:) is described as %q, want it to say %q", def.Name, f.Name, a.Description, says[node])
			}
		}
	}
	for node := range says {
		if !found[node] {
			t.Errorf("no list of %s has an asOf", node)
		}
	}
}

// Each list of nodes that can be grouped has groups, with the dimensions of its nodes.
func TestGroupsOfLists(t *testing.T) {
	for name, def := range schema.Types {
		if def.Kind != ast.Object || !strings.HasSuffix(name, "Connection") || def.Fields.ForName("nodes") == nil {
			continue
		}
		noun := graph.Noun(def.Fields.ForName("nodes").Type.Name())
		groups := def.Fields.ForName("groups")
		if can := noun.GroupDimensions() != nil; can != (groups != nil) {
			t.Errorf("%s has groups: %v, want %v", name, groups != nil, can)
		}
		if groups == nil {
			continue
		}
		args := []string{"by", "distinct", "having", "orderBy", "first", "after"}
		if noun == graph.NounObligation {
			args = append(args, "unit")
		}
		checkArguments(t, name, groups, args)
		if by := groups.Arguments.ForName("by").Type.String(); by != "["+string(noun)+"Dimension!]!" || groups.Directives.ForName("grouped") == nil {
			t.Errorf("%s.groups is by %s, with the directives %v", name, by, groups.Directives)
		}
	}
}
