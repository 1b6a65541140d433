// What every question of a form needs to know about the form that it is in.
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { FieldProblem } from "../api/problem.ts";
import type { Configuration } from "../configuration/configuration.ts";
import type { Draft } from "../model/draft.ts";
import type { Path } from "../model/operation.ts";
import { known, t } from "../store/language.ts";

export interface FormState {
  readonly configuration: Configuration;
  readonly moduleId: string;
  readonly draft: Draft;
  readonly problems: readonly FieldProblem[];
}

const Context = createContext<FormState | undefined>(undefined);
export const FormProvider = Context.Provider;

export function useForm(): FormState {
  const state = useContext(Context);
  if (!state) throw new Error("a question stands outside a form");
  return state;
}

/** The id of the element that takes the focus when the error summary leads to this answer. */
export function answerId(path: readonly string[]): string {
  return `answer-${path.join("-")}`;
}

export function problemAt(problems: readonly FieldProblem[], path: Path): string | undefined {
  const found = problems.find((problem) => problem.path.join("/") === path.join("/"));
  return found && problemText(found.rule);
}

export function problemText(rule: string): string {
  return known(rule) ?? t("errors.rules.invalid");
}
