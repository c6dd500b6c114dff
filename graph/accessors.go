package graph

// The accessors read what a query loaded with a node under a field's own name; they give nil where it wasn't asked for.
// What each field means is said in the table of relations.

func (a *Actor) MemberOf() *ActorPage            { return related[*Actor](a, "memberOf") }
func (a *Actor) Members() *ActorPage             { return related[*Actor](a, "members") }
func (a *Actor) PartOf() *ActorPage              { return related[*Actor](a, "partOf") }
func (a *Actor) Parts() *ActorPage               { return related[*Actor](a, "parts") }
func (a *Actor) Offices() *ActorPage             { return related[*Actor](a, "offices") }
func (a *Actor) OfficeHolders() *ActorPage       { return related[*Actor](a, "officeHolders") }
func (a *Actor) Represents() *ActorPage          { return related[*Actor](a, "represents") }
func (a *Actor) Representatives() *ActorPage     { return related[*Actor](a, "representatives") }
func (a *Actor) PartyActions() *DeclarationPage  { return related[*Declaration](a, "partyActions") }
func (a *Actor) PartyTo() *DeclarationPage       { return related[*Declaration](a, "partyTo") }
func (a *Actor) ParticipatedIn() *EventPage      { return related[*Event](a, "participatedIn") }
func (a *Actor) Owes() *ObligationPage           { return related[*Obligation](a, "owes") }
func (a *Actor) Owed() *ObligationPage           { return related[*Obligation](a, "owed") }
func (a *Actor) Opposed() *ObligationPage        { return related[*Obligation](a, "opposed") }
func (a *Actor) EstablishedBy() *DeclarationPage { return related[*Declaration](a, "establishedBy") }
func (a *Actor) ConcernedBy() *ObligationPage    { return related[*Obligation](a, "concernedBy") }
func (a *Actor) Conditions() *ConditionPage      { return related[*Condition](a, "conditions") }
func (a *Actor) Statements() *StatementPage      { return related[*Statement](a, "statements") }
func (a *Actor) StatementsFor() *StatementPage   { return related[*Statement](a, "statementsFor") }
func (a *Actor) StatementsAbout() *StatementPage { return related[*Statement](a, "statementsAbout") }
func (a *Actor) Published() *SourcePage          { return related[*Source](a, "published") }

func (d *Declaration) PartyActions() *ActorPage      { return related[*Actor](d, "partyActions") }
func (d *Declaration) Parties() *ActorPage           { return related[*Actor](d, "parties") }
func (d *Declaration) Obligations() *ObligationPage  { return related[*Obligation](d, "obligations") }
func (d *Declaration) Establishes() *ActorPage       { return related[*Actor](d, "establishes") }
func (d *Declaration) AdoptedAt() *EventPage         { return related[*Event](d, "adoptedAt") }
func (d *Declaration) Related() *DeclarationPage     { return related[*Declaration](d, "related") }
func (d *Declaration) RelatedFrom() *DeclarationPage { return related[*Declaration](d, "relatedFrom") }
func (d *Declaration) Events() *EventPage            { return related[*Event](d, "events") }
func (d *Declaration) ConcernedBy() *ObligationPage  { return related[*Obligation](d, "concernedBy") }
func (d *Declaration) Conditions() *ConditionPage    { return related[*Condition](d, "conditions") }
func (d *Declaration) Statements() *StatementPage    { return related[*Statement](d, "statements") }

func (o *Obligation) Declarations() *DeclarationPage { return related[*Declaration](o, "declarations") }
func (o *Obligation) Bearers() *ActorPage            { return related[*Actor](o, "bearers") }
func (o *Obligation) Counterparties() *ActorPage     { return related[*Actor](o, "counterparties") }
func (o *Obligation) Beneficiaries() *ActorPage      { return related[*Actor](o, "beneficiaries") }
func (o *Obligation) Against() *ActorPage            { return related[*Actor](o, "against") }
func (o *Obligation) Concerns() *NodePage            { return related[AnyEntity](o, "concerns") }
func (o *Obligation) Conditions() *ConditionPage     { return related[*Condition](o, "conditions") }
func (o *Obligation) Related() *ObligationPage       { return related[*Obligation](o, "related") }
func (o *Obligation) RelatedFrom() *ObligationPage   { return related[*Obligation](o, "relatedFrom") }
func (o *Obligation) PerformedBy() *EventPage        { return related[*Event](o, "performedBy") }
func (o *Obligation) BreachedBy() *EventPage         { return related[*Event](o, "breachedBy") }
func (o *Obligation) Statements() *StatementPage     { return related[*Statement](o, "statements") }

func (c *Condition) Concerns() *NodePage          { return related[AnyEntity](c, "concerns") }
func (c *Condition) Obligations() *ObligationPage { return related[*Obligation](c, "obligations") }
func (c *Condition) SatisfiedBy() *EventPage      { return related[*Event](c, "satisfiedBy") }
func (c *Condition) Statements() *StatementPage   { return related[*Statement](c, "statements") }

func (e *Event) Participants() *ActorPage        { return related[*Actor](e, "participants") }
func (e *Event) Satisfies() *ConditionPage       { return related[*Condition](e, "satisfies") }
func (e *Event) Performs() *ObligationPage       { return related[*Obligation](e, "performs") }
func (e *Event) Breaches() *ObligationPage       { return related[*Obligation](e, "breaches") }
func (e *Event) Concerns() *DeclarationPage      { return related[*Declaration](e, "concerns") }
func (e *Event) Declarations() *DeclarationPage  { return related[*Declaration](e, "declarations") }
func (e *Event) Statements() *StatementPage      { return related[*Statement](e, "statements") }
func (e *Event) StatementsAbout() *StatementPage { return related[*Statement](e, "statementsAbout") }

func (s *Statement) MadeBy() *ActorPage     { return related[*Actor](s, "madeBy") }
func (s *Statement) OnBehalfOf() *ActorPage { return related[*Actor](s, "onBehalfOf") }
func (s *Statement) MadeAt() *EventPage     { return related[*Event](s, "madeAt") }
func (s *Statement) About() *NodePage       { return related[AnyEntity](s, "about") }
func (s *Statement) Voiced() *ClaimPage     { return related[*Claim](s, "voiced") }
func (s *Statement) StatementsAbout() *StatementPage {
	return related[*Statement](s, "statementsAbout")
}

func (s *Source) Cites() *SourcePage              { return related[*Source](s, "cites") }
func (s *Source) CitedBy() *SourcePage            { return related[*Source](s, "citedBy") }
func (s *Source) Publisher() *Actor               { return firstNode(related[*Actor](s, "publisher")) }
func (s *Source) Evidence() *EvidencePage         { return related[*Evidence](s, "evidence") }
func (s *Source) StatementsAbout() *StatementPage { return related[*Statement](s, "statementsAbout") }

func (e *Evidence) Source() *Source    { return firstNode(related[*Source](e, "source")) }
func (e *Evidence) Claims() *ClaimPage { return related[*Claim](e, "claims") }

func (c *Claim) About() AnyEntity        { return firstNode(related[AnyEntity](c, "about")) }
func (c *Claim) Evidence() *EvidencePage { return related[*Evidence](c, "evidence") }
func (c *Claim) VoicedIn() *Statement    { return firstNode(related[*Statement](c, "voicedIn")) }

func (a *Actor) Claims() *ClaimPage       { return related[*Claim](a, "claims") }
func (d *Declaration) Claims() *ClaimPage { return related[*Claim](d, "claims") }
func (o *Obligation) Claims() *ClaimPage  { return related[*Claim](o, "claims") }
func (c *Condition) Claims() *ClaimPage   { return related[*Claim](c, "claims") }
func (e *Event) Claims() *ClaimPage       { return related[*Claim](e, "claims") }
func (s *Statement) Claims() *ClaimPage   { return related[*Claim](s, "claims") }
func (s *Source) Claims() *ClaimPage      { return related[*Claim](s, "claims") }
