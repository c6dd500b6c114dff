package graph

import (
	"reflect"
	"slices"
	"strings"
)

// The values are stored, exported and sent as they are spelt here, and saved
// queries name them: add values, never rename one.
//
// What each value means stands only in the table below, because the GraphQL
// schema and the JSON Schema take their descriptions from it.

type ActorKind string

const (
	ActorKindState                     ActorKind = "STATE"
	ActorKindInternationalOrganisation ActorKind = "INTERNATIONAL_ORGANISATION"
	ActorKindCoalition                 ActorKind = "COALITION"
	ActorKindGovernmentBody            ActorKind = "GOVERNMENT_BODY"
	ActorKindForce                     ActorKind = "FORCE"
	ActorKindDelegation                ActorKind = "DELEGATION"
	ActorKindPerson                    ActorKind = "PERSON"
	ActorKindMechanism                 ActorKind = "MECHANISM"
	ActorKindNonStateArmedGroup        ActorKind = "NON_STATE_ARMED_GROUP"
	ActorKindDescribedGroup            ActorKind = "DESCRIBED_GROUP"
	ActorKindMedia                     ActorKind = "MEDIA"
	ActorKindOtherOrganisation         ActorKind = "OTHER_ORGANISATION"
)

type Existence string

const (
	ExistenceEnvisaged Existence = "ENVISAGED"
	ExistenceOperating Existence = "OPERATING"
	ExistenceDissolved Existence = "DISSOLVED"
)

// DeclarationKind: the kind follows the instrument's form or title. How binding it is stays in Bindingness,
// because practice uses the same title for treaties and for political texts.
type DeclarationKind string

const (
	DeclarationKindTreaty                    DeclarationKind = "TREATY"
	DeclarationKindConvention                DeclarationKind = "CONVENTION"
	DeclarationKindAgreement                 DeclarationKind = "AGREEMENT"
	DeclarationKindFrameworkAgreement        DeclarationKind = "FRAMEWORK_AGREEMENT"
	DeclarationKindProtocol                  DeclarationKind = "PROTOCOL"
	DeclarationKindCharter                   DeclarationKind = "CHARTER"
	DeclarationKindExchangeOfNotes           DeclarationKind = "EXCHANGE_OF_NOTES"
	DeclarationKindMemorandum                DeclarationKind = "MEMORANDUM"
	DeclarationKindMemorandumOfUnderstanding DeclarationKind = "MEMORANDUM_OF_UNDERSTANDING"
	DeclarationKindDeclaration               DeclarationKind = "DECLARATION"
	DeclarationKindJointDeclaration          DeclarationKind = "JOINT_DECLARATION"
	DeclarationKindDeclarationOfIntent       DeclarationKind = "DECLARATION_OF_INTENT"
	DeclarationKindLetterOfIntent            DeclarationKind = "LETTER_OF_INTENT"
	DeclarationKindJointStatement            DeclarationKind = "JOINT_STATEMENT"
	DeclarationKindCommunique                DeclarationKind = "COMMUNIQUE"
	DeclarationKindUnilateralDeclaration     DeclarationKind = "UNILATERAL_DECLARATION"
	DeclarationKindResolution                DeclarationKind = "RESOLUTION"
	DeclarationKindPlan                      DeclarationKind = "PLAN"
	DeclarationKindStatusOfForcesAgreement   DeclarationKind = "STATUS_OF_FORCES_AGREEMENT"
	DeclarationKindFinalAct                  DeclarationKind = "FINAL_ACT"
	DeclarationKindAmendment                 DeclarationKind = "AMENDMENT"
	DeclarationKindOther                     DeclarationKind = "OTHER"
)

type DeclarationStatus string

const (
	DeclarationStatusProposed             DeclarationStatus = "PROPOSED"
	DeclarationStatusUnderNegotiation     DeclarationStatus = "UNDER_NEGOTIATION"
	DeclarationStatusDraft                DeclarationStatus = "DRAFT"
	DeclarationStatusInitialled           DeclarationStatus = "INITIALLED"
	DeclarationStatusAdopted              DeclarationStatus = "ADOPTED"
	DeclarationStatusSigned               DeclarationStatus = "SIGNED"
	DeclarationStatusProvisionallyApplied DeclarationStatus = "PROVISIONALLY_APPLIED"
	DeclarationStatusInForce              DeclarationStatus = "IN_FORCE"
	DeclarationStatusSuspended            DeclarationStatus = "SUSPENDED"
	DeclarationStatusTerminated           DeclarationStatus = "TERMINATED"
	DeclarationStatusExpired              DeclarationStatus = "EXPIRED"
	DeclarationStatusSuperseded           DeclarationStatus = "SUPERSEDED"
	DeclarationStatusUnknown              DeclarationStatus = "UNKNOWN"
)

type Stage string

const (
	StagePreNegotiation Stage = "PRE_NEGOTIATION"
	StageCeasefire      Stage = "CEASEFIRE"
	StagePartial        Stage = "PARTIAL"
	StageComprehensive  Stage = "COMPREHENSIVE"
	StageImplementation Stage = "IMPLEMENTATION"
	StageRenewal        Stage = "RENEWAL"
	StageOther          Stage = "OTHER"
)

type PartyAction string

const (
	PartyActionProposal                  PartyAction = "PROPOSAL"
	PartyActionInitialling               PartyAction = "INITIALLING"
	PartyActionAdoption                  PartyAction = "ADOPTION"
	PartyActionSignature                 PartyAction = "SIGNATURE"
	PartyActionSignatureAdReferendum     PartyAction = "SIGNATURE_AD_REFERENDUM"
	PartyActionDefinitiveSignature       PartyAction = "DEFINITIVE_SIGNATURE"
	PartyActionRatification              PartyAction = "RATIFICATION"
	PartyActionAcceptance                PartyAction = "ACCEPTANCE"
	PartyActionApproval                  PartyAction = "APPROVAL"
	PartyActionAccession                 PartyAction = "ACCESSION"
	PartyActionFormalConfirmation        PartyAction = "FORMAL_CONFIRMATION"
	PartyActionSuccession                PartyAction = "SUCCESSION"
	PartyActionProvisionalApplication    PartyAction = "PROVISIONAL_APPLICATION"
	PartyActionNotification              PartyAction = "NOTIFICATION"
	PartyActionReservation               PartyAction = "RESERVATION"
	PartyActionInterpretativeDeclaration PartyAction = "INTERPRETATIVE_DECLARATION"
	PartyActionObjection                 PartyAction = "OBJECTION"
	PartyActionEndorsement               PartyAction = "ENDORSEMENT"
	PartyActionSuspension                PartyAction = "SUSPENSION"
	PartyActionWithdrawal                PartyAction = "WITHDRAWAL"
	PartyActionDenunciation              PartyAction = "DENUNCIATION"
	PartyActionTermination               PartyAction = "TERMINATION"
)

type Capacity string

const (
	CapacityParty      Capacity = "PARTY"
	CapacityGuarantor  Capacity = "GUARANTOR"
	CapacityWitness    Capacity = "WITNESS"
	CapacityMediator   Capacity = "MEDIATOR"
	CapacityDepositary Capacity = "DEPOSITARY"
)

// ObligationKind: one word for the main content only; finer words belong in the obligation's topics, so that this list stays short.
type ObligationKind string

const (
	ObligationKindDefence                     ObligationKind = "DEFENCE"
	ObligationKindOffence                     ObligationKind = "OFFENCE"
	ObligationKindNeutrality                  ObligationKind = "NEUTRALITY"
	ObligationKindNonaggression               ObligationKind = "NONAGGRESSION"
	ObligationKindConsultation                ObligationKind = "CONSULTATION"
	ObligationKindAssistance                  ObligationKind = "ASSISTANCE"
	ObligationKindMilitaryAid                 ObligationKind = "MILITARY_AID"
	ObligationKindArmsSupply                  ObligationKind = "ARMS_SUPPLY"
	ObligationKindTraining                    ObligationKind = "TRAINING"
	ObligationKindIntelligence                ObligationKind = "INTELLIGENCE"
	ObligationKindLogistics                   ObligationKind = "LOGISTICS"
	ObligationKindFinancing                   ObligationKind = "FINANCING"
	ObligationKindEconomicAid                 ObligationKind = "ECONOMIC_AID"
	ObligationKindHumanitarianAid             ObligationKind = "HUMANITARIAN_AID"
	ObligationKindReconstruction              ObligationKind = "RECONSTRUCTION"
	ObligationKindDiplomaticSupport           ObligationKind = "DIPLOMATIC_SUPPORT"
	ObligationKindSanctions                   ObligationKind = "SANCTIONS"
	ObligationKindTroopDeployment             ObligationKind = "TROOP_DEPLOYMENT"
	ObligationKindForceContribution           ObligationKind = "FORCE_CONTRIBUTION"
	ObligationKindBasing                      ObligationKind = "BASING"
	ObligationKindIntegratedCommand           ObligationKind = "INTEGRATED_COMMAND"
	ObligationKindNoAidToEnemy                ObligationKind = "NO_AID_TO_ENEMY"
	ObligationKindNoOpposingAlliance          ObligationKind = "NO_OPPOSING_ALLIANCE"
	ObligationKindNoSeparatePeace             ObligationKind = "NO_SEPARATE_PEACE"
	ObligationKindNonIntervention             ObligationKind = "NON_INTERVENTION"
	ObligationKindRespectTerritorialIntegrity ObligationKind = "RESPECT_TERRITORIAL_INTEGRITY"
	ObligationKindNoEconomicCoercion          ObligationKind = "NO_ECONOMIC_COERCION"
	ObligationKindArmsLimitation              ObligationKind = "ARMS_LIMITATION"
	ObligationKindDisarmament                 ObligationKind = "DISARMAMENT"
	ObligationKindCeasefire                   ObligationKind = "CEASEFIRE"
	ObligationKindWithdrawal                  ObligationKind = "WITHDRAWAL"
	ObligationKindMonitoring                  ObligationKind = "MONITORING"
	ObligationKindDisputeSettlement           ObligationKind = "DISPUTE_SETTLEMENT"
	ObligationKindInstitutionBuilding         ObligationKind = "INSTITUTION_BUILDING"
	ObligationKindFurtherNegotiation          ObligationKind = "FURTHER_NEGOTIATION"
	ObligationKindRatificationProcedure       ObligationKind = "RATIFICATION_PROCEDURE"
	ObligationKindReporting                   ObligationKind = "REPORTING"
	ObligationKindOther                       ObligationKind = "OTHER"
)

type Modality string

const (
	ModalityObligation     Modality = "OBLIGATION"
	ModalityProhibition    Modality = "PROHIBITION"
	ModalityPermission     Modality = "PERMISSION"
	ModalityRight          Modality = "RIGHT"
	ModalityIntention      Modality = "INTENTION"
	ModalityRecommendation Modality = "RECOMMENDATION"
	ModalityUnstated       Modality = "UNSTATED"
)

type Bindingness string

const (
	BindingnessLegallyBinding               Bindingness = "LEGALLY_BINDING"
	BindingnessPoliticallyBinding           Bindingness = "POLITICALLY_BINDING"
	BindingnessLegallyAndPoliticallyBinding Bindingness = "LEGALLY_AND_POLITICALLY_BINDING"
	BindingnessBindingUnspecified           Bindingness = "BINDING_UNSPECIFIED"
	BindingnessNonBinding                   Bindingness = "NON_BINDING"
	BindingnessDisputed                     Bindingness = "DISPUTED"
	BindingnessUndetermined                 Bindingness = "UNDETERMINED"
)

type BearerMode string

const (
	BearerModeIndividual      BearerMode = "INDIVIDUAL"
	BearerModeJoint           BearerMode = "JOINT"
	BearerModeSeveral         BearerMode = "SEVERAL"
	BearerModeJointAndSeveral BearerMode = "JOINT_AND_SEVERAL"
	BearerModeCollectiveBody  BearerMode = "COLLECTIVE_BODY"
	BearerModeUnstated        BearerMode = "UNSTATED"
)

type BearerRole string

const (
	BearerRoleActors       BearerRole = "ACTORS"
	BearerRoleEachParty    BearerRole = "EACH_PARTY"
	BearerRoleAnyParty     BearerRole = "ANY_PARTY"
	BearerRoleOtherParties BearerRole = "OTHER_PARTIES"
)

type ConditionKind string

const (
	ConditionKindArmedAttack          ConditionKind = "ARMED_ATTACK"
	ConditionKindRenewedAttack        ConditionKind = "RENEWED_ATTACK"
	ConditionKindThreatOrCrisis       ConditionKind = "THREAT_OR_CRISIS"
	ConditionKindCeasefireInForce     ConditionKind = "CEASEFIRE_IN_FORCE"
	ConditionKindCeasefireBreach      ConditionKind = "CEASEFIRE_BREACH"
	ConditionKindPeaceAgreement       ConditionKind = "PEACE_AGREEMENT"
	ConditionKindRequestOfBeneficiary ConditionKind = "REQUEST_OF_BENEFICIARY"
	ConditionKindDomesticApproval     ConditionKind = "DOMESTIC_APPROVAL"
	ConditionKindEntryIntoForce       ConditionKind = "ENTRY_INTO_FORCE"
	ConditionKindUnMandate            ConditionKind = "UN_MANDATE"
	ConditionKindThirdPartySupport    ConditionKind = "THIRD_PARTY_SUPPORT"
	ConditionKindPerformanceByOther   ConditionKind = "PERFORMANCE_BY_OTHER"
	ConditionKindVerification         ConditionKind = "VERIFICATION"
	ConditionKindDateReached          ConditionKind = "DATE_REACHED"
	ConditionKindGeographicScope      ConditionKind = "GEOGRAPHIC_SCOPE"
	ConditionKindSpecificAdversary    ConditionKind = "SPECIFIC_ADVERSARY"
	ConditionKindSpecificConflict     ConditionKind = "SPECIFIC_CONFLICT"
	ConditionKindNumberOfAdversaries  ConditionKind = "NUMBER_OF_ADVERSARIES"
	ConditionKindAdversaryDemand      ConditionKind = "ADVERSARY_DEMAND"
	ConditionKindNonProvocation       ConditionKind = "NON_PROVOCATION"
	ConditionKindOther                ConditionKind = "OTHER"
)

type ConditionState string

const (
	ConditionStateUnmet   ConditionState = "UNMET"
	ConditionStateMet     ConditionState = "MET"
	ConditionStateUnknown ConditionState = "UNKNOWN"
)

type EventKind string

const (
	EventKindAgree           EventKind = "AGREE"
	EventKindConsult         EventKind = "CONSULT"
	EventKindSupport         EventKind = "SUPPORT"
	EventKindConcede         EventKind = "CONCEDE"
	EventKindCooperate       EventKind = "COOPERATE"
	EventKindAid             EventKind = "AID"
	EventKindRetreat         EventKind = "RETREAT"
	EventKindRequest         EventKind = "REQUEST"
	EventKindAccuse          EventKind = "ACCUSE"
	EventKindReject          EventKind = "REJECT"
	EventKindThreaten        EventKind = "THREATEN"
	EventKindProtest         EventKind = "PROTEST"
	EventKindSanction        EventKind = "SANCTION"
	EventKindMobilize        EventKind = "MOBILIZE"
	EventKindCoerce          EventKind = "COERCE"
	EventKindAssault         EventKind = "ASSAULT"
	EventKindSummit          EventKind = "SUMMIT"
	EventKindMeeting         EventKind = "MEETING"
	EventKindPressConference EventKind = "PRESS_CONFERENCE"
	EventKindSigning         EventKind = "SIGNING"
	EventKindInvocation      EventKind = "INVOCATION"
	EventKindCeasefire       EventKind = "CEASEFIRE"
	EventKindPeaceAgreement  EventKind = "PEACE_AGREEMENT"
	EventKindArmedAttack     EventKind = "ARMED_ATTACK"
	EventKindNonPerformance  EventKind = "NON_PERFORMANCE"
	EventKindOther           EventKind = "OTHER"
)

type EventStatus string

const (
	EventStatusPlanned      EventStatus = "PLANNED"
	EventStatusOngoing      EventStatus = "ONGOING"
	EventStatusOccurred     EventStatus = "OCCURRED"
	EventStatusHypothetical EventStatus = "HYPOTHETICAL"
	EventStatusCancelled    EventStatus = "CANCELLED"
)

// ObligationStatus: computed for a date and a bearer, and never stored, so that a new event can't leave a stale status behind.
type ObligationStatus string

const (
	ObligationStatusProspective ObligationStatus = "PROSPECTIVE"
	ObligationStatusDormant     ObligationStatus = "DORMANT"
	ObligationStatusActive      ObligationStatus = "ACTIVE"
	ObligationStatusFulfilled   ObligationStatus = "FULFILLED"
	ObligationStatusBreached    ObligationStatus = "BREACHED"
	ObligationStatusSuspended   ObligationStatus = "SUSPENDED"
	ObligationStatusTerminated  ObligationStatus = "TERMINATED"
	ObligationStatusUnknown     ObligationStatus = "UNKNOWN"
)

type StatementForm string

const (
	StatementFormDirectQuote StatementForm = "DIRECT_QUOTE"
	StatementFormMixed       StatementForm = "MIXED"
	StatementFormIndirect    StatementForm = "INDIRECT"
	StatementFormParaphrase  StatementForm = "PARAPHRASE"
)

type StatementAct string

const (
	StatementActAsserts    StatementAct = "ASSERTS"
	StatementActAnnounces  StatementAct = "ANNOUNCES"
	StatementActPromises   StatementAct = "PROMISES"
	StatementActRequests   StatementAct = "REQUESTS"
	StatementActEndorses   StatementAct = "ENDORSES"
	StatementActConfirms   StatementAct = "CONFIRMS"
	StatementActQualifies  StatementAct = "QUALIFIES"
	StatementActEvaluates  StatementAct = "EVALUATES"
	StatementActHopes      StatementAct = "HOPES"
	StatementActRecognises StatementAct = "RECOGNISES"
	StatementActRejects    StatementAct = "REJECTS"
	StatementActDenies     StatementAct = "DENIES"
	StatementActThreatens  StatementAct = "THREATENS"
)

type SourceKind string

const (
	SourceKindPrimaryText       SourceKind = "PRIMARY_TEXT"
	SourceKindOfficialStatement SourceKind = "OFFICIAL_STATEMENT"
	SourceKindNewsReport        SourceKind = "NEWS_REPORT"
	SourceKindSocialPost        SourceKind = "SOCIAL_POST"
	SourceKindDataset           SourceKind = "DATASET"
	SourceKindAnalysis          SourceKind = "ANALYSIS"
)

type Reliability string

const (
	ReliabilityA Reliability = "A"
	ReliabilityB Reliability = "B"
	ReliabilityC Reliability = "C"
	ReliabilityD Reliability = "D"
	ReliabilityE Reliability = "E"
	ReliabilityF Reliability = "F"
)

type Stance string

const (
	StanceConfirms    Stance = "CONFIRMS"
	StanceContradicts Stance = "CONTRADICTS"
)

type Basis string

const (
	BasisText       Basis = "TEXT"
	BasisIdentified Basis = "IDENTIFIED"
	BasisInferred   Basis = "INFERRED"
	BasisBackground Basis = "BACKGROUND"
)

type MemberRole string

const (
	MemberRoleLead        MemberRole = "LEAD"
	MemberRoleMember      MemberRole = "MEMBER"
	MemberRoleContributor MemberRole = "CONTRIBUTOR"
	MemberRoleHost        MemberRole = "HOST"
	MemberRoleObserver    MemberRole = "OBSERVER"
)

type ParticipantRole string

const (
	ParticipantRoleHost        ParticipantRole = "HOST"
	ParticipantRoleChair       ParticipantRole = "CHAIR"
	ParticipantRoleParticipant ParticipantRole = "PARTICIPANT"
	ParticipantRoleMediator    ParticipantRole = "MEDIATOR"
	ParticipantRoleObserver    ParticipantRole = "OBSERVER"
	ParticipantRoleInitiator   ParticipantRole = "INITIATOR"
	ParticipantRoleAttacker    ParticipantRole = "ATTACKER"
	ParticipantRoleVictim      ParticipantRole = "VICTIM"
	ParticipantRoleSubject     ParticipantRole = "SUBJECT"
)

type CreatesMode string

const (
	CreatesModeCreates      CreatesMode = "CREATES"
	CreatesModeReaffirms    CreatesMode = "REAFFIRMS"
	CreatesModeIncorporates CreatesMode = "INCORPORATES"
)

type EstablishesMode string

const (
	EstablishesModeEstablishes EstablishesMode = "ESTABLISHES"
	EstablishesModeEnvisages   EstablishesMode = "ENVISAGES"
	EstablishesModeCallsFor    EstablishesMode = "CALLS_FOR"
)

type DeclarationRelation string

const (
	DeclarationRelationDraftOf          DeclarationRelation = "DRAFT_OF"
	DeclarationRelationAmends           DeclarationRelation = "AMENDS"
	DeclarationRelationSupplements      DeclarationRelation = "SUPPLEMENTS"
	DeclarationRelationImplements       DeclarationRelation = "IMPLEMENTS"
	DeclarationRelationSupersedes       DeclarationRelation = "SUPERSEDES"
	DeclarationRelationAnnexedTo        DeclarationRelation = "ANNEXED_TO"
	DeclarationRelationRefersTo         DeclarationRelation = "REFERS_TO"
	DeclarationRelationParallelTo       DeclarationRelation = "PARALLEL_TO"
	DeclarationRelationEnablesAccession DeclarationRelation = "ENABLES_ACCESSION"
)

type ObligationRelation string

const (
	ObligationRelationDependsOn     ObligationRelation = "DEPENDS_ON"
	ObligationRelationConsequenceOf ObligationRelation = "CONSEQUENCE_OF"
	ObligationRelationVariantOf     ObligationRelation = "VARIANT_OF"
	ObligationRelationReaffirms     ObligationRelation = "REAFFIRMS"
	ObligationRelationImplements    ObligationRelation = "IMPLEMENTS"
	ObligationRelationInExchangeFor ObligationRelation = "IN_EXCHANGE_FOR"
)

type ConcernsRole string

const (
	ConcernsRoleSubject    ConcernsRole = "SUBJECT"
	ConcernsRoleInstrument ConcernsRole = "INSTRUMENT"
)

type ConditionRole string

const (
	ConditionRoleActivates  ConditionRole = "ACTIVATES"
	ConditionRoleLimits     ConditionRole = "LIMITS"
	ConditionRoleSuspends   ConditionRole = "SUSPENDS"
	ConditionRoleTerminates ConditionRole = "TERMINATES"
	ConditionRoleExcept     ConditionRole = "EXCEPT"
)

type ConditionConcernsRole string

const (
	ConditionConcernsRoleAttacker ConditionConcernsRole = "ATTACKER"
	ConditionConcernsRoleVictim   ConditionConcernsRole = "VICTIM"
	ConditionConcernsRoleSubject  ConditionConcernsRole = "SUBJECT"
)

// VictimRole: stands in for naming victims one by one, so that a party that joins later is covered without a new edge.
type VictimRole string

const (
	VictimRoleAnyParty VictimRole = "ANY_PARTY"
)

type Assessment string

const (
	AssessmentAlleged  Assessment = "ALLEGED"
	AssessmentDenied   Assessment = "DENIED"
	AssessmentAdmitted Assessment = "ADMITTED"
	AssessmentFound    Assessment = "FOUND"
)

type Domain string

const (
	DomainAir         Domain = "AIR"
	DomainSea         Domain = "SEA"
	DomainLand        Domain = "LAND"
	DomainCyber       Domain = "CYBER"
	DomainSpace       Domain = "SPACE"
	DomainInformation Domain = "INFORMATION"
)

type Discretion string

const (
	DiscretionNone Discretion = "NONE"
	DiscretionSome Discretion = "SOME"
	DiscretionFull Discretion = "FULL"
)

// EnumValue is one value of an enumeration. Name is what is stored and sent;
// Doc is plain text, fit for a tooltip or a schema description as it stands.
type EnumValue struct {
	Name, Doc string
}

// Enum describes one enumeration. Name is that of the Go type and of the
// GraphQL enum; Source is the standard its values are taken from. Values keep
// the order in which a person should be offered them.
type Enum struct {
	Name, Doc, Source string
	Values            []EnumValue
}

// Enums returns all enumerations, sorted by name. The slice is the caller's,
// but Values are shared with every other caller and must not be changed.
func Enums() []Enum {
	return slices.Clone(enums)
}

// EnumByName returns the enumeration whose Go type and GraphQL enum have this
// name. Its Values are shared and must not be changed.
func EnumByName(name string) (Enum, bool) {
	e, ok := enumsByName[name]
	return e, ok
}

// Has reports whether value is a value of the enumeration with e's name. The
// comparison is exact: neither case nor surrounding space is forgiven here,
// so that a reader which is lenient has to say so itself.
func (e Enum) Has(value string) bool {
	_, ok := enumValues[enumValueKey{e.Name, value}]
	return ok
}

// Names returns the values' names in the order of Values; the slice is the
// caller's.
func (e Enum) Names() []string {
	names := make([]string, len(e.Values))
	for i, v := range e.Values {
		names[i] = v.Name
	}
	return names
}

type enumValueKey struct {
	enum, value string
}

var (
	enums       = sortedEnums()
	enumsByName = indexEnums(enums)
	enumValues  = indexEnumValues(enums)
)

func indexEnums(list []Enum) map[string]Enum {
	m := make(map[string]Enum, len(list))
	for _, e := range list {
		m[e.Name] = e
	}
	return m
}

func indexEnumValues(list []Enum) map[enumValueKey]struct{} {
	m := make(map[enumValueKey]struct{})
	for _, e := range list {
		for _, v := range e.Values {
			m[enumValueKey{e.Name, v.Name}] = struct{}{}
		}
	}
	return m
}

// enumDoc pairs a constant with its Doc. The type parameter makes the compiler
// refuse a constant listed under another enumeration.
type enumDoc[T ~string] struct {
	value T
	doc   string
}

// enumOf takes the name from the type itself, so that the two can't differ.
func enumOf[T ~string](doc, source string, values []enumDoc[T]) Enum {
	e := Enum{Name: reflect.TypeFor[T]().Name(), Doc: doc, Source: source}
	for _, v := range values {
		e.Values = append(e.Values, EnumValue{Name: string(v.value), Doc: v.doc})
	}
	return e
}

func sortedEnums() []Enum {
	list := enumTable()
	slices.SortFunc(list, func(a, b Enum) int { return strings.Compare(a.Name, b.Name) })
	return list
}

func enumTable() []Enum {
	return []Enum{
		enumOf(
			"What sort of entity an actor is, which decides who can be bound, act for another or stand for members.",
			"PLOVER (actor types); FollowTheMoney (legal entities); Pactgraph",
			[]enumDoc[ActorKind]{
				{ActorKindState,
					"A state in the sense of international law, with its own territory and government, whether or not every other state recognises it."},
				{ActorKindInternationalOrganisation,
					"A standing body of states or other organisations, founded by an instrument and having organs and a will of its own."},
				{ActorKindCoalition, "A group of actors acting together for a purpose without a founding instrument that makes it an organisation."},
				{ActorKindGovernmentBody, "An organ of a state or organisation, such as a ministry, parliament, court or presidency, acting as that body."},
				{ActorKindForce,
					"An armed formation under the command of a state, organisation or coalition, such as an army, a multinational force or a mission."},
				{ActorKindDelegation, "The persons sent to represent an actor on one occasion or in one negotiation."},
				{ActorKindPerson, "A natural person, whether acting in an office, on behalf of another, or alone."},
				{ActorKindMechanism,
					"A commission, centre, committee or procedure set up to carry out or watch over commitments, without being an organisation itself."},
				{ActorKindNonStateArmedGroup, "An organised armed group under no state’s command, such as an insurgent movement or militia."},
				{ActorKindDescribedGroup,
					"A set of actors known only by a description, such as ‘Ukraine’s allies’, which is no body and has no fixed membership."},
				{ActorKindMedia, "A publisher of news or comment, such as an agency, newspaper, broadcaster or channel."},
				{ActorKindOtherOrganisation,
					"A body with a structure of its own that none of the other kinds fits, such as a company, party, church or institute."},
			}),
		enumOf(
			"Whether an actor has come into being yet, or has ceased to be, since instruments often name bodies that are only planned.",
			"Pactgraph",
			[]enumDoc[Existence]{
				{ExistenceEnvisaged, "The actor is planned or called for, and no source shows that it has begun to exist."},
				{ExistenceOperating, "The actor exists and can act, whether or not it is at full strength."},
				{ExistenceDissolved, "The actor existed once and has been ended, merged away or replaced."},
			}),
		enumOf(
			"The form an instrument takes, going by its title and make-up, which never settles how binding it is.",
			"UN Treaty Collection (glossary of treaty terms); PA-X; Pactgraph",
			[]enumDoc[DeclarationKind]{
				{DeclarationKindTreaty, "An instrument styled a treaty, the most solemn form, usually open to ratification."},
				{DeclarationKindConvention, "An instrument styled a convention, typically multilateral, general in subject and open to many states."},
				{DeclarationKindAgreement, "An instrument styled an agreement, less solemn and often narrower or more technical than a treaty or convention."},
				{DeclarationKindFrameworkAgreement,
					"An agreement that fixes principles and procedures and leaves the detail to later instruments made under it."},
				{DeclarationKindProtocol,
					"An instrument that supplements, amends or carries out another one, or stands beside it for those who choose to join."},
				{DeclarationKindCharter, "A constitutive or programmatic instrument of special solemnity, such as one that founds an organisation."},
				{DeclarationKindExchangeOfNotes, "Two or more letters or notes, offer and matching reply, which only together record what was agreed."},
				{DeclarationKindMemorandum, "An instrument styled a memorandum without ‘of understanding’, such as one recording assurances or positions."},
				{DeclarationKindMemorandumOfUnderstanding,
					"An instrument styled a memorandum of understanding, usually simple in form and operational in content."},
				{DeclarationKindDeclaration,
					"A text styled a declaration and adopted by several actors, as a conference does, unlike one made by a single actor."},
				{DeclarationKindJointDeclaration, "A declaration made together by named actors, usually two or a few, and styled joint."},
				{DeclarationKindDeclarationOfIntent,
					"A text in which actors record together what they mean to do or negotiate, before and apart from the detailed instrument."},
				{DeclarationKindLetterOfIntent, "A letter, signed by one or more actors, that states the intention to conclude or do something later."},
				{DeclarationKindJointStatement,
					"A text issued together to the public after talks, stating shared positions without the form of a declaration."},
				{DeclarationKindCommunique, "An official report of a meeting and its results, agreed by those present or issued by the chair."},
				{DeclarationKindUnilateralDeclaration,
					"A declaration by which one actor alone states what it will do, without needing acceptance by another."},
				{DeclarationKindResolution,
					"A decision or recommendation adopted by an organ of an organisation or by an assembly under its rules of procedure."},
				{DeclarationKindPlan,
					"A text setting out intended steps, such as a peace plan, roadmap or programme, whether or not anybody has agreed to it."},
				{DeclarationKindStatusOfForcesAgreement,
					"An agreement on the legal position of one actor’s forces or personnel present in another’s territory."},
				{DeclarationKindFinalAct,
					"The document that records the proceedings and results of a conference, to which the texts adopted there are often annexed."},
				{DeclarationKindAmendment, "An instrument whose whole purpose is to change the text of another."},
				{DeclarationKindOther, "An instrument of a form that none of the other kinds describes."},
			}),
		enumOf(
			"How far an instrument as a whole has come on its way from proposal to end, apart from what each party has done.",
			"Vienna Convention on the Law of Treaties 1969, Articles 9 to 12, 24, 25, 54 to 60; Pactgraph",
			[]enumDoc[DeclarationStatus]{
				{DeclarationStatusProposed, "Somebody has put the instrument forward, and no negotiation on it is known to have begun."},
				{DeclarationStatusUnderNegotiation, "The parties are negotiating the instrument, and no text before them is yet known as a draft."},
				{DeclarationStatusDraft, "A text exists and may still change, since nobody has initialled, adopted or signed it."},
				{DeclarationStatusInitialled, "The negotiators have initialled the text as authentic, without yet signing or adopting it."},
				{DeclarationStatusAdopted, "The text is settled by the procedure of those who drew it up, without signature being needed or yet given."},
				{DeclarationStatusSigned, "The instrument bears the signatures it needs, and is not, or not known to be, in force."},
				{DeclarationStatusProvisionallyApplied,
					"The instrument is applied in whole or in part before it enters into force, because its makers so agreed."},
				{DeclarationStatusInForce, "The instrument has taken effect between at least those parties that it needed to take effect."},
				{DeclarationStatusSuspended, "The operation of the instrument is halted for a time, while the instrument itself continues to exist."},
				{DeclarationStatusTerminated, "The instrument has been brought to an end by an act, agreement or event other than the mere end of its term."},
				{DeclarationStatusExpired, "The instrument has ended because the term that it set for itself ran out."},
				{DeclarationStatusSuperseded, "A later instrument has taken the place of this one."},
				{DeclarationStatusUnknown, "No source allows the status to be told."},
			}),
		enumOf(
			"The place of an instrument in a peace process, going by what it sets out to settle.",
			"PA-X Peace Agreements Database (agreement stage)",
			[]enumDoc[Stage]{
				{StagePreNegotiation, "It prepares talks, settling who will negotiate what, where and how, without settling the conflict’s issues."},
				{StageCeasefire, "It is chiefly about stopping the fighting or a related truce, demobilisation or withdrawal."},
				{StagePartial, "It settles some issues of substance and leaves others to later talks."},
				{StageComprehensive, "It sets out to settle the conflict as a whole, dealing with its main issues of substance together."},
				{StageImplementation, "It carries out, details or renegotiates an earlier settlement."},
				{StageRenewal, "It does little more than confirm or prolong an earlier commitment."},
				{StageOther, "It belongs to a peace process, at a stage that none of the other values describes."},
			}),
		enumOf(
			"What an actor did in respect of an instrument, from proposing it to ending its part in it.",
			"Vienna Convention on the Law of Treaties 1969, Articles 7 to 25 and 54 to 72; UN Treaty Collection (glossary); Pactgraph",
			[]enumDoc[PartyAction]{
				{PartyActionProposal, "The actor put the instrument or its text forward for others to consider."},
				{PartyActionInitialling,
					"The actor’s negotiator initialled the text as authentic, which is signature only if so agreed (Articles 10 and 12)."},
				{PartyActionAdoption, "The actor took part in settling the form and content of the text by consent or vote (Article 9)."},
				{PartyActionSignature,
					"The actor signed, without the source saying whether the signature alone binds it or ratification must follow (Articles 10 to 12)."},
				{PartyActionSignatureAdReferendum,
					"The actor’s representative signed subject to confirmation, which turns it into full signature (Article 12)."},
				{PartyActionDefinitiveSignature, "The actor signed with the effect of consenting to be bound, no ratification being needed (Article 12)."},
				{PartyActionRatification,
					"A signatory confirmed to the other parties that it consents to be bound (Articles 2 and 14), unlike approval by its parliament."},
				{PartyActionAcceptance, "The actor consented to be bound by an act named acceptance, on conditions like those of ratification (Article 14)."},
				{PartyActionApproval, "The actor consented to be bound by an act named approval, on conditions like those of ratification (Article 14)."},
				{PartyActionAccession, "An actor that had not signed consented to be bound, joining an instrument others had made (Article 15)."},
				{PartyActionFormalConfirmation,
					"An international organisation consented to be bound by the act that answers to a state’s ratification (1986 Convention)."},
				{PartyActionSuccession,
					"A successor state took over the predecessor’s place as a party for its territory (1978 Convention on succession to treaties)."},
				{PartyActionProvisionalApplication, "The actor undertook or began to apply the instrument before its entry into force (Article 25)."},
				{PartyActionNotification,
					"The actor gave the other parties or the depositary a notice under the instrument that no other action here describes."},
				{PartyActionReservation,
					"The actor excluded or changed the effect of certain provisions for itself when signing or consenting (Articles 2 and 19 to 23)."},
				{PartyActionInterpretativeDeclaration,
					"The actor stated how it understands the instrument, without claiming to exclude or change its effect."},
				{PartyActionObjection, "The actor opposed another party’s reservation or like declaration (Articles 20 and 21)."},
				{PartyActionEndorsement, "The actor lent the instrument its support, without thereby becoming a party or consenting to be bound."},
				{PartyActionSuspension, "The actor suspended the operation of the instrument for itself for a time (Articles 57 to 65)."},
				{PartyActionWithdrawal, "The actor left an instrument that goes on among the other parties (Articles 54 and 56)."},
				{PartyActionDenunciation,
					"The actor declared by a formal notice that it will no longer be bound, which ends a bilateral instrument altogether (Article 56)."},
				{PartyActionTermination,
					"The actor took part in ending the instrument for all its parties, or invoked a ground for ending it (Articles 54 to 65)."},
			}),
		enumOf(
			"The standing in which an actor acts in respect of an instrument.",
			"Vienna Convention on the Law of Treaties 1969, Articles 2, 76 and 77; PA-X (third parties); Pactgraph",
			[]enumDoc[Capacity]{
				{CapacityParty, "It acts for itself, as one of those whose commitments the instrument records."},
				{CapacityGuarantor, "It vouches for what others have promised, undertaking some part in seeing it kept."},
				{CapacityWitness, "It attests that the instrument was made, without promising anything under it."},
				{CapacityMediator, "It brought the parties together or helped them to agree, and takes part for that reason."},
				{CapacityDepositary, "It keeps the original and receives the instruments and notices that concern it (Articles 76 and 77)."},
			}),
		enumOf(
			"The main thing that is promised, in broad classes, with finer subjects left to topics.",
			"ATOP (defence, offence, neutrality, nonaggression, consultation); Pactgraph",
			[]enumDoc[ObligationKind]{
				{ObligationKindDefence,
					"To give active military help to another that is attacked, which a promise of arms, money or consultation alone does not amount to."},
				{ObligationKindOffence, "To give active military help to another even where that other has not been attacked."},
				{ObligationKindNeutrality, "To stay out of a conflict in which another party is engaged, taking part on no side."},
				{ObligationKindNonaggression, "To refrain from attacking or using force against another party."},
				{ObligationKindConsultation, "To confer with others when a crisis or matter of common concern arises, with a view to a common response."},
				{ObligationKindAssistance,
					"To help in a way that the text leaves open, so that no narrower kind of aid and no active military help can be read into it."},
				{ObligationKindMilitaryAid,
					"To support another’s armed forces by means short of fighting, in general or by several of the narrower means together."},
				{ObligationKindArmsSupply, "To provide weapons, ammunition or military equipment, by gift, sale, loan or production."},
				{ObligationKindTraining, "To instruct or exercise with another’s forces or officials."},
				{ObligationKindIntelligence, "To share information gathered for security or military purposes."},
				{ObligationKindLogistics, "To provide transport, transit, maintenance, supplies or like support to forces."},
				{ObligationKindFinancing, "To provide or guarantee money, whatever it is for, where the payment itself is what is promised."},
				{ObligationKindEconomicAid, "To support another’s economy, for example by trade terms, investment or budget support."},
				{ObligationKindHumanitarianAid, "To relieve the suffering of people, including care for refugees, detainees and prisoners."},
				{ObligationKindReconstruction, "To rebuild what a conflict has destroyed or to restore services."},
				{ObligationKindDiplomaticSupport, "To back another politically, for example by votes, recognition, good offices or support for membership."},
				{ObligationKindSanctions, "To impose, keep up, ease or lift restrictive measures against somebody."},
				{ObligationKindTroopDeployment, "To send or keep forces in a given place, such as another’s territory."},
				{ObligationKindForceContribution, "To make troops or capabilities available to a common force, wherever that force may be used."},
				{ObligationKindBasing, "To grant or provide the use of territory, bases or facilities to another’s forces."},
				{ObligationKindIntegratedCommand, "To place forces under a common command or to set one up, in peace or in war."},
				{ObligationKindNoAidToEnemy, "To give no help to another party’s adversary, without promising to stay neutral in other ways."},
				{ObligationKindNoOpposingAlliance, "To enter no alliance or engagement directed against another party or at odds with the instrument."},
				{ObligationKindNoSeparatePeace, "To make no truce or peace with a common adversary without the other parties."},
				{ObligationKindNonIntervention, "To keep out of another’s internal or external affairs, by means short of force as well as by force."},
				{ObligationKindRespectTerritorialIntegrity, "To respect another’s borders, territory, sovereignty or independence."},
				{ObligationKindNoEconomicCoercion, "To refrain from economic pressure meant to bend another’s exercise of its sovereign rights."},
				{ObligationKindArmsLimitation, "To keep forces, weapons or their deployment and use within limits, without giving them up altogether."},
				{ObligationKindDisarmament, "To give up, remove or destroy a class of weapons or to disband forces."},
				{ObligationKindCeasefire, "To stop or suspend fighting and keep it stopped."},
				{ObligationKindWithdrawal, "To take forces or personnel out of a place."},
				{ObligationKindMonitoring, "To observe, verify or supervise whether commitments are kept."},
				{ObligationKindDisputeSettlement, "To settle differences by an agreed peaceful means, such as negotiation, arbitration or a court."},
				{ObligationKindInstitutionBuilding, "To set up or maintain a body, mechanism or procedure."},
				{ObligationKindFurtherNegotiation, "To negotiate or conclude a further instrument."},
				{ObligationKindRatificationProcedure, "To take the domestic or formal steps by which an instrument becomes binding."},
				{ObligationKindReporting, "To give information about conduct or compliance to the parties or a body."},
				{ObligationKindOther, "To do or refrain from something that none of the other kinds describes."},
			}),
		enumOf(
			"The force of the words in which something is promised, as the verb phrase expresses it.",
			"LegalRuleML (obligation, prohibition, permission, right); Pactgraph",
			[]enumDoc[Modality]{
				{ModalityObligation, "The bearer must do it, as ‘shall’, ‘undertakes to’ or ‘commits to’ say."},
				{ModalityProhibition, "The bearer must not do it, as ‘shall not’ or ‘undertakes to refrain from’ say."},
				{ModalityPermission, "The bearer may do it, without others being said to owe it anything for that."},
				{ModalityRight, "The bearer is entitled to it, so that others must let it be done or do it for the bearer."},
				{ModalityIntention, "The bearer is ready or means to do it, as ‘stands ready to’ or ‘intends to’ say, without undertaking to."},
				{ModalityRecommendation, "The text urges that it be done, as ‘calls for’ or ‘should’ say, without anybody undertaking it."},
				{ModalityUnstated, "The source tells what is to happen without words that show with what force."},
			}),
		enumOf(
			"Whether and in what way a text or promise binds, as far as the sources tell or dispute it.",
			"Pactgraph; compare Vienna Convention on the Law of Treaties 1969, Articles 2 and 26",
			[]enumDoc[Bindingness]{
				{BindingnessLegallyBinding, "It binds under international law, so that breaking it entails legal responsibility."},
				{BindingnessPoliticallyBinding, "It is meant to be kept as a political commitment, without legal obligation."},
				{BindingnessLegallyAndPoliticallyBinding, "It is said to bind both in law and politically, for example because its parts differ in this."},
				{BindingnessBindingUnspecified, "It is said to be binding, without its being said whether in law or only politically."},
				{BindingnessNonBinding, "It is said or shown not to bind its makers, in law or politically."},
				{BindingnessDisputed, "Those concerned contradict each other about whether or how it binds."},
				{BindingnessUndetermined, "Nothing in the sources settles whether it binds, and no dispute about it is known."},
			}),
		enumOf(
			"How a promise falls on several bearers, which decides whether it can be asked of each of them.",
			"Pactgraph, after the law of joint and several obligations",
			[]enumDoc[BearerMode]{
				{BearerModeIndividual, "One bearer alone owes it."},
				{BearerModeJoint, "The bearers owe it together as one duty, so that none of them owes it by itself."},
				{BearerModeSeveral, "Each bearer owes its own duty, independently of what the others do."},
				{BearerModeJointAndSeveral, "The bearers owe it together, and each of them also owes it by itself."},
				{BearerModeCollectiveBody, "A body such as an organisation owes it as such, and its members are not bound merely by being members."},
				{BearerModeUnstated, "The source does not show how the duty falls on the bearers."},
			}),
		enumOf(
			"Who bears a promise: actors named one by one, or parties to the instrument as they stand on a given date.",
			"Pactgraph; bearer as in LegalRuleML",
			[]enumDoc[BearerRole]{
				{BearerRoleActors, "The actors linked to it as bearers, whether or not they are parties to the instrument."},
				{BearerRoleEachParty, "Every party to the instrument on the date asked about."},
				{BearerRoleAnyParty, "Whichever party to the instrument finds itself in the situation described, on the date asked about."},
				{BearerRoleOtherParties, "Every party to the instrument other than the one whose situation calls for it, such as the party attacked."},
			}),
		enumOf(
			"The sort of thing that must hold, or must not, for a promise to apply.",
			"ATOP (conditions on alliance obligations); Pactgraph",
			[]enumDoc[ConditionKind]{
				{ConditionKindArmedAttack, "An armed attack takes place against somebody."},
				{ConditionKindRenewedAttack, "An attack is resumed or repeated after a pause, ceasefire or settlement."},
				{ConditionKindThreatOrCrisis, "A threat, dispute or crisis arises, with no attack required."},
				{ConditionKindCeasefireInForce, "A ceasefire has taken effect and still stands."},
				{ConditionKindCeasefireBreach, "A ceasefire is violated, whether or not that amounts to an attack."},
				{ConditionKindPeaceAgreement, "A peace agreement or settlement is concluded."},
				{ConditionKindRequestOfBeneficiary, "The one to be helped asks for it or agrees to it."},
				{ConditionKindDomesticApproval, "A parliament, government, court or people gives the approval that its own law requires."},
				{ConditionKindEntryIntoForce, "The instrument itself or another one enters into force."},
				{ConditionKindUnMandate, "An organ of the United Nations, usually the Security Council, authorises or decides something."},
				{ConditionKindThirdPartySupport, "Somebody other than bearer and beneficiary gives support or takes part."},
				{ConditionKindPerformanceByOther, "Another party keeps its own part of the bargain."},
				{ConditionKindVerification, "A fact or a party’s compliance is verified by the agreed means."},
				{ConditionKindDateReached, "A date comes or a period ends."},
				{ConditionKindGeographicScope, "The matter lies within, or outside, a stated area."},
				{ConditionKindSpecificAdversary, "The adversary is a named actor or one of a described group."},
				{ConditionKindSpecificConflict, "The matter belongs to a particular conflict, under way or foreseen."},
				{ConditionKindNumberOfAdversaries, "At least, or at most, a stated number of adversaries are involved."},
				{ConditionKindAdversaryDemand, "The adversary has made a particular demand."},
				{ConditionKindNonProvocation, "The one to be helped has not provoked the attack or conflict."},
				{ConditionKindOther, "Something is required that none of the other kinds describes."},
			}),
		enumOf(
			"Whether a condition holds on a given date, as derived from the recorded events.",
			"Pactgraph, after three-valued logic",
			[]enumDoc[ConditionState]{
				{ConditionStateUnmet, "The condition does not hold on that date, including where no event that meets it is recorded."},
				{ConditionStateMet, "A recorded event makes the condition hold on that date."},
				{ConditionStateUnknown, "What is recorded does not allow it to be told whether the condition holds on that date."},
			}),
		enumOf(
			"What sort of thing happened or is to happen, preferring the most specific kind that fits.",
			"PLOVER (event types, AGREE to ASSAULT); Pactgraph",
			[]enumDoc[EventKind]{
				{EventKindAgree, "Somebody agrees, offers or promises to cooperate or to settle, before anything material is done."},
				{EventKindConsult, "Actors talk or meet with each other, where no narrower kind of meeting fits."},
				{EventKindSupport, "Somebody backs another in word or by diplomatic act, without anything material changing hands."},
				{EventKindConcede, "Somebody yields in a matter that is not military, for example by easing restrictions or releasing detainees."},
				{EventKindCooperate, "Actors begin, resume or widen mutual cooperation in matter rather than in word, such as trade or sharing intelligence."},
				{EventKindAid, "Somebody gives another material help, military, economic or humanitarian, in one direction."},
				{EventKindRetreat, "Somebody yields in military matters, for example by pulling back, standing down or giving up positions."},
				{EventKindRequest, "Somebody asks, appeals or demands, without threatening a consequence."},
				{EventKindAccuse, "Somebody disapproves, complains, alleges wrong or begins to investigate it."},
				{EventKindReject, "Somebody refuses a request, proposal or agreement."},
				{EventKindThreaten, "Somebody warns in words of a harmful consequence, without yet acting on it."},
				{EventKindProtest, "People assemble or act together in public to voice dissent, peacefully or not."},
				{EventKindSanction, "Somebody reduces or breaks off existing relations or imposes restrictive measures."},
				{EventKindMobilize, "Somebody moves, readies or displays armed force short of using it."},
				{EventKindCoerce, "Somebody represses, seizes, restricts or compels by power, short of serious physical violence."},
				{EventKindAssault, "Somebody deliberately uses violence that can cause serious physical harm, at any scale."},
				{EventKindSummit, "Heads of state, government or organisations meet."},
				{EventKindMeeting, "Representatives below the level of heads, or of mixed rank, meet at a definite time and place."},
				{EventKindPressConference, "Speakers address and answer the press at an arranged occasion."},
				{EventKindSigning, "An instrument is signed, or a ceremony of signature is held."},
				{EventKindInvocation, "A party formally calls upon a provision of an instrument, such as a duty to consult or to help."},
				{EventKindCeasefire, "Fighting is halted by agreement or declaration, unlike one side’s mere pulling back."},
				{EventKindPeaceAgreement, "A settlement of a conflict is concluded."},
				{EventKindArmedAttack, "Armed force is used by or against a state on a scale that the parties or sources call an armed attack."},
				{EventKindNonPerformance, "Something that was due does not happen."},
				{EventKindOther, "Something happens that none of the other kinds describes."},
			}),
		enumOf(
			"Whether an event has happened, is happening, is still to come, or is only imagined.",
			"Pactgraph",
			[]enumDoc[EventStatus]{
				{EventStatusPlanned, "It is announced or scheduled and has not begun."},
				{EventStatusOngoing, "It has begun and has not ended."},
				{EventStatusOccurred, "It has taken place and is over."},
				{EventStatusHypothetical, "It is only spoken of or supposed, with nobody having scheduled it, as in asking what would follow from an attack."},
				{EventStatusCancelled, "It was planned and will not take place."},
			}),
		enumOf(
			"Where a promise stands on a given date and for a given bearer, always derived from what is recorded and never entered.",
			"Pactgraph; breach as in the Articles on State Responsibility 2001, Article 12",
			[]enumDoc[ObligationStatus]{
				{ObligationStatusProspective, "The instrument that is to create it has not yet been made, or not yet entered into force where it needs to."},
				{ObligationStatusDormant, "It has been made, and a condition that must be met before it calls for anything is not met."},
				{ObligationStatusActive, "It has been made and now calls for performance or restraint."},
				{ObligationStatusFulfilled, "It has been performed, and nothing further is due under it."},
				{ObligationStatusBreached, "A recorded event is assessed as breaking it, with that assessment ranging from alleged to found."},
				{ObligationStatusSuspended, "It does not apply for a time, because a suspending condition holds or its instrument is suspended."},
				{ObligationStatusTerminated, "It has come to an end otherwise than by being performed."},
				{ObligationStatusUnknown, "What is recorded does not allow its status to be told."},
			}),
		enumOf(
			"How closely a source keeps to the speaker’s own words.",
			"Forms of reported speech (direct, mixed, indirect); Pactgraph",
			[]enumDoc[StatementForm]{
				{StatementFormDirectQuote, "The words are given within quotation marks, or in full, as the speaker’s own."},
				{StatementFormMixed, "The source’s own sentence contains some quoted words of the speaker."},
				{StatementFormIndirect, "The content is reported in a dependent clause, as in ‘said that’, without quotation marks."},
				{StatementFormParaphrase, "The source retells the content in its own words, so that no wording can be ascribed to the speaker."},
			}),
		enumOf(
			"What a speaker does by making a statement.",
			"Pactgraph, after the theory of speech acts (Searle)",
			[]enumDoc[StatementAct]{
				{StatementActAsserts, "States something as a fact."},
				{StatementActAnnounces, "Makes known a decision, plan or event, often for the first time."},
				{StatementActPromises, "Commits the speaker, or the one spoken for, to a future course of conduct."},
				{StatementActRequests, "Asks or calls upon somebody to do something."},
				{StatementActEndorses, "Declares support for something that another has said, done or proposed."},
				{StatementActConfirms, "States that something already said by others or supposed is so."},
				{StatementActQualifies, "Limits, conditions or tones down something said before."},
				{StatementActEvaluates, "Passes judgement on the worth or meaning of something."},
				{StatementActHopes, "Voices a wish or expectation without promising that it will come true."},
				{StatementActRecognises, "Accepts a fact, status or right as valid or existing."},
				{StatementActRejects, "Refuses a proposal, request or claim to authority, without necessarily calling anything untrue."},
				{StatementActDenies, "States that something said or supposed is not so."},
				{StatementActThreatens, "Announces a harmful consequence that the speaker would bring about."},
			}),
		enumOf(
			"What sort of document or collection a source is, which tells how near it stands to what it reports.",
			"Pactgraph",
			[]enumDoc[SourceKind]{
				{SourceKindPrimaryText, "The instrument itself, in an authentic, certified or official text."},
				{SourceKindOfficialStatement, "A text in which a government or organisation speaks for itself, other than the instrument."},
				{SourceKindNewsReport, "An account by journalists of what happened or was said."},
				{SourceKindSocialPost, "A message published on a social network or messaging channel, whoever wrote it."},
				{SourceKindDataset, "A structured collection of coded records, in which a place is a row and column or a record."},
				{SourceKindAnalysis, "A text that interprets or comments, such as a study, briefing or opinion piece."},
			}),
		enumOf(
			"How far a source can be trusted in general, judged apart from how credible one piece of information is.",
			"Admiralty code (NATO AJP-2.1, STANAG 2511)",
			[]enumDoc[Reliability]{
				{ReliabilityA, "Completely reliable: there is no doubt about its authenticity, trustworthiness or competence, and its record bears that out."},
				{ReliabilityB, "Usually reliable: there are minor doubts, and most of what it gave in the past proved valid."},
				{ReliabilityC, "Fairly reliable: there are doubts, although it has given valid information in the past."},
				{ReliabilityD, "Not usually reliable: there are significant doubts, although it has sometimes given valid information."},
				{ReliabilityE, "Unreliable: it lacks authenticity, trustworthiness or competence, or has a record of invalid information."},
				{ReliabilityF, "Reliability cannot be judged: there is no sufficient basis to rate the source, which is not a poor rating."},
			}),
		enumOf(
			"Whether a claim speaks for or against what is recorded.",
			"Pactgraph",
			[]enumDoc[Stance]{
				{StanceConfirms, "The evidence supports the value or link that the claim is about."},
				{StanceContradicts, "The evidence speaks against the value or link that the claim is about."},
			}),
		enumOf(
			"On what footing a coder takes a claim to be shown, from the words of the text to outside knowledge.",
			"Pactgraph",
			[]enumDoc[Basis]{
				{BasisText, "The quoted text says so itself."},
				{BasisIdentified, "The quoted text says so of somebody or something under another name, which the coder takes to be the same."},
				{BasisInferred, "The coder concludes it from the source, for the reason that the note gives."},
				{BasisBackground, "It comes from outside the source, such as a registry or common knowledge."},
			}),
		enumOf(
			"The part that an actor plays in a body or group to which it belongs.",
			"Pactgraph",
			[]enumDoc[MemberRole]{
				{MemberRoleLead, "It leads or co-leads the group."},
				{MemberRoleMember, "It belongs to the group in the ordinary way."},
				{MemberRoleContributor, "It provides troops, money or other means to the group, without more being known of its standing."},
				{MemberRoleHost, "It houses the group or its headquarters, or provides the place of its work."},
				{MemberRoleObserver, "It attends or follows the group’s work without the rights or duties of a member."},
			}),
		enumOf(
			"The part that an actor played, or is to play, in an event.",
			"Pactgraph; initiator, attacker and victim after event data such as PLOVER",
			[]enumDoc[ParticipantRole]{
				{ParticipantRoleHost, "It provided the place or invited the others."},
				{ParticipantRoleChair, "It presided over the proceedings."},
				{ParticipantRoleParticipant, "It took part, without any narrower role being known."},
				{ParticipantRoleMediator, "It helped the others to come to terms."},
				{ParticipantRoleObserver, "It was present without taking part."},
				{ParticipantRoleInitiator, "It brought the event about, in peaceful or hostile ways, without being called an attacker."},
				{ParticipantRoleAttacker, "It used force against another."},
				{ParticipantRoleVictim, "It suffered the use of force or other harm."},
				{ParticipantRoleSubject, "The event was done to it or was about it, without its being attacked or harmed."},
			}),
		enumOf(
			"How an instrument stands to a promise that it contains.",
			"Pactgraph",
			[]enumDoc[CreatesMode]{
				{CreatesModeCreates, "The instrument makes the promise for the first time."},
				{CreatesModeReaffirms, "The instrument repeats a promise that another instrument had already made."},
				{CreatesModeIncorporates, "The instrument takes over a promise from another text by referring to it, without restating it as its own."},
			}),
		enumOf(
			"How an instrument stands to a body or force that it provides for.",
			"Pactgraph",
			[]enumDoc[EstablishesMode]{
				{EstablishesModeEstablishes, "The instrument itself brings the body into being."},
				{EstablishesModeEnvisages, "The instrument foresees the body, which a further step is to bring into being."},
				{EstablishesModeCallsFor, "The instrument urges others to set up the body, without undertaking to do so."},
			}),
		enumOf(
			"How one instrument stands to another, read from the first to the second.",
			"Vienna Convention on the Law of Treaties 1969, Articles 30, 31, 39 to 41 and 59; Pactgraph",
			[]enumDoc[DeclarationRelation]{
				{DeclarationRelationDraftOf, "The first is an earlier, unsettled text of the second."},
				{DeclarationRelationAmends, "The first changes the text or effect of the second, which continues as changed (Articles 39 to 41)."},
				{DeclarationRelationSupplements, "The first adds to the second without changing what it says."},
				{DeclarationRelationImplements, "The first carries out or details what the second provides for."},
				{DeclarationRelationSupersedes, "The first takes the place of the second (Article 59, and Article 30 where both remain in force)."},
				{DeclarationRelationAnnexedTo, "The first is attached to the second as a part or companion of it."},
				{DeclarationRelationRefersTo, "The first mentions the second, without any of the other relations being shown."},
				{DeclarationRelationParallelTo, "The first stands beside the second as a counterpart, such as the like agreement with another partner."},
				{DeclarationRelationEnablesAccession, "The first lets somebody become a party to the second, as an accession protocol does."},
			}),
		enumOf(
			"How one promise stands to another, read from the first to the second.",
			"Pactgraph",
			[]enumDoc[ObligationRelation]{
				{ObligationRelationDependsOn, "The first is owed or can be performed only if the second is kept."},
				{ObligationRelationConsequenceOf, "The first falls due because the second is performed or broken."},
				{ObligationRelationVariantOf, "The first is another version of the second, from a different draft, text or report."},
				{ObligationRelationReaffirms, "The first repeats the second, which an earlier instrument had made."},
				{ObligationRelationImplements, "The first carries out or details the second."},
				{ObligationRelationInExchangeFor, "The first is given in return for the second, each being the price of the other."},
			}),
		enumOf(
			"In what way a promise concerns somebody or something that is neither its bearer nor the one to whom it is owed.",
			"Pactgraph",
			[]enumDoc[ConcernsRole]{
				{ConcernsRoleSubject, "The promise is about this actor or instrument, such as a body to be set up or a text to be negotiated."},
				{ConcernsRoleInstrument, "This actor or instrument is the means by which the promise is to be carried out."},
			}),
		enumOf(
			"What a condition does to a promise when it holds.",
			"Pactgraph; exceptions and defeasibility as in LegalRuleML",
			[]enumDoc[ConditionRole]{
				{ConditionRoleActivates, "The promise calls for performance only once the condition holds."},
				{ConditionRoleLimits, "The promise extends only to cases or matters for which the condition holds."},
				{ConditionRoleSuspends, "The promise does not apply for as long as the condition holds."},
				{ConditionRoleTerminates, "The promise ends for good once the condition holds."},
				{ConditionRoleExcept, "The promise does not cover a case in which the condition holds, while it goes on applying to all others."},
			}),
		enumOf(
			"The part that an actor or instrument plays in what a condition describes.",
			"Pactgraph; attacker and victim after ATOP and event data",
			[]enumDoc[ConditionConcernsRole]{
				{ConditionConcernsRoleAttacker, "The actor whose attack or hostile act the condition describes."},
				{ConditionConcernsRoleVictim, "The actor that is attacked or threatened in what the condition describes."},
				{ConditionConcernsRoleSubject, "The actor or instrument that the condition is about in any other way."},
			}),
		enumOf(
			"Whom a condition means by the victim where it describes that victim by role and does not name it.",
			"Pactgraph",
			[]enumDoc[VictimRole]{
				{VictimRoleAnyParty, "Any actor that is a party to the instrument on the date asked about."},
			}),
		enumOf(
			"How far it is established that an event performs or breaks a promise, and on whose part.",
			"Pactgraph",
			[]enumDoc[Assessment]{
				{AssessmentAlleged, "Somebody claims it, and neither an admission nor a finding is recorded."},
				{AssessmentDenied, "It has been claimed, and the one accused or credited disputes it."},
				{AssessmentAdmitted, "The one to whom it is ascribed acknowledges it."},
				{AssessmentFound, "A court, organ or monitor with authority to do so has determined it."},
			}),
		enumOf(
			"The field of operations in which something promised is to be done.",
			"NATO operational domains (air, sea, land, cyber, space); Pactgraph for information",
			[]enumDoc[Domain]{
				{DomainAir, "In or from the air, including air defence."},
				{DomainSea, "On, under or from the sea, including ports and sea lanes."},
				{DomainLand, "On land, including operations by ground forces."},
				{DomainCyber, "In computer networks and systems."},
				{DomainSpace, "In or by way of outer space, such as by satellites."},
				{DomainInformation, "In public information and opinion, such as countering propaganda."},
			}),
		enumOf(
			"How much the text leaves to the bearer’s own judgement.",
			"Pactgraph",
			[]enumDoc[Discretion]{
				{DiscretionNone, "The text fixes what is to be done, leaving the bearer no choice of substance."},
				{DiscretionSome, "The text fixes that something is to be done and leaves the means or extent, wholly or partly, to the bearer."},
				{DiscretionFull, "The bearer alone judges what, if anything, to do, as where it takes ‘such action as it deems necessary’."},
			}),
	}
}
