import { expect, test } from "vitest";
import type { Option } from "../model/wire.ts";
import { searchIn, withStored } from "./chosen.tsx";

const option = (id: string, label: string): Option => ({ id, display_text: { en: label } });
const options = [option("ar", "Arabic"), option("pt", "Português"), option("sw", "Swahili, coastal")];
const keys = (found: { found: readonly { key: string }[] }) => found.found.map((one) => one.key);

test("options are found by parts of their words, in any order and without accents", () => {
  const search = searchIn(options, []);
  expect(keys(search("portugues"))).toEqual(["pt"]);
  expect(keys(search("coast swa"))).toEqual(["sw"]);
  expect(keys(search(""))).toEqual(["ar", "pt", "sw"]);
  expect(keys(search("x"))).toEqual([]);
});

test("what is chosen already is not offered again", () => {
  expect(keys(searchIn(options, ["ar"])("a"))).toEqual(["sw"]);
});

test("a stored answer that is no longer offered stays among the options", () => {
  expect(withStored(options.slice(0, 1), options, "pt").map((one) => one.id)).toEqual(["ar", "pt"]);
  expect(withStored(options, options, ["ar", "gone"]).map((one) => one.id)).toEqual(["ar", "pt", "sw", "gone"]);
  expect(withStored(options, options, null)).toBe(options);
});
