package neo4j

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"pactgraph/graph"
)

// Labels of nodes that aren't the model's.
const (
	recordLabel = "_Record"
	goneLabel   = "_Gone"
	ownLabel    = "_Pactgraph"
)

// Names of the properties that are kept beside the model's.
func firstDay(prop string) string { return prop + "_first" }
func lastDay(prop string) string  { return prop + "_last" }
func folded(prop string) string   { return prop + "_folded" }
func sortKey(prop string) string  { return prop + "_sort" }

// foldedLong is where a folded text is kept that is too long for an index.
func foldedLong(prop string) string { return prop + "_foldedLong" }

// isLong marks the nodes that have a folded text under foldedLong, so that an index finds them.
func isLong(prop string) string { return prop + "_long" }

// sortKeyLength is how many characters of a text its sort key has: an index can't take texts of any length.
const sortKeyLength = 100

// sortKeyOf gives the beginning of a text, as orderKey writes it. Texts sort as their keys do, but for those with the
// same key.
func sortKeyOf(text string) string {
	n := 0
	for i := range text {
		if n == sortKeyLength {
			return orderKey(text[:i])
		}
		n++
	}
	return orderKey(text)
}

// firstUnsafe is the first character from which on Neo4j doesn't always compare by code point: an index and two stored
// texts do, but a stored text and a parameter compare by UTF-16 code unit, where what is beyond the first plane comes
// before its last characters. It is not assigned, and neither are the three after it.
const firstUnsafe = '\uD7FC'

// hasUnsafe tells whether a text has such a character. A text without one compares rightly with any other.
func hasUnsafe(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return r >= firstUnsafe })
}

// orderKey writes a text so that it compares by code point, however Neo4j does it.
func orderKey(text string) string {
	if !hasUnsafe(text) {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if r >= firstUnsafe {
			fmt.Fprintf(&b, "%c%06x", firstUnsafe, r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// orderKeyName is where the order key of a text is kept if it differs from the text.
func orderKeyName(prop string) string { return prop + "_order" }

// orderedText gives how a text property is compared with a value by code point, and the value to write for it.
func orderedText(of, prop, value string) (expr, written string) {
	if !hasUnsafe(value) {
		return of + prop, value
	}
	return fmt.Sprintf("coalesce(%s, %s)", of+orderKeyName(prop), of+prop), orderKey(value)
}

// foldedIndexBytes is the longest folded text that a text index takes. What is longer is kept under
// foldedLong.
const foldedIndexBytes = 30_000

// mainText gives the text that a noun's nodes are mostly sorted by: the one that their labels are made of.
func mainText(n graph.Noun) (graph.Property, bool) {
	for _, p := range n.Properties() {
		if p.Type == graph.TypeString && p.Folded {
			return p, true
		}
	}
	return graph.Property{}, false
}

func hasSortKey(n graph.Noun, p graph.Property) bool {
	main, ok := mainText(n)
	return ok && main.Name == p.Name
}

// kindLabels gives the second labels that nodes of a noun can have, by the values of their kind.
func kindLabels(n graph.Noun) map[string]string {
	if n != graph.NounActor {
		return nil
	}
	kind, _ := n.Property("kind")
	enum, _ := graph.EnumByName(kind.Enum)
	labels := map[string]string{}
	for _, value := range enum.Names() {
		labels[value] = camelCase(value)
	}
	return labels
}

// camelCase makes "InternationalOrganisation" of "INTERNATIONAL_ORGANISATION".
func camelCase(value string) string {
	var b strings.Builder
	for word := range strings.SplitSeq(value, "_") {
		r, size := utf8.DecodeRuneInString(word)
		b.WriteRune(r)
		b.WriteString(strings.ToLower(word[size:]))
	}
	return b.String()
}

// entityEdges gives the types of edges between entities, which make up an entity's degree.
func entityEdges() []graph.EdgeType {
	var types []graph.EdgeType
	for _, r := range graph.Relations() {
		toEntities := !slices.ContainsFunc(r.To, func(n graph.Noun) bool { return !n.IsEntity() })
		if r.From.IsEntity() && toEntities && !slices.Contains(types, r.Type) {
			types = append(types, r.Type)
		}
	}
	return types
}

// edgeTypes gives every type of edge once, in the order of the model.
func edgeTypes() []graph.EdgeType {
	var types []graph.EdgeType
	for _, r := range graph.Relations() {
		if !slices.Contains(types, r.Type) {
			types = append(types, r.Type)
		}
	}
	return types
}

// typeList writes types as a relationship pattern has them: "BEARER|COUNTERPARTY".
func typeList(types []graph.EdgeType) string {
	names := make([]string, len(types))
	for i, t := range types {
		names[i] = string(t)
	}
	return strings.Join(names, "|")
}

// labelList writes nouns as a label expression has them: "Actor|Declaration".
func labelList(nouns []graph.Noun) string {
	names := make([]string, len(nouns))
	for i, n := range nouns {
		names[i] = string(n)
	}
	return strings.Join(names, "|")
}
