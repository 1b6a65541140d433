import { expect, test } from "vitest";
import type { Field } from "../model/wire.ts";
import { counted } from "./tally.tsx";

const counter = (id: string) => ({ id, display_text: { en: id } });
const field: Field = { name: "victims", type: "tally_field", display_name: {}, tally: [counter("boys"), counter("girls")], autosum_total: true };

test("the total follows the counters where the field says so", () => {
  expect(counted(field, {}, "boys", 2)).toEqual({ boys: 2, total: 2 });
  expect(counted(field, { boys: 2, total: 2 }, "girls", 3)).toEqual({ boys: 2, girls: 3, total: 5 });
});

test("a total that people give stays as they gave it", () => {
  expect(counted({ ...field, autosum_total: false }, { boys: 2, total: 9 }, "girls", 3)).toEqual({ boys: 2, girls: 3, total: 9 });
});

test("emptied counters are no answer", () => {
  expect(counted(field, { boys: 2, total: 2 }, "boys", null)).toBeNull();
});

test("what is no number is kept as typed, and not summed", () => {
  expect(counted(field, { boys: 2, total: 2 }, "girls", "three")).toEqual({ boys: 2, girls: "three", total: 2 });
});
