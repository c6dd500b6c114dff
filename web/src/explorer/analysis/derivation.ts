// The answer to a what-if as a picture in layers: what is supposed, the conditions that it touches, the obligations by round, and
// those on whom they fall.
import type { WhatIfQuery } from "../gql";

export type Answer = WhatIfQuery["whatIf"];
export type Effect = Answer["effects"][number];

/** What the API calls a change, in words, with a sign. */
export const changes: Record<Effect["change"], { sign: string; words: string }> = {
  ACTIVATED: { sign: "●", words: "would be owed" },
  FALLS_DUE: { sign: "◐", words: "would fall due in turn" },
  STILL_INACTIVE: { sign: "○", words: "still would not be owed" },
  LIMITED: { sign: "◇", words: "would not cover this case" },
  SUSPENDED: { sign: "⏸", words: "would be suspended" },
  DEACTIVATED: { sign: "◌", words: "would no longer be called for" },
  LOSES_GROUND: { sign: "◁", words: "would lose its ground" },
  ENDED: { sign: "■", words: "would end" },
};

/** A box of the picture. It lights up at its step: 0 is what is supposed, 1 the conditions, 2 the first effect. */
export interface Box {
  key: string;
  noun: string;
  lines: string[];
  name: string;
  step: number;
  possible: boolean;
  column: number;
  x: number;
  y: number;
  height: number;
}

/** A line of the picture between two boxes; it lights up with the later of the two. */
export interface Line {
  from: Box;
  to: Box;
}

export interface Picture {
  boxes: Box[];
  lines: Line[];
  titles: { x: number; text: string }[];
  width: number;
  height: number;
}

/** How wide boxes are, and how far apart their columns. */
export const boxWidth = 164;
const gap = 30;
const lineHeight = 16;
const top = 34;
const lineLength = 22; // characters

/** How many effects and bearers the picture shows: more couldn't be read. */
export const mostEffects = 40;
const mostBearers = 40;

/** Lays the answer out. */
export function pictureOf(answer: Answer): Picture {
  const effects = answer.effects.slice(0, mostEffects);
  const rounds = [...new Set(effects.map((effect) => effect.round))].sort((a, b) => a - b);
  const all = new Map<string, Box>();
  const lines: Line[] = [];
  const add = (key: string, box: Omit<Box, "key" | "x" | "y" | "height">) => {
    if (!all.has(key)) all.set(key, { ...box, key, x: box.column * (boxWidth + gap), y: 0, height: 12 + box.lines.length * lineHeight });
    return all.get(key)!;
  };
  const join = (from: Box | undefined, to: Box) => {
    if (from && !lines.some((line) => line.from === from && line.to === to)) lines.push({ from, to });
  };
  const touched = new Set(effects.flatMap(touches));
  answer.hypotheses.forEach((hypothesis, i) => {
    const supposed = add(`supposed ${i}`, { noun: "event", lines: wrap(hypothesis.text), name: hypothesis.text, step: 0, possible: false, column: 0 });
    for (const match of hypothesis.matches.filter((one) => touched.has(one.condition.id))) {
      const lines = wrap(match.condition.label).concat(match.holds ? [] : ["(doesn’t hold)"]);
      join(supposed, add(match.condition.id, { noun: "condition", lines, name: match.condition.label, step: 1, possible: match.certainty === "POSSIBLE", column: 1 }));
    }
  });
  effects.forEach((effect, i) => {
    const { sign, words } = changes[effect.change];
    const head = `${sign} ${words}${effect.certainty === "POSSIBLE" ? "?" : ""}`;
    const box = add(effect.id, {
      noun: "obligation",
      lines: [...wrap(head), ...wrap(effect.obligation.label)],
      name: `${words} ${effect.obligation.label} (promise ${i + 1}, ${effect.certainty.toLowerCase()})`,
      step: i + 2,
      possible: effect.certainty === "POSSIBLE",
      column: 2 + rounds.indexOf(effect.round),
    });
    for (const id of touches(effect)) join(all.get(id), box);
    for (const id of effect.followsFrom) join(all.get(id), box);
  });
  const bearers = new Set<string>();
  effects.forEach((effect, i) => {
    for (const { actor, certainty } of effect.bearers) {
      if (bearers.size >= mostBearers && !bearers.has(actor.id)) continue;
      bearers.add(actor.id);
      join(all.get(effect.id), add(actor.id, { noun: "actor", lines: wrap(actor.label), name: actor.label, step: i + 2, possible: certainty === "POSSIBLE", column: 2 + rounds.length }));
    }
  });
  const boxes = [...all.values()];
  return { boxes, lines, titles: titlesOf(rounds), width: (3 + rounds.length) * (boxWidth + gap) - gap, height: stack(boxes, lines) };
}

// touches gives the ids of the conditions by which an effect comes about.
function touches(effect: Effect): string[] {
  return [...effect.met.map((one) => one.condition.id), ...effect.steps.flatMap((step) => step.of.map((node) => node.id)).filter((id) => id.startsWith("condition/"))];
}

function titlesOf(rounds: number[]): Picture["titles"] {
  const names = ["Supposed", "Conditions", ...rounds.map((round) => (round === 1 ? "Promises" : `What follows, round ${round}`)), "On whom"];
  return names.map((text, i) => ({ x: i * (boxWidth + gap), text }));
}

// stack sets the boxes of each column one below the other, and gives the height of all. Promises stand in their order, in which
// they light up, the others near what leads to them. All begin at the top: in the middle of a long picture, what comes first
// would be out of sight.
function stack(boxes: Box[], lines: Line[]): number {
  const places = [...new Set(boxes.map((box) => box.column))].sort((a, b) => a - b);
  const columns = places.map((place) => boxes.filter((box) => box.column === place));
  const heightOf = (column: Box[]) => column.reduce((sum, box) => sum + box.height + 14, 0);
  const height = Math.max(60, ...columns.map(heightOf));
  for (const column of columns) {
    const wanted = new Map(column.map((box) => [box, box.noun === "obligation" ? 0 : middleOf(lines.filter((line) => line.to === box).map((line) => line.from))]));
    column.sort((a, b) => wanted.get(a)! - wanted.get(b)! || a.step - b.step);
    let y = top;
    for (const box of column) {
      box.y = y;
      y += box.height + 14;
    }
  }
  return top + height;
}

function middleOf(boxes: Box[]): number {
  return boxes.length === 0 ? 0 : boxes.reduce((sum, box) => sum + box.y + box.height / 2, 0) / boxes.length;
}

// wrap breaks a text into at most three lines.
function wrap(text: string): string[] {
  const lines = [""];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1)!;
    if (last !== "" && last.length + word.length >= lineLength) lines.push(word);
    else lines[lines.length - 1] = last === "" ? word : `${last} ${word}`;
  }
  const shown = lines.slice(0, 3).map((line) => (line.length > lineLength + 2 ? line.slice(0, lineLength) + "…" : line));
  if (lines.length > 3) shown[2] = shown[2]!.replace(/…$/, "").slice(0, lineLength - 4) + " …";
  return shown;
}
