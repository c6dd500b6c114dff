// The quotes behind something: each once, with its source, who said it, and what it is taken to show.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { useAsk } from "../api";
import { Cited, footing } from "../evidence";
import { ClaimQuotesDocument, type ClaimQuotesQuery } from "../gql";
import { Answered, Things, type Named } from "../ui";
import { count, fieldName, valueWords } from "../words";
import { listed } from "./sentences";

type Claim = Extract<NonNullable<ClaimQuotesQuery["nodes"][number]>, { evidence: unknown }>;
type Evidence = Claim["evidence"]["nodes"][number];

const most = 200; // claims whose quotes are asked for at once

/** The quotes on which some claims rest, asked for when the reader opens them. */
export function Quotes(props: { claims: readonly string[]; open?: boolean; title?: string }): JSX.Element | null {
  const [open, setOpen] = useState(props.open ?? false);
  const ids = [...new Set(props.claims)];
  if (ids.length === 0) return <p class="faint">No quote is recorded for it.</p>;
  return (
    <details class="quotes" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{props.title ?? "The quotes behind it"}</summary>
      {open && <Loaded ids={ids.slice(0, most)} />}
      {open && ids.length > most && <p class="faint">Those of the first {most} of {count(ids.length, "claim")}.</p>}
    </details>
  );
}

function Loaded(props: { ids: string[] }): JSX.Element {
  const asked = useAsk(ClaimQuotesDocument, { ids: props.ids });
  return (
    <Answered of={asked} waiting="Looking up the quotes…">
      {({ nodes }) => {
        const quotes = byEvidence(nodes.filter((one): one is Claim => one !== null && "evidence" in one));
        if (quotes.length === 0) return <p class="faint">No quote is recorded for it.</p>;
        return quotes.map(({ evidence, claims }) => (
          <Cited key={evidence.id} quote={evidence} speakers={speakersOf(claims)}>
            <Speakers of={speakersOf(claims)} /> <Shows claims={claims} />{" "}
          </Cited>
        ));
      }}
    </Answered>
  );
}

// byEvidence gives each quote once, with all the claims that rest on it, in the order in which it is first met.
function byEvidence(claims: Claim[]): { evidence: Evidence; claims: Claim[] }[] {
  const all = new Map<string, { evidence: Evidence; claims: Claim[] }>();
  for (const claim of claims) {
    for (const evidence of claim.evidence.nodes) {
      const known = all.get(evidence.id);
      if (known) known.claims.push(claim);
      else all.set(evidence.id, { evidence, claims: [claim] });
    }
  }
  return [...all.values()];
}

// speakersOf gives those on whose word claims stand, each once.
function speakersOf(claims: Claim[]): Named[] {
  return [...new Map(claims.flatMap((claim) => claim.voicedIn?.madeBy.nodes ?? []).map((one) => [one.id, one])).values()];
}

function Speakers(props: { of: Named[] }): JSX.Element | null {
  if (props.of.length === 0) return null;
  return (
    <>
      · said by <Things of={props.of} />
    </>
  );
}

// Shows says in one line what a quote is taken to show, and how sure that is.
function Shows(props: { claims: Claim[] }): JSX.Element {
  const keys = [...new Set(props.claims.map((claim) => `${claim.stance} ${claim.basis}`))];
  return (
    <>
      {keys.map((key) => {
        const claims = props.claims.filter((claim) => `${claim.stance} ${claim.basis}` === key);
        return (
          <span class="shows" key={key}>
            {claims[0]!.stance === "CONTRADICTS" ? "speaks against" : "shows"} {listed([...new Set(claims.map(inWords))])}
            {claims[0]!.basis !== "TEXT" && `: ${footing(claims[0]!.basis)}`}
          </span>
        );
      })}
    </>
  );
}

function inWords(claim: Claim): string {
  if (!claim.field) return "that it is so";
  return fieldName(claim.field) + (claim.value ? ` “${valueWords(claim.value, claim.field)}”` : "");
}
