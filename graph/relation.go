package graph

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
)

// Type of an edge, as Neo4j's relationship type has it: "BEARER".
type EdgeType string

// The types of edges. One type may have rows for several start nouns: CONCERNS goes from obligations, from
// conditions and from events.
const (
	EdgeMemberOf       EdgeType = "MEMBER_OF"
	EdgePartOf         EdgeType = "PART_OF"
	EdgeHoldsOffice    EdgeType = "HOLDS_OFFICE"
	EdgeRepresents     EdgeType = "REPRESENTS"
	EdgePartyAction    EdgeType = "PARTY_ACTION"
	EdgePartyTo        EdgeType = "PARTY_TO"
	EdgeParticipatedIn EdgeType = "PARTICIPATED_IN"
	EdgeCreates        EdgeType = "CREATES"
	EdgeEstablishes    EdgeType = "ESTABLISHES"
	EdgeAdoptedAt      EdgeType = "ADOPTED_AT"
	EdgeRelatesTo      EdgeType = "RELATES_TO"
	EdgeBearer         EdgeType = "BEARER"
	EdgeCounterparty   EdgeType = "COUNTERPARTY"
	EdgeBeneficiary    EdgeType = "BENEFICIARY"
	EdgeAgainst        EdgeType = "AGAINST"
	EdgeConcerns       EdgeType = "CONCERNS"
	EdgeConditionedOn  EdgeType = "CONDITIONED_ON"
	EdgeSatisfies      EdgeType = "SATISFIES"
	EdgePerforms       EdgeType = "PERFORMS"
	EdgeBreaches       EdgeType = "BREACHES"
	EdgeMadeBy         EdgeType = "MADE_BY"
	EdgeOnBehalfOf     EdgeType = "ON_BEHALF_OF"
	EdgeMadeAt         EdgeType = "MADE_AT"
	EdgeAbout          EdgeType = "ABOUT"
	EdgeCites          EdgeType = "CITES"
	EdgePublishedBy    EdgeType = "PUBLISHED_BY"
	EdgeClaimed        EdgeType = "CLAIMED"
	EdgeQuotedFrom     EdgeType = "QUOTED_FROM"
	EdgeVoicedIn       EdgeType = "VOICED_IN"
)

// EdgeProps holds an edge's own values: all properties that any relation has. Which of them an edge of a given type
// may have is said by the table of relations.
type EdgeProps struct {
	// ID is computed from the type, the ends and the key; see Relation.EdgeID.
	ID    string
	Type  EdgeType
	Start string // the id of the node the edge goes out from
	End   string // the id of the node it goes to

	Role          string `graph:"role" doc:"The part that the node plays."`
	Action        string `graph:"action" doc:"What the actor did to become, remain or cease to be bound."`
	Capacity      string `graph:"capacity" doc:"In what capacity it acted."`
	Mode          string `graph:"mode" doc:"How the declaration does it."`
	Relation      string `graph:"relation" doc:"How the first is related to the second."`
	Assessment    string `graph:"assessment" doc:"Who says that it was so: alleged, denied, admitted or found."`
	Title         string `graph:"title" doc:"The office or capacity, in the source's words."`
	Text          string `graph:"text" doc:"The text, as of a reservation."`
	AsNamed       string `graph:"asNamed" doc:"The source's words for who it is."`
	Locator       string `graph:"locator" doc:"Where it stands in the instrument."`
	Phase         string `graph:"phase" doc:"The phase of a data set that it belongs to."`
	Group         *int   `graph:"group" doc:"Conditions of one role and one group must all hold; of several groups one must."`
	Lead          *bool  `graph:"lead" doc:"True for who leads."`
	By            string `graph:"by,ref=Actor" doc:"The actor who did it for the actor the edge is about; or the bearer who did it."`
	Date          Date   `graph:"date" doc:"When it was done."`
	EffectiveDate Date   `graph:"effectiveDate" doc:"When it took effect."`
	From          Date   `graph:"from" doc:"Since when."`
	To            Date   `graph:"to" doc:"Until when; the last day of it."`
	Until         Date   `graph:"until" doc:"Until when; the last day of it."`
	Edge          string `graph:"edge" doc:"The id of the edge that a claim is about; none where it is about the node itself."`
}

var edgePropTable = sync.OnceValue(func() *propertyTable {
	return newPropertyTable(readProperties(reflect.TypeFor[EdgeProps](), nil))
})

// Relation is one row of the table of relations.
type Relation struct {
	Type EdgeType
	From Noun
	// To lists the nouns that the edge may go to; all entities where AnyEntity made it.
	To []Noun
	// Out is the field on From that walks the edge, In the field on each noun of To that walks it backwards.
	Out string
	In  map[Noun]string
	// Props are the edge's own properties, Key those of them that, with the ends, tell it from a parallel edge.
	Props []Property
	Key   []string
	// One: a node has at most one such edge going out, and the field gives a node, not a connection. So does the way
	// back from a claim to what it is about.
	One bool
	Doc string
}

// prop words in the table: "role!MemberRole" is a required property role of the enumeration MemberRole.
func rel(from Noun, t EdgeType, to []Noun, out string, in map[Noun]string, props, key, doc string) Relation {
	r := Relation{Type: t, From: from, To: to, Out: out, In: in, Doc: doc}
	for _, word := range strings.Fields(props) {
		name, enum, hasEnum := strings.Cut(word, ":")
		base, required := strings.CutSuffix(name, "!")
		p, ok := edgePropTable().byName[base]
		if !ok {
			panic("graph: the table of relations names the property " + base + ", which EdgeProps doesn't have")
		}
		q := *p
		q.Required = required
		if hasEnum {
			q.Type, q.Enum = TypeEnum, enum
		}
		r.Props = append(r.Props, q)
	}
	r.Key = strings.Fields(key)
	return r
}

func in(n Noun, field string) map[Noun]string { return map[Noun]string{n: field} }

func inAll(nouns []Noun, field string, but map[Noun]string) map[Noun]string {
	m := map[Noun]string{}
	for _, n := range nouns {
		m[n] = field
	}
	maps.Copy(m, but)
	return m
}

// relations is the table of relations. A new relation is one row here, one field in schema.graphqls and one accessor.
var relations = sync.OnceValue(func() []Relation {
	const (
		a, d, o, c = NounActor, NounDeclaration, NounObligation, NounCondition
		e, s, src  = NounEvent, NounStatement, NounSource
	)
	list := func(n ...Noun) []Noun { return n }
	one := func(r Relation) Relation { r.One = true; return r }
	rows := []Relation{
		rel(a, EdgeMemberOf, list(a), "memberOf", in(a, "members"), "role:MemberRole from to", "role from", "The actor is a member of an organisation or coalition."),
		rel(a, EdgePartOf, list(a), "partOf", in(a, "parts"), "title from to", "from", "The actor is a part of another, as a ministry is of a state."),
		rel(a, EdgeHoldsOffice, list(a), "offices", in(a, "officeHolders"), "title from to", "title from", "The person holds an office in a state or body."),
		rel(a, EdgeRepresents, list(a), "represents", in(a, "representatives"), "title from to", "title from", "The actor represents another, as an envoy or delegation does."),
		rel(a, EdgePartyAction, list(d), "partyActions", in(d, "partyActions"), "action!:PartyAction date effectiveDate by capacity:Capacity text asNamed", "action date", "What the actor did to become, remain or cease to be bound by the declaration."),
		rel(a, EdgePartyTo, list(d), "partyTo", in(d, "parties"), "from to phase", "from phase", "The actor is bound by the declaration in a period."),
		rel(a, EdgeParticipatedIn, list(e), "participatedIn", in(e, "participants"), "role:ParticipantRole asNamed", "role", "The actor took part in the event."),

		rel(d, EdgeCreates, list(o), "obligations", in(o, "declarations"), "mode:CreatesMode locator", "mode", "The declaration makes, repeats or takes over the obligation."),
		rel(d, EdgeEstablishes, list(a), "establishes", in(a, "establishedBy"), "mode:EstablishesMode locator", "mode", "The declaration sets up a body, or means to."),
		rel(d, EdgeAdoptedAt, list(e), "adoptedAt", in(e, "declarations"), "", "", "The declaration was adopted or signed at the event."),
		rel(d, EdgeRelatesTo, list(d), "related", in(d, "relatedFrom"), "relation!:DeclarationRelation", "relation", "The declaration is related to another: amends it, implements it, …"),

		rel(o, EdgeBearer, list(a), "bearers", in(a, "owes"), "lead from to phase asNamed", "from phase", "Who has made the promise."),
		rel(o, EdgeCounterparty, list(a), "counterparties", in(a, "owed"), "lead from to phase asNamed", "from phase", "To whom it was made."),
		rel(o, EdgeBeneficiary, list(a), "beneficiaries", in(a, "owed"), "lead from to phase asNamed", "from phase", "For whose good it was made."),
		rel(o, EdgeAgainst, list(a), "against", in(a, "opposed"), "lead from to phase asNamed", "from phase", "Against whom it is directed."),
		rel(o, EdgeConcerns, list(a, d), "concerns", map[Noun]string{a: "concernedBy", d: "concernedBy"}, "role:ConcernsRole", "role", "What the obligation is about: a body to be set up, an instrument to be concluded."),
		rel(o, EdgeConditionedOn, list(c), "conditions", in(c, "obligations"), "role!:ConditionRole group", "role group", "What must hold for the obligation to be activated, limited, suspended or ended."),
		rel(o, EdgeRelatesTo, list(o), "related", in(o, "relatedFrom"), "relation!:ObligationRelation", "relation", "The obligation is related to another: depends on it, follows from it, …"),

		rel(c, EdgeConcerns, list(a, d), "concerns", map[Noun]string{a: "conditions", d: "conditions"}, "role:ConditionConcernsRole", "role", "Whom or what the condition names: attacker, victim, subject."),

		rel(e, EdgeSatisfies, list(c), "satisfies", in(c, "satisfiedBy"), "from until", "from", "The event makes the condition hold."),
		rel(e, EdgePerforms, list(o), "performs", in(o, "performedBy"), "by assessment:Assessment", "by", "By the event an obligation is performed."),
		rel(e, EdgeBreaches, list(o), "breaches", in(o, "breachedBy"), "by assessment:Assessment", "by", "By the event an obligation is breached."),
		rel(e, EdgeConcerns, list(d), "concerns", in(d, "events"), "", "", "The event is about the declaration."),

		rel(s, EdgeMadeBy, list(a), "madeBy", in(a, "statements"), "title", "", "Who said it, and in what capacity."),
		rel(s, EdgeOnBehalfOf, list(a), "onBehalfOf", in(a, "statementsFor"), "", "", "For whom it was said."),
		rel(s, EdgeMadeAt, list(e), "madeAt", in(e, "statements"), "", "", "Where it was said."),
		rel(s, EdgeAbout, Entities(), "about", inAll(Entities(), "statementsAbout", map[Noun]string{d: "statements", o: "statements", c: "statements"}), "", "", "What it was said about."),

		rel(src, EdgeCites, list(src), "cites", in(src, "citedBy"), "", "", "The source takes what it says from another."),
		one(rel(src, EdgePublishedBy, list(a), "publisher", in(a, "published"), "", "", "Who published the source.")),

		one(rel(NounEvidence, EdgeQuotedFrom, list(src), "source", in(src, "evidence"), "", "", "Where the quote stands.")),
		rel(NounClaim, EdgeCites, list(NounEvidence), "evidence", in(NounEvidence, "claims"), "", "", "The quotes that the claim rests on."),
		one(rel(NounClaim, EdgeVoicedIn, list(s), "voicedIn", in(s, "voiced"), "", "", "Whose word the claim is.")),
	}
	for _, n := range Entities() {
		rows = append(rows, rel(n, EdgeClaimed, list(NounClaim), "claims", in(NounClaim, "about"), "edge", "edge", "What sources are taken to show about the thing, or about an edge that goes out from it."))
	}
	return rows
})

// Relations gives the table of relations, in the order of the model.
func Relations() []Relation { return slices.Clone(relations()) }

// relationKey finds a row: the types are unique for a start noun.
type relationKey struct {
	from Noun
	t    EdgeType
}

var relationIndex = sync.OnceValue(func() map[relationKey]*Relation {
	m := map[relationKey]*Relation{}
	for i := range relations() {
		r := &relations()[i]
		k := relationKey{r.From, r.Type}
		if m[k] != nil {
			panic(fmt.Sprintf("graph: two rows for %s %s", r.From, r.Type))
		}
		m[k] = r
	}
	return m
})

// RelationOf gives the row of an edge type for its start noun.
func RelationOf(from Noun, t EdgeType) (Relation, bool) {
	if r := relationIndex()[relationKey{from, t}]; r != nil {
		return *r, true
	}
	return Relation{}, false
}

// Property gives one of the relation's properties.
func (r Relation) Property(name string) (Property, bool) {
	for _, p := range r.Props {
		if p.Name == name {
			return p, true
		}
	}
	return Property{}, false
}

// EdgeProperties gives every property that some relation has, in the order of EdgeProps. An enumeration's name is
// empty here, since it differs between relations.
func EdgeProperties() []Property { return slices.Clone(edgePropTable().list) }

// EdgeID computes the id of an edge from its type, its ends and the properties of its key. The same edge has the same
// id in every store and every load.
func (r Relation) EdgeID(start, end string, props Props) string {
	parts := []string{string(r.Type), start, end}
	for _, k := range r.Key {
		text := ""
		if v, ok := props[k]; ok {
			text = fmt.Sprint(v)
		}
		parts = append(parts, text)
	}
	return hashID(edgePrefix+strings.ToLower(string(r.Type)), parts...)
}

// edgePrefix begins the id of every edge; its type follows, in lower case.
const edgePrefix = "edge/"

// IsEdgeID tells whether an id is an edge's, by its prefix.
func IsEdgeID(id string) bool { return strings.HasPrefix(id, edgePrefix) }

// Direction says which way a field walks its edges.
type Direction string

// The directions: along the edge, and against it.
const (
	Out Direction = "OUT"
	In  Direction = "IN"
)

// Field is a field that walks edges: what a query, a filter or an accessor names to get from a node to others.
type Field struct {
	On   Noun
	Name string
	// Types are the edge types walked; more than one where a field joins relations, as owed does.
	Types     []EdgeType
	Direction Direction
	// Ends are the nouns that can stand at the other end.
	Ends []Noun
	// One: the field gives at most one node.
	One bool
}

type fieldKey struct {
	on   Noun
	name string
}

var fieldIndex = sync.OnceValue(func() map[fieldKey]*Field {
	m := map[fieldKey]*Field{}
	add := func(on Noun, name string, r *Relation, dir Direction, ends []Noun) {
		f := m[fieldKey{on, name}]
		if f == nil {
			f = &Field{On: on, Name: name, Direction: dir, One: r.One && dir == Out || r.Type == EdgeClaimed && dir == In}
			m[fieldKey{on, name}] = f
		}
		if f.Direction != dir {
			panic(fmt.Sprintf("graph: the field %s.%s walks both ways", on, name))
		}
		if !slices.Contains(f.Types, r.Type) {
			f.Types = append(f.Types, r.Type)
		}
		for _, n := range ends {
			if !slices.Contains(f.Ends, n) {
				f.Ends = append(f.Ends, n)
			}
		}
	}
	for i := range relations() {
		r := &relations()[i]
		add(r.From, r.Out, r, Out, r.To)
		for _, n := range r.To {
			add(n, r.In[n], r, In, []Noun{r.From})
		}
	}
	return m
})

// FieldOf gives the field of a noun that walks edges, by its name.
func FieldOf(on Noun, name string) (Field, bool) {
	if f := fieldIndex()[fieldKey{on, name}]; f != nil {
		return *f, true
	}
	return Field{}, false
}

// Fields gives a noun's fields that walk edges, sorted by name.
func (n Noun) Fields() []Field {
	var list []Field
	for k, f := range fieldIndex() {
		if k.on == n {
			list = append(list, *f)
		}
	}
	slices.SortFunc(list, func(a, b Field) int { return strings.Compare(a.Name, b.Name) })
	return list
}

// EdgeProperty gives a property that edges of the field may have. Where the field joins relations, it is the first
// one's that has it.
func (f Field) EdgeProperty(name string) (Property, bool) {
	for _, r := range f.Relations() {
		if p, ok := r.Property(name); ok {
			return p, true
		}
	}
	return Property{}, false
}

// Relations gives the rows of the table that the field walks.
func (f Field) Relations() []Relation {
	var rows []Relation
	starts := f.Ends
	if f.Direction == Out {
		starts = []Noun{f.On}
	}
	for _, t := range f.Types {
		for _, n := range starts {
			if r, ok := RelationOf(n, t); ok {
				rows = append(rows, r)
			}
		}
	}
	return rows
}

// Own says which of the edges that the types and the direction give belong to the field. An entity's claims are those
// about itself; the claims about an edge that goes out from it hang on it too, and are asked for with the edge.
func (f Field) Own() Filter {
	if f.Direction == Out && f.Types[0] == EdgeClaimed {
		return Is{"edge", OpIsNull, true}
	}
	return nil
}
