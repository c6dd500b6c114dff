// Keeping a work list to some things: those that the address names, and others that are searched for.
import type { JSX } from "preact";
import { useAsk } from "../api";
import { NamesDocument } from "../gql";
import { start } from "../pages";
import { ask } from "../router";
import { Search } from "../search";
import { Thing } from "../ui";
import { number } from "../words";

/** Which things the list is about, as "about" in the address has them. */
export function About(props: { ids: string[] }): JSX.Element {
  const { ids } = props;
  const asked = useAsk(NamesDocument, ids.length === 0 ? null : { ids });
  const set = (next: string[]) => ask({ ...start, about: next });
  return (
    <div class="row about">
      <Search label="Only about…" choose={(id) => set([...ids.filter((one) => one !== id), id])} />
      {ids.map((id) => {
        const named = asked.data?.nodes.find((one) => one?.id === id);
        return (
          <span key={id} class="row">
            {named ? <Thing of={named} /> : id}
            <button type="button" aria-label={`Not only about ${named?.label ?? id}`} onClick={() => set(ids.filter((one) => one !== id))}>
              ✕
            </button>
          </span>
        );
      })}
    </div>
  );
}

/** One kind of what the list has: how many there are, and the link that keeps it to them. */
export interface KindCount {
  kind: string;
  text: string;
  count: number | undefined;
}

/** The kinds with their counts, of which one can be chosen. */
export function Kinds(props: { of: KindCount[]; chosen: string; all?: boolean }): JSX.Element {
  const choose = (kind: string) => ask({ kind: kind === props.chosen ? undefined : kind, ...start });
  return (
    <p class="row kinds" role="group" aria-label="Of which kind">
      {props.all && (
        <button type="button" aria-pressed={props.chosen === ""} onClick={() => ask({ kind: undefined, ...start })}>
          All
        </button>
      )}
      {props.of.map(({ kind, text, count }) => (
        <button key={kind} type="button" aria-pressed={props.chosen === kind} disabled={count === 0 && props.chosen !== kind} onClick={() => choose(kind)}>
          {text} ({count === undefined ? "…" : number(count)})
        </button>
      ))}
    </p>
  );
}
