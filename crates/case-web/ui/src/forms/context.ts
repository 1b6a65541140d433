// What every question of a form needs to know about the form that it is in. The object stays the same
// while somebody types; what changes in it are signals.
import { computed, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { FieldProblem } from "../api/problem.ts";
import type { Configuration } from "../configuration/configuration.ts";
import type { Draft } from "../model/draft.ts";
import { same } from "../model/same.ts";
import type { Path } from "../model/operation.ts";
import type { Value } from "../model/wire.ts";
import { Live } from "./live.ts";

/** A problem, and the answer that it was found with. */
interface FoundProblem extends FieldProblem {
  readonly answer: Value;
}

export interface FormState {
  readonly configuration: Configuration;
  readonly moduleId: string;
  readonly draft: Draft;
  readonly live: Live;
  /** What the last save found. An answer that was changed since is judged again at the next one. */
  readonly problems: ReadonlySignal<readonly FieldProblem[]>;
  readonly find: (problems: readonly FieldProblem[]) => void;
  /** Questions that somebody has answered and left: these are judged without waiting for a save. */
  readonly left: Signal<ReadonlySet<string>>;
  /** Rows whose questions are on the page, by subform and row. */
  readonly openRows: Signal<ReadonlySet<string>>;
}

export function newForm(configuration: Configuration, moduleId: string, draft: Draft): FormState {
  const found = signal<readonly FoundProblem[]>([]);
  return {
    configuration,
    moduleId,
    draft,
    live: new Live(configuration, moduleId, draft),
    problems: computed(() => found.value.filter(({ path, answer }) => same(draft.get(path as Path), answer))),
    find: (problems) => {
      found.value = problems.map((problem) => ({ ...problem, answer: draft.get(problem.path as Path) }));
    },
    left: signal(new Set()),
    openRows: signal(new Set()),
  };
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

export function keyOf(path: readonly string[]): string {
  return path.join("/");
}

export function openRow(form: FormState, key: string, isOpen: boolean): void {
  const rows = new Set(form.openRows.peek());
  if (isOpen) rows.add(key);
  else rows.delete(key);
  form.openRows.value = rows;
}
