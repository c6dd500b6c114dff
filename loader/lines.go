package loader

import (
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"pactgraph/graph"
	"pactgraph/loader/form"
)

// parseNDJSON reads a file with a record a line into the nodes of a bundle, so that all else is read, checked and told as
// there. A line that is no JSON is a problem, and the others are read.
func parseNDJSON(f *file, problems *collector) {
	l := &lineReader{file: f, problems: problems, sections: map[string]*node{}}
	number := 0
	for text := range strings.SplitSeq(f.text, "\n") {
		if problems.full() {
			// What follows couldn't be told, and without it nothing is known to be missing.
			return
		}
		if number++; strings.TrimSpace(text) != "" {
			l.line(number, text)
		}
	}
	switch {
	case l.root == nil:
		problems.file(f.name, "the file is empty: it has a record on each line, as {\"id\": \"actor/ardovia\", \"kind\": \"STATE\"}")
	case !l.headless:
		f.root = l.finish()
	}
}

// lineReader puts the lines of a file together to a bundle.
type lineReader struct {
	file     *file
	problems *collector
	// root is the bundle: the header, if there is one. headless: it can't be read, so that nothing that it says of the
	// records is known.
	root     *node
	headless bool
	// sections are the records by the keys under which they stand, in the order of found.
	sections map[string]*node
	found    []field
}

// line reads one line that isn't blank.
func (l *lineReader) line(number int, text string) {
	n, whole := readRecord(l.file, number, text, l.problems)
	first := l.root == nil
	isHeader := first && isHeader(n)
	if first {
		l.root = l.implied(number)
		l.file.bare = !isHeader
	}
	switch {
	case isHeader:
		l.root = n
		l.headless = !whole
	case n.kind == mapNode && n.get("id") != nil:
		n.torn = !whole
		l.record(n, text)
	case !whole:
		// It may have been the header.
		l.headless = l.headless || first
	case n.kind != mapNode:
		l.problems.at(n, "a line is a map with the key id and the keys of its record, not %s", n.what())
	case n.get("pactgraph") != nil:
		l.problems.at(n, "only the first line can say what holds for the whole file")
	default:
		l.problems.at(n, "the record has no id: write \"id\": and its noun and slug, as \"actor/ardovia\"")
	}
}

// implied is the bundle of a file without a header. It is of the version that is read.
func (l *lineReader) implied(line int) *node {
	root := impliedRoot(l.file)
	root.moveTo(l.file, line, 1)
	return root
}

// headerKeys are keys of a file that no record has.
var headerKeys = []string{"pactgraph", "dataset", "source", "withdraw", form.Verbatim}

// isHeader tells whether a first line says what holds for the whole file.
func isHeader(n *node) bool {
	return n.get("id") == nil && slices.ContainsFunc(headerKeys, func(key string) bool { return n.get(key) != nil })
}

// record puts a record under its noun, as if it were written there in a bundle.
func (l *lineReader) record(n *node, text string) {
	id := *n.get("id")
	if id.kind != scalarNode {
		l.problems.at(&id, "id takes a noun and a slug, as actor/ardovia, not %s", id.what())
		return
	}
	prefix, slug, _ := strings.Cut(norm.NFC.String(id.text), "/")
	noun, ok := entityOf(prefix)
	name := sectionOf(noun)
	if !ok {
		name, ok = sectionOfID(prefix)
	}
	if !ok {
		l.problems.at(&id, "id can't be %q%s: it is a noun and a slug, as actor/ardovia; the noun is %s", id.text, didYouMean(prefix, prefixes()), joinOr(prefixes()))
		return
	}
	id.text = slug
	section := l.sections[name]
	if section == nil {
		section = &node{file: l.file, line: n.line, col: n.col, kind: mapNode}
		key := *section
		key.kind, key.text = scalarNode, name
		l.sections[name] = section
		l.found = append(l.found, field{&key, section})
	}
	if noun == graph.NounSource {
		// Whatever rests on a source looks at it, until the end.
		n.withoutID()
	} else {
		n = n.folded(text)
	}
	section.fields = append(section.fields, field{&id, n})
}

// finish gives the bundle with its records.
func (l *lineReader) finish() *node {
	l.root.fields = append(l.root.fields, l.found...)
	return l.root
}

// prefixes are the nouns with which ids of records begin.
func prefixes() []string {
	var list []string
	for _, n := range graph.Entities() {
		list = append(list, n.Prefix())
	}
	return list
}

func entityOf(prefix string) (graph.Noun, bool) {
	for _, n := range graph.Entities() {
		if n.Prefix() == prefix {
			return n, true
		}
	}
	return "", false
}
