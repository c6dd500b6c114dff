// Where a search leads besides its hits: to the promises of a kind that its words name, and to the declarations of a year. No
// text has these words, so that a search for them finds nothing.
import type { JSX } from "preact";
import { useAsk } from "./api";
import { byDates, filterOf } from "./filters";
import { LeadsDocument } from "./gql";
import { address } from "./router";
import { number, words } from "./words";

/** A list that a search names. */
export interface Lead {
  text: string;
  count: number;
  href: string;
}

/** Gives the lists that a search names, each with how many it has; undefined as long as that isn't known. */
export function useLeads(text: string): Lead[] | undefined {
  const year = yearIn(text);
  const { data, error, fresh } = useAsk(LeadsDocument, { signed: year ? filterOf(byDates("signedOn"), new URLSearchParams({ since: year, until: year }), null) : null });
  if (error) return [];
  if (!data || !fresh) return undefined;
  const leads: Lead[] = data.obligationGroups.groups
    .map(({ keys: [key], count }) => ({ kind: key!.value ?? "", count }))
    .filter(({ kind }) => named(kind, text))
    .map(({ kind, count }) => ({ text: `Promises of the kind ${words(kind)}`, count, href: address("/list", { noun: "obligation", kind }) }));
  if (year && data.declarations.totalCount > 0) leads.push({ text: `Declarations of ${year}`, count: data.declarations.totalCount, href: address("/list", { noun: "declaration", since: year, until: year }) });
  return leads;
}

/** Leads to lists; nothing where there are none. */
export function Leads(props: { of: readonly Lead[] }): JSX.Element | null {
  if (props.of.length === 0) return null;
  return (
    <ul class="rows" aria-label="Lists">
      {props.of.map((lead) => (
        <li key={lead.href}>
          <a href={lead.href}>
            {lead.text} ({number(lead.count)})
          </a>
        </li>
      ))}
    </ul>
  );
}

function yearIn(text: string): string | null {
  const year = text.trim();
  return /^\d{4}$/.test(year) && year >= "1500" && year <= "2100" ? year : null;
}

const shortest = 3; // letters: fewer begin the names of too many kinds

// named says whether each word of a text begins a word of a kind's name, in the singular or the plural.
function named(kind: string, text: string): boolean {
  const [of, asked] = [partsOf(words(kind)), partsOf(text)];
  return asked.length > 0 && asked.every((word) => word.length >= shortest && of.some((part) => part.startsWith(word)));
}

function partsOf(text: string): string[] {
  return (text.toLowerCase().match(/\p{L}+/gu) ?? []).map((word) => word.replace(/s$/, ""));
}
