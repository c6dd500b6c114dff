package export

import (
	"context"
	"io"
	"slices"
	"strconv"
	"strings"

	"pactgraph/graph"
)

// Base begins the IRI of everything in a graph: an id follows, as urn:pactgraph:actor/FRA. Vocabulary begins those of our own terms.
const (
	Base       = "urn:pactgraph:"
	Vocabulary = Base + "vocabulary:"
)

// graphIRI names the graph as a whole.
const graphIRI = Base + "graph"

// prefixes are those by which terms are written, in their order.
var prefixes = [][2]string{
	{"oa", "http://www.w3.org/ns/oa#"},
	{"prov", "http://www.w3.org/ns/prov#"},
	{"pv", Vocabulary},
	{"rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"},
	{"rdfs", "http://www.w3.org/2000/01/rdf-schema#"},
	{"schema", "https://schema.org/"},
	{"xsd", "http://www.w3.org/2001/XMLSchema#"},
}

// A resource is what is said of one subject: pairs of a predicate and an object. Terms are written by their prefixes.
type resource struct {
	// iri is the subject's; empty for one without a name.
	iri   string
	types []string
	pairs []pair
}

type pair struct {
	predicate string
	// One of these is set: a thing, a literal, or a resource without a name.
	iri     string
	literal *literal
	inner   *resource
}

// literal is a text with its datatype; empty for xsd:string.
type literal struct{ text, datatype string }

func (r *resource) thing(predicate, iri string) {
	r.pairs = append(r.pairs, pair{predicate: predicate, iri: iri})
}

func (r *resource) text(predicate, text, datatype string) {
	if text != "" {
		r.pairs = append(r.pairs, pair{predicate: predicate, literal: &literal{text, datatype}})
	}
}

func (r *resource) nested(predicate string, inner *resource) {
	r.pairs = append(r.pairs, pair{predicate: predicate, inner: inner})
}

// terms are the terms of others that properties have. All others are ours, by their names.
var terms = map[string]string{
	"Actor.name": "schema:name", "Actor.fullName": "schema:legalName", "Actor.aliases": "schema:alternateName", "Actor.identifiers": "schema:identifier",
	"Declaration.title": "schema:name", "Declaration.place": "schema:locationCreated", "Declaration.identifiers": "schema:identifier",
	"Obligation.summary": "schema:description", "Condition.text": "schema:text",
	"Event.title": "schema:name", "Event.from": "schema:startDate", "Event.to": "schema:endDate", "Event.place": "schema:location",
	"Statement.text": "schema:text", "Statement.date": "schema:dateCreated",
	"Source.title": "schema:name", "Source.url": "schema:url", "Source.author": "schema:author", "Source.publishedOn": "schema:datePublished",
	"Source.language": "schema:inLanguage", "Source.sha256": "schema:sha256", "Source.licence": "schema:license", "Source.attribution": "schema:creditText",
}

// termOf gives the predicate of a noun's property.
func termOf(noun graph.Noun, name string) string {
	if term, ok := terms[string(noun)+"."+name]; ok {
		return term
	}
	return "pv:" + name
}

// edgeTerms are the terms of others that edges have, beside our own.
var edgeTerms = map[graph.EdgeType][]string{
	graph.EdgeMemberOf:    {"schema:memberOf"},
	graph.EdgeMadeBy:      {"prov:wasAttributedTo"},
	graph.EdgeAbout:       {"schema:about"},
	graph.EdgeCites:       {"schema:citation", "prov:wasDerivedFrom"},
	graph.EdgePublishedBy: {"schema:publisher"},
}

// edgeTerm gives our predicate for a type of edge: pv:partyAction for PARTY_ACTION.
func edgeTerm(t graph.EdgeType) string {
	words := strings.Split(strings.ToLower(string(t)), "_")
	for i, w := range words[1:] {
		words[i+1] = strings.ToUpper(w[:1]) + w[1:]
	}
	return "pv:" + strings.Join(words, "")
}

// classes give the classes of others that a node of a noun belongs to.
func classes(n graph.Node) []string {
	switch n := n.(type) {
	case *graph.Actor:
		switch n.Kind {
		case graph.ActorKindState:
			return []string{"prov:Agent", "schema:Country"}
		case graph.ActorKindPerson:
			return []string{"prov:Agent", "schema:Person"}
		}
		return []string{"prov:Agent", "schema:Organization"}
	case *graph.Declaration:
		return []string{"prov:Entity", "schema:CreativeWork"}
	case *graph.Event:
		return []string{"schema:Event"}
	case *graph.Statement:
		return []string{"prov:Entity", "schema:Quotation"}
	case *graph.Source:
		return []string{"prov:Entity", sourceClass(n.Kind)}
	}
	return nil
}

func sourceClass(kind graph.SourceKind) string {
	switch kind {
	case graph.SourceKindNewsReport:
		return "schema:NewsArticle"
	case graph.SourceKindSocialPost:
		return "schema:SocialMediaPosting"
	case graph.SourceKindDataset:
		return "schema:Dataset"
	}
	return "schema:CreativeWork"
}

// datatypes give the datatypes of values; texts have none, dates theirs by how much of them is known.
var datatypes = map[graph.Type]string{graph.TypeInt: "xsd:integer", graph.TypeFloat: "xsd:double", graph.TypeBool: "xsd:boolean"}

func dateType(d graph.Date) string {
	switch len(d) {
	case len("2026"):
		return "xsd:gYear"
	case len("2026-01"):
		return "xsd:gYearMonth"
	}
	return "xsd:date"
}

// value says a property of a resource.
func (r *resource) value(predicate string, p graph.Property, value any) {
	switch v := value.(type) {
	case graph.Date:
		r.text(predicate, string(v), dateType(v))
	case []string:
		for _, text := range v {
			r.text(predicate, text, "")
		}
	case []graph.Identifier:
		for _, id := range v {
			inner := &resource{types: []string{"schema:PropertyValue"}}
			inner.text("schema:propertyID", id.Scheme, "")
			inner.text("schema:value", id.Value, "")
			r.nested(predicate, inner)
		}
	case string:
		if p.Type == graph.TypeRef {
			r.thing(predicate, Base+v)
			return
		}
		r.text(predicate, v, "")
	default:
		r.text(predicate, flat(v), datatypes[p.Type])
	}
}

// resources visits all that an export says, as RDF: the graph, then each node, each edge, each claim and each piece of evidence.
func (e *Export) resources(ctx context.Context, visit func(*resource) error) error {
	if err := visit(e.header()); err != nil {
		return err
	}
	err := e.each(ctx, visitor{
		node: func(n graph.Node) error { return visit(nodeResource(n)) },
		edge: func(x graph.EdgeProps) error {
			if err := visit(linkResource(x)); err != nil {
				return err
			}
			return visit(edgeResource(x))
		},
		claim: func(c claim) error { return visit(claimResource(c)) },
	})
	if err != nil {
		return err
	}
	return e.quotes(ctx, func(id string, q graph.EvidenceSaid) error { return visit(evidenceResource(id, q)) })
}

func (e *Export) header() *resource {
	r := &resource{iri: graphIRI, types: []string{"prov:Entity", "schema:Dataset", "pv:Graph"}}
	r.text("pv:revision", strconv.Itoa(e.Revision), "xsd:integer")
	r.text("prov:generatedAtTime", e.Time, "xsd:dateTime")
	if e.opts.AsOf != "" {
		r.text("pv:asOf", string(e.opts.AsOf), dateType(e.opts.AsOf))
	}
	r.text("schema:description", e.note(), "")
	return r
}

func nodeResource(n graph.Node) *resource {
	r := &resource{iri: Base + n.NodeID(), types: append([]string{"pv:" + string(n.Noun())}, classes(n)...)}
	r.text("rdfs:label", n.Label(), "")
	props := graph.NodeProps(n)
	for _, p := range n.Noun().Properties() {
		if v, ok := props[p.Name]; ok {
			r.value(termOf(n.Noun(), p.Name), p, v)
		}
	}
	return r
}

// linkResource says an edge as one triple, or a few: by our term and those of others.
func linkResource(x graph.EdgeProps) *resource {
	r := &resource{iri: Base + x.Start}
	for _, term := range append([]string{edgeTerm(x.Type)}, edgeTerms[x.Type]...) {
		r.thing(term, Base+x.End)
	}
	return r
}

// edgeResource says an edge as a thing of its own, with its properties, so that claims can be about it.
func edgeResource(x graph.EdgeProps) *resource {
	r := &resource{iri: Base + x.ID, types: []string{"pv:Edge", "rdf:Statement"}}
	r.thing("rdf:subject", Base+x.Start)
	r.thing("rdf:predicate", Vocabulary+strings.TrimPrefix(edgeTerm(x.Type), "pv:"))
	r.thing("rdf:object", Base+x.End)
	props := x.Props()
	for _, p := range graph.EdgeProperties() {
		if v, ok := props[p.Name]; ok {
			r.value("pv:"+p.Name, p, v)
		}
	}
	return r
}

// claimResource says a claim. With quotes it is an annotation: its body is what it is about, its targets are the quotes.
func claimResource(c claim) *resource {
	r := &resource{iri: Base + c.Target, types: []string{"pv:Claim", "prov:Entity"}}
	about := Base + c.About
	r.thing("pv:about", about)
	if c.AboutEdge != "" {
		about = Base + c.AboutEdge
		r.thing("pv:aboutEdge", about)
	}
	for _, p := range graph.NounClaim.Properties() {
		if v, ok := c.Props[p.Name]; ok {
			r.value(termOf(graph.NounClaim, p.Name), p, v)
		}
	}
	if c.VoicedIn != "" {
		r.thing("pv:voicedIn", Base+c.VoicedIn)
	}
	quotes := c.quotes()
	if len(quotes) == 0 {
		return r
	}
	r.types = append(r.types, "oa:Annotation")
	r.thing("oa:hasBody", about)
	r.thing("oa:motivatedBy", prefixOf("oa")+"describing")
	for _, q := range quotes {
		r.thing("oa:hasTarget", Base+q.ID())
		r.thing("prov:wasDerivedFrom", Base+q.ID())
	}
	return r
}

func prefixOf(name string) string {
	return prefixes[slices.IndexFunc(prefixes, func(p [2]string) bool { return p[0] == name })][1]
}

// evidenceResource says a quote or place: a part of its source, chosen by its words and by where they stand.
func evidenceResource(id string, q graph.EvidenceSaid) *resource {
	r := &resource{iri: Base + id, types: []string{"pv:Evidence", "prov:Entity", "oa:SpecificResource"}}
	r.thing("oa:hasSource", Base+q.Source)
	r.thing("prov:wasQuotedFrom", Base+q.Source)
	words := &resource{types: []string{"oa:TextQuoteSelector"}}
	place := &resource{types: []string{"oa:TextPositionSelector"}}
	for _, p := range graph.NounEvidence.Properties() {
		v, ok := q.Props[p.Name]
		if !ok {
			continue
		}
		switch p.Name {
		case "exact", "prefix", "suffix":
			words.value("oa:"+p.Name, p, v)
		case "start", "end":
			place.text("oa:"+p.Name, flat(v), "xsd:nonNegativeInteger")
		default:
			r.value("pv:"+p.Name, p, v)
		}
	}
	for _, selector := range []*resource{words, place} {
		if len(selector.pairs) > 0 {
			r.nested("oa:hasSelector", selector)
		}
	}
	return r
}

// writeTurtle writes an export as Turtle, a block for each resource.
func (e *Export) writeTurtle(ctx context.Context, out io.Writer) error {
	w := newTurtle(out)
	w.text("# " + e.note() + "\n")
	w.prefixes(prefixes)
	if err := e.resources(ctx, func(r *resource) error { return w.resource(r) }); err != nil {
		return err
	}
	return w.end()
}
