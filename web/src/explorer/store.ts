// Values that components follow, and components that stay as they are: what Preact's layer for React has too. But that layer,
// once a part of the page, makes of every field's "change" event an "input" event.
import { Component, createElement, type ComponentChild, type ComponentType, type JSX } from "preact";
import { useLayoutEffect, useState } from "preact/hooks";

/** A value outside of components that they follow. */
export interface Store<T> {
  get(): T;
  set(value: T): void;
  /** Gives the value, and draws again whenever it changes. */
  use(): T;
}

/** Makes a store. */
export function storeOf<T>(first: T): Store<T> {
  let value = first;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set(next) {
      value = next;
      listeners.forEach((tell) => tell());
    },
    use() {
      const seen = value;
      const [, draw] = useState({});
      useLayoutEffect(() => {
        const tell = () => draw({});
        listeners.add(tell);
        if (value !== seen) tell(); // it changed before anybody listened
        return () => void listeners.delete(tell);
      }, []);
      return seen;
    },
  };
}

/** Makes a component that is drawn again only when it is given something else. */
export function still<P extends object>(Of: ComponentType<P>): ComponentType<P> {
  return class extends Component<P> {
    override shouldComponentUpdate(next: P): boolean {
      const names = new Set([...Object.keys(next), ...Object.keys(this.props)]) as Set<keyof P>;
      return [...names].some((name) => next[name] !== (this.props as P)[name]);
    }
    override render(): ComponentChild {
      return createElement(Of, this.props as P & JSX.IntrinsicAttributes);
    }
  };
}
