package loader

import (
	"slices"
	"strings"

	"pactgraph/graph"
)

// section is the records of one noun that a mapping's rules have made, by their slugs.
type section struct {
	made   []*made
	bySlug map[string]*made
}

// made is one record. What several rows, or several rules, make under one slug are its parts, each packed by the mapper's shelf.
type made struct {
	key   *node
	parts []string
}

// put adds what a row makes of a record.
func (m *mapper) put(noun graph.Noun, key, body *node) {
	s := m.sections[noun]
	if s == nil {
		s = &section{bySlug: map[string]*made{}}
		m.sections[noun] = s
		m.found = append(m.found, noun)
	}
	r := s.bySlug[key.text]
	if r == nil {
		r = &made{key: key}
		s.made, s.bySlug[key.text] = append(s.made, r), r
	}
	r.parts = append(r.parts, m.shelf.pack(body))
}

// fields puts the parts of each record together.
func (m *mapper) fields(noun graph.Noun) []field {
	s := m.sections[noun]
	list := make([]field, 0, len(s.made))
	for _, r := range s.made {
		if m.full() {
			break
		}
		whole := m.shelf.unpack(r.parts[0])
		for _, part := range r.parts[1:] {
			m.mergeRecord(noun, r.key.text, whole, m.shelf.unpack(part))
		}
		clear(m.index)
		r.parts = nil
		if noun != graph.NounSource {
			whole = m.shelf.fold(whole)
		}
		list = append(list, field{r.key, whole})
	}
	return list
}

// mergeRecord adds what a row says of a record to what others have said of it: lists are put together, single values must be
// the same.
func (m *mapper) mergeRecord(noun graph.Noun, slug string, into, from *node) {
	into.torn = into.torn || from.torn
	for _, f := range from.fields {
		held := into.get(f.key.text)
		k := keyTables()[noun].byName[f.key.text]
		switch {
		case held == nil:
			into.fields = append(into.fields, f)
		case held.torn, f.value.torn:
			// What is wrong was told.
		case f.key.text == "obligations":
			m.mergeNested(slug, held, f.value)
		case f.key.text == "quote", isListKey(k):
			m.setField(into, f.key.text, m.unite(held, f.value))
		case slices.Contains(evidenceMaps, f.key.text), held.kind == mapNode && f.value.kind == mapNode:
			m.mergeMap(noun, slug, f.key.text, held, f.value)
		default:
			m.same(noun, slug, f.key.text, held, f.value)
		}
	}
}

// isListKey tells whether several values may stand under a key.
func isListKey(k *key) bool {
	switch {
	case k == nil:
		return false
	case k.link != nil:
		return !k.link.one
	case k.prop != nil:
		return k.prop.Type == graph.TypeStrings || k.prop.Type == graph.TypeEnums
	}
	return k.name == "silentOn" || k.name == "of"
}

func (m *mapper) setField(n *node, name string, value *node) {
	for i := range n.fields {
		if n.fields[i].key.text == name {
			n.fields[i].value = value
		}
	}
}

// mergeNested puts the obligations of a declaration together, by their keys.
func (m *mapper) mergeNested(slug string, into, from *node) {
	for _, f := range from.fields {
		if held := into.get(f.key.text); held != nil {
			m.mergeRecord(graph.NounObligation, slug+"/"+f.key.text, held, f.value)
			continue
		}
		into.fields = append(into.fields, f)
	}
}

// mergeMap puts two maps together. The quotes of one field are put together too.
func (m *mapper) mergeMap(noun graph.Noun, slug, name string, into, from *node) {
	for _, f := range from.fields {
		switch held := into.get(f.key.text); {
		case held == nil:
			into.fields = append(into.fields, f)
		case name == "quotes":
			m.setField(into, f.key.text, m.unite(held, f.value))
		default:
			m.same(noun, slug, name+" of "+f.key.text, held, f.value)
		}
	}
}

// same tells where two rows say different things of what can be only one.
func (m *mapper) same(noun graph.Noun, slug, name string, held, value *node) {
	if said(held) == said(value) {
		return
	}
	m.at(value, "%s of %s is %s here, and %s in %s: rows that make one record must agree on it", name, graph.MakeID(noun, slug), shown(value), shown(held), held.where())
}

// unite gives the items of two lists, or single values, each once: of two that say the same the evidence is put together.
func (m *mapper) unite(into, from *node) *node {
	if into.kind != listNode {
		list := *into
		list.kind, list.text, list.fields, list.items = listNode, "", nil, []*node{into}
		into = &list
	}
	index := m.index[into]
	if index == nil {
		index = map[string]*node{}
		for _, item := range into.items {
			index[said(item)] = item
		}
		m.index[into] = index
	}
	for _, item := range from.list() {
		what := said(item)
		if held := index[what]; held != nil {
			m.mergeEvidence(held, item)
			continue
		}
		index[what] = item
		into.items = append(into.items, item)
	}
	return into
}

// mergeEvidence adds the evidence of an item to that of one that says the same.
func (m *mapper) mergeEvidence(into, from *node) {
	for _, f := range from.fields {
		if !slices.Contains(evidenceKeys, f.key.text) {
			continue
		}
		switch held := into.get(f.key.text); {
		case held == nil:
			into.fields = append(into.fields, f)
		case f.key.text == "quote":
			m.setField(into, "quote", m.unite(held, f.value))
		case f.key.text == "quotes":
			m.mergeMap(graph.NounCondition, "", "quotes", held, f.value)
		case said(held) != said(f.value):
			m.at(f.value, "%s is another here than in %s, for what is otherwise the same: write what holds for all rows", f.key.text, held.where())
		}
	}
}

// evidenceKeys are keys that say how something is known, not what.
var evidenceKeys = []string{"quote", "quotes", "inferred", "identified", "background", "note", "said", "credibility"}

// said gives all that a node says in one text, but for how it is known.
func said(n *node) string {
	var out strings.Builder
	writeSaid(&out, n)
	return out.String()
}

func writeSaid(out *strings.Builder, n *node) {
	switch n.kind {
	case scalarNode:
		out.WriteString(strings.TrimSpace(n.text))
	case listNode:
		out.WriteByte('[')
		for _, item := range n.items {
			writeSaid(out, item)
			out.WriteByte(0)
		}
		out.WriteByte(']')
	case mapNode:
		out.WriteByte('{')
		for _, f := range n.fields {
			if !slices.Contains(evidenceKeys, f.key.text) {
				out.WriteString(f.key.text)
				out.WriteByte(':')
				writeSaid(out, f.value)
				out.WriteByte(0)
			}
		}
		out.WriteByte('}')
	}
}
