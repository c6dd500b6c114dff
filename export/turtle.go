package export

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// turtle writes resources as Turtle, one after the other, and keeps the first error.
type turtle struct {
	to  *bufio.Writer
	err error
}

func newTurtle(out io.Writer) *turtle { return &turtle{to: bufio.NewWriter(out)} }

func (w *turtle) end() error {
	if w.err != nil {
		return w.err
	}
	return w.to.Flush()
}

func (w *turtle) text(s string) {
	if w.err == nil {
		_, w.err = w.to.WriteString(s)
	}
}

func (w *turtle) prefixes(list [][2]string) {
	for _, p := range list {
		w.text("@prefix " + p[0] + ": <" + p[1] + "> .\n")
	}
}

func (w *turtle) resource(r *resource) error {
	w.text("\n" + turtleIRI(r.iri))
	w.body(r, "\n    ")
	w.text(" .\n")
	return w.err
}

// body writes types and pairs, each on a line of its own.
func (w *turtle) body(r *resource, between string) {
	first := true
	next := func() {
		if !first {
			w.text(" ;")
		}
		first = false
		w.text(between)
	}
	if len(r.types) > 0 {
		next()
		w.text("a " + strings.Join(r.types, ", "))
	}
	for _, p := range r.pairs {
		next()
		w.text(p.predicate + " ")
		switch {
		case p.literal != nil:
			w.text(turtleLiteral(*p.literal))
		case p.inner != nil:
			w.text("[")
			w.body(p.inner, " ")
			w.text(" ]")
		default:
			w.text(turtleIRI(p.iri))
		}
	}
}

// turtleIRI writes an IRI. What none can hold is written by its code.
func turtleIRI(iri string) string {
	var out strings.Builder
	out.WriteByte('<')
	for _, r := range iri {
		if r <= ' ' || strings.ContainsRune("<>\"{}|^`\\", r) {
			fmt.Fprintf(&out, "%%%02X", r)
			continue
		}
		out.WriteRune(r)
	}
	out.WriteByte('>')
	return out.String()
}

// turtleEscapes are the characters that a text between quotation marks can't hold as they are.
var turtleEscapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`)

func turtleLiteral(l literal) string {
	var out strings.Builder
	for _, r := range turtleEscapes.Replace(l.text) {
		if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r == '\u2028' || r == '\u2029' || r == '\ufeff' || r == '\ufffe' || r == '\uffff' {
			fmt.Fprintf(&out, `\u%04X`, r)
			continue
		}
		out.WriteRune(r)
	}
	text := `"` + out.String() + `"`
	if l.datatype != "" {
		text += "^^" + l.datatype
	}
	return text
}

// jsonOf gives a resource as JSON-LD has it: its pairs by their predicates.
func jsonOf(r *resource) map[string]any {
	out := map[string]any{}
	if r.iri != "" {
		out["@id"] = r.iri
	}
	if len(r.types) > 0 {
		out["@type"] = r.types
	}
	for _, p := range r.pairs {
		list, _ := out[p.predicate].([]any)
		out[p.predicate] = append(list, jsonObject(p))
	}
	return out
}

func jsonObject(p pair) any {
	switch {
	case p.inner != nil:
		return jsonOf(p.inner)
	case p.literal == nil:
		return map[string]any{"@id": p.iri}
	case p.literal.datatype != "":
		return map[string]any{"@value": p.literal.text, "@type": p.literal.datatype}
	}
	return p.literal.text
}

// jsonLine writes a value as JSON, in which nothing is hidden that HTML would show otherwise.
func jsonLine(v any) (string, error) {
	var out strings.Builder
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(v)
	return strings.TrimSuffix(out.String(), "\n"), err
}
