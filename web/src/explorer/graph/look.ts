// How nodes and edges look: in the picture, and in what is drawn as SVG.
import type { StylesheetJson } from "cytoscape";

/** The colours of the page's theme, as the browser has worked them out. */
export interface Colours {
  ground: string;
  raised: string;
  ink: string;
  faint: string;
  line: string;
  link: string;
  nouns: Record<string, string>;
}

/** Reads the colours as they are now. */
export function coloursNow(): Colours {
  const probe = document.createElement("span");
  document.body.append(probe);
  const read = (name: string) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const nouns = ["actor", "declaration", "obligation", "condition", "event", "statement", "source"];
  const colours = {
    ground: read("ground"),
    raised: read("raised"),
    ink: read("ink"),
    faint: read("faint"),
    line: read("line"),
    link: read("link"),
    nouns: Object.fromEntries(nouns.map((noun) => [noun, read(noun)])),
  };
  probe.remove();
  return colours;
}

/** The shapes by which nouns are told apart, as points in a square from -1 to 1; a circle where there are none. */
export const outlines: Record<string, [number, number][]> = {
  declaration: [[-0.8, -1], [0.8, -1], [0.8, 1], [-0.8, 1]],
  obligation: [[-0.5, -0.9], [0.5, -0.9], [1, 0], [0.5, 0.9], [-0.5, 0.9], [-1, 0]],
  condition: [[0, -1], [1, 0], [0, 1], [-1, 0]],
  event: [[0, -1], [1, 0.9], [-1, 0.9]],
  statement: [[-1, -0.8], [1, -0.8], [1, 0.45], [-0.1, 0.45], [-0.6, 0.95], [-0.6, 0.45], [-1, 0.45]],
  source: [[0, -1], [1, -0.25], [0.6, 0.95], [-0.6, 0.95], [-1, -0.25]],
};

/** The size of a node in the picture. */
export const nodeSize = 26;

/** The styles of the picture. */
export function stylesheet(colours: Colours): StylesheetJson {
  return [
    {
      selector: "node",
      style: {
        width: nodeSize,
        height: nodeSize,
        label: "data(text)",
        color: colours.ink,
        "font-size": 11,
        "font-family": "system-ui, sans-serif",
        "min-zoomed-font-size": 6,
        "text-valign": "bottom",
        "text-margin-y": 4,
        "text-wrap": "wrap",
        "text-max-width": "120px",
        "text-outline-color": colours.ground,
        "text-outline-width": 2,
        "text-outline-opacity": 0.85,
      },
    },
    ...Object.entries(colours.nouns).map(([noun, colour]) => ({
      selector: `node[noun = "${noun}"]`,
      style: {
        "background-color": colour,
        ...(outlines[noun] ? { shape: "polygon" as const, "shape-polygon-points": outlines[noun].flat().join(" ") } : { shape: "ellipse" as const }),
      },
    })),
    { selector: "node[?pinned]", style: { "border-width": 2, "border-color": colours.ink, "border-style": "double" } },
    {
      selector: ":parent",
      style: { "background-color": colours.raised, "background-opacity": 0.7, "border-width": 1, "border-color": colours.line, shape: "round-rectangle", "text-valign": "top", "font-weight": "bold", padding: "14px" },
    },
    {
      selector: "edge",
      style: {
        width: 1.2,
        "line-color": colours.line,
        "target-arrow-color": colours.faint,
        "target-arrow-shape": "triangle",
        "arrow-scale": 0.7,
        "curve-style": "bezier",
        "font-size": 9,
        "min-zoomed-font-size": 6,
        color: colours.faint,
        "text-rotation": "autorotate",
        "text-background-color": colours.ground,
        "text-background-opacity": 0.85,
      },
    },
    { selector: "edge.large", style: { "curve-style": "haystack", "target-arrow-shape": "none" } },
    { selector: "edge.labelled", style: { label: "data(text)" } },
    { selector: "edge.near", style: { "line-color": colours.link, "target-arrow-color": colours.link, width: 2 } },
    { selector: "edge.marked", style: { "line-color": colours.nouns.declaration, "target-arrow-color": colours.nouns.declaration, width: 4 } },
    { selector: "node:selected", style: { "border-width": 4, "border-color": colours.link, "border-style": "solid" } },
  ] as StylesheetJson;
}
