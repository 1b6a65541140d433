// When two answers are equal, and which one comes first.
import { isList, isObject, type Json } from "./expression.ts";
import { readWhen } from "./day.ts";

/** White space, and the characters of no width that keyboards and copied texts leave behind. */
const INVISIBLE = /^[\p{White_Space}\u200b-\u200d\u2060\ufeff]*$/u;

/** Absent, null, a text without visible characters, or an empty list or object. */
export function isBlank(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value === "string") return INVISIBLE.test(value);
  return typeof value === "object" && Object.keys(value).length === 0;
}

/** Equality of two answers of which neither is null. */
export function equal(one: Json, other: Json): boolean {
  if (isList(one) && isList(other)) return sameElements(one, other);
  if (isList(one)) return one.some((item) => same(item, other));
  return isList(other) ? other.some((item) => same(item, one)) : same(one, other);
}

/** The same elements, as often, in any order. */
function sameElements(one: readonly Json[], other: readonly Json[]): boolean {
  const left = [...other];
  const allFound = one.every((item) => {
    const found = left.findIndex((candidate) => same(candidate, item));
    if (found >= 0) left.splice(found, 1);
    return found >= 0;
  });
  return allFound && left.length === 0;
}

function same(one: Json, other: Json): boolean {
  if (isList(one)) return isList(other) && one.length === other.length && one.every((item, index) => same(item, other[index] ?? null));
  if (isObject(one)) return isObject(other) && sameEntries(one, other);
  return truth(one) === truth(other);
}

function sameEntries(one: { readonly [key: string]: Json }, other: { readonly [key: string]: Json }): boolean {
  const entries = Object.entries(one);
  const held = (key: string): Json => (Object.hasOwn(other, key) ? (other[key] ?? null) : null);
  return entries.length === Object.keys(other).length && entries.every(([key, value]) => Object.hasOwn(other, key) && same(value, held(key)));
}

/** Clients send yes and no as booleans or as texts. */
function truth(value: Json): Json {
  if (value === "true") return true;
  return value === "false" ? false : value;
}

/** Negative when `one` comes first; `undefined` when the two have no order. */
export function order(one: Json, other: Json): number | undefined {
  if (typeof one === "number" && typeof other === "number") return one - other;
  const [first, second] = [readWhen(one), readWhen(other)];
  if (!first || !second) return undefined;
  if (first.instant === undefined || second.instant === undefined) return first.day - second.day;
  return first.instant - second.instant || first.finer - second.finer;
}
