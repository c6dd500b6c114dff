// The start page: what is in the graph, as cards and charts that lead into it.
import type { JSX } from "preact";
import { useTitle } from "../app";
import { useAsk } from "../api";
import { byPromisesEnded } from "../filters";
import { StartChartsDocument, StartDocument, type ConditionFilter, type StartChartsQuery, type StartQuery } from "../gql";
import { address, addressOf } from "../router";
import { Answered, Bars, Empty, Sign, Status, Tag, Thing } from "../ui";
import { capital, count, date, moment, nouns, number, statusMeanings, words, Words } from "../words";

const none = {};

// The conditions that are still waited for: of a promise that has ended, nothing hangs on them.
const open: ConditionFilter = { and: [{ state: { eq: "UNMET" } }, byPromisesEnded.filter(["NOT_ENDED"], null)] };

export default function Start(): JSX.Element {
  useTitle("");
  const start = useAsk(StartDocument, { open });
  const charts = useAsk(StartChartsDocument, none);
  return (
    <>
      <h1>Who promised what to whom?</h1>
      <p class="lead">Under which condition, how binding, and on whose word, with the quotes or the places in a data set that say so.</p>
      <Answered of={start} waiting="Looking at what is in the graph…">
        {(data) => (
          <>
            {isEmpty(data) && <NothingYet />}
            {data.revision > 0 && <Overview of={data} />}
          </>
        )}
      </Answered>
      <Answered of={charts} waiting="Counting promises…">
        {(data) => data.byStatus.groups.length > 0 && <Charts of={data} />}
      </Answered>
    </>
  );
}

// isEmpty says that nothing is in the graph: nothing was loaded yet, or all of it was taken back.
function isEmpty(of: StartQuery): boolean {
  return [of.declarations, of.obligations, of.actors, of.events, of.statements, of.sources].every((list) => list.totalCount === 0);
}

function NothingYet(): JSX.Element {
  return (
    <Empty title="Nothing is in the graph.">
      <p>
        <code>pactgraph load data/paris-2026</code> loads the Paris Declaration of the Coalition of the Willing. Where the server allows it, <a href="/import">files are loaded here</a>, too.
      </p>
    </Empty>
  );
}

function Overview(props: { of: StartQuery }): JSX.Element {
  const { of } = props;
  const totals: [string, number][] = [
    ["declaration", of.declarations.totalCount],
    ["obligation", of.obligations.totalCount],
    ["actor", of.actors.totalCount],
    ["condition", of.conditions.totalCount],
    ["event", of.events.totalCount],
    ["statement", of.statements.totalCount],
    ["source", of.sources.totalCount],
  ];
  // A card says how many conditions are open; the others say how many there are.
  return (
    <>
      <ul class="counts" aria-label="What is in the graph">
        {totals.map(([noun, n]) => (
          <li key={noun}>
            <a href={noun === "condition" ? address("/list", { noun, state: "UNMET", promises: "NOT_ENDED" }) : address("/list", { noun })}>
              <strong>{number(n)}</strong> <Sign noun={noun} />
              {noun === "condition" ? `open ${n === 1 ? "condition" : "conditions"}` : n === 1 ? nouns[noun]!.name : nouns[noun]!.many}
            </a>
          </li>
        ))}
      </ul>
      <div class="cards">
        <section class="card" aria-labelledby="latest-declarations">
          <h2 id="latest-declarations">Latest declarations</h2>
          {of.declarations.nodes.length === 0 && <p class="faint">No declaration is recorded.</p>}
          <ul class="rows">
            {of.declarations.nodes.map((one) => (
              <li key={one.id}>
                <Thing of={one} />
                <span class="faint">
                  {capital(words(one.kind))}, {words(one.status) || "status unknown"}
                  {one.signedOn || one.adoptedOn ? `, ${date(one.signedOn ?? one.adoptedOn)}` : ""} · {count(one.obligations.totalCount, "promise")}
                </span>
              </li>
            ))}
          </ul>
        </section>
        <section class="card" aria-labelledby="open-conditions">
          <h2 id="open-conditions">Open conditions</h2>
          {of.conditions.nodes.length === 0 && <p class="faint">No condition is known to be unmet of a promise that hasn’t ended.</p>}
          <ul class="rows">
            {of.conditions.nodes.map((one) => (
              <li key={one.id}>
                <Thing of={one} /> <Status status={one.state.state} reason={one.state.reason} />
                <span class="faint">
                  {Words(one.kind)} · {count(one.obligations.totalCount, "promise depends", "promises depend")} on it
                </span>
              </li>
            ))}
          </ul>
        </section>
        <section class="card" aria-labelledby="latest-loads">
          <h2 id="latest-loads">Latest loads</h2>
          <ul class="rows">
            {of.loads.nodes.map((one) => (
              <li key={one.id}>
                <a href={addressOf(one.id)}>{one.label}</a>
                <span class="faint">
                  {one.who && `${one.who}, `}
                  {moment(one.finishedAt)} · {number(one.counts.added)} added, {number(one.counts.changed)} changed, {number(one.counts.removed)} removed
                </span>
              </li>
            ))}
          </ul>
          <p>
            <Tag>revision {number(of.revision)}</Tag>
          </p>
        </section>
      </div>
    </>
  );
}

type GroupList = StartChartsQuery["byKind"]["groups"];

function Charts(props: { of: StartChartsQuery }): JSX.Element {
  const bars = (groups: GroupList, param: string, classOf?: (value: string) => string) =>
    groups.map(({ keys: [key], count: value }) => ({
      label: key!.value === null ? "not recorded" : param === "bearer" ? key!.label : Words(key!.value),
      value,
      href: address("/list", { noun: "obligation", [param]: key!.value ?? "none" }),
      class: classOf?.(key!.value ?? ""),
    }));
  const { of } = props;
  return (
    <section aria-labelledby="promises">
      <h2 id="promises">The promises, counted</h2>
      <div class="charts">
        <Bars caption="By status today" of={bars(of.byStatus.groups, "status", (value) => "bar-" + value)} />
        <Bars caption={"By kind" + most(of.byKind)} of={bars(of.byKind.groups, "kind")} />
        <Bars caption="By how binding they are" of={bars(of.byBindingness.groups, "bindingness")} />
        <Bars caption={"By who owes them" + most(of.byBearer)} of={bars(of.byBearer.groups, "bearer")} />
      </div>
      <StatusMeanings of={of.byStatus.groups} />
    </section>
  );
}

// StatusMeanings explains the statuses that are counted.
function StatusMeanings(props: { of: GroupList }): JSX.Element {
  const counted = props.of.map(({ keys: [key] }) => key!.value);
  return (
    <details>
      <summary>What the statuses mean</summary>
      <dl class="facts">
        {Object.entries(statusMeanings)
          .filter(([status]) => counted.includes(status))
          .map(([status, meaning]) => (
            <div key={status}>
              <dt>
                <Status status={status} />
              </dt>
              <dd>{meaning}</dd>
            </div>
          ))}
      </dl>
    </details>
  );
}

// most says that only the largest groups are shown, where that is so.
function most(of: { groups: readonly unknown[]; totalGroups: number }): string {
  return of.totalGroups > of.groups.length ? `: the first ${of.groups.length} of ${number(of.totalGroups)}` : "";
}
