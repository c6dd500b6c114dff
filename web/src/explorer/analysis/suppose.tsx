// Choosing what is supposed: by one press, as an event with those who take part in it, or as a condition.
import type { JSX } from "preact";
import { useId, useState } from "preact/hooks";
import type { EventKind, Hypothesis, SearchedNoun, WhatIfPresetsQuery } from "../gql";
import { Search } from "../search";
import { Name, type Named } from "../ui";
import { capital, count, words } from "../words";
import { eventKinds, eventParts, isSame } from "./hypotheses";
import { presetsOf } from "./presets";

interface Chosen {
  supposed: Hypothesis[];
  change: (hypotheses: Hypothesis[]) => void;
}

const mostPresets = 12;
export const mostHypotheses = 20; // the server takes no more

/** All the ways of choosing. */
export function Suppose(props: Chosen & { data: WhatIfPresetsQuery }): JSX.Element {
  return (
    <div class="suppose">
      <Presets {...props} />
      <details>
        <summary>Suppose another event</summary>
        <EventChoice {...props} />
      </details>
      <details>
        <summary>Suppose that a condition holds, or doesn’t</summary>
        <ConditionChoice {...props} />
      </details>
    </div>
  );
}

function Presets(props: Chosen & { data: WhatIfPresetsQuery }): JSX.Element {
  const presets = presetsOf(props.data);
  const has = (one: Hypothesis) => props.supposed.some((other) => isSame(one, other));
  if (presets.length === 0) return <p>No condition in the graph names an attacker, a ceasefire or a peace agreement. Suppose an event or a condition below.</p>;
  return (
    <>
      <p class="row presets" role="group" aria-label="Suppose by one press">
        {presets.slice(0, mostPresets).map((preset) => (
          <button
            key={preset.name + preset.from}
            type="button"
            aria-pressed={has(preset.hypothesis)}
            disabled={!has(preset.hypothesis) && props.supposed.length >= mostHypotheses}
            onClick={() => props.change(has(preset.hypothesis) ? props.supposed.filter((one) => !isSame(one, preset.hypothesis)) : [...props.supposed, preset.hypothesis])}
          >
            <Name>{preset.name}</Name>
            <small class="faint">
              “<Name>{preset.from}</Name>”
            </small>
          </button>
        ))}
      </p>
      {presets.length > mostPresets && <p class="faint">And {count(presets.length - mostPresets, "more attack, ceasefire or agreement", "more attacks, ceasefires and agreements")} that conditions name: find them below.</p>}
    </>
  );
}

const subjects: SearchedNoun[] = ["ACTOR", "DECLARATION"];
const actors: SearchedNoun[] = ["ACTOR"];

function EventChoice(props: Chosen): JSX.Element {
  const id = useId();
  const [kind, setKind] = useState<EventKind>("ARMED_ATTACK");
  const [parts, setParts] = useState<Record<string, Named>>({});
  const add = () => {
    const roles = Object.fromEntries(Object.entries(parts).map(([name, one]) => [name, one.id]));
    props.change([...props.supposed, { event: { kind, ...roles } }]);
    setParts({});
  };
  return (
    <div class="choice">
      <p class="row">
        <label for={id}>What happens?</label>
        <select id={id} value={kind} onChange={(event) => setKind(event.currentTarget.value as EventKind)}>
          {eventKinds.map((one) => (
            <option key={one} value={one}>
              {capital(words(one))}
            </option>
          ))}
        </select>
      </p>
      {eventParts.map(({ name, question }) => (
        <PartChoice key={name} question={question} nouns={name === "subject" ? subjects : actors} chosen={parts[name]} choose={(one) => setParts(withPart(parts, name, one))} />
      ))}
      <p class="faint">A part that is left open is unknown: what hangs on it is then only possible.</p>
      <button type="button" class="primary" disabled={props.supposed.length >= mostHypotheses} onClick={add}>
        Suppose it
      </button>
    </div>
  );
}

function withPart(parts: Record<string, Named>, name: string, one: Named | undefined): Record<string, Named> {
  const { [name]: _, ...others } = parts;
  return one ? { ...others, [name]: one } : others;
}

function PartChoice(props: { question: string; nouns: SearchedNoun[]; chosen: Named | undefined; choose: (one: Named | undefined) => void }): JSX.Element {
  if (!props.chosen) return <Search label={props.question} nouns={props.nouns} choose={(id, label) => props.choose({ id, label })} />;
  return (
    <p class="row">
      <span>{props.question}</span>
      <strong>
        <Name>{props.chosen.label}</Name>
      </strong>
      <button type="button" onClick={() => props.choose(undefined)}>
        Another
      </button>
    </p>
  );
}

const conditions: SearchedNoun[] = ["CONDITION"];

// Few conditions are a list to choose from; many are searched.
function ConditionChoice(props: Chosen & { data: WhatIfPresetsQuery }): JSX.Element {
  const id = useId();
  const { all } = props.data;
  const few = all.totalCount === all.nodes.length;
  const [chosen, setChosen] = useState<Named | undefined>(few ? all.nodes[0] : undefined);
  const add = (holds: boolean) => {
    if (chosen) props.change([...props.supposed.filter((one) => one.condition !== chosen.id), { condition: chosen.id, holds }]);
  };
  return (
    <div class="choice">
      {few ? (
        <p class="row">
          <label for={id}>Which condition?</label>
          <select id={id} value={chosen?.id} onChange={(event) => setChosen(all.nodes.find((one) => one.id === event.currentTarget.value))}>
            {all.nodes.map((one) => (
              <option key={one.id} value={one.id}>
                {one.label}
              </option>
            ))}
          </select>
        </p>
      ) : (
        <PartChoice question="Which condition?" nouns={conditions} chosen={chosen} choose={setChosen} />
      )}
      <p class="row">
        <button type="button" class="primary" disabled={!chosen || props.supposed.length >= mostHypotheses} onClick={() => add(true)}>
          Suppose that it holds
        </button>
        <button type="button" disabled={!chosen || props.supposed.length >= mostHypotheses} onClick={() => add(false)}>
          Suppose that it doesn’t
        </button>
      </p>
    </div>
  );
}
