package mcp

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"

	"pactgraph/graph"
)

// argumentsOf makes the JSON Schema of a tool's arguments: enumerations with their values, dates with their form, limits.
func argumentsOf[T any]() *jsonschema.Schema {
	s := schemaOf(reflect.TypeFor[T](), typeSchemas)
	bound(s, reflect.TypeFor[T]())
	return s
}

// shared are the types that answers have many times over: each is told once in a schema, since assistants read all of it.
var shared = []reflect.Type{
	reflect.TypeFor[Affected](), reflect.TypeFor[Count](), reflect.TypeFor[Fact](), reflect.TypeFor[LeftOut](), reflect.TypeFor[Needed](),
	reflect.TypeFor[Quote](), reflect.TypeFor[Source](), reflect.TypeFor[Status](), reflect.TypeFor[Tie](),
}

var sharedRef = regexp.MustCompile(`"#/\$defs/(\w+)"`)

// answerOf makes the JSON Schema of a tool's answer.
func answerOf[T any]() *jsonschema.Schema {
	types := maps.Clone(typeSchemas)
	for _, t := range shared {
		types[t] = &jsonschema.Schema{Ref: "#/$defs/" + t.Name()}
	}
	whole := schemaOf(reflect.TypeFor[T](), types)
	whole.Defs = map[string]*jsonschema.Schema{}
	for open := []*jsonschema.Schema{whole}; len(open) > 0; open = open[1:] {
		text, err := json.Marshal(open[0])
		if err != nil {
			panic(err)
		}
		for _, m := range sharedRef.FindAllStringSubmatch(string(text), -1) {
			if whole.Defs[m[1]] == nil {
				whole.Defs[m[1]] = definition(m[1], types)
				open = append(open, whole.Defs[m[1]])
			}
		}
	}
	return whole
}

// definition is the schema of one of the shared types.
func definition(name string, types map[reflect.Type]*jsonschema.Schema) *jsonschema.Schema {
	i := slices.IndexFunc(shared, func(t reflect.Type) bool { return t.Name() == name })
	others := maps.Clone(types)
	delete(others, shared[i])
	return schemaOf(shared[i], others)
}

func schemaOf(t reflect.Type, types map[reflect.Type]*jsonschema.Schema) *jsonschema.Schema {
	s, err := jsonschema.ForType(t, &jsonschema.ForOptions{TypeSchemas: types})
	if err != nil {
		panic(err)
	}
	return s
}

// noun is a type of thing that a search can be narrowed to, by its name in GraphQL.
type noun string

func searchedNouns() []string {
	var list []string
	for _, n := range append(graph.Entities(), graph.NounEvidence) {
		list = append(list, strings.ToUpper(string(n)))
	}
	return list
}

// side is the part that an actor has in a promise.
type side string

// The sides of a promise.
const (
	owes    side = "OWES"
	owed    side = "OWED"
	against side = "AGAINST"
)

// edgeType is a type of relation.
type edgeType string

func edgeTypes() []string {
	var list []string
	seen := map[graph.EdgeType]bool{}
	for _, r := range graph.Relations() {
		if r.From.IsEntity() && r.Type != graph.EdgeClaimed && !seen[r.Type] {
			seen[r.Type] = true
			list = append(list, string(r.Type))
		}
	}
	return list
}

// datePattern is the form of a date; whether there is such a day, the tools check.
const datePattern = `^\d{4}(-\d{2}(-\d{2})?)?$`

// typeSchemas are the schemas of what isn't just text.
var typeSchemas = map[reflect.Type]*jsonschema.Schema{
	reflect.TypeFor[graph.Date]():             {Type: "string", Pattern: datePattern},
	reflect.TypeFor[graph.ObligationKind]():   oneOf(enumNames("ObligationKind")),
	reflect.TypeFor[graph.ObligationStatus](): oneOf(enumNames("ObligationStatus")),
	reflect.TypeFor[graph.EventKind]():        oneOf(graph.EventKindsOfWhatIf()),
	reflect.TypeFor[graph.Reliability]():      oneOf(enumNames("Reliability")),
	reflect.TypeFor[graph.GapKind]():          oneOf(enumNames("GapKind")),
	reflect.TypeFor[graph.ConflictKind]():     oneOf(enumNames("ConflictKind")),
	reflect.TypeFor[noun]():                   oneOf(searchedNouns()),
	reflect.TypeFor[edgeType]():               oneOf(edgeTypes()),
	reflect.TypeFor[side]():                   oneOf([]side{owes, owed, against}),
	reflect.TypeFor[Basis]():                  oneOf(bases()),
}

// oneOf is the schema of an enumeration.
func oneOf[T ~string](values []T) *jsonschema.Schema {
	s := &jsonschema.Schema{Type: "string"}
	for _, v := range values {
		s.Enum = append(s.Enum, string(v))
	}
	return s
}

// bound gives numbers and texts of arguments their limits, as the tags min, max and default say.
func bound(s *jsonschema.Schema, t reflect.Type) {
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		p := s.Properties[name]
		if p == nil {
			continue
		}
		if least, ok := tagNumber(f, "min"); ok {
			setLeast(p, least)
		}
		if most, ok := tagNumber(f, "max"); ok {
			setMost(p, most)
		}
		if d := f.Tag.Get("default"); d != "" {
			p.Default = []byte(d)
		}
		if f.Type.Kind() == reflect.Slice {
			p.Type, p.Types = "array", nil
		}
	}
}

// fewValues is how many values of an enumeration are named where all arguments are told at once.
const fewValues = 12

// inputs says in a line which arguments a schema has, which of them are needed, and what they can be.
func inputs(s *jsonschema.Schema) string {
	if len(s.Properties) == 0 {
		return "takes no arguments"
	}
	var list []string
	for _, name := range s.PropertyOrder {
		p := s.Properties[name]
		var notes []string
		if slices.Contains(s.Required, name) {
			notes = append(notes, "needed")
		}
		values := p
		if p.Items != nil {
			notes, values = append(notes, "a list"), p.Items
		}
		switch {
		case values.Pattern == datePattern:
			notes = append(notes, "2026, 2026-01 or 2026-01-06")
		case len(values.Enum) > 0 && len(values.Enum) <= fewValues:
			notes = append(notes, strings.Trim(fmt.Sprint(values.Enum), "[]"))
		case p.Minimum != nil && p.Maximum != nil:
			notes = append(notes, fmt.Sprintf("%v to %v", *p.Minimum, *p.Maximum))
		}
		if len(notes) > 0 {
			name += " (" + strings.Join(notes, ": ") + ")"
		}
		list = append(list, name)
	}
	return "takes " + strings.Join(list, ", ")
}

func tagNumber(f reflect.StructField, tag string) (int, bool) {
	n, err := strconv.Atoi(f.Tag.Get(tag))
	return n, err == nil
}

func setLeast(s *jsonschema.Schema, n int) {
	switch schemaType(s) {
	case "integer":
		s.Minimum = jsonschema.Ptr(float64(n))
	case "string":
		s.MinLength = &n
	default:
		s.MinItems = &n
	}
}

func setMost(s *jsonschema.Schema, n int) {
	switch schemaType(s) {
	case "integer":
		s.Maximum = jsonschema.Ptr(float64(n))
	case "string":
		s.MaxLength = &n
	default:
		s.MaxItems = &n
	}
}

// schemaType is the type of what a schema takes; a list may also be null there.
func schemaType(s *jsonschema.Schema) string {
	if s.Type == "" {
		return "array"
	}
	return s.Type
}

// enumNames gives the values of an enumeration of the graph.
func enumNames(name string) []string {
	if e, ok := graph.EnumByName(name); ok {
		return e.Names()
	}
	for _, e := range graph.TrustEnums() {
		if e.Name == name {
			return e.Names()
		}
	}
	panic("mcp: the graph has no enumeration " + name)
}
