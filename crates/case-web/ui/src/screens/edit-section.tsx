// Edits one section of a case.
import type { VNode } from "preact";
import { useMemo } from "preact/hooks";
import "../look/form.css";
import { canBeFilled, type Configuration, type Section } from "../configuration/configuration.ts";
import { mayShow } from "../expressions/condition.ts";
import { SectionForm } from "../forms/section-form.tsx";
import type { CaseRecord } from "../model/wire.ts";
import { navigate, paths } from "../router.ts";
import { Icon } from "../shell/icon.tsx";
import { Link } from "../shell/link.tsx";
import { LoadFailed, Page, Skeleton, Standstill } from "../shell/page.tsx";
import { Localized } from "../shell/text.tsx";
import { openDraft } from "../store/drafts.ts";
import { t, textOf } from "../store/language.ts";
import { tell } from "../store/notice.ts";
import { moduleOf, useCase } from "./loaded-case.ts";
import { displayName } from "./record-text.ts";

interface Props {
  readonly id: string;
  readonly section: string;
  /** Going through the sections one after the other, as in a full registration. */
  readonly isFilling: boolean;
}

export function EditSection({ id, section, isFilling }: Props): VNode {
  const loaded = useCase(id);
  const back = (
    <Link class="way-back" to={paths.case(id, section)}>
      <Icon name="back" />
      {loaded.state === "ready" ? <bdi>{displayName(loaded.record)}</bdi> : t("case.back_to_case")}
    </Link>
  );
  if (loaded.state !== "ready") {
    return (
      <Page title={t("case.edit")} above={back} narrow keepsFocus={loaded.state === "loading"}>
        {loaded.state === "failed" ? (
          <LoadFailed problem={loaded.problem} retry={loaded.retry} />
        ) : loaded.state === "missing" ? (
          <Standstill icon="search" title={t("case.not_found")} hint={t("case.not_found_hint")} />
        ) : (
          <Skeleton lines={6} />
        )}
      </Page>
    );
  }
  const { record, setup } = loaded;
  const writable = setup
    .sections(moduleOf(record))
    .filter((candidate) => canBeFilled(candidate) && mayShow(candidate.form.display_conditions, record));
  const at = writable.findIndex((candidate) => candidate.form.unique_id === section);
  const current = writable[at];
  return (
    <Page
      title={current ? textOf(current.form.name) : t("case.not_found")}
      windowTitle={current ? `${t("case.edit_section", { section: textOf(current.form.name) })} · ${displayName(record)}` : t("case.not_found")}
      above={back}
      narrow
    >
      {current ? (
        <Editor record={record} setup={setup} section={current} next={writable[at + 1]} place={{ number: at + 1, total: writable.length }} isFilling={isFilling} />
      ) : (
        <Standstill icon="search" title={t("case.read_only")} />
      )}
    </Page>
  );
}

interface EditorProps {
  readonly record: CaseRecord;
  readonly setup: Configuration;
  readonly section: Section;
  readonly next: Section | undefined;
  /** Where the section stands among those that can be filled in. */
  readonly place: { readonly number: number; readonly total: number };
  readonly isFilling: boolean;
}

function Editor({ record, setup, section, next, place, isFilling }: EditorProps): VNode {
  const id = record.id;
  const here = section.form.unique_id;
  const draft = useMemo(() => openDraft(here, record), [here, record]);
  const goOn = (action: string): void => {
    if (action === "next" && next) navigate(paths.edit(id, next.form.unique_id, true), "replace");
    else navigate(paths.case(id, here), "replace");
  };
  const saved = (_record: CaseRecord, action: string): void => {
    tell(() => t("form.saved"));
    goOn(action);
  };
  const unchanged = (action: string): void => {
    if (action !== "next") tell(() => t("form.nothing_changed"));
    goOn(action);
  };
  return (
    <>
      <p class="hint">{t("case.section_place", place)}</p>
      {textOf(section.form.description) !== "" && (
        <p class="lead">
          <Localized of={section.form.description} />
        </p>
      )}
      {textOf(section.form.help_text) !== "" && (
        <p class="hint long">
          <Localized of={section.form.help_text} />
        </p>
      )}
      <SectionForm
        configuration={setup}
        moduleId={moduleOf(record)}
        fields={section.fields}
        draft={draft}
        onSaved={saved}
        onUnchanged={unchanged}
      >
        {(isBusy, isDirty) => (
          <>
            {isFilling && next && (
              <button class="primary" value="next" disabled={isBusy}>
                {isBusy ? t("form.saving") : t("form.save_and_next")}
              </button>
            )}
            <button class={isFilling && next ? "secondary" : "primary"} value="save" disabled={isBusy}>
              {isBusy && !(isFilling && next) ? t("form.saving") : t("form.save")}
            </button>
            {!isFilling && next && (
              <button class="secondary" value="next" disabled={isBusy}>
                {t("form.save_and_next")}
              </button>
            )}
            <Link class="button quiet" to={paths.case(id, here)}>
              {t("form.cancel")}
            </Link>
            {isDirty && !isBusy && <span class="hint unsaved">{t("form.unsaved")}</span>}
          </>
        )}
      </SectionForm>
    </>
  );
}
