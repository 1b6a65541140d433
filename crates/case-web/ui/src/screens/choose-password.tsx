// The first thing after a sign-in link: a password of one's own.
import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { Refused, SignedOut, Unreachable } from "../api/problem.ts";
import type { SessionAnswer } from "../model/wire.ts";
import { Page } from "../shell/page.tsx";
import { PasswordInput, typed } from "../shell/password-input.tsx";
import { t } from "../store/language.ts";
import { tell } from "../store/notice.ts";
import { choosePassword } from "../store/session.ts";
import { signInProblem } from "../store/sign-in-problem.ts";
import { isTooShort, passwordMinimum } from "../store/tenant.ts";

export function ChoosePassword({ answer }: { answer: SessionAnswer }): VNode {
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const [isBusy, setBusy] = useState(false);
  const minimum = passwordMinimum.value;

  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const password = typed(form, "password");
    const refuse = (text: string): void => {
      setProblem(text);
      form.querySelector<HTMLInputElement>("[name=password]")?.focus();
    };
    if (isTooShort(password)) return refuse(t("password.too_short", { count: minimum }));
    setProblem(undefined);
    setBusy(true);
    try {
      await choosePassword(answer, password);
      tell(() => t("password.saved"));
    } catch (cause) {
      setBusy(false);
      refuse(reason(cause));
    }
  };

  return (
    <Page title={t("password.title")} narrow>
      <form class="card" onSubmit={(event) => void submit(event)} noValidate>
        <p>{t("password.intro", { name: answer.user_name })}</p>
        <input class="visually-hidden" type="text" name="username" autocomplete="username" value={answer.user_name} readOnly tabIndex={-1} aria-hidden="true" />
        <PasswordInput id="new-password" label={t("password.new")} autocomplete="new-password" describedBy="password-hint" problem={problem} />
        <p class="hint" id="password-hint">
          {t("password.hint", { count: minimum })}
        </p>
        <button class="primary wide" disabled={isBusy}>
          {t("password.submit")}
        </button>
      </form>
    </Page>
  );
}

function reason(problem: unknown): string {
  if (problem instanceof Refused && problem.status === 422) return t("password.refused");
  return problem instanceof SignedOut || problem instanceof Unreachable ? signInProblem(problem) : t("error.server");
}
