// A stored answer as one line of text.
import type { Configuration } from "../configuration/configuration.ts";
import { isBlank } from "../expressions/compare.ts";
import { readWhen } from "../expressions/day.ts";
import type { Field, Value } from "../model/wire.ts";
import { people, places } from "../store/configuration.ts";
import { locale, t, textOf } from "../store/language.ts";
import { number } from "../texts/catalog.ts";

/** The answer as one line of text; empty when there is none. */
export function plainAnswer(configuration: Configuration, field: Field, value: Value): string {
  if (isBlank(value)) return "";
  if (Array.isArray(value)) return (value as Value[]).map((one) => plainAnswer(configuration, field, one)).join(" · ");
  if (typeof value === "object") return tally(configuration, field, value as Readonly<Record<string, Value>>);
  if (field.option_strings_source === "Location" || field.option_strings_source === "ReportingLocation") {
    return nameOf(String(value));
  }
  if (field.option_strings_source === "User") return personName(String(value));
  const option = configuration.options(field).find((candidate) => candidate.id === String(value));
  if (option) return textOf(option.display_text);
  if (typeof value === "boolean") return t(value ? "form.yes" : "form.no");
  if (typeof value === "number") return number(value, locale.value);
  // A calculation gives a day as a text; nothing else looks like one.
  return field.type === "date_field" || field.type === "calculated" ? day(String(value)) : String(value);
}

function tally(configuration: Configuration, field: Field, value: Readonly<Record<string, Value>>): string {
  const label = (id: string): string => textOf(field.tally?.find((counter) => counter.id === id)?.display_text) || (id === "total" ? t("form.total") : id);
  return Object.entries(value)
    .filter(([, count]) => !isBlank(count))
    .map(([id, count]) => `${label(id)}: ${plainAnswer(configuration, { ...field, type: "numeric_field" }, count)}`)
    .join(" · ");
}

/** A day or a moment in the words of the language; as it is stored when it is neither. */
export function day(value: string): string {
  const when = readWhen(value);
  if (!when) return value;
  const at = when.instant === undefined ? new Date(when.day * 86_400_000) : new Date(when.instant);
  const style = when.instant === undefined ? { timeZone: "UTC" } : { hour: "2-digit", minute: "2-digit" };
  return new Intl.DateTimeFormat(locale.value, {
    calendar: "gregory",
    year: "numeric",
    month: "short",
    day: "numeric",
    ...(style as Intl.DateTimeFormatOptions),
  }).format(at);
}

/** A point in time with its time of day. */
export function moment(value: string): string {
  const at = new Date(value);
  if (Number.isNaN(at.getTime())) return value;
  return new Intl.DateTimeFormat(locale.value, { calendar: "gregory", year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" }).format(at);
}

/** The name of a place with what it lies in; its code while the list is not there. */
export function nameOf(code: string): string {
  const list = places.value;
  const place = list.state === "ready" ? list.value.find(code, textOf) : undefined;
  if (!place) return code;
  return place.around === "" ? place.name : `${place.name}, ${place.around}`;
}

/** The name of a person, as far as this user may see the others; else the user name. */
export function personName(userName: string): string {
  const list = people.value;
  const person = list.state === "ready" ? list.value.find((one) => one.user_name === userName) : undefined;
  return person?.full_name || userName;
}
