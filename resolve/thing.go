package resolve

import (
	"slices"
	"strings"

	"pactgraph/graph"
)

// thing is a node of the graph with what it is compared by.
type thing struct {
	id          string
	noun        graph.Noun
	kind        string
	label       string
	names       []name
	identifiers []graph.Identifier
	dates       []dated
	// near are the edges that lead to and from it, read for those that may be one with another; cut at maxNear.
	near []neighbour
}

// dated is a date of a thing, with what it is the date of.
type dated struct {
	field string
	date  graph.Date
}

// neighbour is the other end of an edge.
type neighbour struct {
	edge graph.EdgeType
	out  bool
	id   string
	// title is that of an office; from and to are when it was held.
	title    string
	from, to graph.Date
	// hub: the node has so many edges that sharing it tells nothing.
	hub bool
}

// key is the same for two edges that tell the same about their nodes.
func (n neighbour) key() string {
	way := "<"
	if n.out {
		way = ">"
	}
	return string(n.edge) + way + n.id
}

// newThing reads a node; not ok if it is of no noun that is resolved, or nothing names it.
func newThing(n graph.Node) (*thing, bool) {
	t := &thing{id: n.NodeID(), noun: n.Noun(), label: n.Label()}
	switch n := n.(type) {
	case *graph.Actor:
		t.kind, t.identifiers = string(n.Kind), n.Identifiers
		t.addNames(append([]string{n.Name, n.FullName}, n.Aliases...)...)
		t.addDate("from", n.From)
		t.addDate("to", n.To)
	case *graph.Declaration:
		t.kind, t.identifiers = string(n.Kind), n.Identifiers
		t.addNames(n.Title)
		t.addDate("adoptedOn", n.AdoptedOn)
		t.addDate("signedOn", n.SignedOn)
		t.addDate("inForceOn", n.InForceOn)
		t.addDate("terminatedOn", n.TerminatedOn)
	default:
		return nil, false
	}
	if len(t.names) == 0 {
		t.addNames(n.Label())
	}
	return t, len(t.names) > 0 || len(t.identifiers) > 0
}

// addNames adds names, each once.
func (t *thing) addNames(texts ...string) {
	for _, text := range texts {
		has := slices.ContainsFunc(t.names, func(n name) bool { return strings.EqualFold(n.text, text) })
		if n, ok := newName(text); ok && !has {
			t.names = append(t.names, n)
		}
	}
}

func (t *thing) addDate(field string, d graph.Date) {
	if d.Known() {
		t.dates = append(t.dates, dated{field, d})
	}
}

// date gives the date of a field; unknown if there is none.
func (t *thing) date(field string) graph.Date {
	for _, d := range t.dates {
		if d.field == field {
			return d.date
		}
	}
	return ""
}

func (t *thing) isPerson() bool { return t.kind == string(graph.ActorKindPerson) }

// How many letters of a word, and how many consonants, make a key.
const (
	minPrefix   = 4
	minKeyBones = 3
)

// keys are what things are looked up by: only those that share one are compared.
func (t *thing) keys() []string {
	var keys []string
	add := func(mark, key string) {
		if key != "" {
			keys = append(keys, string(t.noun)+mark+key)
		}
	}
	for _, id := range t.identifiers {
		add(" identifier ", id.Scheme+"="+id.Value)
	}
	for _, n := range t.names {
		add(" name ", n.whole())
		add(" joined ", n.joined())
		add(" letters ", n.letters)
		for i, w := range n.words {
			if w.weight < weightWord {
				continue
			}
			add(" sound ", w.sound)
			if len(w.bones) >= minKeyBones {
				add(" bones ", w.bones)
			}
			if len(w.text) >= minPrefix {
				add(" prefix ", w.text[:minPrefix])
			}
			if i > 0 {
				add(" words ", n.words[i-1].sound+" "+w.sound)
			}
		}
	}
	if t.noun == graph.NounDeclaration {
		for _, d := range t.dates {
			if len(d.date) == len("2026-01-06") && d.field != "terminatedOn" {
				add(" day ", string(d.date))
			}
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}
