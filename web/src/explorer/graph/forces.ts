// The layout by forces, in a thread of its own, since a large graph takes it seconds: edges pull, nodes push, and no two are to
// overlap. The same graph is always laid out the same way.
import { forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY, type SimulationLinkDatum, type SimulationNodeDatum } from "d3-force";

/** What is to be laid out. Nodes with a place begin there; fixed ones stay. */
export interface ForcesTask {
  nodes: { id: string; x?: number; y?: number; fixed: boolean }[];
  edges: { start: string; end: string }[];
}

/** Where each node came to be. */
export type ForcesAnswer = { id: string; x: number; y: number }[];

interface Body extends SimulationNodeDatum {
  id: string;
}

const many = 500; // nodes above which fewer steps must do
const steps = { few: 120, usual: 300 };

/** Lays a graph out. */
export function layOut(task: ForcesTask): ForcesAnswer {
  const bodies: Body[] = task.nodes.map(({ id, x, y, fixed }) => ({ id, x, y, fx: fixed ? x : undefined, fy: fixed ? y : undefined }));
  const links: SimulationLinkDatum<Body>[] = task.edges.map(({ start, end }) => ({ source: start, target: end }));
  const n = bodies.length > many ? steps.few : steps.usual;
  const simulation = forceSimulation(bodies)
    .force("link", forceLink<Body, SimulationLinkDatum<Body>>(links).id((body) => body.id).distance(110))
    .force("charge", forceManyBody().strength(-600).distanceMax(1500))
    .force("collide", forceCollide(bodies.length > many ? 30 : 66).iterations(2)) // names are wider than nodes
    .force("x", forceX(0).strength(0.04))
    .force("y", forceY(0).strength(0.06)) // windows are wider than they are high
    .alphaDecay(1 - 0.001 ** (1 / n))
    .stop();
  simulation.tick(n);
  return bodies.map(({ id, x, y }) => ({ id, x: x ?? 0, y: y ?? 0 }));
}

onmessage = (event: MessageEvent<ForcesTask>) => postMessage(layOut(event.data));
