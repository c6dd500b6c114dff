// The term that a declaration sets itself, where it is over and no end is recorded.
import type { ComponentChildren, JSX } from "preact";
import { dateOf, dayOf } from "./analysis/days";
import { date, duration, durationParts, today } from "./words";

/** What of a declaration tells how long it was to last. */
export interface Lasting {
  status?: string | null;
  signedOn?: string | null;
  inForceOn?: string | null;
  terminatedOn?: string | null;
  expiresOn?: string | null;
  term?: string | null;
}

const ended = ["TERMINATED", "EXPIRED", "SUPERSEDED"];

/**
 * Gives the day by which a declaration's term was over, if that is before a day, or today, and no end is recorded. Undefined too where it
 * can't be told: the term is in words, or nobody knows since when it runs.
 */
export function termOver(of: Lasting, asOf: string | null): string | undefined {
  const parts = durationParts(of.term);
  const begun = dayOf(of.inForceOn ?? of.signedOn, true);
  if (!parts || begun === undefined || of.terminatedOn || of.expiresOn || ended.includes(of.status ?? "")) return undefined;
  const over = dateOf(later(begun, parts));
  return over < (asOf ?? today()) ? over : undefined;
}

// later gives the day so many years, months, weeks and days after another: a month after 31 January is the end of February.
function later(day: number, [years, months, weeks, days]: [number, number, number, number]): number {
  const [year, month, date] = dateOf(day).split("-").map(Number) as [number, number, number];
  const at = year * 12 + month - 1 + years * 12 + months;
  const reached = `${String(Math.floor(at / 12)).padStart(4, "0")}-${String((at % 12) + 1).padStart(2, "0")}`;
  return Math.min(dayOf(reached)! + date - 1, dayOf(reached, true)!) + weeks * 7 + days;
}

/** Says that a declaration's term was over by a day. Whether it was prolonged, or lasts until it is denounced, no term tells. */
export function TermOver(props: { of: Lasting; over: string; children: ComponentChildren }): JSX.Element {
  const { of, over } = props;
  return (
    <p class="truncated" role="note">
      {props.children} is {duration(of.term)}: counted from {of.inForceOn ? "its entry into force" : "its signature"}, it was over by {date(over)}. No end is recorded, so it may go on.
    </p>
  );
}
