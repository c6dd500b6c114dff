// What-if, matrix and timeline: the answers are the API's own, and lead on.
import assert from "node:assert/strict";
import { ask, base, eventually, open, settled, texts } from "../browser.mjs";
import { readCSV, take } from "../files.mjs";
import { flow } from "../flow.mjs";

const main = (page) => page.getByRole("main");

flow("what if Russia attacks Ukraine again: what the API answers is read in its order, with why and what is missing", async (page) => {
  await open(page, "/whatif");
  await page.getByRole("button", { name: /^Russia attacks Ukraine again/ }).click();
  const list = page.getByRole("list", { name: "The derivation, in order" });
  await list.waitFor();
  await settled(page);
  assert.deepEqual([...new URL(page.url()).searchParams], [["kind", "ARMED_ATTACK"], ["attacker", "actor/RUS"], ["victim", "actor/UKR"]]);
  const { whatIf } = await ask(`{ whatIf(hypotheses: [{ event: { kind: ARMED_ATTACK, attacker: "actor/RUS", victim: "actor/UKR" } }]) {
    effects { change certainty obligation { id label } after { status reason } bearers { actor { label } } unmet { condition { label } } steps { because } } } }`);
  assert.ok(whatIf.effects.length > 0);
  const items = list.locator("> li");
  assert.equal(await items.count(), whatIf.effects.length);
  for (const [i, effect] of whatIf.effects.entries()) {
    const item = items.nth(i);
    const text = (await texts(item))[0];
    assert.ok(text.includes(effect.obligation.label), `effect ${i + 1} is ${text}, want ${effect.obligation.label}`);
    assert.ok(text.includes(effect.certainty.toLowerCase()), `${effect.obligation.label}: ${effect.certainty}`);
    assert.ok(text.includes(effect.after.status.toLowerCase()), `${effect.obligation.label} would be ${effect.after.status}`);
    for (const { actor } of effect.bearers) assert.ok(text.includes(actor.label), `${effect.obligation.label}: ${actor.label} owes it`);
    for (const { condition } of effect.unmet) assert.ok(text.includes(condition.label), `${effect.obligation.label}: ${condition.label} is missing`);
  }
  const [head, ...rows] = readCSV((await take(page, "CSV")).bytes);
  assert.deepEqual(rows.map((row) => row[head.indexOf("id")]), whatIf.effects.map(({ obligation }) => obligation.id));
  const reopened = page.url();
  await page.goto("about:blank");
  await page.goto(reopened);
  await list.waitFor();
  assert.equal(await items.count(), whatIf.effects.length);
});

flow("the steps of a derivation light up one after the other", async (page) => {
  await open(page, "/whatif?kind=ARMED_ATTACK&attacker=actor%2FRUS&victim=actor%2FUKR&step=0");
  const player = page.getByRole("group", { name: "Step by step" });
  const later = page.getByRole("list", { name: "The derivation, in order" }).locator("> li.later");
  const all = await later.count();
  assert.ok(all > 0);
  await player.getByRole("button", { name: /Next/ }).click();
  await player.getByRole("button", { name: /Next/ }).click();
  await eventually(async () => assert.equal(await later.count(), all - 1));
  assert.equal(new URL(page.url()).searchParams.get("step"), "2");
});

flow("the picture of a derivation fits, however wide the window is", async (page) => {
  for (const width of [1440, 1024, 360]) {
    await page.setViewportSize({ width, height: 900 });
    await open(page, "/whatif?kind=ARMED_ATTACK&attacker=actor%2FRUS&victim=actor%2FUKR");
    const picture = page.getByRole("region", { name: "Picture of the derivation" });
    await picture.getByText("On whom").waitFor();
    await eventually(async () => {
      const [shown, whole] = await picture.evaluate((node) => [node.clientWidth, node.scrollWidth]);
      assert.ok(whole <= shown, `at ${width} pixels, ${shown} of ${whole} pixels are shown`);
    }, 5000);
  }
});

flow("a cell of the matrix leads to the list of what it counts", async (page) => {
  await open(page, "/matrix");
  const { matrix } = await ask(`{ matrix(rows: BEARERS, columns: KIND) { total rows { key { value label } counts } columns { key { value label } } } }`);
  const row = matrix.rows.find(({ key }) => key.value === "actor/FRA");
  const at = row.counts.findIndex((n) => n > 0);
  const cell = page.getByRole("row", { name: /^France/ }).getByRole("cell").nth(at).getByRole("link");
  assert.equal(Number(await cell.innerText()), row.counts[at]);
  await cell.click();
  await page.waitForURL(/\/list\?/);
  await settled(page);
  const { searchParams } = new URL(page.url());
  assert.deepEqual([searchParams.get("bearer"), searchParams.get("kind")], ["actor/FRA", matrix.columns[at].key.value]);
  await eventually(async () => assert.equal(await main(page).getByRole("table").locator("tbody tr").count(), row.counts[at]));
  await page.goBack();
  await page.waitForURL(base + "/matrix");
  await cell.waitFor();
});

flow("the matrix as a file has the API's numbers", async (page) => {
  await open(page, "/matrix");
  const { matrix } = await ask(`{ matrix(rows: BEARERS, columns: KIND, mostRows: 30, mostColumns: 15) { total rows { counts total } columns { total } } }`);
  const [, ...rows] = readCSV((await take(page, "CSV")).bytes);
  const numbers = rows.map((row) => row.slice(1, 1 + matrix.columns.length).map(Number));
  assert.deepEqual(numbers.slice(0, matrix.rows.length), matrix.rows.map(({ counts }) => counts));
  assert.deepEqual(numbers.at(-1), matrix.columns.map(({ total }) => total));
});
