// Opens each view once, and again for as long as it says that its time was over: a Neo4j that has just started makes a plan
// for each new question, which takes it longer than the server waits where the machine is busy.
import { close, open, reader } from "./browser.mjs";
import { views } from "./views.mjs";

const most = 6; // times that a view is opened

const { context } = await reader();
const page = await context.newPage();
for (const address of [...Object.values(await views()), "/graph?roots=declaration%2Fparis-2026&asOf=2025-06-01", "/graph?roots=actor%2FFRA&roots=actor%2FUKR"]) {
  for (let i = 0; i < most; i++) {
    await open(page, address);
    await page.waitForLoadState("networkidle");
    if ((await page.getByText("(TIMEOUT)").count()) === 0) break;
  }
}
await close();
