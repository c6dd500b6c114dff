// The matrix: how many promises there are for each value of one dimension and each of another, as a heat map that leads to the lists.
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { useTitle } from "../app";
import { useAsk } from "../api";
import { dimensions, isDimension } from "../analysis/dimensions";
import type { Table } from "../download";
import { MatrixDocument, type MatrixQuery, type ObligationDimension } from "../gql";
import { address, ask } from "../router";
import { Tools } from "../tools";
import { Answered, DayField, Empty, Name } from "../ui";
import { binding, capital, count, date, fieldName, modality, number, Words } from "../words";
import type { ViewProps } from "../views";

type Matrix = MatrixQuery["matrix"];
type Key = Matrix["rows"][number]["key"];

interface Choice {
  rows: ObligationDimension;
  columns: ObligationDimension;
  asOf: string;
  mostRows: number;
  mostColumns: number;
}

const most = 200; // rows or columns, which is all that the server gives

export default function MatrixView(props: ViewProps): JSX.Element {
  const choice = readChoice(props.place.query);
  const variables = { ...choice, asOf: choice.asOf || undefined };
  const asked = useAsk(MatrixDocument, variables);
  const counted = useRef(choice); // by what that was counted which is shown until the next answer comes
  if (asked.fresh) counted.current = choice;
  const title = `${dimensions[choice.rows].name} by ${lower(dimensions[choice.columns].name)}`;
  useTitle(`Matrix: ${title}`);
  const matrix = asked.data?.matrix;
  return (
    <>
      <div class="view-head">
        <h1>Promises, counted: {lower(title)}</h1>
        <Tools name="matrix" title={`Matrix: ${title}`} questions={[{ text: MatrixDocument.toString(), variables }]} tables={matrix ? [tableOf(matrix, counted.current)] : []} />
      </div>
      <Choices of={choice} />
      <Answered of={asked} waiting="Counting promises…">
        {(data) => (data.matrix.total === 0 ? <NothingThere asOf={choice.asOf} /> : <HeatMap of={data.matrix} choice={counted.current} />)}
      </Answered>
    </>
  );
}

function readChoice(query: URLSearchParams): Choice {
  const [rows, columns] = [query.get("rows"), query.get("columns")];
  const size = (name: string, usual: number) => Math.min(most, Math.max(1, Number.parseInt(query.get(name) ?? "", 10) || usual));
  return {
    rows: isDimension(rows) ? rows : "BEARERS",
    columns: isDimension(columns) ? columns : "KIND",
    asOf: query.get("asOf") ?? "",
    mostRows: size("mostRows", 30),
    mostColumns: size("mostColumns", 15),
  };
}

function lower(text: string): string {
  return text.charAt(0).toLocaleLowerCase() + text.slice(1);
}

function Choices(props: { of: Choice }): JSX.Element {
  const { of } = props;
  return (
    <p class="row">
      <DimensionChoice label="Rows" name="rows" value={of.rows} />
      <DimensionChoice label="Columns" name="columns" value={of.columns} />
      <button type="button" onClick={() => ask({ rows: of.columns, columns: of.rows, mostRows: undefined, mostColumns: undefined })}>
        Swap them
      </button>
      <label>
        What held on <DayField value={of.asOf} choose={(day) => ask({ asOf: day })} />
      </label>
      {of.asOf && (
        <button type="button" onClick={() => ask({ asOf: undefined })}>
          Whenever it held
        </button>
      )}
    </p>
  );
}

function DimensionChoice(props: { label: string; name: string; value: ObligationDimension }): JSX.Element {
  return (
    <label>
      {props.label}{" "}
      <select value={props.value} onChange={(event) => ask({ [props.name]: event.currentTarget.value })}>
        {Object.entries(dimensions).map(([value, { name }]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

function NothingThere(props: { asOf: string }): JSX.Element {
  return <Empty title={props.asOf ? `No promise held on ${date(props.asOf)}.` : "No promise is in the graph."}>{props.asOf && <p>Choose another day, or whenever it held.</p>}</Empty>;
}

function HeatMap(props: { of: Matrix; choice: Choice }): JSX.Element {
  const { of, choice } = props;
  const highest = Math.max(1, ...of.rows.flatMap((row) => row.counts));
  const table = useRef<HTMLTableElement>(null);
  const [at, setAt] = useState<[number, number]>([0, 0]);
  const focus = (row: number, column: number) => {
    setAt([row, column]);
    table.current?.querySelector<HTMLElement>(`[data-cell="${row} ${column}"]`)?.focus();
  };
  const others = of.otherColumns > 0;
  return (
    <>
      <p class="faint">
        {count(of.total, "promise")}. A total counts each promise once, though it may stand in several rows or columns. {hasLists(choice) ? "A number leads to its list; arrow keys go from number to number." : "Arrow keys go from number to number. Lists can’t be kept to what is chosen here, so the numbers lead to none."}
      </p>
      <Scale highest={highest} />
      <div class="scroll heat" role="region" aria-label="The matrix" tabIndex={0}>
        <table ref={table} onKeyDown={(event) => walk(event, of, at, focus)}>
          <caption class="hidden">
            Promises: {lower(dimensions[choice.rows].name)} by {lower(dimensions[choice.columns].name)}
          </caption>
          <thead>
            <tr>
              <th scope="col">{dimensions[choice.rows].name}</th>
              {of.columns.map((column) => (
                <th scope="col" key={column.key.value}>
                  <Label of={column.key} by={choice.columns} />
                </th>
              ))}
              {others && <th scope="col">{count(of.otherColumns, "other")}</th>}
              <th scope="col">Total</th>
            </tr>
          </thead>
          <tbody>
            {of.rows.map((row, i) => (
              <tr key={row.key.value}>
                <th scope="row">
                  <Label of={row.key} by={choice.rows} />
                </th>
                {row.counts.map((n, j) => (
                  <td key={j} class={"number heat-" + heat(n, highest)}>
                    <Cell n={n} href={listOf(choice, row.key, of.columns[j]!.key)} at={[i, j]} current={at[0] === i && at[1] === j} focused={() => setAt([i, j])} title={`${labelOf(row.key, choice.rows)}, ${labelOf(of.columns[j]!.key, choice.columns)}`} />
                  </td>
                ))}
                {others && <td class="number faint">{number(row.other)}</td>}
                <td class="number">
                  <Total n={row.total} href={listOf(choice, row.key)} title={labelOf(row.key, choice.rows)} />
                </td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            {of.otherRows > 0 && (
              <tr>
                <th scope="row">{count(of.otherRows, "other")}, one by one</th>
                {of.otherCounts.map((n, j) => (
                  <td key={j} class="number faint">
                    {number(n)}
                  </td>
                ))}
                {others && <td />}
                <td class="number faint">{number(of.otherTotal)}</td>
              </tr>
            )}
            <tr>
              <th scope="row">Total</th>
              {of.columns.map((column) => (
                <td key={column.key.value} class="number">
                  <Total n={column.total} href={listOf(choice, undefined, column.key)} title={labelOf(column.key, choice.columns)} />
                </td>
              ))}
              {others && <td />}
              <td class="number">
                <strong>{number(of.total)}</strong>
              </td>
            </tr>
          </tfoot>
        </table>
      </div>
      <More left={of.otherRows} shown={of.rows.length} one="row" param="mostRows" />
      <More left={of.otherColumns} shown={of.columns.length} one="column" param="mostColumns" />
    </>
  );
}

function Cell(props: { n: number; href: string | undefined; at: [number, number]; current: boolean; focused: () => void; title: string }): JSX.Element {
  const common = { "data-cell": props.at.join(" "), tabIndex: props.current ? 0 : -1, onFocus: props.focused };
  if (props.n === 0 || !props.href) {
    return (
      <span {...common}>
        {props.n === 0 ? (
          <>
            <span aria-hidden="true">·</span>
            <span class="hidden">0</span>
          </>
        ) : (
          number(props.n)
        )}
      </span>
    );
  }
  return (
    <a {...common} href={props.href} title={props.title}>
      {number(props.n)}
    </a>
  );
}

function Total(props: { n: number; href: string | undefined; title: string }): JSX.Element {
  return props.href ? (
    <a href={props.href} title={props.title}>
      {number(props.n)}
    </a>
  ) : (
    <>{number(props.n)}</>
  );
}

// More says how many are left out, and shows more of them.
function More(props: { left: number; shown: number; one: string; param: string }): JSX.Element | null {
  if (props.left === 0) return null;
  return (
    <p class="truncated" role="note">
      The {count(props.shown, props.one)} with the most promises {props.shown === 1 ? "is" : "are"} shown; {count(props.left, "other")} {props.left === 1 ? "is" : "are"} summed up, each counted by itself.{" "}
      {props.shown < most ? (
        <button type="button" onClick={() => ask({ [props.param]: String(Math.min(most, props.shown * 3)) })}>
          Show more {props.one}s
        </button>
      ) : (
        `The table has at most ${most}.`
      )}
    </p>
  );
}

const steps = 5;

// heat gives the step of the colour scale, from 0 for nothing to the last for the highest: each is several times the one before.
function heat(n: number, highest: number): number {
  return n === 0 ? 0 : Math.max(1, Math.ceil((steps * Math.log(n + 1)) / Math.log(highest + 1) - 1e-9));
}

// firstOf gives the least number whose heat is a step or more; one more than the highest, where none is.
function firstOf(step: number, highest: number): number {
  let [low, high] = [1, highest + 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (heat(middle, highest) >= step) high = middle;
    else low = middle + 1;
  }
  return low;
}

// Scale tells the colours in numbers.
function Scale(props: { highest: number }): JSX.Element {
  const begins = Array.from({ length: steps + 1 }, (_, i) => firstOf(i + 1, props.highest));
  const ranges = Array.from({ length: steps }, (_, i) => ({ step: i + 1, from: begins[i]!, to: begins[i + 1]! - 1 })).filter(({ from, to }) => from <= to);
  return (
    <p class="row scale">
      <span>The stronger the colour, the more promises:</span>
      {ranges.map(({ step, from, to }) => (
        <span key={step} class={"swatch heat-" + step}>
          {from === to ? number(from) : `${number(from)} to ${number(to)}`}
        </span>
      ))}
    </p>
  );
}

// walk goes from number to number.
function walk(event: KeyboardEvent, of: Matrix, [row, column]: [number, number], focus: (row: number, column: number) => void) {
  if (!(event.target as Element).matches("[data-cell]")) return;
  const to: Record<string, [number, number]> = {
    ArrowUp: [row - 1, column],
    ArrowDown: [row + 1, column],
    ArrowLeft: [row, column - 1],
    ArrowRight: [row, column + 1],
    Home: [row, 0],
    End: [row, of.columns.length - 1],
    PageUp: [0, column],
    PageDown: [of.rows.length - 1, column],
  };
  const next = to[event.key];
  if (!next) return;
  event.preventDefault();
  if (of.rows[next[0]] && of.columns[next[1]]) focus(...next);
}

function hasLists(choice: Choice): boolean {
  return dimensions[choice.rows].param !== undefined && dimensions[choice.columns].param !== undefined;
}

// listOf gives the address of the list of what is counted; undefined where the list has no such filter.
function listOf(choice: Choice, row: Key | undefined, column?: Key): string | undefined {
  const params: Record<string, string | undefined> = { noun: "obligation", asOf: choice.asOf || undefined };
  for (const [key, by] of [
    [row, choice.rows],
    [column, choice.columns],
  ] as const) {
    if (!key) continue;
    const { param, named } = dimensions[by];
    if (!param || param in params || (named && !key.value)) return undefined;
    params[param] = key.value ?? "none";
  }
  return address("/list", params);
}

function Label(props: { of: Key; by: ObligationDimension }): JSX.Element {
  return <Name>{labelOf(props.of, props.by)}</Name>;
}

function labelOf(key: Key, by: ObligationDimension): string {
  if (!key.value) return "none recorded";
  if (by === "SILENT_ON") return fieldName(key.value);
  if (by === "BINDINGNESS") return capital(binding(key.value));
  if (by === "MODALITY") return capital(modality(key.value));
  return /^[A-Z]+(_[A-Z]+)*$/.test(key.value) ? Words(key.value) : key.label;
}

function tableOf(matrix: Matrix, choice: Choice): Table {
  const others = matrix.otherColumns > 0;
  const row = (name: string, counts: readonly number[], other: number | null, total: number) => [name, ...counts, ...(others ? [other] : []), total];
  return {
    name: "Matrix",
    columns: [dimensions[choice.rows].name, ...matrix.columns.map((column) => labelOf(column.key, choice.columns)), ...(others ? [count(matrix.otherColumns, "other")] : []), "Total"],
    rows: [
      ...matrix.rows.map((one) => row(labelOf(one.key, choice.rows), one.counts, one.other, one.total)),
      ...(matrix.otherRows > 0 ? [row(`${count(matrix.otherRows, "other")}, one by one`, matrix.otherCounts, null, matrix.otherTotal)] : []),
      row("Total", matrix.columns.map((column) => column.total), null, matrix.total),
    ],
  };
}
