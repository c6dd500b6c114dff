// What would be changed, as a difference: by noun, what is added, changed field by field, and removed.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { PlannedPageFragment } from "../gql";
import { Name, Sign, Tag, Thing } from "../ui";
import { capital, count, fieldName, nounOf, nouns, number, valueWords, words } from "../words";

export type Planned = PlannedPageFragment["nodes"][number];

/** How many changes a page of a plan has. */
export const planPage = 200;

const signs: Record<Planned["action"], string> = { ADDED: "+", CHANGED: "±", REMOVED: "−" };

interface Numbers {
  added: number;
  changed: number;
  removed: number;
}

/** How much is changed, in numbers. */
export function Counts(props: { of: Numbers }): JSX.Element {
  const { added, changed, removed } = props.of;
  return (
    <span class="row">
      <Tag>+ {number(added)} added</Tag> <Tag>± {number(changed)} changed</Tag> <Tag>− {number(removed)} removed</Tag>
    </span>
  );
}

/** The changes that have been given so far, by what they are of, with a button for the next page; and how many there are in all. */
export function Diff(props: { of: readonly Planned[]; counts: Numbers; more: boolean; loading: boolean; next: () => void }): JSX.Element {
  const [only, setOnly] = useState<string>("");
  const shown = props.of.filter((one) => only === "" || one.action === only);
  const groups = [...new Set(shown.map(groupOf))].sort((a, b) => order.indexOf(a) - order.indexOf(b));
  const { added, changed, removed } = props.counts;
  const choices: [action: string, n: number][] = [
    ["", added + changed + removed],
    ["ADDED", added],
    ["CHANGED", changed],
    ["REMOVED", removed],
  ];
  return (
    <section aria-label="The changes" class="diff">
      <p class="row" role="group" aria-label="Which changes">
        {choices.map(([action, n]) => (
          <button key={action} type="button" aria-pressed={only === action} onClick={() => setOnly(action)}>
            {action === "" ? "All" : capital(words(action))} ({number(n)})
          </button>
        ))}
      </p>
      {shown.length === 0 && <p class="faint">{props.more ? "None among those shown so far." : "None."}</p>}
      {groups.map((group) => {
        const changes = shown.filter((one) => groupOf(one) === group);
        return (
          <details key={group} open={changes.length <= 100}>
            <summary>
              <Sign noun={group} /> {count(changes.length, nouns[group]?.name ?? group, nouns[group]?.many)}
            </summary>
            <div class="scroll" role="region" tabIndex={0} aria-label={`Changes of ${nouns[group]?.many ?? group + "s"}`}>
              <table>
                <thead>
                  <tr>
                    <th scope="col">What</th>
                    <th scope="col">Of what</th>
                    <th scope="col">Field: before → after</th>
                  </tr>
                </thead>
                <tbody>
                  {changes.map((change) => (
                    <Row key={change.target} of={change} />
                  ))}
                </tbody>
              </table>
            </div>
          </details>
        );
      })}
      {props.more && (
        <p class="truncated" role="note">
          {count(props.of.length, "change is", "changes are")} shown, and there are more.{" "}
          <button type="button" disabled={props.loading} onClick={props.next}>
            Show {planPage} more
          </button>
        </p>
      )}
    </section>
  );
}

const order = ["declaration", "obligation", "condition", "actor", "event", "statement", "source", "relation", "claim"];

function groupOf(change: Planned): string {
  if (change.what === "EDGE") return "relation";
  return change.what === "CLAIM" ? "claim" : nounOf(change.target);
}

// Subject names what is changed. A relation is named by its two ends, of which the API knows the ids.
function Subject(props: { of: Planned }): JSX.Element {
  const { about, edge, what, action, label } = props.of;
  if (edge) {
    return (
      <>
        <Name>{about?.label ?? shortId(edge.start)}</Name> <span class="faint">{words(edge.type)}</span> <Name>{shortId(edge.end)}</Name>
      </>
    );
  }
  if (what === "CLAIM") return <Name>{claimName(props.of)}</Name>;
  return about && action !== "REMOVED" ? <Thing of={about}>{label}</Thing> : <Name>{label}</Name>;
}

function shortId(id: string): string {
  return id.slice(id.indexOf("/") + 1);
}

// claimName says what a claim shows; the API's label of it is made for machines.
function claimName(of: Planned): string {
  const valueOf = (name: string) => of.fields.filter((one) => one.field === name).map((one) => one.new ?? one.old)[0];
  const field = valueOf("field");
  return field ? `what quotes show of “${fieldName(field)}”` : "what quotes show";
}

function Row(props: { of: Planned }): JSX.Element {
  const { of } = props;
  return (
    <tr class={"change-" + of.action}>
      <td>
        <span aria-hidden="true">{signs[of.action]}</span> {words(of.action)}
      </td>
      <th scope="row">
        <Subject of={of} />
        {of.what === "CLAIM" && of.about && (
          <small class="faint edge">
            about <Name>{of.about.label}</Name>
          </small>
        )}
      </th>
      <td>
        <ul class="plain">
          {of.fields.map(({ field, old, new: now }) => (
            <li key={field}>
              <span class="field">{fieldName(field)}:</span>{" "}
              {old != null && (
                <del>
                  <Name>{valueWords(old, field)}</Name>
                </del>
              )}
              {old != null && now != null && <span aria-hidden="true"> → </span>}
              {now != null && (
                <ins>
                  <Name>{valueWords(now, field)}</Name>
                </ins>
              )}
            </li>
          ))}
        </ul>
      </td>
    </tr>
  );
}
