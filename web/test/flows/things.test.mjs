// The pages of things, further: a source's text as the reader opens it, declarations compared, what an actor owes and is
// owed, where a promise stands on a date, lists, and what a load changed.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { ask, base, eventually, open, settled, texts } from "../browser.mjs";
import { readCSV, take } from "../files.mjs";
import { flow } from "../flow.mjs";

const source = "source/caliber-az-paris-2026";
const asBuffer = (name, text) => ({ name, mimeType: "text/plain", buffer: Buffer.from(text) });

/** All quotes of the source, in the order of their places. */
async function quotes() {
  const { source: found } = await ask(`{ source(id: "${source}") { sha256 evidence(first: 1000, orderBy: [{ field: START, direction: ASC }]) { nodes { id exact start end claims { totalCount } } } } }`);
  return found;
}

// textWith makes a text in which quotes stand where they are said to. The rest are letters outside the basic plane, of which
// each is two units of UTF-16: offsets that counted these would find nothing.
function textWith(all) {
  const points = new Array(Math.max(...all.map(({ end }) => end)) + 20).fill("𝅘");
  for (const { exact, start } of all) [...exact].forEach((point, i) => (points[start + i] = point));
  return points.join("");
}

flow("a source's quotes are listed in order, each with what it supports", async (page) => {
  const { evidence } = await quotes();
  await open(page, "/" + source);
  const rows = page.locator(".placed > li");
  await rows.first().waitFor();
  const shown = await texts(rows.locator("mark"));
  assert.deepEqual(shown, evidence.nodes.map(({ exact }) => exact.replace(/\s+/g, " ").trim()));
  assert.ok((await texts(rows)).every((row, i) => evidence.nodes[i].claims.totalCount === 0 || row.includes("supports")));
});

flow("a source's text is opened, checked, and shown with its quotes where they stand", async (page) => {
  const { sha256, evidence } = await quotes();
  const text = textWith(evidence.nodes);
  assert.notEqual(createHash("sha256").update(text).digest("hex"), sha256);
  await open(page, "/" + source);
  const file = page.getByLabel("Open the text");
  await file.setInputFiles(asBuffer("made-up.txt", text));
  const shown = page.getByRole("region", { name: "made-up.txt, with its quotes" });
  await shown.waitFor();
  const said = page.getByText(`${evidence.nodes.length} quotes stand in it word for word`);
  assert.match(await said.innerText(), /made-up\.txt isn’t the text that was quoted: its SHA-256 is another/);
  assert.equal(await shown.evaluate((node) => node.textContent), text);
  const marked = await shown.locator("mark").evaluateAll((marks) => marks.map((mark) => mark.textContent).join(""));
  assert.doesNotMatch(marked, /𝅘/, "only quotes are marked");
  await shown.locator("mark a").first().click();
  await page.waitForURL(/quote=evidence/);
  await page.locator(".placed > li[aria-current=true]").waitFor();
  await page.getByLabel("Open another file").setInputFiles(asBuffer("else.txt", "Nothing of it."));
  await page.getByText("0 quotes stand in it word for word").waitFor();
  await page.getByLabel("Open another file").setInputFiles({ name: "picture.png", mimeType: "image/png", buffer: Buffer.from([0xff, 0xd8, 0xff]) });
  await page.getByText("picture.png is no text in UTF-8.").waitFor();
});

flow("two declarations are chosen and compared, with the same outcomes as the API", async (page) => {
  await open(page, "/declaration/paris-2026");
  await page.getByRole("button", { name: "Compare with another" }).click();
  const dialog = page.getByRole("dialog", { name: "Compare with another declaration" });
  await dialog.getByRole("combobox").fill("separate declaration");
  await dialog.getByRole("option", { name: /separate declaration/ }).click();
  await page.waitForURL(/\/compare\?ids=declaration%2Fparis-2026&ids=declaration%2Fparis-2026-separate/);
  await settled(page);
  const { compare } = await ask(`{ compare(declarations: ["declaration/paris-2026", "declaration/paris-2026-separate"]) { rows { kind outcome bearers { id } cells { obligations { label } } } } }`);
  const rows = page.getByRole("table", { name: /^Promises by what is promised/ }).locator("tbody tr");
  const shown = await texts(rows);
  assert.equal(shown.length, compare.rows.length);
  const said = { COMMON: "in all, and alike", DIFFERS: "in all, and different", ONLY_IN_SOME: "only in some", ONLY_IN_ONE: "only in one" };
  compare.rows.forEach(({ outcome, bearers, cells }, i) => {
    if (bearers.length === 0) assert.match(shown[i], /the source doesn’t say/, "Paris leaves open who owes it");
    assert.ok(shown[i].includes(said[outcome]), `${shown[i]}: ${outcome}`);
    for (const { label } of cells.flatMap((cell) => cell.obligations)) assert.ok(shown[i].includes(label), `${shown[i]}: ${label}`);
  });
});

flow("what an actor is owed is counted, filtered by a bar, and kept in the address", async (page) => {
  await open(page, "/actor/UKR");
  const { obligations, obligationGroups } = await ask(`{
    obligations(filter: { or: [{ counterparties: { some: { node: { id: { eq: "actor/UKR" } } } } }, { beneficiaries: { some: { node: { id: { eq: "actor/UKR" } } } } }] }) { totalCount }
    obligationGroups(by: [KIND], filter: { or: [{ counterparties: { some: { node: { id: { eq: "actor/UKR" } } } } }, { beneficiaries: { some: { node: { id: { eq: "actor/UKR" } } } } }] }) { groups { keys { value } count } } }`);
  await page.getByRole("navigation", { name: "Which promises" }).getByText(`What it is owed (${obligations.totalCount})`).waitFor();
  const [group] = obligationGroups.groups;
  await page.getByRole("figure", { name: "Kind" }).getByRole("link").first().click();
  await page.waitForURL(new RegExp(`kind=${group.keys[0].value}`));
  await eventually(async () => assert.equal(await page.getByRole("table", { name: "What Ukraine is owed" }).locator("tbody tr").count(), group.count));
  await page.goBack();
  await eventually(async () => assert.equal(await page.getByRole("table", { name: "What Ukraine is owed" }).locator("tbody tr").count(), Math.min(15, obligations.totalCount)));
});

flow("where a promise stands is seen on another date, with the reason", async (page) => {
  const id = "obligation/paris-2026/support-if-attacked";
  await open(page, `/${id}?asOf=2025-01-01`);
  const { obligation } = await ask(`{ obligation(id: "${id}") { then: status(asOf: "2025-01-01") { reason } now: status { reason } } }`);
  assert.notEqual(obligation.then.reason, obligation.now.reason);
  await page.getByText(obligation.then.reason).first().waitFor();
  await page.getByLabel("On", { exact: true }).fill("");
  await page.getByText(obligation.now.reason).first().waitFor();
  assert.equal(page.url(), `${base}/${id}`);
});

flow("lists lead to each other, and what is asked of one stands in its address and can be taken away", async (page) => {
  await open(page, "/list?noun=nothing");
  await page.getByText("There is no list of “nothing”.").waitFor();
  await page.getByRole("main").getByRole("link", { name: "Actors" }).click();
  await page.waitForURL(`${base}/list?noun=actor`);
  await settled(page);
  await page.getByLabel("Words in it").fill("macron");
  await page.getByLabel("Words in it").press("Enter");
  await page.waitForURL(/text=macron/);
  await eventually(async () => assert.deepEqual(await texts(page.getByRole("table").locator("tbody th")), ["Emmanuel Macron"]));
  await page.getByRole("link", { name: "Take away: Words in it macron" }).click();
  await eventually(async () => assert.doesNotMatch(page.url(), /text=/));
});

flow("a load shows what it changed, whole in its file, and leads to the way back", async (page) => {
  const [load] = (await ask(`{ loads(first: 1) { nodes { id counts { added changed removed } } } }`)).loads.nodes;
  await open(page, "/" + load.id);
  const [, ...rows] = readCSV((await take(page, "CSV")).bytes);
  assert.equal(rows.length, load.counts.added + load.counts.changed + load.counts.removed);
  await page.getByRole("link", { name: "Things", exact: true }).click();
  await page.waitForURL(/what=NODE/);
  const kinds = page.getByRole("table").locator("tbody td:nth-child(3)");
  await eventually(async () => assert.deepEqual([...new Set(await texts(kinds))], ["thing"]));
  assert.equal(await page.getByRole("link", { name: "Take it back…" }).getAttribute("href"), `/loads?back=${encodeURIComponent(load.id)}`);
});
