package loader

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/width"

	"pactgraph/graph"
	"pactgraph/loader/table"
)

// Problem is something wrong, or worth a look, at a place of a file.
type Problem struct {
	// File is its name as it was given. Line and Col count from 1, Col in code points; both are 0 where no line is
	// to blame.
	File      string
	Line, Col int
	// InTable: Line counts the lines or rows of a table, and Col its columns, of which it is 0 where the whole row is to
	// blame. Sheet is a workbook's, Column the column's name.
	InTable       bool
	Sheet, Column string
	Message       string
	// Source is the line itself, without its end.
	Source string
}

// String gives "file:line:col: message", and below it the line with a mark under the place; in a table
// "file, line 2, column C (kind): message".
func (p Problem) String() string {
	if p.InTable {
		return p.cell().String() + ": " + p.Message
	}
	if p.Line == 0 {
		if p.File == "" {
			return p.Message
		}
		return p.File + ": " + p.Message
	}
	text := fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Col, p.Message)
	if p.Source == "" {
		return text
	}
	line, caret := excerpt(p.Source, p.Col)
	return text + "\n  " + line + "\n  " + caret
}

// Excerpt gives the problem's line, or the part of a long one around the column, without what a terminal can't show.
func (p Problem) Excerpt() string {
	shown, _ := excerpt(p.Source, p.Col)
	return shown
}

// cell is the place in a table.
func (p Problem) cell() table.Place {
	return table.Place{File: p.File, Sheet: p.Sheet, Line: p.Line, Column: p.Col, Name: p.Column}
}

// excerptLength is the longest part of a line that is shown, in code points: JSON files often are one line.
const excerptLength = 160

// excerpt gives the part of a line around a column, and a line with a mark under that column.
func excerpt(line string, col int) (shown, caret string) {
	runes := []rune(line)
	col = max(1, min(col, len(runes)+1))
	from := 0
	if len(runes) > excerptLength {
		from = max(0, min(col-1-excerptLength/2, len(runes)-excerptLength))
	}
	to := min(len(runes), from+excerptLength)
	var text, pad strings.Builder
	for i, r := range runes[from:to] {
		if unicode.IsControl(r) && r != '\t' {
			r = unicode.ReplacementChar
		}
		text.WriteRune(r)
		if from+i < col-1 {
			pad.WriteString(blank(r))
		}
	}
	return text.String(), pad.String() + "^"
}

// blank gives white space as wide as a character in a terminal.
func blank(r rune) string {
	switch {
	case r == '\t':
		return "\t"
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		return ""
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return "  "
	}
	return " "
}

// Problems is all that is wrong with a bundle, sorted by file, sheet, line and column, each once. It is an error of
// graph.KindInvalid.
type Problems []Problem

// Error gives all problems, one below the other.
func (ps Problems) Error() string {
	texts := make([]string, len(ps))
	for i, p := range ps {
		texts[i] = p.String()
	}
	return strings.Join(texts, "\n")
}

// As makes the problems a *graph.Error for those who ask for its kind.
func (ps Problems) As(target any) bool {
	e, ok := target.(**graph.Error)
	if ok {
		*e = &graph.Error{Kind: graph.KindInvalid, Message: ps.Error()}
	}
	return ok
}

// maxProblems is how many problems are kept: nobody reads more, and a file that isn't a bundle at all can have millions.
const maxProblems = 1000

// Cut tells whether there may be more problems than are kept.
func (ps Problems) Cut() bool { return len(ps) >= maxProblems }

// collector gathers problems, each once.
type collector struct {
	list Problems
	seen map[Problem]bool
}

// at adds a problem at a node.
func (c *collector) at(n *node, format string, args ...any) {
	c.atPlace(n.file, n.line, n.col, format, args...)
}

func (c *collector) atPlace(f *file, line, col int, format string, args ...any) {
	if c.full() {
		return
	}
	message := fmt.Sprintf(format, args...)
	if f.table != nil {
		c.atTable(f.table.Place(line, col), message)
		return
	}
	c.add(Problem{File: f.name, Line: line, Col: col, Message: message, Source: f.line(line)})
}

func (c *collector) atTable(p table.Place, message string) {
	c.add(Problem{File: p.File, Line: p.Line, Col: p.Column, InTable: true, Sheet: p.Sheet, Column: p.Name, Message: message})
}

// tableFaults adds what is wrong with a table as such.
func (c *collector) tableFaults(faults table.Errors) {
	for _, e := range faults {
		if !c.full() {
			c.atTable(e.Place, e.Message)
		}
	}
}

// full tells whether no more problems are kept.
func (c *collector) full() bool { return len(c.list) >= maxProblems }

// file adds a problem of a whole file.
func (c *collector) file(name, format string, args ...any) {
	c.add(Problem{File: name, Message: fmt.Sprintf(format, args...)})
}

func (c *collector) add(p Problem) {
	if c.seen == nil {
		c.seen = map[Problem]bool{}
	}
	if !c.seen[p] {
		c.seen[p] = true
		c.list = append(c.list, p)
	}
}

// sorted gives the problems in their order.
func (c *collector) sorted() Problems {
	list := slices.Clone(c.list)
	slices.SortStableFunc(list, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Sheet, b.Sheet), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col), cmp.Compare(a.Message, b.Message))
	})
	return list
}

// err gives the problems as an error; nil where there are none.
func (c *collector) err() error {
	if len(c.list) == 0 {
		return nil
	}
	return c.sorted()
}

// detail gives an error's own words without what wraps them.
func detail(err error) string {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err.Error()
		}
		err = inner
	}
}
