// Filters of lists: what stands in the address, and what is asked of the server for it.
import { binding, capital, fieldName, modality, words } from "./words";

/** A filter, as the API takes it. */
export type Filter = Record<string, unknown>;

/** What a list can be filtered by: the parameter of the address, what it is called, and the filter for its values. */
export interface Facet {
  param: string;
  name: string;
  /** How a value is said: by its word in the language, or as it is; things are called by their labels. */
  say: "words" | "thing" | "text";
  filter: (values: string[], asOf: string | null) => Filter;
}

/** The value that stands for "nothing is recorded". */
export const none = "none";

// anyOf brings together the filter for some values and the one for none, where both are asked for.
function anyOf(values: string[], some: (values: string[]) => Filter, nothing: () => Filter): Filter {
  const named = values.filter((value) => value !== none);
  if (named.length === values.length) return some(named);
  return named.length === 0 ? nothing() : { or: [some(named), nothing()] };
}

/** A field that has a word of an enumeration, or a text. */
export function byField(param: string, name = capital(fieldName(param)), field = param, say: Facet["say"] = "words"): Facet {
  return { param, name, say, filter: (values) => anyOf(values, (named) => ({ [field]: { in: named } }), () => ({ [field]: { isNull: true } })) };
}

/** A field that has a list. */
export function byList(param: string, name: string, field: string, say: Facet["say"]): Facet {
  return { param, name, say, filter: (values) => anyOf(values, (named) => ({ [field]: { hasAny: named } }), () => ({ [field]: { isNull: true } })) };
}

/** What is derived as of a date: a promise's status, a condition's state. */
export function byDerived(param: string, name: string): Facet {
  return { param, name, say: "words", filter: (values, asOf) => ({ [param]: { in: values, ...(asOf && { asOf }) } }) };
}

/** Conditions by whether all promises that hang on them have ended: "NOT_ENDED" are those on which another one hangs. */
export const byPromisesEnded: Facet = {
  param: "promises",
  name: "Promises that hang on it",
  say: "words",
  filter: ([value], asOf) => {
    const left = { obligations: { some: { node: { not: { status: { eq: "TERMINATED", ...(asOf && { asOf }) } } } } } };
    return value === "NOT_ENDED" ? left : { not: left };
  },
};

// The relations whose edges have a period: on a date, only those count that held on it, as in groups and tables.
const dated = ["bearers", "counterparties", "beneficiaries", "against"];

function heldOn(asOf: string): Filter {
  return { and: [{ or: [{ from: { isNull: true } }, { from: { lte: asOf } }] }, { or: [{ to: { isNull: true } }, { to: { gte: asOf } }] }] };
}

// byRelation keeps what is joined by a relation to such a node, on a date to one that it is joined to then; or to none.
function byRelation(relation: string, values: string[], asOf: string | null, nodeOf: (named: string[]) => Filter): Filter {
  const edge = asOf && dated.includes(relation) ? { edge: heldOn(asOf) } : {};
  return anyOf(values, (named) => ({ [relation]: { some: { node: nodeOf(named), ...edge } } }), () => ({ [relation]: "edge" in edge ? { none: edge } : { count: { eq: 0 } } }));
}

/** The things at the other end of a relation. */
export function byThing(param: string, name: string, relation: string): Facet {
  return { param, name, say: "thing", filter: (values, asOf) => byRelation(relation, values, asOf, (named) => ({ id: { in: named } })) };
}

/** The kinds of the things at the other end of a relation. */
export function byThingKind(param: string, name: string, relation: string): Facet {
  return { param, name, say: "words", filter: (values, asOf) => byRelation(relation, values, asOf, (named) => ({ kind: { in: named } })) };
}

/** The one thing that a relation leads to, at most. */
export function byOneThing(param: string, name: string, relation: string): Facet {
  return { param, name, say: "thing", filter: (values) => anyOf(values, (named) => ({ [relation]: { id: { in: named } } }), () => ({ not: { [relation]: { id: { isNull: false } } } })) };
}

/** Words that must stand in one of some texts; lists are those that have several. */
export function byText(fields: string[], lists: string[] = []): Facet {
  return { param: "text", name: "Words in it", say: "text", filter: (values) => ({ and: values.map((value) => ({ or: [...fields, ...lists].map((field) => ({ [field]: { contains: value } })) })) }) };
}

/** The sources of the quotes that it rests on. */
export const bySource: Facet = {
  param: "source",
  name: "Quoted from",
  say: "thing",
  filter: (values) => ({ claims: { some: { node: { evidence: { some: { node: { source: { id: { in: values } } } } } } } } }),
};

/** The first and the last day on which a date may be. */
export function byDates(field: string): Facet[] {
  return [
    { param: "since", name: "Since", say: "text", filter: ([value]) => ({ [field]: { gte: value } }) },
    { param: "until", name: "Until", say: "text", filter: ([value]) => ({ [field]: { lte: value } }) },
  ];
}

/** Says a value of a facet for people. */
export function sayValue(facet: Facet, value: string, names: ReadonlyMap<string, string>): string {
  if (value === none) return "not recorded";
  if (facet.say === "thing") return names.get(value) ?? value;
  if (facet.say === "text") return value;
  if (facet.param === "modality") return modality(value);
  return facet.param === "bindingness" ? binding(value) : words(value);
}

/** Gives the filter for what the address asks, but for one facet, and for what holds anyway. */
export function filterOf(facets: readonly Facet[], query: URLSearchParams, base: Filter | null, but?: string): Filter | null {
  const asOf = query.get("asOf") || null;
  const parts = facets.flatMap((facet) => {
    const values = query.getAll(facet.param).filter((value) => value !== "");
    return facet.param === but || values.length === 0 ? [] : [facet.filter(values, asOf)];
  });
  const all = base ? [base, ...parts] : parts;
  return all.length === 0 ? null : all.length === 1 ? all[0]! : { and: all };
}
