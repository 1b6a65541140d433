// When two answers say the same, and which rows an answer holds.
import type { Row, Value } from "./wire.ts";

export function rowsOf(value: Value): readonly Row[] {
  return Array.isArray(value) ? (value.filter((row) => typeof row === "object" && row !== null) as Row[]) : [];
}

/** Whether two answers say the same. Nothing, null, an empty text and an empty list are one answer. */
export function same(one: Value, other: Value): boolean {
  if (empty(one) && empty(other)) return true;
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

function empty(value: Value): boolean {
  return value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);
}
