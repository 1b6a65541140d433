// The session has ended under somebody's hands: signs in again over the page, which stays as it is.
import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { t } from "../store/language.ts";
import { sessionEnded, session, signInAgain, signOut } from "../store/session.ts";
import { signInProblem } from "../store/sign-in-problem.ts";
import { Dialog } from "./dialog.tsx";
import { PasswordInput, typed } from "./password-input.tsx";

export function AgainDialog(): VNode | null {
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const current = session.value;
  if (!sessionEnded.value || current.state !== "signed-in") return null;
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    setProblem(undefined);
    try {
      await signInAgain(typed(event.target as HTMLFormElement, "password"));
    } catch (cause) {
      setProblem(signInProblem(cause));
    }
  };
  return (
    // There is nothing to go back to: without a session the page cannot do anything.
    <Dialog title={t("signin.ended_title")} onCancel={() => undefined}>
      <p>{t("signin.ended")}</p>
      <form onSubmit={(event) => void submit(event)} noValidate>
        <p class="hint">{t("app.signed_in_as", { name: current.user.user_name })}</p>
        <input type="hidden" name="username" autocomplete="username" value={current.user.user_name} />
        <PasswordInput
          id="again-password"
          label={t("signin.password")}
          autocomplete="current-password"
          describedBy={problem === undefined ? undefined : "again-problem"}
          invalid={problem !== undefined}
        />
        <p class="problem" id="again-problem" role="alert">
          {problem}
        </p>
        <div class="actions">
          <button class="primary">{t("signin.submit")}</button>
          <button type="button" class="quiet" onClick={() => void signOut()}>
            {t("signin.out")}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
