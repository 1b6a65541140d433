import { expect, test } from "vitest";
import type { FormSection, Lookup, SignedInUser, SystemSettings } from "../model/wire.ts";
import { Configuration } from "./configuration.ts";

const L = (text: string) => ({ en: text });
const form = (id: number, unique_id: string, extra: Partial<FormSection> = {}): FormSection => ({
  id,
  unique_id,
  parent_form: "case",
  name: L(unique_id),
  module_ids: ["cp"],
  fields: [],
  ...extra,
});

const forms: readonly FormSection[] = [
  form(1, "late", { order_form_group: 20, order: 1, fields: [{ name: "risk", type: "select_box", display_name: L("Risk"), quick: true, option_strings_source: "lookup lookup-risk" }] }),
  form(2, "identity", {
    order_form_group: 10,
    order: 2,
    fields: [
      { name: "age", type: "numeric_field", display_name: L("Age"), order: 2, quick: true },
      { name: "name", type: "text_field", display_name: L("Name"), order: 1, quick: true, required: true },
      { name: "secret", type: "text_field", display_name: L("Secret"), order: 3, visible: false, quick: true },
      { name: "photos", type: "photo_upload_box", display_name: L("Photos"), order: 4, quick: true },
    ],
  }),
  form(3, "read_only", { order_form_group: 10, order: 1, fields: [{ name: "note", type: "textarea", display_name: L("Note"), quick: true }] }),
  form(4, "forbidden"),
  form(5, "other_module", { module_ids: ["gbv"] }),
  form(6, "rows", { is_nested: true, fields: [{ name: "kind", type: "text_field", display_name: L("Kind") }, { name: "more", type: "text_field", display_name: L("More") }] }),
  form(7, "hidden", { visible: false }),
];
const user = {
  id: 7,
  user_name: "worker",
  module_unique_ids: ["cp"],
  permissions: { list: [] },
  permitted_form: { late: "rw", identity: "rw", read_only: "r", other_module: "rw", hidden: "rw" },
} satisfies SignedInUser;
const settings: SystemSettings = {
  modules: [{ unique_id: "cp", name: "Child protection", associated_record_types: ["case"] }],
  agencies: [{ unique_id: "agency-a", name: L("Agency A") }],
};
const lookups: readonly Lookup[] = [
  {
    unique_id: "lookup-risk",
    name: L("Risk"),
    values: [
      { id: "high", display_text: L("High"), tags: ["child"] },
      { id: "low", display_text: L("Low") },
      { id: "old", display_text: L("Old"), disabled: true },
    ],
  },
];
const configuration = new Configuration(user, settings, forms, lookups);

test("sections are those of the module that the role may see, in their order", () => {
  expect(configuration.sections("cp").map((section) => [section.form.unique_id, section.writable])).toEqual([
    ["read_only", false],
    ["identity", true],
    ["late", true],
  ]);
});

test("the quick register asks the tagged, visible, writable questions that can be answered", () => {
  expect(configuration.quickFields("cp").map((field) => field.name)).toEqual(["name", "age", "risk"]);
});

test("without tags the required questions are asked", () => {
  const untagged = forms.map((one) => ({ ...one, fields: one.fields.map(({ quick: _quick, ...field }) => field) }));
  expect(new Configuration(user, settings, untagged, lookups).quickFields("cp").map((field) => field.name)).toEqual(["name"]);
});

test("rows are found by the number or by the name of their form, and can be narrowed", () => {
  const field = { name: "s", type: "subform", display_name: L("S") };
  expect(configuration.rowFields({ ...field, subform_section_id: 6 }).map((one) => one.name)).toEqual(["kind", "more"]);
  expect(configuration.rowFields({ ...field, subform_section_unique_id: "rows" })).toHaveLength(2);
  const only = { ...field, subform_section_id: 6, subform_section_configuration: { fields: ["more"] } };
  expect(configuration.rowFields(only).map((one) => one.name)).toEqual(["more"]);
});

test("disabled options keep their label but are not offered", () => {
  const risk = configuration.field("risk");
  if (!risk) throw new Error("the field is configured");
  expect(configuration.options(risk).map((option) => option.id)).toEqual(["high", "low", "old"]);
  expect(configuration.offered(risk, {}).map((option) => option.id)).toEqual(["high", "low"]);
});

test("options with a tag are offered when the rule of the tag holds", () => {
  const risk = configuration.field("risk");
  if (!risk) throw new Error("the field is configured");
  const tagged = { ...risk, option_strings_condition: { child: { lt: { age: 18 } } } };
  expect(configuration.offered(tagged, { age: 9 }).map((option) => option.id)).toEqual(["high"]);
  expect(configuration.offered(tagged, { age: 30 })).toEqual([]);
});

test("agencies are options too", () => {
  const field = { name: "agency", type: "select_box", display_name: L("Agency"), option_strings_source: "Agency" };
  expect(configuration.options(field).map((option) => option.id)).toEqual(["agency-a"]);
});
