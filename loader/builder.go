package loader

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"pactgraph/graph"
	"pactgraph/graph/registry"
)

// builder makes what a bundle says of its records. It runs to the end whatever is wrong, and tells all of it.
type builder struct {
	collector
	warnings collector
	bundle   *Bundle
	held     *holdings

	records map[string]*record
	// order is that of the files; aliases lead from the id of a slug to the id of the state that it is.
	order   []*record
	aliases map[string]string

	said *graph.Packed
	// parts are the edges by which something is a part of another.
	parts  []graph.Said
	places map[string]place // of targets, for what is said twice
	quotes quoteCount
	used   map[*node]bool // named quotes
	// verbatim: all is taken as it stands (see form.Verbatim).
	verbatim bool
	// guesses counts the names for which something was suggested.
	guesses int
	found   []foundQuote
}

// quoteCount counts quotes, each once. Those that are verified by the lock file alone are locked too.
type quoteCount struct {
	verified, unverified, locked map[string]bool
}

func newBuilder(bundle *Bundle, held *holdings) *builder {
	b := &builder{
		bundle: bundle, held: held, said: &graph.Packed{},
		records: map[string]*record{}, aliases: map[string]string{}, places: map[string]place{}, used: map[*node]bool{},
		quotes: quoteCount{map[string]bool{}, map[string]bool{}, map[string]bool{}},
	}
	b.verbatim = slices.ContainsFunc(bundle.docs, func(d *doc) bool { return isVerbatim(d.file.root) })
	for _, p := range bundle.flaws {
		b.add(p)
	}
	for _, p := range bundle.warnings {
		b.warnings.add(p)
	}
	return b
}

// build goes through all records and gives the batch, without its id and times.
func (b *builder) build(ctx context.Context) graph.Batch {
	b.collect()
	ctx = graph.BeginPart(ctx, "checking", len(b.order))
	batch := graph.Batch{Dataset: b.dataset(), Who: b.bundle.opts.Who}
	for _, r := range slices.Clone(b.order) {
		switch {
		case r.parent != nil:
		case !r.body.torn:
			r.open()
			b.write(r, scope{}, nil)
			r.close()
		case r.body.file.table != nil:
			b.writeInner(r)
		}
		graph.Advance(ctx, 1)
	}
	if b.verbatim {
		b.export(ctx)
	} else {
		b.checkParts()
	}
	batch.Withdraw = b.withdrawals()
	b.checkUnusedQuotes()
	b.checkLock()
	batch.Packed = b.said
	return batch
}

// writeInner writes the obligations of a declaration whose own row can't be read: theirs can. It may have named their source.
func (b *builder) writeInner(r *record) {
	r.open()
	defer r.close()
	for _, inner := range r.inner {
		if !inner.body.torn {
			b.write(inner, scope{lost: true}, nil)
		}
	}
}

// warn adds something worth a look.
func (b *builder) warn(n *node, format string, args ...any) {
	b.warnings.at(n, format, args...)
}

// say adds what is said of a node or an edge, whose properties stand in a map. Saying a thing twice is a problem.
func (b *builder) say(s graph.Said, at, in *node) bool {
	if first, ok := b.places[s.Target]; ok {
		what := s.Target
		if s.IsEdge() {
			what = s.Start + " " + string(s.Type) + " " + s.End
		}
		b.at(at, "%s is said twice in one load: first in %s", what, first.where())
		return false
	}
	s = b.asShown(s)
	if end, err := s.BadSpan(); err != nil && !s.Folded {
		b.at(cmp.Or(in.get(end), at), "%s", err)
	}
	b.take(s, at)
	return true
}

// says tells whether a target is spoken of already.
func (b *builder) says(target string) bool {
	_, ok := b.places[target]
	return ok
}

// sayOnce adds what several places may say, as a claim that two records make.
func (b *builder) sayOnce(s graph.Said, at *node) {
	if !b.says(s.Target) {
		b.take(s, at)
	}
}

// take adds what isn't said yet.
func (b *builder) take(s graph.Said, at *node) {
	if s.Type == graph.EdgePartOf {
		b.parts = append(b.parts, s)
	}
	b.said.Add(s)
	// The packed text has the target, which then isn't kept twice.
	b.places[b.said.Target(b.said.Len()-1)] = at.place()
}

// sayState says what the registry knows of a state to which something refers and which has no entry.
func (b *builder) sayState(s registry.State, at *node) {
	if b.records[s.ID] != nil || b.says(s.ID) {
		return
	}
	b.take(graph.SayNode(s.ID, stateProps(s)), at)
	b.sayOnce(stateClaim(s), at)
}

// stateProps are the registry's facts of a state.
func stateProps(s registry.State) graph.Props {
	props := graph.Props{"kind": string(graph.ActorKindState), "name": s.Name}
	if s.FullName != "" && s.FullName != s.Name {
		props["fullName"] = s.FullName
	}
	if aliases := stateAliases(s); len(aliases) > 0 {
		props["aliases"] = aliases
	}
	if ids := stateIdentifiers(s); len(ids) > 0 {
		props["identifiers"] = ids
	}
	if s.From != "" {
		props["from"] = graph.Date(s.From)
	}
	if s.To != "" {
		props["to"] = graph.Date(s.To)
	}
	return props
}

func stateAliases(s registry.State) []string {
	var list []string
	add := func(name string) {
		if name != "" && name != s.Name && name != s.FullName && !slices.Contains(list, name) {
			list = append(list, name)
		}
	}
	for _, tag := range []string{"fr", "ru", "uk"} {
		add(s.Names[tag])
	}
	for _, a := range s.Aliases {
		add(a)
	}
	return list
}

func stateIdentifiers(s registry.State) []graph.Identifier {
	cow := ""
	if s.COW != 0 {
		cow = graph.ValueText(s.COW)
	}
	var list []graph.Identifier
	for _, id := range []graph.Identifier{
		{Scheme: "iso2", Value: s.ISO2}, {Scheme: "iso3", Value: s.ISO3}, {Scheme: "isonum", Value: s.ISONumeric},
		{Scheme: "cow", Value: cow}, {Scheme: "cowabb", Value: s.COWAbb}, {Scheme: "wikidata", Value: s.Wikidata},
	} {
		if id.Value != "" {
			list = append(list, id)
		}
	}
	return list
}

// stateNote names where the registry's facts come from.
const stateNote = "Name, aliases and codes from the built-in registry of states: ISO 3166-1, Correlates of War state system v2016 (CC BY 4.0), Unicode CLDR, Wikidata (CC0) and OpenSanctions rigour (MIT)."

func stateClaim(s registry.State) graph.Said {
	props := graph.Props{"stance": string(graph.StanceConfirms), "basis": string(graph.BasisBackground), "note": stateNote}
	return graph.SayClaim(s.ID, s.ID, "", props, nil, "")
}

// withdrawals reads the ids that are taken back.
func (b *builder) withdrawals() []string {
	var ids []string
	for _, d := range b.bundle.docs {
		n := present(d.file.root.get("withdraw"))
		if n == nil {
			continue
		}
		for _, item := range n.list() {
			if id, ok := b.withdrawal(item); ok {
				if slices.Contains(ids, id) {
					b.at(item, "%s is withdrawn twice", id)
					continue
				}
				ids = append(ids, id)
			}
		}
	}
	return ids
}

func (b *builder) withdrawal(n *node) (string, bool) {
	if n.kind != scalarNode {
		b.at(n, "withdraw takes ids, not %s", n.what())
		return "", false
	}
	id := n.text
	if err := graph.CheckID(id); err != nil {
		b.at(n, "%s", err)
		return "", false
	}
	if noun, _ := graph.NounOf(id); !noun.IsEntity() {
		b.at(n, "%s can't be withdrawn by its id: claims and evidence go with what they stand under, and loads are reverted", id)
		return "", false
	}
	if at, ok := b.places[id]; ok {
		b.at(n, "%s is said in this load (%s), and can't be withdrawn too", id, at.where())
		return "", false
	}
	if !b.held.has(id) && b.held.checked(id) {
		b.at(n, "%s can't be withdrawn: it is not in the store", id)
		return "", false
	}
	return id, true
}

// checkParts tells cycles in PART_OF: a part can't be a part of itself.
func (b *builder) checkParts() {
	wholes := map[string][]graph.Said{}
	for _, s := range b.parts {
		wholes[s.Start] = append(wholes[s.Start], s)
	}
	const visiting, done = 1, 2
	state := map[string]int{}
	var path []string
	var visit func(id string)
	visit = func(id string) {
		state[id] = visiting
		path = append(path, id)
		for _, s := range wholes[id] {
			switch state[s.End] {
			case visiting:
				cycle := append(slices.Clone(path[slices.Index(path, s.End):]), s.End)
				at := b.places[s.Target]
				b.atPlace(at.file, int(at.line), int(at.col), "%s would be a part of itself: %s", s.End, strings.Join(cycle, " is a part of "))
			case 0:
				visit(s.End)
			}
		}
		path = path[:len(path)-1]
		state[id] = done
	}
	for _, r := range b.order {
		if state[r.id] == 0 {
			visit(r.id)
		}
	}
}

// checkUnusedQuotes warns of named quotes that nothing names: often a slip in $name.
func (b *builder) checkUnusedQuotes() {
	for _, d := range b.bundle.docs {
		for _, f := range d.file.root.get("quotes").entries() {
			if !b.used[f.value] {
				b.warn(f.key, "the quote %q is not used: nothing names $%s", f.key.text, f.key.text)
			}
		}
	}
}

// entries gives the fields of a map that may be missing.
func (n *node) entries() []field {
	if n == nil {
		return nil
	}
	return n.fields
}
