// What one save changed, made readable: answer by answer, and row by row inside a subform.
import { rowsOf, same } from "./same.ts";
import type { FieldChange, HistoryEntry, Row, Value } from "./wire.ts";

export interface AnswerChange {
  readonly kind: "answer";
  readonly field: string;
  readonly from: Value;
  readonly to: Value;
}

export interface RowChange {
  readonly kind: "row";
  readonly subform: string;
  readonly row: Row;
  readonly what: "added" | "removed" | "changed";
  readonly answers: readonly AnswerChange[];
}

export type Change = AnswerChange | RowChange;

/** The wire gives one object per field; one object for all fields is read as well. */
export function changesOf(entry: HistoryEntry): readonly Change[] {
  const parts = Array.isArray(entry.record_changes) ? (entry.record_changes as readonly Readonly<Record<string, FieldChange>>[]) : [entry.record_changes as Readonly<Record<string, FieldChange>>];
  return parts.flatMap((part) => Object.entries(part ?? {})).flatMap(([field, change]) => changeOf(field, change.from, change.to));
}

function changeOf(field: string, from: Value, to: Value): readonly Change[] {
  if (same(from, to)) return [];
  return isRows(from) || isRows(to) ? rowChanges(field, rowsOf(from), rowsOf(to)) : [{ kind: "answer", field, from, to }];
}

function isRows(value: Value): boolean {
  return rowsOf(value).length > 0;
}

/** The whole list of rows is one change on the wire; people changed single rows. */
function rowChanges(subform: string, before: readonly Row[], after: readonly Row[]): readonly Change[] {
  const find = (rows: readonly Row[], row: Row): Row | undefined => (row.unique_id === undefined ? undefined : rows.find((other) => other.unique_id === row.unique_id));
  const added = after.filter((row) => !find(before, row)).map((row) => rowChange(subform, row, "added", {}, row));
  const removed = before.filter((row) => !find(after, row)).map((row) => rowChange(subform, row, "removed", row, {}));
  const changed = after.flatMap((row) => {
    const old = find(before, row);
    const change = old && rowChange(subform, row, "changed", old, row);
    return change && change.answers.length > 0 ? [change] : [];
  });
  return [...added, ...changed, ...removed];
}

function rowChange(subform: string, row: Row, what: RowChange["what"], before: Row, after: Row): RowChange {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => name !== "unique_id");
  const answers = names
    .filter((name) => !same(before[name], after[name]))
    .map((field) => ({ kind: "answer", field, from: before[field], to: after[field] }) as const);
  return { kind: "row", subform, row, what, answers };
}
