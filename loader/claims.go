package loader

import (
	"cmp"
	"slices"

	"pactgraph/graph"
)

// piece is one quote or place, with whose word it is and what else holds for a claim that rests on it.
type piece struct {
	evidence graph.EvidenceSaid
	claimTerms
}

// claimTerms are what tells claims about one thing apart: pieces that differ in them make claims of their own.
type claimTerms struct {
	voice       string // the id of a statement
	credibility int
	note        string
}

// subject is what a claim is about: a node or an edge, and a field of it with its value.
type subject struct {
	about, edge  string
	field, value string
}

// claim says what evidence is taken to show: one claim for the pieces that agree in whose word it is.
func (w *writing) claim(s subject, basis graph.Basis, stance graph.Stance, pieces []piece, without claimTerms, at *node) {
	if len(pieces) == 0 {
		w.sayClaim(s, basis, stance, without, nil, at)
		return
	}
	var order []claimTerms
	groups := map[claimTerms][]graph.EvidenceSaid{}
	for _, p := range pieces {
		if groups[p.claimTerms] == nil {
			order = append(order, p.claimTerms)
		}
		groups[p.claimTerms] = append(groups[p.claimTerms], p.evidence)
	}
	for _, terms := range order {
		w.sayClaim(s, basis, stance, terms, groups[terms], at)
	}
}

func (w *writing) sayClaim(s subject, basis graph.Basis, stance graph.Stance, terms claimTerms, evidence []graph.EvidenceSaid, at *node) {
	props := graph.Props{"stance": string(stance), "basis": string(basis)}
	for name, text := range map[string]string{"field": s.field, "value": s.value, "note": terms.note} {
		if text != "" {
			props[name] = text
		}
	}
	if terms.credibility != 0 {
		props["credibility"] = terms.credibility
	}
	w.b.sayOnce(graph.SayClaim(w.r.owner(), s.about, s.edge, props, evidence, terms.voice), at)
}

// claimNode makes the claim about the record as such, which its quote or its note gives.
func (w *writing) claimNode() {
	if w.quoted == nil && w.noted == nil {
		return
	}
	at, basis := w.quoted, graph.BasisText
	if at == nil {
		// A note without a quote is the coder's own word.
		at, basis = w.noted, graph.BasisInferred
	}
	terms := claimTerms{credibility: w.whole, note: textOr(w.noted)}
	if w.quoted != nil && len(w.pieces) == 0 {
		return // the quote was told as wrong
	}
	w.claim(subject{about: w.r.id}, basis, graph.StanceConfirms, w.withNote(w.pieces, terms.note), terms, at)
}

// withNote gives the pieces a note where they have none of their own.
func (w *writing) withNote(pieces []piece, note string) []piece {
	pieces = slices.Clone(pieces)
	for i := range pieces {
		pieces[i].note = cmp.Or(pieces[i].note, note)
	}
	return pieces
}

// quotes reads evidence for single fields. Their claims take basis and note from inferred, identified and background.
func (w *writing) quotes(_ *key, _, n *node) {
	if n.kind != mapNode {
		w.b.at(n, "quotes takes a map of fields and quotes, not %s: evidence for the record as such stands under quote", n.what())
		return
	}
	for _, f := range n.fields {
		if !w.claimable(f.key, "quotes") {
			continue
		}
		e := w.fieldEvidence(f.key.text)
		e.quote = f.value
		w.claimField(f.key, e)
	}
}

// basis reads the fields of inferred, identified or background. Those with a quote are claimed with it.
func (w *writing) basis(k *key, _, n *node) {
	if n.kind != mapNode {
		w.b.at(n, "%s takes a map of fields and notes, not %s", k.name, n.what())
		return
	}
	for _, f := range n.fields {
		if !w.claimable(f.key, k.name) || w.b.textNode(k.name+" of "+f.key.text, f.value) == nil {
			continue
		}
		if other := w.earlierBasis(k.name, f.key.text); other != "" {
			w.b.at(f.key, "%s is both %s and %s: write one", f.key.text, other, k.name)
			continue
		}
		if w.r.body.get("quotes").get(f.key.text) == nil {
			w.claimField(f.key, w.fieldEvidence(f.key.text))
		}
	}
}

// basisOrder is that in which the bases are looked for.
var basisOrder = []string{"inferred", "identified", "background"}

// earlierBasis gives the basis before this one that names the field too.
func (w *writing) earlierBasis(name, field string) string {
	for _, other := range basisOrder[:slices.Index(basisOrder, name)] {
		if w.r.body.get(other).get(field) != nil {
			return other
		}
	}
	return ""
}

// fieldEvidence gives the basis and the note of a field's claims.
func (w *writing) fieldEvidence(field string) evidence {
	e := evidence{voice: w.sc.voice, credibility: w.credibilityOf(field)}
	for _, name := range basisOrder {
		if n := w.r.body.get(name).get(field); n != nil {
			e.basis, e.note = basisKeys[name], n
			break
		}
	}
	return e
}

// claimable tells whether there is something that a field's claims can be about.
func (w *writing) claimable(n *node, where string) bool {
	if !w.knownField(n, where) {
		return false
	}
	if len(w.given[n.text]) == 0 {
		w.noValue(n, where)
		return false
	}
	return true
}

// claimField makes the claims about what a field gave a value to: its properties, or each of its edges.
func (w *writing) claimField(at *node, e evidence) {
	pieces, terms, ok := w.terms(e)
	if !ok {
		return
	}
	basis := cmp.Or(e.basis, graph.BasisText)
	for _, t := range w.given[at.text] {
		switch {
		case t.edge != nil:
			w.claim(subject{about: t.edge.Start, edge: t.edge.Target}, basis, graph.StanceConfirms, pieces, terms, at)
		case t.prop != "":
			s := subject{about: w.r.id, field: t.prop, value: graph.ValueText(w.props[t.prop])}
			w.claim(s, basis, graph.StanceConfirms, pieces, terms, at)
		}
	}
}

// claimItem makes the claim about an item's edge, if the item gives anything to claim it by.
func (w *writing) claimItem(edge *graph.Said, e evidence) {
	if e.quote == nil && e.note == nil {
		return
	}
	pieces, terms, ok := w.terms(e)
	if !ok {
		return
	}
	at, basis := e.quote, cmp.Or(e.basis, graph.BasisText)
	if at == nil {
		at, basis = e.note, cmp.Or(e.basis, graph.BasisInferred)
	}
	w.claim(subject{about: edge.Start, edge: edge.Target}, basis, graph.StanceConfirms, pieces, terms, at)
}

// terms reads the quote of an evidence, and gives what a claim without a quote takes: that is the coder's word, whoever
// is quoted elsewhere. It is not ok where the quote is wrong, which was told.
func (w *writing) terms(e evidence) ([]piece, claimTerms, bool) {
	note := textOr(e.note)
	if e.quote == nil {
		return nil, claimTerms{credibility: e.credibility, note: note}, true
	}
	outer := *w
	outer.sc.voice, outer.whole, outer.byField = e.voice, e.credibility, nil
	pieces := outer.readQuote(e.quote)
	return w.withNote(pieces, note), claimTerms{}, len(pieces) > 0
}

// of makes a statement's claim about a thing or a field of it, in the speaker's name.
func (w *writing) of(k *key, name, n *node) {
	if w.r.body.get("quote") == nil {
		w.b.at(name, "of needs the statement's quote: its claim rests on it")
	}
	if n.kind == nullNode {
		w.b.at(n, "of is empty: write a thing, or thing.field")
		return
	}
	for _, item := range n.list() {
		w.ofItem(item)
	}
}

func (w *writing) ofItem(n *node) {
	thing, field := w.b.splitField(n, w.r)
	id, ok := w.b.resolve(thing, w.r, graph.Entities())
	if !ok {
		return
	}
	w.about(id, n)
	s := subject{about: id}
	if field != "" {
		if s.field, s.value, ok = w.fieldValue(id, field, n); !ok {
			return
		}
	} else if w.valued != nil {
		w.b.at(w.valued, "value needs a field: write of: %s and the field after a dot", textOr(thing))
	}
	if len(w.pieces) == 0 {
		return
	}
	pieces := slices.Clone(w.pieces)
	for i := range pieces {
		pieces[i].voice = w.r.id
	}
	w.claim(s, graph.BasisText, w.stance(), pieces, claimTerms{}, n)
}

// about says that the statement is about a thing, unless its about names it too.
func (w *writing) about(id string, at *node) {
	rel, _ := graph.RelationOf(graph.NounStatement, graph.EdgeAbout)
	if !w.b.says(rel.EdgeID(w.r.id, id, graph.Props{})) {
		w.edge("of", rel.Out, graph.EdgeAbout, w.r.id, id, graph.Props{}, at)
	}
}

// stance tells whether the statement's act takes the value up or turns it down.
func (w *writing) stance() graph.Stance {
	switch w.props["act"] {
	case string(graph.StatementActDenies), string(graph.StatementActRejects):
		return graph.StanceContradicts
	}
	return graph.StanceConfirms
}

// fieldValue reads the field of a thing that a statement is a word on, and the value that it gives it.
func (w *writing) fieldValue(id, field string, at *node) (name, value string, ok bool) {
	noun, _ := graph.NounOf(id)
	if names := fieldNames(noun); !slices.Contains(names, field) {
		w.b.at(at, "%s has no field %q%s", nounList([]graph.Noun{noun}), field, didYouMean(field, names))
		return "", "", false
	}
	name = modelFields(noun, field)[0]
	if w.valued == nil {
		return name, "", true
	}
	if p, isProp := noun.Property(name); isProp {
		v, ok := w.b.readValue(p, w.valued)
		if !ok {
			return "", "", false
		}
		return name, graph.ValueText(v), true
	}
	f, _ := graph.FieldOf(noun, name)
	value, ok = w.b.resolve(w.valued, w.r, f.Ends)
	return name, value, ok
}
