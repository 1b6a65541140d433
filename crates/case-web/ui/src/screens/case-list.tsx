// The cases of a person: search, filters, order, pages.
import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { CANCELLED } from "../api/http.ts";
import { SignedOut } from "../api/problem.ts";
import { conditionsOf, isFiltered } from "../configuration/list-filters.ts";
import type { CasePage } from "../model/repository.ts";
import type { SignedInUser } from "../model/wire.ts";
import { paths } from "../router.ts";
import type { ListQuery } from "../routes.ts";
import { Icon } from "../shell/icon.tsx";
import { Link } from "../shell/link.tsx";
import { LoadFailed, Page, Skeleton, Standstill } from "../shell/page.tsx";
import { Pages } from "../shell/pages.tsx";
import { cases } from "../store/cases.ts";
import { t } from "../store/language.ts";
import { mayOnCases, session, sessionEnded } from "../store/session.ts";
import { CaseRow } from "./case-row.tsx";
import { choose, FilterButton, FilterChips, filtersOf, OrderChoice, StatusChoice } from "./list-tools.tsx";
import { SearchBox, SearchKinds } from "./search-box.tsx";

type Found = { readonly state: "loading" } | { readonly state: "failed"; readonly problem: unknown } | { readonly state: "ready"; readonly page: CasePage };

export function CaseList({ query }: { query: ListQuery }): VNode {
  const current = session.value;
  return current.state === "signed-in" && mayOnCases(current.user, "read") ? <List query={query} user={current.user} /> : <NoPermission />;
}

function List({ query, user }: { query: ListQuery; user: SignedInUser }): VNode {
  const [found, isCurrent, retry] = useFound(query, user);
  const page = found.state === "ready" ? found.page : undefined;
  return (
    <Page title={t("cases.title")}>
      <div class="list-tools">
        <SearchBox query={query} />
        <FilterButton query={query} user={user} total={isCurrent ? page?.total : undefined} />
        <StatusChoice query={query} />
      </div>
      <SearchKinds query={query} used={isCurrent ? page?.by : undefined} />
      <FilterChips query={query} user={user} />
      <div class="list-line">
        <p class="list-count" role="status">
          {page && t("cases.count", { count: page.total })}
        </p>
        <OrderChoice query={query} user={user} />
      </div>
      {found.state === "loading" && <Skeleton lines={6} />}
      {found.state === "failed" && <LoadFailed problem={found.problem} retry={retry} />}
      {page && (
        <div class={isCurrent ? "found" : "found waiting"} aria-busy={!isCurrent}>
          <Rows page={page} query={query} user={user} />
        </div>
      )}
    </Page>
  );
}

/** What the list holds, and whether that is what was asked for last. The last answer stays until the next is there. */
function useFound(query: ListQuery, user: SignedInUser): [Found, boolean, () => void] {
  const [found, setFound] = useState<Found & { readonly key?: string }>({ state: "loading" });
  const [attempt, setAttempt] = useState(0);
  const ended = sessionEnded.value;
  const { text, by, sorting, page } = query;
  const conditions = conditionsOf(filtersOf(user), query.filters);
  const key = JSON.stringify([text.trim(), by, sorting, page, conditions]);
  useEffect(() => {
    if (ended) return undefined;
    const request = new AbortController();
    setFound((before) => (before.state === "ready" ? before : { state: "loading" }));
    cases.list({ text, by, conditions, sorting, page }, request.signal).then(
      (result) => request.signal.aborted || setFound({ state: "ready", page: result, key }),
      (problem: unknown) => {
        if (request.signal.aborted) return;
        if (problem instanceof SignedOut) sessionEnded.value = true;
        else setFound({ state: "failed", problem });
      },
    );
    return () => request.abort(CANCELLED);
  }, [key, attempt, ended]);
  return [found, found.key === key, () => setAttempt((count) => count + 1)];
}

interface RowsProps {
  readonly page: CasePage;
  readonly query: ListQuery;
  readonly user: SignedInUser;
}

function Rows({ page, query, user }: RowsProps): VNode {
  if (page.rows.length === 0) return <NothingFound query={query} user={user} />;
  return (
    <>
      <ul class="case-list">
        {page.rows.map((row) => (
          <CaseRow key={row.id} record={row} />
        ))}
      </ul>
      <Pages page={page} to={(number) => paths.cases({ ...query, page: number })} />
    </>
  );
}

function NothingFound({ query, user }: Omit<RowsProps, "page">): VNode {
  if (query.page > 1) {
    return (
      <Standstill icon="list" title={t("cases.page_empty")}>
        <Link to={paths.cases({ ...query, page: 1 })} class="button secondary">
          {t("cases.first_page")}
        </Link>
      </Standstill>
    );
  }
  if (query.text !== "" || isFiltered(query.filters)) {
    const title = query.text === "" ? t("cases.none_filtered") : t("cases.none_found", { text: query.text });
    return (
      <Standstill icon="search" title={title} hint={t(query.text === "" ? "cases.none_filtered_hint" : "cases.none_found_hint")}>
        {isFiltered(query.filters) && (
          <button type="button" class="secondary" onClick={() => choose(query, { status: ["any"] })}>
            {t("filter.clear")}
          </button>
        )}
      </Standstill>
    );
  }
  return (
    <Standstill icon="list" title={t("cases.none")} hint={t("cases.none_hint")}>
      {mayOnCases(user, "create") && (
        <Link to={paths.register} class="button primary">
          <Icon name="plus" />
          {t("register.title")}
        </Link>
      )}
    </Standstill>
  );
}

function NoPermission(): VNode {
  return (
    <Page title={t("cases.title")}>
      <Standstill icon="person" title={t("cases.no_permission")} hint={t("cases.no_permission_hint")} />
    </Page>
  );
}
