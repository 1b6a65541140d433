// All problems of a form at its top, each leading to its answer.
import type { RefObject, VNode } from "preact";
import type { FieldProblem } from "../api/problem.ts";
import type { Field } from "../model/wire.ts";
import { Icon } from "../shell/icon.tsx";
import { t, textOf } from "../store/language.ts";
import { answerId, problemText, useForm } from "./context.ts";

interface Props {
  readonly problems: readonly FieldProblem[];
  readonly fields: readonly Field[];
  readonly focusRef: RefObject<HTMLDivElement | null>;
}

export function ErrorSummary({ problems, fields, focusRef }: Props): VNode | null {
  const { configuration, draft } = useForm();
  if (problems.length === 0) return null;
  const place = (path: readonly string[]): string => {
    const field = fields.find((candidate) => candidate.name === path[0]) ?? configuration.field(path[0] ?? "");
    if (!field) return path.join(" › ");
    const inner = path[2] === undefined ? undefined : configuration.rowFields(field).find((one) => one.name === path[2]);
    if (!inner) return textOf(field.display_name);
    const number = draft.rows(field.name).findIndex((row) => row.id === path[1]) + 1;
    return `${t("case.row", { number })}, ${textOf(inner.display_name)}`;
  };
  return (
    <div class="error-summary" ref={focusRef} tabIndex={-1} role="group" aria-labelledby="error-summary-title">
      <h2 id="error-summary-title">
        <Icon name="alert" />
        {t("form.errors_title", { count: problems.length })}
      </h2>
      <ul>
        {problems.map((problem) => {
          const text = t("form.errors_elsewhere", { place: place(problem.path), problem: problemText(problem.rule) });
          const id = answerId(problem.path);
          return (
            <li key={id}>
              {fields.some((field) => field.name === problem.path[0]) ? (
                <a href={`#${id}`} onClick={(event) => lead(event, id)}>
                  {text}
                </a>
              ) : (
                text
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** Moves the focus without touching the address, which belongs to the router. */
function lead(event: MouseEvent, id: string): void {
  event.preventDefault();
  const place = document.getElementById(id);
  const input = place?.matches("fieldset") ? place.querySelector<HTMLElement>("input") : place;
  input?.focus();
  place?.scrollIntoView({ block: "center" });
}
