// Promises as a table: who, what, to whom, only if, how binding, where it stands, and who says so.
import type { ComponentChildren, JSX } from "preact";
import { PromiseQuotes, Unsaid, wordOf } from "./evidence";
import type { PromiseRowFragment } from "./gql";
import type { Column } from "./table";
import { Name, Status, Thing, Things, type Named } from "./ui";
import { binding, number, Words, words } from "./words";

export type PromiseRow = PromiseRowFragment;

interface Ends {
  totalCount: number;
  edges: readonly { lead?: boolean | null; asNamed?: string | null; node: Named }[];
}

// onceEach gives those at the ends of a promise, each once: who has several periods stands there with each of them.
function onceEach(of: Ends): Ends["edges"] {
  return of.edges.filter((edge, i) => of.edges.findIndex((other) => other.node.id === edge.node.id) === i);
}

/** Those at the ends of a promise, each once, with the words by which a source names them; whether there may be more. */
export function Ends(props: { of: Ends; open: boolean; instead?: string }): JSX.Element {
  const { of } = props;
  if (of.totalCount === 0) return props.instead ? <span>{props.instead}</span> : <Unsaid open={props.open} />;
  return (
    <ul class="inline">
      {onceEach(of).map((edge) => (
        <li key={edge.node.id}>
          <Thing of={edge.node} />
          {edge.asNamed && edge.asNamed !== edge.node.label && (
            <span class="faint">
              {" "}
              (“<Name>{edge.asNamed}</Name>”)
            </span>
          )}
          {edge.lead && <span class="faint"> (leads)</span>}
        </li>
      ))}
      {of.totalCount > of.edges.length && <li class="faint">and more</li>}
    </ul>
  );
}

/** The same as a text. */
export function endsText(of: Ends, instead = ""): string {
  return onceEach(of).map((edge) => edge.node.label).join("; ") + (of.totalCount > of.edges.length ? "; and more" : "") || instead;
}

const roles: Record<string, string> = { EACH_PARTY: "each of the parties", ANY_PARTY: "any of the parties", OTHER_PARTIES: "the other parties" };

/** Says which parties a promise means, where it names no actors. */
export function partiesMeant(role: string | null | undefined): string | undefined {
  return role ? roles[role] : undefined;
}

const conditionRoles: Record<string, string> = { ACTIVATES: "only if", LIMITS: "only as far as", SUSPENDS: "paused while", TERMINATES: "until", EXCEPT: "except if" };

/** Says what a condition does to a promise: "only if", "except if". */
export function conditionRole(role: string): string {
  return conditionRoles[role] ?? words(role);
}

// What is said before a condition that begins with a conjunction of its own: "only" before "if a peace deal is reached".
const shortRoles: Record<string, string> = { ACTIVATES: "only", LIMITS: "only as far as:", SUSPENDS: "paused", TERMINATES: "ends", EXCEPT: "except" };
const conjunction = /^(if|in (the )?(event|case)|when|whenever|once|after|before|until|while|as soon as|as long as|provided|upon|unless)\b/i;
// Where the condition's own words say what it does.
const itself: Record<string, RegExp> = { ACTIVATES: /^unless\b/i, TERMINATES: /^until\b/i };

/** Says what a condition does to a promise, as it is read before the condition's own words. */
export function roleBefore(role: string, condition: string): string {
  if (itself[role]?.test(condition)) return "";
  return (conjunction.test(condition) && shortRoles[role]) || conditionRole(role);
}

/** What must hold for a promise to be due, each with whether it does. */
export function OnlyIf(props: { of: PromiseRow["conditions"]; open: boolean }): JSX.Element {
  const { of } = props;
  if (of.totalCount === 0) return <span class="faint">{props.open ? "the source doesn’t say" : "no condition"}</span>;
  return (
    <ul class="stack">
      {of.edges.map((edge, i) => (
        <li key={edge.node.id + i}>
          <span class="faint">{roleBefore(edge.role, edge.node.label)}</span> <Thing of={edge.node} /> <Status status={edge.node.state.state} reason={edge.node.state.reason} />
        </li>
      ))}
      {of.totalCount > of.edges.length && <li class="faint">and {number(of.totalCount - of.edges.length)} more</li>}
    </ul>
  );
}

/** Says what is promised: the kind, the sentence, and the verb that binds. */
export function What(props: { of: PromiseRow }): JSX.Element {
  const { of } = props;
  return (
    <>
      <Thing of={of} /> <span class="kind">{Words(of.kind)}</span>
      {of.modalText && (
        <span class="faint">
          {" "}
          “<Name>{of.modalText}</Name>”
        </span>
      )}
    </>
  );
}

/** The columns of a promise. */
export const promiseColumns: Column<PromiseRow>[] = [
  {
    name: "What is promised",
    value: (row) => row.label,
    show: (row) => <What of={row} />,
    class: "what",
  },
  {
    name: "Who owes it",
    value: (row) => endsText(row.bearers, partiesMeant(row.bearerRole)),
    show: (row) => <Ends of={row.bearers} open={row.silentOn.includes("bearers")} instead={partiesMeant(row.bearerRole)} />,
  },
  {
    name: "To whom",
    value: (row) => endsText(toWhom(row)),
    show: (row) => <Ends of={toWhom(row)} open={row.silentOn.includes("counterparties") || row.silentOn.includes("beneficiaries")} />,
  },
  {
    name: "Only if",
    value: (row) => row.conditions.edges.map((edge) => `${roleBefore(edge.role, edge.node.label)} ${edge.node.label} (${words(edge.node.state.state)})`).join("; "),
    show: (row) => <OnlyIf of={row.conditions} open={row.silentOn.includes("conditions")} />,
  },
  {
    name: "How binding",
    value: (row) => binding(row.bindingness),
    show: (row) => (row.bindingness ? binding(row.bindingness) : <Unsaid open={row.silentOn.includes("bindingness")} />),
  },
  {
    name: "Where it stands",
    value: (row) => words(row.status.status),
    show: (row) => <Status status={row.status.status} reason={row.status.reason} />,
  },
  { name: "Why", value: (row) => row.status.reason, filed: true },
  { name: "Kind", value: (row) => words(row.kind), filed: true },
  {
    name: "Says who",
    value: (row) => wordOf(row.claims.nodes).map((one) => one.label).join("; "),
    show: (row): ComponentChildren => (
      <>
        <Things of={wordOf(row.claims.nodes)} none="nobody is quoted" /> <PromiseQuotes of={row} n={row.claims.totalCount} />
      </>
    ),
  },
  { name: "Id", value: (row) => row.id, filed: true },
];

/** The same, with the declaration that makes it: for promises of several. */
export const promiseColumnsWithDeclaration: Column<PromiseRow>[] = [
  ...promiseColumns.slice(0, -2),
  {
    name: "Made in",
    value: (row) => row.declarations.nodes.map((one) => one.label).join("; "),
    show: (row) => <Things of={row.declarations.nodes} none="not recorded" />,
  },
  ...promiseColumns.slice(-2),
];

// toWhom brings together those whom a promise is made to and those whom it is for.
function toWhom(row: PromiseRow): Ends {
  const edges = [...row.counterparties.edges, ...row.beneficiaries.edges];
  return { totalCount: row.counterparties.totalCount + row.beneficiaries.totalCount, edges };
}
