import { expect, test } from "vitest";
import { ar } from "./ar.ts";
import { directionOf, format, languageOf, type Catalog, type Message } from "./catalog.ts";
import { en } from "./en.ts";
import { es } from "./es.ts";
import { fr } from "./fr.ts";

const forms = (message: Message): readonly string[] => (typeof message === "string" ? [message] : Object.values(message));
const placesIn = (text: string): readonly string[] => (text.match(/\{\w+\}/g) ?? []).sort();

test.each(Object.entries({ fr, es, ar }))("%s fills the same places as English", (_language, catalog: Catalog) => {
  for (const [key, message] of Object.entries(en as Catalog)) {
    const wanted = placesIn(typeof message === "string" ? message : message.other);
    const translated = catalog[key as keyof Catalog];
    const other = typeof translated === "string" ? translated : translated.other;
    expect([key, placesIn(other)]).toEqual([key, wanted]);
    expect([key, forms(translated).every((text) => text.trim() !== "")]).toEqual([key, true]);
  }
});

test("Arabic has every plural form", () => {
  for (const message of Object.values(ar)) {
    if (typeof message === "string") continue;
    expect(Object.keys(message).sort()).toEqual(["few", "many", "one", "other", "two", "zero"]);
  }
});

test("plurals follow the language", () => {
  expect(format(en["cases.count"], "en", { count: 1 })).toBe("1 case");
  expect(format(en["cases.count"], "en", { count: 1234 })).toBe("1,234 cases");
  expect(format(ar["cases.count"], "ar-u-nu-latn", { count: 2 })).toBe("حالتان");
});

test("what is filled in is isolated from the direction of the sentence", () => {
  expect(format("{name}.", "ar", { name: "Amina" })).toBe("\u2068Amina\u2069.");
});

test("a locale is spoken in its language and direction", () => {
  expect(languageOf("ar-LB")).toBe("ar");
  expect(languageOf("pt")).toBe("en");
  expect(directionOf("ps-AF")).toBe("rtl");
  expect(directionOf("fr")).toBe("ltr");
});
