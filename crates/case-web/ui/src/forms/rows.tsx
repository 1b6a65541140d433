// The rows of a subform, edited in place.
import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { DraftRow } from "../model/draft.ts";
import type { Answers, Field, FormSection } from "../model/wire.ts";
import { Icon } from "../shell/icon.tsx";
import { Localized } from "../shell/text.tsx";
import { t, textOf } from "../store/language.ts";
import { Answer } from "./answer.tsx";
import { answerId, problemAt, useForm } from "./context.ts";
import { isShown } from "./rules.ts";
import { plainAnswer } from "./plain.ts";

export function Rows({ field }: { field: Field }): VNode {
  const { configuration, draft, problems } = useForm();
  const form = configuration.rowsOf(field);
  const fields = configuration.rowFields(field);
  const rows = draft.rows(field.name);
  const record = draft.answers.value;
  const problem = problemAt(problems, [field.name]);
  const fresh = useRef<string | undefined>(undefined);
  const add = (): void => void (fresh.current = draft.addRow(field.name));

  return (
    <section class="rows" id={answerId([field.name])} tabIndex={-1} aria-labelledby={`${answerId([field.name])}-words`}>
      <h2 id={`${answerId([field.name])}-words`}>
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
          <span>{problem}</span>
        </p>
      )}
      {rows.length === 0 && <p class="hint">{t("form.no_rows")}</p>}
      {rows.map((row, index) => (
        <RowCard
          key={row.id}
          field={field}
          form={form}
          fields={fields}
          row={row}
          record={record}
          number={index + 1}
          takesFocus={fresh.current === row.id}
        />
      ))}
      <button type="button" class="secondary" onClick={add}>
        <Icon name="plus" />
        {t("form.add_row")}
      </button>
    </section>
  );
}

interface CardProps {
  readonly field: Field;
  readonly form: FormSection | undefined;
  readonly fields: readonly Field[];
  readonly row: DraftRow;
  readonly record: Answers;
  readonly number: number;
  readonly takesFocus: boolean;
}

function RowCard({ field, form, fields, row, record, number, takesFocus }: CardProps): VNode {
  const { draft } = useForm();
  const card = useRef<HTMLFieldSetElement>(null);
  useEffect(() => {
    if (takesFocus) card.current?.querySelector<HTMLElement>("input, select, textarea")?.focus();
  }, [takesFocus]);
  const title = t("case.row", { number });

  if (row.isRemoved) {
    return (
      <div class="row removed">
        <p>
          <strong>{title}</strong> {t("form.row_removed")}
        </p>
        <button type="button" class="quiet small" onClick={() => draft.keepRow(field.name, row.id)}>
          {t("form.keep_row")}
        </button>
      </div>
    );
  }
  const isFixed = row.id === "" || (form?.subform_append_only === true && !row.isNew);
  const mayGo = row.isNew || (!isFixed && form?.subform_prevent_item_removal !== true);
  return (
    <fieldset class="row" ref={card} disabled={isFixed}>
      <legend>
        {title}
        <RowTitle form={form} row={row.answers} />
      </legend>
      {fields
        .filter((inner) => isShown(inner, record, row.answers))
        .map((inner) => (
          <Answer key={inner.name} field={inner} path={[field.name, row.id, inner.name]} answers={row.answers} />
        ))}
      {mayGo && (
        <button type="button" class="quiet small" onClick={() => draft.removeRow(field.name, row.id)}>
          <Icon name="close" />
          {t("form.remove_row")}
        </button>
      )}
    </fieldset>
  );
}

/** What tells one row from another: the answers that the form names for it. */
export function RowTitle({ form, row }: { form: FormSection | undefined; row: Answers }): VNode | null {
  const { configuration } = useForm();
  const parts = (form?.collapsed_field_names ?? [])
    .map((name) => form?.fields.find((field) => field.name === name))
    .map((field) => (field ? plainAnswer(configuration, field, row[field.name]) : ""))
    .filter(Boolean);
  return parts.length === 0 ? null : (
    <span class="row-title">
      <bdi>{parts.join(" · ")}</bdi>
    </span>
  );
}
