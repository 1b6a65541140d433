// Signing in with a user name and a password, and what became of a sign-in link.
import type { VNode } from "preact";
import { useRef, useState } from "preact/hooks";
import { paths } from "../router.ts";
import { Link } from "../shell/link.tsx";
import { Page } from "../shell/page.tsx";
import { PasswordInput, typed } from "../shell/password-input.tsx";
import { ProblemLine } from "../shell/problem-line.tsx";
import { t } from "../store/language.ts";
import { clearNotice } from "../store/notice.ts";
import { signIn } from "../store/session.ts";
import { signInProblem } from "../store/sign-in-problem.ts";
import { linkRefused } from "../store/start.ts";
import { tenant } from "../store/tenant.ts";

export function SignIn(): VNode {
  const [problem, setProblem] = useState<string | undefined>(linkRefused.value ? t("signin.link_refused") : undefined);
  const [isBusy, setBusy] = useState(false);
  const userName = useRef<HTMLInputElement>(null);

  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const [name, password] = [typed(form, "username").trim(), typed(form, "password")];
    clearNotice();
    if (name === "" || password === "") {
      setProblem(t("signin.missing"));
      (name === "" ? userName.current : form.querySelector<HTMLInputElement>("[name=password]"))?.focus();
      return;
    }
    setProblem(undefined);
    setBusy(true);
    try {
      await signIn(name, password);
    } catch (cause) {
      setProblem(signInProblem(cause));
      setBusy(false);
      userName.current?.focus();
    }
  };

  return (
    <Page title={t("signin.title")} narrow>
      <form class="card sign-in" onSubmit={(event) => void submit(event)} noValidate>
        <p class="lead">
          <bdi>{tenant.value?.displayName}</bdi>
        </p>
        <div role="alert">{problem !== undefined && <ProblemLine id="sign-in-problem" text={problem} />}</div>
        <div class="question">
          <label class="question-words" for="user-name">
            {t("signin.user_name")}
          </label>
          <input
            ref={userName}
            id="user-name"
            name="username"
            type="text"
            dir="ltr"
            autocomplete="username"
            autocapitalize="none"
            spellcheck={false}
            aria-describedby={problem === undefined ? undefined : "sign-in-problem"}
          />
        </div>
        <PasswordInput
          id="password"
          label={t("signin.password")}
          autocomplete="current-password"
          describedBy={problem === undefined ? undefined : "sign-in-problem"}
        />
        <button class="primary wide" disabled={isBusy}>
          {t("signin.submit")}
        </button>
        <Link to={paths.forgottenPassword} class="button quiet">
          {t("signin.forgotten")}
        </Link>
      </form>
    </Page>
  );
}
