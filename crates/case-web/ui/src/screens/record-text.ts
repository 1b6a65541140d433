// How a record is called, numbered and summed up in a line.
import type { Configuration } from "../configuration/configuration.ts";
import { plainAnswer } from "../forms/plain.ts";
import type { CaseRecord, Value } from "../model/wire.ts";
import { known, t, textOf } from "../store/language.ts";

/** API v2 hides a name by stars. */
const STARS = /^\*+$/;

export function displayName(record: CaseRecord): string {
  const name = record["name"];
  if (typeof name !== "string" || name.trim() === "") return t("cases.unnamed");
  return STARS.test(name) ? t("cases.hidden_name") : name;
}

export function hasName(record: CaseRecord): boolean {
  const name = record["name"];
  return typeof name === "string" && name.trim() !== "" && !STARS.test(name);
}

export function displayNumber(record: CaseRecord): string {
  const number = record["case_id_display"] ?? record["short_id"];
  return typeof number === "string" ? number : "";
}

export function statusText(record: CaseRecord): string {
  const status = String(record["status"] ?? "");
  return known(`status.${status}`) ?? status;
}

export interface Fact {
  readonly name: string;
  readonly label: string;
  readonly text: string;
  /** "Female" speaks for itself, "14" does not. */
  readonly speaksForItself: boolean;
}

/** The configured columns of a list that hold something, in words. */
export function factsOf(configuration: Configuration, record: CaseRecord, except: ReadonlySet<string>): readonly Fact[] {
  return configuration
    .listHeaders()
    .map((header) => header.field_name)
    .filter((name) => !except.has(name))
    .map((name) => {
      const field = configuration.field(name);
      const stage = name === "workflow" ? configuration.workflow(String(record["module_id"]), String(record[name])) : undefined;
      return {
        name,
        label: labelOf(configuration, name),
        text: stage ? textOf(stage.display_text) : listAnswer(configuration, name, record[name]),
        speaksForItself: stage !== undefined || (field !== undefined && configuration.options(field).length > 0),
      };
    })
    .filter((fact) => fact.text !== "");
}

/** What may be seen of a case that may not be opened: the answers that the forms mark for it. */
export function previewOf(configuration: Configuration, record: CaseRecord, except: ReadonlySet<string>): readonly Fact[] {
  const marked = Object.keys(record).filter((name) => configuration.field(name)?.show_on_minify_form === true);
  const names = [...new Set([...marked, "age", "sex", "date_of_birth", "estimated", "owned_by", "owned_by_agency_id"])];
  return names
    .filter((name) => !except.has(name))
    .map((name) => ({ name, label: labelOf(configuration, name), text: listAnswer(configuration, name, record[name]), speaksForItself: false }))
    .filter((fact) => fact.text !== "");
}

function labelOf(configuration: Configuration, name: string): string {
  const field = configuration.field(name);
  return (field && textOf(field.display_name)) || (known(`field.${name}`) ?? "");
}

/** An answer in a list: by its field where there is one, else by the kind of value it is. */
function listAnswer(configuration: Configuration, name: string, value: Value): string {
  if (name === "owned_by_agency_id") return textOf(configuration.fromSource("Agency")?.find((agency) => agency.id === value)?.display_text) || String(value ?? "");
  const field = configuration.field(name) ?? { name, type: name.endsWith("_at") || name.endsWith("_date") ? "date_field" : "text_field", display_name: {} };
  return plainAnswer(configuration, field, value);
}
