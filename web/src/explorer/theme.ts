// Light or dark: as the system has it, or as the reader chose it in this browser.

export type Theme = "system" | "light" | "dark";

const key = "pactgraph.theme";

/** Gives what the reader chose. */
export function chosenTheme(): Theme {
  const kept = stored();
  return kept === "light" || kept === "dark" ? kept : "system";
}

/** Shows the page so, and keeps the choice. */
export function chooseTheme(theme: Theme) {
  try {
    window.localStorage.setItem(key, theme);
  } catch {
    // a browser that keeps nothing still shows it
  }
  applyTheme(theme);
}

/** Shows the page in the theme. */
export function applyTheme(theme: Theme) {
  document.documentElement.dataset.theme = theme;
  window.dispatchEvent(new Event("themechange"));
}

function stored(): string | null {
  try {
    return window.localStorage.getItem(key);
  } catch {
    return null;
  }
}
