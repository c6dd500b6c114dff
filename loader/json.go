package loader

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
)

// parseJSON reads a JSON file into nodes.
func parseJSON(f *file, problems *collector) {
	r := &jsonReader{file: f, problems: problems, decoder: json.NewDecoder(strings.NewReader(f.text)), line: 1, col: 1}
	r.decoder.UseNumber()
	root, err := r.value(0)
	if err == nil {
		err = r.atEnd()
	}
	if err == nil {
		f.root = root
		return
	}
	if errors.Is(err, errTold) {
		return
	}
	r.fail(err)
}

// errTold stops the reading; its problem is collected already.
var errTold = errors.New("told")

// jsonReader makes nodes of the tokens of a JSON text, and keeps the place of the last one.
type jsonReader struct {
	file      *file
	problems  *collector
	decoder   *json.Decoder
	offset    int // up to where line and col have been counted
	line, col int
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
	rest := r.file.text[at:]
	at += len(rest) - len(strings.TrimLeft(rest, " \t\n,:"))
	r.count(at)
}

func (r *jsonReader) count(at int) {
	line, col := placeOf(r.file.text[r.offset:at], at-r.offset)
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
		return nil, err
	}
	if depth > maxDepth {
		r.problems.at(n, "lists and maps are nested more than %d deep here", maxDepth)
		return nil, errTold
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
	at := len(r.file.text)
	message := "it ends too early"
	if e, ok := errors.AsType[*json.SyntaxError](err); ok {
		message = e.Error()
		at = min(max(int(e.Offset)-1, 0), len(r.file.text))
	} else if len(bytes.TrimSpace([]byte(r.file.text))) == 0 {
		r.problems.file(r.file.name, "the file is empty: a bundle begins with \"pactgraph\": 1")
		return
	}
	line, col := placeOf(r.file.text, at)
	r.problems.atPlace(r.file, line, col, "this is not valid JSON: %s", message)
}
