// What is recorded of a thing, field by field, each with the quotes it rests on.
import type { ComponentChildren, JSX } from "preact";
import { FoldedClaims, Unsaid, type Claimed } from "./evidence";
import { More, tableOf, type Column } from "./table";
import type { Table } from "./download";
import { capital, count, fieldName } from "./words";

/** A fact: the field by its name in the API, its value in words, and how it is shown, where that is more than the text. */
export interface Fact {
  field: string;
  text: string;
  show?: ComponentChildren;
}

/** How many claims the question of a page may ask for. */
export const mostClaims = 500;

/** Facts with their quotes to open. What has no value is shown only where the source is known to leave it open. */
export function Facts(props: { of: Fact[]; claims: { totalCount: number; nodes: readonly Claimed[] }; silentOn: readonly string[] }): JSX.Element {
  const { silentOn, claims } = props;
  const known = new Set(props.of.map((fact) => fact.field));
  const rows = props.of.filter((fact) => fact.text !== "" || silentOn.includes(fact.field));
  const open = silentOn.filter((field) => !known.has(field));
  const general = claims.nodes.filter((claim) => !claim.field || !known.has(claim.field));
  return (
    <>
      <dl class="facts">
        {rows.map((fact) => (
          <div key={fact.field}>
            <dt>{capital(fieldName(fact.field))}</dt>
            <dd>
              {fact.text === "" ? <Unsaid open /> : (fact.show ?? <bdi dir="auto">{fact.text}</bdi>)}
              <FieldClaims of={claims.nodes.filter((claim) => claim.field === fact.field)} about={fact.field} />
            </dd>
          </div>
        ))}
      </dl>
      {open.length > 0 && <p class="faint">The source also leaves open: {open.map(fieldName).join(", ")}.</p>}
      {general.length > 0 && (
        <FoldedClaims of={general}>What is quoted of it as such ({general.length})</FoldedClaims>
      )}
      <More name="claims" shown={claims.nodes.length} total={claims.totalCount} one="claim" most={mostClaims} />
    </>
  );
}

function FieldClaims(props: { of: readonly Claimed[]; about: string }): JSX.Element | null {
  if (props.of.length === 0) return null;
  return (
    <FoldedClaims of={props.of} named={false} label={`${count(props.of.length, "claim")} on ${fieldName(props.about)}`}>
      {count(props.of.length, "claim")}
    </FoldedClaims>
  );
}

const factColumns: Column<Fact & { quotes: string }>[] = [
  { name: "Field", value: (row) => fieldName(row.field) },
  { name: "Value", value: (row) => row.text },
  { name: "Quotes", value: (row) => row.quotes },
];

/** The facts as a table to take away. */
export function factTable(facts: Fact[], claims: readonly Claimed[]): Table {
  const rows = facts.filter((fact) => fact.text !== "");
  const quotes = (field: string) => claims.filter((claim) => claim.field === field).flatMap((claim) => claim.evidence.nodes.map((quote) => quote.exact ?? quote.locator ?? ""));
  return tableOf("Facts", factColumns, rows.map((fact) => ({ ...fact, quotes: [...new Set(quotes(fact.field))].join(" | ") })));
}

/** Writes codes in public schemes. */
export function codes(of: readonly { scheme: string; value: string }[]): string {
  return of.map((one) => `${one.scheme} ${one.value}`).join(", ");
}
