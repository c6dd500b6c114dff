// Gaps, as a work list: what is missing in the graph, by kind.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { About, Kinds } from "../analysis/about";
import { useTitle } from "../app";
import { asAskError, askServer, useAsk, type AskError } from "../api";
import { fetchPages, type Cell, type Fetched, type Paged, type Table } from "../download";
import { GapCountDocument, GapsDocument, type GapKind, type GapsQuery, type GapsQueryVariables } from "../gql";
import { Pages, start } from "../pages";
import { ask } from "../router";
import { Tools } from "../tools";
import { Answered, DayField, Empty, Failed, Name, Tag, Thing, Things, Waiting } from "../ui";
import { count, fieldName, number, words } from "../words";
import type { ViewProps } from "../views";

type Gap = GapsQuery["gaps"]["nodes"][number];

const page = 100;

// The kinds in the order in which they are worth a look.
const kinds: Record<GapKind, string> = {
  NO_BEARER: "Who owes it is neither named nor noted as left open",
  NO_EVIDENCE: "No quote behind it",
  NOTHING_SATISFIES: "A condition that no event can meet",
  NOT_IN_FORCE: "Signed, and not in force",
  UNNAMED_MEMBERS: "Members that nobody names",
  SILENT: "The sources leave something open",
  ONE_SPEAKER: "Only one speaker’s word",
  ONE_SOURCE: "Only one source",
  WEAK_SOURCES: "No reliable source",
};

const all = Object.keys(kinds) as GapKind[];

export default function Gaps(props: ViewProps): JSX.Element {
  const { query } = props.place;
  useTitle("Gaps");
  const about = query.getAll("about");
  const asOf = query.get("asOf") ?? "";
  const after = query.get("after") ?? undefined;
  const { counts, error } = useCounts(about, asOf);
  const kind = chosenKind(query.get("kind"), counts);
  const variables = { filter: filterOf(kind ?? "", about), asOf: asOf || undefined, first: page, after };
  const asked = useAsk(GapsDocument, kind === undefined ? null : variables);
  const nodes = asked.data?.gaps.nodes ?? [];
  const done = all.every((one) => counts[one] !== undefined);
  return (
    <>
      <div class="view-head">
        <h1>Gaps</h1>
        <Tools name="gaps" title={kind ? `Gaps: ${kinds[kind]}` : "Gaps"} questions={kind ? [{ text: GapsDocument.toString(), variables }] : []} tables={nodes.length > 0 ? [{ ...tableOf(nodes), all: () => rowsOfAll(variables) }] : []} />
      </div>
      <p class="lead">What is missing: who owes it, a quote, a second source, what the sources leave open.</p>
      <About ids={about} />
      <p class="row">
        <label>
          As of <DayField value={asOf} choose={(day) => ask({ ...start, asOf: day })} />
        </label>
        <span class="faint">Members and declarations are seen as of that day; today, if none is chosen.</span>
      </p>
      <Kinds chosen={kind ?? ""} of={all.map((one) => ({ kind: one, text: kinds[one], count: counts[one] }))} />
      {error && <Failed error={error} />}
      {kind === undefined && !error && (done ? <Empty title="Nothing is missing, as far as it can be told." /> : <Waiting>Looking for what is missing…</Waiting>)}
      {kind !== undefined && (
        <Answered of={asked} waiting="Looking for what is missing…">
          {({ gaps }) => (
            <>
              <h2>
                {kinds[kind]}: {count(gaps.totalCount, "gap")}
              </h2>
              {gaps.totalCount === 0 && <Empty title="There is no such gap." />}
              <ol class="work">
                {gaps.nodes.map((one) => (
                  <li key={one.node.id}>
                    <GapText of={one} />
                  </li>
                ))}
              </ol>
              <Pages of={gaps.pageInfo} shown={gaps.nodes.length} total={gaps.totalCount} one="gap" />
            </>
          )}
        </Answered>
      )}
    </>
  );
}

function filterOf(kind: string, about: string[]) {
  return { kinds: kind ? [kind as GapKind] : undefined, about: about.length > 0 ? about : undefined };
}

type Counts = Partial<Record<GapKind, number>>;

// useCounts asks for the counts kind by kind: of a large graph all at once are more than the server looks up for one question.
function useCounts(about: string[], asOf: string): { counts: Counts; error?: AskError } {
  const key = JSON.stringify([about, asOf]);
  const [state, setState] = useState<{ counts: Counts; error?: AskError }>({ counts: {} });
  useEffect(() => {
    const stop = new AbortController();
    setState({ counts: {} });
    const count = async () => {
      for (const kind of all) {
        const { gaps } = await askServer(GapCountDocument, { filter: filterOf(kind, about), asOf: asOf || undefined }, { signal: stop.signal });
        setState(({ counts }) => ({ counts: { ...counts, [kind]: gaps.totalCount } }));
      }
    };
    count().catch((problem: unknown) => {
      if (!stop.signal.aborted) setState(({ counts }) => ({ counts, error: asAskError(problem) }));
    });
    return () => stop.abort();
  }, [key]);
  return state;
}

// chosenKind is that of the address, or else the first of which there is a gap.
function chosenKind(word: string | null, counts: Counts): GapKind | undefined {
  if (word !== null && word in kinds) return word as GapKind;
  const known = all.slice(0, all.findIndex((one) => counts[one] === undefined || counts[one] > 0) + 1).at(-1);
  return known && counts[known] ? known : undefined;
}

function GapText(props: { of: Gap }): JSX.Element {
  const { of } = props;
  return (
    <>
      <Thing of={of.node} /> {of.count != null && <Tag>{number(of.count)} missing</Tag>}
      <p>
        <Name>{of.because}</Name>
      </p>
      {of.fields.length > 0 && (
        <p>
          {of.fields.map((field) => (
            <Tag key={field}>{fieldName(field)}</Tag>
          ))}
        </p>
      )}
      {of.of.length > 0 && <Things of={of.of} />}
    </>
  );
}

const fetchedMost = 10_000; // gaps of a file

async function rowsOfAll(variables: GapsQueryVariables): Promise<Fetched<Cell[]>> {
  const { rows, note } = await fetchPages(fetchedMost, async (after): Promise<Paged<Gap>> => (await askServer(GapsDocument, { ...variables, after })).gaps);
  return { rows: tableOf(rows).rows, note };
}

function tableOf(gaps: readonly Gap[]): Table {
  return {
    name: "Gaps",
    columns: ["kind", "id", "label", "what is missing", "count", "fields", "of"],
    rows: gaps.map((one) => [words(one.kind), one.node.id, one.node.label, one.because, one.count, one.fields.map(fieldName).join("; "), one.of.map((other) => other.label).join("; ")]),
  };
}
