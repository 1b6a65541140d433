// When two answers are equal, and which one comes first.
import { isList, type Json } from "./expression.ts";
import { readWhen } from "./day.ts";

/** Absent, null, a text without visible characters, or an empty list or object. */
export function isBlank(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value === "string") return value.trim() === "";
  return typeof value === "object" && Object.keys(value).length === 0;
}

/** Equality of two answers of which neither is null. */
export function equal(one: Json, other: Json): boolean {
  if (isList(one) && isList(other)) {
    return one.length === other.length && one.every((item) => holds(other, item)) && other.every((item) => holds(one, item));
  }
  if (isList(one)) return holds(one, other);
  if (isList(other)) return holds(other, one);
  return one !== null && truth(one) === truth(other);
}

function holds(list: readonly Json[], wanted: Json): boolean {
  return list.some((item) => !isList(item) && !isList(wanted) && equal(item, wanted));
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
  if (first.instant !== undefined && second.instant !== undefined) return first.instant - second.instant;
  return first.day - second.day;
}
