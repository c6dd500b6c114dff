package table

import (
	"context"
	"encoding/csv"
	"errors"
	"io"
	"iter"
	"strconv"
	"strings"

	"pactgraph/graph"
)

// separators are those that are found out; of those that stand equally often in a header the first is taken, since it is
// the least likely in a name.
var separators = []rune{'\t', '|', ';', ','}

// separatorNames are how they are given in words.
var separatorNames = map[string]rune{"comma": ',', "semicolon": ';', "tab": '\t', "pipe": '|', `\t`: '\t'}

// ParseSeparator reads a separator: the character itself, or its name.
func ParseSeparator(text string) (rune, error) {
	if r, ok := separatorNames[text]; ok {
		return r, nil
	}
	for _, r := range separators {
		if text == string(r) {
			return r, nil
		}
	}
	return 0, graph.Errorf(graph.KindInvalid, "cells can't be separated by %q: give comma, semicolon, tab or pipe, or the character itself", text)
}

// openSeparated reads the header of separated values.
func openSeparated(ctx context.Context, name string, data []byte, opts Options) ([]*Table, error) {
	text, err := Decode(name, data, opts.Encoding)
	if err != nil {
		return nil, err
	}
	if !strings.Contains(text, "\n") {
		// Lines that end as they did on old Macs.
		text = strings.ReplaceAll(text, "\r", "\n")
	}
	separator := opts.Separator
	if separator == 0 {
		separator = findSeparator(text)
	}
	t := &Table{File: name}
	t.rows = func(ctx context.Context) iter.Seq2[Row, error] { return separatedRows(t, text, separator) }
	ok, err := t.readHeader(ctx)
	if err == nil && !ok {
		err = Errors{fail(Place{File: name}, "the file is empty: its first line is a header with the names of its columns")}
	}
	if err != nil {
		return nil, err
	}
	return []*Table{t}, nil
}

// findSeparator gives the separator that stands most often in the header, outside of quotation marks.
func findSeparator(text string) rune {
	counts := map[rune]int{}
	quoted := false
	for _, r := range headerText(text) {
		switch {
		case r == '"':
			quoted = !quoted
		case quoted:
		case r == '\n' || r == '\r':
			return mostOften(counts)
		default:
			counts[r]++
		}
	}
	return mostOften(counts)
}

// headerText gives a text from its first line on that isn't blank or a remark.
func headerText(text string) string {
	for line := range strings.Lines(text) {
		trimmed := strings.TrimLeft(strings.TrimSpace(line), `"`)
		if strings.Trim(trimmed, `,;|"`+"\t ") != "" && !strings.HasPrefix(trimmed, "#") {
			break
		}
		text = text[len(line):]
	}
	return text
}

func mostOften(counts map[rune]int) rune {
	best, most := ',', 0
	for _, r := range separators {
		if counts[r] > most {
			best, most = r, counts[r]
		}
	}
	return best
}

// separatedRows gives the rows of separated values. After an error of quotation marks none follow: what is a cell and what
// isn't is then unknown.
func separatedRows(t *Table, text string, separator rune) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		r := csv.NewReader(strings.NewReader(text))
		r.Comma, r.Comment, r.FieldsPerRecord, r.ReuseRecord = separator, '#', -1, true
		for {
			fields, err := r.Read()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield(Row{}, Errors{quoteError(t, text, err)})
				return
			}
			if !yield(separatedRow(t, r, fields)) {
				return
			}
		}
	}
}

// separatedRow gives a record as a row. Each of its cells is within the limit.
func separatedRow(t *Table, r *csv.Reader, fields []string) (Row, error) {
	line, _ := r.FieldPos(0)
	row := Row{Line: line, Cells: make([]Cell, len(fields))}
	var wrong Errors
	for i, text := range fields {
		at, _ := r.FieldPos(i)
		row.Cells[i] = Cell{Text: text, Line: at, Column: i + 1}
		if len(text) > MaxCell {
			wrong = append(wrong, tooLarge(t.Place(at, i+1), len(text)))
		}
	}
	if wrong != nil {
		return row, wrong
	}
	return row, nil
}

func tooLarge(at Place, size int) *Error {
	return fail(at, "the cell has %d bytes: the most that is read is %d (1 MiB)", size, MaxCell)
}

// quoteError says in words where quotation marks go wrong.
func quoteError(t *Table, text string, err error) *Error {
	parse, ok := errors.AsType[*csv.ParseError](err)
	if !ok {
		return fail(Place{File: t.File}, "%s", err)
	}
	at := offsetOf(text, parse.Line, parse.Column)
	switch {
	case errors.Is(err, csv.ErrBareQuote):
		return failAt(t.File, text, at, "a quotation mark stands inside a cell that doesn't begin with one: put the whole cell in quotation marks, and write each one inside twice")
	case at == len(text):
		return fail(Place{File: t.File, Line: parse.StartLine}, "the row that begins here has a quotation mark that is never closed: the file may be cut off, or a mark inside a cell must be written twice")
	}
	return failAt(t.File, text, at, "something follows a quotation mark that closes a cell: a separator or the line's end comes there, and a mark inside a cell is written twice")
}

// offsetOf gives the byte of a text at a line and a column, which counts bytes; the text's length where that is behind its end.
func offsetOf(text string, line, column int) int {
	start := 0
	for range line - 1 {
		next := strings.IndexByte(text[start:], '\n')
		if next < 0 {
			return len(text)
		}
		start += next + 1
	}
	return min(start+max(column-1, 0), len(text))
}

func itoa(n int) string { return strconv.Itoa(n) }
