// What a person has typed over a record and not saved yet. It knows the base it was typed over, so it
// can tell what changed, and survive a newer copy of the record. Every answer is a signal of its own:
// typing into one question makes no other question render.
import { computed, signal, type ReadonlySignal } from "@preact/signals";
import { newId, type Operation, type Path } from "./operation.ts";
import { rowsOf, same } from "./same.ts";
import type { Answers, CaseRecord, Row, Value } from "./wire.ts";

export { rowsOf, same } from "./same.ts";

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
const NO_ANSWERS: Answers = {};

/** Rows that were stored without an id cannot be addressed; they are shown and never touched. */
const WITHOUT_ID = "#";

/** One row as the list of rows shows it. */
export interface DraftRow {
  readonly id: string;
  readonly isNew: boolean;
  readonly isRemoved: boolean;
  /** The row has an id by which it can be changed. */
  readonly isKnown: boolean;
}

export class Draft {
  private readonly base = signal<CaseRecord | undefined>(undefined);
  private readonly edits = signal<Edits>(NOTHING);
  private readonly signals = new Map<string, ReadonlySignal<unknown>>();
  /** Made once, so that a repeated save creates the same record. */
  readonly recordId: string;

  constructor(
    record: CaseRecord,
    readonly isNew: boolean,
  ) {
    this.base.value = record;
    this.recordId = record.id;
  }

  /** The record as it would be after saving, without what is calculated. */
  readonly answers = computed<Answers>(() => {
    const merged: Record<string, Value> = { ...this.base.value, ...this.edits.value.answers };
    for (const subform of Object.keys(this.edits.value.rows)) {
      merged[subform] = this.rows(subform)
        .filter((row) => !row.isRemoved)
        .map((row) => this.asRow(subform, row));
    }
    return merged;
  });

  readonly isDirty = computed(() => {
    const { answers, rows } = this.edits.value;
    return [...Object.keys(answers), ...Object.keys(rows)].some((field) => this.changed([field]));
  });

  /** The rows in their order. The list is the same object until a row comes or goes. */
  rows(subform: string): readonly DraftRow[] {
    return this.kept(`rows/${subform}`, (): readonly DraftRow[] => {
      const edits = this.edits.value.rows[subform] ?? NO_ROWS;
      const stored = this.storedRows(subform);
      const state = (id: string, isNew: boolean): DraftRow => ({ id, isNew, isRemoved: edits.removed.includes(id), isKnown: !id.startsWith(WITHOUT_ID) });
      const added = edits.added.filter((id) => !stored.has(id));
      return [...[...stored.keys()].map((id) => state(id, false)), ...added.map((id) => state(id, true))];
    }, sameRows);
  }

  /** The answers of one row. The object is the same until one of them changes. */
  row(subform: string, id: string): Answers {
    return this.kept(`row/${subform}/${id}`, () => {
      // Two steps: edits elsewhere give the same two objects, and so the same row.
      const stored = this.kept(`stored/${subform}/${id}`, () => this.storedRows(subform).get(id) ?? NO_ANSWERS);
      const typed = this.kept(`typed/${subform}/${id}`, () => this.edits.value.rows[subform]?.answers[id] ?? NO_ANSWERS);
      return { ...stored, ...typed };
    });
  }

  private storedRows(subform: string): ReadonlyMap<string, Row> {
    return this.kept(`map/${subform}`, () => {
      const value = this.kept(`base/${subform}`, () => this.base.value?.[subform]);
      return byId(value);
    });
  }

  private asRow(subform: string, { id, isKnown }: DraftRow): Row {
    const answers = this.row(subform, id);
    return (isKnown ? { ...answers, unique_id: id } : answers) as Row;
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
    return this.kept(`answer/${path.join("/")}`, () => {
      if (path.length === 3) return this.row(path[0], path[1])[path[2]];
      const { answers } = this.edits.value;
      return Object.hasOwn(answers, path[0]) ? answers[path[0]] : this.base.value?.[path[0]];
    });
  }

  /** The answer as it was before anybody typed. */
  stored(path: Path): Value {
    return path.length === 1 ? this.base.value?.[path[0]] : this.storedRows(path[0]).get(path[1])?.[path[2]];
  }

  /** Whether this answer would be stored otherwise than it is; answers of a new row always are. */
  changed(path: Path): boolean {
    const { answers, rows } = this.edits.value;
    const edits = rows[path[0]];
    if (path.length === 1) {
      if (edits !== undefined) return this.rowsChanged(path[0], edits);
      return Object.hasOwn(answers, path[0]) && !same(answers[path[0]], this.base.value?.[path[0]]);
    }
    if (edits === undefined) return false;
    if (edits.added.includes(path[1])) return true;
    const typed = edits.answers[path[1]];
    return typed !== undefined && Object.hasOwn(typed, path[2]) && !same(typed[path[2]], this.storedRows(path[0]).get(path[1])?.[path[2]]);
  }

  addRow(subform: string, answers: Answers = {}): string {
    const edits = this.edits.value.rows[subform] ?? NO_ROWS;
    const id = newId();
    this.changeRows(subform, { ...edits, added: [...edits.added, id], answers: { ...edits.answers, [id]: answers } });
    return id;
  }

  /** A row is only marked, and can be kept after all. A new one that holds nothing goes at once. */
  removeRow(subform: string, id: string): void {
    const edits = this.edits.value.rows[subform] ?? NO_ROWS;
    const { [id]: typed, ...others } = edits.answers;
    const isBlank = Object.values(typed ?? {}).every((value) => same(value, undefined));
    if (edits.added.includes(id) && isBlank) {
      this.changeRows(subform, { ...edits, added: edits.added.filter((added) => added !== id), answers: others });
    } else {
      this.changeRows(subform, { ...edits, removed: [...edits.removed, id] });
    }
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
    const stored = this.storedRows(subform);
    const isKept = (row: string): boolean => !edits.removed.includes(row);
    const added = edits.added.filter(isKept).map((row) => ({ kind: "add-row", recordId, subform, row }) as const);
    const removed = edits.removed.filter((row) => stored.has(row)).map((row) => ({ kind: "remove-row", recordId, subform, row }) as const);
    const set = Object.entries(edits.answers)
      .filter(([row]) => isKept(row))
      .flatMap(([row, answers]) =>
        Object.entries(answers).flatMap(([field, value]) => {
          const path = [subform, row, field] as const;
          const base = stored.get(row)?.[field];
          return same(value, base) || !shows(path) ? [] : [{ kind: "set", recordId, path, base, value } as const];
        }),
      );
    return [...added, ...set, ...removed];
  }

  private rowsChanged(subform: string, edits: RowEdits): boolean {
    const stored = this.storedRows(subform);
    return (
      edits.added.some((id) => !edits.removed.includes(id)) ||
      edits.removed.some((id) => stored.has(id)) ||
      Object.entries(edits.answers).some(([id, typed]) => stored.has(id) && differs(typed, stored.get(id)))
    );
  }

  private changeRows(subform: string, edits: RowEdits): void {
    const { answers, rows } = this.edits.value;
    this.edits.value = { answers, rows: { ...rows, [subform]: edits } };
  }

  /** Reads a signal that is made once per key, and that keeps its value while the new one is the same. */
  private kept<T>(key: string, compute: () => T, isSame: (one: T, other: T) => boolean = Object.is): T {
    const known = this.signals.get(key) as ReadonlySignal<T> | undefined;
    if (known) return known.value;
    let last: { readonly value: T } | undefined;
    const made = computed(() => {
      const value = compute();
      if (!last || !isSame(last.value, value)) last = { value };
      return last.value;
    });
    this.signals.set(key, made as ReadonlySignal<unknown>);
    return made.value;
  }
}

function differs(typed: Answers, stored: Row | undefined): boolean {
  return Object.entries(typed).some(([field, value]) => !same(value, stored?.[field]));
}

function byId(value: Value): ReadonlyMap<string, Row> {
  return new Map(rowsOf(value).map((row, index) => [row.unique_id ?? `${WITHOUT_ID}${index}`, row]));
}

function sameRows(one: readonly DraftRow[], other: readonly DraftRow[]): boolean {
  const isSame = (row: DraftRow, at: DraftRow | undefined): boolean => row.id === at?.id && row.isNew === at.isNew && row.isRemoved === at.isRemoved;
  return one.length === other.length && one.every((row, index) => isSame(row, other[index]));
}
