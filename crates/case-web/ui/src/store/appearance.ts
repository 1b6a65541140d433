// Light, dark, or what the device says.
import { signal } from "@preact/signals";
import { remember, remembered } from "./preference.ts";

export const APPEARANCES = ["auto", "light", "dark"] as const;
export type Appearance = (typeof APPEARANCES)[number];

export const appearance = signal<Appearance>("auto");

export function startAppearance(): void {
  show(APPEARANCES.find((known) => known === remembered("appearance")) ?? "auto");
}

export function chooseAppearance(wanted: Appearance): void {
  remember("appearance", wanted);
  show(wanted);
}

function show(wanted: Appearance): void {
  appearance.value = wanted;
  document.documentElement.dataset["appearance"] = wanted;
}
