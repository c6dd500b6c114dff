package loader

import "fmt"

// nodeKind is what stands at a place of a file.
type nodeKind uint8

const (
	nullNode nodeKind = iota
	scalarNode
	listNode
	mapNode
)

// node is a value of a file with its place. All formats are read into it, so that the rest knows none of them.
type node struct {
	file      *file
	line, col int
	// cell is set for what is made of a table's cell.
	cell *cell
	kind nodeKind
	// text of a scalar, as it is written where it is plain; quoted tells that it can only be a text.
	text   string
	quoted bool
	items  []*node
	fields []field
	// torn: the rest of it can't be read, so nothing is to be concluded from what it has.
	torn bool
}

// field is one key of a map with its value.
type field struct {
	key, value *node
}

// get gives the value of a key, or nil.
func (n *node) get(name string) *node {
	if n == nil {
		return nil
	}
	for _, f := range n.fields {
		if f.key.text == name {
			return f.value
		}
	}
	return nil
}

// list gives the items of a list, or the node itself as the only one: single values are allowed where lists are meant.
func (n *node) list() []*node {
	if n.kind == listNode {
		return n.items
	}
	return []*node{n}
}

// what says in a message what kind of thing the node is.
func (n *node) what() string {
	switch n.kind {
	case scalarNode:
		return "a single value"
	case listNode:
		return "a list"
	case mapNode:
		return "a map"
	}
	return "nothing"
}

// where says in a message where the node stands.
func (n *node) where() string {
	if n.cell != nil {
		return n.cell.place().String()
	}
	return fmt.Sprintf("%s, line %d", n.file.name, n.line)
}

// isBool tells whether the node is a plain true or false.
func (n *node) isBool() bool {
	return n.kind == scalarNode && !n.quoted && (n.text == "true" || n.text == "false")
}
