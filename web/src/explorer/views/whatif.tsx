// What-if: what would follow if something happened, as a derivation to read, beside a picture in which it unfolds.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { announce } from "../announce";
import { useTitle } from "../app";
import { useAsk } from "../api";
import { changes, mostEffects, type Answer, type Effect } from "../analysis/derivation";
import { EffectText, Sure } from "../analysis/effect";
import { readHypotheses, roughly, whatIfAddress } from "../analysis/hypotheses";
import { DerivationPicture } from "../analysis/picture";
import { Suppose } from "../analysis/suppose";
import { svgText } from "../analysis/svg";
import { saveFile, type Table } from "../download";
import { WhatIfDocument, WhatIfPresetsDocument, type Hypothesis } from "../gql";
import { address, ask, go } from "../router";
import { Tools } from "../tools";
import { Answered, DayField, Empty, Name, Thing, Truncated } from "../ui";
import { binding, capital, count, date, today, words } from "../words";
import type { ViewProps } from "../views";

const none = {};
const pause = 1500; // milliseconds that each step is shown for
const page = 25; // effects that are written out at first

export default function WhatIf(props: ViewProps): JSX.Element {
  const { query } = props.place;
  const hypotheses = readHypotheses(query);
  const asOf = query.get("asOf") ?? "";
  const variables = { hypotheses, asOf: asOf || undefined };
  const presets = useAsk(WhatIfPresetsDocument, none);
  const asked = useAsk(WhatIfDocument, hypotheses.length === 0 ? null : variables);
  const answer = hypotheses.length === 0 ? undefined : asked.data?.whatIf;
  const title = answer ? `What if ${answer.hypotheses.map((one) => one.text).join(", and ")}?` : "What if?";
  useTitle(title);
  const suppose = (next: Hypothesis[]) => go(whatIfAddress(next, asOf));
  return (
    <>
      <div class="view-head">
        <h1>{hypotheses.length === 0 ? "What would follow if…" : title}</h1>
        <Tools name="what-if" title={title} questions={hypotheses.length === 0 ? [] : [{ text: WhatIfDocument.toString(), variables }]} tables={answer ? [tableOf(answer)] : []} extras={answer && answer.effects.length > 0 ? [{ label: "Picture (SVG)", run: savePicture }] : []} />
      </div>
      {hypotheses.length === 0 && <p class="lead">Suppose that something happens, and see which promises would then be owed, by whom and to whom, and on whose word. Nothing is stored by asking.</p>}
      <section aria-label="What is supposed" class="supposed">
        <Supposed hypotheses={hypotheses} answer={answer} change={suppose} />
        <Answered of={presets}>{(data) => <Suppose data={data} supposed={hypotheses} change={suppose} />}</Answered>
        <p class="row">
          <label for="whatif-asof">On which day?</label>
          <DayField id="whatif-asof" value={asOf || answer?.asOf || today()} choose={(day) => go(whatIfAddress(hypotheses, day))} />
          {asOf && (
            <button type="button" onClick={() => go(whatIfAddress(hypotheses, ""))}>
              Today
            </button>
          )}
          <span class="faint">Parties, members and statuses are seen as of that day.</span>
        </p>
      </section>
      {hypotheses.length > 0 && (
        <Answered of={asked} waiting="Following it through…">
          {(data) => <Derivation of={data.whatIf} step={query.get("step")} />}
        </Answered>
      )}
    </>
  );
}

function savePicture() {
  const svg = document.querySelector<SVGSVGElement>(".derivation svg");
  if (svg) saveFile("what-if.svg", svgText(svg), "image/svg+xml");
}

// Supposed lists what is supposed, how the server understood it, and which conditions it touches.
function Supposed(props: { hypotheses: Hypothesis[]; answer: Answer | undefined; change: (next: Hypothesis[]) => void }): JSX.Element | null {
  if (props.hypotheses.length === 0) return null;
  return (
    <ul class="rows">
      {props.hypotheses.map((one, i) => {
        const reading = props.answer?.hypotheses.length === props.hypotheses.length ? props.answer.hypotheses[i] : undefined;
        return (
          <li key={i}>
            <span class="row">
              <strong>
                Suppose <Name>{reading?.text ?? roughly(one)}</Name>
              </strong>
              <button type="button" aria-label={`Don’t suppose it: ${reading?.text ?? roughly(one)}`} onClick={() => props.change(props.hypotheses.filter((_, j) => j !== i))}>
                Don’t suppose it
              </button>
            </span>
            {reading && <Matches of={reading.matches} />}
          </li>
        );
      })}
    </ul>
  );
}

const mostMatches = 5;

function Matches(props: { of: Answer["hypotheses"][number]["matches"] }): JSX.Element {
  const [all, setAll] = useState(false);
  if (props.of.length === 0) return <p class="faint">It touches no condition in the graph.</p>;
  const shown = all ? props.of : props.of.slice(0, mostMatches);
  return (
    <details open={props.of.length <= mostMatches}>
      <summary>It touches {count(props.of.length, "condition")}</summary>
      <ul class="plain">
        {shown.map((match) => (
          <li key={match.condition.id}>
            <Thing of={match.condition} /> {match.holds ? "would hold" : "would not hold"} <Sure certainty={match.certainty} /> <span class="faint">{match.reason}</span>
          </li>
        ))}
      </ul>
      {shown.length < props.of.length && (
        <button type="button" onClick={() => setAll(true)}>
          {count(props.of.length - shown.length, "more", "more")}
        </button>
      )}
    </details>
  );
}

// Derivation shows the effects as picture and as list, both as far as a step. Without a step, which is as after the last, all is shown.
function Derivation(props: { of: Answer; step: string | null }): JSX.Element {
  const { effects } = props.of;
  const last = effects.length + 1;
  const step = props.step === null ? last + 1 : Math.min(last, Math.max(0, Number.parseInt(props.step, 10) || 0));
  const [written, setWritten] = useState(page);
  const list = useRef<HTMLOListElement>(null);
  const show = (next: number, scroll = true) => {
    const to = Math.min(last, Math.max(0, next));
    setWritten((n) => Math.max(n, to - 1));
    ask({ step: String(to) }, { replace: true });
    announce(sayStep(props.of, to));
    if (scroll) requestAnimationFrame(() => list.current?.querySelector(`[data-step="${to}"]`)?.scrollIntoView({ block: "nearest" }));
  };
  if (effects.length === 0) return <Empty title="Nothing that is recorded would change."><p>No promise hangs on what is supposed, as far as it is coded. Suppose something else, or the condition itself.</p></Empty>;
  const sure = effects.filter((one) => one.certainty === "CERTAIN").length;
  return (
    <section aria-labelledby="derivation">
      <h2 id="derivation">
        {count(effects.length, "promise")}, {sure === effects.length ? "all certain" : `${sure} certain and ${effects.length - sure} possible`}
      </h2>
      <p class="row">
        <span>As of {date(props.of.asOf)}</span>
        <a class="button" href={address("/graph", { roots: [...new Set(effects.map((one) => one.obligation.id))].slice(0, 100), asOf: props.of.asOf })}>
          Open in the graph
        </a>
      </p>
      <Player step={step} last={last} say={sayStep(props.of, step)} show={show} />
      <div class="beside">
        <div>
          <DerivationPicture of={props.of} step={step} choose={(to) => show(to)} />
          <p class="faint">Full lines: certain. Dashed lines: possible. What hasn’t come yet is grey.</p>
          {effects.length > mostEffects && <Truncated shown={mostEffects} total={effects.length} one="promise">The picture shows the first; the list has them all.</Truncated>}
        </div>
        <ol class="effects" ref={list} aria-label="The derivation, in order">
          {effects.slice(0, written).map((effect, i) => (
            <Item key={effect.id} of={effect} i={i} step={step} all={effects} show={show} />
          ))}
        </ol>
      </div>
      {effects.length > written && (
        <Truncated shown={written} total={effects.length} one="promise">
          <button type="button" onClick={() => setWritten(written + page)}>
            Show {Math.min(page, effects.length - written)} more
          </button>
        </Truncated>
      )}
    </section>
  );
}

function Item(props: { of: Effect; i: number; step: number; all: Effect[]; show: (step: number, scroll?: boolean) => void }): JSX.Element {
  const { of, i, step, all } = props;
  const first = i === 0 || all[i - 1]!.round !== of.round;
  const mine = i + 2;
  return (
    <li data-step={mine} data-effect={of.id} class={mine > step ? "later" : mine === step ? "now" : undefined} aria-current={mine === step ? "step" : undefined}>
      {first && <h3>{of.round === 1 ? "Directly" : `What follows in turn (round ${of.round})`}</h3>}
      <h4>
        <button type="button" aria-label={`Show promise ${i + 1} in the picture`} onClick={() => props.show(mine, false)} onKeyDown={walk}>
          {i + 1}
        </button>{" "}
        <Thing of={of.obligation} /> <small class="faint">{words(of.obligation.kind)}</small>
      </h4>
      <EffectText of={of} all={all} open={all.length <= 5} choose={(effect) => props.show(effect + 2)} />
    </li>
  );
}

// walk goes from one promise of the list to the next by the arrow keys.
function walk(event: KeyboardEvent) {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const item = (event.currentTarget as Element).closest("li")!;
  const next = event.key === "ArrowDown" ? item.nextElementSibling : item.previousElementSibling;
  const button = next?.querySelector<HTMLButtonElement>("h4 button");
  if (!button) return;
  event.preventDefault();
  button.focus();
  button.click();
}

// Player steps through the derivation, by hand or by itself.
function Player(props: { step: number; last: number; say: string; show: (step: number) => void }): JSX.Element {
  const [playing, setPlaying] = useState(false);
  const { step, last, show } = props;
  useEffect(() => {
    if (!playing) return;
    if (step >= last) return setPlaying(false);
    const timer = setTimeout(() => show(step + 1), pause);
    return () => clearTimeout(timer);
  }, [playing, step]);
  const by = (n: number) => {
    setPlaying(false);
    show(step + n);
  };
  return (
    <p class="row player" role="group" aria-label="Step by step">
      <button type="button" disabled={step <= 0} onClick={() => by(-1)}>
        ◀ Previous
      </button>
      <button
        type="button"
        onClick={() => {
          if (!playing && step >= last) show(0);
          setPlaying(!playing);
        }}
      >
        {playing ? "⏸ Pause" : "▶ Play"}
      </button>
      <button type="button" disabled={step >= last} onClick={() => by(1)}>
        Next ▶
      </button>
      <span>
        {step > last ? "" : `Step ${step + 1} of ${last + 1}: `}
        {props.say}
      </span>
    </p>
  );
}

function sayStep(answer: Answer, step: number): string {
  if (step > answer.effects.length + 1) return "All of it is shown.";
  if (step === 0) return "what is supposed";
  if (step === 1) return "the conditions that it touches";
  const effect = answer.effects[step - 2]!;
  return `${step - 1}. ${effect.obligation.label} – ${changes[effect.change].words}, ${effect.certainty.toLowerCase()}`;
}

function tableOf(answer: Answer): Table {
  const names = (of: Effect["bearers"]) => of.map((one) => one.actor.label + (one.certainty === "POSSIBLE" ? " (possible)" : "")).join("; ");
  return {
    name: "What would follow",
    columns: ["round", "promise", "id", "change", "certainty", "before", "after", "reason", "who owes it", "to whom", "against whom", "how binding", "says who", "still missing", "steps"],
    rows: answer.effects.map((one) => [
      one.round,
      one.obligation.label,
      one.obligation.id,
      capital(changes[one.change].words),
      words(one.certainty),
      words(one.before.status),
      words(one.after.status),
      one.after.reason,
      names(one.bearers),
      names(one.toward),
      names(one.against),
      binding(one.bindingness),
      one.voices.flatMap((voice) => voice.speakers.map((speaker) => speaker.label)).join("; "),
      one.unmet.map((unmet) => unmet.condition.label).join("; "),
      one.steps.map((step) => step.because).join(" → "),
    ]),
  };
}
