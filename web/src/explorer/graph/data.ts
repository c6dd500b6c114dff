// What the server says of the nodes that are shown: their names and kinds, the edges between them, and how much there is besides.
import { AskError, askServer } from "../api";
import { GraphHeldDocument, GraphOfDocument, GraphThereDocument, type GraphEdgeFragment, type GraphNodeFragment, type GraphOfQuery } from "../gql";
import { date, nounOf, words } from "../words";

/** A node as the picture and the list show it. */
export interface GraphNode {
  id: string;
  label: string;
  noun: string;
  /** What kind it is, in words. */
  kind: string;
  /** The first day that is known of it, for the layout by time; "" if none is. */
  day: string;
  /** The state itself, or the one that it belongs to as far as its parts and offices tell. */
  country?: { id: string; label: string };
  /** How many edges it has in the whole graph. */
  degree: number;
  /** How many of its edges lead out of the picture, relation by relation. */
  leftOut: { field: string; count: number }[];
  status?: string;
}

/** An edge with its end points. */
export type GraphEdge = GraphEdgeFragment;

export interface GraphData {
  nodes: GraphNode[];
  edges: GraphEdge[];
  /** Nodes that there are none of, or that didn't hold on the date. */
  missing: string[];
}

export const noData: GraphData = { nodes: [], edges: [], missing: [] };

/** Asks for the graph between some nodes, as it held on a date ("" for any). Nodes that there are none of are left out. */
export async function askGraph(ids: string[], asOf: string, signal: AbortSignal): Promise<GraphData> {
  if (ids.length === 0) return noData;
  let answers: [GraphOfQuery, Set<string>];
  try {
    answers = await askBoth(ids, asOf, signal);
  } catch (error) {
    if (!(error instanceof AskError) || error.code !== "NOT_FOUND") throw error;
    const there = await askThere(ids, signal); // something was taken back since the link was made
    if (there.length === 0) return { ...noData, missing: ids };
    answers = await askBoth(there, asOf, signal);
  }
  const [{ subgraph }, held] = answers;
  const nodes = subgraph.nodes.filter(({ node }) => held.has(node.id)).map(asNode);
  const shown = new Set(nodes.map((node) => node.id));
  return {
    nodes,
    edges: subgraph.edges.filter((edge) => shown.has(edge.start) && shown.has(edge.end)),
    missing: ids.filter((id) => !shown.has(id)),
  };
}

function askBoth(ids: string[], asOf: string, signal: AbortSignal): Promise<[GraphOfQuery, Set<string>]> {
  return Promise.all([askServer(GraphOfDocument, { ids, asOf: asOf || null }, { signal }), asOf ? askHeld(ids, asOf, signal) : new Set(ids)]);
}

const page = 1000; // ids in one question

// askThere gives those of the ids that there still is something of, under the ids that they have now.
async function askThere(ids: string[], signal: AbortSignal): Promise<string[]> {
  const there: string[] = [];
  for (let i = 0; i < ids.length; i += page) {
    const { nodes } = await askServer(GraphThereDocument, { ids: ids.slice(i, i + page) }, { signal });
    for (const node of nodes) if (node) there.push(node.id);
  }
  return [...new Set(there)];
}

// askHeld gives those of the ids that held on the date, by the server's own rule for each noun. Of obligations it asks their statuses,
// by which the rule goes: Neo4j takes seconds to plan the filter by a derived status.
async function askHeld(ids: string[], asOf: string, signal: AbortSignal): Promise<Set<string>> {
  const held = new Set<string>();
  for (let i = 0; i < ids.length; i += page) {
    const some = ids.slice(i, i + page);
    const of = (noun: string) => some.filter((id) => nounOf(id) === noun);
    const answer = await askServer(
      GraphHeldDocument,
      {
        asOf,
        actors: of("actor"),
        declarations: of("declaration"),
        obligations: of("obligation"),
        conditions: of("condition"),
        events: of("event"),
        statements: of("statement"),
        sources: of("source"),
      },
      { signal },
    );
    const { obligations, ...lists } = answer;
    for (const list of Object.values(lists)) if (typeof list === "object") for (const { id } of list.nodes) held.add(id);
    for (const node of obligations) if (node?.__typename === "Obligation" && !["PROSPECTIVE", "TERMINATED"].includes(node.status.status)) held.add(node.id);
  }
  return held;
}

function asNode({ node, leftOut }: GraphOfQuery["subgraph"]["nodes"][number]): GraphNode {
  return {
    id: node.id,
    label: node.label,
    noun: nounOf(node.id),
    kind: kindOf(node),
    day: dayOf(node),
    country: node.__typename === "Actor" ? countryOf(node) : undefined,
    degree: node.degree ?? 0,
    leftOut: [...leftOut],
    status: node.__typename === "Obligation" ? node.status.status : undefined,
  };
}

function kindOf(node: GraphNodeFragment): string {
  switch (node.__typename) {
    case "Actor":
      return words(node.actorKind);
    case "Declaration":
      return words(node.declarationKind);
    case "Obligation":
      return words(node.obligationKind);
    case "Condition":
      return words(node.conditionKind);
    case "Event":
      return words(node.eventKind);
    case "Statement":
      return words(node.act);
    case "Source":
      return words(node.sourceKind);
  }
}

function dayOf(node: GraphNodeFragment): string {
  switch (node.__typename) {
    case "Declaration":
      return node.adoptedOn ?? node.signedOn ?? node.inForceOn ?? "";
    case "Statement":
      return node.date ?? "";
    case "Source":
      return node.publishedOn ?? "";
    case "Condition":
      return "";
    default:
      return node.from ?? "";
  }
}

interface MaybeState {
  id: string;
  label: string;
  actorKind?: string | null;
  partOf?: { nodes: readonly MaybeState[] };
  offices?: { nodes: readonly MaybeState[] };
}

function countryOf(actor: MaybeState): { id: string; label: string } | undefined {
  if (actor.actorKind === "STATE") return { id: actor.id, label: actor.label };
  for (const next of [...(actor.partOf?.nodes ?? []), ...(actor.offices?.nodes ?? [])]) {
    const found = countryOf(next);
    if (found) return found;
  }
  return undefined;
}

/** Says what an edge is, seen from its start or, with back, from its end: "is owed by", "owes"; with its role or action and its date. */
export function edgeText(edge: Pick<GraphEdge, "type"> & Partial<GraphEdge>, back = false): string {
  const text = (back ? backWords : edgeWords)[edge.type] ?? words(edge.type);
  const more = [edge.title ?? words(edge.role ?? edge.action ?? edge.relation ?? edge.mode), date(edge.date)].filter(Boolean).join(", ");
  return more === "" ? text : `${text} (${more})`;
}

const edgeWords: Record<string, string> = {
  ABOUT: "is about",
  ADOPTED_AT: "was adopted at",
  AGAINST: "is directed against",
  BEARER: "is owed by",
  BENEFICIARY: "benefits",
  BREACHES: "breaches",
  CITES: "cites",
  CONCERNS: "concerns",
  CONDITIONED_ON: "depends on",
  COUNTERPARTY: "is owed to",
  CREATES: "contains",
  ESTABLISHES: "sets up",
  HOLDS_OFFICE: "holds office in",
  MADE_AT: "was made at",
  MADE_BY: "was made by",
  MEMBER_OF: "is a member of",
  ON_BEHALF_OF: "was made for",
  PARTICIPATED_IN: "took part in",
  PARTY_ACTION: "acted on",
  PARTY_TO: "is a party to",
  PART_OF: "is a part of",
  PERFORMS: "performs",
  PUBLISHED_BY: "was published by",
  RELATES_TO: "is related to",
  REPRESENTS: "represents",
  SATISFIES: "satisfies",
};

const backWords: Record<string, string> = {
  ABOUT: "is spoken of in",
  ADOPTED_AT: "saw the adoption of",
  AGAINST: "is the target of",
  BEARER: "owes",
  BENEFICIARY: "benefits from",
  BREACHES: "is breached by",
  CITES: "is cited by",
  CONCERNS: "is concerned by",
  CONDITIONED_ON: "is a condition of",
  COUNTERPARTY: "is owed",
  CREATES: "is contained in",
  ESTABLISHES: "is set up by",
  HOLDS_OFFICE: "has as office holder",
  MADE_AT: "is where it was said:",
  MADE_BY: "said",
  MEMBER_OF: "has as a member",
  ON_BEHALF_OF: "is spoken for in",
  PARTICIPATED_IN: "was attended by",
  PARTY_ACTION: "was acted on by",
  PARTY_TO: "has as a party",
  PART_OF: "has as a part",
  PERFORMS: "is performed by",
  PUBLISHED_BY: "published",
  RELATES_TO: "is related to",
  REPRESENTS: "is represented by",
  SATISFIES: "is satisfied by",
};

/** Says what a type of edges is. */
export function edgeTypeText(type: string): string {
  return edgeWords[type] ?? words(type);
}
