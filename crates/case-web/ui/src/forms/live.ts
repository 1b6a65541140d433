// The answers as they are while somebody types: with what is calculated from them, and with the
// questions that they make appear and disappear. Everything is a signal, so that a change reaches
// only the questions that it concerns.
import { computed, type ReadonlySignal } from "@preact/signals";
import { isSum, type Configuration } from "../configuration/configuration.ts";
import { calculate } from "../expressions/condition.ts";
import type { Draft } from "../model/draft.ts";
import { rowsOf, same } from "../model/same.ts";
import type { Answers, Field, Row, Value } from "../model/wire.ts";
import { isShown } from "./rules.ts";

/** An answer that nobody gives: it is worked out from the answers beside it. */
export interface WorkedOut {
  readonly name: string;
  readonly of: (answers: Answers) => Value;
}

/** What is worked out among the questions of one section, or of one row. */
export function workedOut(fields: readonly Field[]): readonly WorkedOut[] {
  const calculated = fields.filter((field) => field.type === "calculated" && field.calculation?.expression !== undefined);
  return [
    ...calculated.map((field) => ({ name: field.name, of: (answers: Answers) => calculate(field.calculation?.expression, answers) as Value })),
    ...fields.filter(isSum).map((sum) => ({ name: sum.name, of: (answers: Answers) => sumOf(fields, sum, answers) })),
  ];
}

/** The sum over the numbers of its group, and over the totals of the group's counters. */
function sumOf(fields: readonly Field[], sum: Field, answers: Answers): Value {
  const parts = fields.filter((field) => field !== sum && field.autosum_group === sum.autosum_group && !isSum(field));
  const numbers = parts.map((field) => (field.type === "tally_field" ? totalOf(answers[field.name]) : answers[field.name])).filter((value) => typeof value === "number");
  return numbers.length === 0 ? null : numbers.reduce((total, number) => total + number, 0);
}

function totalOf(value: Value): Value {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Answers)["total"] : undefined;
}

/** Works out until nothing changes: one answer may read another. */
export function settle(parts: readonly WorkedOut[], answers: Answers): Answers {
  let current = answers;
  for (let round = 0; round < parts.length; round += 1) {
    const before = current;
    for (const { name, of } of parts) {
      const value = of(current);
      if (!same(value, current[name])) current = { ...current, [name]: value };
    }
    if (current === before) break;
  }
  return current;
}

export class Live {
  private readonly rows = new Map<string, ReadonlySignal<Answers>>();
  private readonly shown = new Map<string, ReadonlySignal<boolean>>();
  private readonly subforms: readonly { readonly field: Field; readonly parts: readonly WorkedOut[] }[];
  readonly record: ReadonlySignal<Answers>;

  constructor(
    private readonly configuration: Configuration,
    moduleId: string,
    private readonly draft: Draft,
  ) {
    const parts = configuration.sections(moduleId).flatMap((section) => workedOut(section.fields));
    this.subforms = configuration
      .fieldsOf(moduleId)
      .filter((field) => field.type === "subform")
      .map((field) => ({ field, parts: workedOut(configuration.rowFields(field)) }))
      .filter((subform) => subform.parts.length > 0);
    this.record = computed(() => settle(parts, this.withRows(draft.answers.value)));
  }

  private withRows(answers: Answers): Answers {
    const rows = this.subforms.map(({ field, parts }) => [field.name, rowsOf(answers[field.name]).map((row) => settle(parts, row) as Row)] as const);
    return rows.length === 0 ? answers : { ...answers, ...Object.fromEntries(rows.filter(([, some]) => some.length > 0)) };
  }

  /** The answers of one row, with what is calculated in it. */
  row(subform: Field, id: string): Answers {
    const key = `${subform.name}/${id}`;
    const known = this.rows.get(key);
    if (known) return known.value;
    const parts = workedOut(this.configuration.rowFields(subform));
    const made = computed(() => settle(parts, this.draft.row(subform.name, id)));
    this.rows.set(key, made);
    return made.value;
  }

  /** The answers that rules of a question read: those of the record, or those of its row. */
  around(subform: Field | undefined, row: string | undefined): Answers {
    return subform && row !== undefined ? this.row(subform, row) : this.record.value;
  }

  isShown(field: Field, subform?: Field, row?: string): boolean {
    const inRow = subform !== undefined && row !== undefined;
    const ofPlace = inRow ? field.display_conditions_subform : field.subform_section_configuration?.display_conditions;
    // Most questions have no rule: they listen to nothing.
    if (field.display_conditions_record === undefined && ofPlace === undefined) return true;
    const key = inRow ? `${subform.name}/${row}/${field.name}` : field.name;
    const known = this.shown.get(key);
    if (known) return known.value;
    const needsRecord = field.display_conditions_record !== undefined || !inRow;
    const made = computed(() => isShown(field, needsRecord ? this.record.value : {}, inRow ? this.row(subform, row) : undefined));
    this.shown.set(key, made);
    return made.value;
  }
}
