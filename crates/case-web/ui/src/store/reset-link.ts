// The link of a letter by which somebody chooses a new password.
import { signal } from "@preact/signals";
import { Refused } from "../api/problem.ts";
import { match } from "../routes.ts";

export type ResetLink =
  | { readonly state: "none" }
  | { readonly state: "open"; readonly token: string }
  | { readonly state: "refused" };

export const resetLink = signal<ResetLink>({ state: "none" });

/** The token that a link to a new password carries behind its `#`. */
export function resetTokenOf(address: URL): string | undefined {
  if (match(address).screen !== "password-reset") return undefined;
  return new URLSearchParams(address.hash.slice(1)).get("token") ?? undefined;
}

/** What the server may refuse of a new password. */
export type ResetPart = "reset_password_token" | "password" | "password_confirmation";
const PARTS: readonly ResetPart[] = ["reset_password_token", "password", "password_confirmation"];

/** Which part was refused: the server's message ends in its name. */
export function refusedPart(problem: unknown): ResetPart | undefined {
  if (!(problem instanceof Refused) || problem.status !== 422) return undefined;
  return PARTS.find((part) => problem.message === `user.password_reset.errors.${part}`);
}

/** Only the server can know more than that something stands on both sides of an @. */
export function looksLikeAddress(text: string): boolean {
  return /^[^\s@]+@[^\s@]+$/.test(text);
}
