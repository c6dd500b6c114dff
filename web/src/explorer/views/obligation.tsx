// A promise: in one sentence, who owes it to whom, what must hold for it, where it stands and why, and on whose word.
import type { JSX } from "preact";
import { askServer, useAsk } from "../api";
import { useTitle } from "../app";
import { claimColumns, ClaimsButton, claimsOfEach, Unsaid, type Claimed } from "../evidence";
import { Facts, factTable, type Fact } from "../facts";
import { ObligationPageDocument, type ObligationPageQuery, type ObligationPageQueryVariables } from "../gql";
import { Line, NoSuch, OnDate, PageHead, Part } from "../page";
import { conditionRole, partiesMeant } from "../promises";
import { address, ask } from "../router";
import { eventLine, StatementRows } from "../rows";
import { DataTable, More, nestedTable, once, tableOf, useShown, type Column } from "../table";
import { TermOver, termOver } from "../term";
import { Answered, Name, Status, Thing, type Named } from "../ui";
import type { ViewProps } from "../views";
import { binding, date, modality, number, period, words, Words } from "../words";

type Promised = NonNullable<ObligationPageQuery["obligation"]>;
type Condition = Promised["conditions"]["edges"][number];
type Made = Promised["declarations"]["edges"][number];
type Deed = Promised["performedBy"]["edges"][number] & { breach: boolean };

interface Party {
  id: string;
  part: string;
  node: Named;
  asNamed?: string | null;
  lead?: boolean | null;
  from?: string | null;
  to?: string | null;
  claims: { totalCount: number; nodes: readonly Claimed[] };
}

interface Related {
  id: string;
  how: string;
  node: Named;
}

export default function Obligation(props: ViewProps): JSX.Element {
  const { query } = props.place;
  const parties = useShown("parties", 25, most.parties);
  const variables = {
    id: props.id,
    asOf: query.get("asOf") || null,
    bearer: query.get("bearer") || null,
    parties,
    said: claimsOfEach(parties),
    claims: useShown("claims", 25, most.claims),
  };
  const asked = useAsk(ObligationPageDocument, variables);
  useTitle(asked.data?.obligation?.label ?? "Promise");
  return (
    <Answered of={asked}>
      {({ obligation }) => (obligation ? <Page of={obligation} variables={variables} /> : <NoSuch noun="obligation" id={props.id} />)}
    </Answered>
  );
}

// How many the page's question may ask for at once.
const most = { parties: 300, claims: 500 };

type Variables = ObligationPageQueryVariables & { asOf: string | null; bearer: string | null };

function Page(props: { of: Promised; variables: Variables }): JSX.Element {
  const { of } = props;
  const all = once(async () => (await askServer(ObligationPageDocument, { ...props.variables, ...most, said: 1 })).obligation!);
  const parties = partiesOf(of);
  const partyCount = of.bearers.totalCount + of.counterparties.totalCount + of.beneficiaries.totalCount + of.against.totalCount + of.concerns.totalCount;
  const related = relatedOf(of);
  const deeds: Deed[] = [...of.performedBy.edges.map((edge) => ({ ...edge, breach: false })), ...of.breachedBy.edges.map((edge) => ({ ...edge, breach: true }))];
  const facts = factsOf(of);
  const tables = [
    nestedTable("Parties", partyColumns, parties, partyCount, async () => partiesOf(await all())),
    tableOf("Conditions", conditionColumns, of.conditions.edges),
    tableOf("Made in", madeColumns, of.declarations.edges),
    tableOf("Related promises", relatedColumns, related),
    tableOf("What was done", deedColumns, deeds),
    nestedTable("Evidence", claimColumns, of.claims.nodes, of.claims.totalCount, async () => (await all()).claims.nodes),
    factTable(facts, of.claims.nodes),
  ];
  return (
    <>
      <PageHead
        of={of}
        line={<Line of={[Words(of.kind), modality(of.modality), of.modalText && <>“{<Name>{of.modalText}</Name>}”</>, binding(of.bindingness), period(of.from, of.to)]} />}
        questions={[{ text: ObligationPageDocument.toString(), variables: props.variables }]}
        tables={tables}
      />
      <Standing of={of} variables={props.variables} />
      <Part title="Who owes it to whom" n={partyCount} entries none={<Unsaid open={of.silentOn.includes("bearers")} />}>
        <DataTable caption="Who owes it to whom" columns={partyColumns} rows={parties} keyOf={(row) => row.id} />
        <More name="parties" shown={parties.length} total={partyCount} one="entry" many="entries" most={most.parties} list={address("/list", { noun: "actor", promise: of.id })} />
      </Part>
      {of.bearerRole && of.bearerRole !== "ACTORS" && <p>It is owed by {partiesMeant(of.bearerRole) ?? words(of.bearerRole)} of what it is made in.</p>}
      <Part title="Only if" n={of.conditions.totalCount} none={of.silentOn.includes("conditions") ? "The source doesn’t say under which condition." : "No condition is recorded."}>
        <DataTable caption="What must hold for the promise" columns={conditionColumns} rows={of.conditions.edges} keyOf={(row) => row.id} />
        {of.conditions.edges.some((edge) => edge.group !== null) && <p class="faint">Those with the same number must hold together; where there are several numbers, one is enough.</p>}
      </Part>
      <Part title="Made in" n={of.declarations.totalCount} none="No declaration is recorded that makes it.">
        <DataTable caption="Declarations that make the promise, repeat it or take it over" columns={madeColumns} rows={of.declarations.edges} keyOf={(row) => row.id} />
      </Part>
      <Part title="Kept or broken" n={deeds.length}>
        <DataTable caption="Events by which the promise was kept or broken" columns={deedColumns} rows={deeds} keyOf={(row) => row.id} />
      </Part>
      <Part title="Related promises" n={related.length}>
        <DataTable caption="Promises that are related to it" columns={relatedColumns} rows={related} keyOf={(row) => row.id} />
      </Part>
      <Part title="What was said about it" n={of.statements.totalCount}>
        <StatementRows of={of.statements.nodes} />
      </Part>
      <Part title="On whose word" n={of.claims.totalCount} none="No quote is recorded for it.">
        <DataTable caption="What quotes are taken to show about the promise" columns={claimColumns} rows={of.claims.nodes} keyOf={(row) => row.id} />
        <More name="claims" shown={of.claims.nodes.length} total={of.claims.totalCount} one="claim" most={most.claims} />
        <p class="faint">The quotes for who owes it, to whom and under which condition stand in the tables above.</p>
      </Part>
      <Part title="What is recorded of it">
        <Facts of={facts} claims={of.claims} silentOn={of.silentOn} />
      </Part>
    </>
  );
}

// Standing says where the promise stands on a date, for all who owe it or for one, and why.
function Standing(props: { of: Promised; variables: Variables }): JSX.Element {
  const { of, variables } = props;
  return (
    <section class="card standing">
      <h2>Where it stands</h2>
      <p>
        <Status status={of.status.status} /> {of.status.reason}.
      </p>
      {termsOver(of, variables.asOf).map(({ node, over }) => (
        <TermOver key={node.id} of={node} over={over}>
          The term of <Thing of={node} />
        </TermOver>
      ))}
      <OnDate asOf={variables.asOf}>
        {of.bearers.totalCount > 1 && (
          <label>
            for{" "}
            <select value={variables.bearer ?? ""} onChange={(event) => ask({ bearer: event.currentTarget.value })}>
              <option value="">all who owe it</option>
              {bearersToChoose(of, variables.bearer).map((one) => (
                <option key={one.id} value={one.id}>
                  {one.label}
                </option>
              ))}
            </select>
          </label>
        )}
      </OnDate>
    </section>
  );
}

// termsOver gives the declarations that make the promise, if the terms of all of them were over on a date and it isn't known to have ended.
function termsOver(of: Promised, asOf: string | null): { node: Made["node"]; over: string }[] {
  if (of.to || of.status.status === "TERMINATED") return [];
  const all = of.declarations.edges.flatMap(({ node }) => {
    const over = termOver(node, asOf);
    return over ? [{ node, over }] : [];
  });
  return all.length === of.declarations.totalCount ? all : [];
}

// bearersToChoose gives those who owe the promise, each once, by their names; also one from the address that isn't among them.
function bearersToChoose(of: Promised, chosen: string | null): Named[] {
  const all = new Map(of.everyBearer.nodes.map((node) => [node.id, node as Named]));
  if (chosen && !all.has(chosen)) all.set(chosen, { id: chosen, label: chosen });
  return [...all.values()].sort((a, b) => a.label.localeCompare(b.label));
}

function partiesOf(of: Promised): Party[] {
  const as = (part: string, edges: readonly Omit<Party, "part">[]): Party[] => edges.map((edge) => ({ ...edge, part }));
  return [
    ...as("owes it", of.bearers.edges),
    ...as("is owed it", of.counterparties.edges),
    ...as("gains by it", of.beneficiaries.edges),
    ...as("is who it is against", of.against.edges),
    ...as("is what it is about", of.concerns.edges),
  ];
}

const partyColumns: Column<Party>[] = [
  { name: "Who", value: (row) => row.node.label, show: (row) => <Thing of={row.node} /> },
  { name: "Part in it", value: (row) => row.part + (row.lead ? ", and leads" : "") },
  { name: "Named as", value: (row) => row.asNamed, show: (row) => (row.asNamed ? <>“{<Name>{row.asNamed}</Name>}”</> : <span class="faint">–</span>), sparse: true },
  { name: "From", value: (row) => row.from, filed: true },
  { name: "Until", value: (row) => row.to, filed: true },
  { name: "When", value: (row) => period(row.from, row.to), sparse: true },
  { name: "Quotes", value: () => null, show: (row) => <ClaimsButton about={`${row.node.label} ${row.part}`} claims={row.claims.nodes} total={row.claims.totalCount} />, quiet: true },
  { name: "Id", value: (row) => row.node.id, filed: true },
];

const conditionColumns: Column<Condition>[] = [
  { name: "Condition", value: (row) => row.node.label, show: (row) => <Thing of={row.node} /> },
  { name: "What it does", value: (row) => conditionRole(row.role) },
  { name: "Together with", value: (row) => row.group, sparse: true },
  { name: "Does it hold?", value: (row) => words(row.node.state.state), show: (row) => <Status status={row.node.state.state} /> },
  { name: "Why", value: (row) => row.node.state.reason },
  {
    name: "Quotes",
    value: () => null,
    show: (row) => (
      <>
        <ClaimsButton about={`${conditionRole(row.role)}: ${row.node.label}`} claims={row.claims.nodes} total={row.claims.totalCount} />{" "}
        {row.role === "ACTIVATES" && <a href={address("/whatif", { condition: row.node.id })}>What if it held?</a>}
      </>
    ),
    quiet: true,
  },
  { name: "Id", value: (row) => row.node.id, filed: true },
];

const making: Record<string, string> = { CREATES: "makes it", REAFFIRMS: "repeats it", INCORPORATES: "takes it over" };

const madeColumns: Column<Made>[] = [
  { name: "Declaration", value: (row) => row.node.label, show: (row) => <Thing of={row.node} /> },
  { name: "What it does", value: (row) => making[row.mode ?? ""] ?? words(row.mode) },
  { name: "Where in it", value: (row) => row.locator, sparse: true },
  { name: "How far it has come", value: (row) => words(row.node.status) },
  { name: "Quotes", value: () => null, show: (row) => <ClaimsButton about={`It is made in ${row.node.label}`} claims={row.claims.nodes} total={row.claims.totalCount} />, quiet: true },
  { name: "Id", value: (row) => row.node.id, filed: true },
];

const deedColumns: Column<Deed>[] = [
  { name: "Event", value: (row) => row.node.label, show: (row) => <Thing of={row.node} /> },
  { name: "What it does", value: (row) => (row.breach ? "breaks it" : "keeps it") },
  { name: "When and what", value: (row) => eventLine(row.node) },
  { name: "By whom", value: (row) => row.by?.label, show: (row) => (row.by ? <Thing of={row.by} /> : <span class="faint">–</span>) },
  { name: "Is it so?", value: (row) => words(row.assessment) },
  { name: "Id", value: (row) => row.node.id, filed: true },
];

const relatedColumns: Column<Related>[] = [
  { name: "Promise", value: (row) => row.node.label, show: (row) => <Thing of={row.node} /> },
  { name: "How it is related", value: (row) => row.how },
  { name: "Id", value: (row) => row.node.id, filed: true },
];

const relations: Record<string, [string, string]> = {
  DEPENDS_ON: ["this depends on it", "it depends on this"],
  CONSEQUENCE_OF: ["this follows from it", "it follows from this"],
  VARIANT_OF: ["this is a variant of it", "it is a variant of this"],
  REAFFIRMS: ["this repeats it", "it repeats this"],
  IMPLEMENTS: ["this carries it out", "it carries this out"],
  IN_EXCHANGE_FOR: ["this is promised for it", "it is promised for this"],
};

function relatedOf(of: Promised): Related[] {
  const to = of.related.edges.map((edge) => ({ id: edge.id, node: edge.node, how: relations[edge.relation]?.[0] ?? words(edge.relation) }));
  const back = of.relatedFrom.edges.map((edge) => ({ id: edge.id + "-back", node: edge.node, how: relations[edge.relation]?.[1] ?? words(edge.relation) }));
  return [...to, ...back];
}

function factsOf(of: Promised): Fact[] {
  return [
    { field: "summary", text: of.summary ?? "" },
    { field: "kind", text: words(of.kind) },
    { field: "topics", text: of.topics.join(", ") },
    { field: "modality", text: modality(of.modality) },
    { field: "modalText", text: of.modalText ?? "" },
    { field: "bindingness", text: binding(of.bindingness) },
    { field: "bearerMode", text: words(of.bearerMode) },
    { field: "bearerRole", text: partiesMeant(of.bearerRole) ?? words(of.bearerRole) },
    { field: "discretion", text: words(of.discretion) },
    { field: "domains", text: of.domains.map(words).join(", ") },
    { field: "amountValue", text: of.amount ? `${number(of.amount.value)} ${of.amount.unit ?? ""}`.trim() : "" },
    { field: "purpose", text: of.purpose ?? "" },
    { field: "place", text: of.place ?? "" },
    { field: "due", text: date(of.due) },
    { field: "from", text: date(of.from) },
    { field: "to", text: date(of.to) },
    { field: "locator", text: of.locator ?? "" },
  ];
}
