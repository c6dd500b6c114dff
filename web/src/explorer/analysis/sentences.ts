// Sentences for people.
import { words } from "../words";

/** Joins what is there into a sentence's list: "a, b and c". */
export function listed(parts: readonly string[]): string {
  return new Intl.ListFormat("en", { type: "conjunction" }).format(parts);
}

/** Writes the constants of statuses and states in a sentence of the server's as words. */
export function plainly(sentence: string): string {
  return sentence.replace(/\b(PROSPECTIVE|DORMANT|ACTIVE|FULFILLED|BREACHED|SUSPENDED|TERMINATED|UNKNOWN|MET|UNMET)\b/g, words);
}
