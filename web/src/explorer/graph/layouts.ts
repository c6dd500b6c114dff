// Where nodes are placed. Each layout gives places for the nodes that aren't held fast; those that are stay where they are.
import dagre from "@dagrejs/dagre";
import type { GraphEdge, GraphNode } from "./data";
import type { ForcesAnswer, ForcesTask } from "./forces";
import type { Layout } from "./state";

export interface Point {
  x: number;
  y: number;
}

export type Places = Map<string, Point>;

/** What a layout is made of: the nodes and edges in the picture, where those are that stay, near what others begin, and what is to be together. */
export interface Arrangement {
  nodes: GraphNode[];
  edges: GraphEdge[];
  fixed: Places;
  near: Places;
  groupOf(node: GraphNode): string;
}

const many = 400; // nodes above which speed goes before beauty

/** Lays nodes out, and gives the places of those that aren't fixed. */
export async function arrange(layout: Layout, of: Arrangement): Promise<Places> {
  const grouped = of.nodes.some((node) => of.groupOf(node) !== "");
  const places = grouped ? boxes(of) : layout === "force" ? await forces(of) : placers[layout](of);
  for (const id of of.fixed.keys()) places.delete(id);
  return places;
}

const placers: Record<Exclude<Layout, "force">, (of: Arrangement) => Places> = { layered, concentric, time: byTime };

// forces lets edges pull and nodes push, in another thread.
function forces(of: Arrangement): Promise<Places> {
  const task: ForcesTask = {
    nodes: of.nodes.map((node) => ({ id: node.id, ...(of.fixed.get(node.id) ?? of.near.get(node.id)), fixed: of.fixed.has(node.id) })),
    edges: of.edges.map(({ start, end }) => ({ start, end })),
  };
  const worker = new Worker("/assets/forces.js", { type: "module" });
  return new Promise<Places>((done, fail) => {
    worker.onmessage = (event: MessageEvent<ForcesAnswer>) => done(new Map(event.data.map(({ id, x, y }) => [id, { x, y }])));
    worker.onerror = () => fail(new Error("the layout by forces can’t be loaded"));
    worker.postMessage(task);
  }).finally(() => worker.terminate());
}

const cell = { width: 140, height: 90 };

// boxes puts each group into a box of its own, and the boxes on shelves: the largest first, so that all is about as wide as it is
// high. What belongs to no group comes last.
function boxes(of: Arrangement): Places {
  const groups = new Map<string, GraphNode[]>();
  for (const node of of.nodes) groups.set(of.groupOf(node), [...(groups.get(of.groupOf(node)) ?? []), node]);
  const sorted = [...groups].sort(([a, some], [b, others]) => Number(a === "") - Number(b === "") || others.length - some.length || a.localeCompare(b));
  const shelf = 1.1 * Math.sqrt(of.nodes.length * 2) * cell.width;
  const places: Places = new Map();
  let [x, y, high] = [0, 0, 0];
  for (const [, nodes] of sorted) {
    const columns = Math.ceil(Math.sqrt(nodes.length));
    if (x > 0 && x + columns * cell.width > shelf) [x, y, high] = [0, y + high, 0];
    nodes.forEach((node, i) => places.set(node.id, { x: x + (i % columns) * cell.width, y: y + Math.floor(i / columns) * cell.height }));
    x += columns * cell.width + 60;
    high = Math.max(high, Math.ceil(nodes.length / columns) * cell.height + 60);
  }
  return places;
}

// From who owes it, by what is owed and on what it hangs, to whom it is owed: some edges are written the other way.
const against = new Set(["BEARER", "CONDITIONED_ON", "MADE_BY", "PUBLISHED_BY", "ABOUT"]);

function layered(of: Arrangement): Places {
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: "LR", nodesep: 30, ranksep: 120, ranker: of.nodes.length > many ? "longest-path" : "network-simplex" });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const node of of.nodes) graph.setNode(node.id, { width: 110, height: 44 });
  for (const edge of of.edges) {
    const [from, to] = against.has(edge.type) ? [edge.end, edge.start] : [edge.start, edge.end];
    graph.setEdge(from, to, {}, edge.id);
  }
  dagre.layout(graph);
  return new Map(of.nodes.map((node) => [node.id, { x: graph.node(node.id).x!, y: graph.node(node.id).y! }]));
}

// concentric puts the nodes on rings: those with the most edges inside.
function concentric(of: Arrangement): Places {
  const degrees = degreesOf(of.edges);
  const sorted = [...of.nodes].sort((a, b) => (degrees.get(b.id) ?? 0) - (degrees.get(a.id) ?? 0) || a.id.localeCompare(b.id));
  const places: Places = new Map();
  const gap = 130; // between rings, and along one
  for (let ring = 0, at = 0; at < sorted.length; ring++) {
    const room = ring === 0 ? 1 : Math.floor((2 * Math.PI * ring * gap) / gap);
    const some = sorted.slice(at, at + room);
    some.forEach((node, i) => {
      const angle = (2 * Math.PI * i) / some.length;
      places.set(node.id, { x: ring * gap * Math.cos(angle), y: ring * gap * Math.sin(angle) });
    });
    at += room;
  }
  return places;
}

/** Gives how many of the edges each node has. */
export function degreesOf(edges: readonly { start: string; end: string }[]): Map<string, number> {
  const degrees = new Map<string, number>();
  for (const { start, end } of edges) {
    degrees.set(start, (degrees.get(start) ?? 0) + 1);
    if (end !== start) degrees.set(end, (degrees.get(end) ?? 0) + 1);
  }
  return degrees;
}

const pitch = 90; // of the rows of a lane: a name has up to three lines, and a number below
const ofOneDate = 6; // nodes in a row of a lane, where all is of one date
const lanes = ["declaration", "obligation", "event", "statement", "source", "actor", "condition"];

// byTime puts dated nodes from left to right, in a lane for each noun; in one lane, what would overlap goes below. What has no
// date of its own stands at the first of those that it is joined to, such as a promise at its declaration; what has none there
// either, to the left of the beginning. Where all is of one date, from left to right says nothing, and lanes are filled row by row.
function byTime(of: Arrangement): Places {
  const times = timesOf(of);
  const known = [...times.values()];
  const [first, last] = [Math.min(...known), Math.max(...known)];
  const width = Math.max(900, 14 * of.nodes.length);
  const places: Places = new Map();
  let top = 0;
  for (const noun of lanes) {
    const lane = of.nodes.filter((node) => node.noun === noun);
    lane.sort((a, b) => (times.get(a.id) ?? -Infinity) - (times.get(b.id) ?? -Infinity) || a.id.localeCompare(b.id));
    if (lane.length === 0) continue;
    const ends: number[] = []; // where each row of the lane ends so far
    for (const [i, { id }] of lane.entries()) {
      const time = times.get(id);
      const x = time === undefined ? -260 : last > first ? (width * (time - first)) / (last - first) : (width * (i % ofOneDate)) / ofOneDate;
      let row = ends.findIndex((end) => end < x - 120);
      if (row < 0) row = ends.push(x) - 1;
      ends[row] = x;
      places.set(id, { x, y: top + pitch * row });
    }
    top += pitch * ends.length + 50;
  }
  return places;
}

function timesOf({ nodes, edges }: Arrangement): Map<string, number> {
  const own = new Map<string, number>();
  for (const node of nodes) {
    const time = timeOf(node.day);
    if (time !== null) own.set(node.id, time);
  }
  const times = new Map(own);
  for (const { start, end } of edges) {
    for (const [one, other] of [[start, end], [end, start]] as const) {
      const time = own.get(other);
      if (!own.has(one) && time !== undefined) times.set(one, Math.min(time, times.get(one) ?? time));
    }
  }
  return times;
}

/** Gives a date of the graph as milliseconds; null for none. */
export function timeOf(day: string): number | null {
  const [year, month = 1, date = 1] = day.split("-").map(Number);
  if (!year) return null;
  const time = new Date(0);
  time.setUTCFullYear(year, month - 1, date);
  return time.getTime();
}
