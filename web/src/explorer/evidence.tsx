// On whose word: quotes with their citation, claims with what they rest on, and the speakers and sources behind them.
import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import { useAsk } from "./api";
import { QuotesOfPromiseDocument, type ClaimPartsFragment, type QuotePartsFragment, type QuotesOfPromiseQuery } from "./gql";
import { address, addressOf } from "./router";
import type { Column } from "./table";
import { copy, useSaid } from "./tools";
import { Answered, Dialog, Name, Quote, Tag, Thing, Things, type Named } from "./ui";
import { capital, count, date, fieldName, number, valueWords, words } from "./words";

export type Claimed = ClaimPartsFragment;
export type Quoted = QuotePartsFragment;

/** Claims about one part of a thing, and how many there are in all. */
export interface Said {
  about: string;
  claims: readonly Claimed[];
  total: number;
}

/** Writes a quote so that it can be cited: its words, who said them, where they stand, and when that was published. */
export function citation(quote: Quoted, speakers: readonly Named[] = []): string {
  const { source } = quote;
  const said = quote.exact ? `“${quote.exact}”` : (quote.locator ?? "");
  const by = speakers.length > 0 ? ` (${speakers.map((one) => one.label).join(", ")})` : "";
  if (!source) return said + by + ".";
  const where = [
    source.author,
    source.label,
    source.publisher?.label,
    source.publishedOn && date(source.publishedOn),
    source.url,
    source.retrievedOn && `retrieved ${date(source.retrievedOn)}`,
    quote.start !== null && `characters ${quote.start}–${quote.end}`,
    quote.exact && quote.locator,
  ];
  return `${said}${by}. ${where.filter(Boolean).join(", ")}.`;
}

/** A button that copies a text, and says so. */
export function CopyButton(props: { text: string; label: string; children: ComponentChildren }): JSX.Element {
  const [said, tell] = useSaid();
  return (
    <button type="button" class="small" aria-label={said ? undefined : props.label} onClick={() => copy(props.text).then(() => tell("Copied."), () => tell("The browser didn’t let it be copied."))}>
      {said || props.children}
    </button>
  );
}

/** A quote with its source, and its citation to copy. */
export function Cited(props: { quote: Quoted; speakers?: readonly Named[]; sourced?: boolean; children?: ComponentChildren }): JSX.Element {
  const { quote, sourced = true } = props;
  return (
    <Quote exact={quote.exact ?? quote.locator} prefix={quote.prefix} suffix={quote.suffix} verified={quote.exact ? (quote.verified ?? false) : undefined} source={sourced ? quote.source : null}>
      {sourced && quote.source?.publishedOn && <span>{date(quote.source.publishedOn)} </span>}
      {quote.exact && quote.locator && <span>{quote.locator} </span>}
      {props.children}
      {sourced && quote.source && quote.exact && <a href={address(addressOf(quote.source.id), { quote: quote.id })}>in its place</a>}{" "}
      <CopyButton text={citation(quote, props.speakers)} label={`Copy citation of “${quote.exact ?? quote.locator ?? ""}”`}>
        Copy citation
      </CopyButton>
    </Quote>
  );
}

const footings: Record<string, string> = {
  TEXT: "the source says so",
  IDENTIFIED: "two names are taken for one",
  INFERRED: "concluded from what the source says",
  BACKGROUND: "common knowledge or a registry",
};

/** Says a claim's basis: why the quotes under it are taken to show it. */
export function footing(basis: string): string {
  return footings[basis] ?? words(basis);
}

/** Says on what footing a claim stands, and why. */
export function Footing(props: { of: Pick<Claimed, "basis" | "stance" | "credibility"> }): JSX.Element {
  const { of } = props;
  return (
    <>
      <Tag title="How sure one may be">{footing(of.basis)}</Tag> {of.stance === "CONTRADICTS" && <Tag>speaks against it</Tag>}{" "}
      {of.credibility !== null && <Tag title="Admiralty code: 1 is confirmed, 6 cannot be judged">credibility {of.credibility}</Tag>}
    </>
  );
}

/** A claim: what it says, on whose word, on what footing, and the quotes under it. */
export function OneClaim(props: { of: Claimed; named?: boolean; quoted?: boolean }): JSX.Element {
  const { of, named = true, quoted = true } = props;
  const speakers = of.voicedIn?.madeBy.nodes ?? [];
  const more = of.evidence.totalCount - of.evidence.nodes.length;
  return (
    <div class="claim">
      <p class="claim-head">
        {named && of.field && (
          <strong>
            {capital(fieldName(of.field))}
            {of.value && ": "}
          </strong>
        )}
        {of.value && <Name>{valueWords(of.value, of.field)}</Name>} <Footing of={of} />
      </p>
      {of.note && <p class="faint">{of.note}</p>}
      {of.voicedIn && (
        <p class="faint">
          On the word of <Things of={speakers} none="an unnamed speaker" /> in <Thing of={of.voicedIn} />
        </p>
      )}
      {quoted && of.evidence.nodes.map((quote) => <Cited key={quote.id} quote={quote} speakers={speakers} />)}
      {quoted && of.evidence.totalCount === 0 && <p class="faint">No quote is given for it.</p>}
      {quoted && more > 0 && <a href={addressOf(of.id)}>{count(more, "more quote")}</a>}
    </div>
  );
}

/** Claims one after the other; how many more there are. */
export function Claims(props: { of: readonly Claimed[]; total: number; named?: boolean }): JSX.Element {
  const { of, total } = props;
  if (total === 0) return <p class="faint">Nothing is recorded that shows it.</p>;
  return (
    <>
      <ul class="claims">
        {of.map((one) => (
          <li key={one.id}>
            <OneClaim of={one} named={props.named} />
          </li>
        ))}
      </ul>
      {total > of.length && (
        <p class="more">
          {number(of.length)} of {count(total, "claim")} shown.
        </p>
      )}
    </>
  );
}

/** What is said of the parts of a thing, under a heading for each. */
export function SaidParts(props: { of: readonly Said[] }): JSX.Element {
  const parts = props.of.filter((part) => part.total > 0);
  if (parts.length === 0) return <p class="faint">Nothing is recorded that shows it.</p>;
  return (
    <>
      {parts.map((part) => (
        <section key={part.about}>
          <h3>{part.about}</h3>
          <Claims of={part.claims} total={part.total} />
        </section>
      ))}
    </>
  );
}

/** A button that opens the quotes under something. */
export function QuotesButton(props: { about: string; n: number; children: () => ComponentChildren }): JSX.Element {
  const [open, setOpen] = useState(false);
  if (props.n === 0) return <span class="faint">no quote</span>;
  return (
    <>
      <button type="button" class="small" aria-haspopup="dialog" aria-label={`Quotes: ${props.about}`} onClick={() => setOpen(true)}>
        Quotes
      </button>
      {open && (
        <Dialog title={props.about} open close={() => setOpen(false)}>
          {props.children()}
        </Dialog>
      )}
    </>
  );
}

/** A button that opens the quotes of claims at hand. */
export function ClaimsButton(props: { about: string; claims: readonly Claimed[]; total: number; named?: boolean }): JSX.Element {
  return (
    <QuotesButton about={props.about} n={props.total}>
      {() => <Claims of={props.claims} total={props.total} named={props.named} />}
    </QuotesButton>
  );
}

/** A button that asks for the quotes of a promise, and shows them: for the promise and for each of its parts. */
export function PromiseQuotes(props: { of: Named; n: number }): JSX.Element {
  return (
    <QuotesButton about={props.of.label} n={props.n}>
      {() => <AskedQuotes id={props.of.id} />}
    </QuotesButton>
  );
}

function AskedQuotes(props: { id: string }): JSX.Element {
  const asked = useAsk(QuotesOfPromiseDocument, { id: props.id });
  return <Answered of={asked}>{({ obligation }) => obligation && <SaidParts of={partsOfPromise(obligation)} />}</Answered>;
}

type PromiseSaid = NonNullable<QuotesOfPromiseQuery["obligation"]>;

/** Gives what is said of a promise: of itself, of who owes it to whom, and of its conditions. */
export function partsOfPromise(of: PromiseSaid): Said[] {
  type Edge = { node: Named; claims: { totalCount: number; nodes: readonly Claimed[] } };
  const ends = (what: string, edges: readonly Edge[]) =>
    edges.map((edge) => ({ about: `${what}: ${edge.node.label}`, claims: edge.claims.nodes, total: edge.claims.totalCount }));
  const { nodes, totalCount } = of.claims;
  return [
    { about: "The promise", claims: nodes.toSorted((a, b) => Number(a.field !== null) - Number(b.field !== null)), total: totalCount },
    ...ends("Who owes it", of.bearers.edges),
    ...ends("To whom", of.counterparties.edges),
    ...ends("For whom", of.beneficiaries.edges),
    ...ends("Against whom", of.against.edges),
    ...ends("Only if", of.conditions.edges),
    ...ends("Where it is made", of.declarations.edges),
  ];
}

interface Spoken {
  voicedIn?: { madeBy: { nodes: readonly Named[] } } | null;
  evidence: { nodes: readonly { source?: Named | null }[] };
}

/** Gives those on whose word claims stand, each once; where nobody is said to speak, the sources. */
export function wordOf(claims: readonly Spoken[]): Named[] {
  const speakers = claims.flatMap((claim) => claim.voicedIn?.madeBy.nodes ?? []);
  const all = speakers.length > 0 ? speakers : claims.flatMap((claim) => claim.evidence.nodes.flatMap((quote) => quote.source ?? []));
  return [...new Map(all.map((one) => [one.id, one])).values()];
}

/** How many claims on each of a list's edges a page asks for: fewer where the list is long, so that the server gives it. */
export function claimsOfEach(rows: number): number {
  return rows > 100 ? 3 : 10;
}

/** Says that there is no value: that the source leaves it open, or that nothing is recorded. */
export function Unsaid(props: { open: boolean }): JSX.Element {
  return <span class="faint">{props.open ? "the source doesn’t say" : "not recorded"}</span>;
}

/** The columns of claims: what each says, on what footing, on whose word, and in which words of which source. */
export const claimColumns: Column<Claimed>[] = [
  {
    name: "What it shows",
    value: (row) => (row.field ? fieldName(row.field) : "the thing as such"),
    show: (row) => <a href={addressOf(row.id)}>{row.field ? capital(fieldName(row.field)) : "As such"}</a>,
  },
  { name: "Value", value: (row) => row.value, show: (row) => <Name>{valueWords(row.value, row.field)}</Name> },
  {
    name: "Footing",
    value: (row) => `${row.stance === "CONTRADICTS" ? "speaks against it: " : ""}${footing(row.basis)}`,
    show: (row) => (
      <>
        {row.stance === "CONTRADICTS" && <Tag>speaks against it</Tag>} {capital(footing(row.basis))}
        {row.credibility !== null && ` (credibility ${row.credibility} of 6)`}
        {row.note && <span class="kind">{row.note}</span>}
      </>
    ),
  },
  { name: "Note", value: (row) => row.note, filed: true },
  {
    name: "On whose word",
    value: (row) => row.voicedIn?.madeBy.nodes.map((one) => one.label).join("; "),
    show: (row) => (row.voicedIn ? <Things of={row.voicedIn.madeBy.nodes} none={<Thing of={row.voicedIn} />} /> : <span class="faint">the source’s own</span>),
  },
  {
    name: "Quotes",
    value: (row) => row.evidence.nodes.map((quote) => quote.exact ?? quote.locator).join(" | "),
    show: (row) => (
      <>
        {row.evidence.nodes.map((quote) => (
          <Cited key={quote.id} quote={quote} speakers={row.voicedIn?.madeBy.nodes} />
        ))}
        {row.evidence.totalCount === 0 && <span class="faint">no quote</span>}
        {row.evidence.totalCount > row.evidence.nodes.length && <a href={addressOf(row.id)}>{count(row.evidence.totalCount - row.evidence.nodes.length, "more quote")}</a>}
      </>
    ),
    class: "wide",
  },
  {
    name: "Found in the source’s text",
    value: (row) => row.evidence.nodes.map((quote) => (quote.verified ? "yes" : "no")).join(" | "),
    show: (row) => (row.evidence.nodes.length === 0 ? <span class="faint">–</span> : row.evidence.nodes.every((quote) => quote.verified) ? "✓ yes" : "not verified"),
  },
  { name: "Source", value: (row) => [...new Set(row.evidence.nodes.flatMap((quote) => quote.source?.label ?? []))].join(" | "), filed: true },
  { name: "Id", value: (row) => row.id, filed: true },
];

/** Claims that are folded until the reader opens them; they are made only then. */
export function FoldedClaims(props: { of: readonly Claimed[]; named?: boolean; label?: string; children: ComponentChildren }): JSX.Element {
  const [opened, setOpened] = useState(false);
  return (
    <details class="quotes" onToggle={(event) => event.currentTarget.open && setOpened(true)}>
      <summary aria-label={props.label}>{props.children}</summary>
      {opened && <Claims of={props.of} total={props.of.length} named={props.named} />}
    </details>
  );
}
