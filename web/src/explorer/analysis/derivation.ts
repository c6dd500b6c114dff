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
  titles: { x: number; y: number; text: string }[];
  /** Layers stand one below the other, since there is no room for them side by side. */
  down: boolean;
  boxWidth: number;
  width: number;
  height: number;
}

// How wide boxes are, and how far apart their columns, where there is room; and where there is little.
const wide = { box: 164, gap: 30 };
const narrow = { box: 132, gap: 14 };
const widest = 360; // of boxes one below the other
const arcs = 24; // the room beside these, for the lines
const lineHeight = 16;
const letterWidth = 6.8;
const top = 34;

/** How many effects and bearers the picture shows: more couldn't be read. */
export const mostEffects = 40;
const mostBearers = 40;

/** Lays the answer out in so much room from left to right: in columns that take less where there is little, or else from top to bottom. */
export function pictureOf(answer: Answer, room: number): Picture {
  const effects = answer.effects.slice(0, mostEffects);
  const rounds = [...new Set(effects.map((effect) => effect.round))].sort((a, b) => a - b);
  const columns = 3 + rounds.length;
  const down = columns * (narrow.box + narrow.gap) - narrow.gap > room;
  const boxWidth = down ? Math.min(widest, room - arcs) : Math.min(wide.box, Math.floor((room - (columns - 1) * narrow.gap) / columns));
  const gap = Math.min(wide.gap, Math.floor((room - columns * boxWidth) / (columns - 1)));
  const xOf = (column: number) => (down ? arcs : column * (boxWidth + gap));
  const wrap = (text: string) => wrapped(text, Math.floor((boxWidth - 20) / letterWidth));
  const all = new Map<string, Box>();
  const lines: Line[] = [];
  const add = (key: string, box: Omit<Box, "key" | "x" | "y" | "height">) => {
    if (!all.has(key)) all.set(key, { ...box, key, x: xOf(box.column), y: 0, height: 12 + box.lines.length * lineHeight });
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
      join(all.get(effect.id), add(actor.id, { noun: "actor", lines: wrap(actor.label), name: actor.label, step: i + 2, possible: certainty === "POSSIBLE", column: columns - 1 }));
    }
  });
  const boxes = [...all.values()];
  const { tops, height } = stack(boxes, lines, columns, down);
  const titles = titlesOf(rounds).map((text, i) => ({ text, x: xOf(i), y: tops[i]! - top + 16 }));
  return { boxes, lines, titles: titles.filter((_, i) => !down || boxes.some((box) => box.column === i)), down, boxWidth, width: xOf(columns - 1) + boxWidth, height };
}

// touches gives the ids of the conditions by which an effect comes about.
function touches(effect: Effect): string[] {
  return [...effect.met.map((one) => one.condition.id), ...effect.steps.flatMap((step) => step.of.map((node) => node.id)).filter((id) => id.startsWith("condition/"))];
}

function titlesOf(rounds: number[]): string[] {
  return ["Supposed", "Conditions", ...rounds.map((round) => (round === 1 ? "Promises" : `What follows, round ${round}`)), "On whom"];
}

// stack sets the boxes of each column one below the other, and gives where each column begins and the height of all. Promises stand
// in their order, in which they light up, the others near what leads to them. All columns begin at the top, since in the middle
// of a long picture, what comes first would be out of sight; or, from top to bottom, each below the one before.
function stack(boxes: Box[], lines: Line[], columns: number, down: boolean): { tops: number[]; height: number } {
  const tops: number[] = [];
  let height = top + 60;
  let y = top;
  for (let place = 0; place < columns; place++) {
    const column = boxes.filter((box) => box.column === place);
    const wanted = new Map(column.map((box) => [box, box.noun === "obligation" ? 0 : middleOf(lines.filter((line) => line.to === box).map((line) => line.from))]));
    column.sort((a, b) => wanted.get(a)! - wanted.get(b)! || a.step - b.step);
    tops.push(y);
    for (const box of column) {
      box.y = y;
      y += box.height + 14;
    }
    height = Math.max(height, y);
    y = down ? (column.length > 0 ? y + top : y) : top;
  }
  return { tops, height };
}

function middleOf(boxes: Box[]): number {
  return boxes.length === 0 ? 0 : boxes.reduce((sum, box) => sum + box.y + box.height / 2, 0) / boxes.length;
}

// wrapped breaks a text into at most three lines of so many characters.
function wrapped(text: string, lineLength: number): string[] {
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
