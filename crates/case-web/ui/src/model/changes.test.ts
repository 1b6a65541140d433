import { expect, test } from "vitest";
import { changesOf } from "./changes.ts";
import type { HistoryEntry } from "./wire.ts";

const entry = (record_changes: HistoryEntry["record_changes"]): HistoryEntry => ({ record_id: "c1", datetime: "2026-02-03T04:05:06Z", user_name: "worker1", action: "update", record_changes });

test("every answer that changed is told once", () => {
  expect(changesOf(entry([{ age: { from: 9, to: 10 } }, { sex: { from: null, to: "female" } }]))).toEqual([
    { kind: "answer", field: "age", from: 9, to: 10 },
    { kind: "answer", field: "sex", from: null, to: "female" },
  ]);
});

test("one object for all answers is read as well", () => {
  expect(changesOf(entry({ age: { from: 9, to: 10 }, sex: { from: "male", to: "female" } }))).toHaveLength(2);
});

test("a change that changes nothing is not told", () => {
  expect(changesOf(entry([{ notes: { from: null, to: "" } }, { needs: { to: [] } }]))).toEqual([]);
});

test("a list of rows is told row by row", () => {
  const from = [{ unique_id: "a", kind: "x", note: "old" }, { unique_id: "b", kind: "y" }];
  const to = [{ unique_id: "a", kind: "x", note: "new" }, { unique_id: "c", kind: "z" }];
  const changes = changesOf(entry([{ rows: { from, to } }]));
  expect(changes.map((change) => change.kind === "row" && [change.what, change.row.unique_id, change.answers.map((one) => one.field)])).toEqual([
    ["added", "c", ["kind"]],
    ["changed", "a", ["note"]],
    ["removed", "b", ["kind"]],
  ]);
});

test("rows of a record that had none are all added", () => {
  expect(changesOf(entry([{ rows: { to: [{ unique_id: "a", kind: "x" }] } }]))).toMatchObject([{ kind: "row", what: "added" }]);
});
