// What a first visit takes: little, and the graph's library only where a graph is shown.
import assert from "node:assert/strict";
import { base, open } from "../browser.mjs";
import { flow } from "../flow.mjs";

/** The most that the start page's scripts and styles may have, packed, in bytes. */
const most = 300_000;

// packed gives the size of each asset that a page at an address takes, as it came, by its path.
async function packed(page, address) {
  const answers = [];
  const note = (response) => {
    if (new URL(response.url()).pathname.startsWith("/assets/")) answers.push(response);
  };
  page.on("response", note);
  await open(page, address);
  page.off("response", note);
  const sizes = {};
  for (const response of answers) {
    assert.equal(response.headers()["content-encoding"], "gzip", `${response.url()} is packed`);
    sizes[new URL(response.url()).pathname] = (await response.request().sizes()).responseBodySize;
  }
  return sizes;
}

// withCytoscape gives which of some assets have Cytoscape in them.
async function withCytoscape(paths) {
  const found = [];
  for (const path of paths) if (/cytoscape/i.test(await (await fetch(base + path)).text())) found.push(path);
  return found;
}

flow("the start page takes less than 300 KB, and no graph library", async (page) => {
  const sizes = await packed(page, "/");
  const total = Object.values(sizes).reduce((a, b) => a + b, 0);
  console.log(`the start page's scripts and styles: ${total} bytes`);
  assert.ok(total > 1000 && total < most, `${total} bytes: ${JSON.stringify(sizes)}`);
  assert.deepEqual(await withCytoscape(Object.keys(sizes)), []);
});

flow("the graph takes its library when it is opened", async (page) => {
  assert.notDeepEqual(await withCytoscape(Object.keys(await packed(page, "/graph?roots=declaration%2Fparis-2026"))), []);
});
