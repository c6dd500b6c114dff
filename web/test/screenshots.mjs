// Takes a picture of each view: node screenshots.mjs FOLDER. All are light and 1440 px wide; some also dark, and some as on
// a telephone, 360 px wide.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { close, reader } from "./browser.mjs";
import { openView, views } from "./views.mjs";

const [folder] = process.argv.slice(2);
const wide = { width: 1440, height: 900 };
const narrow = { width: 360, height: 1400 };

/** The views that are also shown dark, and those also shown narrow. */
const dark = ["start", "declaration", "graph", "whatif"];
const small = ["start", "declaration", "graph", "list"];

/** The views that have nothing to show. */
const nothing = ["search-nothing", "list-nothing", "unknown"];

// picture takes one, by a reader who has never been here.
async function picture(address, name, options) {
  const { context, wrong } = await reader(options);
  const page = await context.newPage();
  await openView(page, address);
  await page.waitForTimeout(500); // what moves in has come
  await page.screenshot({ path: join(folder, name + ".png") });
  await context.close();
  for (const one of wrong) console.error(`${name}: ${one}`);
}

await mkdir(folder, { recursive: true });
const all = await views();
for (const [name, address] of Object.entries(all)) if (!nothing.includes(name)) await picture(address, name, wide);
for (const name of dark) await picture(all[name], name + "-dark", { ...wide, theme: "dark" });
for (const name of small) await picture(all[name], name + "-narrow", narrow);
await close();
