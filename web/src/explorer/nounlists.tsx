// The lists of each noun: what is asked, the columns, and what they can be filtered and ordered by.
import type { JSX } from "preact";
import { byDates, byDerived, byField, byList, byOneThing, byPromisesEnded, bySource, byText, byThing, byThingKind, type Facet } from "./filters";
import {
  ActorFacetsDocument,
  ActorListDocument,
  ConditionFacetsDocument,
  ConditionListDocument,
  DeclarationFacetsDocument,
  DeclarationListDocument,
  EventFacetsDocument,
  EventListDocument,
  ObligationFacetsDocument,
  ObligationListDocument,
  SourceFacetsDocument,
  SourceListDocument,
  StatementFacetsDocument,
  StatementListDocument,
  type ActorListQuery,
  type ConditionListQuery,
  type DeclarationListQuery,
  type EventListQuery,
  type FacetGroupsFragment,
  type SourceListQuery,
  type StatementListQuery,
  type TypedDocumentString,
} from "./gql";
import { codes } from "./facts";
import { promiseColumnsWithDeclaration } from "./promises";
import type { Column } from "./table";
import { Status, Thing, Things, type Named } from "./ui";
import { binding, date, number, period, words } from "./words";

/** What every list is asked with. */
export interface ListVariables {
  filter: unknown;
  orderBy: { field: string; direction: "ASC" | "DESC" }[];
  asOf: string | null;
  first: number | null;
  after: string | null;
  last: number | null;
  before: string | null;
  /** How many of the things at the other end of a relation are wanted for each row; a few, if left out. */
  ends?: number;
}

/** A page of a list. */
export interface ListPage<R> {
  list: {
    totalCount: number;
    pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor?: string | null; endCursor?: string | null };
    nodes: readonly R[];
  };
}

/** The list of a noun. */
export interface NounList<R extends Named = Named> {
  document: TypedDocumentString<ListPage<R>, ListVariables>;
  /** The question for how many there are of each value, by facet; each takes a filter of its own. */
  counting: TypedDocumentString<Record<string, FacetGroupsFragment>, Record<string, unknown>>;
  /** The parameters of the facets that are counted. */
  counted: string[];
  columns: Column<R>[];
  facets: Facet[];
  /** What it can be ordered by: the field, and what that is called. The first is the usual order. */
  orders: [string, string][];
}

// listOf makes the list of a noun. The questions have the noun's own types of filter and order, which are made from facets.
function listOf<R extends Named>(of: Omit<NounList<R>, "document" | "counting"> & { document: object; counting: object }): NounList {
  return of as unknown as NounList;
}

type Rows<Q extends { list: { nodes: readonly unknown[] } }> = Q["list"]["nodes"][number];

const named = <R extends Named>(name: string): Column<R> => ({ name, value: (row) => row.label, show: (row): JSX.Element => <Thing of={row} /> });
const ided: Column<Named> = { name: "Id", value: (row) => row.id, filed: true };

interface Few {
  totalCount: number;
  nodes: readonly Named[];
}

/** Some of several things, and how many more there are. */
function Few(props: { of: Few }): JSX.Element {
  const more = props.of.totalCount - props.of.nodes.length;
  const once = [...new Map(props.of.nodes.map((one) => [one.id, one])).values()];
  return (
    <>
      <Things of={once} />
      {more > 0 && <span class="faint"> and {number(more)} more</span>}
    </>
  );
}

function fewText(of: Few): string {
  const more = of.totalCount - of.nodes.length;
  return [...new Set(of.nodes.map((one) => one.label)), ...(more > 0 ? [`and ${more} more`] : [])].join("; ");
}

const actorColumns: Column<Rows<ActorListQuery>>[] = [
  named("Actor"),
  { name: "What it is", value: (row) => words(row.kind) },
  { name: "Formal name", value: (row) => row.fullName },
  { name: "Member of", value: (row) => fewText(row.memberOf), show: (row) => <Few of={row.memberOf} />, sparse: true },
  { name: "Owes", value: (row) => row.owes.totalCount, class: "number" },
  { name: "Is owed", value: (row) => row.owed.totalCount, class: "number" },
  { name: "Does it exist?", value: (row) => words(row.existence), sparse: true },
  { name: "Codes", value: (row) => codes(row.identifiers), filed: true },
  ided,
];

const declarationColumns: Column<Rows<DeclarationListQuery>>[] = [
  named("Declaration"),
  { name: "Kind", value: (row) => words(row.kind) },
  { name: "How far it has come", value: (row) => words(row.status) },
  { name: "How binding", value: (row) => binding(row.bindingness) },
  { name: "Adopted", value: (row) => row.adoptedOn, filed: true },
  { name: "Signed", value: (row) => row.signedOn, show: (row) => date(row.signedOn ?? row.adoptedOn) || <span class="faint">–</span> },
  { name: "In force", value: (row) => row.inForceOn, filed: true },
  { name: "Ended", value: (row) => row.terminatedOn, show: (row) => date(row.terminatedOn) || <span class="faint">–</span> },
  { name: "Place", value: (row) => row.place, sparse: true },
  { name: "Promises", value: (row) => row.obligations.totalCount, class: "number" },
  { name: "Who", value: (row) => fewText(row.parties.totalCount > 0 ? row.parties : row.partyActions), show: (row) => <Few of={row.parties.totalCount > 0 ? row.parties : row.partyActions} /> },
  ided,
];

const conditionColumns: Column<Rows<ConditionListQuery>>[] = [
  named("Condition"),
  { name: "Kind", value: (row) => words(row.kind) },
  { name: "Does it hold?", value: (row) => words(row.state.state), show: (row) => <Status status={row.state.state} reason={row.state.reason} /> },
  { name: "Why", value: (row) => row.state.reason },
  {
    name: "Names",
    value: (row) => row.concerns.edges.map((edge) => `${edge.node.label} (${words(edge.role) || "part unknown"})`).join("; "),
    sparse: true,
  },
  { name: "Promises that depend on it", value: (row) => row.obligations.totalCount, class: "number" },
  ided,
];

const eventColumns: Column<Rows<EventListQuery>>[] = [
  named("Event"),
  { name: "Kind", value: (row) => words(row.kind) },
  { name: "From", value: (row) => row.from, filed: true },
  { name: "Until", value: (row) => row.to, filed: true },
  { name: "When", value: (row) => (row.to && row.to !== row.from ? period(row.from, row.to) : date(row.from)) },
  { name: "Place", value: (row) => row.place },
  { name: "Did it happen?", value: (row) => words(row.status) },
  { name: "Who took part", value: (row) => fewText(row.participants), show: (row) => <Few of={row.participants} /> },
  ided,
];

const statementColumns: Column<Rows<StatementListQuery>>[] = [
  named("Statement"),
  { name: "Who said it", value: (row) => fewText(row.madeBy), show: (row) => <Few of={row.madeBy} /> },
  { name: "What was done by saying it", value: (row) => words(row.act) },
  { name: "How it is reported", value: (row) => words(row.form) },
  { name: "Date", value: (row) => row.date, show: (row) => date(row.date) || <span class="faint">–</span> },
  { name: "About", value: (row) => fewText(row.about), show: (row) => <Few of={row.about} /> },
  ided,
];

const sourceColumns: Column<Rows<SourceListQuery>>[] = [
  named("Source"),
  { name: "Kind", value: (row) => words(row.kind) },
  { name: "Published by", value: (row) => row.publisher?.label, show: (row) => (row.publisher ? <Thing of={row.publisher} /> : <span class="faint">–</span>) },
  { name: "Author", value: (row) => row.author, sparse: true },
  { name: "Published", value: (row) => row.publishedOn, show: (row) => date(row.publishedOn) || <span class="faint">–</span> },
  { name: "Retrieved", value: (row) => row.retrievedOn, filed: true },
  { name: "Language", value: (row) => row.language },
  { name: "Reliability (A to F)", value: (row) => row.reliability, sparse: true },
  { name: "Quotes", value: (row) => row.evidence.totalCount, class: "number" },
  { name: "Goes back to", value: (row) => fewText(row.cites), show: (row) => <Few of={row.cites} />, sparse: true },
  { name: "Address", value: (row) => row.url, filed: true },
  ided,
];

/** The lists, by noun. */
export const nounLists: Record<string, NounList> = {
  obligation: listOf({
    document: ObligationListDocument,
    counting: ObligationFacetsDocument,
    counted: ["status", "kind", "bindingness", "bearer", "counterparty", "beneficiary"],
    columns: promiseColumnsWithDeclaration,
    facets: [
      byDerived("status", "Where it stands"),
      byField("kind"),
      byField("bindingness"),
      byThing("bearer", "Who owes it", "bearers"),
      byThing("counterparty", "To whom", "counterparties"),
      byThing("beneficiary", "For whom", "beneficiaries"),
      byThing("against", "Against whom", "against"),
      byThing("concerns", "About", "concerns"),
      byThing("declaration", "Made in", "declarations"),
      byThing("condition", "Only if", "conditions"),
      byThingKind("bearerKind", "Kind of those who owe it", "bearers"),
      byThingKind("counterpartyKind", "Kind of those it is owed to", "counterparties"),
      byThingKind("beneficiaryKind", "Kind of those it is for", "beneficiaries"),
      byThingKind("declarationKind", "Kind of what makes it", "declarations"),
      byThingKind("conditionKind", "Kind of condition", "conditions"),
      byField("modality"),
      byField("bearerMode"),
      byField("bearerRole"),
      byField("discretion"),
      byField("place", "Place", "place", "text"),
      byList("domain", "On land, at sea, in the air", "domains", "words"),
      byList("topic", "Topic", "topics", "text"),
      bySource,
      byText(["summary", "purpose", "modalText"], ["topics"]),
      ...byDates("from"),
    ],
    orders: [
      ["ID", "name in the data"],
      ["KIND", "kind"],
      ["SUMMARY", "text"],
      ["BINDINGNESS", "how binding"],
      ["FROM", "beginning"],
      ["TO", "end"],
      ["DUE", "due date"],
      ["DEGREE", "how much it is tied to"],
    ],
  }),
  declaration: listOf({
    document: DeclarationListDocument,
    counting: DeclarationFacetsDocument,
    counted: ["kind", "status", "bindingness", "party", "signatory"],
    columns: declarationColumns,
    facets: [
      byField("kind"),
      byField("status", "How far it has come"),
      byField("bindingness"),
      byThing("party", "Who is bound", "parties"),
      byThing("signatory", "Who signed or joined", "partyActions"),
      byThing("body", "What it sets up", "establishes"),
      byThingKind("promise", "Kind of promise", "obligations"),
      byField("stage", "Stage of a peace process"),
      byField("place", "Place", "place", "text"),
      bySource,
      byText(["title", "place"]),
      ...byDates("signedOn"),
    ],
    orders: [
      ["SIGNED_ON", "date of signature"],
      ["TITLE", "title"],
      ["KIND", "kind"],
      ["STATUS", "how far it has come"],
      ["IN_FORCE_ON", "entry into force"],
      ["TERMINATED_ON", "end"],
      ["DEGREE", "how much it is tied to"],
    ],
  }),
  actor: listOf({
    document: ActorListDocument,
    counting: ActorFacetsDocument,
    counted: ["kind", "existence", "member"],
    columns: actorColumns,
    facets: [
      byField("kind", "What it is"),
      byField("existence", "Does it exist?"),
      byThing("member", "Member of", "memberOf"),
      byThing("party", "Bound by", "partyTo"),
      byThing("promise", "Owes the promise", "owes"),
      byThingKind("owes", "Owes promises of the kind", "owes"),
      byThingKind("owed", "Is owed promises of the kind", "owed"),
      bySource,
      byText(["name", "fullName"], ["aliases"]),
    ],
    orders: [
      ["DEGREE", "how much it is tied to"],
      ["NAME", "name"],
      ["KIND", "what it is"],
      ["FROM", "beginning"],
    ],
  }),
  condition: listOf({
    document: ConditionListDocument,
    counting: ConditionFacetsDocument,
    counted: ["kind", "state"],
    columns: conditionColumns,
    facets: [byField("kind"), byDerived("state", "Does it hold?"), byThing("concerns", "Names", "concerns"), byThing("promise", "Condition of", "obligations"), byPromisesEnded, bySource, byText(["text"])],
    orders: [
      ["DEGREE", "how much it is tied to"],
      ["TEXT", "text"],
      ["KIND", "kind"],
    ],
  }),
  event: listOf({
    document: EventListDocument,
    counting: EventFacetsDocument,
    counted: ["kind", "status", "participant"],
    columns: eventColumns,
    facets: [
      byField("kind"),
      byField("status", "Did it happen?"),
      byThing("participant", "Who took part", "participants"),
      byThing("declaration", "About the declaration", "concerns"),
      byField("place", "Place", "place", "text"),
      bySource,
      byText(["title", "place"]),
      ...byDates("from"),
    ],
    orders: [
      ["FROM", "date"],
      ["TITLE", "title"],
      ["KIND", "kind"],
      ["DEGREE", "how much it is tied to"],
    ],
  }),
  statement: listOf({
    document: StatementListDocument,
    counting: StatementFacetsDocument,
    counted: ["act", "form", "speaker"],
    columns: statementColumns,
    facets: [
      byField("act"),
      byField("form"),
      byThing("speaker", "Who said it", "madeBy"),
      byThing("about", "About", "about"),
      byThing("event", "Said at", "madeAt"),
      bySource,
      byText(["text"]),
      ...byDates("date"),
    ],
    orders: [
      ["DATE", "date"],
      ["TEXT", "text"],
      ["ACT", "what was done by saying it"],
      ["DEGREE", "how much it is tied to"],
    ],
  }),
  source: listOf({
    document: SourceListDocument,
    counting: SourceFacetsDocument,
    counted: ["kind", "reliability", "language", "publisher"],
    columns: sourceColumns,
    facets: [
      byField("kind"),
      byField("reliability", "Reliability (A to F)", "reliability", "text"),
      byField("language", "Language", "language", "text"),
      byOneThing("publisher", "Published by", "publisher"),
      byText(["title", "author"]),
      ...byDates("publishedOn"),
    ],
    orders: [
      ["PUBLISHED_ON", "date of publication"],
      ["TITLE", "title"],
      ["KIND", "kind"],
      ["DEGREE", "how much it is tied to"],
    ],
  }),
};
