// How a record is called, numbered and summed up in a line.
import type { Configuration } from "../configuration/configuration.ts";
import { plainAnswer } from "../forms/plain.ts";
import type { CaseRecord, Value } from "../model/wire.ts";
import { known, t } from "../store/language.ts";

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

/** An answer in a list: by its field where there is one, else by the kind of value it is. */
export function listAnswer(configuration: Configuration, name: string, value: Value): string {
  const field = configuration.field(name) ?? { name, type: name.endsWith("_at") || name.endsWith("_date") ? "date_field" : "text_field", display_name: {} };
  return plainAnswer(configuration, field, value);
}
