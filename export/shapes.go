package export

import (
	_ "embed"
	"fmt"
	"io"
	"slices"
	"strings"

	"pactgraph/graph"
)

// Shapes are the SHACL shapes to which exports as RDF keep: what each class has, of which type, and how often.
//
//go:embed shapes.ttl
var Shapes string

// WriteShapes writes the shapes by the model. The file shapes.ttl is what it writes; a test holds it to that.
func WriteShapes(out io.Writer) error {
	w := newTurtle(out)
	w.text("# SHACL shapes of Pactgraph's exports as RDF, made from the model: go test ./export -run TestShapes -update\n")
	w.prefixes(append(slices.Clone(prefixes), [2]string{"sh", "http://www.w3.org/ns/shacl#"}))
	for _, n := range graph.Entities() {
		var rows []string
		rows = append(rows, shape("rdfs:label", "What to show for it.", "sh:datatype xsd:string", "sh:minCount 1", "sh:maxCount 1"))
		for _, p := range n.Properties() {
			rows = append(rows, propertyShape(termOf(n, p.Name), p))
		}
		for _, rel := range graph.Relations() {
			if rel.From == n && rel.To[0].IsEntity() {
				rows = append(rows, shape(edgeTerm(rel.Type), rel.Doc, endShape(rel.To)))
			}
		}
		w.shape(string(n), rows)
	}
	w.shape("Graph", []string{
		shape("pv:revision", "The revision of the graph.", "sh:datatype xsd:integer", "sh:minCount 1", "sh:maxCount 1"),
		shape("prov:generatedAtTime", "When it came to be, as its last load tells.", "sh:datatype xsd:dateTime", "sh:maxCount 1"),
	})
	w.shape("Edge", edgeShapes())
	w.shape("Claim", claimShapes())
	w.shape("Evidence", evidenceShapes())
	return w.end()
}

func (w *turtle) shape(class string, rows []string) {
	w.text(fmt.Sprintf("\npv:%sShape a sh:NodeShape ;\n    sh:targetClass pv:%s", class, class))
	for _, row := range rows {
		w.text(" ;\n    sh:property " + row)
	}
	w.text(" .\n")
}

// shape writes what holds for one property.
func shape(path, doc string, rules ...string) string {
	return "[ sh:path " + path + " ; sh:description " + turtleLiteral(literal{text: doc}) + " ; " + strings.Join(rules, " ; ") + " ]"
}

func propertyShape(path string, p graph.Property) string {
	rules := valueRules(p)
	if p.Required {
		rules = append(rules, "sh:minCount 1")
	}
	if !p.Type.IsList() {
		rules = append(rules, "sh:maxCount 1")
	}
	return shape(path, p.Doc, rules...)
}

// dateRule takes a date of any of its forms.
const dateRule = "sh:or ( [ sh:datatype xsd:gYear ] [ sh:datatype xsd:gYearMonth ] [ sh:datatype xsd:date ] )"

func valueRules(p graph.Property) []string {
	switch p.Type {
	case graph.TypeEnum, graph.TypeEnums:
		e, ok := graph.EnumByName(p.Enum)
		if !ok {
			return []string{"sh:datatype xsd:string"}
		}
		return []string{`sh:in ( "` + strings.Join(e.Names(), `" "`) + `" )`}
	case graph.TypeDate:
		return []string{dateRule}
	case graph.TypeRef:
		return []string{"sh:class pv:" + string(p.Ref)}
	case graph.TypeIdentifiers:
		return []string{"sh:class schema:PropertyValue", "sh:nodeKind sh:BlankNode"}
	case graph.TypeInt, graph.TypeFloat, graph.TypeBool:
		return []string{"sh:datatype " + datatypes[p.Type]}
	}
	return []string{"sh:datatype xsd:string", "sh:minLength 1"}
}

// endShape wants one of some nouns at the end of an edge.
func endShape(nouns []graph.Noun) string {
	if len(nouns) == 1 {
		return "sh:class pv:" + string(nouns[0])
	}
	return anyClass(nouns)
}

func anyClass(nouns []graph.Noun) string {
	var options []string
	for _, n := range nouns {
		options = append(options, "[ sh:class pv:"+string(n)+" ]")
	}
	return "sh:or ( " + strings.Join(options, " ") + " )"
}

func edgeShapes() []string {
	end := anyClass(graph.Entities())
	rows := []string{
		shape("rdf:subject", "Where the edge starts.", end, "sh:minCount 1", "sh:maxCount 1"),
		shape("rdf:object", "Where it ends.", end, "sh:minCount 1", "sh:maxCount 1"),
		shape("rdf:predicate", "What kind of edge it is.", "sh:in ( "+strings.Join(edgePredicates(), " ")+" )", "sh:minCount 1", "sh:maxCount 1"),
	}
	for _, p := range graph.EdgeProperties() {
		if p.Name != "edge" {
			rows = append(rows, propertyShape("pv:"+p.Name, p))
		}
	}
	return rows
}

// edgePredicates are our predicates of the edges between entities, each once.
func edgePredicates() []string {
	var list []string
	for _, t := range graph.EntityEdgeTypes() {
		list = append(list, edgeTerm(t))
	}
	return list
}

func claimShapes() []string {
	rows := []string{
		shape("pv:about", "What it is about, or where the edge starts that it is about.", anyClass(graph.Entities()), "sh:minCount 1", "sh:maxCount 1"),
		shape("pv:aboutEdge", "The edge that it is about.", "sh:class pv:Edge", "sh:maxCount 1"),
		shape("pv:voicedIn", "Whose word it is.", "sh:class pv:Statement", "sh:maxCount 1"),
		shape("oa:hasTarget", "The quotes that it rests on.", "sh:class pv:Evidence"),
	}
	for _, p := range graph.NounClaim.Properties() {
		rows = append(rows, propertyShape("pv:"+p.Name, p))
	}
	return rows
}

func evidenceShapes() []string {
	return []string{
		shape("oa:hasSource", "Where the quote stands.", "sh:class pv:Source", "sh:minCount 1", "sh:maxCount 1"),
		shape("prov:wasQuotedFrom", "The same, by PROV.", "sh:class pv:Source", "sh:minCount 1", "sh:maxCount 1"),
		shape("( oa:hasSelector oa:exact )", "The words quoted.", "sh:datatype xsd:string", "sh:maxCount 1"),
		shape("( oa:hasSelector oa:start )", "Offset of the first character, in Unicode code points from 0.", "sh:datatype xsd:nonNegativeInteger", "sh:maxCount 1"),
		shape("( oa:hasSelector oa:end )", "Offset after the last one.", "sh:datatype xsd:nonNegativeInteger", "sh:maxCount 1"),
		shape("pv:locator", "The place in a data set or a text.", "sh:datatype xsd:string", "sh:maxCount 1"),
		shape("pv:verified", "True where the quote was found in the source's text.", "sh:datatype xsd:boolean", "sh:maxCount 1"),
	}
}
