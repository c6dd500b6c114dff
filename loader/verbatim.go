package loader

import (
	"context"
	"slices"
	"strings"

	"pactgraph/graph"
	"pactgraph/loader/form"
)

// What is shown of a graph leaves it as an export, and comes back as a bundle that says verbatim: true. Its records are taken as they
// stand: nothing is added from the registry, nothing is made of quotes, no white space is cut off. Beside its records it has what
// other bundles say in passing: edges, claims and evidence, each with a name of its own.

// exportSections are the keys of a file under which these stand.
var exportSections = []topKey{
	{form.Edges, "Edges as exports write them, by their ids without edge/: type, start, end and properties. Only where verbatim is true."},
	{form.Claims, "Claims as exports write them, by their ids without claim/. Only where verbatim is true."},
	{form.Evidence, "Evidence as exports write it, by its ids without evidence/, for the claims that name it. Only where verbatim is true."},
}

// sectionOfID gives the key of a file under which what has an id stands, where that is no record.
func sectionOfID(prefix string) (string, bool) {
	for section, begin := range entryPrefix {
		if begin == prefix+"/" {
			return section, true
		}
	}
	return "", false
}

// entryPrefix begins the ids of what stands in each of these sections.
var entryPrefix = map[string]string{
	form.Edges: form.Edge + "/", form.Claims: graph.NounClaim.Prefix() + "/", form.Evidence: graph.NounEvidence.Prefix() + "/",
}

func isExportSection(name string) bool {
	return slices.ContainsFunc(exportSections, func(k topKey) bool { return k.name == name })
}

// isVerbatim tells whether a file says that it is to be taken as it stands.
func isVerbatim(root *node) bool {
	n := root.get(form.Verbatim)
	return n != nil && n.kind == scalarNode && strings.EqualFold(n.text, "true")
}

// checkVerbatim tells what can't stand under the key verbatim.
func (b *builder) checkVerbatim(n *node) {
	if n.kind != scalarNode || !strings.EqualFold(n.text, "true") && !strings.EqualFold(n.text, "false") {
		b.at(n, "%s can't be %s: it is true or false", form.Verbatim, shown(n))
	}
}

// checkAlike refuses a file that doesn't say to be taken as it stands beside one that does: they are one data set, and taken alike.
func (b *builder) checkAlike(f *file) {
	if b.verbatim && !f.bare && !isVerbatim(f.root) {
		b.at(f.root, "another file of this load says %s: true, and this one doesn't, but all of a load is read alike: load them one after the other", form.Verbatim)
	}
}

// trim cuts the white space around a text off, but where texts are taken as they stand.
func (b *builder) trim(text string) string {
	if b.verbatim {
		return text
	}
	return strings.TrimSpace(text)
}

// silentVerbatim takes the names of what the sources leave open as they stand: where several data sets were put together, one may be
// silent on what another tells.
func (w *writing) silentVerbatim() []string {
	p, _ := w.r.noun.Property("silentOn")
	n := w.r.body.get(p.Name)
	if n == nil {
		return nil
	}
	names, _ := w.b.readValue(p, n)
	list, _ := names.([]string)
	return list
}

// asShown marks what can't be said by one data set alone as what is shown of several.
func (b *builder) asShown(s graph.Said) graph.Said {
	s.Folded = b.verbatim && (s.CheckSpans() != nil || s.IsClaim() && s.Props["field"] == graph.FieldSameAs)
	return s
}

// export makes what the files say as edges and claims, after all records.
func (b *builder) export(ctx context.Context) {
	e := &exported{builder: b, ends: map[string]string{}, evidence: map[string]graph.EvidenceSaid{}, claims: map[string]bool{}}
	for _, section := range []string{form.Edges, form.Evidence, form.Claims} {
		for _, d := range b.bundle.docs {
			for _, f := range b.entries(field{&node{text: section}, orEmpty(d.file.root.get(section))}, "ids") {
				e.entry(section, f)
				graph.Advance(ctx, 1)
			}
		}
	}
}

func orEmpty(n *node) *node {
	if n == nil {
		return &node{}
	}
	return n
}

// exported reads edges, claims and evidence. All are kept by the names that the files give them.
type exported struct {
	*builder
	// ends lead from an edge's name to the node where it starts, and ids to its id, where that isn't its name.
	ends, ids map[string]string
	evidence  map[string]graph.EvidenceSaid
	claims    map[string]bool
}

// entry reads one entry of a section.
func (e *exported) entry(section string, f field) {
	body := f.value
	if body.later {
		body = body.unfolded()
	}
	if body.torn || f.value.torn {
		return
	}
	if body.kind != mapNode {
		e.at(f.value, "%s takes a map of its properties, not %s", f.key.text, body.what())
		return
	}
	r := entryReader{e.builder, f.key.sibling(entryPrefix[section] + f.key.text), body, true}
	if e.taken(section, r.key.text) {
		e.at(f.key, "%s stands here twice", r.key.text)
		return
	}
	switch section {
	case form.Edges:
		e.edge(&r)
	case form.Evidence:
		if said, ok := r.evidence(); ok {
			e.evidence[r.key.text] = said
		}
	case form.Claims:
		e.claim(&r)
	}
}

// taken tells whether an entry of a name was there before: which of them others mean couldn't be told.
func (e *exported) taken(section, name string) bool {
	switch section {
	case form.Edges:
		return e.ends[name] != ""
	case form.Evidence:
		_, ok := e.evidence[name]
		return ok
	}
	return e.claims[name]
}

// edge says an edge by its type, its ends and its properties.
func (e *exported) edge(r *entryReader) {
	name := r.key.text
	rel, ok := r.relation()
	if !ok {
		return
	}
	start, end := r.ref(form.Start, []graph.Noun{rel.From}), r.ref(form.End, rel.To)
	props := r.props(rel.Props, form.Type, form.Start, form.End)
	if !r.good {
		return
	}
	said, err := graph.SayEdge(start, rel.Type, start, end, props)
	if err != nil {
		e.at(r.key, "%s", err)
		return
	}
	e.ends[name] = start
	if said.Target != name {
		if e.ids == nil {
			e.ids = map[string]string{}
		}
		e.ids[name] = said.Target
	}
	e.say(said, r.key, r.body)
}

// claim says a claim about a node, or about an edge that the files name.
func (e *exported) claim(r *entryReader) {
	e.claims[r.key.text] = true
	about, edge := r.ref(form.About, graph.Entities()), r.id(form.Edge)
	voiced := ""
	if r.body.get(form.Voiced) != nil {
		voiced = r.ref(form.Voiced, []graph.Noun{graph.NounStatement})
	}
	evidence := e.cited(r)
	props := r.props(graph.NounClaim.Properties(), form.About, form.Edge, form.Voiced, form.Evidence)
	if start, known := e.ends[edge]; edge != "" && (!known || start != about) {
		e.at(r.body.get(form.Edge), "%s is no edge of this load that starts at %s", edge, about)
		return
	}
	if !r.good || !e.decides(r, about, props) {
		return
	}
	if id, renamed := e.ids[edge]; renamed {
		edge = id
	}
	e.sayOnce(e.asShown(graph.SayClaim(about, about, edge, props, evidence, voiced)), r.key)
}

// decides refuses a decision that a node is one with another which can't be merged into it, or which is there: in this load, or as
// itself in the store. One of them would no longer be found.
func (e *exported) decides(r *entryReader, about string, props graph.Props) bool {
	other, _ := props["value"].(string)
	if props["field"] != graph.FieldSameAs || !graph.SaysSame(props) {
		return true
	}
	if err := (graph.Renaming{From: other, To: about}).Check(); err != nil {
		e.at(r.key, "the claim says that %s is the same: %s", other, err)
		return false
	}
	held := e.held.has(other) && e.held.nodes[other].NodeID() == other
	if !held && e.records[other] == nil {
		return true
	}
	e.at(r.key, "the claim says that %s is the same, and it is there itself: merge them by pactgraph resolve", other)
	return false
}

// cited gives the evidence of a claim in its order: each a map, or the name of what stands under evidence.
func (e *exported) cited(r *entryReader) []graph.EvidenceSaid {
	n := r.body.get(form.Evidence)
	if n == nil {
		return nil
	}
	var list []graph.EvidenceSaid
	for _, item := range n.list() {
		if item.kind == mapNode {
			inner := entryReader{e.builder, item.sibling(graph.NounEvidence.Prefix()), item, true}
			said, ok := inner.evidence()
			r.good = r.good && ok
			list = append(list, said)
			continue
		}
		said, ok := e.evidence[item.text]
		if !ok {
			e.at(item, "there is no evidence %q in this load", item.text)
			r.good = false
		}
		list = append(list, said)
	}
	return list
}

// entryReader reads the values of one entry; good is false as soon as one of them is wrong, which is told.
type entryReader struct {
	*builder
	key, body *node
	good      bool
}

// relation gives the relation that the entry's type and start name.
func (r *entryReader) relation() (graph.Relation, bool) {
	noun, _ := graph.NounOf(r.text(form.Start))
	rel, ok := graph.RelationOf(noun, graph.EdgeType(r.text(form.Type)))
	if !ok || !rel.To[0].IsEntity() {
		r.at(r.key, "no edge of the type %q goes out from %q: an edge has a type, a start and an end, as exports write them", r.text(form.Type), r.text(form.Start))
		return rel, false
	}
	return rel, true
}

// text gives the text under a key; "" for none.
func (r *entryReader) text(name string) string {
	n := r.body.get(name)
	if n == nil || n.kind != scalarNode {
		return ""
	}
	return n.text
}

// id gives the one id that stands under a key; "" for none.
func (r *entryReader) id(name string) string {
	n := r.body.get(name)
	if n == nil || n.kind == nullNode {
		return ""
	}
	if n.kind != scalarNode {
		r.at(n, "%s takes one id, not %s", name, shown(n))
		r.good = false
	}
	return r.text(name)
}

// ref gives the node that stands under a key.
func (r *entryReader) ref(name string, nouns []graph.Noun) string {
	n := r.body.get(name)
	if n == nil {
		r.at(r.key, "%s has no %s: it takes the id of %s", r.key.text, name, nounList(nouns))
		r.good = false
		return ""
	}
	id, ok := r.resolve(n, &record{key: r.key}, nouns)
	r.good = r.good && ok
	return id
}

// props reads the properties of the entry; other keys than these and those named are told.
func (r *entryReader) props(list []graph.Property, other ...string) graph.Props {
	props := graph.Props{}
	allowed := slices.Clone(other)
	for _, p := range list {
		allowed = append(allowed, p.Name)
		n := r.body.get(p.Name)
		switch {
		case n == nil && p.Required:
			r.at(r.key, "%s has no %s: it takes %s", r.key.text, p.Name, p.Allowed())
			r.good = false
		case n == nil:
		case p.Type == graph.TypeRef:
			props[p.Name] = r.ref(p.Name, []graph.Noun{p.Ref})
		default:
			value, ok := r.readValue(p, n)
			props[p.Name], r.good = value, r.good && ok
		}
	}
	r.good = r.onlyKeys(r.body, r.key.text, allowed...) && r.good
	return props
}

// evidence reads a quote or place and its source.
func (r *entryReader) evidence() (graph.EvidenceSaid, bool) {
	said := graph.EvidenceSaid{Source: r.ref(form.Source, []graph.Noun{graph.NounSource})}
	said.Props = r.props(graph.NounEvidence.Properties(), form.Source)
	return said, r.good
}
