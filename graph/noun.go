package graph

import "strings"

// Noun is a kind of node. Its text is the node's label in Neo4j and the type's name in GraphQL.
type Noun string

// The nouns. The first seven are entities: things that a source can speak of. Evidence, Claim and Load are plain
// nodes: they say how we know.
const (
	NounActor       Noun = "Actor"
	NounDeclaration Noun = "Declaration"
	NounObligation  Noun = "Obligation"
	NounCondition   Noun = "Condition"
	NounEvent       Noun = "Event"
	NounStatement   Noun = "Statement"
	NounSource      Noun = "Source"
	NounEvidence    Noun = "Evidence"
	NounClaim       Noun = "Claim"
	NounLoad        Noun = "Load"
)

// Nouns gives every noun, in the order of the model.
func Nouns() []Noun {
	return append(Entities(), NounEvidence, NounClaim, NounLoad)
}

// Entities gives the nouns that are entities, in the order of the model.
func Entities() []Noun {
	return []Noun{NounActor, NounDeclaration, NounObligation, NounCondition, NounEvent, NounStatement, NounSource}
}

// IsEntity tells whether n is one of Entities.
func (n Noun) IsEntity() bool {
	switch n {
	case NounActor, NounDeclaration, NounObligation, NounCondition, NounEvent, NounStatement, NounSource:
		return true
	}
	return false
}

// Node is a node as a query gives it: one value for each place where it stands in an answer, since what was loaded
// with it differs from place to place. The implementations are the pointers to the ten nouns.
type Node interface {
	// NodeID is the node's id, such as "actor/FRA".
	NodeID() string
	// Noun tells which of the ten nouns it is.
	Noun() Noun
	// Label is the short text to show for it; never empty.
	Label() string

	base() *Base
}

// AnyEntity is a node whose noun is one of Entities.
type AnyEntity interface {
	Node
	entity() *Entity
}

// Base is what all nodes have.
type Base struct {
	// ID is readable and the same in every store, address and export.
	ID string

	// loaded holds the pages that the query asked for with this occurrence of the node, by key.
	loaded map[string]any
	// derived holds values that were computed for this occurrence, by key.
	derived map[string]any
}

// NodeID is the node's id.
func (b *Base) NodeID() string { return b.ID }

func (b *Base) base() *Base { return b }

// Entity is what the nouns that sources speak of have in common.
type Entity struct {
	Base
	// Degree is the number of edges between this entity and other entities, in both directions. Claims don't count, nor
	// does an edge to itself.
	Degree int
	// SilentOn names the fields and relations that the sources leave open, so that "none", "not coded" and "the
	// source doesn't say" stay three things.
	SilentOn []string `graph:"silentOn" doc:"Fields and relations that the sources leave open: asked for, and not answered."`
}

// Identifier is a code of a node in some scheme, such as {iso3 FRA} or {wikidata Q142}.
type Identifier struct {
	Scheme string `json:"scheme"`
	Value  string `json:"value"`
}

// Amount is a quantity as the source gives it; the unit is the source's word ("boats/year", "EUR").
type Amount struct {
	Value float64
	Unit  string
}

// Actor is who can promise, be promised to, act or speak.
type Actor struct {
	Entity
	Kind         ActorKind    `graph:"kind!" doc:"What kind of actor it is."`
	Name         string       `graph:"name,fold,search=4" doc:"The name it is commonly known by, in English where there is one."`
	FullName     string       `graph:"fullName,fold,search=3" doc:"The formal name."`
	Aliases      []string     `graph:"aliases,fold,search=3" doc:"Other names, in any language and script."`
	Identifiers  []Identifier `graph:"identifiers" doc:"Codes in public schemes, such as iso3, wikidata or cow."`
	DeclaredSize *int         `graph:"declaredSize" doc:"How many members it is said to have, where no source names them all."`
	From         Date         `graph:"from" doc:"When it began to exist."`
	To           Date         `graph:"to" doc:"When it ceased to exist; the last day of it."`
	Existence    Existence    `graph:"existence" doc:"Whether it exists, or is only envisaged."`
}

// Declaration is any international instrument; a treaty is one kind of it.
type Declaration struct {
	Entity
	Kind         DeclarationKind   `graph:"kind!" doc:"What kind of instrument it is. It never says how binding it is."`
	Title        string            `graph:"title,fold,search=4" doc:"Its title, or the words by which a source names it."`
	Stage        Stage             `graph:"stage" doc:"The stage of a peace process that it belongs to (PA-X)."`
	Status       DeclarationStatus `graph:"status" doc:"How far it has come."`
	Bindingness  Bindingness       `graph:"bindingness" doc:"How binding it is."`
	AdoptedOn    Date              `graph:"adoptedOn" doc:"When its text was adopted."`
	SignedOn     Date              `graph:"signedOn" doc:"When it was (first) signed."`
	InForceOn    Date              `graph:"inForceOn" doc:"When it entered into force."`
	TerminatedOn Date              `graph:"terminatedOn" doc:"When it was ended."`
	ExpiresOn    Date              `graph:"expiresOn" doc:"The last day of its term."`
	Term         string            `graph:"term" doc:"Its term, in the source's words or as an ISO 8601 duration."`
	Notice       string            `graph:"notice" doc:"The notice needed to leave it, in the source's words or as an ISO 8601 duration."`
	Place        string            `graph:"place,fold" doc:"Where it was made."`
	Identifiers  []Identifier      `graph:"identifiers" doc:"Codes in public schemes, such as unts or atop."`
}

// Obligation is one promise by its bearer or bearers.
type Obligation struct {
	Entity
	Kind        ObligationKind `graph:"kind!" doc:"What is promised."`
	Summary     string         `graph:"summary,fold,search=2" doc:"The promise in one sentence."`
	Topics      []string       `graph:"topics,fold" doc:"Finer words for what it is about."`
	Modality    Modality       `graph:"modality" doc:"Whether the bearer must, must not, may, intends to or is asked to."`
	ModalText   string         `graph:"modalText,fold" doc:"The verb phrase, verbatim."`
	Bindingness Bindingness    `graph:"bindingness" doc:"How binding the promise is."`
	BearerMode  BearerMode     `graph:"bearerMode" doc:"How several bearers share the promise."`
	BearerRole  BearerRole     `graph:"bearerRole" doc:"Who bears it: the actors named, or the parties as of a date."`
	Discretion  Discretion     `graph:"discretion" doc:"How much is left to the bearer's own judgement."`
	Domains     []Domain       `graph:"domains" doc:"Where it is carried out: on land, at sea, in the air, …"`
	AmountValue *float64       `graph:"amountValue" doc:"The quantity promised."`
	AmountUnit  string         `graph:"amountUnit" doc:"The unit of the quantity, in the source's words."`
	Purpose     string         `graph:"purpose,fold" doc:"What it is for, in the source's words."`
	Place       string         `graph:"place,fold" doc:"Where it is to be carried out."`
	Due         Date           `graph:"due" doc:"When it is to be carried out."`
	From        Date           `graph:"from" doc:"When it begins."`
	To          Date           `graph:"to" doc:"When it ends; the last day of it."`
	Locator     string         `graph:"locator" doc:"Where it stands in the instrument, such as Article 5."`
}

// Amount is the quantity promised, or nil where none is.
func (o *Obligation) Amount() *Amount {
	if o.AmountValue == nil {
		return nil
	}
	return &Amount{Value: *o.AmountValue, Unit: o.AmountUnit}
}

// Condition is what must hold; obligations may share one.
type Condition struct {
	Entity
	Kind         ConditionKind `graph:"kind!" doc:"What kind of condition it is."`
	Text         string        `graph:"text,fold,search=2" doc:"The condition in the source's words."`
	Negated      *bool         `graph:"negated" doc:"True where the condition is that this does not hold."`
	DeterminedBy string        `graph:"determinedBy,fold" doc:"Who determines that it holds, in the source's words."`
	VictimRole   VictimRole    `graph:"victimRole" doc:"Who may be the victim, where it is not an actor that is named."`
}

// Event is something that happened, is planned or is supposed.
type Event struct {
	Entity
	Kind   EventKind   `graph:"kind!" doc:"What kind of event it is."`
	Title  string      `graph:"title,fold,search=4" doc:"What it is called."`
	From   Date        `graph:"from" doc:"When it began."`
	To     Date        `graph:"to" doc:"When it ended; the last day of it."`
	Place  string      `graph:"place,fold" doc:"Where it took place."`
	Status EventStatus `graph:"status" doc:"Whether it is planned, going on, over or only supposed."`
}

// Statement is a speech act: what somebody said.
type Statement struct {
	Entity
	Text string        `graph:"text,fold,search=2" doc:"What was said: verbatim where the form is a direct quote."`
	Form StatementForm `graph:"form" doc:"Whether the words are quoted or reported."`
	Act  StatementAct  `graph:"act" doc:"What the speaker does by saying it."`
	Date Date          `graph:"date" doc:"When it was said."`
}

// Source is what quotes are taken from: an article, an official text, a post or a data set.
type Source struct {
	Entity
	Kind        SourceKind  `graph:"kind!" doc:"What kind of source it is."`
	Title       string      `graph:"title,fold,search=4" doc:"Its title."`
	URL         string      `graph:"url" doc:"Where it is published."`
	Author      string      `graph:"author,fold,search=2" doc:"Who wrote it, as it says."`
	PublishedOn Date        `graph:"publishedOn" doc:"When it was published."`
	RetrievedOn Date        `graph:"retrievedOn" doc:"When it was retrieved."`
	Language    string      `graph:"language" doc:"Its language, as a BCP 47 tag."`
	SHA256      string      `graph:"sha256" doc:"The SHA-256 of its text, in lower-case hexadecimal."`
	Reliability Reliability `graph:"reliability" doc:"How reliable the source is (Admiralty code)."`
	Licence     string      `graph:"licence" doc:"Under which licence it may be used."`
	Attribution string      `graph:"attribution" doc:"How it asks to be cited."`
	Seen        *bool       `graph:"seen" doc:"False where it is known only by somebody else's citation."`
}

// Evidence is a quote in a source, or a place in a data set.
type Evidence struct {
	Base
	Exact    string `graph:"exact,fold,search=2" doc:"The words quoted, as they stand in the source."`
	Prefix   string `graph:"prefix" doc:"Words just before the quote, where they are needed to tell it from another."`
	Suffix   string `graph:"suffix" doc:"Words just after the quote."`
	Start    *int   `graph:"start" doc:"Offset of the first character in the source's text, in Unicode code points from 0."`
	End      *int   `graph:"end" doc:"Offset after the last character, in Unicode code points: the end is exclusive."`
	Locator  string `graph:"locator" doc:"The place in a data set or a text: file, row and column; article and paragraph."`
	Verified *bool  `graph:"verified" doc:"True where the quote was found in the source's text, whose SHA-256 the source keeps."`
}

// Claim is what a quote is taken to show, about one node or one edge, and about one field of it where it says so.
type Claim struct {
	Base
	Field       string `graph:"field" doc:"The field or relation it is about; none where it is about the thing as such."`
	Value       string `graph:"value" doc:"The value claimed for the field, as text; lists as JSON."`
	Stance      Stance `graph:"stance!" doc:"Whether it confirms or contradicts the value."`
	Basis       Basis  `graph:"basis!" doc:"How sure the coder may be."`
	Credibility *int   `graph:"credibility" doc:"How credible the information is: 1 (confirmed) to 6 (cannot be judged) of the Admiralty code."`
	Note        string `graph:"note" doc:"Why it was concluded, or what else a reader should know."`
}

// Load is one run of the loader that changed something.
type Load struct {
	Base
	Dataset    string   `graph:"dataset" doc:"Whose word it was: the data set that later loads of the same name correct."`
	Files      []string `graph:"files" doc:"The files read, by name."`
	SHA256     string   `graph:"sha256" doc:"The SHA-256 over the files' contents, in lower-case hexadecimal."`
	Revision   *int     `graph:"revision" doc:"The graph's revision that this load made."`
	StartedAt  string   `graph:"startedAt" doc:"When it began, RFC 3339 in UTC."`
	FinishedAt string   `graph:"finishedAt" doc:"When it was done, RFC 3339 in UTC."`
	Who        string   `graph:"who" doc:"Who ran it."`
	Added      *int     `graph:"added" doc:"How many nodes, edges and claims it added to what is shown."`
	Changed    *int     `graph:"changed" doc:"How many it changed."`
	Removed    *int     `graph:"removed" doc:"How many it removed."`
	Reverts    string   `graph:"reverts" doc:"The id of the load that this one took back; none of any other load."`
}

// Noun tells which noun it is.
func (*Actor) Noun() Noun       { return NounActor }
func (*Declaration) Noun() Noun { return NounDeclaration } // Noun tells which noun it is.
func (*Obligation) Noun() Noun  { return NounObligation }  // Noun tells which noun it is.
func (*Condition) Noun() Noun   { return NounCondition }   // Noun tells which noun it is.
func (*Event) Noun() Noun       { return NounEvent }       // Noun tells which noun it is.
func (*Statement) Noun() Noun   { return NounStatement }   // Noun tells which noun it is.
func (*Source) Noun() Noun      { return NounSource }      // Noun tells which noun it is.
func (*Evidence) Noun() Noun    { return NounEvidence }    // Noun tells which noun it is.
func (*Claim) Noun() Noun       { return NounClaim }       // Noun tells which noun it is.
func (*Load) Noun() Noun        { return NounLoad }        // Noun tells which noun it is.

// Label is the actor's name.
func (a *Actor) Label() string { return firstOf(a.Name, a.FullName, slugWords(a.ID)) }

// Label is the declaration's title.
func (d *Declaration) Label() string { return firstOf(d.Title, slugWords(d.ID)) }

// Label is the obligation's summary.
func (o *Obligation) Label() string { return firstOf(o.Summary, slugWords(o.ID)) }

// Label is the condition's text.
func (c *Condition) Label() string { return firstOf(c.Text, slugWords(c.ID)) }

// Label is the event's title.
func (e *Event) Label() string { return firstOf(e.Title, slugWords(e.ID)) }

// Label is what was said.
func (s *Statement) Label() string { return firstOf(shorten(s.Text), slugWords(s.ID)) }

// Label is the source's title, or its author and date.
func (s *Source) Label() string {
	if s.Title == "" && s.Author != "" {
		return joinNonEmpty(s.Author, string(s.PublishedOn))
	}
	return firstOf(s.Title, slugWords(s.ID))
}

// Label is the quote.
func (e *Evidence) Label() string { return firstOf(shorten(e.Exact), e.Locator, e.ID) }

// Label is the field claimed and its value; of a claim about the whole thing, what it does and on what basis.
func (c *Claim) Label() string {
	switch {
	case c.Field != "" && c.Value != "":
		return shorten(c.Field + " = " + c.Value)
	case c.Field != "":
		return c.Field
	}
	return firstOf(joinNonEmpty(strings.ToLower(string(c.Stance)), string(c.Basis)), c.ID)
}

// Label is the load's data set and the time it was done.
func (l *Load) Label() string { return firstOf(joinNonEmpty(l.Dataset, l.FinishedAt), l.ID) }
