// Asking for a link to a new password. The screen does not tell whether anybody has the address.
import type { VNode } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { requestPasswordReset } from "../api/session.ts";
import { paths } from "../router.ts";
import { Link } from "../shell/link.tsx";
import { Page } from "../shell/page.tsx";
import { typed } from "../shell/password-input.tsx";
import { ProblemLine } from "../shell/problem-line.tsx";
import { t } from "../store/language.ts";
import { looksLikeAddress } from "../store/reset-link.ts";
import { resetProblem } from "../store/sign-in-problem.ts";

export function ForgottenPassword(): VNode {
  const [sentTo, setSentTo] = useState<string | undefined>(undefined);
  const [isAgain, setAgain] = useState(false);
  const askAgain = (): void => {
    setAgain(true);
    setSentTo(undefined);
  };
  return (
    <Page title={t("forgotten.title")} narrow>
      {sentTo === undefined ? <AddressForm takesFocus={isAgain} onSent={setSentTo} /> : <Sent email={sentTo} askAgain={askAgain} />}
    </Page>
  );
}

function AddressForm({ takesFocus, onSent }: { takesFocus: boolean; onSent: (email: string) => void }): VNode {
  const input = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const [isBusy, setBusy] = useState(false);
  useLayoutEffect(() => {
    if (takesFocus) input.current?.focus();
  }, [takesFocus]);
  const refuse = (text: string): void => {
    setProblem(text);
    input.current?.focus();
  };

  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const email = typed(event.target as HTMLFormElement, "email").trim();
    if (!looksLikeAddress(email)) return refuse(t("forgotten.missing"));
    setProblem(undefined);
    setBusy(true);
    try {
      await requestPasswordReset(email);
      onSent(email);
    } catch (cause) {
      setBusy(false);
      refuse(resetProblem(cause));
    }
  };

  return (
    <form class="card" onSubmit={(event) => void submit(event)} noValidate>
      <p id="forgotten-intro">{t("forgotten.intro")}</p>
      <div class="question">
        <label class="question-words" for="email">
          {t("forgotten.email")}
        </label>
        <input
          ref={input}
          id="email"
          name="email"
          type="email"
          dir="ltr"
          autocomplete="email"
          autocapitalize="none"
          spellcheck={false}
          aria-invalid={problem !== undefined || undefined}
          aria-describedby={problem === undefined ? "forgotten-intro" : "email-problem forgotten-intro"}
        />
        <div role="alert">{problem !== undefined && <ProblemLine id="email-problem" text={problem} />}</div>
      </div>
      <button class="primary wide" disabled={isBusy}>
        {t("forgotten.submit")}
      </button>
      <BackToSignIn />
    </form>
  );
}

/** The form has gone, so the words that replace it take the focus and are read. */
function Sent({ email, askAgain }: { email: string; askAgain: () => void }): VNode {
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => heading.current?.focus(), []);
  return (
    <div class="card">
      <h2 ref={heading} tabIndex={-1}>
        {t("forgotten.sent_title")}
      </h2>
      <p>{t("forgotten.sent", { email })}</p>
      <p class="hint">{t("forgotten.sent_hint")}</p>
      <button type="button" class="secondary wide" onClick={askAgain}>
        {t("forgotten.other_address")}
      </button>
      <BackToSignIn />
    </div>
  );
}

function BackToSignIn(): VNode {
  return (
    <Link to={paths.signIn} class="button quiet">
      {t("forgotten.back")}
    </Link>
  );
}
