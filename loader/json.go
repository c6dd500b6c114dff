package loader

import (
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
)

// parseJSON reads a JSON file into nodes.
func parseJSON(f *file, problems *collector) {
	if strings.TrimSpace(f.text) == "" {
		problems.file(f.name, "the file is empty: a bundle begins with \"pactgraph\": 1")
		return
	}
	if root, ok := newJSONReader(f, f.text, 1, problems).read(); ok {
		f.root = root
	}
}

// errTold stops the reading; its problem is collected already.
var errTold = errors.New("told")

// jsonReader makes nodes of the tokens of a JSON text, and keeps the place of the last one.
type jsonReader struct {
	file      *file
	text      string // the part of the file that is read
	first     int    // the line in which it begins
	problems  *collector
	decoder   *json.Decoder
	offset    int // up to where line and col have been counted
	line, col int
	tooEarly  string // what is said of a text that ends before its value does
}

// newJSONReader reads a text that stands in a file from a line on.
func newJSONReader(f *file, text string, line int, problems *collector) *jsonReader {
	r := &jsonReader{file: f, text: text, first: line, problems: problems, decoder: json.NewDecoder(strings.NewReader(text)), line: line, col: 1, tooEarly: "it ends too early"}
	r.decoder.UseNumber()
	return r
}

// read gives the one value of the text. Where it is not valid, which is told as a problem, it gives what was read of it.
func (r *jsonReader) read() (root *node, ok bool) {
	root, err := r.value(0)
	if err == nil {
		err = r.atEnd()
	}
	if err != nil && !errors.Is(err, errTold) {
		r.fail(err)
	}
	return root, err == nil
}

// next gives the next token with a node at its place.
func (r *jsonReader) next() (json.Token, *node, error) {
	r.skip()
	n := &node{file: r.file, line: r.line, col: r.col}
	t, err := r.decoder.Token()
	return t, n, err
}

// skip counts lines and columns up to where the next token begins.
func (r *jsonReader) skip() {
	at := int(r.decoder.InputOffset())
	rest := r.text[at:]
	at += len(rest) - len(strings.TrimLeft(rest, " \t\n,:"))
	r.count(at)
}

func (r *jsonReader) count(at int) {
	line, col := placeOf(r.text[r.offset:at], at-r.offset)
	if line > 1 {
		r.line, r.col = r.line+line-1, col
	} else {
		r.col += col - 1
	}
	r.offset = at
}

func (r *jsonReader) value(depth int) (*node, error) {
	t, n, err := r.next()
	if err != nil {
		return n, err
	}
	if depth > maxDepth {
		r.problems.at(n, "lists and maps are nested more than %d deep here", maxDepth)
		return n, errTold
	}
	switch t := t.(type) {
	case json.Delim:
		if t == '[' {
			return n, r.list(n, depth)
		}
		return n, r.object(n, depth)
	case string:
		n.kind, n.text, n.quoted = scalarNode, t, true
	case json.Number:
		n.kind, n.text = scalarNode, t.String()
	case bool:
		n.kind, n.text = scalarNode, strconv.FormatBool(t)
	}
	return n, nil
}

func (r *jsonReader) list(n *node, depth int) error {
	n.kind = listNode
	for r.decoder.More() {
		item, err := r.value(depth + 1)
		if err != nil {
			return err
		}
		n.items = append(n.items, item)
	}
	_, _, err := r.next()
	return err
}

func (r *jsonReader) object(n *node, depth int) error {
	fill := newMapFiller(n, r.problems)
	for r.decoder.More() {
		t, key, err := r.next()
		if err != nil {
			return err
		}
		key.kind, key.quoted = scalarNode, true
		key.text, _ = t.(string)
		value, err := r.value(depth + 1)
		if err != nil {
			return err
		}
		fill.add(key, value)
	}
	_, _, err := r.next()
	return err
}

// atEnd wants nothing but white space after the value.
func (r *jsonReader) atEnd() error {
	_, n, err := r.next()
	if errors.Is(err, io.EOF) {
		return nil
	}
	r.problems.at(n, "this is not valid JSON: something follows the end of the value")
	return errTold
}

// fail tells an error of syntax at its place.
func (r *jsonReader) fail(err error) {
	at := len(r.text)
	message := r.tooEarly
	if e, ok := errors.AsType[*json.SyntaxError](err); ok {
		message = e.Error()
		at = min(max(int(e.Offset)-1, 0), len(r.text))
	}
	line, col := placeOf(r.text, at)
	r.problems.atPlace(r.file, r.first+line-1, col, "this is not valid JSON: %s", message)
}
