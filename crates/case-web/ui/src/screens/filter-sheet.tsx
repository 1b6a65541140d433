// All filters of the list. Each choice is made at once, so the number of cases follows.
import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import type { Configuration } from "../configuration/configuration.ts";
import { dateFields, kindOf, readRange, statusOf, writeRange, type Chosen, type DateRange } from "../configuration/list-filters.ts";
import "../look/form.css";
import { Chips } from "../forms/chips.tsx";
import { searchIn } from "../forms/chosen.tsx";
import { Combobox } from "../forms/combobox.tsx";
import { personName } from "../forms/plain.ts";
import { PlacePicker } from "../forms/place.tsx";
import type { Wiring } from "../forms/question.tsx";
import type { ListFilter, Option } from "../model/wire.ts";
import type { ListQuery } from "../routes.ts";
import { Dialog } from "../shell/dialog.tsx";
import { Icon } from "../shell/icon.tsx";
import { Skeleton } from "../shell/page.tsx";
import { Localized } from "../shell/text.tsx";
import { configuration, loadPeople, people } from "../store/configuration.ts";
import { t, textOf } from "../store/language.ts";
import { fieldName, filterName, filterOptions } from "./filter-text.ts";
import { choose } from "./list-tools.tsx";

/** Up to this many options are all shown; more are searched. */
const MANY = 12;

interface Props {
  readonly query: ListQuery;
  readonly filters: readonly ListFilter[];
  readonly total: number | undefined;
  readonly close: () => void;
}

export function FilterSheet({ query, filters, total, close }: Props): VNode {
  const loaded = configuration.value;
  const shown = filters.filter((filter) => kindOf(filter) !== "unknown");
  return (
    <Dialog title={t("filter.title")} onCancel={close} class="sheet">
      <button type="button" class="quiet square close" aria-label={t("filter.close")} onClick={close}>
        <Icon name="close" />
      </button>
      <div class="sheet-body">
        {loaded.state === "ready" ? shown.map((filter) => <OneFilter key={filter.unique_id} setup={loaded.value} filter={filter} query={query} />) : <Skeleton lines={5} />}
      </div>
      <div class="actions">
        <button type="button" class="primary" onClick={close}>
          {total === undefined ? t("filter.show") : t("filter.show_count", { count: total })}
        </button>
        <button type="button" class="quiet" onClick={() => choose(query, {})}>
          {t("filter.clear")}
        </button>
      </div>
    </Dialog>
  );
}

interface OneProps {
  readonly setup: Configuration;
  readonly filter: ListFilter;
  readonly query: ListQuery;
}

function OneFilter({ setup, filter, query }: OneProps): VNode | null {
  const id = filter.unique_id;
  const values = id === "status" ? statusOf(query.filters) : (query.filters[id] ?? []);
  const set = (next: readonly string[]): void => choose(query, changed(query.filters, id, next));
  const name = filterName(setup, filter);
  switch (kindOf(filter)) {
    case "dates":
      return <Dates setup={setup} filter={filter} name={name} value={values[0]} set={set} />;
    case "places":
      return (
        <Labelled id={`filter-${id}`} name={name}>
          <PlacePicker wiring={wiring(id)} codes={values} many choose={set} />
        </Labelled>
      );
    case "people":
      return <People id={id} name={name} module={setup.caseModules()[0]?.unique_id ?? ""} values={values} set={set} />;
    case "unknown":
      return null;
    case "several":
    case "one": {
      const options = filterOptions(setup, filter);
      if (options.length === 0) return null;
      const isOne = kindOf(filter) === "one";
      return options.length > MANY ? <Searched id={id} name={name} options={options} values={values} isOne={isOne} set={set} /> : <Listed id={id} name={name} options={options} values={values} isOne={isOne} set={set} />;
    }
  }
}

/** Status is the one filter for which nothing chosen has to be said. */
function changed(filters: Chosen, id: string, next: readonly string[]): Chosen {
  const { [id]: _before, ...others } = filters;
  if (next.length > 0) return { ...others, [id]: next };
  return id === "status" ? { ...others, status: ["any"] } : others;
}

function wiring(id: string): Wiring {
  return { id: `filter-${id}`, "aria-describedby": undefined, "aria-invalid": undefined, "aria-required": undefined };
}

function Labelled({ id, name, children }: { id: string; name: string; children: VNode }): VNode {
  return (
    <div class="question">
      <label class="question-words" for={id}>
        {name}
      </label>
      {children}
    </div>
  );
}

interface Options {
  readonly id: string;
  readonly name: string;
  readonly options: readonly Option[];
  readonly values: readonly string[];
  readonly isOne: boolean;
  readonly set: (values: readonly string[]) => void;
}

function Listed({ id, name, options, values, isOne, set }: Options): VNode {
  const toggle = (value: string): void => {
    const isChosen = values.includes(value);
    const others = isOne ? [] : values.filter((other) => other !== value);
    set(isChosen ? others : [...others, value]);
  };
  return (
    <fieldset class="question">
      <legend class="question-words">{name}</legend>
      <div class="choices">
        {options.map((option) => (
          <label class="choice" key={option.id}>
            <input type={isOne ? "radio" : "checkbox"} name={`filter-${id}`} checked={values.includes(option.id)} onClick={() => isOne && toggle(option.id)} onChange={() => isOne || toggle(option.id)} />
            <span>
              <Localized of={option.display_text} />
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function Searched({ id, name, options, values, isOne, set }: Options): VNode {
  const text = (value: string): string => textOf(options.find((option) => option.id === value)?.display_text) || value;
  return (
    <Labelled id={`filter-${id}`} name={name}>
      <>
        <Chips chips={values.map((value) => ({ key: value, text: text(value) }))} remove={(value) => set(values.filter((other) => other !== value))} />
        <Combobox
          wiring={wiring(id)}
          icon="search"
          placeholder={t("form.search_options")}
          chosen=""
          search={searchIn(options, values)}
          choose={(key) => key !== null && set(isOne ? [key] : [...values, key])}
        />
      </>
    </Labelled>
  );
}

/** Whoever may not see the others still knows the user name they look for. */
function People({ id, name, module, values, set }: { id: string; name: string; module: string; values: readonly string[]; set: (values: readonly string[]) => void }): VNode {
  useEffect(() => void loadPeople(module), [module]);
  const list = people.value;
  if (list.state === "ready" && list.value.length > 0) {
    const options = list.value.map((person) => ({ id: person.user_name, display_text: { "": personName(person.user_name) } }));
    return <Searched id={id} name={name} options={options} values={values} isOne={false} set={set} />;
  }
  return (
    <Labelled id={`filter-${id}`} name={name}>
      <input
        id={`filter-${id}`}
        type="text"
        dir="ltr"
        autocomplete="off"
        autocapitalize="none"
        spellcheck={false}
        placeholder={t("filter.user_name")}
        value={values.join(" ")}
        onChange={(event) => set(event.currentTarget.value.split(/[\s,]+/).filter((value) => value !== ""))}
      />
    </Labelled>
  );
}

interface DatesProps {
  readonly setup: Configuration;
  readonly filter: ListFilter;
  readonly name: string;
  readonly value: string | undefined;
  readonly set: (values: readonly string[]) => void;
}

function Dates({ setup, filter, name, value, set }: DatesProps): VNode {
  const range = readRange(filter, value);
  const fields = dateFields(filter);
  const id = `filter-${filter.unique_id}`;
  const change = (part: Partial<DateRange>): void => {
    const next = { ...range, ...part };
    set(next.from === "" && next.to === "" && next.field === fields[0] ? [] : [writeRange(next)]);
  };
  return (
    <fieldset class="question">
      <legend class="question-words">{name}</legend>
      {fields.length > 1 && (
        <>
          <label class="visually-hidden" for={`${id}-field`}>
            {t("filter.date_field")}
          </label>
          <select id={`${id}-field`} value={range.field} onChange={(event) => change({ field: event.currentTarget.value })}>
            {fields.map((field) => (
              <option key={field} value={field}>
                {fieldName(setup, field)}
              </option>
            ))}
          </select>
        </>
      )}
      <div class="between">
        <label>
          <span>{t("filter.from")}</span>
          <input type="date" max={range.to === "" ? "9999-12-31" : range.to} value={range.from} onChange={(event) => change({ from: event.currentTarget.value })} />
        </label>
        <label>
          <span>{t("filter.to")}</span>
          <input type="date" min={range.from === "" ? undefined : range.from} max="9999-12-31" value={range.to} onChange={(event) => change({ to: event.currentTarget.value })} />
        </label>
      </div>
      {(range.from !== "" || range.to !== "") && (
        <button type="button" class="quiet small" onClick={() => set([])}>
          <Icon name="close" />
          {t("form.clear")}
        </button>
      )}
    </fieldset>
  );
}
