// The start page and the search: what somebody sees who has never been here.
import assert from "node:assert/strict";
import { ask, base, eventually, open, settled, texts } from "../browser.mjs";
import { download } from "../files.mjs";
import { flow } from "../flow.mjs";

const search = (page) => page.getByRole("combobox", { name: "Search" });
const suggestions = (page) => page.getByRole("listbox", { name: "Suggestions" }).getByRole("option");

flow("Zelenskyy is found by a misspelling, with the keyboard alone", async (page) => {
  await open(page, "/");
  await search(page).focus();
  await page.keyboard.type("Zelenski");
  await suggestions(page).filter({ hasText: "Volodymyr Zelenskyy" }).first().waitFor();
  const chosen = page.locator("[role=option][aria-selected=true]");
  do await page.keyboard.press("ArrowDown");
  while (!/^Volodymyr Zelenskyy/.test(await chosen.innerText()));
  assert.equal(await search(page).getAttribute("aria-activedescendant"), await chosen.getAttribute("id"));
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/actor\/.*zelenskyy/i);
  await page.getByRole("heading", { level: 1, name: /Volodymyr Zelenskyy/ }).waitFor();
});

flow("a suggestion tells what it is: a flag or sign, its kind, and a line of context", async (page) => {
  await open(page, "/");
  await search(page).fill("France");
  await eventually(async () => assert.match((await texts(suggestions(page)))[0] ?? "", /France state/));
  assert.equal(await suggestions(page).first().locator(".flag").innerText(), "🇫🇷");
});

flow("all hits of a search have a page of their own; where nothing is found, that is said", async (page) => {
  await open(page, "/");
  await search(page).fill("multinational force");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/search\?text=multinational\+force/);
  await settled(page);
  const { search: wanted } = await ask(`{ search(text: "multinational force", first: 5) { edges { node { id label } } } }`);
  const shown = (await texts(page.getByRole("main").getByRole("listitem"))).join("\n");
  for (const { node } of wanted.edges) assert.ok(shown.includes(node.label), `${node.label} is among the hits`);
  await open(page, "/search?text=Zelenski");
  await page.getByRole("main").getByRole("listitem").first().getByText("Volodymyr Zelenskyy", { exact: true }).waitFor();
  await search(page).fill("qqqqqqqqqq");
  await page.getByText("Nothing is found for “qqqqqqqqqq”.").waitFor();
});

flow("a search leads to the promises of a kind and the declarations of a year that it names", async (page) => {
  const { kind, year } = await ask(`{ kind: obligations(filter: { kind: { eq: TROOP_DEPLOYMENT } }) { totalCount } year: declarations(filter: { signedOn: { gte: "2026", lte: "2026" } }) { totalCount } }`);
  const lead = page.getByRole("main").getByRole("list", { name: "Lists" }).getByRole("link");
  for (const words of ["troops", "troop deployments"]) {
    await open(page, `/search?text=${encodeURIComponent(words)}`);
    await lead.getByText(`Promises of the kind troop deployment (${kind.totalCount})`).waitFor();
    await page.getByText("No name, title or quote matches, but a list does:").waitFor();
    assert.equal(await page.getByText("Nothing is found.").count(), 0);
  }
  await lead.click();
  await page.waitForURL(`${base}/list?noun=obligation&kind=TROOP_DEPLOYMENT`);
  await open(page, "/search?text=2026");
  await lead.getByText(`Declarations of 2026 (${year.totalCount})`).click();
  await page.getByText(`${year.totalCount} declarations`, { exact: true }).waitFor();
  await open(page, "/search");
  await page.getByRole("heading", { name: "Search", exact: true }).waitFor();
  await page.getByRole("main").getByRole("link", { name: "Promises" }).click();
  await page.waitForURL(`${base}/list?noun=obligation`);
});

flow("the start page counts what is in the graph, and its cards and charts lead into it", async (page) => {
  await open(page, "/");
  const { declarations, obligations, conditions, obligationGroups } = await ask(`{
    declarations { totalCount } obligations { totalCount } conditions(filter: { state: { eq: UNMET }, obligations: { some: { node: { not: { status: { eq: TERMINATED } } } } } }) { totalCount }
    obligationGroups(by: [STATUS]) { groups { keys { value } count } } }`);
  const counts = await texts(page.getByRole("list", { name: "What is in the graph" }).getByRole("link"));
  const noun = (n, one) => `${n} ${n === 1 ? one : one + "s"}`;
  assert.equal(counts[0], noun(declarations.totalCount, "declaration"));
  assert.equal(counts[1], noun(obligations.totalCount, "promise"));
  assert.equal(counts[3], noun(conditions.totalCount, "open condition"));
  const bars = page.getByRole("figure", { name: /By status/ }).getByRole("link");
  await bars.first().waitFor();
  assert.deepEqual((await texts(bars)).map((bar) => Number(bar.match(/\d+$/))), obligationGroups.groups.map((group) => group.count));
  const [first] = obligationGroups.groups;
  await page.getByRole("link", { name: /open condition/ }).click();
  await page.waitForURL(/state=UNMET&promises=NOT_ENDED/);
  await page.getByText(noun(conditions.totalCount, "condition"), { exact: true }).waitFor();
  await page.goBack();
  await bars.first().click();
  await page.waitForURL(`${base}/list?noun=obligation&status=${first.keys[0].value}`);
});

flow("back and forward go through the views as they were", async (page) => {
  await open(page, "/");
  await page.getByRole("link", { name: /Paris Declaration/ }).first().click();
  await page.waitForURL(/\/declaration\//);
  await settled(page);
  const declaration = page.url();
  await search(page).fill("Macron");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/search\?text=Macron/);
  await page.goBack();
  await page.waitForURL(declaration);
  await page.goBack();
  await page.waitForURL(base + "/");
  await page.getByRole("heading", { level: 1, name: "Who promised what to whom?" }).waitFor();
  await page.goForward();
  await page.waitForURL(declaration);
  await page.goForward();
  await page.waitForURL(/\/search\?text=Macron/);
  await settled(page);
  await page.getByRole("main").getByText("Emmanuel Macron").first().waitFor();
});

flow("a view is saved, opened again, and kept as a file", async (page) => {
  await open(page, "/declaration/paris-2026");
  await page.getByRole("button", { name: "Save view", exact: true }).click();
  await open(page, "/saved");
  const { name, bytes } = await download(page, () => page.getByRole("button", { name: "Save as a file" }).click());
  assert.equal(name, "pactgraph-views.json");
  const [view, ...others] = JSON.parse(bytes);
  assert.deepEqual([view.title, view.address, others], ["Paris Declaration", "/declaration/paris-2026", []]);
  await page.getByRole("button", { name: "Remove Paris Declaration" }).click();
  await page.getByText("No view is saved.").waitFor();
  await page.getByLabel("Open a file").setInputFiles({ name, mimeType: "application/json", buffer: bytes });
  await page.getByRole("main").getByRole("link", { name: "Paris Declaration" }).click();
  await page.waitForURL(base + "/declaration/paris-2026");
});

flow("a file of saved views can't lead away from here", async (page) => {
  await open(page, "/saved");
  for (const address of ["https://example.org/", "//example.org/", "/\\example.org/", "/\t/example.org/"]) {
    await page.getByLabel("Open a file").setInputFiles({ name: "views.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify([{ title: "Trap", address }])) });
    await page.getByRole("alert").getByText("isn’t one of this page").waitFor();
    assert.equal(await page.getByRole("link", { name: "Trap" }).count(), 0, address);
    await page.reload();
  }
});

flow("the query behind a view is copied, and opened in GraphiQL", async (page) => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await open(page, "/declaration/paris-2026");
  await page.locator("summary", { hasText: "Query" }).click();
  await page.getByRole("button", { name: "Copy DeclarationPage" }).click();
  const query = await eventually(async () => {
    const text = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(text, /query DeclarationPage/);
    return text;
  });
  const { declaration } = await ask(query, { id: "declaration/paris-2026", promises: 1, parties: 1, statements: 1 });
  assert.equal(declaration.label, "Paris Declaration");
  await page.locator("summary", { hasText: "Query" }).click();
  await page.getByRole("link", { name: "Open DeclarationPage in GraphiQL" }).click();
  await page.waitForURL(/\/graphiql\?query=/);
  await page.getByText("DeclarationPage").first().waitFor();
});
