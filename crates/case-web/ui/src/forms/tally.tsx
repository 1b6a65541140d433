// Several counters with their total.
import type { VNode } from "preact";
import { rowsOf } from "../model/same.ts";
import type { Field, Value } from "../model/wire.ts";
import { Localized } from "../shell/text.tsx";
import { t } from "../store/language.ts";
import { useForm } from "./context.ts";
import { GroupQuestion, useQuestion } from "./question.tsx";
import type { Spot } from "./spot.ts";
import { readNumber } from "./written.tsx";

export type Counts = { readonly [counter: string]: Value };

export function TallyAnswer({ spot }: { spot: Spot }): VNode {
  const { draft } = useForm();
  const { field, path } = spot;
  const state = useQuestion(spot);
  const counts = countsOf(draft.get(path));
  const count = (id: string, text: string): void => draft.set(path, counted(field, counts, id, readNumber(text)));
  const total = counts["total"];
  return (
    <GroupQuestion field={field} state={state}>
      <div class="counters">
        {(field.tally ?? []).map((counter) => (
          <label key={counter.id}>
            <span>
              <Localized of={counter.display_text} />
            </span>
            <Counter value={counts[counter.id]} onInput={(text) => count(counter.id, text)} />
          </label>
        ))}
        <label class="total">
          <span>{t("form.total")}</span>
          {field.autosum_total === true ? <output>{shown(total) || "0"}</output> : <Counter value={total} onInput={(text) => count("total", text)} />}
        </label>
      </div>
    </GroupQuestion>
  );
}

function Counter({ value, onInput }: { value: Value; onInput: (text: string) => void }): VNode {
  return <input type="text" inputMode="numeric" dir="ltr" autocomplete="off" value={shown(value)} onInput={(event) => onInput(event.currentTarget.value)} />;
}

function shown(value: Value): string {
  return value === undefined || value === null ? "" : String(value);
}

function countsOf(value: Value): Counts {
  return typeof value === "object" && value !== null && !Array.isArray(value) && rowsOf(value).length === 0 ? (value as Counts) : {};
}

/** The answer after one counter was written. The total follows where the field says so. */
export function counted(field: Field, counts: Counts, id: string, count: Value): Counts | null {
  const next: Record<string, Value> = { ...counts, [id]: count };
  const ids = (field.tally ?? []).map((counter) => counter.id);
  const numbers = ids.map((counter) => next[counter]).filter((value) => typeof value === "number");
  if (field.autosum_total === true) next["total"] = numbers.length === 0 ? null : numbers.reduce((sum, number) => sum + number, 0);
  const isBlank = Object.values(next).every((value) => value === null || value === undefined);
  return isBlank ? null : next;
}
