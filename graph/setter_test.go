package graph

import (
	"reflect"
	"testing"
)

// sampleValue makes a value for any property.
func sampleValue(p Property) any {
	switch p.Type {
	case TypeDate:
		return Date("2026-01")
	case TypeInt:
		return 7
	case TypeFloat:
		return 2.5
	case TypeBool:
		return false
	case TypeStrings, TypeEnums:
		return []string{"A", "B"}
	case TypeIdentifiers:
		return []Identifier{{"iso3", "FRA"}}
	}
	return "text"
}

func set(s Setter, p *Property, value any) {
	switch v := value.(type) {
	case string:
		s.Text(p, v)
	case Date:
		s.Text(p, string(v))
	case int:
		s.Int(p, v)
	case float64:
		s.Float(p, v)
	case bool:
		s.Bool(p, v)
	case []string:
		s.Texts(p, v)
	case []Identifier:
		s.Identifiers(p, v)
	}
}

func TestSetterSetsWhatNewNodeSets(t *testing.T) {
	for _, noun := range Nouns() {
		props := Props{}
		got := NewNode(noun, noun.Prefix()+"/x", nil)
		for _, p := range noun.Properties() {
			props[p.Name] = sampleValue(p)
			set(SetterOf(got), &p, props[p.Name])
		}
		if want := NewNode(noun, noun.Prefix()+"/x", props); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, want %+v", noun, got, want)
		}
	}
}

func TestSetterSetsWhatNewEdgeSets(t *testing.T) {
	props := Props{}
	got := EdgeProps{ID: "edge/x", Type: EdgeBearer, Start: "a", End: "b"}
	for _, p := range EdgeProperties() {
		props[p.Name] = sampleValue(p)
		set(got.Setter(), &p, props[p.Name])
	}
	if want := NewEdge("edge/x", EdgeBearer, "a", "b", props); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestOccurrenceHasTheValuesAndNothingLoaded(t *testing.T) {
	for _, noun := range Nouns() {
		props := Props{}
		for _, p := range noun.Properties() {
			props[p.Name] = sampleValue(p)
		}
		n := NewNode(noun, noun.Prefix()+"/x", props)
		SetDegree(n, 3)
		want := NewNode(noun, noun.Prefix()+"/x", props)
		SetDegree(want, 3)
		Attach(n, "key", "page")
		got := Occurrence(n)
		if got == n || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, want %+v", noun, got, want)
		}
		Attach(got, "other", "page")
		if Loaded(n, "other") != nil {
			t.Errorf("%s: what was loaded with one occurrence shows in another", noun)
		}
	}
}
