// All problems of a form at its top, each leading to its answer.
import type { RefObject, VNode } from "preact";
import type { FieldProblem } from "../api/problem.ts";
import type { Field } from "../model/wire.ts";
import { Icon } from "../shell/icon.tsx";
import { t, textOf } from "../store/language.ts";
import { answerId, keyOf, openRow, useForm, type FormState } from "./context.ts";
import { problemText } from "./problem-text.ts";

interface Props {
  readonly fields: readonly Field[];
  readonly focusRef: RefObject<HTMLDivElement | null>;
}

export function ErrorSummary({ fields, focusRef }: Props): VNode | null {
  const form = useForm();
  const problems = form.problems.value;
  if (problems.length === 0) return null;
  return (
    <div class="error-summary" ref={focusRef} tabIndex={-1} role="group" aria-labelledby="error-summary-title">
      <h2 id="error-summary-title">
        <Icon name="alert" />
        {t("form.errors_title", { count: problems.length })}
      </h2>
      <p>{t("form.errors_next")}</p>
      <ul>
        {problems.map((problem) => (
          <li key={keyOf(problem.path)}>
            <ProblemLine form={form} fields={fields} problem={problem} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function ProblemLine({ form, fields, problem }: { form: FormState; fields: readonly Field[]; problem: FieldProblem }): VNode {
  const { path, rule } = problem;
  const field = fields.find((candidate) => candidate.name === path[0]) ?? form.configuration.field(path[0] ?? "");
  const inner = field && path[2] !== undefined ? form.configuration.rowFields(field).find((one) => one.name === path[2]) : undefined;
  const isHere = field !== undefined && fields.includes(field) && form.live.isShown(field);
  const around = field && inner ? form.live.around(field, path[1]) : form.live.record.value;
  const text = t("form.errors_elsewhere", { place: placeOf(form, field, inner, path), problem: problemText(rule, inner ?? field, around) });
  const id = answerId(path);
  return isHere ? (
    <a href={`#${id}`} onClick={(event) => lead(event, form, path)}>
      {text}
    </a>
  ) : (
    <>{text}</>
  );
}

function placeOf(form: FormState, field: Field | undefined, inner: Field | undefined, path: readonly string[]): string {
  if (!field) return path.join(" › ");
  if (!inner) return textOf(field.display_name);
  const number = form.draft.rows(field.name).findIndex((row) => row.id === path[1]) + 1;
  return `${textOf(field.display_name)}, ${t("case.row", { number })}, ${textOf(inner.display_name)}`;
}

/** Moves the focus without touching the address, which belongs to the router. */
function lead(event: MouseEvent, form: FormState, path: readonly string[]): void {
  event.preventDefault();
  if (path.length === 3) openRow(form, keyOf(path.slice(0, 2)), true);
  // A row that was closed is on the page with the next frame.
  requestAnimationFrame(() => {
    const place = document.getElementById(answerId(path));
    const input = place?.matches("fieldset") ? place.querySelector<HTMLElement>("input") : place;
    input?.focus();
    place?.scrollIntoView({ block: "center" });
  });
}
