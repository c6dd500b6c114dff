// A declaration: what it promises, who signed it and is bound, what it sets up, and what happened to it.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { askServer, useAsk } from "../api";
import { useTitle } from "../app";
import { ClaimsButton, claimsOfEach } from "../evidence";
import { codes, Facts, factTable, mostClaims, type Fact } from "../facts";
import { DeclarationPageDocument, type DeclarationPageQuery, type DeclarationPageQueryVariables } from "../gql";
import { History, historyColumns, inOrder, type Happening } from "../history";
import { Line, NoSuch, PageHead, Part } from "../page";
import { promiseColumns } from "../promises";
import { address, go } from "../router";
import { StatementRows } from "../rows";
import { Search } from "../search";
import { DataTable, More, nestedTable, once, tableOf, useShown, type Column } from "../table";
import { TermOver, termOver } from "../term";
import { Answered, Dialog, Name, Thing, Things } from "../ui";
import type { ViewProps } from "../views";
import { binding, date, duration, period, words, Words } from "../words";

type Declared = NonNullable<DeclarationPageQuery["declaration"]>;
type Action = Declared["partyActions"]["edges"][number];
type Party = Declared["parties"]["edges"][number];
type Body = Declared["establishes"]["edges"][number];
type Related = Declared["related"]["edges"][number] & { back: boolean };

export default function Declaration(props: ViewProps): JSX.Element {
  const parties = useShown("parties");
  const variables = {
    id: props.id,
    asOf: props.place.query.get("asOf") || null,
    promises: useShown("promises"),
    parties,
    said: claimsOfEach(parties),
    claims: useShown("claims", 60, mostClaims),
    statements: useShown("statements", 10),
  };
  const asked = useAsk(DeclarationPageDocument, variables);
  useTitle(asked.data?.declaration?.label ?? "Declaration");
  return <Answered of={asked}>{({ declaration }) => (declaration ? <Page of={declaration} variables={variables} /> : <NoSuch noun="declaration" id={props.id} />)}</Answered>;
}

// How many of each are fetched for files, as far as one question may ask.
const whole = { promises: 250, parties: 1000, statements: 10, ends: 50, said: 1, claims: 1 };

function Page(props: { of: Declared; variables: DeclarationPageQueryVariables }): JSX.Element {
  const { of } = props;
  const all = once(async () => (await askServer(DeclarationPageDocument, { ...props.variables, ...whole })).declaration!);
  const facts = factsOf(of);
  const over = termOver(of, props.variables.asOf ?? null);
  const related: Related[] = [...of.related.edges.map((edge) => ({ ...edge, back: false })), ...of.relatedFrom.edges.map((edge) => ({ ...edge, back: true }))];
  const happened = inOrder(happenedTo(of));
  const tables = [
    nestedTable("Promises", promiseColumns, of.obligations.nodes, of.obligations.totalCount, async () => (await all()).obligations.nodes),
    nestedTable("Who signed", actionColumns, of.partyActions.edges, of.partyActions.totalCount, async () => (await all()).partyActions.edges),
    nestedTable("Who is bound", partyColumns, of.parties.edges, of.parties.totalCount, async () => (await all()).parties.edges),
    tableOf("What it sets up", bodyColumns, of.establishes.edges),
    tableOf("What happened", historyColumns, happened),
    tableOf("Related declarations", relatedColumns, related),
    factTable(facts, of.claims.nodes),
  ];
  return (
    <>
      <PageHead of={of} line={<Line of={[Words(of.kind), of.status !== "SIGNED" && words(of.status), binding(of.bindingness), madeOn(of), of.place]} />} questions={[{ text: DeclarationPageDocument.toString(), variables: props.variables }]} tables={tables}>
        <CompareWith of={of} />
      </PageHead>
      {over && (
        <TermOver of={of} over={over}>
          Its term
        </TermOver>
      )}
      <Part title="What is promised" n={of.obligations.totalCount} none={<NoPromise of={of} />}>
        <DataTable caption={`What ${of.label} promises`} columns={promiseColumns} rows={of.obligations.nodes} keyOf={(row) => row.id} />
        <More name="promises" shown={of.obligations.nodes.length} total={of.obligations.totalCount} one="promise" list={address("/list", { noun: "obligation", declaration: of.id })} />
      </Part>
      <Part title="Who signed or joined" n={of.partyActions.totalCount}>
        <DataTable caption={`What was done to be bound by ${of.label}`} columns={actionColumns} rows={of.partyActions.edges} keyOf={(row) => row.id} />
        <More name="parties" shown={of.partyActions.edges.length} total={of.partyActions.totalCount} one="action" />
      </Part>
      <Part title="Who is bound" n={of.parties.totalCount} entries>
        <DataTable caption={`Who is bound by ${of.label}, and when`} columns={partyColumns} rows={of.parties.edges} keyOf={(row) => row.id} />
        <More name="parties" shown={of.parties.edges.length} total={of.parties.totalCount} one="entry" many="entries" />
      </Part>
      <Part title="What it sets up" n={of.establishes.totalCount}>
        <DataTable caption={`Bodies that ${of.label} sets up, or means to`} columns={bodyColumns} rows={of.establishes.edges} keyOf={(row) => row.id} />
      </Part>
      <Part title="What happened" n={happened.length}>
        <History of={happened} />
        <More name="parties" shown={of.partyActions.edges.length} total={of.partyActions.totalCount} one="action of a party" many="actions of parties" />
        <More name="events" shown={of.events.nodes.length} total={of.events.totalCount} one="event" list={address("/list", { noun: "event", declaration: of.id })} most={50} />
      </Part>
      <Part title="Related declarations" n={related.length}>
        <DataTable caption={`Declarations related to ${of.label}`} columns={relatedColumns} rows={related} keyOf={(row) => row.id + row.back} />
      </Part>
      <Part title="What was said about it" n={of.statements.totalCount}>
        <StatementRows of={of.statements.nodes} />
        <More name="statements" shown={of.statements.nodes.length} total={of.statements.totalCount} one="statement" />
      </Part>
      <Part title="Promises about it" n={of.concernedBy.totalCount}>
        <Things of={of.concernedBy.nodes} />
      </Part>
      <Part title="Conditions that name it" n={of.conditions.totalCount}>
        <Things of={of.conditions.nodes} />
      </Part>
      <Part title="What is recorded of it">
        <Facts of={facts} claims={of.claims} silentOn={of.silentOn} />
      </Part>
    </>
  );
}

// madeOn says when it was signed, or else adopted.
function madeOn(of: Declared): string {
  if (of.signedOn) return `signed ${date(of.signedOn)}`;
  return of.adoptedOn ? `adopted ${date(of.adoptedOn)}` : "";
}

function NoPromise(props: { of: Declared }): JSX.Element {
  return <>{props.of.silentOn.includes("obligations") ? "The source doesn’t say what it promises." : "No promise of it is recorded."}</>;
}

// CompareWith asks for another declaration, and puts both side by side.
function CompareWith(props: { of: Declared }): JSX.Element {
  const [open, setOpen] = useState(false);
  const [wrong, setWrong] = useState("");
  const choose = (id: string, label: string) => {
    if (!id.startsWith("declaration/")) return setWrong(`“${label}” is no declaration.`);
    if (id === props.of.id) return setWrong("That is this one: choose another.");
    setOpen(false);
    go(address("/compare", { ids: [props.of.id, id] }));
  };
  return (
    <>
      <button type="button" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        Compare with another
      </button>
      <Dialog title="Compare with another declaration" open={open} close={() => setOpen(false)}>
        <div class="chooser">
          <Search label="Search for a declaration" nouns={["DECLARATION"]} choose={choose} autofocus />
          {wrong && <p role="alert">{wrong}</p>}
        </div>
      </Dialog>
    </>
  );
}

const actionColumns: Column<Action>[] = [
  {
    name: "Who",
    value: (row) => row.node.label,
    show: (row) => (
      <>
        <Thing of={row.node} />
        {row.asNamed && row.asNamed !== row.node.label && (
          <span class="faint">
            {" "}
            (“<Name>{row.asNamed}</Name>”)
          </span>
        )}
      </>
    ),
  },
  { name: "What was done", value: (row) => words(row.action) },
  { name: "When", value: (row) => row.date, show: (row) => date(row.date) || <span class="faint">not recorded</span> },
  { name: "With effect from", value: (row) => row.effectiveDate, show: (row) => date(row.effectiveDate) || <span class="faint">–</span>, sparse: true },
  { name: "By whom", value: (row) => row.by?.label, show: (row) => (row.by ? <Thing of={row.by} /> : <span class="faint">–</span>), sparse: true },
  { name: "As", value: (row) => words(row.capacity), sparse: true },
  { name: "In these words", value: (row) => row.text, sparse: true },
  { name: "Quotes", value: () => null, show: (row) => <ClaimsButton about={`${row.node.label}: ${words(row.action)}`} claims={row.claims.nodes} total={row.claims.totalCount} />, quiet: true },
  { name: "Id", value: (row) => row.node.id, filed: true },
];

const partyColumns: Column<Party>[] = [
  { name: "Who", value: (row) => row.node.label, show: (row) => <Thing of={row.node} /> },
  { name: "From", value: (row) => row.from, filed: true },
  { name: "Until", value: (row) => row.to, filed: true },
  { name: "When", value: (row) => period(row.from, row.to) },
  { name: "Phase", value: (row) => row.phase, sparse: true },
  { name: "Quotes", value: () => null, show: (row) => <ClaimsButton about={`${row.node.label} is bound`} claims={row.claims.nodes} total={row.claims.totalCount} />, quiet: true },
  { name: "Id", value: (row) => row.node.id, filed: true },
];

const modes: Record<string, string> = { ESTABLISHES: "sets it up", ENVISAGES: "means to set it up", CALLS_FOR: "calls for it" };

const bodyColumns: Column<Body>[] = [
  { name: "Body", value: (row) => row.node.label, show: (row) => <Thing of={row.node} /> },
  { name: "What it is", value: (row) => words(row.node.kind) },
  { name: "What the declaration does", value: (row) => modes[row.mode ?? ""] ?? words(row.mode) },
  { name: "Does it exist?", value: (row) => words(row.node.existence) },
  { name: "Quotes", value: () => null, show: (row) => <ClaimsButton about={row.node.label} claims={row.claims.nodes} total={row.claims.totalCount} />, quiet: true },
  { name: "Id", value: (row) => row.node.id, filed: true },
];

const relatedColumns: Column<Related>[] = [
  { name: "Declaration", value: (row) => row.node.label, show: (row) => <Thing of={row.node} /> },
  { name: "How it is related", value: (row) => (row.back ? `the other ${relationWords(row.relation)} this` : `this ${relationWords(row.relation)} the other`) },
  { name: "Quotes", value: () => null, show: (row) => <ClaimsButton about={row.node.label} claims={row.claims.nodes} total={row.claims.totalCount} />, quiet: true },
  { name: "Id", value: (row) => row.node.id, filed: true },
];

const beingWords: Record<string, string> = { DRAFT_OF: "is a draft of", ANNEXED_TO: "is annexed to", PARALLEL_TO: "is parallel to", ENABLES_ACCESSION: "lets others join" };

function relationWords(relation: string): string {
  return beingWords[relation] ?? words(relation);
}

// happenedTo gathers what happened to a declaration: its own dates, what parties did, and the events about it.
function happenedTo(of: Declared): Happening[] {
  const own: [string | null | undefined, string][] = [
    [of.adoptedOn, "It was adopted"],
    [of.signedOn, "It was signed"],
    [of.inForceOn, "It entered into force"],
    [of.terminatedOn, "It ended"],
    [of.expiresOn, "The last day of its term"],
  ];
  const events = [...of.adoptedAt.nodes, ...of.events.nodes.filter((event) => !of.adoptedAt.nodes.some((one) => one.id === event.id))];
  return [
    ...own.filter(([when]) => when).map(([when, what]) => ({ date: when, what })),
    ...of.partyActions.edges.map((edge) => ({
      date: edge.date,
      what: `${edge.node.label}: ${words(edge.action)}`,
      show: (
        <>
          <Thing of={edge.node} />: {words(edge.action)}
          {edge.by && (
            <>
              {" "}
              by <Thing of={edge.by} />
            </>
          )}
        </>
      ),
    })),
    ...events.map((event) => ({
      date: event.from,
      what: event.label + (event.status && event.status !== "OCCURRED" ? ` (${words(event.status)})` : ""),
      show: (
        <>
          <Thing of={event} />
          {event.status && event.status !== "OCCURRED" && <span class="faint"> ({words(event.status)})</span>}
        </>
      ),
    })),
  ];
}

function factsOf(of: Declared): Fact[] {
  return [
    { field: "title", text: of.title ?? "" },
    { field: "kind", text: words(of.kind) },
    { field: "status", text: words(of.status) },
    { field: "bindingness", text: binding(of.bindingness) },
    { field: "stage", text: words(of.stage) },
    { field: "adoptedOn", text: date(of.adoptedOn) },
    { field: "signedOn", text: date(of.signedOn) },
    { field: "inForceOn", text: date(of.inForceOn) },
    { field: "terminatedOn", text: date(of.terminatedOn) },
    { field: "expiresOn", text: date(of.expiresOn) },
    { field: "term", text: duration(of.term) },
    { field: "notice", text: duration(of.notice) },
    { field: "place", text: of.place ?? "" },
    { field: "identifiers", text: codes(of.identifiers) },
  ];
}
