// How filters and their options are called.
import type { Configuration } from "../configuration/configuration.ts";
import { dateFields, kindOf, optionsOf, readRange, statusOf, type Chosen } from "../configuration/list-filters.ts";
import { day, nameOf, personName } from "../forms/plain.ts";
import type { ListFilter, Option } from "../model/wire.ts";
import { known, locale, t, textOf } from "../store/language.ts";
import { number } from "../texts/catalog.ts";

/** The app's own word, else what the form calls the question. */
export function filterName(configuration: Configuration | undefined, filter: ListFilter): string {
  return known(`filter.${filter.unique_id}`) ?? known(`filter.${filter.field_name}`) ?? fieldName(configuration, filter.field_name);
}

export function fieldName(configuration: Configuration | undefined, name: string): string {
  const field = configuration?.field(name);
  return (field && textOf(field.display_name)) || (known(`field.${name}`) ?? spaced(name));
}

/** Better than nothing: the id without its underscores. */
function spaced(id: string): string {
  const words = id.replaceAll("_", " ");
  return words.charAt(0).toLocaleUpperCase(locale.value) + words.slice(1);
}

export function filterOptions(configuration: Configuration, filter: ListFilter): readonly Option[] {
  if (filter.field_name === "workflow") return configuration.stages();
  const listed = filter.option_strings_source === undefined ? undefined : configuration.fromSource(filter.option_strings_source);
  if (listed) return listed.filter((option) => option.disabled !== true);
  const own = optionsOf(filter, locale.value).map((option) => ({ id: String(option.id), display_text: { "": optionName(configuration, filter, option) } }));
  if (own.length > 0) return own;
  if (filter.field_name === "owned_by_agency_id") return configuration.fromSource("Agency") ?? [];
  return filter.field_name === "owned_by_groups" ? configuration.userGroups() : [];
}

type Offered = ReturnType<typeof optionsOf>[number];

function optionName(configuration: Configuration, filter: ListFilter, option: Offered): string {
  const id = String(option.id);
  const given = textOf(option.display_name ?? option.display_text);
  // The server gives ids where every client has words of its own.
  if (given !== "" && given !== id) return given;
  const module = filter.field_name === "module_id" ? configuration.caseModules().find((one) => one.unique_id === id)?.name : undefined;
  return known(`filter.${filter.unique_id}.${id}`) ?? known(`filter.${filter.field_name}.${id}`) ?? module ?? yesNo(id) ?? ages(id) ?? fieldName(configuration, id);
}

function yesNo(id: string): string | undefined {
  if (id === "true") return t("form.yes");
  return id === "false" ? t("form.no") : undefined;
}

/** Nobody reaches the end of an open range. */
const OPEN_END = 100;

function ages(id: string): string | undefined {
  const range = /^(\d+)\.\.(\d+)$/.exec(id);
  if (!range) return undefined;
  const [from, to] = [Number(range[1]), Number(range[2])];
  return to >= OPEN_END ? t("filter.age_from", { from }) : t("filter.age_between", { from: number(from, locale.value), to: number(to, locale.value) });
}

export interface ChosenFilter {
  readonly filter: string;
  readonly value: string;
  readonly text: string;
}

/** What was chosen, in words, one by one. */
export function chosenFilters(configuration: Configuration | undefined, filters: readonly ListFilter[], chosen: Chosen): readonly ChosenFilter[] {
  return filters.flatMap((filter) => {
    const values = filter.unique_id === "status" ? statusOf(chosen) : (chosen[filter.unique_id] ?? []);
    if (filter.unique_id === "status" && chosen["status"] === undefined) return [];
    return values.map((value) => ({ filter: filter.unique_id, value, text: valueText(configuration, filter, value) }));
  });
}

function valueText(configuration: Configuration | undefined, filter: ListFilter, value: string): string {
  const name = filterName(configuration, filter);
  switch (kindOf(filter)) {
    case "dates":
      return rangeText(configuration, filter, value);
    case "places":
      return t("filter.chosen", { name, value: nameOf(value) });
    case "people":
      return t("filter.chosen", { name, value: personName(value) });
    default: {
      const options = configuration ? filterOptions(configuration, filter) : [];
      const text = textOf(options.find((one) => one.id === value)?.display_text) || value;
      // A filter of one option is called by the option.
      return options.length === 1 ? text : t("filter.chosen", { name, value: text });
    }
  }
}

function rangeText(configuration: Configuration | undefined, filter: ListFilter, value: string): string {
  const { field, from, to } = readRange(filter, value);
  const name = dateFields(filter).length > 1 ? fieldName(configuration, field) : filterName(configuration, filter);
  if (from !== "" && to !== "") return t("filter.dates_between", { name, from: day(from), to: day(to) });
  return from !== "" ? t("filter.dates_from", { name, from: day(from) }) : t("filter.dates_to", { name, to: day(to) });
}
