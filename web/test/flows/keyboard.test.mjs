// The walk without a mouse: all that is touched here is the keyboard, and what happens is also said.
import assert from "node:assert/strict";
import { base, eventually, open, settled } from "../browser.mjs";
import { flow } from "../flow.mjs";
import { atRest, drawn, rows } from "../graphs.mjs";

const said = (page) => page.locator("#announcements");

// focused gives the role and the name of what has the focus.
function focused(page) {
  return page.evaluate(() => {
    const one = document.activeElement;
    return { tag: one.localName, role: one.getAttribute("role"), text: one.getAttribute("aria-label") ?? one.innerText, key: one.dataset.key };
  });
}

// chosen gives the ids of those nodes that are chosen.
const chosen = (nodes) => nodes.filter((node) => node.chosen).map(({ id }) => id);

// tabTo presses Tab until something has the focus, at most as often as there are things on a page.
async function tabTo(page, is, key = "Tab") {
  for (let i = 0; i < 80; i++) {
    await page.keyboard.press(key);
    if (is(await focused(page))) return;
  }
  assert.fail(`${key} doesn't come to it; the focus is at ${JSON.stringify(await focused(page))}`);
}

flow("from the start page to a graph, along its edges and back, by the keyboard alone", async (page) => {
  await open(page, "/");
  await page.keyboard.press("Tab");
  assert.equal((await focused(page)).text, "To the content");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.id), "main");

  await page.keyboard.press("/");
  assert.equal((await focused(page)).role, "combobox");
  await page.keyboard.type("Coalition of the Willing");
  await eventually(async () => assert.match(await said(page).innerText(), /^\d+ hits?/));
  await page.keyboard.press("Escape");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/search\?/);
  await settled(page);
  assert.equal(await page.evaluate(() => document.activeElement.id), "main", "a new view has the focus");

  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("g");
  await page.keyboard.press("g");
  await page.waitForURL(base + "/graph");
  await page.getByRole("link", { name: /^separate declaration/ }).waitFor();
  await tabTo(page, ({ tag, text }) => tag === "a" && text.startsWith("separate declaration"));
  await page.keyboard.press("Enter");
  await atRest(page);

  await tabTo(page, ({ role }) => role === "treeitem");
  const before = await drawn(page);
  const [root] = chosen(before);
  await page.keyboard.press("End");
  await page.keyboard.press("Home");
  const first = await focused(page);
  assert.equal(first.key, await rows(page).first().getAttribute("data-key"));
  assert.match(first.text, /connections? shown/);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  const edge = await focused(page);
  assert.ok(edge.key.startsWith(first.key + " "), "the second step is on an edge of the first node");
  await page.keyboard.press("ArrowRight");
  const other = await focused(page);
  assert.ok(!other.key.includes(" ") && other.key !== first.key, "the third is at its other end");

  await page.keyboard.press(" ");
  await eventually(async () => assert.deepEqual(chosen(await drawn(page)), [root, other.key].sort(), "Space chooses one more"));
  await eventually(async () => assert.match(await said(page).innerText(), /2 nodes chosen/));
  await page.keyboard.press("Enter");
  await eventually(async () => assert.notEqual((await drawn(page)).length, before.length));
  await eventually(async () => assert.match(await said(page).innerText(), /nodes? (added|taken away)/));
  await page.keyboard.press("Control+z");
  await eventually(async () => assert.deepEqual((await drawn(page)).map(({ id }) => id), before.map(({ id }) => id)));
  await atRest(page);

  await tabTo(page, ({ role }) => role === "application");
  const walked = new Set();
  for (const way of ["ArrowLeft", "ArrowUp", "ArrowRight", "ArrowDown"]) {
    await page.keyboard.press(way);
    await eventually(async () => assert.match(await said(page).innerText(), /1 node chosen|No connection leads that way/));
    for (const id of chosen(await drawn(page))) walked.add(id);
  }
  assert.ok(walked.size > 1, `the arrow keys came to ${[...walked]}`);
});

flow("the shortcuts are listed, and the list goes as it came", async (page) => {
  await open(page, "/");
  await page.keyboard.press("?");
  const list = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await list.getByText("This list").waitFor();
  await page.keyboard.press("g");
  await page.keyboard.press("g");
  assert.equal(new URL(page.url()).pathname, "/", "a key acts behind the list");
  await page.keyboard.press("Escape");
  await list.waitFor({ state: "hidden" });
});

flow("keys of one letter can be switched off", async (page) => {
  await open(page, "/");
  await page.keyboard.press("?");
  const list = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await list.getByLabel("keys of one letter act").uncheck();
  await page.keyboard.press("Escape");
  await list.waitFor({ state: "hidden" });
  await page.keyboard.press("?");
  await page.keyboard.press("g");
  await page.keyboard.press("g");
  await page.waitForTimeout(300);
  assert.equal(await list.isVisible(), false);
  assert.equal(new URL(page.url()).pathname, "/");
});
