// Choosing one of many by typing a part of it: a combobox after the ARIA authoring practices.
import type { VNode } from "preact";
import { useMemo, useRef, useState } from "preact/hooks";
import { Icon, type IconName } from "../shell/icon.tsx";
import { t } from "../store/language.ts";
import type { Wiring } from "./question.tsx";

export interface Suggestion {
  readonly key: string;
  readonly text: string;
  /** What tells it from another of the same name. */
  readonly around?: string;
}

export interface Suggestions {
  readonly found: readonly Suggestion[];
  readonly more: boolean;
}

interface Props {
  readonly wiring: Wiring;
  readonly icon: IconName;
  readonly placeholder: string;
  /** What is chosen, in words; empty when nothing is. */
  readonly chosen: string;
  /** `undefined` while the list is not there yet. A new function is a new list. */
  readonly search: ((text: string) => Suggestions) | undefined;
  readonly choose: (key: string | null) => void;
}

const NOTHING: Suggestions = { found: [], more: false };

export function Combobox({ wiring, icon, placeholder, chosen, search, choose }: Props): VNode {
  const [typed, setTyped] = useState<string | undefined>(undefined);
  const [active, setActive] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const isOpen = typed !== undefined && search !== undefined;
  const { found, more } = useMemo(() => (typed !== undefined && search ? search(typed) : NOTHING), [typed, search]);
  const listId = `${wiring.id}-list`;

  const pick = (suggestion: Suggestion | undefined): void => {
    if (suggestion) choose(suggestion.key);
    setTyped(undefined);
    setActive(0);
  };
  const leave = (): void => {
    // An emptied box means "nothing"; letters that were not chosen mean nothing.
    if (typed?.trim() === "" && chosen !== "") choose(null);
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
      event.stopPropagation();
      setTyped(undefined);
    }
  };

  return (
    <div class="picker">
      <Icon name={icon} />
      <input
        {...wiring}
        ref={input}
        type="text"
        role="combobox"
        dir="auto"
        autocomplete="off"
        spellcheck={false}
        placeholder={placeholder}
        aria-autocomplete="list"
        aria-expanded={isOpen}
        aria-controls={listId}
        aria-activedescendant={isOpen && found[active] ? `${listId}-${active}` : undefined}
        value={typed ?? chosen}
        onInput={(event) => {
          setActive(0);
          setTyped(event.currentTarget.value);
        }}
        onFocus={(event) => event.currentTarget.select()}
        onClick={() => typed === undefined && chosen === "" && setTyped("")}
        onKeyDown={move}
        onBlur={leave}
      />
      {chosen !== "" && typed === undefined && (
        <button
          type="button"
          class="quiet square"
          aria-label={`${t("form.clear")}: ${chosen}`}
          onClick={() => {
            choose(null);
            input.current?.focus();
          }}
        >
          <Icon name="close" />
        </button>
      )}
      <ul class="options" id={listId} role="listbox" aria-label={placeholder} hidden={!isOpen || found.length === 0}>
        {found.map((suggestion, index) => (
          <li
            key={suggestion.key}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={index === active}
            ref={(element) => void (index === active && isOpen && element?.scrollIntoView({ block: "nearest" }))}
            // The box must keep the focus until the choice is made.
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => pick(suggestion)}
          >
            <bdi>{suggestion.text}</bdi>
            {suggestion.around !== undefined && suggestion.around !== "" && <bdi class="around">{suggestion.around}</bdi>}
          </li>
        ))}
      </ul>
      <p class={isOpen && (found.length === 0 || more) ? "hint" : "visually-hidden"} role="status">
        {isOpen && (found.length === 0 ? t("form.nothing_found") : more ? t("form.more_found") : t("form.found", { count: found.length }))}
      </p>
    </div>
  );
}
