// One case in the list. Which answers it shows is configured; the name comes first where it may.
import type { VNode } from "preact";
import type { CaseRecord } from "../model/wire.ts";
import { paths } from "../router.ts";
import { Icon } from "../shell/icon.tsx";
import { Link } from "../shell/link.tsx";
import { configuration } from "../store/configuration.ts";
import { t } from "../store/language.ts";
import { displayName, displayNumber, factsOf, statusText, type Fact } from "./record-text.ts";

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
          {setup && factsOf(setup, record, IN_TITLE).map((fact) => <FactText key={fact.name} fact={fact} />)}
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

/** A fact with its label, which is read out even where it is not shown. */
export function FactText({ fact }: { fact: Fact }): VNode {
  return (
    <span>
      {fact.label !== "" && <span class={fact.speaksForItself ? "visually-hidden" : undefined}>{fact.label}: </span>}
      <bdi>{fact.text}</bdi>
    </span>
  );
}

function initial(record: CaseRecord): string {
  const name = displayName(record).trim();
  return /^\p{L}/u.test(name) ? ([...name][0] ?? "").toLocaleUpperCase() : "·";
}
