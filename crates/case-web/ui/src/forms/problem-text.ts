// What is wrong with an answer, in words that say what would be right.
import type { FieldProblem } from "../api/problem.ts";
import type { Answers, Field } from "../model/wire.ts";
import { known, t } from "../store/language.ts";
import { day } from "./plain.ts";
import { dateBounds } from "./rules.ts";

/** The words for a broken rule; with the limits of the field where it is known. */
export function problemText(rule: string, field?: Field, around: Answers = {}): string {
  if (field && rule === "errors.rules.minimum" && field.minimum !== undefined) return t("errors.rules.minimum_of", { least: field.minimum });
  if (field && rule === "errors.rules.maximum" && field.maximum !== undefined) return t("errors.rules.maximum_of", { most: field.maximum });
  if (field && (rule === "errors.rules.not_before" || rule === "errors.rules.not_after")) {
    const { from, to } = dateBounds(field, around);
    if (rule === "errors.rules.not_before" && from !== undefined) return t("errors.rules.not_before_day", { day: day(from) });
    if (rule === "errors.rules.not_after" && to !== undefined) return t("errors.rules.not_after_day", { day: day(to) });
  }
  return known(rule) ?? t("errors.rules.invalid");
}

export function problemAt(problems: readonly FieldProblem[], path: readonly string[]): FieldProblem | undefined {
  const key = path.join("/");
  return problems.find((problem) => problem.path.join("/") === key);
}
