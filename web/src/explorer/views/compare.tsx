// Two to five declarations side by side: what is promised alike, what differs, and what only some have.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { useAsk } from "../api";
import { useTitle } from "../app";
import { Unsaid } from "../evidence";
import { CompareDocument, NamesDocument, type CompareQuery } from "../gql";
import { conditionRole } from "../promises";
import { addressWith, ask, usePlace } from "../router";
import { Search } from "../search";
import { DataTable, tableOf, type Column } from "../table";
import { Tools, type Question } from "../tools";
import { Answered, DayField, Empty, Tag, Thing, Things } from "../ui";
import type { ViewProps } from "../views";
import { binding, capital, count, date, fieldName, valueWords, words, Words } from "../words";

type Comparison = CompareQuery["compare"];
type Row = Comparison["rows"][number];
type Names = ReadonlyMap<string, string>;

const least = 2;
const most = 5;

export default function Compare(props: ViewProps): JSX.Element {
  const { query } = props.place;
  const ids = [...new Set(query.getAll("ids"))];
  const variables = { ids, asOf: query.get("asOf") || null };
  const asked = useAsk(CompareDocument, ids.length >= least ? variables : null);
  useTitle(asked.data ? asked.data.compare.declarations.map((one) => one.label).join(" and ") : "Compare declarations");
  return (
    <>
      {ids.length < least ? (
        <>
          <h1>Compare declarations</h1>
          <Choose ids={ids} />
          <Empty title={ids.length === 0 ? "Choose two to five declarations." : "Choose at least one more."}>
            <p>They are put side by side, by what is promised and by whom: what they have in common, where they differ, and what only some have.</p>
          </Empty>
        </>
      ) : (
        <Answered of={asked}>{({ compare }) => <Compared of={compare} ids={ids} question={{ text: CompareDocument.toString(), variables }} />}</Answered>
      )}
    </>
  );
}

// Choose shows which declarations are compared, and takes others.
function Choose(props: { ids: string[] }): JSX.Element {
  const { ids } = props;
  const [wrong, setWrong] = useState("");
  const names = useNames(ids);
  const choose = (id: string, label: string) => {
    if (!id.startsWith("declaration/")) return setWrong(`“${label}” is no declaration.`);
    setWrong("");
    ask({ ids: [...ids.filter((one) => one !== id), id] });
  };
  return (
    <div class="choosing">
      <ul class="chosen" aria-label="Declarations that are compared">
        {ids.map((id) => (
          <li key={id}>
            <a class="tag" href={addressWith({ ids: ids.filter((one) => one !== id) })} aria-label={`Take away ${names.get(id) ?? id}`}>
              <bdi>{names.get(id) ?? id}</bdi> <span aria-hidden="true">✕</span>
            </a>
          </li>
        ))}
      </ul>
      {ids.length < most ? <Search label="Add a declaration" nouns={["DECLARATION"]} choose={choose} /> : <p class="faint">Five can be compared at once.</p>}
      {wrong && <p role="alert">{wrong}</p>}
    </div>
  );
}

// useNames asks what things are called.
function useNames(ids: string[]): Names {
  const asked = useAsk(NamesDocument, ids.length > 0 ? { ids } : null);
  return new Map(asked.data?.nodes.flatMap((one) => (one ? [[one.id, one.label] as const] : [])));
}

const outcomes: Record<string, { name: string; sign: string }> = {
  COMMON: { name: "in all, and alike", sign: "＝" },
  DIFFERS: { name: "in all, and different", sign: "≠" },
  ONLY_IN_SOME: { name: "only in some", sign: "◐" },
  ONLY_IN_ONE: { name: "only in one", sign: "○" },
};

function Compared(props: { of: Comparison; ids: string[]; question: Question }): JSX.Element {
  const { of, ids } = props;
  const { query } = usePlace();
  const only = query.get("outcome");
  const rows = of.rows.filter((row) => !only || row.outcome === only);
  const names = useNames(idsIn(of));
  const columns = columnsOf(of, names, query.has("asOf"));
  const title = of.declarations.map((one) => one.label).join(" and ");
  return (
    <>
      <div class="view-head">
        <h1>{title}</h1>
        <Tools name="pactgraph-comparison" title={title} questions={[props.question]} tables={[tableOf("Promises compared", columns, rows), tableOf("Declarations", declarationColumns, of.declarations)]} />
      </div>
      <Choose ids={ids} />
      <h2>The declarations</h2>
      <DataTable caption="The declarations that are compared" columns={declarationColumns} rows={of.declarations} keyOf={(row) => row.id} />
      <h2>Their promises</h2>
      <nav class="row nouns" aria-label="Which promises">
        <a href={addressWith({ outcome: undefined })} aria-current={only ? undefined : "true"}>
          All ({of.rows.length})
        </a>
        {of.counts.map((one) => (
          <a key={one.outcome} href={addressWith({ outcome: one.outcome })} aria-current={only === one.outcome ? "true" : undefined}>
            {capital(outcomes[one.outcome]!.name)} ({one.count})
          </a>
        ))}
      </nav>
      {rows.length === 0 ? (
        <Empty title={of.rows.length === 0 ? "No promise of them is recorded." : "No promise is like that."} />
      ) : (
        <DataTable caption="Promises by what is promised and by whom, and what each declaration has of them" columns={columns} rows={rows} keyOf={(row) => row.kind + row.bearers.map((one) => one.id).join()} />
      )}
      <p class="row">
        <label>
          Who is bound is seen on <DayField value={query.get("asOf") ?? of.asOf} choose={(day) => ask({ asOf: day })} />
        </label>
      </p>
      <p class="faint">
        A coalition and its member are two here: which of them owes a promise is just what may differ.
      </p>
    </>
  );
}

const declarationColumns: Column<Comparison["declarations"][number]>[] = [
  { name: "Declaration", value: (row) => row.label, show: (row) => <Thing of={row} /> },
  { name: "Kind", value: (row) => words(row.kind) },
  { name: "How far it has come", value: (row) => words(row.status) },
  { name: "Signed or adopted", value: (row) => row.signedOn ?? row.adoptedOn, show: (row) => date(row.signedOn ?? row.adoptedOn) || <span class="faint">not recorded</span> },
  { name: "How binding", value: (row) => binding(row.bindingness) },
  { name: "Promises", value: (row) => row.obligations.totalCount, class: "number" },
  { name: "Id", value: (row) => row.id, filed: true },
];

// columnsOf makes the columns of a comparison: one for each declaration, between what is compared and how it came out.
function columnsOf(of: Comparison, names: Names, dated: boolean): Column<Row>[] {
  const labels = new Map(of.declarations.map((one) => [one.id, one.label]));
  return [
    { name: "What is promised", value: (row) => words(row.kind), show: (row) => <strong>{Words(row.kind)}</strong> },
    { name: "By whom", value: (row) => row.bearers.map((one) => one.label).join("; "), show: (row) => <Bearers of={row} dated={dated} /> },
    {
      name: "How they stand",
      value: (row) => outcomes[row.outcome]!.name,
      show: (row) => (
        <Tag>
          <span aria-hidden="true">{outcomes[row.outcome]!.sign}</span> {outcomes[row.outcome]!.name}
        </Tag>
      ),
    },
    ...of.declarations.map((one, i) => ({
      name: one.label,
      class: "compared",
      value: (row: Row) => row.cells[i]!.obligations.map((promise) => promise.label).join(" | "),
      show: (row: Row) => <Things of={row.cells[i]!.obligations} none="has none" />,
    })),
    {
      name: "What differs",
      value: (row) => row.differences.map((one) => `${fieldName(one.field)}: ${one.values.map((value) => `${labels.get(value.declaration.id)}: ${said(one.field, value.values, names)}`).join("; ")}`).join(" | "),
      show: (row) => <Differences of={row.differences} labels={labels} names={names} />,
    },
  ];
}

const shownBearers = 8;

function Bearers(props: { of: Row; dated: boolean }): JSX.Element {
  const { bearers: of } = props.of;
  return (
    <>
      <Things of={of.slice(0, shownBearers)} none={<NoBearer of={props.of} dated={props.dated} />} />
      {of.length > shownBearers && (
        <details>
          <summary>and {count(of.length - shownBearers, "other")}</summary>
          <Things of={of.slice(shownBearers)} />
        </details>
      )}
    </>
  );
}

// NoBearer says why nobody is named: the source leaves it open, or nobody owed it on the date that was chosen.
function NoBearer(props: { of: Row; dated: boolean }): JSX.Element {
  const promises = props.of.cells.flatMap((cell) => cell.obligations);
  const open = promises.every((promise) => promise.silentOn.includes("bearers"));
  return open ? <Unsaid open /> : <>{props.dated ? "nobody on that date" : "nobody today"}</>;
}

function Differences(props: { of: Row["differences"]; labels: Names; names: Names }): JSX.Element {
  if (props.of.length === 0) return <span class="faint">–</span>;
  return (
    <dl class="differences">
      {props.of.map((one) => (
        <div key={one.field}>
          <dt>{capital(fieldName(one.field))}</dt>
          {one.values.map((value) => (
            <dd key={value.declaration.id}>
              <span class="faint">{props.labels.get(value.declaration.id)}:</span> <bdi>{said(one.field, value.values, props.names)}</bdi>
            </dd>
          ))}
        </div>
      ))}
    </dl>
  );
}

// said says the values of a field for people: actors by their names, conditions by what they do and what they are.
function said(field: string, values: readonly string[], names: Names): string {
  if (values.length === 0) return "nothing recorded";
  return values.map((value) => (field === "conditions" ? conditionSaid(value) : (names.get(value) ?? valueWords(value, field)))).join("; ");
}

function conditionSaid(value: string): string {
  const [role = "", ...rest] = value.split(" ");
  return `${conditionRole(role)} ${rest.join(" ").replace(/\b(?:[A-Z]+(?:_[A-Z]+)+|VERIFICATION|OTHER)\b/g, words)}`;
}

// idsIn gives the actors that differences name by their ids.
function idsIn(of: Comparison): string[] {
  const all = of.rows.flatMap((row) => row.differences.flatMap((one) => one.values.flatMap((value) => value.values)));
  return [...new Set(all.filter((value) => /^actor\//.test(value)))].slice(0, 1000);
}
