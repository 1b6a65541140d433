// The language of the page: the catalog in use, and texts of the configuration in that language.
import { computed, signal } from "@preact/signals";
import type { LocalizedText } from "../model/wire.ts";
import {
  directionOf,
  format,
  languageOf,
  loadCatalog,
  type Arguments,
  type Catalog,
  type Key,
} from "../texts/catalog.ts";
import { remember, remembered } from "./preference.ts";

interface Speaking {
  readonly locale: string;
  readonly catalog: Catalog;
}

const speaking = signal<Speaking | undefined>(undefined);

/** The chosen locale. It can be one that only the forms have; the app then speaks English. */
export const locale = computed(() => speaking.value?.locale ?? "en");
export const direction = computed(() => directionOf(locale.value));

/** The tenant's own default, for labels that the chosen language does not have. */
export const fallbackLocale = signal("en");

let latest = "";

/** Switches the whole page to a language. Of two wishes the later one counts, whichever arrives first. */
export async function speak(wanted: string): Promise<void> {
  latest = wanted;
  const catalog = await loadCatalog(languageOf(wanted));
  if (latest !== wanted) return;
  speaking.value = { locale: wanted, catalog };
  const page = document.documentElement;
  // Where the app has no words for a locale, it speaks English and says so to screen readers.
  page.lang = wanted;
  page.dir = directionOf(wanted);
}

/** Switches the page and remembers it. Without a network the page goes on in the language it has. */
export async function chooseLanguage(wanted: string): Promise<boolean> {
  try {
    await speak(wanted);
  } catch {
    return false;
  }
  remember("language", wanted);
  return true;
}

/** What the person chose here before, else what the browser asks for, else the tenant's default. */
export function preferredLanguage(offered: readonly string[]): string {
  const wishes = [remembered("language"), ...navigator.languages].filter((wish) => wish !== undefined);
  for (const wish of wishes) {
    const exact = offered.find((language) => language.toLowerCase() === wish.toLowerCase());
    const close = offered.find((language) => base(language) === base(wish));
    if (exact ?? close) return (exact ?? close) as string;
  }
  return offered[0] ?? "en";
}

function base(locale: string): string {
  return locale.toLowerCase().split("-")[0] ?? locale;
}

/** A text of the app itself. */
export function t(key: Key, values?: Arguments): string {
  const current = speaking.value;
  return current ? format(current.catalog[key], current.locale, values) : "";
}

/** A text of the app whose key comes from outside, when there is one. */
export function known(key: string, values?: Arguments): string | undefined {
  const current = speaking.value;
  return current && Object.hasOwn(current.catalog, key) ? t(key as Key, values) : undefined;
}

/** A text of the configuration, with the language in which it was found. */
export function localized(text: LocalizedText | string | undefined): { text: string; lang: string | undefined } {
  if (typeof text === "string" || text === undefined) return { text: text ?? "", lang: undefined };
  const wishes = [locale.value, base(locale.value), fallbackLocale.value, "en", ...Object.keys(text)];
  const lang = wishes.find((wish) => text[wish]);
  if (lang === undefined) return { text: "", lang: undefined };
  return { text: text[lang] ?? "", lang: base(lang) === base(locale.value) ? undefined : lang };
}

export function textOf(text: LocalizedText | string | undefined): string {
  return localized(text).text;
}
