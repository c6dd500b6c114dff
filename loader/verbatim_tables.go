package loader

import (
	"context"
	"strings"

	"pactgraph/graph"
	"pactgraph/loader/form"
	"pactgraph/loader/table"
)

// isCoded tells whether a cell of a verbatim table is written as form.Cell writes what doesn't stand for itself.
func isCoded(text string, kind cellKind) bool {
	switch {
	case kind == cellList || kind == cellIdentifiers:
		return strings.HasPrefix(text, "[")
	case kind == cellBool:
		return false
	}
	return strings.HasPrefix(text, form.Mark) || strings.HasPrefix(text, `"`)
}

// decoded reads such a cell. It is torn if it isn't well formed.
func (s *tableSet) decoded(t *tableFile, c table.Cell) *node {
	if text, marked := strings.CutPrefix(c.Text, form.Mark); marked {
		n := t.scalar(c, text)
		n.quoted = true
		return n
	}
	var wrong collector
	n, ok := newJSONReader(&file{name: t.name, text: c.Text}, c.Text, 1, &wrong).read()
	for _, p := range wrong.list {
		s.problems.at(t.scalar(c, ""), "%s (in the cell: line %d, character %d)", p.Message, max(p.Line, 1), max(p.Col, 1))
	}
	if !ok {
		return t.torn(c)
	}
	n.moveTo(t.file, c.Line, c.Column)
	return n
}

// addEdge puts an item that has the id of its edge under the edges of the bundle: it is all that the edge has.
func (s *tableSet) addEdge(t *tableFile, k *key, noun graph.Noun, slug *node, row table.Row) {
	body := &node{file: t.file, line: row.Line, col: slug.col, kind: mapNode}
	put := func(name string, value *node) { body.put(value.sibling(name), value) }
	own, other := form.Start, form.End
	if k.link.reverse {
		own, other = other, own
	}
	put(form.Type, slug.sibling(string(k.link.rel.Type)))
	put(own, slug.sibling(graph.MakeID(noun, slug.text)))
	var name *node
	for i, c := range row.Cells {
		column := t.table.Header[i].Text
		n := s.cell(t, c, itemCell(k, column))
		switch {
		case n == nil || column == slugColumn:
		case column == form.Edge:
			name = n
		case column == form.Who:
			put(other, n)
		case column == form.As && k.link.as != "":
			put(k.link.as, n)
		default:
			put(column, n)
		}
	}
	body.torn = s.unread || body.readable() != body
	if name == nil || name.torn {
		return
	}
	s.addEntry(form.Edges, name, body)
}

// readEntries takes claims or evidence, one in each row.
func (s *tableSet) readEntries(ctx context.Context, t *tableFile) error {
	columns := form.ClaimColumns()
	if t.name == form.Evidence {
		columns = form.EvidenceColumns()
	}
	kinds := map[string]cellKind{}
	var allowed []string
	for _, c := range columns {
		allowed = append(allowed, c.Name)
		switch {
		case c.Name == form.Evidence:
			kinds[c.Name] = cellList
		case c.Prop != nil && c.Prop.Type == graph.TypeBool:
			kinds[c.Name] = cellBool
		}
	}
	if !s.wants(t, []string{form.ID}, allowed) {
		return nil
	}
	named := t.column(form.ID)
	return s.rows(ctx, t, func(row table.Row) {
		name := s.cell(t, row.Cells[named-1], cellText)
		if name == nil {
			s.problems.at(t.scalar(row.Cells[named-1], ""), "the row has no id: write one that begins with %s", entryPrefix[t.name])
			return
		}
		if name.torn {
			return
		}
		body := &node{file: t.file, line: row.Line, col: name.col, kind: mapNode}
		for i, c := range row.Cells {
			column := t.table.Header[i].Text
			if n := s.cell(t, c, kinds[column]); n != nil && i+1 != named {
				body.put(n.sibling(column), n)
			}
		}
		body.torn = s.unread || body.readable() != body
		s.addEntry(t.name, name, body)
	})
}

// addEntry puts an edge, a claim or evidence under its name. Two of one name are told when they are read.
func (s *tableSet) addEntry(section string, name, body *node) {
	name.text = strings.TrimPrefix(name.text, entryPrefix[section])
	s.section(section, name).put(name, s.shelf.fold(body))
}
