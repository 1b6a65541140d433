// What happens when the page opens: the language, the tenant, and who is signed in.
import { effect, signal } from "@preact/signals";
import { bootstrapConfig } from "../api/session.ts";
import { loadConfiguration } from "./configuration.ts";
import { fallbackLocale, preferredLanguage, speak } from "./language.ts";
import { offeredLanguages } from "./languages-offered.ts";
import { resumeSession, session, sessionEnded, signInWithLink } from "./session.ts";
import { resetLink, resetTokenOf } from "./reset-link.ts";
import { tenant } from "./tenant.ts";

/** Why the page could not start. */
export const startProblem = signal<unknown>(undefined);
/** The sign-in link in the address did not work. */
export const linkRefused = signal(false);

export async function start(): Promise<void> {
  startProblem.value = undefined;
  takeResetLink();
  try {
    const token = takeToken();
    const [config] = await Promise.all([bootstrapConfig().then(useTenant), token === undefined ? resumeSession() : undefined]);
    await config;
    if (token !== undefined) await exchange(token);
  } catch (problem) {
    await speak(preferredLanguage(offeredLanguages().map((offered) => offered.locale)));
    startProblem.value = problem;
  }
}

async function useTenant(config: Awaited<ReturnType<typeof bootstrapConfig>>): Promise<void> {
  tenant.value = config;
  fallbackLocale.value = config.defaultLocale ?? config.languages[0] ?? "en";
  await speak(preferredLanguage(offeredLanguages().map((offered) => offered.locale)));
}

/** The token of a sign-in link. */
function takeToken(): string | undefined {
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  if (token === null) return undefined;
  clearFragment();
  return token;
}

function takeResetLink(): void {
  const token = resetTokenOf(new URL(location.href));
  if (token === undefined) return;
  clearFragment();
  resetLink.value = { state: "open", token };
}

// Who follows a second link in the same tab changes the fragment only: the page is not loaded again.
addEventListener("hashchange", takeResetLink);

/** A token leaves the address at once, so that it is in no history and no picture. */
function clearFragment(): void {
  history.replaceState(history.state, "", location.pathname + location.search);
}

async function exchange(token: string): Promise<void> {
  try {
    await signInWithLink(token);
  } catch {
    linkRefused.value = true;
    await resumeSession();
  }
}

// Whoever has signed in needs the forms soon: load them while the list is being read.
effect(() => {
  const current = session.value;
  if (current.state === "signed-in" && !sessionEnded.value) void loadConfiguration(current.user);
});
