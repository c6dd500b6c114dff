// Taking a load back: first what that would change, and what stands against it; then doing it.
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { announce } from "../announce";
import { asAskError, askAllAgain, askServer, type AskError } from "../api";
import { PlanRevertDocument, RevertDocument, type PlanRevertMutation, type RevertMutation } from "../gql";
import { addressOf } from "../router";
import { Name, Truncated, Waiting } from "../ui";
import { count, number } from "../words";
import { Counts, Diff, planPage, type Planned } from "./diff";
import { newLoadId } from "./upload";
import { NotWritten, useToken, WriterToken } from "./writer";

type Plan = NonNullable<PlanRevertMutation["planRevertLoad"]>;
type Done = NonNullable<RevertMutation["revertLoad"]>;

/** Plans to take a load back, and does so. */
export function TakeBack(props: { load: string }): JSX.Element {
  const token = useToken();
  const [plan, setPlan] = useState<Plan>();
  const [changes, setChanges] = useState<Planned[]>([]);
  const [keep, setKeep] = useState(false);
  const [done, setDone] = useState<Done>();
  const [error, setError] = useState<AskError>();
  const [busy, setBusy] = useState(false);
  const loadId = useRef(newLoadId());
  const act = async (what: () => Promise<void>) => {
    setBusy(true);
    setError(undefined);
    await what().catch((problem: unknown) => setError(asAskError(problem)));
    setBusy(false);
  };
  const look = (keeping: boolean, after?: string) =>
    act(async () => {
      const { planRevertLoad: next } = await askServer(PlanRevertDocument, { input: { load: props.load, keep: keeping }, first: planPage, after }, { token });
      if (!next) return;
      setKeep(keeping);
      setPlan(next);
      setChanges(after ? [...changes, ...next.changes.nodes] : next.changes.nodes);
      announce("What it would change is shown.");
    });
  const revert = () =>
    act(async () => {
      const { revertLoad } = await askServer(RevertDocument, { input: { load: props.load, keep, loadId: loadId.current } }, { token });
      if (!revertLoad) return;
      setDone(revertLoad);
      if (revertLoad.load) askAllAgain();
      announce(revertLoad.load ? "The load is taken back." : "Nothing was taken back.");
    });
  if (done?.load || done?.unchanged) return <TakenBack of={done} />;
  return (
    <div class="take-back">
      <WriterToken />
      <p class="row">
        <button type="button" disabled={busy} onClick={() => void look(keep)}>
          See what taking it back would change
        </button>
      </p>
      {busy && <Waiting>The server is working on it…</Waiting>}
      {error && <NotWritten error={error} />}
      {plan && (
        <>
          {plan.counts && <Counts of={plan.counts} />}
          {plan.unchanged && <p>There is nothing to be taken back.</p>}
          {plan.conflictCount > 0 && <Obstacles of={plan} keep={keep} change={(keeping) => void look(keeping)} />}
          {plan.counts && <Diff of={changes} counts={plan.counts} more={plan.changes.pageInfo.hasNextPage} loading={busy} next={() => void look(keep, plan.changes.pageInfo.endCursor ?? undefined)} />}
          <p class="row">
            <button type="button" class="primary" disabled={busy || plan.unchanged || plan.revision === null} onClick={() => void revert()}>
              Take it back
            </button>
            <span class="faint">That is a load too, and can itself be taken back.</span>
          </p>
        </>
      )}
    </div>
  );
}

function Obstacles(props: { of: Plan; keep: boolean; change: (keep: boolean) => void }): JSX.Element {
  const { of } = props;
  return (
    <section aria-label="What stands against it">
      <h3>{count(of.conflictCount, "thing was", "things were")} built upon since, and can’t be taken back</h3>
      <ul class="rows">
        {of.conflicts.map((one) => (
          <li key={one.target}>
            <strong>
              <Name>{one.name}</Name>
            </strong>
            <span class="faint">
              {one.reason}
              {one.load && (
                <>
                  : <a href={addressOf(one.load)}>{one.load}</a>
                </>
              )}
              {one.dataset && ` of ${one.dataset}`}
            </span>
          </li>
        ))}
      </ul>
      {of.conflictCount > of.conflicts.length && <Truncated shown={of.conflicts.length} total={of.conflictCount} one="obstacle" />}
      <label class="row">
        <input type="checkbox" checked={props.keep} onChange={(event) => props.change(event.currentTarget.checked)} />
        Leave these as they are, and take back the rest
      </label>
    </section>
  );
}

function TakenBack(props: { of: Done }): JSX.Element {
  const { of } = props;
  if (!of.load) return <p role="status">There was nothing to be taken back.</p>;
  return (
    <div class="empty" role="status">
      <p>
        <strong>It is taken back</strong>, by the load <a href={addressOf(of.load.id)}>{of.load.label}</a>, which made revision {number(of.revision ?? 0)}.
      </p>
      {of.counts && <Counts of={of.counts} />}
    </div>
  );
}
