// The graph: expanded, undone, shared, searched for paths, and seen as it was on a date.
import assert from "node:assert/strict";
import { ask, base, eventually, reader, texts } from "../browser.mjs";
import { flow } from "../flow.mjs";
import { atRest, drawn, held, look, name, openGraph, rows } from "../graphs.mjs";

const paris = "declaration/paris-2026";
const coalition = "actor/coalition-of-the-willing-ukraine";
const button = (page, text) => page.getByRole("button", { name: text, exact: true });
const ids = (nodes) => nodes.map(({ id }) => id);

flow("a graph begins with what lies around its root, and the list has what the picture has", async (page) => {
  await openGraph(page, paris);
  const { subgraph } = await ask(`{ subgraph(roots: ["${paris}"], depth: 1, limit: 150) { nodes { node { id } } } }`);
  const wanted = subgraph.nodes.map(({ node }) => node.id).sort();
  assert.deepEqual(ids(await drawn(page)), wanted);
  assert.deepEqual((await rows(page).evaluateAll((items) => items.map((item) => item.dataset.key))).sort(), wanted);
});

flow("a node is expanded, which is undone and done again; a link shows another reader the same, at the same places", async (page) => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await openGraph(page, paris);
  const before = await drawn(page);
  await name(page, coalition).click();
  const expand = page.getByRole("button", { name: /^Expand all: \d+ more connections?$/ });
  const more = Number((await expand.innerText()).match(/\d+/)[0]);
  await expand.click();
  await eventually(async () => assert.ok((await drawn(page)).length > before.length));
  await atRest(page);
  const after = await drawn(page);
  assert.ok(after.length - before.length <= more, `${after.length - before.length} nodes came, of ${more} edges that were left out`);
  const { neighbours } = await ask(`{ neighbours(id: "${coalition}", first: 200) { groups { neighbours { node { id } } } } }`);
  const around = new Set(neighbours.groups.flatMap((group) => group.neighbours.map(({ node }) => node.id)));
  for (const { id } of after) assert.ok(before.some((one) => one.id === id) || around.has(id), `${id} is a neighbour of the coalition`);

  await button(page, "Undo").click();
  await eventually(async () => assert.deepEqual(ids(await drawn(page)), ids(before)));
  await atRest(page);
  const places = (nodes) => nodes.map(({ id, x, y }) => [id, x, y]);
  assert.deepEqual(places(await drawn(page)), places(before), "undone, all is where it was");
  await button(page, "Redo").click();
  await eventually(async () => assert.deepEqual(ids(await drawn(page)), ids(after)));
  await atRest(page);
  assert.deepEqual(places(await drawn(page)), places(after), "done again, too");

  await button(page, "Copy link").click();
  await page.getByText("The link is copied.").first().waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(link, page.url());
  const shown = { nodes: await drawn(page), zoom: (await look(page)).zoom };
  const other = await reader({ width: 1280, height: 900 });
  try {
    const fresh = await other.context.newPage();
    await fresh.goto(link);
    await atRest(fresh);
    assert.deepEqual({ nodes: await drawn(fresh), zoom: (await look(fresh)).zoom }, shown);
    assert.deepEqual(other.wrong, []);
  } finally {
    await other.context.close();
  }
});

flow("paths between France and Ukraine are found, and pointed out", async (page) => {
  await openGraph(page, "actor/FRA", "actor/UKR");
  await name(page, "actor/FRA").click();
  await name(page, "actor/UKR").click({ modifiers: ["ControlOrMeta"] });
  await page.getByRole("heading", { name: "Paths between France and Ukraine" }).waitFor();
  await button(page, "Find paths").click();
  const list = page.getByRole("list", { name: "Paths" }).getByRole("listitem");
  await list.first().waitFor();
  const { paths } = await ask(`{ paths(from: "actor/FRA", to: "actor/UKR", maxLength: 4, avoidHubsOver: 50, first: 20) {
    paths { length nodes { id label } steps { edges { id } } } } }`);
  const shown = await texts(list);
  assert.equal(shown.length, paths.paths.length);
  shown.forEach((text, i) => {
    const labels = paths.paths[i].nodes.map(({ label }) => label);
    let at = 0;
    for (const label of labels) {
      at = text.indexOf(label.replace(/\s+/g, " "), at);
      assert.ok(at >= 0, `path ${i + 1} is “${text}”, want ${labels.join(" – ")}`);
    }
  });
  await atRest(page);
  const shortest = paths.paths.filter(({ length }) => length === paths.paths[0].length);
  const edges = shortest.flatMap(({ steps }) => steps.flatMap((step) => step.edges.map(({ id }) => id)));
  assert.deepEqual((await look(page)).marked, [...new Set(edges)].sort());
});

flow("the time slider shows what held on a date", async (page) => {
  await openGraph(page, paris);
  const all = ids(await drawn(page));
  await page.getByLabel("Exact date").fill("2025-06-01");
  await eventually(async () => assert.ok((await drawn(page)).length < all.length));
  const then = ids(await drawn(page));
  assert.ok(!then.includes(paris), "the declaration was not made yet");
  assert.equal(held(page.url()).d, "2025-06-01");
  await page.getByText(`${all.length - then.length} nodes didn’t hold then`).waitFor();
  const slider = page.getByRole("slider", { name: "Date" });
  const said = await slider.getAttribute("aria-valuetext");
  await slider.focus();
  await page.keyboard.press("ArrowRight");
  await eventually(async () => assert.notEqual(await slider.getAttribute("aria-valuetext"), said));
  assert.ok(held(page.url()).d > "2025-06-01");
  await page.getByRole("group", { name: "What held on a date" }).getByRole("checkbox").uncheck();
  await eventually(async () => assert.deepEqual(ids(await drawn(page)), all));
});

flow("a date that was dragged is undone in one step", async (page) => {
  await openGraph(page, paris);
  const all = ids(await drawn(page));
  await page.getByLabel("Exact date").fill("2025-06-01");
  await eventually(async () => assert.equal(held(page.url()).d, "2025-06-01"));
  const slider = page.getByRole("slider", { name: "Date" });
  const { x, y, width, height } = await slider.boundingBox();
  await page.mouse.move(x + width * 0.3, y + height / 2);
  await page.mouse.down();
  for (const part of [0.4, 0.5, 0.6]) await page.mouse.move(x + width * part, y + height / 2);
  await page.mouse.up();
  await eventually(async () => assert.notEqual(held(page.url()).d, "2025-06-01"));
  await button(page, "Undo").click();
  await eventually(async () => assert.equal(held(page.url()).d, "2025-06-01"));
  await button(page, "Undo").click();
  await eventually(async () => assert.deepEqual(ids(await drawn(page)), all));
});

flow("who goes to another view while a node is expanded stays there", async (page) => {
  await openGraph(page, paris);
  await name(page, coalition).click();
  const expand = page.getByRole("button", { name: /^Expand all: \d+ more connections?$/ });
  await expand.waitFor();
  const { go } = await holdNext(page, "GraphNeighbours");
  await expand.click();
  await page.getByRole("navigation", { name: "Views" }).getByRole("link", { name: "Matrix" }).click();
  await page.getByRole("table").waitFor();
  const answered = page.waitForResponse((response) => response.request().postData()?.includes("GraphNeighbours"));
  go();
  await (await answered).finished();
  await page.waitForTimeout(500); // what would come now would be wrong
  assert.equal(new URL(page.url()).pathname, "/matrix");
});

flow("Enter adds what is written, and not what was found for less of it", async (page) => {
  await openGraph(page, paris);
  const box = page.getByRole("combobox", { name: "Add to the graph" });
  await box.fill("Fran");
  await page.getByRole("option", { name: /France/ }).first().waitFor();
  const { go } = await holdNext(page, "Suggest");
  await box.fill("Macron");
  await box.press("Enter");
  go();
  await page.getByText(/Macron is added\.$/).first().waitFor();
});

// holdNext holds back the next question of a name until go is called.
async function holdNext(page, operation) {
  let go;
  const held = new Promise((done) => (go = done));
  await page.route((url) => url.pathname === "/graphql", async (route) => {
    if (route.request().postData()?.includes(`query ${operation}(`)) await held;
    await route.continue();
  });
  return { go };
}

flow("the legend counts what is shown, and takes it out of the picture and the list", async (page) => {
  await openGraph(page, paris);
  const before = ids(await drawn(page));
  const actors = before.filter((id) => id.startsWith("actor/"));
  const box = page.getByRole("region", { name: "Legend" }).getByRole("checkbox", { name: `actors ${actors.length}` });
  await box.uncheck();
  await eventually(async () => assert.deepEqual(ids(await drawn(page)), before.filter((id) => !id.startsWith("actor/"))));
  assert.equal(await rows(page).count(), before.length - actors.length);
  await page.goBack();
  await eventually(async () => assert.deepEqual(ids(await drawn(page)), before));
});

flow("nodes are hidden and come back, are pinned, and layouts leave the pinned where they are", async (page) => {
  await openGraph(page, paris);
  const before = await drawn(page);
  await name(page, coalition).click();
  await button(page, "Pin").click();
  await button(page, "Unpin").waitFor();
  await page.getByLabel("Layout").selectOption("concentric");
  await atRest(page);
  const laid = await drawn(page);
  const place = (nodes, id) => nodes.find((node) => node.id === id);
  assert.deepEqual([place(laid, coalition).x, place(laid, coalition).y], [place(before, coalition).x, place(before, coalition).y], "what is pinned stays");
  assert.ok(laid.some((node) => node.x !== place(before, node.id).x), "the others move");
  await button(page, "Hide").click();
  await eventually(async () => assert.ok(!ids(await drawn(page)).includes(coalition)));
  await button(page, "Show 1 hidden node").click();
  await eventually(async () => assert.ok(ids(await drawn(page)).includes(coalition)));
});

flow("a link of which a part is missing is told", async (page) => {
  await page.goto(base + "/graph#g=q1YqU7Iy1FHKU7KKjtVRKlGyAlF");
  await page.getByText("This link to a graph can’t be read: a part of it is missing.").waitFor();
});

flow("laid out by date, names don't overlap, and the overview covers none", async (page) => {
  await openGraph(page, paris);
  await page.getByLabel("Layout").selectOption("time");
  await atRest(page);
  await button(page, "Fit").click();
  const { covered, overlapping } = await page.evaluate(() => {
    const canvas = document.querySelector(".picture-canvas").getBoundingClientRect();
    const overview = document.querySelector(".overview").getBoundingClientRect();
    const corner = { x1: overview.left - canvas.left, y1: overview.top - canvas.top };
    const boxes = document.querySelector(".picture-canvas")._cyreg.cy.nodes(":childless").map((node) => ({ id: node.id(), ...node.renderedBoundingBox() }));
    const overlap = (a, b) => Math.min(a.x2, b.x2) - Math.max(a.x1, b.x1) > 0 && Math.min(a.y2, b.y2) - Math.max(a.y1, b.y1) > 0;
    return {
      covered: boxes.filter(({ x2, y2 }) => x2 > corner.x1 && y2 > corner.y1).map(({ id }) => id),
      overlapping: boxes.flatMap((a, i) => boxes.slice(i + 1).filter((b) => overlap(a, b)).map((b) => `${a.id} and ${b.id}`)),
    };
  });
  assert.deepEqual({ covered, overlapping }, { covered: [], overlapping: [] });
});
