// Choosing by hand which of several values is shown, and taking the choice back.
import type { JSX } from "preact";
import { useId, useState } from "preact/hooks";
import { announce } from "../announce";
import { asAskError, askAllAgain, askServer, type AskError } from "../api";
import { ChooseValueDocument, TakeBackChoiceDocument, type ConflictsQuery } from "../gql";
import { valueWords } from "../words";
import { NotWritten, useToken, WriterToken } from "./writer";

type Conflict = ConflictsQuery["conflicts"]["nodes"][number];

/** What can be chosen of a conflict: values that a data set says. A claim alone can't be shown. */
export function Choose(props: { of: Conflict }): JSX.Element | null {
  const { of } = props;
  const id = useId();
  const token = useToken();
  const [why, setWhy] = useState("");
  const [error, setError] = useState<AskError>();
  const [busy, setBusy] = useState(false);
  const { field } = of;
  const target = of.edge?.id ?? of.about.id;
  const values = of.values.filter((one) => one.datasets.length > 0 && one.value !== null && one.value !== undefined);
  if (!field || (values.length < 2 && !of.chosen)) return null;
  const act = async (what: () => Promise<unknown>, said: string) => {
    setBusy(true);
    setError(undefined);
    try {
      await what();
      announce(said);
      askAllAgain();
    } catch (problem) {
      setError(asAskError(problem));
    }
    setBusy(false);
  };
  const choose = (value: string) => act(() => askServer(ChooseValueDocument, { input: { target, field, value, why: why.trim() || undefined } }, { token }), "The value is chosen.");
  const takeBack = () => act(() => askServer(TakeBackChoiceDocument, { input: { target, field } }, { token }), "The choice is taken back.");
  return (
    <details class="choose">
      <summary>{of.chosen ? "Choose another, or take the choice back" : "Choose by hand"}</summary>
      <WriterToken />
      <p class="row">
        <label for={id}>Why?</label>
        <input id={id} type="text" value={why} placeholder="so that others understand it" onInput={(event) => setWhy(event.currentTarget.value)} />
      </p>
      <p class="row">
        {values.map((one) => (
          <button key={one.value} type="button" disabled={busy || of.chosen?.value === one.value} onClick={() => void choose(one.value!)}>
            Show “{valueWords(one.value, field)}”
          </button>
        ))}
        {of.chosen && (
          <button type="button" disabled={busy} onClick={() => void takeBack()}>
            Take the choice back: the rule decides
          </button>
        )}
      </p>
      {error && <NotWritten error={error} />}
    </details>
  );
}
