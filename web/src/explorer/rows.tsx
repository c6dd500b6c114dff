// Statements and events as rows, wherever a page lists them.
import type { JSX } from "preact";
import type { Column } from "./table";
import { Thing, Things, type Named } from "./ui";
import { date, period, words } from "./words";

/** A statement as it is listed. */
export interface StatementRow extends Named {
  act?: string | null;
  date?: string | null;
  madeBy: { nodes: readonly Named[] };
}

/** Statements: who said what, and when. */
export function StatementRows(props: { of: readonly StatementRow[] }): JSX.Element {
  return (
    <ul class="rows">
      {props.of.map((one) => (
        <li key={one.id}>
          <Things of={one.madeBy.nodes} none="Somebody" /> {words(one.act) || "says"}: <Thing of={one} />
          {one.date && <span class="faint">{date(one.date)}</span>}
        </li>
      ))}
    </ul>
  );
}

export const statementColumns: Column<StatementRow>[] = [
  { name: "Statement", value: (row) => row.label },
  { name: "Who said it", value: (row) => row.madeBy.nodes.map((one) => one.label).join("; ") },
  { name: "What was done by saying it", value: (row) => words(row.act) },
  { name: "Date", value: (row) => row.date },
  { name: "Id", value: (row) => row.id },
];

/** An event as it is listed. */
export interface EventRow extends Named {
  kind?: string | null;
  from?: string | null;
  to?: string | null;
  status?: string | null;
}

/** Says of an event what it is, when it was, and whether it happened. */
export function eventLine(of: EventRow): string {
  return [words(of.kind), of.from === of.to || !of.to ? date(of.from) : period(of.from, of.to), of.status !== "OCCURRED" && words(of.status)].filter(Boolean).join(" · ");
}
