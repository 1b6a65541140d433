// What may be known of the tenant before anybody signs in: its name, languages and time zone.
import { signal } from "@preact/signals";
import type { BootstrapConfig } from "../model/wire.ts";

export const tenant = signal<BootstrapConfig | undefined>(undefined);
