// Sending files with a mutation, as the GraphQL multipart request specification has it.
import { read, send } from "../api";
import type { LoadInput, TypedDocumentString } from "../gql";

/** What the files are read by: all of a load's input but the files. */
export type LoadOptions = Omit<LoadInput, "files" | "uploads">;

/** Asks a mutation that takes an input with files, which stand at variables.input.uploads. */
export async function sendFiles<R, V extends { input: LoadInput }>(document: TypedDocumentString<R, V>, variables: V, files: readonly File[], token: string): Promise<R> {
  const form = new FormData();
  const withPlaces = { ...variables, input: { ...variables.input, uploads: files.map(() => null) } };
  form.append("operations", JSON.stringify({ query: document.toString(), variables: withPlaces }));
  form.append("map", JSON.stringify(Object.fromEntries(files.map((_, i) => [i, [`variables.input.uploads.${i}`]]))));
  files.forEach((file, i) => form.append(String(i), file, file.name));
  const headers: Record<string, string> = { Accept: "application/json" };
  if (token) headers["Authorization"] = "Bearer " + token;
  return read<R>(await send({ method: "POST", headers, body: form }));
}

/** Makes an id for a load, so that it can be asked for again where the answer is lost. */
export function newLoadId(): string {
  const random = [...crypto.getRandomValues(new Uint8Array(4))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `load/${new Date().toISOString().replace(/[-:]|\.\d+/g, "").toLowerCase()}-${random}`;
}
