// When the API fails: it is told in the server's words, with what to do, and one press recovers from it.
import assert from "node:assert/strict";
import { base, eventually, open, settled } from "../browser.mjs";
import { flow } from "../flow.mjs";

const loadingFailed = [/Failed to load resource/];
const api = (url) => url.pathname === "/graphql";

flow("a server that can't be reached is told, and asked again", async (page) => {
  await page.route(api, (route) => route.abort());
  await open(page, "/");
  const alert = page.getByRole("alert").first();
  await alert.getByText("The server can’t be reached. Is it still running?").waitFor();
  await page.unroute(api);
  for (const again of await page.getByRole("button", { name: "Try again" }).all()) await page.getByRole("button", { name: "Try again" }).first().click();
  await page.getByRole("list", { name: "What is in the graph" }).waitFor();
  await eventually(async () => assert.equal(await page.getByRole("alert").count(), 0));
}, { expected: loadingFailed });

flow("what the server says is wrong stands on the page, with its code", async (page) => {
  const errors = [{ message: "the store doesn’t answer: try it again later", extensions: { code: "UNAVAILABLE" } }];
  await page.route(api, (route) => route.fulfill({ status: 503, contentType: "application/json", body: JSON.stringify({ errors }) }));
  await page.goto(base + "/declaration/paris-2026");
  const alert = page.getByRole("alert");
  await alert.getByText("the store doesn’t answer: try it again later").waitFor();
  await alert.getByText("(UNAVAILABLE)").waitFor();
  await page.unroute(api);
  await alert.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("heading", { level: 1, name: "Paris Declaration" }).waitFor();
  assert.equal(await alert.count(), 0);
}, { expected: loadingFailed });

flow("an answer that is none is told", async (page) => {
  await page.route(api, (route) => route.fulfill({ status: 502, contentType: "text/html", body: "<h1>Bad gateway</h1>" }));
  await open(page, "/declaration/paris-2026");
  await page.getByText("The server answered with status 502, and not with data.").waitFor();
}, { expected: loadingFailed });

flow("a search that fails says so, and the next one works", async (page) => {
  await open(page, "/");
  await page.route(api, (route) => route.abort());
  await page.getByRole("combobox", { name: "Search" }).fill("Macron");
  await page.getByText("The server can’t be reached. Is it still running?").waitFor();
  await page.unroute(api);
  await page.getByRole("combobox", { name: "Search" }).fill("Emmanuel Macron");
  await page.getByRole("option", { name: /Emmanuel Macron/ }).first().waitFor();
}, { expected: loadingFailed });

flow("a graph that can't be asked keeps its address, and is shown when it can", async (page) => {
  await open(page, "/graph?roots=actor%2FFRA");
  await page.waitForURL(/#g=/);
  await page.route(api, (route) => route.abort());
  await page.reload();
  await page.getByRole("alert").waitFor();
  await page.unroute(api);
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("tree", { name: "The graph as a list" }).getByText("France").first().waitFor();
  await settled(page);
}, { expected: loadingFailed });
