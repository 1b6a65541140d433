// The frame of a question: its words, its hint, what is wrong with its answer.
import type { ComponentChildren, VNode } from "preact";
import type { Path } from "../model/operation.ts";
import type { Field, LocalizedText } from "../model/wire.ts";
import { Icon } from "../shell/icon.tsx";
import { Localized } from "../shell/text.tsx";
import { t, textOf } from "../store/language.ts";
import { answerId, problemAt, useForm } from "./context.ts";

/** What an input element needs so that it is announced with its hint and its problem. */
export interface Wiring {
  readonly id: string;
  readonly "aria-describedby": string | undefined;
  readonly "aria-invalid": boolean | undefined;
}

export interface QuestionState {
  readonly wiring: Wiring;
  readonly problem: string | undefined;
  readonly hint: LocalizedText | undefined;
}

export function useQuestion(field: Field, path: Path): QuestionState {
  const { problems } = useForm();
  const id = answerId(path);
  const problem = problemAt(problems, path);
  const hint = textOf(field.help_text) === "" ? undefined : field.help_text;
  const described = [hint && `${id}-hint`, problem !== undefined && `${id}-problem`].filter(Boolean).join(" ");
  return {
    wiring: { id, "aria-describedby": described || undefined, "aria-invalid": problem !== undefined || undefined },
    problem,
    hint,
  };
}

interface Parts {
  readonly field: Field;
  readonly state: QuestionState;
  readonly children: ComponentChildren;
}

/** A question with one input. */
export function Question({ field, state, children }: Parts): VNode {
  return (
    <div class={state.problem === undefined ? "question" : "question has-problem"}>
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
  const { id, ...aria } = state.wiring;
  return (
    <fieldset class={state.problem === undefined ? "question" : "question has-problem"} id={id} tabIndex={-1} {...aria}>
      <legend class="question-words">
        <Words field={field} />
      </legend>
      <Around field={field} state={state} />
      {children}
    </fieldset>
  );
}

function Words({ field }: { field: Field }): VNode {
  return (
    <>
      <Localized of={field.display_name} />
      {field.required === true && <span class="required"> ({t("form.required")})</span>}
    </>
  );
}

function Around({ field, state }: { field: Field; state: QuestionState }): VNode {
  const { wiring, hint, problem } = state;
  return (
    <>
      {hint && (
        <p class="hint" id={`${wiring.id}-hint`}>
          <Localized of={hint} />
        </p>
      )}
      {textOf(field.guiding_questions) !== "" && (
        <p class="hint">
          <Localized of={field.guiding_questions} />
        </p>
      )}
      {problem !== undefined && (
        <p class="problem" id={`${wiring.id}-problem`}>
          <Icon name="alert" />
          <span>{problem}</span>
        </p>
      )}
    </>
  );
}
