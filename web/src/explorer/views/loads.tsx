// The loads: what was loaded when and by whom, and the way back.
import type { JSX } from "preact";
import { TakeBack } from "../analysis/take-back";
import { useTitle } from "../app";
import { askServer, useAsk } from "../api";
import { fetchPages } from "../download";
import { LoadsDocument, type LoadsQuery } from "../gql";
import { Pages } from "../pages";
import { addressOf, ask } from "../router";
import { tableOf, type Column } from "../table";
import { Tools } from "../tools";
import { Answered, Empty, Tag } from "../ui";
import { count, moment, number } from "../words";
import type { ViewProps } from "../views";

const page = 100;

type Load = LoadsQuery["loads"]["nodes"][number];

const fetchedMost = 10_000; // loads of a file

const columns: Column<Load>[] = [
  { name: "load", value: (row) => row.id },
  { name: "data set", value: (row) => row.dataset },
  { name: "who", value: (row) => row.who },
  { name: "when", value: (row) => row.finishedAt },
  { name: "revision", value: (row) => row.revision },
  { name: "added", value: (row) => row.counts.added },
  { name: "changed", value: (row) => row.counts.changed },
  { name: "removed", value: (row) => row.counts.removed },
  { name: "files", value: (row) => row.files.join("; ") },
  { name: "takes back", value: (row) => row.reverts },
];

export default function Loads(props: ViewProps): JSX.Element {
  useTitle("Loads");
  const after = props.place.query.get("after") ?? undefined;
  const back = props.place.query.get("back");
  const variables = { first: page, after };
  const asked = useAsk(LoadsDocument, variables);
  const rows = asked.data?.loads.nodes ?? [];
  return (
    <>
      <div class="view-head">
        <h1>Loads</h1>
        <Tools name="loads" title="Loads" questions={[{ text: LoadsDocument.toString(), variables }]} tables={rows.length > 0 ? [tableOf("Loads", columns, rows, () => fetchPages(fetchedMost, async (from) => (await askServer(LoadsDocument, { first: page, after: from })).loads))] : []} />
      </div>
      <p>
        Everything in the graph came by a load, and can be taken back. <a href="/import">Load files</a>
      </p>
      <Answered of={asked}>
        {({ loads, revision }) =>
          loads.totalCount === 0 ? (
            <Empty title="Nothing was loaded yet." />
          ) : (
            <>
              <p>
                {count(loads.totalCount, "load")}, the newest first <Tag>revision {number(revision)}</Tag>
              </p>
              {back && !loads.nodes.some((one) => one.id === back) && <Elsewhere load={back} />}
              <List of={loads.nodes} open={back} />
              <Pages of={loads.pageInfo} shown={loads.nodes.length} total={loads.totalCount} one="load" />
            </>
          )
        }
      </Answered>
    </>
  );
}

// Elsewhere takes back a load that the page of the list doesn't have.
function Elsewhere(props: { load: string }): JSX.Element {
  return (
    <section aria-labelledby="elsewhere">
      <h2 id="elsewhere">
        Take back <a href={addressOf(props.load)}>{props.load}</a>
      </h2>
      <TakeBack key={props.load} load={props.load} />
    </section>
  );
}

function List(props: { of: readonly Load[]; open: string | null }): JSX.Element {
  return (
    <ul class="rows">
      {props.of.map((one) => (
        <li key={one.id}>
          <span class="row">
            <a href={addressOf(one.id)}>{one.label}</a>
            {one.dataset && <Tag>{one.dataset}</Tag>}
            {one.reverts && (
              <span>
                takes back <a href={addressOf(one.reverts)}>{one.reverts}</a>
              </span>
            )}
            <button type="button" aria-expanded={props.open === one.id} onClick={() => ask({ back: props.open === one.id ? undefined : one.id })}>
              Take back…
            </button>
          </span>
          <span class="faint">
            {one.who && `${one.who}, `}
            {moment(one.finishedAt)} · {number(one.counts.added)} added, {number(one.counts.changed)} changed, {number(one.counts.removed)} removed
            {one.files.length > 0 && ` · ${one.files.join(", ")}`}
          </span>
          {props.open === one.id && <TakeBack load={one.id} />}
        </li>
      ))}
    </ul>
  );
}
