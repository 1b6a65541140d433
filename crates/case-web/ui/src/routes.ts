// Addresses of the app: which screen a path shows, and which path shows a screen.

export type Route =
  | { readonly screen: "home" }
  | { readonly screen: "sign-in" }
  | { readonly screen: "cases"; readonly text: string; readonly status: "open" | "closed" | "any"; readonly page: number }
  | { readonly screen: "register" }
  | { readonly screen: "case"; readonly id: string; readonly section: string | undefined }
  | { readonly screen: "edit"; readonly id: string; readonly section: string; readonly filling: boolean }
  | { readonly screen: "not-found" };

/** The screen for an address. */
export function match(url: URL): Route {
  const [base, first, id, section, action, ...rest] = url.pathname.split("/").slice(1).map(decode);
  if (base === "" || (base === "app" && (first ?? "") === "")) return { screen: "home" };
  if (base !== "app" || rest.length > 0) return { screen: "not-found" };
  if (first === "sign-in" && id === undefined) return { screen: "sign-in" };
  if (first !== "cases") return { screen: "not-found" };
  if (id === undefined || id === "") return listRoute(url.searchParams);
  if (id === "new" && section === undefined) return { screen: "register" };
  if (action === undefined) return { screen: "case", id, section };
  if (action === "edit" && section !== undefined) {
    return { screen: "edit", id, section, filling: url.searchParams.has("filling") };
  }
  return { screen: "not-found" };
}

function listRoute(query: URLSearchParams): Route {
  const status = (["open", "closed", "any"] as const).find((known) => known === query.get("status")) ?? "open";
  const page = Number.parseInt(query.get("page") ?? "1", 10);
  return { screen: "cases", text: query.get("q") ?? "", status, page: page >= 1 ? page : 1 };
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
  register: "/app/cases/new",
  cases(query: { text?: string; status?: string; page?: number } = {}): string {
    const parameters = new URLSearchParams();
    if (query.text) parameters.set("q", query.text);
    if (query.status && query.status !== "open") parameters.set("status", query.status);
    if (query.page && query.page > 1) parameters.set("page", String(query.page));
    const written = parameters.toString();
    return written === "" ? "/app/cases" : `/app/cases?${written}`;
  },
  case: (id: string, section?: string): string =>
    section === undefined ? `/app/cases/${encodeURIComponent(id)}` : `/app/cases/${encodeURIComponent(id)}/${encodeURIComponent(section)}`,
  edit: (id: string, section: string, filling: boolean): string =>
    `/app/cases/${encodeURIComponent(id)}/${encodeURIComponent(section)}/edit${filling ? "?filling" : ""}`,
};
