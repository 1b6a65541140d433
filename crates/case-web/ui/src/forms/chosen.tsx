// Answers that are chosen: one of a few, one of many, several, yes or no.
import type { VNode } from "preact";
import type { Path } from "../model/operation.ts";
import type { Answers, Field, Option, Scalar, Value } from "../model/wire.ts";
import { Icon } from "../shell/icon.tsx";
import { Localized } from "../shell/text.tsx";
import { t, textOf } from "../store/language.ts";
import { answerId, useForm } from "./context.ts";
import { GroupQuestion, Question, useQuestion } from "./question.tsx";

interface Props {
  readonly field: Field;
  readonly path: Path;
  readonly answers: Answers;
}

/** Up to this many options are all shown at once: one tap instead of two. */
const FEW = 5;

export function ChoiceAnswer(props: Props): VNode {
  const { configuration, draft } = useForm();
  const { field, path, answers } = props;
  const chosen = draft.get(path);
  const options = withStored(configuration.offered(field, answers), configuration.options(field), chosen);
  if (field.multi_select === true) return <ManyOf {...props} options={options} />;
  const few = field.type === "radio_button" || (options.length > 0 && options.length <= FEW);
  return few ? <OneOfFew {...props} options={options} /> : <OneOfMany {...props} options={options} />;
}

/** A stored answer that is no longer offered stays visible and stays chosen. */
function withStored(offered: readonly Option[], all: readonly Option[], chosen: Value): readonly Option[] {
  const stored = (Array.isArray(chosen) ? chosen : [chosen]).filter((value) => value !== null && value !== undefined);
  const missing = stored.map(String).filter((id) => !offered.some((option) => option.id === id));
  const kept = missing.map((id) => {
    const label = textOf(all.find((option) => option.id === id)?.display_text) || id;
    return { id, display_text: { "": t("form.unknown_option", { value: label }) } };
  });
  return [...offered, ...kept];
}

interface WithOptions extends Props {
  readonly options: readonly Option[];
}

function OneOfFew({ field, path, options }: WithOptions): VNode {
  const { draft } = useForm();
  const state = useQuestion(field, path);
  const chosen = draft.get(path);
  const isAnswered = chosen !== undefined && chosen !== null;
  return (
    <GroupQuestion field={field} state={state}>
      <div class="choices">
        {options.map((option) => (
          <label class="choice" key={option.id}>
            <input
              type="radio"
              name={answerId(path)}
              checked={isAnswered && String(chosen) === option.id}
              onChange={() => draft.set(path, storedForm(options, option.id))}
            />
            <span>
              <Localized of={option.display_text} />
            </span>
          </label>
        ))}
      </div>
      {isAnswered && field.required !== true && (
        <button type="button" class="quiet small" onClick={() => draft.set(path, null)}>
          <Icon name="close" />
          {t("form.clear")}
        </button>
      )}
    </GroupQuestion>
  );
}

/** Yes and no are stored as booleans, as other clients of API v2 do. */
function storedForm(options: readonly Option[], id: string): Scalar {
  const isYesNo = options.every((option) => option.id === "true" || option.id === "false");
  return isYesNo ? id === "true" : id;
}

function OneOfMany({ field, path, options }: WithOptions): VNode {
  const { draft } = useForm();
  const state = useQuestion(field, path);
  const chosen = draft.get(path);
  return (
    <Question field={field} state={state}>
      <select
        {...state.wiring}
        value={chosen === undefined || chosen === null ? "" : String(chosen)}
        onChange={(event) => draft.set(path, event.currentTarget.value || null)}
      >
        <option value="">{t("form.choose")}</option>
        {options.map((option) => (
          <option key={option.id} value={option.id}>
            {textOf(option.display_text)}
          </option>
        ))}
      </select>
    </Question>
  );
}

function ManyOf({ field, path, options }: WithOptions): VNode {
  const { draft } = useForm();
  const state = useQuestion(field, path);
  const value = draft.get(path);
  const chosen: readonly Scalar[] = Array.isArray(value) ? (value as Scalar[]) : [];
  const toggle = (id: string): void => {
    draft.set(path, chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id]);
  };
  return (
    <GroupQuestion field={field} state={state}>
      <div class="choices many">
        {options.map((option) => (
          <label class="choice" key={option.id}>
            <input type="checkbox" checked={chosen.includes(option.id)} onChange={() => toggle(option.id)} />
            <span>
              <Localized of={option.display_text} />
            </span>
          </label>
        ))}
      </div>
    </GroupQuestion>
  );
}

export function TickAnswer({ field, path }: { field: Field; path: Path }): VNode {
  const { draft } = useForm();
  const state = useQuestion(field, path);
  const beside = textOf(field.tick_box_label);
  const box = (
    <label class="choice single">
      <input
        {...(beside === "" ? state.wiring : {})}
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
      {state.hint && (
        <p class="hint" id={`${state.wiring.id}-hint`}>
          <Localized of={state.hint} />
        </p>
      )}
      {state.problem !== undefined && (
        <p class="problem" id={`${state.wiring.id}-problem`}>
          <Icon name="alert" />
          <span>{state.problem}</span>
        </p>
      )}
    </div>
  );
}
