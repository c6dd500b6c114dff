// An event: who took part, what was adopted there, what it did to promises and conditions, and what was said.
import type { JSX } from "preact";
import { askServer, useAsk } from "../api";
import { useTitle } from "../app";
import { ClaimsButton, claimsOfEach } from "../evidence";
import { Facts, factTable, mostClaims, type Fact } from "../facts";
import { EventPageDocument, type EventPageQuery, type EventPageQueryVariables } from "../gql";
import { Line, NoSuch, PageHead, Part } from "../page";
import { eventLine, StatementRows, statementColumns } from "../rows";
import { DataTable, More, nestedTable, once, tableOf, useShown, type Column } from "../table";
import { Answered, Name, Thing, Things } from "../ui";
import type { ViewProps } from "../views";
import { date, period, words } from "../words";

type Happened = NonNullable<EventPageQuery["event"]>;
type Participant = Happened["participants"]["edges"][number];
type Deed = Happened["performs"]["edges"][number] & { breach: boolean };
type Met = Happened["satisfies"]["edges"][number];

export default function EventView(props: ViewProps): JSX.Element {
  const participants = useShown("participants");
  const variables = { id: props.id, participants, said: claimsOfEach(participants), statements: useShown("statements", 10), claims: useShown("claims", 60, mostClaims) };
  const asked = useAsk(EventPageDocument, variables);
  useTitle(asked.data?.event?.label ?? "Event");
  return <Answered of={asked}>{({ event }) => (event ? <Page of={event} variables={variables} /> : <NoSuch noun="event" id={props.id} />)}</Answered>;
}

function Page(props: { of: Happened; variables: EventPageQueryVariables }): JSX.Element {
  const { of } = props;
  const all = once(async () => (await askServer(EventPageDocument, { ...props.variables, participants: 1000, statements: 1000, said: 1, claims: 1 })).event!);
  const facts = factsOf(of);
  const deeds: Deed[] = [...of.performs.edges.map((edge) => ({ ...edge, breach: false })), ...of.breaches.edges.map((edge) => ({ ...edge, breach: true }))];
  const tables = [
    nestedTable("Who took part", participantColumns, of.participants.edges, of.participants.totalCount, async () => (await all()).participants.edges),
    tableOf("Promises", deedColumns, deeds),
    tableOf("Conditions", metColumns, of.satisfies.edges),
    nestedTable("What was said there", statementColumns, of.statements.nodes, of.statements.totalCount, async () => (await all()).statements.nodes),
    factTable(facts, of.claims.nodes),
  ];
  return (
    <>
      <PageHead of={of} line={<Line of={[eventLine({ ...of, status: null }), of.place, of.status && words(of.status)]} />} questions={[{ text: EventPageDocument.toString(), variables: props.variables }]} tables={tables} />
      <Part title="Who took part" n={of.participants.totalCount} none={of.silentOn.includes("participants") ? "The source doesn’t say." : "Nobody is recorded."}>
        <DataTable caption={`Who took part in ${of.label}`} columns={participantColumns} rows={of.participants.edges} keyOf={(row) => row.id} />
        <More name="participants" shown={of.participants.edges.length} total={of.participants.totalCount} one="participant" />
      </Part>
      <Part title="Adopted or signed there" n={of.declarations.totalCount}>
        <Things of={of.declarations.nodes} />
      </Part>
      <Part title="It was about" n={of.concerns.totalCount}>
        <Things of={of.concerns.nodes} />
      </Part>
      <Part title="Promises that it kept or broke" n={deeds.length}>
        <DataTable caption="Promises that the event kept or broke" columns={deedColumns} rows={deeds} keyOf={(row) => row.id} />
      </Part>
      <Part title="Conditions that it made hold" n={of.satisfies.totalCount}>
        <DataTable caption="Conditions that hold by the event" columns={metColumns} rows={of.satisfies.edges} keyOf={(row) => row.id} />
      </Part>
      <Part title="What was said there" n={of.statements.totalCount}>
        <StatementRows of={of.statements.nodes} />
        <More name="statements" shown={of.statements.nodes.length} total={of.statements.totalCount} one="statement" />
      </Part>
      <Part title="What was said about it" n={of.statementsAbout.totalCount}>
        <StatementRows of={of.statementsAbout.nodes} />
        <More name="statements" shown={of.statementsAbout.nodes.length} total={of.statementsAbout.totalCount} one="statement" />
      </Part>
      <Part title="What is recorded of it">
        <Facts of={facts} claims={of.claims} silentOn={of.silentOn} />
      </Part>
    </>
  );
}

const participantColumns: Column<Participant>[] = [
  { name: "Who", value: (row) => row.node.label, show: (row) => <Thing of={row.node} /> },
  { name: "As", value: (row) => words(row.role) },
  { name: "Named as", value: (row) => row.asNamed, show: (row) => (row.asNamed ? <>“{<Name>{row.asNamed}</Name>}”</> : <span class="faint">–</span>), sparse: true },
  { name: "Quotes", value: () => null, show: (row) => <ClaimsButton about={`${row.node.label} took part`} claims={row.claims.nodes} total={row.claims.totalCount} />, quiet: true },
  { name: "Id", value: (row) => row.node.id, filed: true },
];

const deedColumns: Column<Deed>[] = [
  { name: "Promise", value: (row) => row.node.label, show: (row) => <Thing of={row.node} /> },
  { name: "What it does", value: (row) => (row.breach ? "breaks it" : "keeps it") },
  { name: "By whom", value: (row) => row.by?.label, show: (row) => (row.by ? <Thing of={row.by} /> : <span class="faint">–</span>) },
  { name: "Is it so?", value: (row) => words(row.assessment) },
  { name: "Quotes", value: () => null, show: (row) => <ClaimsButton about={row.node.label} claims={row.claims.nodes} total={row.claims.totalCount} />, quiet: true },
  { name: "Id", value: (row) => row.node.id, filed: true },
];

const metColumns: Column<Met>[] = [
  { name: "Condition", value: (row) => row.node.label, show: (row) => <Thing of={row.node} /> },
  { name: "It holds", value: (row) => period(row.from, row.until) },
  { name: "Id", value: (row) => row.node.id, filed: true },
];

function factsOf(of: Happened): Fact[] {
  return [
    { field: "title", text: of.title ?? "" },
    { field: "kind", text: words(of.kind) },
    { field: "status", text: words(of.status) },
    { field: "from", text: date(of.from) },
    { field: "to", text: date(of.to) },
    { field: "place", text: of.place ?? "" },
  ];
}
