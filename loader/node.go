package loader

import (
	"fmt"
	"slices"
)

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
	// text of a scalar, as it is written where it is plain; quoted tells that it can only be a text.
	text   string
	items  []*node
	fields []field
	kind   nodeKind
	quoted bool
	// later: it is a record's, and text is that of its line, or what its file's shelf has made of it: it is read when it is looked at.
	later bool
	// torn: it, or the rest of it, can't be read, so nothing is to be concluded from what it has.
	torn bool
}

// field is one key of a map with its value.
type field struct {
	key, value *node
}

// place is where in a file something stands. There may be millions of them, so they are small.
type place struct {
	file      *file
	line, col int32
}

func (n *node) place() place { return place{n.file, int32(n.line), int32(n.col)} }

// where names a node's place in a message about another one.
func (n *node) where() string { return n.place().where() }

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

// key gives the node of a key, or nil.
func (n *node) key(name string) *node {
	for _, f := range n.fields {
		if f.key.text == name {
			return f.key
		}
	}
	return nil
}

// put adds a key to a map that doesn't have it.
func (n *node) put(key, value *node) {
	n.fields = append(n.fields, field{key, value})
}

// take takes a key out of a map; nil where it doesn't have it.
func (n *node) take(name string) *field {
	for i, f := range n.fields {
		if f.key.text == name {
			n.fields = slices.Delete(n.fields, i, i+1)
			return &f
		}
	}
	return nil
}

// addItem adds an item to the list under a key of a map, which is begun, or made of the single value that is there.
func (n *node) addItem(key, item *node) {
	f := n.take(key.text)
	if f == nil {
		n.put(key, item)
		return
	}
	list := *f.value
	list.kind, list.text, list.fields = listNode, "", nil
	list.items = append(slices.Clone(f.value.list()), item)
	n.put(f.key, &list)
}

// sibling is a single value at the place of another node.
func (n *node) sibling(text string) *node {
	return &node{file: n.file, line: n.line, col: n.col, kind: scalarNode, text: text}
}

// where names the place in a message about another one.
func (p place) where() string {
	if t := p.file.table; t != nil {
		return t.Place(int(p.line), 0).String()
	}
	return fmt.Sprintf("%s, line %d", p.file.name, p.line)
}

// list gives the items of a list, or the node itself as the only one: single values are allowed where lists are meant.
func (n *node) list() []*node {
	if n.kind == listNode {
		return n.items
	}
	return []*node{n}
}

// readable gives a node if nothing in it is torn; of a list the items of which that holds, if there are any; nil otherwise.
func (n *node) readable() *node {
	switch {
	case n.torn:
		return nil
	case n.kind == mapNode:
		for _, f := range n.fields {
			if f.value.readable() != f.value {
				return nil
			}
		}
	case n.kind == listNode:
		isTorn := func(item *node) bool { return item.readable() != item }
		if !slices.ContainsFunc(n.items, isTorn) {
			return n
		}
		whole := slices.DeleteFunc(slices.Clone(n.items), isTorn)
		if len(whole) == 0 {
			return nil
		}
		list := *n
		list.items = whole
		return &list
	}
	return n
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

// isBool tells whether the node is a plain true or false.
func (n *node) isBool() bool {
	return n.kind == scalarNode && !n.quoted && (n.text == "true" || n.text == "false")
}
