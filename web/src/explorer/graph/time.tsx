// The time slider: what held on a date.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { DayField } from "../ui";
import { date, today } from "../words";
import { timeOf } from "./layouts";

const day = 24 * 60 * 60 * 1000;

interface Props {
  asOf: string;
  /** The first and the last day that the slider reaches. */
  from: string;
  to: string;
  /** Shows what held on a date; "" for any. Moving is true while the slider is dragged or plays. */
  set(asOf: string, moving: boolean): void;
}

export function TimeSlider(props: Props): JSX.Element {
  const [first, last] = [timeOf(props.from) ?? 0, timeOf(props.to) ?? 0];
  const step = last - first > 5 * 366 * day ? 30 * day : day;
  const [playing, setPlaying] = useState(false);
  const latest = useRef(props);
  latest.current = props;
  useEffect(() => {
    if (!playing) return;
    const timer = setInterval(() => {
      const { asOf, set } = latest.current;
      const next = (timeOf(asOf) ?? first) + Math.max(step, (last - first) / 60);
      if (next >= last) setPlaying(false);
      set(dayOf(Math.min(next, last)), next < last);
    }, 700);
    return () => clearInterval(timer);
  }, [playing, first, last, step]);
  const now = timeOf(props.asOf);
  return (
    <fieldset class="time">
      <legend class="hidden">What held on a date</legend>
      <label>
        <input type="checkbox" checked={props.asOf !== ""} onChange={(event) => props.set(event.currentTarget.checked ? clamp(today(), props) : "", false)} /> only what held on {props.asOf ? date(props.asOf) : "a date"}
      </label>
      <input
        type="range"
        aria-label="Date"
        aria-valuetext={props.asOf ? date(props.asOf) : "any time"}
        min={0}
        max={Math.max(1, Math.ceil((last - first) / step))}
        value={now === null ? 0 : Math.round((now - first) / step)}
        disabled={props.asOf === ""}
        onInput={(event) => props.set(dayOf(Math.min(last, first + Number(event.currentTarget.value) * step)), true)}
        onChange={(event) => props.set(dayOf(Math.min(last, first + Number(event.currentTarget.value) * step)), false)}
      />
      <button
        type="button"
        aria-pressed={playing}
        onClick={() => {
          if (!playing && (now === null || now >= last)) props.set(props.from, true);
          if (playing) props.set(props.asOf, false);
          setPlaying(!playing);
        }}
      >
        {playing ? "Pause" : "Play"}
      </button>
      <label>
        <span class="hidden">Exact date</span>
        <DayField value={props.asOf} min={props.from} max={props.to} choose={(day) => props.set(day, false)} />
      </label>
    </fieldset>
  );
}

function clamp(asOf: string, { from, to }: Props): string {
  return asOf < from ? from : asOf > to ? to : asOf;
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** Gives the days between which a slider over some dates moves: a little before the first to today or a little after the last. */
export function spanOf(dates: string[]): { from: string; to: string } {
  const times = dates.map(timeOf).filter((time) => time !== null);
  const now = timeOf(today())!;
  const [first, last] = [Math.min(now, ...times), Math.max(now, ...times)];
  const margin = Math.max(30 * day, (last - first) / 50);
  return { from: dayOf(first - margin), to: dayOf(last + margin) };
}
