// The search over the list: by what the text looks like, or where the person says.
import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { SearchBy } from "../model/repository.ts";
import { navigate, paths } from "../router.ts";
import type { ListQuery } from "../routes.ts";
import { Icon } from "../shell/icon.tsx";
import { t } from "../store/language.ts";

/** Long enough not to ask for every letter, short enough to feel immediate. */
const TYPING_PAUSE_MS = 250;

export function SearchBox({ query }: { query: ListQuery }): VNode {
  const [typed, setTyped] = useState(query.text);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => setTyped((before) => (before.trim() === query.text ? before : query.text)), [query.text]);
  useEffect(() => () => clearTimeout(timer.current), []);
  // Another text may be another kind of text: where to look is found out again.
  const search = (text: string): void => navigate(paths.cases({ ...query, text: text.trim(), by: undefined, page: 1 }), "replace");
  const type = (text: string): void => {
    setTyped(text);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => search(text), TYPING_PAUSE_MS);
  };
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    clearTimeout(timer.current);
    search(typed);
  };
  return (
    <form class="search" role="search" onSubmit={submit}>
      <label class="visually-hidden" for="search">
        {t("cases.search")}
      </label>
      <Icon name="search" />
      <input
        ref={input}
        id="search"
        type="text"
        inputMode="search"
        enterkeyhint="search"
        dir="auto"
        autocomplete="off"
        spellcheck={false}
        placeholder={t("cases.search_hint")}
        value={typed}
        onInput={(event) => type(event.currentTarget.value)}
      />
      {typed !== "" && (
        <button
          type="button"
          class="quiet square"
          aria-label={t("cases.clear_search")}
          onClick={() => {
            type("");
            input.current?.focus();
          }}
        >
          <Icon name="close" />
        </button>
      )}
    </form>
  );
}

const KINDS = ["name", "number", "telephone"] as const;

/** Where the text was looked for, and where else it can be looked for. */
export function SearchKinds({ query, used }: { query: ListQuery; used: SearchBy | undefined }): VNode | null {
  if (query.text.trim() === "") return null;
  const chosen = query.by ?? used;
  const words = { name: t("cases.by_name"), number: t("cases.by_number"), telephone: t("cases.by_telephone") };
  return (
    <fieldset class="segments small">
      <legend class="visually-hidden">{t("cases.by")}</legend>
      {KINDS.map((kind) => (
        <label key={kind}>
          <input type="radio" name="search-by" checked={kind === chosen} onChange={() => navigate(paths.cases({ ...query, by: kind, page: 1 }), "replace")} />
          <span>{words[kind]}</span>
        </label>
      ))}
    </fieldset>
  );
}
