// The frame of a question: its words, its hint, what is wrong with its answer.
import { useComputed } from "@preact/signals";
import type { ComponentChildren, VNode } from "preact";
import type { Field, LocalizedText } from "../model/wire.ts";
import { Icon } from "../shell/icon.tsx";
import { Localized } from "../shell/text.tsx";
import { t, textOf } from "../store/language.ts";
import { answerId, keyOf, useForm, type FormState } from "./context.ts";
import { problemAt, problemText } from "./problem-text.ts";
import { brokenRule } from "./rules.ts";
import { around, type Spot } from "./spot.ts";

/** What an input element needs so that it is announced with its hint and its problem. */
export interface Wiring {
  readonly id: string;
  readonly "aria-describedby": string | undefined;
  readonly "aria-invalid": boolean | undefined;
  readonly "aria-required": boolean | undefined;
}

export interface QuestionState {
  readonly wiring: Wiring;
  readonly problem: string | undefined;
  readonly hint: LocalizedText | undefined;
  /** Called when the focus leaves the question: from now on its answer is judged at once. */
  readonly leave: () => void;
}

export function useQuestion(spot: Spot): QuestionState {
  const form = useForm();
  const { field, path } = spot;
  const id = answerId(path);
  const problem = useComputed(() => problemOf(form, spot)).value;
  const hint = textOf(field.help_text) === "" ? undefined : field.help_text;
  const described = [hint && `${id}-hint`, problem !== undefined && `${id}-problem`].filter(Boolean).join(" ");
  return {
    wiring: { id, "aria-describedby": described || undefined, "aria-invalid": problem !== undefined || undefined, "aria-required": field.required || undefined },
    problem,
    hint,
    leave: () => {
      const { left } = form;
      if (!left.peek().has(keyOf(path)) && form.draft.changed(path)) left.value = new Set(left.peek()).add(keyOf(path));
    },
  };
}

/** What the last save found, else what can be seen of an answer that somebody has given and left. */
function problemOf(form: FormState, spot: Spot): string | undefined {
  const found = problemAt(form.problems.value, spot.path)?.rule;
  const seen = found === undefined && form.left.value.has(keyOf(spot.path)) ? brokenRule(form.configuration, spot.field, form.draft.get(spot.path), around(form, spot), form.draft.stored(spot.path)) : undefined;
  const rule = found ?? seen;
  return rule === undefined ? undefined : problemText(rule, spot.field, around(form, spot));
}

interface Parts {
  readonly field: Field;
  readonly state: QuestionState;
  readonly children: ComponentChildren;
}

/** A question with one input. */
export function Question({ field, state, children }: Parts): VNode {
  return (
    <div class={state.problem === undefined ? "question" : "question has-problem"} onFocusOut={state.leave}>
      <label class="question-words" for={state.wiring.id}>
        <Words field={field} />
      </label>
      <Around field={field} state={state} />
      {children}
    </div>
  );
}

/** A question with several inputs, such as radio buttons. */
export function GroupQuestion({ field, state, children }: Parts): VNode {
  const { id, "aria-required": _required, ...aria } = state.wiring;
  return (
    <fieldset class={state.problem === undefined ? "question" : "question has-problem"} id={id} tabIndex={-1} onFocusOut={state.leave} {...aria}>
      <legend class="question-words">
        <Words field={field} />
      </legend>
      <Around field={field} state={state} />
      {children}
    </fieldset>
  );
}

export function Words({ field }: { field: Field }): VNode {
  return (
    <>
      <Localized of={field.display_name} />
      {field.required === true && <span class="required"> ({t("form.required")})</span>}
    </>
  );
}

export function Around({ field, state }: { field: Field; state: QuestionState }): VNode {
  const { wiring, hint, problem } = state;
  return (
    <>
      {hint && (
        <p class="hint" id={`${wiring.id}-hint`}>
          <Localized of={hint} />
        </p>
      )}
      <Guidance field={field} />
      {problem !== undefined && (
        <p class="problem" id={`${wiring.id}-problem`}>
          <Icon name="alert" />
          <span>{problem}</span>
        </p>
      )}
    </>
  );
}

/** How to ask: longer than a hint, so it is opened when it is wanted. */
function Guidance({ field }: { field: Field }): VNode | null {
  if (textOf(field.guiding_questions) === "") return null;
  return (
    <details class="guidance">
      <summary>{t("form.guidance")}</summary>
      <p class="long">
        <Localized of={field.guiding_questions} />
      </p>
    </details>
  );
}
