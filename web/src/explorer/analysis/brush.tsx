// How much there was over time, as columns, with the part that is shown: drawn anew, or moved by its two ends.
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { date, number } from "../words";
import { dateOf, type Span } from "./days";

/** How much there was in a part of the time. */
export interface Column extends Span {
  value: number;
}

/** The columns of the whole time; a part of it is chosen. */
export function Brush(props: { of: Column[]; whole: Span; span: Span; caption: string; choose: (span: Span) => void }): JSX.Element {
  const { whole, span } = props;
  const track = useRef<HTMLDivElement>(null);
  const [drawn, setDrawn] = useState<Span>();
  const length = whole.to - whole.from;
  const at = (day: number) => `${Math.min(100, Math.max(0, (100 * (day - whole.from)) / length))}%`;
  const most = Math.max(1, ...props.of.map((one) => one.value));
  const dayAt = (event: PointerEvent) => {
    const box = track.current!.getBoundingClientRect();
    return Math.round(whole.from + (length * Math.min(box.width, Math.max(0, event.clientX - box.left))) / box.width);
  };
  const shown = drawn ? { from: Math.min(drawn.from, drawn.to), to: Math.max(drawn.from, drawn.to) } : span;
  return (
    <figure class="brush">
      <figcaption>{props.caption}</figcaption>
      <div
        ref={track}
        class="brush-track"
        onPointerDown={(event) => {
          if ((event.target as Element).matches("[role=slider]")) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          setDrawn({ from: dayAt(event), to: dayAt(event) });
        }}
        onPointerMove={(event) => drawn && setDrawn({ ...drawn, to: dayAt(event) })}
        onPointerUp={() => {
          if (drawn && shown.to - shown.from >= length / 200) props.choose(shown);
          setDrawn(undefined);
        }}
      >
        {props.of.map((one) => (
          <span
            key={one.from}
            class="brush-column"
            title={`${date(dateOf(one.from))} to ${date(dateOf(one.to))}: ${number(one.value)}`}
            style={{ insetInlineStart: at(one.from), inlineSize: `${(100 * (one.to - one.from + 1)) / length}%`, blockSize: `${(100 * one.value) / most}%` }}
          />
        ))}
        <span class="brush-span" style={{ insetInlineStart: at(shown.from), inlineSize: `${(100 * (shown.to - shown.from)) / length}%` }} />
        <Handle name="First day shown" day={span.from} whole={whole} at={at(shown.from)} move={(from) => props.choose({ from: Math.min(from, span.to - 7), to: span.to })} />
        <Handle name="Last day shown" day={span.to} whole={whole} at={at(shown.to)} move={(to) => props.choose({ from: span.from, to: Math.max(to, span.from + 7) })} />
      </div>
      <p class="row faint">
        <span>{date(dateOf(whole.from))}</span>
        <span class="end">{date(dateOf(whole.to))}</span>
      </p>
    </figure>
  );
}

// Handle is an end of the part that is shown; arrow keys move it.
function Handle(props: { name: string; day: number; whole: Span; at: string; move: (day: number) => void }): JSX.Element {
  const { day, whole } = props;
  const step = Math.max(1, Math.round((whole.to - whole.from) / 100));
  const key = (event: KeyboardEvent) => {
    const to: Record<string, number> = { ArrowLeft: day - step, ArrowDown: day - step, ArrowRight: day + step, ArrowUp: day + step, Home: whole.from, End: whole.to };
    const next = to[event.key];
    if (next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    props.move(Math.min(whole.to, Math.max(whole.from, next)));
  };
  return (
    <span
      class="brush-handle"
      role="slider"
      tabIndex={0}
      aria-label={props.name}
      aria-valuemin={whole.from}
      aria-valuemax={whole.to}
      aria-valuenow={day}
      aria-valuetext={date(dateOf(day))}
      style={{ insetInlineStart: props.at }}
      onKeyDown={key}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={(event) => {
        if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
        const box = event.currentTarget.parentElement!.getBoundingClientRect();
        props.move(Math.round(whole.from + ((whole.to - whole.from) * Math.min(box.width, Math.max(0, event.clientX - box.left))) / box.width));
      }}
    />
  );
}
