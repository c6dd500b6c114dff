package loader

import "slices"

// Of a file with a record a line, the records are not kept as nodes, which take ten times the memory of their lines: a line is
// read once to see that it can be, and again whenever its record is looked at. Of tables, they are kept on a shelf.

// readRecord gives the node of a record's line, and whether all of it could be read.
func readRecord(f *file, line int, text string, problems *collector) (n *node, whole bool) {
	r := newJSONReader(f, text, line, problems)
	r.tooEarly = "the line ends too early: each line is a whole record"
	return r.read()
}

// withoutID takes the id, which is a record's key in a bundle, out of its node.
func (n *node) withoutID() {
	n.fields = slices.DeleteFunc(n.fields, func(f field) bool { return f.key.text == "id" })
}

// folded gives a node that has of a record its place and its text alone.
func (n *node) folded(text string) *node {
	return &node{file: n.file, line: n.line, col: n.col, kind: n.kind, torn: n.torn, text: text, later: true}
}

// unfolded gives the whole node of a folded one. What is wrong with it was told when it was read first.
func (n *node) unfolded() *node {
	if n.file.shelf != nil {
		return n.file.shelf.unfold(n)
	}
	whole, _ := readRecord(n.file, n.line, n.text, new(collector))
	whole.withoutID()
	return whole
}

// open reads a record's text, if that is all that is kept of it, and gives the obligations in it their parts. They have them until
// close is called.
func (r *record) open() {
	if !r.body.later {
		return
	}
	r.shut, r.body = r.body, r.body.unfolded()
	parts := r.body.get(obligationsKey).entries()
	for _, inner := range r.inner {
		i := slices.IndexFunc(parts, func(f field) bool { return f.key.text == inner.key.text })
		inner.key, inner.body = parts[i].key, parts[i].value
	}
}

// close forgets what open has read.
func (r *record) close() {
	if r.shut == nil {
		return
	}
	r.body, r.shut = r.shut, nil
	for _, inner := range r.inner {
		inner.body = r.body
	}
}
