// The rows of a subform. Each is a card that is opened to be edited: only open cards hold questions,
// so a long list of long rows costs no more than the row at hand.
import { useComputed } from "@preact/signals";
import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { asks } from "../configuration/configuration.ts";
import { isBlank } from "../expressions/compare.ts";
import { today } from "../expressions/condition.ts";
import type { DraftRow } from "../model/draft.ts";
import type { Answers, Field, FormSection, Value } from "../model/wire.ts";
import { Icon } from "../shell/icon.tsx";
import { Localized } from "../shell/text.tsx";
import { t, textOf } from "../store/language.ts";
import { Answer } from "./answer.tsx";
import { answerId, keyOf, openRow, useForm, type FormState } from "./context.ts";
import { plainAnswer } from "./plain.ts";
import { problemAt, problemText } from "./problem-text.ts";

export function Rows({ field }: { field: Field }): VNode {
  const form = useForm();
  const { configuration, draft } = form;
  const nested = configuration.rowsOf(field);
  const rows = draft.rows(field.name);
  const problem = useComputed(() => problemAt(form.problems.value, [field.name])?.rule).value;
  const fresh = useRef<string | undefined>(undefined);
  const adding = useRef<HTMLButtonElement>(null);
  const id = answerId([field.name]);
  const add = (): void => {
    fresh.current = draft.addRow(field.name, startOf(configuration.rowFields(field)));
    openRow(form, keyOf([field.name, fresh.current]), true);
  };
  const remove = (row: string): void => {
    draft.removeRow(field.name, row);
    // A row that held nothing is gone, and the focus with it; what follows is here.
    if (!draft.rows(field.name).some((one) => one.id === row)) adding.current?.focus();
  };
  return (
    <section class={problem === undefined ? "rows" : "rows has-problem"} id={id} tabIndex={-1} aria-labelledby={`${id}-words`}>
      <h2 id={`${id}-words`}>
        <Localized of={field.display_name} />
        {field.required === true && <span class="required"> ({t("form.required")})</span>}
      </h2>
      {textOf(field.help_text) !== "" && (
        <p class="hint">
          <Localized of={field.help_text} />
        </p>
      )}
      {problem !== undefined && (
        <p class="problem">
          <Icon name="alert" />
          <span>{problemText(problem)}</span>
        </p>
      )}
      {rows.length === 0 && <p class="hint">{t("form.no_rows")}</p>}
      {rows.map((row, index) => (
        <RowCard key={row.id} field={field} nested={nested} row={row} number={index + 1} isFresh={fresh.current === row.id} remove={() => remove(row.id)} />
      ))}
      <button type="button" class="secondary" ref={adding} onClick={add}>
        <Icon name="plus" />
        {t("form.add_row")}
      </button>
    </section>
  );
}

/** What the questions of a new row start with. */
function startOf(fields: readonly Field[]): Answers {
  const start: Record<string, Value> = {};
  for (const field of fields) {
    const value = startValue(field);
    if (value !== undefined) start[field.name] = value;
  }
  return start;
}

/** What a question starts with, if anything. */
export function startValue(field: Field): Value {
  if (field.selected_value === undefined || field.selected_value === null || field.selected_value === "") return undefined;
  if (field.selected_value === "TODAY") return today();
  return field.selected_value === "NOW" ? new Date().toISOString() : field.selected_value;
}

interface CardProps {
  readonly field: Field;
  readonly nested: FormSection | undefined;
  readonly row: DraftRow;
  readonly number: number;
  /** Added just now: its first question takes the focus. */
  readonly isFresh: boolean;
  readonly remove: () => void;
}

function RowCard({ field, nested, row, number, isFresh, remove }: CardProps): VNode {
  const form = useForm();
  const key = keyOf([field.name, row.id]);
  const isOpen = useComputed(() => form.openRows.value.has(key)).value;
  const card = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isFresh) card.current?.querySelector<HTMLElement>(".row-questions :is(input, select, textarea)")?.focus();
  }, [isFresh]);
  if (row.isRemoved) return <RemovedRow field={field} row={row} number={number} />;
  const isFixed = !row.isKnown || (nested?.subform_append_only === true && !row.isNew);
  const mayGo = row.isNew || (!isFixed && nested?.subform_prevent_item_removal !== true);
  const bodyId = `${answerId([field.name, row.id])}-questions`;
  return (
    <div class={isOpen ? "row open" : "row"} ref={card}>
      <h3 class="row-head">
        <button type="button" aria-expanded={isOpen} aria-controls={bodyId} onClick={() => openRow(form, key, !isOpen)}>
          <Icon name="forward" />
          <span>
            {t("case.row", { number })}
            <DraftRowTitle field={field} nested={nested} id={row.id} />
          </span>
          <RowState field={field} id={row.id} />
        </button>
      </h3>
      <div class="row-questions" id={bodyId} hidden={!isOpen}>
        {isOpen && (
          <fieldset disabled={isFixed}>
            <legend class="visually-hidden">{t("case.row", { number })}</legend>
            {form.configuration.rowFields(field).map((inner) => (
              <Answer key={inner.name} field={inner} subform={field} row={row.id} />
            ))}
          </fieldset>
        )}
        {isFixed && <p class="hint">{t("form.row_fixed")}</p>}
        <div class="actions">
          <button type="button" class="secondary small" onClick={() => openRow(form, key, false)}>
            <Icon name="check" />
            {t("form.close_row")}
          </button>
          {mayGo && (
            <button type="button" class="quiet small" onClick={remove}>
              <Icon name="close" />
              {t("form.remove_row")}
            </button>
          )}
        </div>
      </div>
    </div>
  );
}

/** A row that will go. It takes the focus, so that the way back is heard and is one key away. */
function RemovedRow({ field, row, number }: Pick<CardProps, "field" | "row" | "number">): VNode {
  const { draft } = useForm();
  const undo = useRef<HTMLButtonElement>(null);
  useEffect(() => undo.current?.focus(), []);
  const id = `${answerId([field.name, row.id])}-removed`;
  return (
    <div class="row removed">
      <p id={id}>
        <strong>{t("case.row", { number })}</strong> {t(row.isNew ? "form.new_row_removed" : "form.row_removed")}
      </p>
      <button type="button" class="secondary small" ref={undo} aria-describedby={id} onClick={() => draft.keepRow(field.name, row.id)}>
        {t("form.keep_row")}
      </button>
    </div>
  );
}

/** Whether the row has problems, or lacks answers that are needed. */
function RowState({ field, id }: { field: Field; id: string }): VNode | null {
  const form = useForm();
  const start = `${keyOf([field.name, id])}/`;
  const broken = useComputed(() => form.problems.value.filter((problem) => `${keyOf(problem.path)}/`.startsWith(start)).length).value;
  const missing = useComputed(() => missingNow(form, field, id)).value;
  if (broken === 0 && missing === 0) return null;
  return (
    <span class="section-progress missing">
      <Icon name="alert" />
      {broken > 0 ? t("form.errors_title", { count: broken }) : t("case.missing", { count: missing })}
    </span>
  );
}

function missingNow({ configuration, live, draft }: FormState, field: Field, id: string): number {
  const needed = configuration.rowFields(field).filter((inner) => inner.required === true && asks(inner) && inner.disabled !== true);
  return needed.filter((inner) => isBlank(draft.get([field.name, id, inner.name])) && live.isShown(inner, field, id)).length;
}

function DraftRowTitle({ field, nested, id }: { field: Field; nested: FormSection | undefined; id: string }): VNode | null {
  const { live } = useForm();
  return <RowTitle form={nested} row={live.row(field, id)} />;
}

/** What tells one row from another: the answers that the form names for it, else its first answer. */
export function RowTitle({ form, row }: { form: FormSection | undefined; row: Answers }): VNode | null {
  const { configuration } = useForm();
  const named = form?.collapsed_field_names ?? [];
  const first = form?.fields.find((field) => field.type !== "separator" && field.visible !== false)?.name;
  const names = named.length > 0 ? named : first === undefined ? [] : [first];
  const parts = names
    .map((name) => form?.fields.find((field) => field.name === name))
    .map((field) => (field ? plainAnswer(configuration, field, row[field.name]) : ""))
    .filter(Boolean);
  return parts.length === 0 ? null : (
    <span class="row-title">
      <bdi>{parts.join(" · ")}</bdi>
    </span>
  );
}
