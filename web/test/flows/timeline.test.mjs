// The timeline: what the API dates is drawn and read as a list, and the time that is shown is in the address.
import assert from "node:assert/strict";
import { ask, eventually, open, settled, texts } from "../browser.mjs";
import { readCSV, take } from "../files.mjs";
import { flow } from "../flow.mjs";

const lane = (page, noun) => page.getByRole("region", { name: new RegExp(`${noun}s? in this time$`) });
const rows = (page, noun) => lane(page, noun).locator("> ul > li");
const period = (page) => ["from", "to"].map((name) => new URL(page.url()).searchParams.get(name));

flow("every dated declaration and event is a row, with its dates in words and its promises below it", async (page) => {
  await open(page, "/timeline");
  const { declarations, events } = await ask(`{
    declarations(filter: { signedOn: { isNull: false } }) { nodes { label obligations { nodes { label } } } }
    events(filter: { from: { isNull: false } }) { nodes { label } }
  }`);
  const shown = await texts(rows(page, "declaration"));
  assert.equal(shown.length, declarations.nodes.length);
  assert.equal(await rows(page, "event").count(), events.nodes.length);
  for (const { label, obligations } of declarations.nodes) {
    const row = shown.find((text) => text.includes(label));
    assert.match(row, /signed 6 January 2026/);
    for (const promise of obligations.nodes) assert.ok(row.includes(promise.label), `${label}: ${promise.label}`);
  }
  for (const { label } of events.nodes) assert.ok((await texts(lane(page, "event")))[0].includes(label), label);
  const [head, ...lines] = readCSV((await take(page, "CSV: Declarations")).bytes);
  assert.equal(lines.length, declarations.nodes.length);
  for (const line of lines) assert.equal(line[head.indexOf("from")], "2026-01-06");
});

flow("the time is zoomed and moved by keys and buttons, and a link shows the same part of it", async (page) => {
  await open(page, "/timeline");
  const all = await rows(page, "event").count();
  await page.getByRole("region", { name: /^Timeline\./ }).focus();
  await page.keyboard.press("+");
  await eventually(() => assert.ok(period(page)[0]));
  const near = period(page);
  await page.getByRole("button", { name: "Earlier" }).click();
  await eventually(() => assert.ok(period(page)[0] < near[0] && period(page)[1] < near[1]));
  const handle = page.getByRole("slider", { name: "Last day shown" });
  await handle.focus();
  await handle.press("Home");
  await eventually(() => assert.ok(period(page)[1] < near[1]));
  await open(page, "/timeline?from=2026-02-01&to=2026-03-01");
  assert.equal(await rows(page, "event").count(), 0, "there was no event in February");
  assert.ok((await rows(page, "declaration").count()) > 0, "what was signed in January holds on");
  await page.getByRole("button", { name: "All of it" }).click();
  await eventually(async () => assert.equal(await rows(page, "event").count(), all));
});

flow("an actor’s timeline leaves out what the actor has no part in", async (page) => {
  await open(page, "/timeline?actor=actor%2FFRA");
  await page.getByRole("heading", { level: 1, name: "Timeline: France" }).waitFor();
  await settled(page);
  const { declarations } = await ask(`{ declarations(filter: { signedOn: { isNull: false }, partyActions: { some: { node: { id: { eq: "actor/FRA" } } } } }) { nodes { label } } }`);
  assert.equal(await rows(page, "declaration").count(), declarations.nodes.length);
});
