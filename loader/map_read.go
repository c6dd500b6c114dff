package loader

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"pactgraph/graph"
)

// MappingVersion is that of the language of mappings that this package reads.
const MappingVersion = "1"

// mapping is a mapping file: how the rows of tables become the records of a bundle.
type mapping struct {
	file            *file
	dataset, source *node
	// constants are the sections of records that stand in the mapping as they do in a bundle.
	constants []field
	values    map[string]*valueTable
	unknown   []string
	tables    []*mappedTable
	rules     []*rule
}

// table gives one of the mapping's tables, or nil.
func (m *mapping) table(name string) *mappedTable {
	for _, t := range m.tables {
		if t.name == name {
			return t
		}
	}
	return nil
}

func (m *mapping) tableNames() []string {
	names := make([]string, len(m.tables))
	for i, t := range m.tables {
		names[i] = t.name
	}
	return names
}

// mappedTable is a table that a mapping names: which files and sheets it is, and how its cells are read.
type mappedTable struct {
	name           string
	at             *node
	pattern, sheet string
	// many: several files or sheets of the same columns may make it up.
	many bool
	// unknown are the texts that mean that a value is not known, in every column and by column.
	unknown   []string
	unknownIn map[string]unknownTexts
	where     []condition
	columns   *madeColumns
	// header and rows are filled in from the files.
	header []string
	index  map[string]int
	rows   []*tableRow
	files  []string
}

// unknownTexts are those that mean in one column that a value isn't known.
type unknownTexts struct {
	at    *node
	texts []string
}

// rule says what records each row of a table makes.
type rule struct {
	at      *node
	table   *mappedTable
	joins   []*join
	where   []condition
	each    *each
	columns *madeColumns
	// sections are the records that it makes, by the names of their sections.
	sections []field
}

// join gives a rule the columns of another table's row.
type join struct {
	table *mappedTable
	at    *node
	// mine are the columns whose values are looked up in theirs.
	mine, theirs []*node
	optional     bool
	rows         map[string][]*tableRow
}

// each repeats a row: for each of some columns, or for each item of a list.
type each struct {
	at      *node
	columns []*node
	list    *node
}

// condition is what the values of a column must be for a row to be taken.
type condition struct {
	column        *node
	is, not       []string
	known         string // "true", "false" or "" where it isn't asked
	least, most   *float64
	hasIs, hasNot bool
	// asked: rows have come to it; met: it held in one. Until then some of what stands in them instead is kept.
	asked, met bool
	instead    []string
}

// valueTable leads from the texts that stand in cells to what they mean.
type valueTable struct {
	at     *node
	values map[string]*node
}

// mapKey is a key of a mapping, with its meaning for readers and its JSON Schema.
type mapKey struct {
	name, doc string
	schema    func() schema
}

func mapKeyNames(keys []mapKey) []string {
	names := make([]string, len(keys))
	for i, k := range keys {
		names[i] = k.name
	}
	return names
}

// mappingReader reads a mapping file, and collects what is wrong with it.
type mappingReader struct {
	collector
	m *mapping
}

// readMapping reads a mapping from its file. What the tables must have for it is checked when they are there.
func readMapping(f *file, problems *collector) *mapping {
	r := &mappingReader{m: &mapping{file: f, values: map[string]*valueTable{}}}
	r.read(f.root)
	for _, p := range r.list {
		problems.add(p)
	}
	return r.m
}

func (r *mappingReader) read(root *node) {
	if root.kind != mapNode {
		r.at(root, "a mapping is a map with the keys %s, not %s", joinOr(mapKeyNames(mappingKeys())), root.what())
		return
	}
	r.checkKeys(root, "a mapping", append(mapKeyNames(mappingKeys()), sectionNames()...))
	r.version(root)
	r.m.dataset = r.text(root, "dataset")
	if r.m.source = r.text(root, "source"); r.m.source == nil && root.get("source") == nil {
		r.at(root, "the mapping doesn't say from which source its tables are: write source: and a name, and say under sources: what it is")
	}
	r.m.unknown = r.texts(root.get("unknown"), "unknown")
	r.valueTables(root.get("values"))
	r.tables(root)
	r.rules(root)
	for _, f := range root.fields {
		if _, ok := sectionNoun(f.key.text); ok && r.isMap(f.value, f.key.text, "a map of slugs and records") {
			r.m.constants = append(r.m.constants, f)
		}
	}
}

func (r *mappingReader) version(root *node) {
	switch v := root.get("mapping"); {
	case v == nil:
		r.at(root, "the mapping doesn't say its version: write mapping: %s at its top", MappingVersion)
	case v.kind != scalarNode || v.text != MappingVersion:
		r.at(v, "the version of the mapping can't be %s: this program reads version %s", shown(v), MappingVersion)
	}
}

// sectionNames are the sections that records stand under.
func sectionNames() []string {
	var names []string
	for _, n := range graph.Entities() {
		names = append(names, sectionOf(n))
	}
	return names
}

// checkKeys tells the keys of a map that it can't have.
func (r *mappingReader) checkKeys(n *node, what string, allowed []string) {
	for _, f := range n.fields {
		if !slices.Contains(allowed, f.key.text) {
			r.at(f.key, "%s has no key %q%s: it has %s", what, f.key.text, didYouMean(f.key.text, allowed), joinOr(allowed))
		}
	}
}

// isMap tells whether a node is a map; another is told.
func (r *mappingReader) isMap(n *node, what, takes string) bool {
	if n.kind == mapNode {
		return true
	}
	r.at(n, "%s takes %s, not %s", what, takes, n.what())
	return false
}

// text gives the text under a key; nil for none.
func (r *mappingReader) text(n *node, name string) *node {
	value := n.get(name)
	if value == nil || !r.isText(value, name) {
		return nil
	}
	return value
}

func (r *mappingReader) isText(n *node, name string) bool {
	if n.kind == scalarNode && strings.TrimSpace(n.text) != "" {
		return true
	}
	r.at(n, "%s takes a text, not %s", name, emptyOr(n))
	return false
}

// texts gives one or more texts; an empty one in quotation marks is one too.
func (r *mappingReader) texts(n *node, name string) []string {
	var list []string
	for _, item := range r.scalars(n, name) {
		list = append(list, strings.TrimSpace(item.text))
	}
	return list
}

// scalars gives the single values that stand at a node, alone or in a list.
func (r *mappingReader) scalars(n *node, name string) []*node {
	if n == nil {
		return nil
	}
	if n.kind == listNode && len(n.items) == 0 {
		r.at(n, "%s is an empty list: leave it out where there is nothing to name", name)
	}
	var list []*node
	for _, item := range n.list() {
		if item.kind != scalarNode {
			r.at(item, "%s takes single values, not %s", name, item.what())
			continue
		}
		list = append(list, item)
	}
	return list
}

// flag reads true or false; false where there is none.
func (r *mappingReader) flag(n *node, name string, otherwise bool) bool {
	value := n.get(name)
	switch {
	case value == nil:
		return otherwise
	case !value.isBool():
		r.at(value, "%s takes true or false, not %s", name, shown(value))
		return otherwise
	}
	return value.text == "true"
}

func (r *mappingReader) valueTables(n *node) {
	if n == nil || !r.isMap(n, "values", "a map of names and value tables") {
		return
	}
	for _, f := range n.fields {
		r.m.values[f.key.text] = r.valueTable(f.value)
	}
}

// valueTable reads what values mean. ~ says that one means that nothing is known.
func (r *mappingReader) valueTable(n *node) *valueTable {
	t := &valueTable{at: n, values: map[string]*node{}}
	if !r.isMap(n, "a value table", "a map of values and what they mean") {
		return t
	}
	for _, f := range n.fields {
		if f.value.kind == mapNode {
			r.at(f.value, "a value means a text, a list of texts, or ~ for unknown, not a map")
			continue
		}
		t.values[strings.TrimSpace(f.key.text)] = f.value
	}
	return t
}

func (r *mappingReader) tables(root *node) {
	n := root.get("tables")
	switch {
	case n == nil:
		r.at(root, "the mapping names no tables: write tables: and, by name, the file of each")
		return
	case !r.isMap(n, "tables", "a map of names and tables"):
		return
	}
	for _, f := range n.fields {
		r.m.tables = append(r.m.tables, r.table(f))
	}
}

func (r *mappingReader) table(f field) *mappedTable {
	t := &mappedTable{name: f.key.text, at: f.key, unknownIn: map[string]unknownTexts{}, columns: &madeColumns{}}
	n := f.value
	if !r.isMap(n, "a table", "a map with the key file") {
		return t
	}
	r.checkKeys(n, "a table", mapKeyNames(tableKeys()))
	t.pattern, t.sheet = r.pattern(n, "file"), r.pattern(n, "sheet")
	if n.get("file") == nil {
		r.at(f.key, "the table %s doesn't say in which file it is: write file: and its name, in which * stands for any letters", t.name)
	}
	t.many = r.flag(n, "many", false)
	r.unknown(t, n.get("unknown"))
	t.where = r.where(n.get("where"))
	t.columns = r.columns(n.get("columns"))
	return t
}

// pattern gives the pattern of names under a key; "" for none.
func (r *mappingReader) pattern(n *node, key string) string {
	value := r.text(n, key)
	if value == nil {
		return ""
	}
	if _, err := path.Match(textOr(value), ""); err != nil {
		r.at(value, "%s can't be %q: it is a name, in which * stands for any letters and ? for one", key, value.text)
	}
	return textOr(value)
}

// unknown reads the texts that mean that a value isn't known: for all columns, or a map by column, * being all.
func (r *mappingReader) unknown(t *mappedTable, n *node) {
	t.unknown = slices.Clone(r.m.unknown)
	if n == nil {
		return
	}
	if n.kind != mapNode {
		t.unknown = append(t.unknown, r.texts(n, "unknown")...)
		return
	}
	for _, f := range n.fields {
		if f.key.text == "*" {
			t.unknown = append(t.unknown, r.texts(f.value, "unknown")...)
			continue
		}
		t.unknownIn[f.key.text] = unknownTexts{f.key, r.texts(f.value, "unknown")}
	}
}

// where reads which rows are taken: all of its conditions must hold.
func (r *mappingReader) where(n *node) []condition {
	if n == nil || !r.isMap(n, "where", "a map of columns and the values that they must have") {
		return nil
	}
	var list []condition
	for _, f := range n.fields {
		list = append(list, r.condition(f))
	}
	return list
}

func (r *mappingReader) condition(f field) condition {
	c := condition{column: f.key}
	n := f.value
	if n.kind != mapNode {
		c.is, c.hasIs = r.texts(n, "where"), true
		return c
	}
	r.checkKeys(n, "a condition on a column", mapKeyNames(conditionKeysOfWhere()))
	if is := n.get("is"); is != nil {
		c.is, c.hasIs = r.texts(is, "is"), true
	}
	if not := n.get("not"); not != nil {
		c.not, c.hasNot = r.texts(not, "not"), true
	}
	if n.get("known") != nil {
		c.known = strconv.FormatBool(r.flag(n, "known", true))
	}
	c.least, c.most = r.number(n, "atLeast"), r.number(n, "atMost")
	return c
}

func (r *mappingReader) number(n *node, name string) *float64 {
	value := n.get(name)
	if value == nil {
		return nil
	}
	number, err := strconv.ParseFloat(value.text, 64)
	if value.kind != scalarNode || err != nil {
		r.at(value, "%s takes a number, not %s", name, shown(value))
		return nil
	}
	return &number
}

func (r *mappingReader) rules(root *node) {
	n := root.get("records")
	switch {
	case n == nil:
		r.at(root, "the mapping makes nothing: write records: and a list of what the rows of each table make")
		return
	case n.kind != listNode:
		r.at(n, "records takes a list, not %s", n.what())
		return
	}
	for _, item := range n.items {
		if r.isMap(item, "an item of records", "a map with the key from") {
			r.m.rules = append(r.m.rules, r.rule(item))
		}
	}
}

func (r *mappingReader) rule(n *node) *rule {
	out := &rule{at: n}
	r.checkKeys(n, "an item of records", append(mapKeyNames(ruleKeys()), sectionNames()...))
	out.table = r.tableNamed(n, "from")
	r.joins(out, n.get("join"))
	out.where = r.where(n.get("where"))
	out.each = r.each(n.get("each"))
	out.columns = r.columns(n.get("columns"))
	for _, f := range n.fields {
		if noun, ok := sectionNoun(f.key.text); ok && r.isMap(f.value, f.key.text, "a map of slugs and records") {
			out.sections = append(out.sections, f)
			r.checkRecords(noun, f.value)
		}
	}
	if len(out.sections) == 0 {
		r.at(n, "it makes nothing: write one of %s", joinOr(sectionNames()))
	}
	return out
}

// checkRecords tells the keys that records can't have, whether or not a row makes them.
func (r *mappingReader) checkRecords(noun graph.Noun, records *node) {
	table := keyTables()[noun]
	for _, record := range records.fields {
		if record.value.kind == nullNode || !r.isMap(record.value, record.key.text, "a map of its properties") {
			continue
		}
		for _, f := range record.value.fields {
			switch {
			case table.byName[f.key.text] == nil:
				r.at(f.key, "%s has no key %q%s", nounList([]graph.Noun{noun}), f.key.text, didYouMeanOr(f.key.text, table.names()))
			case f.key.text == "obligations" && r.isMap(f.value, "obligations", "a map of keys and obligations"):
				r.checkRecords(graph.NounObligation, f.value)
			}
		}
	}
}

// tableNamed gives the table that stands under a key of a rule.
func (r *mappingReader) tableNamed(n *node, key string) *mappedTable {
	name := r.text(n, key)
	if name == nil {
		if n.get(key) == nil {
			r.at(n, "it doesn't say of which table's rows it is made: write %s: %s", key, joinOr(r.m.tableNames()))
		}
		return nil
	}
	return r.knownTable(name)
}

func (r *mappingReader) knownTable(name *node) *mappedTable {
	t := r.m.table(textOr(name))
	if t == nil {
		r.at(name, "there is no table %q%s: the mapping names %s", name.text, didYouMean(name.text, r.m.tableNames()), joinOr(r.m.tableNames()))
	}
	return t
}

func (r *mappingReader) joins(out *rule, n *node) {
	if n == nil || !r.isMap(n, "join", "a map of tables and the columns by which their rows are found") {
		return
	}
	for _, f := range n.fields {
		j := &join{at: f.key, table: r.knownTable(f.key)}
		if r.isMap(f.value, "a join", "a map with the key on") {
			r.checkKeys(f.value, "a join", mapKeyNames(joinKeys()))
			j.optional = r.flag(f.value, "optional", false)
			r.on(j, f.value)
		}
		if j.table != nil {
			out.joins = append(out.joins, j)
		}
	}
}

// on reads by which columns rows are joined: of the same names, or a map of one table's to the other's.
func (r *mappingReader) on(j *join, n *node) {
	on := n.get("on")
	switch {
	case on == nil:
		r.at(n, "the join doesn't say by which columns: write on: and a column that both tables have, or a map of columns")
	case on.kind == mapNode:
		for _, f := range on.fields {
			if r.isText(f.value, "on") {
				j.mine, j.theirs = append(j.mine, f.key), append(j.theirs, f.value)
			}
		}
	default:
		j.mine = r.scalars(on, "on")
		j.theirs = j.mine
	}
}

// each reads for what a row is repeated: a list of columns, or one column that holds a list.
func (r *mappingReader) each(n *node) *each {
	switch {
	case n == nil:
		return nil
	case n.kind == listNode:
		return &each{at: n, columns: r.scalars(n, "each")}
	case r.isText(n, "each"):
		return &each{at: n, list: n}
	}
	return nil
}
