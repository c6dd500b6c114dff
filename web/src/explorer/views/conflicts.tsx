// Conflicts, as a work list: where sources, speakers or data sets differ, the values side by side, which is shown, and why.
import type { JSX } from "preact";
import { About, Kinds } from "../analysis/about";
import { Choose } from "../analysis/choose";
import { Quotes } from "../analysis/quotes";
import { useTitle } from "../app";
import { askServer, useAsk } from "../api";
import { fetchPages, type Cell, type Fetched, type Paged, type Table } from "../download";
import { ConflictCountsDocument, ConflictsDocument, type ConflictKind, type ConflictsQuery, type ConflictsQueryVariables } from "../gql";
import { Pages } from "../pages";
import { addressOf } from "../router";
import { Tools } from "../tools";
import { Answered, Empty, Tag, Thing } from "../ui";
import { capital, count, fieldName, number, valueWords, words } from "../words";
import type { ViewProps } from "../views";

type Conflict = ConflictsQuery["conflicts"]["nodes"][number];
type Value = Conflict["values"][number];

const page = 50;

const kinds: Record<ConflictKind, string> = {
  VALUES: "Different values",
  CONTRADICTED: "Somebody speaks against it",
  PRECISION: "Dates of different precision",
};

const decisions: Record<Conflict["decision"], string> = {
  UNCONTESTED: "no data set says otherwise",
  RELIABILITY: "its source is more reliable",
  CREDIBILITY: "it is more credible",
  RECENCY: "it was loaded later",
  NOT_SHOWN: "nothing is shown, since no data set says it",
  CHOSEN: "it was chosen by hand",
};

export default function Conflicts(props: ViewProps): JSX.Element {
  const { query } = props.place;
  useTitle("Conflicts");
  const kind = query.get("kind") ?? "";
  const about = query.getAll("about");
  const after = query.get("after") ?? undefined;
  const filterOf = (one: string) => ({ about: about.length > 0 ? about : undefined, kinds: one ? [one as ConflictKind] : undefined });
  const variables = { filter: filterOf(kind), first: page, after };
  const asked = useAsk(ConflictsDocument, variables);
  const counts = useAsk(ConflictCountsDocument, { contradicted: filterOf("CONTRADICTED"), values: filterOf("VALUES"), precision: filterOf("PRECISION") });
  const nodes = asked.data?.conflicts.nodes ?? [];
  return (
    <>
      <div class="view-head">
        <h1>Conflicts</h1>
        <Tools name="conflicts" title="Conflicts" questions={[{ text: ConflictsDocument.toString(), variables }]} tables={nodes.length > 0 ? [{ ...tableOf(nodes), all: () => rowsOfAll(variables) }] : []} />
      </div>
      <p class="lead">Where sources, speakers or data sets say different things: all of them are kept, one is shown.</p>
      <About ids={about} />
      <Kinds all chosen={kind} of={Object.entries(kinds).map(([one, text]) => ({ kind: one, text, count: counts.data?.[one as ConflictKind].totalCount }))} />
      <Answered of={asked}>
        {({ conflicts }) =>
          conflicts.totalCount === 0 ? (
            <Empty title="There is no such conflict.">
              <p>Nobody contradicts what is recorded{about.length > 0 || kind ? ", as far as you asked" : ""}.</p>
            </Empty>
          ) : (
            <>
              <p>{count(conflicts.totalCount, "conflict")}</p>
              <ol class="work">
                {conflicts.nodes.map((one) => (
                  <li key={`${one.edge?.id ?? one.about.id} ${one.field}`}>
                    <ConflictText of={one} />
                  </li>
                ))}
              </ol>
              <Pages of={conflicts.pageInfo} shown={conflicts.nodes.length} total={conflicts.totalCount} one="conflict" />
            </>
          )
        }
      </Answered>
    </>
  );
}

function ConflictText(props: { of: Conflict }): JSX.Element {
  const { of } = props;
  const name = of.field ? capital(fieldName(of.field)) : "Whether it is so at all";
  return (
    <>
      <h2>
        <Thing of={of.about} />
        {of.edge && <small class="faint"> {fieldName(words(of.edge.type))}</small>}
      </h2>
      <p>
        <strong>{name}</strong> <Tag>{kinds[of.kind]}</Tag>
      </p>
      <ul class="values">
        {of.values.map((one, i) => (
          <li key={i} class={one.shown ? "shown" : undefined}>
            <ValueText of={one} field={of.field ?? undefined} />
          </li>
        ))}
      </ul>
      <p>
        <span class="faint">Why:</span> {of.reason}
      </p>
      {of.chosen && (
        <p>
          <strong>Chosen by hand</strong>: “{valueWords(of.chosen.value, of.field) || "nothing"}”{of.chosen.who && ` by ${of.chosen.who}`}
          {of.chosen.why && `, because ${of.chosen.why}`} (<a href={addressOf(of.chosen.load)}>the load</a>){!of.chosen.holds && ". No data set says it any more, so the rule decides."}
        </p>
      )}
      <Choose of={of} />
    </>
  );
}

function ValueText(props: { of: Value; field: string | undefined }): JSX.Element {
  const { of } = props;
  return (
    <>
      <p>
        <strong>{of.value === null || of.value === undefined ? "that it is so" : valueWords(of.value, props.field)}</strong> {of.shown && <Tag>✓ shown</Tag>}
      </p>
      {of.datasets.length === 0 && <p class="faint">Only claims say so; no data set does.</p>}
      <ul class="plain">
        {of.datasets.map((one) => (
          <li key={one.dataset}>
            <a href={addressOf(one.load)}>{one.dataset}</a>{" "}
            <span class="faint">
              {[one.reliability ? `reliability ${one.reliability}` : "reliability not rated", one.credibility ? `credibility ${one.credibility}` : "", `since revision ${number(one.revision)}`].filter(Boolean).join(", ")}
            </span>
          </li>
        ))}
      </ul>
      {of.confirmedBy.length > 0 && <Quotes claims={of.confirmedBy.map((one) => one.id)} title="Quotes for it" open />}
      {of.contradictedBy.length > 0 && <Quotes claims={of.contradictedBy.map((one) => one.id)} title="Quotes against it" open />}
    </>
  );
}

const fetchedMost = 10_000; // conflicts of a file

async function rowsOfAll(variables: ConflictsQueryVariables): Promise<Fetched<Cell[]>> {
  const { rows, note } = await fetchPages(fetchedMost, async (after): Promise<Paged<Conflict>> => (await askServer(ConflictsDocument, { ...variables, after })).conflicts);
  return { rows: tableOf(rows).rows, note };
}

function tableOf(conflicts: readonly Conflict[]): Table {
  return {
    name: "Conflicts",
    columns: ["about", "label", "relation", "field", "kind", "value", "shown", "data sets", "claims for", "claims against", "decision", "reason"],
    rows: conflicts.flatMap((one) =>
      one.values.map((value) => [
        one.about.id,
        one.about.label,
        one.edge?.type,
        one.field,
        kinds[one.kind],
        value.value,
        value.shown,
        value.datasets.map((set) => set.dataset).join("; "),
        value.confirmedBy.length,
        value.contradictedBy.length,
        decisions[one.decision],
        one.reason,
      ]),
    ),
  };
}
