// What a person has typed over a record and not saved yet. It knows the base it was typed over, so it
// can tell what changed, and survive a newer copy of the record.
import { computed, signal } from "@preact/signals";
import { newId, type Operation, type Path } from "./operation.ts";
import type { Answers, CaseRecord, Row, Value } from "./wire.ts";

interface Edits {
  /** By field, for answers of the record itself. */
  readonly answers: Answers;
  /** By subform and row id. */
  readonly rows: Readonly<Record<string, RowEdits>>;
}

interface RowEdits {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly answers: Readonly<Record<string, Answers>>;
}

const NOTHING: Edits = { answers: {}, rows: {} };
const NO_ROWS: RowEdits = { added: [], removed: [], answers: {} };

/** One row as the form shows it. */
export interface DraftRow {
  readonly id: string;
  readonly answers: Answers;
  readonly isNew: boolean;
  readonly isRemoved: boolean;
}

export class Draft {
  private readonly base = signal<CaseRecord | undefined>(undefined);
  private readonly edits = signal<Edits>(NOTHING);
  /** Made once, so that a repeated save creates the same record. */
  readonly recordId: string;

  constructor(
    record: CaseRecord,
    readonly isNew: boolean,
  ) {
    this.base.value = record;
    this.recordId = record.id;
  }

  /** The record as it would be after saving. Conditions are judged by this. */
  readonly answers = computed<Answers>(() => {
    const merged: Record<string, Value> = { ...this.base.value, ...this.edits.value.answers };
    for (const subform of Object.keys(this.edits.value.rows)) {
      merged[subform] = this.rows(subform)
        .filter((row) => !row.isRemoved)
        .map((row) => ({ ...row.answers, unique_id: row.id }) as Row);
    }
    return merged;
  });

  readonly isDirty = computed(() => {
    const { answers, rows } = this.edits.value;
    const changed = Object.entries(answers).some(([field, value]) => !same(value, this.base.value?.[field]));
    return changed || Object.values(rows).some((edits) => edits.added.length + edits.removed.length > 0 || this.rowsChanged(edits));
  });

  /** Rows without an id cannot be addressed; they are shown and never touched. */
  rows(subform: string): readonly DraftRow[] {
    const edits = this.edits.value.rows[subform] ?? NO_ROWS;
    const stored = rowsOf(this.base.value?.[subform]);
    const known = stored.map((row) => this.row(row, row.unique_id ?? "", edits, false));
    const added = edits.added
      .filter((id) => !stored.some((row) => row.unique_id === id))
      .map((id) => this.row({}, id, edits, true));
    return [...known, ...added];
  }

  private row(stored: Row, id: string, edits: RowEdits, isNew: boolean): DraftRow {
    return { id, answers: { ...stored, ...edits.answers[id] }, isNew, isRemoved: edits.removed.includes(id) };
  }

  set(path: Path, value: Value): void {
    const { answers, rows } = this.edits.value;
    if (path.length === 1) {
      this.edits.value = { answers: { ...answers, [path[0]]: value }, rows };
      return;
    }
    const [subform, id, field] = path;
    const edits = rows[subform] ?? NO_ROWS;
    const row = { ...edits.answers[id], [field]: value };
    this.changeRows(subform, { ...edits, answers: { ...edits.answers, [id]: row } });
  }

  get(path: Path): Value {
    if (path.length === 1) return this.answers.value[path[0]];
    return this.rows(path[0]).find((row) => row.id === path[1])?.answers[path[2]];
  }

  /** Whether a person has changed this answer here. */
  touched(path: Path): boolean {
    const { answers, rows } = this.edits.value;
    if (path.length === 1) return Object.hasOwn(answers, path[0]);
    const edits = rows[path[0]];
    return edits !== undefined && (edits.added.includes(path[1]) || Object.hasOwn(edits.answers[path[1]] ?? {}, path[2]));
  }

  addRow(subform: string): string {
    const edits = this.edits.value.rows[subform] ?? NO_ROWS;
    const id = newId();
    this.changeRows(subform, { ...edits, added: [...edits.added, id] });
    return id;
  }

  /** A row that was never saved goes at once; a saved one is only marked, and can be kept after all. */
  removeRow(subform: string, id: string): void {
    const edits = this.edits.value.rows[subform] ?? NO_ROWS;
    if (!edits.added.includes(id)) {
      this.changeRows(subform, { ...edits, removed: [...edits.removed, id] });
      return;
    }
    const { [id]: _given_up, ...answers } = edits.answers;
    this.changeRows(subform, { ...edits, added: edits.added.filter((added) => added !== id), answers });
  }

  keepRow(subform: string, id: string): void {
    const edits = this.edits.value.rows[subform] ?? NO_ROWS;
    this.changeRows(subform, { ...edits, removed: edits.removed.filter((removed) => removed !== id) });
  }

  /** A newer copy of the record slides under what was typed. */
  rebase(record: CaseRecord): void {
    if (!this.isNew) this.base.value = record;
  }

  /** The steps from the base to what was typed. `shows` leaves out answers to questions that are hidden now. */
  operations(moduleId: string, shows: (path: Path) => boolean): readonly Operation[] {
    const recordId = this.recordId;
    const steps: Operation[] = this.isNew ? [{ kind: "create", recordId, moduleId }] : [];
    // What a new record starts with was never stored, so it is a change too.
    const stored: Answers = this.isNew ? {} : (this.base.value ?? {});
    const typed: Answers = this.isNew ? { ...this.base.value, ...this.edits.value.answers } : this.edits.value.answers;
    for (const [field, value] of Object.entries(typed)) {
      const base = stored[field];
      if (!same(value, base) && shows([field])) steps.push({ kind: "set", recordId, path: [field], base, value });
    }
    for (const [subform, edits] of Object.entries(this.edits.value.rows)) {
      if (shows([subform])) steps.push(...this.rowOperations(subform, edits, shows));
    }
    return steps;
  }

  private rowOperations(subform: string, edits: RowEdits, shows: (path: Path) => boolean): readonly Operation[] {
    const recordId = this.recordId;
    const stored = new Map(rowsOf(this.base.value?.[subform]).map((row) => [row.unique_id, row]));
    const added = edits.added.map((row) => ({ kind: "add-row", recordId, subform, row }) as const);
    const removed = edits.removed.map((row) => ({ kind: "remove-row", recordId, subform, row }) as const);
    const set = Object.entries(edits.answers)
      .filter(([row]) => !edits.removed.includes(row))
      .flatMap(([row, answers]) =>
        Object.entries(answers).flatMap(([field, value]) => {
          const path = [subform, row, field] as const;
          const base = stored.get(row)?.[field];
          return same(value, base) || !shows(path) ? [] : [{ kind: "set", recordId, path, base, value } as const];
        }),
      );
    return [...added, ...set, ...removed];
  }

  private rowsChanged(edits: RowEdits): boolean {
    return Object.values(edits.answers).some((answers) => Object.keys(answers).length > 0);
  }

  private changeRows(subform: string, edits: RowEdits): void {
    const { answers, rows } = this.edits.value;
    this.edits.value = { answers, rows: { ...rows, [subform]: edits } };
  }
}

export function rowsOf(value: Value): readonly Row[] {
  return Array.isArray(value) ? (value.filter((row) => typeof row === "object" && row !== null) as Row[]) : [];
}

/** Whether two answers say the same. Nothing, null, an empty text and an empty list are one answer. */
export function same(one: Value, other: Value): boolean {
  if (empty(one) && empty(other)) return true;
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

function empty(value: Value): boolean {
  return value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);
}
