// All that a search finds.
import type { JSX } from "preact";
import { useTitle } from "../app";
import { useAsk } from "../api";
import { HitsDocument } from "../gql";
import { Leads } from "../leads";
import { address } from "../router";
import { addressOfHit, Suggestion } from "../search";
import { Answered, Empty, Truncated } from "../ui";
import { capital, count, nouns } from "../words";
import type { ViewProps } from "../views";

export default function Hits(props: ViewProps): JSX.Element {
  const text = props.place.query.get("text") ?? "";
  useTitle(`Search: ${text}`);
  const asked = useAsk(HitsDocument, text === "" ? null : { text });
  return (
    <>
      <h1>
        Search: <bdi>{text}</bdi>
      </h1>
      {text === "" ? (
        <Empty title="Write above what to search for.">
          <p>Or see a list:</p>
          <ul>
            {Object.entries(nouns).map(([noun, { many }]) => (
              <li key={noun}>
                <a href={address("/list", { noun })}>{capital(many)}</a>
              </li>
            ))}
          </ul>
        </Empty>
      ) : (
        <>
          <Leads text={text} />
          <Answered of={asked}>
            {({ search }) => (
              <>
                <p>{count(search.totalCount, "hit")}{search.more && " and more"}</p>
                {search.totalCount === 0 && (
                  <Empty title="Nothing is found.">
                    <p>All the words must be found. Fewer words find more; spelling mistakes and other scripts are forgiven.</p>
                  </Empty>
                )}
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
      )}
    </>
  );
}
