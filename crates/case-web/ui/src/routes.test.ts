import { expect, test } from "vitest";
import { match, paths } from "./routes.ts";

const at = (path: string) => match(new URL(path, "http://tenant.example"));

test("the bare address and the app's root are the home", () => {
  for (const path of ["/", "/app", "/app/"]) expect(at(path)).toEqual({ screen: "home" });
});

const LIST = { screen: "cases", text: "", by: undefined, filters: {}, sorting: undefined, page: 1 };

test("a list address carries its search, filters, order and page", () => {
  expect(at("/app/cases?q=amina%20h&status=any&page=3")).toEqual({ ...LIST, text: "amina h", filters: { status: ["any"] }, page: 3 });
  expect(at("/app/cases?sex=female&sex=male&age=0..5&by=number&q=1&sort=-age")).toEqual({
    ...LIST,
    text: "1",
    by: "number",
    filters: { sex: ["female", "male"], age: ["0..5"] },
    sorting: { field: "age", isDescending: true },
  });
  expect(at("/app/cases")).toEqual(LIST);
});

test("a nonsensical part of a list address counts for nothing", () => {
  expect(at("/app/cases?page=-2&by=feeling&sort=-&or[a]=b&sex=")).toEqual(LIST);
  expect(at("/app/cases?page=x")).toMatchObject({ page: 1 });
});

test("registering is not mistaken for a case called new", () => {
  expect(at(paths.register)).toEqual({ screen: "register" });
});

test("who has forgotten the password has screens of their own", () => {
  expect(at(paths.forgottenPassword)).toEqual({ screen: "forgotten-password" });
  expect(at("/app/password-reset#token=a")).toEqual({ screen: "password-reset" });
});

test("every path leads back to its screen", () => {
  expect(at(paths.case("4f/1"))).toEqual({ screen: "case", id: "4f/1", section: undefined });
  expect(at(paths.case("4f", "needs"))).toEqual({ screen: "case", id: "4f", section: "needs" });
  expect(at(paths.edit("4f", "needs", true))).toEqual({ screen: "edit", id: "4f", section: "needs", filling: true });
  expect(at(paths.edit("4f", "needs", false))).toMatchObject({ screen: "edit", filling: false });
  const query = { text: "a&b", by: "telephone" as const, filters: { dates: ["registration_date:2026-01-01..", "x"], status: ["closed"] }, sorting: { field: "name", isDescending: false }, page: 2 };
  expect(at(paths.cases(query))).toEqual({ screen: "cases", ...query });
  expect(at(paths.history("4f", 3))).toEqual({ screen: "history", id: "4f", page: 3 });
  expect(at(paths.flags("4f"))).toEqual({ screen: "flags", id: "4f" });
  expect(at(paths.case("4f", "record"))).toEqual({ screen: "case", id: "4f", section: "record" });
});

test("other addresses are not found", () => {
  for (const path of ["/other", "/app/nothing", "/app/cases/1/2/3", "/app/cases/1/2/edit/4", "/app/sign-in/x", "/app/password-reset/x"]) {
    expect(at(path)).toEqual({ screen: "not-found" });
  }
});

test("a broken escape in an address does not break the page", () => {
  expect(at("/app/cases/%E0%A4%A")).toMatchObject({ screen: "case" });
});
