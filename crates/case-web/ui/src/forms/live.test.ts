import { effect } from "@preact/signals";
import { expect, test } from "vitest";
import { Configuration } from "../configuration/configuration.ts";
import { Draft } from "../model/draft.ts";
import type { Field, FormSection } from "../model/wire.ts";
import { Live, settle, workedOut } from "./live.ts";

const field = (name: string, type: string, extra: Partial<Field> = {}): Field => ({ name, type, display_name: { en: name }, ...extra });
const calculated = (name: string, expression: NonNullable<Field["calculation"]>["expression"] & object): Field => field(name, "calculated", { calculation: { expression } });

const total = calculated("total", { sum: ["boys", "girls"] });
const level = calculated("level", { if: [{ ge: { total: 10 } }, { value: "many" }, { value: "few" }] });
const why = field("why", "text_field", { display_conditions_record: { eq: { level: "many" } } });
const inner = [field("from", "numeric_field"), field("to", "numeric_field"), calculated("both", { sum: ["from", "to"] }), field("note", "text_field", { display_conditions_subform: { gt: { both: 5 } } })];
const rows: FormSection = { id: 9, unique_id: "rows", parent_form: "case", name: {}, is_nested: true, module_ids: ["cp"], fields: inner };
const list = field("list", "subform", { subform_section_id: 9 });
const page: FormSection = { id: 1, unique_id: "page", parent_form: "case", name: {}, module_ids: ["cp"], fields: [field("boys", "numeric_field"), field("girls", "numeric_field"), level, total, why, list] };
const user = { id: 1, user_name: "w", permissions: { list: [] }, permitted_form: { page: "rw" } };
const configuration = new Configuration(user, {}, [page, rows], []);

const started = (record = {}): [Draft, Live] => {
  const draft = new Draft({ id: "c1", ...record }, false);
  return [draft, new Live(configuration, "cp", draft)];
};

test("a calculation that reads another one settles", () => {
  expect(settle(workedOut([level, total]), { boys: 7, girls: 4 })).toEqual({ boys: 7, girls: 4, total: 11, level: "many" });
});

test("calculations that read each other end", () => {
  const circle = [calculated("a", { sum: ["b", 1] }), calculated("b", { sum: ["a", 1] })];
  expect(Object.keys(settle(workedOut(circle), {}))).toEqual(["a", "b"]);
});

test("conditions follow what is typed and what is calculated from it", () => {
  const [draft, live] = started({ boys: 7 });
  expect(live.isShown(why)).toBe(false);
  draft.set(["girls"], 4);
  expect(live.record.value).toMatchObject({ total: 11, level: "many" });
  expect(live.isShown(why)).toBe(true);
});

test("a row has calculations and conditions of its own", () => {
  const [draft, live] = started({ list: [{ unique_id: "a", from: 1, to: 2 }, { unique_id: "b", from: 4, to: 4 }] });
  const note = inner[3] as Field;
  expect([live.isShown(note, list, "a"), live.isShown(note, list, "b")]).toEqual([false, true]);
  draft.set(["list", "a", "to"], 9);
  expect(live.row(list, "a")["both"]).toBe(10);
  expect(live.isShown(note, list, "a")).toBe(true);
  expect(live.record.value["list"]).toMatchObject([{ both: 10 }, { both: 8 }]);
});

test("a question that nothing concerns is not looked at again", () => {
  const [draft, live] = started({ boys: 7 });
  let times = 0;
  effect(() => {
    live.isShown(why);
    times += 1;
  });
  draft.set(["boys"], 8);
  draft.set(["boys"], 9);
  expect(times).toBe(1);
  draft.set(["boys"], 10);
  expect(times).toBe(2);
});

test("a hundred rows of twenty questions are judged in a moment", () => {
  const many = Array.from({ length: 100 }, (_, index) => ({ unique_id: `row-${index}`, from: index, to: 1 }));
  const [draft, live] = started({ list: many });
  let evaluated = 0;
  for (const { unique_id } of many) {
    effect(() => {
      live.isShown(inner[3] as Field, list, unique_id);
      evaluated += 1;
    });
  }
  evaluated = 0;
  draft.set(["list", "row-1", "from"], 60);
  expect(evaluated).toBe(1);
});

test("a sum follows the numbers and the counters of its group in its section", () => {
  const fields = [
    field("at_home", "numeric_field", { autosum_group: "children" }),
    field("away", "tally_field", { autosum_group: "children", autosum_total: true }),
    field("adults", "numeric_field"),
    field("children", "numeric_field", { autosum_group: "children", autosum_total: true }),
  ];
  expect(settle(workedOut(fields), { at_home: 2, away: { boys: 1, girls: 2, total: 3 }, adults: 9 })).toMatchObject({ children: 5 });
  expect(settle(workedOut(fields), { adults: 9 })["children"]).toBeUndefined();
});
