// Conflicts and gaps: the work lists have what the API has, and lead to the things and their quotes.
import assert from "node:assert/strict";
import { ask, eventually, open, texts } from "../browser.mjs";
import { flow } from "../flow.mjs";

const count = (button) => Number(/\(([\d,]+)\)$/.exec(button)?.[1].replaceAll(",", ""));

flow("a conflict has its values side by side, which is shown and why, and the quotes for each", async (page) => {
  await open(page, "/conflicts");
  const { conflicts } = await ask(`{ conflicts(first: 50) { totalCount nodes { about { label } reason values { value shown datasets { dataset } confirmedBy { evidence(first: 1) { nodes { exact } } } } } } }`);
  assert.ok(conflicts.totalCount > 0);
  const [first] = conflicts.nodes;
  const item = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: first.about.label }) });
  const values = item.locator(".values > li");
  assert.equal(await values.count(), first.values.length);
  for (const [i, value] of first.values.entries()) {
    await eventually(async () => assert.ok((await texts(values.nth(i)))[0].includes(value.confirmedBy[0].evidence.nodes[0].exact)));
    const [text] = await texts(values.nth(i));
    assert.equal(text.includes("✓ shown"), value.shown);
    for (const { dataset } of value.datasets) assert.ok(text.includes(dataset));
  }
  assert.ok((await texts(item))[0].includes(first.reason));
});

flow("gaps are counted by kind, and each kind is a list of what it is missing in", async (page) => {
  await open(page, "/gaps");
  const { gaps } = await ask(`{ gaps(first: 0) { totalCount counts { kind count } } }`);
  const kinds = page.getByRole("group", { name: "Of which kind" }).getByRole("button");
  await eventually(async () => assert.equal((await texts(kinds)).map(count).reduce((sum, n) => sum + n, 0), gaps.totalCount));
  await page.getByRole("button", { name: /^Only one speaker/ }).click();
  await page.waitForURL(/kind=ONE_SPEAKER/);
  const { one } = await ask(`{ one: gaps(filter: { kinds: [ONE_SPEAKER] }) { nodes { node { id label } because } } }`);
  await eventually(async () => assert.equal(await page.locator(".work > li").count(), one.nodes.length));
  const shown = await texts(page.locator(".work > li"));
  for (const [i, gap] of one.nodes.entries()) assert.ok(shown[i].includes(gap.node.label) && shown[i].includes(gap.because), gap.node.label);
  await page.locator(".work > li").first().getByRole("link").first().click();
  await page.waitForURL(new RegExp(one.nodes[0].node.id.split("/").at(-1)));
});
