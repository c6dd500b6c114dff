package loader

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"pactgraph/graph"
	"pactgraph/graph/registry"
)

// madeColumns are the columns that a mapping makes of others, in its order.
type madeColumns struct{ list []*madeColumn }

// get gives a column by its name, or nil.
func (m *madeColumns) get(name string) *madeColumn {
	for _, c := range m.list {
		if c.name == name {
			return c
		}
	}
	return nil
}

func (m *madeColumns) names() []string {
	names := make([]string, len(m.list))
	for i, c := range m.list {
		names[i] = c.name
	}
	return names
}

// madeColumn is a column that is made: of a column, a text, a date, a number or an actor; then cut into a list, then looked up.
type madeColumn struct {
	name string
	at   *node
	// One of these is set.
	column, slug, actor, number *node
	// texts are tried one after the other: the first that is known is taken.
	texts []*node
	date  []*node

	formats   []*dateFormat // tried one after the other
	decimal   string        // what stands before the decimals of a number
	split     []string
	values    *valueTable
	otherwise *node
	silent    bool // an actor that the registry doesn't know is no surprise
}

// columnSources are the keys of which a column has one.
var columnSources = []string{"column", "text", "date", "number", "slug", "actor"}

// keepValue is what otherwise takes to keep a value that a value table doesn't have.
const keepValue = "keep"

func (r *mappingReader) columns(n *node) *madeColumns {
	out := &madeColumns{}
	if n == nil || !r.isMap(n, "columns", "a map of names and how each column is made") {
		return out
	}
	for _, f := range n.fields {
		if r.isMap(f.value, "a column", "a map with one of the keys "+joinOr(columnSources)) {
			out.list = append(out.list, r.column(f))
		}
	}
	return out
}

func (r *mappingReader) column(f field) *madeColumn {
	n := f.value
	c := &madeColumn{name: f.key.text, at: f.key, otherwise: n.get("otherwise"), silent: !r.flag(n, "warn", true)}
	r.checkKeys(n, "a column", mapKeyNames(columnKeys()))
	r.columnSource(c, n)
	if n.get("format") != nil {
		if len(c.date) != 1 {
			r.at(n.get("format"), "format goes with the date of one column: write date: and the column's name")
		}
		c.formats = r.dateFormats(n.get("format"))
	}
	c.decimal = r.decimal(c, n)
	c.split = r.separators(n.get("split"))
	c.values = r.valuesOf(n.get("values"))
	r.checkOtherwise(c)
	return c
}

func (r *mappingReader) columnSource(c *madeColumn, n *node) {
	var has []string
	for _, name := range columnSources {
		if n.get(name) != nil {
			has = append(has, name)
		}
	}
	if len(has) != 1 {
		r.at(c.at, "the column %s takes one of %s, and has %s", c.name, joinOr(columnSources), quantity(len(has)))
		return
	}
	switch has[0] {
	case "column":
		c.column = r.text(n, "column")
	case "text":
		c.texts = r.scalars(n.get("text"), "text")
	case "number":
		c.number = r.text(n, "number")
	case "slug":
		c.slug = r.text(n, "slug")
	case "actor":
		c.actor = r.text(n, "actor")
	case "date":
		if c.date = r.scalars(n.get("date"), "date"); len(c.date) > 3 {
			r.at(n.get("date"), "date takes the columns of year, month and day, and has %d", len(c.date))
		}
	}
}

func quantity(n int) string {
	if n == 0 {
		return "none"
	}
	return strconv.Itoa(n)
}

// decimal reads what stands before the decimals of a column's numbers.
func (r *mappingReader) decimal(c *madeColumn, n *node) string {
	at := n.get("decimal")
	if at == nil {
		return "."
	}
	if c.number == nil {
		r.at(at, "decimal goes with number: write number: and the column's name")
	}
	if numberForms[at.text].pattern == nil {
		r.at(at, "decimal can't be %s: it is \",\" or \".\"", shown(at))
	}
	return at.text
}

// separators reads what parts the items of a list. Unlike elsewhere white space counts, as in a line break.
func (r *mappingReader) separators(n *node) []string {
	var list []string
	for _, item := range r.scalars(n, "split") {
		if item.text == "" {
			r.at(item, "split takes what stands between the items, as \";\", not an empty text")
			continue
		}
		list = append(list, item.text)
	}
	return list
}

// valuesOf reads a value table, or finds the one that is named.
func (r *mappingReader) valuesOf(n *node) *valueTable {
	switch {
	case n == nil:
		return nil
	case n.kind != scalarNode:
		return r.valueTable(n)
	}
	t := r.m.values[n.text]
	if t == nil {
		var names []string
		for name := range r.m.values {
			names = append(names, name)
		}
		slices.Sort(names)
		r.at(n, "there is no value table %q%s: write it under values: at the top", n.text, didYouMean(n.text, names))
	}
	return t
}

// checkOtherwise tells what otherwise can't be: it says what a value that isn't found is taken for.
func (r *mappingReader) checkOtherwise(c *madeColumn) {
	n := c.otherwise
	switch {
	case n == nil:
	case c.values == nil && c.actor == nil:
		r.at(n, "otherwise goes with values, or with actor: nothing else can be missing")
	case c.actor != nil && n.kind != nullNode && (n.kind != mapNode || len(n.fields) != 1):
		r.at(n, "otherwise takes the slug of an actor and what it is, as {<code>: {kind: STATE}}, or ~ to leave it out")
	case c.actor == nil && n.kind == mapNode:
		r.at(n, "otherwise takes a text, keep, or ~ for unknown, not a map")
	}
}

// value is what a name stands for in one row.
type value struct {
	// texts: one, or the items of a list; none where it isn't known.
	texts []string
	list  bool
	// cells are those that it rests on.
	cells []cell
	// meant are the places of the mapping that have the texts, one for each, where a value table has; nil for one that has names in it.
	meant []*node
	// faulty: something of it is wrong, which was told: it isn't to be told as missing too.
	faulty bool
}

// text gives the value in one piece.
func (v value) text() string { return strings.Join(v.texts, ", ") }

// known tells whether there is a value.
func (v value) known() bool { return len(v.texts) > 0 }

// made works a made column out. level is where it stands among the names of the row.
func (f *frame) made(c *madeColumn, level int) value {
	look := func(name string) value {
		// A column may have the name of the one that it is made of.
		if name == c.name {
			return f.value(name, level+1)
		}
		return f.value(name, level)
	}
	v := f.source(c, look)
	if len(c.split) > 0 {
		v = splitValue(v, c.split)
	}
	if c.values != nil {
		v = f.lookUp(c, v, look)
	}
	return v
}

// source gives what a column is made of.
func (f *frame) source(c *madeColumn, look func(string) value) value {
	switch {
	case c.column != nil:
		return look(c.column.text)
	case c.texts != nil:
		return f.firstKnown(c.texts, look)
	case c.number != nil:
		return f.number(c, look(c.number.text))
	case c.slug != nil:
		v := f.m.fill(c.slug, look)
		return v.mapped(slugOf)
	case c.actor != nil:
		return f.actors(c, f.m.fill(c.actor, look), look)
	}
	return f.date(c, look)
}

// firstKnown gives the first of some texts of which all is known.
func (f *frame) firstKnown(texts []*node, look func(string) value) value {
	for _, n := range texts {
		if v := f.m.fill(n, look); v.known() || v.faulty {
			return v
		}
	}
	return value{}
}

// mapped gives the value with each text made another; those that are empty then are left out.
func (v value) mapped(to func(string) string) value {
	var texts []string
	for _, text := range v.texts {
		if out := to(text); out != "" {
			texts = append(texts, out)
		}
	}
	v.texts, v.meant = texts, nil
	return v
}

// splitValue cuts texts into the items of a list.
func splitValue(v value, separators []string) value {
	var items []string
	for _, text := range v.texts {
		for _, s := range separators[1:] {
			text = strings.ReplaceAll(text, s, separators[0])
		}
		for item := range strings.SplitSeq(text, separators[0]) {
			if item = strings.TrimSpace(item); item != "" && !slices.Contains(items, item) {
				items = append(items, item)
			}
		}
	}
	return value{texts: items, list: true, cells: v.cells, faulty: v.faulty}
}

// lookUp replaces texts by what a value table has for them.
func (f *frame) lookUp(c *madeColumn, v value, look func(string) value) value {
	out := value{list: v.list, cells: v.cells, faulty: v.faulty}
	for _, text := range v.texts {
		meaning, ok := c.values.values[text]
		switch {
		case ok:
		case c.otherwise == nil:
			f.m.atCells(v.cells, c.at, "%s can't be %q%s: the value table (%s) has %s; what else there may be is said under otherwise",
				c.name, text, didYouMean(text, c.values.keys()), c.values.at.where(), columnsOf(c.values.keys()))
			out.faulty = true
			continue
		case c.otherwise.kind == scalarNode && c.otherwise.text == keepValue:
			out.texts, out.meant = append(out.texts, text), append(out.meant, nil)
			continue
		default:
			meaning = c.otherwise
		}
		found := f.m.meaning(meaning, look)
		out.texts, out.meant = append(out.texts, found.texts...), append(out.meant, found.meant...)
		out.faulty = out.faulty || found.faulty
		out.list = out.list || meaning.kind == listNode
	}
	return out
}

// keys gives what a value table has meanings for, sorted.
func (t *valueTable) keys() []string {
	var keys []string
	for key := range t.values {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// meaning gives the texts that a value table has: none for ~.
func (m *mapper) meaning(n *node, look func(string) value) value {
	if n.kind == nullNode {
		return value{}
	}
	var out value
	for _, item := range n.list() {
		v := m.fill(item, look)
		var at *node
		if !m.hasNames(item) {
			at = item
		}
		for _, text := range v.texts {
			out.texts, out.meant = append(out.texts, text), append(out.meant, at)
		}
		out.faulty = out.faulty || v.faulty
	}
	return out
}

// date makes a date of the columns of its year, month and day, or of one column that holds it.
func (f *frame) date(c *madeColumn, look func(string) value) value {
	var out value
	var parts []string
	for _, n := range c.date {
		v := look(n.text)
		out.cells = append(out.cells, v.cells...)
		out.faulty = out.faulty || v.faulty
		parts = append(parts, v.text())
	}
	if len(parts) == 0 || parts[0] == "" {
		return out
	}
	text, fault := "", ""
	if len(parts) > 1 {
		text, fault = c.joinedDate(parts)
	} else {
		text, fault = c.readDate(parts[0])
	}
	switch {
	case fault != "":
		f.m.atCells(out.cells, c.at, "%s%s", c.name, fault)
		out.faulty = true
	case text != "":
		out.texts = []string{text}
	}
	return out
}

// joinedDate gives the date of a year, a month and a day, or says what is wrong with it.
func (c *madeColumn) joinedDate(parts []string) (text, fault string) {
	text, ok := joinDate(parts)
	if !ok {
		return "", fmt.Sprintf(" can't be made of %q: it takes the numbers of a year, a month and a day, of which the last may be 0 or missing", strings.Join(parts, "-"))
	}
	return checkedDate(text)
}

// checkedDate gives a date if it is one; "" is one that isn't known.
func checkedDate(text string) (date, fault string) {
	if text == "" {
		return "", ""
	}
	if _, err := graph.ParseDate(text); err != nil {
		return "", ": " + err.Error()
	}
	return text, ""
}

// readDate gives the date of a cell by the first format that makes one of it, or says what is wrong with it. Whatever the formats are,
// dates as 2031, 2031-03 and 2031-03-04 are read too: in one column of a workbook some cells are dates, and some are texts.
func (c *madeColumn) readDate(cell string) (text, fault string) {
	if len(c.formats) == 0 {
		return checkedDate(dayOf(cell))
	}
	var written []string
	for _, format := range c.formats {
		written = append(written, format.written)
		read, ok := format.read(cell)
		if !ok {
			continue
		}
		date, wrong := checkedDate(read)
		if wrong == "" {
			return date, ""
		}
		if fault == "" {
			fault = fmt.Sprintf(" can't be made of %q: as %s, %s", cell, format.written, strings.TrimPrefix(wrong, ": "))
		}
	}
	if date, wrong := checkedDate(dayOf(cell)); wrong == "" {
		return date, ""
	}
	if fault == "" {
		fault = fmt.Sprintf(" can't be made of %q: it takes dates as %s, and as 2031, 2031-03 or 2031-03-04", cell, joinOr(written))
	}
	return "", fault
}

// joinDate makes a date of the numbers of a year, a month and a day. A part that is 0 or missing isn't known, nor is what
// follows it. Without a year there is no date, and the text is empty.
func joinDate(parts []string) (text string, ok bool) {
	for i, part := range parts {
		if part == "" {
			break
		}
		number, err := strconv.Atoi(strings.TrimSuffix(part, ".0"))
		if err != nil || number < 0 {
			return "", false
		}
		if number == 0 {
			break
		}
		if i == 0 {
			text = fmt.Sprintf("%04d", number)
		} else {
			text += fmt.Sprintf("-%02d", number)
		}
	}
	return text, true
}

// dayOf leaves the time of day out of a text that has one.
func dayOf(text string) string {
	if day, _, ok := strings.Cut(strings.Replace(text, "T", " ", 1), " "); ok && len(day) == len("2026-01-06") {
		return day
	}
	return text
}

// dateFormat reads dates that are written in some way.
type dateFormat struct {
	written string
	pattern *regexp.Regexp
	parts   []string
}

// dateParts are the parts of a format's text, and what stands for each.
var dateParts = regexp.MustCompile(`YYYY|MON|MM?|DD?|Y+`)

// datePartPatterns are those that a date has, each once; M and D are read as MM and DD are.
var datePartPatterns = map[string]struct{ of, pattern string }{
	"YYYY": {"year", `([0-9]{4})`}, "MON": {"month", `(\pL+)\.?`},
	"MM": {"month", `([0-9]{1,2})`}, "M": {"month", `([0-9]{1,2})`}, "DD": {"day", `([0-9]{1,2})`}, "D": {"day", `([0-9]{1,2})`},
}

func (r *mappingReader) dateFormats(n *node) []*dateFormat {
	var list []*dateFormat
	for _, item := range r.scalars(n, "format") {
		if d := r.dateFormat(item); d != nil {
			list = append(list, d)
		}
	}
	return list
}

func (r *mappingReader) dateFormat(n *node) *dateFormat {
	d := &dateFormat{written: textOr(n), parts: dateParts.FindAllString(textOr(n), -1)}
	seen := map[string]bool{}
	for _, part := range d.parts {
		of := datePartPatterns[part].of
		if of == "" || seen[of] {
			seen["year"] = false
			break
		}
		seen[of] = true
	}
	if !seen["year"] {
		r.at(n, "format can't be %q: it is written with YYYY, MM or MON (a month's English name), and DD, each once, as DD.MM.YYYY", n.text)
		return nil
	}
	pattern := ""
	rest := d.written
	for _, part := range d.parts {
		before, after, _ := strings.Cut(rest, part)
		pattern += regexp.QuoteMeta(before) + datePartPatterns[part].pattern
		rest = after
	}
	d.pattern = regexp.MustCompile(`^` + pattern + regexp.QuoteMeta(rest) + `$`)
	return d
}

// read gives a date as 2026-01-06, as far as it is given.
func (d *dateFormat) read(text string) (string, bool) {
	found := d.pattern.FindStringSubmatch(text)
	if found == nil {
		return "", false
	}
	numbers := map[string]string{}
	for i, part := range d.parts {
		number := found[i+1]
		if part == "MON" {
			if number = monthOf(number); number == "" {
				return "", false
			}
		}
		numbers[datePartPatterns[part].of] = number
	}
	return joinDate([]string{numbers["year"], numbers["month"], numbers["day"]})
}

var months = []string{"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"}

// monthOf gives a month's number by its English name, whole or by its first three letters or more; "" where there is none.
func monthOf(name string) string {
	name = strings.ToLower(name)
	for i, month := range months {
		if len(name) >= 3 && strings.HasPrefix(month, name) || name == "sept" && month == "september" {
			return strconv.Itoa(i + 1)
		}
	}
	return ""
}

// numberForm reads numbers as people write them: with the same sign, or none, after each three digits.
type numberForm struct {
	pattern *regexp.Regexp
	takes   string
}

// numberForms are the forms of numbers by what stands before their decimals.
var numberForms = map[string]numberForm{
	".": {numberText(`\.`, `,`), `1250.5 or 1,250.5; where a comma stands before the decimals, write decimal: ","`},
	",": {numberText(`,`, `\.`), "1250,5 or 1.250,5"},
}

func numberText(decimal, thousands string) *regexp.Regexp {
	whole := `[0-9]+`
	for _, between := range []string{thousands, `[ \x{a0}\x{2009}\x{202f}]`, `['’]`} {
		whole += `|[1-9][0-9]{0,2}(?:` + between + `[0-9]{3})+`
	}
	return regexp.MustCompile(`^([+-]?)(` + whole + `)(?:` + decimal + `([0-9]+))?((?:[eE][+-]?[0-9]+)?)$`)
}

// inThousands is what a workbook's number may look like: one with three decimals.
var inThousands = regexp.MustCompile(`^[+-]?[1-9][0-9]{0,2}\.[0-9]{3}$`)

// number makes numbers with a point of texts as people write them.
func (f *frame) number(c *madeColumn, v value) value {
	faulty := v.faulty
	wrong := func(format string, args ...any) string {
		f.m.atCells(v.cells, c.at, format, args...)
		faulty = true
		return ""
	}
	out := v.mapped(func(text string) string {
		if c.decimal == "," && slices.ContainsFunc(v.cells, func(at cell) bool { return at.row.from.Sheet != "" }) {
			// A workbook keeps most numbers as such, which are read with a point.
			if inThousands.MatchString(text) {
				return wrong("%s can't be made of %q: a number of a workbook has a point before its decimals, and a text may have one after the thousands; make all cells of the column numbers, and leave decimal out", c.name, text)
			}
			if plainNumber.MatchString(text) {
				return text
			}
		}
		form := numberForms[c.decimal]
		parts := form.pattern.FindStringSubmatch(text)
		if parts == nil {
			return wrong("%s can't be made of %q: it takes numbers as %s", c.name, text, form.takes)
		}
		number := parts[1] + strings.Map(func(r rune) rune {
			if r < '0' || r > '9' {
				return -1
			}
			return r
		}, parts[2])
		if parts[3] != "" {
			number += "." + parts[3]
		}
		return number + parts[4]
	})
	out.faulty = faulty
	return out
}

// slugOf makes a slug of a text: letters in lower case and digits, joined by hyphens.
func slugOf(text string) string {
	var out strings.Builder
	gap := false
	for _, r := range norm.NFC.String(strings.ToLower(text)) {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !(unicode.IsMark(r) && out.Len() > 0 && !gap) {
			gap = true
			continue
		}
		if gap && out.Len() > 0 {
			out.WriteByte('-')
		}
		gap = false
		out.WriteRune(r)
	}
	return out.String()
}

// actors finds the actors that texts name: the mapping's own, or states of the registry. What isn't known is kept as an actor of
// its own, if otherwise says how, and told.
func (f *frame) actors(c *madeColumn, v value, look func(string) value) value {
	faulty := v.faulty
	out := v.mapped(func(text string) string {
		if known, ok := f.m.knownActor(text); ok {
			return known
		}
		if c.otherwise == nil {
			f.m.atCells(v.cells, c.at, "there is no actor %q in the mapping or the registry of states%s; what to do with one that isn't known is said under otherwise",
				text, didYouMeanState(strings.TrimSpace(text[strings.LastIndexAny(text, ":")+1:])))
			faulty = true
			return ""
		}
		return f.ownActor(c, text, v.cells, look)
	})
	out.faulty = faulty
	return out
}

// knownActor gives the slug of an actor by a name or code.
func (m *mapper) knownActor(text string) (string, bool) {
	if known, ok := m.actors[text]; ok {
		return known, known != ""
	}
	known := m.constantActor(text)
	if s, ok := registry.Resolve(text); ok && known == "" {
		known = graph.Slug(s.ID)
	}
	m.actors[text] = known
	return known, known != ""
}

// constantActor gives the slug of the actor that the mapping itself has under a slug or a name; "" for none.
func (m *mapper) constantActor(text string) string {
	for _, section := range m.mapping.constants {
		if section.key.text != sectionOf(graph.NounActor) {
			continue
		}
		for _, f := range section.value.fields {
			if f.key.text == text || textOr(f.value.get("name")) == text {
				return f.key.text
			}
		}
	}
	return ""
}

// tellUnknown warns of an actor that nobody knows, once for each key, unless the mapping wants no warning.
func (f *frame) tellUnknown(c *madeColumn, text, key string, cells []cell, outcome string) {
	if !c.silent && !f.m.told[key] {
		f.m.told[key] = true
		f.m.warnCells(cells, c.at, "%q is no state of the registry: %s", text, outcome)
	}
}

// ownActor makes the actor of a text that nobody knows, and gives its slug; "" where it is to be left out.
func (f *frame) ownActor(c *madeColumn, text string, cells []cell, look func(string) value) string {
	inner := func(name string) value {
		if name == valueName {
			return value{texts: []string{text}, cells: cells}
		}
		return look(name)
	}
	if c.otherwise.kind == nullNode {
		f.tellUnknown(c, text, text, cells, "it is left out")
		return ""
	}
	entry := c.otherwise.fields[0]
	x := &instance{m: f.m, look: inner}
	key := x.scalar(entry.key)
	if key == nil || key.kind != scalarNode {
		return ""
	}
	slug := slugOf(key.text)
	f.tellUnknown(c, text, slug, cells, "it is kept as an actor of its own, actor/"+slug)
	named := *key
	named.text = slug
	f.m.put(graph.NounActor, &named, x.record(graph.NounActor, entry.value))
	return slug
}
