// What is offered to be supposed: it is made of the conditions that are in the graph.
import type { Hypothesis, WhatIfPresetsQuery } from "../gql";
import { isSame } from "./hypotheses";
import { listed } from "./sentences";

type Supposable = WhatIfPresetsQuery["attacks"]["nodes"][number];

/** Something that can be supposed by one press: what it is called, and the condition from which it is taken. */
export interface Preset {
  name: string;
  from: string;
  hypothesis: Hypothesis;
}

/** Makes presets of the conditions that name an attacker and one attacked, or that are a ceasefire or a peace agreement. */
export function presetsOf(data: WhatIfPresetsQuery): Preset[] {
  // Attacks that are said to be new ones come first: the graph is about those in whose wake it was promised.
  const attacks = data.attacks.nodes.toSorted((a, b) => Number(b.kind === "RENEWED_ATTACK") - Number(a.kind === "RENEWED_ATTACK"));
  const all = [...attacks.flatMap(attackOf), ...data.settlements.nodes.map(settlementOf)];
  return all.filter((one, i) => all.findIndex((other) => isSame(one.hypothesis, other.hypothesis)) === i);
}

function attackOf(condition: Supposable): Preset[] {
  const again = condition.kind === "RENEWED_ATTACK" ? " again" : "";
  return named(condition, "ATTACKER").flatMap((attacker) =>
    named(condition, "VICTIM").map((victim) => ({
      name: `${attacker.label} attacks ${victim.label}${again}`,
      from: condition.label,
      hypothesis: { event: { kind: "ARMED_ATTACK" as const, attacker: attacker.id, victim: victim.id } },
    })),
  );
}

// A settlement is supposed as the condition itself, since a condition that doesn't say between whom may mean another one.
function settlementOf(condition: Supposable): Preset {
  const between = condition.concerns.edges.map((edge) => edge.node.label);
  const name = condition.kind === "CEASEFIRE_IN_FORCE" ? "A ceasefire is in force" : "A peace agreement is reached";
  return {
    name: between.length === 0 ? name : `${name}: ${listed(between)}`,
    from: condition.label,
    hypothesis: { condition: condition.id, holds: true },
  };
}

function named(condition: Supposable, role: string) {
  return condition.concerns.edges.filter((edge) => edge.role === role).map((edge) => edge.node);
}
