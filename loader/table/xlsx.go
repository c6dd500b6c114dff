package table

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"iter"
	"math"
	"path"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
	"github.com/xuri/nfp"
)

// maxWorkbook is how large a workbook may be when it is unpacked: its XML is several times as long as what it says.
const maxWorkbook = 256 << 20

// book is an open workbook.
type book struct {
	name string
	file *excelize.File
	// parts are the paths of the sheets in the workbook, by their relation's id.
	parts map[string]string
	// texts are those that cells share.
	texts []string
	// from1904: days count from 1904, not 1900.
	from1904 bool
	// styles tell by a cell's style how much of a date it shows.
	styles []precision
}

// openWorkbook reads the headers of a workbook's sheets. Hidden sheets, those for readers only, and those in which nothing stands are
// passed over.
func openWorkbook(ctx context.Context, name string, data []byte) (tables []*Table, err error) {
	defer func() {
		// The library is not ours, and what is called a workbook is boundless.
		if r := recover(); r != nil {
			tables, err = nil, Errors{fail(Place{File: name}, "the workbook can't be read: save it anew, as .xlsx")}
		}
	}()
	b, err := newBook(name, data)
	if err != nil {
		return nil, err
	}
	var wrong Errors
	for _, s := range b.file.WorkBook.Sheets.Sheet {
		part, isSheet := b.parts[s.ID]
		if visible, err := b.file.GetSheetVisible(s.Name); !isSheet || err != nil || !visible || strings.HasPrefix(s.Name, RemarkMark) {
			continue
		}
		t, err := b.open(ctx, s.Name, part)
		if es, ok := errors.AsType[Errors](err); ok {
			wrong = append(wrong, es...)
			continue
		}
		if err != nil {
			return nil, err
		}
		if t != nil {
			tables = append(tables, t)
		}
	}
	switch {
	case wrong != nil:
		return nil, wrong
	case tables == nil:
		return nil, Errors{fail(Place{File: name}, "the workbook holds no table: nothing stands in any sheet that is shown")}
	}
	return tables, nil
}

func newBook(name string, data []byte) (*book, error) {
	if _, err := checkZip(name, data, maxWorkbook); err != nil {
		return nil, err
	}
	f, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{UnzipSizeLimit: maxWorkbook, UnzipXMLSizeLimit: maxWorkbook})
	if err != nil {
		return nil, Errors{fail(Place{File: name}, "the workbook can't be read (%s): it is damaged, or no .xlsx; save it anew", err)}
	}
	b := &book{name: name, file: f}
	// It also reads the list of sheets in.
	f.GetSheetList()
	if props, err := f.GetWorkbookProps(); err == nil && props.Date1904 != nil {
		b.from1904 = *props.Date1904
	}
	b.readStyles()
	if err := b.readParts(); err != nil {
		return nil, err
	}
	return b, b.readTexts()
}

// part gives the XML of a part of the workbook; nil if it has none of that path.
func (b *book) part(path string) []byte {
	content, _ := b.file.Pkg.Load(path)
	data, _ := content.([]byte)
	return data
}

// decode reads a part as a whole.
func (b *book) decode(part string, into any) error {
	if err := b.decoder(part).Decode(into); err != nil && !errors.Is(err, io.EOF) {
		return Errors{fail(Place{File: b.name}, "its part %s is damaged (%s): save the workbook anew", part, err)}
	}
	return nil
}

func (b *book) decoder(part string) *xml.Decoder {
	d := xml.NewDecoder(bytes.NewReader(b.part(part)))
	d.CharsetReader = b.file.CharsetReader
	return d
}

// readParts finds the sheets' parts by the workbook's relations. Sheets that are charts have none.
func (b *book) readParts() error {
	b.parts = map[string]string{}
	var relations struct {
		List []struct {
			ID     string `xml:"Id,attr"`
			Type   string `xml:"Type,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	if err := b.decode("xl/_rels/workbook.xml.rels", &relations); err != nil {
		return err
	}
	for _, r := range relations.List {
		if strings.HasSuffix(r.Type, "/worksheet") {
			target := r.Target
			if !strings.HasPrefix(target, "/") {
				target = path.Join("/xl", target)
			}
			b.parts[r.ID] = target[1:]
		}
	}
	if len(b.parts) == 0 {
		return Errors{fail(Place{File: b.name}, "the workbook has no sheets that can be read: save it anew, as .xlsx")}
	}
	return nil
}

// richText is a text in one or more runs, each with a look of its own.
type richText struct {
	Text string `xml:"t"`
	Runs []struct {
		Text string `xml:"t"`
	} `xml:"r"`
}

func (t richText) String() string {
	text := t.Text
	for _, r := range t.Runs {
		text += r.Text
	}
	return escaped.ReplaceAllStringFunc(text, func(code string) string {
		n, _ := strconv.ParseUint(code[2:6], 16, 16)
		return string(rune(n))
	})
}

// escaped is how a workbook writes characters that XML can't hold.
var escaped = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

func (b *book) readTexts() error {
	var shared struct {
		Items []richText `xml:"si"`
	}
	if err := b.decode("xl/sharedStrings.xml", &shared); err != nil {
		return err
	}
	b.texts = make([]string, len(shared.Items))
	for i, item := range shared.Items {
		b.texts[i] = item.String()
	}
	return nil
}

// mergedRange is where a sheet's XML names a range of cells that are merged.
var mergedRange = regexp.MustCompile(`<(?:\w+:)?mergeCell\s[^>]*?ref="([^"]+)"`)

// open reads the header of a sheet; nil where nothing stands in it.
func (b *book) open(ctx context.Context, sheet, part string) (*Table, error) {
	t := &Table{File: b.name, Sheet: sheet}
	if b.part(part) == nil {
		return nil, Errors{fail(t.Place(0, 0), "the sheet is missing in the workbook: save it anew")}
	}
	t.rows = func(ctx context.Context) iter.Seq2[Row, error] { return b.sheetRows(t, part) }
	var wrong Errors
	for _, found := range mergedRange.FindAllSubmatch(b.part(part), MaxFaults) {
		wrong = append(wrong, fail(Place{File: b.name, Sheet: sheet}, "the cells %s are merged: unmerge them, and write the value into each cell that it holds for", found[1]))
	}
	if wrong != nil {
		return nil, wrong
	}
	if ok, err := t.readHeader(ctx); err != nil || !ok {
		return nil, err
	}
	return t, nil
}

// sheetRow and sheetCell are rows and cells as a sheet's XML has them.
type sheetRow struct {
	Number int         `xml:"r,attr"`
	Cells  []sheetCell `xml:"c"`
}

type sheetCell struct {
	Name    string    `xml:"r,attr"`
	Style   int       `xml:"s,attr"`
	Type    string    `xml:"t,attr"`
	Formula *struct{} `xml:"f"`
	Value   string    `xml:"v"`
	Inline  richText  `xml:"is"`
}

// sheetRows gives the rows of a sheet, one at a time. The library's own reading of rows tells neither formulas nor what
// kind of value a cell holds, and its reading of single cells makes room for every cell before them.
func (b *book) sheetRows(t *Table, part string) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		d := b.decoder(part)
		line := 0
		for {
			token, err := d.Token()
			if errors.Is(err, io.EOF) {
				return
			}
			start, isStart := token.(xml.StartElement)
			if err == nil && (!isStart || start.Name.Local != "row") {
				continue
			}
			var row sheetRow
			if err == nil {
				err = d.DecodeElement(&row, &start)
			}
			if err != nil {
				yield(Row{}, Errors{fail(t.Place(0, 0), "below row %d the sheet is damaged (%s): save the workbook anew", line, err)})
				return
			}
			if line++; row.Number != 0 {
				line = row.Number
			}
			if !yield(b.row(t, line, row.Cells)) {
				return
			}
		}
	}
}

// row gives the cells of a row in their columns.
func (b *book) row(t *Table, line int, cells []sheetCell) (Row, error) {
	row := Row{Line: line}
	var wrong Errors
	column := 0
	for _, c := range cells {
		column++
		if c.Name != "" {
			var err error
			if column, _, err = excelize.CellNameToCoordinates(c.Name); err != nil {
				return row, Errors{fail(t.Place(line, 0), "%q is no cell's name: save the workbook anew", c.Name)}
			}
		}
		text, err := b.text(t.Place(line, column), c)
		switch {
		case err == nil && text == "", err != nil && t.Unread[column]:
			continue
		case column > MaxColumns:
			err = fail(t.Place(line, column), "the cell stands beyond column %s, the last that is read", Letters(MaxColumns))
		case err == nil && len(text) > MaxCell:
			err = tooLarge(t.Place(line, column), len(text))
		}
		if err != nil {
			wrong = append(wrong, err)
		}
		for len(row.Cells) < min(column, MaxColumns) {
			row.Cells = append(row.Cells, Cell{Line: line, Column: len(row.Cells) + 1})
		}
		if column <= MaxColumns {
			row.Cells[column-1].Text = text
		}
	}
	if wrong != nil {
		return row, wrong[:min(len(wrong), MaxFaults)]
	}
	return row, nil
}

// text gives what a cell says: texts as they are, true or false, numbers in plain digits, and dates by their format.
func (b *book) text(at Place, c sheetCell) (string, *Error) {
	if c.Formula != nil {
		return "", fail(at, "the cell holds a formula: paste its value in its place (copy it, then Paste Special, Values)")
	}
	switch c.Type {
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(c.Value))
		if err != nil || i < 0 || i >= len(b.texts) {
			return "", fail(at, "the cell's text is missing in the workbook: save it anew")
		}
		return b.texts[i], nil
	case "inlineStr":
		return c.Inline.String(), nil
	case "str", "d":
		return c.Value, nil
	case "b":
		return strconv.FormatBool(strings.TrimSpace(c.Value) == "1"), nil
	case "e":
		return "", fail(at, "the cell shows the error %s: put a value in its place, or nothing", c.Value)
	}
	return b.number(at, c)
}

// number gives a number in plain digits, or the date that it stands for.
func (b *book) number(at Place, c sheetCell) (string, *Error) {
	value := strings.TrimSpace(c.Value)
	f, err := strconv.ParseFloat(value, 64)
	if err != nil {
		return value, nil
	}
	p := b.precision(c.Style)
	if p == noDate {
		return plainNumber(f, value), nil
	}
	t, err := excelize.ExcelDateToTime(f, b.from1904)
	if err != nil || t.Year() > 9999 {
		return "", fail(at, "the cell is formatted as a date, which %s can't be", value)
	}
	return p.format(t), nil
}

// plainNumber writes a number without an exponent, to the 15 digits that workbooks keep. What would be far too long stays
// as it is written.
func plainNumber(f float64, written string) string {
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(f, 'g', 15, 64), 64)
	if abs := math.Abs(rounded); err != nil || abs >= 1e21 || abs != 0 && abs < 1e-15 {
		return written
	}
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}

// precision is how much of a date a cell's number format shows.
type precision int

const (
	noDate precision = iota
	year
	month
	day
	clock // a time of a day, without a date
	second
)

// format writes a date as ISO 8601 has it. A midnight is a day: many programs give all dates a clock.
func (p precision) format(t time.Time) string {
	t = t.Round(time.Second)
	switch {
	case p == year:
		return t.Format("2006")
	case p == month:
		return t.Format("2006-01")
	case p == clock:
		return t.Format("15:04:05")
	case p == second && t.Truncate(24*time.Hour) != t:
		return t.Format("2006-01-02T15:04:05")
	}
	return t.Format("2006-01-02")
}

// readStyles finds out what the workbook's styles show of a date.
func (b *book) readStyles() {
	if b.file.Styles == nil || b.file.Styles.CellXfs == nil {
		return
	}
	for i := range b.file.Styles.CellXfs.Xf {
		p := noDate
		if s, err := b.file.GetStyle(i); err == nil {
			p = builtInPrecision(s.NumFmt)
			if s.CustomNumFmt != nil {
				p = formatPrecision(*s.CustomNumFmt)
			}
		}
		b.styles = append(b.styles, p)
	}
}

// precision tells what a style shows of a date.
func (b *book) precision(style int) precision {
	if style < 0 || style >= len(b.styles) {
		return noDate
	}
	return b.styles[style]
}

// builtInPrecision tells it of the number formats that have a number (ISO/IEC 29500-1, 18.8.30, with those of East Asia).
func builtInPrecision(format int) precision {
	switch {
	case format == 17 || format == 55:
		return month
	case format == 22:
		return second
	case format >= 18 && format <= 21, format >= 32 && format <= 35, format >= 45 && format <= 47:
		return clock
	case format >= 14 && format <= 16, format >= 27 && format <= 36, format >= 50 && format <= 58:
		return day
	}
	return noDate
}

// formatPrecision tells it of a number format's code, as "d mmm yyyy".
func formatPrecision(code string) precision {
	parser := nfp.NumberFormatParser()
	sections := parser.Parse(code)
	if len(sections) == 0 {
		return noDate
	}
	var letters string
	for _, item := range sections[0].Items {
		if item.TType == nfp.TokenTypeDateTimes || item.TType == nfp.TokenTypeElapsedDateTimes {
			letters += strings.ToLower(item.TValue)
		}
	}
	has := func(any string) bool { return strings.ContainsAny(letters, any) }
	switch {
	case has("ydeg") && has("hs"):
		return second
	case has("d"):
		return day
	case has("hs"):
		return clock
	case has("m"):
		return month
	case has("yeg"):
		return year
	}
	return noDate
}
