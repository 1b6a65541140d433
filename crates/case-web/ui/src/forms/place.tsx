// Choosing a place out of thousands: a combobox after the ARIA authoring practices.
import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Place, Places } from "../configuration/places.ts";
import type { Path } from "../model/operation.ts";
import type { Field } from "../model/wire.ts";
import { Icon } from "../shell/icon.tsx";
import { loadPlaces, places } from "../store/configuration.ts";
import { t, textOf } from "../store/language.ts";
import { useForm } from "./context.ts";
import { nameOf } from "./plain.ts";
import { Question, useQuestion, type Wiring } from "./question.tsx";

const SHOWN = 30;

export function PlaceAnswer({ field, path }: { field: Field; path: Path }): VNode {
  const { draft } = useForm();
  const state = useQuestion(field, path);
  useEffect(() => void loadPlaces(), []);
  const value = draft.get(path);
  const list = places.value;
  const many = field.multi_select === true;
  const codes = (Array.isArray(value) ? value : [value]).filter((code) => typeof code === "string" && code !== "");
  const choose = (code: string | null): void => {
    if (!many) draft.set(path, code);
    else if (code !== null && !codes.includes(code)) draft.set(path, [...(codes as string[]), code]);
  };
  return (
    <Question field={field} state={state}>
      {many && (
        <ul class="chosen">
          {(codes as string[]).map((code) => (
            <li key={code}>
              <bdi>{nameOf(code)}</bdi>
              <button
                type="button"
                class="quiet square"
                aria-label={`${t("form.clear")}: ${nameOf(code)}`}
                onClick={() => draft.set(path, (codes as string[]).filter((other) => other !== code))}
              >
                <Icon name="close" />
              </button>
            </li>
          ))}
        </ul>
      )}
      {list.state === "failed" ? (
        <p class="problem">
          <Icon name="alert" />
          <span>{t("form.places_missing")}</span>
          <button type="button" class="quiet small" onClick={() => void loadPlaces()}>
            {t("error.retry")}
          </button>
        </p>
      ) : (
        <Picker
          key={many ? codes.join() : ""}
          wiring={state.wiring}
          places={list.state === "ready" ? list.value : undefined}
          code={many ? "" : String(codes[0] ?? "")}
          choose={choose}
        />
      )}
    </Question>
  );
}

interface PickerProps {
  readonly wiring: Wiring;
  readonly places: Places | undefined;
  readonly code: string;
  readonly choose: (code: string | null) => void;
}

function Picker({ wiring, places: all, code, choose }: PickerProps): VNode {
  const [typed, setTyped] = useState<string | undefined>(undefined);
  const [active, setActive] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const isOpen = typed !== undefined && all !== undefined;
  const { found, more } = isOpen ? all.search(typed, SHOWN, textOf) : { found: [], more: false };
  const listId = `${wiring.id}-places`;

  const pick = (place: Place | undefined): void => {
    if (place) choose(place.code);
    setTyped(undefined);
  };
  const leave = (): void => {
    // An emptied box means "no place"; letters that were not chosen mean nothing.
    if (typed?.trim() === "") choose(null);
    setTyped(undefined);
  };
  const move = (event: KeyboardEvent): void => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (typed === undefined) setTyped("");
      else setActive((at) => (at + (event.key === "ArrowDown" ? 1 : found.length - 1)) % Math.max(1, found.length));
    } else if (event.key === "Enter" && isOpen) {
      event.preventDefault();
      pick(found[active]);
    } else if (event.key === "Escape" && typed !== undefined) {
      event.preventDefault();
      setTyped(undefined);
    }
  };

  return (
    <div class="picker">
      <Icon name="place" />
      <input
        {...wiring}
        ref={input}
        type="text"
        role="combobox"
        dir="auto"
        autocomplete="off"
        placeholder={t("form.search_place")}
        aria-autocomplete="list"
        aria-expanded={isOpen}
        aria-controls={listId}
        aria-activedescendant={isOpen && found[active] ? `${listId}-${active}` : undefined}
        value={typed ?? (code === "" ? "" : nameOf(code))}
        onInput={(event) => {
          setActive(0);
          setTyped(event.currentTarget.value);
        }}
        onFocus={(event) => event.currentTarget.select()}
        onClick={() => typed === undefined && code === "" && setTyped("")}
        onKeyDown={move}
        onBlur={leave}
      />
      <ul class="options" id={listId} role="listbox" aria-label={t("form.search_place")} hidden={!isOpen}>
        {found.map((place, index) => (
          <li
            key={place.code}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={index === active}
            ref={(element) => void (index === active && isOpen && element?.scrollIntoView({ block: "nearest" }))}
            // The box must keep the focus until the choice is made.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => pick(place)}
          >
            <bdi>{place.name}</bdi>
            {place.around !== "" && <bdi class="around">{place.around}</bdi>}
          </li>
        ))}
      </ul>
      <p class={isOpen && (found.length === 0 || more) ? "hint" : "visually-hidden"} role="status">
        {isOpen && (found.length === 0 ? t("form.no_places") : more ? t("form.more_places") : t("form.places_found", { count: found.length }))}
      </p>
    </div>
  );
}
