// What the browser can say about an answer before the server is asked. The server decides.
import { calculate, mayShow, today } from "../expressions/condition.ts";
import { isBlank, order } from "../expressions/compare.ts";
import { readWhen } from "../expressions/day.ts";
import type { FieldProblem } from "../api/problem.ts";
import type { Configuration } from "../configuration/configuration.ts";
import { asks } from "../configuration/configuration.ts";
import type { Draft } from "../model/draft.ts";
import type { Path } from "../model/operation.ts";
import { rowsOf } from "../model/same.ts";
import type { Answers, Field, Value } from "../model/wire.ts";
import type { Live } from "./live.ts";
import { reads } from "./reads.ts";

/** API v2 stores numbers in 32 bits. */
const NUMBER_LIMIT = 2_147_483_647;

/** Whether a question is asked, given the other answers (of the record, and of the row it is in). */
export function isShown(field: Field, record: Answers, row?: Answers): boolean {
  if (!mayShow(field.display_conditions_record, record)) return false;
  if (row !== undefined) return mayShow(field.display_conditions_subform, row);
  return mayShow(field.subform_section_configuration?.display_conditions, record);
}

/** The broken rule of one answer, if any; `around` holds the answers beside it, `stored` what it was. */
export function brokenRule(configuration: Configuration, field: Field, value: Value, around: Answers, stored?: Value): string | undefined {
  if (isBlank(value)) return undefined;
  switch (field.type) {
    case "numeric_field":
      return brokenNumber(field, value);
    case "date_field":
      return brokenDate(field, value, around);
    case "select_box":
    case "radio_button":
      return brokenChoice(configuration, field, value, around, stored);
    case "tally_field":
      return Object.values(value as object).every((count) => count === null || isWhole(count)) ? undefined : "errors.rules.integer";
    default:
      return undefined;
  }
}

function isWhole(value: unknown): boolean {
  return typeof value === "number" && Number.isInteger(value) && Math.abs(value) <= NUMBER_LIMIT;
}

function brokenNumber(field: Field, value: Value): string | undefined {
  if (typeof value !== "number" || !Number.isInteger(value)) return "errors.rules.integer";
  if (value < (field.minimum ?? -NUMBER_LIMIT)) return "errors.rules.minimum";
  return value > (field.maximum ?? NUMBER_LIMIT) ? "errors.rules.maximum" : undefined;
}

function brokenDate(field: Field, value: Value, around: Answers): string | undefined {
  const when = readWhen(value);
  if (!when) return "errors.rules.date";
  const latest = readWhen(today());
  if (field.date_validation === "not_future_date" && latest !== undefined && when.day > latest.day) return "errors.rules.not_future_date";
  const isBefore = (one: Value, other: Value): boolean => (order(one as string, other as string) ?? 0) < 0;
  const { from, to } = dateBounds(field, around);
  if (from !== undefined && isBefore(value, from)) return "errors.rules.not_before";
  return to !== undefined && isBefore(to, value) ? "errors.rules.not_after" : undefined;
}

/** The earliest and the latest day that a date may have, as far as the other answers say. Both may be chosen. */
export function dateBounds(field: Field, around: Answers): { from: string | undefined; to: string | undefined } {
  const day = (rule: Field["not_before"]): string | undefined => {
    const bound = rule === undefined || rule === null ? null : calculate(rule, around);
    return typeof bound === "string" && readWhen(bound) ? bound : undefined;
  };
  return { from: day(field.not_before), to: day(field.not_after) };
}

/**
 * Only what is offered can be chosen; what was stored while it was offered may stay. Places and people
 * come from lists of their own.
 */
function brokenChoice(configuration: Configuration, field: Field, value: Value, around: Answers, stored: Value): string | undefined {
  const options = configuration.options(field);
  if (options.length === 0) return undefined;
  const offered = new Set(configuration.offered(field, around).map((option) => option.id));
  const kept = new Set(listed(stored).map(String));
  const isOld = (id: string): boolean => kept.has(id) && !options.some((option) => option.id === id && option.disabled !== true);
  return listed(value).map(String).every((id) => offered.has(id) || isOld(id)) ? undefined : "errors.rules.option";
}

function listed(value: Value): readonly Value[] {
  return (Array.isArray(value) ? value : [value]) as readonly Value[];
}

/**
 * All broken rules of the shown questions, the way the server judges: what was changed, and what
 * depends on that. Anything else that is missing leaves the section incomplete.
 */
export function check(configuration: Configuration, fields: readonly Field[], draft: Draft, live: Live): readonly FieldProblem[] {
  const changed = fields.filter((field) => draft.changed([field.name])).map((field) => field.name);
  return fields
    .filter((field) => live.isShown(field))
    .flatMap((field) => {
      const isConcerned = draft.isNew || reads(field, changed);
      const own = checkOne(configuration, field, [field.name], { draft, around: live.record.value, isConcerned });
      return field.type === "subform" ? [...own, ...checkRows(configuration, field, draft, live)] : own;
    });
}

function checkRows(configuration: Configuration, subform: Field, draft: Draft, live: Live): readonly FieldProblem[] {
  const fields = configuration.rowFields(subform);
  return draft
    .rows(subform.name)
    .filter((row) => !row.isRemoved && row.isKnown)
    .flatMap((row) => {
      const path = (field: Field): Path => [subform.name, row.id, field.name];
      const changed = fields.filter((field) => draft.changed(path(field))).map((field) => field.name);
      const around = live.row(subform, row.id);
      return fields
        .filter((field) => live.isShown(field, subform, row.id))
        .flatMap((field) => checkOne(configuration, field, path(field), { draft, around, isConcerned: row.isNew || reads(field, changed) }));
    });
}

interface Circumstances {
  readonly draft: Draft;
  readonly around: Answers;
  /** The answer is judged although nobody has changed it. */
  readonly isConcerned: boolean;
}

function checkOne(configuration: Configuration, field: Field, path: Path, { draft, around, isConcerned }: Circumstances): readonly FieldProblem[] {
  if (!asks(field) || field.disabled === true || !(isConcerned || draft.changed(path))) return [];
  const value = draft.get(path);
  const isMissing = field.type === "subform" ? rowsOf(draft.answers.value[field.name]).length === 0 : isBlank(value);
  if (isMissing) return field.required === true ? [{ path, rule: "errors.rules.required" }] : [];
  const rule = brokenRule(configuration, field, value, around, draft.stored(path));
  return rule === undefined ? [] : [{ path, rule }];
}

export interface Progress {
  readonly answered: number;
  readonly questions: number;
  /** Required answers that are missing, those of rows as well. */
  readonly missing: number;
}

/** How far a section has got. Questions that are hidden do not count. */
export function progress(configuration: Configuration, fields: readonly Field[], record: Answers): Progress {
  const asked = fields.filter((field) => asks(field) && field.disabled !== true && isShown(field, record));
  const answered = asked.filter((field) => !isBlank(record[field.name]));
  const missing = asked.filter((field) => field.required === true && isBlank(record[field.name]));
  const inRows = asked
    .filter((field) => field.type === "subform")
    .flatMap((field) => rowsOf(record[field.name]).map((row) => missingInRow(configuration.rowFields(field), record, row)));
  return {
    answered: answered.length,
    questions: asked.length,
    missing: inRows.reduce((sum, count) => sum + count, missing.length),
  };
}

/** How many required answers one row lacks. */
function missingInRow(fields: readonly Field[], record: Answers, row: Answers): number {
  return fields.filter((field) => field.required === true && field.disabled !== true && asks(field) && isShown(field, record, row) && isBlank(row[field.name])).length;
}
