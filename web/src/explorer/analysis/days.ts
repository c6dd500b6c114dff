// Dates as days, for drawing them: the number of days since 1970, which may be negative.

const dayLength = 86_400_000; // milliseconds

/** A span of days, both ends in it. */
export interface Span {
  from: number;
  to: number;
}

/** Gives the first day of a date of the graph ("2026", "2026-01", "2026-01-06"), or its last. Undefined where it is none. */
export function dayOf(date: string | null | undefined, last = false): number | undefined {
  const found = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?$/.exec(date ?? "");
  if (!found) return undefined;
  const [year, month, day] = [Number(found[1]), found[2] && Number(found[2]), found[3] && Number(found[3])];
  if (!last || day) return dayNumber(year, (month || 1) - 1, day || 1);
  return month ? dayNumber(year, month, 1) - 1 : dayNumber(year + 1, 0, 1) - 1;
}

function dayNumber(year: number, month: number, day: number): number {
  const time = new Date(0);
  time.setUTCFullYear(year, month, day); // not Date.UTC, which takes the year 99 for 1999
  return Math.round(time.getTime() / dayLength);
}

/** Writes a day as the graph writes dates. */
export function dateOf(day: number): string {
  return new Date(day * dayLength).toISOString().slice(0, 10);
}

/** A mark of an axis: where it is, and what stands there. */
export interface Tick {
  day: number;
  text: string;
}

const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500]; // years

/** Gives at most about so many marks for a span: days, months or years. */
export function ticksOf(span: Span, most: number): Tick[] {
  const days = span.to - span.from + 1;
  if (days / 7 <= most && days <= 90) return everyDays(span, Math.max(1, Math.ceil(days / most)));
  for (const months of [1, 3, 6]) if (days / 30.4 / months <= most) return everyMonths(span, months);
  return everyMonths(span, 12 * (steps.find((step) => days / 365.25 / step <= most) ?? 1000));
}

function everyDays(span: Span, step: number): Tick[] {
  const format = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
  const first = Math.ceil(span.from / step) * step;
  return Array.from({ length: Math.floor((span.to - first) / step) + 1 }, (_, i) => first + i * step).map((day) => ({ day, text: format.format(day * dayLength) }));
}

function everyMonths(span: Span, step: number): Tick[] {
  const format = new Intl.DateTimeFormat(undefined, step < 12 ? { month: "short", year: "numeric", timeZone: "UTC" } : { year: "numeric", timeZone: "UTC" });
  const begin = new Date(span.from * dayLength);
  const ticks: Tick[] = [];
  for (let month = Math.ceil((begin.getUTCFullYear() * 12 + begin.getUTCMonth()) / step) * step; ; month += step) {
    const day = dayNumber(Math.floor(month / 12), month % 12, 1);
    if (day > span.to) return ticks;
    if (day >= span.from) ticks.push({ day, text: format.format(day * dayLength) });
  }
}

/** Makes a span longer or shorter around a day that stays where it is. It is a week at least, and lies within the whole. */
export function zoomed(span: Span, factor: number, around: number, whole: Span): Span {
  const length = Math.min(whole.to - whole.from, Math.max(7, (span.to - span.from) * factor));
  const share = (around - span.from) / Math.max(1, span.to - span.from);
  return within({ from: Math.round(around - share * length), to: Math.round(around + (1 - share) * length) }, whole);
}

/** Moves a span by days, as far as the whole goes. */
export function moved(span: Span, by: number, whole: Span): Span {
  return within({ from: span.from + Math.round(by), to: span.to + Math.round(by) }, whole);
}

function within(span: Span, whole: Span): Span {
  const length = Math.min(span.to - span.from, whole.to - whole.from);
  const from = Math.min(Math.max(span.from, whole.from), whole.to - length);
  return { from, to: from + length };
}
