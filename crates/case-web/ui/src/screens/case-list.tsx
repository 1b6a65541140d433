// The cases of a person: search, which cases, pages.
import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { CANCELLED } from "../api/http.ts";
import { SignedOut } from "../api/problem.ts";
import type { CasePage } from "../model/repository.ts";
import { navigate, paths, type Route } from "../router.ts";
import { Icon } from "../shell/icon.tsx";
import { Link } from "../shell/link.tsx";
import { LoadFailed, Page, Skeleton, Standstill } from "../shell/page.tsx";
import { cases } from "../store/cases.ts";
import { t } from "../store/language.ts";
import { mayOnCases, session, sessionEnded } from "../store/session.ts";
import { CaseRow } from "./case-row.tsx";

type Query = Extract<Route, { screen: "cases" }>;
type Found = { readonly state: "loading" } | { readonly state: "failed"; readonly problem: unknown } | { readonly state: "ready"; readonly page: CasePage };

/** Long enough not to ask for every letter, short enough to feel immediate. */
const TYPING_PAUSE_MS = 250;

export function CaseList({ query }: { query: Query }): VNode {
  const current = session.value;
  const mayRead = current.state === "signed-in" && mayOnCases(current.user, "read");
  return mayRead ? <List query={query} /> : <NoPermission />;
}

function List({ query }: { query: Query }): VNode {
  const [found, retry] = useFound(query);
  const total = found.state === "ready" ? found.page.total : undefined;
  return (
    <Page title={t("cases.title")}>
      <div class="list-tools">
        <SearchBox query={query} />
        <StatusChoice query={query} />
      </div>
      <p class="list-count" role="status">
        {total !== undefined && t("cases.count", { count: total })}
      </p>
      {found.state === "loading" && <Skeleton lines={6} />}
      {found.state === "failed" && <LoadFailed problem={found.problem} retry={retry} />}
      {found.state === "ready" && <Rows page={found.page} query={query} />}
    </Page>
  );
}

function useFound(query: Query): [Found, () => void] {
  const [found, setFound] = useState<Found>({ state: "loading" });
  const [attempt, setAttempt] = useState(0);
  const ended = sessionEnded.value;
  const { text, status, page } = query;
  useEffect(() => {
    if (ended) return undefined;
    const request = new AbortController();
    setFound((before) => (before.state === "ready" ? before : { state: "loading" }));
    cases.list({ text, status, page }, request.signal).then(
      (result) => request.signal.aborted || setFound({ state: "ready", page: result }),
      (problem: unknown) => {
        if (request.signal.aborted) return;
        if (problem instanceof SignedOut) sessionEnded.value = true;
        else setFound({ state: "failed", problem });
      },
    );
    return () => request.abort(CANCELLED);
  }, [text, status, page, attempt, ended]);
  return [found, () => setAttempt((count) => count + 1)];
}

function SearchBox({ query }: { query: Query }): VNode {
  const [typed, setTyped] = useState(query.text);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => setTyped(query.text), [query.text]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const search = (text: string): void => navigate(paths.cases({ text: text.trim(), status: query.status }), "replace");
  const type = (text: string): void => {
    setTyped(text);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => search(text), TYPING_PAUSE_MS);
  };
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    clearTimeout(timer.current);
    search(typed);
  };
  return (
    <form class="search" role="search" onSubmit={submit}>
      <label class="visually-hidden" for="search">
        {t("cases.search")}
      </label>
      <Icon name="search" />
      <input
        ref={input}
        id="search"
        type="text"
        inputMode="search"
        enterkeyhint="search"
        dir="auto"
        autocomplete="off"
        spellcheck={false}
        placeholder={t("cases.search")}
        value={typed}
        onInput={(event) => type(event.currentTarget.value)}
      />
      {typed !== "" && (
        <button
          type="button"
          class="quiet square"
          aria-label={t("cases.clear_search")}
          onClick={() => {
            type("");
            input.current?.focus();
          }}
        >
          <Icon name="close" />
        </button>
      )}
    </form>
  );
}

const STATUSES = ["open", "closed", "any"] as const;

function StatusChoice({ query }: { query: Query }): VNode {
  const labels = { open: t("cases.status.open"), closed: t("cases.status.closed"), any: t("cases.status.any") };
  return (
    <fieldset class="segments">
      <legend class="visually-hidden">{t("cases.status")}</legend>
      {STATUSES.map((status) => (
        <label key={status}>
          <input
            type="radio"
            name="status"
            checked={query.status === status}
            onChange={() => navigate(paths.cases({ text: query.text, status }), "replace")}
          />
          <span>{labels[status]}</span>
        </label>
      ))}
    </fieldset>
  );
}

function Rows({ page, query }: { page: CasePage; query: Query }): VNode {
  if (page.rows.length === 0) return <NothingFound query={query} />;
  return (
    <>
      <ul class="case-list">
        {page.rows.map((row) => (
          <CaseRow key={row.id} record={row} />
        ))}
      </ul>
      <Pages page={page} query={query} />
    </>
  );
}

function NothingFound({ query }: { query: Query }): VNode {
  const current = session.value;
  if (query.text !== "") {
    return <Standstill icon="search" title={t("cases.none_found", { text: query.text })} hint={t("cases.none_found_hint")} />;
  }
  const mayCreate = current.state === "signed-in" && mayOnCases(current.user, "create");
  return (
    <Standstill icon="list" title={t("cases.none")} hint={t("cases.none_hint")}>
      {mayCreate && (
        <Link to={paths.register} class="button primary">
          <Icon name="plus" />
          {t("register.title")}
        </Link>
      )}
    </Standstill>
  );
}

function Pages({ page, query }: { page: CasePage; query: Query }): VNode | null {
  const pages = Math.max(1, Math.ceil(page.total / page.per));
  if (pages === 1) return null;
  const to = (number: number): string => paths.cases({ text: query.text, status: query.status, page: number });
  return (
    <nav class="pages" aria-label={t("cases.pages")}>
      {page.page > 1 ? (
        <Link class="button secondary" to={to(page.page - 1)} rel="prev">
          <Icon name="back" />
          {t("cases.previous")}
        </Link>
      ) : (
        <span />
      )}
      <span>{t("cases.page", { page: page.page, pages })}</span>
      {page.page < pages ? (
        <Link class="button secondary" to={to(page.page + 1)} rel="next">
          {t("cases.next")}
          <Icon name="forward" />
        </Link>
      ) : (
        <span />
      )}
    </nav>
  );
}

function NoPermission(): VNode {
  return (
    <Page title={t("cases.title")}>
      <Standstill icon="person" title={t("cases.no_permission")} hint={t("cases.no_permission_hint")} />
    </Page>
  );
}
