package export

import (
	"archive/zip"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"pactgraph/graph"
	"pactgraph/loader/form"
)

// note says in one sentence what the export is of.
func (e *Export) note() string {
	text := fmt.Sprintf("Exported by Pactgraph at revision %d", e.Revision)
	if e.Time != "" {
		text += ", which was made at " + e.Time
	}
	if e.keep != nil {
		text += "; a part of the graph"
	}
	if e.opts.AsOf != "" {
		text += ", as of " + string(e.opts.AsOf)
	}
	return text + "."
}

// book is what tables are written into, one after the other: a zip of CSV files, or a workbook.
type book interface {
	begin(name string, columns []form.Column) error
	row(cells []string) error
	// end ends the table that was begun.
	end() error
}

// writeTables writes all tables: what holds for all, the records of each noun, the edges of each relation, claims and evidence. Those
// of relations, of claims and of evidence are left out where nothing would stand in them.
func (e *Export) writeTables(ctx context.Context, to book) error {
	if err := e.writeAbout(to); err != nil {
		return err
	}
	for _, n := range graph.Entities() {
		if err := e.writeNodes(ctx, to, n); err != nil {
			return err
		}
	}
	for _, t := range form.EdgeTables() {
		if err := e.writeEdges(ctx, to, t); err != nil {
			return err
		}
	}
	if err := e.writeClaims(ctx, to); err != nil {
		return err
	}
	return e.writeEvidence(ctx, to)
}

func (e *Export) writeAbout(to book) error {
	if err := to.begin(form.About, []form.Column{{Name: "key"}, {Name: "value"}}); err != nil {
		return err
	}
	for _, row := range [][]string{{"pactgraph", "1"}, {form.Verbatim, "true"}, {"dataset", Dataset}, {"note", e.note()}} {
		if err := to.row(row); err != nil {
			return err
		}
	}
	return to.end()
}

func (e *Export) writeNodes(ctx context.Context, to book, noun graph.Noun) error {
	columns := form.NodeColumns(noun)
	if err := to.begin(form.Section(noun), columns); err != nil {
		return err
	}
	err := e.nodes(ctx, noun, func(n graph.Node) error {
		return to.row(cells(columns, graph.NodeProps(n), map[string]string{form.ID: n.NodeID()}))
	})
	if err != nil {
		return err
	}
	return to.end()
}

// cells gives the cells of a row: ids by their columns' names, and the values of properties.
func cells(columns []form.Column, props graph.Props, ids map[string]string) []string {
	row := make([]string, len(columns))
	for i, c := range columns {
		if c.Prop == nil {
			row[i] = ids[c.Name]
			continue
		}
		row[i] = form.Cell(*c.Prop, props[c.Prop.Name])
	}
	return row
}

// lazyTable begins a table with its first row.
type lazyTable struct {
	book
	name    string
	columns []form.Column
	begun   bool
}

func (t *lazyTable) add(props graph.Props, ids map[string]string) error {
	if !t.begun {
		if err := t.begin(t.name, t.columns); err != nil {
			return err
		}
		t.begun = true
	}
	return t.row(cells(t.columns, props, ids))
}

// finish ends the table after the work that fills it.
func (t *lazyTable) finish(err error) error {
	if err != nil || !t.begun {
		return err
	}
	return t.end()
}

func (e *Export) writeEdges(ctx context.Context, to book, t form.EdgeTable) error {
	table := &lazyTable{book: to, name: t.Name(), columns: t.Columns()}
	return table.finish(e.edges(ctx, t.Rel, func(x graph.EdgeProps) error {
		own, other := x.Start, x.End
		if t.Reverse {
			own, other = other, own
		}
		return table.add(x.Props(), map[string]string{form.Slug: own, form.Who: other, form.Edge: x.ID})
	}))
}

func (e *Export) writeClaims(ctx context.Context, to book) error {
	table := &lazyTable{book: to, name: form.Claims, columns: form.ClaimColumns()}
	return table.finish(e.claims(ctx, func(c claim) error {
		ids := make([]string, len(c.Evidence))
		for i, q := range c.Evidence {
			ids[i] = q.ID()
		}
		return table.add(c.Props, map[string]string{
			form.ID: c.Target, form.About: c.About, form.Edge: c.AboutEdge, form.Voiced: c.VoicedIn, form.Evidence: form.IDsCell(ids),
		})
	}))
}

func (e *Export) writeEvidence(ctx context.Context, to book) error {
	table := &lazyTable{book: to, name: form.Evidence, columns: form.EvidenceColumns()}
	return table.finish(e.quotes(ctx, func(id string, q graph.EvidenceSaid) error {
		return table.add(q.Props, map[string]string{form.ID: id, form.Source: q.Source})
	}))
}

// writeCSV writes a zip with a CSV file for each table.
func (e *Export) writeCSV(ctx context.Context, out io.Writer) error {
	// Files in it have no time, so that the same graph gives the same bytes.
	b := &csvBook{zip: zip.NewWriter(out)}
	if err := e.writeTables(ctx, b); err != nil {
		return err
	}
	if err := b.zip.SetComment(e.note()); err != nil {
		return err
	}
	return b.zip.Close()
}

// csvBook writes each table as a file of a zip.
type csvBook struct {
	zip *zip.Writer
	csv *csv.Writer
}

// bom is by what spreadsheet programs know that a file is UTF-8.
const bom = "\ufeff"

func (b *csvBook) begin(name string, columns []form.Column) error {
	file, err := b.zip.Create(name + ".csv")
	if err != nil {
		return err
	}
	if _, err := io.WriteString(file, bom); err != nil {
		return err
	}
	b.csv = csv.NewWriter(file)
	header := make([]string, len(columns))
	for i, c := range columns {
		header[i] = c.Name
	}
	return b.csv.Write(header)
}

func (b *csvBook) row(cells []string) error { return b.csv.Write(cells) }

func (b *csvBook) end() error {
	b.csv.Flush()
	return b.csv.Error()
}

// Limits of workbooks, which are Excel's.
const (
	bookRows = 1 << 20
	bookCell = 32767
)

// writeXLSX writes a workbook with a sheet for each table. All cells are texts, so that nothing in them is a formula or another date.
func (e *Export) writeXLSX(ctx context.Context, out io.Writer) (err error) {
	b := &xlsxBook{file: excelize.NewFile()}
	defer func() { // its temporary files go with it
		if closing := b.file.Close(); err == nil {
			err = closing
		}
	}()
	if b.head, err = b.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}}); err != nil {
		return err
	}
	if err := e.writeTables(ctx, b); err != nil {
		return err
	}
	if err := b.file.SetDocProps(&excelize.DocProperties{Creator: "Pactgraph", Description: e.note(), Created: e.Time, Modified: e.Time}); err != nil {
		return err
	}
	return writeOrdered(b.file, out)
}

// writeOrdered writes a workbook with its parts in the order of their names: excelize writes them in another one each time.
func writeOrdered(book *excelize.File, out io.Writer) error {
	file, err := os.CreateTemp("", "pactgraph-export-*")
	if err != nil {
		return errKept(err)
	}
	defer os.Remove(file.Name())
	defer file.Close()
	if err := book.Write(file); err != nil {
		return errKept(err)
	}
	size, err := file.Seek(0, io.SeekEnd)
	if err != nil {
		return errKept(err)
	}
	parts, err := zip.NewReader(file, size)
	if err != nil {
		return errKept(err)
	}
	slices.SortFunc(parts.File, func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) })
	to := zip.NewWriter(out)
	for _, part := range parts.File {
		if err := to.Copy(part); err != nil {
			return err
		}
	}
	return to.Close()
}

// xlsxBook writes each table as a sheet, row by row.
type xlsxBook struct {
	file   *excelize.File
	head   int
	stream *excelize.StreamWriter
	name   string
	line   int
}

func (b *xlsxBook) begin(name string, columns []form.Column) error {
	b.name, b.line = strings.ToUpper(name[:1])+name[1:], 0
	var err error
	if name == form.About {
		err = b.file.SetSheetName("Sheet1", b.name)
	} else {
		_, err = b.file.NewSheet(b.name)
	}
	if err != nil {
		return err
	}
	if b.stream, err = b.file.NewStreamWriter(b.name); err != nil {
		return err
	}
	if err := b.stream.SetColWidth(1, len(columns), 22); err != nil {
		return err
	}
	if err := b.stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	header := make([]any, len(columns))
	for i, c := range columns {
		header[i] = excelize.Cell{StyleID: b.head, Value: c.Name}
	}
	return b.write(header)
}

func (b *xlsxBook) write(values []any) error {
	b.line++
	if b.line > bookRows {
		return graph.Errorf(graph.KindTooLarge, "the sheet %s would have more than %d rows, the most that a workbook has: export csv, or less by filters", b.name, bookRows)
	}
	return b.stream.SetRow("A"+strconv.Itoa(b.line), values)
}

// bookLength is how long a text is as workbooks count: in units of UTF-16, of which an emoji has two.
func bookLength(text string) int {
	n := 0
	for _, r := range text {
		n += utf16.RuneLen(r)
	}
	return n
}

func (b *xlsxBook) row(cells []string) error {
	values := make([]any, len(cells))
	for i, text := range cells {
		if n := bookLength(text); n > bookCell {
			return graph.Errorf(graph.KindTooLarge, "%s, row %d: a cell of %d characters would be cut off, since a workbook has at most %d in one: export csv", b.name, b.line+1, n, bookCell)
		}
		if text != "" {
			values[i] = text
		}
	}
	return b.write(values)
}

func (b *xlsxBook) end() error { return b.stream.Flush() }
