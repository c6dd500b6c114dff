// Beside the picture: what can be done with the nodes that are chosen, and the legend, which counts and filters.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { asAskError, askServer, type AskError } from "../api";
import { GraphPathsDocument, type GraphPathsQuery } from "../gql";
import { address } from "../router";
import { Name, Sign, Status, Thing } from "../ui";
import { capital, count, fieldName, nouns, number, words } from "../words";
import { edgeText, edgeTypeText, type GraphData, type GraphNode } from "./data";
import type { GraphState } from "./state";

/** What the panel can ask for. */
export interface Acts {
  expand(id: string, field: string | null): void;
  collapse(id: string): void;
  hide(ids: string[]): void;
  keepOnly(ids: string[]): void;
  pin(ids: string[]): void;
  select(ids: string[]): void;
  addPath(ids: string[], edges: string[]): void;
  switchOff(name: string): void;
}

interface Props {
  state: GraphState;
  data: GraphData;
  acts: Acts;
}

export function Chosen(props: Props): JSX.Element {
  const { state, data, acts } = props;
  const chosen = state.selected.map((id) => data.nodes.find((node) => node.id === id)).filter((node) => node !== undefined);
  const ids = chosen.map((node) => node.id);
  const pinned = chosen.length > 0 && ids.every((id) => state.spots.find((spot) => spot.id === id)?.pinned);
  if (chosen.length === 0) {
    return (
      <section class="panel" aria-label="Chosen">
        <p class="faint">Choose a node: click it, or walk to it with the arrow keys. A second one, with Shift or Ctrl, lets you find paths between the two.</p>
      </section>
    );
  }
  return (
    <section class="panel" aria-label="Chosen">
      {chosen.length === 1 ? <One node={chosen[0]!} acts={acts} /> : <p>{count(chosen.length, "node")} chosen</p>}
      <p class="row">
        {chosen.length === 1 && (
          <button type="button" onClick={() => acts.collapse(ids[0]!)}>
            Collapse
          </button>
        )}
        <button type="button" onClick={() => acts.hide(ids)}>
          Hide
        </button>
        <button type="button" onClick={() => acts.pin(ids)} aria-pressed={pinned}>
          {pinned ? "Unpin" : "Pin"}
        </button>
        <button type="button" onClick={() => acts.keepOnly(ids)}>
          Only {chosen.length === 1 ? "this" : "these"}
        </button>
      </p>
      {chosen.length === 2 && <PathFinder key={ids.join()} from={chosen[0]!} to={chosen[1]!} asOf={state.asOf} acts={acts} />}
    </section>
  );
}

function One(props: { node: GraphNode; acts: Acts }): JSX.Element {
  const { node, acts } = props;
  const more = node.leftOut.reduce((sum, one) => sum + one.count, 0);
  return (
    <>
      <h2>
        <Thing of={node} />
      </h2>
      <p class="faint">
        {capital(node.kind || node.noun)} · {count(node.degree, "connection")} in all {node.status && <Status status={node.status} />}
      </p>
      {node.noun === "condition" && (
        <p>
          <a href={address("/whatif", { condition: node.id })}>What if it held?</a>
        </p>
      )}
      {more === 0 ? (
        <p class="faint">All that it is connected to is shown.</p>
      ) : (
        <ul class="expand" aria-label={`More of ${node.label}`}>
          <li>
            <button type="button" onClick={() => acts.expand(node.id, null)}>
              Expand all: {count(more, "more connection")}
            </button>
          </li>
          {node.leftOut.map(({ field, count: n }) => (
            <li key={field}>
              <button type="button" onClick={() => acts.expand(node.id, field)}>
                {capital(fieldName(field))}: {count(n, "more connection")}
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

type Found = GraphPathsQuery["paths"];

const hub = 50; // edges of a node through which paths say little

function PathFinder(props: { from: GraphNode; to: GraphNode; asOf: string; acts: Acts }): JSX.Element {
  const [length, setLength] = useState(4);
  const [hubs, setHubs] = useState(false);
  const [found, setFound] = useState<Found>();
  const [error, setError] = useState<AskError>();
  const [busy, setBusy] = useState(false);
  const find = async () => {
    setBusy(true);
    setError(undefined);
    try {
      const asked = { from: props.from.id, to: props.to.id, maxLength: length, avoidHubsOver: hubs ? null : hub, asOf: props.asOf || null };
      const { paths } = await askServer(GraphPathsDocument, asked);
      setFound(paths);
      const all = paths.paths.filter((path) => path.length === paths.paths[0]!.length);
      if (all.length > 0) props.acts.addPath(all.flatMap(nodesOf), all.flatMap(edgesOf));
    } catch (problem) {
      setError(asAskError(problem));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div class="paths">
      <h3>
        Paths between <Name>{props.from.label}</Name> and <Name>{props.to.label}</Name>
      </h3>
      <p class="row">
        <label>
          At most{" "}
          <select value={length} onChange={(event) => setLength(Number(event.currentTarget.value))}>
            {[1, 2, 3, 4, 5, 6].map((n) => (
              <option key={n} value={n}>
                {count(n, "step")}
              </option>
            ))}
          </select>
        </label>
        <label>
          <input type="checkbox" checked={hubs} onChange={(event) => setHubs(event.currentTarget.checked)} /> also through nodes with more than {hub} connections
        </label>
        <button type="button" class="primary" disabled={busy} onClick={() => void find()}>
          {busy ? "Searching…" : "Find paths"}
        </button>
      </p>
      {error && <p role="alert">{error.message}</p>}
      {found && <PathList of={found} acts={props.acts} />}
    </div>
  );
}

function PathList(props: { of: Found; acts: Acts }): JSX.Element {
  const { paths, truncated, reason } = props.of;
  if (paths.length === 0) return <p>No path is found: allow more steps, or nodes with many connections.</p>;
  return (
    <>
      <ol class="path-list" aria-label="Paths">
        {paths.map((path) => (
          <li key={edgesOf(path).join()}>
            <button type="button" class="plain" onClick={() => props.acts.addPath(nodesOf(path), edgesOf(path))}>
              {path.nodes.map((node, i) => (
                <span key={node.id}>
                  {i > 0 && <span class="faint"> – {stepText(path, i)} → </span>}
                  <Name>{node.label}</Name>
                </span>
              ))}
            </button>
          </li>
        ))}
      </ol>
      {truncated && <p class="truncated">{reason === "TIME" ? "The time was over: there may be more paths." : "There are more paths."}</p>}
    </>
  );
}

type Path = Found["paths"][number];

function nodesOf(path: Path): string[] {
  return path.nodes.map((node) => node.id);
}

function edgesOf(path: Path): string[] {
  return path.steps.flatMap((step) => step.edges.map((edge) => edge.id));
}

function stepText(path: Path, i: number): string {
  const edge = path.steps[i - 1]!.edges[0]!;
  return edgeText(edge, edge.start !== path.nodes[i - 1]!.id);
}

/** What is in the picture, by noun and by type of edge, with counts; each can be switched off. */
export function Legend(props: Props): JSX.Element {
  const { state, data, acts } = props;
  const byNoun = tally(data.nodes.map((node) => node.noun));
  const byType = tally(data.edges.map((edge) => edge.type as string));
  const row = (name: string, n: number, text: JSX.Element | string) => (
    <li key={name}>
      <label>
        <input type="checkbox" checked={!state.off.includes(name)} onChange={() => acts.switchOff(name)} />
        {text} <span class="faint">{number(n)}</span>
      </label>
    </li>
  );
  return (
    <section class="panel legend" aria-label="Legend">
      <h3>What is shown</h3>
      <ul>
        {byNoun.map(([noun, n]) =>
          row(noun, n, (
            <>
              <Sign noun={noun} />
              {nouns[noun]?.many ?? noun}
            </>
          )),
        )}
      </ul>
      <details>
        <summary>{count(data.edges.length, "connection")}, by type</summary>
        <ul>{byType.map(([type, n]) => row(type, n, edgeTypeText(type)))}</ul>
      </details>
    </section>
  );
}

function tally(names: string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
}

/** Says a node in a sentence, for the live region. */
export function nodeText(node: GraphNode): string {
  return [node.label, node.kind || node.noun, node.status && words(node.status)].filter(Boolean).join(", ");
}
