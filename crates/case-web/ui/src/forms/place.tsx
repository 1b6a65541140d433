// Choosing a place, or several, out of thousands.
import type { VNode } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { Icon } from "../shell/icon.tsx";
import { loadPlaces, places } from "../store/configuration.ts";
import { locale, t, textOf } from "../store/language.ts";
import { Chips } from "./chips.tsx";
import { Combobox, type Suggestions } from "./combobox.tsx";
import { useForm } from "./context.ts";
import { nameOf } from "./plain.ts";
import { Question, useQuestion, type Wiring } from "./question.tsx";
import type { Spot } from "./spot.ts";

const SHOWN = 30;

export function PlaceAnswer({ spot }: { spot: Spot }): VNode {
  const { draft } = useForm();
  const { field, path } = spot;
  const state = useQuestion(spot);
  const value = draft.get(path);
  const many = field.multi_select === true;
  const codes = ((Array.isArray(value) ? value : [value]) as readonly unknown[]).filter((code): code is string => typeof code === "string" && code !== "");
  const choose = (chosen: readonly string[]): void => draft.set(path, many ? [...chosen] : (chosen[0] ?? null));
  return (
    <Question field={field} state={state}>
      <PlacePicker wiring={state.wiring} codes={codes} many={many} choose={choose} />
    </Question>
  );
}

interface PickerProps {
  readonly wiring: Wiring;
  readonly codes: readonly string[];
  readonly many: boolean;
  readonly choose: (codes: readonly string[]) => void;
}

export function PlacePicker({ wiring, codes, many, choose }: PickerProps): VNode {
  useEffect(() => void loadPlaces(), []);
  const list = places.value;
  const language = locale.value;
  const search = useMemo(() => (list.state === "ready" ? (text: string): Suggestions => list.value.suggest(text, SHOWN, textOf) : undefined), [list, language]);
  if (list.state === "failed") {
    return (
      <p class="problem">
        <Icon name="alert" />
        <span>{t("form.places_missing")}</span>
        <button type="button" class="quiet small" onClick={() => void loadPlaces()}>
          {t("error.retry")}
        </button>
      </p>
    );
  }
  const pick = (code: string | null): void => {
    if (!many) choose(code === null ? [] : [code]);
    else if (code !== null && !codes.includes(code)) choose([...codes, code]);
  };
  return (
    <>
      {many && <Chips chips={codes.map((code) => ({ key: code, text: nameOf(code) }))} remove={(code) => choose(codes.filter((other) => other !== code))} />}
      <Combobox
        wiring={wiring}
        icon="place"
        placeholder={t(list.state === "loading" ? "app.loading" : "form.search_place")}
        chosen={many || codes[0] === undefined ? "" : nameOf(codes[0])}
        search={search}
        choose={pick}
      />
    </>
  );
}
