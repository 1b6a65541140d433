// What this browser remembers about the page itself. Never anything about a person.
const PREFIX = "primero.";

type Preference = "language" | "appearance";

export function remembered(name: Preference): string | undefined {
  try {
    return localStorage.getItem(PREFIX + name) ?? undefined;
  } catch {
    // Storage can be switched off; the page then starts afresh each time.
    return undefined;
  }
}

export function remember(name: Preference, value: string): void {
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch {
    // As above: the choice holds until the page is closed.
  }
}
