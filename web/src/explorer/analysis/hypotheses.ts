// What is supposed, as the address of a what-if has it. The order of the parameters counts: "condition" begins a hypothesis,
// which "holds=false" after it turns round, and "kind" begins an event, to which "attacker", "victim" and "subject" belong.
import type { EventKind, Hypothesis } from "../gql";
import { words } from "../words";

/** The kinds of events by which conditions can be met, in the order in which they are offered. */
export const eventKinds: EventKind[] = ["ARMED_ATTACK", "ASSAULT", "THREATEN", "MOBILIZE", "COERCE", "CEASEFIRE", "PEACE_AGREEMENT", "REQUEST", "INVOCATION", "SUPPORT", "AID"];

/** The parts that actors play in an event, with how a question for them is put. */
export const eventParts = [
  { name: "attacker", question: "Who does it?" },
  { name: "victim", question: "To whom is it done?" },
  { name: "subject", question: "Whom or what is it otherwise about?" },
] as const;

/** Reads what is supposed from the parameters of an address. Parts of an event that stand before its kind belong to the first one. */
export function readHypotheses(query: URLSearchParams): Hypothesis[] {
  const all: Hypothesis[] = [];
  const early: Record<string, string> = {};
  for (const [name, value] of query) {
    const last = all.at(-1);
    if (name === "condition") all.push({ condition: value, holds: true });
    else if (name === "holds" && last?.condition) last.holds = value !== "false";
    else if (name === "kind") all.push({ event: { ...early, kind: value as EventKind } });
    else if (name === "attacker" || name === "victim" || name === "subject") {
      if (last?.event) last.event[name] = value;
      else early[name] = value;
    }
  }
  return all;
}

/** Writes the address of a what-if. */
export function whatIfAddress(hypotheses: Hypothesis[], asOf: string): string {
  const query = new URLSearchParams();
  for (const { condition, holds, event } of hypotheses) {
    if (condition) query.append("condition", condition);
    if (condition && holds === false) query.append("holds", "false");
    if (!event) continue;
    query.append("kind", event.kind);
    for (const { name } of eventParts) if (event[name]) query.append(name, event[name]);
  }
  if (asOf) query.append("asOf", asOf);
  return "/whatif" + (query.size === 0 ? "" : "?" + query.toString());
}

/** Whether two hypotheses suppose the same. */
export function isSame(one: Hypothesis, other: Hypothesis): boolean {
  return whatIfAddress([one], "") === whatIfAddress([other], "");
}

/** Says a hypothesis for as long as the server hasn't: it knows the names. */
export function roughly({ condition, holds, event }: Hypothesis): string {
  if (!event) return `${condition} ${holds === false ? "doesn’t hold" : "holds"}`;
  return [words(event.kind), event.attacker && `by ${event.attacker}`, event.victim && `on ${event.victim}`, event.subject && `about ${event.subject}`].filter(Boolean).join(" ");
}
