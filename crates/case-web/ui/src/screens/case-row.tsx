// One case in the list. Which answers it shows is configured; the name comes first where it may.
import type { VNode } from "preact";
import type { Configuration } from "../configuration/configuration.ts";
import type { CaseRecord, ListHeader } from "../model/wire.ts";
import { paths } from "../router.ts";
import { Icon } from "../shell/icon.tsx";
import { Link } from "../shell/link.tsx";
import { configuration } from "../store/configuration.ts";
import { known, t, textOf } from "../store/language.ts";
import { displayName, displayNumber, listAnswer, statusText } from "./record-text.ts";

/** These stand in the title and the status of a row already. */
const IN_TITLE = new Set(["name", "id", "short_id", "case_id", "case_id_display", "status"]);

export function CaseRow({ record }: { record: CaseRecord }): VNode {
  const loaded = configuration.value;
  const setup = loaded.state === "ready" ? loaded.value : undefined;
  const isInScope = record["record_in_scope"] !== false;
  const content = (
    <>
      <span class="avatar" aria-hidden="true">
        {initial(record)}
      </span>
      <span class="case-row-words">
        <bdi class="case-row-name">{displayName(record)}</bdi>
        <span class="case-row-answers">
          <bdi class="number">{displayNumber(record)}</bdi>
          {setup?.listHeaders().map((header) => <ListedAnswer key={header.field_name} setup={setup} header={header} record={record} />)}
        </span>
      </span>
      <span class="case-row-end">
        {record["status"] !== "open" && <span class="tag">{statusText(record)}</span>}
        {!isInScope && <span class="tag">{t("cases.out_of_scope")}</span>}
        {isInScope && <Icon name="forward" />}
      </span>
    </>
  );
  return (
    <li>
      {isInScope ? (
        <Link class="case-row" to={paths.case(record.id)}>
          {content}
        </Link>
      ) : (
        <div class="case-row">{content}</div>
      )}
    </li>
  );
}

function ListedAnswer({ setup, header, record }: { setup: Configuration; header: ListHeader; record: CaseRecord }): VNode | null {
  if (IN_TITLE.has(header.field_name)) return null;
  const text = listAnswer(setup, header.field_name, record[header.field_name]);
  if (text === "") return null;
  const field = setup.field(header.field_name);
  // "Female" speaks for itself, "14" does not.
  const isChosen = field?.type === "select_box" || field?.type === "radio_button";
  const label = (field && textOf(field.display_name)) || (known(`field.${header.field_name}`) ?? "");
  return (
    <span class="listed">
      {label !== "" && <span class={isChosen ? "visually-hidden" : undefined}>{label}: </span>}
      <bdi>{text}</bdi>
    </span>
  );
}

function initial(record: CaseRecord): string {
  const name = displayName(record).trim();
  return /^\p{L}/u.test(name) ? ([...name][0] ?? "").toLocaleUpperCase() : "·";
}
