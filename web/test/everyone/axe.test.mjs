// Nothing stands in the way of those who see, hear or move otherwise: axe looks at each view, light and dark, wide and narrow.
import assert from "node:assert/strict";
import axe from "axe-core";
import { flow } from "../flow.mjs";
import { openView, views } from "../views.mjs";

const widths = [1440, 360];

for (const [name, address] of Object.entries(await views())) {
  flow(`axe finds nothing: ${name}`, async (page) => {
    await openView(page, address);
    await page.evaluate(axe.source);
    const found = [];
    for (const width of widths) {
      await page.setViewportSize({ width, height: 900 });
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        found.push(...(await violations(page, colorScheme === "dark" ? ofColours : undefined)).map((one) => `${width} px, ${colorScheme}: ${one}`));
      }
      const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (over > 0) found.push(`${width} px: the page is ${over} px wider than the window`);
    }
    assert.deepEqual(found, []);
  }, { width: 1440 });
}

// ofColours are the rules whose answer depends on the colours: in the dark, nothing else of a page differs.
const ofColours = { type: "rule", values: ["color-contrast", "link-in-text-block"] };

// violations says what axe finds, each place on a line.
async function violations(page, runOnly) {
  const { violations } = await page.evaluate((runOnly) => window.axe.run(document, { resultTypes: ["violations"], runOnly }), runOnly);
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} (${help}) at ${target.join(" ")}: ${failureSummary.split("\n").slice(1).join(";").trim()}`));
}
