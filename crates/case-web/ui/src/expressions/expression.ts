// A rule as it stands in the configuration. docs/expressions.md is the specification.

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type Expression = Json;

/** A rule that is none, and the JSON pointer of the place. */
export class RuleRefused extends Error {
  override readonly name = "RuleRefused";
  constructor(readonly pointer: string) {
    super(`the rule is refused at ${pointer === "" ? "its root" : pointer}`);
  }
}

export function isObject(value: unknown): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isList(value: unknown): value is readonly Json[] {
  return Array.isArray(value);
}
