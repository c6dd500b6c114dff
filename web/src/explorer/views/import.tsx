// Loading in the page: files are dropped, the plan is shown as a difference, and done if it is as it should be.
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { announce } from "../announce";
import { useTitle } from "../app";
import { AskError, asAskError, askAllAgain } from "../api";
import { Counts, Diff, planPage, type Planned } from "../analysis/diff";
import { Dropped, Options } from "../analysis/files";
import { Problems } from "../analysis/problems";
import { TakeBack } from "../analysis/take-back";
import { newLoadId, sendFiles, type LoadOptions } from "../analysis/upload";
import { NotWritten, useToken, WriterToken } from "../analysis/writer";
import type { Table } from "../download";
import { LoadDocument, PlanLoadDocument, type BundleFragment, type LoadMutation, type PlanLoadMutation } from "../gql";
import { addressOf } from "../router";
import { Tools } from "../tools";
import { Waiting } from "../ui";
import { count, nouns, number, words } from "../words";

type Plan = NonNullable<PlanLoadMutation["planLoad"]>;
type Done = NonNullable<LoadMutation["load"]>;

export default function Import(): JSX.Element {
  useTitle("Load files");
  const token = useRef("");
  token.current = useToken(); // trying again takes the token that was given meanwhile
  const [files, setFiles] = useState<File[]>([]);
  const [options, setOptions] = useState<LoadOptions>({});
  const [plan, setPlan] = useState<Plan>();
  const [changes, setChanges] = useState<Planned[]>([]);
  const [done, setDone] = useState<Done>();
  const [error, setError] = useState<AskError>();
  const [busy, setBusy] = useState(false);
  const loadId = useRef("");
  const turn = useRef(0); // counts what was chosen: a plan for other files than those that are shown is never shown
  const [again, setAgain] = useState<() => void>();
  const act = async (what: (current: () => boolean) => Promise<void>) => {
    const mine = turn.current;
    const current = () => mine === turn.current;
    setBusy(true);
    setError(undefined);
    setAgain(() => () => void act(what));
    await what(current).catch((problem: unknown) => current() && setError(asAskError(problem)));
    setBusy(false);
  };
  const forget = () => {
    turn.current++;
    setPlan(undefined);
    setDone(undefined);
    setError(undefined);
  };
  const look = (after?: string) =>
    act(async (current) => {
      const { planLoad } = await sendFiles(PlanLoadDocument, { input: options, first: planPage, after }, files, token.current);
      if (!planLoad || !current()) return;
      if (after && planLoad.atRevision !== plan?.atRevision) throw new AskError("The graph was changed since the plan was made.", "CONFLICT");
      if (!after) loadId.current = newLoadId();
      setPlan(planLoad);
      setDone(undefined);
      setChanges(after ? [...changes, ...planLoad.changes.nodes] : planLoad.changes.nodes);
      announce(planLoad.problems.length > 0 ? `${count(planLoad.problems.length, "problem")} found.` : "The plan is shown.");
    });
  const apply = () =>
    act(async () => {
      const { load } = await sendFiles(LoadDocument, { input: { ...options, loadId: loadId.current, atRevision: plan?.atRevision } }, files, token.current);
      if (!load) return;
      setDone(load);
      if (load.load) askAllAgain();
      announce(load.load ? "It is loaded." : "Nothing was loaded.");
    });
  return (
    <>
      <div class="view-head">
        <h1>Load files</h1>
        <Tools name="plan" title="Load files" tables={plan ? [tableOf(changes)] : []} />
      </div>
      <p class="lead">Choose files, see what they would change, and load them if it is as it should be. What was loaded can be taken back.</p>
      <WriterToken />
      <Dropped
        files={files}
        change={(next) => {
          setFiles(next);
          forget();
        }}
      />
      <Options
        of={options}
        files={files}
        change={(next) => {
          setOptions(next);
          forget();
        }}
      />
      <p class="row">
        <button type="button" class={plan ? "" : "primary"} disabled={files.length === 0 || busy} onClick={() => void look()}>
          See what it would change
        </button>
      </p>
      {busy && <Waiting>The server is reading the files…</Waiting>}
      {error && <NotWritten error={error} again={error.code === "CONFLICT" ? undefined : again} />}
      {plan && !done && <PlanText of={plan} changes={changes} busy={busy} next={() => void look(plan.changes.pageInfo.endCursor ?? undefined)} apply={() => void apply()} />}
      {done && <Outcome of={done} />}
    </>
  );
}

function PlanText(props: { of: Plan; changes: Planned[]; busy: boolean; next: () => void; apply: () => void }): JSX.Element {
  const { of } = props;
  return (
    <section aria-labelledby="plan">
      <h2 id="plan">{of.problems.length > 0 ? "It can’t be loaded as it is" : of.unchanged ? "The graph says all of it already" : "What it would change"}</h2>
      <Problems of={of.problems} title="Problems" bad />
      <Problems of={of.warnings} title="Worth a look" />
      {of.bundle && <Holds of={of.bundle} />}
      {of.counts && !of.unchanged && (
        <>
          <Counts of={of.counts} />
          <p class="row">
            <button type="button" class="primary" disabled={props.busy} onClick={props.apply}>
              Load it
            </button>
            <span class="faint">It becomes revision {number(of.revision ?? 0)} of the graph, if nobody else loads before.</span>
          </p>
          <Diff of={props.changes} counts={of.counts} more={of.changes.pageInfo.hasNextPage} loading={props.busy} next={props.next} />
        </>
      )}
    </section>
  );
}

// Holds says what the files hold.
function Holds(props: { of: BundleFragment }): JSX.Element {
  const { of } = props;
  return (
    <p>
      The data set <strong>{of.dataset}</strong> says something of {of.nodes.map((one) => count(one.count, nouns[one.noun.toLowerCase()]?.name ?? words(one.noun), nouns[one.noun.toLowerCase()]?.many)).join(", ") || "nothing"}; {count(of.edges, "relation")}, {count(of.claims, "claim")}.{" "}
      {count(of.verified, "quote")} found in the texts
      {of.locked > 0 && ` (${number(of.locked)} on the word of quotes.lock.json)`}
      {of.unverified > 0 && `, ${number(of.unverified)} not looked up, since the text isn’t at hand`}.{of.withdrawn > 0 && ` ${count(of.withdrawn, "thing")} withdrawn.`}
    </p>
  );
}

function Outcome(props: { of: Done }): JSX.Element {
  const { of } = props;
  const [back, setBack] = useState(false);
  if (!of.load) {
    return (
      <section aria-labelledby="outcome">
        <h2 id="outcome">{of.unchanged ? "The graph said all of it already" : "Nothing was loaded"}</h2>
        <Problems of={of.problems} title="Problems" bad />
      </section>
    );
  }
  return (
    <section aria-labelledby="outcome">
      <h2 id="outcome">It is loaded</h2>
      <div class="empty" role="status">
        <p>
          As the load <a href={addressOf(of.load.id)}>{of.load.label}</a>, which made revision {number(of.revision ?? 0)}.
        </p>
        {of.counts && <Counts of={of.counts} />}
        <p>
          <a href="/">Look at the graph</a> · <a href="/loads">All loads</a>
        </p>
      </div>
      <Problems of={of.warnings} title="Worth a look" />
      {back ? (
        <>
          <h3>Take it back</h3>
          <TakeBack load={of.load.id} />
        </>
      ) : (
        <p>
          <button type="button" onClick={() => setBack(true)}>
            Take it back…
          </button>
        </p>
      )}
    </section>
  );
}

function tableOf(changes: readonly Planned[]): Table {
  return {
    name: "Plan",
    columns: ["action", "what", "id", "label", "field", "before", "after"],
    rows: changes.flatMap((one) => (one.fields.length === 0 ? [{ field: "", old: null, new: null }] : one.fields).map(({ field, old, new: now }) => [words(one.action), words(one.what), one.target, one.label, field, old, now])),
  };
}
