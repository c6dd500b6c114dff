// What every view can be taken away by: its address, the questions behind it, its tables as files, and a place among the saved views.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { announce } from "./announce";
import { asAskError } from "./api";
import { asCSV, asJSON, asXLSX, saveFile, whole, type Table } from "./download";
import { saveView } from "./saved";
import { Menu } from "./ui";
import { count } from "./words";

/** A question that a view asked. */
export interface Question {
  text: string;
  variables?: unknown;
}

/** A thing to download beside tables, such as a picture. */
export interface Extra {
  label: string;
  run: () => void | Promise<void>;
}

/** The tools of a view. Its name becomes that of files: without an ending. */
export function Tools(props: { name: string; title: string; questions?: Question[]; tables?: Table[]; extras?: Extra[] }): JSX.Element {
  const [said, tell] = useSaid();
  const give = async (of: Table[], save: (tables: Table[]) => void | Promise<void>) => {
    try {
      if (of.some((table) => table.all)) tell("All rows are being fetched…");
      const tables = await Promise.all(of.map(whole));
      await save(tables);
      tell([`${count(tables.reduce((sum, table) => sum + table.rows.length, 0), "row")} saved.`, ...tables.map((table) => table.note ?? "")].join(" "));
    } catch (problem) {
      tell(asAskError(problem).message);
    }
  };
  const { questions = [], tables = [], extras = [] } = props;
  return (
    <div class="tools">
      <span class="said faint">{said}</span>
      <button type="button" onClick={() => copy(window.location.href).then(() => tell("The link is copied."), () => tell("The browser didn’t let it be copied: take the address above."))}>
        Copy link
      </button>
      <button type="button" onClick={() => tell(saveView(props.title) ? "The view is saved: see Saved." : "This browser keeps nothing: copy the link instead.")}>
        Save view
      </button>
      {questions.length > 0 && (
        <Menu label="Query">
          {questions.map((question, i) => {
            const name = operationName(question.text) ?? `query ${i + 1}`;
            return (
              <div class="menu-group" key={name}>
                <button type="button" onClick={() => copy(question.text).then(() => tell("The query is copied."), () => tell("The browser didn’t let it be copied."))}>
                  Copy {name}
                </button>
                <a href={graphiql(question)}>Open {name} in GraphiQL</a>
              </div>
            );
          })}
        </Menu>
      )}
      {tables.length + extras.length > 0 && (
        <Menu label="Download">
          {tables.map((table) => (
            <button type="button" key={table.name} onClick={() => void give([table], ([one]) => saveFile(fileName(props.name, table, tables) + ".csv", asCSV(one!), "text/csv;charset=utf-8"))}>
              CSV{tables.length > 1 && `: ${table.name}`}
            </button>
          ))}
          {tables.length > 0 && (
            <button type="button" onClick={() => void give(tables, async (all) => saveFile(props.name + ".xlsx", await asXLSX(all)))}>
              Excel (XLSX)
            </button>
          )}
          {tables.map((table) => (
            <button type="button" key={table.name} onClick={() => void give([table], ([one]) => saveFile(fileName(props.name, table, tables) + ".json", asJSON(one!), "application/json"))}>
              JSON{tables.length > 1 && `: ${table.name}`}
            </button>
          ))}
          {extras.map((extra) => (
            <button type="button" key={extra.label} onClick={() => void (async () => extra.run())().catch((problem: unknown) => tell(asAskError(problem).message))}>
              {extra.label}
            </button>
          ))}
        </Menu>
      )}
    </div>
  );
}

/** Gives what was said last, for as long as it is news, and a function that says something, to screen readers too. */
export function useSaid(): [string, (text: string) => void] {
  const [said, setSaid] = useState("");
  const timer = useRef(0);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  const tell = (text: string) => {
    setSaid(text);
    announce(text);
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => setSaid(""), 3000);
  };
  return [said, tell];
}

function fileName(name: string, table: Table, all: Table[]): string {
  return all.length > 1 ? `${name}-${table.name.replace(/\W+/g, "-")}` : name;
}

/** Puts a text where it can be pasted from. Fails where the browser doesn't allow it. */
export async function copy(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
}

/** Gives the address at which GraphiQL asks a question. */
export function graphiql(question: Question): string {
  const query = new URLSearchParams({ query: question.text });
  if (question.variables) query.set("variables", JSON.stringify(question.variables, null, 2));
  return "/graphiql?" + query.toString();
}

function operationName(text: string): string | undefined {
  return /\bquery\s+(\w+)/.exec(text)?.[1];
}
