import { expect, test } from "vitest";
import { likely } from "./cases.ts";
import { pathOf, readRefusal } from "./problem.ts";

test("a broken rule is found at its answer", () => {
  const body = { errors: [{ status: 422, detail: "/services_section/r1/service_type", message: ["errors.rules.required"] }] };
  expect(readRefusal(422, body).problems).toEqual([{ path: ["services_section", "r1", "service_type"], rule: "errors.rules.required" }]);
});

test("a schema violation has one sentence for many places", () => {
  const body = { errors: [{ status: 422, detail: ["/sex", "/age"], message: "Invalid Record JSON" }] };
  expect(readRefusal(422, body).problems).toEqual([
    { path: ["sex"], rule: "errors.rules.invalid" },
    { path: ["age"], rule: "errors.rules.invalid" },
  ]);
});

test("a field name without a slash is a path too", () => {
  expect(pathOf("password")).toEqual(["password"]);
  expect(pathOf("/a~1b/c~0d")).toEqual(["a/b", "c~d"]);
});

test("a refusal without a readable body still is one", () => {
  expect(readRefusal(500, undefined)).toMatchObject({ status: 500, problems: [] });
  expect(readRefusal(403, { errors: [{ message: "Forbidden" }] }).problems).toEqual([]);
});

test("a search looks for what the text can mean", () => {
  expect(likely("amina")).toEqual(["name", "number"]);
  expect(likely("4f1a")).toEqual(["number", "name"]);
  expect(likely("+254 700 000 000")).toEqual(["number", "telephone"]);
});
