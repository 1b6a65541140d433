// What the tenant has configured, as the server tells it.
import type { FormSection, Location, Lookup, SystemSettings } from "../model/wire.ts";
import { call } from "./http.ts";

export function systemSettings(): Promise<SystemSettings> {
  return call<{ data: SystemSettings }>("/api/v2/system_settings?extended=true").then((body) => body.data);
}

export function forms(): Promise<readonly FormSection[]> {
  return call<{ data: readonly FormSection[] }>("/api/v2/forms").then((body) => body.data);
}

export function lookups(): Promise<readonly Lookup[]> {
  return call<{ data: readonly Lookup[] }>("/api/v2/lookups?per=999&page=1").then((body) => body.data);
}

export function locations(): Promise<readonly Location[]> {
  return call<{ data: readonly Location[] }>("/location-options.json").then((body) => body.data);
}

/** The people whom a case may name, as far as this user may see them. */
export function userNames(recordModule: string): Promise<readonly { user_name: string; full_name?: string }[]> {
  const query = new URLSearchParams({ record_type: "case", record_module_id: recordModule });
  return call<{ data: readonly { user_name: string }[] }>(`/api/v2/users/assign-to?${query}`).then(
    (body) => body.data,
  );
}
