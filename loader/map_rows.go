package loader

import (
	"context"
	"fmt"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"pactgraph/graph"
	"pactgraph/loader/table"
)

// mapper makes the records of a bundle of the rows of tables, as a mapping says.
type mapper struct {
	collector
	warnings collector
	mapping  *mapping

	// names holds what names may mean, by who asks; parsed the texts with names that were cut into parts.
	names  map[*rule]*names
	parsed map[string][]part
	// allNames are those that the mapping has anywhere; see named.
	allNames map[string]bool
	// actors leads from names and codes to the slugs of actors, "" for none; told holds the unknown ones that were told.
	actors map[string]string
	told   map[string]bool

	// sections are the records made, by their nouns, in the order of found.
	sections map[graph.Noun]*section
	found    []graph.Noun
	shelf    *shelf
	// index leads from lists of the record that is put together to their items by what they say, quotes being left out.
	index map[*node]map[string]*node
	files map[*table.Table]*file
}

func newMapper(m *mapping) *mapper {
	m.file.shelf = newShelf()
	return &mapper{
		mapping: m, shelf: m.file.shelf, names: map[*rule]*names{}, parsed: map[string][]part{}, actors: map[string]string{}, told: map[string]bool{},
		sections: map[graph.Noun]*section{}, index: map[*node]map[string]*node{}, files: map[*table.Table]*file{},
	}
}

// tableRow is a row of a mapped table.
type tableRow struct {
	from  *table.Table
	line  int
	cells []string
}

// cell is one cell of a row; column counts from 0.
type cell struct {
	row    *tableRow
	column int
}

// name is the column's, as the header has it.
func (c cell) name() string { return c.row.from.Header[c.column].Text }

// bind gives the mapping's tables the files in which they are, and reads their rows.
func (m *mapper) bind(ctx context.Context, tables []*table.Table) error {
	for _, t := range tables {
		m.bindTable(t)
	}
	for _, t := range m.mapping.tables {
		if len(t.files) == 0 && t.pattern != "" {
			m.at(t.at, "no file that is given is the table %s: it is in %s", t.name, t.wanted())
		}
	}
	if len(m.list) > 0 {
		return nil
	}
	for _, t := range m.mapping.tables {
		m.checkTable(t)
	}
	for _, t := range tables {
		if err := m.readRows(ctx, t); err != nil {
			return err
		}
	}
	return nil
}

// wanted says in messages in which files a table is.
func (t *mappedTable) wanted() string {
	if t.sheet == "" {
		return strconv.Quote(t.pattern)
	}
	return fmt.Sprintf("%q, sheet %q", t.pattern, t.sheet)
}

// takes tells whether a file, or a sheet of it, is the table.
func (t *mappedTable) takes(from *table.Table) bool {
	return matches(t.pattern, strings.TrimSuffix(filepath.Base(from.File), gzipEnding)) && (t.sheet == "" || matches(t.sheet, from.Sheet))
}

// matches tells whether a name is one that a pattern means, whatever its capitals.
func matches(pattern, name string) bool {
	match, err := path.Match(strings.ToLower(pattern), strings.ToLower(name))
	return err == nil && match
}

// bindTable finds the mapping's tables that a file is.
func (m *mapper) bindTable(from *table.Table) {
	taken := false
	for _, t := range m.mapping.tables {
		if !t.takes(from) {
			continue
		}
		taken = true
		switch {
		case len(t.files) == 0:
			t.setHeader(from)
		case !t.many:
			m.at(t.at, "two files are the table %s: %s and %s; where it is made up of several write many: true", t.name, t.files[0], partName(from))
		default:
			m.sameHeader(t, from)
		}
		t.files = append(t.files, partName(from))
	}
	// A workbook may have sheets that nobody asks for; a file is given to be read.
	if !taken && from.Sheet == "" {
		m.file(from.File, "it is none of the mapping's tables: %s", m.tablesWanted())
	}
}

func (m *mapper) tablesWanted() string {
	var texts []string
	for _, t := range m.mapping.tables {
		texts = append(texts, fmt.Sprintf("%s is in %s", t.name, t.wanted()))
	}
	return strings.Join(texts, ", ")
}

// partName is how messages and locators name a table: its file, and the sheet of it.
func partName(from *table.Table) string {
	name := filepath.Base(from.File)
	if from.Sheet != "" {
		name += ", sheet " + from.Sheet
	}
	return name
}

func (t *mappedTable) setHeader(from *table.Table) {
	t.index = map[string]int{}
	for i, c := range from.Header {
		t.header = append(t.header, c.Text)
		t.index[c.Text] = i
	}
}

// sameHeader tells where a further file of a table has other columns than the first.
func (m *mapper) sameHeader(t *mappedTable, from *table.Table) {
	for i, c := range from.Header {
		if i >= len(t.header) || t.header[i] != c.Text {
			m.atPlace(m.fileOf(from), c.Line, c.Column, "the column is %q, and in %s it is %s: the files of one table have the same columns in the same order", c.Text, t.files[0], columnAt(t.header, i))
			return
		}
	}
	if len(from.Header) < len(t.header) {
		m.file(partName(from), "it has no column %q, and %s has: the files of one table have the same columns in the same order", t.header[len(from.Header)], t.files[0])
	}
}

func columnAt(header []string, i int) string {
	if i < len(header) {
		return strconv.Quote(header[i])
	}
	return "none"
}

// readRows takes the rows of a file into the tables that it is, but for those that their filters leave out.
func (m *mapper) readRows(ctx context.Context, from *table.Table) error {
	var into []*mappedTable
	for _, t := range m.mapping.tables {
		if t.takes(from) {
			into = append(into, t)
		}
	}
	if len(into) == 0 {
		return nil
	}
	named := m.named()
	from.Unread = map[int]bool{}
	for i, c := range from.Header {
		from.Unread[i+1] = !named[c.Text]
	}
	for r, err := range from.Rows(ctx) {
		if err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			m.tableFault(err)
			continue
		}
		row := &tableRow{from: from, line: r.Line, cells: make([]string, len(r.Cells))}
		for i, c := range r.Cells {
			row.cells[i] = c.Text
		}
		for _, t := range into {
			if f := m.frame(nil, t, row); f.holds(t.where) {
				t.rows = append(t.rows, row)
			}
		}
	}
	return nil
}

// names says what the names in a rule's texts may mean: first a column that the rule makes, then what each gives, then the
// columns that its table makes, and those that it has; table.column is one of a table that is joined.
type names struct {
	table  *mappedTable
	levels []nameLevel
	joins  []*join
	found  map[nameAt]meaningOf
}

// nameLevel is some of the names.
type nameLevel struct {
	made  *madeColumns
	bound []string
}

type nameAt struct {
	name  string
	level int
}

// meaningOf is what a name means.
type meaningOf struct {
	made   *madeColumn
	bound  bool
	level  int
	column int
	join   *join
	inner  string
	ok     bool
}

// The names that each gives.
const (
	columnName = "column"
	valueName  = "value"
)

// namesOf gives the names of a rule, or of a table alone.
func (m *mapper) namesOf(r *rule, t *mappedTable) *names {
	if r == nil {
		return &names{table: t, levels: []nameLevel{{made: t.columns}}, found: map[nameAt]meaningOf{}}
	}
	if n := m.names[r]; n != nil {
		return n
	}
	bound := []string{}
	if r.each != nil {
		bound = append(bound, valueName)
		if r.each.list == nil {
			bound = append(bound, columnName)
		}
	}
	n := &names{table: r.table, joins: r.joins, levels: []nameLevel{{made: r.columns}, {made: &madeColumns{}, bound: bound}, {made: r.table.columns}}, found: map[nameAt]meaningOf{}}
	m.names[r] = n
	return n
}

// find gives what a name means to who stands at a level.
func (n *names) find(name string, level int) meaningOf {
	at := nameAt{name, level}
	found, ok := n.found[at]
	if !ok {
		found = n.lookUp(name, level)
		n.found[at] = found
	}
	return found
}

func (n *names) lookUp(name string, level int) meaningOf {
	for i := level; i < len(n.levels); i++ {
		if slices.Contains(n.levels[i].bound, name) {
			return meaningOf{bound: true, ok: true}
		}
		if c := n.levels[i].made.get(name); c != nil {
			return meaningOf{made: c, level: i, ok: true}
		}
	}
	if column, ok := n.table.index[name]; ok {
		return meaningOf{column: column, ok: true}
	}
	for _, j := range n.joins {
		if inner, ok := strings.CutPrefix(name, j.table.name+"."); ok {
			return meaningOf{join: j, inner: inner, ok: j.table.hasName(inner)}
		}
	}
	return meaningOf{}
}

// hasName tells whether a table has a column, or makes it.
func (t *mappedTable) hasName(name string) bool {
	_, ok := t.index[name]
	return ok || t.columns.get(name) != nil
}

// all lists the names that could be written, each once.
func (n *names) all() []string {
	var list []string
	for _, l := range n.levels {
		list = unite(list, append(slices.Clone(l.bound), l.made.names()...))
	}
	list = unite(list, n.table.header)
	for _, j := range n.joins {
		for _, name := range unite(j.table.columns.names(), j.table.header) {
			list = append(list, j.table.name+"."+name)
		}
	}
	return list
}

// tables lists the names of columns that stand in tables, or are bound by each.
func (n *names) tables() []string {
	list := slices.Clone(n.table.header)
	for _, l := range n.levels {
		list = append(list, l.bound...)
	}
	for _, j := range n.joins {
		for _, name := range j.table.header {
			list = append(list, j.table.name+"."+name)
		}
	}
	return list
}

// frame is a row while it is mapped: what each name stands for in it.
type frame struct {
	m     *mapper
	names *names
	row   *tableRow
	bound map[string]value
	cache map[*madeColumn]value
	// joined are the rows of joined tables; a nil frame where there is none.
	joined map[*join]*frame
	// deciding are the cells for which a rule took the row.
	deciding []cell
	// lost: a row that must be joined isn't there, which was told.
	lost bool
}

func (m *mapper) frame(r *rule, t *mappedTable, row *tableRow) *frame {
	return &frame{m: m, names: m.namesOf(r, t), row: row, bound: map[string]value{}, cache: map[*madeColumn]value{}, joined: map[*join]*frame{}}
}

// value gives what a name stands for, to who stands at a level; nothing for a name that there isn't, which was told.
func (f *frame) value(name string, level int) value {
	switch found := f.names.find(name, level); {
	case !found.ok:
		return value{}
	case found.bound:
		return f.bound[name]
	case found.made != nil:
		v, ok := f.cache[found.made]
		if !ok {
			v = f.made(found.made, found.level)
			f.cache[found.made] = v
		}
		return v
	case found.join != nil:
		return f.join(found.join).value(found.inner, 0)
	default:
		return f.cell(found.column)
	}
}

// look gives what a name stands for in the rule's own texts.
func (f *frame) look(name string) value { return f.value(name, 0) }

// cell gives the value of a cell of the row itself.
func (f *frame) cell(column int) value {
	if f.row.line == 0 {
		return value{}
	}
	at := cell{f.row, column}
	v := value{cells: []cell{at}}
	text := strings.TrimSpace(f.row.cells[column])
	if text != "" && !f.names.table.isUnknown(at.name(), text) {
		v.texts = []string{text}
	}
	return v
}

// isUnknown tells whether a text means in a column that the value isn't known.
func (t *mappedTable) isUnknown(column, text string) bool {
	return slices.Contains(t.unknown, text) || slices.Contains(t.unknownIn[column].texts, text)
}

// join gives the frame of the joined table's row; an empty one if there is none, which was told if there must be.
func (f *frame) join(j *join) *frame {
	joined, ok := f.joined[j]
	if !ok {
		joined = f.m.frame(nil, j.table, f.joinedRow(j))
		f.joined[j] = joined
	}
	return joined
}

// joinedRow finds the one row of the other table that has the same values.
func (f *frame) joinedRow(j *join) *tableRow {
	var key value
	for _, n := range j.mine {
		v := f.value(n.text, 0)
		key.texts = append(key.texts, v.text())
		key.cells = append(key.cells, v.cells...)
	}
	rows := f.m.joinIndex(j)[joinKey(key.texts)]
	if len(rows) == 1 {
		return rows[0]
	}
	f.lost = len(rows) > 1 || !j.optional
	switch {
	case len(rows) > 1:
		f.m.atCells(key.cells, j.at, "%d rows of %s have %s %q, first in line %d and line %d: a join needs one", len(rows), j.table.name, columnsText(j.theirs), key.text(), rows[0].line, rows[1].line)
	case !j.optional:
		f.m.atCells(key.cells, j.at, "no row of %s has %s %q; where that may be, write optional: true", j.table.name, columnsText(j.theirs), key.text())
	}
	return emptyRow(j.table)
}

// emptyRow stands for a row that isn't there: nothing of it is known.
func emptyRow(t *mappedTable) *tableRow {
	return &tableRow{from: &table.Table{Header: make([]table.Cell, len(t.header))}, cells: make([]string, len(t.header))}
}

func columnsText(columns []*node) string {
	var texts []string
	for _, n := range columns {
		texts = append(texts, n.text)
	}
	return strings.Join(texts, ", ")
}

func joinKey(texts []string) string { return strings.Join(texts, "\x00") }

// joinIndex gives the rows of a joined table by the values of the join's columns.
func (m *mapper) joinIndex(j *join) map[string][]*tableRow {
	if j.rows == nil {
		j.rows = map[string][]*tableRow{}
		for _, row := range j.table.rows {
			f := m.frame(nil, j.table, row)
			var texts []string
			for _, n := range j.theirs {
				texts = append(texts, f.look(n.text).text())
			}
			key := joinKey(texts)
			j.rows[key] = append(j.rows[key], row)
		}
	}
	return j.rows
}

// holds tells whether all conditions hold in a row, and keeps the cells that they look at.
func (f *frame) holds(conditions []condition) bool {
	for i := range conditions {
		c := &conditions[i]
		v := f.look(c.column.text)
		if !f.m.holds(c, v) {
			c.keep(v)
			return false
		}
		c.met = true
		f.deciding = append(f.deciding, v.cells...)
	}
	return true
}

// mostInstead is how many values a message lists where others were asked for.
const mostInstead = 5

// keep notes a value that isn't what is asked.
func (c *condition) keep(v value) {
	c.asked = true
	if text := v.text(); !c.met && v.known() && len(c.instead) < mostInstead && !slices.Contains(c.instead, text) {
		c.instead = append(c.instead, text)
	}
}

// tellUnmet warns of filters that take no row: what they ask for may be written otherwise in the tables.
func (m *mapper) tellUnmet() {
	for _, t := range m.mapping.tables {
		m.warnUnmet(t, t.where)
	}
	for _, r := range m.mapping.rules {
		m.warnUnmet(r.table, r.where)
	}
}

func (m *mapper) warnUnmet(t *mappedTable, conditions []condition) {
	for i, c := range conditions {
		if !c.asked || c.met {
			continue
		}
		none, wanted, has := "none", "a "+c.column.text+" as it is asked", "no value"
		if i > 0 {
			none = "of those that are left, none"
		}
		if c.hasIs {
			wanted = c.column.text + " " + joinOr(quotedAll(c.is))
		}
		if len(c.instead) > 0 {
			has = strings.Join(quotedAll(c.instead), ", ")
		}
		m.warnings.at(c.column, "where takes no row of the table %s: %s has %s; it has %s", t.name, none, wanted, has)
	}
}

func quotedAll(texts []string) []string {
	quoted := make([]string, len(texts))
	for i, text := range texts {
		quoted[i] = strconv.Quote(text)
	}
	return quoted
}

func (m *mapper) holds(c *condition, v value) bool {
	among := func(texts []string) bool {
		return slices.ContainsFunc(v.texts, func(text string) bool { return slices.Contains(texts, text) })
	}
	switch {
	case c.hasIs && !among(c.is), c.hasNot && among(c.not):
		return false
	case c.known != "" && strconv.FormatBool(v.known()) != c.known:
		return false
	case c.least == nil && c.most == nil:
		return true
	case !v.known():
		return false
	}
	number, err := strconv.ParseFloat(v.text(), 64)
	if err != nil {
		m.atCells(v.cells, c.column, "%q is no number, and %s is compared with one", v.text(), c.column.text)
		return false
	}
	return (c.least == nil || number >= *c.least) && (c.most == nil || number <= *c.most)
}

// run makes the records of all rules.
func (m *mapper) run(ctx context.Context) error {
	for _, r := range m.mapping.rules {
		for _, row := range r.table.rows {
			if err := ctx.Err(); err != nil {
				return err
			}
			if m.full() {
				return nil
			}
			m.frame(r, r.table, row).repeat(r)
		}
	}
	m.tellUnmet()
	return nil
}

// repeat makes a row's records once, or for each of what the rule names.
func (f *frame) repeat(r *rule) {
	if r.each == nil {
		f.make(r)
		return
	}
	for _, bound := range f.bindings(r.each) {
		inner := f.m.frame(r, r.table, f.row)
		inner.bound = bound
		inner.deciding = slices.Clone(bound[valueName].cells)
		inner.make(r)
	}
}

// bindings gives what column and value stand for, once for each column that has a value or each item of a list.
func (f *frame) bindings(e *each) []map[string]value {
	var list []map[string]value
	outer := len(f.names.levels) - 1
	for _, n := range e.columns {
		if v := f.value(n.text, outer); v.known() {
			list = append(list, map[string]value{valueName: v, columnName: {texts: []string{n.text}, cells: v.cells}})
		}
	}
	if e.list != nil {
		v := f.value(e.list.text, outer)
		for _, text := range v.texts {
			list = append(list, map[string]value{valueName: {texts: []string{text}, cells: v.cells}})
		}
	}
	return list
}

// make makes the records of a rule, if its filter takes the row.
func (f *frame) make(r *rule) {
	if !f.holds(r.where) {
		return
	}
	for _, s := range r.sections {
		noun, _ := sectionNoun(s.key.text)
		for _, record := range s.value.fields {
			f.m.makeRecord(noun, record, f)
		}
	}
}

// part is a part of a text: words, or a name that stands for a value.
type part struct{ words, name string }

// placeholder is a name in a text: <yrent>.
var placeholder = regexp.MustCompile(`<([^<>]+)>`)

// parts cuts a text at its names.
func (m *mapper) parts(text string) []part {
	if list, ok := m.parsed[text]; ok {
		return list
	}
	var list []part
	at := 0
	for _, found := range placeholder.FindAllStringSubmatchIndex(text, -1) {
		if found[0] > at {
			list = append(list, part{words: text[at:found[0]]})
		}
		list = append(list, part{name: strings.TrimSpace(text[found[2]:found[3]])})
		at = found[1]
	}
	if at < len(text) {
		list = append(list, part{words: text[at:]})
	}
	m.parsed[text] = list
	return list
}

// hasNames tells whether a text has names in it.
func (m *mapper) hasNames(n *node) bool {
	return slices.ContainsFunc(m.parts(n.text), func(p part) bool { return p.name != "" })
}

// anyNames tells whether there are names in the texts of a node, keys included.
func (m *mapper) anyNames(n *node) bool {
	return n.kind == scalarNode && m.hasNames(n) || slices.ContainsFunc(n.items, m.anyNames) ||
		slices.ContainsFunc(n.fields, func(f field) bool { return m.hasNames(f.key) || m.anyNames(f.value) })
}

// fill puts values in the place of a text's names. A text with a name that isn't known isn't known; one that is a name alone
// is what that stands for, a list too.
func (m *mapper) fill(n *node, look func(string) value) value {
	list := m.parts(n.text)
	if len(list) == 1 && list[0].name != "" {
		return look(list[0].name)
	}
	var out value
	var text strings.Builder
	known := true
	for _, p := range list {
		text.WriteString(p.words)
		if p.name != "" {
			v := look(p.name)
			known = known && v.known()
			out.faulty = out.faulty || v.faulty
			text.WriteString(v.text())
			out.cells = append(out.cells, v.cells...)
		}
	}
	if known {
		out.texts = []string{text.String()}
	}
	return out
}
