// Flags of a case: marks to come back to it, until somebody resolves them.
import type { VNode } from "preact";
import { useRef, useState } from "preact/hooks";
import "../look/case.css";
import "../look/form.css";
import { Refused, SignedOut, Unreachable } from "../api/problem.ts";
import { today } from "../expressions/condition.ts";
import { day, personName } from "../forms/plain.ts";
import type { Flag } from "../model/wire.ts";
import { paths } from "../router.ts";
import { Icon } from "../shell/icon.tsx";
import { Link } from "../shell/link.tsx";
import { LoadFailed, Page, Skeleton, Standstill } from "../shell/page.tsx";
import { cases } from "../store/cases.ts";
import { t } from "../store/language.ts";
import { tell, tellProblem } from "../store/notice.ts";
import { mayOnCases, session, sessionEnded } from "../store/session.ts";
import { useLoaded } from "./loaded.ts";
import { useGuardedText } from "./guarded-text.ts";

export function Flags({ id }: { id: string }): VNode {
  const current = session.value;
  const may = current.state === "signed-in" && mayOnCases(current.user, "flag");
  return (
    <Page
      title={t("flags.title")}
      narrow
      above={
        <Link class="way-back" to={paths.case(id)}>
          <Icon name="back" />
          {t("case.back_to_case")}
        </Link>
      }
    >
      {may ? <FlagList id={id} /> : <Standstill icon="person" title={t("error.forbidden_load")} hint={t("error.forbidden_load_hint")} />}
    </Page>
  );
}

function FlagList({ id }: { id: string }): VNode {
  const [flags, again] = useLoaded(id, () => cases.flags(id));
  const heading = useRef<HTMLHeadingElement>(null);
  // The form of a resolved flag goes with it: the focus must not go with the form.
  const resolvedOne = (): void => {
    again();
    heading.current?.focus();
  };
  if (flags.state === "failed") return <LoadFailed problem={flags.problem} retry={again} />;
  if (flags.state === "loading") return <Skeleton lines={3} />;
  const open = flags.value.filter((flag) => !flag.removed);
  const resolved = flags.value.filter((flag) => flag.removed);
  return (
    <>
      <p class="lead">{t("flags.intro")}</p>
      <AddFlag id={id} done={again} />
      <section class="flags" aria-labelledby="open-flags">
        <h2 id="open-flags" tabIndex={-1} ref={heading}>
          {open.length === 0 ? t("flags.none") : t("flags.count", { count: open.length })}
        </h2>
        {open.map((flag) => (
          <OneFlag key={flag.id} id={id} flag={flag} done={resolvedOne} />
        ))}
      </section>
      {resolved.length > 0 && (
        <details class="flags">
          <summary>{t("flags.resolved", { count: resolved.length })}</summary>
          {resolved.map((flag) => (
            <article class="card flag" key={flag.id}>
              <FlagWords flag={flag} />
              <p class="hint">
                {t("flags.resolved_by", { who: personName(flag.unflagged_by ?? ""), date: day(flag.unflagged_date ?? "") })}
                {flag.unflag_message ? <bdi> “{flag.unflag_message}”</bdi> : null}
              </p>
            </article>
          ))}
        </details>
      )}
    </>
  );
}

function FlagWords({ flag }: { flag: Flag }): VNode {
  return (
    <>
      <p class="flag-message">
        <Icon name="flag" />
        <bdi>{flag.message}</bdi>
      </p>
      <p class="hint">
        {flag.date ? `${t("flags.due", { date: day(flag.date) })} · ` : ""}
        {t("flags.by", { who: personName(flag.flagged_by), date: day(flag.created_at.slice(0, 10)) })}
      </p>
    </>
  );
}

/** Does something with flags, and says what came of it. What was typed stays when it fails. */
function useDeed(): [boolean, (deed: () => Promise<void>, done: () => void) => void] {
  const [isBusy, setBusy] = useState(false);
  const run = (deed: () => Promise<void>, done: () => void): void => {
    setBusy(true);
    deed()
      .then(done, (problem: unknown) => {
        if (problem instanceof SignedOut) sessionEnded.value = true;
        else if (problem instanceof Unreachable) tellProblem(() => t("error.offline"), () => run(deed, done));
        else tellProblem(() => t(problem instanceof Refused && problem.status === 403 ? "error.forbidden" : "error.server"));
      })
      .finally(() => setBusy(false));
  };
  return [isBusy, run];
}

function AddFlag({ id, done }: { id: string; done: () => void }): VNode {
  const message = useGuardedText();
  const [date, setDate] = useState(today());
  const [isMissing, setMissing] = useState(false);
  const [isBusy, run] = useDeed();
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    setMissing(message.text.trim() === "");
    if (message.text.trim() === "" || date === "") return;
    run(() => cases.addFlag(id, { message: message.text.trim(), date }), () => {
      message.clear();
      tell(() => t("flags.added"));
      done();
    });
  };
  return (
    <form class="section-form" onSubmit={submit} noValidate>
      <div class={isMissing ? "question has-problem" : "question"}>
        <label class="question-words" for="flag-message">
          {t("flags.message")}
        </label>
        {isMissing && (
          <p class="problem" id="flag-problem" role="alert">
            {t("errors.rules.required")}
          </p>
        )}
        <input id="flag-message" type="text" dir="auto" autocomplete="off" aria-invalid={isMissing || undefined} aria-describedby={isMissing ? "flag-problem" : undefined} value={message.text} onInput={(event) => message.set(event.currentTarget.value)} />
      </div>
      <div class="question">
        <label class="question-words" for="flag-date">
          {t("flags.date")}
        </label>
        <input id="flag-date" class="short" type="date" max="9999-12-31" value={date} onInput={(event) => setDate(event.currentTarget.value)} />
      </div>
      <div class="actions">
        <button class="primary" disabled={isBusy}>
          <Icon name="flag" />
          {t("flags.add")}
        </button>
      </div>
    </form>
  );
}

function OneFlag({ id, flag, done }: { id: string; flag: Flag; done: () => void }): VNode {
  const [isAsking, setAsking] = useState(false);
  const reason = useGuardedText();
  const [isBusy, run] = useDeed();
  const inputId = `resolve-${flag.id}`;
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (reason.text.trim() === "") return;
    run(() => cases.resolveFlag(id, flag.id, reason.text.trim()), () => {
      reason.clear();
      tell(() => t("flags.done"));
      done();
    });
  };
  return (
    <article class="card flag">
      <FlagWords flag={flag} />
      {isAsking ? (
        <form class="question" onSubmit={submit} noValidate>
          <label class="question-words" for={inputId}>
            {t("flags.reason")}
          </label>
          <input id={inputId} type="text" dir="auto" autocomplete="off" required value={reason.text} onInput={(event) => reason.set(event.currentTarget.value)} ref={(element) => void (element && reason.text === "" && element.focus())} />
          <div class="actions">
            <button class="primary small" disabled={isBusy || reason.text.trim() === ""}>
              {t("flags.resolve")}
            </button>
            <button type="button" class="quiet small" onClick={() => (reason.clear(), setAsking(false))}>
              {t("form.cancel")}
            </button>
          </div>
        </form>
      ) : (
        <div class="actions">
          <button type="button" class="secondary small" onClick={() => setAsking(true)}>
            <Icon name="check" />
            {t("flags.resolve")}
          </button>
        </div>
      )}
    </article>
  );
}
