// A claim by itself: what quotes are taken to show about a thing, on what footing and on whose word.
import type { JSX } from "preact";
import { askServer, useAsk } from "../api";
import { useTitle } from "../app";
import { citation, Cited, OneClaim } from "../evidence";
import { ClaimPageDocument, type ClaimPageQuery, type ClaimPageQueryVariables } from "../gql";
import { NoSuch, Part } from "../page";
import { aboutPart } from "../supports";
import { More, nestedTable, useShown, type Column } from "../table";
import { Tools } from "../tools";
import { Answered, Name, Thing } from "../ui";
import type { ViewProps } from "../views";
import { capital } from "../words";

type Claim = NonNullable<ClaimPageQuery["claim"]>;

export default function ClaimView(props: ViewProps): JSX.Element {
  const variables = { id: props.id, quotes: useShown("quotes", 50) };
  const asked = useAsk(ClaimPageDocument, variables);
  useTitle(asked.data?.claim ? `Claim: ${asked.data.claim.label}` : "Claim");
  return <Answered of={asked}>{({ claim }) => (claim ? <Page of={claim} variables={variables} /> : <NoSuch noun="claim" id={props.id} />)}</Answered>;
}

function Page(props: { of: Claim; variables: ClaimPageQueryVariables }): JSX.Element {
  const { of } = props;
  const speakers = of.voicedIn?.madeBy.nodes ?? [];
  const all = async () => (await askServer(ClaimPageDocument, { ...props.variables, quotes: 1000 })).claim!.quotes.nodes;
  return (
    <>
      <div class="view-head">
        <h1>
          {of.about && (
            <>
              <Name>{of.about.label}</Name>:{" "}
            </>
          )}
          {of.about ? aboutPart(of) : capital(aboutPart(of))}
        </h1>
        <Tools name={of.id.replaceAll("/", "-")} title={`Claim: ${of.label}`} questions={[{ text: ClaimPageDocument.toString(), variables: props.variables }]} tables={[nestedTable("Quotes", columns, of.quotes.nodes, of.quotes.totalCount, all)]} />
      </div>
      <p class="lead">
        What quotes are taken to show about {of.about ? <Thing of={of.about} /> : "what is no longer there"}
      </p>
      <OneClaim of={of} quoted={false} />
      <Part title="The quotes that it rests on" n={of.quotes.totalCount} none="No quote is given for it.">
        {of.quotes.nodes.map((quote) => (
          <Cited key={quote.id} quote={quote} speakers={speakers} />
        ))}
        <More name="quotes" shown={of.quotes.nodes.length} total={of.quotes.totalCount} one="quote" />
      </Part>
    </>
  );
}

const columns: Column<Claim["quotes"]["nodes"][number]>[] = [
  { name: "Quote", value: (row) => row.exact ?? row.locator },
  { name: "Source", value: (row) => row.source?.label },
  { name: "Citation", value: (row) => citation(row) },
  { name: "Id", value: (row) => row.id },
];
