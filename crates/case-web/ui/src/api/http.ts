// The one place that calls the server: cookies, CSRF, time limits, and answers turned into types.
import { readRefusal, SignedOut, Unreachable } from "./problem.ts";

const TIME_LIMIT_MS = 30_000;

type Method = "GET" | "POST" | "PATCH" | "PUT" | "DELETE";

export interface Call {
  readonly method?: Method;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** Calls the server and returns its JSON, or `undefined` where it answers without a body. */
export async function call<T>(path: string, options: Call = {}): Promise<T> {
  const method = options.method ?? "GET";
  const headers: Record<string, string> = { Accept: "application/json" };
  if (options.body !== undefined) headers["Content-Type"] = "application/json";
  if (method !== "GET") headers["X-CSRF-Token"] = csrfToken() ?? (await openAnonymousSession());

  const answer = await reach(path, {
    method,
    headers,
    body: options.body === undefined ? null : JSON.stringify(options.body),
    ...limits(options.signal),
  });
  const body = await readBody(answer);
  if (answer.status === 401) throw new SignedOut(explanationOf(body));
  if (!answer.ok) throw readRefusal(answer.status, body);
  return body as T;
}

/** The token that the server put into a readable cookie; it changes with every answer. */
function csrfToken(): string | undefined {
  const found = /(?:^|;\s*)CSRF-TOKEN=([^;]*)/.exec(document.cookie);
  return found?.[1] ? decodeURIComponent(found[1]) : undefined;
}

/** Before anybody has signed in there is no token yet: this answer brings one. */
async function openAnonymousSession(): Promise<string> {
  await reach("/health/server?session=true", { method: "GET", ...limits(undefined) });
  return csrfToken() ?? "";
}

async function reach(path: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(path, { credentials: "same-origin", redirect: "error", ...request });
  } catch (cause) {
    if (request.signal?.reason === CANCELLED) throw cause;
    throw new Unreachable("failed to reach the server", { cause });
  }
}

/** The reason of an abort that the app itself wanted, for example by typing on. */
export const CANCELLED = Symbol("cancelled");

function limits(signal: AbortSignal | undefined): { signal: AbortSignal } {
  const limit = AbortSignal.timeout(TIME_LIMIT_MS);
  if (!signal) return { signal: limit };
  // `AbortSignal.any` is younger than the oldest browser that the app supports.
  const both = new AbortController();
  for (const source of [limit, signal]) {
    if (source.aborted) both.abort(source.reason);
    source.addEventListener("abort", () => both.abort(source.reason), { once: true });
  }
  return { signal: both.signal };
}

async function readBody(answer: Response): Promise<unknown> {
  if (answer.status === 204) return undefined;
  let text: string;
  try {
    text = await answer.text();
  } catch (cause) {
    throw new Unreachable("failed to read the answer", { cause });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    // A proxy in between answers in HTML when the server is away.
    if (answer.ok || answer.status >= 500) throw new Unreachable("failed to read the answer", { cause });
    return undefined;
  }
}

function explanationOf(body: unknown): string {
  return typeof body === "object" && body !== null && "error" in body ? String(body.error) : "";
}
