// Answers that are written: text, numbers, dates.
import type { VNode } from "preact";
import type { Value } from "../model/wire.ts";
import { today } from "../expressions/condition.ts";
import { useForm } from "./context.ts";
import { Question, useQuestion } from "./question.tsx";
import { dateBounds } from "./rules.ts";
import { around, type Spot } from "./spot.ts";

interface Props {
  readonly spot: Spot;
}

export function TextAnswer({ spot }: Props): VNode {
  const { draft } = useForm();
  const { field, path } = spot;
  const state = useQuestion(spot);
  const phone = field.phone_number === true;
  return (
    <Question field={field} state={state}>
      <input
        {...state.wiring}
        type="text"
        inputMode={phone ? "tel" : "text"}
        dir={phone ? "ltr" : "auto"}
        autocomplete="off"
        value={asText(draft.get(path))}
        onInput={(event) => draft.set(path, orNull(event.currentTarget.value))}
      />
    </Question>
  );
}

export function LongTextAnswer({ spot }: Props): VNode {
  const { draft } = useForm();
  const { field, path } = spot;
  const state = useQuestion(spot);
  const text = asText(draft.get(path));
  return (
    <Question field={field} state={state}>
      <textarea
        {...state.wiring}
        dir="auto"
        rows={Math.min(12, Math.max(3, text.split("\n").length + 1))}
        value={text}
        onInput={(event) => draft.set(path, orNull(event.currentTarget.value))}
      />
    </Question>
  );
}

/** A text input with the number pad: `type=number` would throw away what it does not understand. */
export function NumberAnswer({ spot }: Props): VNode {
  const { draft } = useForm();
  const { field, path } = spot;
  const state = useQuestion(spot);
  return (
    <Question field={field} state={state}>
      <input
        {...state.wiring}
        class="short"
        type="text"
        inputMode="numeric"
        dir="ltr"
        autocomplete="off"
        value={asText(draft.get(path))}
        onInput={(event) => draft.set(path, readNumber(event.currentTarget.value))}
      />
    </Question>
  );
}

export function DateAnswer({ spot }: Props): VNode {
  const form = useForm();
  const { field, path } = spot;
  const state = useQuestion(spot);
  const withTime = field.date_include_time === true;
  const hasBounds = field.not_before !== undefined || field.not_after !== undefined;
  const { from, to } = dateBounds(field, hasBounds ? around(form, spot) : {});
  const latest = field.date_validation === "not_future_date" && (to === undefined || today() < to) ? today() : to;
  const value = form.draft.get(path);
  const written = withTime ? localMoment(value) : asText(value).slice(0, 10);
  return (
    <Question field={field} state={state}>
      <input
        {...state.wiring}
        class="short"
        type={withTime ? "datetime-local" : "date"}
        min={limit(from, withTime, "T00:00")}
        max={limit(latest, withTime, "T23:59") ?? (withTime ? "9999-12-31T23:59" : "9999-12-31")}
        // A half-written date has no value: writing one into the box would empty it under the hands.
        {...(value === "?" ? {} : { value: written })}
        onInput={(event) => form.draft.set(path, readDate(event.currentTarget, withTime))}
      />
    </Question>
  );
}

function limit(bound: string | undefined, withTime: boolean, time: string): string | undefined {
  return bound === undefined ? undefined : `${bound.slice(0, 10)}${withTime ? time : ""}`;
}

function asText(value: Value): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

function orNull(text: string): string | null {
  return text.trim() === "" ? null : text;
}

/** A whole number in any script's digits; anything else is kept as it was typed, and judged later. */
export function readNumber(text: string): number | string | null {
  const latin = text.trim().replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) & 0x0f));
  if (latin === "") return null;
  return /^-?\d{1,15}$/.test(latin) ? Number(latin) : text;
}

/** A half-written date is neither an answer nor the absence of one. */
function readDate(input: HTMLInputElement, withTime: boolean): string | null {
  if (input.value === "") return input.validity.badInput ? "?" : null;
  return withTime ? new Date(input.value).toISOString() : input.value;
}

function localMoment(value: Value): string {
  const at = typeof value === "string" ? new Date(value) : undefined;
  if (!at || Number.isNaN(at.getTime())) return "";
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
