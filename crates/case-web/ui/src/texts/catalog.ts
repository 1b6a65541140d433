// The app's own texts: what a catalog must hold, and how a text is filled in.
import type { en } from "./en.ts";

/** Plural forms by the categories of `Intl.PluralRules`; `other` is always there. */
export type Plural = { readonly other: string } & Partial<Record<Intl.LDMLPluralRule, string>>;
export type Message = string | Plural;
export type Key = keyof typeof en;
export type Catalog = { readonly [key in Key]: Message };
export type Arguments = Readonly<Record<string, string | number>>;

/** Languages in which the app itself speaks. Forms and lookups may have more. */
export const LANGUAGES = ["en", "fr", "es", "ar"] as const;
export type Language = (typeof LANGUAGES)[number];

/** How each language calls itself. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  en: "English",
  fr: "Français",
  es: "Español",
  ar: "العربية",
};

const LOADERS: Readonly<Record<Language, () => Promise<Catalog>>> = {
  en: () => import("./en.ts").then((module) => module.en),
  fr: () => import("./fr.ts").then((module) => module.fr),
  es: () => import("./es.ts").then((module) => module.es),
  ar: () => import("./ar.ts").then((module) => module.ar),
};

export function loadCatalog(language: Language): Promise<Catalog> {
  return LOADERS[language]();
}

/** The app's language for a locale such as `ar-LB`; English where it has none. */
export function languageOf(locale: string): Language {
  const base = locale.toLowerCase().split("-")[0];
  return LANGUAGES.find((language) => language === base) ?? "en";
}

const RIGHT_TO_LEFT = new Set(["ar", "arc", "ckb", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"]);

export function directionOf(locale: string): "ltr" | "rtl" {
  return RIGHT_TO_LEFT.has(locale.toLowerCase().split("-")[0] ?? "") ? "rtl" : "ltr";
}

/** Fills `{name}` places. What is filled in is isolated, so that a Latin name cannot reorder an Arabic sentence. */
export function format(message: Message, locale: string, values: Arguments = {}): string {
  const text = typeof message === "string" ? message : pluralForm(message, locale, values);
  return text.replace(/\{(\w+)\}/g, (place, name: string) => {
    const value = values[name];
    if (value === undefined) return place;
    return typeof value === "number" ? number(value, locale) : `\u2068${value}\u2069`;
  });
}

function pluralForm(message: Plural, locale: string, values: Arguments): string {
  const count = Number(values["count"] ?? 0);
  return message[new Intl.PluralRules(locale).select(count)] ?? message.other;
}

export function number(value: number, locale: string): string {
  return new Intl.NumberFormat(locale).format(value);
}
