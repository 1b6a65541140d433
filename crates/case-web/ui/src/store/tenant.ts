// What may be known of the tenant before anybody signs in: its name, languages and time zone.
import { computed, signal } from "@preact/signals";
import type { BootstrapConfig } from "../model/wire.ts";

export const tenant = signal<BootstrapConfig | undefined>(undefined);

const DEFAULT_MINIMUM = 12;

/** How many characters a password needs. */
export const passwordMinimum = computed(() => tenant.value?.passwordMinimum ?? DEFAULT_MINIMUM);

/** Counts characters as people do, not as the language stores them. */
export function isTooShort(password: string): boolean {
  return [...password].length < passwordMinimum.value;
}
