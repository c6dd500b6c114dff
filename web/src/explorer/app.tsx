// The frame of every view: head with search and navigation, the view, shortcuts, and the region that says what happens.
import type { ComponentType, JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { announce } from "./announce";
import { AskError } from "./api";
import { go, usePlace } from "./router";
import { Search } from "./search";
import { Shortcuts, useShortcuts } from "./shortcuts";
import { chosenTheme, chooseTheme, type Theme } from "./theme";
import { Empty, Failed, Menu, Waiting } from "./ui";
import { navigation, viewAt, type ViewProps } from "./views";

export function App(): JSX.Element {
  const place = usePlace();
  const [help, setHelp] = useState(false);
  useFocusOnView(place.path);
  useShortcuts({
    "?": () => setHelp(true),
    "/": () => document.querySelector<HTMLInputElement>("header input[type=search]")?.focus(),
    ...Object.fromEntries(navigation.map(({ key, path }) => ["g " + key, () => go(path)])),
  });
  return (
    <>
      <a class="skip" href="#main">
        To the content
      </a>
      <header class="head">
        <a class="brand" href="/">
          Pactgraph
        </a>
        <Search />
        <nav aria-label="Views">
          {navigation.map(({ path, name }) => (
            <a key={path} href={path} aria-current={place.path === path ? "page" : undefined}>
              {name}
            </a>
          ))}
        </nav>
        <Menu label="More" class="end">
          <a href="/saved">Saved views</a>
          <a href="/import">Load files</a>
          <a href="/loads">Loads</a>
          <a href="/graphiql">GraphiQL</a>
          <button type="button" onClick={() => setHelp(true)}>
            Keyboard shortcuts
          </button>
          <ThemeChoice />
        </Menu>
      </header>
      <main id="main" tabIndex={-1}>
        <Outlet key={place.path} />
      </main>
      <Shortcuts open={help} close={() => setHelp(false)} />
      <div id="announcements" class="hidden" role="status" aria-live="polite" />
    </>
  );
}

// useFocusOnView brings the focus to a view when it takes the place of another, so that keys and screen readers go on from there.
function useFocusOnView(path: string) {
  const first = useRef(true);
  useEffect(() => {
    if (!first.current) document.getElementById("main")?.focus({ preventScroll: true });
    first.current = false;
  }, [path]);
}

// Outlet shows the view at the place.
function Outlet(): JSX.Element {
  const place = usePlace();
  const found = viewAt(place.path);
  const [view, setView] = useState<ComponentType<ViewProps>>();
  const [error, setError] = useState<AskError>();
  const load = found?.load;
  useEffect(() => {
    setError(undefined);
    load?.().then(
      (module) => setView(() => module.default),
      () => setError(new AskError("A part of this page can’t be fetched. Is the server still running?", "NETWORK")),
    );
  }, [load]);
  if (!found) return <Nowhere path={place.path} />;
  if (error) return <Failed error={error} again={() => window.location.reload()} />;
  const View = view;
  return View ? <View place={place} id={found.id} /> : <Waiting />;
}

// Nowhere is what stands at an address that no view has.
function Nowhere(props: { path: string }): JSX.Element {
  useTitle("Not found");
  return (
    <>
      <h1>Not found</h1>
      <Empty title={`There is nothing at “${props.path}”.`}>
        <p>
          The address may not be whole. Search for it above, or go <a href="/">to the start page</a>.
        </p>
      </Empty>
    </>
  );
}

function ThemeChoice(): JSX.Element {
  const [theme, setTheme] = useState(chosenTheme);
  return (
    <label class="menu-row" onClick={(event) => event.stopPropagation()}>
      Colours{" "}
      <select
        value={theme}
        onChange={(event) => {
          const chosen = event.currentTarget.value as Theme;
          chooseTheme(chosen);
          setTheme(chosen);
          announce(`Colours: ${chosen}`);
        }}
      >
        <option value="system">as the system</option>
        <option value="light">light</option>
        <option value="dark">dark</option>
      </select>
    </label>
  );
}

/** Names the view in the browser's title and for the screen reader. */
export function useTitle(title: string) {
  useEffect(() => {
    document.title = title === "" ? "Pactgraph" : `${title} – Pactgraph`;
    if (title !== "") announce(title);
  }, [title]);
}
