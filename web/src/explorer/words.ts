// How values are written for people: the words of the enumerations, dates and numbers by the reader's locale.

/** Says an enum's value in words: "LEGALLY_BINDING" is "legally binding". */
export function words(value: string | null | undefined): string {
  if (!value) return "";
  return abbreviations[value] ?? value.toLowerCase().replaceAll("_", " ");
}

const abbreviations: Record<string, string> = {
  UN_MANDATE: "UN mandate",
  NONAGGRESSION: "non-aggression",
  MEMORANDUM_OF_UNDERSTANDING: "memorandum of understanding",
  NO_EVIDENCE: "no evidence",
};

/** What the statuses of promises mean, in the order in which a promise goes through them. */
export const statusMeanings: Record<string, string> = {
  PROSPECTIVE: "It isn’t made yet, as a treaty that isn’t in force, or it begins later.",
  DORMANT: "It is made, and waits: what it depends on isn’t recorded to hold, or an exception holds.",
  ACTIVE: "It is made, and waits for nothing: it is owed.",
  SUSPENDED: "It is suspended, or what makes it is.",
  FULFILLED: "It was kept, by an event that is recorded.",
  BREACHED: "It was broken, by an event that is recorded or alleged.",
  TERMINATED: "It is over, or what made it has ended.",
  UNKNOWN: "What is recorded doesn’t tell.",
};

/** Says it with a capital letter. */
export function Words(value: string | null | undefined): string {
  return capital(words(value));
}

/** Writes the first letter as a capital. */
export function capital(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}

const precisions: Intl.DateTimeFormatOptions[] = [
  { year: "numeric" },
  { year: "numeric", month: "long" },
  { year: "numeric", month: "long", day: "numeric" },
];

const formats: Intl.DateTimeFormat[] = [];

// formatOf gives the format of a precision. Making one takes longer than writing many dates by it.
function formatOf(precision: number): Intl.DateTimeFormat {
  return (formats[precision] ??= new Intl.DateTimeFormat(undefined, { ...precisions[precision], timeZone: "UTC" }));
}

/** Writes a date of the graph ("2026", "2026-01", "2026-01-06") by the reader's locale, just as precise as it is. */
export function date(value: string | null | undefined): string {
  if (!value) return "";
  const parts = value.split("-").map(Number);
  const [year = NaN, month = 1, day = 1] = parts;
  const time = new Date(0);
  time.setUTCFullYear(year, month - 1, day);
  if (Number.isNaN(time.getTime())) return value;
  return formatOf(parts.length - 1).format(time);
}

/** Writes a period: "since 1949", "1949 to 1966", "until 1966"; nothing where neither end is known. */
export function period(from: string | null | undefined, to: string | null | undefined): string {
  if (from && to) return from === to ? date(from) : `${date(from)} to ${date(to)}`;
  if (from) return `since ${date(from)}`;
  return to ? `until ${date(to)}` : "";
}

/** Writes a moment by the reader's locale and clock. */
export function moment(value: string | null | undefined): string {
  return value ? new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" }).format(new Date(value)) : "";
}

const plain = new Intl.NumberFormat();

/** Writes a number by the reader's locale. */
export function number(value: number): string {
  return plain.format(value);
}

/** Says how many: "1 promise", "12 promises". */
export function count(n: number, one: string, many = one + "s"): string {
  return `${number(n)} ${n === 1 ? one : many}`;
}

/** Says how long a time is that is written as ISO 8601 has it: "P1Y6M" and "P18M" are "1 year and 6 months". What isn't written so stays as it is. */
export function duration(value: string | null | undefined): string {
  const numbers: number[] = durationParts(value) ?? [];
  const parts = ["year", "month", "week", "day"].flatMap((unit, i) => (numbers[i] ? [count(numbers[i]!, unit)] : []));
  return parts.length > 0 ? new Intl.ListFormat("en").format(parts) : (value ?? "");
}

/** Gives the years, months, weeks and days of such a time, twelve months as a year; undefined where it isn't written so. */
export function durationParts(value: string | null | undefined): [number, number, number, number] | undefined {
  const found = /^P(?=\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?$/.exec(value ?? "");
  if (!found) return undefined;
  const [years, months, weeks, days] = found.slice(1).map((number) => Number(number ?? 0)) as [number, number, number, number];
  return [years + Math.floor(months / 12), months % 12, weeks, days];
}

/** Today, as the graph writes dates. */
export function today(): string {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((n) => String(n).padStart(2, "0")).join("-");
}

/** The nouns of the graph by the first part of their ids, with what readers call one and several of them: obligations are promises to them. */
export const nouns: Record<string, { name: string; many: string; type: string }> = {
  actor: { name: "actor", many: "actors", type: "Actor" },
  declaration: { name: "declaration", many: "declarations", type: "Declaration" },
  obligation: { name: "promise", many: "promises", type: "Obligation" },
  condition: { name: "condition", many: "conditions", type: "Condition" },
  event: { name: "event", many: "events", type: "Event" },
  statement: { name: "statement", many: "statements", type: "Statement" },
  source: { name: "source", many: "sources", type: "Source" },
};

const bindingWords: Record<string, string> = {
  LEGALLY_BINDING: "legally binding",
  POLITICALLY_BINDING: "politically binding",
  LEGALLY_AND_POLITICALLY_BINDING: "legally and politically binding",
  BINDING_UNSPECIFIED: "binding, in a way not stated",
  NON_BINDING: "not binding",
  DISPUTED: "disputed",
  UNDETERMINED: "not determined",
};

/** Says how binding something is. */
export function binding(value: string | null | undefined): string {
  return value ? (bindingWords[value] ?? words(value)) : "";
}

const modalities: Record<string, string> = {
  OBLIGATION: "must",
  PROHIBITION: "must not",
  PERMISSION: "may",
  RIGHT: "has the right to",
  INTENTION: "intends to",
  RECOMMENDATION: "is asked to",
  UNSTATED: "not stated",
};

/** Says whether those who owe a promise must, may or mean to keep it. */
export function modality(value: string | null | undefined): string {
  return value ? (modalities[value] ?? words(value)) : "";
}

// Fields that hold somebody's words, which are left as they are: "NATO" is a name, and no word of an enumeration.
const texts = new Set([
  "name", "fullName", "aliases", "title", "text", "summary", "purpose", "modalText", "asNamed", "identifiers", "place", "topics",
  "author", "publisher", "attribution", "licence", "language", "url", "evidence", "locator", "note",
]);

/** Says a value of a field as the API writes values as text: a word of an enumeration, a list as JSON, a truth value, a date, or a text; "" for none. */
export function valueWords(value: string | null | undefined, field?: string | null): string {
  if (!value) return "";
  if (value.startsWith("[")) return listWords(value, field);
  if (field && texts.has(field)) return value;
  if (field === "silentOn") return fieldName(value);
  if (field === "modality") return modality(value);
  if (field === "term" || field === "notice") return duration(value);
  if (value === "true") return "yes";
  if (value === "false") return "no";
  if (/^\d{4}(-\d\d){0,2}$/.test(value)) return date(value);
  return /^[A-Z]{2,}(_[A-Z]+)*$/.test(value) ? (bindingWords[value] ?? words(value)) : value;
}

// listWords says a list that is written as JSON.
function listWords(value: string, field?: string | null): string {
  try {
    return (JSON.parse(value) as unknown[]).map((one) => (typeof one === "string" ? valueWords(one, field) : Object.values(one as object).join(" "))).join("; ");
  } catch {
    return value; // it only looks like a list
  }
}

/** Gives the noun of an id: "actor" of "actor/FRA". */
export function nounOf(id: string): string {
  return id.slice(0, id.indexOf("/"));
}

const fieldNames: Record<string, string> = {
  owes: "owes",
  owed: "is owed",
  opposed: "is opposed by",
  partyTo: "is party to",
  parties: "who is bound",
  partyActions: "who signed or joined",
  officeHolders: "office holders",
  participatedIn: "took part in",
  asNamed: "named as",
  bearers: "who owes it",
  counterparties: "to whom",
  beneficiaries: "for whom",
  against: "against whom",
  conditions: "only if",
  modality: "must or may",
  modalText: "the words for it",
  bindingness: "how binding",
  bearerMode: "how they share it",
  bearerRole: "which parties",
  discretion: "left to their judgement",
  domains: "on land, at sea, in the air",
  amountValue: "how much",
  amountUnit: "in what unit",
  locator: "place in the text",
  from: "from",
  to: "until",
  due: "due",
  adoptedOn: "adopted on",
  signedOn: "signed on",
  inForceOn: "in force on",
  terminatedOn: "ended on",
  expiresOn: "expires on",
  publishedOn: "published on",
  retrievedOn: "retrieved on",
  declaredSize: "members it is said to have",
  existence: "whether it exists",
  act: "what was done by saying it",
  form: "how it is reported",
  determinedBy: "who decides whether it holds",
  negated: "as long as it does not hold",
  victimRole: "who is attacked",
  silentOn: "what is left open",
  establishes: "what it sets up",
  sha256: "SHA-256 of the text",
  url: "address",
};

/** Says a field or relation of the API in words: "memberOf" is "member of". */
export function fieldName(field: string): string {
  return fieldNames[field] ?? field.replace(/([A-Z])/g, (letter) => " " + letter.toLowerCase());
}
