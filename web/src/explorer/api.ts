// Questions to the server's own GraphQL API, the only way in which the page gets data.
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { TypedDocumentString } from "./gql";

/** What the server says is wrong. The code is one of its own (INVALID, NOT_FOUND, TIMEOUT, …), or NETWORK where it can't be reached. */
export class AskError extends Error {
  constructor(
    message: string,
    readonly code: string,
  ) {
    super(message);
  }
}

interface Answer<R> {
  data?: R | null;
  errors?: { message: string; extensions?: { code?: string } }[];
}

/** Asks the server, and gives its data whole. Fails with an AskError; and with an AbortError once the signal is given. */
export async function askServer<R, V>(document: TypedDocumentString<R, V>, variables: V, options: { signal?: AbortSignal; token?: string } = {}): Promise<R> {
  const headers: Record<string, string> = { "Content-Type": "application/json", Accept: "application/json" };
  if (options.token) headers["Authorization"] = "Bearer " + options.token;
  return read(await send({ method: "POST", headers, body: JSON.stringify({ query: document.toString(), variables }), signal: options.signal }));
}

/** Sends a request to the API; fails with an AskError if the server can't be reached. */
export async function send(request: RequestInit): Promise<Response> {
  try {
    return await fetch("/graphql", request);
  } catch (problem) {
    if (isAbort(problem)) throw problem;
    throw new AskError("The server can’t be reached. Is it still running?", "NETWORK");
  }
}

function isAbort(problem: unknown): boolean {
  return problem instanceof DOMException && problem.name === "AbortError";
}

/** Reads a GraphQL answer: all of its data, or the first error. */
export async function read<R>(response: Response): Promise<R> {
  let answer: Answer<R>;
  try {
    answer = (await response.json()) as Answer<R>;
  } catch (problem) {
    if (isAbort(problem)) throw problem;
    throw new AskError(`The server answered with status ${response.status}, and not with data.`, "NETWORK");
  }
  const [first] = answer.errors ?? [];
  if (first) throw new AskError(first.message, first.extensions?.code ?? "UNKNOWN");
  return answer.data as R;
}

/** An answer as it comes: what was answered before stays in data until the next answer is there. */
export interface Asked<R> {
  data?: R;
  error?: AskError;
  loading: boolean;
  /** Whether data is the answer to what is asked now. */
  fresh: boolean;
  /** Asks once more. */
  again: () => void;
}

const askers = new Set<() => void>();

/** Asks all that is shown once more, since the graph was changed. */
export function askAllAgain() {
  askers.forEach((again) => again());
}

/** Asks as soon as the component is there and whenever the variables change; null asks nothing. What is no longer wanted is broken off. */
export function useAsk<R, V>(document: TypedDocumentString<R, V>, variables: V | null): Asked<R> {
  const [state, setState] = useState<Omit<Asked<R>, "again" | "fresh"> & { key?: string }>({ loading: variables !== null });
  const [turn, setTurn] = useState(0);
  const key = JSON.stringify(variables);
  const latest = useRef(variables);
  latest.current = variables;
  useEffect(() => {
    if (latest.current === null) return setState({ loading: false });
    const stop = new AbortController();
    setState((before) => ({ data: before.data, key: before.key, loading: true }));
    askServer(document, latest.current, { signal: stop.signal }).then(
      (data) => {
        if (!stop.signal.aborted) setState({ data, key, loading: false });
      },
      (error: unknown) => {
        if (!stop.signal.aborted) setState({ error: asAskError(error), loading: false });
      },
    );
    return () => stop.abort();
  }, [document, key, turn]);
  const again = useCallback(() => setTurn((n) => n + 1), []);
  useEffect(() => {
    askers.add(again);
    return () => void askers.delete(again);
  }, [again]);
  const { data, error, loading } = state;
  return { data, error, loading, fresh: data !== undefined && state.key === key, again };
}

/** Makes an AskError of whatever was thrown. */
export function asAskError(error: unknown): AskError {
  return error instanceof AskError ? error : new AskError(String(error instanceof Error ? error.message : error), "UNKNOWN");
}
