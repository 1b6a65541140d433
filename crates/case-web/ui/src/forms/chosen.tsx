// Answers that are chosen: one of a few, one of many, several.
import type { VNode } from "preact";
import { useMemo } from "preact/hooks";
import { fold } from "../configuration/fold.ts";
import type { Option, Scalar, Value } from "../model/wire.ts";
import { Icon } from "../shell/icon.tsx";
import { Localized } from "../shell/text.tsx";
import { locale, t, textOf } from "../store/language.ts";
import { Chips } from "./chips.tsx";
import { Combobox, type Suggestions } from "./combobox.tsx";
import { answerId, useForm } from "./context.ts";
import { GroupQuestion, Question, useQuestion } from "./question.tsx";
import { around, type Spot } from "./spot.ts";

/** Up to this many options are all shown at once: one tap instead of two. */
const FEW = 5;
/** Up to this many boxes can be looked over; more are searched. */
const MANY = 9;
/** Up to this many entries of a menu can be looked over; more are searched. */
const MENU = 12;
const SHOWN = 50;

export function ChoiceAnswer({ spot }: { spot: Spot }): VNode {
  const form = useForm();
  const { configuration, draft } = form;
  const { field, path } = spot;
  const chosen = draft.get(path);
  // Only options with conditions look at the other answers.
  const offered = configuration.offered(field, field.option_strings_condition ? around(form, spot) : {});
  const options = withStored(offered, configuration.options(field), chosen);
  if (field.multi_select === true) return options.length > MANY ? <ManyOfMany spot={spot} options={options} /> : <ManyOfFew spot={spot} options={options} />;
  const few = (field.type === "radio_button" && options.length <= MENU) || (options.length > 0 && options.length <= FEW);
  return few ? <OneOfFew spot={spot} options={options} /> : <OneOfMany spot={spot} options={options} />;
}

/** A stored answer that is no longer offered stays visible and stays chosen. */
export function withStored(offered: readonly Option[], all: readonly Option[], chosen: Value): readonly Option[] {
  const stored = ((Array.isArray(chosen) ? chosen : [chosen]) as readonly Value[]).filter((value) => value !== null && value !== undefined && value !== "");
  const missing = stored.map(String).filter((id) => !offered.some((option) => option.id === id));
  const kept = missing.map((id) => {
    const label = textOf(all.find((option) => option.id === id)?.display_text) || id;
    return { id, display_text: { "": t("form.unknown_option", { value: label }) } };
  });
  return kept.length === 0 ? offered : [...offered, ...kept];
}

interface WithOptions {
  readonly spot: Spot;
  readonly options: readonly Option[];
}

function OneOfFew({ spot, options }: WithOptions): VNode {
  const { draft } = useForm();
  const { field, path } = spot;
  const state = useQuestion(spot);
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

/** One of many: a menu, and a search where the menu would be long. */
export function OneOfMany({ spot, options }: WithOptions): VNode {
  const { draft } = useForm();
  const { field, path } = spot;
  const state = useQuestion(spot);
  const chosen = draft.get(path);
  const id = chosen === undefined || chosen === null ? "" : String(chosen);
  const search = useSearch(options, []);
  return (
    <Question field={field} state={state}>
      {options.length > MENU ? (
        <Combobox
          wiring={state.wiring}
          icon="search"
          placeholder={t("form.search_option")}
          chosen={textOf(options.find((option) => option.id === id)?.display_text)}
          search={search}
          choose={(key) => draft.set(path, key)}
        />
      ) : (
        <select {...state.wiring} value={id} onChange={(event) => draft.set(path, event.currentTarget.value || null)}>
          <option value="">{t("form.choose")}</option>
          {options.map((option) => (
            <option key={option.id} value={option.id}>
              {textOf(option.display_text)}
            </option>
          ))}
        </select>
      )}
    </Question>
  );
}

function useSearch(options: readonly Option[], without: readonly string[]): (text: string) => Suggestions {
  const language = locale.value;
  const key = `${language} ${without.join()} ${options.map((option) => option.id).join()}`;
  return useMemo(() => searchIn(options, without), [key]);
}

/** The options whose words all are in the text of the option. */
export function searchIn(options: readonly Option[], without: readonly string[]): (text: string) => Suggestions {
  const all = options
    .filter((option) => !without.includes(option.id))
    .map((option) => ({ key: option.id, text: textOf(option.display_text), folded: fold(textOf(option.display_text)) }));
  return (text) => {
    const words = fold(text).split(" ").filter(Boolean);
    const found = all.filter((option) => words.every((word) => option.folded.includes(word)));
    return { found: found.slice(0, SHOWN), more: found.length > SHOWN };
  };
}

function useMany(spot: Spot): { readonly chosen: readonly string[]; readonly toggle: (id: string) => void } {
  const { draft } = useForm();
  const value = draft.get(spot.path);
  const chosen = Array.isArray(value) ? (value as readonly Scalar[]).map(String) : [];
  const toggle = (id: string): void => draft.set(spot.path, chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id]);
  return { chosen, toggle };
}

function ManyOfFew({ spot, options }: WithOptions): VNode {
  const state = useQuestion(spot);
  const { chosen, toggle } = useMany(spot);
  return (
    <GroupQuestion field={spot.field} state={state}>
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

function ManyOfMany({ spot, options }: WithOptions): VNode {
  const state = useQuestion(spot);
  const { chosen, toggle } = useMany(spot);
  const search = useSearch(options, chosen);
  const text = (id: string): string => textOf(options.find((option) => option.id === id)?.display_text) || id;
  return (
    <Question field={spot.field} state={state}>
      <Chips chips={chosen.map((id) => ({ key: id, text: text(id) }))} remove={toggle} />
      <Combobox wiring={state.wiring} icon="search" placeholder={t("form.search_options")} chosen="" search={search} choose={(key) => key !== null && toggle(key)} />
    </Question>
  );
}
