// The pages of things: the promises of the Paris Declaration are read, and a quote is opened.
import assert from "node:assert/strict";
import { ask, eventually, open, settled, texts } from "../browser.mjs";
import { readCSV, readXLSX, take } from "../files.mjs";
import { flow } from "../flow.mjs";

const declaration = "declaration/paris-2026-separate";
const title = "separate declaration signed by Zelenskyy, Macron and Starmer";
const promise = "France and the United Kingdom send forces to Ukraine once there is a peace deal.";

/** What the API says of a declaration's promises. */
async function promises(id) {
  const { declaration: found } = await ask(
    `query ($id: ID!) { declaration(id: $id) { obligations(first: 100) { nodes { label
      bearers { nodes { label } } counterparties { nodes { label } } beneficiaries { nodes { label } }
      conditions { nodes { label state { state } } } status { status } } } } }`,
    { id },
  );
  return found.obligations.nodes;
}

// cells gives the texts of a table's cells, row by row, by the names of its columns.
async function cells(table) {
  const names = await texts(table.getByRole("columnheader"));
  const rows = [];
  for (const row of await table.locator("tbody tr").all()) {
    const values = await texts(row.locator("th, td"));
    rows.push(Object.fromEntries(names.map((name, i) => [name, values[i]])));
  }
  return rows;
}

flow("somebody who comes to the start page reads who promised what in Paris, to whom, and under which condition", async (page) => {
  await open(page, "/");
  await page.getByRole("link", { name: "Paris Declaration", exact: true }).first().click();
  await page.getByRole("heading", { level: 1, name: "Paris Declaration", exact: true }).waitFor();
  await settled(page);
  const shown = await cells(page.getByRole("table", { name: "What Paris Declaration promises" }));
  const wanted = await promises("declaration/paris-2026");
  assert.ok(wanted.length > 0);
  assert.deepEqual(shown.map((row) => wanted.some(({ label }) => row["What is promised"].includes(label))), wanted.map(() => true));
  for (const { label, bearers, counterparties, beneficiaries, conditions, status } of wanted) {
    const row = shown.find((one) => one["What is promised"].includes(label));
    for (const one of bearers.nodes) assert.ok(row["Who owes it"].includes(one.label), `${label}: ${one.label} owes it, not ${row["Who owes it"]}`);
    for (const one of [...counterparties.nodes, ...beneficiaries.nodes]) assert.ok(row["To whom"].includes(one.label), `${label}: to ${one.label}, not ${row["To whom"]}`);
    for (const one of conditions.nodes) assert.ok(row["Only if"].includes(one.label), `${label}: ${one.label}, not ${row["Only if"]}`);
    assert.ok(row["Where it stands"].toLowerCase().includes(status.status.toLowerCase()), `${label}: ${status.status}, not ${row["Where it stands"]}`);
  }
});

flow("a promise's quote is opened, and its citation copied", async (page) => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await open(page, "/" + declaration);
  const table = page.getByRole("table", { name: `What ${title} promises` });
  const [row] = (await cells(table)).filter((one) => one["What is promised"].includes(promise));
  assert.match(row["Who owes it"], /France.*United Kingdom/);
  assert.match(row["To whom"], /Ukraine/);
  assert.match(row["Only if"], /^only if a peace deal is reached/);
  assert.match(row["Says who"], /./);
  await page.getByRole("button", { name: `Quotes: ${promise}` }).click();
  const window = page.getByRole("dialog", { name: promise });
  const quote = window.getByRole("figure").filter({ hasText: "committing to deploy forces to Ukraine" }).first();
  await quote.waitFor();
  assert.equal(await quote.locator("mark").innerText(), "committing to deploy forces to Ukraine");
  await quote.getByRole("button", { name: /^Copy citation/ }).click();
  const citation = await eventually(async () => {
    const text = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(text, /“committing to deploy forces to Ukraine”/);
    return text;
  });
  const { source } = await ask(`{ source(id: "source/caliber-az-paris-2026") { label author publisher { label } } }`);
  for (const part of [source.label, source.author, source.publisher.label]) assert.ok(citation.includes(part), `the citation is ${citation}, without ${part}`);
  await page.keyboard.press("Escape");
  await window.waitFor({ state: "hidden" });
});

flow("a quote is shown in its place in the source", async (page) => {
  await open(page, "/" + declaration);
  await page.getByRole("button", { name: `Quotes: ${promise}` }).click();
  const quote = page.getByRole("dialog").getByRole("figure").filter({ hasText: "committing to deploy forces to Ukraine" }).first();
  await quote.getByRole("link", { name: "in its place" }).click();
  await page.waitForURL(/\/source\/.*\?quote=/);
  await settled(page);
  await page.getByRole("main").getByText("committing to deploy forces to Ukraine").first().waitFor();
});

flow("the pages of things name them, and say what they are", async (page) => {
  for (const [query, noun] of [["actors", "actor"], ["conditions", "condition"], ["events", "event"], ["statements", "statement"], ["sources", "source"], ["obligations", "obligation"]]) {
    const [thing] = (await ask(`{ ${query}(first: 1) { nodes { id label } } }`))[query].nodes;
    await open(page, "/" + thing.id);
    assert.equal((await page.getByRole("heading", { level: 1 }).innerText()).trim(), thing.label, noun);
    assert.equal(await page.title(), `${thing.label} – Pactgraph`);
  }
});

flow("what isn't there is told, with where to go", async (page) => {
  await open(page, "/actor/there-is-nobody-of-this-name");
  await page.getByText("there-is-nobody-of-this-name").first().waitFor();
});

flow("the list of promises is filtered and ordered by its address, and is whole in its files", async (page) => {
  await open(page, "/list?noun=obligation&bearer=actor/FRA");
  const { obligations } = await ask(`{ obligations(first: 100, filter: { bearers: { some: { node: { id: { eq: "actor/FRA" } } } } }) { nodes { id label } } }`);
  assert.ok(obligations.nodes.length > 0);
  const rows = page.getByRole("table").locator("tbody tr");
  assert.equal(await rows.count(), obligations.nodes.length);
  const [head, ...written] = readCSV((await take(page, "CSV")).bytes);
  const ids = written.map((row) => row[head.indexOf("Id")]);
  assert.deepEqual([...ids].sort(), obligations.nodes.map(({ id }) => id).sort());
  const sheets = Object.values(await readXLSX(page, (await take(page, "Excel (XLSX)")).bytes));
  assert.deepEqual(sheets[0].slice(1).map((row) => row[head.indexOf("Id")]), ids);
  assert.deepEqual(JSON.parse((await take(page, "JSON")).bytes).map((row) => row.Id), ids);
});
