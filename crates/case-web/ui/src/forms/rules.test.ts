import { expect, test } from "vitest";
import { Configuration } from "../configuration/configuration.ts";
import { Draft } from "../model/draft.ts";
import type { Answers, Field, Value } from "../model/wire.ts";
import { Live } from "./live.ts";
import * as rules from "./rules.ts";
import { isShown } from "./rules.ts";
import { readNumber } from "./written.tsx";

const field = (name: string, type: string, extra: Partial<Field> = {}): Field => ({ name, type, display_name: { en: name }, ...extra });
const rows = { id: 9, unique_id: "rows", parent_form: "case", name: {}, is_nested: true, module_ids: ["cp"], fields: [field("kind", "text_field", { required: true })] };
const configuration = new Configuration({ id: 1, user_name: "w", permissions: { list: [] } }, {}, [rows], []);

const brokenRule = (one: Field, value: Value, around: Answers = {}, stored?: Value) => rules.brokenRule(configuration, one, value, around, stored);
const check = (fields: readonly Field[], draft: Draft) => rules.check(configuration, fields, draft, new Live(configuration, "cp", draft));
const progress = (fields: readonly Field[], record: Answers) => rules.progress(configuration, fields, record);

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
  expect(check([name], new Draft({ id: "1" }, true))).toEqual([{ path: ["name"], rule: "errors.rules.required" }]);
  expect(check([name], new Draft({ id: "1" }, false))).toEqual([]);
});

test("a required answer cannot be taken away", () => {
  const name = field("name", "text_field", { required: true });
  const draft = new Draft({ id: "1", name: "Amina" }, false);
  draft.set(["name"], null);
  expect(check([name], draft)).toHaveLength(1);
});

test("hidden questions are not asked for", () => {
  const name = field("name", "text_field", { required: true, display_conditions_record: { exists: "age" } });
  expect(check([name], new Draft({ id: "1" }, true))).toEqual([]);
});

test("a new row needs its required answers", () => {
  const section = field("section", "subform", { subform_section_id: 9 });
  const draft = new Draft({ id: "1", section: [{ unique_id: "old" }] }, false);
  expect(check([section], draft)).toEqual([]);
  const row = draft.addRow("section");
  expect(check([section], draft)).toEqual([{ path: ["section", row, "kind"], rule: "errors.rules.required" }]);
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

test("a date lies between the days that other answers give", () => {
  const closed = field("closed", "date_field", { not_before: "opened", not_after: { add_days: ["opened", 30] } });
  expect(brokenRule(closed, "2026-01-10", { opened: "2026-01-10" })).toBeUndefined();
  expect(brokenRule(closed, "2026-01-09", { opened: "2026-01-10" })).toBe("errors.rules.not_before");
  expect(brokenRule(closed, "2026-02-10", { opened: "2026-01-10" })).toBe("errors.rules.not_after");
  expect(brokenRule(closed, "1990-02-10")).toBeUndefined();
});

test("an answer is one of those that are offered now", () => {
  const option = (id: string, tag: string) => ({ id, display_text: { en: id }, tags: [tag] });
  const chosen = field("kind", "select_box", { option_strings_text: [option("a", "young"), option("b", "old")], option_strings_condition: { young: { lt: { age: 18 } }, old: { ge: { age: 18 } } } });
  expect(brokenRule(chosen, "a", { age: 9 })).toBeUndefined();
  expect(brokenRule(chosen, "a", { age: 40 })).toBe("errors.rules.option");
  expect(brokenRule({ ...chosen, multi_select: true }, ["a", "b"], { age: 9 })).toBe("errors.rules.option");
});

test("yes and no are offered as texts and stored as truths", () => {
  const option = (id: string) => ({ id, display_text: { en: id } });
  expect(brokenRule(field("urgent", "radio_button", { option_strings_text: [option("true"), option("false")] }), false)).toBeUndefined();
});

test("a question that another answer makes needed is asked for with it", () => {
  const other = field("other", "text_field", { required: true, display_conditions_record: { eq: { cause: "other" } } });
  const cause = field("cause", "text_field");
  const draft = new Draft({ id: "1", cause: "war" }, false);
  expect(check([cause, other], draft)).toEqual([]);
  draft.set(["cause"], "other");
  expect(check([cause, other], draft)).toEqual([{ path: ["other"], rule: "errors.rules.required" }]);
});

test("a changed row is judged by its own answers", () => {
  const section = field("section", "subform", { subform_section_id: 9 });
  const draft = new Draft({ id: "1", section: [{ unique_id: "old", kind: "a" }] }, false);
  draft.set(["section", "old", "kind"], null);
  expect(check([section], draft)).toEqual([{ path: ["section", "old", "kind"], rule: "errors.rules.required" }]);
  draft.removeRow("section", "old");
  expect(check([section], draft)).toEqual([]);
});

test("a required subform needs a row", () => {
  const section = field("section", "subform", { subform_section_id: 9, required: true });
  const draft = new Draft({ id: "1", section: [{ unique_id: "old", kind: "a" }] }, false);
  expect(check([section], draft)).toEqual([]);
  draft.removeRow("section", "old");
  expect(check([section], draft)).toEqual([{ path: ["section"], rule: "errors.rules.required" }]);
});

test("required answers that rows lack are missing in the section", () => {
  const section = field("section", "subform", { subform_section_id: 9 });
  expect(progress([section], { section: [{ unique_id: "a" }, { unique_id: "b", kind: "x" }] })).toMatchObject({ missing: 1 });
});

test("an option that is no longer offered stays where it was chosen, and is not chosen anew", () => {
  const option = (id: string, disabled = false) => ({ id, display_text: { en: id }, disabled });
  const chosen = field("kind", "select_box", { multi_select: true, option_strings_text: [option("a"), option("old", true)] });
  expect(brokenRule(chosen, ["a", "old", "gone"], {}, ["old", "gone"])).toBeUndefined();
  expect(brokenRule(chosen, ["a", "old"], {}, ["a"])).toBe("errors.rules.option");
});
