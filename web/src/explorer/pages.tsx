// The way from page to page of a list, which the address holds as "after" or "before".
import type { JSX } from "preact";
import { addressWith, usePlace } from "./router";
import { count, number } from "./words";

/** What brings a list back to its first page: for whatever changes what is listed. */
export const start = { after: undefined, before: undefined };

/** A page's place among the others. Lists that only go on say nothing of what is before. */
export interface PageInfo {
  hasNextPage: boolean;
  hasPreviousPage?: boolean;
  startCursor?: string | null;
  endCursor?: string | null;
}

/** Links to the other pages; with shown and total, how much of it all this page has. Nothing where there is one page. */
export function Pages(props: { of: PageInfo; label?: string; shown?: number; total?: number; one?: string }): JSX.Element | null {
  const { query } = usePlace();
  const { hasNextPage, hasPreviousPage = false, startCursor, endCursor } = props.of;
  const later = hasPreviousPage || query.has("after");
  if (!hasNextPage && !later) return null;
  return (
    <nav class="row pages" aria-label={props.label ?? "Pages"}>
      {props.shown !== undefined && props.total !== undefined && (
        <span>
          {number(props.shown)} of {count(props.total, props.one ?? "row")} on this page
        </span>
      )}
      {later && <a class="button" data-top href={addressWith(start)}>First page</a>}
      {hasPreviousPage && <a class="button" data-top href={addressWith({ ...start, before: startCursor ?? undefined })}>← Previous</a>}
      {hasNextPage && <a class="button" data-top href={addressWith({ ...start, after: endCursor ?? undefined })}>Next →</a>}
    </nav>
  );
}
