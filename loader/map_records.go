package loader

import (
	"fmt"
	"slices"
	"strings"

	"pactgraph/graph"
)

// instance fills the texts of a record with the values of one row.
type instance struct {
	m *mapper
	// row is the one of which it is made; nil where it is made of none.
	row *tableRow
	// look gives what a name stands for.
	look func(string) value
	// uses are the cells of what was filled in, behind those with which it began.
	uses  []cell
	begun int
	// faulty: a value was wrong, which was told. meant leads from values to where the mapping has them, if a value table has.
	faulty bool
	meant  map[*node]*node
}

// fresh gives an instance that starts with some cells.
func (x *instance) fresh(cells []cell) *instance {
	return &instance{m: x.m, row: x.row, look: x.look, uses: slices.Clone(cells), begun: len(cells)}
}

// own gives the cells whose values were filled in; where there are none, those for which the row was taken.
func (x *instance) own() []cell {
	if len(x.uses) > x.begun {
		return x.uses[x.begun:]
	}
	return x.uses
}

// makeRecord makes a record of a rule's, unless its slug isn't known.
func (m *mapper) makeRecord(noun graph.Noun, f field, row *frame) {
	x := &instance{m: m, row: row.row, look: row.look}
	key := x.scalar(f.key)
	if key == nil || key.kind != scalarNode {
		return
	}
	x.uses, x.begun = row.deciding, len(row.deciding)
	body := x.record(noun, f.value)
	body.torn = row.lost
	m.put(noun, key, body)
}

// scalar fills a text: nil where it isn't known, a list where it is a name that stands for one.
func (x *instance) scalar(n *node) *node {
	if !x.m.hasNames(n) {
		return n
	}
	v := x.m.fill(n, x.look)
	x.faulty = x.faulty || v.faulty
	if !v.known() {
		return nil
	}
	x.uses = append(x.uses, v.cells...)
	at := x.m.place(n, v.cells)
	// A name alone is the value that it stands for, in quotation marks too; a text with a name in it is a text.
	at.quoted = n.quoted && len(x.m.parts(n.text)) > 1
	if !v.list {
		at.kind, at.text = scalarNode, v.text()
		x.keepMeant(at, v, 0)
		return at
	}
	at.kind = listNode
	for i, text := range v.texts {
		item := *at
		item.kind, item.text, item.items = scalarNode, text, nil
		at.items = append(at.items, &item)
		x.keepMeant(&item, v, i)
	}
	return at
}

// keepMeant notes where the mapping has a value.
func (x *instance) keepMeant(n *node, v value, i int) {
	if i >= len(v.meant) || v.meant[i] == nil {
		return
	}
	if x.meant == nil {
		x.meant = map[*node]*node{}
	}
	x.meant[n] = v.meant[i]
}

// blame puts values that a property can't have where the mapping has them: a row is right that has the code of a wrong meaning.
func (x *instance) blame(p graph.Property, value *node) {
	for _, n := range value.list() {
		if from := x.meant[n]; from != nil {
			var probe builder
			if _, ok := probe.readValue(p, n); !ok {
				n.file, n.line, n.col = from.file, from.line, from.col
			}
		}
	}
}

// node fills all texts of a node. It is nil where nothing of it is known.
func (x *instance) node(n *node) *node {
	switch n.kind {
	case scalarNode:
		return x.scalar(n)
	case listNode:
		return x.list(n, x.node)
	case mapNode:
		out := x.empty(n)
		for _, f := range n.fields {
			key, value := x.scalar(f.key), x.node(f.value)
			if key != nil && key.kind == scalarNode && value != nil {
				out.fields = append(out.fields, field{key, value})
			}
		}
		if len(out.fields) == 0 && len(n.fields) > 0 {
			return nil
		}
		return out
	}
	return n
}

// neededParts are the parts without which values of several parts mean nothing, by the keys of a record.
var neededParts = map[string][]string{"amount": {"value"}, "identifiers": {"scheme", "value"}}

// value fills a value of a record. What lacks a part that it can't be without isn't known, as {value: <sum>, unit: EUR} without
// the sum.
func (x *instance) value(k *key, n *node) *node {
	whole := func(n *node) *node { return x.whole(n, neededParts[k.name]) }
	if n.kind == listNode {
		return x.list(n, whole)
	}
	return whole(n)
}

func (x *instance) whole(n *node, parts []string) *node {
	y := x.fresh(nil)
	filled := y.node(n)
	x.faulty = x.faulty || y.faulty
	if filled == nil || n.kind == mapNode && slices.ContainsFunc(parts, func(part string) bool { return n.get(part) != nil && filled.get(part) == nil }) {
		return nil
	}
	x.uses, x.meant = append(x.uses, y.uses...), y.meant
	return filled
}

// list fills the items of a list, each by a function. Lists that stand for names are laid out in it.
func (x *instance) list(n *node, fill func(*node) *node) *node {
	out := x.empty(n)
	for _, item := range n.items {
		switch filled := fill(item); {
		case filled == nil:
		case filled.kind == listNode && item.kind == scalarNode:
			out.items = append(out.items, filled.items...)
		default:
			out.items = append(out.items, filled)
		}
	}
	if len(out.items) == 0 && len(n.items) > 0 {
		return nil
	}
	return out
}

// empty gives a node like another, without what is in it.
func (x *instance) empty(n *node) *node {
	out := *n
	out.items, out.fields = nil, nil
	return &out
}

// evidenceMaps are keys of a record with maps of fields. What isn't known of a row has none of these either.
var evidenceMaps = []string{"quotes", "inferred", "identified", "background", "credibility"}

// record fills a record. Each value and each edge is given the places of the cells that it rests on as evidence, where the
// mapping gives no other: those whose values it has, and those for which the row was taken.
func (x *instance) record(noun graph.Noun, body *node) *node {
	out := x.empty(body)
	quotes := &node{file: body.file, line: body.line, col: body.col, kind: mapNode}
	add := func(key, value *node) {
		if value != nil {
			out.fields = append(out.fields, field{key, value})
		}
	}
	for _, f := range body.fields {
		k := keyTables()[noun].byName[f.key.text]
		y := x.fresh(x.uses)
		switch {
		case k == nil || f.value.kind == nullNode:
			add(f.key, f.value)
		case f.key.text == "obligations":
			add(f.key, x.nested(f.value))
		case k.link != nil:
			add(f.key, x.links(noun, k, f.value))
		case k.phase == phaseValues:
			value := y.value(k, f.value)
			if value == nil && y.faulty {
				torn := y.placed(f.key.sibling(""), f.key)
				torn.torn = true
				add(f.key, torn)
				continue
			}
			if value != nil && k.prop != nil {
				y.blame(*k.prop, value)
			}
			add(f.key, value)
			if quote := y.evidence(f.value); value != nil && quote != nil && body.get("quotes").get(f.key.text) == nil {
				quotes.fields = append(quotes.fields, field{f.key, quote})
			}
		case k.name == "note":
			value := y.node(f.value)
			add(f.key, value)
			if quote := y.evidence(f.value); value != nil && quote != nil && body.get("quote") == nil {
				add(f.key.sibling("quote"), quote)
			}
		case !slices.Contains(evidenceMaps, k.name):
			add(f.key, y.node(f.value))
		}
	}
	for _, name := range evidenceMaps {
		x.evidenceMap(body, out, name)
	}
	x.addQuotes(out, quotes)
	return x.placed(out, body)
}

// evidenceMap fills a map of fields, but for those that have no value in this row.
func (x *instance) evidenceMap(body, out *node, name string) {
	for _, f := range body.fields {
		if f.key.text != name {
			continue
		}
		if f.value.kind != mapNode {
			out.fields = append(out.fields, f)
			return
		}
		filled := x.empty(f.value)
		for _, entry := range f.value.fields {
			if body.get(entry.key.text) != nil && out.get(entry.key.text) == nil {
				continue
			}
			if value := x.fresh(nil).node(entry.value); value != nil {
				filled.fields = append(filled.fields, field{entry.key, value})
			}
		}
		if len(filled.fields) > 0 {
			out.fields = append(out.fields, field{f.key, filled})
		}
	}
}

// addQuotes adds evidence to what a record gives itself.
func (x *instance) addQuotes(out, quotes *node) {
	if len(quotes.fields) == 0 {
		return
	}
	for i, f := range out.fields {
		if f.key.text == "quotes" {
			own := *f.value
			own.fields = append(slices.Clone(own.fields), quotes.fields...)
			out.fields[i].value = &own
			return
		}
	}
	out.fields = append(out.fields, field{quotes.sibling("quotes"), quotes})
}

// placed gives a record or an item the place of the row of which it is made, if it is of one.
func (x *instance) placed(out, from *node) *node {
	if len(x.uses) > 0 {
		at := x.m.place(from, x.own())
		out.file, out.line, out.col = at.file, at.line, at.col
	}
	return out
}

// nested fills the obligations that stand in a declaration.
func (x *instance) nested(n *node) *node {
	if n.kind != mapNode {
		return n
	}
	out := x.empty(n)
	for _, f := range n.fields {
		if key := x.fresh(nil).scalar(f.key); key != nil && key.kind == scalarNode && f.value.kind == mapNode {
			if key == f.key && x.row != nil && x.m.anyNames(f.value) {
				// It is made once for each record of a row: the row is where it lacks something.
				key = &node{file: x.m.fileOf(x.row.from), line: x.row.line, kind: scalarNode, text: key.text}
			}
			out.fields = append(out.fields, field{key, x.fresh(x.uses).record(graph.NounObligation, f.value)})
		} else if key != nil {
			out.fields = append(out.fields, field{key, f.value})
		}
	}
	if len(out.fields) == 0 {
		return nil
	}
	return out
}

// links fills what stands under a key that makes edges.
func (x *instance) links(noun graph.Noun, k *key, n *node) *node {
	item := func(n *node) *node { return x.item(k, n) }
	switch {
	case n.kind == listNode:
		return x.list(n, item)
	case k.link.computed != "" && n.get("any") != nil:
		out := x.empty(n)
		groups := x.list(&node{file: n.file, line: n.line, col: n.col, kind: listNode, items: n.get("any").list()}, func(group *node) *node {
			if group.kind == listNode {
				return x.list(group, item)
			}
			return item(group)
		})
		if groups == nil {
			return nil
		}
		out.fields = []field{{n.key("any"), groups}}
		return out
	}
	return item(n)
}

// item fills one item: a name, a map that names what it goes to, or a condition that stands there. It is nil where what it
// can't be without isn't known.
func (x *instance) item(k *key, n *node) *node {
	y := x.fresh(x.uses)
	switch n.kind {
	case scalarNode:
		ref := y.scalar(n)
		quote := y.evidence(n)
		if ref == nil || quote == nil || isBearerRole(k, ref) {
			return ref
		}
		out := x.m.place(n, y.own())
		out.kind = mapNode
		out.fields = []field{{n.sibling(k.link.refKeys()[0]), ref}, {n.sibling("quote"), quote}}
		return out
	case mapNode:
		if k.link.computed != "" && !namesEnd(k.link, n) {
			return y.inlineCondition(n)
		}
		return y.itemMap(k, n)
	}
	return n
}

// isBearerRole tells whether it isn't an actor that stands among bearers.
func isBearerRole(k *key, n *node) bool {
	p, _ := graph.NounObligation.Property("bearerRole")
	return k.link.rel.Type == graph.EdgeBearer && n.kind == scalarNode && isOneOf(p, n.text)
}

// namesEnd tells whether an item names what it goes to, rather than saying it in place.
func namesEnd(l *link, n *node) bool {
	return slices.ContainsFunc(l.refKeys(), func(key string) bool { return key != "in" && n.get(key) != nil })
}

// inlineCondition fills a condition that stands in an obligation; without its kind there is none.
func (x *instance) inlineCondition(n *node) *node {
	out := x.record(graph.NounCondition, n)
	if n.get("kind") != nil && out.get("kind") == nil {
		return nil
	}
	return out
}

// itemMap fills an item that is a map.
func (x *instance) itemMap(k *key, n *node) *node {
	out := x.empty(n)
	for _, f := range n.fields {
		value := x.node(f.value)
		p, ok := k.link.property(f.key.text)
		if value != nil {
			if ok && p.Type != graph.TypeRef {
				x.blame(p, value)
			}
			out.fields = append(out.fields, field{f.key, value})
			continue
		}
		if p.Required || slices.Contains(k.link.refKeys(), f.key.text) {
			return nil
		}
	}
	if quote := x.evidence(n); quote != nil && n.get("quote") == nil {
		out.fields = append(out.fields, field{n.sibling("quote"), quote})
	}
	return x.placed(out, n)
}

// evidence gives the places of the cells that were used as a quote: one piece for each row. It is nil where none were.
func (x *instance) evidence(at *node) *node {
	var rows []*tableRow
	columns := map[*tableRow][]string{}
	for _, c := range x.uses {
		if !slices.Contains(rows, c.row) {
			rows = append(rows, c.row)
		}
		if !slices.Contains(columns[c.row], c.name()) {
			columns[c.row] = append(columns[c.row], c.name())
		}
	}
	if len(rows) == 0 {
		return nil
	}
	out := at.sibling("")
	out.kind = listNode
	for _, row := range rows {
		locator := at.sibling(fmt.Sprintf("%s, %s", row.locator(), strings.Join(columns[row], ", ")))
		locator.quoted = true
		piece := at.sibling("")
		piece.kind, piece.fields = mapNode, []field{{at.sibling("locator"), locator}}
		out.items = append(out.items, piece)
	}
	return out
}

// locator says where a row is: "members.csv, line 17" or "book.xlsx, sheet Members, row 17".
func (r *tableRow) locator() string {
	what := "line"
	if r.from.Sheet != "" {
		what = "row"
	}
	return fmt.Sprintf("%s, %s %d", partName(r.from), what, r.line)
}

// place makes a node at the first of some cells; at the mapping's own place where there are none.
func (m *mapper) place(from *node, cells []cell) *node {
	if len(cells) == 0 {
		return &node{file: from.file, line: from.line, col: from.col}
	}
	c := cells[0]
	return &node{file: m.fileOf(c.row.from), line: c.row.line, col: c.column + 1}
}

// atCells tells a problem at the first of some cells, or where the mapping makes something of them.
func (m *mapper) atCells(cells []cell, from *node, format string, args ...any) {
	m.at(m.place(from, cells), format, args...)
}

// warnCells tells something worth a look, as atCells does.
func (m *mapper) warnCells(cells []cell, from *node, format string, args ...any) {
	m.warnings.at(m.place(from, cells), format, args...)
}
