// A list with its filters, order and pages, all of them in the address; and its rows to take away, all of them.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { askServer, useAsk, type Asked } from "./api";
import { fetchPages, type Fetched, type Table } from "./download";
import { filterOf, none, sayValue, type Facet, type Filter } from "./filters";
import { NamesDocument, type FacetGroupsFragment } from "./gql";
import type { ListPage, ListVariables, NounList } from "./nounlists";
import { addressWith, ask, usePlace } from "./router";
import { Search } from "./search";
import { Pages, start } from "./pages";
import { DataTable, tableOf } from "./table";
import type { Question } from "./tools";
import { Answered, Bars, Dialog, Empty, Name, type Named } from "./ui";
import { capital, count, number, Words } from "./words";

const pageSize = 50; // rows of a page, where the view doesn't ask for fewer
const fetchedPage = 100; // rows of a page that is fetched for a file
const fetchedEnds = 250; // things at the other end of a relation of such a row
const fetchedMost = 10_000; // rows of a file

/** A list as it was asked for by the address. */
export interface Listing {
  of: NounList;
  asked: Asked<ListPage<Named>>;
  counts: Asked<Record<string, FacetGroupsFragment>>;
  questions: Question[];
  variables: ListVariables;
}

/** Asks for the page of a list that the address names, and how many there are of what. */
export function useListing(of: NounList, options: { base?: Filter; size?: number } = {}): Listing {
  const { query } = usePlace();
  const { base = null, size = pageSize } = options;
  const { facets } = of;
  const variables: ListVariables = { filter: filterOf(facets, query, base), orderBy: orderOf(of, query), asOf: query.get("asOf") || null, ...pageOf(query, size) };
  const asked = useAsk(of.document, variables);
  const counting: Record<string, unknown> = { asOf: variables.asOf };
  for (const param of of.counted) counting[param] = filterOf(facets, query, base, param);
  const counts = useAsk(of.counting, counting);
  return { of, asked, counts, variables, questions: [{ text: of.document.toString(), variables }, { text: of.counting.toString(), variables: counting }] };
}

function orderOf(of: NounList, query: URLSearchParams): ListVariables["orderBy"] {
  const field = of.orders.find(([name]) => name === query.get("order"))?.[0] ?? of.orders[0]![0];
  const usual = !query.has("order") && /^(SIGNED_ON|DEGREE|PUBLISHED_ON|DATE|FROM)$/.test(field);
  return [{ field, direction: query.has("desc") || usual ? "DESC" : "ASC" }];
}

function pageOf(query: URLSearchParams, size: number): Pick<ListVariables, "first" | "after" | "last" | "before"> {
  const before = query.get("before");
  if (before) return { first: null, after: null, last: size, before };
  return { first: size, after: query.get("after"), last: null, before: null };
}

/** Gives the table of a list to take away: all of its pages, fetched one after the other. */
export function wholeTable(name: string, listing: Listing): Table[] {
  const { data } = listing.asked;
  return data ? [tableOf(name, listing.of.columns, data.list.nodes, () => fetchAll(listing))] : [];
}

// fetchAll fetches all rows of a list, up to the most that a file may have.
function fetchAll(listing: Listing): Promise<Fetched<Named>> {
  const variables = { ...listing.variables, first: fetchedPage, last: null, before: null, ends: fetchedEnds };
  return fetchPages(fetchedMost, async (after) => (await askServer(listing.of.document, { ...variables, after })).list);
}

/** Shows a list: filters, what is chosen, the page's rows, and where the pages go on. */
export function ListingView(props: { of: Listing; one: string; many: string; caption: string }): JSX.Element {
  const { of, one, many } = props;
  return (
    <>
      <Filters of={of} />
      <Answered of={of.asked}>
        {({ list }) => (
          <>
            <p role="status">
              <strong>{count(list.totalCount, one, many)}</strong>
              {list.totalCount > list.nodes.length && <span class="faint"> · {number(list.nodes.length)} on this page</span>}
            </p>
            {list.totalCount === 0 ? (
              <Empty title={`No ${one} is like that.`}>
                <p>Where filters are chosen, take one away: fewer filters find more.</p>
              </Empty>
            ) : (
              <DataTable caption={props.caption} columns={of.of.columns} rows={list.nodes} keyOf={(row) => row.id} />
            )}
            <Pages of={list.pageInfo} />
          </>
        )}
      </Answered>
    </>
  );
}

// On a narrow screen the filters are folded, so that what is found comes first.
const wide = window.matchMedia("(min-width: 40rem)");

function Filters(props: { of: Listing }): JSX.Element {
  const { of, counts } = props.of;
  const { query } = usePlace();
  const { facets } = of;
  const has = (param: string) => facets.some((facet) => facet.param === param);
  return (
    <>
      <details class="filtering" open={wide.matches}>
        <summary>Filters and order</summary>
        <search class="filters" aria-label="Filters">
          {has("text") && <TextFilter />}
          {facets.filter((facet) => of.counted.includes(facet.param)).map((facet) => (
            <FacetChoice key={facet.param} facet={facet} groups={counts.data?.[facet.param]} chosen={query.getAll(facet.param)} />
          ))}
          {has("since") && <DateFilter param="since" name="Since" />}
          {has("until") && <DateFilter param="until" name="Until" />}
          <DateFilter param="asOf" name="As of" />
          <OrderChoice of={of} />
        </search>
      </details>
      <Chosen facets={facets} />
    </>
  );
}

function OrderChoice(props: { of: NounList }): JSX.Element {
  const { query } = usePlace();
  const { field, direction } = orderOf(props.of, query)[0]!;
  return (
    <>
      <label>
        Order by
        <select value={field} onChange={(event) => ask({ ...start, order: event.currentTarget.value })}>
          {props.of.orders.map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        Direction
        <select value={direction} onChange={(event) => ask({ ...start, order: field, desc: event.currentTarget.value === "DESC" ? "1" : undefined })}>
          <option value="ASC">rising</option>
          <option value="DESC">falling</option>
        </select>
      </label>
    </>
  );
}

function TextFilter(): JSX.Element {
  const { query } = usePlace();
  const asked = query.get("text") ?? "";
  const [text, setText] = useState(asked);
  useEffect(() => setText(asked), [asked]);
  const submit = (event: Event) => {
    event.preventDefault();
    ask({ ...start, text: text.trim() });
  };
  return (
    <form onSubmit={submit}>
      <label>
        Words in it
        <input type="search" value={text} onInput={(event) => setText(event.currentTarget.value)} onChange={submit} />
      </label>
    </form>
  );
}

function DateFilter(props: { param: string; name: string }): JSX.Element {
  const { query } = usePlace();
  const value = query.get(props.param) ?? "";
  const take = (event: Event) => {
    const input = event.currentTarget as HTMLInputElement;
    if (input.value === "" || input.validity.valid) ask({ ...start, [props.param]: input.value });
    else input.reportValidity();
  };
  return (
    <label>
      {props.name}
      <input class="date" type="text" inputMode="numeric" placeholder="2026-01-31" pattern="\d{4}(-\d{2}(-\d{2})?)?" title="A year, month or day, such as 2026, 2026-01 or 2026-01-31" value={value} onChange={take} />
    </label>
  );
}

// FacetChoice lets one value of a facet be chosen, of those that there are, each with how many it has; none where there are none.
function FacetChoice(props: { facet: Facet; groups?: FacetGroupsFragment; chosen: string[] }): JSX.Element {
  const { facet, groups, chosen } = props;
  const [searching, setSearching] = useState(false);
  const nothing = groups?.groups.every((group) => group.keys[0]!.value === null) ?? true;
  const names = new Map(groups?.groups.map((group) => [group.keys[0]!.value ?? none, group.keys[0]!.label]));
  const search = facet.say === "thing" && groups !== undefined && groups.totalGroups > groups.groups.length;
  const take = (value: string) => {
    if (value === "…") setSearching(true);
    else ask({ ...start, [facet.param]: value });
  };
  return (
    <label>
      {facet.name}
      <select disabled={nothing && chosen.length === 0} value={chosen.length === 1 ? chosen[0] : chosen.length > 1 ? "several" : ""} onChange={(event) => take(event.currentTarget.value)}>
        <option value="">{groups && nothing ? "none recorded" : "any"}</option>
        {chosen.length > 1 && <option value="several">{number(chosen.length)} chosen</option>}
        {chosen.length === 1 && !names.has(chosen[0]!) && <option value={chosen[0]}>{sayValue(facet, chosen[0]!, names)}</option>}
        {groups?.groups.map((group) => {
          const value = group.keys[0]!.value ?? none;
          return (
            <option key={value} value={value}>
              {capital(sayValue(facet, value, names))} ({number(group.count)})
            </option>
          );
        })}
        {search && <option value="…">Search for another…</option>}
      </select>
      {searching && (
        <Dialog title={facet.name} open close={() => setSearching(false)}>
          <div class="chooser">
            <Search
              label={facet.name}
              nouns={["ACTOR"]}
              autofocus
              choose={(id) => {
                setSearching(false);
                ask({ ...start, [facet.param]: id });
              }}
            />
          </div>
        </Dialog>
      )}
    </label>
  );
}

// Chosen shows the filters that are set, each to be taken away.
function Chosen(props: { facets: readonly Facet[] }): JSX.Element | null {
  const { query } = usePlace();
  const set = props.facets.flatMap((facet) => query.getAll(facet.param).filter(Boolean).map((value) => ({ facet, value })));
  const ids = set.filter(({ facet, value }) => facet.say === "thing" && value !== none).map(({ value }) => value);
  const asked = useAsk(NamesDocument, ids.length > 0 ? { ids } : null);
  const names = new Map(asked.data?.nodes.flatMap((one) => (one ? [[one.id, one.label] as const] : [])));
  const asOf = query.get("asOf");
  if (set.length === 0 && !asOf) return null;
  const without = (param: string, value: string) => addressWith({ ...start, [param]: query.getAll(param).filter((one) => one !== value) });
  const clear = Object.fromEntries([...props.facets.map((facet) => facet.param), "asOf"].map((param) => [param, undefined]));
  return (
    <ul class="chosen" aria-label="Filters that are set">
      {set.map(({ facet, value }) => (
        <li key={facet.param + value}>
          <a class="tag" href={without(facet.param, value)} aria-label={`Take away: ${facet.name} ${sayValue(facet, value, names)}`}>
            {facet.name}: <Name>{sayValue(facet, value, names)}</Name> <span aria-hidden="true">✕</span>
          </a>
        </li>
      ))}
      {asOf && (
        <li>
          <a class="tag" href={without("asOf", asOf)} aria-label={`Take away: as of ${asOf}`}>
            What held on {asOf} <span aria-hidden="true">✕</span>
          </a>
        </li>
      )}
      <li>
        <a href={addressWith({ ...start, ...clear })}>Take all away</a>
      </li>
    </ul>
  );
}

/** Shows how many there are of each value of some facets, each with its caption, as bars that filter. */
export function CountBars(props: { of: Listing; by: [string, string][]; but?: string }): JSX.Element {
  const { of, by } = props;
  return (
    <Answered of={of.counts} waiting="Counting…">
      {(counts) => (
        <div class="charts">
          {by.map(([param, caption]) => {
            const facet = of.of.facets.find((one) => one.param === param)!;
            const groups = counts[param]?.groups.filter((group) => group.keys[0]!.value !== props.but) ?? [];
            if (groups.every((group) => group.keys[0]!.value === null)) return null;
            return (
              <Bars
                key={param}
                caption={caption + (groups.length > most ? `: the first ${most} of ${number(counts[param]!.totalGroups)}` : "")}
                of={groups.slice(0, most).map((group) => {
                  const value = group.keys[0]!.value;
                  const names = new Map([[value ?? none, group.keys[0]!.label]]);
                  return {
                    label: facet.say === "thing" && value ? group.keys[0]!.label : value ? capital(sayValue(facet, value, names)) : Words("not recorded"),
                    value: group.count,
                    href: addressWith({ ...start, [param]: value ?? none }),
                    class: param === "status" ? "bar-" + value : undefined,
                  };
                })}
              />
            );
          })}
        </div>
      )}
    </Answered>
  );
}

const most = 8; // bars of one chart
