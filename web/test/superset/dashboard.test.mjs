// The dashboard in Superset: what it shows is what the API says, now and after a load, as a whole and filtered. What is compared
// with comes from nested answers (nodes), and is counted here: neither by rows nor by groups, as the data sets' is.
import assert from "node:assert/strict";
import { ask, base, eventually, texts, token } from "../browser.mjs";
import { flow } from "../flow.mjs";

const superset = process.env.SUPERSET_URL;
const options = {
  origin: superset,
  width: 1440,
  // Superset draws the charts that are in view: so all of them are.
  height: 2600,
  // Superset's pages would fetch a pixel by which its visits are counted, which the policy that we set forbids; and some of
  // the packages in them try out whether they may make code of texts, which its own policy forbids.
  expected: [/scarf\.sh/, /the policy forbids eval/],
};

const charts = {
  numbers: ["Promises", "Active", "Dormant", "Bearers"],
  drawn: ["Promises by kind", "Promises by status", "Promises of those who owe the most", "Promises held over time"],
  tables: ["Dormant promises, and what they wait for", "All promises", "What was loaded, and when"],
};

const words = (value) => value.toLowerCase().replaceAll("_", " ");

// promises gives all promises as Pactgraph has them, by id.
async function promises() {
  const { obligations } = await ask(`{
    obligations(first: 1000) {
      totalCount
      nodes {
        id summary kind modality bindingness status { status reason }
        bearers { nodes { id label } } beneficiaries { nodes { id label } }
        conditions { nodes { id label } } declarations { nodes { id label } }
      }
    }
  }`);
  assert.equal(obligations.nodes.length, obligations.totalCount);
  return obligations.nodes;
}

// count counts things by what key gives for each: one text, or several.
function count(things, key) {
  const counts = {};
  for (const thing of things) for (const one of [key(thing)].flat()) counts[one] = (counts[one] ?? 0) + 1;
  return counts;
}

const bearersOf = (one) => (one.bearers.nodes.length ? [...new Set(one.bearers.nodes.map(({ label }) => label))] : ["nobody named"]);

// names gives what a cell says of the nodes of a relation.
function names(relation, none = "N/A") {
  const sorted = [...relation.nodes].sort((a, b) => (a.id < b.id ? -1 : 1));
  return [...new Set(sorted.map(({ label }) => label))].join("; ") || none;
}

const chart = (page, name) => page.locator(`[data-test-chart-name="${name}"]`);

async function signIn(page) {
  await page.goto(superset + "/login/");
  await page.locator("#username").fill("admin");
  await page.locator("#password").fill(process.env.SUPERSET_PASSWORD);
  await page.locator('button[type="submit"]').click();
  await page.waitForURL((url) => !url.pathname.startsWith("/login"));
}

// open opens the dashboard, waits until all of it is shown, and gives what the server answered to each chart, by its name.
async function open(page) {
  const answers = {};
  const listen = async (response) => {
    if (!response.url().includes("/api/v1/chart/data")) return;
    const { slice_id: id } = response.request().postDataJSON().form_data ?? {};
    answers[id] = response.text();
  };
  page.on("response", listen);
  const response = await page.goto(superset + "/superset/dashboard/pactgraph/");
  const policy = response.headers()["content-security-policy"];
  for (const rule of ["default-src 'self'", "img-src 'self' blob: data:", "connect-src 'self'"]) assert.ok(policy.split(/; */).includes(rule), `${rule} is no part of ${policy}`);
  await shown(page);
  page.off("response", listen);
  const named = {};
  for (const name of Object.values(charts).flat()) {
    const id = await chart(page, name).getAttribute("data-test-chart-id");
    named[name] = JSON.parse((await answers[id]) ?? "null")?.result?.[0].data;
  }
  return named;
}

// shown waits until no chart is being waited for, and fails if one is missing or says that something is wrong.
async function shown(page) {
  const all = page.locator("[data-test=chart-grid-component]");
  await eventually(async () => {
    assert.deepEqual((await all.evaluateAll((list) => list.map((one) => one.dataset.testChartName))).sort(), Object.values(charts).flat().sort(), "the charts");
    assert.equal(await page.locator("[data-test=chart-grid-component] .loading, [data-test=chart-grid-component] [data-test=loading-indicator]").count(), 0, "charts that are waited for");
    for (const name of charts.numbers) assert.equal(await chart(page, name).locator(".header-line").count(), 1, `the number of “${name}”`);
    for (const name of charts.drawn) assert.equal(await chart(page, name).locator("canvas").count(), 1, `the drawing of “${name}”`);
    for (const name of charts.tables) assert.equal(await chart(page, name).locator("tbody").count(), 1, `the table of “${name}”`);
  });
  assert.deepEqual(await texts(page.locator("[data-test=chart-grid-component] [role=alert]")), [], "what charts say is wrong");
}

async function number(page, name) {
  return Number((await chart(page, name).locator(".header-line").innerText()).replaceAll(",", ""));
}

// table gives the rows of a table, each as its cells by their columns' names.
async function table(page, name) {
  const columns = await texts(chart(page, name).locator("thead").first().locator("th"));
  const rows = await chart(page, name).locator("tbody tr").all();
  return Promise.all(rows.map(async (row) => Object.fromEntries((await texts(row.locator("td"))).map((cell, i) => [columns[i], cell]))));
}

// painted says whether something is drawn on a chart's canvas, in more than one colour.
async function painted(page, name) {
  return chart(page, name).locator("canvas").evaluate((canvas) => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return new Set(new Uint32Array(data.buffer)).size > 2;
  });
}

flow(
  "the dashboard shows the numbers that Pactgraph gives, and a filter holds for all of them",
  async (page) => {
    await signIn(page);
    const answers = await open(page);
    const all = await promises();
    const dormant = all.filter(({ status }) => status.status === "DORMANT");
    assert.ok(dormant.length > 0 && dormant.length < all.length, "Paris has dormant promises, and others");

    assert.equal(await number(page, "Promises"), all.length);
    assert.equal(await number(page, "Active"), all.filter(({ status }) => status.status === "ACTIVE").length);
    assert.equal(await number(page, "Dormant"), dormant.length);
    assert.equal(await number(page, "Bearers"), new Set(all.flatMap(({ bearers }) => bearers.nodes.map(({ id }) => id))).size);

    for (const name of charts.drawn) assert.ok(await painted(page, name), `nothing is drawn of “${name}”`);
    assert.deepEqual(stacked(answers["Promises by kind"], "kind"), count(all, (one) => `${words(one.kind)}, ${words(one.status.status)}`));
    assert.deepEqual(stacked(answers["Promises of those who owe the most"], "bearer"), count(all, (one) => bearersOf(one).map((bearer) => `${bearer}, ${words(one.status.status)}`)));
    assert.deepEqual(
      Object.fromEntries(answers["Promises by status"].map(({ status, promises }) => [status, promises])),
      count(all, (one) => words(one.status.status)),
    );
    const { timeline } = await ask("{ timeline(interval: YEAR) { buckets { name held began ended } } }");
    assert.deepEqual(
      answers["Promises held over time"].map((row) => ({ name: row.name, held: row.promises_held, began: row.promises_begun, ended: row.promises_ended })),
      timeline.buckets,
    );

    assert.deepEqual(
      await table(page, "Dormant promises, and what they wait for"),
      dormant.map((one) => ({
        "Promise": one.summary,
        "Who owes it": names(one.bearers, "nobody named"),
        "Only if": names(one.conditions),
        "Made by": names(one.declarations),
        "Why": one.status.reason,
      })),
    );
    assert.deepEqual(
      await table(page, "All promises"),
      all.map((one) => ({
        "Promise": one.summary,
        "Kind": words(one.kind),
        "Status": words(one.status.status),
        "Modality": words(one.modality),
        "How binding": one.bindingness ? words(one.bindingness) : "N/A",
        "Who owes it": names(one.bearers),
        "For whom": names(one.beneficiaries),
        "Conditions": names(one.conditions),
        "Made by": names(one.declarations),
      })),
    );
    const { loads } = await ask("{ loads(first: 1) { nodes { revision dataset finishedAt who counts { added changed removed } } } }");
    const [{ revision, dataset, finishedAt, who, counts }] = loads.nodes;
    assert.deepEqual(await table(page, "What was loaded, and when"), [
      {
        "Revision": String(revision),
        "Data set": dataset,
        "Loaded at": finishedAt.slice(0, 16).replace("T", " "),
        "By": who ?? "N/A",
        "Added": String(counts.added),
        "Changed": String(counts.changed),
        "Removed": String(counts.removed),
      },
    ]);

    if (process.env.PACTGRAPH_PICTURES) await page.screenshot({ path: process.env.PACTGRAPH_PICTURES + "/dashboard.png" });

    await choose(page, "Kind", "troop deployment");
    const wanted = all.filter(({ kind }) => kind === "TROOP_DEPLOYMENT");
    assert.ok(wanted.length > 0 && wanted.length < all.length, "Paris has promises of this kind, and others");
    await eventually(async () => {
      assert.equal(await number(page, "Promises"), wanted.length);
      assert.equal(await number(page, "Dormant"), wanted.filter(({ status }) => status.status === "DORMANT").length);
      assert.equal(await number(page, "Bearers"), new Set(wanted.flatMap(({ bearers }) => bearers.nodes.map(({ id }) => id))).size);
      assert.deepEqual((await table(page, "All promises")).map((row) => row["Promise"]), wanted.map(({ summary }) => summary));
    });
  },
  options,
);

// stacked gives the numbers of a bar chart, by the names of bar and part: it is given a row for each bar, with a number for each part.
function stacked(rows, by) {
  return Object.fromEntries(
    rows.flatMap(({ [by]: bar, ...parts }) =>
      Object.entries(parts)
        .filter(([, number]) => number)
        .map(([part, number]) => [`${bar}, ${part}`, number]),
    ),
  );
}

// choose lets a filter of the dashboard keep one value.
async function choose(page, filter, value) {
  await page.getByRole("combobox", { name: filter }).click();
  await page.getByTitle(value, { exact: true }).first().click();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Apply" }).click();
}

// bundle is of one promise, which is told in other words each time.
const bundle = (time) => `pactgraph: 1
dataset: desk
declarations:
  harbour-pact:
    kind: DECLARATION
    title: Harbour Pact
    status: SIGNED
    signedOn: 2026-02-01
    obligations:
      patrols: {kind: MONITORING, summary: "France patrols the harbour, version ${time}.", modality: OBLIGATION, bearers: FRA}
`;

// load loads a bundle as a writer does.
async function load(text) {
  const body = new FormData();
  const query = "mutation($input: LoadInput!) { load(input: $input) { revision problems { message } } }";
  body.set("operations", JSON.stringify({ query, variables: { input: { uploads: [null] } } }));
  body.set("map", JSON.stringify({ 0: ["variables.input.uploads.0"] }));
  body.set("0", new File([text], "desk.yaml"));
  const response = await fetch(base + "/graphql", { method: "POST", headers: { Authorization: `Bearer ${token}` }, body });
  const { data, errors } = await response.json();
  assert.deepEqual([errors, data?.load.problems], [undefined, []]);
}

flow(
  "what was loaded since is shown, the latest load first: nothing is kept on the way",
  async (page) => {
    await signIn(page);
    await open(page);
    const before = await number(page, "Promises");
    for (let time = 1; time <= 10; time++) await load(bundle(time));
    await open(page);
    assert.equal(await number(page, "Promises"), before + 1);
    assert.ok((await table(page, "All promises")).some((row) => row["Promise"] === "France patrols the harbour, version 10."));
    // Ten to a page. As texts, 9 would come before 10.
    const { revision } = await ask("{ revision }");
    assert.ok(revision > 10);
    assert.deepEqual((await table(page, "What was loaded, and when")).map((row) => Number(row["Revision"])), Array.from({ length: 10 }, (_, i) => revision - i));
  },
  options,
);
