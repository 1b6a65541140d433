// Where cases come from and go to. Screens know this interface only: today the server answers, later
// the device does and the server follows.
import type { Operation } from "./operation.ts";
import type { CaseRecord, Flag, HistoryEntry, PageMetadata } from "./wire.ts";

/** What a search looks in. */
export type SearchBy = "name" | "number" | "telephone";

/** One condition that every case of a list fulfils. */
export type Condition =
  | { readonly kind: "any"; readonly field: string; readonly values: readonly string[] }
  | { readonly kind: "between"; readonly field: string; readonly from: string; readonly to: string }
  /** In one of these places, or in a place below. */
  | { readonly kind: "within"; readonly field: string; readonly codes: readonly string[] };

export interface Sorting {
  readonly field: string;
  readonly isDescending: boolean;
}

export interface CaseQuery {
  readonly text: string;
  /** Where to look for the text; `undefined` leaves it to what the text looks like. */
  readonly by: SearchBy | undefined;
  readonly conditions: readonly Condition[];
  /** The newest first where nothing is said. */
  readonly sorting: Sorting | undefined;
  readonly page: number;
}

export interface CasePage extends PageMetadata {
  readonly rows: readonly CaseRecord[];
  /** Where the text was looked for in the end. */
  readonly by: SearchBy | undefined;
}

export interface HistoryPage extends PageMetadata {
  /** The newest first. */
  readonly entries: readonly HistoryEntry[];
}

export interface CaseRepository {
  list(query: CaseQuery, signal?: AbortSignal): Promise<CasePage>;
  /** `undefined` when there is no such case, or none that this person may know of. */
  find(id: string): Promise<CaseRecord | undefined>;
  /** Applies all steps of one record, or none of them and throws why. Doing it twice does it once. */
  apply(operations: readonly Operation[]): Promise<CaseRecord>;
  history(id: string, page: number): Promise<HistoryPage>;
  flags(id: string): Promise<readonly Flag[]>;
  addFlag(id: string, flag: { readonly message: string; readonly date: string }): Promise<void>;
  resolveFlag(id: string, flag: number, reason: string): Promise<void>;
}
