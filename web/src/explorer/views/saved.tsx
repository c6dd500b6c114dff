// The views that the reader saved: opened, renamed, taken away, kept as a file and read from one.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { useTitle } from "../app";
import { saveFile, takenFile } from "../download";
import { keepViews, readViews, savedViews, type SavedView } from "../saved";
import { Empty } from "../ui";
import { moment } from "../words";

export default function Saved(): JSX.Element {
  useTitle("Saved views");
  const [views, setViews] = useState(savedViews);
  const [problem, setProblem] = useState("");
  const keep = (next: SavedView[]) => {
    setViews(next);
    setProblem(keepViews(next) ? "" : "This browser keeps nothing: save the views as a file.");
  };
  const open = async (file: File | undefined) => {
    if (!file) return;
    try {
      const read = readViews(await file.text());
      keep([...read, ...views.filter((view) => !read.some((one) => one.address === view.address))]);
    } catch (error) {
      setProblem(`${file.name} isn’t a file of saved views: ${error instanceof Error ? error.message : error}.`);
    }
  };
  return (
    <>
      <h1>Saved views</h1>
      <p>They are kept in this browser. To give them to somebody else, save them as a file or send a link.</p>
      {problem && (
        <p class="failed" role="alert">
          {problem}
        </p>
      )}
      <p class="row">
        <button type="button" disabled={views.length === 0} onClick={() => saveFile("pactgraph-views.json", JSON.stringify(views, null, 2) + "\n", "application/json")}>
          Save as a file
        </button>
        <label class="button">
          Open a file
          <input class="hidden" type="file" accept=".json,application/json" onChange={(event) => void open(takenFile(event.currentTarget))} />
        </label>
      </p>
      {views.length === 0 && (
        <Empty title="No view is saved.">
          <p>“Save view”, at the top of each view, keeps it here with all that is chosen in it.</p>
        </Empty>
      )}
      <ul class="saved">
        {views.map((view, i) => (
          <li key={view.address}>
            <a href={view.address}>{view.title}</a> <span class="faint">{moment(view.at)}</span>
            <button type="button" aria-label={`Rename ${view.title}`} onClick={() => rename(view, (title) => keep(views.with(i, { ...view, title })))}>
              Rename
            </button>
            <button type="button" aria-label={`Remove ${view.title}`} onClick={() => keep(views.filter((one) => one !== view))}>
              Remove
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function rename(view: SavedView, keep: (title: string) => void) {
  const title = window.prompt("What shall the view be called?", view.title)?.trim();
  if (title) keep(title);
}
