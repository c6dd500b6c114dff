// A Chromium, its readers, and what both they and the tests ask: contexts that write down whatever goes wrong in them, and the
// API itself, to compare with.
import { chromium } from "playwright-core";

/** The address of the served program, without a slash at its end. */
export const base = process.env.PACTGRAPH_URL ?? "http://127.0.0.1:8080";

/** The token of somebody who may load. */
export const token = process.env.PACTGRAPH_TOKEN;

/** How long a page may take to show something, in milliseconds: much, since the machine may be busy, and a Neo4j that has just started plans each question anew. */
const patience = 60_000;

let started;

/** Gives the Chromium, which close ends. */
export async function browser() {
  started ??= chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--disable-dev-shm-usage"] });
  return started;
}

/** Ends the Chromium, if it was started. */
export async function close() {
  await (await started)?.close();
}

/** Opens a context as another reader would have it, with nothing kept, and writes down what goes wrong in it. Pages of origin are read; no other is asked. */
export async function reader({ width = 1280, height = 900, theme = "light", origin = base, ...more } = {}) {
  const context = await (await browser()).newContext({
    viewport: { width, height },
    colorScheme: theme,
    reducedMotion: "reduce",
    locale: "en-GB",
    timezoneId: "UTC",
    acceptDownloads: true,
    ...more,
  });
  context.setDefaultTimeout(patience);
  const wrong = [];
  context.on("request", (request) => {
    const url = new URL(request.url());
    if (url.origin !== origin && !["data:", "blob:"].includes(url.protocol)) wrong.push(`it asks another origin: ${url}`);
  });
  context.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) wrong.push(`the console has: ${message.text()} (${message.location().url})`);
  });
  context.on("weberror", (error) => wrong.push(`it throws: ${error.error().stack}`));
  await context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => console.error(`the policy forbids ${event.blockedURI} (${event.violatedDirective})`));
  });
  return { context, wrong };
}

/** Goes to an address of the explorer, and waits until it shows what it has. */
export async function open(page, address) {
  await page.goto(base + address);
  await settled(page);
}

/** Waits until a view is there and nothing in it is being waited for. */
export async function settled(page) {
  await page.waitForFunction(() => document.querySelector("main h1, main .failed, main .empty") && !document.querySelector("main .waiting, main [aria-busy=true]"));
}

/** Asks the API itself; fails with what it says is wrong. */
export async function ask(query, variables = {}) {
  const response = await fetch(base + "/graphql", {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  if (errors) throw new Error(errors.map(({ message }) => message).join("\n"));
  return data;
}

/** Waits until a check no longer fails, and then gives what it gives. */
export async function eventually(check, within = patience) {
  const end = Date.now() + within;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** Gives the texts of all that a locator finds, in their order, with white space as it is shown. */
export async function texts(locator) {
  return (await locator.allInnerTexts()).map((text) => text.replace(/\s+/g, " ").trim());
}
