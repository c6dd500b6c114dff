// Lighthouse's scores of a page, as its JSON has them. As a program: node lighthouse.mjs URL CATEGORY… prints them.
import { pathToFileURL } from "node:url";
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

/**
 * Lets Lighthouse look at a page as it does by default, which is a telephone on a slow line. Gives each category's score in
 * per cent, with the audits that took something away from it.
 */
export async function scores(url, categories) {
  const chrome = await launch({ chromePath: process.env.CHROMIUM ?? "/usr/bin/chromium", chromeFlags: ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage"] });
  try {
    const { report } = await lighthouse(url, { port: chrome.port, output: "json", logLevel: "error", onlyCategories: categories });
    return read(JSON.parse(report));
  } finally {
    chrome.kill();
  }
}

// read takes the scores out of a report.
function read(report) {
  if (report.runtimeError) throw new Error(`Lighthouse: ${report.runtimeError.message}`);
  const short = (refs) => refs.map(({ id, weight }) => ({ ...report.audits[id], weight })).filter(({ score, weight }) => weight > 0 && score !== null && score < 1);
  return Object.fromEntries(
    Object.entries(report.categories).map(([name, { score, auditRefs }]) => [
      name,
      { score: Math.round(100 * score), short: short(auditRefs).map(({ id, displayValue }) => id + (displayValue ? `: ${displayValue}` : "")) },
    ]),
  );
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [url, ...categories] = process.argv.slice(2);
  console.log(JSON.stringify(await scores(url, categories), null, 2));
}
