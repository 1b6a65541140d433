import { expect, test } from "vitest";
import { Configuration } from "../configuration/configuration.ts";
import { Draft } from "../model/draft.ts";
import type { Field } from "../model/wire.ts";
import { brokenRule, check, isShown, progress } from "./rules.ts";
import { readNumber } from "./written.tsx";

const field = (name: string, type: string, extra: Partial<Field> = {}): Field => ({ name, type, display_name: { en: name }, ...extra });
const rows = { id: 9, unique_id: "rows", parent_form: "case", name: {}, is_nested: true, module_ids: ["cp"], fields: [field("kind", "text_field", { required: true })] };
const configuration = new Configuration({ id: 1, user_name: "w", permissions: { list: [] } }, {}, [rows], []);

test("numbers are whole and inside their bounds", () => {
  const age = field("age", "numeric_field", { minimum: 0, maximum: 130 });
  expect(brokenRule(age, 9)).toBeUndefined();
  expect(brokenRule(age, "nine")).toBe("errors.rules.integer");
  expect(brokenRule(age, -1)).toBe("errors.rules.minimum");
  expect(brokenRule(age, 131)).toBe("errors.rules.maximum");
  expect(brokenRule(field("n", "numeric_field"), 2 ** 31)).toBe("errors.rules.maximum");
});

test("numbers can be typed in the digits of the person's script", () => {
  expect(readNumber("١٢")).toBe(12);
  expect(readNumber("۱۲")).toBe(12);
  expect(readNumber(" 7 ")).toBe(7);
  expect(readNumber("")).toBeNull();
  expect(readNumber("7½")).toBe("7½");
});

test("dates exist, and lie in the past where they must", () => {
  const born = field("born", "date_field", { date_validation: "not_future_date" });
  expect(brokenRule(born, "2020-02-29")).toBeUndefined();
  expect(brokenRule(born, "?")).toBe("errors.rules.date");
  expect(brokenRule(born, "9999-01-01")).toBe("errors.rules.not_future_date");
  expect(brokenRule(field("due", "date_field"), "9999-01-01")).toBeUndefined();
});

test("a condition over the record and one over the row must both hold", () => {
  const inner = field("notes", "textarea", { display_conditions_record: { eq: { sex: "female" } }, display_conditions_subform: { eq: { referred: true } } });
  expect(isShown(inner, { sex: "female" }, { referred: true })).toBe(true);
  expect(isShown(inner, { sex: "female" }, {})).toBe(false);
  expect(isShown(inner, { sex: "male" }, { referred: true })).toBe(false);
});

test("a rule that this version does not know hides nothing", () => {
  expect(isShown(field("x", "text_field", { display_conditions_record: { matches: { a: "b" } } }), {})).toBe(true);
  expect(isShown(field("x", "text_field", { display_conditions_record: {} }), {})).toBe(true);
});

test("a new record needs its required answers, an old one may lack them", () => {
  const name = field("name", "text_field", { required: true });
  expect(check(configuration, [name], new Draft({ id: "1" }, true))).toEqual([{ path: ["name"], rule: "errors.rules.required" }]);
  expect(check(configuration, [name], new Draft({ id: "1" }, false))).toEqual([]);
});

test("a required answer cannot be taken away", () => {
  const name = field("name", "text_field", { required: true });
  const draft = new Draft({ id: "1", name: "Amina" }, false);
  draft.set(["name"], null);
  expect(check(configuration, [name], draft)).toHaveLength(1);
});

test("hidden questions are not asked for", () => {
  const name = field("name", "text_field", { required: true, display_conditions_record: { exists: "age" } });
  expect(check(configuration, [name], new Draft({ id: "1" }, true))).toEqual([]);
});

test("a new row needs its required answers", () => {
  const section = field("section", "subform", { subform_section_id: 9 });
  const draft = new Draft({ id: "1", section: [{ unique_id: "old" }] }, false);
  expect(check(configuration, [section], draft)).toEqual([]);
  const row = draft.addRow("section");
  expect(check(configuration, [section], draft)).toEqual([{ path: ["section", row, "kind"], rule: "errors.rules.required" }]);
});

test("progress counts questions that are asked", () => {
  const fields = [
    field("name", "text_field", { required: true }),
    field("age", "numeric_field"),
    field("hidden", "text_field", { required: true, display_conditions_record: { exists: "nothing" } }),
    field("heading", "separator"),
  ];
  expect(progress(fields, { age: 0 })).toEqual({ answered: 1, questions: 2, missing: 1 });
});
