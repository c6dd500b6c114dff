// The search box: suggestions as the reader types, each with its kind and a line of context.
import type { JSX } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { announce } from "./announce";
import { asAskError, askServer } from "./api";
import { SuggestDocument, type SearchedNoun, type SuggestQuery } from "./gql";
import { address, addressOf, go } from "./router";
import { Name, Sign } from "./ui";
import { count, date, nounOf, nouns, words } from "./words";

type Hit = SuggestQuery["search"]["edges"][number];

const pause = 120; // milliseconds without a key before it is asked

/** The search box, for things of all nouns or of some. Choosing gives the hit's id; Enter without a choice opens the page of all hits. */
export function Search(props: { choose?: (id: string, label: string) => void; label?: string; autofocus?: boolean; nouns?: SearchedNoun[] }): JSX.Element {
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const [text, setText] = useState("");
  const [hits, setHits] = useState<Hit[]>([]);
  const [found, setFound] = useState(""); // what the hits were found for
  const soon = useRef(false); // Enter was pressed before they came: the first is taken then
  const [note, setNote] = useState("");
  const [at, setAt] = useState(-1);
  const [open, setOpen] = useState(false);

  useEffect(() => {
    const wanted = text.trim();
    setAt(-1);
    if (wanted === "") {
      setHits([]);
      return setNote("");
    }
    const stop = new AbortController();
    const timer = setTimeout(() => {
      askServer(SuggestDocument, { text: wanted, nouns: props.nouns ?? null }, { signal: stop.signal }).then(
        ({ search }) => {
          if (soon.current && search.edges[0]) return take(search.edges[0]);
          setHits(search.edges);
          setFound(wanted);
          setAt(-1);
          setNote(search.totalCount === 0 ? `Nothing is found for “${wanted}”.${props.choose ? "" : " Enter looks for lists of that name, too."}` : "");
          announce(search.totalCount === 0 ? "Nothing is found." : `${count(search.totalCount, "hit")}${search.more ? " and more" : ""}. Arrow keys choose.`);
        },
        (problem: unknown) => {
          if (stop.signal.aborted) return;
          setHits([]);
          setNote(asAskError(problem).message);
        },
      );
    }, pause);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [text]);

  useEffect(() => {
    const close = (event: PointerEvent) => {
      if (!box.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener("pointerdown", close);
    return () => document.removeEventListener("pointerdown", close);
  }, []);

  const take = (hit: Hit) => {
    setOpen(false);
    const target = targetOf(hit);
    if (props.choose) {
      setText("");
      props.choose(target, hit.node.label);
    } else go(addressOfHit(hit));
  };
  const shown = open && (hits.length > 0 || note !== "");
  const key = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setOpen(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      setAt((now) => (hits.length === 0 ? -1 : (now + step + hits.length + (now < 0 && step < 0 ? 1 : 0)) % hits.length));
    } else if (event.key === "Escape" && shown) {
      event.preventDefault(); // closes the list; the browser would clear the text as well
      setOpen(false);
    }
  };
  const submit = (event: Event) => {
    event.preventDefault();
    const fresh = found === text.trim();
    const hit = hits[at] ?? (props.choose && fresh ? hits[0] : undefined);
    if (hit) take(hit);
    else if (props.choose) soon.current = !fresh;
    else if (text.trim() !== "") {
      setOpen(false);
      go(address("/search", { text: text.trim() }));
    }
  };
  return (
    <div class="search" ref={box}>
      <form role={props.choose ? undefined : "search"} aria-label={props.choose ? undefined : (props.label ?? "Search")} onSubmit={submit}>
        <label for={id} class="hidden">
          {props.label ?? "Search"}
        </label>
        <input
          id={id}
          type="search"
          role="combobox"
          list={undefined}
          autocomplete="off"
          spellcheck={false}
          placeholder={props.label ?? "Search: a person, a country, a promise, words of a quote"}
          aria-expanded={shown}
          aria-controls={id + "-hits"}
          aria-autocomplete="list"
          aria-activedescendant={at >= 0 && shown ? `${id}-${at}` : undefined}
          value={text}
          autofocus={props.autofocus}
          onInput={(event) => {
            soon.current = false; // here, since an effect may run only after the Enter that follows
            setText(event.currentTarget.value);
            setOpen(true);
          }}
          onFocus={() => setOpen(true)}
          onKeyDown={key}
        />
      </form>
      <ul id={id + "-hits"} role="listbox" aria-label="Suggestions" hidden={!shown || hits.length === 0}>
        {hits.map((hit, i) => (
          <li key={hit.node.id} id={`${id}-${i}`} role="option" aria-selected={i === at} onPointerDown={(event) => event.preventDefault()} onClick={() => take(hit)}>
            <Suggestion hit={hit} />
          </li>
        ))}
      </ul>
      {shown && hits.length === 0 && <p class="search-note">{note}</p>}
    </div>
  );
}

/** Where a hit leads: a quote to its source, everything else to its own page. */
export function targetOf(hit: Hit): string {
  return hit.node.__typename === "Evidence" && hit.node.source ? hit.node.source.id : hit.node.id;
}

/** The address of a hit: a quote is shown in its place in its source. */
export function addressOfHit(hit: Hit): string {
  const target = addressOf(targetOf(hit));
  return hit.node.__typename === "Evidence" ? address(target, { quote: hit.node.id }) : target;
}

/** One hit: its sign or flag, its name with what was found in it, and a line of context. */
export function Suggestion(props: { hit: Hit }): JSX.Element {
  const { hit } = props;
  const flag = hit.node.__typename === "Actor" ? flagOf(hit.node.identifiers) : "";
  return (
    <>
      <span class="suggestion-sign">{flag ? <span class="flag" aria-hidden="true">{flag}</span> : <Sign noun={nounOf(targetOf(hit))} />}</span>
      <span class="suggestion-text">
        <span class="suggestion-label">
          <Name>{hit.node.label}</Name>
        </span>
        <span class="faint suggestion-context">{contextOf(hit)}</span>
      </span>
    </>
  );
}

/** The flag of a state by its ISO code of two letters; "" for others. */
export function flagOf(identifiers: readonly { scheme: string; value: string }[] | null | undefined): string {
  const code = identifiers?.find((one) => /^iso.*(alpha|3166).*2|^iso2$/i.test(one.scheme) && /^[A-Z]{2}$/.test(one.value))?.value;
  return code ? [...code].map((letter) => String.fromCodePoint(0x1f1e6 + letter.charCodeAt(0) - 65)).join("") : "";
}

// contextOf says what it is, and what tells it from others of its name.
function contextOf(hit: Hit): string {
  const { node } = hit;
  const noun = nouns[nounOf(node.id)]?.name ?? "quote";
  const found = hit.highlights.find((one) => one.text !== node.label);
  const also = found ? `${found.field === "aliases" ? "also " : ""}“${found.text}”` : "";
  const parts = (...all: (string | null | undefined)[]) => all.filter(Boolean).join(" · ");
  switch (node.__typename) {
    case "Actor":
      return parts(words(node.kind) || noun, node.context?.nodes[0]?.label, also);
    case "Declaration":
      return parts(words(node.declarationKind) || noun, date(node.signedOn ?? node.adoptedOn), also);
    case "Obligation":
      return parts(`promise: ${words(node.obligationKind)}`, node.bearers.nodes.map((one) => one.label).join(", ") + (node.bearers.totalCount > 2 ? " …" : ""), also);
    case "Condition":
      return parts(`condition: ${words(node.conditionKind)}`, also);
    case "Event":
      return parts(`event: ${words(node.eventKind)}`, date(node.from), also);
    case "Statement":
      return parts(`statement: ${words(node.act)}`, node.madeBy.nodes[0]?.label, also);
    case "Source":
      return parts(words(node.sourceKind) || noun, date(node.publishedOn), also);
    case "Evidence":
      return parts("quote", node.source?.label);
    default:
      return noun;
  }
}
