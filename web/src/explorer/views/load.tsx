// A load: what was read, when and by whom, and what it changed.
import type { JSX } from "preact";
import { askServer, useAsk } from "../api";
import { useTitle } from "../app";
import { fetchPages, type Fetched, type Paged } from "../download";
import { LoadPageDocument, type ChangeAction, type ChangedThing, type LoadPageQuery } from "../gql";
import { NoSuch, Part } from "../page";
import { Pages, start } from "../pages";
import { address, addressOf, addressWith } from "../router";
import { DataTable, tableOf, type Column } from "../table";
import { Tools } from "../tools";
import { Answered, Tag, Thing } from "../ui";
import type { ViewProps } from "../views";
import { count, fieldName, moment, number, valueWords, words } from "../words";

type Loaded = NonNullable<LoadPageQuery["load"]>;
type Change = LoadPageQuery["changes"]["nodes"][number];
type Variables = { id: string; loads: string[]; actions: ChangeAction[] | null; what: ChangedThing[] | null; after: string | null };

const fetchedMost = 10_000; // changes of a file

export default function LoadView(props: ViewProps): JSX.Element {
  const { query } = props.place;
  const actions = query.getAll("action") as ChangeAction[];
  const what = query.getAll("what") as ChangedThing[];
  const variables: Variables = { id: props.id, loads: [props.id], actions: actions.length > 0 ? actions : null, what: what.length > 0 ? what : null, after: query.get("after") };
  const asked = useAsk(LoadPageDocument, variables);
  useTitle(asked.data?.load ? `Load: ${asked.data.load.label}` : "Load");
  return <Answered of={asked}>{(data) => (data.load ? <Page of={data.load} changes={data.changes} variables={variables} /> : <NoSuch noun="load" id={props.id} />)}</Answered>;
}

function Page(props: { of: Loaded; changes: LoadPageQuery["changes"]; variables: Variables }): JSX.Element {
  const { of, changes, variables } = props;
  const { counts } = of;
  const total = counts.added + counts.changed + counts.removed;
  return (
    <>
      <div class="view-head">
        <h1>
          Load <bdi>{of.label}</bdi>
        </h1>
        <Tools
          name={of.id.replaceAll("/", "-")}
          title={`Load: ${of.label}`}
          questions={[{ text: LoadPageDocument.toString(), variables }]}
          tables={[tableOf("Changes", columns, changes.nodes, () => fetchAll(variables))]}
        />
      </div>
      <p class="lead page-line">
        {moment(of.finishedAt)} {of.who && <>by {of.who} </>}
        <Tag>revision {number(of.revision ?? 0)}</Tag> {of.dataset && <Tag>data set {of.dataset}</Tag>}
      </p>
      <p class="row page-links">
        <a class="button" href={address("/loads", { back: of.id })}>
          Take it back…
        </a>
        <a href="/loads">All loads</a>
        {of.reverts && <a href={addressOf(of.reverts)}>It took back this load</a>}
      </p>
      {of.files.length > 0 && <p>Files: {of.files.join(", ")}</p>}
      <Part title="What it changed" n={total} none="Nothing of what is shown.">
        <nav class="row nouns" aria-label="Which changes">
          <Choice param="action" name={`All (${number(total)})`} chosen={variables.actions} />
          <Choice param="action" value="ADDED" name={`Added (${number(counts.added)})`} chosen={variables.actions} />
          <Choice param="action" value="CHANGED" name={`Changed (${number(counts.changed)})`} chosen={variables.actions} />
          <Choice param="action" value="REMOVED" name={`Removed (${number(counts.removed)})`} chosen={variables.actions} />
        </nav>
        <nav class="row nouns" aria-label="Of what">
          <Choice param="what" name="Everything" chosen={variables.what} />
          <Choice param="what" value="NODE" name="Things" chosen={variables.what} />
          <Choice param="what" value="EDGE" name="Ties between them" chosen={variables.what} />
          <Choice param="what" value="CLAIM" name="Claims" chosen={variables.what} />
        </nav>
        {changes.nodes.length === 0 ? <p class="faint">No change is like that.</p> : <DataTable caption="What the load changed" columns={columns} rows={changes.nodes} keyOf={(row, i) => row.target + i} />}
        <Pages of={changes.pageInfo} />
      </Part>
    </>
  );
}

// fetchAll fetches all changes of a load, up to the most that a file may have.
function fetchAll(variables: Variables): Promise<Fetched<Change>> {
  return fetchPages(fetchedMost, async (after): Promise<Paged<Change>> => (await askServer(LoadPageDocument, { ...variables, after })).changes);
}

function Choice(props: { param: string; value?: string; name: string; chosen: readonly string[] | null }): JSX.Element {
  const { param, value, name, chosen } = props;
  const set = value ? chosen?.includes(value) : chosen === null;
  return (
    <a href={addressWith({ ...start, [param]: value })} aria-current={set ? "true" : undefined}>
      {name}
    </a>
  );
}

const signs: Record<string, string> = { ADDED: "+", CHANGED: "~", REMOVED: "−" };
const whats: Record<string, string> = { NODE: "thing", EDGE: "tie", CLAIM: "claim" };

const columns: Column<Change>[] = [
  {
    name: "What",
    value: (row) => row.label,
    show: (row) => (row.what === "NODE" && row.action !== "REMOVED" ? <Thing of={{ id: row.target, label: row.label }} /> : <bdi dir="auto">{row.label}</bdi>),
  },
  {
    name: "Done",
    value: (row) => words(row.action),
    show: (row) => (
      <>
        <span aria-hidden="true">{signs[row.action]}</span>&nbsp;{words(row.action)}
      </>
    ),
  },
  { name: "Is a", value: (row) => whats[row.what] },
  { name: "Of", value: (row) => row.about?.label, show: (row) => (row.about && row.what !== "NODE" ? <Thing of={row.about} /> : <span class="faint">–</span>) },
  {
    name: "Fields",
    value: (row) => row.fields.map((one) => `${one.field}: ${one.old ?? ""} → ${one.new ?? ""}`).join(" | "),
    show: (row) => <Fields of={row} />,
  },
  { name: "Id", value: (row) => row.target, filed: true },
];

function Fields(props: { of: Change }): JSX.Element {
  const { of } = props;
  if (of.fields.length === 0) return <span class="faint">–</span>;
  const list = (
    <ul class="stack">
      {of.fields.map((one) => (
        <li key={one.field}>
          {fieldName(one.field)}: {one.old !== null && <del>{valueWords(one.old, one.field)}</del>} {one.new !== null && <ins>{valueWords(one.new, one.field)}</ins>}
        </li>
      ))}
    </ul>
  );
  return of.action === "CHANGED" ? (
    list
  ) : (
    <details>
      <summary>{count(of.fields.length, "field")}</summary>
      {list}
    </details>
  );
}
