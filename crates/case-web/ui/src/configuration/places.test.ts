import { expect, test } from "vitest";
import { fold } from "./fold.ts";
import { Places } from "./places.ts";

const places = new Places([
  { code: "X", name: { en: "Exampleland" } },
  { code: "X1", name: { en: "Exampleland::Port Amal", ar: "بلد::ميناء أمل" } },
  { code: "X2", name: { en: "Exampleland::Riverside::Amal" } },
  { code: "X3", name: { en: "Exampleland::Closed Amal" }, disabled: true },
]);
const english = (text: Readonly<Record<string, string>>): string => text["en"] ?? "";

test("a place whose own name begins with the text comes first", () => {
  expect(places.search("amal", 10, english).found.map((place) => place.code)).toEqual(["X2", "X1"]);
});

test("all words must be there, in any order and language", () => {
  expect(places.search("amal river", 10, english).found.map((place) => place.code)).toEqual(["X2"]);
  expect(places.search("امل", 10, english).found.map((place) => place.code)).toEqual(["X1"]);
});

test("what lies around a place is told from the nearest", () => {
  expect(places.find("X2", english)).toEqual({ code: "X2", name: "Amal", around: "Riverside, Exampleland" });
});

test("more places than shown are announced", () => {
  expect(places.search("", 2, english).more).toBe(true);
});

test("spellings that people mix up are the same", () => {
  expect(fold("Côte-d’Or")).toBe("cote d or");
  expect(fold("أَحْمَد")).toBe(fold("احمد"));
  expect(fold("مدرسة")).toBe(fold("مدرسه"));
  expect(fold("علی")).toBe(fold("علي"));
});

test("twenty thousand places are prepared a few at a time, and searched as one", () => {
  const many = new Places(Array.from({ length: 20_000 }, (_, index) => ({ code: `V${index}`, name: { en: `Exampleland::District ${index % 40}::Village ${index}` } })));
  let rounds = 1;
  while (many.prepare() && rounds < 1000) rounds += 1;
  expect(rounds).toBe(50);
  expect(many.search("village 19999", 10, english).found.map((place) => place.code)).toEqual(["V19999"]);
  const { found, more } = many.search("village", 30, english);
  expect([found.length, more]).toEqual([30, true]);
});
