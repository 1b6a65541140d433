// The answers of one section, to be read.
import type { VNode } from "preact";
import { useRef } from "preact/hooks";
import { canBeFilled, type Configuration, type Section } from "../configuration/configuration.ts";
import { plainAnswer } from "../forms/plain.ts";
import { RowTitle } from "../forms/rows.tsx";
import { isShown } from "../forms/rules.ts";
import { ShownAnswer } from "../forms/shown.tsx";
import { rowsOf } from "../model/same.ts";
import type { Answers, CaseRecord, Field } from "../model/wire.ts";
import { paths } from "../router.ts";
import { Icon } from "../shell/icon.tsx";
import { Link } from "../shell/link.tsx";
import { useArrival } from "../shell/page.tsx";
import { Localized } from "../shell/text.tsx";
import { t, textOf } from "../store/language.ts";
import { mayOnCases, session } from "../store/session.ts";

interface AnswersProps {
  readonly record: CaseRecord;
  readonly setup: Configuration;
  readonly section: Section;
  readonly isChosen: boolean;
}

export function SectionAnswers({ record, setup, section, isChosen }: AnswersProps): VNode {
  const heading = useRef<HTMLHeadingElement>(null);
  useArrival(heading, isChosen);
  const current = session.value;
  const mayWrite = canBeFilled(section) && current.state === "signed-in" && mayOnCases(current.user, "write");
  const fields = section.fields.filter((field) => field.hide_on_view_page !== true && field.type !== "custom" && isShown(field, record));
  const name = textOf(section.form.name);
  return (
    <section class="card section-answers" aria-labelledby="section-title">
      <div class="section-head">
        <h2 id="section-title" ref={heading} tabIndex={-1}>
          <Localized of={section.form.name} />
        </h2>
        {mayWrite && (
          <Link class="button secondary" to={paths.edit(record.id, section.form.unique_id, false)} aria-label={t("case.edit_section", { section: name })}>
            <Icon name="edit" />
            {t("case.edit")}
          </Link>
        )}
      </div>
      {textOf(section.form.description) !== "" && (
        <p class="hint">
          <Localized of={section.form.description} />
        </p>
      )}
      {!section.writable && <p class="hint">{t("case.read_only")}</p>}
      {grouped(fields).map((group, index) => (
        <AnswerGroup key={index} group={group} record={record} setup={setup} />
      ))}
    </section>
  );
}

type Group =
  | { readonly kind: "answers"; readonly fields: Field[] }
  | { readonly kind: "heading"; readonly field: Field }
  | { readonly kind: "rows"; readonly field: Field };

/** Answers that stand together make one list; headings and rows stand between the lists. */
function grouped(fields: readonly Field[]): readonly Group[] {
  const groups: Group[] = [];
  for (const field of fields) {
    const last = groups.at(-1);
    if (field.type === "separator") groups.push({ kind: "heading", field });
    else if (field.type === "subform") groups.push({ kind: "rows", field });
    else if (last?.kind === "answers") last.fields.push(field);
    else groups.push({ kind: "answers", fields: [field] });
  }
  return groups;
}

function AnswerGroup({ group, record, setup }: { group: Group; record: CaseRecord; setup: Configuration }): VNode {
  if (group.kind === "heading") {
    return (
      <div class="separator">
        <h3>
          <Localized of={group.field.display_name} />
        </h3>
        {textOf(group.field.help_text) !== "" && (
          <p class="hint">
            <Localized of={group.field.help_text} />
          </p>
        )}
      </div>
    );
  }
  if (group.kind === "rows") return <ShownRows field={group.field} record={record} setup={setup} />;
  return <AnswerList fields={group.fields} answers={record} />;
}

function AnswerList({ fields, answers }: { fields: readonly Field[]; answers: Answers }): VNode {
  return (
    <dl class="answers">
      {fields.map((field) => (
        <div key={field.name}>
          <dt>
            <Localized of={field.display_name} />
          </dt>
          <dd>
            <ShownAnswer field={field} value={answers[field.name]} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function ShownRows({ field, record, setup }: { field: Field; record: CaseRecord; setup: Configuration }): VNode {
  const rows = rowsOf(record[field.name]);
  const fields = setup.rowFields(field);
  const form = setup.rowsOf(field);
  return (
    <section class="rows shown">
      <h3>
        <Localized of={field.display_name} />
      </h3>
      {rows.length === 0 && <p class="unanswered">{t("form.no_rows")}</p>}
      {rows.map((row, index) => (
        <details class="row" key={row.unique_id ?? index} open={rows.length === 1}>
          <summary>
            {t("case.row", { number: index + 1 })}
            <RowTitle form={form} row={row} />
          </summary>
          <AnswerList
            fields={fields.filter((inner) => isShown(inner, record, row) && (inner.type !== "separator") && plainAnswer(setup, inner, row[inner.name]) !== "")}
            answers={row}
          />
        </details>
      ))}
    </section>
  );
}
