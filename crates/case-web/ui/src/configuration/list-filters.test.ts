import { expect, test } from "vitest";
import type { ListFilter } from "../model/wire.ts";
import { conditionsOf, isFiltered, kindOf, optionsOf, readRange, writeRange, type FilterKind } from "./list-filters.ts";

const filter = (unique_id: string, field_name: string, type: string, extra: Partial<ListFilter> = {}): ListFilter => ({ name: `cases.filter_by.${unique_id}`, unique_id, field_name, type, ...extra });
const option = (id: string) => ({ id, display_name: id });

const dates = filter("dates", "dates", "dates", { options: { en: [option("registration_date"), option("created_at")] } });
const filters: readonly ListFilter[] = [
  filter("status", "status", "checkbox", { option_strings_source: "lookup-case-status" }),
  filter("my_cases", "my_cases", "checkbox", { options: { en: [option("my_cases")] } }),
  filter("age_range", "age", "multi_toggle", { options: { en: [option("0..5"), option("6..11")] } }),
  filter("found_at", "found_at", "multi_select", { option_strings_source: "Location" }),
  filter("record_state", "record_state", "multi_toggle", { options: { en: [option("true"), option("false")] } }),
  dates,
];

test.each<[ListFilter, FilterKind]>([
  [filter("status", "status", "checkbox", { option_strings_source: "lookup-case-status" }), "several"],
  [filter("flagged", "flagged", "toggle", { options: { en: [option("true")] } }), "several"],
  [filter("urgent", "urgent", "toggle"), "several"],
  [filter("sex", "sex", "select", { option_strings_source: "lookup-gender" }), "one"],
  [filter("workflow", "workflow", "workflow"), "several"],
  [filter("found_at", "found_at", "multi_select", { option_strings_source: "Location" }), "places"],
  [filter("social_worker", "owned_by", "multi_select"), "people"],
  [filter("worker", "worker", "multi_select", { option_strings_source: "User" }), "people"],
  [filter("inquiry_date", "inquiry_date", "dates"), "dates"],
  [filter("notes", "notes", "checkbox"), "unknown"],
])("%o is asked in its way", (one, kind) => {
  expect(kindOf(one)).toBe(kind);
});

test("options come in the language of the page, or in any", () => {
  const both = filter("x", "x", "checkbox", { options: { en: [option("a")], fr: [option("b")] } });
  expect(optionsOf(both, "fr")[0]?.id).toBe("b");
  expect(optionsOf(both, "ar")[0]?.id).toBe("a");
  expect(optionsOf(filter("x", "x", "checkbox", { options: [option("c")] }), "fr")[0]?.id).toBe("c");
});

test("a list shows open cases that are in use until somebody says otherwise", () => {
  expect(conditionsOf(filters, {})).toEqual([
    { kind: "any", field: "status", values: ["open"] },
    { kind: "any", field: "record_state", values: ["true"] },
  ]);
  expect(conditionsOf(filters, { status: ["any"], record_state: ["false"] })).toEqual([{ kind: "any", field: "record_state", values: ["false"] }]);
});

test("what was chosen becomes conditions", () => {
  const chosen = { status: ["closed"], my_cases: ["my_cases"], age_range: ["0..5", "6..11"], found_at: ["XL01"], dates: ["created_at:2026-01-01..2026-01-31"] };
  expect(conditionsOf(filters, chosen).slice(2)).toEqual([
    { kind: "any", field: "my_cases", values: ["true"] },
    { kind: "any", field: "age", values: ["0..5", "6..11"] },
    { kind: "within", field: "found_at", codes: ["XL01"] },
    { kind: "between", field: "created_at", from: "2026-01-01T00:00:00Z", to: "2026-01-31T23:59:59Z" },
  ]);
});

test("a filter that this user does not have counts for nothing", () => {
  expect(conditionsOf(filters, { secret: ["x"] })).toHaveLength(2);
});

test("a range in the address is read as far as it makes sense", () => {
  expect(readRange(dates, "created_at:2026-01-01..")).toEqual({ field: "created_at", from: "2026-01-01", to: "" });
  expect(readRange(dates, "owned_by:x..y")).toEqual({ field: "registration_date", from: "", to: "" });
  expect(readRange(dates, undefined)).toEqual({ field: "registration_date", from: "", to: "" });
  expect(writeRange({ field: "created_at", from: "", to: "2026-02-01" })).toBe("created_at:..2026-02-01");
});

test("the usual list is not filtered", () => {
  expect(isFiltered({})).toBe(false);
  expect(isFiltered({ status: ["open"] })).toBe(false);
  expect(isFiltered({ status: ["any"] })).toBe(true);
  expect(isFiltered({ sex: ["male"] })).toBe(true);
});
