// Where cases come from and go to. Screens know this interface only: today the server answers, later
// the device does and the server follows.
import type { Operation } from "./operation.ts";
import type { CaseRecord, PageMetadata } from "./wire.ts";

export interface CaseQuery {
  readonly text: string;
  readonly status: "open" | "closed" | "any";
  readonly page: number;
}

export interface CasePage extends PageMetadata {
  readonly rows: readonly CaseRecord[];
}

export interface CaseRepository {
  list(query: CaseQuery, signal?: AbortSignal): Promise<CasePage>;
  /** `undefined` when there is no such case, or none that this person may know of. */
  find(id: string): Promise<CaseRecord | undefined>;
  /** Applies all steps of one record, or none of them and throws why. Doing it twice does it once. */
  apply(operations: readonly Operation[]): Promise<CaseRecord>;
}
