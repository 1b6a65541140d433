// Registers a child with the few answers that are needed first.
import type { VNode } from "preact";
import { useMemo, useState } from "preact/hooks";
import "../look/form.css";
import { asks, canBeFilled, type Configuration } from "../configuration/configuration.ts";
import { startValue } from "../forms/rows.tsx";
import { SectionForm } from "../forms/section-form.tsx";
import { isShown } from "../forms/rules.ts";
import { newId } from "../model/operation.ts";
import type { CaseRecord, Field } from "../model/wire.ts";
import { navigate, paths } from "../router.ts";
import { Link } from "../shell/link.tsx";
import { LoadFailed, Page, Skeleton, Standstill } from "../shell/page.tsx";
import { configuration, loadConfiguration } from "../store/configuration.ts";
import { openNewDraft } from "../store/drafts.ts";
import { t } from "../store/language.ts";
import { tell } from "../store/notice.ts";
import { mayOnCases, session } from "../store/session.ts";
import { displayName, hasName } from "./record-text.ts";

export function Register(): VNode {
  const current = session.value;
  const setup = configuration.value;
  if (current.state !== "signed-in" || !mayOnCases(current.user, "create")) {
    return (
      <Page title={t("register.title")} narrow>
        <Standstill icon="person" title={t("cases.no_permission")} hint={t("cases.no_permission_hint")} />
      </Page>
    );
  }
  return (
    <Page title={t("register.title")} narrow>
      {setup.state === "ready" ? (
        <RegisterForm setup={setup.value} />
      ) : setup.state === "failed" ? (
        <LoadFailed problem={setup.problem} retry={() => void loadConfiguration(current.user)} />
      ) : (
        <Skeleton lines={6} />
      )}
    </Page>
  );
}

function RegisterForm({ setup }: { setup: Configuration }): VNode {
  const modules = setup.caseModules();
  const [moduleId, setModuleId] = useState(modules[0]?.unique_id ?? "");
  const fields = useMemo(() => setup.quickFields(moduleId), [setup, moduleId]);
  const draft = useMemo(() => openNewDraft(moduleId, () => newRecord(moduleId, fields)), [moduleId, fields]);

  const saved = (record: CaseRecord, action: string): void => {
    const name = displayName(record);
    tell(() => (hasName(record) ? t("register.done", { name }) : t("register.done_unnamed")));
    const next = setup.sections(moduleId).find((section) => canBeFilled(section) && section.fields.some((field) => asks(field) && isOpen(field, record)));
    if (action === "more" && next) navigate(paths.edit(record.id, next.form.unique_id, true), "replace");
    else navigate(paths.case(record.id), "replace");
  };

  if (fields.length === 0) return <Standstill icon="alert" title={t("register.no_fields")} />;
  return (
    <>
      <p class="lead">{t("register.intro")}</p>
      {modules.length > 1 && (
        <div class="question">
          <label class="question-words" for="module">
            {t("register.module")}
          </label>
          <select id="module" value={moduleId} onChange={(event) => setModuleId(event.currentTarget.value)}>
            {modules.map((module) => (
              <option key={module.unique_id} value={module.unique_id}>
                {module.name}
              </option>
            ))}
          </select>
        </div>
      )}
      <SectionForm
        key={moduleId}
        configuration={setup}
        moduleId={moduleId}
        fields={fields}
        draft={draft}
        onSaved={saved}
        onUnchanged={() => undefined}
      >
        {(isBusy) => (
          <>
            <button class="primary" value="register" disabled={isBusy}>
              {isBusy ? t("form.saving") : t("register.submit")}
            </button>
            <button class="secondary" value="more" disabled={isBusy}>
              {t("register.submit_and_go_on")}
            </button>
            <Link class="button quiet" to={paths.cases()}>
              {t("form.cancel")}
            </Link>
          </>
        )}
      </SectionForm>
    </>
  );
}

function newRecord(moduleId: string, fields: readonly Field[]): CaseRecord {
  const start = fields.map((field) => [field.name, startValue(field)] as const).filter(([, value]) => value !== undefined);
  return { id: newId(), module_id: moduleId, ...Object.fromEntries(start) };
}

/** Whether there is still something to ask. */
function isOpen(field: Field, record: CaseRecord): boolean {
  return isShown(field, record) && record[field.name] === undefined;
}
