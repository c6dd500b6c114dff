// A condition: whether it holds on a date and why, whom it names, and which promises depend on it.
import type { JSX } from "preact";
import { askServer, useAsk } from "../api";
import { useTitle } from "../app";
import { claimColumns, ClaimsButton } from "../evidence";
import { Facts, factTable, mostClaims, type Fact } from "../facts";
import { ConditionPageDocument, type ConditionPageQuery, type ConditionPageQueryVariables } from "../gql";
import { Line, NoSuch, OnDate, PageHead, Part } from "../page";
import { conditionRole, Ends, endsText } from "../promises";
import { address } from "../router";
import { eventLine, StatementRows } from "../rows";
import { DataTable, More, nestedTable, tableOf, useShown, type Column } from "../table";
import { Answered, Status, Thing } from "../ui";
import type { ViewProps } from "../views";
import { period, words, Words } from "../words";

type Condition = NonNullable<ConditionPageQuery["condition"]>;
type Promised = Condition["obligations"]["edges"][number];
type Named = Condition["concerns"]["edges"][number];
type Meeting = Condition["satisfiedBy"]["edges"][number];

export default function ConditionView(props: ViewProps): JSX.Element {
  const variables = { id: props.id, asOf: props.place.query.get("asOf") || null, promises: useShown("promises"), claims: useShown("claims", 60, mostClaims) };
  const asked = useAsk(ConditionPageDocument, variables);
  useTitle(asked.data?.condition?.label ?? "Condition");
  return (
    <Answered of={asked}>
      {({ condition }) => (condition ? <Page of={condition} variables={variables} /> : <NoSuch noun="condition" id={props.id} />)}
    </Answered>
  );
}

function Page(props: { of: Condition; variables: ConditionPageQueryVariables & { asOf: string | null } }): JSX.Element {
  const { of, variables } = props;
  const all = async () => (await askServer(ConditionPageDocument, { ...variables, promises: 1000 })).condition!.obligations.edges;
  const facts = factsOf(of);
  const tables = [
    nestedTable("Promises", promiseColumns, of.obligations.edges, of.obligations.totalCount, all),
    tableOf("Names", nameColumns, of.concerns.edges),
    tableOf("Events", meetingColumns, of.satisfiedBy.edges),
    tableOf("Evidence", claimColumns, of.claims.nodes),
    factTable(facts, of.claims.nodes),
  ];
  return (
    <>
      <PageHead of={of} line={<Line of={[Words(of.kind), of.negated && "holds as long as it does not happen"]} />} questions={[{ text: ConditionPageDocument.toString(), variables }]} tables={tables}>
        <a class="button" href={address("/whatif", { condition: of.id })}>
          What if it held?
        </a>
      </PageHead>
      <section class="card standing">
        <h2>Does it hold?</h2>
        <p>
          <Status status={of.state.state} /> {of.state.reason}.
        </p>
        <OnDate asOf={variables.asOf} />
      </section>
      <Part title="Promises that depend on it" n={of.obligations.totalCount} none="No promise is recorded that depends on it.">
        <DataTable caption="Promises that depend on the condition" columns={promiseColumns} rows={of.obligations.edges} keyOf={(row) => row.id} />
        <More name="promises" shown={of.obligations.edges.length} total={of.obligations.totalCount} one="promise" list={address("/list", { noun: "obligation", condition: of.id })} />
      </Part>
      <Part title="Whom it names" n={of.concerns.totalCount} none="It names nobody.">
        <DataTable caption="Those whom the condition names" columns={nameColumns} rows={of.concerns.edges} keyOf={(row) => row.id} />
      </Part>
      <Part title="What made it hold" n={of.satisfiedBy.totalCount}>
        <DataTable caption="Events that make the condition hold" columns={meetingColumns} rows={of.satisfiedBy.edges} keyOf={(row) => row.id} />
      </Part>
      <Part title="What was said about it" n={of.statements.totalCount}>
        <StatementRows of={of.statements.nodes} />
      </Part>
      <Part title="What is recorded of it">
        <Facts of={facts} claims={of.claims} silentOn={of.silentOn} />
      </Part>
    </>
  );
}

const promiseColumns: Column<Promised>[] = [
  { name: "Promise", value: (row) => row.node.label, show: (row) => <Thing of={row.node} /> },
  { name: "Kind", value: (row) => words(row.node.kind) },
  { name: "Who owes it", value: (row) => endsText(row.node.bearers), show: (row) => <Ends of={row.node.bearers} open={false} /> },
  { name: "What the condition does", value: (row) => conditionRole(row.role) },
  { name: "Together with", value: (row) => row.group, sparse: true },
  { name: "Where it stands", value: (row) => words(row.node.status.status), show: (row) => <Status status={row.node.status.status} /> },
  { name: "Why", value: (row) => row.node.status.reason },
  { name: "Id", value: (row) => row.node.id, filed: true },
];

const nameColumns: Column<Named>[] = [
  { name: "Who", value: (row) => row.node.label, show: (row) => <Thing of={row.node} /> },
  { name: "As", value: (row) => words(row.role) || "part unknown" },
  { name: "Quotes", value: () => null, show: (row) => <ClaimsButton about={row.node.label} claims={row.claims.nodes} total={row.claims.totalCount} />, quiet: true },
  { name: "Id", value: (row) => row.node.id, filed: true },
];

const meetingColumns: Column<Meeting>[] = [
  { name: "Event", value: (row) => row.node.label, show: (row) => <Thing of={row.node} /> },
  { name: "What and when", value: (row) => eventLine(row.node) },
  { name: "It holds", value: (row) => period(row.from, row.until) },
  { name: "Quotes", value: () => null, show: (row) => <ClaimsButton about={row.node.label} claims={row.claims.nodes} total={row.claims.totalCount} />, quiet: true },
  { name: "Id", value: (row) => row.node.id, filed: true },
];

function factsOf(of: Condition): Fact[] {
  return [
    { field: "text", text: of.text ?? "" },
    { field: "kind", text: words(of.kind) },
    { field: "negated", text: of.negated === null || of.negated === undefined ? "" : of.negated ? "yes" : "no" },
    { field: "determinedBy", text: of.determinedBy ?? "" },
    { field: "victimRole", text: of.victimRole === "ANY_PARTY" ? "any party to the declaration" : words(of.victimRole) },
  ];
}
