// An actor: what it owes and is owed, what it belongs to, what it is bound by, what it said and did.
import type { JSX } from "preact";
import { askServer, useAsk } from "../api";
import { useTitle } from "../app";
import { ClaimsButton, claimsOfEach, type Claimed } from "../evidence";
import { codes, Facts, factTable, mostClaims, type Fact } from "../facts";
import type { Filter } from "../filters";
import { ActorPageDocument, type ActorPageQuery, type ActorPageQueryVariables } from "../gql";
import { CountBars, ListingView, useListing, wholeTable } from "../listing";
import { nounLists } from "../nounlists";
import { Line, NoSuch, PageHead, Part } from "../page";
import { address, addressWith, usePlace } from "../router";
import { eventLine, StatementRows, statementColumns } from "../rows";
import { DataTable, More, nestedTable, once, useShown, type Column } from "../table";
import { Answered, Thing, Things, type Named } from "../ui";
import type { ViewProps } from "../views";
import { date, number, period, words, Words } from "../words";

type Acting = NonNullable<ActorPageQuery["actor"]>;
type Bound = Acting["partyTo"]["edges"][number];
type Action = Acting["partyActions"]["edges"][number];
type Attendance = ActorPageQuery["events"]["nodes"][number];

// A side of promises: which promises these are, what is said of them, and by what they are counted.
interface Side {
  name: string;
  says: (label: string) => string;
  filter: (id: string) => Filter;
  /** By which facets it is counted, and what these are called here. */
  counted: [string, string][];
}

const always: [string, string][] = [
  ["status", "Where it stands"],
  ["kind", "Kind"],
];
const some = (id: string) => ({ some: { node: { id: { eq: id } } } });

const sides: Record<"owes" | "owed" | "against" | "about", Side> = {
  owes: { name: "What it owes", says: (label) => `What ${label} owes`, filter: (id) => ({ bearers: some(id) }), counted: [...always, ["counterparty", "To whom"], ["beneficiary", "For whom"], ["bearer", "Who owes it too"]] },
  owed: { name: "What it is owed", says: (label) => `What ${label} is owed`, filter: (id) => ({ or: [{ counterparties: some(id) }, { beneficiaries: some(id) }] }), counted: [...always, ["bearer", "Who owes it"]] },
  against: { name: "Promises against it", says: (label) => `Promises against ${label}`, filter: (id) => ({ against: some(id) }), counted: [...always, ["bearer", "Who owes it"]] },
  about: { name: "Promises about it", says: (label) => `Promises about ${label}`, filter: (id) => ({ concerns: some(id) }), counted: [...always, ["bearer", "Who owes it"]] },
};

type SideName = keyof typeof sides;
const sideNames = Object.keys(sides) as SideName[];

export default function Actor(props: ViewProps): JSX.Element {
  const ties = useShown("ties", 25, most.ties);
  const variables = {
    id: props.id,
    owes: sides.owes.filter(props.id),
    owed: sides.owed.filter(props.id),
    against: sides.against.filter(props.id),
    about: sides.about.filter(props.id),
    tookPart: { participants: some(props.id) },
    self: { id: { eq: props.id } },
    ties,
    said: claimsOfEach(ties),
    claims: useShown("claims", 60, mostClaims),
    declarations: useShown("declarations", 25, most.declarations),
    events: useShown("events", 10, most.events),
    statements: useShown("statements", 10, most.statements),
  };
  const asked = useAsk(ActorPageDocument, variables);
  useTitle(asked.data?.actor?.label ?? "Actor");
  return (
    <Answered of={asked}>
      {(data) => (data.actor ? <Page of={data.actor} totals={data} events={data.events} variables={variables} /> : <NoSuch noun="actor" id={props.id} />)}
    </Answered>
  );
}

type Totals = Pick<ActorPageQuery, SideName>;

// sideAt gives the side that the address names, or else the first that has promises.
function sideAt(query: URLSearchParams, totals: Totals): SideName {
  return sideNames.find((name) => name === query.get("side")) ?? sideNames.find((name) => totals[name].totalCount > 0) ?? "owes";
}

// How many the page's question may ask for at once.
const most = { ties: 200, declarations: 500, events: 500, statements: 200 };

function Page(props: { of: Acting; totals: Totals; events: ActorPageQuery["events"]; variables: ActorPageQueryVariables }): JSX.Element {
  const { of, totals, events } = props;
  const everything = once(() => askServer(ActorPageDocument, { ...props.variables, ...most, said: 1, claims: 1 }));
  const all = async () => (await everything()).actor!;
  const side = sideAt(usePlace().query, totals);
  const listing = useListing(nounLists.obligation!, { base: sides[side].filter(of.id), size: 15 });
  const counted = listing.counts.data !== undefined || listing.counts.error !== undefined || totals[side].totalCount === 0;
  const ties = tiesOf(of);
  const facts = factsOf(of);
  const tables = [
    ...wholeTable(sides[side].name, listing),
    nestedTable("Ties", tieColumns, ties.rows, ties.total, async () => tiesOf(await all()).rows),
    nestedTable("Bound by", boundColumns, of.partyTo.edges, of.partyTo.totalCount, async () => (await all()).partyTo.edges),
    nestedTable("What it did to be bound", actionColumns, of.partyActions.edges, of.partyActions.totalCount, async () => (await all()).partyActions.edges),
    nestedTable("Events", eventColumns, events.nodes, events.totalCount, async () => (await everything()).events.nodes),
    nestedTable("Statements", statementColumns, of.statements.nodes, of.statements.totalCount, async () => (await all()).statements.nodes),
    factTable(facts, of.claims.nodes),
  ];
  return (
    <>
      <PageHead
        of={of}
        line={<Line of={[Words(of.kind), of.fullName !== of.label && of.fullName, of.existence && of.existence !== "OPERATING" && words(of.existence), period(of.from, of.to)]} />}
        questions={[{ text: ActorPageDocument.toString(), variables: props.variables }, ...listing.questions]}
        tables={tables}
      />
      <section class={counted ? "part" : "part filling"}>
        <h2>Promises</h2>
        <nav class="row nouns" aria-label="Which promises">
          {sideNames.filter((name) => totals[name].totalCount > 0 || name === side).map((name) => (
            <a key={name} href={sideAddress(name)} aria-current={name === side ? "true" : undefined}>
              {sides[name].name} ({number(totals[name].totalCount)})
            </a>
          ))}
        </nav>
        {totals[side].totalCount === 0 ? (
          <NoPromise of={of} />
        ) : (
          <>
            <CountBars of={listing} by={sides[side].counted} but={of.id} />
            {counted && <ListingView of={listing} one="promise" many="promises" caption={sides[side].says(of.label)} />}
          </>
        )}
      </section>
      <Part title="Memberships, offices and other ties" n={ties.total}>
        <DataTable caption={`What ${of.label} belongs to, and what belongs to it`} columns={tieColumns} rows={ties.rows} keyOf={(row) => row.id + row.how} />
        <More name="ties" shown={ties.rows.length} total={ties.total} one="tie" most={most.ties} list={of.members.totalCount > 0 ? address("/list", { noun: "actor", member: of.id }) : undefined} />
      </Part>
      <Part title="Bound by" n={of.partyTo.totalCount} entries>
        <DataTable caption={`Declarations that ${of.label} is or was bound by`} columns={boundColumns} rows={of.partyTo.edges} keyOf={(row) => row.id} />
        <More name="declarations" shown={of.partyTo.edges.length} total={of.partyTo.totalCount} one="entry" many="entries" most={most.declarations} list={address("/list", { noun: "declaration", party: of.id })} />
      </Part>
      <Part title="What it did to be bound" n={of.partyActions.totalCount}>
        <DataTable caption={`What ${of.label} signed, ratified or left`} columns={actionColumns} rows={of.partyActions.edges} keyOf={(row) => row.id} />
        <More name="declarations" shown={of.partyActions.edges.length} total={of.partyActions.totalCount} one="action" most={most.declarations} />
      </Part>
      <Part title="Set up by" n={of.establishedBy.totalCount}>
        <Things of={of.establishedBy.edges.map((edge) => edge.node)} />
      </Part>
      <Part title="Events" n={events.totalCount}>
        <DataTable caption={`Events in which ${of.label} took part`} columns={eventColumns} rows={events.nodes} keyOf={(row) => row.id} />
        <More name="events" shown={events.nodes.length} total={events.totalCount} one="event" most={most.events} list={address("/list", { noun: "event", participant: of.id })} />
      </Part>
      <Statements title="What it said" of={of.statements} />
      <Statements title="What was said for it" of={of.statementsFor} />
      <Statements title="What was said about it" of={of.statementsAbout} />
      <Part title="Conditions that name it" n={of.conditions.totalCount}>
        <ul class="inline">
          {of.conditions.edges.map((edge) => (
            <li key={edge.id}>
              <Thing of={edge.node} /> <span class="faint">{edge.role ? `as ${words(edge.role)}` : "part unknown"}</span>
            </li>
          ))}
        </ul>
        {of.conditions.totalCount > of.conditions.edges.length && <a href={address("/list", { noun: "condition", concerns: of.id })}>All {number(of.conditions.totalCount)} of them</a>}
      </Part>
      <Part title="Published" n={of.published.totalCount}>
        <Things of={of.published.nodes} />
        {of.published.totalCount > of.published.nodes.length && <a href={address("/list", { noun: "source", publisher: of.id })}>All {number(of.published.totalCount)} of them</a>}
      </Part>
      <Part title="What is recorded of it">
        <Facts of={facts} claims={of.claims} silentOn={of.silentOn} />
      </Part>
    </>
  );
}

// NoPromise leads from somebody who owes nothing and is owed nothing to those for whom they speak.
function NoPromise(props: { of: Acting }): JSX.Element {
  const edges = [...props.of.offices.edges, ...props.of.represents.edges, ...props.of.memberOf.edges];
  const others = [...new Map(edges.map(({ node }) => [node.id, node])).values()];
  return (
    <>
      <p class="faint">No promise is recorded that it owes or is owed itself.</p>
      {others.length > 0 && (
        <div class="row">
          See the promises of <Things of={others} />
        </div>
      )}
    </>
  );
}

// sideAddress leads to another side, without the filters of this one.
function sideAddress(name: SideName): string {
  const clear = Object.fromEntries(nounLists.obligation!.facets.map((facet) => [facet.param, undefined]));
  return addressWith({ ...clear, after: undefined, before: undefined, side: name });
}

function Statements(props: { title: string; of: Acting["statements"] }): JSX.Element {
  const { of } = props;
  return (
    <Part title={props.title} n={of.totalCount}>
      <StatementRows of={of.nodes} />
      <More name="statements" shown={of.nodes.length} total={of.totalCount} one="statement" most={most.statements} />
    </Part>
  );
}

interface Tie {
  id: string;
  how: string;
  node: Named;
  as: string;
  from?: string | null;
  to?: string | null;
  claims: { totalCount: number; nodes: readonly Claimed[] };
}

// tiesOf brings together what an actor belongs to and what belongs to it.
function tiesOf(of: Acting): { rows: Tie[]; total: number } {
  type Edge = Omit<Tie, "how" | "as"> & { role?: string | null; title?: string | null };
  const all: [string, { totalCount: number; edges: readonly Edge[] }][] = [
    ["is a member of", of.memberOf],
    ["has as a member", of.members],
    ["is a part of", of.partOf],
    ["has as a part", of.parts],
    ["holds an office in", of.offices],
    ["has as an office holder", of.officeHolders],
    ["represents", of.represents],
    ["is represented by", of.representatives],
  ];
  return {
    rows: all.flatMap(([how, { edges }]) => edges.map((edge) => ({ ...edge, how, as: edge.title ?? words(edge.role) }))),
    total: all.reduce((sum, [, { totalCount }]) => sum + totalCount, 0),
  };
}

const tieColumns: Column<Tie>[] = [
  { name: "Whom", value: (row) => row.node.label, show: (row) => <Thing of={row.node} /> },
  { name: "How", value: (row) => row.how },
  { name: "As", value: (row) => row.as, sparse: true },
  { name: "From", value: (row) => row.from, filed: true },
  { name: "Until", value: (row) => row.to, filed: true },
  { name: "When", value: (row) => period(row.from, row.to), sparse: true },
  { name: "Quotes", value: () => null, show: (row) => <ClaimsButton about={`${row.how} ${row.node.label}`} claims={row.claims.nodes} total={row.claims.totalCount} />, quiet: true },
  { name: "Id", value: (row) => row.node.id, filed: true },
];

const boundColumns: Column<Bound>[] = [
  { name: "Declaration", value: (row) => row.node.label, show: (row) => <Thing of={row.node} /> },
  { name: "Kind", value: (row) => words(row.node.kind) },
  { name: "How far it has come", value: (row) => words(row.node.status) },
  { name: "From", value: (row) => row.from, filed: true },
  { name: "Until", value: (row) => row.to, filed: true },
  { name: "Bound", value: (row) => period(row.from, row.to) },
  { name: "Phase", value: (row) => row.phase, sparse: true },
  { name: "Id", value: (row) => row.node.id, filed: true },
];

const actionColumns: Column<Action>[] = [
  { name: "Declaration", value: (row) => row.node.label, show: (row) => <Thing of={row.node} /> },
  { name: "What was done", value: (row) => words(row.action) },
  { name: "When", value: (row) => row.date, show: (row) => date(row.date) || <span class="faint">not recorded</span> },
  { name: "By whom", value: (row) => row.by?.label, show: (row) => (row.by ? <Thing of={row.by} /> : <span class="faint">–</span>), sparse: true },
  { name: "Id", value: (row) => row.node.id, filed: true },
];

// An event stands once, with all that the actor was in it.
const eventColumns: Column<Attendance>[] = [
  { name: "Event", value: (row) => row.label, show: (row) => <Thing of={row} /> },
  { name: "What and when", value: eventLine },
  { name: "As", value: (row) => joined(row, (edge) => words(edge.role)) },
  { name: "Named as", value: (row) => joined(row, (edge) => edge.asNamed), sparse: true },
  { name: "Id", value: (row) => row.id, filed: true },
];

type Role = Attendance["participants"]["edges"][number];

function joined(of: Attendance, value: (edge: Role) => string | null | undefined): string {
  return [...new Set(of.participants.edges.map(value).filter(Boolean))].join(", ");
}

function factsOf(of: Acting): Fact[] {
  return [
    { field: "name", text: of.name ?? "" },
    { field: "fullName", text: of.fullName ?? "" },
    { field: "kind", text: words(of.kind) },
    {
      field: "aliases",
      text: of.aliases.join(", "),
      show: (
        <ul class="inline">
          {of.aliases.map((alias) => (
            <li key={alias}>
              <bdi dir="auto">{alias}</bdi>
            </li>
          ))}
        </ul>
      ),
    },
    { field: "identifiers", text: codes(of.identifiers) },
    { field: "declaredSize", text: of.declaredSize === null ? "" : number(of.declaredSize!) },
    { field: "existence", text: words(of.existence) },
    { field: "from", text: date(of.from) },
    { field: "to", text: date(of.to) },
  ];
}
