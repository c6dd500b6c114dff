// What the tests know of the graph view: what its address holds, and what its picture really draws.
import assert from "node:assert/strict";
import { inflateRawSync } from "node:zlib";
import { eventually, open } from "./browser.mjs";

/** The rows of the list that are nodes: the list has those that the picture has. */
export const rows = (page) => page.getByRole("tree", { name: "The graph as a list" }).locator("> [role=treeitem]");

/** Gives the row of a node, and what in it a click chooses the node by. */
export const row = (page, id) => rows(page).and(page.locator(`[data-key="${id}"]`));
export const name = (page, id) => row(page, id).locator("> .graph-row bdi");

/** Reads what a graph's address holds. */
export function held(url) {
  const { hash } = new URL(url);
  return hash.startsWith("#g=") ? JSON.parse(inflateRawSync(Buffer.from(hash.slice(3), "base64url"))) : null;
}

/** Gives each node that the picture draws, with its place and whether it is chosen, in the order of their ids. */
export function drawn(page) {
  return page.evaluate(() => {
    const { cy } = document.querySelector(".picture-canvas")._cyreg;
    const nodes = cy.nodes(":childless").map((node) => ({ id: node.id(), x: node.position().x + 0, y: node.position().y + 0, chosen: node.selected() })); // -0 is 0
    return nodes.sort((a, b) => (a.id < b.id ? -1 : 1));
  });
}

/** Gives how large the picture is drawn, by four digits as an address has it, and the ids of the edges in it that are pointed out. */
export function look(page) {
  return page.evaluate(() => {
    const { cy } = document.querySelector(".picture-canvas")._cyreg;
    return { zoom: Number(cy.zoom().toPrecision(4)), marked: cy.edges(".marked").map((edge) => edge.id()).sort() };
  });
}

/** Waits until a graph has come to rest: all nodes have places, the picture shows them there, and the address no longer changes. */
export async function atRest(page, within) {
  await eventually(async () => {
    const before = page.url();
    const state = held(before);
    assert.ok(state?.n.length > 0 && state.n.every(([, x]) => x !== null), "all nodes have a place in the address");
    const places = new Map(state.n.map(([id, x, y]) => [id, { x, y }]));
    const nodes = await drawn(page);
    assert.ok(nodes.length > 0 && nodes.every(({ id, x, y }) => places.get(id)?.x === x && places.get(id).y === y), "the picture has them there");
    await page.waitForTimeout(600);
    assert.equal(page.url(), before, "the address no longer changes");
  }, within);
}

/** Opens a graph around some nodes, and waits until it rests. */
export async function openGraph(page, ...roots) {
  await open(page, "/graph?" + new URLSearchParams(roots.map((id) => ["roots", id])));
  await atRest(page);
}
