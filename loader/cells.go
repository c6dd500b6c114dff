package loader

import (
	"slices"
	"strings"

	"pactgraph/graph"
	"pactgraph/loader/table"
)

// cellKind is how a cell of a table says a value. A cell in which nothing stands says nothing.
type cellKind int

const (
	// cellText is the cell's text, whatever it looks like.
	cellText cellKind = iota
	// cellBool is true or false, in capitals too, as spreadsheets write them.
	cellBool
	// cellList has items that are separated by semicolons or line breaks. An item in braces or brackets is a map or list
	// in YAML's flow style.
	cellList
	// cellIdentifiers is such a list of scheme: value.
	cellIdentifiers
	// cellQuote is a text, or a map or list in flow style if it begins and ends as one.
	cellQuote
	// cellAny is like a quote, and ~ is nothing at all.
	cellAny
)

// cells tells how a table says the values of a key.
func (k *key) cells() cellKind {
	switch {
	case k.prop == nil && k.link == nil:
		return k.cell
	case k.link != nil || k.prop.Type == graph.TypeStrings || k.prop.Type == graph.TypeEnums:
		return cellList
	case k.prop.Type == graph.TypeIdentifiers:
		return cellIdentifiers
	case k.prop.Type == graph.TypeBool:
		return cellBool
	}
	return cellText
}

// itemCell tells how a table says the value of an item's key.
func itemCell(k *key, name string) cellKind {
	switch p, isProperty := k.link.property(name); {
	case slices.Contains(k.link.refKeys(), name):
		return cellList
	case name == "quote":
		return cellQuote
	case name == "said":
		return cellAny
	case isProperty && p.Type == graph.TypeBool:
		return cellBool
	}
	return cellText
}

// column is a column of records: the place of a key, or with dots of one inside its value.
type column struct {
	index int
	// path is the keys that its name has.
	path []string
}

// columns gives the columns of a table of records but for those that only name them. Those whose first key no record of the
// noun has are told, and left out; without a noun the records tell.
func (s *tableSet) columns(t *tableFile, noun graph.Noun, but ...string) []column {
	var list []column
	for i, c := range t.table.Header {
		path := strings.Split(c.Text, ".")
		switch {
		case c.Text == "" || slices.Contains(but, c.Text):
		case noun == graph.NounObligation && c.Text == declarationColumn, noun == "", keyTables()[noun].byName[path[0]] != nil:
			list = append(list, column{i, path})
		default:
			names := append(keyTables()[noun].names(), slugColumn)
			if noun == graph.NounObligation {
				names = append(names, declarationColumn)
			}
			s.problems.at(t.heading(i+1), "the table %s has no column %q%s", t.name, c.Text, didYouMeanOr(path[0], names))
		}
	}
	return list
}

// fill puts what a cell says into a record.
func (s *tableSet) fill(t *tableFile, body *node, c column, noun graph.Noun, cell table.Cell) {
	kind := cellText
	if k := keyTables()[noun].byName[c.path[0]]; k != nil {
		kind = k.pathCells(c.path)
	}
	value := s.cell(t, cell, kind)
	if value == nil {
		return
	}
	into := body
	for _, name := range c.path[:len(c.path)-1] {
		inner := into.get(name)
		if inner == nil {
			inner = &node{file: t.file, line: cell.Line, col: cell.Column, kind: mapNode}
			into.put(inner.sibling(name), inner)
		}
		if inner.kind != mapNode {
			s.problems.at(value, "%s is given in a column of its own too: write it there, or here", name)
			return
		}
		into = inner
	}
	last := c.path[len(c.path)-1]
	if into.get(last) != nil {
		s.problems.at(value, "%s is given in another column too: write it once", strings.Join(c.path, "."))
		return
	}
	into.put(value.sibling(last), value)
}

// pathCells tells how a table says what stands at a path that begins with the key.
func (k *key) pathCells(path []string) cellKind {
	last := path[len(path)-1]
	switch {
	case len(path) == 1:
		return k.cells()
	case len(path) == 2 && k.link != nil && slices.Contains(allItemKeys(k.link), last):
		return itemCell(k, last)
	case len(path) == 2 && k.link != nil && keyTables()[graph.NounCondition].byName[last] != nil:
		// A condition may be written out in place of its name.
		return keyTables()[graph.NounCondition].byName[last].cells()
	case path[len(path)-2] == "quotes" || last == "quote":
		return cellQuote
	}
	return cellAny
}

// cell reads what a cell says; nil for nothing.
func (s *tableSet) cell(t *tableFile, c table.Cell, kind cellKind) *node {
	text := strings.TrimSpace(c.Text)
	switch {
	case slices.Contains(s.spoilt, c.Column):
		return t.torn(c)
	case text == "":
		return nil
	case s.verbatim && isCoded(c.Text, kind):
		return s.decoded(t, c)
	case kind == cellBool && (strings.EqualFold(text, "true") || strings.EqualFold(text, "false")):
		return t.scalar(c, strings.ToLower(text))
	case kind == cellList || kind == cellIdentifiers:
		return s.list(t, c, text, kind)
	case kind == cellAny && text == "~":
		return &node{file: t.file, line: c.Line, col: c.Column}
	case (kind == cellQuote || kind == cellAny) && (isFlow(text) || isUnclosed(text, "{", "}")):
		return s.flow(t, c, text)
	}
	return t.scalar(c, text)
}

// torn stands for what a cell says that can't be read.
func (t *tableFile) torn(c table.Cell) *node {
	return &node{file: t.file, line: c.Line, col: c.Column, torn: true}
}

// scalar is a single value at a cell.
func (t *tableFile) scalar(c table.Cell, text string) *node {
	return &node{file: t.file, line: c.Line, col: c.Column, kind: scalarNode, text: text}
}

// isFlow tells whether a text begins and ends as a map or a list in flow style.
func isFlow(text string) bool {
	return strings.HasPrefix(text, "{") && strings.HasSuffix(text, "}") || strings.HasPrefix(text, "[") && strings.HasSuffix(text, "]")
}

// isUnclosed tells whether a text begins as a map or a list in flow style, and doesn't end. Words of a quote may begin with a bracket.
func isUnclosed(text, open, closed string) bool {
	return strings.HasPrefix(text, open) && !strings.HasSuffix(text, closed) && strings.Count(text, open) > strings.Count(text, closed)
}

// list reads the items of a cell; a single one as it is.
func (s *tableSet) list(t *tableFile, c table.Cell, text string, kind cellKind) *node {
	var items []*node
	for _, part := range splitItems(text) {
		switch {
		case isFlow(part) || isUnclosed(part, "{", "}") || isUnclosed(part, "[", "]"):
			items = append(items, s.flow(t, c, part))
		case kind == cellIdentifiers:
			items = append(items, t.identifier(c, part))
		default:
			items = append(items, t.scalar(c, part))
		}
	}
	switch len(items) {
	case 0:
		return nil
	case 1:
		return items[0]
	}
	return &node{file: t.file, line: c.Line, col: c.Column, kind: listNode, items: items}
}

// identifier reads scheme: value.
func (t *tableFile) identifier(c table.Cell, text string) *node {
	scheme, value, ok := strings.Cut(text, ":")
	if !ok {
		return t.scalar(c, text)
	}
	n := t.scalar(c, "")
	n.kind = mapNode
	n.put(n.sibling("scheme"), t.scalar(c, strings.TrimSpace(scheme)))
	n.put(n.sibling("value"), t.scalar(c, strings.TrimSpace(value)))
	return n
}

// splitItems cuts a text at its semicolons and line breaks, but not inside of an item that begins with a brace or a bracket. Empty
// items are left out.
func splitItems(text string) []string {
	var items []string
	for text != "" {
		text = strings.TrimLeft(text, "; \t\r\n\u00a0")
		end := itemEnd(text)
		if item := strings.TrimSpace(text[:end]); item != "" {
			items = append(items, item)
		}
		text = text[end:]
	}
	return items
}

// itemEnd gives where the first item of a text ends.
func itemEnd(text string) int {
	flow := strings.HasPrefix(text, "{") || strings.HasPrefix(text, "[")
	depth := 0
	var quote rune
	for i, r := range text {
		switch {
		case quote != 0:
			if r == quote {
				quote = 0
			}
		case flow && (r == '"' || r == '\''):
			quote = r
		case flow && (r == '{' || r == '['):
			depth++
		case flow && (r == '}' || r == ']'):
			depth--
		case depth <= 0 && (r == ';' || r == '\n'):
			return i
		}
	}
	return len(text)
}

// flow reads a map or a list in YAML's flow style. All that it holds stands at the cell. It is torn if it isn't
// well formed.
func (s *tableSet) flow(t *tableFile, c table.Cell, text string) *node {
	if !isFlow(text) {
		s.problems.at(t.scalar(c, ""), "%q isn't closed: what begins with %s ends with %s", text, text[:1], map[string]string{"{": "}", "[": "]"}[text[:1]])
		return t.torn(c)
	}
	var wrong collector
	inner := &file{name: t.name, text: text}
	parseYAML(inner, &wrong)
	for _, p := range wrong.list {
		s.problems.at(t.scalar(c, ""), "%s (in the cell: line %d, character %d)", p.Message, max(p.Line, 1), max(p.Col, 1))
	}
	if inner.root == nil {
		return t.torn(c)
	}
	inner.root.moveTo(t.file, c.Line, c.Column)
	return inner.root
}

// moveTo gives a node, and all that it holds, another place.
func (n *node) moveTo(f *file, line, col int) {
	n.file, n.line, n.col = f, line, col
	for _, item := range n.items {
		item.moveTo(f, line, col)
	}
	for _, f2 := range n.fields {
		f2.key.moveTo(f, line, col)
		f2.value.moveTo(f, line, col)
	}
}
