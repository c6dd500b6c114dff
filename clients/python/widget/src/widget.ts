// A graph to move, search and click in, as an anywidget: the model holds what is shown, and what is selected goes back to it.
import cytoscape from "cytoscape";

interface Node {
  id: string;
  x: number;
  y: number;
  data: Record<string, string | number | boolean>;
}

interface Edge {
  id: string;
  start: string;
  end: string;
  text: string;
  data: Record<string, string | number | boolean>;
}

interface Model {
  get(name: "nodes"): Node[];
  get(name: "edges"): Edge[];
  get(name: "title"): string;
  get(name: "height"): number;
  get(name: "edge_labels"): boolean;
  get(name: "selected"): string[];
  set(name: string, value: unknown): void;
  save_changes(): void;
  on(event: string, call: () => void): void;
  off(event: string, call: () => void): void;
}

// Okabe and Ito's colours, as the explorer has them: for light grounds, and for dark ones.
const colours: Record<string, [string, string]> = {
  Actor: ["#0072b2", "#56b4e9"],
  Declaration: ["#b34a00", "#f0883e"],
  Obligation: ["#00785a", "#2fc496"],
  Condition: ["#8a6100", "#e6b422"],
  Event: ["#a3487a", "#e59bc3"],
  Statement: ["#4b5fc4", "#a3b1ff"],
  Source: ["#5c6066", "#b4b9bf"],
};
const outlines: Record<string, [number, number][]> = {
  Declaration: [[-0.8, -1], [0.8, -1], [0.8, 1], [-0.8, 1]],
  Obligation: [[-0.5, -0.9], [0.5, -0.9], [1, 0], [0.5, 0.9], [-0.5, 0.9], [-1, 0]],
  Condition: [[0, -1], [1, 0], [0, 1], [-1, 0]],
  Event: [[0, -1], [1, 0.9], [-1, 0.9]],
  Statement: [[-1, -0.8], [1, -0.8], [1, 0.45], [-0.1, 0.45], [-0.6, 0.95], [-0.6, 0.45], [-1, 0.45]],
  Source: [[0, -1], [1, -0.25], [0.6, 0.95], [-0.6, 0.95], [-1, -0.25]],
};
const other: [string, string] = ["#5a626b", "#a4adb6"];

// dark tells whether the notebook is: by its own mark, by that of VS Code, or by what the reader prefers where it has none.
function dark(): boolean {
  const body = document.body;
  if (body.dataset.jpThemeLight) return body.dataset.jpThemeLight === "false";
  if (body.classList.contains("vscode-dark")) return true;
  if (body.classList.contains("vscode-light")) return false;
  return matchMedia("(prefers-color-scheme: dark)").matches;
}

function styles(theme: 0 | 1, read: (name: string) => string): cytoscape.StylesheetJson {
  return [
    {
      selector: "node",
      style: {
        width: 26,
        height: 26,
        label: "data(text)",
        color: read("--ink"),
        "background-color": other[theme],
        "font-size": 11,
        "min-zoomed-font-size": 6,
        "text-valign": "bottom",
        "text-margin-y": 4,
        "text-wrap": "wrap",
        "text-max-width": "140px",
        "text-outline-color": read("--ground"),
        "text-outline-width": 2,
      },
    },
    ...Object.entries(colours).map(([noun, both]) => ({
      selector: `node[noun = "${noun}"]`,
      style: {
        "background-color": both[theme],
        ...(outlines[noun] ? { shape: "polygon" as const, "shape-polygon-points": outlines[noun].flat().join(" ") } : {}),
      },
    })),
    {
      selector: "edge",
      style: {
        width: 1.2,
        "line-color": read("--line"),
        "target-arrow-color": read("--faint"),
        "target-arrow-shape": "triangle",
        "arrow-scale": 0.7,
        "curve-style": "bezier",
        "font-size": 9,
        "min-zoomed-font-size": 6,
        color: read("--faint"),
        "text-rotation": "autorotate",
        "text-background-color": read("--ground"),
        "text-background-opacity": 0.85,
      },
    },
    { selector: "edge.labelled, edge.near", style: { label: "data(text)" } },
    { selector: "edge.near, edge:selected", style: { "line-color": read("--link"), "target-arrow-color": read("--link"), width: 2 } },
    { selector: "node:selected", style: { "border-width": 4, "border-color": read("--link") } },
    { selector: ".away:unselected", style: { opacity: 0.25 } },
  ] as cytoscape.StylesheetJson;
}

function make<K extends keyof HTMLElementTagNameMap>(name: K, text = "", attributes: Record<string, string> = {}): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  element.textContent = text;
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

function render({ model, el }: { model: Model; el: HTMLElement }): () => void {
  const theme = dark() ? 1 : 0;
  const root = make("section", "", { class: theme ? "pactgraph dark" : "pactgraph", "aria-label": model.get("title") || "Graph" });
  root.style.height = `${model.get("height")}px`;
  const header = make("header");
  const title = make("strong", model.get("title"));
  const search = make("input", "", { type: "search", placeholder: "Find a thing", "aria-label": "Find a thing" });
  const labels = make("input", "", { type: "checkbox" });
  const labelled = make("label", "edges in words");
  labelled.prepend(labels);
  const all = make("button", "Show all", { type: "button" });
  const picture = make("div", "", { class: "picture", role: "img", "aria-label": described(model) });
  const panel = make("aside", "", { "aria-live": "polite", tabindex: "0", "aria-label": "What is chosen" });
  const body = make("div", "", { class: "body" });
  header.append(title, legend(model, theme), search, labelled, all);
  body.append(picture, panel);
  root.append(header, body);
  el.append(root);

  const read = (name: string) => getComputedStyle(root).getPropertyValue(name).trim();
  const cy = cytoscape({
    container: picture,
    elements: elementsOf(model),
    layout: { name: "preset", fit: true, padding: 30 },
    minZoom: 0.02,
    maxZoom: 4,
    hideEdgesOnViewport: model.get("edges").length > 3000,
  });

  const nodes = () => new Map(model.get("nodes").map((node) => [node.id, node]));
  const choose = (ids: string[]) => {
    cy.elements(":selected").unselect();
    const found = cy.collection(ids.map((id) => cy.getElementById(id)).filter((one) => one.nonempty()) as never);
    found.select();
    if (found.nonempty()) cy.animate({ center: { eles: found }, duration: 200 });
  };
  const tell = () => {
    const chosen = cy.$(":selected");
    cy.edges().removeClass("near");
    chosen.nodes().connectedEdges().addClass("near");
    fill(panel, model, nodes(), chosen, choose);
    const ids = chosen.nodes().map((node) => node.id());
    if (ids.join("\n") !== model.get("selected").join("\n")) {
      model.set("selected", ids);
      model.save_changes();
    }
  };
  let waiting = 0;
  const soon = () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(tell);
  };
  cy.on("select unselect", soon);
  const find = () => {
    const text = search.value.trim().toLowerCase();
    cy.nodes().forEach((node) => void node.toggleClass("away", text !== "" && !String(node.data("text")).toLowerCase().includes(text)));
  };
  search.addEventListener("input", find);
  search.addEventListener("keydown", (event) => {
    event.stopPropagation(); // notebooks have commands of one letter
    if (event.key === "Enter") choose(search.value.trim() ? cy.nodes().not(".away").map((node) => node.id()).slice(0, 1) : []);
  });
  const label = () => void cy.edges().toggleClass("labelled", labels.checked);
  labels.checked = model.get("edge_labels");
  labels.addEventListener("change", label);
  all.addEventListener("click", () => cy.animate({ fit: { eles: cy.elements(), padding: 30 }, duration: 200 }));
  label();
  fill(panel, model, nodes(), cy.collection(), choose);

  const again = () => {
    cy.json({ elements: elementsOf(model) });
    cy.layout({ name: "preset", fit: true, padding: 30 }).run();
    label();
    soon();
  };
  const chosenElsewhere = () => {
    if (cy.$("node:selected").map((node) => node.id()).join("\n") !== model.get("selected").join("\n")) choose(model.get("selected"));
  };
  let painted = false;
  const watch = new ResizeObserver(() => {
    // Notebooks put in what was rendered some time later: until then it has no size, and no colours that could be read.
    if (!painted && root.isConnected) {
      cy.style(styles(theme, read));
      painted = true;
    }
    cy.resize();
    cy.fit(undefined, 30);
  });
  watch.observe(picture);
  model.on("change:nodes", again);
  model.on("change:edges", again);
  model.on("change:selected", chosenElsewhere);
  if (model.get("selected").length > 0) choose(model.get("selected"));
  return () => {
    model.off("change:nodes", again);
    model.off("change:edges", again);
    model.off("change:selected", chosenElsewhere);
    watch.disconnect();
    cancelAnimationFrame(waiting);
    cy.destroy();
    root.remove();
  };
}

function elementsOf(model: Model): cytoscape.ElementDefinition[] {
  const there = new Set(model.get("nodes").map((node) => node.id));
  return [
    ...model.get("nodes").map((node) => ({
      group: "nodes" as const,
      data: { id: node.id, text: short(String(node.data.label)), noun: String(node.data.noun ?? "") },
      position: { x: node.x, y: node.y },
    })),
    ...model
      .get("edges")
      .filter((edge) => there.has(edge.start) && there.has(edge.end))
      .map((edge) => ({ group: "edges" as const, data: { id: edge.id, source: edge.start, target: edge.end, text: edge.text } })),
  ];
}

function short(text: string): string {
  return text.length > 72 ? text.slice(0, 71) + "…" : text;
}

function described(model: Model): string {
  return `A graph of ${model.get("nodes").length} things and ${model.get("edges").length} edges; "Find a thing" reaches each of them.`;
}

function legend(model: Model, theme: 0 | 1): HTMLElement {
  const list = make("ul", "", { class: "legend", "aria-label": "Legend" });
  const there = new Set(model.get("nodes").map((node) => String(node.data.noun ?? "")));
  const named = Object.keys(colours).filter((noun) => there.has(noun));
  if ([...there].some((noun) => !colours[noun])) named.push("other");
  for (const noun of named) {
    const points = outlines[noun]?.map(([x, y]) => `${7 + 6.5 * x},${7 + 6.5 * y}`).join(" ");
    const fill = (colours[noun] ?? other)[theme];
    const item = make("li");
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("width", "14");
    svg.setAttribute("height", "14");
    svg.setAttribute("aria-hidden", "true");
    const shape = document.createElementNS("http://www.w3.org/2000/svg", points ? "polygon" : "circle");
    const values: Record<string, string> = points ? { points, fill } : { cx: "7", cy: "7", r: "6.5", fill };
    for (const [key, value] of Object.entries(values)) shape.setAttribute(key, value);
    svg.append(shape);
    item.append(svg, make("span", noun));
    list.append(item);
  }
  return list;
}

// fill tells what is chosen: its properties, and what it is joined to.
function fill(panel: HTMLElement, model: Model, nodes: Map<string, Node>, chosen: cytoscape.CollectionReturnValue, choose: (ids: string[]) => void): void {
  panel.replaceChildren();
  const one = chosen[0];
  if (!one) {
    panel.append(make("p", "Click a thing or an edge to read it; drag to move, scroll to come nearer."));
    return;
  }
  const edge = one.isEdge() ? model.get("edges").find((e) => e.id === one.id()) : undefined;
  const data = edge?.data ?? nodes.get(one.id())?.data ?? {};
  panel.append(make("h4", edge ? edge.text : String(data.label)));
  const list = make("dl");
  for (const [name, value] of Object.entries(data)) {
    if (name !== "label") list.append(make("dt", name), make("dd", String(value)));
  }
  panel.append(list);
  const ends: [string, string][] = edge
    ? [["from", edge.start], ["to", edge.end]]
    : model.get("edges").flatMap((e): [string, string][] => (e.start === one.id() ? [[`${e.text} →`, e.end]] : e.end === one.id() ? [[`← ${e.text}`, e.start]] : []));
  const joined = make("ul");
  for (const [words, id] of ends.slice(0, 200)) {
    const item = make("li", `${words} `);
    const button = make("button", String(nodes.get(id)?.data.label ?? id), { type: "button" });
    button.addEventListener("click", () => choose([id]));
    item.append(button);
    joined.append(item);
  }
  panel.append(joined);
  if (ends.length > 200) panel.append(make("p", `and ${ends.length - 200} more`));
}

export default { render };
