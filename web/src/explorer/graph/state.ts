// What a graph shows, as a value; how it changes; and how it stands in the address. Edges and names aren't a part of it: the
// server gives them for the nodes that are shown.
import { deflateSync, inflateSync, strFromU8, strToU8 } from "fflate";

/** How nodes are laid out: by forces, by who owes whom, around those with the most edges, or by date. */
export type Layout = "force" | "layered" | "concentric" | "time";

/** By what nodes are put together. */
export type Grouping = "" | "kind" | "country";

/** A node that is shown: where it stands, once a layout or a hand has placed it, and whether layouts leave it there. */
export interface Spot {
  id: string;
  x?: number;
  y?: number;
  pinned?: boolean;
}

export interface GraphState {
  spots: Spot[];
  /** Nodes that the reader hid, and that "show" brings back. */
  hidden: Spot[];
  selected: string[];
  /** Edges of paths that are pointed out. */
  marked: string[];
  /** The date on which all must hold; "" for any. */
  asOf: string;
  layout: Layout;
  grouping: Grouping;
  edgeLabels: boolean;
  /** Nouns and types of edges that are switched off in the legend. */
  off: string[];
  /** Nodes with fewer edges in the picture than this are left out of it. */
  leastDegree: number;
  /** How large it is seen, and the point of the plane in the middle of the window; undefined fits all into it. */
  camera?: { zoom: number; x: number; y: number };
}

/** The most nodes that are shown at once. */
export const mostNodes = 2000;

export const emptyGraph: GraphState = {
  spots: [],
  hidden: [],
  selected: [],
  marked: [],
  asOf: "",
  layout: "force",
  grouping: "",
  edgeLabels: false,
  off: [],
  leastDegree: 0,
};

/** Adds nodes that aren't shown yet; those that were hidden come back where they were. */
export function withNodes(state: GraphState, ids: string[]): GraphState {
  const shown = new Set(state.spots.map((spot) => spot.id));
  const hidden = new Map(state.hidden.map((spot) => [spot.id, spot]));
  const added = [...new Set(ids)].filter((id) => !shown.has(id)).slice(0, Math.max(0, mostNodes - shown.size));
  const back = new Set(added);
  return {
    ...state,
    spots: [...state.spots, ...added.map((id) => hidden.get(id) ?? { id })],
    hidden: state.hidden.filter((spot) => !back.has(spot.id)),
  };
}

/** Takes nodes out of the picture; with keep, they can be brought back together. */
export function withoutNodes(state: GraphState, ids: Iterable<string>, keep: boolean): GraphState {
  const gone = new Set(ids);
  const out = state.spots.filter((spot) => gone.has(spot.id));
  return {
    ...state,
    spots: state.spots.filter((spot) => !gone.has(spot.id)),
    hidden: keep ? [...state.hidden, ...out] : state.hidden,
    selected: state.selected.filter((id) => !gone.has(id)),
  };
}

/** Moves nodes to places. */
export function withPlaces(state: GraphState, places: Map<string, { x: number; y: number }>): GraphState {
  return {
    ...state,
    spots: state.spots.map((spot) => {
      const place = places.get(spot.id);
      return place ? { ...spot, x: Math.round(place.x), y: Math.round(place.y) } : spot;
    }),
  };
}

/** Pins the nodes if one of them isn't pinned, and else lets them go. */
export function withPins(state: GraphState, ids: string[]): GraphState {
  const chosen = new Set(ids);
  const pin = state.spots.some((spot) => chosen.has(spot.id) && !spot.pinned);
  return { ...state, spots: state.spots.map((spot) => (chosen.has(spot.id) ? { ...spot, pinned: pin || undefined } : spot)) };
}

/** Gives those neighbours of a node that nothing else in the picture leads to: what collapsing it takes away. */
export function leavesOf(id: string, edges: readonly { start: string; end: string }[], pinned: Set<string>): string[] {
  const ends = new Map<string, Set<string>>();
  for (const { start, end } of edges) {
    for (const [one, other] of [[start, end], [end, start]] as const) {
      if (!ends.has(one)) ends.set(one, new Set());
      ends.get(one)!.add(other);
    }
  }
  return [...(ends.get(id) ?? [])].filter((other) => other !== id && !pinned.has(other) && ends.get(other)!.size === 1);
}

// The form in the address: lists instead of objects, since there may be thousands of nodes.
type Row = [id: string, x: number | null, y: number | null, pinned: 0 | 1];

interface Written {
  v: 1;
  n: Row[];
  h?: Row[];
  s?: string[];
  m?: string[];
  d?: string;
  l?: Layout;
  g?: Grouping;
  e?: 1;
  o?: string[];
  k?: number;
  c?: [number, number, number];
}

/** Writes a state as the fragment of an address. */
export function writeState(state: GraphState): string {
  const written: Written = {
    v: 1,
    n: state.spots.map(row),
    h: optional(state.hidden.map(row)),
    s: optional(state.selected),
    m: optional(state.marked),
    d: state.asOf || undefined,
    l: state.layout === "force" ? undefined : state.layout,
    g: state.grouping || undefined,
    e: state.edgeLabels ? 1 : undefined,
    o: optional(state.off),
    k: state.leastDegree || undefined,
    c: state.camera && [state.camera.zoom, state.camera.x, state.camera.y],
  };
  const fragment = "g=" + toBase64(deflateSync(strToU8(JSON.stringify(written)), { level: 9 }));
  latest = { fragment, state };
  return fragment;
}

// The state that was written last. Read again, it is the same value, so that what hasn't changed isn't drawn again.
let latest: { fragment: string; state: GraphState } | null = null;

/** Reads a state from the fragment of an address; null where there is none, or none that can be read. */
export function readState(fragment: string): GraphState | null {
  if (!fragment.startsWith("g=")) return null;
  if (latest?.fragment === fragment) return latest.state;
  try {
    const written = JSON.parse(strFromU8(inflateSync(fromBase64(fragment.slice(2))))) as Written;
    if (written.v !== 1) return null;
    return {
      spots: written.n.map(spot).slice(0, mostNodes),
      hidden: (written.h ?? []).map(spot),
      selected: written.s ?? [],
      marked: written.m ?? [],
      asOf: written.d ?? "",
      layout: written.l ?? "force",
      grouping: written.g ?? "",
      edgeLabels: written.e === 1,
      off: written.o ?? [],
      leastDegree: written.k ?? 0,
      camera: written.c && { zoom: written.c[0], x: written.c[1], y: written.c[2] },
    };
  } catch {
    return null;
  }
}

function row(spot: Spot): Row {
  return [spot.id, spot.x ?? null, spot.y ?? null, spot.pinned ? 1 : 0];
}

function spot([id, x, y, pinned]: Row): Spot {
  return { id, x: x ?? undefined, y: y ?? undefined, pinned: pinned === 1 || undefined };
}

function optional<T>(list: T[]): T[] | undefined {
  return list.length > 0 ? list : undefined;
}

function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
}
