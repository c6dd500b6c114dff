package loader

import (
	"fmt"
	"regexp"
	"strings"

	"pactgraph/graph"
)

// quoteName is how a quote names another: "$signed".
var quoteName = regexp.MustCompile(`^\$[\pL\pN](?:[\pL\pN._-]*[\pL\pN])?$`)

// sha256Text is a hash as sources give it.
var sha256Text = regexp.MustCompile(`^[0-9a-f]{64}$`)

// quoteKeys are the keys of a quote that is written as a map.
var quoteKeys = []struct{ name, doc string }{
	{"exact", "The words, as they stand in the source."},
	{"from", "The first words of the span, if it is given by its ends."},
	{"to", "The last words of the span."},
	{"prefix", "Words just before it, to tell it from another place with the same words."},
	{"suffix", "Words just after it."},
	{"in", "The source, if it is not that of the record."},
	{"locator", "The place in a data set or a text: file, row and column; article and paragraph."},
	{"said", "Whose word it is: a statement, or an actor."},
	{"credibility", "How credible the information is, 1 to 6 (Admiralty code)."},
	{"note", "What else a reader should know."},
}

func quoteKeyNames() []string {
	names := make([]string, len(quoteKeys))
	for i, k := range quoteKeys {
		names[i] = k.name
	}
	return names
}

// readQuote reads a quote: a text, $name, a map, or a list of these. What is wrong is told, and left out.
func (w *writing) readQuote(n *node) []piece {
	var pieces []piece
	if n.kind == listNode {
		if len(n.items) == 0 {
			w.b.at(n, "the quote is an empty list: leave it out where there is none")
		}
		for _, item := range n.items {
			if item.kind == listNode {
				w.b.at(item, "a quote can't be a list in a list")
				continue
			}
			pieces = append(pieces, w.readQuote(item)...)
		}
		return pieces
	}
	if n.kind == scalarNode && quoteName.MatchString(textOr(n)) {
		return w.readNamedQuote(n)
	}
	return w.readOneQuote(n)
}

// readNamedQuote reads what a name stands for, as if it stood here.
func (w *writing) readNamedQuote(n *node) []piece {
	q := w.named(n)
	if q == nil {
		return nil
	}
	var pieces []piece
	for _, item := range q.list() {
		if w.isPlainQuote(item) {
			pieces = append(pieces, w.readOneQuote(item)...)
		}
	}
	return pieces
}

// named finds the quote that a name stands for; nil where there is none, or it can't be read, which is told.
func (w *writing) named(n *node) *node {
	name := strings.TrimPrefix(textOr(n), "$")
	q := w.r.doc.quotes[name]
	if q == nil {
		var names []string
		for other := range w.r.doc.quotes {
			names = append(names, "$"+other)
		}
		w.b.at(n, "no quote in this file is named %q%s; to quote words that begin with $, quote more than one word", name, didYouMean("$"+name, names))
		return nil
	}
	w.b.used[q] = true
	if q.torn {
		return nil
	}
	return q
}

// isPlainQuote refuses names within named quotes, which would have no end.
func (w *writing) isPlainQuote(q *node) bool {
	for _, n := range []*node{q, q.get("exact")} {
		if n != nil && n.kind == scalarNode && quoteName.MatchString(textOr(n)) {
			w.b.at(n, "a named quote can't name another one")
			return false
		}
	}
	return true
}

// expand puts a named quote into a map that names one: {exact: $name, said: …}. It is nil where that can't be done.
func (w *writing) expand(n *node) *node {
	exact := n.get("exact")
	if exact == nil || exact.kind != scalarNode || !quoteName.MatchString(textOr(exact)) {
		return n
	}
	q := w.named(exact)
	if q == nil || !w.isPlainQuote(q) {
		return nil
	}
	if q.kind == listNode {
		w.b.at(exact, "%s is a list of quotes, and can't stand in a map", textOr(exact))
		return nil
	}
	out := *n
	out.fields = nil
	for _, f := range n.fields {
		if f.key.text != "exact" {
			out.fields = append(out.fields, f)
		} else if q.kind == scalarNode {
			out.fields = append(out.fields, field{f.key, q})
		}
	}
	for _, f := range q.fields {
		if out.get(f.key.text) == nil {
			out.fields = append(out.fields, f)
		}
	}
	return &out
}

// quotation is one quote as it is written.
type quotation struct {
	at *node
	// parts are the words: one, or those from which and to which the span goes, with what must stand between.
	parts          []string
	written        string
	prefix, suffix string
	locator        string
}

// readOneQuote reads a text or a map.
func (w *writing) readOneQuote(n *node) []piece {
	q := quotation{at: n}
	source := w.sc.source
	v := w.sc.voice
	p := piece{claimTerms: claimTerms{credibility: w.whole}}
	switch n.kind {
	case scalarNode:
		q.setExact(n.text)
	case mapNode:
		var ok bool
		if q.at = w.expand(n); q.at == nil {
			return nil
		}
		if source, v, ok = w.readQuoteMap(&q, &p, source, v); !ok {
			return nil
		}
	default:
		w.b.at(n, "a quote is a text, $name, a map or a list of these, not %s", n.what())
		return nil
	}
	if !w.checkQuote(q) {
		return nil
	}
	if source == "" {
		if w.sc.lost {
			return nil
		}
		w.b.at(n, "the quote is from no source: write source: at the top of the file, or in:")
		return nil
	}
	props, ok := w.b.findQuote(q, source)
	if !ok {
		return nil
	}
	p.evidence = graph.EvidenceSaid{Source: source, Props: props}
	p.voice = w.statement(v, source)
	return []piece{p}
}

func (w *writing) readQuoteMap(q *quotation, p *piece, source string, v *voice) (string, *voice, bool) {
	good := true
	var from, to string
	text := func(f field) string {
		n := w.b.textNode(f.key.text, f.value)
		good = good && n != nil
		return textOr(n)
	}
	for _, f := range q.at.fields {
		switch f.key.text {
		case "exact":
			t := text(f)
			q.parts, q.written = []string{t}, t
		case "from":
			from = text(f)
		case "to":
			to = text(f)
		case "prefix":
			q.prefix = text(f)
		case "suffix":
			q.suffix = text(f)
		case "locator":
			q.locator = text(f)
		case "note":
			p.note = text(f)
		case "credibility":
			p.credibility = w.b.readCredibility(f.value)
		case "said":
			v = w.readVoice(f.value, v)
		case "in":
			id, ok := w.b.resolve(f.value, w.r, []graph.Noun{graph.NounSource})
			source, good = id, good && ok
		}
	}
	good = w.b.onlyKeys(q.at, "a quote", quoteKeyNames()...) && good
	switch {
	case !good:
	case (from == "") != (to == ""):
		w.b.at(q.at, "a quote by its ends has both from: and to:")
		good = false
	case from != "" && q.written != "":
		w.b.at(q.at, "a quote has either exact: or from: and to:, not both")
		good = false
	case from != "":
		q.parts, q.written = []string{from, to}, from+" … "+to
	}
	return source, v, good
}

// setExact takes the words of a plain quote; an ellipsis between spaces stands for what is left out.
func (q *quotation) setExact(text string) {
	q.written = strings.TrimSpace(text)
	q.parts = []string{q.written}
}

// ellipsis parts `A … B` and `A ... B`.
var ellipsis = regexp.MustCompile(`\s+(?:…|\.\.\.)\s+`)

// checkQuote tells a quote that says nothing.
func (w *writing) checkQuote(q quotation) bool {
	if q.written == "" && q.locator == "" {
		w.b.at(q.at, "the quote is empty: it has words (exact:, or from: and to:), or a locator:")
		return false
	}
	if strings.ContainsRune(q.written, 0) {
		w.b.at(q.at, "the quote has a NUL character, which no store can keep")
		return false
	}
	return true
}

// foundQuote is a quote whose place in a source's text is known.
type foundQuote struct {
	source string
	lockQuote
}

// findQuote makes the properties of evidence: with its place, if the source's text or the lock file tells it.
func (b *builder) findQuote(q quotation, source string) (graph.Props, bool) {
	props := graph.Props{}
	set := func(name, text string) {
		if text != "" {
			props[name] = text
		}
	}
	set("locator", q.locator)
	if q.written == "" {
		return props, true
	}
	set("exact", q.written)
	set("prefix", q.prefix)
	set("suffix", q.suffix)
	found, locked, ok := b.place(q, source)
	if !ok {
		return nil, false
	}
	key := fmt.Sprint(source, "\x00", q.written, "\x00", q.prefix, "\x00", q.suffix, "\x00", q.locator)
	if found == nil {
		props["verified"] = false
		b.quotes.unverified[key] = true
		return props, true
	}
	b.quotes.verified[key] = true
	if locked {
		b.quotes.locked[key] = true
	}
	set("exact", found.Exact)
	set("prefix", found.Prefix)
	set("suffix", found.Suffix)
	props["start"], props["end"], props["verified"] = found.Start, found.End, true
	return props, true
}

// place finds a quote in the source's text, or else in the lock file, which locked tells. It is nil where neither is at
// hand, and not ok where the text is and the quote isn't in it.
func (b *builder) place(q quotation, source string) (found *lockQuote, locked, ok bool) {
	t := b.textOf(source)
	if t == nil {
		return b.lockedQuote(q, source), true, true
	}
	found, message := t.find(q)
	if found == nil {
		b.at(q.at, "%s", message)
		return nil, false, false
	}
	b.found = append(b.found, foundQuote{source, *found})
	return found, false, true
}
