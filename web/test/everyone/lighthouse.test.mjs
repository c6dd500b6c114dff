// Lighthouse's word on the pages that most readers see. Speed isn't tested, since it is the machine's: make bench measures it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { base } from "../browser.mjs";
import { scores } from "../lighthouse.mjs";

for (const [name, address] of Object.entries({ start: "/", declaration: "/declaration/paris-2026" })) {
  test(`Lighthouse: ${name}`, async () => {
    const found = await scores(base + address, ["accessibility", "best-practices"]);
    for (const [category, { score, short }] of Object.entries(found)) {
      assert.ok(score >= 95, `${category} is ${score}, want 95: ${short.join(", ")}`);
    }
    assert.deepEqual(Object.keys(found), ["accessibility", "best-practices"]);
  });
}
