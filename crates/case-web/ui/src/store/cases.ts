// The repository that the screens use, and the cases that were read last.
import { ServerCases } from "../api/cases.ts";
import type { CaseRepository } from "../model/repository.ts";

export const cases: CaseRepository = new ServerCases();
