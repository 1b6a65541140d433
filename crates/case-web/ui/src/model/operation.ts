// What a person did to a record, one small step each. Steps can be replayed, merged and refused one
// by one, which a whole record cannot; the offline outbox will store exactly these.
import type { Answers, Row, Value } from "./wire.ts";

/** Where in a record a step acts: a field, or a field of one row of a subform. */
export type Path = readonly [field: string] | readonly [subform: string, row: string, field: string];

export type Operation =
  | { readonly kind: "create"; readonly recordId: string; readonly moduleId: string }
  | { readonly kind: "set"; readonly recordId: string; readonly path: Path; readonly base: Value; readonly value: Value }
  | { readonly kind: "add-row"; readonly recordId: string; readonly subform: string; readonly row: string }
  | { readonly kind: "remove-row"; readonly recordId: string; readonly subform: string; readonly row: string };

/** The body that API v2 takes for these steps: only what changed, rows by their id. */
export function toPatch(operations: readonly Operation[]): Answers {
  const data: Record<string, Value> = {};
  const rows = new Map<string, Map<string, Row>>();
  const row = (subform: string, id: string): Row => {
    const ofSubform = rows.get(subform) ?? new Map<string, Row>();
    rows.set(subform, ofSubform);
    const known = ofSubform.get(id) ?? { unique_id: id };
    ofSubform.set(id, known);
    return known;
  };
  for (const step of operations) {
    if (step.kind === "create") {
      data["id"] = step.recordId;
      data["module_id"] = step.moduleId;
    } else if (step.kind === "add-row") {
      row(step.subform, step.row);
    } else if (step.kind === "remove-row") {
      row(step.subform, step.row)["_destroy"] = true;
    } else if (step.path.length === 1) {
      data[step.path[0]] = step.value;
    } else {
      row(step.path[0], step.path[1])[step.path[2]] = step.value;
    }
  }
  for (const [subform, byId] of rows) data[subform] = [...byId.values()];
  return data;
}

/** A UUID v4. `crypto.randomUUID` exists only where the page came over TLS or from this machine. */
export function newId(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
