// A stored answer as a person reads it.
import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import { isFile } from "../configuration/configuration.ts";
import { isBlank } from "../expressions/compare.ts";
import type { Field, Value } from "../model/wire.ts";
import { loadPlaces } from "../store/configuration.ts";
import { t } from "../store/language.ts";
import { useForm } from "./context.ts";
import { plainAnswer } from "./plain.ts";

export function ShownAnswer({ field, value }: { field: Field; value: Value }): VNode {
  const { configuration } = useForm();
  const isPlace = field.option_strings_source === "Location" || field.option_strings_source === "ReportingLocation";
  useEffect(() => {
    if (isPlace && !isBlank(value)) void loadPlaces();
  }, [isPlace, value]);
  if (isFile(field)) return <Files field={field} value={value} />;
  const text = plainAnswer(configuration, field, value);
  return text === "" ? (
    <span class="unanswered">{t("case.unanswered")}</span>
  ) : (
    <bdi class={field.type === "textarea" ? "long" : undefined}>{text}</bdi>
  );
}

interface StoredFile {
  readonly id?: number;
  readonly file_name?: string;
  readonly attachment_url?: string;
  readonly content_type?: string;
}

function Files({ field, value }: { field: Field; value: Value }): VNode {
  const files = (Array.isArray(value) ? value : isBlank(value) ? [] : [value]) as readonly StoredFile[];
  if (files.length === 0) return <span class="unanswered">{t("case.unanswered")}</span>;
  return (
    <ul class="files">
      {files.map((file, index) => (
        <li key={file.id ?? index}>
          {field.type === "photo_upload_box" && isOwnAddress(file.attachment_url) ? (
            <img src={file.attachment_url} alt={file.file_name ?? ""} loading="lazy" />
          ) : (
            <bdi>{file.file_name ?? "—"}</bdi>
          )}
        </li>
      ))}
    </ul>
  );
}

/** Only files of this tenant are loaded, whatever an answer says. */
function isOwnAddress(url: string | undefined): url is string {
  return url !== undefined && url.startsWith("/") && !url.startsWith("//");
}
