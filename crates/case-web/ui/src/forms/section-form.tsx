// A form over some questions of one record: shows them, checks them, saves them, and keeps what was
// typed when saving fails.
import { useComputed, useSignal } from "@preact/signals";
import type { ComponentChildren, VNode } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Refused, SignedOut, Unreachable, type FieldProblem } from "../api/problem.ts";
import type { Configuration } from "../configuration/configuration.ts";
import type { Draft } from "../model/draft.ts";
import { toPatch } from "../model/operation.ts";
import type { CaseRecord, Field } from "../model/wire.ts";
import { guard } from "../router.ts";
import { cases, keepCase } from "../store/cases.ts";
import { forgetDraft } from "../store/drafts.ts";
import { t } from "../store/language.ts";
import { clearNotice, tellProblem } from "../store/notice.ts";
import { sessionEnded } from "../store/session.ts";
import { Answer } from "./answer.tsx";
import { FormProvider, keyOf, newForm, openRow, type FormState } from "./context.ts";
import { ErrorSummary } from "./error-summary.tsx";
import { locate } from "./locate.ts";
import { check } from "./rules.ts";
import { foreign, sayNo, shows } from "./saving.ts";

interface Props {
  readonly configuration: Configuration;
  readonly moduleId: string;
  readonly fields: readonly Field[];
  readonly draft: Draft;
  /** Called with the stored record; `action` is the value of the button that was used. */
  readonly onSaved: (record: CaseRecord, action: string) => void;
  readonly onUnchanged: (action: string) => void;
  /** The buttons. */
  readonly children: (busy: boolean, dirty: boolean) => ComponentChildren;
}

type Outcome = { readonly is: "stored"; readonly record: CaseRecord } | { readonly is: "unchanged" | "refused" };

export function SectionForm(props: Props): VNode {
  const { configuration, moduleId, draft } = props;
  const form = useMemo(() => openSingleRows(newForm(configuration, moduleId, draft), props.fields), [configuration, moduleId, draft]);
  const joined = useSignal<readonly Field[]>([]);
  const [isBusy, setBusy] = useState(false);
  const isStored = useRef(false);
  const summary = useRef<HTMLDivElement>(null);
  const isDirty = useComputed(() => draft.isDirty.value).value;
  const latest = useRef<() => Promise<boolean>>(() => Promise.resolve(false));

  const show = (problems: readonly FieldProblem[]): void => {
    form.find(problems);
    for (const { path } of problems) if (path.length === 3) openRow(form, keyOf(path.slice(0, 2)), true);
    const more = foreign(configuration, moduleId, [...props.fields, ...joined.peek()], problems);
    if (more.length > 0) joined.value = [...joined.peek(), ...more];
    if (problems.length > 0) requestAnimationFrame(() => summary.current?.focus());
  };

  /** Stores what was typed. A refusal is shown, and what was typed stays. */
  const store = async (again: () => void): Promise<Outcome> => {
    clearNotice();
    const fields = [...props.fields, ...joined.peek()];
    sayNo(configuration, fields, draft, form.live);
    const broken = check(configuration, fields, draft, form.live);
    show(broken);
    if (broken.length > 0) return { is: "refused" };
    const steps = draft.operations(moduleId, shows(configuration, fields, form.live));
    if (steps.length === 0) return { is: "unchanged" };
    setBusy(true);
    try {
      const record = await cases.apply(steps);
      keepCase(record);
      forgetDraft(draft);
      isStored.current = true;
      return { is: "stored", record };
    } catch (problem) {
      setBusy(false);
      const found = problem instanceof Refused ? locate(configuration, problem.problems, toPatch(steps)) : [];
      if (found.length > 0) show(found);
      else explain(problem, again);
      return { is: "refused" };
    }
  };

  const save = async (action: string): Promise<void> => {
    const outcome = await store(() => void save(action));
    if (outcome.is === "stored") props.onSaved(outcome.record, action);
    else if (outcome.is === "unchanged") props.onUnchanged(action);
  };
  latest.current = async () => (await store(() => undefined)).is !== "refused";
  useEffect(
    () =>
      guard({
        isUnsaved: () => draft.isDirty.peek() && !isStored.current,
        giveUp: () => forgetDraft(draft),
        save: () => latest.current(),
      }),
    [draft],
  );

  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const button = event.submitter;
    if (!isBusy) void save(button instanceof HTMLButtonElement ? button.value : "save");
  };

  const all = (fields: readonly Field[]): readonly VNode[] => fields.map((field) => <Answer key={field.name} field={field} />);
  return (
    <FormProvider value={form}>
      <form class="section-form" noValidate onSubmit={submit} aria-busy={isBusy}>
        <ErrorSummary fields={[...props.fields, ...joined.value]} focusRef={summary} />
        {all(props.fields)}
        {joined.value.length > 0 && (
          <div class="separator">
            <h2>{t("form.also_needed")}</h2>
          </div>
        )}
        {all(joined.value)}
        <div class="actions">{props.children(isBusy, isDirty)}</div>
      </form>
    </FormProvider>
  );
}

/** A single row is what somebody came for: it needs no opening. */
function openSingleRows(form: FormState, fields: readonly Field[]): FormState {
  for (const field of fields.filter((one) => one.type === "subform")) {
    const [row, ...others] = form.draft.rows(field.name);
    if (row && others.length === 0) openRow(form, keyOf([field.name, row.id]), true);
    // Rows that were added before the page was left and come back to are still at work.
    for (const added of others.filter((one) => one.isNew)) openRow(form, keyOf([field.name, added.id]), true);
  }
  return form;
}

/** Says what happened, what is safe, and what to do. The draft stays in every case. */
function explain(problem: unknown, retry: () => void): void {
  if (problem instanceof SignedOut) {
    sessionEnded.value = true;
  } else if (problem instanceof Unreachable) {
    tellProblem(() => t("error.offline"), retry);
  } else if (problem instanceof Refused && problem.status === 403) {
    tellProblem(() => t("error.forbidden"));
  } else if (problem instanceof Refused && problem.status === 404) {
    tellProblem(() => t("error.gone"));
  } else if (problem instanceof Refused && problem.status === 503) {
    tellProblem(() => t("error.busy"), retry);
  } else {
    tellProblem(() => t("error.server"), retry);
  }
}
