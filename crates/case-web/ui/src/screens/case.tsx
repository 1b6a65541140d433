// One case: who it is, its sections, and the answers of the section that is open.
import type { VNode } from "preact";
import { useMemo } from "preact/hooks";
import "../look/form.css";
import "../look/case.css";
import type { Configuration } from "../configuration/configuration.ts";
import { mayShow } from "../expressions/condition.ts";
import { FormProvider, newForm } from "../forms/context.ts";
import { day } from "../forms/plain.ts";
import { Draft } from "../model/draft.ts";
import type { CaseRecord } from "../model/wire.ts";
import { paths } from "../router.ts";
import { Icon } from "../shell/icon.tsx";
import { Link } from "../shell/link.tsx";
import { LoadFailed, Page, Skeleton, Standstill } from "../shell/page.tsx";
import { Localized } from "../shell/text.tsx";
import { t, textOf } from "../store/language.ts";
import { mayOnCases, session } from "../store/session.ts";
import { moduleOf, useCase } from "./loaded-case.ts";
import { FactText } from "./case-row.tsx";
import { displayName, displayNumber, factsOf, statusText } from "./record-text.ts";
import { SectionAnswers } from "./section-answers.tsx";
import { SectionList } from "./section-list.tsx";

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
  const state = useMemo(() => newForm(setup, moduleId, new Draft(record, false)), [setup, moduleId, record]);
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
          <SectionList record={record} setup={setup} sections={sections} shown={shown} isChosen={chosen !== undefined} />
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
      <AroundCase record={record} />
    </div>
  );
}

/** What belongs to the case beside its answers. */
function AroundCase({ record }: { record: CaseRecord }): VNode | null {
  const current = session.value;
  if (current.state !== "signed-in") return null;
  const flags = typeof record["flag_count"] === "number" ? record["flag_count"] : 0;
  return (
    <span class="around-case">
      {mayOnCases(current.user, "flag") && (
        <Link class={flags > 0 ? "button quiet small flagged" : "button quiet small"} to={paths.flags(record.id)}>
          <Icon name="flag" />
          {flags > 0 ? t("flags.count", { count: flags }) : t("flags.title")}
        </Link>
      )}
      {mayOnCases(current.user, "change_log") && (
        <Link class="button quiet small" to={paths.history(record.id)}>
          <Icon name="history" />
          {t("history.title")}
        </Link>
      )}
    </span>
  );
}

/** The heading, the number, the status and the day of registration have places of their own. */
const NOT_FACTS = new Set(["name", "id", "short_id", "case_id", "case_id_display", "status", "flag_count", "alert_count", "photo", "photos", "workflow", "registration_date", "created_at", "owned_by"]);

