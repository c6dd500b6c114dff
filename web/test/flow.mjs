// What the tests are made of: flows, each by a reader who has never been here.
import assert from "node:assert/strict";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { close, reader } from "./browser.mjs";

after(close);

/**
 * A flow: what a reader does from one end to the other. It fails if a step does, or if anything went wrong meanwhile: an
 * error in the console, a breach of the content policy, a request to another origin. What must go wrong in it is expected,
 * as regular expressions. A flow that fails leaves a picture, and its message says where.
 */
export function flow(name, run, { expected = [], ...options } = {}) {
  test(name, async (t) => {
    const { context, wrong } = await reader(options);
    const page = await context.newPage();
    try {
      await inTime(run(page, t));
      assert.deepEqual(unexpected(wrong, expected), [], "what went wrong meanwhile");
    } catch (error) {
      throw await withPicture(error, page, name, unexpected(wrong, expected));
    } finally {
      await context.close();
    }
  });
}

/** How long a flow may take, in milliseconds: a page that hangs mustn't hold up the others. */
const longest = 240_000;

// inTime gives what a promise gives, or fails once that took too long.
async function inTime(promise) {
  let timer;
  const over = new Promise((_, fail) => {
    timer = setTimeout(() => fail(new Error(`it isn't done after ${longest / 1000} seconds: the page may hang`)), longest);
  });
  return Promise.race([promise, over]).finally(() => clearTimeout(timer));
}

// unexpected gives what went wrong and was not to.
function unexpected(wrong, expected) {
  return wrong.filter((one) => !expected.some((pattern) => pattern.test(one)));
}

let folder;

// withPicture says in an error's message where the page was, where a picture of it is, and what went wrong before.
async function withPicture(error, page, name, wrong) {
  folder ??= process.env.PACTGRAPH_PICTURES ?? (await mkdtemp(join(tmpdir(), "pactgraph-flows-")));
  const path = join(folder, name.replace(/\W+/g, "-").slice(0, 80) + ".png");
  const taken = await page.screenshot({ path }).then(() => `picture: ${path}`, (problem) => `no picture: ${problem.message}`);
  error.message += [`\nat ${page.url()}`, taken, ...wrong].join("\n");
  // What is printed is the stack, which was made with the message as it was.
  error.stack = `${error.name}: ${error.message}\n${error.stack.split("\n").filter((line) => line.startsWith("    at ")).join("\n")}`;
  return error;
}
