// The case repository over API v2.
import { toPatch, type Operation } from "../model/operation.ts";
import type { CasePage, CaseQuery, CaseRepository, Condition, HistoryPage, SearchBy } from "../model/repository.ts";
import type { Answers, CaseRecord, Flag, HistoryEntry, PageMetadata } from "../model/wire.ts";
import { call } from "./http.ts";
import { Refused } from "./problem.ts";

export const PER_PAGE = 20;

/** API v2 looks in one kind of field at a time: names, identifiers or telephone numbers. */
const MODES = { name: "phonetic", number: "id_search", telephone: "phone_number" } as const satisfies Record<SearchBy, string>;

/** The kinds of field that such a text can mean, the likeliest first. */
export function likely(text: string): readonly [SearchBy, SearchBy] {
  if (/^[+\d][\d\s()/.-]{5,}$/.test(text)) return ["number", "telephone"];
  return /\d/.test(text) ? ["number", "name"] : ["name", "number"];
}

export class ServerCases implements CaseRepository {
  async list(query: CaseQuery, signal?: AbortSignal): Promise<CasePage> {
    const text = query.text.trim();
    if (text === "" || query.by !== undefined) return listOnce(query, text === "" ? undefined : query.by, signal);
    const [likeliest, other] = likely(text);
    const found = await listOnce(query, likeliest, signal);
    if (found.total > 0) return found;
    const second = await listOnce(query, other, signal);
    return second.total > 0 ? second : found;
  }

  async find(id: string): Promise<CaseRecord | undefined> {
    try {
      const body = await call<{ data: CaseRecord }>(pathOf(id));
      return body.data;
    } catch (problem) {
      if (problem instanceof Refused && problem.status === 404) return undefined;
      throw problem;
    }
  }

  async apply(operations: readonly Operation[]): Promise<CaseRecord> {
    const id = operations[0]?.recordId;
    if (id === undefined) throw new TypeError("there is nothing to apply");
    const data = toPatch(operations);
    if (operations[0]?.kind === "create") await createOrCatchUp(id, data);
    else await change(id, data);
    // Read again, because the server adds what it computes. Some roles may write what they cannot read.
    return (await this.find(id)) ?? { ...data, id };
  }

  async history(id: string, page: number): Promise<HistoryPage> {
    const body = await call<{ data: readonly HistoryEntry[]; metadata?: PageMetadata }>(`${pathOf(id)}/record_history?page=${page}&per=${PER_PAGE}`);
    return { entries: body.data, ...(body.metadata ?? { total: body.data.length, per: PER_PAGE, page }) };
  }

  async flags(id: string): Promise<readonly Flag[]> {
    return (await call<{ data: readonly Flag[] }>(`${pathOf(id)}/flags`)).data;
  }

  async addFlag(id: string, flag: { readonly message: string; readonly date: string }): Promise<void> {
    await call(`${pathOf(id)}/flags`, { method: "POST", body: { data: flag } });
  }

  async resolveFlag(id: string, flag: number, reason: string): Promise<void> {
    await call(`${pathOf(id)}/flags/${flag}`, { method: "PATCH", body: { data: { unflag_message: reason } } });
  }
}

/**
 * The id is made by the app, so a repeated request is recognised: "a record with this id exists" means
 * that an earlier attempt arrived and only its answer was lost. What was typed since then is a change.
 */
async function createOrCatchUp(id: string, data: Answers): Promise<void> {
  try {
    await call("/api/v2/cases", { method: "POST", body: { data } });
  } catch (problem) {
    if (!(problem instanceof Refused && problem.status === 409)) throw problem;
    const { id: _id, module_id: _module, ...typed } = data;
    await change(id, typed);
  }
}

async function change(id: string, data: Answers): Promise<void> {
  await call(pathOf(id), { method: "PATCH", body: { data } });
}

async function listOnce(query: CaseQuery, by: SearchBy | undefined, signal?: AbortSignal): Promise<CasePage> {
  const body = await call<{ data: readonly CaseRecord[]; metadata: PageMetadata }>(`/api/v2/cases?${parametersOf(query, by)}`, signal ? { signal } : {});
  return { rows: body.data, by, ...body.metadata };
}

/** The query of a list in the grammar of API v2. */
export function parametersOf(query: CaseQuery, by: SearchBy | undefined): URLSearchParams {
  const parameters = new URLSearchParams({ fields: "short", page: String(query.page), per: String(PER_PAGE) });
  for (const condition of query.conditions) write(parameters, condition);
  if (query.sorting) {
    parameters.set("order_by", query.sorting.field);
    parameters.set("order", query.sorting.isDescending ? "desc" : "asc");
  }
  if (by) {
    parameters.set("query", query.text.trim());
    parameters.set(MODES[by], "true");
  }
  return parameters;
}

function write(parameters: URLSearchParams, condition: Condition): void {
  switch (condition.kind) {
    case "any":
      // The form `field[]` is not known to record lists; the indexed form is.
      for (const [index, value] of condition.values.entries()) parameters.set(`${condition.field}[${index}]`, value);
      break;
    case "between":
      if (condition.from !== "") parameters.set(`${condition.field}[from]`, condition.from);
      if (condition.to !== "") parameters.set(`${condition.field}[to]`, condition.to);
      break;
    case "within":
      for (const [index, code] of condition.codes.entries()) parameters.set(`loc:${condition.field}[${index}]`, code);
      break;
  }
}

function pathOf(id: string): string {
  return `/api/v2/cases/${encodeURIComponent(id)}`;
}
