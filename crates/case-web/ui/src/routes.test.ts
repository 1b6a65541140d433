import { expect, test } from "vitest";
import { match, paths } from "./routes.ts";

const at = (path: string) => match(new URL(path, "http://tenant.example"));

test("the bare address and the app's root are the home", () => {
  for (const path of ["/", "/app", "/app/"]) expect(at(path)).toEqual({ screen: "home" });
});

test("a list address carries its search, status and page", () => {
  expect(at("/app/cases?q=amina%20h&status=any&page=3")).toEqual({ screen: "cases", text: "amina h", status: "any", page: 3 });
  expect(at("/app/cases")).toEqual({ screen: "cases", text: "", status: "open", page: 1 });
});

test("a nonsensical page or status falls back to the beginning", () => {
  expect(at("/app/cases?page=-2&status=deleted")).toEqual({ screen: "cases", text: "", status: "open", page: 1 });
  expect(at("/app/cases?page=x")).toMatchObject({ page: 1 });
});

test("registering is not mistaken for a case called new", () => {
  expect(at(paths.register)).toEqual({ screen: "register" });
});

test("every path leads back to its screen", () => {
  expect(at(paths.case("4f/1"))).toEqual({ screen: "case", id: "4f/1", section: undefined });
  expect(at(paths.case("4f", "needs"))).toEqual({ screen: "case", id: "4f", section: "needs" });
  expect(at(paths.edit("4f", "needs", true))).toEqual({ screen: "edit", id: "4f", section: "needs", filling: true });
  expect(at(paths.edit("4f", "needs", false))).toMatchObject({ screen: "edit", filling: false });
  expect(at(paths.cases({ text: "a&b", status: "closed", page: 2 }))).toMatchObject({ text: "a&b", status: "closed", page: 2 });
});

test("other addresses are not found", () => {
  for (const path of ["/other", "/app/nothing", "/app/cases/1/2/3", "/app/cases/1/2/edit/4", "/app/sign-in/x"]) {
    expect(at(path)).toEqual({ screen: "not-found" });
  }
});

test("a broken escape in an address does not break the page", () => {
  expect(at("/app/cases/%E0%A4%A")).toMatchObject({ screen: "case" });
});
