// What a timeline shows: things with the period in which they held, as far as dates say.
import type { TimelineItemsQuery, TimelinePromisesQuery } from "../gql";
import { date, period, words } from "../words";
import { dayOf, type Span } from "./days";

type Declaration = TimelineItemsQuery["declarations"]["nodes"][number];
type Event = TimelineItemsQuery["events"]["nodes"][number];
type Promises = Extract<NonNullable<TimelinePromisesQuery["nodes"][number]>, { obligations: unknown }>["obligations"];

/** A thing with its period. Without a first day it can't be drawn; without a last one its end isn't recorded. */
export interface Period {
  id: string;
  label: string;
  kind: string;
  status: string | null | undefined;
  from?: number;
  to?: number;
  /** The period in words. */
  text: string;
  /** What happened on which day: signed, in force. */
  marks: { day: number; sign: string; text: string }[];
  /** Whether the dates are those of its declaration. */
  borrowed?: boolean;
  promises?: number;
}

/** A declaration's period: from the first of its dates to its end. */
export function declarationPeriod(of: Declaration): Period {
  const dates = [
    { text: "adopted", value: of.adoptedOn, sign: "△" },
    { text: "signed", value: of.signedOn, sign: "✎" },
    { text: "in force", value: of.inForceOn, sign: "●" },
    { text: "ended", value: of.terminatedOn, sign: "■" },
    { text: "expires", value: of.expiresOn, sign: "□" },
  ].filter((one) => one.value);
  const starts = [of.adoptedOn, of.signedOn, of.inForceOn].filter((one) => one != null).sort();
  const ends = [of.terminatedOn, of.expiresOn].filter((one) => one != null).sort();
  return {
    ...base(of, starts[0], ends[0]),
    status: of.status,
    text: dates.map((one) => `${one.text} ${date(one.value)}`).join(", "),
    marks: dates.map((one) => ({ day: dayOf(one.value)!, sign: one.sign, text: `${one.text} ${date(one.value)}` })),
    promises: of.obligations.totalCount,
  };
}

/** An event's period; one without an end ends when it began, unless it is going on. */
export function eventPeriod(of: Event): Period {
  const to = of.to ?? (of.status === "ONGOING" ? null : of.from);
  return { ...base(of, of.from, to), status: of.status, text: of.status === "ONGOING" ? period(of.from, null) : period(of.from, to) };
}

/** The periods of a declaration's promises: their own dates, or else those of the declaration. */
export function promisePeriods(of: Promises, declaration: Period): Period[] {
  return of.nodes.map((one) => {
    const own = base(one, one.from, one.to);
    const borrowed = one.from == null && one.to == null;
    return {
      ...own,
      status: one.status.status,
      from: own.from ?? declaration.from,
      to: own.to ?? declaration.to,
      text: borrowed ? "as its declaration" : period(one.from, one.to),
      borrowed,
    };
  });
}

function base(of: { id: string; label: string; kind: string | null }, from: string | null | undefined, to: string | null | undefined): Period {
  return { id: of.id, label: of.label, kind: words(of.kind), status: null, from: dayOf(from), to: dayOf(to, true), text: "", marks: [] };
}

/** Whether it lies in a span, at least with a day. */
export function isIn(one: Period, span: Span): boolean {
  return one.from !== undefined && one.from <= span.to && (one.to === undefined || one.to >= span.from);
}

/** The span of all periods with some room around them; this year where there are none. */
export function wholeOf(all: Period[]): Span {
  const days = all.flatMap((one) => [one.from, one.to, ...one.marks.map((mark) => mark.day)]).filter((day) => day !== undefined);
  const now = Math.floor(Date.now() / 86_400_000);
  if (days.length === 0) return { from: now - 365, to: now };
  const [from, to] = [days.reduce((a, b) => Math.min(a, b)), Math.max(now, days.reduce((a, b) => Math.max(a, b)))];
  const room = Math.max(15, Math.round((to - from) * 0.02));
  return { from: from - room, to: to + room };
}
