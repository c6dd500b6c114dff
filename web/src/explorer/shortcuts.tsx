// Keys for those who don't take the mouse, and the list of them.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Dialog } from "./ui";
import { navigation } from "./views";

/** Keys and what they do. "g s" is g and then s. None is taken while the reader writes in a field, in a window above the page, or has switched them off. */
export type Keys = Record<string, () => void>;

const kept = "pactgraph.keys";

// areOn says whether keys are taken: who speaks to the computer can do without single letters that act.
function areOn(): boolean {
  try {
    return window.localStorage.getItem(kept) !== "off";
  } catch {
    return true; // a browser that keeps nothing
  }
}

function switchKeys(on: boolean) {
  try {
    window.localStorage.setItem(kept, on ? "on" : "off");
  } catch {
    // it keeps nothing
  }
}

const pause = 1000; // milliseconds between the two keys of one

/** Takes keys as long as the component is there. */
export function useShortcuts(keys: Keys) {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    let before = "";
    let timer = 0;
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target as Element)) return;
      if (document.querySelector("dialog[open]") || !areOn()) return;
      const act = latest.current[before === "" ? event.key : `${before} ${event.key}`];
      window.clearTimeout(timer);
      before = "";
      if (act) {
        event.preventDefault();
        act();
      } else if (event.key === "g") {
        before = "g";
        timer = window.setTimeout(() => (before = ""), pause);
      }
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
}

/** Says whether keys are text where they are pressed, and so aren't ours. */
export function isWriting(target: Element): boolean {
  return target.matches("input:not([type=checkbox],[type=radio],[type=range]), textarea, select, [contenteditable]");
}

/** What the graph's own keys do, for the list; the graph takes them itself. */
const graphKeys: [string, string][] = [
  ["← ↑ → ↓", "Graph: walk along edges, in the picture and in the list"],
  ["Enter", "Graph: expand or collapse the node"],
  ["p", "Graph: pin the node"],
  ["h", "Graph: hide the node"],
  ["Ctrl+Z, Ctrl+Y", "Graph: undo, redo"],
  ["f", "Graph: fit the picture into the window"],
  ["+, −", "Graph: zoom in, out"],
];

/** The list of shortcuts. */
export function Shortcuts(props: { open: boolean; close: () => void }): JSX.Element {
  const rows: [string, string][] = [
    ["/", "Search"],
    ["?", "This list"],
    ...navigation.map(({ key, name }): [string, string] => [`g ${key}`, `Go to ${name}`]),
    ...graphKeys,
  ];
  const [on, setOn] = useState(areOn);
  return (
    <Dialog title="Keyboard shortcuts" open={props.open} close={props.close}>
      <p>
        <label>
          <input
            type="checkbox"
            checked={on}
            onChange={(event) => {
              switchKeys(event.currentTarget.checked);
              setOn(event.currentTarget.checked);
            }}
          />{" "}
          keys of one letter act
        </label>
      </p>
      <table>
        <tbody>
          {rows.map(([key, what]) => (
            <tr key={key}>
              <td>
                <kbd>{key}</kbd>
              </td>
              <td>{what}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Dialog>
  );
}
