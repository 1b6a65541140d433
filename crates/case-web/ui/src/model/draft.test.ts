import { effect } from "@preact/signals";
import { expect, test } from "vitest";
import { Draft } from "./draft.ts";
import { toPatch } from "./operation.ts";
import type { CaseRecord } from "./wire.ts";

const record: CaseRecord = {
  id: "c1",
  name_first: "Amina",
  age: 9,
  needs: ["food"],
  photos: [{ id: 4, field_name: "photos" } as never],
  services_section: [
    { unique_id: "r1", service_type: "health" },
    { unique_id: "r2", service_type: "food" },
  ],
};

const everything = (): boolean => true;
const patchOf = (draft: Draft, shows = everything as (path: readonly string[]) => boolean) => toPatch(draft.operations("cp", shows));

test("an untouched draft changes nothing", () => {
  const draft = new Draft(record, false);
  expect(draft.isDirty.value).toBe(false);
  expect(draft.operations("cp", everything)).toEqual([]);
});

test("only what changed is sent", () => {
  const draft = new Draft(record, false);
  draft.set(["age"], 10);
  draft.set(["name_first"], "Amina");
  expect(draft.isDirty.value).toBe(true);
  expect(patchOf(draft)).toEqual({ age: 10 });
});

test("a step knows the value that it was typed over", () => {
  const draft = new Draft(record, false);
  draft.set(["age"], null);
  expect(draft.operations("cp", everything)).toEqual([{ kind: "set", recordId: "c1", path: ["age"], base: 9, value: null }]);
});

test("typing something and taking it back leaves the draft clean", () => {
  const draft = new Draft(record, false);
  draft.set(["name_first"], "Amin");
  draft.set(["name_first"], "Amina");
  draft.set(["needs"], ["food", "water"]);
  draft.set(["needs"], ["food"]);
  expect(draft.isDirty.value).toBe(false);
});

test("an empty answer and no answer are the same", () => {
  const draft = new Draft(record, false);
  draft.set(["name_last"], null);
  draft.set(["other"], []);
  expect(patchOf(draft)).toEqual({});
});

test("rows are sent by their id, with their changed answers only", () => {
  const draft = new Draft(record, false);
  draft.set(["services_section", "r2", "notes"], "urgent");
  expect(patchOf(draft)).toEqual({ services_section: [{ unique_id: "r2", notes: "urgent" }] });
});

test("a new row has an id of its own, and can be given up", () => {
  const draft = new Draft(record, false);
  const row = draft.addRow("services_section");
  draft.set(["services_section", row, "service_type"], "legal");
  expect(patchOf(draft)).toEqual({ services_section: [{ unique_id: row, service_type: "legal" }] });
  draft.removeRow("services_section", row);
  expect(draft.isDirty.value).toBe(false);
  expect(patchOf(draft)).toEqual({});
});

test("a new row that holds something is only marked, and can be kept after all", () => {
  const draft = new Draft(record, false);
  const row = draft.addRow("services_section", { service_type: "legal" });
  draft.removeRow("services_section", row);
  expect(draft.rows("services_section").at(-1)).toMatchObject({ id: row, isNew: true, isRemoved: true });
  expect(draft.isDirty.value).toBe(false);
  expect(patchOf(draft)).toEqual({});
  draft.keepRow("services_section", row);
  expect(patchOf(draft)).toEqual({ services_section: [{ unique_id: row, service_type: "legal" }] });
});

test("a row that was put back as it was has not changed", () => {
  const draft = new Draft(record, false);
  draft.set(["services_section", "r1", "service_type"], "legal");
  expect(draft.isDirty.value).toBe(true);
  draft.set(["services_section", "r1", "service_type"], "health");
  expect(draft.isDirty.value).toBe(false);
});

test("a stored row without an id is shown and never sent", () => {
  const draft = new Draft({ id: "c1", rows: [{ kind: "a" }, { kind: "b" }] }, false);
  expect(draft.rows("rows").map((row) => [row.isKnown, draft.row("rows", row.id)["kind"]])).toEqual([
    [false, "a"],
    [false, "b"],
  ]);
  const added = draft.addRow("rows");
  expect(patchOf(draft)).toEqual({ rows: [{ unique_id: added }] });
  expect(draft.answers.value["rows"]).toEqual([{ kind: "a" }, { kind: "b" }, { unique_id: added }]);
});

test("typing into one answer tells nobody else", () => {
  const draft = new Draft(record, false);
  const heard: string[] = [];
  effect(() => void (draft.get(["age"]), heard.push("age")));
  effect(() => void (draft.row("services_section", "r1"), heard.push("r1")));
  effect(() => void (draft.rows("services_section"), heard.push("rows")));
  heard.length = 0;
  draft.set(["name_first"], "Amin");
  draft.set(["services_section", "r2", "notes"], "urgent");
  expect(heard).toEqual([]);
  draft.set(["services_section", "r1", "notes"], "urgent");
  draft.set(["age"], 10);
  draft.addRow("services_section");
  expect(heard).toEqual(["r1", "age", "rows"]);
});

test("a stored row is removed by saying so, and can be kept after all", () => {
  const draft = new Draft(record, false);
  draft.set(["services_section", "r1", "service_type"], "legal");
  draft.removeRow("services_section", "r1");
  expect(patchOf(draft)).toEqual({ services_section: [{ unique_id: "r1", _destroy: true }] });
  expect(draft.answers.value["services_section"]).toEqual([{ unique_id: "r2", service_type: "food" }]);
  draft.keepRow("services_section", "r1");
  expect(patchOf(draft)).toEqual({ services_section: [{ unique_id: "r1", service_type: "legal" }] });
});

test("answers to questions that are hidden now are not sent", () => {
  const draft = new Draft(record, false);
  draft.set(["age"], 10);
  draft.set(["separation_cause"], "conflict");
  expect(patchOf(draft, (path) => path[0] !== "separation_cause")).toEqual({ age: 10 });
});

test("files are never part of what is sent", () => {
  const draft = new Draft(record, false);
  draft.set(["age"], 10);
  expect(patchOf(draft)).not.toHaveProperty("photos");
});

test("a newer copy of the record slides under what was typed", () => {
  const draft = new Draft(record, false);
  draft.set(["age"], 10);
  draft.rebase({ ...record, age: 10, name_first: "Aminata" });
  expect(draft.answers.value["name_first"]).toBe("Aminata");
  expect(draft.isDirty.value).toBe(false);
});

test("a new record is created with what it starts with, its id and its module", () => {
  const draft = new Draft({ id: "c2", module_id: "cp", registration_date: "2026-11-24" }, true);
  expect(draft.isDirty.value).toBe(false);
  draft.set(["name_first"], "Yusuf");
  const shows = (path: readonly string[]): boolean => path[0] !== "id" && path[0] !== "module_id";
  expect(patchOf(draft, shows)).toEqual({ id: "c2", module_id: "cp", registration_date: "2026-11-24", name_first: "Yusuf" });
});
