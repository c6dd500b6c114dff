// What the pages of things have in common: the head, a part with its heading, what to do where there is no such thing.
import type { ComponentChildren, JSX } from "preact";
import type { Table } from "./download";
import { address, ask } from "./router";
import { Tools, type Question } from "./tools";
import { DayField, Empty, Name, Sign, type Named } from "./ui";
import { count, date, nounOf, number } from "./words";

/** The head of a thing's page: its name, what it is in a line, and its tools. */
export function PageHead(props: { of: Named; line: ComponentChildren; questions: Question[]; tables: Table[]; children?: ComponentChildren }): JSX.Element {
  const { of } = props;
  return (
    <>
      <div class="view-head">
        <h1>
          <Sign noun={nounOf(of.id)} />
          <Name>{of.label}</Name>
        </h1>
        <Tools name={of.id.replaceAll("/", "-")} title={of.label} questions={props.questions} tables={props.tables.filter((table) => table.rows.length > 0)} />
      </div>
      <p class="lead page-line">{props.line}</p>
      <p class="row page-links">
        <a class="button" href={address("/graph", { roots: of.id })}>
          Open in the graph
        </a>
        {props.children}
      </p>
    </>
  );
}

/** A part of a page under its heading, with how many things it has, or entries, where a thing may have several; nothing at all where it has none and nothing is to be said of that. */
export function Part(props: { title: string; n?: number; entries?: boolean; none?: ComponentChildren; children: ComponentChildren }): JSX.Element | null {
  const { n, entries, none } = props;
  if (n === 0 && none === undefined) return null;
  return (
    <section class="part">
      <h2>
        {props.title} {n !== undefined && n > 0 && <span class="faint">({entries ? count(n, "entry", "entries") : number(n)})</span>}
      </h2>
      {n === 0 ? <p class="faint">{none}</p> : props.children}
    </section>
  );
}

/** Joins what is known of a thing into a line. */
export function Line(props: { of: ComponentChildren[] }): JSX.Element {
  const known = props.of.filter((one) => one !== null && one !== undefined && one !== "" && one !== false);
  return (
    <>
      {known.map((one, i) => (
        <span key={i}>
          {i > 0 && " · "}
          {one}
        </span>
      ))}
    </>
  );
}

/** Says that the graph has no such thing. */
export function NoSuch(props: { noun: string; id: string }): JSX.Element {
  return (
    <>
      <h1>Not found</h1>
      <Empty title={`There is no ${props.noun} “${props.id}” in the graph.`}>
        <p>
          It may have been taken back, or the address isn’t whole. Search for it above, or see <a href={address("/list", { noun: props.noun })}>the list</a>.
        </p>
      </Empty>
    </>
  );
}

/** Lets the reader choose the date on which something is seen. */
export function OnDate(props: { asOf: string | null; children?: ComponentChildren }): JSX.Element {
  return (
    <p class="row">
      <label>
        On <DayField value={props.asOf ?? ""} choose={(day) => ask({ asOf: day })} />
      </label>
      <span class="faint">{props.asOf ? date(props.asOf) : "today"}</span>
      {props.children}
    </p>
  );
}
