// What is shown, as files: tables as CSV, XLSX and JSON; whatever else a view makes.
import { AskError } from "./api";
import { number } from "./words";

/** A cell of a table. Dates are written as the graph writes them. */
export type Cell = string | number | boolean | null | undefined;

/** A table that a view can give away: its name, its columns, and its rows in the order shown; and how to get all of its rows, where not all are shown. */
export interface Table {
  name: string;
  columns: string[];
  rows: Cell[][];
  all?: () => Promise<Fetched<Cell[]>>;
}

/** Rows that were fetched, and what is to be said of them, where they aren't all. */
export interface Fetched<R> {
  rows: readonly R[];
  note?: string;
}

/** A page of a list, as the API gives it. */
export interface Paged<R> {
  totalCount?: number;
  nodes: readonly R[];
  pageInfo: { hasNextPage: boolean; endCursor?: string | null };
}

/** Fetches the pages of a list one after the other, up to the most rows that are wanted. It fails where the list changed meanwhile. */
export async function fetchPages<R>(most: number, page: (after: string | null) => Promise<Paged<R>>): Promise<Fetched<R>> {
  const rows: R[] = [];
  let after: string | null = null;
  let total: number | undefined;
  for (let first = true; ; first = false) {
    const { nodes, totalCount, pageInfo }: Paged<R> = await page(after);
    if (!first && totalCount !== total) throw new AskError("The graph changed while the rows were being fetched. Try again.", "CHANGED");
    total = totalCount;
    rows.push(...nodes);
    if (!pageInfo.hasNextPage) return { rows };
    if (rows.length >= most) return { rows, note: `They are the first ${number(rows.length)}${total === undefined ? "" : ` of ${number(total)}`}: ask for less to have the others.` };
    after = pageInfo.endCursor ?? null;
  }
}

/** Gives the table with all of its rows, and what is to be said of them. */
export async function whole(table: Table): Promise<Table & { note?: string }> {
  if (!table.all) return table;
  const { rows, note } = await table.all();
  return { ...table, rows: [...rows], note };
}

/** Hands the reader a file. */
export function saveFile(name: string, content: Blob | string, type = "text/plain;charset=utf-8") {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000); // the browser reads it after the click
}

/** Gives the file that the reader chose, and empties the field, so that she can choose the same one again. */
export function takenFile(field: HTMLInputElement): File | undefined {
  const file = field.files?.[0];
  field.value = "";
  return file;
}

/** Writes a table as CSV (RFC 4180) with a byte order mark, by which spreadsheets know the encoding. What a spreadsheet would take for a formula gets an apostrophe. */
export function asCSV(table: Table): string {
  return "\ufeff" + [table.columns, ...table.rows].map((row) => row.map(csvCell).join(",")).join("\r\n") + "\r\n";
}

function csvCell(cell: Cell): string {
  const text = typeof cell === "string" && /^[=+\-@\t\r]/.test(cell) ? "'" + cell : String(cell ?? "");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Writes a table as JSON: a list of objects by column. Of columns with one name, such as two actors', the later ones are numbered. */
export function asJSON(table: Table): string {
  const names = table.columns.map((name, i) => {
    const before = table.columns.slice(0, i).filter((other) => other === name).length;
    return before === 0 ? name : `${name} (${before + 1})`;
  });
  return JSON.stringify(table.rows.map((row) => Object.fromEntries(names.map((name, i) => [name, row[i] ?? null]))), null, 2) + "\n";
}

/** Makes a workbook with a sheet for each table. */
export async function asXLSX(tables: Table[]): Promise<Blob> {
  const { default: write } = await import("write-excel-file/browser");
  const sheets = tables.map((table) => ({
    sheet: sheetName(table.name),
    stickyRowsCount: 1,
    data: [
      table.columns.map((name) => ({ value: name, fontWeight: "bold" as const })),
      ...table.rows.map((row) => row.map((cell) => (cell === null || cell === undefined || cell === "" ? null : { value: cell }))),
    ],
  }));
  return write(sheets).toBlob();
}

// A sheet's name has at most 31 characters, and none of these.
function sheetName(name: string): string {
  return name.replace(/[\\/?*[\]:]/g, " ").slice(0, 31);
}
