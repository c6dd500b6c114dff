package loader

import "encoding/binary"

// shelf keeps records of tables in little memory: the nodes of each are put together to one text, in which a cell takes a tenth of
// what it takes as nodes, and are made again whenever the record is looked at.
type shelf struct {
	// files are those in which nodes stand, index their places in it.
	files []*file
	index map[*file]int
}

func newShelf() *shelf { return &shelf{index: map[*file]int{}} }

// fold gives a record's node that has its place and a text alone. Its file has to be one of the shelf's (see file.shelf).
func (s *shelf) fold(n *node) *node { return n.folded(s.pack(n)) }

// pack puts a node and all that it holds together to one text.
func (s *shelf) pack(n *node) string {
	p := nodePacker{shelf: s}
	p.node(n)
	return string(p.b)
}

// unpack gives the node of a text.
func (s *shelf) unpack(text string) *node {
	u := nodeUnpacker{shelf: s, rest: text}
	return u.node()
}

func (s *shelf) place(f *file) int {
	at, ok := s.index[f]
	if !ok {
		at = len(s.files)
		s.files, s.index[f] = append(s.files, f), at
	}
	return at
}

// A node is packed as its kind with its flags, its file, how far its line is from that of the node before, its column, and then a
// text, or how many items or fields there are, and these.
const (
	packedKind   = 3
	packedQuoted = 1 << 2
	packedTorn   = 1 << 3
)

type nodePacker struct {
	shelf *shelf
	b     []byte
	line  int
}

func (p *nodePacker) number(n int) { p.b = binary.AppendVarint(p.b, int64(n)) }

func (p *nodePacker) node(n *node) {
	head := byte(n.kind)
	if n.quoted {
		head |= packedQuoted
	}
	if n.torn {
		head |= packedTorn
	}
	p.b = append(p.b, head)
	p.number(p.shelf.place(n.file))
	p.number(n.line - p.line)
	p.number(n.col)
	p.line = n.line
	switch n.kind {
	case scalarNode:
		p.number(len(n.text))
		p.b = append(p.b, n.text...)
	case listNode:
		p.number(len(n.items))
		for _, item := range n.items {
			p.node(item)
		}
	case mapNode:
		p.number(len(n.fields))
		for _, f := range n.fields {
			p.node(f.key)
			p.node(f.value)
		}
	}
}

type nodeUnpacker struct {
	shelf *shelf
	rest  string
	line  int
}

func (u *nodeUnpacker) number() int {
	// A number takes a few bytes.
	n, size := binary.Varint([]byte(u.rest[:min(len(u.rest), binary.MaxVarintLen64)]))
	u.rest = u.rest[size:]
	return int(n)
}

func (u *nodeUnpacker) node() *node {
	head := u.rest[0]
	u.rest = u.rest[1:]
	n := &node{kind: nodeKind(head & packedKind), quoted: head&packedQuoted != 0, torn: head&packedTorn != 0}
	n.file = u.shelf.files[u.number()]
	u.line += u.number()
	n.line, n.col = u.line, u.number()
	switch n.kind {
	case scalarNode:
		size := u.number()
		n.text, u.rest = u.rest[:size], u.rest[size:]
	case listNode:
		n.items = make([]*node, u.number())
		for i := range n.items {
			n.items[i] = u.node()
		}
	case mapNode:
		n.fields = make([]field, u.number())
		for i := range n.fields {
			n.fields[i].key = u.node()
			n.fields[i].value = u.node()
		}
	}
	return n
}

// nest puts an obligation into a folded declaration.
func (n *node) nest(slug, body *node) {
	nested := n.get(obligationsKey)
	if nested == nil {
		nested = &node{file: body.file, line: body.line, kind: mapNode}
		n.put(&node{file: body.file, line: body.line, kind: scalarNode, text: obligationsKey}, nested)
	}
	nested.put(slug, body)
}

// join adds an item to the list under a key of a folded record.
func (s *shelf) join(n, key, item *node) {
	n.items = append(n.items, s.fold(&node{file: item.file, line: item.line, col: item.col, kind: mapNode, fields: []field{{key, item}}}))
}

// unfold gives the whole node of a folded one, with what was added to it.
func (s *shelf) unfold(n *node) *node {
	whole := s.unpack(n.text)
	whole.torn = n.torn
	for _, f := range n.get(obligationsKey).entries() {
		if nested := whole.get(obligationsKey); nested == nil {
			whole.put(n.key(obligationsKey), &node{file: f.value.file, line: f.value.line, kind: mapNode})
		} else if nested.kind != mapNode {
			break
		}
		whole.get(obligationsKey).put(f.key, s.unfold(f.value))
	}
	for _, item := range n.items {
		f := s.unpack(item.text).fields[0]
		whole.addItem(f.key, f.value)
	}
	return whole
}
