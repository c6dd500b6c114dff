// What readers take with them: each file is opened, and holds what was shown.
import assert from "node:assert/strict";
import { readCSV, readPicture, readXLSX, readXML, take } from "../files.mjs";
import { flow } from "../flow.mjs";
import { drawn, openGraph } from "../graphs.mjs";

const sorted = (list) => [...list].sort();

// edges gives the ids of the edges that the picture of a graph draws.
function edges(page) {
  return page.evaluate(() => document.querySelector(".picture-canvas")._cyreg.cy.edges().map((edge) => edge.id()));
}

flow("the graph as tables, a workbook, JSON, GraphML, SVG and PNG", async (page) => {
  await openGraph(page, "declaration/paris-2026");
  const nodes = await drawn(page);
  const ids = nodes.map(({ id }) => id);
  const ways = sorted(await edges(page));
  const places = nodes.map(({ id, x, y }) => [id, x, y]);
  const title = "Paris Declaration";

  const csv = await take(page, "CSV: nodes");
  assert.equal(csv.name, "pactgraph-graph-nodes.csv");
  const [head, ...rows] = readCSV(csv.bytes);
  assert.deepEqual(head, ["id", "label", "noun", "kind", "date", "country", "status", "edges in all", "x", "y"]);
  assert.deepEqual(sorted(rows.map(([id]) => id)), ids);
  assert.equal(rows.find(([id]) => id === "declaration/paris-2026")[1], title);
  const [edgeHead, ...edgeRows] = readCSV((await take(page, "CSV: edges")).bytes);
  assert.deepEqual(sorted(edgeRows.map((row) => row[edgeHead.indexOf("id")])), ways);

  const workbook = await take(page, "Excel (XLSX)");
  assert.equal(workbook.name, "pactgraph-graph.xlsx");
  const sheets = await readXLSX(page, workbook.bytes);
  assert.deepEqual(Object.keys(sheets), ["nodes", "edges"]);
  const padded = (row, n) => Array.from({ length: n }, (_, i) => row[i] ?? "");
  assert.deepEqual(sheets.nodes.map((row) => padded(row, head.length)), [head, ...rows], "the workbook has what the CSV has");
  assert.deepEqual(sorted(sheets.edges.slice(1).map(([id]) => id)), ways);

  const table = JSON.parse((await take(page, "JSON: nodes")).bytes);
  assert.deepEqual(sorted(table.map(({ id }) => id)), ids);
  const whole = JSON.parse((await take(page, "JSON: whole graph")).bytes);
  assert.equal(whole.asOf, null);
  assert.deepEqual(whole.nodes.map(({ id, x, y }) => [id, x, y]).sort(([a], [b]) => (a < b ? -1 : 1)), places);
  assert.deepEqual(sorted(whole.edges.map(({ id }) => id)), ways);

  const graphml = await take(page, "GraphML");
  assert.equal(graphml.name, "pactgraph-graph.graphml");
  const read = await readXML(page, graphml.bytes, {
    root: ["graphml", "xmlns"], nodes: ["graph > node", "id"], edges: ["graph > edge", "id"], sources: ["graph > edge", "source"], targets: ["graph > edge", "target"],
    labels: ["node > data[key=n-label]"], keys: ["key", "id"], used: ["data", "key"],
  });
  assert.deepEqual(read.root, ["http://graphml.graphdrawing.org/xmlns"]);
  assert.deepEqual(sorted(read.nodes), ids);
  assert.deepEqual(sorted(read.edges), ways);
  for (const end of [...read.sources, ...read.targets]) assert.ok(ids.includes(end), `the end ${end} is a node`);
  for (const key of read.used) assert.ok(read.keys.includes(key), `the key ${key} is declared`);
  assert.ok(read.labels.includes(title));

  const svg = await readXML(page, (await take(page, "Picture (SVG)")).bytes, { titles: ["g > title"], lines: ["line", "stroke"], shapes: ["polygon, circle", "fill"] });
  assert.equal(svg.lines.length, ways.length);
  assert.equal(svg.shapes.length, ids.length);
  assert.ok(svg.titles.some((one) => one.startsWith(title)));

  const png = await take(page, "Picture (PNG)");
  assert.equal(png.name, "pactgraph-graph.png");
  const { width, height, colours } = await readPicture(page, png.bytes);
  assert.ok(width > 400 && height > 300 && colours > 20, `the picture is ${width} by ${height} with ${colours} colours`);
});
