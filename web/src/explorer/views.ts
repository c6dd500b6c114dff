// Which view is at which path. A view is loaded when it is first opened. A new one is a row here and, in the server, an
// entry in explorerPaths.
import type { ComponentType } from "preact";
import type { Place } from "./router";

/** What a view is given: the place with all its parameters, and the id of the thing, where the path is one's. */
export interface ViewProps {
  place: Place;
  id: string;
}

type View = () => Promise<{ default: ComponentType<ViewProps> }>;

const views: Record<string, View> = {
  "/": () => import("./views/start"),
  "/search": () => import("./views/hits"),
  "/compare": () => import("./views/compare"),
  "/list": () => import("./views/list"),
  "/graph": () => import("./views/graph"),
  "/saved": () => import("./views/saved"),
  "/conflicts": () => import("./views/conflicts"),
  "/gaps": () => import("./views/gaps"),
  "/import": () => import("./views/import"),
  "/loads": () => import("./views/loads"),
  "/matrix": () => import("./views/matrix"),
  "/timeline": () => import("./views/timeline"),
  "/whatif": () => import("./views/whatif"),
};

// The pages of things, by the first part of their ids.
const things: Record<string, View> = {
  actor: () => import("./views/actor"),
  declaration: () => import("./views/declaration"),
  obligation: () => import("./views/obligation"),
  condition: () => import("./views/condition"),
  event: () => import("./views/event"),
  statement: () => import("./views/statement"),
  source: () => import("./views/source"),
  evidence: () => import("./views/evidence"),
  claim: () => import("./views/claim"),
  load: () => import("./views/load"),
};

/** Gives the view at a path, with the id of the thing that it shows; null for what isn't the explorer's. */
export function viewAt(path: string): { load: View; id: string } | null {
  const view = views[path];
  if (view) return { load: view, id: "" };
  const [, noun = "", ...rest] = path.split("/");
  const page = things[noun];
  return page && rest.join("/") !== "" ? { load: page, id: path.slice(1) } : null;
}

/** The views that the page's head leads to, with the letter that goes there after "g". */
export const navigation = [
  { path: "/", name: "Start", key: "s" },
  { path: "/graph", name: "Graph", key: "g" },
  { path: "/whatif", name: "What if", key: "w" },
  { path: "/matrix", name: "Matrix", key: "m" },
  { path: "/timeline", name: "Timeline", key: "t" },
  { path: "/conflicts", name: "Conflicts", key: "c" },
  { path: "/gaps", name: "Gaps", key: "a" },
];
