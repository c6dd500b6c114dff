// The explorer begins here.
import { render } from "preact";
import { App } from "./app";
import { followLinks } from "./router";
import { applyTheme, chosenTheme } from "./theme";
import { viewAt } from "./views";
import "./style/all.css";

applyTheme(chosenTheme());
followLinks((path) => viewAt(path) !== null);
render(<App />, document.getElementById("explorer")!);
