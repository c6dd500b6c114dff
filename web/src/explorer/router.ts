// Where the reader is: the address holds the whole state of a view, so that a link shows another the same thing.
//
// The path says which view or thing it is, the query what is asked of it (a date, filters, hypotheses), and the fragment what
// is too long for a query, such as the positions of a graph's nodes.
import { storeOf } from "./store";

export interface Place {
  path: string;
  query: URLSearchParams;
  fragment: string;
}

const here = storeOf(read());

function read(): Place {
  const { pathname, search, hash } = window.location;
  return { path: decodePath(pathname), query: new URLSearchParams(search), fragment: hash.slice(1) };
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path; // a stray % stands for itself
  }
}

function moved() {
  here.set(read());
}

window.addEventListener("popstate", moved);

/** Gives the place, and draws again whenever it changes. */
export function usePlace(): Place {
  return here.use();
}

/** Goes to an address of this page; another view begins at its top. With replace, "back" doesn't come to where the reader was: for what changes as a slider moves. */
export function go(address: string, options: { replace?: boolean } = {}) {
  if (address === window.location.pathname + window.location.search + window.location.hash) return;
  if (options.replace) window.history.replaceState(null, "", address);
  else window.history.pushState(null, "", address);
  const before = here.get().path;
  moved();
  if (here.get().path !== before) window.scrollTo(0, 0);
}

/** Changes parameters of the query, and keeps the others; undefined and "" take one away. */
export function ask(changes: Record<string, string | string[] | undefined>, options: { replace?: boolean } = {}) {
  go(addressWith(changes), options);
}

/** Gives the address of the same view with other parameters. */
export function addressWith(changes: Record<string, string | string[] | undefined>): string {
  const query = new URLSearchParams(window.location.search);
  for (const [name, value] of Object.entries(changes)) {
    query.delete(name);
    for (const one of [value ?? []].flat()) if (one !== "") query.append(name, one);
  }
  return window.location.pathname + asSearch(query) + window.location.hash;
}

function asSearch(query: URLSearchParams): string {
  const text = query.toString();
  return text === "" ? "" : "?" + text;
}

/** Gives the address of a thing by its id: "actor/FRA" is at /actor/FRA. */
export function addressOf(id: string): string {
  return "/" + id.split("/").map(encodeURIComponent).join("/");
}

/** Gives the address of a view with parameters. */
export function address(path: string, params: Record<string, string | string[] | undefined> = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) for (const one of [value ?? []].flat()) query.append(name, one);
  return path + asSearch(query);
}

/** Takes clicks on links to this page's own views, so that nothing is loaded again. What changes the view it stands in leaves the reader where she is, unless it has data-top. */
export function followLinks(isOwn: (path: string) => boolean) {
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element).closest?.("a[href]") as Element | null;
    if (!(link instanceof HTMLAnchorElement) || link.target || link.hasAttribute("download")) return;
    if (link.origin !== window.location.origin || !isOwn(decodePath(link.pathname))) return;
    if (link.pathname === window.location.pathname && link.search === window.location.search && link.hash !== "") return; // within the page
    event.preventDefault();
    go(link.pathname + link.search + link.hash);
    if (link.dataset.top !== undefined) window.scrollTo(0, 0);
  });
}
