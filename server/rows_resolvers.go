package server

import (
	"pactgraph/graph"
	"pactgraph/server/gql"
)

// The rows of each type of list: which nodes it has, and which type their rows are of.
type (
	actorRows       = rowsOf[*graph.Actor, gql.ActorRow]
	declarationRows = rowsOf[*graph.Declaration, gql.DeclarationRow]
	obligationRows  = rowsOf[*graph.Obligation, gql.ObligationRow]
	conditionRows   = rowsOf[*graph.Condition, gql.ConditionRow]
	eventRows       = rowsOf[*graph.Event, gql.EventRow]
	statementRows   = rowsOf[*graph.Statement, gql.StatementRow]
	sourceRows      = rowsOf[*graph.Source, gql.SourceRow]
	evidenceRows    = rowsOf[*graph.Evidence, gql.EvidenceRow]
	claimRows       = rowsOf[*graph.Claim, gql.ClaimRow]
	loadRows        = rowsOf[*graph.Load, gql.LoadRow]
	entityRows      = rowsOf[graph.AnyEntity, gql.EntityRow]
)

func (resolvers) MembershipConnection() gql.MembershipConnectionResolver         { return actorRows{} }
func (resolvers) PartConnection() gql.PartConnectionResolver                     { return actorRows{} }
func (resolvers) OfficeConnection() gql.OfficeConnectionResolver                 { return actorRows{} }
func (resolvers) RepresentationConnection() gql.RepresentationConnectionResolver { return actorRows{} }
func (resolvers) PartyActionOnConnection() gql.PartyActionOnConnectionResolver {
	return declarationRows{}
}
func (resolvers) PartyToConnection() gql.PartyToConnectionResolver             { return declarationRows{} }
func (resolvers) ParticipationConnection() gql.ParticipationConnectionResolver { return eventRows{} }
func (resolvers) EstablishedByConnection() gql.EstablishedByConnectionResolver {
	return declarationRows{}
}
func (resolvers) OwesConnection() gql.OwesConnectionResolver               { return obligationRows{} }
func (resolvers) OwedConnection() gql.OwedConnectionResolver               { return obligationRows{} }
func (resolvers) OpposedConnection() gql.OpposedConnectionResolver         { return obligationRows{} }
func (resolvers) ConcernedByConnection() gql.ConcernedByConnectionResolver { return obligationRows{} }
func (resolvers) NamedByConnection() gql.NamedByConnectionResolver         { return conditionRows{} }
func (resolvers) MadeConnection() gql.MadeConnectionResolver               { return statementRows{} }
func (resolvers) StatementConnection() gql.StatementConnectionResolver     { return statementRows{} }
func (resolvers) SourceConnection() gql.SourceConnectionResolver           { return sourceRows{} }
func (resolvers) ClaimConnection() gql.ClaimConnectionResolver             { return claimRows{} }
func (resolvers) PartyActionConnection() gql.PartyActionConnectionResolver { return actorRows{} }
func (resolvers) PartyConnection() gql.PartyConnectionResolver             { return actorRows{} }
func (resolvers) CreatesConnection() gql.CreatesConnectionResolver         { return obligationRows{} }
func (resolvers) EstablishesConnection() gql.EstablishesConnectionResolver { return actorRows{} }
func (resolvers) EventConnection() gql.EventConnectionResolver             { return eventRows{} }
func (resolvers) RelatedDeclarationConnection() gql.RelatedDeclarationConnectionResolver {
	return declarationRows{}
}
func (resolvers) CreatedByConnection() gql.CreatedByConnectionResolver       { return declarationRows{} }
func (resolvers) BearerConnection() gql.BearerConnectionResolver             { return actorRows{} }
func (resolvers) CounterpartyConnection() gql.CounterpartyConnectionResolver { return actorRows{} }
func (resolvers) BeneficiaryConnection() gql.BeneficiaryConnectionResolver   { return actorRows{} }
func (resolvers) AgainstConnection() gql.AgainstConnectionResolver           { return actorRows{} }
func (resolvers) ObligationConcernsConnection() gql.ObligationConcernsConnectionResolver {
	return entityRows{}
}
func (resolvers) ConditionedOnConnection() gql.ConditionedOnConnectionResolver {
	return conditionRows{}
}
func (resolvers) RelatedObligationConnection() gql.RelatedObligationConnectionResolver {
	return obligationRows{}
}
func (resolvers) PerformedByConnection() gql.PerformedByConnectionResolver { return eventRows{} }
func (resolvers) BreachedByConnection() gql.BreachedByConnectionResolver   { return eventRows{} }
func (resolvers) ConditionsConnection() gql.ConditionsConnectionResolver   { return obligationRows{} }
func (resolvers) ConditionConcernsConnection() gql.ConditionConcernsConnectionResolver {
	return entityRows{}
}
func (resolvers) SatisfiedByConnection() gql.SatisfiedByConnectionResolver { return eventRows{} }
func (resolvers) ParticipantConnection() gql.ParticipantConnectionResolver { return actorRows{} }
func (resolvers) DeclarationConnection() gql.DeclarationConnectionResolver { return declarationRows{} }
func (resolvers) SatisfiesConnection() gql.SatisfiesConnectionResolver     { return conditionRows{} }
func (resolvers) PerformsConnection() gql.PerformsConnectionResolver       { return obligationRows{} }
func (resolvers) BreachesConnection() gql.BreachesConnectionResolver       { return obligationRows{} }
func (resolvers) MadeByConnection() gql.MadeByConnectionResolver           { return actorRows{} }
func (resolvers) ActorConnection() gql.ActorConnectionResolver             { return actorRows{} }
func (resolvers) EntityConnection() gql.EntityConnectionResolver           { return entityRows{} }
func (resolvers) EvidenceConnection() gql.EvidenceConnectionResolver       { return evidenceRows{} }
func (resolvers) ObligationConnection() gql.ObligationConnectionResolver   { return obligationRows{} }
func (resolvers) ConditionConnection() gql.ConditionConnectionResolver     { return conditionRows{} }
func (resolvers) LoadConnection() gql.LoadConnectionResolver               { return loadRows{} }

// What these list is no nodes.
func (resolvers) SearchConnection() gql.SearchConnectionResolver { return searchRows{} }
func (resolvers) ChangeConnection() gql.ChangeConnectionResolver { return changeRows{} }
func (resolvers) PlannedChangeConnection() gql.PlannedChangeConnectionResolver {
	return plannedChangeRows{}
}
func (resolvers) ConflictConnection() gql.ConflictConnectionResolver { return conflictRows{} }
func (resolvers) GapConnection() gql.GapConnectionResolver           { return gapRows{} }
func (resolvers) Subgraph() gql.SubgraphResolver                     { return subgraphRows{} }
