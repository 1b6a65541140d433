// A form over some questions of one record: shows them, checks them, saves them, and keeps what was
// typed when saving fails.
import type { ComponentChildren, VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Refused, SignedOut, Unreachable, type FieldProblem } from "../api/problem.ts";
import type { Configuration } from "../configuration/configuration.ts";
import type { Draft } from "../model/draft.ts";
import type { Path } from "../model/operation.ts";
import type { CaseRecord, Field } from "../model/wire.ts";
import { guard } from "../router.ts";
import { cases } from "../store/cases.ts";
import { forgetDraft } from "../store/drafts.ts";
import { t, textOf } from "../store/language.ts";
import { clearNotice, tell, tellProblem } from "../store/notice.ts";
import { sessionEnded } from "../store/session.ts";
import { Answer } from "./answer.tsx";
import { ErrorSummary } from "./error-summary.tsx";
import { FormProvider } from "./context.ts";
import { check, isShown } from "./rules.ts";

interface Props {
  readonly configuration: Configuration;
  readonly moduleId: string;
  readonly fields: readonly Field[];
  readonly draft: Draft;
  /** Called with the stored record; `action` is the value of the button that was used. */
  readonly onSaved: (record: CaseRecord, action: string) => void;
  readonly onUnchanged: (action: string) => void;
  /** The buttons. */
  readonly children: (busy: boolean) => ComponentChildren;
}

export function SectionForm(props: Props): VNode {
  const { configuration, moduleId, fields, draft } = props;
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const [isBusy, setBusy] = useState(false);
  const summary = useRef<HTMLDivElement>(null);
  useEffect(() => guard(() => draft.isDirty.peek()), [draft]);

  const show = (found: readonly FieldProblem[]): void => {
    setProblems(found);
    if (found.length > 0) requestAnimationFrame(() => summary.current?.focus());
  };

  const save = async (action: string): Promise<void> => {
    clearNotice();
    const found = check(configuration, fields, draft);
    show(found);
    if (found.length > 0) return;
    const steps = draft.operations(moduleId, shows(configuration, fields, draft));
    if (steps.length === 0) return props.onUnchanged(action);
    setBusy(true);
    try {
      const record = await cases.apply(steps);
      forgetDraft(draft);
      guard(() => false);
      props.onSaved(record, action);
    } catch (problem) {
      setBusy(false);
      explain(problem, show, () => void save(action));
    }
  };

  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const button = event.submitter;
    if (!isBusy) void save(button instanceof HTMLButtonElement ? button.value : "save");
  };

  const record = draft.answers.value;
  return (
    <FormProvider value={{ configuration, moduleId, draft, problems }}>
      <form class="section-form" noValidate onSubmit={submit} aria-busy={isBusy}>
        <ErrorSummary problems={problems} fields={fields} focusRef={summary} />
        {fields
          .filter((field) => isShown(field, record))
          .map((field) => (
            <Answer key={field.name} field={field} path={[field.name]} answers={record} />
          ))}
        <div class="actions">{props.children(isBusy)}</div>
      </form>
    </FormProvider>
  );
}

/** Whether a path leads to a question that is asked now: hidden answers are not sent. */
function shows(configuration: Configuration, fields: readonly Field[], draft: Draft): (path: Path) => boolean {
  const record = draft.answers.value;
  return (path) => {
    const field = fields.find((candidate) => candidate.name === path[0]);
    if (!field || !isShown(field, record)) return false;
    if (path.length === 1) return true;
    const inner = configuration.rowFields(field).find((candidate) => candidate.name === path[2]);
    const row = draft.rows(field.name).find((candidate) => candidate.id === path[1]);
    return inner !== undefined && row !== undefined && isShown(inner, record, row.answers);
  };
}

/** Says what happened, what is safe, and what to do. The draft stays in every case. */
function explain(problem: unknown, show: (problems: readonly FieldProblem[]) => void, retry: () => void): void {
  if (problem instanceof SignedOut) {
    sessionEnded.value = true;
  } else if (problem instanceof Unreachable) {
    tellProblem(t("error.offline"), retry);
  } else if (problem instanceof Refused && problem.problems.length > 0) {
    show(problem.problems);
  } else if (problem instanceof Refused && problem.status === 403) {
    tellProblem(t("error.forbidden"));
  } else if (problem instanceof Refused && problem.status === 503) {
    tellProblem(t("error.busy"), retry);
  } else {
    tellProblem(t("error.server"), retry);
  }
}

export function tellSaved(): void {
  tell(t("form.saved"));
}

export function labelOf(field: Field | undefined, path: readonly string[]): string {
  return (field && textOf(field.display_name)) || path.join(" › ");
}
