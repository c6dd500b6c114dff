package loader

import (
	"context"
	"errors"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"pactgraph/graph"
	"pactgraph/loader/form"
	"pactgraph/loader/table"
)

// Names of tables whose rows are no records.
const (
	aboutTable  = form.About
	quotesTable = form.Quotes
)

// Columns that are no keys of a record.
const (
	slugColumn = form.Slug
	idColumn   = form.ID
	// declarationColumn of obligations names the one in which they stand.
	declarationColumn = "declaration"
)

// obligationsKey is the key of a declaration under which its obligations stand.
const obligationsKey = "obligations"

// tableSet is the tables that make a bundle together: the sheets of a workbook, or the tables in one folder or zip.
type tableSet struct {
	// bundle is the file that is the root's.
	bundle   *file
	problems *collector
	tables   []*tableFile
	// torn: rows are missing, so that nothing is known of what refers to them.
	torn bool
	// verbatim: what the tables hold is to be taken as it stands (see form.Cell).
	verbatim bool
	// unread: it isn't known what the row that is being read says, but for its name; spoilt are the columns of which it isn't.
	unread bool
	spoilt []int
	// sections hold the records by their nouns, bodies each record by its id. They are folded, but for sources, at which whatever
	// rests on them looks, until the end.
	sections map[string]*node
	bodies   map[string]*node
	shelf    *shelf
	// blank are the obligations of which the table doesn't say in which declaration they stand, though it has a column for it.
	blank []blankDeclaration
}

// blankDeclaration is the blank cell of an obligation's row.
type blankDeclaration struct {
	id   string
	cell *node
}

// tableFile is one table of a set.
type tableFile struct {
	*file
	// name is what its rows are, in lower case: a section of a bundle, a key of one's records (declarations.parties), about
	// or quotes.
	name string
}

// tableSets are the sets of a load, by their folders, zips and workbooks.
type tableSets struct {
	opts     Options
	problems *collector
	byPlace  map[string]*tableSet
	order    []*tableSet
}

// add opens the tables of a file, and gives the bundle of a set that it begins; nil where it belongs to one that is there.
// ok is false if it can't be read, which is told.
func (s *tableSets) add(ctx context.Context, f *file, format Format) (begun *file, ok bool, err error) {
	if format != FormatXLSX && strings.HasPrefix(baseName(f), table.RemarkMark) {
		return nil, true, nil
	}
	if format == FormatXLSX && !table.IsWorkbook(f.data) {
		s.problems.file(f.name, "the file is no workbook, though its name or --format says so: save it as .xlsx, or name it by what it holds")
		return nil, false, nil
	}
	tables, err := table.Open(ctx, f.name, f.data, tableOptions(format, s.opts))
	if faults, told := errors.AsType[table.Errors](err); told {
		s.problems.tableFaults(faults)
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	place, inWorkbook := filepath.Dir(f.name), tables[0].Sheet != ""
	if inWorkbook {
		place = f.name
	}
	set := s.byPlace[place]
	if set == nil {
		begun = &file{name: f.name, dir: f.dir, format: format}
		set = &tableSet{bundle: begun, problems: s.problems, sections: map[string]*node{}, bodies: map[string]*node{}, shelf: newShelf()}
		s.byPlace[place] = set
		s.order = append(s.order, set)
	}
	for _, t := range tables {
		s.problems.tableFaults(t.Faults)
		name := t.Sheet
		if !inWorkbook {
			name = baseName(f)
		}
		set.tables = append(set.tables, &tableFile{&file{name: f.name, dir: f.dir, table: t, shelf: set.shelf}, tableName(name)})
	}
	return begun, true, nil
}

// baseName is a file's name without its folder and its endings.
func baseName(f *file) string {
	name := strings.TrimSuffix(path.Base(filepath.ToSlash(f.name)), gzipEnding)
	return strings.TrimSuffix(name, path.Ext(name))
}

// isTableName tells whether the name of a file says what the rows of its tables are. Workbooks have names for their sheets.
func isTableName(f *file) bool {
	section, _, _ := strings.Cut(tableName(baseName(f)), ".")
	return formatOf(f) == FormatXLSX || slices.Contains(tableNames(), section) || strings.HasPrefix(section, table.RemarkMark)
}

// tableName writes the name of a sheet or file as a bundle names what it holds: Actors as actors.
func tableName(name string) string {
	section, key, _ := strings.Cut(strings.TrimSpace(name), ".")
	section = strings.ToLower(section)
	if key == "" {
		return section
	}
	return section + "." + key
}

// finish reads the rows of all tables that have been added, and makes bundles of their sets. ok is false where rows are missing.
func (s *tableSets) finish(ctx context.Context) (ok bool, err error) {
	ok = true
	for _, set := range s.order {
		if err := set.read(ctx); err != nil {
			return false, err
		}
		ok = ok && !set.torn
	}
	return ok, nil
}

// read reads all rows: first what holds for the bundle, then the records, declarations before the obligations that stand in
// them, and at last what is said of records in tables of its own.
func (s *tableSet) read(ctx context.Context) error {
	if s.bundle.root == nil {
		s.bundle.root = impliedRoot(s.bundle)
	}
	rank := func(t *tableFile) int {
		switch noun, isSection := sectionNoun(t.name); {
		case t.name == aboutTable:
			return -1
		case t.name == quotesTable:
			return 0
		case isSection && noun == graph.NounDeclaration:
			return 1
		case strings.Contains(t.name, "."):
			return 3
		}
		return 2
	}
	slices.SortStableFunc(s.tables, func(a, b *tableFile) int { return rank(a) - rank(b) })
	for _, t := range s.tables {
		if err := s.readTable(ctx, t); err != nil {
			return err
		}
	}
	s.tables = nil
	for _, b := range s.blank {
		if s.bodies[b.id].unfolded().get("declarations") == nil {
			s.bundle.warnings.at(b.cell, "%s would stand in no declaration, since this cell is blank: write the declaration's slug, as tarn-accord", b.id)
		}
	}
	return nil
}

// impliedRoot is a bundle that says nothing yet. It is of the version that is read.
func impliedRoot(f *file) *node {
	root := &node{file: f, kind: mapNode}
	root.put(&node{file: f, kind: scalarNode, text: "pactgraph"}, &node{file: f, kind: scalarNode, text: Version})
	return root
}

func (s *tableSet) readTable(ctx context.Context, t *tableFile) error {
	section, key, _ := strings.Cut(t.name, ".")
	noun, isSection := sectionNoun(section)
	switch {
	case t.name == aboutTable:
		return s.readAbout(ctx, t)
	case t.name == quotesTable:
		return s.readQuotes(ctx, t)
	case isSection && key == "":
		return s.readRecords(ctx, t, noun)
	case s.verbatim && (t.name == form.Claims || t.name == form.Evidence):
		return s.readEntries(ctx, t)
	case isSection:
		return s.readItems(ctx, t, noun, key)
	case t.column(idColumn) != 0:
		return s.readRecords(ctx, t, "")
	}
	names := tableNames()
	s.problems.at(t.heading(0), "%q is no name of a table%s: it is %s (a file as actors.csv, a sheet as Actors); or the table has a column id with whole ids, as actor/ardovia; a table of another shape is read by --mapping; what is for readers only has a name that begins with #",
		section, didYouMean(section, names), joinOr(names))
	return nil
}

// tableNames are the names that a table of records may have.
func tableNames() []string {
	names := []string{aboutTable, quotesTable}
	for _, n := range graph.Entities() {
		names = append(names, sectionOf(n))
	}
	return names
}

// column gives the number of a column by its name; 0 where the table has none.
func (t *tableFile) column(name string) int {
	return 1 + slices.IndexFunc(t.table.Header, func(c table.Cell) bool { return c.Text == name })
}

// heading is a key at the header of a column; at the header as such where that is 0.
func (t *tableFile) heading(column int) *node {
	n := &node{file: t.file, line: t.table.Header[0].Line, col: column, kind: scalarNode}
	if column > 0 {
		n.text = t.table.Header[column-1].Text
	}
	return n
}

// heading is the place of what holds for a key in every row: the header's cell where a column's name gives the key, or else the key's own.
func (n *node) heading() *node {
	t := n.file.table
	if t == nil || !slices.Contains(strings.Split(t.Place(0, n.col).Name, "."), n.text) {
		return n
	}
	head := n.sibling(n.text)
	head.line = t.Header[0].Line
	return head
}

// headings quotes the names of the columns.
func (t *tableFile) headings() string {
	var names []string
	for _, c := range t.table.Header {
		if c.Text != "" {
			names = append(names, strconv.Quote(c.Text))
		}
	}
	return joinAnd(names)
}

// rows hands on each row. What is wrong with it is told, and unread and spoilt say so; a fault after which none follow makes the set torn.
func (s *tableSet) rows(ctx context.Context, t *tableFile, use func(row table.Row)) error {
	told := 0
	for row, err := range t.table.Rows(ctx) {
		faults, isFault := errors.AsType[table.Errors](err)
		if err != nil && !isFault {
			return err
		}
		s.problems.tableFaults(faults)
		if isFault {
			told++
		}
		if isFault && row.Line == 0 || told == table.MaxFaults {
			s.torn = true
			return nil
		}
		// In a column without a name anything may stand.
		s.unread, s.spoilt = t.table.Faults != nil, nil
		for _, fault := range faults {
			s.unread = s.unread || fault.Place.Column == 0
			s.spoilt = append(s.spoilt, fault.Place.Column)
		}
		use(row)
	}
	return nil
}

// wants tells the columns that a table lacks, and those that it can't have.
func (s *tableSet) wants(t *tableFile, needed, allowed []string) bool {
	good := true
	for _, name := range needed {
		if t.column(name) == 0 {
			s.problems.at(t.heading(0), "the table %s has no column %s: it has %s", t.name, name, joinAnd(allowed))
			good = false
		}
	}
	for i, c := range t.table.Header {
		if c.Text != "" && !slices.Contains(allowed, c.Text) {
			s.problems.at(t.heading(i+1), "the table %s has no column %q%s: it has %s", t.name, c.Text, didYouMean(c.Text, allowed), joinAnd(allowed))
			good = false
		}
	}
	return good
}

func joinAnd(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

// readAbout takes what holds for the bundle, a key and a value in each row.
func (s *tableSet) readAbout(ctx context.Context, t *tableFile) error {
	columns := []string{"key", "value"}
	if !s.wants(t, columns, columns) {
		return nil
	}
	keys := aboutKeys()
	return s.rows(ctx, t, func(row table.Row) {
		name := row.Cells[t.column("key")-1]
		key := t.scalar(name, strings.TrimSpace(name.Text))
		kind := cellText
		if key.text == "withdraw" {
			kind = cellList
		}
		value := s.cell(t, row.Cells[t.column("value")-1], kind)
		switch {
		case s.spoilt != nil:
			s.torn = true // it may hold for all rows
		case value == nil || value.readable() != value:
		case !slices.Contains(keys, key.text):
			s.problems.at(key, "%q is no key that holds for a whole bundle%s: it is %s", key.text, didYouMean(key.text, keys), joinOr(keys))
		case key.text == "pactgraph":
			s.bundle.root.fields[0] = field{key, value}
		case s.bundle.root.get(key.text) != nil:
			s.problems.at(key, "%s is said a second time", key.text)
		default:
			s.bundle.root.put(key, value)
			s.verbatim = isVerbatim(s.bundle.root)
		}
	})
}

// aboutKeys are the keys of a bundle that a table about may give.
func aboutKeys() []string {
	var keys []string
	for _, k := range topKeys {
		if k.name != quotesTable {
			keys = append(keys, k.name)
		}
	}
	return keys
}

// readQuotes takes the quotes that have a name.
func (s *tableSet) readQuotes(ctx context.Context, t *tableFile) error {
	if !s.wants(t, []string{"name"}, append([]string{"name", "quote"}, quoteKeyNames()...)) {
		return nil
	}
	quotes := &node{file: t.file, line: t.table.Header[0].Line, kind: mapNode}
	s.bundle.root.put(&node{file: t.file, line: quotes.line, kind: scalarNode, text: "quotes"}, quotes)
	return s.rows(ctx, t, func(row table.Row) {
		name := row.Cells[t.column("name")-1]
		value := &node{file: t.file, line: row.Line, kind: mapNode}
		for i, c := range row.Cells {
			column := t.table.Header[i].Text
			n := s.cell(t, c, cellAny)
			switch {
			case n == nil || column == "name" || column == "":
			case column == "quote":
				value = s.cell(t, c, cellQuote)
			case value.kind == mapNode:
				value.put(n.sibling(column), n)
			}
		}
		key := t.scalar(name, norm.NFC.String(strings.TrimSpace(name.Text)))
		if s.unread || s.spoilt != nil || value.readable() != value {
			value = t.torn(name)
		}
		switch first := quotes.key(key.text); {
		case slices.Contains(s.spoilt, name.Column):
			s.torn = true
		case first != nil:
			s.problems.at(key, "the quote %q stands here twice: first in %s", key.text, first.where())
		default:
			quotes.put(key, value)
		}
	})
}

// readRecords takes the records of a noun, one in each row; without a noun, those that the rows' ids name.
func (s *tableSet) readRecords(ctx context.Context, t *tableFile, noun graph.Noun) error {
	named := max(t.column(slugColumn), t.column(idColumn))
	if named == 0 {
		s.problems.at(t.heading(0), "the table %s has no column slug, only %s: it names what each row is about, as ardovia", t.name, t.headings())
		return nil
	}
	if t.column(slugColumn) != 0 && t.column(idColumn) != 0 {
		s.problems.at(t.heading(named), "the table %s has both a column slug and a column id: one of them names what a row is about", t.name)
		return nil
	}
	columns := s.columns(t, noun, slugColumn, idColumn)
	return s.rows(ctx, t, func(row table.Row) {
		of, slug := s.name(t, noun, row.Cells[named-1])
		if slug == nil {
			return
		}
		body := &node{file: t.file, line: row.Line, col: slug.col, kind: mapNode}
		var declaration *node
		var blank *table.Cell
		for _, c := range columns {
			if of == graph.NounObligation && t.table.Header[c.index].Text == declarationColumn {
				if declaration = s.cell(t, row.Cells[c.index], cellText); declaration == nil {
					blank = &row.Cells[c.index]
				}
				continue
			}
			s.fill(t, body, c, of, row.Cells[c.index])
		}
		if declaration != nil && declaration.torn {
			s.unread, declaration = true, nil
			s.loseName(of)
		}
		body.torn = s.unread || s.verbatim && body.readable() != body
		if declaration != nil {
			s.addObligation(slug, body, declaration)
			return
		}
		if blank != nil {
			s.blank = append(s.blank, blankDeclaration{graph.MakeID(of, slug.text), t.scalar(*blank, "")})
		}
		s.addRecord(of, slug, body)
	})
}

// name reads what a row is about: a slug where the table's noun is known, or a whole id. It is nil, and told, where there is none.
func (s *tableSet) name(t *tableFile, noun graph.Noun, c table.Cell) (graph.Noun, *node) {
	text := norm.NFC.String(strings.TrimSpace(c.Text))
	n := t.scalar(c, text)
	prefix, rest, whole := strings.Cut(text, "/")
	of, known := entityOf(prefix)
	switch {
	case slices.Contains(s.spoilt, c.Column):
		s.loseName(noun)
	case text == "":
		s.problems.at(n, "the row doesn't say what it is about: write its slug, as ardovia, or its id, as actor/ardovia")
	case whole && known && (noun == "" || noun == of):
		n.text = rest
		return of, n
	case noun == "":
		s.problems.at(n, "id can't be %q%s: it is a noun and a slug, as actor/ardovia; the noun is %s", text, didYouMean(prefix, prefixes()), joinOr(prefixes()))
	default:
		return noun, n
	}
	return "", nil
}

// loseName notes that there is a record that can't be known again where it is named; without a noun it may be of any.
func (s *tableSet) loseName(noun graph.Noun) {
	if noun == "" {
		s.bundle.unnamed = graph.Entities()
	} else if !slices.Contains(s.bundle.unnamed, noun) {
		s.bundle.unnamed = append(s.bundle.unnamed, noun)
	}
}

// addRecord puts a record under its noun, as if it were written there in a bundle.
func (s *tableSet) addRecord(noun graph.Noun, slug, body *node) {
	if noun != graph.NounSource {
		body = s.shelf.fold(body)
	}
	s.section(sectionOf(noun), slug).put(slug, body)
	s.remember(graph.MakeID(noun, slug.text), body)
}

// section gives the map under a key of the bundle. It is begun where the first entry stands.
func (s *tableSet) section(name string, first *node) *node {
	section := s.sections[name]
	if section == nil {
		section = &node{file: first.file, line: first.line, kind: mapNode}
		s.sections[name] = section
		s.bundle.root.put(&node{file: first.file, line: first.line, kind: scalarNode, text: name}, section)
	}
	return section
}

// remember keeps a record's body by its id. What is said twice is told when the bundle is looked at.
func (s *tableSet) remember(id string, body *node) {
	if s.bodies[id] == nil {
		s.bodies[id] = body
	}
}

// addObligation puts an obligation into its declaration, if that is a row of the set; otherwise it stands for itself and names
// its declaration.
func (s *tableSet) addObligation(slug, body, declaration *node) {
	of := strings.TrimPrefix(declaration.text, graph.NounDeclaration.Prefix()+"/")
	if prefix, _, whole := strings.Cut(of, "/"); whole && slices.Contains(prefixes(), prefix) {
		s.problems.at(declaration, "an obligation stands in a declaration, and %q is none: write a declaration's slug, as tarn-accord", declaration.text)
		return
	}
	slug.text = strings.TrimPrefix(slug.text, of+"/")
	whole := of + "/" + slug.text
	owner := s.bodies[graph.MakeID(graph.NounDeclaration, of)]
	if owner == nil {
		if slices.Contains(s.bundle.unnamed, graph.NounDeclaration) {
			// What the declaration says of its obligations isn't known.
			body.torn = true
			s.loseName(graph.NounObligation)
		}
		slug.text = whole
		link := &node{file: body.file, line: declaration.line, col: declaration.col, kind: mapNode}
		link.put(declaration.sibling("in"), declaration)
		if mode := body.take("mode"); mode != nil {
			link.put(mode.key, mode.value)
		}
		body.put(declaration.sibling("declarations"), link)
		s.addRecord(graph.NounObligation, slug, body)
		return
	}
	body = s.shelf.fold(body)
	owner.nest(slug, body)
	s.remember(graph.MakeID(graph.NounObligation, whole), body)
}

// readItems takes what stands under one key of records, an item in each row with the columns that an item has as keys.
func (s *tableSet) readItems(ctx context.Context, t *tableFile, noun graph.Noun, name string) error {
	k := keyTables()[noun].byName[name]
	if k == nil || k.link == nil {
		var names []string
		for _, k := range keyTables()[noun].list {
			if k.link != nil {
				names = append(names, k.name)
			}
		}
		s.problems.at(t.heading(0), "%s have no relation %q that a table could hold%s: they have %s", sectionOf(noun), name, didYouMean(name, names), joinAnd(names))
		return nil
	}
	named := t.column(slugColumn)
	allowed := append([]string{slugColumn}, allItemKeys(k.link)...)
	if s.verbatim {
		allowed = append(allowed, form.Edge)
	}
	if !s.wants(t, []string{slugColumn}, allowed) {
		return nil
	}
	edge := t.column(form.Edge)
	return s.rows(ctx, t, func(row table.Row) {
		_, slug := s.name(t, noun, row.Cells[named-1])
		if slug == nil {
			return
		}
		if s.verbatim && edge != 0 && row.Cells[edge-1].Text != "" {
			s.addEdge(t, k, noun, slug, row)
			return
		}
		owner := s.bodies[graph.MakeID(noun, slug.text)]
		if owner == nil && slices.Contains(s.bundle.unnamed, noun) {
			return
		}
		if owner == nil {
			s.problems.at(slug, "no row of the table %s is about %q: what is said of it here has nothing to belong to", sectionOf(noun), slug.text)
			return
		}
		item := &node{file: t.file, line: row.Line, col: named, kind: mapNode}
		for i, c := range row.Cells {
			column := t.table.Header[i].Text
			if n := s.cell(t, c, itemCell(k, column)); n != nil && column != "" && i+1 != named {
				item.put(n.sibling(column), n)
			}
		}
		item.torn = s.unread
		if owner.later {
			s.shelf.join(owner, slug.sibling(name), item)
			return
		}
		owner.addItem(slug.sibling(name), item)
	})
}

// tableOptions say how a file's table is read.
func tableOptions(format Format, opts Options) table.Options {
	options := table.Options{Encoding: opts.Encoding, Separator: rune(opts.Separator)}
	if format == FormatTSV && options.Separator == 0 {
		options.Separator = '\t'
	}
	return options
}
