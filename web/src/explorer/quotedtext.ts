// A source's text as the reader opens it: checked against its hash, and cut into pieces by the quotes that stand in it.

/** A quote with its place in the text, in Unicode code points; the end is exclusive. */
export interface Placed {
  id: string;
  exact?: string | null;
  start?: number | null;
  end?: number | null;
}

/** A text that was opened: its words as code points, and whether it is the one that the source's hash names. */
export interface OpenedText {
  name: string;
  points: string[];
  /** Whether its SHA-256 is the source's; undefined where that can't be known. */
  same?: boolean;
}

/** A piece of a text, and the quotes that it is a part of. */
export interface Piece {
  text: string;
  quotes: string[];
}

/** Reads a file as UTF-8, and compares its SHA-256. It fails where the file is no text. The offsets of quotes count a byte order mark, so it is kept. */
export async function openText(file: File, sha256: string | null | undefined): Promise<OpenedText> {
  const bytes = await file.arrayBuffer();
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Error(`${file.name} is no text in UTF-8.`);
  }
  return { name: file.name, points: [...text], same: await hasHash(bytes, sha256) };
}

// Browsers hash only on pages that come by HTTPS or from this machine.
async function hasHash(bytes: ArrayBuffer, sha256: string | null | undefined): Promise<boolean | undefined> {
  if (!sha256 || !window.crypto.subtle) return undefined;
  const hash = new Uint8Array(await window.crypto.subtle.digest("SHA-256", bytes));
  return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("") === sha256;
}

/** Gives the quotes that stand in the text where they are said to, word for word. */
export function found(text: OpenedText, quotes: readonly Placed[]): Placed[] {
  return quotes.filter((quote) => typeof quote.start === "number" && typeof quote.end === "number" && text.points.slice(quote.start, quote.end).join("") === quote.exact);
}

/** Cuts a text at the ends of quotes, so that each piece is a part of the same quotes throughout. */
export function cut(text: OpenedText, quotes: readonly Placed[]): Piece[] {
  const ends = new Set([0, text.points.length, ...quotes.flatMap((quote) => [quote.start!, quote.end!])]);
  const at = [...ends].sort((a, b) => a - b);
  return at.slice(0, -1).map((from, i) => {
    const to = at[i + 1]!;
    return {
      text: text.points.slice(from, to).join(""),
      quotes: quotes.filter((quote) => quote.start! <= from && quote.end! >= to).map((quote) => quote.id),
    };
  });
}
