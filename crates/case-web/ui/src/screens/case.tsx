// One case: who it is, its sections, and the answers of the section that is open.
import type { VNode } from "preact";
import { useRef } from "preact/hooks";
import "../look/form.css";
import "../look/case.css";
import { canBeFilled, type Configuration, type Section } from "../configuration/configuration.ts";
import { mayShow } from "../expressions/condition.ts";
import { FormProvider } from "../forms/context.ts";
import { isShown, progress } from "../forms/rules.ts";
import { RowTitle } from "../forms/rows.tsx";
import { day, plainAnswer } from "../forms/plain.ts";
import { ShownAnswer } from "../forms/shown.tsx";
import { Draft, rowsOf } from "../model/draft.ts";
import type { CaseRecord, Field } from "../model/wire.ts";
import { paths } from "../router.ts";
import { Icon } from "../shell/icon.tsx";
import { Link } from "../shell/link.tsx";
import { LoadFailed, Page, Skeleton, Standstill, useArrival } from "../shell/page.tsx";
import { Localized } from "../shell/text.tsx";
import { t, textOf } from "../store/language.ts";
import { mayOnCases, session } from "../store/session.ts";
import { moduleOf, useCase } from "./loaded-case.ts";
import { FactText } from "./case-row.tsx";
import { displayName, displayNumber, factsOf, statusText } from "./record-text.ts";

export function CaseScreen({ id, section }: { id: string; section: string | undefined }): VNode {
  const loaded = useCase(id);
  const back = (
    <Link class="way-back" to={section === undefined ? paths.cases() : paths.case(id)}>
      <Icon name="back" />
      {section === undefined ? t("case.back") : t("case.back_to_case")}
    </Link>
  );
  if (loaded.state === "ready") return <LoadedScreen {...loaded} open={section} />;
  if (loaded.state === "missing") {
    return (
      <Page title={t("case.not_found")} above={back}>
        <Standstill icon="search" title={t("case.not_found")} hint={t("case.not_found_hint")} />
      </Page>
    );
  }
  return (
    <Page title={t("cases.title")} above={back} keepsFocus={loaded.state === "loading"}>
      {loaded.state === "failed" ? <LoadFailed problem={loaded.problem} retry={loaded.retry} /> : <Skeleton lines={6} />}
    </Page>
  );
}

interface ScreenProps {
  readonly record: CaseRecord;
  readonly setup: Configuration;
  readonly open: string | undefined;
}

function LoadedScreen({ record, setup, open }: ScreenProps): VNode {
  const moduleId = moduleOf(record);
  const sections = setup.sections(moduleId).filter((section) => mayShow(section.form.display_conditions, record));
  const chosen = sections.find((section) => section.form.unique_id === open);
  const shown = chosen ?? sections[0];
  // Answers are shown by the same components that edit them; this draft is never changed.
  const state = { configuration: setup, moduleId, draft: new Draft(record, false), problems: [] };
  return (
    <Page
      title={displayName(record)}
      windowTitle={chosen ? `${textOf(chosen.form.name)} · ${displayName(record)}` : displayName(record)}
      keepsFocus={chosen !== undefined}
      above={
        <Link class={open === undefined ? "way-back" : "way-back from-section"} to={open === undefined ? paths.cases() : paths.case(record.id)}>
          <Icon name="back" />
          {open === undefined ? t("case.back") : t("case.back_to_case")}
        </Link>
      }
    >
      <FormProvider value={state}>
        <Summary record={record} setup={setup} />
        <div class={chosen ? "case-layout with-section" : "case-layout"}>
          <SectionList record={record} sections={sections} shown={shown} isChosen={chosen !== undefined} />
          {shown && <SectionAnswers record={record} setup={setup} section={shown} isChosen={chosen !== undefined} />}
        </div>
      </FormProvider>
    </Page>
  );
}

function Summary({ record, setup }: { record: CaseRecord; setup: Configuration }): VNode {
  const registered = record["registration_date"];
  const stage = setup.workflow(moduleOf(record), String(record["workflow"] ?? ""));
  const facts = factsOf(setup, record, NOT_FACTS);
  return (
    <div class="summary">
      <span class={record["status"] === "open" ? "tag open" : "tag"}>{statusText(record)}</span>
      {stage && (
        <span class="tag">
          <Localized of={stage.display_text} />
        </span>
      )}
      <span>
        <span class="visually-hidden">{t("case.number")}: </span>
        <bdi class="number">{displayNumber(record)}</bdi>
      </span>
      {facts.map((fact) => (
        <FactText key={fact.name} fact={fact} />
      ))}
      {typeof registered === "string" && (
        <span>
          {t("case.registered")} <bdi>{day(registered)}</bdi>
        </span>
      )}
    </div>
  );
}

/** The heading, the number, the status and the day of registration have places of their own. */
const NOT_FACTS = new Set(["name", "id", "short_id", "case_id", "case_id_display", "status", "workflow", "registration_date", "created_at", "owned_by"]);

interface ListProps {
  readonly record: CaseRecord;
  readonly sections: readonly Section[];
  readonly shown: Section | undefined;
  readonly isChosen: boolean;
}

function SectionList({ record, sections, shown, isChosen }: ListProps): VNode {
  return (
    <nav class="section-list" aria-label={t("case.sections")}>
      <ul>
        {sections.map((section) => (
          <li key={section.form.unique_id}>
            <Link
              to={paths.case(record.id, section.form.unique_id)}
              class={section === shown ? "section-link shown" : "section-link"}
              aria-current={section === shown && isChosen ? "page" : undefined}
            >
              <span class="section-name">
                <Localized of={section.form.name} />
              </span>
              <Progress section={section} record={record} />
              <Icon name="forward" />
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Progress({ section, record }: { section: Section; record: CaseRecord }): VNode | null {
  const { answered, questions, missing } = progress(section.fields, record);
  if (questions === 0) return null;
  if (missing > 0) {
    return (
      <span class="section-progress missing">
        <Icon name="alert" />
        {t("case.missing", { count: missing })}
      </span>
    );
  }
  return (
    <span class={answered === questions ? "section-progress complete" : "section-progress"}>
      {answered === questions && <Icon name="check" />}
      {answered === questions ? t("case.complete") : t("case.answered", { answered, questions })}
    </span>
  );
}

interface AnswersProps {
  readonly record: CaseRecord;
  readonly setup: Configuration;
  readonly section: Section;
  readonly isChosen: boolean;
}

function SectionAnswers({ record, setup, section, isChosen }: AnswersProps): VNode {
  const heading = useRef<HTMLHeadingElement>(null);
  useArrival(heading, isChosen);
  const current = session.value;
  const mayWrite = canBeFilled(section) && current.state === "signed-in" && mayOnCases(current.user, "write");
  const fields = section.fields.filter((field) => field.hide_on_view_page !== true && isShown(field, record));
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
      <h3 class="separator">
        <Localized of={group.field.display_name} />
      </h3>
    );
  }
  if (group.kind === "rows") return <ShownRows field={group.field} record={record} setup={setup} />;
  return <AnswerList fields={group.fields} answers={record} />;
}

function AnswerList({ fields, answers }: { fields: readonly Field[]; answers: CaseRecord | Record<string, CaseRecord[string]> }): VNode {
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
