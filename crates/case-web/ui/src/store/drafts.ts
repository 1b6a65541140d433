// Work that is not saved yet, by record. It stays in memory when a save fails, when the session ends
// and while its screen is loaded again; it goes when it is saved, given up, or its author signs out.
import { Draft } from "../model/draft.ts";
import type { CaseRecord } from "../model/wire.ts";

const drafts = new Map<string, Draft>();

/** The draft of a part of a record; a newer copy of the record slides under what was typed. */
export function openDraft(part: string, record: CaseRecord): Draft {
  const key = `${record.id}/${part}`;
  const known = drafts.get(key);
  if (known) {
    known.rebase(record);
    return known;
  }
  const draft = new Draft(record, false);
  drafts.set(key, draft);
  return draft;
}

/** The draft of the record being registered; it has one id until it is saved or given up. */
export function openNewDraft(moduleId: string, start: () => CaseRecord): Draft {
  const key = `new/${moduleId}`;
  const draft = drafts.get(key) ?? new Draft(start(), true);
  drafts.set(key, draft);
  return draft;
}

export function forgetDraft(draft: Draft): void {
  for (const [key, known] of drafts) if (known === draft) drafts.delete(key);
}

export function forgetDrafts(): void {
  drafts.clear();
}
