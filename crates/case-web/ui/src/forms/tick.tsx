// One box to tick: true or false.
import type { VNode } from "preact";
import { Localized } from "../shell/text.tsx";
import { t, textOf } from "../store/language.ts";
import { useForm } from "./context.ts";
import { Around, GroupQuestion, useQuestion } from "./question.tsx";
import type { Spot } from "./spot.ts";

export function TickAnswer({ spot }: { spot: Spot }): VNode {
  const { draft } = useForm();
  const { field, path } = spot;
  const state = useQuestion(spot);
  const beside = textOf(field.tick_box_label);
  const { "aria-required": _required, ...wiring } = state.wiring;
  const box = (
    <label class="choice single">
      <input
        {...(beside === "" ? wiring : {})}
        type="checkbox"
        checked={draft.get(path) === true}
        onChange={(event) => draft.set(path, event.currentTarget.checked)}
      />
      <span>
        <Localized of={beside === "" ? field.display_name : field.tick_box_label} />
        {beside === "" && field.required === true && <span class="required"> ({t("form.required")})</span>}
      </span>
    </label>
  );
  if (beside !== "") {
    return (
      <GroupQuestion field={field} state={state}>
        {box}
      </GroupQuestion>
    );
  }
  return (
    <div class={state.problem === undefined ? "question" : "question has-problem"}>
      {box}
      <Around field={field} state={state} />
    </div>
  );
}
