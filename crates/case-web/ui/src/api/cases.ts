// The case repository over API v2.
import { toPatch, type Operation } from "../model/operation.ts";
import type { CasePage, CaseQuery, CaseRepository } from "../model/repository.ts";
import type { Answers, CaseRecord, PageMetadata } from "../model/wire.ts";
import { call } from "./http.ts";
import { Refused } from "./problem.ts";

export const PER_PAGE = 20;

/** API v2 looks in one kind of field at a time: names, identifiers or telephone numbers. */
type SearchMode = "phonetic" | "id_search" | "phone_number";

/** The kinds of field that such a text can mean, the likeliest first. */
export function searchModes(text: string): readonly SearchMode[] {
  if (/^[+\d][\d\s()-]{5,}$/.test(text)) return ["id_search", "phone_number"];
  return /\d/.test(text) ? ["id_search", "phonetic"] : ["phonetic", "id_search"];
}

export class ServerCases implements CaseRepository {
  async list(query: CaseQuery, signal?: AbortSignal): Promise<CasePage> {
    const text = query.text.trim();
    if (text === "") return listOnce(query, undefined, signal);
    const [likeliest, other] = searchModes(text);
    const found = await listOnce(query, likeliest, signal);
    return found.total > 0 || !other ? found : listOnce(query, other, signal);
  }

  async find(id: string): Promise<CaseRecord | undefined> {
    try {
      const body = await call<{ data: CaseRecord }>(`/api/v2/cases/${encodeURIComponent(id)}`);
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
  await call(`/api/v2/cases/${encodeURIComponent(id)}`, { method: "PATCH", body: { data } });
}

async function listOnce(query: CaseQuery, mode: SearchMode | undefined, signal?: AbortSignal): Promise<CasePage> {
  const parameters = new URLSearchParams({ fields: "short", page: String(query.page), per: String(PER_PAGE) });
  parameters.set("record_state[0]", "true");
  if (query.status !== "any") parameters.set("status[0]", query.status);
  if (mode) {
    parameters.set("query", query.text.trim());
    parameters.set(mode, "true");
  }
  const body = await call<{ data: readonly CaseRecord[]; metadata: PageMetadata }>(
    `/api/v2/cases?${parameters}`,
    signal ? { signal } : {},
  );
  return { rows: body.data, ...body.metadata };
}
