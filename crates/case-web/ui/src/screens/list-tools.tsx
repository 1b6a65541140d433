// Beside the search: which cases, filters and their chips, and the order of the list.
import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { isFiltered, type Chosen } from "../configuration/list-filters.ts";
import type { SignedInUser } from "../model/wire.ts";
import { navigate, paths } from "../router.ts";
import type { ListQuery } from "../routes.ts";
import { Icon } from "../shell/icon.tsx";
import { lazy } from "../shell/lazy.tsx";
import { configuration } from "../store/configuration.ts";
import { t } from "../store/language.ts";
import { chosenFilters, fieldName } from "./filter-text.ts";

const FilterSheet = lazy(() => import("./filter-sheet.tsx").then((module) => module.FilterSheet));

interface Props {
  readonly query: ListQuery;
  readonly user: SignedInUser;
  readonly total: number | undefined;
}

export function filtersOf(user: SignedInUser): NonNullable<SignedInUser["filters"]>[string] {
  return user.filters?.["cases"] ?? [];
}

/** Shows the list with other filters, from its beginning. */
export function choose(query: ListQuery, filters: Chosen): void {
  navigate(paths.cases({ ...query, filters, page: 1 }), "replace");
}

const STATUSES = ["open", "closed", "any"] as const;

/** The choice that everybody makes, one tap away. The filter of the status has the others. */
export function StatusChoice({ query }: { query: ListQuery }): VNode {
  const labels = { open: t("cases.status.open"), closed: t("cases.status.closed"), any: t("cases.status.any") };
  const { status: current = ["open"], ...others } = query.filters;
  return (
    <fieldset class="segments">
      <legend class="visually-hidden">{t("cases.status")}</legend>
      {STATUSES.map((status) => (
        <label key={status}>
          <input
            type="radio"
            name="status"
            checked={current.length === 1 && current[0] === status}
            onChange={() => choose(query, status === "open" ? others : { ...others, status: [status] })}
          />
          <span>{labels[status]}</span>
        </label>
      ))}
    </fieldset>
  );
}

export function FilterButton({ query, user, total }: Props): VNode | null {
  const [isOpen, setOpen] = useState(false);
  const filters = filtersOf(user);
  if (filters.length === 0) return null;
  const count = chosenFilters(undefined, filters, query.filters).length;
  return (
    <>
      <button type="button" class="secondary filter-button" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <Icon name="filter" />
        <span class="words">{t("filter.title")}</span>
        {count > 0 && (
          <span class="badge">
            {count}
            <span class="visually-hidden"> {t("filter.active")}</span>
          </span>
        )}
      </button>
      {isOpen && <FilterSheet query={query} filters={filters} total={total} close={() => setOpen(false)} />}
    </>
  );
}

/** What the list is narrowed by, each to be taken away. */
export function FilterChips({ query, user }: Omit<Props, "total">): VNode | null {
  const loaded = configuration.value;
  const chips = chosenFilters(loaded.state === "ready" ? loaded.value : undefined, filtersOf(user), query.filters);
  if (!isFiltered(query.filters) || chips.length === 0) return null;
  const remove = (filter: string, value: string): void => {
    const rest = (query.filters[filter] ?? []).filter((other) => other !== value);
    const { [filter]: _gone, ...others } = query.filters;
    // Without any status all are meant; without a word about it, open ones are.
    choose(query, rest.length > 0 ? { ...others, [filter]: rest } : filter === "status" ? { ...others, status: ["any"] } : others);
  };
  return (
    <ul class="chosen filters" aria-label={t("filter.active_list")}>
      {chips.map((chip) => (
        <li key={`${chip.filter} ${chip.value}`}>
          <bdi>{chip.text}</bdi>
          <button type="button" class="quiet square" aria-label={t("filter.remove", { filter: chip.text })} onClick={() => remove(chip.filter, chip.value)}>
            <Icon name="close" />
          </button>
        </li>
      ))}
      <li class="bare">
        <button type="button" class="quiet small" onClick={() => choose(query, {})}>
          {t("filter.clear")}
        </button>
      </li>
    </ul>
  );
}

const NEWEST = "";

/** The order of the list, by the columns that are configured. */
export function OrderChoice({ query, user }: Omit<Props, "total">): VNode {
  const loaded = configuration.value;
  const setup = loaded.state === "ready" ? loaded.value : undefined;
  const headers = (user.list_headers?.["cases"] ?? []).map((header) => header.field_name).filter((name) => name !== "photo" && name !== "flag_count");
  const current = query.sorting;
  const order = (field: string, isDescending: boolean): void => navigate(paths.cases({ ...query, sorting: field === NEWEST ? undefined : { field, isDescending }, page: 1 }), "replace");
  return (
    <div class="order">
      <label class="visually-hidden" for="order">
        {t("cases.order")}
      </label>
      <select id="order" value={current?.field ?? NEWEST} onChange={(event) => order(event.currentTarget.value, isLatestFirst(event.currentTarget.value))}>
        <option value={NEWEST}>{t("cases.newest_first")}</option>
        {[...new Set(headers)].map((name) => (
          <option key={name} value={name}>
            {t("cases.order_by", { field: fieldName(setup, name) })}
          </option>
        ))}
      </select>
      {current && (
        <button
          type="button"
          class="quiet square"
          aria-label={t(current.isDescending ? "cases.descending" : "cases.ascending")}
          onClick={() => order(current.field, !current.isDescending)}
        >
          <span class={current.isDescending ? "arrow down" : "arrow"} aria-hidden="true">
            ↑
          </span>
        </button>
      )}
    </div>
  );
}

/** Days are read from the latest, names and numbers from the first. */
function isLatestFirst(field: string): boolean {
  return field.endsWith("_date") || field.endsWith("_at") || field.startsWith("date_");
}
