// Which languages a person can choose: the tenant's, then the others that the app speaks.
import { LANGUAGE_NAMES, LANGUAGES, languageOf } from "../texts/catalog.ts";
import { tenant } from "./tenant.ts";

export function offeredLanguages(): readonly { locale: string; name: string }[] {
  const ofTenant = tenant.value?.languages ?? [];
  const others = LANGUAGES.filter((language) => !ofTenant.some((locale) => languageOf(locale) === language && locale.startsWith(language)));
  return [...ofTenant, ...others].map((locale) => ({ locale, name: nameOf(locale) }));
}

function nameOf(locale: string): string {
  const own = LANGUAGES.find((language) => language === locale);
  if (own) return LANGUAGE_NAMES[own];
  try {
    return new Intl.DisplayNames([locale], { type: "language" }).of(locale) ?? locale;
  } catch {
    return locale;
  }
}
