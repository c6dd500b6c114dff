// A statement: who said what, in whose name and where; the words as quoted; and what is known on its word.
import type { JSX } from "preact";
import { askServer, useAsk } from "../api";
import { useTitle } from "../app";
import { Cited, claimColumns } from "../evidence";
import { Facts, factTable, mostClaims, type Fact } from "../facts";
import { StatementPageDocument, type StatementPageQuery, type StatementPageQueryVariables } from "../gql";
import { Line, NoSuch, PageHead, Part } from "../page";
import { addressOf } from "../router";
import { StatementRows } from "../rows";
import { aboutPart } from "../supports";
import { DataTable, More, nestedTable, useShown, type Column } from "../table";
import { Answered, Name, Thing, Things } from "../ui";
import type { ViewProps } from "../views";
import { date, words, Words } from "../words";

type Said = NonNullable<StatementPageQuery["statement"]>;
type Voiced = Said["voiced"]["nodes"][number];

export default function StatementView(props: ViewProps): JSX.Element {
  const variables = { id: props.id, voiced: useShown("voiced"), claims: useShown("claims", 60, mostClaims) };
  const asked = useAsk(StatementPageDocument, variables);
  useTitle(asked.data?.statement?.label ?? "Statement");
  return (
    <Answered of={asked}>
      {({ statement }) => (statement ? <Page of={statement} variables={variables} /> : <NoSuch noun="statement" id={props.id} />)}
    </Answered>
  );
}

function Page(props: { of: Said; variables: StatementPageQueryVariables }): JSX.Element {
  const { of } = props;
  const facts = factsOf(of);
  const all = async () => (await askServer(StatementPageDocument, { ...props.variables, voiced: 1000 })).statement!.voiced.nodes;
  const quotes = [...new Map(of.claims.nodes.filter((claim) => !claim.field).flatMap((claim) => claim.evidence.nodes.map((quote) => [quote.id, quote]))).values()];
  const speakers = of.madeBy.edges.map((edge) => edge.node);
  return (
    <>
      <PageHead
        of={of}
        line={<Line of={[<Speakers of={of} />, Words(of.act), words(of.form), date(of.date)]} />}
        questions={[{ text: StatementPageDocument.toString(), variables: props.variables }]}
        tables={[nestedTable("What is known on its word", voicedColumns, of.voiced.nodes, of.voiced.totalCount, all), factTable(facts, of.claims.nodes)]}
      />
      <Part title="In these words" n={quotes.length} none="No words of it are quoted.">
        {quotes.map((quote) => (
          <Cited key={quote.id} quote={quote} speakers={speakers} />
        ))}
      </Part>
      <Part title="In the name of" n={of.onBehalfOf.totalCount}>
        <Things of={of.onBehalfOf.nodes} />
      </Part>
      <Part title="Said at" n={of.madeAt.totalCount}>
        <Things of={of.madeAt.nodes} />
      </Part>
      <Part title="About" n={of.about.totalCount}>
        <Things of={of.about.nodes} />
      </Part>
      <Part title="What is known on its word" n={of.voiced.totalCount}>
        <DataTable caption="Claims that are this statement’s word" columns={voicedColumns} rows={of.voiced.nodes} keyOf={(row) => row.id} />
        <More name="voiced" shown={of.voiced.nodes.length} total={of.voiced.totalCount} one="claim" />
      </Part>
      <Part title="What was said about it" n={of.statementsAbout.totalCount}>
        <StatementRows of={of.statementsAbout.nodes} />
      </Part>
      <Part title="What is recorded of it">
        <Facts of={facts} claims={of.claims} silentOn={of.silentOn} />
      </Part>
    </>
  );
}

function Speakers(props: { of: Said }): JSX.Element {
  const { madeBy } = props.of;
  if (madeBy.totalCount === 0) return <>An unnamed speaker</>;
  return (
    <>
      {madeBy.edges.map((edge, i) => (
        <span key={edge.id}>
          {i > 0 && ", "}
          <Thing of={edge.node} />
          {edge.title && (
            <>
              {" "}
              (<Name>{edge.title}</Name>)
            </>
          )}
        </span>
      ))}
    </>
  );
}

// The first column says of what it is known; then come those that all claims have, but for whose word it is.
const voicedColumns: Column<Voiced>[] = [
  { name: "About", value: (row) => row.about?.label, show: (row) => (row.about ? <Thing of={row.about} /> : <span class="faint">what is no longer there</span>) },
  { name: "What of it", value: (row) => aboutPart(row), show: (row) => <a href={addressOf(row.id)}>{aboutPart(row)}</a> },
  ...(claimColumns.filter((column) => !["What it shows", "On whose word"].includes(column.name)) as Column<Voiced>[]),
];

function factsOf(of: Said): Fact[] {
  return [
    { field: "text", text: of.text ?? "" },
    { field: "act", text: words(of.act) },
    { field: "form", text: words(of.form) },
    { field: "date", text: date(of.date) },
  ];
}
