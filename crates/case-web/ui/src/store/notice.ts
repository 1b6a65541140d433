// The one line that tells what just happened. Screen readers hear it through a live region.
import { signal } from "@preact/signals";

export interface Notice {
  /** Words that follow when the language of the page is switched. */
  readonly text: () => string;
  readonly tone: "done" | "problem";
  readonly retry?: () => void;
}

export const notice = signal<Notice | undefined>(undefined);

export function tell(text: () => string): void {
  notice.value = { text, tone: "done" };
}

export function tellProblem(text: () => string, retry?: () => void): void {
  notice.value = retry ? { text, tone: "problem", retry } : { text, tone: "problem" };
}

export function clearNotice(): void {
  notice.value = undefined;
}
