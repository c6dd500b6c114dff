// The graph as a picture: Cytoscape draws it, and tells what the reader does to it.
import cytoscape, { type Core, type ElementDefinition, type EventObject } from "cytoscape";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { edgeText, type GraphEdge, type GraphNode } from "./data";
import { arrange, type Places, type Point } from "./layouts";
import { coloursNow, stylesheet } from "./look";
import { size as overview } from "./overview";
import type { GraphState, Spot } from "./state";

/** What others may do with the picture. A picture is made for large graphs or for small ones: give it a key that says so. */
export interface Handle {
  cy: Core;
  fit(): void;
  zoom(by: number): void;
}

interface Props {
  nodes: GraphNode[];
  edges: GraphEdge[];
  state: GraphState;
  handle: { current: Handle | null };
  /** The reader chose these nodes. */
  select(ids: string[]): void;
  /** The reader, or a layout, moved nodes. */
  move(places: Places, byHand: boolean): void;
  /** The reader wants a node's neighbours, or be rid of them. */
  toggle(id: string): void;
  /** What is seen of the plane has changed. */
  look(camera: GraphState["camera"]): void;
  /** The nodes couldn't be laid out. */
  fail(problem: unknown): void;
}

// Nodes may lie on each other until they are laid out, of which the library would warn in the console.
cytoscape.warnings(false);

const many = 800; // elements above which speed goes before beauty

/** Says whether a graph is large: it is then drawn plainly. */
export function isLarge(nodes: GraphNode[], edges: GraphEdge[]): boolean {
  return nodes.length + edges.length > many;
}

export function Picture(props: Props): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const cy = useRef<Core | null>(null);
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    const core = create(box.current!, isLarge(props.nodes, props.edges));
    cy.current = core;
    props.handle.current = { cy: core, fit: () => fit(core), zoom: (by) => zoom(core, by) };
    listen(core, () => latest.current);
    const dress = () => core.style(stylesheet(coloursNow()));
    const dark = window.matchMedia("(prefers-color-scheme: dark)");
    dark.addEventListener("change", dress);
    window.addEventListener("themechange", dress);
    return () => {
      dark.removeEventListener("change", dress);
      window.removeEventListener("themechange", dress);
      props.handle.current = null;
      core.destroy();
    };
  }, []);

  const { spots, selected, marked, edgeLabels, grouping, camera } = props.state;
  useEffect(() => draw(cy.current!, props), [props.nodes, props.edges, spots, selected, marked, edgeLabels, grouping]);
  useEffect(() => look(cy.current!, camera), [camera]);
  useEffect(() => {
    place(cy.current!, () => latest.current).catch((problem: unknown) => latest.current.fail(problem));
  }, [props.nodes, props.edges, spots]);
  return <div ref={box} class="picture-canvas" />;
}

function create(container: HTMLElement, large: boolean): Core {
  return cytoscape({
    container,
    style: stylesheet(coloursNow()),
    minZoom: 0.02,
    maxZoom: 4,
    boxSelectionEnabled: true,
    // While the reader pans or zooms a large graph, one texture is moved instead of drawing everything.
    textureOnViewport: large,
    hideEdgesOnViewport: large,
    pixelRatio: large ? 1 : "auto",
  });
}

const drawing = "drawing"; // set in the picture while we choose nodes ourselves, which isn't the reader's doing

function listen(cy: Core, now: () => Props) {
  let waiting = false;
  cy.on("select unselect", "node", () => {
    if (waiting || cy.scratch(drawing)) return;
    waiting = true;
    queueMicrotask(() => {
      waiting = false;
      const ids = cy.nodes(":selected:childless").map((node) => node.id());
      if (!same(ids, now().state.selected)) now().select(ids);
    });
  });
  cy.on("dbltap", "node", (event: EventObject) => now().toggle((event.target as cytoscape.NodeSingular).id()));
  cy.on("dragfree", "node", () => {
    const places: Places = new Map();
    cy.nodes(":childless").forEach((node) => void places.set(node.id(), { ...node.position() }));
    now().move(places, true);
  });
  let timer = 0;
  cy.on("viewport", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => {
      now().look(cameraOf(cy));
    }, 400);
  });
  cy.on("resize", () => look(cy, now().state.camera)); // the same part of the plane in a window of another size
  cy.on("destroy", () => window.clearTimeout(timer));
}

// cameraOf says what is seen: the zoom, and the middle of the window on the plane, so that it means the same in windows of another size.
function cameraOf(cy: Core): NonNullable<GraphState["camera"]> {
  const zoom = Number(cy.zoom().toPrecision(4));
  const { x, y } = cy.pan();
  return { zoom, x: Math.round((cy.width() / 2 - x) / cy.zoom()), y: Math.round((cy.height() / 2 - y) / cy.zoom()) };
}

function same(one: string[], other: string[]): boolean {
  return one.length === other.length && new Set([...one, ...other]).size === one.length;
}

// draw brings the picture to what is to be shown: elements come, go and change, and the others stay as they are.
function draw(cy: Core, { nodes, edges, state }: Props) {
  const spots = new Map(state.spots.map((spot) => [spot.id, spot]));
  const marked = new Set(state.marked);
  const near = new Set(state.selected);
  const large = isLarge(nodes, edges);
  const wanted: ElementDefinition[] = [
    ...groups(nodes, state.grouping),
    ...nodes.map((node, i) => ({
      position: { x: 40 * (i % 45), y: 40 * Math.floor(i / 45) }, // until it is laid out: Cytoscape can't draw edges of nodes that overlap
      data: { id: node.id, parent: groupOf(node, state.grouping)?.id, text: textOf(node), noun: node.noun, pinned: spots.get(node.id)?.pinned ?? false },
    })),
    ...edges.map((edge) => ({
      data: { id: edge.id, source: edge.start, target: edge.end, text: edgeText(edge) },
      classes: [large && "large", state.edgeLabels && "labelled", marked.has(edge.id) && "marked", (near.has(edge.start) || near.has(edge.end)) && "near"].filter(Boolean).join(" "),
    })),
  ];
  cy.scratch(drawing, true);
  cy.batch(() => {
    const ids = new Set(wanted.map((one) => one.data.id));
    cy.elements().filter((element) => !ids.has(element.id())).remove();
    for (const one of wanted) put(cy, one);
    cy.nodes().forEach((node) => {
      const spot = spots.get(node.id());
      if (spot?.x !== undefined && spot.y !== undefined && !node.grabbed()) node.position({ x: spot.x, y: spot.y });
      if (node.selected() !== near.has(node.id())) node[near.has(node.id()) ? "select" : "unselect"]();
    });
  });
  cy.scratch(drawing, false);
}

function put(cy: Core, wanted: ElementDefinition) {
  const there = cy.getElementById(wanted.data.id!);
  if (there.empty()) {
    cy.add(wanted);
    return;
  }
  const { parent, ...data } = wanted.data;
  there.data(data);
  if (wanted.classes !== undefined) there.classes(wanted.classes as string);
  if (there.isNode() && (there.parent().first().id() ?? null) !== (parent ?? null)) there.move({ parent: (parent as string | undefined) ?? null });
}

const longest = 48; // characters of a name in the picture

function textOf(node: GraphNode): string {
  const more = node.leftOut.reduce((sum, { count }) => sum + count, 0);
  const label = node.label.length > longest ? node.label.slice(0, longest).replace(/\s+\S*$/, "") + " …" : node.label;
  return more > 0 ? `${label}\n+${more}` : label;
}

function groupOf(node: GraphNode, grouping: GraphState["grouping"]): { id: string; text: string } | undefined {
  if (grouping === "kind") return { id: "group:" + node.noun + ":" + node.kind, text: node.kind || node.noun };
  if (grouping === "country" && node.country) return { id: "group:" + node.country.id, text: node.country.label };
  return undefined;
}

function groups(nodes: GraphNode[], grouping: GraphState["grouping"]): ElementDefinition[] {
  const found = new Map<string, ElementDefinition>();
  for (const node of nodes) {
    const group = groupOf(node, grouping);
    if (group) found.set(group.id, { data: { id: group.id, text: group.text } });
  }
  return [...found.values()];
}

// place lays out what has no place yet: new nodes near those that they belong to, and everything if nothing has one.
async function place(cy: Core, now: () => Props) {
  const { nodes, edges, state } = now();
  const spots = new Map(state.spots.map((spot) => [spot.id, spot]));
  if (nodes.every((node) => spots.get(node.id)?.x !== undefined)) return;
  const fixed = placesOf(state.spots.filter((spot) => spot.pinned || state.layout === "force"));
  const places = await arrange(state.layout, { nodes, edges, fixed, near: nearTo(fixed, nodes, edges), groupOf: (node) => groupOf(node, state.grouping)?.id ?? "" });
  if (now().nodes !== nodes || now().state.spots !== state.spots || cy.destroyed()) return; // the reader went on
  cy.batch(() => places.forEach((place, id) => void cy.getElementById(id).position(place)));
  now().move(places, false);
  const added = nodes.filter((node) => spots.get(node.id)?.x === undefined);
  if (!now().state.camera || added.some((node) => isOutside(cy, places.get(node.id)))) fit(cy);
}

// isOutside says whether a place can't be seen: what the reader asked for must not come where she doesn't look.
function isOutside(cy: Core, place: Point | undefined): boolean {
  if (!place) return false;
  const { x1, x2, y1, y2 } = cy.extent();
  return place.x < x1 || place.x > x2 || place.y < y1 || place.y > y2;
}

function placesOf(spots: Spot[]): Places {
  const places: Places = new Map();
  for (const { id, x, y } of spots) if (x !== undefined && y !== undefined) places.set(id, { x, y });
  return places;
}

// nearTo puts new nodes around a neighbour that has a place, so that forces begin there.
function nearTo(fixed: Places, nodes: GraphNode[], edges: GraphEdge[]): Places {
  const near: Places = new Map();
  if (fixed.size === 0) return near;
  const anchors = new Map<string, Point>();
  for (const { start, end } of edges) {
    if (fixed.has(start)) anchors.set(end, fixed.get(start)!);
    if (fixed.has(end)) anchors.set(start, fixed.get(end)!);
  }
  const homeless = nodes.filter((node) => !fixed.has(node.id));
  homeless.forEach((node, i) => {
    const { x, y } = anchors.get(node.id) ?? { x: 0, y: 0 };
    const angle = (2 * Math.PI * i) / homeless.length;
    near.set(node.id, { x: x + 140 * Math.cos(angle), y: y + 140 * Math.sin(angle) });
  });
  return near;
}

// look shows the part of the plane that is wanted, if it isn't shown.
function look(cy: Core, camera: GraphState["camera"]) {
  if (!camera) return;
  const now = cameraOf(cy);
  if (now.zoom === camera.zoom && now.x === camera.x && now.y === camera.y) return;
  cy.viewport({ zoom: camera.zoom, pan: { x: cy.width() / 2 - camera.x * camera.zoom, y: cy.height() / 2 - camera.y * camera.zoom } });
}

const margin = 24; // around what is shown, in pixels
const closest = 1.5; // how near a small graph is brought

// fit shows all that is drawn, above the overview or beside it, whichever leaves more room: what lay below it couldn't be seen.
function fit(cy: Core) {
  if (cy.elements().empty()) return;
  const { x1, y1, w, h } = cy.elements().boundingBox();
  const rooms = [
    { width: cy.width(), height: cy.height() - overview.height },
    { width: cy.width() - overview.width, height: cy.height() },
  ].map((room) => ({ ...room, zoom: Math.min((room.width - 2 * margin) / w, (room.height - 2 * margin) / h) }));
  const room = rooms[0]!.zoom >= rooms[1]!.zoom ? rooms[0]! : rooms[1]!;
  const zoom = Math.min(closest, Math.max(cy.minZoom(), room.zoom));
  cy.viewport({ zoom, pan: { x: room.width / 2 - (x1 + w / 2) * zoom, y: room.height / 2 - (y1 + h / 2) * zoom } });
}

function zoom(cy: Core, by: number) {
  cy.zoom({ level: cy.zoom() * by, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } });
}
