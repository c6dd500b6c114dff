// Walking along edges with the arrow keys.
import type { GraphEdge } from "./data";
import type { Point } from "./layouts";

export type Way = "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown";

const directions: Record<Way, Point> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

/** Says whether a key walks. */
export function isWay(key: string): key is Way {
  return key in directions;
}

/** Gives the edge from a node that leads most nearly in a direction, at most 75 degrees away from it, with the node at its other end; null if there is none. */
export function next(from: string, way: Way, edges: readonly GraphEdge[], places: ReadonlyMap<string, Point>): { edge: GraphEdge; to: string } | null {
  const here = places.get(from);
  if (!here) return null;
  const wanted = directions[way];
  let best: { edge: GraphEdge; to: string; worth: number } | null = null;
  for (const edge of edges) {
    const to = edge.start === from ? edge.end : edge.end === from ? edge.start : null;
    const there = to && places.get(to);
    if (!to || !there || to === from) continue;
    const length = Math.hypot(there.x - here.x, there.y - here.y) || 1;
    const along = ((there.x - here.x) * wanted.x + (there.y - here.y) * wanted.y) / length;
    const worth = along - length / 1e5; // of two in one direction the nearer
    if (along > 0.26 && (best === null || worth > best.worth)) best = { edge, to, worth };
  }
  return best;
}
