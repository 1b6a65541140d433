// Addresses of the app: which screen a path shows, and which path shows a screen.
import type { SearchBy, Sorting } from "./model/repository.ts";

export interface ListQuery {
  readonly screen: "cases";
  readonly text: string;
  readonly by: SearchBy | undefined;
  /** What was chosen of each filter, by the filter's id. Where no status is named, open cases are meant. */
  readonly filters: Readonly<Record<string, readonly string[]>>;
  readonly sorting: Sorting | undefined;
  readonly page: number;
}

/** Screens for whoever cannot sign in. */
export type PasswordRoute = { readonly screen: "forgotten-password" } | { readonly screen: "password-reset" };

export type Route =
  | { readonly screen: "home" }
  | { readonly screen: "sign-in" }
  | PasswordRoute
  | ListQuery
  | { readonly screen: "register" }
  | { readonly screen: "case"; readonly id: string; readonly section: string | undefined }
  | { readonly screen: "history"; readonly id: string; readonly page: number }
  | { readonly screen: "flags"; readonly id: string }
  | { readonly screen: "edit"; readonly id: string; readonly section: string; readonly filling: boolean }
  | { readonly screen: "not-found" };

/** The screen for an address. */
export function match(url: URL): Route {
  const [base, first, id, section, action, ...rest] = url.pathname.split("/").slice(1).map(decode);
  if (base === "" || (base === "app" && (first ?? "") === "")) return { screen: "home" };
  if (base !== "app" || rest.length > 0) return { screen: "not-found" };
  if (first === "sign-in" && id === undefined) return { screen: "sign-in" };
  if ((first === "forgotten-password" || first === "password-reset") && id === undefined) return { screen: first };
  if (first !== "cases") return { screen: "not-found" };
  if (id === undefined || id === "") return listRoute(url.searchParams);
  if (id === "new" && section === undefined) return { screen: "register" };
  if (action === undefined) return { screen: "case", id, section };
  // No section has an action of these names, so that a section may be called "record" all the same.
  if (section === "record" && action === "history") return { screen: "history", id, page: pageOf(url.searchParams) };
  if (section === "record" && action === "flags") return { screen: "flags", id };
  if (action === "edit" && section !== undefined) {
    return { screen: "edit", id, section, filling: url.searchParams.has("filling") };
  }
  return { screen: "not-found" };
}

/** Parameters of a list that are no filters. */
const NOT_FILTERS = new Set(["q", "by", "sort", "page"]);

function listRoute(query: URLSearchParams): Route {
  const by = (["name", "number", "telephone"] as const).find((known) => known === query.get("by"));
  const sort = query.get("sort") ?? "";
  const field = sort.replace(/^-/, "");
  const keys = new Set([...query.keys()].filter((key) => !NOT_FILTERS.has(key) && /^[a-z][a-z0-9_]*$/i.test(key)));
  const chosen = [...keys].map((key) => [key, query.getAll(key).filter((value) => value !== "")] as const);
  return {
    screen: "cases",
    text: query.get("q") ?? "",
    by,
    filters: Object.fromEntries(chosen.filter(([, values]) => values.length > 0)),
    sorting: field === "" ? undefined : { field, isDescending: sort.startsWith("-") },
    page: pageOf(query),
  };
}

function pageOf(query: URLSearchParams): number {
  const page = Number.parseInt(query.get("page") ?? "1", 10);
  return page >= 1 ? page : 1;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export const paths = {
  home: "/app/",
  signIn: "/app/sign-in",
  forgottenPassword: "/app/forgotten-password",
  register: "/app/cases/new",
  cases(query: Partial<Omit<ListQuery, "screen">> = {}): string {
    const parameters = new URLSearchParams();
    if (query.text) parameters.set("q", query.text);
    if (query.text && query.by) parameters.set("by", query.by);
    for (const [filter, values] of Object.entries(query.filters ?? {})) for (const value of values) parameters.append(filter, value);
    if (query.sorting) parameters.set("sort", `${query.sorting.isDescending ? "-" : ""}${query.sorting.field}`);
    if (query.page && query.page > 1) parameters.set("page", String(query.page));
    const written = parameters.toString();
    return written === "" ? "/app/cases" : `/app/cases?${written}`;
  },
  history: (id: string, page = 1): string => `/app/cases/${encodeURIComponent(id)}/record/history${page > 1 ? `?page=${page}` : ""}`,
  flags: (id: string): string => `/app/cases/${encodeURIComponent(id)}/record/flags`,
  case: (id: string, section?: string): string =>
    section === undefined ? `/app/cases/${encodeURIComponent(id)}` : `/app/cases/${encodeURIComponent(id)}/${encodeURIComponent(section)}`,
  edit: (id: string, section: string, filling: boolean): string =>
    `/app/cases/${encodeURIComponent(id)}/${encodeURIComponent(section)}/edit${filling ? "?filling" : ""}`,
};
