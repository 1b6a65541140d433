// Reads one case together with the configuration that it is shown by.
import { useEffect, useState } from "preact/hooks";
import { SignedOut, Unreachable } from "../api/problem.ts";
import type { Configuration } from "../configuration/configuration.ts";
import type { CaseRecord } from "../model/wire.ts";
import { cases, keepCase, lastCase } from "../store/cases.ts";
import { configuration, loadConfiguration } from "../store/configuration.ts";
import { session, sessionEnded } from "../store/session.ts";

export type LoadedCase =
  | { readonly state: "loading" }
  | { readonly state: "missing" }
  | { readonly state: "failed"; readonly problem: unknown; readonly retry: () => void }
  | { readonly state: "ready"; readonly record: CaseRecord; readonly setup: Configuration };

type Read =
  | { readonly state: "loading" | "missing" }
  | { readonly state: "failed"; readonly problem: unknown }
  | { readonly state: "ready"; readonly record: CaseRecord };

export function useCase(id: string): LoadedCase {
  const [read, setRead] = useState<Read>(() => remembered(id));
  const [attempt, setAttempt] = useState(0);
  const ended = sessionEnded.value;
  useEffect(() => {
    if (ended) return undefined;
    let isCurrent = true;
    const settle = (result: Read): void => {
      // What is on the page is still good while the network is away.
      if (isCurrent) setRead((before) => (before.state === "ready" && result.state === "failed" && result.problem instanceof Unreachable ? before : result));
    };
    cases.find(id).then(
      (record) => {
        if (record) keepCase(record);
        settle(record ? { state: "ready", record } : { state: "missing" });
      },
      (problem: unknown) => {
        if (problem instanceof SignedOut) sessionEnded.value = true;
        else settle({ state: "failed", problem });
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [id, attempt, ended]);

  const setup = configuration.value;
  const failed = read.state === "failed" ? read : setup.state === "failed" ? setup : undefined;
  if (failed) {
    return { state: "failed", problem: failed.problem, retry: () => retry(() => setAttempt((count) => count + 1)) };
  }
  if (read.state === "missing") return { state: "missing" };
  return read.state === "ready" && setup.state === "ready"
    ? { state: "ready", record: read.record, setup: setup.value }
    : { state: "loading" };
}

function remembered(id: string): Read {
  const record = lastCase(id);
  return record ? { state: "ready", record } : { state: "loading" };
}

function retry(again: () => void): void {
  const current = session.peek();
  if (current.state === "signed-in") void loadConfiguration(current.user);
  again();
}

export function moduleOf(record: CaseRecord): string {
  return typeof record["module_id"] === "string" ? record["module_id"] : "";
}
