// Which answers the rules of a question read, so that a change is judged with what depends on it.
import type { Field } from "../model/wire.ts";

const known = new WeakMap<Field, ReadonlySet<string>>();

/** Whether a rule of the question reads one of these answers. */
export function reads(field: Field, changed: readonly string[]): boolean {
  if (changed.length === 0) return false;
  const names = known.get(field) ?? collect(field);
  known.set(field, names);
  return changed.some((name) => names.has(name));
}

function collect(field: Field): ReadonlySet<string> {
  const names = new Set<string>();
  const rules = [
    field.display_conditions_record,
    field.display_conditions_subform,
    field.subform_section_configuration?.display_conditions,
    field.option_strings_condition && Object.values(field.option_strings_condition),
    field.not_before,
    field.not_after,
  ];
  for (const rule of rules) walk(rule, names);
  return names;
}

/** Fields stand in rules as keys and as texts; that a literal looks like a field does no harm. */
function walk(node: unknown, names: Set<string>): void {
  if (typeof node === "string") names.add(node);
  else if (Array.isArray(node)) for (const part of node) walk(part, names);
  else if (typeof node === "object" && node !== null) {
    for (const [key, part] of Object.entries(node)) {
      names.add(key);
      walk(part, names);
    }
  }
}
