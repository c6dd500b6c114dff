package loader

import (
	"bytes"
	"encoding/json"
	"fmt"

	"pactgraph/graph"
	"pactgraph/loader/form"
)

// schema is a part of the JSON Schema.
type schema map[string]any

// Schema gives the JSON Schema (draft 2020-12) of bundles, by which editors complete and explain. It is made from the
// table of keys, as the reader is. It can't tell everything that the reader does: references, quotes, doubles.
func Schema() []byte { return encodeSchema(rootSchema()) }

func encodeSchema(s schema) []byte {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(s); err != nil {
		panic("loader: the schema can't be written: " + err.Error())
	}
	return out.Bytes()
}

func rootSchema() schema {
	props := schema{
		"pactgraph": schema{"enum": []any{1, Version}},
		"dataset":   def("text"),
		"source":    def("ref"),
		"quotes":    orNull(schema{"type": "object", "additionalProperties": def("quote")}),
		"withdraw":  anyOf(def("ref"), schema{"type": "array", "items": def("ref")}),
		"note":      def("text"),
		"verbatim":  schema{"type": "boolean"},
	}
	for _, k := range topKeys {
		props[k.name] = described(props[k.name].(schema), k.doc)
	}
	for _, n := range graph.Entities() {
		props[sectionOf(n)] = described(orNull(schema{"type": "object", "additionalProperties": def(string(n))}), "The "+sectionOf(n)+", by slug.")
	}
	for _, k := range exportSections {
		props[k.name] = described(orNull(schema{"type": "object", "additionalProperties": exportSchemas()[k.name]}), k.doc)
	}
	return schema{
		"$schema":              "https://json-schema.org/draft/2020-12/schema",
		"title":                "Pactgraph bundle",
		"description":          "Who promised what to whom, under which condition, how binding, and on whose word.",
		"type":                 "object",
		"properties":           props,
		"required":             []string{"pactgraph"},
		"additionalProperties": false,
		"$defs":                defs(),
	}
}

// defs are the parts that others refer to: values, quotes, enumerations and the records of each noun.
func defs() schema {
	d := schema{
		"text":        schema{"type": []string{"string", "number", "boolean"}, "minLength": 1},
		"ref":         schema{"type": []string{"string", "number"}, "minLength": 1, "description": "An id, a slug, or for states any name or code of the registry."},
		"date":        dateSchema(),
		"credibility": schema{"type": "integer", "minimum": 1, "maximum": 6},
		"quote":       anyOf(def("text"), quoteMapSchema(), schema{"type": "array", "items": anyOf(def("text"), quoteMapSchema()), "minItems": 1}),
	}
	for _, e := range graph.Enums() {
		d[e.Name] = enumSchema(e)
	}
	for _, n := range graph.Entities() {
		d[string(n)] = recordSchema(n)
	}
	return d
}

func dateSchema() schema {
	return schema{
		"description": "A date: 2026, 2026-01 or 2026-01-06.",
		"anyOf": []schema{
			{"type": "string", "pattern": `^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$`},
			{"type": "integer", "minimum": 1000, "maximum": 9999},
		},
	}
}

func enumSchema(e graph.Enum) schema {
	values := make([]schema, len(e.Values))
	for i, v := range e.Values {
		values[i] = schema{"const": v.Name, "description": v.Doc}
	}
	return schema{"description": e.Doc, "oneOf": values}
}

func quoteMapSchema() schema {
	props := schema{}
	for _, k := range quoteKeys {
		props[k.name] = described(def("text"), k.doc)
	}
	props["credibility"] = described(def("credibility"), props["credibility"].(schema)["description"].(string))
	props["said"] = described(anyOf(def("ref"), schema{"type": "null"}), props["said"].(schema)["description"].(string))
	return schema{
		"type": "object", "properties": props, "additionalProperties": false,
		"anyOf":            []schema{{"required": []string{"exact"}}, {"required": []string{"from", "to"}}, {"required": []string{"locator"}}},
		"dependentSchemas": schema{"from": schema{"required": []string{"to"}}, "to": schema{"required": []string{"from"}}},
	}
}

// recordSchema describes the records of a noun by the table of its keys.
func recordSchema(noun graph.Noun) schema {
	props := schema{}
	for _, k := range keyTables()[noun].list {
		props[k.name] = described(k.schema(noun, &k), k.doc)
	}
	s := schema{"type": "object", "properties": props, "additionalProperties": false}
	required := []string{}
	for _, p := range noun.Properties() {
		if p.Required {
			required = append(required, p.Name)
		}
	}
	// The registry knows what kind of actor a state is.
	if noun == graph.NounActor || len(required) == 0 {
		return orNull(s)
	}
	s["required"] = required
	return s
}

// exportSchemas describe edges, claims and evidence as exports write them.
func exportSchemas() map[string]schema {
	object := func(props schema, properties []graph.Property, required ...string) schema {
		for _, p := range properties {
			props[p.Name] = described(valueOf(p), p.Doc)
		}
		return schema{"type": "object", "properties": props, "additionalProperties": false, "required": required}
	}
	evidence := object(schema{form.Source: def("ref")}, graph.NounEvidence.Properties(), form.Source)
	return map[string]schema{
		form.Edges: object(schema{form.Type: def("text"), form.Start: def("ref"), form.End: def("ref")}, graph.EdgeProperties(), form.Type, form.Start, form.End),
		form.Claims: object(schema{form.About: def("ref"), form.Edge: def("text"), form.Voiced: def("ref"), form.Evidence: oneOrMore(anyOf(def("ref"), evidence))},
			graph.NounClaim.Properties(), form.About, "stance", "basis"),
		form.Evidence: evidence,
	}
}

func def(name string) schema { return schema{"$ref": "#/$defs/" + name} }

func anyOf(options ...schema) schema { return schema{"anyOf": options} }

func oneOrMore(s schema) schema {
	return anyOf(s, schema{"type": "array", "items": s, "minItems": 1})
}

func orNull(s schema) schema { return anyOf(s, schema{"type": "null"}) }

func described(s schema, doc string) schema {
	out := schema{"description": doc}
	for name, value := range s {
		if name != "description" {
			out[name] = value
		}
	}
	return out
}

func propertySchema(_ graph.Noun, k *key) schema { return valueOf(*k.prop) }

// valueOf describes the values of a property.
func valueOf(p graph.Property) schema {
	switch p.Type {
	case graph.TypeEnum:
		return def(p.Enum)
	case graph.TypeEnums:
		return oneOrMore(def(p.Enum))
	case graph.TypeStrings:
		return oneOrMore(def("text"))
	case graph.TypeDate:
		return def("date")
	case graph.TypeRef:
		return def("ref")
	case graph.TypeInt:
		return schema{"type": "integer"}
	case graph.TypeFloat:
		return schema{"type": "number"}
	case graph.TypeBool:
		return schema{"type": "boolean"}
	case graph.TypeIdentifiers:
		return identifiersSchema()
	}
	return def("text")
}

func identifiersSchema() schema {
	one := schema{
		"type": "object", "properties": schema{"scheme": def("text"), "value": def("text")},
		"required": []string{"scheme", "value"}, "additionalProperties": false,
	}
	return anyOf(schema{"type": "object", "additionalProperties": def("text"), "minProperties": 1}, schema{"type": "array", "items": one, "minItems": 1})
}

// linkSchema describes what may stand under a key that makes edges.
func linkSchema(_ graph.Noun, k *key) schema {
	if k.link.one {
		return anyOf(def("ref"), itemSchema(k.link))
	}
	return oneOrMore(anyOf(def("ref"), itemSchema(k.link)))
}

func itemSchema(l *link) schema {
	props := schema{
		"quote":       described(def("quote"), "Evidence for this."),
		"said":        described(anyOf(def("ref"), schema{"type": "null"}), "Whose word this is: a statement, or an actor; ~ for the source's own."),
		"credibility": described(def("credibility"), "How credible this is, 1 to 6 (Admiralty code)."),
		"note":        described(def("text"), "What else a reader should know."),
		"inferred":    described(def("text"), "Why this was concluded."),
		"identified":  described(def("text"), "Why two names are taken for one."),
		"background":  described(def("text"), "A note on the common knowledge or the registry that this is taken from."),
	}
	var named []schema
	for _, name := range l.refKeys() {
		props[name] = described(oneOrMore(def("ref")), fmt.Sprintf("What it goes to: %s.", nounList(l.ends)))
		named = append(named, schema{"required": []string{name}})
	}
	if l.as != "" {
		props["as"] = described(def("text"), "The source's words for who it is.")
	}
	required := []string{}
	for _, p := range l.props() {
		props[p.Name] = described(valueOf(p), p.Doc)
		if p.Required {
			required = append(required, p.Name)
		}
	}
	return schema{"type": "object", "properties": props, "additionalProperties": false, "required": required, "oneOf": named}
}

func bearersSchema(noun graph.Noun, k *key) schema {
	return anyOf(def("BearerRole"), linkSchema(noun, k))
}

func conditionsSchema(_ graph.Noun, k *key) schema {
	one := anyOf(def("ref"), itemSchema(k.link), def(string(graph.NounCondition)))
	any := schema{
		"type": "object", "additionalProperties": false, "required": []string{"any"},
		"properties": schema{"any": described(schema{"type": "array", "items": oneOrMore(one), "minItems": 1}, "Groups of conditions, of which one must hold.")},
	}
	return anyOf(def("ref"), itemSchema(k.link), def(string(graph.NounCondition)), any, schema{"type": "array", "items": one, "minItems": 1})
}

func obligationsSchema(graph.Noun, *key) schema {
	return orNull(schema{"type": "object", "additionalProperties": def(string(graph.NounObligation))})
}

func amountSchema(graph.Noun, *key) schema {
	return anyOf(
		schema{"type": "number"},
		schema{"type": "string", "pattern": amountText.String()},
		schema{"type": "object", "properties": schema{"value": schema{"type": "number"}, "unit": def("text")}, "required": []string{"value"}, "additionalProperties": false},
	)
}

func textSchema(graph.Noun, *key) schema  { return def("text") }
func refSchema(graph.Noun, *key) schema   { return def("ref") }
func refsSchema(graph.Noun, *key) schema  { return oneOrMore(def("ref")) }
func modeSchema(graph.Noun, *key) schema  { return def("CreatesMode") }
func quoteSchema(graph.Noun, *key) schema { return def("quote") }
func valueSchema(graph.Noun, *key) schema { return schema{} }

func refOrNullSchema(graph.Noun, *key) schema { return orNull(def("ref")) }

// byField describes a map of some of a noun's fields.
func byField(noun graph.Noun, values schema) schema {
	props := schema{}
	for _, name := range fieldNames(noun) {
		props[name] = values
	}
	return schema{"type": "object", "properties": props, "additionalProperties": false}
}

func quotesSchema(noun graph.Noun, _ *key) schema { return byField(noun, def("quote")) }
func notesSchema(noun graph.Noun, _ *key) schema  { return byField(noun, def("text")) }

func credibilitySchema(noun graph.Noun, _ *key) schema {
	return anyOf(def("credibility"), byField(noun, def("credibility")))
}

func namesSchema(noun graph.Noun, _ *key) schema {
	return oneOrMore(schema{"enum": fieldNames(noun)})
}
