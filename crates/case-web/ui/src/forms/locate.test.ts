import { expect, test } from "vitest";
import { readRefusal } from "../api/problem.ts";
import { Configuration } from "../configuration/configuration.ts";
import type { FormSection } from "../model/wire.ts";
import { locate } from "./locate.ts";

const page: FormSection = {
  id: 1,
  unique_id: "page",
  parent_form: "case",
  name: {},
  module_ids: ["cp"],
  fields: [
    { name: "counts", type: "tally_field", display_name: {} },
    { name: "list", type: "subform", display_name: {}, subform_section_id: 9 },
  ],
};
const configuration = new Configuration({ id: 1, user_name: "w", permissions: { list: [] } }, {}, [page], []);
const refused = (...errors: readonly object[]) => readRefusal(422, { errors }).problems;
const at = (...errors: readonly object[]) => locate(configuration, refused(...errors), { list: [{ unique_id: "r1" }, { unique_id: "r2" }] }).map((problem) => problem.path.join("/"));

test("a broken rule of a row is found by the row's id", () => {
  const problems = locate(configuration, refused({ status: 422, detail: "/list/r2/kind", message: ["errors.rules.required"] }), {});
  expect(problems).toEqual([{ path: ["list", "r2", "kind"], rule: "errors.rules.required" }]);
});

test("a schema violation names the row by its place in what was sent", () => {
  expect(at({ status: 422, detail: ["/date_of_birth", "/list/1/kind"], message: "Invalid Record JSON" })).toEqual(["date_of_birth", "list/r2/kind"]);
});

test("what lies below an answer belongs to the answer", () => {
  expect(at({ status: 422, detail: ["/counts/total"], message: "Invalid Record JSON" })).toEqual(["counts"]);
});

test("a problem of a row as a whole stands at the rows", () => {
  expect(at({ status: 422, detail: ["/list/0", "/list/7/kind"], message: "Invalid Record JSON" })).toEqual(["list"]);
});

test("an answer has one problem at a time", () => {
  const problems = refused({ detail: "/counts", message: ["errors.rules.type"] }, { detail: "/counts", message: ["errors.rules.option"] });
  expect(locate(configuration, problems, {})).toEqual([{ path: ["counts"], rule: "errors.rules.type" }]);
});

test("a sentence instead of a rule is no text for people", () => {
  expect(refused({ detail: ["/age"], message: "Invalid Record JSON" })).toEqual([{ path: ["age"], rule: "errors.rules.invalid" }]);
});
