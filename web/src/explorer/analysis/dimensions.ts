// What promises can be counted by, in plain words, and the filter of the list that shows those of one value.
import type { ObligationDimension } from "../gql";

/** A dimension: its name, and the list's parameter that keeps the promises with one of its values, where there is one. */
export interface Dimension {
  name: string;
  param?: string;
  /** The list can't be kept to promises without a value of it. */
  named?: boolean;
}

/** The dimensions, in the order in which they are offered. */
export const dimensions: Record<ObligationDimension, Dimension> = {
  BEARERS: { name: "Who owes it", param: "bearer" },
  BEARERS_COUNTRY: { name: "Who owes it: country" },
  BEARERS_KIND: { name: "Who owes it: kind of actor", param: "bearerKind" },
  KIND: { name: "Kind of promise", param: "kind" },
  STATUS: { name: "Where it stands", param: "status" },
  BINDINGNESS: { name: "How binding", param: "bindingness" },
  MODALITY: { name: "Must, may or intends to", param: "modality" },
  COUNTERPARTIES: { name: "To whom it is owed", param: "counterparty" },
  COUNTERPARTIES_COUNTRY: { name: "To whom it is owed: country" },
  COUNTERPARTIES_KIND: { name: "To whom it is owed: kind of actor", param: "counterpartyKind" },
  BENEFICIARIES: { name: "Who benefits", param: "beneficiary" },
  BENEFICIARIES_COUNTRY: { name: "Who benefits: country" },
  BENEFICIARIES_KIND: { name: "Who benefits: kind of actor", param: "beneficiaryKind" },
  AGAINST: { name: "Against whom", param: "against" },
  AGAINST_COUNTRY: { name: "Against whom: country" },
  AGAINST_KIND: { name: "Against whom: kind of actor" },
  DECLARATIONS: { name: "Declaration", param: "declaration" },
  DECLARATIONS_KIND: { name: "Kind of declaration", param: "declarationKind" },
  CONDITIONS: { name: "Only if: condition", param: "condition" },
  CONDITIONS_KIND: { name: "Only if: kind of condition", param: "conditionKind" },
  BEARER_MODE: { name: "How it is shared", param: "bearerMode" },
  BEARER_ROLE: { name: "Borne by which parties", param: "bearerRole" },
  DISCRETION: { name: "How much is left to the one who owes it", param: "discretion" },
  DOMAINS: { name: "On land, at sea, in the air", param: "domain" },
  TOPICS: { name: "Topic", param: "topic" },
  AMOUNT_UNIT: { name: "Unit of the amount" },
  PLACE: { name: "Place", param: "place" },
  FROM_YEAR: { name: "When it begins: year" },
  FROM_QUARTER: { name: "When it begins: quarter" },
  FROM_MONTH: { name: "When it begins: month" },
  TO_YEAR: { name: "When it ends: year" },
  TO_QUARTER: { name: "When it ends: quarter" },
  TO_MONTH: { name: "When it ends: month" },
  DUE_YEAR: { name: "When it is due: year" },
  DUE_QUARTER: { name: "When it is due: quarter" },
  DUE_MONTH: { name: "When it is due: month" },
  SOURCE: { name: "Source", param: "source", named: true },
  SOURCE_KIND: { name: "Kind of source" },
  SOURCE_RELIABILITY: { name: "How reliable the source is" },
  STATEMENTS: { name: "Statement about it" },
  CONCERNS: { name: "What it concerns", param: "concerns" },
  PERFORMED_BY: { name: "What fulfils it" },
  PERFORMED_BY_KIND: { name: "What fulfils it: kind of event" },
  BREACHED_BY: { name: "What breaks it" },
  BREACHED_BY_KIND: { name: "What breaks it: kind of event" },
  RELATED: { name: "Which promise it hangs on" },
  RELATED_KIND: { name: "Which promise it hangs on: kind" },
  RELATED_FROM: { name: "Which promise hangs on it" },
  RELATED_FROM_KIND: { name: "Which promise hangs on it: kind" },
  SILENT_ON: { name: "What the sources leave open" },
};

/** Whether a word of the address is a dimension. */
export function isDimension(word: string | null): word is ObligationDimension {
  return word !== null && word in dimensions;
}
