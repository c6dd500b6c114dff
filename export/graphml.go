package export

import (
	"bufio"
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"strconv"
	"strings"

	"pactgraph/graph"
)

// What GraphML has for each node and edge beside its properties.
const (
	nounKey  = "noun"
	labelKey = "label"
	typeKey  = "type"
)

// graphMLTypes are the types of attributes; what isn't here is a string.
var graphMLTypes = map[graph.Type]string{graph.TypeInt: "int", graph.TypeFloat: "double", graph.TypeBool: "boolean"}

// writeGraphML writes all nodes, with claims and evidence, and all edges, with those between them. Each property is an attribute of
// its type. A list is one text, its elements separated by semicolons; a date is a text.
func (e *Export) writeGraphML(ctx context.Context, out io.Writer) error {
	w := &xmlWriter{to: bufio.NewWriter(out)}
	w.text("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- ")
	w.text(strings.ReplaceAll(e.note(), "--", "- -"))
	w.text(" -->\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n")
	w.keys()
	w.text("<graph id=\"pactgraph\" edgedefault=\"directed\">\n")
	w.data("g_", "revision", strconv.Itoa(e.Revision))
	w.data("g_", "time", e.Time)
	w.text("\n")
	err := e.each(ctx, visitor{node: w.node})
	if err == nil {
		err = e.claims(ctx, func(c claim) error { return w.node(graph.NewNode(graph.NounClaim, c.Target, c.Props)) })
	}
	if err == nil {
		err = e.quotes(ctx, func(id string, q graph.EvidenceSaid) error {
			return w.node(graph.NewNode(graph.NounEvidence, id, q.Props))
		})
	}
	if err == nil {
		err = e.each(ctx, visitor{edge: w.edge, claim: w.claimEdges})
	}
	if err == nil {
		err = e.quotes(ctx, func(id string, q graph.EvidenceSaid) error {
			return w.shownEdge(graph.EdgeQuotedFrom, id, q.Source, graph.Props{})
		})
	}
	if err != nil {
		return err
	}
	w.text("</graph>\n</graphml>\n")
	return w.end()
}

// xmlWriter writes GraphML, and keeps the first error.
type xmlWriter struct {
	to  *bufio.Writer
	err error
}

func (w *xmlWriter) end() error {
	if w.err != nil {
		return w.err
	}
	return w.to.Flush()
}

func (w *xmlWriter) text(s string) {
	if w.err == nil {
		_, w.err = w.to.WriteString(s)
	}
}

// escaped writes a text. What XML can't hold becomes U+FFFD.
func (w *xmlWriter) escaped(s string) {
	if w.err == nil {
		w.err = xml.EscapeText(w.to, []byte(s))
	}
}

// keys declares all attributes: those of the graph, of nodes and of edges.
func (w *xmlWriter) keys() {
	w.key("graph", "g_", "revision", "int")
	w.key("graph", "g_", "time", "string")
	w.key("node", "n_", nounKey, "string")
	w.key("node", "n_", labelKey, "string")
	declared := map[string]bool{}
	for _, n := range graph.Nouns() {
		for _, p := range n.Properties() {
			if n != graph.NounLoad && !declared[p.Name] {
				declared[p.Name] = true
				w.key("node", "n_", p.Name, graphMLType(p))
			}
		}
	}
	w.key("edge", "e_", typeKey, "string")
	for _, p := range graph.EdgeProperties() {
		w.key("edge", "e_", p.Name, graphMLType(p))
	}
}

func graphMLType(p graph.Property) string {
	if t, ok := graphMLTypes[p.Type]; ok {
		return t
	}
	return "string"
}

func (w *xmlWriter) key(of, prefix, name, kind string) {
	w.text(fmt.Sprintf("<key id=\"%s%s\" for=\"%s\" attr.name=\"%s\" attr.type=\"%s\"/>\n", prefix, name, of, name, kind))
}

func (w *xmlWriter) data(prefix, name, value string) {
	if value == "" {
		return
	}
	w.text("<data key=\"" + prefix + name + "\">")
	w.escaped(value)
	w.text("</data>")
}

func (w *xmlWriter) props(prefix string, list []graph.Property, props graph.Props) {
	for _, p := range list {
		if v, ok := props[p.Name]; ok {
			w.data(prefix, p.Name, flat(v))
		}
	}
}

// flat gives a value as one text.
func flat(value any) string {
	switch v := value.(type) {
	case []string:
		return strings.Join(v, "; ")
	case []graph.Identifier:
		parts := make([]string, len(v))
		for i, id := range v {
			parts[i] = id.Scheme + ": " + id.Value
		}
		return strings.Join(parts, "; ")
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	}
	return fmt.Sprint(value)
}

func (w *xmlWriter) node(n graph.Node) error {
	w.text("<node id=\"")
	w.escaped(n.NodeID())
	w.text("\">")
	w.data("n_", nounKey, string(n.Noun()))
	w.data("n_", labelKey, n.Label())
	w.props("n_", n.Noun().Properties(), graph.NodeProps(n))
	w.text("</node>\n")
	return w.err
}

func (w *xmlWriter) edge(x graph.EdgeProps) error {
	w.text("<edge id=\"")
	w.escaped(x.ID)
	w.text("\" source=\"")
	w.escaped(x.Start)
	w.text("\" target=\"")
	w.escaped(x.End)
	w.text("\">")
	w.data("e_", typeKey, string(x.Type))
	w.props("e_", graph.EdgeProperties(), x.Props())
	w.text("</edge>\n")
	return w.err
}

// shownEdge writes one of the edges by which claims and evidence hang together.
func (w *xmlWriter) shownEdge(t graph.EdgeType, start, end string, props graph.Props) error {
	noun, _ := graph.NounOf(start)
	rel, _ := graph.RelationOf(noun, t)
	return w.edge(graph.NewEdge(rel.EdgeID(start, end, props), t, start, end, props))
}

// claimEdges writes the edges of a claim: from what it is about, to its evidence, and to whose word it is.
func (w *xmlWriter) claimEdges(c claim) error {
	claimed := graph.Props{}
	if c.AboutEdge != "" {
		claimed["edge"] = c.AboutEdge
	}
	if err := w.shownEdge(graph.EdgeClaimed, c.About, c.Target, claimed); err != nil {
		return err
	}
	for _, q := range c.quotes() {
		if err := w.shownEdge(graph.EdgeCites, c.Target, q.ID(), graph.Props{}); err != nil {
			return err
		}
	}
	if c.VoicedIn == "" {
		return nil
	}
	return w.shownEdge(graph.EdgeVoicedIn, c.Target, c.VoicedIn, graph.Props{})
}
