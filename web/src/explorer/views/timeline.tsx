// The timeline: declarations, their promises and events, as bars below one axis that can be zoomed and moved.
import type { JSX } from "preact";
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Brush, type Column } from "../analysis/brush";
import { dateOf, dayOf, moved, zoomed, type Span } from "../analysis/days";
import { Gantt, GanttRow } from "../analysis/gantt";
import { declarationPeriod, eventPeriod, isIn, promisePeriods, wholeOf, type Period } from "../analysis/periods";
import { useTitle } from "../app";
import { useAsk } from "../api";
import type { Table } from "../download";
import { TimelineActorDocument, TimelineCountsDocument, TimelineItemsDocument, TimelinePromisesDocument, type DeclarationFilter, type EventFilter, type SearchedNoun, type TimelineCountsQuery, type TimelineItemsQuery } from "../gql";
import { ask } from "../router";
import { Search } from "../search";
import { Tools } from "../tools";
import { Answered, DayField, Empty, Thing, Truncated } from "../ui";
import { count, date, number, period } from "../words";
import type { ViewProps } from "../views";

const few = 20; // declarations whose promises are shown unless the reader folds them
const pageOfRows = 200; // rows of a lane that are drawn at first
const actors: SearchedNoun[] = ["ACTOR"];

export default function Timeline(props: ViewProps): JSX.Element {
  const { query } = props.place;
  const actor = query.get("actor") ?? "";
  const window = spanOf(query);
  const [total, setTotal] = useState(0);
  const filters = useSettled(filtersOf(actor, total > 1000 ? window : undefined));
  const asked = useAsk(TimelineItemsDocument, filters);
  const who = useAsk(TimelineActorDocument, actor === "" ? null : { id: actor });
  const name = who.data?.actor?.label;
  const items = asked.data;
  // More than a page of declarations are asked for part by part, as the reader moves.
  useEffect(() => setTotal((before) => Math.max(before, items?.declarations.totalCount ?? 0)), [items]);
  useTitle(actor ? `Timeline: ${name ?? actor}` : "Timeline");
  const declarations = useMemo(() => (items?.declarations.nodes ?? []).map(declarationPeriod), [items]);
  const events = useMemo(() => (items?.events.nodes ?? []).map(eventPeriod), [items]);
  const whole = useWidest(useMemo(() => wholeOf([...declarations, ...events]), [declarations, events]), actor);
  const span = window ?? whole;
  const tables = useMemo(() => [tableOf("Declarations", declarations, span), tableOf("Events", events, span)], [declarations, events, span.from, span.to]);
  return (
    <>
      <div class="view-head">
        <h1>Timeline{name && `: ${name}`}</h1>
        <Tools name="timeline" title={name ? `Timeline: ${name}` : "Timeline"} questions={[{ text: TimelineItemsDocument.toString(), variables: filters }]} tables={items ? tables : []} />
      </div>
      <div class="row">
        {actor ? (
          <button type="button" onClick={() => ask({ actor: undefined, open: undefined })}>
            Show everybody’s
          </button>
        ) : (
          <Search label="Only declarations and events of…" nouns={actors} choose={(id) => ask({ actor: id, open: undefined })} />
        )}
        <Lanes hidden={query.getAll("hide")} />
      </div>
      <Answered of={asked} waiting="Looking up what happened when…">
        {(data) =>
          declarations.length + events.length === 0 ? (
            <Empty title="There is nothing to show.">{actor && <p>No declaration and no event names this actor as a party or as taking part.</p>}</Empty>
          ) : (
            <Chart data={data} declarations={declarations} events={events} whole={whole} span={span} actor={actor} query={query} />
          )
        }
      </Answered>
    </>
  );
}

function spanOf(query: URLSearchParams): Span | undefined {
  const [from, to] = [dayOf(query.get("from")), dayOf(query.get("to"), true)];
  return from !== undefined && to !== undefined && from < to ? { from, to } : undefined;
}

// useSettled gives a value once it has stayed the same for a moment.
function useSettled<T>(value: T): T {
  const key = JSON.stringify(value);
  const [settled, setSettled] = useState({ key, value });
  useEffect(() => {
    if (settled.key === key) return;
    const timer = setTimeout(() => setSettled({ key, value }), 250);
    return () => clearTimeout(timer);
  }, [key]);
  return settled.value;
}

// useWidest gives all the time that was seen, since of many declarations only those of a part are asked for; for one actor at a time.
function useWidest(span: Span, actor: string): Span {
  const seen = useRef({ span, actor });
  if (seen.current.actor !== actor) seen.current = { span, actor };
  const { from, to } = seen.current.span;
  if (span.from < from || span.to > to) seen.current = { actor, span: { from: Math.min(from, span.from), to: Math.max(to, span.to) } };
  return seen.current.span;
}

// filtersOf keeps what an actor takes part in, and what lies in a part of the time.
function filtersOf(actor: string, span: Span | undefined): { declarations?: DeclarationFilter; events?: EventFilter } {
  const one = { some: { node: { id: { eq: actor } } } };
  const declarations: DeclarationFilter[] = actor ? [{ or: [{ parties: one }, { partyActions: one }] }] : [];
  const events: EventFilter[] = actor ? [{ participants: one }] : [];
  if (span) {
    const [from, to] = [dateOf(span.from), dateOf(span.to)];
    declarations.push({ or: [{ adoptedOn: { lte: to } }, { signedOn: { lte: to } }, { inForceOn: { lte: to } }] });
    declarations.push({ or: [{ terminatedOn: { isNull: true } }, { terminatedOn: { gte: from } }] }, { or: [{ expiresOn: { isNull: true } }, { expiresOn: { gte: from } }] });
  }
  return { declarations: declarations.length > 0 ? { and: declarations } : undefined, events: events.length > 0 ? { and: events } : undefined };
}

const lanes = [
  { name: "events", text: "Events" },
  { name: "declarations", text: "Declarations" },
  { name: "promises", text: "Their promises" },
];

function Lanes(props: { hidden: string[] }): JSX.Element {
  return (
    <fieldset class="row lanes">
      <legend class="hidden">What is shown</legend>
      {lanes.map(({ name, text }) => (
        <label key={name}>
          <input type="checkbox" checked={!props.hidden.includes(name)} onChange={(event) => ask({ hide: event.currentTarget.checked ? props.hidden.filter((one) => one !== name) : [...props.hidden, name] })} /> {text}
        </label>
      ))}
    </fieldset>
  );
}

interface ChartProps {
  data: TimelineItemsQuery;
  declarations: Period[];
  events: Period[];
  whole: Span;
  span: Span;
  actor: string;
  query: URLSearchParams;
}

function Chart(props: ChartProps): JSX.Element {
  const { span, whole, declarations, events, query } = props;
  const hidden = query.getAll("hide");
  const choose = (next: Span) => ask({ from: dateOf(next.from), to: dateOf(next.to) }, { replace: true });
  const middle = (span.from + span.to) / 2;
  const length = span.to - span.from;
  const shownDeclarations = sorted(declarations.filter((one) => isIn(one, span)));
  const shownEvents = sorted(events.filter((one) => isIn(one, span)));
  const undated = [...declarations, ...events].filter((one) => one.from === undefined);
  return (
    <>
      <Counts whole={whole} span={span} actor={props.actor} counted={query.get("counted") ?? "signed"} choose={choose} />
      <p class="row" role="group" aria-label="Zoom and move">
        <button type="button" aria-label="Zoom in" onClick={() => choose(zoomed(span, 1 / 1.5, middle, whole))}>
          +
        </button>
        <button type="button" aria-label="Zoom out" onClick={() => choose(zoomed(span, 1.5, middle, whole))}>
          −
        </button>
        <button type="button" onClick={() => choose(moved(span, -length / 3, whole))}>
          ← Earlier
        </button>
        <button type="button" onClick={() => choose(moved(span, length / 3, whole))}>
          Later →
        </button>
        <button type="button" onClick={() => ask({ from: undefined, to: undefined })}>
          All of it
        </button>
        <label>
          From <DayField value={dateOf(span.from)} choose={(day) => day && ask({ from: day, to: dateOf(span.to) })} />
        </label>
        <label>
          to <DayField value={dateOf(span.to)} choose={(day) => day && ask({ from: dateOf(span.from), to: day })} />
        </label>
        <strong>{period(dateOf(span.from), dateOf(span.to))}</strong>
      </p>
      <Gantt span={span} whole={whole} choose={choose}>
        {!hidden.includes("events") && (
          <Lane title={`${count(shownEvents.length, "event")} in this time`} of={shownEvents}>
            {(one) => <GanttRow of={one} />}
          </Lane>
        )}
        {!hidden.includes("declarations") && <Declarations of={shownDeclarations} promises={!hidden.includes("promises")} few={declarations.length <= few} opened={query.getAll("open")} />}
      </Gantt>
      <p class="faint">△ adopted, ✎ signed, ● in force, ■ ended, □ expires. A bar that fades has no recorded end. Hatched: the dates are those of the declaration. Over the axis, or with Ctrl, the wheel zooms; with Shift it moves.</p>
      {props.data.declarations.totalCount > declarations.length && <Truncated shown={declarations.length} total={props.data.declarations.totalCount} one="declaration">Zoom in, or choose an actor.</Truncated>}
      {props.data.events.totalCount > events.length && <Truncated shown={events.length} total={props.data.events.totalCount} one="event">Choose an actor.</Truncated>}
      {undated.length > 0 && <Undated of={undated} />}
    </>
  );
}

function sorted(periods: Period[]): Period[] {
  return periods.toSorted((a, b) => a.from! - b.from! || (a.to ?? Infinity) - (b.to ?? Infinity) || a.id.localeCompare(b.id));
}

function Lane(props: { title: string; of: Period[]; children: (one: Period) => JSX.Element }): JSX.Element {
  const [rows, setRows] = useState(pageOfRows);
  return (
    <section aria-label={props.title} class="lane">
      <h2>{props.title}</h2>
      <ul class="plain">
        {props.of.slice(0, rows).map((one) => (
          <li key={one.id}>{props.children(one)}</li>
        ))}
      </ul>
      {props.of.length > rows && (
        <Truncated shown={rows} total={props.of.length} one="row">
          <button type="button" onClick={() => setRows(rows + pageOfRows)}>
            Show {Math.min(pageOfRows, props.of.length - rows)} more
          </button>{" "}
          Or zoom in.
        </Truncated>
      )}
    </section>
  );
}

// Declarations are rows whose promises can be unfolded below them. Where there are few, they are.
function Declarations(props: { of: Period[]; promises: boolean; few: boolean; opened: string[] }): JSX.Element {
  const opened = props.opened.length === 0 && props.few ? props.of.filter((one) => one.promises).map((one) => one.id) : props.opened.filter((id) => id !== "none");
  const latest = useRef(opened);
  latest.current = opened;
  const toggle = useCallback((id: string) => {
    const next = latest.current.includes(id) ? latest.current.filter((one) => one !== id) : [...latest.current, id];
    ask({ open: next.length === 0 ? "none" : next });
  }, []);
  return (
    <Lane title={`${count(props.of.length, "declaration")} in this time`} of={props.of}>
      {(one) => {
        const open = props.promises && opened.includes(one.id);
        return (
          <>
            <GanttRow of={one} open={open} toggle={props.promises ? toggle : undefined} />
            {open && <Promises of={one} />}
          </>
        );
      }}
    </Lane>
  );
}

function Promises(props: { of: Period }): JSX.Element {
  const asked = useAsk(TimelinePromisesDocument, { ids: [props.of.id] });
  const [node] = asked.data?.nodes ?? [];
  const obligations = node && "obligations" in node ? node.obligations : undefined;
  const periods = useMemo(() => (obligations ? promisePeriods(obligations, props.of) : []), [obligations, props.of]);
  return (
    <Answered of={asked}>
      {() => (
        <ul class="plain promises">
          {periods.map((one) => (
            <li key={one.id}>
              <GanttRow of={one} />
            </li>
          ))}
          {obligations && obligations.totalCount > periods.length && (
            <li>
              <Truncated shown={periods.length} total={obligations.totalCount} one="promise" />
            </li>
          )}
        </ul>
      )}
    </Answered>
  );
}

const counted = [
  { value: "signed", text: "declarations signed" },
  { value: "declarations", text: "declarations that held" },
  { value: "promises", text: "promises that held" },
  { value: "events", text: "events" },
] as const;

// Counts are the columns above the chart: of years, or of months where all is within a few years.
function Counts(props: { whole: Span; span: Span; actor: string; counted: string; choose: (span: Span) => void }): JSX.Element {
  const { whole } = props;
  const monthly = whole.to - whole.from < 6 * 366;
  const asked = useAsk(TimelineCountsDocument, { interval: monthly ? ("MONTH" as const) : ("YEAR" as const), signed: monthly ? ["SIGNED_ON_MONTH" as const] : ["SIGNED_ON_YEAR" as const], ...filtersOf(props.actor, undefined) });
  return (
    <>
      <p class="row">
        <label>
          Counted{" "}
          <select value={props.counted} onChange={(event) => ask({ counted: event.currentTarget.value })}>
            {counted.map(({ value, text }) => (
              <option key={value} value={value}>
                {text}
              </option>
            ))}
          </select>
        </label>
      </p>
      <Answered of={asked} waiting="Counting…">
        {(data) => {
          const { columns, undated } = columnsOf(data, props.counted);
          const what = counted.find((one) => one.value === props.counted)?.text ?? "declarations signed";
          return (
            <>
              <Brush of={columns} whole={whole} span={props.span} choose={props.choose} caption={`How many ${what}, by ${monthly ? "month" : "year"}: draw over a part to see it${props.actor && props.counted === "promises" ? " (everybody’s)" : ""}`} />
              {undated > 0 && <p class="faint">{count(undated, "is", "are")} not among them: it isn’t recorded when {undated === 1 ? "it was" : "they were"} {props.counted === "signed" ? "signed" : "in effect"}.</p>}
            </>
          );
        }}
      </Answered>
    </>
  );
}

function columnsOf(data: TimelineCountsQuery, what: string): { columns: Column[]; undated: number } {
  if (what === "promises" || what === "declarations" || what === "events") {
    const { buckets, undated } = data[what];
    return { undated, columns: buckets.map((one) => ({ from: dayOf(one.first)!, to: dayOf(one.last, true)!, value: one.held })) };
  }
  const dated = data.signed.groups.filter((group) => dayOf(group.keys[0]!.value) !== undefined);
  return {
    undated: data.signed.groups.filter((group) => !dated.includes(group)).reduce((sum, group) => sum + group.count, 0),
    columns: dated.map((group) => ({ from: dayOf(group.keys[0]!.value)!, to: dayOf(group.keys[0]!.value, true)!, value: group.count })),
  };
}

function Undated(props: { of: Period[] }): JSX.Element {
  return (
    <details>
      <summary>{number(props.of.length)} without a date</summary>
      <ul class="plain">
        {props.of.map((one) => (
          <li key={one.id}>
            <Thing of={one} /> <span class="faint">{one.kind}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

function tableOf(name: string, of: Period[], span: Span): Table {
  return {
    name,
    columns: ["id", "label", "kind", "status", "from", "to", "dates"],
    rows: sorted(of.filter((one) => isIn(one, span))).map((one) => [one.id, one.label, one.kind, one.status, dateOf(one.from!), one.to === undefined ? null : dateOf(one.to), one.text || date(dateOf(one.from!))]),
  };
}
