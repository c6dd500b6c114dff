// Who may write: the writer's token, asked for where it is needed and kept for as long as this tab is open.
import type { JSX } from "preact";
import { useId, useState } from "preact/hooks";
import type { AskError } from "../api";
import { storeOf } from "../store";
import { Failed } from "../ui";

const key = "pactgraph.token";
const kept = storeOf(read());

function read(): string {
  try {
    return window.sessionStorage.getItem(key) ?? "";
  } catch {
    return ""; // a browser that keeps nothing has it for as long as the page is open
  }
}

function keep(token: string) {
  kept.set(token);
  try {
    if (token === "") window.sessionStorage.removeItem(key);
    else window.sessionStorage.setItem(key, token);
  } catch {
    // it is kept by the page alone
  }
}

/** Gives the writer's token, "" where none was given. */
export function useToken(): string {
  return kept.use();
}

/** Asks for the writer's token, or says that there is one and forgets it on request. */
export function WriterToken(): JSX.Element {
  const id = useId();
  const token = useToken();
  const [text, setText] = useState("");
  if (token !== "") {
    return (
      <p class="row">
        <span>
          You have given a writer’s token, which this tab forgets when it is closed. Whether it is right shows as soon as something is asked with it.
        </span>
        <button type="button" onClick={() => keep("")}>
          Forget it
        </button>
      </p>
    );
  }
  const submit = (event: Event) => {
    event.preventDefault();
    if (text.trim() !== "") keep(text.trim());
    setText("");
  };
  return (
    <form class="row" onSubmit={submit}>
      <label for={id}>Your writer’s token</label>
      <input id={id} type="password" autocomplete="off" value={text} onInput={(event) => setText(event.currentTarget.value)} />
      <button type="submit">Use it</button>
      <details>
        <summary>Where do I get one?</summary>
        <p>Whoever runs the server makes one, and starts the server with the list of those who may write:</p>
        <pre>
          pactgraph token ana &gt;&gt; writers{"\n"}pactgraph serve --writers writers
        </pre>
        <p>The token is sent to this server alone, and kept by this tab until it is closed.</p>
      </details>
    </form>
  );
}

/** Says why something wasn't written; where it isn't allowed, also how it becomes so. */
export function NotWritten(props: { error: AskError; again?: () => void }): JSX.Element {
  return (
    <>
      <Failed error={props.error} again={props.again} />
      {props.error.code === "FORBIDDEN" && (
        <div class="empty">
          <p>
            <strong>Writing has to be allowed where the server is started.</strong>
          </p>
          <pre>
            pactgraph token ana &gt;&gt; writers{"\n"}pactgraph serve --writers writers
          </pre>
          <p>The first line prints Ana’s token, and the file gets only its hash. If the server was started so, the token may have been mistyped: forget it, and give it again.</p>
        </div>
      )}
    </>
  );
}
