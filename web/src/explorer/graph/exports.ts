// The graph that is shown, as files: GraphML and JSON for programs, SVG for print, tables for spreadsheets.
import type { Table } from "../download";
import { edgeText, type GraphEdge, type GraphNode } from "./data";
import { nodeSize, outlines, type Colours } from "./look";
import type { Spot } from "./state";

/** What is shown: nodes with their places, and the edges between them. */
export interface Shown {
  nodes: GraphNode[];
  edges: GraphEdge[];
  spots: Map<string, Spot>;
  asOf: string;
}

/** Gives the nodes and the edges as two tables. */
export function tablesOf({ nodes, edges, spots }: Shown): Table[] {
  const names = new Map(nodes.map((node) => [node.id, node.label]));
  return [
    {
      name: "nodes",
      columns: ["id", "label", "noun", "kind", "date", "country", "status", "edges in all", "x", "y"],
      rows: nodes.map((node) => [node.id, node.label, node.noun, node.kind, node.day, node.country?.label, node.status, node.degree, spots.get(node.id)?.x, spots.get(node.id)?.y]),
    },
    {
      name: "edges",
      columns: ["id", "from id", "from", "type", "words", "to id", "to", "role", "action", "mode", "relation", "title", "since", "until", "date"],
      rows: edges.map((edge) => [
        edge.id, edge.start, names.get(edge.start), edge.type, edgeText(edge), edge.end, names.get(edge.end),
        edge.role, edge.action, edge.mode, edge.relation, edge.title, edge.from, edge.to, edge.date,
      ]),
    },
  ];
}

/** Writes the graph as JSON: nodes and edges with all that is known of them here. */
export function asGraphJSON({ nodes, edges, spots, asOf }: Shown): string {
  const placed = nodes.map(({ leftOut, ...node }) => ({ ...node, x: spots.get(node.id)?.x, y: spots.get(node.id)?.y }));
  return JSON.stringify({ asOf: asOf || null, nodes: placed, edges }, null, 2) + "\n";
}

const nodeKeys = ["label", "noun", "kind", "date", "country", "status", "x", "y"] as const;
const edgeKeys = ["type", "words", "role", "action", "mode", "relation", "title", "since", "until", "date"] as const;

/** Writes the graph as GraphML 1.0 (http://graphml.graphdrawing.org), which Gephi, yEd and networkx open. */
export function asGraphML({ nodes, edges, spots }: Shown): string {
  const key = (name: string, of: "node" | "edge") => {
    const type = name === "x" || name === "y" ? "double" : "string";
    return `  <key id="${of[0]}-${name}" for="${of}" attr.name="${name}" attr.type="${type}"/>`;
  };
  const data = (of: "node" | "edge", values: Record<string, unknown>) =>
    Object.entries(values)
      .filter(([, value]) => value !== null && value !== undefined && value !== "")
      .map(([name, value]) => `<data key="${of[0]}-${name}">${escaped(String(value))}</data>`)
      .join("");
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
    ...nodeKeys.map((name) => key(name, "node")),
    ...edgeKeys.map((name) => key(name, "edge")),
    '  <graph edgedefault="directed">',
    ...nodes.map((node) => {
      const { label, noun, kind, day: date, country, status } = node;
      const { x, y } = spots.get(node.id) ?? {};
      return `    <node id="${escaped(node.id)}">${data("node", { label, noun, kind, date, country: country?.label, status, x, y })}</node>`;
    }),
    ...edges.map((edge) => {
      const { type, role, action, mode, relation, title, from: since, to: until, date } = edge;
      const values = data("edge", { type, words: edgeText(edge), role, action, mode, relation, title, since, until, date });
      return `    <edge id="${escaped(edge.id)}" source="${escaped(edge.start)}" target="${escaped(edge.end)}">${values}</edge>`;
    }),
    "  </graph>",
    "</graphml>",
    "",
  ].join("\n");
}

// What XML can't hold at all is left out.
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** Draws the graph as SVG, in the colours of the page, as large as the graph is. */
export function asSVG({ nodes, edges, spots }: Shown, colours: Colours, edgeLabels: boolean): string {
  const at = (id: string) => ({ x: spots.get(id)?.x ?? 0, y: spots.get(id)?.y ?? 0 });
  const places = nodes.map((node) => at(node.id));
  const margin = 90;
  const left = Math.min(0, ...places.map(({ x }) => x)) - margin;
  const top = Math.min(0, ...places.map(({ y }) => y)) - margin;
  const width = Math.max(0, ...places.map(({ x }) => x)) + margin - left;
  const height = Math.max(0, ...places.map(({ y }) => y)) + margin - top;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${left} ${top} ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, sans-serif">`,
    `  <defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="6" markerHeight="6" orient="auto"><path d="M0 0L8 4L0 8z" fill="${colours.faint}"/></marker></defs>`,
    `  <rect x="${left}" y="${top}" width="${width}" height="${height}" fill="${colours.ground}"/>`,
    ...edges.map((edge) => line(edge, at(edge.start), at(edge.end), colours, edgeLabels)),
    ...nodes.map((node) => mark(node, at(node.id), colours)),
    "</svg>",
    "",
  ].join("\n");
}

type At = { x: number; y: number };

function line(edge: GraphEdge, from: At, to: At, colours: Colours, labelled: boolean): string {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const gap = nodeSize / 2 + 2; // so that the arrow's head isn't below the node
  const end = { x: to.x - ((to.x - from.x) * gap) / length, y: to.y - ((to.y - from.y) * gap) / length };
  const text = labelled
    ? `<text x="${((from.x + to.x) / 2).toFixed(1)}" y="${((from.y + to.y) / 2).toFixed(1)}" font-size="9" text-anchor="middle" fill="${colours.faint}">${escaped(edgeText(edge))}</text>`
    : "";
  return `  <g><title>${escaped(edgeText(edge))}</title><line x1="${from.x}" y1="${from.y}" x2="${end.x.toFixed(1)}" y2="${end.y.toFixed(1)}" stroke="${colours.line}" stroke-width="1.2" marker-end="url(#arrow)"/>${text}</g>`;
}

function mark(node: GraphNode, { x, y }: At, colours: Colours): string {
  const fill = colours.nouns[node.noun] ?? colours.faint;
  const half = nodeSize / 2;
  const outline = outlines[node.noun];
  const shape = outline
    ? `<polygon points="${outline.map(([dx, dy]) => `${(x + dx * half).toFixed(1)},${(y + dy * half).toFixed(1)}`).join(" ")}" fill="${fill}"/>`
    : `<circle cx="${x}" cy="${y}" r="${half}" fill="${fill}"/>`;
  const lines = wrapped(node.label, 24).map((text, i) => `<tspan x="${x}" dy="${i === 0 ? 0 : 13}">${escaped(text)}</tspan>`);
  return `  <g><title>${escaped(`${node.label} (${node.kind || node.noun})`)}</title>${shape}<text x="${x}" y="${y + half + 14}" font-size="11" text-anchor="middle" fill="${colours.ink}">${lines.join("")}</text></g>`;
}

// wrapped cuts a name into lines at its spaces, at most three.
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.length > 3 ? [...lines.slice(0, 2), lines[2] + "…"] : lines;
}
