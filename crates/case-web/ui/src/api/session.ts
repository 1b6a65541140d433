// Signing in and out.
import type { BootstrapConfig, SessionAnswer, SignedInUser } from "../model/wire.ts";
import { call } from "./http.ts";

export function bootstrapConfig(): Promise<BootstrapConfig> {
  return call<{ data: BootstrapConfig }>("/api/app/v1/bootstrap-config").then((body) => body.data);
}

/** Who is signed in, or a `SignedOut` error. */
export function currentSession(): Promise<SessionAnswer> {
  return call<{ data: SessionAnswer }>("/api/app/v1/session").then((body) => body.data);
}

export async function signIn(userName: string, password: string): Promise<SessionAnswer> {
  // An old token may be left over from a session that the server has forgotten.
  await call("/health/server?session=true");
  const user = { user_name: userName, password };
  return call("/api/v2/tokens", { method: "POST", body: { user } });
}

/** Exchanges the token of a sign-in link, which works once. */
export function signInWithLink(token: string): Promise<SessionAnswer> {
  return call("/api/app/v1/bootstrap-sessions", { method: "POST", body: { token } });
}

export async function choosePassword(password: string): Promise<void> {
  await call("/api/app/v1/password", { method: "PUT", body: { password } });
}

/** Has a link sent to an address, if somebody here has it. The answer does not tell whether. */
export async function requestPasswordReset(email: string): Promise<void> {
  await call("/health/server?session=true");
  await call("/api/v2/users/password-reset-request", { method: "POST", body: { user: { email } } });
}

/** Sets a new password by the token of a link, and returns whose it is now. The answer begins a session. */
export async function resetPassword(token: string, password: string, confirmation: string): Promise<string> {
  await call("/health/server?session=true");
  const user = { reset_password_token: token, password, password_confirmation: confirmation };
  const answer = await call<{ user_name: string }>("/api/v2/users/password-reset", { method: "POST", body: { user } });
  return answer.user_name;
}

export async function signOut(): Promise<void> {
  await call("/api/v2/tokens", { method: "DELETE" });
}

export function signedInUser(id: number): Promise<SignedInUser> {
  return call<{ data: SignedInUser }>(`/api/v2/users/${id}?extended=true`).then((body) => body.data);
}
