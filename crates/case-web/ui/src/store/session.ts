// Who is signed in. Screens read `session`; everything that changes it is here.
import { signal } from "@preact/signals";
import { Refused, SignedOut, Unreachable } from "../api/problem.ts";
import * as api from "../api/session.ts";
import type { SessionAnswer, SignedInUser } from "../model/wire.ts";
import { forgetCase } from "./cases.ts";
import { forgetConfiguration } from "./configuration.ts";
import { forgetDrafts } from "./drafts.ts";
import { hearOtherTabs, tellOtherTabs } from "./other-tabs.ts";

export type Session =
  | { readonly state: "starting" }
  | { readonly state: "signed-out" }
  | { readonly state: "choosing-password"; readonly answer: SessionAnswer }
  | { readonly state: "signed-in"; readonly user: SignedInUser };

export const session = signal<Session>({ state: "starting" });

/** The server no longer knows the session, while somebody was at work. The page stays as it is. */
export const sessionEnded = signal(false);

hearOtherTabs((who) => {
  const current = session.peek();
  if (current.state === "signed-in") sessionEnded.value = current.user.id !== who;
  // A password chosen now would be somebody else's.
  if (current.state === "choosing-password" && current.answer.id !== who) session.value = { state: "signed-out" };
});

/** Finds out who is signed in when the page opens. */
export async function resumeSession(): Promise<void> {
  try {
    await accept(await api.currentSession());
  } catch (problem) {
    if (!(problem instanceof SignedOut)) throw problem;
    session.value = { state: "signed-out" };
  }
}

export async function signIn(userName: string, password: string): Promise<void> {
  await accept(await api.signIn(userName, password));
}

export async function signInWithLink(token: string): Promise<void> {
  await accept(await api.signInWithLink(token));
}

export async function choosePassword(answer: SessionAnswer, password: string): Promise<void> {
  await api.choosePassword(password);
  await accept({ ...answer, must_set_password: false });
}

/** Sets a new password by the token of a letter, and returns whose it is. Nobody is signed in afterwards. */
export async function resetPassword(token: string, password: string, confirmation: string): Promise<string> {
  const userName = await api.resetPassword(token, password, confirmation);
  try {
    await signOut();
  } catch (problem) {
    // The password is set all the same, and signing in with it replaces the session.
    if (!(problem instanceof Unreachable)) throw problem;
    tellOtherTabs(null);
    forgetEverything();
  }
  return userName;
}

/** Signs in again without leaving the page, as the same person: what was typed belongs to them. */
export async function signInAgain(password: string): Promise<void> {
  const current = session.value;
  if (current.state !== "signed-in") return;
  await api.signIn(current.user.user_name, password);
  tellOtherTabs(current.user.id);
  sessionEnded.value = false;
}

export async function signOut(): Promise<void> {
  try {
    await api.signOut();
  } catch (problem) {
    // A session that has ended already needs no second end.
    if (!(problem instanceof SignedOut || problem instanceof Refused)) throw problem;
  }
  tellOtherTabs(null);
  forgetEverything();
}

/** After signing out nothing of the last person may stay in memory. */
function forgetEverything(): void {
  forgetDrafts();
  forgetCase();
  forgetConfiguration();
  sessionEnded.value = false;
  session.value = { state: "signed-out" };
}

async function accept(answer: SessionAnswer): Promise<void> {
  sessionEnded.value = false;
  tellOtherTabs(answer.id);
  if (answer.must_set_password) {
    session.value = { state: "choosing-password", answer };
    return;
  }
  session.value = { state: "signed-in", user: await api.signedInUser(answer.id) };
}

export type CaseAction = "read" | "write" | "create" | "flag" | "resolve_any_flag" | "change_log" | "search_owned_by_others" | "display_view_page";

export function mayOnCases(user: SignedInUser, action: CaseAction): boolean {
  const grants = user.permissions.list.find((grant) => grant.resource === "cases")?.actions ?? [];
  return grants.includes("manage") || grants.includes(action);
}
