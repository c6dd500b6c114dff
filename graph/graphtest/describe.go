package graphtest

import (
	"fmt"
	"strings"

	"pactgraph/graph"
)

// describe writes queries for a person who has to find out what went wrong, one in a line and its relations below it.
func describe(queries ...graph.Query) string {
	var b strings.Builder
	for _, q := range queries {
		fmt.Fprintf(&b, "%s", q.Noun)
		if q.IDs != nil {
			fmt.Fprintf(&b, " ids %q", q.IDs)
		}
		describeSelection(&b, q.Selection, "  ")
	}
	return b.String()
}

func describeSelection(b *strings.Builder, s graph.Selection, indent string) {
	if s.Filter != nil {
		fmt.Fprintf(b, " where %s", describeFilter(s.Filter))
	}
	for _, o := range s.Order {
		fmt.Fprintf(b, " by %s", o.Prop)
		if o.Desc {
			b.WriteString(" desc")
		}
	}
	if s.Page.First != nil {
		fmt.Fprintf(b, " first %d", *s.Page.First)
	}
	if s.Page.Last != nil {
		fmt.Fprintf(b, " last %d", *s.Page.Last)
	}
	if s.Page.After != "" {
		fmt.Fprintf(b, " after %s", s.Page.After)
	}
	if s.Page.Before != "" {
		fmt.Fprintf(b, " before %s", s.Page.Before)
	}
	if s.Total {
		b.WriteString(" total")
	}
	b.WriteByte('\n')
	describeWiths(b, "with", s.With, indent)
}

func describeWiths(b *strings.Builder, word string, withs []graph.With, indent string) {
	for _, w := range withs {
		fmt.Fprintf(b, "%s%s %s: %s.%s", indent, word, w.Name(), w.On, w.Field)
		if len(w.Ends) > 0 {
			fmt.Fprintf(b, " to %v", w.Ends)
		}
		if w.Edge != nil {
			fmt.Fprintf(b, " edges where %s", describeFilter(w.Edge))
		}
		describeSelection(b, w.Selection, indent+"  ")
		describeWiths(b, "on edge", w.OnEdge, indent+"  ")
	}
}

func describeFilter(f graph.Filter) string {
	list := func(word string, fs []graph.Filter) string {
		texts := make([]string, len(fs))
		for i, g := range fs {
			texts[i] = describeFilter(g)
		}
		return word + "(" + strings.Join(texts, ", ") + ")"
	}
	switch f := f.(type) {
	case graph.And:
		return list("and", f)
	case graph.Or:
		return list("or", f)
	case graph.Not:
		return "not " + describeFilter(f.Filter)
	case graph.Is:
		return fmt.Sprintf("%s %s %#v", f.Prop, f.Op, f.Value)
	case graph.Related:
		text := fmt.Sprintf("%s %s", f.Quant, f.Field)
		if f.Quant == graph.QuantCount {
			text += fmt.Sprintf(" %s %d", f.Op, f.Count)
		}
		if f.By != "" {
			text += " by " + f.By
		}
		return fmt.Sprintf("%s{edge %s, node %s}", text, describeFilter(f.Edge), describeFilter(f.Node))
	}
	return "anything"
}
