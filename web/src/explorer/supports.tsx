// What a quote or a claim is about: which thing, and what of it.
import type { JSX } from "preact";
import { addressOf } from "./router";
import { Thing, type Named } from "./ui";
import { count, fieldName } from "./words";

/** A claim by what it is about. */
export interface AboutClaim {
  field?: string | null;
  aboutEdge?: string | null;
}

/** The claims that rest on a quote. */
export interface Supported {
  id: string;
  claims: { totalCount: number; nodes: readonly (AboutClaim & { id: string; stance: string; about?: Named | null })[] };
}

const edgeWords: Record<string, string> = {
  about: "what it is about",
  adopted_at: "where it was adopted",
  against: "against whom",
  bearer: "who owes it",
  beneficiary: "for whom",
  breaches: "that it breaks a promise",
  concerns: "whom it names",
  conditioned_on: "under which condition",
  counterparty: "to whom",
  creates: "that it makes a promise",
  establishes: "what it sets up",
  holds_office: "an office",
  made_at: "where it was said",
  made_by: "who said it",
  on_behalf_of: "for whom it was said",
  participated_in: "that it took part",
  party_action: "that it signed or joined",
  party_to: "that it is bound",
  performs: "that it keeps a promise",
  satisfies: "that it meets a condition",
};

/** Says which part of a thing a claim is about: a field, a relation, or that it is so. */
export function aboutPart(claim: AboutClaim): string {
  const edge = claim.aboutEdge?.split("/")[1] ?? "";
  const relation = edge && (edgeWords[edge] ?? edge.replaceAll("_", " "));
  return [relation, claim.field && fieldName(claim.field)].filter(Boolean).join(": ") || "that it is so";
}

/** Brings the claims that rest on a quote together by the thing that they are about. */
export function supported(quote: Supported): { about: Named; parts: string[] }[] {
  const all = new Map<string, { about: Named; parts: string[] }>();
  for (const claim of quote.claims.nodes) {
    if (!claim.about) continue;
    const one = all.get(claim.about.id) ?? { about: claim.about, parts: new Array<string>() };
    const part = aboutPart(claim) + (claim.stance === "CONTRADICTS" ? " (speaks against it)" : "");
    if (!one.parts.includes(part)) one.parts.push(part);
    all.set(claim.about.id, one);
  }
  return [...all.values()];
}

/** Says what a quote is taken to show: of which things, and what of them. */
export function Supports(props: { of: Supported }): JSX.Element {
  const { of } = props;
  const all = supported(of);
  return (
    <div class="supports">
      {all.length === 0 && <p class="faint">Nothing rests on it.</p>}
      <ul class="rows">
        {all.map(({ about, parts }) => (
          <li key={about.id}>
            <span class="faint-inline">supports</span> <Thing of={about} />: <span class="faint">{parts.join(", ")}</span>
          </li>
        ))}
      </ul>
      {of.claims.totalCount > of.claims.nodes.length && <a href={addressOf(of.id)}>and {count(of.claims.totalCount - of.claims.nodes.length, "more claim")}</a>}
    </div>
  );
}
