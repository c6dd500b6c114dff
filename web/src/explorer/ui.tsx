// Pieces that views are made of.
import type { ComponentChildren, JSX, TargetedEvent } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { Asked, AskError } from "./api";
import { addressOf } from "./router";
import { count, date, nounOf, nouns, number, words } from "./words";

/** What is shown of a thing wherever it is named. */
export interface Named {
  id: string;
  label: string;
  kind?: string | null;
}

/** A name from the data, in its own direction of writing. */
export function Name(props: { children: string }): JSX.Element {
  return <bdi dir="auto">{props.children}</bdi>;
}

/** A link to a thing's page, with the sign of its noun. */
export function Thing(props: { of: Named; class?: string; children?: ComponentChildren }): JSX.Element {
  return (
    <a class={"thing " + (props.class ?? "")} href={addressOf(props.of.id)}>
      <Sign noun={nounOf(props.of.id)} />
      {props.children ?? <Name>{props.of.label}</Name>}
    </a>
  );
}

/** Things one after the other; what to say where there are none. */
export function Things(props: { of: readonly Named[]; none?: ComponentChildren }): JSX.Element {
  if (props.of.length === 0) return <span class="faint">{props.none ?? "–"}</span>;
  return (
    <ul class="inline">
      {props.of.map((one) => (
        <li key={one.id}>
          <Thing of={one} />
        </li>
      ))}
    </ul>
  );
}

/** The shapes by which nouns are told apart, so that it takes no colour: a path in a square of 16 by 16. */
export const shapes: Record<string, string> = {
  actor: "M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13z",
  declaration: "M2.5 1.5h11v13h-11z",
  obligation: "M4.5 2h7l3.5 6l-3.5 6h-7l-3.5-6z",
  condition: "M8 1l7 7l-7 7l-7-7z",
  event: "M8 1.5l7 12.5h-14z",
  statement: "M1.5 2.5h13v9h-7l-3 3v-3h-3z",
  source: "M8 1l7 5.2l-2.7 8.3h-8.6l-2.7-8.3z",
};

/** The sign of a noun: its shape in its colour. */
export function Sign(props: { noun: string }): JSX.Element {
  return (
    <svg class={"sign noun-" + props.noun} viewBox="0 0 16 16" width="12" height="12" aria-hidden="true">
      <path d={shapes[props.noun] ?? shapes.actor!} />
    </svg>
  );
}

const statusSigns: Record<string, string> = {
  PROSPECTIVE: "◌",
  DORMANT: "◔",
  ACTIVE: "●",
  FULFILLED: "✓",
  BREACHED: "✗",
  SUSPENDED: "⏸",
  TERMINATED: "■",
  UNKNOWN: "?",
  MET: "✓",
  UNMET: "○",
};

/** A status or state with its sign, and its reason on demand. */
export function Status(props: { status: string; reason?: string | null }): JSX.Element {
  return (
    <span class={"status status-" + props.status} title={props.reason ?? undefined}>
      <span aria-hidden="true">{statusSigns[props.status] ?? "·"}</span> {words(props.status)}
    </span>
  );
}

/** A word of an enumeration as a small label. */
export function Tag(props: { children: ComponentChildren; title?: string }): JSX.Element {
  return (
    <span class="tag" title={props.title}>
      {props.children}
    </span>
  );
}

/** Shows an answer: what is being waited for, what went wrong and what to do, or the data by the given function. */
export function Answered<R>(props: { of: Asked<R>; waiting?: string; children: (data: R) => ComponentChildren }): JSX.Element {
  const { data, error, loading, again } = props.of;
  if (error) return <Failed error={error} again={again} />;
  if (data === undefined) return <Waiting>{props.waiting}</Waiting>;
  return (
    <div class={loading ? "stale" : undefined} aria-busy={loading}>
      {props.children(data)}
    </div>
  );
}

/** Says that something is on its way. It is shown after a moment only, since most answers are faster. */
export function Waiting(props: { children?: ComponentChildren }): JSX.Element {
  return (
    <p class="waiting" role="status">
      {props.children ?? "Loading…"}
    </p>
  );
}

const advice: Record<string, string> = {
  NETWORK: "Start the server again if it was stopped, or look at the connection.",
  TIMEOUT: "Ask for less: a shorter period, fewer relations, a filter.",
  LIMIT_EXCEEDED: "Ask for less: a shorter period, fewer relations, a filter.",
  TOO_MANY_REQUESTS: "The server has much to do. Try again in a moment.",
  UNAVAILABLE: "The store can’t be reached just now. Try again in a moment.",
  CONFLICT: "What is in the graph stands against it, or was changed meanwhile. Look again at what it would change.",
  NOT_FOUND: "It may have been taken back, or the address isn’t whole. Search for it above.",
  FORBIDDEN: "Only those with a writer’s token may do this.",
  INVALID: "Something in the address isn’t understood. Start again from the start page, or correct it.",
};

/** Says what went wrong, in the server's words, and what to do. */
export function Failed(props: { error: AskError; again?: () => void }): JSX.Element {
  return (
    <div class="failed" role="alert">
      <h2>That didn’t work</h2>
      <p>{props.error.message}</p>
      {advice[props.error.code] && <p>{advice[props.error.code]}</p>}
      {props.again && (
        <button type="button" onClick={props.again}>
          Try again
        </button>
      )}{" "}
      <a href="/">To the start page</a> <small class="faint">({props.error.code})</small>
    </div>
  );
}

/** Says that there is nothing, and what could be done. */
export function Empty(props: { title: string; children?: ComponentChildren }): JSX.Element {
  return (
    <div class="empty">
      <p>
        <strong>{props.title}</strong>
      </p>
      {props.children}
    </div>
  );
}

/** Says that not all is shown. */
export function Truncated(props: { shown: number; total?: number; one: string; many?: string; children?: ComponentChildren }): JSX.Element {
  const of = props.total === undefined ? "" : ` of ${number(props.total)}`;
  return (
    <p class="truncated" role="note">
      Only {count(props.shown, props.one, props.many)}
      {of} shown. {props.children}
    </p>
  );
}

/** A quote with what it shows: the words, its source, and who said it. */
export function Quote(props: { exact?: string | null; prefix?: string | null; suffix?: string | null; verified?: boolean; source?: Named | null; children?: ComponentChildren }): JSX.Element {
  return (
    <figure class="quote">
      <blockquote>
        {props.prefix && <span class="faint">…{props.prefix}</span>}
        <mark>{props.exact ?? "(no words: a place in a data set)"}</mark>
        {props.suffix && <span class="faint">{props.suffix}…</span>}
      </blockquote>
      <figcaption>
        {props.source && <Thing of={props.source} />} {props.verified === false && <Tag title="Its source’s text was not at hand when it was loaded">not verified</Tag>} {props.children}
      </figcaption>
    </figure>
  );
}

/** A window above the page. The browser keeps the focus in it, and Escape closes it. */
export function Dialog(props: { title: string; open: boolean; close: () => void; children: ComponentChildren }): JSX.Element {
  const ref = useRef<HTMLDialogElement>(null);
  const title = useId();
  useEffect(() => {
    const dialog = ref.current;
    if (props.open && dialog && !dialog.open) dialog.showModal();
    if (!props.open && dialog?.open) dialog.close();
  }, [props.open]);
  return (
    <dialog ref={ref} aria-labelledby={title} onClose={props.close} onClick={(event) => event.target === ref.current && props.close()}>
      {props.open && (
        <div class="dialog">
          <header>
            <h2 id={title}>{props.title}</h2>
            <button type="button" class="plain" aria-label="Close" onClick={props.close}>
              ✕
            </button>
          </header>
          {props.children}
        </div>
      )}
    </dialog>
  );
}

/** A button that opens a list of things to do. Escape and a click elsewhere close it. */
export function Menu(props: { label: ComponentChildren; children: ComponentChildren; class?: string }): JSX.Element {
  const ref = useRef<HTMLDetailsElement>(null);
  const [open, setOpen] = useState(false);
  useEffect(() => {
    if (!open) return;
    const close = (event: Event) => {
      if (event instanceof KeyboardEvent ? event.key !== "Escape" : ref.current?.contains(event.target as Node)) return;
      setOpen(false);
      if (event instanceof KeyboardEvent) ref.current?.querySelector("summary")?.focus();
    };
    document.addEventListener("pointerdown", close);
    document.addEventListener("keydown", close);
    return () => {
      document.removeEventListener("pointerdown", close);
      document.removeEventListener("keydown", close);
    };
  }, [open]);
  return (
    <details ref={ref} class={"menu " + (props.class ?? "")} open={open} onToggle={() => setOpen(ref.current?.open ?? false)}>
      <summary class="button">{props.label}</summary>
      <div class="menu-items" onClick={() => setOpen(false)}>
        {props.children}
      </div>
    </details>
  );
}

/** A field for a day. While its year is written ("0002", "0020"…) nothing is chosen yet. A year or month, which it can't show, stands beside it. */
export function DayField(props: { id?: string; value: string; min?: string; max?: string; choose: (day: string) => void }): JSX.Element {
  const { value, choose, ...others } = props;
  const whole = /^\d{4}-\d{2}-\d{2}$/.test(value);
  const take = (event: TargetedEvent<HTMLInputElement>) => {
    const day = event.currentTarget.value;
    if (day === "" || day >= "1000") choose(day);
  };
  return (
    <>
      <input type="date" {...others} value={whole ? value : ""} onChange={take} />
      {value !== "" && !whole && <span> {date(value)}</span>}
    </>
  );
}

/** A bar chart whose bars are links: each filters by its value. Widths are in per cent of the largest. */
export function Bars(props: { of: { label: string; value: number; href: string; class?: string }[]; caption: string }): JSX.Element {
  const most = Math.max(1, ...props.of.map((bar) => bar.value));
  return (
    <figure class="bars">
      <figcaption>{props.caption}</figcaption>
      <ul>
        {props.of.map((bar) => (
          <li key={bar.href}>
            <a href={bar.href}>
              <span class="bar-label">{bar.label}</span>
              <span class="bar-track" aria-hidden="true">
                <span class={"bar " + (bar.class ?? "")} style={{ inlineSize: `${(100 * bar.value) / most}%` }} />
              </span>
              <span class="bar-value">{number(bar.value)}</span>
            </a>
          </li>
        ))}
      </ul>
    </figure>
  );
}

/** Says what kind of thing it is: "treaty", or else its noun. */
export function kindOf(thing: Named): string {
  return thing.kind ? words(thing.kind) : (nouns[nounOf(thing.id)]?.name ?? nounOf(thing.id));
}
