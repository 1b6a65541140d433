// A password that can be pasted, filled in by a password manager, and looked at.
import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { t } from "../store/language.ts";
import { Icon } from "./icon.tsx";
import { ProblemLine } from "./problem-line.tsx";

interface Props {
  readonly id: string;
  readonly label: string;
  readonly name?: string;
  readonly autocomplete: "current-password" | "new-password";
  readonly describedBy?: string | undefined;
  readonly invalid?: boolean;
  /** What is wrong with this very password; shown below it and read with it. */
  readonly problem?: string | undefined;
}

export function PasswordInput({ id, label, name = "password", autocomplete, describedBy, invalid, problem }: Props): VNode {
  const [isShown, setShown] = useState(false);
  const problemId = problem === undefined ? undefined : `${id}-problem`;
  return (
    <div class="question">
      <label class="question-words" for={id}>
        {label}
      </label>
      <div class="with-button">
        <input
          id={id}
          name={name}
          {...(isShown ? { type: "text" } : { type: "password" })}
          dir="ltr"
          autocomplete={autocomplete}
          autocapitalize="none"
          spellcheck={false}
          aria-describedby={[problemId, describedBy].filter(Boolean).join(" ") || undefined}
          aria-invalid={invalid || problem !== undefined || undefined}
        />
        <button
          type="button"
          class="quiet square"
          aria-pressed={isShown}
          aria-label={t("signin.show_password")}
          onClick={() => setShown(!isShown)}
        >
          <Icon name="eye" />
        </button>
      </div>
      <div role="alert">{problem !== undefined && <ProblemLine id={`${id}-problem`} text={problem} />}</div>
    </div>
  );
}

/** What stands in a form's inputs, by their names. */
export function typed(form: HTMLFormElement, name: string): string {
  const value = new FormData(form).get(name);
  return typeof value === "string" ? value : "";
}
