// A source: its quotes in order, each with what it supports; in the text itself, where the reader has it; and whom it cites.
import type { JSX } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { announce } from "../announce";
import { asAskError, askServer, useAsk } from "../api";
import { useTitle } from "../app";
import { fetchPages, takenFile, type Fetched, type Paged } from "../download";
import { Cited, citation, CopyButton } from "../evidence";
import { Facts, factTable, mostClaims, type Fact } from "../facts";
import { OneQuoteDocument, QuotesOfTextDocument, SourceChainDocument, SourcePageDocument, type OneQuoteQuery, type SourcePageQuery, type SourcePageQueryVariables } from "../gql";
import { Line, NoSuch, PageHead, Part } from "../page";
import { Pages } from "../pages";
import { cut, found, openText, type OpenedText, type Placed } from "../quotedtext";
import { addressWith } from "../router";
import { StatementRows } from "../rows";
import { supported, Supports } from "../supports";
import { tableOf, useShown, type Column } from "../table";
import { Answered, Thing, Things } from "../ui";
import type { ViewProps } from "../views";
import { capital, count, date, number, words, Words } from "../words";

type Sourced = NonNullable<SourcePageQuery["source"]>;
type Quoted = NonNullable<OneQuoteQuery["evidence"]>;

const pageSize = 100;

export default function Source(props: ViewProps): JSX.Element {
  const { query } = props.place;
  const before = query.get("before");
  const claims = useShown("claims", 60, mostClaims);
  const variables = before
    ? { id: props.id, claims, first: null, after: null, last: pageSize, before }
    : { id: props.id, claims, first: pageSize, after: query.get("after"), last: null, before: null };
  const asked = useAsk(SourcePageDocument, variables);
  useTitle(asked.data?.source?.label ?? "Source");
  return (
    <Answered of={asked}>
      {({ source }) => (source ? <Page of={source} variables={variables} chosen={query.get("quote")} /> : <NoSuch noun="source" id={props.id} />)}
    </Answered>
  );
}

function Page(props: { of: Sourced; variables: SourcePageQueryVariables; chosen: string | null }): JSX.Element {
  const { of, chosen } = props;
  const [text, setText] = useState<OpenedText>();
  const facts = factsOf(of);
  return (
    <>
      <PageHead
        of={of}
        line={<Line of={[Words(of.kind), of.publisher && <Thing of={of.publisher} />, of.author, date(of.publishedOn), of.seen === false && "known by citation only"]} />}
        questions={[{ text: SourcePageDocument.toString(), variables: props.variables }]}
        tables={[tableOf("Quotes", quoteColumns, of.evidence.nodes, of.evidence.totalCount > of.evidence.nodes.length ? () => fetchQuotes(props.variables) : undefined), factTable(facts, of.claims.nodes)]}
      >
        {/^https?:\/\//.test(of.url ?? "") && (
          <a class="button" href={of.url!} rel="noreferrer">
            Open where it is published
          </a>
        )}
        <CopyButton text={citationOf(of)} label="Copy citation of this source">
          Copy citation
        </CopyButton>
      </PageHead>
      {chosen && !of.evidence.nodes.some((quote) => quote.id === chosen) && <ChosenQuote id={chosen} />}
      <TextPart of={of} text={text} open={setText} chosen={chosen} />
      <Part title={text ? "What the quotes support" : hasPlaces(of) ? "Its quotes, in order" : "Its quotes"} n={of.evidence.totalCount} none="Nothing is quoted from it.">
        <Quotes of={of.evidence.nodes} chosen={chosen} />
        <Pages of={of.evidence.pageInfo} label="Pages of quotes" shown={of.evidence.nodes.length} total={of.evidence.totalCount} one="quote" />
      </Part>
      <Chain of={of} />
      <Part title="What was said about it" n={of.statementsAbout.totalCount}>
        <StatementRows of={of.statementsAbout.nodes} />
      </Part>
      <Part title="What is recorded of it">
        <Facts of={facts} claims={of.claims} silentOn={of.silentOn} />
      </Part>
    </>
  );
}

const fetchedPage = 500; // quotes of a page that is fetched for a file
const fetchedMost = 20_000; // quotes of a file

// fetchQuotes fetches all quotes of a source, up to the most that a file may have.
function fetchQuotes(variables: SourcePageQueryVariables): Promise<Fetched<Quoted>> {
  return fetchPages(fetchedMost, async (after) => {
    const { source } = await askServer(SourcePageDocument, { ...variables, claims: 1, first: fetchedPage, after, last: null, before: null });
    return source?.evidence ?? nothing;
  });
}

// What a source that was taken back meanwhile has left.
const nothing = { totalCount: 0, nodes: [], pageInfo: { hasNextPage: false } };

// citationOf writes the source itself so that it can be cited.
function citationOf(of: Sourced): string {
  const parts = [of.author, of.label, of.publisher?.label, date(of.publishedOn), of.url, of.retrievedOn && `retrieved ${date(of.retrievedOn)}`];
  return of.attribution ?? parts.filter(Boolean).join(", ") + ".";
}

// ChosenQuote shows the quote that the address names, where it isn't on this page of quotes.
function ChosenQuote(props: { id: string }): JSX.Element {
  const asked = useAsk(OneQuoteDocument, { id: props.id });
  return <Answered of={asked}>{({ evidence }) => (evidence ? <Part title="The quote"><Quotes of={[evidence]} chosen={props.id} /></Part> : <p>There is no quote “{props.id}”.</p>)}</Answered>;
}

// Quotes lists quotes by their place, says what is left out between them, and what each supports.
function Quotes(props: { of: readonly Quoted[]; chosen: string | null }): JSX.Element {
  useEffect(() => {
    if (props.chosen) document.getElementById(anchor(props.chosen))?.scrollIntoView({ block: "center" });
  }, [props.chosen]);
  const until = reached(props.of);
  return (
    <ol class="placed">
      {props.of.map((quote, i) => (
        <li key={quote.id} id={anchor(quote.id)} class={quote.id === props.chosen ? "at" : undefined} aria-current={quote.id === props.chosen ? "true" : undefined}>
          <Gap until={until[i]!} here={quote} />
          <Cited quote={quote} sourced={false}>
            {quote.start !== null && <span>characters {`${number(quote.start!)}–${number(quote.end!)}`} </span>}
          </Cited>
          <Supports of={quote} />
        </li>
      ))}
    </ol>
  );
}

function anchor(id: string): string {
  return "quote-" + id.slice(id.indexOf("/") + 1);
}

// reached gives for each quote how far the quotes before it reach into the text.
function reached(quotes: readonly Quoted[]): number[] {
  let most = 0;
  return quotes.map((quote) => {
    const before = most;
    most = Math.max(most, quote.end ?? 0);
    return before;
  });
}

// Gap says how much of the text stands between a quote and those before it.
function Gap(props: { until: number; here: Quoted }): JSX.Element | null {
  const { until, here } = props;
  if (typeof here.start !== "number" || here.start === until) return null;
  return <p class="gap faint">{here.start > until ? `… ${count(here.start - until, "character")} …` : "overlaps a quote before it"}</p>;
}

// hasPlaces says whether it is known where in the text quotes stand: what a locator alone tells can't be brought into an order.
function hasPlaces(of: Sourced): boolean {
  return of.evidence.nodes.some((quote) => typeof quote.start === "number");
}

// TextPart lets the reader open the text, and shows all quotes in it.
function TextPart(props: { of: Sourced; text?: OpenedText; open: (text: OpenedText | undefined) => void; chosen: string | null }): JSX.Element | null {
  const { of, text, open } = props;
  const [problem, setProblem] = useState("");
  const [quotes, setQuotes] = useState<Fetched<Placed>>({ rows: [] });
  if (!hasPlaces(of)) return null;
  const take = async (file: File | undefined) => {
    if (!file) return;
    try {
      const [opened, all] = await Promise.all([openText(file, of.sha256), allQuotes(of.id)]);
      setQuotes(all);
      setProblem("");
      open(opened);
      announce(`${file.name} is open, with ${count(found(opened, all.rows).length, "quote")} in it.`);
    } catch (wrong) {
      setProblem(asAskError(wrong).message);
    }
  };
  return (
    <Part title="In its text">
      {!text && <p>The graph keeps the quotes, and not the text. If you have the text as a file, open it: it is read in this page, sent nowhere, and all quotes are shown in it.</p>}
      {problem && (
        <p class="failed" role="alert">
          {problem}
        </p>
      )}
      <p class="row">
        <label class="button">
          {text ? "Open another file" : "Open the text"}
          <input class="hidden" type="file" accept=".txt,.md,.html,text/*" onChange={(event) => void take(takenFile(event.currentTarget))} />
        </label>
        {text && (
          <button type="button" onClick={() => open(undefined)}>
            Close the text
          </button>
        )}
      </p>
      {text && <TextWithQuotes text={text} quotes={quotes} chosen={props.chosen} />}
    </Part>
  );
}

const mostQuotes = 5000; // quotes shown in one text

// allQuotes gives the quotes of a source that have a place in its text, and what is to be said where these are too many.
function allQuotes(id: string): Promise<Fetched<Placed>> {
  return fetchPages(mostQuotes, async (after): Promise<Paged<Placed>> => (await askServer(QuotesOfTextDocument, { id, after })).source?.evidence ?? nothing);
}

function TextWithQuotes(props: { text: OpenedText; quotes: Fetched<Placed>; chosen: string | null }): JSX.Element {
  const { text, quotes } = props;
  const standing = useMemo(() => found(text, quotes.rows), [text, quotes]);
  const pieces = useMemo(() => cut(text, standing), [text, standing]);
  const missing = quotes.rows.length - standing.length;
  return (
    <>
      <p role="status">
        {sameness(text)} {count(standing.length, "quote stands", "quotes stand")} in it word for word
        {missing > 0 && `; ${count(missing, "quote doesn’t", "quotes don’t")}, and ${missing === 1 ? "isn’t" : "aren’t"} shown in it`}. {quotes.note}
      </p>
      <div class="text" tabIndex={0} role="region" aria-label={`${text.name}, with its quotes`}>
        {pieces.map((piece, i) =>
          piece.quotes.length === 0 ? (
            <span key={i}>{piece.text}</span>
          ) : (
            <mark key={i} class={(piece.quotes.length > 1 ? "many " : "") + (props.chosen && piece.quotes.includes(props.chosen) ? "at" : "")}>
              <a href={addressWith({ quote: piece.quotes.at(-1) })} title={count(piece.quotes.length, "quote")}>
                {piece.text}
              </a>
            </mark>
          ),
        )}
      </div>
    </>
  );
}

function sameness(text: OpenedText): string {
  if (text.same === true) return `✓ ${text.name} is the text that was quoted: its SHA-256 is the source’s.`;
  if (text.same === false) return `✗ ${text.name} isn’t the text that was quoted: its SHA-256 is another.`;
  return `Whether ${text.name} is the text that was quoted can’t be known here: no hash is recorded, or this page isn’t served by HTTPS.`;
}

// Chain shows what the source takes from others, and who takes from it.
function Chain(props: { of: Sourced }): JSX.Element {
  const { of } = props;
  const asked = useAsk(SourceChainDocument, of.cites.totalCount > 0 ? { id: of.id } : null);
  return (
    <>
      <Part title="It takes what it says from" n={of.cites.totalCount}>
        <Things of={of.cites.nodes} />
        {of.cites.totalCount > of.cites.nodes.length && <p class="more">and {number(of.cites.totalCount - of.cites.nodes.length)} more</p>}
        <Answered of={asked}>
          {({ source }) => (
            <>
              <h3>All that it goes back to, the nearest first</h3>
              <ol class="chain">
                {source?.chain.map((one) => (
                  <li key={one.id}>
                    <Thing of={one} />{" "}
                    <span class="faint">
                      <Line of={[words(one.kind), date(one.publishedOn), one.seen === false && "known by citation only"]} />
                    </span>
                  </li>
                ))}
              </ol>
            </>
          )}
        </Answered>
      </Part>
      <Part title="Others take from it" n={of.citedBy.totalCount}>
        <Things of={of.citedBy.nodes} />
        {of.citedBy.totalCount > of.citedBy.nodes.length && <p class="more">and {number(of.citedBy.totalCount - of.citedBy.nodes.length)} more</p>}
      </Part>
    </>
  );
}

const quoteColumns: Column<Quoted>[] = [
  { name: "Quote", value: (row) => row.exact },
  { name: "From character", value: (row) => row.start },
  { name: "To character", value: (row) => row.end },
  { name: "Place", value: (row) => row.locator },
  { name: "Found in the text", value: (row) => (row.verified ? "yes" : "no") },
  { name: "Supports", value: (row) => supported(row).map(({ about, parts }) => `${about.label}: ${parts.join(", ")}`).join(" | ") },
  { name: "Citation", value: (row) => citation(row) },
  { name: "Id", value: (row) => row.id },
];

function factsOf(of: Sourced): Fact[] {
  return [
    { field: "title", text: of.title ?? "" },
    { field: "kind", text: words(of.kind) },
    { field: "url", text: of.url ?? "" },
    { field: "author", text: of.author ?? "" },
    { field: "publishedOn", text: date(of.publishedOn) },
    { field: "retrievedOn", text: date(of.retrievedOn) },
    { field: "language", text: of.language ?? "" },
    { field: "reliability", text: of.reliability ? `${of.reliability} (A is the best, F can’t be judged)` : "" },
    { field: "licence", text: of.licence ?? "" },
    { field: "attribution", text: of.attribution ?? "" },
    { field: "sha256", text: of.sha256 ?? "" },
    { field: "seen", text: of.seen === false ? capital("known by citation only") : "" },
  ];
}
