package loader

import (
	"slices"

	"pactgraph/graph"
)

// The keys of a mapping: its reader, its JSON Schema and its documentation are all made of these lists.

// mappingKeys are the keys of a mapping that are no sections.
func mappingKeys() []mapKey {
	return []mapKey{
		{"mapping", "The version of the language: 1.", func() schema { return schema{"enum": []any{1, MappingVersion}} }},
		{"dataset", "Whose word it is: a later load of the same data set corrects this one. It is the source where it is left out.", textDef},
		{"source", "The source that the tables are: all evidence points into it. What it is stands under sources.", refDef},
		{"unknown", "What stands in cells of all tables for a value that isn't known, as -9. An empty cell always does.", scalarsDef},
		{"values", "Value tables by name, for columns to name.", func() schema { return mapOf(def("valueTable")) }},
		{"tables", "The tables, by name.", func() schema { return mapOf(def("table")) }},
		{"records", "What the rows of tables make: a list.", func() schema { return schema{"type": "array", "items": def("rule")} }},
	}
}

func tableKeys() []mapKey {
	return []mapKey{
		{"file", "The name of its file, in which * stands for any letters and ? for one. Capitals don't matter, nor does .gz behind it.", textDef},
		{"sheet", "The name of its sheet, written as file is, where the file is a workbook with several.", textDef},
		{"many", "true: several files, or sheets, with the same columns make it up.", boolDef},
		{"unknown", "What stands in its cells for a value that isn't known: a list, or a map by column, in which \"*\" is every column.",
			func() schema { return anyOf(def("scalars"), mapOf(def("scalars"))) }},
		{"where", "Which of its rows are read: a map of columns and the values that they must have.", whereDef},
		{"columns", "Columns that are made of others, by name.", columnsDef},
	}
}

func conditionKeysOfWhere() []mapKey {
	return []mapKey{
		{"is", "The value is this, or one of these.", scalarsDef},
		{"not", "The value is not this, nor one of these; it may be unknown.", scalarsDef},
		{"known", "true: there is a value. false: there is none.", boolDef},
		{"atLeast", "The value is a number, this one or a larger.", numberDef},
		{"atMost", "The value is a number, this one or a smaller.", numberDef},
	}
}

func columnKeys() []mapKey {
	return []mapKey{
		{"column", "The value of another column.", textDef},
		{"text", "A text with the names of columns in it: <member> (<phase>). Of a list of texts the first of which all is known.", func() schema { return oneOrMore(def("text")) }},
		{"date", "The columns of year, month and day, of which the last may be 0 or missing; or one column that holds a date.",
			func() schema {
				return anyOf(def("text"), schema{"type": "array", "items": def("text"), "minItems": 1, "maxItems": 3})
			}},
		{"number", "A column that holds numbers as people write them: 1,250.5 or 1 250.5; or 1.250,5, as decimal says.", textDef},
		{"slug", "A text with the names of columns in it, made to what an id may have: small letters and digits, joined by hyphens.", textDef},
		{"actor", "A text that names a state, by name or code, as cow:<member>, or an actor of the mapping's own, by slug or name; the value is the actor's slug.", textDef},
		{"format", "How a date of one column is written, by YYYY, MM or MON (a month's English name), and DD, each once, as DD.MM.YYYY. M and D are read as MM and DD are: with one digit or two. Of a list the first by which a cell is a date. Dates as 2031, 2031-03 and 2031-03-04 are read too.",
			func() schema {
				return oneOrMore(schema{"type": "string", "allOf": []any{
					schema{"pattern": `^[^Y]*YYYY[^Y]*$`}, schema{"pattern": `^[^M]*(MON|MM?)?[^M]*$`}, schema{"pattern": `^[^D]*(DD?)?[^D]*$`},
				}})
			}},
		{"decimal", "What stands before the decimals of a number: a point, where it is left out, or a comma.", func() schema { return schema{"enum": []any{".", ","}} }},
		{"split", "What parts the items where a cell holds a list: a text, or several.", func() schema { return oneOrMore(def("text")) }},
		{"values", "What each value means: a map, or the name of a value table. ~ means that nothing is known.",
			func() schema { return anyOf(schema{"type": "string"}, def("valueTable")) }},
		{"otherwise", "What any other value means: a text, ~, or keep for the value itself; with actor, the slug and the properties of an actor of its own, or ~. Without it another value is an error.",
			func() schema { return anyOf(def("meaning"), records(graph.NounActor)) }},
		{"warn", "false: an actor that is no state is no surprise, and not warned of.", boolDef},
	}
}

func ruleKeys() []mapKey {
	return []mapKey{
		{"from", "The table whose rows make the records, each row those below.", textDef},
		{"join", "Tables of which a row belongs to each row, by name: their columns are written <table.column>.", func() schema { return mapOf(def("join")) }},
		{"where", "Which rows make the records: a map of columns and the values that they must have.", whereDef},
		{"each", "A list of columns: each row is taken once for each that has a value, <column> being its name and <value> the value. Or one column with a list: once for each item, <value>.",
			func() schema { return oneOrMore(def("text")) }},
		{"columns", "Columns that are made of others, by name; of <column> and <value> too.", columnsDef},
	}
}

func joinKeys() []mapKey {
	return []mapKey{
		{"on", "The column that both tables have, or a list of such, or a map of this table's columns to the other's.",
			func() schema { return anyOf(oneOrMore(def("text")), mapOf(def("text"))) }},
		{"optional", "true: there may be no such row; nothing of it is known then.", boolDef},
	}
}

func textDef() schema    { return def("text") }
func refDef() schema     { return def("ref") }
func scalarsDef() schema { return def("scalars") }
func whereDef() schema   { return def("where") }
func boolDef() schema    { return schema{"type": "boolean"} }
func numberDef() schema  { return schema{"type": "number"} }
func columnsDef() schema { return mapOf(def("column")) }

func mapOf(s schema) schema { return schema{"type": "object", "additionalProperties": s} }

// records describes the records of a noun by their slugs.
func records(n graph.Noun) schema { return mapOf(def(string(n))) }

// MappingSchema gives the JSON Schema (draft 2020-12) of mappings. Records are those of bundles, with texts that name columns
// wherever a value may stand.
func MappingSchema() []byte { return encodeSchema(mappingSchema()) }

func mappingSchema() schema {
	s := objectOf(mappingKeys(), true, "mapping", "source", "tables", "records")
	s["$schema"] = "https://json-schema.org/draft/2020-12/schema"
	s["title"] = "Pactgraph mapping"
	s["description"] = "How the rows of tables become records of who promised what to whom."
	s["$defs"] = mappingDefs()
	return s
}

// objectOf describes a map by its keys, with the sections of records too if it may have them.
func objectOf(keys []mapKey, sections bool, required ...string) schema {
	props := schema{}
	for _, k := range keys {
		props[k.name] = described(k.schema(), k.doc)
	}
	if sections {
		for _, n := range graph.Entities() {
			props[sectionOf(n)] = described(records(n), "The "+sectionOf(n)+", by slug.")
		}
	}
	return schema{"type": "object", "properties": props, "additionalProperties": false, "required": append([]string{}, required...)}
}

// mappingDefs are the parts of a bundle's schema, for texts with names too, and those of the language itself.
func mappingDefs() schema {
	d := schema{}
	for name, part := range defs() {
		d[name] = templated(part.(schema))
	}
	for _, n := range graph.Entities() {
		// What one record has may be made by several rules, so none needs to have all of it.
		d[string(n)] = withoutRequired(d[string(n)].(schema))
	}
	scalar := schema{"type": []string{"string", "number", "boolean"}}
	d["scalars"] = oneOrMore(scalar)
	d["meaning"] = orNull(oneOrMore(def("text")))
	d["valueTable"] = mapOf(def("meaning"))
	d["where"] = mapOf(anyOf(def("scalars"), objectOf(conditionKeysOfWhere(), false)))
	d["table"] = objectOf(tableKeys(), false, "file")
	d["join"] = objectOf(joinKeys(), false, "on")
	column := objectOf(columnKeys(), false)
	var sources []schema
	for _, name := range columnSources {
		sources = append(sources, schema{"required": []string{name}})
	}
	column["oneOf"] = sources
	column["dependentRequired"] = schema{"decimal": []string{"number"}}
	d["column"] = column
	rule := objectOf(ruleKeys(), true, "from")
	var some []schema
	for _, name := range sectionNames() {
		some = append(some, schema{"required": []string{name}})
	}
	rule["anyOf"] = some
	d["rule"] = rule
	return d
}

// withoutRequired leaves out what a record must have; it may stand in an anyOf with null.
func withoutRequired(s schema) schema {
	out := schema{}
	for name, value := range s {
		if name != "required" {
			out[name] = value
		}
	}
	return out
}

// templateSchema describes a text that names a column.
var templateSchema = schema{"type": "string", "pattern": placeholder.String()}

// templated describes what a schema does, with a text that names columns allowed wherever a single value is.
func templated(s schema) schema {
	out := schema{}
	for name, value := range s {
		out[name] = templatedPart(name, value)
	}
	if isLeaf(s) {
		return described(anyOf(out, templateSchema), docOf(s))
	}
	return out
}

func docOf(s schema) string {
	text, _ := s["description"].(string)
	return text
}

// templatedPart goes into the parts of a schema that are schemas.
func templatedPart(name string, value any) any {
	switch value := value.(type) {
	case schema:
		if name == "properties" {
			props := schema{}
			for key, s := range value {
				props[key] = templated(s.(schema))
			}
			return props
		}
		return templated(value)
	case []schema:
		if name != "anyOf" {
			return value
		}
		options := slices.Clone(value)
		for i := range options {
			options[i] = templated(options[i])
		}
		return options
	}
	return value
}

// isLeaf tells whether a schema describes a single value.
func isLeaf(s schema) bool {
	switch t := s["type"].(type) {
	case string:
		return t != "object" && t != "array" && t != "null"
	case []string:
		return true
	}
	_, values := s["oneOf"].([]schema)
	return values || s["enum"] != nil
}
