// Views that the reader saved, in this browser.

/** A saved view: where it is, what it is called, and when it was saved. */
export interface SavedView {
  title: string;
  address: string;
  at: string;
}

const key = "pactgraph.views";

/** Gives the saved views, the newest first; none where the browser keeps nothing. */
export function savedViews(): SavedView[] {
  try {
    return readViews(window.localStorage.getItem(key) ?? "[]");
  } catch {
    return [];
  }
}

/** Reads views from a file's text, or fails and says what is wrong with it. */
export function readViews(text: string): SavedView[] {
  const list: unknown = JSON.parse(text);
  if (!Array.isArray(list)) throw new Error("a file of saved views holds a list");
  return list.map((one: Partial<SavedView>, i) => {
    if (typeof one?.title !== "string" || typeof one.address !== "string" || !isOwn(one.address)) {
      throw new Error(`view ${i + 1} has no title, or its address isn’t one of this page, such as “/list?noun=actor”`);
    }
    return { title: one.title, address: one.address, at: String(one.at ?? "") };
  });
}

// isOwn says whether an address leads nowhere else, as the browser reads it: it takes "/\\example.org" for "//example.org".
function isOwn(address: string): boolean {
  return address.startsWith("/") && URL.canParse(address, window.location.origin) && new URL(address, window.location.origin).origin === window.location.origin;
}

/** Keeps the views, and says whether the browser did. */
export function keepViews(views: SavedView[]): boolean {
  try {
    window.localStorage.setItem(key, JSON.stringify(views));
    return true;
  } catch {
    return false;
  }
}

/** Saves the view that is shown, in place of one with the same address. */
export function saveView(title: string): boolean {
  const { pathname, search, hash } = window.location;
  const address = pathname + search + hash;
  return keepViews([{ title, address, at: new Date().toISOString() }, ...savedViews().filter((view) => view.address !== address)]);
}
