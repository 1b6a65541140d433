// The tenant's configuration, loaded once per signed-in person.
import { signal } from "@preact/signals";
import * as api from "../api/configuration.ts";
import { Refused } from "../api/problem.ts";
import { Configuration } from "../configuration/configuration.ts";
import { Places } from "../configuration/places.ts";
import type { SignedInUser } from "../model/wire.ts";

export type Loadable<T> =
  | { readonly state: "loading" }
  | { readonly state: "ready"; readonly value: T }
  | { readonly state: "failed"; readonly problem: unknown };

const LOADING = { state: "loading" } as const;

export const configuration = signal<Loadable<Configuration>>(LOADING);
export const places = signal<Loadable<Places>>(LOADING);

export interface Person {
  readonly user_name: string;
  readonly full_name?: string;
}
export const people = signal<Loadable<readonly Person[]>>(LOADING);

let configurationAsked = false;
let placesAsked = false;
let peopleAsked = false;

export async function loadConfiguration(user: SignedInUser): Promise<void> {
  if (configurationAsked) return;
  configurationAsked = true;
  configuration.value = LOADING;
  try {
    const [settings, forms, lookups] = await Promise.all([api.systemSettings(), api.forms(), api.lookups()]);
    configuration.value = { state: "ready", value: new Configuration(user, settings, forms, lookups) };
  } catch (problem) {
    configurationAsked = false;
    configuration.value = { state: "failed", problem };
  }
}

/** The list of places can be long, so it is loaded when the first question or answer needs it. */
export async function loadPlaces(): Promise<void> {
  if (placesAsked) return;
  placesAsked = true;
  places.value = LOADING;
  try {
    const loaded = new Places(await api.locations());
    places.value = { state: "ready", value: loaded };
    prepareSlowly(loaded);
  } catch (problem) {
    placesAsked = false;
    places.value = { state: "failed", problem };
  }
}

/** Twenty thousand names take a moment to be made searchable; the page must not stand still for it. */
function prepareSlowly(list: Places): void {
  if (list.prepare()) setTimeout(() => prepareSlowly(list), 0);
}

/** Not everybody may see who else there is: a refusal leaves the list out, and names are written. */
export async function loadPeople(moduleId: string): Promise<void> {
  if (peopleAsked) return;
  peopleAsked = true;
  try {
    people.value = { state: "ready", value: await api.userNames(moduleId) };
  } catch (problem) {
    peopleAsked = problem instanceof Refused;
    people.value = { state: "failed", problem };
  }
}

export function forgetConfiguration(): void {
  configurationAsked = false;
  placesAsked = false;
  peopleAsked = false;
  people.value = LOADING;
  configuration.value = LOADING;
  places.value = LOADING;
}
