// Package table reads tables as people publish and keep them: files of separated values (CSV, TSV and the like), the sheets
// of XLSX workbooks, and zips of both. It gives their cells as text, each with its place, and knows nothing of what they mean.
//
// What data hold decides how they are read, not their name: a workbook is one whatever it is called. Data packed by gzip
// are unpacked by the caller.
//
// The first row that isn't blank is the header: each column has a name of its own, and what is wrong with that stands at the table. Rows are blank where no cell has anything
// but white space; these, and rows whose first cell begins with #, are passed over, above the header too, and so are sheets whose name does. Every other row gives as many cells as
// the header has, in its order.
//
// What is wrong with data is told as Errors, each with its place, and as much at once as can be. Errors of the rows come with
// the rows, as they are read.
package table

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"

	"pactgraph/graph"
)

// RemarkMark begins rows, and names of sheets, that are for readers only.
const RemarkMark = "#"

// The most that is read.
const (
	// MaxCell is how many bytes a cell may have. Workbooks keep at most 32,767 characters in one.
	MaxCell = 1 << 20
	// MaxColumns is how many columns a table may have.
	MaxColumns = 1000
	// MaxFaults is how many rows with errors are told of one table, and how many errors of one row: nobody reads more.
	MaxFaults = 100
)

// Options say how data are read where they don't tell.
type Options struct {
	// Encoding names the encoding of separated values by one of its usual names, as windows-1251; "" for UTF-8, or what a
	// byte order mark says.
	Encoding string
	// Separator stands between the cells of separated values; 0 where the header is to tell.
	Separator rune
}

// Place is where something stands: in a table, one of its rows, or one of its cells.
type Place struct {
	File string
	// Sheet is a workbook's; "" where there are none.
	Sheet string
	// Line counts the lines of a text, or the rows of a sheet; Column the cells of it. Both begin with 1, and are 0 where
	// the place is wider.
	Line, Column int
	// Name is the column's in the header; "" if it has none.
	Name string
}

// String gives a place as "members.csv, line 12, column D (yrent)" or "book.xlsx, sheet Members, cell D12 (yrent)".
func (p Place) String() string {
	if inner := p.Within(); inner != "" {
		return p.File + ", " + inner
	}
	return p.File
}

// Within gives the place in the file alone; "" for all of it.
func (p Place) Within() string {
	text := ""
	if p.Sheet != "" {
		text = ", sheet " + p.Sheet
	}
	switch {
	case p.Line == 0:
	case p.Sheet != "" && p.Column != 0:
		text += fmt.Sprintf(", cell %s%d", Letters(p.Column), p.Line)
	case p.Sheet != "":
		text += fmt.Sprintf(", row %d", p.Line)
	case p.Column != 0:
		text += fmt.Sprintf(", line %d, column %s", p.Line, Letters(p.Column))
	default:
		text += fmt.Sprintf(", line %d", p.Line)
	}
	if p.Name != "" {
		text += " (" + p.Name + ")"
	}
	return strings.TrimPrefix(text, ", ")
}

// Letters gives a column's letters by its number: A, B, …, Z, AA, ….
func Letters(column int) string {
	var letters []byte
	for ; column > 0; column = (column - 1) / 26 {
		letters = append(letters, byte('A'+(column-1)%26))
	}
	slices.Reverse(letters)
	return string(letters)
}

// Error is something wrong at a place.
type Error struct {
	Place   Place
	Message string
}

// Error gives the place and what is wrong there.
func (e *Error) Error() string { return e.Place.String() + ": " + e.Message }

// Errors is all that was found wrong at once, in the order of the data. It is an error of graph.KindInvalid.
type Errors []*Error

// Error gives all of them, one below the other.
func (es Errors) Error() string {
	texts := make([]string, len(es))
	for i, e := range es {
		texts[i] = e.Error()
	}
	return strings.Join(texts, "\n")
}

// As makes them a *graph.Error for those who ask for its kind.
func (es Errors) As(target any) bool {
	e, ok := target.(**graph.Error)
	if ok {
		*e = &graph.Error{Kind: graph.KindInvalid, Message: es.Error()}
	}
	return ok
}

// fail gives an error at a place.
func fail(at Place, format string, args ...any) *Error {
	return &Error{at, fmt.Sprintf(format, args...)}
}

// Cell is a cell's text, as it is written, and where it stands.
type Cell struct {
	Text         string
	Line, Column int
}

// Row is a row with one cell for each column of the header; those that the row lacks are empty.
type Row struct {
	// Line is the one in which it begins.
	Line  int
	Cells []Cell
}

// blank tells whether no cell of a row says anything.
func (r Row) blank() bool {
	return !slices.ContainsFunc(r.Cells, func(c Cell) bool { return strings.TrimSpace(c.Text) != "" })
}

// comment tells whether a row is a remark for readers.
func (r Row) comment() bool {
	return len(r.Cells) > 0 && strings.HasPrefix(strings.TrimSpace(r.Cells[0].Text), RemarkMark)
}

// Table is one table: a file of separated values, or a sheet.
type Table struct {
	File, Sheet string
	// Header is the row of the columns' names, without the white space around them. Faults are what is wrong with it: columns
	// without a name of their own, which are left without one.
	Header []Cell
	Faults Errors
	// Unread are columns, counted from 1, of which nobody wants to know: what is wrong with a cell of theirs isn't told, and the cell is empty.
	Unread map[int]bool
	// rows gives the rows as they stand, blank ones too, from the first one on.
	rows func(ctx context.Context) iter.Seq2[Row, error]
}

// Place gives the place of a cell, or of a row where the column is 0.
func (t *Table) Place(line, column int) Place {
	p := Place{File: t.File, Sheet: t.Sheet, Line: line, Column: column}
	if column > 0 && column <= len(t.Header) {
		p.Name = t.Header[column-1].Text
	}
	return p
}

// Rows gives the rows below the header, one after the other, as they are read. An error is one of the context, or Errors of
// the row with which it comes: that has what could be read of it, and more rows may follow.
func (t *Table) Rows(ctx context.Context) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		told := 0
		for row, err := range t.rows(ctx) {
			if ctx.Err() != nil {
				yield(Row{}, ctx.Err())
				return
			}
			if row.comment() || err == nil && (row.blank() || row.Line <= t.Header[0].Line) {
				continue
			}
			row, err = t.fit(row, err)
			if err != nil {
				told++
			}
			if !yield(row, err) || told == MaxFaults {
				return
			}
		}
	}
}

// fit gives a row as many cells as the header has. Cells beyond it are an error if they say something; cells that are
// missing are one where cells are separated, not in a sheet.
func (t *Table) fit(row Row, err error) (Row, error) {
	want := len(t.Header)
	cells := row.Cells
	for len(cells) > want && strings.TrimSpace(cells[len(cells)-1].Text) == "" {
		cells = cells[:len(cells)-1]
	}
	switch {
	case err != nil:
	case t.Sheet == "" && len(cells) != want:
		err = Errors{fail(t.Place(row.Line, 0), "the row has %s, the header has %d: a cell that holds a separator or a line break stands in quotation marks", count(len(cells), "cell"), want)}
	case len(cells) > want:
		extra := cells[want]
		for _, c := range cells[want:] {
			if strings.TrimSpace(c.Text) != "" {
				extra = c
				break
			}
		}
		err = Errors{fail(t.Place(row.Line, extra.Column), "%q stands here, in a column that the header has no name for: name it in row %d, or take it out", short(extra.Text), t.Header[0].Line)}
	}
	cells = cells[:min(want, len(cells))]
	for len(cells) < want {
		cells = append(cells, Cell{Line: row.Line, Column: len(cells) + 1})
	}
	row.Cells = cells
	return row, err
}

// readHeader finds the header, and checks that each column has a name of its own. ok is false, without an error, where there
// is no row at all.
func (t *Table) readHeader(ctx context.Context) (ok bool, err error) {
	for row, err := range t.rows(ctx) {
		switch {
		case row.comment() || err == nil && row.blank():
			continue
		case err != nil:
			return false, err
		}
		if err := t.setHeader(row); err != nil || len(t.Header) > 1 {
			return true, err
		}
		return true, t.checkTitle(ctx)
	}
	return false, ctx.Err()
}

// titleRows is how many rows are looked at to tell a title from a header.
const titleRows = 10

// checkTitle tells a header of one column that is a title: most rows below it have more cells.
func (t *Table) checkTitle(ctx context.Context) error {
	looked, wider := 0, 0
	for row, err := range t.rows(ctx) {
		if err != nil || looked == titleRows {
			break
		}
		if row.comment() || row.blank() || row.Line <= t.Header[0].Line {
			continue
		}
		looked++
		if rest := (Row{Cells: row.Cells[1:]}); !rest.blank() {
			wider++
		}
	}
	if wider*2 <= looked {
		return nil
	}
	return Errors{fail(t.Place(t.Header[0].Line, 0), "the row has one cell, and the rows below have more: it looks like a title, and the header must be the first row; take it out, or begin it with %s", RemarkMark)}
}

func (t *Table) setHeader(row Row) error {
	t.Header = row.Cells
	for i := range t.Header {
		t.Header[i].Text = strings.TrimSpace(t.Header[i].Text)
	}
	for t.Header[len(t.Header)-1].Text == "" {
		t.Header = t.Header[:len(t.Header)-1]
	}
	if len(t.Header) > MaxColumns {
		return Errors{fail(t.Place(row.Line, 0), "the header has %d columns: a table has at most %d", len(t.Header), MaxColumns)}
	}
	var wrong Errors
	first := map[string]Cell{}
	for i, c := range t.Header {
		before, twice := first[c.Text]
		switch {
		case c.Text == "":
			wrong = append(wrong, fail(t.Place(c.Line, c.Column), "column %s has no name in the header: give it one, or take it out", Letters(c.Column)))
		case twice:
			wrong = append(wrong, fail(t.Place(c.Line, c.Column), "the header names %q twice: first in column %s", c.Text, Letters(before.Column)))
			t.Header[i].Text = ""
		default:
			first[c.Text] = c
		}
	}
	t.Faults = wrong[:min(len(wrong), MaxFaults)]
	return nil
}

// Open reads the headers of the tables that data hold: one of separated values, several of a workbook or a zip. Messages
// call the data by the name. An error of the data is Errors.
func Open(ctx context.Context, name string, data []byte, opts Options) ([]*Table, error) {
	switch holdingOf(data) {
	case zipped:
		return openZip(ctx, name, data, opts)
	case workbook:
		return openWorkbook(ctx, name, data)
	case compound:
		return nil, Errors{fail(Place{File: name}, "%s", compoundFault(data))}
	}
	return openSeparated(ctx, name, data, opts)
}

// short gives the beginning of a text, for messages.
func short(text string) string {
	const most = 60
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return string(runes[:most]) + "…"
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
