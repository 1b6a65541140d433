// Reads something for a screen, again when asked to and when a session that had ended goes on.
import { useEffect, useState } from "preact/hooks";
import { SignedOut } from "../api/problem.ts";
import { sessionEnded } from "../store/session.ts";

export type Loaded<T> = { readonly state: "loading" } | { readonly state: "failed"; readonly problem: unknown } | { readonly state: "ready"; readonly value: T };

/** `key` says what is read; a new key or a call of the returned function reads again. */
export function useLoaded<T>(key: string, read: () => Promise<T>): [Loaded<T>, () => void] {
  const [loaded, setLoaded] = useState<Loaded<T>>({ state: "loading" });
  const [attempt, setAttempt] = useState(0);
  const ended = sessionEnded.value;
  useEffect(() => {
    if (ended) return undefined;
    let isCurrent = true;
    read().then(
      (value) => isCurrent && setLoaded({ state: "ready", value }),
      (problem: unknown) => {
        if (!isCurrent) return;
        if (problem instanceof SignedOut) sessionEnded.value = true;
        else setLoaded({ state: "failed", problem });
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [key, attempt, ended]);
  return [loaded, () => setAttempt((count) => count + 1)];
}
