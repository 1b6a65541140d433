// Why somebody could not sign in, in their words.
import { Refused, SignedOut, Unreachable } from "../api/problem.ts";
import { t } from "./language.ts";

export function signInProblem(problem: unknown): string {
  if (problem instanceof SignedOut) return t("signin.refused");
  if (problem instanceof Unreachable) return t("error.offline_load");
  if (problem instanceof Refused && problem.status === 429) return t("signin.throttled");
  return t("error.server");
}

/** Why a new password could not be asked for or set. Nobody signs in here, so nobody is refused a sign-in. */
export function resetProblem(problem: unknown): string {
  return problem instanceof SignedOut ? t("error.server") : signInProblem(problem);
}
