// Periods as bars, row by row below one axis. Each row is text as well, so that the whole is a list to read.
import type { ComponentChildren, JSX, RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { still } from "../store";
import { Thing } from "../ui";
import { count, nounOf, words } from "../words";
import { moved, ticksOf, zoomed, type Span } from "./days";
import type { Period } from "./periods";

/** The frame of the rows: the axis, and moving and zooming by wheel, keys and dragging. */
export function Gantt(props: { span: Span; whole: Span; choose: (span: Span) => void; children: ComponentChildren }): JSX.Element {
  const { span, whole } = props;
  const frame = useRef<HTMLDivElement>(null);
  const axis = useRef<HTMLDivElement>(null);
  const now = useRef(props);
  now.current = props;
  useEffect(() => {
    // A wheel turns the page, unless it is over the axis or a key is held: then the time is zoomed.
    const wheel = (event: WheelEvent) => {
      const overAxis = axis.current?.contains(event.target as Node) ?? false;
      const { span, whole, choose } = now.current;
      if (event.shiftKey || (overAxis && Math.abs(event.deltaX) > Math.abs(event.deltaY))) {
        choose(moved(span, ((event.deltaX || event.deltaY) / 1000) * (span.to - span.from), whole));
      } else if (event.ctrlKey || event.altKey || overAxis) {
        choose(zoomed(span, Math.exp(Math.max(-100, Math.min(100, event.deltaY)) / 300), dayAt(axis.current!, span, event.clientX), whole));
      } else return;
      event.preventDefault();
    };
    const at = frame.current!;
    at.addEventListener("wheel", wheel, { passive: false });
    return () => at.removeEventListener("wheel", wheel);
  }, []);
  const key = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const middle = (span.from + span.to) / 2;
    const length = span.to - span.from;
    const to: Record<string, () => Span> = {
      "+": () => zoomed(span, 1 / 1.5, middle, whole),
      "=": () => zoomed(span, 1 / 1.5, middle, whole),
      "-": () => zoomed(span, 1.5, middle, whole),
      ArrowLeft: () => moved(span, -length / 5, whole),
      ArrowRight: () => moved(span, length / 5, whole),
      Home: () => whole,
    };
    const next = to[event.key];
    if (!next) return;
    event.preventDefault();
    props.choose(next());
  };
  return (
    <div ref={frame} class="gantt" role="region" tabIndex={0} aria-label="Timeline. Plus and minus zoom, arrow keys move, Home shows all." style={{ "--first": String(span.from), "--last": String(span.to + 1) }} onKeyDown={key}>
      <Axis of={span} ticks={axis} drag={(by) => props.choose(moved(span, by, whole))} />
      {props.children}
    </div>
  );
}

function dayAt(axis: HTMLElement, span: Span, x: number): number {
  const box = axis.getBoundingClientRect();
  return span.from + ((span.to - span.from) * (x - box.left)) / box.width;
}

// Axis has the marks of the time; dragging it moves the span.
function Axis(props: { of: Span; ticks: RefObject<HTMLDivElement | null>; drag: (days: number) => void }): JSX.Element {
  const { of } = props;
  const last = useRef<number | undefined>(undefined);
  return (
    <div class="gantt-axis" aria-hidden="true">
      <div
        ref={props.ticks}
        class="gantt-ticks"
        title="Drag to move, turn the wheel to zoom"
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          last.current = event.clientX;
        }}
        onPointerMove={(event) => {
          if (last.current === undefined) return;
          const days = ((last.current - event.clientX) * (of.to - of.from)) / event.currentTarget.clientWidth;
          if (Math.abs(days) < 1) return;
          last.current = event.clientX;
          props.drag(days);
        }}
        onPointerUp={() => {
          last.current = undefined;
        }}
      >
        {ticksOf(of, 8).map((tick) => (
          <span key={tick.day} style={{ insetInlineStart: percent(tick.day, of) }}>
            {tick.text}
          </span>
        ))}
      </div>
    </div>
  );
}

function percent(day: number, span: Span): string {
  return `${(100 * (day - span.from)) / (span.to - span.from + 1)}%`;
}

/** A row: the thing, its period in words, and its bar. What can be unfolded has a button for that. It stays as it is while the time is moved: the style sheet places the bar. */
export const GanttRow = still(function GanttRow(props: { of: Period; open?: boolean; toggle?: (id: string) => void }): JSX.Element {
  const { of, open = false, toggle } = props;
  return (
    <div class="gantt-row">
      <div class="gantt-label">
        {toggle && (
          <button type="button" class="plain fold" disabled={!of.promises} aria-expanded={open} aria-label={`${count(of.promises ?? 0, "promise")} of ${of.label}`} onClick={() => toggle(of.id)}>
            {of.promises ? (open ? "▾" : "▸") : "·"}
          </button>
        )}
        <Thing of={of} />
        <small class="faint">{[of.kind, of.text, words(of.status)].filter(Boolean).join(" · ")}</small>
      </div>
      <div class="gantt-lane" aria-hidden="true">
        <Bar of={of} />
        {of.marks.map((mark) => (
          <span key={mark.text} class="gantt-mark" title={mark.text} style={{ "--from": String(mark.day) }}>
            {mark.sign}
          </span>
        ))}
      </div>
    </div>
  );
});

function Bar(props: { of: Period }): JSX.Element | null {
  const { of } = props;
  if (of.from === undefined) return null;
  const classes = ["gantt-bar", "noun-" + nounOf(of.id), of.to === undefined && "open", of.borrowed && "borrowed"];
  return <span class={classes.filter(Boolean).join(" ")} title={of.text} style={{ "--from": String(of.from), "--to": String((of.to ?? of.from) + 1) }} />;
}
