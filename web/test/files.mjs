// What the tests read of files that the explorer gives away, by readers that the explorer has no part in.
import assert from "node:assert/strict";
import { strFromU8, unzipSync } from "fflate";

/** Gives the bytes of what a click downloads, with the name it has. */
export async function download(page, click) {
  const [file] = await Promise.all([page.waitForEvent("download"), click()]);
  const chunks = [];
  for await (const chunk of await file.createReadStream()) chunks.push(chunk);
  return { name: file.suggestedFilename(), bytes: Buffer.concat(chunks) };
}

/** Downloads by an entry of the view's menu. */
export async function take(page, entry) {
  await page.locator("summary", { hasText: "Download" }).click();
  return download(page, () => page.getByRole("button", { name: entry, exact: true }).click());
}

/** Reads CSV as RFC 4180 has it, which must begin with a byte order mark: a list of rows of texts. */
export function readCSV(bytes) {
  const text = bytes.toString("utf8");
  assert.equal(text.charCodeAt(0), 0xfeff, "CSV begins with a byte order mark");
  const rows = [[]];
  const cell = /("((?:[^"]|"")*)"|[^,\r\n]*)(,|\r\n|$)/y;
  cell.lastIndex = 1;
  while (cell.lastIndex < text.length) {
    const [, plain, quoted, end] = cell.exec(text) ?? assert.fail(`no cell at ${cell.lastIndex}`);
    rows.at(-1).push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === "\r\n") rows.push([]);
  }
  assert.deepEqual(rows.pop(), [], "CSV ends with the end of a line");
  return rows;
}

/** Reads a workbook: the rows of each sheet, by its name, each cell as text, and "" for those that aren't there. */
export async function readXLSX(page, bytes) {
  const parts = Object.fromEntries(Object.entries(unzipSync(bytes)).map(([name, content]) => [name, strFromU8(content)]));
  return page.evaluate((parts) => {
    const parse = (name) => new DOMParser().parseFromString(parts[name], "application/xml");
    const shared = parts["xl/sharedStrings.xml"] ? [...parse("xl/sharedStrings.xml").querySelectorAll("si")].map((one) => one.textContent) : [];
    const targets = new Map([...parse("xl/_rels/workbook.xml.rels").querySelectorAll("Relationship")].map((one) => [one.getAttribute("Id"), one.getAttribute("Target")]));
    const column = (place) => [...place.replace(/\d+$/, "")].reduce((n, letter) => 26 * n + letter.charCodeAt(0) - 64, 0) - 1;
    const text = (cell) => {
      const value = cell.textContent;
      return cell.getAttribute("t") === "s" ? shared[Number(value)] : value;
    };
    const rows = (sheet) =>
      [...parse(sheet).querySelectorAll("row")].map((row) => {
        const cells = [];
        for (const cell of row.querySelectorAll("c")) cells[column(cell.getAttribute("r"))] = text(cell);
        return Array.from(cells, (one) => one ?? "");
      });
    const sheets = [...parse("xl/workbook.xml").querySelectorAll("sheet")];
    return Object.fromEntries(sheets.map((one) => [one.getAttribute("name"), rows("xl/" + targets.get(one.getAttribute("r:id")).replace(/^\/?(xl\/)?/, ""))]));
  }, parts);
}

/** Reads XML, which must be well formed. Each selector comes with the attribute to give of what it finds, or with none for the text. */
export function readXML(page, bytes, selectors) {
  return page.evaluate(
    ([text, selectors]) => {
      const parsed = new DOMParser().parseFromString(text, "application/xml");
      const wrong = parsed.querySelector("parsererror");
      if (wrong) throw new Error(wrong.textContent);
      const found = ([selector, attribute]) => [...parsed.querySelectorAll(selector)].map((one) => (attribute ? one.getAttribute(attribute) : one.textContent));
      return Object.fromEntries(Object.entries(selectors).map(([name, of]) => [name, found(of)]));
    },
    [strFromU8(bytes), selectors],
  );
}

/** Decodes a picture as the browser does: its size, and how many colours are in it. */
export function readPicture(page, bytes, type = "image/png") {
  return page.evaluate(
    async ([base64, type]) => {
      const picture = await createImageBitmap(new Blob([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], { type }));
      const canvas = new OffscreenCanvas(picture.width, picture.height);
      const pen = canvas.getContext("2d");
      pen.drawImage(picture, 0, 0);
      const colours = new Set(new Uint32Array(pen.getImageData(0, 0, picture.width, picture.height).data.buffer));
      return { width: picture.width, height: picture.height, colours: colours.size };
    },
    [bytes.toString("base64"), type],
  );
}
