package export

import (
	"bufio"
	"context"
	"encoding/json"
	"io"

	"pactgraph/graph"
	"pactgraph/loader/form"
)

// Dataset is the data set that exports name, for those who load one and name no other.
const Dataset = "export"

// writeNDJSON writes a line for each record, edge and claim, after a header that says how they are meant.
func (e *Export) writeNDJSON(ctx context.Context, out io.Writer) error {
	w := &lineWriter{to: bufio.NewWriter(out)}
	w.line("pactgraph", "1", form.Verbatim, true, "dataset", Dataset, "note", e.note())
	err := e.each(ctx, visitor{
		node: func(n graph.Node) error { return w.node(n) },
		edge: func(x graph.EdgeProps) error { return w.edge(x) },
		claim: func(c claim) error {
			return w.claim(c)
		},
	})
	if err != nil {
		return err
	}
	return w.end()
}

// lineWriter writes objects with their keys in order, and keeps the first error.
type lineWriter struct {
	to  *bufio.Writer
	err error
}

func (w *lineWriter) end() error {
	if w.err != nil {
		return w.err
	}
	return w.to.Flush()
}

// line writes an object of keys and values; values that are nil are left out.
func (w *lineWriter) line(pairs ...any) error {
	w.object(pairs...)
	w.text("\n")
	return w.err
}

func (w *lineWriter) text(s string) {
	if w.err == nil {
		_, w.err = w.to.WriteString(s)
	}
}

func (w *lineWriter) object(pairs ...any) {
	w.text("{")
	first := true
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] == nil {
			continue
		}
		if !first {
			w.text(",")
		}
		first = false
		w.value(pairs[i])
		w.text(":")
		if quotes, ok := pairs[i+1].([]graph.EvidenceSaid); ok {
			w.quotes(quotes)
			continue
		}
		w.value(pairs[i+1])
	}
	w.text("}")
}

func (w *lineWriter) quotes(list []graph.EvidenceSaid) {
	w.text("[")
	for i, q := range list {
		if i > 0 {
			w.text(",")
		}
		w.object(propPairs([]any{form.Source, q.Source}, graph.NounEvidence.Properties(), q.Props)...)
	}
	w.text("]")
}

func (w *lineWriter) value(v any) {
	b, err := json.Marshal(v)
	if w.err == nil {
		w.err = err
	}
	w.text(string(b))
}

// propPairs adds properties in their order.
func propPairs(pairs []any, list []graph.Property, props graph.Props) []any {
	for _, p := range list {
		if v, ok := props[p.Name]; ok {
			pairs = append(pairs, p.Name, v)
		}
	}
	return pairs
}

func (w *lineWriter) node(n graph.Node) error {
	return w.line(propPairs([]any{form.ID, n.NodeID()}, n.Noun().Properties(), graph.NodeProps(n))...)
}

func (w *lineWriter) edge(x graph.EdgeProps) error {
	pairs := []any{form.ID, x.ID, form.Type, x.Type, form.Start, x.Start, form.End, x.End}
	return w.line(propPairs(pairs, graph.EdgeProperties(), x.Props())...)
}

func (w *lineWriter) claim(c claim) error {
	pairs := []any{form.ID, c.Target, form.About, c.About, form.Edge, orNil(c.AboutEdge)}
	pairs = propPairs(pairs, graph.NounClaim.Properties(), c.Props)
	pairs = append(pairs, form.Voiced, orNil(c.VoicedIn))
	if len(c.Evidence) > 0 {
		pairs = append(pairs, form.Evidence, c.Evidence)
	}
	return w.line(pairs...)
}

// orNil gives nil for an empty text.
func orNil(text string) any {
	if text == "" {
		return nil
	}
	return text
}
