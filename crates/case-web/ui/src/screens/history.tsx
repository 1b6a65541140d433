// Who changed what in a case, and when.
import type { VNode } from "preact";
import "../look/case.css";
import type { Configuration } from "../configuration/configuration.ts";
import { FormProvider, newForm } from "../forms/context.ts";
import { day, moment, personName, plainAnswer } from "../forms/plain.ts";
import { RowTitle } from "../forms/rows.tsx";
import { changesOf, type AnswerChange, type Change, type RowChange } from "../model/changes.ts";
import { Draft } from "../model/draft.ts";
import type { CaseRecord, Field, FormSection, HistoryEntry } from "../model/wire.ts";
import { paths } from "../router.ts";
import { Icon } from "../shell/icon.tsx";
import { Link } from "../shell/link.tsx";
import { LoadFailed, Page, Skeleton, Standstill } from "../shell/page.tsx";
import { Pages } from "../shell/pages.tsx";
import { Localized } from "../shell/text.tsx";
import { cases } from "../store/cases.ts";
import { loadPlaces } from "../store/configuration.ts";
import { known, t, textOf } from "../store/language.ts";
import { mayOnCases, session } from "../store/session.ts";
import { fieldName } from "./filter-text.ts";
import { useLoaded } from "./loaded.ts";
import { moduleOf, useCase } from "./loaded-case.ts";
import { displayName } from "./record-text.ts";

export function History({ id, page }: { id: string; page: number }): VNode {
  const loaded = useCase(id);
  const current = session.value;
  const may = current.state === "signed-in" && mayOnCases(current.user, "change_log");
  const name = loaded.state === "ready" ? displayName(loaded.record) : undefined;
  return (
    <Page
      title={t("history.title")}
      windowTitle={name === undefined ? t("history.title") : `${t("history.title")} · ${name}`}
      narrow
      above={
        <Link class="way-back" to={paths.case(id)}>
          <Icon name="back" />
          {name === undefined ? t("case.back_to_case") : <bdi>{name}</bdi>}
        </Link>
      }
    >
      {!may ? (
        <Standstill icon="person" title={t("error.forbidden_load")} hint={t("error.forbidden_load_hint")} />
      ) : loaded.state === "ready" ? (
        <Entries record={loaded.record} setup={loaded.setup} page={page} />
      ) : loaded.state === "failed" ? (
        <LoadFailed problem={loaded.problem} retry={loaded.retry} />
      ) : loaded.state === "missing" ? (
        <Standstill icon="search" title={t("case.not_found")} hint={t("case.not_found_hint")} />
      ) : (
        <Skeleton lines={5} />
      )}
    </Page>
  );
}

interface EntriesProps {
  readonly record: CaseRecord;
  readonly setup: Configuration;
  readonly page: number;
}

function Entries({ record, setup, page }: EntriesProps): VNode {
  const [history, retry] = useLoaded(`${record.id} ${page}`, () => cases.history(record.id, page));
  if (history.state === "failed") return <LoadFailed problem={history.problem} retry={retry} />;
  if (history.state === "loading") return <Skeleton lines={5} />;
  const { entries } = history.value;
  if (entries.length === 0) return <Standstill icon="history" title={t("history.none")} />;
  if (entries.some(namesPlaces(setup))) void loadPlaces();
  const form = newForm(setup, moduleOf(record), new Draft(record, false));
  return (
    <FormProvider value={form}>
      <ol class="history">
        {entries.map((entry, index) => (
          <Entry key={`${entry.datetime} ${index}`} entry={entry} setup={setup} />
        ))}
      </ol>
      <Pages page={history.value} to={(number) => paths.history(record.id, number)} />
    </FormProvider>
  );
}

function namesPlaces(setup: Configuration): (entry: HistoryEntry) => boolean {
  const isPlace = (field: string): boolean => setup.field(field)?.option_strings_source?.endsWith("Location") === true;
  return (entry) => changesOf(entry).some((change) => change.kind === "row" || isPlace(change.field));
}

/** What no form asks and no text names is kept by the server for itself; it is there, not in the way. */
function isNamed(setup: Configuration, change: Change, isNew: boolean): boolean {
  const name = change.kind === "row" ? change.subform : change.field;
  const field = setup.field(name);
  // What a new case starts with by itself is nobody's answer.
  return field ? !(isNew && field.disabled === true) : !isNew && known(`field.${name}`) !== undefined;
}

function Entry({ entry, setup }: { entry: HistoryEntry; setup: Configuration }): VNode {
  const all = changesOf(entry);
  const isNew = entry.action === "create";
  const changes = all.filter((change) => isNamed(setup, change, isNew));
  const own = all.filter((change) => !isNamed(setup, change, isNew));
  const what = known(`history.${entry.action}`) ?? t("history.update");
  return (
    <li class="card">
      <div class="history-head">
        <h2>{what}</h2>
        <p>
          {t("history.by", { who: personName(entry.user_name) })} · <time dateTime={entry.datetime}>{moment(entry.datetime)}</time>
        </p>
      </div>
      {all.length === 0 && <p class="hint">{t("history.no_answers")}</p>}
      <Changes changes={changes} setup={setup} isNew={isNew} />
      {own.length > 0 && (
        <details class="history-more">
          <summary>{t("history.system", { count: own.length })}</summary>
          <Changes changes={own} setup={setup} isNew={isNew} />
        </details>
      )}
    </li>
  );
}

function Changes({ changes, setup, isNew }: { changes: readonly Change[]; setup: Configuration; isNew: boolean }): VNode | null {
  if (changes.length === 0) return null;
  return (
    <dl class="changes">
      {changes.map((change, index) => (
        <OneChange key={index} change={change} setup={setup} isNew={isNew} />
      ))}
    </dl>
  );
}

function OneChange({ change, setup, isNew }: { change: Change; setup: Configuration; isNew: boolean }): VNode {
  return change.kind === "row" ? <OneRow change={change} setup={setup} /> : <OneAnswer change={change} setup={setup} field={setup.field(change.field)} isNew={isNew} />;
}

interface AnswerProps {
  readonly change: AnswerChange;
  readonly setup: Configuration;
  readonly field: Field | undefined;
  /** There was nothing before, so only what was written is told. */
  readonly isNew: boolean;
}

function OneAnswer({ change, setup, field, isNew }: AnswerProps): VNode {
  const from = inWords(setup, field, change.field, change.from);
  const to = inWords(setup, field, change.field, change.to);
  return (
    <div>
      <dt>{field ? <Localized of={field.display_name} /> : fieldName(setup, change.field)}</dt>
      <dd class="change">
        {(!isNew || from !== "") && (
          <>
            <span class="visually-hidden">{t("history.from")} </span>
            <Words text={from} isOld />
            <Icon name="forward" />
            <span class="visually-hidden"> {t("history.to")} </span>
          </>
        )}
        <Words text={to} />
      </dd>
    </div>
  );
}

function Words({ text, isOld }: { text: string; isOld?: boolean }): VNode {
  if (text === "") return <span class="unanswered">{t("history.nothing")}</span>;
  return isOld === true ? (
    <del>
      <bdi>{text}</bdi>
    </del>
  ) : (
    <ins>
      <bdi>{text}</bdi>
    </ins>
  );
}

/** Answers of the record itself, which no form asks, are told by their kind. */
function inWords(setup: Configuration, field: Field | undefined, name: string, value: AnswerChange["from"]): string {
  if (field) return plainAnswer(setup, field, value);
  if (name === "workflow") return textOf(setup.stages().find((stage) => stage.id === value)?.display_text) || String(value ?? "");
  if (name === "status") return known(`status.${String(value)}`) ?? String(value ?? "");
  if (typeof value === "string" && /^\d{4}-\d{2}-\d{2}/.test(value)) return day(value);
  return plainAnswer(setup, { name, type: "text_field", display_name: {} }, value);
}

const ROW_WORDS = { added: "history.row_added", removed: "history.row_removed", changed: "history.row_changed" } as const;

function OneRow({ change, setup }: { change: RowChange; setup: Configuration }): VNode {
  const field = setup.field(change.subform);
  const nested: FormSection | undefined = field && setup.rowsOf(field);
  const inner = (name: string): Field | undefined => nested?.fields.find((one) => one.name === name);
  return (
    <div class="change-row">
      <dt>
        {field ? <Localized of={field.display_name} /> : fieldName(setup, change.subform)}: {t(ROW_WORDS[change.what])} <RowTitle form={nested} row={change.row} />
      </dt>
      <dd>
        {change.what !== "removed" && (
          <dl class="changes">
            {change.answers.map((answer) => (
              <OneAnswer key={answer.field} change={answer} setup={setup} field={inner(answer.field)} isNew={change.what === "added"} />
            ))}
          </dl>
        )}
      </dd>
    </div>
  );
}
