// Measures the explorer on a server that runs: node measure.mjs, with its address in PACTGRAPH_URL. It prints JSON: how soon the
// start page can be used, in milliseconds; how many frames a second a large graph has while it is panned and zoomed; and
// Lighthouse's scores of performance. Each figure is a list, a value for each round.
import { deflateRawSync } from "node:zlib";
import { ask, base, close, open, reader } from "./browser.mjs";
import { atRest } from "./graphs.mjs";
import { scores } from "./lighthouse.mjs";

const rounds = 5; // of the start page, after one that isn't counted
const span = 3000; // milliseconds that a graph is panned or zoomed for
const most = 2000; // nodes of the large graph, which is all that the explorer shows

console.log(JSON.stringify({ start: await startPage(), graph: await largeGraph(), performance: await performanceScores() }));
await close();

// startPage says when the start page had all that it shows, each time to a reader who was never there.
async function startPage() {
  const times = [];
  for (let round = 0; round <= rounds; round++) {
    const { context } = await reader({ width: 1440 });
    const page = await context.newPage();
    await page.addInitScript(() => {
      const whole = () => document.querySelector("main .counts") && document.querySelectorAll("main .bars").length >= 4 && !document.querySelector("main .waiting");
      new MutationObserver((_, observer) => {
        if (!whole()) return;
        observer.disconnect();
        requestAnimationFrame(() => (window.usableAt = performance.now()));
      }).observe(document, { childList: true, subtree: true });
    });
    await open(page, "/");
    await page.waitForFunction(() => window.usableAt !== undefined);
    if (round > 0) times.push(await page.evaluate(() => window.usableAt));
    await context.close();
  }
  return times;
}

// manyNodes gives the ids of as many nodes as a graph shows, around the actors that owe most.
async function manyNodes() {
  const { obligationGroups } = await ask("{ obligationGroups(by: [BEARERS], first: 5) { groups { keys { value } } } }");
  const roots = obligationGroups.groups.map(({ keys }) => keys[0].value).filter(Boolean);
  const { subgraph } = await ask(`query ($roots: [ID!]!, $limit: Int!) { subgraph(roots: $roots, depth: 3, limit: $limit) { nodes { node { id } } } }`, { roots, limit: most });
  return subgraph.nodes.map(({ node }) => node.id);
}

// largeGraph counts the frames of a large graph that a hand pans, and a wheel zooms.
async function largeGraph() {
  const state = { v: 1, n: (await manyNodes()).map((id) => [id, null, null, 0]) };
  const { context } = await reader({ width: 1440 });
  context.setDefaultTimeout(180_000);
  const page = await context.newPage();
  await page.goto(`${base}/graph#g=${deflateRawSync(JSON.stringify(state)).toString("base64url")}`);
  await atRest(page, 180_000);
  const { nodes, edges, x, y } = await page.evaluate(freePoint);
  await page.mouse.move(x, y);
  await page.mouse.down();
  const pan = await frames(page, (i) => page.mouse.move(x + 200 * Math.sin(i / 10), y + 100 * Math.cos(i / 10)));
  await page.mouse.up();
  const zoom = await frames(page, (i) => page.mouse.wheel(0, Math.floor(i / 15) % 2 ? 60 : -60));
  await context.close();
  return { nodes, edges, pan: [pan], zoom: [zoom] };
}

// freePoint gives the point of the window, above the picture, that is farthest from all nodes. It runs in the page.
function freePoint() {
  const canvas = document.querySelector(".picture-canvas");
  const { cy } = canvas._cyreg;
  const { left, top, width, height } = canvas.getBoundingClientRect();
  const places = cy.nodes().map((node) => node.renderedPosition());
  let best = { away: -1 };
  for (let x = 40; x < width - 40; x += 20) {
    for (let y = 40; y < Math.min(height, innerHeight - top) - 40; y += 20) {
      const away = Math.min(...places.map((place) => Math.hypot(place.x - x, place.y - y)));
      if (away > best.away) best = { away, x: left + x, y: top + y };
    }
  }
  return { ...best, nodes: cy.nodes().length, edges: cy.edges().length };
}

// frames does something again and again for a time, and says how many frames a second the page had meanwhile.
async function frames(page, act) {
  await page.evaluate(() => {
    const drawn = (window.drawn = { since: performance.now(), count: 0 });
    const tick = () => {
      if (window.drawn !== drawn) return; // another count has begun
      drawn.count++;
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
  const end = Date.now() + span;
  for (let i = 0; Date.now() < end; i++) await act(i);
  return page.evaluate(() => {
    const { since, count } = window.drawn;
    return (1000 * count) / (performance.now() - since);
  });
}

// performanceScores gives Lighthouse's scores, three of each page.
async function performanceScores() {
  const found = { start: [], declaration: [] };
  for (let i = 0; i < 3; i++) {
    for (const [name, address] of [["start", "/"], ["declaration", "/declaration/paris-2026"]]) {
      found[name].push((await scores(base + address, ["performance"])).performance.score);
    }
  }
  return found;
}
