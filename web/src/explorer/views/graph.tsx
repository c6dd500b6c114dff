// The graph: what is connected with what, expanded step by step. Its whole state is in the address's fragment.
import type { JSX } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { announce } from "../announce";
import { asAskError, askServer, useAsk, type AskError } from "../api";
import { useTitle } from "../app";
import { GraphAroundDocument, GraphNeighboursDocument, GraphOfDocument, GraphStartDocument } from "../gql";
import { askGraph, noData, type GraphData } from "../graph/data";
import { asGraphJSON, asGraphML, asSVG, tablesOf, type Shown } from "../graph/exports";
import { useHistory } from "../graph/history";
import { degreesOf } from "../graph/layouts";
import { List, toggled } from "../graph/list";
import { coloursNow } from "../graph/look";
import { Overview } from "../graph/overview";
import { Chosen, Legend, nodeText, type Acts } from "../graph/panel";
import { isLarge, Picture, type Handle } from "../graph/picture";
import { emptyGraph, leavesOf, mostNodes, readState, withNodes, withoutNodes, withPins, withPlaces, writeState, type GraphState, type Grouping, type Layout } from "../graph/state";
import { spanOf, TimeSlider } from "../graph/time";
import { isWay, next } from "../graph/walk";
import { saveFile } from "../download";
import { address, go } from "../router";
import { Search } from "../search";
import { isWriting, useShortcuts } from "../shortcuts";
import { Tools } from "../tools";
import { Empty, Failed, Truncated } from "../ui";
import { count, fieldName, number } from "../words";
import type { ViewProps } from "../views";

const atOnce = 25; // neighbours that expanding one relation adds
const around = 150; // nodes around a root that a graph begins with

export default function Graph(props: ViewProps): JSX.Element {
  useTitle("Graph");
  const { fragment, query } = props.place;
  const state = useMemo(() => readState(fragment) ?? emptyGraph, [fragment]);
  const roots = query.getAll("roots");
  const [error, setError] = useState<AskError>();
  useEffect(() => {
    if (fragment !== "" || roots.length === 0) return;
    const stop = new AbortController();
    begin(roots, query.get("asOf") ?? "", stop.signal).catch((problem: unknown) => {
      if (!stop.signal.aborted) setError(asAskError(problem));
    });
    return () => stop.abort();
  }, [fragment, query.toString()]);
  if (error) {
    return (
      <>
        <h1>Graph</h1>
        <Failed error={error} again={() => window.location.reload()} />
      </>
    );
  }
  if (fragment !== "" && readState(fragment) === null) {
    return (
      <Empty title="This link to a graph can’t be read: a part of it is missing.">
        <p>
          <a href="/graph">Begin with an empty graph</a>, or ask for the link again.
        </p>
      </Empty>
    );
  }
  return <Workbench state={state} />;
}

// begin shows what lies around the roots.
async function begin(roots: string[], asOf: string, signal: AbortSignal) {
  const { subgraph } = await askServer(GraphAroundDocument, { roots, depth: 1, limit: around, asOf: asOf || null }, { signal });
  const ids = subgraph.nodes.map(({ node }) => node.id);
  const selected = subgraph.nodes.filter(({ depth }) => depth === 0).map(({ node }) => node.id);
  go(addressOfState({ ...withNodes(emptyGraph, ids), asOf, selected: selected.length === 1 ? selected : [] }), { replace: true });
  if (subgraph.truncated) announce(`Only ${ids.length} nodes are shown; the others can be expanded.`);
}

function addressOfState(state: GraphState): string {
  return "/graph#" + writeState(state);
}

// useMounted tells whether the component is still there.
function useMounted(): { readonly current: boolean } {
  const here = useRef(true);
  useEffect(() => () => void (here.current = false), []);
  return here;
}

function Workbench({ state }: { state: GraphState }): JSX.Element {
  const { data, error, again } = useGraph(state);
  const handle = useRef<Handle | null>(null);
  const [current, setCurrent] = useState("");
  const [note, setNote] = useState("");
  const latest = useRef(state);
  latest.current = state;
  const here = useMounted();
  // show goes to a state; what ends after the reader went to another view doesn't bring her back.
  const show = (next: GraphState, options?: { replace?: boolean }) => {
    if (!here.current) return;
    latest.current = next;
    go(addressOfState(next), options);
  };
  const steps = useHistory(state, (before) => show({ ...before, camera: latest.current.camera }));
  // step is a change that can be undone; quiet one that can't, since the reader didn't make it or it goes on.
  const step = (change: (state: GraphState) => GraphState, said?: string) => {
    steps.keep(latest.current);
    show(change(latest.current));
    if (said) say(said);
    else setNote("");
  };
  const quiet = (change: (state: GraphState) => GraphState) => show(change(latest.current), { replace: true });
  const say = (text: string) => {
    if (!here.current) return;
    setNote(text);
    announce(text);
  };
  const history = {
    ...steps,
    undo: () => steps.canUndo && (steps.undo(), say("Undone.")),
    redo: () => steps.canRedo && (steps.redo(), say("Done again.")),
  };
  // A date that is dragged, or played, is one step, which begins with the first of its dates.
  const moving = useRef(false);
  const showDate = (asOf: string, goesOn: boolean) => {
    if (!moving.current) steps.keep(latest.current);
    show({ ...latest.current, asOf }, { replace: moving.current });
    moving.current = goesOn;
  };
  const visible = useMemo(() => filtered(data, state), [data, state.off.join(), state.leastDegree]);
  const span = useSpan(data);
  const acts: Acts = {
    expand: (id, field) => void expand(id, field, latest.current, step).catch((problem: unknown) => say(asAskError(problem).message)),
    collapse: (id) => {
      const pinned = new Set(state.spots.filter((spot) => spot.pinned).map((spot) => spot.id));
      const leaves = leavesOf(id, data.edges, pinned);
      step((before) => withoutNodes(before, leaves, false), `${count(leaves.length, "node")} taken away.`);
    },
    hide: (ids) => step((before) => withoutNodes(before, ids, true), `${count(ids.length, "node")} hidden.`),
    keepOnly: (ids) => step((before) => withoutNodes(before, before.spots.map((spot) => spot.id).filter((id) => !ids.includes(id)), false)),
    pin: (ids) => step((before) => withPins(before, ids)),
    select: (ids) => {
      quiet((before) => ({ ...before, selected: ids }));
      setCurrent(ids.at(-1) ?? "");
      const node = data.nodes.find((one) => one.id === ids.at(-1));
      if (node) announce(`${nodeText(node)}. ${count(ids.length, "node")} chosen.`);
    },
    addPath: (ids, edges) => step((before) => ({ ...withNodes(before, ids), marked: edges }), "The path is pointed out."),
    switchOff: (name) => step((before) => ({ ...before, off: toggled(before.off, name) })),
  };
  const toggle = (id: string) => {
    const node = data.nodes.find((one) => one.id === id);
    if (node?.leftOut.length) acts.expand(id, null);
    else acts.collapse(id);
  };
  const [select, toggleStill] = useStill([acts.select, toggle]);
  const keys = {
    p: () => state.selected.length > 0 && acts.pin(state.selected),
    h: () => state.selected.length > 0 && acts.hide(state.selected),
    f: () => handle.current?.fit(),
    "+": () => handle.current?.zoom(1.25),
    "-": () => handle.current?.zoom(0.8),
  };
  useShortcuts(keys);
  useUndoKeys(history.undo, history.redo);
  const walk = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return; // such as Alt and ←, by which the browser goes back
    if (event.key === "Enter" && state.selected.length > 0) return event.preventDefault(), toggle(state.selected.at(-1)!);
    if (!isWay(event.key)) return;
    event.preventDefault();
    const from = state.selected.at(-1);
    const places = new Map(state.spots.map((spot) => [spot.id, { x: spot.x ?? 0, y: spot.y ?? 0 }]));
    const to = from ? next(from, event.key, visible.edges, places)?.to : visible.nodes[0]?.id;
    if (to) acts.select([to]);
    else announce("No connection leads that way.");
  };
  const shown: Shown = { ...visible, spots: new Map(state.spots.map((spot) => [spot.id, spot])), asOf: state.asOf };
  const ids = state.spots.map((spot) => spot.id);
  return (
    <div class="graph">
      <div class="view-head">
        <h1>Graph</h1>
        <Tools
          name="pactgraph-graph"
          title={titleOf(data)}
          questions={ids.length > 0 ? [{ text: GraphOfDocument.toString(), variables: { ids, asOf: state.asOf || null } }] : []}
          tables={ids.length > 0 ? tablesOf(shown) : []}
          extras={
            ids.length > 0
              ? [
                  { label: "Picture (PNG)", run: () => savePNG(handle.current) },
                  { label: "Picture (SVG)", run: () => saveFile("pactgraph-graph.svg", asSVG(shown, coloursNow(), state.edgeLabels), "image/svg+xml") },
                  { label: "GraphML", run: () => saveFile("pactgraph-graph.graphml", asGraphML(shown), "application/xml") },
                  { label: "JSON: whole graph", run: () => saveFile("pactgraph-graph.json", asGraphJSON(shown), "application/json") },
                ]
              : []
          }
        />
      </div>
      <Controls state={state} step={step} history={history} handle={handle} hidden={state.hidden.length} />
      <TimeSlider asOf={state.asOf} from={span.from} to={span.to} set={showDate} />
      {error && <Failed error={error} again={again} />}
      <p class="graph-note faint" aria-hidden="true">
        {data.nodes.length > 0 && `${count(visible.nodes.length, "node")}, ${count(visible.edges.length, "connection")}`}
        {state.asOf && data.missing.length > 0 && ` · ${count(data.missing.length, "node")} didn’t hold then`}
        {state.grouping === "country" && data.nodes.length > 0 && !visible.nodes.some((node) => node.country) && " · of none of them a country is recorded, so nothing is grouped"}
        {note && ` · ${note}`}
      </p>
      {ids.length >= mostNodes && <Truncated shown={mostNodes} one="node">A graph has at most {number(mostNodes)}: hide some to see others.</Truncated>}
      {ids.length === 0 ? (
        <Beginning />
      ) : (
        <div class="graph-parts">
          <section class="panel" aria-label="List">
            <List nodes={visible.nodes} edges={visible.edges} selected={state.selected} current={current} select={select} toggle={toggleStill} />
          </section>
          <div class="picture" role="application" aria-label="The graph as a picture. Arrow keys walk along connections, Enter expands; the same is in the list before." tabIndex={0} onKeyDown={walk}>
            <Picture
              key={isLarge(visible.nodes, visible.edges) ? "large" : "small"}
              nodes={visible.nodes}
              edges={visible.edges}
              state={state}
              handle={handle}
              select={acts.select}
              toggle={toggle}
              move={(places, byHand) => (byHand ? step : quiet)((before) => withPlaces(before, places))}
              look={(camera) => quiet((before) => ({ ...before, camera }))}
              fail={(problem) => say(asAskError(problem).message)}
            />
            <Overview key={isLarge(visible.nodes, visible.edges) ? "large" : "small"} handle={handle} nodes={visible.nodes.length} />
          </div>
          <div class="side">
            <Chosen state={state} data={visible} acts={acts} />
            <Legend state={state} data={data} acts={acts} />
          </div>
        </div>
      )}
    </div>
  );
}

type Step = (change: (state: GraphState) => GraphState, said?: string) => void;

// expand adds neighbours of a node that aren't shown: by one relation, or by each.
async function expand(id: string, field: string | null, state: GraphState, step: Step) {
  const shown = new Set(state.spots.map((spot) => spot.id));
  const first = Math.min(1000, shown.size + atOnce);
  const { neighbours } = await askServer(GraphNeighboursDocument, { id, first, asOf: state.asOf || null });
  const added = new Set<string>();
  let left = 0;
  for (const group of neighbours.groups) {
    if (field !== null && group.field !== field) continue;
    const others = group.neighbours.map(({ node }) => node.id).filter((other) => !shown.has(other) && !added.has(other));
    others.slice(0, atOnce).forEach((other) => added.add(other));
    left += Math.max(0, others.length - atOnce) + group.count - group.neighbours.length;
  }
  const what = field === null ? "" : ` (${fieldName(field)})`;
  step((before) => withNodes(before, [...added]), `${count(added.size, "node")} added${what}${left > 0 ? `; ${number(left)} more can be expanded` : ""}.`);
}

// useGraph asks for what is shown, whenever other nodes or another date are.
function useGraph(state: GraphState) {
  const [data, setData] = useState<GraphData>(noData);
  const [error, setError] = useState<AskError>();
  const [turn, setTurn] = useState(0);
  const ids = state.spots.map((spot) => spot.id);
  const key = [...ids].sort().join(" ");
  useEffect(() => {
    const stop = new AbortController();
    setError(undefined);
    askGraph(ids, state.asOf, stop.signal).then(setData, (problem: unknown) => {
      if (!stop.signal.aborted) setError(asAskError(problem));
    });
    return () => stop.abort();
  }, [key, state.asOf, turn]);
  return { data, error, again: () => setTurn((n) => n + 1) };
}

// filtered leaves out what is switched off, and nodes with few edges.
function filtered(data: GraphData, state: GraphState): GraphData {
  const off = new Set(state.off);
  const nodes = data.nodes.filter((node) => !off.has(node.noun));
  const ids = new Set(nodes.map((node) => node.id));
  const edges = data.edges.filter((edge) => !off.has(edge.type) && ids.has(edge.start) && ids.has(edge.end));
  if (state.leastDegree === 0) return { ...data, nodes, edges };
  const degrees = degreesOf(edges);
  const kept = nodes.filter((node) => (degrees.get(node.id) ?? 0) >= state.leastDegree);
  const left = new Set(kept.map((node) => node.id));
  return { ...data, nodes: kept, edges: edges.filter((edge) => left.has(edge.start) && left.has(edge.end)) };
}

// useStill gives functions that stay the same from one drawing to the next, and do what the latest ones do.
function useStill<F extends ((arg: never) => void)[]>(functions: [...F]): F {
  const latest = useRef(functions);
  latest.current = functions;
  return useMemo(() => functions.map((_, i) => (arg: never) => latest.current[i]!(arg)) as F, []);
}

// useSpan gives the dates between which all lies that was seen: it doesn't shrink when a date leaves something out.
function useSpan(data: GraphData): { from: string; to: string } {
  const seen = useRef(new Set<string>());
  for (const node of data.nodes) if (node.day) seen.current.add(node.day);
  for (const edge of data.edges) for (const day of [edge.from, edge.to, edge.date]) if (day) seen.current.add(day);
  return spanOf([...seen.current]);
}

function useUndoKeys(undo: () => unknown, redo: () => unknown) {
  const latest = useRef({ undo, redo });
  latest.current = { undo, redo };
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || isWriting(event.target as Element)) return;
      const key = event.key.toLowerCase();
      const back = key === "z" && !event.shiftKey;
      if (!back && key !== "y" && key !== "z") return;
      event.preventDefault();
      if (back) latest.current.undo();
      else latest.current.redo();
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
}

function Controls(props: { state: GraphState; step: Step; history: { canUndo: boolean; canRedo: boolean; undo: () => unknown; redo: () => unknown }; handle: { current: Handle | null }; hidden: number }): JSX.Element {
  const { state, step, history, handle } = props;
  const relaid = (before: GraphState): GraphState => ({ ...before, camera: undefined, spots: before.spots.map((spot) => (spot.pinned ? spot : { id: spot.id })) });
  return (
    <div class="row graph-controls" role="toolbar" aria-label="Graph">
      <Search label="Add to the graph" choose={(id, label) => step((before) => ({ ...withNodes(before, [id]), selected: [id] }), `${label} is added.`)} />
      <button type="button" disabled={!history.canUndo} onClick={history.undo}>
        Undo
      </button>
      <button type="button" disabled={!history.canRedo} onClick={history.redo}>
        Redo
      </button>
      <label>
        Layout{" "}
        <select value={state.layout} onChange={(event) => (({ value }) => step((before) => ({ ...relaid(before), layout: value as Layout })))(event.currentTarget)}>
          <option value="force">forces</option>
          <option value="layered">who owes whom</option>
          <option value="concentric">most connected inside</option>
          <option value="time">time</option>
        </select>
      </label>
      <button type="button" onClick={() => step(relaid)}>
        Lay out again
      </button>
      <label>
        Group{" "}
        <select value={state.grouping} onChange={(event) => (({ value }) => step((before) => ({ ...relaid(before), layout: "force", grouping: value as Grouping })))(event.currentTarget)}>
          <option value="">not at all</option>
          <option value="kind">by kind</option>
          <option value="country">by country</option>
        </select>
      </label>
      <label>
        At least{" "}
        <input
          type="number"
          class="short"
          min={0}
          max={99}
          value={state.leastDegree}
          onChange={(event) => (({ valueAsNumber }) => step((before) => ({ ...before, leastDegree: Math.max(0, valueAsNumber || 0) })))(event.currentTarget)}
        />{" "}
        connections
      </label>
      <label>
        <input type="checkbox" checked={state.edgeLabels} onChange={() => step((before) => ({ ...before, edgeLabels: !before.edgeLabels }))} /> words on connections
      </label>
      <button type="button" aria-label="Zoom in" onClick={() => handle.current?.zoom(1.25)}>
        +
      </button>
      <button type="button" aria-label="Zoom out" onClick={() => handle.current?.zoom(0.8)}>
        −
      </button>
      <button type="button" onClick={() => handle.current?.fit()}>
        Fit
      </button>
      {props.hidden > 0 && (
        <button type="button" onClick={() => step((before) => withNodes(before, before.hidden.map((spot) => spot.id)))}>
          Show {count(props.hidden, "hidden node")}
        </button>
      )}
      <button type="button" disabled={state.spots.length === 0} onClick={() => step(() => emptyGraph)}>
        Clear
      </button>
    </div>
  );
}

// Beginning is an empty graph: where one may begin.
function Beginning(): JSX.Element {
  const asked = useAsk(GraphStartDocument, {});
  return (
    <Empty title="Nothing is in the picture yet.">
      <p>
        Search for a person, a country or a declaration in “Add to the graph”{asked.data?.declarations.nodes.length ? ", or begin at one of the latest declarations:" : "."}
      </p>
      <ul>
        {asked.data?.declarations.nodes.map((one) => (
          <li key={one.id}>
            <a href={address("/graph", { roots: one.id })}>{one.label}</a>
          </li>
        ))}
      </ul>
    </Empty>
  );
}

function titleOf(data: GraphData): string {
  const [first] = [...data.nodes].sort((a, b) => b.degree - a.degree);
  return first ? `Graph around ${first.label} (${count(data.nodes.length, "node")})` : "Graph";
}

async function savePNG(handle: Handle | null) {
  if (!handle) return;
  saveFile("pactgraph-graph.png", await handle.cy.png({ output: "blob-promise", full: true, scale: 2, maxWidth: 8000, maxHeight: 8000, bg: coloursNow().ground }));
}
