package loader

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"pactgraph/graph"
	"pactgraph/graph/registry"
)

// holdings is what is known of the nodes that the store holds. The bundle is gone through once to see which nodes it
// refers to; they are asked for together, and then it is gone through again.
type holdings struct {
	reader graph.Reader // nil for none
	nodes  map[string]graph.Node
	asked  map[string]bool
	wanted map[string]bool
}

func newHoldings(reader graph.Reader) *holdings {
	return &holdings{reader: reader, nodes: map[string]graph.Node{}, asked: map[string]bool{}, wanted: map[string]bool{}}
}

// has tells whether the store is known to hold a node; if it wasn't asked yet, it will be.
func (h *holdings) has(id string) bool {
	if !h.asked[id] {
		h.wanted[id] = true
	}
	return h.nodes[id] != nil
}

// checked tells whether the store was asked.
func (h *holdings) checked(id string) bool { return h.asked[id] }

// ask asks the store for all nodes that are wanted and weren't asked for, and tells whether there were any.
func (h *holdings) ask(ctx context.Context) (bool, error) {
	var ids []string
	for id := range h.wanted {
		if !h.asked[id] && graph.CheckID(id) == nil {
			ids = append(ids, id)
		}
	}
	if h.reader == nil || len(ids) == 0 {
		return false, nil
	}
	slices.Sort(ids)
	var queries []graph.Query
	for chunk := range slices.Chunk(ids, graph.MaxPage) {
		queries = append(queries, graph.Query{IDs: chunk})
	}
	answers, err := h.reader.Find(ctx, queries)
	if err != nil {
		return false, err
	}
	for i, a := range answers {
		for j, id := range queries[i].IDs {
			h.asked[id] = true
			// After a merge or a rename an old id is answered by another node, and still is a good reference.
			if a.Nodes[j] != nil {
				h.nodes[id] = a.Nodes[j]
			}
		}
	}
	return true, nil
}

// resolve finds the node that a reference names: the load's own things by slug or id, what the store holds by id,
// and states of the registry by any of their names and codes. The nouns are those that may stand there.
func (b *builder) resolve(n *node, from *record, nouns []graph.Noun) (string, bool) {
	if n.kind != scalarNode {
		b.at(n, "a reference is a single name or id, not %s", n.what())
		return "", false
	}
	text := norm.NFC.String(strings.TrimSpace(n.text))
	if noun, ok := graph.NounOf(text); ok && (noun.IsEntity() || !slices.Contains(nouns, graph.NounSource)) {
		return b.resolveID(n, text, noun, nouns)
	}
	switch ids := b.bySlug(text, from, nouns); len(ids) {
	case 0:
	case 1:
		return ids[0], true
	default:
		b.at(n, "%q could be %s: write the whole id", text, joinOr(ids))
		return "", false
	}
	if slices.Contains(nouns, graph.NounActor) {
		if s, ok := registry.Resolve(text); ok {
			b.sayState(s, n)
			return s.ID, true
		}
	}
	b.unknown(n, text, from, nouns)
	return "", false
}

// resolveID finds a node by its whole id.
func (b *builder) resolveID(n *node, id string, noun graph.Noun, nouns []graph.Noun) (string, bool) {
	if !slices.Contains(nouns, noun) {
		b.at(n, "%s can't stand here: it takes %s", id, nounList(nouns))
		return "", false
	}
	if to, ok := b.aliases[id]; ok {
		return to, true
	}
	if b.records[id] != nil || b.says(id) {
		return id, true
	}
	if s, ok := registry.ByID(id); ok {
		b.sayState(s, n)
		return id, true
	}
	if err := graph.CheckID(id); err != nil {
		b.at(n, "%s", err)
		return "", false
	}
	switch {
	case b.held.has(id):
		return id, true
	case b.unnamed([]graph.Noun{noun}):
	case b.held.checked(id):
		b.at(n, "%s is neither in the bundle nor in the store%s", id, b.didYouMeanID(id, noun))
		return "", false
	case b.held.reader == nil:
		b.warn(n, "%s is not in the bundle%s; whether a store holds it was not looked at", id, b.didYouMeanID(id, noun))
	}
	return id, true
}

// bySlug gives the ids of the load's own things that a slug may mean.
func (b *builder) bySlug(slug string, from *record, nouns []graph.Noun) []string {
	if slices.Contains(nouns, graph.NounObligation) {
		if id := graph.MakeID(graph.NounObligation, from.declarationSlug(), slug); b.records[id] != nil {
			return []string{id}
		}
	}
	var ids []string
	for _, noun := range nouns {
		id := graph.MakeID(noun, slug)
		if to, ok := b.aliases[id]; ok {
			id = to
		}
		if b.records[id] != nil {
			ids = append(ids, id)
		}
	}
	return ids
}

// declarationSlug is the slug of the declaration that the record is, or stands in; "" for none.
func (r *record) declarationSlug() string {
	for ; r != nil; r = r.parent {
		if r.noun == graph.NounDeclaration {
			return graph.Slug(r.id)
		}
	}
	return ""
}

// unnamed tells whether the load has a record of one of the nouns whose name can't be read: it may be any that is missed.
func (b *builder) unnamed(nouns []graph.Noun) bool {
	return slices.ContainsFunc(b.bundle.docs, func(d *doc) bool {
		return slices.ContainsFunc(d.file.unnamed, func(noun graph.Noun) bool { return slices.Contains(nouns, noun) })
	})
}

// unknown tells that nothing has a name, and what may have been meant.
func (b *builder) unknown(n *node, text string, from *record, nouns []graph.Noun) {
	if b.full() || b.unnamed(nouns) {
		return
	}
	for _, noun := range nouns {
		id := graph.MakeID(noun, text)
		if graph.CheckID(id) == nil && b.held.has(id) {
			b.at(n, "%q is not in the bundle: if you mean the one that the store holds, write %s", text, id)
			return
		}
	}
	where := "in the bundle"
	suggestion := ""
	guess := b.mayGuess()
	if guess {
		suggestion = didYouMean(text, b.slugsOf(from, nouns))
	}
	if slices.Contains(nouns, graph.NounActor) {
		where = "in the bundle or the registry of states"
		if guess && suggestion == "" {
			suggestion = didYouMeanState(text)
		}
	}
	b.at(n, "there is no %s %q %s%s", nounWords(nouns), text, where, suggestion)
}

// slugsOf gives what could be written where some nouns may stand.
func (b *builder) slugsOf(from *record, nouns []graph.Noun) []string {
	prefix := from.declarationSlug() + "/"
	var slugs []string
	for _, r := range b.order {
		if !slices.Contains(nouns, r.noun) {
			continue
		}
		slug := graph.Slug(r.id)
		if r.noun == graph.NounObligation {
			slug = strings.TrimPrefix(slug, prefix)
		}
		slugs = append(slugs, slug)
	}
	for alias := range b.aliases {
		if slices.Contains(nouns, graph.NounActor) {
			slugs = append(slugs, graph.Slug(alias))
		}
	}
	return slugs
}

// maxGuesses is for how many unknown names something is suggested: each is compared with all that the load has.
const maxGuesses = 50

func (b *builder) mayGuess() bool {
	b.guesses++
	return b.guesses <= maxGuesses
}

// didYouMeanID suggests the load's own thing of a noun whose slug is nearest.
func (b *builder) didYouMeanID(id string, noun graph.Noun) string {
	if !b.mayGuess() {
		return ""
	}
	var slugs []string
	for _, r := range b.order {
		if r.noun == noun {
			slugs = append(slugs, graph.Slug(r.id))
		}
	}
	if slug := nearest(graph.Slug(id), slugs); slug != "" {
		return fmt.Sprintf(" (did you mean %q?)", graph.MakeID(noun, slug))
	}
	return ""
}

// nounList names nouns with their articles: "an actor or a declaration".
func nounList(nouns []graph.Noun) string {
	if len(nouns) == len(graph.Entities()) {
		return "any node but evidence, claims and loads"
	}
	words := make([]string, len(nouns))
	for i, n := range nouns {
		article := "a "
		if strings.ContainsRune("AEIOU", rune(n[0])) {
			article = "an "
		}
		words[i] = article + n.Prefix()
	}
	return joinOr(words)
}

// nounWords names nouns without articles.
func nounWords(nouns []graph.Noun) string {
	if len(nouns) == len(graph.Entities()) {
		return "thing"
	}
	words := make([]string, len(nouns))
	for i, n := range nouns {
		words[i] = n.Prefix()
	}
	return joinOr(words)
}

// sourceFacts is what the loader needs to know of a source.
type sourceFacts struct {
	id          string
	reliability graph.Reliability
	sha256      string
	record      *record // nil where it is only in the store
}

// source gives the facts of a source, as this load gives them or else as the store holds them.
func (b *builder) source(id string) sourceFacts {
	s := sourceFacts{id: id, record: b.records[id]}
	if s.record != nil {
		if n := s.record.body.get("reliability"); n != nil {
			s.reliability = graph.Reliability(n.text)
		}
		if n := s.record.body.get("sha256"); n != nil {
			s.sha256 = strings.TrimSpace(n.text)
		}
	} else if held, ok := b.held.nodes[id].(*graph.Source); ok {
		s.reliability, s.sha256 = held.Reliability, held.SHA256
	}
	if e, _ := graph.EnumByName("Reliability"); !e.Has(string(s.reliability)) {
		s.reliability = ""
	}
	return s
}

// splitField takes `thing.field` apart. A slug may hold dots, so that the whole is tried as a thing first.
func (b *builder) splitField(n *node, from *record) (thing *node, field string) {
	text := strings.TrimSpace(n.text)
	at := strings.LastIndexByte(text, '.')
	if n.kind != scalarNode || at < 0 || len(b.bySlug(text, from, graph.Entities())) > 0 || b.records[text] != nil {
		return n, ""
	}
	cut := *n
	cut.text = text[:at]
	return &cut, text[at+1:]
}

// statementID gives the id of the statement that an actor makes in a source: the slugs without slashes, since an id has three parts at most.
func statementID(source, actor string) string {
	flat := func(id string) string { return strings.ReplaceAll(graph.Slug(id), "/", "-") }
	return fmt.Sprintf("%s/%s/%s", graph.NounStatement.Prefix(), flat(source), flat(actor))
}
