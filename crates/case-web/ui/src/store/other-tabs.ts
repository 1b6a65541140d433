// All tabs of a browser share one session. When another person signs in, or the person signs out, in one
// tab, the others must not go on in the wrong name.
const channel = typeof BroadcastChannel === "function" ? new BroadcastChannel("primero.session") : undefined;

/** The id of whoever is signed in now; nobody is `null`. */
export type SignedIn = number | null;

export function tellOtherTabs(who: SignedIn): void {
  channel?.postMessage(who);
}

export function hearOtherTabs(heard: (who: SignedIn) => void): void {
  channel?.addEventListener("message", (event: MessageEvent<unknown>) => {
    if (typeof event.data === "number" || event.data === null) heard(event.data);
  });
}
