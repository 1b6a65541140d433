// One question of a section, by the type of its field.
import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import { isFile, isSum } from "../configuration/configuration.ts";
import type { Field } from "../model/wire.ts";
import { Localized } from "../shell/text.tsx";
import { loadPeople, people } from "../store/configuration.ts";
import { t, textOf } from "../store/language.ts";
import { ChoiceAnswer, OneOfMany } from "./chosen.tsx";
import { answerId, useForm } from "./context.ts";
import { PlaceAnswer } from "./place.tsx";
import { Words } from "./question.tsx";
import { ShownAnswer } from "./shown.tsx";
import { Rows } from "./rows.tsx";
import { around, useSpot, type Spot } from "./spot.ts";
import { TallyAnswer } from "./tally.tsx";
import { TickAnswer } from "./tick.tsx";
import { DateAnswer, LongTextAnswer, NumberAnswer, TextAnswer } from "./written.tsx";

interface Props {
  readonly field: Field;
  readonly subform?: Field;
  readonly row?: string;
}

/** The question, as long as the other answers ask for it. Its parts are the same objects every time. */
export function Answer({ field, subform, row }: Props): VNode | null {
  const { live } = useForm();
  const spot = useSpot(field, subform, row);
  // A client's own template is nothing that this client has.
  return field.type !== "custom" && live.isShown(field, subform, row) ? <Asked spot={spot} /> : null;
}

function Asked({ spot }: { spot: Spot }): VNode {
  const { field } = spot;
  if (field.type === "separator") return <Heading field={field} />;
  if (field.type === "calculated" || isSum(field)) return <Calculated spot={spot} />;
  if (field.disabled === true) return <Kept spot={spot} because={undefined} />;
  switch (field.type) {
    case "text_field":
      return <TextAnswer spot={spot} />;
    case "textarea":
      return <LongTextAnswer spot={spot} />;
    case "numeric_field":
      return <NumberAnswer spot={spot} />;
    case "date_field":
      return <DateAnswer spot={spot} />;
    case "tick_box":
      return <TickAnswer spot={spot} />;
    case "tally_field":
      return <TallyAnswer spot={spot} />;
    case "radio_button":
    case "select_box":
      return <Chosen spot={spot} />;
    case "subform":
      // Rows inside rows are not in any form that API v2 can store.
      return spot.subform ? <Kept spot={spot} because={t("form.kept")} /> : <Rows field={field} />;
    default:
      return <Kept spot={spot} because={t(isFile(field) ? "form.files_later" : "form.kept")} />;
  }
}

function Chosen({ spot }: { spot: Spot }): VNode {
  const { configuration } = useForm();
  const { field } = spot;
  switch (chosenFrom(field.option_strings_source)) {
    case "places":
      return <PlaceAnswer spot={spot} />;
    case "people":
      return <PersonAnswer spot={spot} />;
    case "options":
      return configuration.options(field).length > 0 ? <ChoiceAnswer spot={spot} /> : <Kept spot={spot} because={t("form.kept")} />;
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
function Calculated({ spot }: { spot: Spot }): VNode {
  const { field } = spot;
  const value = around(useForm(), spot)[field.name];
  return (
    <dl class="kept" id={answerId(spot.path)} tabIndex={-1}>
      <dt class="question-words">
        <Localized of={field.display_name} />
      </dt>
      <dd>
        <output>
          <ShownAnswer field={field} value={value} />
        </output>
        <span class="hint">{t("form.calculated")}</span>
      </dd>
    </dl>
  );
}

/** An answer that this page shows but cannot change. It is never sent, so it stays as it is stored. */
function Kept({ spot, because }: { readonly spot: Spot; readonly because: string | undefined }): VNode {
  const { draft } = useForm();
  return (
    <dl class="kept" id={answerId(spot.path)} tabIndex={-1}>
      <dt class="question-words">
        <Words field={spot.field} />
      </dt>
      <dd>
        <ShownAnswer field={spot.field} value={draft.get(spot.path)} />
        {because !== undefined && <span class="hint">{because}</span>}
      </dd>
    </dl>
  );
}

/** A person by user name: chosen where the list may be seen, else written. */
function PersonAnswer({ spot }: { spot: Spot }): VNode {
  const { draft, moduleId } = useForm();
  useEffect(() => void loadPeople(moduleId), [moduleId]);
  const list = people.value;
  if (list.state !== "ready") return <TextAnswer spot={spot} />;
  const chosen = draft.get(spot.path);
  const options = list.value.map((person) => ({ id: person.user_name, display_text: { "": person.full_name || person.user_name } }));
  const isListed = typeof chosen !== "string" || chosen === "" || options.some((option) => option.id === chosen);
  return <OneOfMany spot={spot} options={isListed ? options : [...options, { id: String(chosen), display_text: { "": String(chosen) } }]} />;
}
