// Where a question stands: in the record, or in one row of a subform.
import { useMemo } from "preact/hooks";
import type { Path } from "../model/operation.ts";
import type { Answers, Field } from "../model/wire.ts";
import type { FormState } from "./context.ts";

/** Passed down as it is: its parts never change, so questions that nothing concerns do not render. */
export interface Spot {
  readonly field: Field;
  readonly path: Path;
  /** The subform and the row, for a question of a row. */
  readonly subform?: Field | undefined;
  readonly row?: string | undefined;
}

export function useSpot(field: Field, subform: Field | undefined, row: string | undefined): Spot {
  return useMemo(() => {
    const path: Path = subform && row !== undefined ? [subform.name, row, field.name] : [field.name];
    return { field, path, subform, row };
  }, [field, subform, row]);
}

/** The answers that rules of this question read. */
export function around(form: FormState, spot: Spot): Answers {
  return form.live.around(spot.subform, spot.row);
}
