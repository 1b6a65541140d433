// One question of a section, by the type of its field.
import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import { isFile } from "../configuration/configuration.ts";
import { calculate } from "../expressions/condition.ts";
import type { Path } from "../model/operation.ts";
import type { Answers, Field, Value } from "../model/wire.ts";
import { Localized } from "../shell/text.tsx";
import { loadPeople, people } from "../store/configuration.ts";
import { t, textOf } from "../store/language.ts";
import { ChoiceAnswer, TickAnswer } from "./chosen.tsx";
import { answerId, useForm } from "./context.ts";
import { PlaceAnswer } from "./place.tsx";
import { Question, useQuestion } from "./question.tsx";
import { ShownAnswer } from "./shown.tsx";
import { Rows } from "./rows.tsx";
import { DateAnswer, LongTextAnswer, NumberAnswer, TextAnswer } from "./written.tsx";

interface Props {
  readonly field: Field;
  readonly path: Path;
  /** The answers that conditions of options look at: the record's, or the row's. */
  readonly answers: Answers;
}

export function Answer(props: Props): VNode {
  const { configuration } = useForm();
  const { field, path } = props;
  if (field.type === "separator") return <Heading field={field} />;
  if (field.type === "calculated") return <Calculated {...props} />;
  if (field.disabled === true) return <Kept {...props} because={undefined} />;
  switch (field.type) {
    case "text_field":
      return <TextAnswer field={field} path={path} />;
    case "textarea":
      return <LongTextAnswer field={field} path={path} />;
    case "numeric_field":
      return <NumberAnswer field={field} path={path} />;
    case "date_field":
      return <DateAnswer field={field} path={path} />;
    case "tick_box":
      return <TickAnswer field={field} path={path} />;
    case "subform":
      // Rows inside rows are not in any form that API v2 can store.
      return path.length === 1 ? <Rows field={field} /> : <Kept {...props} because={t("form.kept")} />;
    case "radio_button":
    case "select_box":
      return chosenFrom(field.option_strings_source) === "places" ? (
        <PlaceAnswer field={field} path={path} />
      ) : chosenFrom(field.option_strings_source) === "people" ? (
        <PersonAnswer {...props} />
      ) : configuration.options(field).length > 0 ? (
        <ChoiceAnswer {...props} />
      ) : (
        <Kept {...props} because={t("form.kept")} />
      );
    default:
      return <Kept {...props} because={t(isFile(field) ? "form.files_later" : "form.kept")} />;
  }
}

export function chosenFrom(source: string | undefined): "places" | "people" | "options" {
  if (source === "Location" || source === "ReportingLocation") return "places";
  return source === "User" ? "people" : "options";
}

function Heading({ field }: { field: Field }): VNode {
  return (
    <div class="separator">
      <h2>
        <Localized of={field.display_name} />
      </h2>
      {textOf(field.help_text) !== "" && (
        <p class="hint">
          <Localized of={field.help_text} />
        </p>
      )}
    </div>
  );
}

/** Shown with what it will be; the server works it out when it stores the answers. */
function Calculated({ field, answers }: Props): VNode {
  const value: Value = calculate(field.calculation?.expression, answers) as Value;
  return (
    <dl class="kept">
      <dt class="question-words">
        <Localized of={field.display_name} />
      </dt>
      <dd>
        <ShownAnswer field={field} value={value} />
        <span class="hint">{t("form.calculated")}</span>
      </dd>
    </dl>
  );
}

/** An answer that this page shows but cannot change. It is never sent, so it stays as it is stored. */
function Kept({ field, path, because }: Props & { readonly because: string | undefined }): VNode {
  const { draft } = useForm();
  return (
    <dl class="kept" id={answerId(path)} tabIndex={-1}>
      <dt class="question-words">
        <Localized of={field.display_name} />
      </dt>
      <dd>
        <ShownAnswer field={field} value={draft.get(path)} />
        {because !== undefined && <span class="hint">{because}</span>}
      </dd>
    </dl>
  );
}

/** A person by user name: chosen where the list may be seen, else written. */
function PersonAnswer({ field, path }: Props): VNode {
  const { draft, moduleId } = useForm();
  const state = useQuestion(field, path);
  useEffect(() => void loadPeople(moduleId), [moduleId]);
  if (people.value.state !== "ready") return <TextAnswer field={field} path={path} />;
  const chosen = draft.get(path);
  const names = people.value.value;
  const isKnown = names.some((person) => person.user_name === chosen);
  return (
    <Question field={field} state={state}>
      <select
        {...state.wiring}
        value={typeof chosen === "string" ? chosen : ""}
        onChange={(event) => draft.set(path, event.currentTarget.value || null)}
      >
        <option value="">{t("form.choose")}</option>
        {typeof chosen === "string" && !isKnown && <option value={chosen}>{chosen}</option>}
        {names.map((person) => (
          <option key={person.user_name} value={person.user_name}>
            {person.full_name ? `${person.full_name} (${person.user_name})` : person.user_name}
          </option>
        ))}
      </select>
    </Question>
  );
}
