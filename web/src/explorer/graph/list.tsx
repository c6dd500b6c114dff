// The graph as a list: the same nodes and edges as in the picture, for the keyboard and for screen readers. It is a tree of two
// levels: nodes, and below an opened node its edges, each of which leads to the node at its other end.
import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { still } from "../store";
import { Name, Sign } from "../ui";
import { count, words } from "../words";
import { edgeText, type GraphEdge, type GraphNode } from "./data";

interface Props {
  nodes: GraphNode[];
  edges: GraphEdge[];
  selected: string[];
  /** The node that was walked to in the picture: the list follows. */
  current: string;
  select(ids: string[]): void;
  toggle(id: string): void;
}

/** An edge as seen from a node. */
interface Way {
  edge: GraphEdge;
  other: GraphNode;
  text: string;
}

/** Draws again only when what it is given changes, since there may be thousands of rows. */
export const List = still(Rows);

function Rows(props: Props): JSX.Element {
  const { nodes, edges, selected } = props;
  const ways = useMemo(() => waysOf(nodes, edges), [nodes, edges]);
  const sorted = useMemo(() => [...nodes].sort((a, b) => a.noun.localeCompare(b.noun) || a.label.localeCompare(b.label)), [nodes]);
  const [opened, setOpened] = useState<Set<string>>(new Set());
  const [focus, setFocus] = useState("");
  const tree = useRef<HTMLUListElement>(null);
  const chosen = new Set(selected);

  useEffect(() => {
    if (props.current === "") return;
    setFocus(props.current);
    itemOf(tree.current, props.current)?.scrollIntoView({ block: "nearest" });
  }, [props.current]);

  const open = (id: string, is: boolean) =>
    setOpened((before) => {
      const next = new Set(before);
      if (is) next.add(id);
      else next.delete(id);
      return next;
    });
  const goTo = (key: string | undefined) => {
    if (key === undefined) return;
    setFocus(key);
    itemOf(tree.current, key)?.focus();
  };
  // Where the item that has the focus goes away, such as a node that is hidden, the next one gets it.
  const before = useRef(sorted);
  const hadFocus = tree.current?.contains(document.activeElement) ?? false;
  useLayoutEffect(() => {
    if (hadFocus && !tree.current!.contains(document.activeElement)) goTo(nextOf(focus.split(" ")[0]!, before.current, sorted));
    before.current = sorted;
  }, [sorted]);
  const press = (event: KeyboardEvent) => {
    const item = (event.target as Element).closest<HTMLElement>("[role=treeitem]");
    if (!item || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = actOf(event.key, item, { open, goTo, ...props });
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  const first = tabStop(focus, sorted, ways, opened);
  return (
    <ul role="tree" aria-label="The graph as a list" aria-multiselectable="true" class="graph-list" ref={tree} onKeyDown={press}>
      {sorted.map((node) => (
        <li
          key={node.id}
          role="treeitem"
          aria-level={1}
          aria-expanded={(ways.get(node.id)?.length ?? 0) > 0 ? opened.has(node.id) : undefined}
          aria-selected={chosen.has(node.id)}
          aria-label={labelOf(node, ways.get(node.id) ?? [])}
          tabIndex={first === node.id ? 0 : -1}
          data-key={node.id}
          onFocus={(event) => event.target === event.currentTarget && setFocus(node.id)}
        >
          <span class="graph-row" onClick={(event) => props.select(event.ctrlKey || event.metaKey || event.shiftKey ? toggled(selected, node.id) : [node.id])}>
            <button type="button" class="plain twist" tabIndex={-1} aria-hidden="true" onClick={(event) => (event.stopPropagation(), open(node.id, !opened.has(node.id)))}>
              {(ways.get(node.id)?.length ?? 0) === 0 ? "·" : opened.has(node.id) ? "▾" : "▸"}
            </button>
            <Sign noun={node.noun} />
            <Name>{node.label}</Name>
          </span>
          {opened.has(node.id) && (
            <ul role="group">
              {(ways.get(node.id) ?? []).map(({ edge, other, text }) => (
                <li
                  key={edge.id}
                  role="treeitem"
                  aria-level={2}
                  aria-selected={chosen.has(other.id)}
                  tabIndex={first === `${node.id} ${edge.id}` ? 0 : -1}
                  data-key={`${node.id} ${edge.id}`}
                  data-other={other.id}
                  onFocus={() => setFocus(`${node.id} ${edge.id}`)}
                  onClick={() => props.select([other.id])}
                >
                  <span class="faint">{text}</span> <Name>{other.label}</Name>
                </li>
              ))}
            </ul>
          )}
        </li>
      ))}
    </ul>
  );
}

// tabStop gives the item that Tab leads to: the one that had the focus last; its node, where it is folded; or the first.
function tabStop(focus: string, nodes: GraphNode[], ways: Map<string, Way[]>, opened: Set<string>): string | undefined {
  const [id, edge] = focus.split(" ");
  if (!nodes.some((node) => node.id === id)) return nodes[0]?.id;
  return edge !== undefined && opened.has(id!) && ways.get(id!)?.some((way) => way.edge.id === edge) ? focus : id;
}

// nextOf gives the first of the nodes after one that is gone which is still there; the last one, if none is.
function nextOf(gone: string, before: GraphNode[], now: GraphNode[]): string | undefined {
  const there = new Set(now.map((node) => node.id));
  const after = before.slice(before.findIndex((node) => node.id === gone) + 1);
  return (after.find((node) => there.has(node.id)) ?? now.at(-1))?.id;
}

function itemOf(tree: HTMLElement | null, key: string): HTMLElement | null {
  return tree?.querySelector(`[data-key="${CSS.escape(key)}"]`) ?? null;
}

function labelOf(node: GraphNode, ways: Way[]): string {
  const more = node.leftOut.reduce((sum, one) => sum + one.count, 0);
  return [node.label, node.kind || node.noun, node.status && words(node.status), count(ways.length, "connection") + " shown", more > 0 && `${more} more`].filter(Boolean).join(", ");
}

/** Adds an id to a list, or takes it away. */
export function toggled(ids: string[], id: string): string[] {
  return ids.includes(id) ? ids.filter((one) => one !== id) : [...ids, id];
}

interface Acts extends Props {
  open(id: string, is: boolean): void;
  goTo(key: string | undefined): void;
}

// actOf says what a key does on an item; undefined for other keys.
function actOf(key: string, item: HTMLElement, acts: Acts): (() => void) | undefined {
  const items = [...item.closest("[role=tree]")!.querySelectorAll<HTMLElement>("[role=treeitem]")];
  const at = items.indexOf(item);
  const id = item.dataset.key!;
  const other = item.dataset.other;
  const step = (to: number) => () => acts.goTo(items[to]?.dataset.key);
  switch (key) {
    case "ArrowDown":
      return step(at + 1);
    case "ArrowUp":
      return step(at - 1);
    case "Home":
      return step(0);
    case "End":
      return step(items.length - 1);
    case "ArrowRight":
      if (other) return () => acts.goTo(other); // along the edge
      if (item.getAttribute("aria-expanded") === "false") return () => acts.open(id, true);
      return item.hasAttribute("aria-expanded") ? step(at + 1) : () => undefined; // to its first edge, if it has any
    case "ArrowLeft":
      if (other) return () => acts.goTo(id.split(" ")[0]);
      return () => acts.open(id, false);
    case " ":
      return () => acts.select(toggled(acts.selected, other ?? id));
    case "Enter":
      return () => (other ? acts.goTo(other) : acts.toggle(id));
    default:
      return undefined;
  }
}

/** Gives the edges of each node, as seen from it. */
export function waysOf(nodes: GraphNode[], edges: GraphEdge[]): Map<string, Way[]> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const ways = new Map<string, Way[]>(nodes.map((node) => [node.id, []]));
  for (const edge of edges) {
    ways.get(edge.start)?.push({ edge, other: byId.get(edge.end)!, text: edgeText(edge) });
    if (edge.start !== edge.end) ways.get(edge.end)?.push({ edge, other: byId.get(edge.start)!, text: edgeText(edge, true) });
  }
  return ways;
}
