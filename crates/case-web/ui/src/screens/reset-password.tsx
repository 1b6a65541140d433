// A new password by the link of a letter.
import type { VNode } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { navigate, paths } from "../router.ts";
import { Link } from "../shell/link.tsx";
import { Page } from "../shell/page.tsx";
import { PasswordInput, typed } from "../shell/password-input.tsx";
import { ProblemLine } from "../shell/problem-line.tsx";
import { t } from "../store/language.ts";
import { tell } from "../store/notice.ts";
import { refusedPart, resetLink } from "../store/reset-link.ts";
import { resetPassword } from "../store/session.ts";
import { resetProblem } from "../store/sign-in-problem.ts";
import { isTooShort, passwordMinimum } from "../store/tenant.ts";

export function ResetPassword(): VNode {
  const link = resetLink.value;
  return (
    <Page title={t("reset.title")} narrow>
      {link.state === "open" ? <NewPassword key={link.token} token={link.token} /> : <SpentLink wasTried={link.state === "refused"} />}
    </Page>
  );
}

/** What is wrong, and with which of the inputs; a problem of neither stands above them. */
interface Problem {
  readonly at: "password" | "password_confirmation" | undefined;
  readonly text: string;
}

function NewPassword({ token }: { token: string }): VNode {
  const [problem, setProblem] = useState<Problem | undefined>(undefined);
  const [isBusy, setBusy] = useState(false);

  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const [password, confirmation] = [typed(form, "password"), typed(form, "password_confirmation")];
    const refuse = (refused: Problem): void => {
      setProblem(refused);
      form.querySelector<HTMLInputElement>(`[name=${refused.at ?? "password"}]`)?.focus();
    };
    const found = problemOf(password, confirmation);
    if (found) return refuse(found);
    setProblem(undefined);
    setBusy(true);
    try {
      const name = await resetPassword(token, password, confirmation);
      resetLink.value = { state: "none" };
      navigate(paths.signIn, "replace");
      tell(() => t("reset.saved", { name }));
    } catch (cause) {
      setBusy(false);
      if (refusedPart(cause) === "reset_password_token") resetLink.value = { state: "refused" };
      else refuse(refusalOf(cause));
    }
  };

  const at = (input: Problem["at"]): string | undefined => (problem?.at === input ? problem?.text : undefined);
  const general = at(undefined);
  return (
    <form class="card" onSubmit={(event) => void submit(event)} noValidate>
      <div role="alert">{general !== undefined && <ProblemLine id="reset-problem" text={general} />}</div>
      <PasswordInput id="new-password" label={t("password.new")} autocomplete="new-password" describedBy="password-hint" problem={at("password")} />
      <p class="hint" id="password-hint">
        {t("password.hint", { count: passwordMinimum.value })}
      </p>
      <PasswordInput
        id="repeated-password"
        name="password_confirmation"
        label={t("reset.repeat")}
        autocomplete="new-password"
        problem={at("password_confirmation")}
      />
      <button class="primary wide" disabled={isBusy}>
        {t("reset.submit")}
      </button>
    </form>
  );
}

function problemOf(password: string, confirmation: string): Problem | undefined {
  if (isTooShort(password)) return { at: "password", text: t("password.too_short", { count: passwordMinimum.value }) };
  return password === confirmation ? undefined : { at: "password_confirmation", text: t("reset.differs") };
}

function refusalOf(cause: unknown): Problem {
  switch (refusedPart(cause)) {
    case "password":
      return { at: "password", text: t("password.refused") };
    case "password_confirmation":
      return { at: "password_confirmation", text: t("reset.differs") };
    default:
      return { at: undefined, text: resetProblem(cause) };
  }
}

/** Used, too old, or lost on the way here. After a try these words replace the form, and take the focus. */
function SpentLink({ wasTried }: { wasTried: boolean }): VNode {
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    if (wasTried) heading.current?.focus();
  }, [wasTried]);
  return (
    <div class="card">
      <h2 ref={heading} tabIndex={-1}>
        {t("reset.spent_title")}
      </h2>
      <p>{t("reset.spent")}</p>
      <Link to={paths.forgottenPassword} class="button primary wide">
        {t("reset.new_link")}
      </Link>
      <Link to={paths.signIn} class="button quiet">
        {t("forgotten.back")}
      </Link>
    </div>
  );
}
