// Choosing files to load, and how they are read.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Name } from "../ui";
import { count, number } from "../words";
import type { LoadOptions } from "./upload";

/** Where files are dropped or chosen, and the list of those that were. A file takes the place of one with its name. */
export function Dropped(props: { files: File[]; change: (files: File[]) => void }): JSX.Element {
  const [over, setOver] = useState(false);
  const add = (list: FileList | null | undefined) => {
    const added = [...(list ?? [])];
    if (added.length > 0) props.change([...props.files.filter((file) => !added.some((one) => one.name === file.name)), ...added]);
  };
  return (
    <section
      class={"drop" + (over ? " over" : "")}
      aria-label="The files"
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        add(event.dataTransfer?.files);
      }}
    >
      <p class="row">
        <label class="button">
          Choose files
          <input
            class="hidden"
            type="file"
            multiple
            onChange={(event) => {
              add(event.currentTarget.files);
              event.currentTarget.value = ""; // so that the same file can be chosen again, once it was edited
            }}
          />
        </label>
        <span>or drop them here: bundles, tables or workbooks, with the texts that they quote</span>
      </p>
      {props.files.length > 0 && (
        <ul class="rows">
          {props.files.map((file) => (
            <li key={file.name}>
              <span class="row">
                <Name>{file.name}</Name> <small class="faint">{sizeOf(file.size)}</small>
                <button type="button" aria-label={`Leave out ${file.name}`} onClick={() => props.change(props.files.filter((one) => one !== file))}>
                  Leave out
                </button>
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function sizeOf(bytes: number): string {
  return bytes < 1024 ? count(bytes, "byte") : `${number(Math.ceil(bytes / 1024))} KiB`;
}

/** How the files are read, where that can't be found out. */
export function Options(props: { of: LoadOptions; files: File[]; change: (options: LoadOptions) => void }): JSX.Element {
  const { of, files } = props;
  const set = (name: keyof LoadOptions, value: string | boolean) => props.change({ ...of, [name]: value === "" || value === false ? undefined : value });
  const text = (name: "dataset" | "source" | "format" | "encoding" | "sync", label: string, hint: string) => (
    <label>
      {label} <input type="text" value={of[name] ?? ""} placeholder={hint} onChange={(event) => set(name, event.currentTarget.value.trim())} />
    </label>
  );
  return (
    <details class="options">
      <summary>More: how the files are read</summary>
      {text("dataset", "Data set: whose word it is", "as the files say")}
      <label>
        Mapping: which file says how tables become records{" "}
        <select value={of.mapping ?? ""} onChange={(event) => set("mapping", event.currentTarget.value)}>
          <option value="">none</option>
          {files.map((file) => (
            <option key={file.name} value={file.name}>
              {file.name}
            </option>
          ))}
        </select>
      </label>
      {text("encoding", "Encoding of tables", "UTF-8")}
      <label>
        Separator of the cells in CSV{" "}
        <select value={of.separator ?? ""} onChange={(event) => set("separator", event.currentTarget.value)}>
          <option value="">found out</option>
          {["comma", "semicolon", "tab", "pipe"].map((one) => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
        </select>
      </label>
      {text("format", "Format, where the name doesn’t tell", "yaml, json, csv, xlsx…")}
      {text("source", "Source of quotes, where the files name none", "as the files say")}
      {text("sync", "The files hold all that this data set says: withdraw what else it said", "name of the data set")}
      {of.sync && (
        <label>
          <input type="checkbox" checked={of.force ?? false} onChange={(event) => set("force", event.currentTarget.checked)} /> even if that is more than half of it
        </label>
      )}
    </details>
  );
}
