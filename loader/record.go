package loader

import (
	"slices"
	"strconv"
	"strings"

	"pactgraph/graph"
)

// scope is what a record hands down to what is nested in it.
type scope struct {
	// source is the id of the source that quotes are taken from; "" for none. lost: one is named that isn't there.
	source string
	lost   bool
	// voice is whose word it is; nil for the source's own.
	voice *voice
}

// from gives the scope with another source.
func (sc scope) from(source string, ok bool) scope {
	sc.source, sc.lost = source, !ok
	return sc
}

// voice is whose word something is: a statement, or an actor for whom a statement is made.
type voice struct {
	id string
	at *node
}

// target is what a key of a record has given a value to: a property, or an edge.
type target struct {
	prop string
	edge *graph.Said
}

// writing is one record on its way to what is said.
type writing struct {
	b  *builder
	r  *record
	sc scope

	props graph.Props
	// given holds what each key, and each field of the model, has given a value to.
	given map[string][]target
	// silent are the fields that the sources leave open, with their places.
	silent []*node

	whole   int // credibility of the record
	byField map[string]int
	noted   *node
	quoted  *node
	as      *node
	made    *node // mode
	valued  *node
	pieces  []piece // of the record's quote
}

// write makes what is said of a record. extra is called before the node is said.
func (b *builder) write(r *record, sc scope, extra func(w *writing)) {
	if sc.source == "" && !sc.lost && r.doc.source != nil {
		sc = sc.from(b.resolve(r.doc.source, r, []graph.Noun{graph.NounSource}))
	}
	w := &writing{b: b, r: r, sc: sc, props: graph.Props{}, given: map[string][]target{}, byField: map[string]int{}}
	w.checkKeys()
	w.run(phaseScope)
	if w.quoted != nil {
		w.pieces = w.readQuote(w.quoted)
	}
	w.run(phaseValues)
	if extra != nil {
		extra(w)
	}
	w.mergeState()
	w.complete()
	w.sayNode()
	w.claimNode()
	w.run(phaseWord)
	w.run(phaseEvidence)
	w.finishSilent()
	w.finishCredibility()
}

// checkKeys tells the keys that the record's noun doesn't have.
func (w *writing) checkKeys() {
	table := keyTables()[w.r.noun]
	for _, f := range w.r.body.fields {
		if table.byName[f.key.text] == nil {
			w.b.at(f.key.heading(), "%s has no key %q%s", nounList([]graph.Noun{w.r.noun}), f.key.text, didYouMeanOr(f.key.text, table.names()))
		}
	}
}

// run writes the keys of one phase, in the order of the file.
func (w *writing) run(p phase) {
	table := keyTables()[w.r.noun]
	for _, f := range w.r.body.fields {
		k := table.byName[f.key.text]
		if k == nil || k.phase != p {
			continue
		}
		value := f.value
		if k.name != obligationsKey { // each of these is a record
			value = value.readable()
		}
		if value != f.value {
			w.lose(k)
		}
		if value != nil {
			k.write(w, k, f.key, value)
		}
	}
}

// lose notes that what stands under a key can't be read, which was told: what it would give isn't to be told as missing.
func (w *writing) lose(k *key) {
	for _, name := range namesUnder(w.r.noun, k.name) {
		w.given[name] = append(w.given[name], target{})
	}
	switch k.name {
	case "in":
		w.sc = w.sc.from("", false)
	case "quote":
		// A statement's text may be in it.
		w.given["text"] = append(w.given["text"], target{})
	}
}

// property writes a property under its own name.
func (w *writing) property(k *key, name, value *node) {
	w.setProperty(k.name, *k.prop, value)
}

// setProperty reads a property's value, and notes under which key it was given.
func (w *writing) setProperty(key string, p graph.Property, n *node) {
	value, ok := w.b.readValue(p, n)
	if !ok {
		// Its claims are not to be told as having no value too.
		w.given[key] = append(w.given[key], target{})
		return
	}
	if _, taken := w.props[p.Name]; taken {
		w.b.at(n, "%s has a value already: write it once", p.Name)
		return
	}
	w.props[p.Name] = value
	w.give(key, p.Name, target{prop: p.Name})
}

// give notes a target under the key that gave it and under its name in the model.
func (w *writing) give(key, field string, t target) {
	w.given[key] = append(w.given[key], t)
	if field != key {
		w.given[field] = append(w.given[field], t)
	}
}

// mergeState adds what the registry knows of a state to what the entry says of it.
func (w *writing) mergeState() {
	if w.r.state == nil {
		return
	}
	for name, known := range stateProps(*w.r.state) {
		switch own := w.props[name].(type) {
		case nil:
			w.props[name] = known
		case []string:
			w.props[name] = unite(own, known.([]string))
		case []graph.Identifier:
			w.props[name] = unite(own, known.([]graph.Identifier))
		}
	}
	w.b.sayOnce(stateClaim(*w.r.state), w.r.key)
}

func unite[T comparable](a, b []T) []T {
	all := slices.Clone(a)
	for _, v := range b {
		if !slices.Contains(all, v) {
			all = append(all, v)
		}
	}
	return all
}

// complete fills in what follows from the rest, and tells what is missing.
func (w *writing) complete() {
	switch w.r.noun {
	case graph.NounStatement:
		w.defaultText()
	case graph.NounSource:
		if !w.b.verbatim {
			w.sourceHash()
		}
	}
	for _, p := range w.r.noun.Properties() {
		_, has := w.props[p.Name]
		// What a state of the registry is would be known, if its name were.
		if p.Required && !has && len(w.given[p.Name]) == 0 && w.r.body.get("is") == nil {
			w.b.at(w.r.key, "%s has no %s: it takes %s", w.r.id, p.Name, p.Allowed())
		}
	}
	names := w.silentFields()
	if w.b.verbatim {
		names = w.silentVerbatim()
	}
	if len(names) > 0 {
		w.props["silentOn"] = names
	}
}

// defaultText takes a statement's text from its quote.
func (w *writing) defaultText() {
	if _, ok := w.props["text"]; ok {
		return
	}
	var words []string
	for _, p := range w.pieces {
		if exact, ok := p.evidence.Props["exact"].(string); ok {
			words = append(words, exact)
		}
	}
	if len(words) > 0 {
		w.props["text"] = strings.Join(words, " … ")
	}
}

// sourceHash fills in the hash of a source's text, or checks it where it is given.
func (w *writing) sourceHash() {
	if n := w.r.body.get("sha256"); n != nil && n.kind == scalarNode && !sha256Text.MatchString(strings.TrimSpace(n.text)) {
		w.b.at(n, "sha256 can't be %q: it takes 64 hexadecimal digits in lower case", n.text)
		return
	}
	if t := w.b.textOf(w.r.id); t != nil {
		w.props["sha256"] = t.sha256
	}
}

// sayNode says the record's node. What lacks a required property was told already.
func (w *writing) sayNode() {
	s := graph.SayNode(w.r.id, w.props)
	s.Owner = w.r.owner()
	w.rank(&s)
	w.b.say(s, w.r.key, w.r.body)
}

// rank gives what is said the reliability of its source, and the credibility of its fields.
func (w *writing) rank(s *graph.Said) {
	if w.sc.source != "" {
		s.Reliability = w.b.source(w.sc.source).reliability
	}
	for name := range s.Props {
		if c := w.credibilityOf(name); c != 0 {
			if s.Credibility == nil {
				s.Credibility = map[string]int{}
			}
			s.Credibility[name] = c
		}
	}
}

// credibilityOf gives what the record says of a field's credibility; 0 for nothing.
func (w *writing) credibilityOf(field string) int {
	if c, ok := w.byField[field]; ok {
		return c
	}
	return w.whole
}

func (w *writing) said(_ *key, _, n *node) {
	w.sc.voice = w.readVoice(n, w.sc.voice)
}

// readVoice reads whose word something is; the one that is inherited where it can't be read.
func (w *writing) readVoice(n *node, inherited *voice) *voice {
	if n.kind == nullNode {
		return nil
	}
	id, ok := w.b.resolve(n, w.r, []graph.Noun{graph.NounStatement, graph.NounActor})
	if !ok {
		return inherited
	}
	return &voice{id, n}
}

// statement gives the statement that a voice is: for an actor one is made, in the source that reports it.
func (w *writing) statement(v *voice, source string) string {
	if v == nil {
		return ""
	}
	if noun, _ := graph.NounOf(v.id); noun == graph.NounStatement {
		return v.id
	}
	if source == "" {
		w.b.at(v.at, "%s has said it, but in which source? Write source: at the top of the file, or in:", v.id)
		return ""
	}
	id := statementID(source, v.id)
	if err := graph.CheckID(id); err != nil {
		w.b.at(v.at, "the statement of %s in %s: %s", v.id, source, err)
		return ""
	}
	if w.b.records[id] != nil || w.b.says(id) {
		return id
	}
	reliability := w.b.source(source).reliability
	node := graph.SayNode(id, graph.Props{})
	edge, err := graph.SayEdge(id, graph.EdgeMadeBy, id, v.id, graph.Props{})
	if err != nil {
		w.b.at(v.at, "%s", err)
		return ""
	}
	node.Reliability, edge.Reliability = reliability, reliability
	w.b.say(node, v.at, v.at)
	w.b.say(edge, v.at, v.at)
	return id
}

func (w *writing) in(_ *key, _, n *node) {
	w.sc = w.sc.from(w.b.resolve(n, w.r, []graph.Noun{graph.NounSource}))
}

// credibility reads a number for the whole record, or a map by field.
func (w *writing) credibility(_ *key, _, n *node) {
	if n.kind != mapNode {
		w.whole = w.b.readCredibility(n)
		return
	}
	for _, f := range n.fields {
		if !w.knownField(f.key, "credibility") {
			continue
		}
		c := w.b.readCredibility(f.value)
		for _, name := range namesUnder(w.r.noun, f.key.text) {
			w.byField[name] = c
		}
	}
}

// finishCredibility tells the fields that have a credibility, and no value.
func (w *writing) finishCredibility() {
	for _, f := range w.r.body.get("credibility").entries() {
		if !slices.Contains(fieldNames(w.r.noun), f.key.text) {
			continue // it was told
		}
		names := namesUnder(w.r.noun, f.key.text)
		if !slices.ContainsFunc(names, func(name string) bool { return w.props[name] != nil || len(w.given[name]) > 0 }) {
			w.noValue(f.key, "credibility")
		}
	}
}

// noValue tells a field that a key names, though it has no value.
func (w *writing) noValue(n *node, where string) {
	w.b.at(n, "%s names %q, which has no value here", where, n.text)
}

// readCredibility reads 1 to 6; 0 for what is wrong, which is told.
func (b *builder) readCredibility(n *node) int {
	c, err := strconv.Atoi(n.text)
	if n.kind != scalarNode || err != nil || c < 1 || c > 6 {
		b.at(n, "credibility can't be %s: it is 1 (confirmed) to 6 (can't be judged)", shown(n))
		return 0
	}
	return c
}

func (w *writing) note(_ *key, _, n *node)     { w.noted = w.b.textNode("note", n) }
func (w *writing) quote(_ *key, _, n *node)    { w.quoted = n }
func (w *writing) capacity(_ *key, _, n *node) { w.as = w.b.textNode("as", n) }

func (w *writing) value(_ *key, _, n *node) {
	w.valued = n
	if w.r.body.get("of") == nil {
		w.b.at(n, "value needs of: write of: and what has this value, as tarn-accord.kind")
	}
}

func (w *writing) mode(_ *key, name, n *node) {
	if w.r.parent == nil {
		w.b.at(name, "mode stands on obligations inside a declaration: here, write declarations: [{in: …, mode: …}]")
		return
	}
	w.made = n
}

// textNode wants a text that is not empty; nil if it isn't, which is told.
func (b *builder) textNode(name string, n *node) *node {
	if n.kind != scalarNode || strings.TrimSpace(n.text) == "" {
		b.at(n, "%s takes a text, not %s", name, emptyOr(n))
		return nil
	}
	if strings.ContainsRune(n.text, 0) {
		b.at(n, "%s has a NUL character, which no store can keep", name)
		return nil
	}
	return n
}

func emptyOr(n *node) string {
	if n.kind == scalarNode {
		return "an empty one"
	}
	return n.what()
}

// textOr gives a node's text without the white space around it; "" for none.
func textOr(n *node) string {
	if n == nil {
		return ""
	}
	return strings.TrimSpace(n.text)
}

// knownField tells whether a key of quotes, inferred, … names a field of the record's noun.
func (w *writing) knownField(n *node, where string) bool {
	names := fieldNames(w.r.noun)
	if n.kind == scalarNode && slices.Contains(names, n.text) {
		return true
	}
	w.b.at(n.heading(), "%s: %s has no field %q%s", where, nounList([]graph.Noun{w.r.noun}), n.text, didYouMeanOr(n.text, names))
	return false
}

// silentOn notes what the sources leave open; whether it has a value all the same is seen at the end.
func (w *writing) silentOn(_ *key, _, n *node) {
	if n.kind == nullNode || n.kind == listNode && len(n.items) == 0 {
		w.b.at(n, "silentOn is empty: leave it out where there is nothing to name")
		return
	}
	if w.b.verbatim {
		return // they are read as a property
	}
	for _, item := range n.list() {
		if w.knownField(item, "silentOn") {
			w.silent = append(w.silent, item)
		}
	}
}

// silentFields gives the model's names of what the sources leave open.
func (w *writing) silentFields() []string {
	n := w.r.body.get("silentOn")
	if n == nil || n.kind == nullNode {
		return nil
	}
	var names []string
	for _, item := range n.list() {
		if item.kind == scalarNode && slices.Contains(fieldNames(w.r.noun), item.text) {
			names = unite(names, modelFields(w.r.noun, item.text))
		}
	}
	return names
}

// finishSilent tells what is said to be left open and has a value.
func (w *writing) finishSilent() {
	for _, n := range w.silent {
		for _, name := range namesUnder(w.r.noun, n.text) {
			if len(w.given[name]) > 0 {
				w.b.at(n, "silentOn names %q, which has a value here: leave out one of the two", n.text)
				break
			}
		}
	}
}
