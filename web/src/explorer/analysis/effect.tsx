// What would become of one obligation, as text: what it is, on whom, toward whom, on whose word, why, and what is missing.
import type { ComponentChildren, JSX } from "preact";
import { Name, Status, Tag, Thing, Things } from "../ui";
import { binding, count, fieldName, valueWords, words } from "../words";
import { changes, type Effect } from "./derivation";
import { Quotes } from "./quotes";
import { plainly } from "./sentences";

/** One effect of an answer, by its place in it. */
export function EffectText(props: { of: Effect; all: readonly Effect[]; open: boolean; choose: (effect: number) => void }): JSX.Element {
  const { of } = props;
  return (
    <>
      <p class="row">
        <Sure certainty={of.certainty} />
        <strong>
          <span aria-hidden="true">{changes[of.change].sign}</span> It {changes[of.change].words}
        </strong>
        <span class="faint">{of.bindingness ? binding(of.bindingness) : "how binding isn’t coded"}</span>
      </p>
      <p>
        <Status status={of.before.status} reason={of.before.reason} /> <span aria-hidden="true">→</span>
        <span class="hidden">would become</span> <Status status={of.after.status} reason={of.after.reason} />{" "}
        <span class="faint">
          <Name>{plainly(of.after.reason)}</Name>
        </span>
      </p>
      <dl class="facts">
        <Fact name="Who owes it">
          <Affected of={of.bearers} none="Nobody is named" />
          {of.unnamedBearers > 0 && <p>and {count(of.unnamedBearers, "bearer")} whom no source names</p>}
        </Fact>
        {of.excluded.length > 0 && (
          <Fact name="Not in this case">
            <Affected of={of.excluded} />
          </Fact>
        )}
        <Fact name="To whom">
          <Affected of={of.toward} none="The sources don’t say" />
        </Fact>
        {of.against.length > 0 && (
          <Fact name="Against whom">
            <Affected of={of.against} />
          </Fact>
        )}
        <Fact name="Promised in">
          <Things of={of.obligation.declarations.nodes} none="no declaration" />
        </Fact>
        <Fact name="Says who">
          <Voices of={of} />
        </Fact>
        <Fact name="Still missing">
          <Unmet of={of} />
        </Fact>
        {of.followsFrom.length > 0 && (
          <Fact name="Follows from">
            <FollowsFrom {...props} />
          </Fact>
        )}
      </dl>
      <details open={props.open}>
        <summary>Why: {count(of.steps.length, "step")}</summary>
        <ol class="steps">
          {of.steps.map((step, i) => (
            <li key={i}>
              <Name>{plainly(step.because)}</Name>
            </li>
          ))}
        </ol>
      </details>
      <Quotes claims={claimsOf(of)} open={props.open} />
    </>
  );
}

/** Whether something is sure, told by sign and word. */
export function Sure(props: { certainty: string; children?: ComponentChildren }): JSX.Element {
  const sure = props.certainty === "CERTAIN";
  return (
    <span class={"sure " + (sure ? "certain" : "possible")} title={sure ? "It follows from what is supposed and recorded." : "It hangs on something that isn’t recorded or supposed."}>
      <span aria-hidden="true">{sure ? "✓" : "?"}</span> {sure ? "certain" : "possible"}
    </span>
  );
}

function Fact(props: { name: string; children: ComponentChildren }): JSX.Element {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}

// Affected names actors; those who are there for the same reason stand together.
function Affected(props: { of: Effect["bearers"]; none?: string }): JSX.Element {
  if (props.of.length === 0) return <span class="faint">{props.none}</span>;
  const reasonOf = (one: Effect["bearers"][number]) => JSON.stringify([one.through?.id, one.certainty, one.reason, one.unnamedMembers]);
  return (
    <ul class="plain">
      {[...new Set(props.of.map(reasonOf))].map((reason) => {
        const group = props.of.filter((one) => reasonOf(one) === reason);
        const { through, certainty, reason: why, unnamedMembers } = group[0]!;
        return (
          <li key={reason}>
            <Things of={group.map((one) => one.actor)} />
            {through && (
              <>
                through <Thing of={through} />{" "}
              </>
            )}
            {certainty === "POSSIBLE" && <Sure certainty={certainty} />} <span class="faint">{plainly(why)}</span>
            {unnamedMembers ? <span class="faint">; {count(unnamedMembers, "member")} of it named by no source</span> : null}
          </li>
        );
      })}
    </ul>
  );
}

// Voices tells the speakers apart, and where they differ: what each says of a field stands beside the speaker.
function Voices(props: { of: Effect }): JSX.Element {
  if (props.of.voices.length === 0) return <span class="faint">No claim is recorded.</span>;
  return (
    <ul class="plain">
      {props.of.voices.map((voice) => (
        <li key={voice.statement?.id ?? "source"}>
          {voice.statement ? (
            <>
              <Things of={voice.speakers} none="Somebody" /> {words(voice.statement.act)}: <Thing of={voice.statement} />
            </>
          ) : (
            "The sources’ own word"
          )}{" "}
          {[...new Set(voice.claims.filter((claim) => claim.field !== null && claim.value !== null).map((claim) => `${fieldName(claim.field!)}: ${valueWords(claim.value, claim.field!)}`))].map((text) => (
            <Tag key={text}>{text}</Tag>
          ))}
        </li>
      ))}
    </ul>
  );
}

const roleWords: Record<string, string> = {
  ACTIVATES: "it is owed only if",
  LIMITS: "it covers only cases in which",
  SUSPENDS: "it is suspended while",
  TERMINATES: "it ends once",
  EXCEPT: "it doesn’t cover a case in which",
};

function Unmet(props: { of: Effect }): JSX.Element {
  if (props.of.unmet.length === 0) return <span class="faint">Nothing that is recorded.</span>;
  return (
    <ul class="plain">
      {props.of.unmet.map((one) => (
        <li key={one.condition.id + one.role}>
          {roleWords[one.role]}: <Thing of={one.condition} /> <Status status={one.state.state} reason={one.state.reason} /> <span class="faint">{plainly(one.state.reason)}</span>
        </li>
      ))}
    </ul>
  );
}

function FollowsFrom(props: { of: Effect; all: readonly Effect[]; choose: (effect: number) => void }): JSX.Element {
  return (
    <ul class="plain">
      {props.of.followsFrom.map((id) => {
        const i = props.all.findIndex((one) => one.id === id);
        return (
          <li key={id}>
            <button type="button" onClick={() => props.choose(i)}>
              {i + 1}
            </button>{" "}
            <Name>{props.all[i]?.obligation.label ?? id}</Name>
          </li>
        );
      })}
    </ul>
  );
}

function claimsOf(effect: Effect): string[] {
  const of = [...effect.steps, ...effect.voices, ...effect.bearers, ...effect.toward, ...effect.against];
  return [...new Set(of.flatMap((one) => one.claims.map((claim) => claim.id)))];
}
