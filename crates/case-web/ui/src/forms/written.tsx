// Answers that are written: text, numbers, dates.
import type { VNode } from "preact";
import type { Path } from "../model/operation.ts";
import type { Field, Value } from "../model/wire.ts";
import { today } from "../expressions/condition.ts";
import { useForm } from "./context.ts";
import { Question, useQuestion } from "./question.tsx";

interface Props {
  readonly field: Field;
  readonly path: Path;
}

export function TextAnswer({ field, path }: Props): VNode {
  const { draft } = useForm();
  const state = useQuestion(field, path);
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

export function LongTextAnswer({ field, path }: Props): VNode {
  const { draft } = useForm();
  const state = useQuestion(field, path);
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
export function NumberAnswer({ field, path }: Props): VNode {
  const { draft } = useForm();
  const state = useQuestion(field, path);
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

export function DateAnswer({ field, path }: Props): VNode {
  const { draft } = useForm();
  const state = useQuestion(field, path);
  const withTime = field.date_include_time === true;
  const past = field.date_validation === "not_future_date";
  return (
    <Question field={field} state={state}>
      <input
        {...state.wiring}
        class="short"
        type={withTime ? "datetime-local" : "date"}
        max={past ? (withTime ? `${today()}T23:59` : today()) : undefined}
        value={withTime ? localMoment(draft.get(path)) : asText(draft.get(path)).slice(0, 10)}
        onInput={(event) => draft.set(path, readDate(event.currentTarget, withTime))}
        data-date={path.join("/")}
      />
    </Question>
  );
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
