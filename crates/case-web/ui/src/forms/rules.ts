// What the browser can say about an answer before the server is asked. The server decides.
import { today, mayShow } from "../expressions/condition.ts";
import { isBlank } from "../expressions/compare.ts";
import { readWhen } from "../expressions/day.ts";
import type { FieldProblem } from "../api/problem.ts";
import type { Configuration } from "../configuration/configuration.ts";
import { asks } from "../configuration/configuration.ts";
import type { Draft } from "../model/draft.ts";
import type { Path } from "../model/operation.ts";
import type { Answers, Field, Value } from "../model/wire.ts";

/** API v2 stores numbers in 32 bits. */
const NUMBER_LIMIT = 2_147_483_647;

/** Whether a question is asked, given the other answers (of the record, and of the row it is in). */
export function isShown(field: Field, record: Answers, row?: Answers): boolean {
  if (!mayShow(field.display_conditions_record, record)) return false;
  if (row !== undefined) return mayShow(field.display_conditions_subform, row);
  return mayShow(field.subform_section_configuration?.display_conditions, record);
}

/** The broken rule of one answer, if any. Only what was typed here is judged. */
export function brokenRule(field: Field, value: Value): string | undefined {
  if (isBlank(value)) return undefined;
  if (field.type === "numeric_field") return brokenNumber(field, value);
  if (field.type === "date_field") return brokenDate(field, value);
  return undefined;
}

function brokenNumber(field: Field, value: Value): string | undefined {
  if (typeof value !== "number" || !Number.isInteger(value)) return "errors.rules.integer";
  if (value < (field.minimum ?? -NUMBER_LIMIT)) return "errors.rules.minimum";
  return value > (field.maximum ?? NUMBER_LIMIT) ? "errors.rules.maximum" : undefined;
}

function brokenDate(field: Field, value: Value): string | undefined {
  const when = readWhen(value);
  if (!when) return "errors.rules.date";
  const latest = readWhen(today());
  const isLate = field.date_validation === "not_future_date" && latest !== undefined && when.day > latest.day;
  return isLate ? "errors.rules.not_future_date" : undefined;
}

/** All broken rules of the shown questions. A required answer may stay missing, but not be taken away. */
export function check(configuration: Configuration, fields: readonly Field[], draft: Draft): readonly FieldProblem[] {
  const record = draft.answers.value;
  return fields
    .filter((field) => isShown(field, record))
    .flatMap((field) => {
      if (field.type !== "subform") return checkOne(field, [field.name], draft);
      const rowFields = configuration.rowFields(field);
      return draft
        .rows(field.name)
        .filter((row) => !row.isRemoved && row.id !== "")
        .flatMap((row) =>
          rowFields
            .filter((rowField) => isShown(rowField, record, row.answers))
            .flatMap((rowField) => checkOne(rowField, [field.name, row.id, rowField.name], draft)),
        );
    });
}

function checkOne(field: Field, path: Path, draft: Draft): readonly FieldProblem[] {
  if (!asks(field)) return [];
  const value = draft.get(path);
  const touched = draft.touched(path);
  const isNeeded = field.required === true && (touched || draft.isNew);
  if (isNeeded && isBlank(value)) return [{ path, rule: "errors.rules.required" }];
  const rule = touched ? brokenRule(field, value) : undefined;
  return rule === undefined ? [] : [{ path, rule }];
}

/** How far a section has got. Questions that are hidden do not count. */
export function progress(fields: readonly Field[], record: Answers): { answered: number; questions: number; missing: number } {
  const asked = fields.filter((field) => asks(field) && isShown(field, record));
  const answered = asked.filter((field) => !isBlank(record[field.name]));
  const missing = asked.filter((field) => field.required === true && isBlank(record[field.name]));
  return { answered: answered.length, questions: asked.length, missing: missing.length };
}
