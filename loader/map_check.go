package loader

import (
	"maps"
	"regexp"
	"slices"
	"strings"
)

// checkTable tells the columns that a table's filter and columns name and that it doesn't have.
func (m *mapper) checkTable(t *mappedTable) {
	n := m.namesOf(nil, t)
	for name, unknown := range t.unknownIn {
		if _, ok := t.index[name]; !ok {
			m.at(unknown.at, "unknown names the column %q, which is not in %s%s: it has %s", name, t.files[0], didYouMean(name, t.header), columnsOf(t.header))
		}
	}
	m.checkWhere(t.where, n)
	m.checkColumns(n, 0)
}

// checkRule tells the names that a rule's texts have and that mean nothing.
func (m *mapper) checkRule(r *rule) {
	n := m.namesOf(r, r.table)
	for _, j := range r.joins {
		for i := range j.mine {
			m.checkName(j.mine[i], j.mine[i].text, n, 0)
			m.checkName(j.theirs[i], j.theirs[i].text, m.namesOf(nil, j.table), 0)
		}
	}
	if r.each != nil {
		for _, c := range append(slices.Clone(r.each.columns), listOf(r.each.list)...) {
			m.checkName(c, c.text, n, len(n.levels)-1)
		}
	}
	m.checkWhere(r.where, n)
	m.checkColumns(n, 0)
	for _, s := range r.sections {
		m.checkTexts(s.value, n, 0)
	}
}

// named gives all names that the mapping has anywhere, and those of joined tables without their table too: what isn't among them is a column
// of which it takes nothing.
func (m *mapper) named() map[string]bool {
	if m.allNames != nil {
		return m.allNames
	}
	m.allNames = map[string]bool{}
	add := func(_ *node, name string) {
		m.allNames[name] = true
		for _, t := range m.mapping.tables {
			if inner, ok := strings.CutPrefix(name, t.name+"."); ok {
				m.allNames[inner] = true
			}
		}
	}
	takes := func(where []condition, columns *madeColumns) {
		for _, c := range where {
			add(c.column, c.column.text)
		}
		for _, c := range columns.list {
			for _, u := range m.usesOf(c, 0) {
				add(u.at, u.name)
			}
		}
	}
	for _, t := range m.mapping.tables {
		takes(t.where, t.columns)
	}
	for _, r := range m.mapping.rules {
		takes(r.where, r.columns)
		for _, j := range r.joins {
			for _, n := range append(slices.Clone(j.mine), j.theirs...) {
				add(n, n.text)
			}
		}
		if r.each != nil {
			for _, n := range append(slices.Clone(r.each.columns), listOf(r.each.list)...) {
				add(n, n.text)
			}
		}
		for _, s := range r.sections {
			m.eachName(s.value, add)
		}
	}
	return m.allNames
}

func listOf(n *node) []*node {
	if n == nil {
		return nil
	}
	return []*node{n}
}

func (m *mapper) checkWhere(conditions []condition, n *names) {
	for _, c := range conditions {
		m.checkName(c.column, c.column.text, n, 0)
	}
}

// checkColumns looks at the columns that are made at a level.
func (m *mapper) checkColumns(n *names, level int) {
	for _, c := range n.levels[level].made.list {
		for _, text := range c.filled() {
			m.eachText(text, m.checkBrackets)
		}
		for _, u := range m.usesOf(c, level) {
			// A column that is made may be made of this one: what it lacks is one of the tables'.
			m.checkNameOf(u.at, u.name, n, u.level, n.tables())
		}
		if path := m.cycle(c, level, n, nil); path != "" {
			m.at(c.at, "the column %s is made of itself: %s", c.name, path)
		}
	}
}

// use is a name that a made column uses, as it is looked up.
type use struct {
	at    *node
	name  string
	level int
}

// usesOf gives the names that a made column uses. Its own name means the column behind it.
func (m *mapper) usesOf(c *madeColumn, level int) []use {
	var uses []use
	add := func(at *node, name string) {
		if name == c.name {
			uses = append(uses, use{at, name, level + 1})
			return
		}
		uses = append(uses, use{at, name, level})
	}
	for _, n := range []*node{c.column, c.number} {
		if n != nil {
			add(n, n.text)
		}
	}
	for _, n := range c.date {
		add(n, n.text)
	}
	for _, n := range c.filled() {
		m.eachName(n, func(at *node, name string) {
			if c.actor == nil || name != valueName || n != c.otherwise {
				add(at, name)
			}
		})
	}
	return uses
}

// filled gives the texts of a column that may have names in them, nil among them.
func (c *madeColumn) filled() []*node {
	texts := append([]*node{c.slug, c.actor, c.otherwise}, c.texts...)
	if c.values != nil {
		texts = slices.AppendSeq(texts, maps.Values(c.values.values))
	}
	return texts
}

// cycle tells whether a made column needs itself, as a text; "" where it doesn't.
func (m *mapper) cycle(c *madeColumn, level int, n *names, path []*madeColumn) string {
	if at := slices.Index(path, c); at >= 0 {
		var steps []string
		for _, step := range append(path[at:], c) {
			steps = append(steps, step.name)
		}
		return strings.Join(steps, " of ")
	}
	path = append(slices.Clone(path), c)
	for _, u := range m.usesOf(c, level) {
		if found := n.find(u.name, u.level); found.made != nil {
			if text := m.cycle(found.made, found.level, n, path); text != "" {
				return text
			}
		}
	}
	return ""
}

// eachText goes through the texts of a node, keys included.
func (m *mapper) eachText(n *node, do func(n *node)) {
	if n == nil {
		return
	}
	if n.kind == scalarNode {
		do(n)
	}
	for _, item := range n.items {
		m.eachText(item, do)
	}
	for _, f := range n.fields {
		m.eachText(f.key, do)
		m.eachText(f.value, do)
	}
}

// eachName goes through the names in the texts of a node, keys included.
func (m *mapper) eachName(n *node, do func(at *node, name string)) {
	m.eachText(n, func(text *node) {
		for _, p := range m.parts(text.text) {
			if p.name != "" {
				do(text, p.name)
			}
		}
	})
}

// halfName is a bracket that begins or ends a name, where the other one is missing. One that is a sign has white space, or another sign, on
// that side: a < b, ->, <5 %.
var halfName = regexp.MustCompile(`<[\pL_]|[\pL\pN_]>`)

// checkBrackets tells names that aren't closed, or aren't opened: they would stand in what is loaded as they are written.
func (m *mapper) checkBrackets(n *node) {
	const rest = "write <title>; a < or > that is meant has white space around it, as in a < b"
	switch found := halfName.FindString(placeholder.ReplaceAllString(n.text, "x")); {
	case strings.HasPrefix(found, "<"):
		m.at(n, "the name that begins with < here isn't closed: %s", rest)
	case found != "":
		m.at(n, "the name that ends with > here isn't opened: %s", rest)
	}
}

func (m *mapper) checkTexts(n *node, in *names, level int) {
	m.eachText(n, m.checkBrackets)
	m.eachName(n, func(at *node, name string) { m.checkName(at, name, in, level) })
}

// checkName tells a name that means nothing, and what there is.
func (m *mapper) checkName(at *node, name string, in *names, level int) {
	m.checkNameOf(at, name, in, level, in.all())
}

// checkNameOf does so, and suggests one of some names.
func (m *mapper) checkNameOf(at *node, name string, in *names, level int, suggested []string) {
	if in.find(name, level).ok {
		return
	}
	m.at(at, "column %s is not in %s%s: it has %s", name, strings.Join(in.table.files, ", "), didYouMean(name, suggested), columnsOf(in.all()))
}

// mostColumns is how many columns a message lists.
const mostColumns = 30

// columnsOf lists columns in a message.
func columnsOf(names []string) string {
	if len(names) > mostColumns {
		return strings.Join(names[:mostColumns], ", ") + " and more"
	}
	return strings.Join(names, ", ")
}
