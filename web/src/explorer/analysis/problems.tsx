// What is wrong with files, or worth a look: where it stands, and the line itself.
import type { JSX } from "preact";
import type { ProblemFragment } from "../gql";
import { Name } from "../ui";
import { number } from "../words";

/** The problems, each with file, line and column. */
export function Problems(props: { of: readonly ProblemFragment[]; title: string; bad?: boolean }): JSX.Element | null {
  if (props.of.length === 0) return null;
  return (
    <section class={"problems" + (props.bad ? " failed" : "")} aria-label={props.title} role={props.bad ? "alert" : undefined}>
      <h3>
        {props.title} ({number(props.of.length)})
      </h3>
      <ol>
        {props.of.map((one, i) => (
          <li key={i}>
            <strong>
              <Name>{placeOf(one)}</Name>
            </strong>{" "}
            <Name>{one.message}</Name>
            {one.text && <Excerpt of={one.text} column={one.sheet ? null : one.column} />}
          </li>
        ))}
      </ol>
    </section>
  );
}

function placeOf(of: ProblemFragment): string {
  const row = of.sheet || of.columnName ? "row" : "line";
  const column = of.columnName ? `column “${of.columnName}”` : of.column ? `column ${of.column}` : "";
  const place = [of.file, of.sheet && `sheet “${of.sheet}”`, of.line && `${row} ${of.line}`, column].filter(Boolean).join(", ");
  return place === "" ? "" : place + ":";
}

// Excerpt shows the line, with the place marked where the column lies in it.
function Excerpt(props: { of: string; column: number | null | undefined }): JSX.Element {
  const letters = [...props.of];
  const at = (props.column ?? 0) - 1;
  if (at < 0 || at >= letters.length) return <pre>{props.of}</pre>;
  return (
    <pre>
      {letters.slice(0, at).join("")}
      <mark>{letters[at]}</mark>
      {letters.slice(at + 1).join("")}
    </pre>
  );
}
