// A quote by itself: its words, where they stand, and all that is taken to rest on them.
import type { JSX } from "preact";
import { askServer, useAsk } from "../api";
import { useTitle } from "../app";
import { citation, Cited, footing, Footing } from "../evidence";
import { QuotePageDocument, type QuotePageQuery, type QuotePageQueryVariables } from "../gql";
import { NoSuch, Part } from "../page";
import { address, addressOf } from "../router";
import { aboutPart } from "../supports";
import { DataTable, More, nestedTable, useShown, type Column } from "../table";
import { Tools } from "../tools";
import { Answered, Name, Thing, Things } from "../ui";
import type { ViewProps } from "../views";
import { capital, valueWords } from "../words";

type Quote = NonNullable<QuotePageQuery["evidence"]>;
type Claim = Quote["claims"]["nodes"][number];

export default function EvidenceView(props: ViewProps): JSX.Element {
  const variables = { id: props.id, claims: useShown("claims", 50) };
  const asked = useAsk(QuotePageDocument, variables);
  useTitle("Quote");
  return (
    <Answered of={asked}>
      {({ evidence }) => (evidence ? <Page of={evidence} variables={variables} /> : <NoSuch noun="quote" id={props.id} />)}
    </Answered>
  );
}

function Page(props: { of: Quote; variables: QuotePageQueryVariables }): JSX.Element {
  const { of } = props;
  const all = async () => (await askServer(QuotePageDocument, { ...props.variables, claims: 1000 })).evidence!.claims.nodes;
  return (
    <>
      <div class="view-head">
        <h1>Quote</h1>
        <Tools name={of.id.replaceAll("/", "-")} title={of.exact ?? of.locator ?? "Quote"} questions={[{ text: QuotePageDocument.toString(), variables: props.variables }]} tables={[nestedTable("What rests on it", columns, of.claims.nodes, of.claims.totalCount, all)]} />
      </div>
      <Cited quote={of} />
      <p class="faint">{citation(of)}</p>
      {of.source && of.exact && (
        <p>
          <a href={address(addressOf(of.source.id), { quote: of.id })}>See it among the source’s other quotes</a>
        </p>
      )}
      <Part title="What rests on it" n={of.claims.totalCount} none="Nothing rests on it.">
        <DataTable caption="Claims that rest on the quote" columns={columns} rows={of.claims.nodes} keyOf={(row) => row.id} />
        <More name="claims" shown={of.claims.nodes.length} total={of.claims.totalCount} one="claim" />
      </Part>
    </>
  );
}

const columns: Column<Claim>[] = [
  { name: "About", value: (row) => row.about?.label, show: (row) => (row.about ? <Thing of={row.about} /> : <span class="faint">what is no longer there</span>) },
  { name: "What of it", value: (row) => aboutPart(row), show: (row) => <a href={addressOf(row.id)}>{capital(aboutPart(row))}</a> },
  { name: "Value", value: (row) => row.value, show: (row) => <Name>{valueWords(row.value, row.field)}</Name> },
  { name: "Footing", value: (row) => footing(row.basis), show: (row) => <Footing of={row} /> },
  { name: "Note", value: (row) => row.note, sparse: true },
  { name: "On whose word", value: (row) => row.voicedIn?.madeBy.nodes.map((one) => one.label).join("; "), show: (row) => <Things of={row.voicedIn?.madeBy.nodes ?? []} none="the source’s own" /> },
  { name: "Id", value: (row) => row.id, filed: true },
];
