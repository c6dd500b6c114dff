// All that a search finds.
import type { JSX } from "preact";
import { useTitle } from "../app";
import { useAsk } from "../api";
import { HitsDocument } from "../gql";
import { Leads, useLeads, type Lead } from "../leads";
import { address } from "../router";
import { addressOfHit, Suggestion } from "../search";
import { Answered, Empty, Truncated, Waiting } from "../ui";
import { capital, count, nouns } from "../words";
import type { ViewProps } from "../views";

export default function Hits(props: ViewProps): JSX.Element {
  const text = (props.place.query.get("text") ?? "").trim();
  useTitle(text === "" ? "Search" : `Search: ${text}`);
  return text === "" ? <NothingAsked /> : <Found text={text} />;
}

function NothingAsked(): JSX.Element {
  return (
    <>
      <h1>Search</h1>
      <Empty title="Write above what to search for: a person, a country, a promise, words of a quote.">
        <p>Spelling mistakes and other scripts are forgiven. Words between quotation marks are found just so.</p>
        <p>Or see a list:</p>
        <ul>
          {Object.entries(nouns).map(([noun, { many }]) => (
            <li key={noun}>
              <a href={address("/list", { noun })}>{capital(many)}</a>
            </li>
          ))}
        </ul>
      </Empty>
    </>
  );
}

function Found(props: { text: string }): JSX.Element {
  const { text } = props;
  const asked = useAsk(HitsDocument, { text });
  const leads = useLeads(text);
  return (
    <>
      <h1>
        Search: <bdi>{text}</bdi>
      </h1>
      <Answered of={asked}>
        {({ search }) => (
          <>
            {search.totalCount === 0 ? <NoHit leads={leads} /> : <Leads of={leads ?? []} />}
            {search.totalCount > 0 && <p>{count(search.totalCount, "hit")}{search.more && " and more"}</p>}
            <ul class="hits">
              {search.edges.map((hit) => (
                <li key={hit.node.id}>
                  <a href={addressOfHit(hit)}>
                    <Suggestion hit={hit} />
                  </a>
                </li>
              ))}
            </ul>
            {search.totalCount > search.edges.length && <Truncated shown={search.edges.length} total={search.totalCount} one="hit">More words find less.</Truncated>}
          </>
        )}
      </Answered>
    </>
  );
}

// NoHit says that no text has the words: that is all, or there are lists that they name.
function NoHit(props: { leads: readonly Lead[] | undefined }): JSX.Element {
  const { leads } = props;
  if (!leads) return <Waiting />;
  if (leads.length === 0) {
    return (
      <Empty title="Nothing is found.">
        <p>All the words must be found. Fewer words find more; spelling mistakes and other scripts are forgiven.</p>
      </Empty>
    );
  }
  return (
    <>
      <p>No name, title or quote matches, but {leads.length === 1 ? "a list does" : "lists do"}:</p>
      <Leads of={leads} />
    </>
  );
}
