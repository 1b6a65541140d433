// Moving between the screens without losing work.
import { computed, signal } from "@preact/signals";
import { match } from "./routes.ts";

export { paths, type PasswordRoute, type Route } from "./routes.ts";

const address = signal(new URL(location.href));
export const route = computed(() => match(address.value));
/** Changes with the screen, but not with the query of the same screen. */
export const screenPath = computed(() => address.value.pathname);

/** Where somebody wanted to go when there was unsaved work. */
export const blocked = signal<{ readonly go: () => void } | undefined>(undefined);

/** Work on a screen that leaving it would lose. */
interface Work {
  readonly isUnsaved: () => boolean;
  readonly giveUp: () => void;
  /** Saves it, where that can be done from here; false when it is still unsaved. */
  readonly save?: () => Promise<boolean>;
}

const works = new Set<Work>();
const isUnsaved = (): boolean => [...works].some((work) => work.isUnsaved());
let index = 0;
let returning = false;

/** Asks before this work is left. Returns how to stop asking. */
export function guard(guarded: Work): () => void {
  works.add(guarded);
  return () => void works.delete(guarded);
}

export function navigate(path: string, how: "push" | "replace" = "push"): void {
  const go = (): void => {
    if (how === "push") history.pushState({ index: ++index }, "", path);
    else history.replaceState({ index }, "", path);
    address.value = new URL(location.href);
  };
  attempt(go);
}

/** Does what would end the work on this screen, after asking where there is unsaved work. */
export function attempt(go: () => void): void {
  if (isUnsaved()) blocked.value = { go };
  else go();
}

/** Goes where the person wanted to go, giving up the work. */
export function leaveAnyway(): void {
  const wanted = blocked.value;
  for (const work of works) work.giveUp();
  works.clear();
  blocked.value = undefined;
  wanted?.go();
}

/** Whether all unsaved work here can be saved on the way out. */
export function canSave(): boolean {
  return [...works].every((work) => work.save !== undefined || !work.isUnsaved());
}

/** Saves the work, and goes where the person wanted to go; stays when it could not be saved. */
export async function saveAndLeave(): Promise<boolean> {
  const wanted = blocked.value;
  blocked.value = undefined;
  for (const work of works) if (work.isUnsaved() && (await work.save?.()) !== true) return false;
  works.clear();
  wanted?.go();
  return true;
}

export function stay(): void {
  blocked.value = undefined;
}

export function startRouter(): void {
  history.replaceState({ index }, "", location.href);
  addEventListener("popstate", (event) => {
    const wanted = typeof event.state?.index === "number" ? (event.state.index as number) : 0;
    const steps = wanted - index;
    if (returning) {
      returning = false;
      return;
    }
    if (isUnsaved() && steps !== 0) {
      // The browser has moved already: move back, ask, and only then go.
      returning = true;
      history.go(-steps);
      blocked.value = { go: () => history.go(steps) };
      return;
    }
    index = wanted;
    address.value = new URL(location.href);
  });
  addEventListener("beforeunload", (event) => {
    if (isUnsaved()) event.preventDefault();
  });
}
