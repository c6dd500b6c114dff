// What happened, in the order of its dates.
import type { ComponentChildren, JSX } from "preact";
import type { Column } from "./table";
import { date } from "./words";

/** Something that happened: when, what in words, and how it is shown. */
export interface Happening {
  date: string | null | undefined;
  what: string;
  show?: ComponentChildren;
}

/** Puts what happened in order; what has no date comes last. */
export function inOrder(of: Happening[]): Happening[] {
  const dated = of.filter((one) => one.date).sort((a, b) => (a.date! < b.date! ? -1 : a.date! > b.date! ? 1 : 0));
  return [...dated, ...of.filter((one) => !one.date)];
}

/** Shows what happened as a list by date. */
export function History(props: { of: Happening[] }): JSX.Element {
  return (
    <ol class="history">
      {props.of.map((one, i) => (
        <li key={i}>
          {one.date ? <time dateTime={one.date}>{date(one.date)}</time> : <span class="faint">no date</span>}
          <span>{one.show ?? one.what}</span>
        </li>
      ))}
    </ol>
  );
}

export const historyColumns: Column<Happening>[] = [
  { name: "Date", value: (row) => row.date },
  { name: "What happened", value: (row) => row.what },
];
