// What belongs to a save: which answers go with it, and which questions must join.
import type { FieldProblem } from "../api/problem.ts";
import { isBlank } from "../expressions/compare.ts";
import type { Configuration } from "../configuration/configuration.ts";
import type { Draft } from "../model/draft.ts";
import type { Path } from "../model/operation.ts";
import type { Field } from "../model/wire.ts";
import type { Live } from "./live.ts";

/** A required box that is left unticked is an answer: they were asked, and it is no. */
export function sayNo(configuration: Configuration, fields: readonly Field[], draft: Draft, live: Live): void {
  const isOpenBox = (field: Field, path: Path): boolean =>
    field.type === "tick_box" && field.required === true && field.disabled !== true && isBlank(draft.get(path));
  for (const field of fields.filter((candidate) => live.isShown(candidate))) {
    if (isOpenBox(field, [field.name])) draft.set([field.name], false);
    if (field.type !== "subform") continue;
    for (const row of draft.rows(field.name).filter((candidate) => candidate.isNew && !candidate.isRemoved)) {
      for (const inner of configuration.rowFields(field)) {
        const path = [field.name, row.id, inner.name] as const;
        if (isOpenBox(inner, path) && live.isShown(inner, field, row.id)) draft.set(path, false);
      }
    }
  }
}

/** One answer can make another section's question needed. It joins this form, or nobody could go on. */
export function foreign(configuration: Configuration, moduleId: string, known: readonly Field[], problems: readonly FieldProblem[]): readonly Field[] {
  const names = new Set(problems.map((problem) => problem.path[0]));
  const joining = configuration
    .sections(moduleId)
    .filter((section) => section.writable)
    .flatMap((section) => section.fields)
    .filter((field) => names.has(field.name) && !known.some((other) => other.name === field.name));
  return [...new Map(joining.map((field) => [field.name, field])).values()];
}

/** Whether a path leads to a question that is asked now: hidden answers are not sent. */
export function shows(configuration: Configuration, fields: readonly Field[], live: Live): (path: Path) => boolean {
  const byName = new Map(fields.map((field) => [field.name, field]));
  return (path) => {
    const field = byName.get(path[0]);
    if (!field || !live.isShown(field)) return false;
    if (path.length === 1) return true;
    const inner = configuration.rowFields(field).find((candidate) => candidate.name === path[2]);
    return inner !== undefined && live.isShown(inner, field, path[1]);
  };
}
