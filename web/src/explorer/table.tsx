// Tables that are shown and can be taken away: each column says once what it shows, and what it writes into a file.
import type { ComponentChildren, JSX } from "preact";
import type { Cell, Fetched, Table } from "./download";
import { addressWith, usePlace } from "./router";
import { count, number } from "./words";

/** A column: its name, what it writes into a file, and what it shows, where that is more than the text. */
export interface Column<R> {
  name: string;
  value: (row: R) => Cell;
  show?: (row: R) => ComponentChildren;
  class?: string;
  /** The name is shown to screen readers only, as it is for a column of buttons. */
  quiet?: boolean;
  /** The column is in files only, as ids are. */
  filed?: boolean;
  /** The column is left out where no row has a value. */
  sparse?: boolean;
}

/** Shows rows in a table. The first column names each row. On a narrow screen each row is a stack of its cells, each with its column's name. */
export function DataTable<R>(props: { caption: string; columns: Column<R>[]; rows: readonly R[]; keyOf: (row: R, i: number) => string; heading?: (column: Column<R>) => ComponentChildren }): JSX.Element {
  const columns = props.columns.filter((column) => !column.filed && !(column.sparse && props.rows.every((row) => !column.value(row))));
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={props.caption}>
      <table class="stacks">
        <caption class="hidden">{props.caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.name} scope="col" class={column.class}>
                {column.quiet ? <span class="hidden">{column.name}</span> : (props.heading?.(column) ?? column.name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.rows.map((row, i) => (
            <tr key={props.keyOf(row, i)}>
              {columns.map((column, at) =>
                at === 0 ? (
                  <th key={column.name} scope="row" class={"named " + (column.class ?? "")}>
                    {shown(column, row)}
                  </th>
                ) : (
                  <td key={column.name} class={column.class} data-name={column.quiet ? undefined : column.name}>
                    {shown(column, row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function shown<R>(column: Column<R>, row: R): ComponentChildren {
  if (column.show) return column.show(row);
  const value = column.value(row);
  return value === null || value === undefined || value === "" ? <span class="faint">–</span> : String(value);
}

/** Makes the file's table of rows; with all, which gets the rows that aren't shown too, it is whole. */
export function tableOf<R>(name: string, columns: Column<R>[], rows: readonly R[], all?: () => Promise<Fetched<R>>): Table {
  const written = columns.filter((column) => !column.quiet);
  const cells = (of: readonly R[]) => of.map((row) => written.map((column) => column.value(row)));
  const fetched = async (fetch: () => Promise<Fetched<R>>) => {
    const { rows: every, note } = await fetch();
    return { rows: cells(every), note };
  };
  return { name, columns: written.map((column) => column.name), rows: cells(rows), all: all && (() => fetched(all)) };
}

/** Makes the file's table of a nested list: all of it is fetched where not all is shown, as far as one question may ask. */
export function nestedTable<R>(name: string, columns: Column<R>[], rows: readonly R[], total: number, fetch: () => Promise<readonly R[]>): Table {
  if (rows.length >= total) return tableOf(name, columns, rows);
  return tableOf(name, columns, rows, async () => {
    const all = await fetch();
    return { rows: all, note: all.length < total ? `${name}: the first ${number(all.length)} of ${number(total)}.` : undefined };
  });
}

/** Makes a function that asks once, however many tables want the answer; and again, where that failed. */
export function once<R>(ask: () => Promise<R>): () => Promise<R> {
  let asked: Promise<R> | undefined;
  return () =>
    (asked ??= ask().catch((problem: unknown) => {
      asked = undefined;
      throw problem;
    }));
}

/** How many of a nested list are shown: a page of them, or as many as the address says, up to the most that the page's question may ask. */
export function useShown(name: string, page = 25, most = 1000): number {
  const asked = Number(usePlace().query.get(name));
  return Number.isInteger(asked) && asked > 0 ? Math.min(asked, most) : page;
}

/** Says how many more a nested list has, and leads to them; where the page holds no more, to the list of all, if there is one. */
export function More(props: { name: string; shown: number; total: number; one: string; many?: string; page?: number; most?: number; list?: string }): JSX.Element | null {
  const { shown, total, page = 100, most = 1000 } = props;
  if (shown >= total) return null;
  const next = Math.min(total, shown + page, Math.max(most, shown));
  return (
    <p class="more">
      {count(shown, props.one, props.many)} of {number(total)} shown.{" "}
      {next > shown && <a href={addressWith({ [props.name]: String(next) })}>{next === total ? `Show all ${number(total)}` : `Show ${number(next - shown)} more`}</a>}{" "}
      {props.list && <a href={props.list}>See all as a list</a>}
      {next <= shown && !props.list && "This page holds no more of them; downloads may."}
    </p>
  );
}
