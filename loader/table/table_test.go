package table

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"pactgraph/graph"
)

// show writes tables as lines: a place for each table's header, and each cell that isn't empty with its line and column.
func show(t *testing.T, name string, data []byte, opts Options) (string, error) {
	t.Helper()
	tables, err := Open(t.Context(), name, data, opts)
	if err != nil {
		if graph.KindOf(err) != graph.KindInvalid {
			t.Errorf("it is an error of kind %s", graph.KindOf(err))
		}
		return "", err
	}
	var out strings.Builder
	var wrong []error
	for _, table := range tables {
		if table.Faults != nil {
			wrong = append(wrong, table.Faults)
		}
		fmt.Fprintf(&out, "%s:", table.Place(0, 0))
		for _, c := range table.Header {
			fmt.Fprintf(&out, " %s", c.Text)
		}
		for row, err := range table.Rows(t.Context()) {
			if err != nil {
				wrong = append(wrong, err)
			}
			if len(row.Cells) != len(table.Header) {
				t.Errorf("line %d has %d cells", row.Line, len(row.Cells))
			}
			fmt.Fprintf(&out, "\n%d", row.Line)
			for _, c := range row.Cells {
				if c.Text != "" {
					fmt.Fprintf(&out, " %s%d=%q", Letters(c.Column), c.Line, c.Text)
				}
			}
		}
		out.WriteString("\n")
	}
	return out.String(), errors.Join(wrong...)
}

func encoded(t *testing.T, name, text string) []byte {
	t.Helper()
	encoders := map[string]interface{ Bytes([]byte) ([]byte, error) }{
		"windows-1251": charmap.Windows1251.NewEncoder(),
		"utf-16le":     unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder(),
		"utf-16":       unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder(),
	}
	data, err := encoders[name].Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestSeparated(t *testing.T) {
	for _, tt := range []struct {
		name string
		data []byte
		opts Options
		want string
	}{
		{"commas", []byte("a,b\n1,\"x, y\"\n"), Options{}, "t: a b\n2 A2=\"1\" B2=\"x, y\"\n"},
		{"semicolons, though commas stand in the cells", []byte("a;b;c\n1,5;2,5;3,5\n"), Options{}, "t: a b c\n2 A2=\"1,5\" B2=\"2,5\" C2=\"3,5\"\n"},
		{"tabs", []byte("a\tb, c\n1\t\n"), Options{}, "t: a b, c\n2 A2=\"1\"\n"},
		{"pipes", []byte("a|b\n1|2\n"), Options{}, "t: a b\n2 A2=\"1\" B2=\"2\"\n"},
		{"a separator that is given", []byte("a;b,c;d\n1,2\n"), Options{Separator: ','}, "t: a;b c;d\n2 A2=\"1\" B2=\"2\"\n"},
		{"separators in a header's quotation marks", []byte("\"a;b;c\",d\n1,2\n"), Options{}, "t: a;b;c d\n2 A2=\"1\" B2=\"2\"\n"},
		{"one column", []byte("a\n1\n"), Options{}, "t: a\n2 A2=\"1\"\n"},
		{"a byte order mark", []byte("\ufeffa,b\r\n1,2\r\n"), Options{}, "t: a b\n2 A2=\"1\" B2=\"2\"\n"},
		{"line breaks in quotation marks", []byte("a,b\r\n\"one\r\ntwo\",2\r\n3,4"), Options{}, "t: a b\n2 A2=\"one\\ntwo\" B3=\"2\"\n4 A4=\"3\" B4=\"4\"\n"},
		{"lines of old Macs", []byte("a,b\r1,2\r"), Options{}, "t: a b\n2 A2=\"1\" B2=\"2\"\n"},
		{"quotation marks in quotation marks", []byte("a\n\"\"\"so\"\" he said\"\n"), Options{}, "t: a\n2 A2=\"\\\"so\\\" he said\"\n"},
		{"blank lines and remarks", []byte("\n# what, \"this is\n,,\n\"# and, that\"\na,b\n\n# more\n,\n\"# quoted; too\",\n1,2\n"), Options{}, "t: a b\n10 A10=\"1\" B10=\"2\"\n"},
		{"columns without a name and without values", []byte("a,b,,\n1,2,,\n"), Options{}, "t: a b\n2 A2=\"1\" B2=\"2\"\n"},
		{"white space around names", []byte(" a , b\n 1 ,2\n"), Options{}, "t: a b\n2 A2=\" 1 \" B2=\"2\"\n"},
		{"Cyrillic", encoded(t, "windows-1251", "имя;год\nДоговор;1992\n"), Options{Encoding: "windows-1251"}, "t: имя год\n2 A2=\"Договор\" B2=\"1992\"\n"},
		{"UTF-16 with a mark", encoded(t, "utf-16", "имя\tгод\nДоговор\t1992\n"), Options{}, "t: имя год\n2 A2=\"Договор\" B2=\"1992\"\n"},
		{"UTF-16 without one", encoded(t, "utf-16le", "имя\nДоговор\n"), Options{Encoding: "utf-16le"}, "t: имя\n2 A2=\"Договор\"\n"},
		{"as much in a cell as may be", []byte("a\n" + strings.Repeat("x", MaxCell)), Options{}, "t: a\n2 A2=\"" + strings.Repeat("x", MaxCell) + "\"\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := show(t, "t", tt.data, tt.opts)
			if err != nil || got != tt.want {
				t.Errorf("it reads %.500s, %v", got, err)
			}
		})
	}
}

// sheet writes a workbook with one sheet, whose cells the function fills in.
func sheet(t *testing.T, fill func(f *excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	fill(f)
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func style(t *testing.T, f *excelize.File, cell, format string) {
	t.Helper()
	id, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
	if err == nil {
		err = f.SetCellStyle("Sheet1", cell, cell, id)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestWorkbook(t *testing.T) {
	data := sheet(t, func(f *excelize.File) {
		f.SetSheetRow("Sheet1", "A2", &[]any{"name", "value"})
		f.SetSheetRow("Sheet1", "A3", &[]any{"# a remark"})
		line := 4
		put := func(name string, value any, format string) {
			f.SetSheetRow("Sheet1", fmt.Sprint("A", line), &[]any{name})
			f.SetCellValue("Sheet1", fmt.Sprint("B", line), value)
			if format != "" {
				style(t, f, fmt.Sprint("B", line), format)
			}
			line++
		}
		when := time.Date(2026, 1, 6, 0, 0, 0, 0, time.UTC)
		put("a day", when, "dd/mm/yyyy")
		put("a day with a clock", when, `yyyy\-mm\-dd hh:mm:ss`)
		put("a time", when.Add(90*time.Minute), `d.m.yy h:mm;@`)
		put("a month", when, "mmm yyyy")
		put("a year", when, "[$-409]yyyy")
		put("a clock", 0.25, "h:mm AM/PM")
		put("the first day", 1, "yyyy-mm-dd")
		put("the last of February 1900", 59, "yyyy-mm-dd")
		put("the first of March 1900", 61, "yyyy-mm-dd")
		put("no date", 45000, `0.0 "days in all"`)
		put("in red", 5, "[Red]0.00")
		put("large", 1e10, "")
		put("long", 0.1+0.2, "")
		put("small", 0.000001, "")
		put("true", true, "")
		put("text", " 1.0E+10", "")
		f.SetCellRichText("Sheet1", fmt.Sprint("B", line), []excelize.RichTextRun{{Text: "in "}, {Text: "parts", Font: &excelize.Font{Bold: true}}})
		line++
		f.SetCellValue("Sheet1", fmt.Sprint("A", line+3), "far below")
		f.NewSheet("Hidden")
		f.SetCellFormula("Hidden", "A1", "1+1")
		f.SetSheetVisible("Hidden", false)
		f.NewSheet("Empty")
		f.NewSheet("Second sheet")
		f.SetSheetRow("Second sheet", "A1", &[]any{"a"})
	})
	const want = `b.xlsx, sheet Sheet1: name value
4 A4="a day" B4="2026-01-06"
5 A5="a day with a clock" B5="2026-01-06"
6 A6="a time" B6="2026-01-06T01:30:00"
7 A7="a month" B7="2026-01"
8 A8="a year" B8="2026"
9 A9="a clock" B9="06:00:00"
10 A10="the first day" B10="1900-01-01"
11 A11="the last of February 1900" B11="1900-02-28"
12 A12="the first of March 1900" B12="1900-03-01"
13 A13="no date" B13="45000"
14 A14="in red" B14="5"
15 A15="large" B15="10000000000"
16 A16="long" B16="0.3"
17 A17="small" B17="0.000001"
18 A18="true" B18="true"
19 A19="text" B19=" 1.0E+10"
20 B20="in parts"
24 A24="far below"
b.xlsx, sheet Second sheet: a
`
	if got, err := show(t, "b.xlsx", data, Options{}); err != nil || got != want {
		t.Errorf("it reads\n%s\n%v", got, err)
	}
}

func TestWorkbookFrom1904(t *testing.T) {
	data := sheet(t, func(f *excelize.File) {
		yes := true
		f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes})
		f.SetSheetRow("Sheet1", "A1", &[]any{"day"})
		f.SetCellValue("Sheet1", "A2", 44566)
		style(t, f, "A2", "d mmm yyyy")
	})
	if got, err := show(t, "b", data, Options{}); err != nil || !strings.Contains(got, `A2="2026-01-06"`) {
		t.Errorf("it reads %s, %v", got, err)
	}
}

// zipOf packs files.
func zipOf(t testing.TB, files map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(files[name]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestZip(t *testing.T) {
	inner := string(sheet(t, func(f *excelize.File) { f.SetSheetRow("Sheet1", "A1", &[]any{"b"}) }))
	data := zipOf(t, map[string]string{"x/a.csv": "a\n1\n", "x/b.xlsx": inner, "notes.pdf": "%PDF", "__MACOSX/x/._a.csv": "\x00"})
	const want = "z.zip/x/a.csv: a\n2 A2=\"1\"\nz.zip/x/b.xlsx, sheet Sheet1: b\n"
	if got, err := show(t, "z.zip", data, Options{}); err != nil || got != want {
		t.Errorf("it reads %s, %v", got, err)
	}
}

func TestFaults(t *testing.T) {
	workbook := func(fill func(f *excelize.File)) []byte {
		return sheet(t, func(f *excelize.File) {
			f.SetSheetRow("Sheet1", "A1", &[]any{"name", "value"})
			f.SetSheetRow("Sheet1", "A2", &[]any{"x", 1})
			fill(f)
		})
	}
	whole := zipOf(t, map[string]string{"a.csv": "a\n1\n"})
	locked := bytes.Clone(whole)
	locked[bytes.Index(locked, []byte("PK\x01\x02"))+8] |= 1
	for _, tt := range []struct {
		name string
		data []byte
		opts Options
		want string
	}{
		{"nothing", nil, Options{}, "f: the file is empty: its first line is a header"},
		{"remarks only", []byte("# nothing\n\n"), Options{}, "f: the file is empty"},
		{"too few cells", []byte("a,b,c\n1,2,3\n1,2\n"), Options{}, "f, line 3: the row has 2 cells, the header has 3"},
		{"too many cells", []byte("a,b\n1,2,3\n"), Options{}, "f, line 2: the row has 3 cells, the header has 2"},
		{"another separator than the header's", []byte("a;b;c\n1,2,3\n"), Options{}, "f, line 2: the row has 1 cell, the header has 3"},
		{"a name twice", []byte("a,b,a\n"), Options{}, "f, line 1, column C (a): the header names \"a\" twice: first in column A"},
		{"a title above the header", []byte("\nPacts, a list;;;\nid;name;kind;day\n1;One;T;2031\n2;Two;;\n"), Options{}, "f, line 2: the row has one cell, and the rows below have more: it looks like a title, and the header must be the first row"},
		{"a title in a sheet", sheet(t, func(f *excelize.File) {
			f.SetSheetRow("Sheet1", "A1", &[]any{"Pacts"})
			f.SetSheetRow("Sheet1", "A2", &[]any{"id", "name"})
			f.SetSheetRow("Sheet1", "A3", &[]any{1, "One"})
		}), Options{}, "f, sheet Sheet1, row 1: the row has one cell, and the rows below have more: it looks like a title"},
		{"one row of many that is too long", []byte("name\none\ntwo,three\nfour\n"), Options{}, "f, line 3: the row has 2 cells, the header has 1"},
		{"no name", []byte("a,,c\n"), Options{}, "f, line 1, column B: column B has no name in the header"},
		{"a bare quotation mark", []byte("a,b\n1,2 \"x\n"), Options{}, "f, line 2: character 5: a quotation mark stands inside a cell"},
		{"a quotation mark that is closed too early", []byte("a,b\n1,\"x\"y\n2,3\n"), Options{}, "f, line 2: character 5: something follows a quotation mark"},
		{"a torn quotation mark", []byte("a,b\n1,2\n1,\"x\n2,3\n"), Options{}, "f, line 3: the row that begins here has a quotation mark that is never closed"},
		{"a torn quotation mark in the last line", []byte("a,b\n1,\"x"), Options{}, "f, line 2: the row that begins here has a quotation mark that is never closed"},
		{"a large cell", []byte("a,b\n1," + strings.Repeat("x", 5<<20) + "\n"), Options{}, "f, line 2, column B (b): the cell has 5242880 bytes: the most that is read is 1048576 (1 MiB)"},
		{"many columns", []byte(strings.Repeat("a,", 1000) + "b\n"), Options{}, "f, line 1: the header has 1001 columns: a table has at most 1000"},
		{"a NUL character", []byte("a,b\n1,\x002\n"), Options{}, "f, line 2: character 3: a NUL character stands here"},
		{"UTF-16 that isn't said", encoded(t, "utf-16le", "a,b\n"), Options{}, "f, line 1: character 2: a NUL character stands here, which no text has; a file in UTF-16"},
		{"no UTF-8", encoded(t, "windows-1251", "a,b\n1,Договор\n"), Options{}, "f, line 2: character 3: the byte 0xC4 is not valid UTF-8: save the file as UTF-8, or say how it is written by --encoding windows-1252"},
		{"another encoding than is said", []byte("a,b\n1,\x98\n"), Options{Encoding: "windows-1251"}, "f, line 2: character 3: the bytes here are no character in windows-1251 (what comes before reads \"1,\")"},
		{"UTF-8 that is said to be another", []byte("имя\nДоговор\n"), Options{Encoding: "windows-1251"}, "f: the file is UTF-8"},
		{"UTF-16 that is said to be another", encoded(t, "utf-16", "a\n"), Options{Encoding: "koi8-r"}, "f: the file begins with the byte order mark of UTF-16, so it isn't koi8-r"},
		{"UTF-16 that is torn", encoded(t, "utf-16", "a\nб")[:7], Options{}, "f, line 2: character 1: the bytes here are no character in UTF-16"},
		{"an encoding that isn't there", []byte("a\n"), Options{Encoding: "windows-125"}, "there is no encoding \"windows-125\""},
		{"a formula", workbook(func(f *excelize.File) { f.SetCellFormula("Sheet1", "B2", "1+1") }), Options{}, "f, sheet Sheet1, cell B2 (value): the cell holds a formula: paste its value"},
		{"a formula in the header", workbook(func(f *excelize.File) { f.SetCellFormula("Sheet1", "A1", "1+1") }), Options{}, "f, sheet Sheet1, cell A1: the cell holds a formula"},
		{"merged cells", workbook(func(f *excelize.File) { f.MergeCell("Sheet1", "A2", "A5") }), Options{}, "f, sheet Sheet1: the cells A2:A5 are merged"},
		{"a value beyond the header", workbook(func(f *excelize.File) { f.SetCellValue("Sheet1", "E2", "stray") }), Options{}, "f, sheet Sheet1, cell E2: \"stray\" stands here, in a column that the header has no name for"},
		{"a value far beyond", workbook(func(f *excelize.File) { f.SetCellValue("Sheet1", "XFD2", "stray") }), Options{}, "f, sheet Sheet1, cell XFD2: the cell stands beyond column ALL"},
		{"a date before all", workbook(func(f *excelize.File) { f.SetCellValue("Sheet1", "B2", -5); style(t, f, "B2", "yyyy-mm-dd") }), Options{}, "f, sheet Sheet1, cell B2 (value): the cell is formatted as a date, which -5 can't be"},
		{"no sheet with anything", sheet(t, func(*excelize.File) {}), Options{}, "f: the workbook holds no table"},
		{"a workbook with a password", lockedWorkbook(t), Options{}, "f: the workbook is locked by a password"},
		{"an old workbook", []byte(compoundMark + "Workbook"), Options{}, "f: the file is of an older office program (.xls)"},
		{"another office's", zipOf(t, map[string]string{"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}), Options{}, "f: the file is of another office program (.ods)"},
		{"a torn workbook", workbook(func(*excelize.File) {})[:3000], Options{}, "f: the zip can't be read (zip: not a valid zip file)"},
		{"a torn zip", whole[:len(whole)-10], Options{}, "f: the zip can't be read"},
		{"a locked zip", locked, Options{}, "f/a.csv: the file is locked by a password"},
		{"a name that leads out", zipOf(t, map[string]string{"../a.csv": "a\n"}), Options{}, "f: the zip has a file \"../a.csv\", whose name leads out of it"},
		{"a name from the root", zipOf(t, map[string]string{"/etc/a.csv": "a\n"}), Options{}, "f: the zip has a file \"/etc/a.csv\""},
		{"a bomb", zipOf(t, map[string]string{"a.csv": strings.Repeat(" ", 2<<20)}), Options{}, "f/a.csv: the file is packed more than 200 times smaller"},
		{"a zip without tables", zipOf(t, map[string]string{"a.pdf": "%PDF"}), Options{}, "f: the zip holds no table"},
		{"an empty zip", zipOf(t, nil), Options{}, "f: the zip holds no table"},
		{"a fault inside a zip", zipOf(t, map[string]string{"a.csv": "a,a\n"}), Options{}, "f/a.csv, line 1, column B (a): the header names"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := show(t, "f", tt.data, tt.opts)
			if !strings.Contains(fmt.Sprint(err), tt.want) {
				t.Errorf("the error is %v", err)
			}
		})
	}
}

func lockedWorkbook(t *testing.T) []byte {
	t.Helper()
	data := sheet(t, func(*excelize.File) {})
	locked, err := excelize.Encrypt(data, &excelize.Options{Password: "secret"})
	if err != nil {
		t.Fatal(err)
	}
	return locked
}

// TestZipBounds sees that a zip can't hold more than is read, whatever its directory says.
func TestZipBounds(t *testing.T) {
	many := map[string]string{}
	for i := range maxMembers + 1 {
		many[fmt.Sprint(i)] = ""
	}
	if _, err := show(t, "f", zipOf(t, many), Options{}); !strings.Contains(fmt.Sprint(err), "f: the zip holds 1001 files: at most 1000") {
		t.Errorf("the error is %v", err)
	}
	large := zipOf(t, map[string]string{"a.csv": "a\n"})
	entry := bytes.Index(large, []byte("PK\x01\x02"))
	copy(large[entry+20:], "\x00\x00\x00\x08\x00\x00\x00\x08") // 128 MiB, packed and unpacked
	if _, err := show(t, "f", large, Options{}); !strings.Contains(fmt.Sprint(err), "f: it is larger than 64 MiB when it is unpacked") {
		t.Errorf("the error is %v", err)
	}
	lying := zipOf(t, map[string]string{"a.csv": strings.Repeat("abcdefgh", 1000)})
	entry = bytes.Index(lying, []byte("PK\x01\x02"))
	copy(lying[entry+24:], "\x05\x00\x00\x00")
	if _, err := show(t, "f", lying, Options{}); !strings.Contains(fmt.Sprint(err), "f/a.csv: the file can't be unpacked") {
		t.Errorf("the error is %v", err)
	}
}

// TestRowsAfterAnError sees that rows follow one that is wrong, and that the reading ends with the context.
func TestRowsAfterAnError(t *testing.T) {
	tables, err := Open(t.Context(), "f", []byte("a,b\n1\n2,3\n"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	var lines []int
	for row := range tables[0].Rows(t.Context()) {
		lines = append(lines, row.Line)
	}
	if !slices.Equal(lines, []int{2, 3}) {
		t.Errorf("the lines are %v", lines)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, err := range tables[0].Rows(ctx) {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("the error is %v", err)
		}
	}
}

func TestParseSeparator(t *testing.T) {
	for text, want := range map[string]rune{"comma": ',', ";": ';', "tab": '\t', "\t": '\t', `\t`: '\t', "pipe": '|'} {
		if got, err := ParseSeparator(text); err != nil || got != want {
			t.Errorf("%q is %q, %v", text, got, err)
		}
	}
	if _, err := ParseSeparator("x"); err == nil || !strings.Contains(err.Error(), "comma, semicolon, tab or pipe") {
		t.Errorf("the error is %v", err)
	}
}

func FuzzOpen(f *testing.F) {
	f.Add([]byte("a,b\n1,\"x\ny\"\n"))
	f.Add([]byte("a;b\n# x\n;\n1;\"\n"))
	f.Add([]byte("\xff\xfea\x00\n\x00"))
	book := excelize.NewFile()
	book.SetSheetRow("Sheet1", "A1", &[]any{"a", "b"})
	book.SetSheetRow("Sheet1", "A2", &[]any{1, true})
	var out bytes.Buffer
	if err := book.Write(&out); err != nil {
		f.Fatal(err)
	}
	f.Add(out.Bytes())
	f.Fuzz(func(t *testing.T, data []byte) {
		tables, err := Open(t.Context(), "f", data, Options{})
		if err != nil && graph.KindOf(err) != graph.KindInvalid {
			t.Errorf("it is an error of kind %s: %v", graph.KindOf(err), err)
		}
		for _, table := range tables {
			for row, err := range table.Rows(t.Context()) {
				if err == nil && len(row.Cells) != len(table.Header) {
					t.Errorf("a row has %d cells, the header %d", len(row.Cells), len(table.Header))
				}
			}
		}
	})
}

// rawBook packs the parts of a workbook as few programs write them: one sheet, nothing else. A part that is empty is left out.
func rawBook(t testing.TB, rows, texts string) []byte {
	t.Helper()
	const head = `<?xml version="1.0" encoding="UTF-8"?>`
	const main = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"`
	const relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	files := map[string]string{
		"[Content_Types].xml": head + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
		"_rels/.rels": head + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
			`<Relationship Id="w" Type="` + relation + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml": head + `<workbook ` + main + ` xmlns:r="` + relation + `"><sheets><sheet name="S" sheetId="1" r:id="x"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": head + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
			`<Relationship Id="x" Type="` + relation + `/worksheet" Target="/xl/worksheets/sheet1.xml"/></Relationships>`,
	}
	if rows != "" {
		files["xl/worksheets/sheet1.xml"] = head + `<worksheet ` + main + `><sheetData>` + rows + `</sheetData></worksheet>`
	}
	if texts != "" {
		files["xl/sharedStrings.xml"] = head + `<sst ` + main + `>` + texts + `</sst>`
	}
	return zipOf(t, files)
}

// TestRawWorkbooks reads what other programs write than the one that the other tests use, and what none should.
func TestRawWorkbooks(t *testing.T) {
	var digits []byte
	for i := range 200_000 {
		digits = strconv.AppendInt(digits, int64(i), 10)
	}
	const header = `<row><c t="inlineStr"><is><t>a</t></is></c><c t="inlineStr"><is><t>b</t></is></c></row>`
	for _, tt := range []struct {
		name, rows, texts, want string
	}{
		{"cells without names", header + `<row><c><v>1</v></c><c><v>2</v></c></row>`, "", "2 A2=\"1\" B2=\"2\""},
		{"rows out of step", header + `<row r="7"><c r="B7"><v>1.50</v></c></row><row><c><v>2</v></c></row>`, "", "7 B7=\"1.5\"\n8 A8=\"2\""},
		{"shared texts", header + `<row><c t="s"><v>1</v></c></row>`, `<si><t>x</t></si><si><r><t>y</t></r><r><t>_x0041_z</t></r><rPh><t>no</t></rPh></si>`, "2 A2=\"yAz\""},
		{"a shared text that isn't there", header + `<row><c t="s"><v>7</v></c></row>`, "", "f, sheet S, cell A2 (a): the cell's text is missing in the workbook"},
		{"a date in words", header + `<row><c t="d"><v>2026-01-06</v></c></row>`, "", "2 A2=\"2026-01-06\""},
		{"an error", header + `<row><c t="e"><v>#REF!</v></c></row>`, "", "f, sheet S, cell A2 (a): the cell shows the error #REF!"},
		{"a formula that gave nothing", header + `<row><c t="str"><f>""</f><v></v></c></row>`, "", "f, sheet S, cell A2 (a): the cell holds a formula"},
		{"a shared formula", header + `<row><c><f t="shared" si="0"/><v>1</v></c></row>`, "", "f, sheet S, cell A2 (a): the cell holds a formula"},
		{"a remark with a formula", header + `<row><c t="inlineStr"><is><t># sum</t></is></c><c><f>1</f></c></row><row><c><v>1</v></c></row>`, "", "f, sheet S: a b\n3 A3=\"1\"\n<nil>"},
		{"several errors in a row", header + `<row><c><f>1</f></c><c t="e"><v>#N/A</v></c></row>`, "", "f, sheet S, cell B2 (b): the cell shows the error #N/A"},
		{"a name that no cell has", header + `<row><c r="1A"><v>1</v></c></row>`, "", "f, sheet S, row 2: \"1A\" is no cell's name"},
		{"XML that is torn", header + `<row><c><v>1</c></row>`, "", "f, sheet S: below row 1 the sheet is damaged"},
		{"a large cell", header + `<row><c t="inlineStr"><is><t>` + string(digits) + `</t></is></c></row>`, "", "f, sheet S, cell A2 (a): the cell has 1088890 bytes"},
		{"a sheet that isn't there", "", "", "f, sheet S: the sheet is missing in the workbook"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := show(t, "f", rawBook(t, tt.rows, tt.texts), Options{})
			if !strings.Contains(got+fmt.Sprint(err), tt.want) {
				t.Errorf("it reads %.300s, %v", got, err)
			}
		})
	}
}

func FuzzSheet(f *testing.F) {
	f.Add(`<row><c t="inlineStr"><is><t>a</t></is></c></row><row r="3"><c r="A3" s="1"><v>1</v></c><c t="b"><v>1</v></c></row>`, `<si><t>x_x0041_</t></si>`)
	f.Add(`<row><c t="s"><v>0</v></c></row><row><c t="e"><v>#N/A</v></c><c><f>1</f></c></row>`, `<si><r><t>x</t></r></si>`)
	f.Fuzz(func(t *testing.T, rows, texts string) {
		tables, err := Open(t.Context(), "f", rawBook(t, rows, texts), Options{})
		if err != nil && graph.KindOf(err) != graph.KindInvalid {
			t.Errorf("it is an error of kind %s: %v", graph.KindOf(err), err)
		}
		for _, table := range tables {
			for row, err := range table.Rows(t.Context()) {
				if err == nil && len(row.Cells) != len(table.Header) {
					t.Errorf("a row has %d cells, the header %d", len(row.Cells), len(table.Header))
				}
			}
		}
	})
}
