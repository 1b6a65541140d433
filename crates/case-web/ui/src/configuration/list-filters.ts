// The filters of a list: which kinds there are, what was chosen, and what that means for the list.
import type { Condition } from "../model/repository.ts";
import type { FilterOption, ListFilter } from "../model/wire.ts";

/** What was chosen of each filter, by the filter's id. */
export type Chosen = Readonly<Record<string, readonly string[]>>;

export type FilterKind =
  /** Some of the options. */
  | "several"
  /** One of the options. */
  | "one"
  /** Two days, of one of the offered date fields. */
  | "dates"
  | "places"
  | "people"
  /** Nothing that this version can ask. */
  | "unknown";

const NAMES: Readonly<Record<string, FilterKind>> = { owned_by: "people", assigned_user_names: "people" };
/** Lists whose options the app has from elsewhere. */
const LISTED = new Set(["workflow", "owned_by_agency_id", "owned_by_groups"]);

export function kindOf(filter: ListFilter): FilterKind {
  const source = filter.option_strings_source ?? "";
  if (filter.type === "dates") return "dates";
  if (source === "Location" || source === "ReportingLocation") return "places";
  if (source === "User") return "people";
  const named = optionsOf(filter, "en").length === 0 && source === "" ? NAMES[filter.field_name] : undefined;
  if (named) return named;
  const hasOptions = source !== "" || optionsOf(filter, "en").length > 0 || LISTED.has(filter.field_name) || filter.type === "toggle";
  if (!hasOptions) return "unknown";
  return filter.type === "select" ? "one" : "several";
}

/** The options that come with a filter, in a language. */
export function optionsOf(filter: ListFilter, locale: string): readonly FilterOption[] {
  const { options } = filter;
  if (options === undefined) return filter.type === "toggle" && filter.option_strings_source === undefined ? [{ id: "true" }, { id: "false" }] : [];
  if (isList(options)) return options;
  return options[locale] ?? options["en"] ?? Object.values(options)[0] ?? [];
}

function isList(options: NonNullable<ListFilter["options"]>): options is readonly FilterOption[] {
  return Array.isArray(options);
}

/** The date fields that a filter of dates can look at. */
export function dateFields(filter: ListFilter): readonly string[] {
  const offered = optionsOf(filter, "en").map((option) => String(option.id));
  return offered.length > 0 ? offered : [filter.field_name];
}

export interface DateRange {
  readonly field: string;
  readonly from: string;
  readonly to: string;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** `registration_date:2026-01-01..2026-01-31`, as it stands in the address; either end may be open. */
export function readRange(filter: ListFilter, text: string | undefined): DateRange {
  const fields = dateFields(filter);
  const parts = /^([a-z][a-z0-9_]*):([^.]*)\.\.([^.]*)$/i.exec(text ?? "");
  const field = parts?.[1] !== undefined && fields.includes(parts[1]) ? parts[1] : (fields[0] ?? filter.field_name);
  const day = (part: string | undefined): string => (part !== undefined && DAY.test(part) ? part : "");
  return { field, from: day(parts?.[2]), to: day(parts?.[3]) };
}

export function writeRange({ field, from, to }: DateRange): string {
  return `${field}:${from}..${to}`;
}

/** Moments are compared with the first and the last moment of the days. */
function between({ field, from, to }: DateRange): readonly Condition[] {
  if (from === "" && to === "") return [];
  const isMoment = field.endsWith("_at");
  const end = (day: string, time: string): string => (day === "" || !isMoment ? day : `${day}T${time}Z`);
  return [{ kind: "between", field, from: end(from, "00:00:00"), to: end(to, "23:59:59") }];
}

/** Open cases are what a list is about until somebody says otherwise. */
export const ANY_STATUS = "any";
const OPEN = ["open"];

export function statusOf(chosen: Chosen): readonly string[] {
  const status = chosen["status"] ?? OPEN;
  return status.includes(ANY_STATUS) ? [] : status;
}

/** What the list is asked for. Filters that this user does not have count for nothing. */
export function conditionsOf(filters: readonly ListFilter[], chosen: Chosen): readonly Condition[] {
  const status = statusOf(chosen);
  const conditions: Condition[] = status.length === 0 ? [] : [{ kind: "any", field: "status", values: status }];
  // Records that were disabled are looked for on purpose only.
  const asked = filters.filter((filter) => filter.unique_id !== "status" && (chosen[filter.unique_id] ?? []).length > 0);
  if (!asked.some((filter) => filter.field_name === "record_state")) conditions.push({ kind: "any", field: "record_state", values: ["true"] });
  return [...conditions, ...asked.flatMap((filter) => conditionOf(filter, chosen[filter.unique_id] ?? []))];
}

function conditionOf(filter: ListFilter, values: readonly string[]): readonly Condition[] {
  const field = filter.field_name;
  switch (kindOf(filter)) {
    case "dates":
      return between(readRange(filter, values[0]));
    case "places":
      return [{ kind: "within", field: field.replace(/^loc:/, ""), codes: values }];
    case "unknown":
      return [];
    case "several":
    case "one":
    case "people":
      // "My cases" is no field: the server knows whose they are.
      return [{ kind: "any", field, values: field === "my_cases" ? ["true"] : values }];
  }
}

export function isFiltered(chosen: Chosen): boolean {
  return Object.entries(chosen).some(([id, values]) => values.length > 0 && !(id === "status" && values.length === 1 && values[0] === "open"));
}
