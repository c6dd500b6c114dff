// The list of a noun, by the filters in the address.
import type { JSX } from "preact";
import { useTitle } from "../app";
import { ListingView, useListing, wholeTable } from "../listing";
import { nounLists } from "../nounlists";
import { address } from "../router";
import { Tools } from "../tools";
import { Empty } from "../ui";
import type { ViewProps } from "../views";
import { capital, nouns } from "../words";

export default function List(props: ViewProps): JSX.Element {
  const noun = props.place.query.get("noun") ?? "obligation";
  if (!(noun in nounLists)) return <NoSuchList noun={noun} />;
  return <ListOf key={noun} noun={noun} />;
}

function ListOf(props: { noun: string }): JSX.Element {
  const { name, many } = nouns[props.noun]!;
  useTitle(capital(many));
  const listing = useListing(nounLists[props.noun]!);
  return (
    <>
      <div class="view-head">
        <h1>{capital(many)}</h1>
        <Tools name={`pactgraph-${many}`} title={capital(many)} questions={listing.questions} tables={wholeTable(capital(many), listing)} />
      </div>
      <nav class="row nouns" aria-label="Lists">
        {Object.keys(nounLists).map((noun) => (
          <a key={noun} href={address("/list", { noun })} aria-current={noun === props.noun ? "page" : undefined}>
            {capital(nouns[noun]!.many)}
          </a>
        ))}
      </nav>
      <ListingView of={listing} one={name} many={many} caption={`${capital(many)}, as filtered`} />
    </>
  );
}

function NoSuchList(props: { noun: string }): JSX.Element {
  useTitle("Lists");
  return (
    <>
      <h1>Lists</h1>
      <Empty title={`There is no list of “${props.noun}”.`}>
        <ul>
          {Object.keys(nounLists).map((noun) => (
            <li key={noun}>
              <a href={address("/list", { noun })}>{capital(nouns[noun]!.many)}</a>
            </li>
          ))}
        </ul>
      </Empty>
    </>
  );
}
