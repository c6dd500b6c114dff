package table

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Form is an empty table for people to fill in.
type Form struct {
	// Name is what its rows are, in lower case.
	Name    string
	Columns []FormColumn
	// Rows stand in it already.
	Rows [][]string
}

// FormColumn is a column of a form.
type FormColumn struct {
	Name string
	// Note explains it.
	Note string
	// Needed: no row goes without it.
	Needed bool
	// List names the list of which its cells take one value; "" for any text.
	List string
}

// FormList is a list of values that cells take, each with what it means.
type FormList struct {
	Name   string
	Values [][2]string
}

// Names of a workbook's sheets that are for readers, and so begin with #.
const (
	readmeSheet = "# Read me"
	valuesSheet = "# Values"
)

// formRows is up to which row of a form values are offered.
const formRows = 10000

// formWriter writes forms as a workbook, and keeps the first error.
type formWriter struct {
	file *excelize.File
	err  error
	// lists are the ranges of the lists' values on valuesSheet.
	lists                     map[string]string
	head, needed, plain, wrap int
}

// do keeps the first error.
func (w *formWriter) do(err error) {
	if w.err == nil {
		w.err = err
	}
}

func (w *formWriter) style(s excelize.Style) int {
	id, err := w.file.NewStyle(&s)
	w.do(err)
	return id
}

// WriteBook writes forms as a workbook: a sheet for each, with the columns' notes, the values that they take to choose from, and those
// that are needed in another colour. Before them stands a sheet with text to read, behind them one with all lists.
func WriteBook(out io.Writer, readme []string, forms []Form, lists []FormList) error {
	w := &formWriter{file: excelize.NewFile(), lists: map[string]string{}}
	defer w.file.Close()
	w.head = w.style(excelize.Style{Font: &excelize.Font{Bold: true}, Fill: fill("D9E2EC")})
	w.needed = w.style(excelize.Style{Font: &excelize.Font{Bold: true}, Fill: fill("FFD8A8")})
	// All cells hold text, so that no program takes 2026-01 for another date, or 007 for a number.
	w.plain = w.style(excelize.Style{NumFmt: 49})
	w.wrap = w.style(excelize.Style{Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	w.do(w.file.SetSheetName("Sheet1", readmeSheet))
	w.do(w.file.SetColWidth(readmeSheet, "A", "A", 110))
	w.do(w.file.SetColStyle(readmeSheet, "A", w.wrap))
	for i, line := range readme {
		w.do(w.file.SetCellStr(readmeSheet, fmt.Sprint("A", i+1), line))
	}
	w.place(lists)
	for _, f := range forms {
		w.form(f)
	}
	w.values(lists)
	if w.err == nil {
		w.do(w.file.Write(out))
	}
	return w.err
}

func fill(colour string) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}
}

// place finds out where on valuesSheet the values of each list will stand.
func (w *formWriter) place(lists []FormList) {
	line := 2
	for _, l := range lists {
		w.lists[l.Name] = fmt.Sprintf("'%s'!$B$%d:$B$%d", valuesSheet, line, line+len(l.Values)-1)
		line += len(l.Values)
	}
}

// values writes the sheet of lists: list, value and meaning.
func (w *formWriter) values(lists []FormList) {
	_, err := w.file.NewSheet(valuesSheet)
	w.do(err)
	w.row(valuesSheet, 1, []string{"list", "value", "meaning"})
	w.do(w.file.SetCellStyle(valuesSheet, "A1", "C1", w.head))
	w.do(w.file.SetColWidth(valuesSheet, "A", "B", 32))
	w.do(w.file.SetColWidth(valuesSheet, "C", "C", 90))
	line := 2
	for _, l := range lists {
		for _, v := range l.Values {
			w.row(valuesSheet, line, []string{l.Name, v[0], v[1]})
			line++
		}
	}
}

func (w *formWriter) row(sheet string, line int, texts []string) {
	for i, text := range texts {
		if text != "" {
			w.do(w.file.SetCellStr(sheet, fmt.Sprint(Letters(i+1), line), text))
		}
	}
}

func (w *formWriter) form(f Form) {
	sheet := strings.ToUpper(f.Name[:1]) + f.Name[1:]
	_, err := w.file.NewSheet(sheet)
	w.do(err)
	w.do(w.file.SetColStyle(sheet, "A:"+Letters(len(f.Columns)), w.plain))
	w.do(w.file.SetColWidth(sheet, "A", Letters(len(f.Columns)), 20))
	for i, c := range f.Columns {
		at := Letters(i+1) + "1"
		style := w.head
		if c.Needed {
			style = w.needed
		}
		w.do(w.file.SetCellStr(sheet, at, c.Name))
		w.do(w.file.SetCellStyle(sheet, at, at, style))
		w.do(w.file.AddComment(sheet, excelize.Comment{Cell: at, Author: "Pactgraph", Width: 380, Height: 160, Paragraph: []excelize.RichTextRun{{Text: c.Note}}}))
		if c.List != "" {
			w.offer(sheet, i+1, c)
		}
	}
	for i, row := range f.Rows {
		w.row(sheet, i+2, row)
	}
	w.do(w.file.SetPanes(sheet, &excelize.Panes{Freeze: true, YSplit: 1, XSplit: 1, TopLeftCell: "B2", ActivePane: "bottomRight"}))
}

// offer lets the cells of a column choose from a list.
func (w *formWriter) offer(sheet string, column int, c FormColumn) {
	dv := excelize.NewDataValidation(true)
	dv.Sqref = fmt.Sprintf("%[1]s2:%[1]s%[2]d", Letters(column), formRows)
	dv.SetSqrefDropList(w.lists[c.List])
	dv.SetError(excelize.DataValidationErrorStyleStop, c.Name, "Choose a value of "+c.List+": they stand on the sheet "+valuesSheet+".")
	w.do(w.file.AddDataValidation(sheet, dv))
}

// CSV gives a form as values separated by commas: the header, and a remark that explains each column below its name.
func (f Form) CSV() ([]byte, error) {
	var names, notes []string
	for _, c := range f.Columns {
		names = append(names, c.Name)
		notes = append(notes, strings.ReplaceAll(c.Note, "\n", " "))
	}
	notes[0] = "# " + notes[0]
	var out bytes.Buffer
	// By the mark, spreadsheet programs know that it is UTF-8.
	out.WriteString(markUTF8)
	w := csv.NewWriter(&out)
	w.UseCRLF = true
	rows := append([][]string{names, notes}, f.Rows...)
	for i, row := range rows {
		rows[i] = append(slices.Clone(row), make([]string, len(names)-len(row))...)
	}
	err := w.WriteAll(rows)
	return out.Bytes(), err
}

// WriteZip writes files, by their names in order, as a zip.
func WriteZip(out io.Writer, names []string, files map[string][]byte) error {
	z := zip.NewWriter(out)
	for _, name := range names {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write(files[name])
		}
		if err != nil {
			return err
		}
	}
	return z.Close()
}
