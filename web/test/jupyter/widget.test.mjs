// The graph that pactgraph.show puts into a notebook, in JupyterLab: drawn, searched, clicked in, and in step with Python.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ask, eventually, texts } from "../browser.mjs";
import { flow } from "../flow.mjs";

const { JUPYTER_URL: jupyter, JUPYTER_TOKEN: secret, JUPYTER_FOLDER: folder } = process.env;
const options = {
  origin: jupyter,
  width: 1440,
  height: 1200,
  // What JupyterLab says of itself.
  expected: [/jupyter|notebook|static\/lab/i],
};
const declaration = "declaration/paris-2026";

/** A notebook with a cell for each text, as a file that JupyterLab opens. */
function notebook(cells) {
  return JSON.stringify({
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { kernelspec: { name: "python3", display_name: "Python 3", language: "python" } },
    cells: cells.map((source, i) => ({ id: `cell-${i}`, cell_type: "code", metadata: {}, execution_count: null, outputs: [], source })),
  });
}

// run runs the cell of a number, and gives what stands below it.
async function run(page, number) {
  const cell = page.locator(".jp-Notebook .jp-Cell").nth(number);
  await cell.locator(".cm-content").click();
  await page.keyboard.press("Control+Enter");
  await cell.locator(".jp-InputPrompt", { hasText: /\[\d+\]/ }).waitFor();
  return cell.locator(".jp-OutputArea");
}

// printed runs a cell and gives the text that it prints.
async function printed(page, number) {
  const output = await run(page, number);
  return (await texts(output.locator(".jp-OutputArea-output"))).join("\n");
}

// painted counts the colours on the topmost canvases of a widget.
async function painted(widget) {
  return widget.locator(".picture canvas").evaluateAll((all) => {
    const colours = new Set();
    for (const canvas of all) {
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      for (const colour of new Uint32Array(data.buffer)) colours.add(colour);
    }
    return colours.size;
  });
}

flow(
  "a graph in a notebook is drawn, and what is chosen in it is chosen in Python",
  async (page) => {
    const cells = [
      `import pactgraph\nshown = pactgraph.show("${declaration}", title="What was promised in Paris")\nshown`,
      'print(*shown.selected, sep="\\n")',
      `shown.selected = ["${declaration}"]`,
      "print(len(shown.nodes), len(shown.edges))",
    ];
    await writeFile(join(folder, "paris.ipynb"), notebook(cells));
    await page.goto(`${jupyter}/lab/tree/paris.ipynb?token=${secret}`);
    // A cell that is run before there is a kernel makes JupyterLab ask for one.
    await page.getByText(/^Python 3 .*\| Idle$/).waitFor();
    const widget = (await run(page, 0)).locator("section.pactgraph");
    await widget.waitFor();

    assert.equal(await widget.getAttribute("aria-label"), "What was promised in Paris");
    const { subgraph } = await ask(`{ subgraph(roots: ["${declaration}"], depth: 1) { nodes { node { id label } } edges { id } } }`);
    const things = subgraph.nodes.map(({ node }) => node);
    assert.equal(await printed(page, 3), `${things.length} ${subgraph.edges.length}`);
    await eventually(async () => assert.ok((await painted(widget)) > 10, "nothing is drawn"));
    const legend = await texts(widget.locator(".legend li"));
    for (const noun of ["Actor", "Declaration", "Obligation"]) assert.ok(legend.includes(noun), `${noun} isn't in the legend, which has ${legend}`);

    const found = things.find(({ label }) => label === "Coalition of the Willing");
    await widget.getByRole("searchbox", { name: "Find a thing" }).fill("coalition of the will");
    await page.keyboard.press("Enter");
    await widget.getByRole("heading", { name: found.label }).waitFor();
    await eventually(async () => assert.equal(await printed(page, 1), found.id));

    await run(page, 2);
    await widget.getByRole("heading", { name: things.find(({ id }) => id === declaration).label }).waitFor();

    if (process.env.PACTGRAPH_PICTURES) await page.screenshot({ path: process.env.PACTGRAPH_PICTURES + "/jupyter.png" });
  },
  options,
);
