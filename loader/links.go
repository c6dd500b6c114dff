package loader

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"pactgraph/graph"
)

// links writes the edges under a key: one item or a list of them.
func (w *writing) links(k *key, name, value *node) {
	if w.isEmpty(k, value) {
		return
	}
	items := value.list()
	if k.link.one && len(items) > 1 {
		w.b.at(items[1], "%s takes one, not a list of %d", k.name, len(items))
	}
	for _, item := range items {
		w.linkItem(k, item, w.linkDefaults(k.link))
	}
}

// isEmpty tells a key under which nothing stands.
func (w *writing) isEmpty(k *key, n *node) bool {
	empty := n.kind == nullNode || n.kind == listNode && len(n.items) == 0
	if empty {
		w.b.at(n, "%s is empty: leave it out, or name it in silentOn if the sources leave it open", k.name)
	}
	return empty
}

// linkDefaults are the properties that edges of a key have before an item says anything.
func (w *writing) linkDefaults(l *link) graph.Props {
	props := maps.Clone(l.preset)
	if props == nil {
		props = graph.Props{}
	}
	if l.rel.Type == graph.EdgeCreates {
		props["mode"] = string(graph.CreatesModeCreates)
	}
	if l.rel.Type == graph.EdgeMadeBy && w.as != nil {
		props["title"] = textOr(w.as)
	}
	return props
}

// linkItem writes an item: a reference, or a map of one or more references with what holds for their edges.
func (w *writing) linkItem(k *key, n *node, props graph.Props) {
	if n.kind != mapNode {
		w.linkTo(k, n, n, props, nil)
		return
	}
	item := w.readItem(k, n, props)
	if item.ref == nil {
		// Without its end there is no edge; what the item lacks was told.
		w.given[k.name] = append(w.given[k.name], target{})
		return
	}
	for _, ref := range item.ref.list() {
		w.linkTo(k, ref, n, item.props, &item)
	}
}

// item is one item of a link, as a map gives it.
type item struct {
	ref   *node
	props graph.Props
	// evidence is what the claims about the item's edges rest on.
	evidence
}

// evidence is what is written beside a value: its quote, whose word it is, and how sure the coder may be.
type evidence struct {
	quote, note *node
	basis       graph.Basis
	voice       *voice
	credibility int
}

// basisKeys give the bases their keys.
var basisKeys = map[string]graph.Basis{
	"inferred":   graph.BasisInferred,
	"identified": graph.BasisIdentified,
	"background": graph.BasisBackground,
}

// itemKeys are the keys of an item that no property of the edge gives.
func itemKeys(l *link) []string {
	keys := append(l.refKeys(), "quote", "said", "note", "credibility", "inferred", "identified", "background")
	if l.as != "" {
		keys = append(keys, "as")
	}
	return keys
}

// allItemKeys are all keys that an item may have.
func allItemKeys(l *link) []string {
	keys := itemKeys(l)
	for _, p := range l.props() {
		keys = append(keys, p.Name)
	}
	return keys
}

func (w *writing) readItem(k *key, n *node, props graph.Props) item {
	it := item{props: maps.Clone(props), evidence: evidence{voice: w.sc.voice, credibility: w.credibilityOf(k.name)}}
	refKeys := k.link.refKeys()
	for _, f := range n.fields {
		switch name := f.key.text; {
		case slices.Contains(refKeys, name):
			if it.ref != nil {
				w.b.at(f.key, "%s names the other end a second time: write one of %s", k.name, joinOr(refKeys))
				continue
			}
			it.ref = f.value
		case w.readEvidenceKey(&it.evidence, f):
		default:
			w.readItemProperty(k, it.props, f)
		}
	}
	if it.ref == nil || it.ref.kind == nullNode {
		w.b.at(n, "%s doesn't say what it goes to: write %s: and %s", k.name, refKeys[0], nounList(k.link.ends))
		it.ref = nil
	}
	return it
}

// readEvidenceKey reads the keys of an item that hold for its claims.
func (w *writing) readEvidenceKey(e *evidence, f field) bool {
	switch name := f.key.text; name {
	case "quote":
		e.quote = f.value
	case "said":
		e.voice = w.readVoice(f.value, e.voice)
	case "credibility":
		e.credibility = w.b.readCredibility(f.value)
	case "note":
		w.setNote(e, f, "")
	default:
		basis, ok := basisKeys[name]
		if ok {
			w.setNote(e, f, basis)
		}
		return ok
	}
	return true
}

// setNote keeps a claim's note. Where a basis is given its text is the note.
func (w *writing) setNote(e *evidence, f field, basis graph.Basis) {
	if e.note != nil {
		w.b.at(f.key, "there is a note here already: write one of inferred, identified, background and note")
		return
	}
	e.note, e.basis = w.b.textNode(f.key.text, f.value), basis
}

func (w *writing) readItemProperty(k *key, props graph.Props, f field) {
	p, ok := k.link.property(f.key.text)
	if !ok {
		allowed := allItemKeys(k.link)
		w.b.at(f.key.heading(), "%s has no key %q%s: it has %s", k.name, f.key.text, didYouMean(f.key.text, allowed), joinOr(allowed))
		return
	}
	if p.Type == graph.TypeRef {
		if id, ok := w.b.resolve(f.value, w.r, []graph.Noun{p.Ref}); ok {
			props[p.Name] = id
		}
		return
	}
	if value, ok := w.b.readValue(p, f.value); ok {
		props[p.Name] = value
	} else {
		// It was told; the edge is not to be told as lacking it.
		props[p.Name] = nil
	}
}

// linkTo writes one edge, with what is claimed about it.
func (w *writing) linkTo(k *key, ref, at *node, props graph.Props, it *item) {
	if w.isRole(k, ref) {
		w.given[k.name] = append(w.given[k.name], target{})
		return
	}
	id, ok := w.b.resolve(ref, w.r, k.link.ends)
	if !ok || !w.hasRequired(k, at, props) {
		w.given[k.name] = append(w.given[k.name], target{})
		return
	}
	start, end := w.r.id, id
	if k.link.reverse {
		start, end = end, start
	}
	edge := w.edge(k.name, k.link.field(w.r.noun), k.link.rel.Type, start, end, props, at)
	if edge != nil && it != nil {
		w.claimItem(edge, it.evidence)
	}
}

// hasRequired tells whether an edge has all properties it needs; those that are missing are told.
func (w *writing) hasRequired(k *key, at *node, props graph.Props) bool {
	for name, value := range props {
		if value == nil {
			delete(props, name)
			return false
		}
	}
	for _, p := range k.link.rel.Props {
		if _, has := props[p.Name]; p.Required && !has {
			w.b.at(at, "%s needs %s: it takes %s", k.name, p.Name, p.Allowed())
			return false
		}
	}
	return true
}

// edge says an edge under the record, and notes which key gave it. It is nil if it can't be said.
func (w *writing) edge(key, field string, t graph.EdgeType, start, end string, props graph.Props, at *node) *graph.Said {
	said, err := graph.SayEdge(w.r.owner(), t, start, end, maps.Clone(props))
	if err != nil {
		w.b.at(at, "%s", err)
		return nil
	}
	w.rank(&said)
	if !w.b.say(said, at, at) {
		return nil
	}
	w.give(key, field, target{edge: &said})
	return &said
}

// bearers writes who bears an obligation: actors, or a role that the parties fill.
func (w *writing) bearers(k *key, name, value *node) {
	p, _ := w.r.noun.Property("bearerRole")
	if value.kind == scalarNode && value.text != string(graph.BearerRoleActors) && isOneOf(p, value.text) {
		w.setProperty(k.name, p, value)
		return
	}
	w.links(k, name, value)
}

// isRole tells a role that stands where only actors can be named, as in a list of bearers.
func (w *writing) isRole(k *key, ref *node) bool {
	p, _ := graph.NounObligation.Property("bearerRole")
	if k.link.rel.Type != graph.EdgeBearer || ref.kind != scalarNode || !isOneOf(p, ref.text) {
		return false
	}
	if ref.text == string(graph.BearerRoleActors) {
		w.b.at(ref, "%s is what holds where actors are named: write their names", ref.text)
	} else {
		w.b.at(ref, "%s stands alone, in place of names: write %s: %s", ref.text, k.name, ref.text)
	}
	return true
}

// obligations writes the obligations that stand in a declaration, each with the edge that makes it.
func (w *writing) obligations(k *key, name, value *node) {
	for _, f := range value.fields {
		slug := graph.Slug(w.r.id)
		r := w.b.records[graph.MakeID(graph.NounObligation, slug, f.key.text)]
		if r == nil || r.key != f.key || r.body.torn {
			continue
		}
		w.b.write(r, w.sc, func(o *writing) { o.createdBy(w) })
	}
}

// createdBy says that a declaration makes the obligation.
func (w *writing) createdBy(declaration *writing) {
	mode := string(graph.CreatesModeCreates)
	rel, _ := graph.RelationOf(graph.NounDeclaration, graph.EdgeCreates)
	if p, _ := rel.Property("mode"); w.made != nil {
		value, ok := w.b.readValue(p, w.made)
		if !ok {
			return
		}
		mode = value.(string)
	}
	edge := w.edge("declarations", "declarations", graph.EdgeCreates, declaration.r.id, w.r.id, graph.Props{"mode": mode}, w.r.key)
	if edge != nil {
		declaration.given["obligations"] = append(declaration.given["obligations"], target{edge: edge})
	}
}

// conditions writes the conditions under when, unless, …: one, a list of which all must hold, or {any: […]}.
func (w *writing) conditions(k *key, name, value *node) {
	if w.isEmpty(k, value) {
		return
	}
	inline := 0
	if options := value.get("any"); options != nil {
		w.b.onlyKeys(value, k.name+", where it is a choice,", "any")
		w.choice(k, options, &inline)
		return
	}
	for _, c := range value.list() {
		w.condition(k, c, 0, &inline)
	}
}

// choice writes groups of conditions, of which one must hold.
func (w *writing) choice(k *key, options *node, inline *int) {
	if w.isEmpty(k, options) {
		return
	}
	for i, group := range options.list() {
		if w.isEmpty(k, group) {
			continue
		}
		for _, c := range group.list() {
			w.condition(k, c, i+1, inline)
		}
	}
}

// condition writes a condition: the name of a shared one, an item that names one, or one that stands here.
func (w *writing) condition(k *key, n *node, group int, inline *int) {
	props := w.linkDefaults(k.link)
	if group > 0 {
		props["group"] = group
	}
	names := slices.ContainsFunc(k.link.refKeys(), func(key string) bool { return key != "in" && n.get(key) != nil })
	if n.kind != mapNode || names {
		w.linkItem(k, n, props)
		return
	}
	if *inline++; *inline > 1 {
		w.inlineCondition(k, n, k.name+"-"+strconv.Itoa(*inline), props)
		return
	}
	w.inlineCondition(k, n, k.name, props)
}

// inlineCondition takes up a condition that stands in an obligation; its slug is made of the obligation's.
func (w *writing) inlineCondition(k *key, n *node, name string, props graph.Props) {
	at := &node{file: n.file, line: n.line, col: n.col, kind: scalarNode, text: k.name}
	r := &record{
		noun: graph.NounCondition, id: graph.MakeID(graph.NounCondition, beforeWord(graph.Slug(w.r.id))+"-"+conditionSlug(name)),
		key: at, body: n, doc: w.r.doc, parent: w.r,
	}
	if !w.b.enter(r) {
		w.given[k.name] = append(w.given[k.name], target{})
		return
	}
	w.b.write(r, w.sc, nil)
	r.body = at // it isn't looked at again, and is what memory goes into
	w.edge(k.name, k.link.field(w.r.noun), k.link.rel.Type, w.r.id, r.id, props, n)
}

// beforeWord writes a slug so that a word may follow: a code, which may have capital letters as it stands alone, without them.
func beforeWord(slug string) string {
	at := strings.LastIndexByte(slug, '/') + 1
	return slug[:at] + strings.ToLower(slug[at:])
}

// conditionSlug writes a key as slugs are: suspendedWhile as suspended-while.
func conditionSlug(name string) string {
	var slug []rune
	for _, c := range name {
		if c >= 'A' && c <= 'Z' {
			slug = append(slug, '-', c-'A'+'a')
			continue
		}
		slug = append(slug, c)
	}
	return string(slug)
}
