// The states that a graph was in: undo and redo.
import { useRef } from "preact/hooks";

/** What was before, what is, and what was undone. */
export interface History<S> {
  past: S[];
  future: S[];
}

const most = 200; // states that are kept

/** Undo and redo for a state that lives in the address: keep is called with what was before each change. */
export function useHistory<S>(now: S, show: (state: S) => void) {
  const kept = useRef<History<S>>({ past: [], future: [] });
  const { past, future } = kept.current;
  return {
    keep(before: S) {
      kept.current = { past: [...past, before].slice(-most), future: [] };
    },
    canUndo: past.length > 0,
    canRedo: future.length > 0,
    undo() {
      const before = past.at(-1);
      if (before === undefined) return;
      kept.current = { past: past.slice(0, -1), future: [now, ...future] };
      show(before);
    },
    redo() {
      const [next, ...rest] = future;
      if (next === undefined) return;
      kept.current = { past: [...past, now], future: rest };
      show(next);
    },
  };
}
