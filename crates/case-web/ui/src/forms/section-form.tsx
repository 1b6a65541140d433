// A form over some questions of one record: shows them, checks them, saves them, and keeps what was
// typed when saving fails.
import type { ComponentChildren, VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Refused, SignedOut, Unreachable, type FieldProblem } from "../api/problem.ts";
import { isBlank } from "../expressions/compare.ts";
import type { Configuration } from "../configuration/configuration.ts";
import { same, type Draft } from "../model/draft.ts";
import type { Path } from "../model/operation.ts";
import type { CaseRecord, Field, Value } from "../model/wire.ts";
import { guard } from "../router.ts";
import { cases } from "../store/cases.ts";
import { forgetDraft } from "../store/drafts.ts";
import { t } from "../store/language.ts";
import { clearNotice, tellProblem } from "../store/notice.ts";
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
  const { configuration, moduleId, draft } = props;
  const [found, setFound] = useState<readonly FoundProblem[]>([]);
  const [joined, setJoined] = useState<readonly Field[]>([]);
  const [isBusy, setBusy] = useState(false);
  const isStored = useRef(false);
  const summary = useRef<HTMLDivElement>(null);
  useEffect(() => guard({ isUnsaved: () => draft.isDirty.peek() && !isStored.current, giveUp: () => forgetDraft(draft) }), [draft]);

  // An answer that was changed since is judged again at the next save, not before.
  const problems = found.filter(({ path, answer }) => same(draft.get(path as Path), answer));
  const fields = [...props.fields, ...joined];

  const show = (problems: readonly FieldProblem[]): void => {
    setFound(problems.map((problem) => ({ ...problem, answer: draft.get(problem.path as Path) })));
    setJoined((before) => [...before, ...foreign(configuration, moduleId, [...props.fields, ...before], problems)]);
    if (problems.length > 0) requestAnimationFrame(() => summary.current?.focus());
  };

  const save = async (action: string): Promise<void> => {
    clearNotice();
    sayNo(configuration, fields, draft);
    const broken = check(configuration, fields, draft);
    show(broken);
    if (broken.length > 0) return;
    const steps = draft.operations(moduleId, shows(configuration, fields, draft));
    if (steps.length === 0) return props.onUnchanged(action);
    setBusy(true);
    try {
      const record = await cases.apply(steps);
      forgetDraft(draft);
      isStored.current = true;
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
  const shown = (some: readonly Field[]): readonly VNode[] =>
    some
      .filter((field) => isShown(field, record))
      .map((field) => <Answer key={field.name} field={field} path={[field.name]} answers={record} />);
  return (
    <FormProvider value={{ configuration, moduleId, draft, problems }}>
      <form class="section-form" noValidate onSubmit={submit} aria-busy={isBusy}>
        <ErrorSummary problems={problems} fields={fields} focusRef={summary} />
        {shown(props.fields)}
        {joined.length > 0 && (
          <div class="separator">
            <h2>{t("form.also_needed")}</h2>
          </div>
        )}
        {shown(joined)}
        <div class="actions">{props.children(isBusy)}</div>
      </form>
    </FormProvider>
  );
}

/** A required box that is left unticked is an answer: they were asked, and it is no. */
function sayNo(configuration: Configuration, fields: readonly Field[], draft: Draft): void {
  const isOpenBox = (field: Field, path: Path): boolean =>
    field.type === "tick_box" && field.required === true && field.disabled !== true && isBlank(draft.get(path));
  const record = draft.answers.value;
  for (const field of fields.filter((candidate) => isShown(candidate, record))) {
    if (isOpenBox(field, [field.name])) draft.set([field.name], false);
    if (field.type !== "subform") continue;
    for (const row of draft.rows(field.name).filter((candidate) => candidate.isNew)) {
      for (const inner of configuration.rowFields(field)) {
        const path = [field.name, row.id, inner.name] as const;
        if (isShown(inner, record, row.answers) && isOpenBox(inner, path)) draft.set(path, false);
      }
    }
  }
}

/** A problem, and the answer that it was found with. */
interface FoundProblem extends FieldProblem {
  readonly answer: Value;
}

/** One answer can make another section's question needed. It joins this form, or nobody could go on. */
function foreign(
  configuration: Configuration,
  moduleId: string,
  known: readonly Field[],
  problems: readonly FieldProblem[],
): readonly Field[] {
  const names = new Set(problems.map((problem) => problem.path[0]));
  return configuration
    .sections(moduleId)
    .filter((section) => section.writable)
    .flatMap((section) => section.fields)
    .filter((field, index, all) => all.findIndex((other) => other.name === field.name) === index)
    .filter((field) => names.has(field.name) && !known.some((other) => other.name === field.name));
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
