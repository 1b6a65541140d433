// What can go wrong between the app and its server, as types that a screen can decide on.

/** One broken rule, at the place in the record where it was broken. */
export interface FieldProblem {
  /** Path into the record: a field name, or subform, row id and field name. */
  readonly path: readonly string[];
  /** The key of a text, for example `errors.rules.required`. */
  readonly rule: string;
}

/** The server could not be reached, or did not answer in time. Nothing is known about the request. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";
}

/** Nobody is signed in (any more). */
export class SignedOut extends Error {
  override readonly name = "SignedOut";
  /** The server's own words, shown only on the sign-in page. */
  constructor(readonly explanation: string) {
    super("signed out");
  }
}

/** The server understood and refused. */
export class Refused extends Error {
  override readonly name = "Refused";
  constructor(
    readonly status: number,
    readonly problems: readonly FieldProblem[],
    message: string,
  ) {
    super(message);
  }
}

interface WireError {
  readonly status?: number;
  readonly message?: string | readonly string[];
  readonly detail?: string | readonly string[];
}

/** Reads the error body of API v2 in any of its documented forms. */
export function readRefusal(status: number, body: unknown): Refused {
  const errors = errorsOf(body);
  const problems = errors.flatMap((error) => {
    const rule = first(error.message) ?? "errors.rules.invalid";
    const places = error.detail === undefined ? [] : [error.detail].flat();
    // A schema violation has one sentence for all its places; the sentence is no rule.
    const key = rule.startsWith("errors.") ? rule : "errors.rules.invalid";
    return places.map((place) => ({ path: pathOf(place), rule: key }));
  });
  return new Refused(status, problems, first(errors[0]?.message) ?? `status ${status}`);
}

/** `/services_section/5b0c/service_type` is the path of one answer in one row. */
export function pathOf(pointer: string): readonly string[] {
  return pointer
    .replace(/^\//, "")
    .split("/")
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function errorsOf(body: unknown): readonly WireError[] {
  if (typeof body !== "object" || body === null || !("errors" in body)) return [];
  return Array.isArray(body.errors) ? (body.errors as WireError[]) : [];
}

function first(text: string | readonly string[] | undefined): string | undefined {
  return typeof text === "string" ? text : text?.[0];
}
