// The repository that the screens use, and the case that was read last.
import { ServerCases } from "../api/cases.ts";
import type { CaseRepository } from "../model/repository.ts";
import type { CaseRecord } from "../model/wire.ts";

export const cases: CaseRepository = new ServerCases();

/** Going between a case and its sections shows this at once, while it is read again. */
let last: CaseRecord | undefined;

export function keepCase(record: CaseRecord): void {
  last = record;
}

export function lastCase(id: string): CaseRecord | undefined {
  return last?.id === id ? last : undefined;
}

export function forgetCase(): void {
  last = undefined;
}
