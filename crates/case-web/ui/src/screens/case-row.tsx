// One case in the list. Which answers it shows is configured; the name comes first where it may.
import type { VNode } from "preact";
import type { Configuration } from "../configuration/configuration.ts";
import type { CaseRecord } from "../model/wire.ts";
import { paths } from "../router.ts";
import { Icon } from "../shell/icon.tsx";
import { Link } from "../shell/link.tsx";
import { configuration } from "../store/configuration.ts";
import { t } from "../store/language.ts";
import { mayOnCases, session } from "../store/session.ts";
import { displayName, displayNumber, factsOf, previewOf, statusText, type Fact } from "./record-text.ts";

/** These stand in the title and the status of a row already. */
const IN_TITLE = new Set(["name", "id", "short_id", "case_id", "case_id_display", "status", "flag_count", "alert_count", "photo", "photos"]);

export function CaseRow({ record }: { record: CaseRecord }): VNode {
  const loaded = configuration.value;
  const setup = loaded.state === "ready" ? loaded.value : undefined;
  // The server says whose case may be opened; without its word nothing is kept from anybody.
  return <li>{record["record_in_scope"] === false ? <ForeignRow record={record} setup={setup} /> : <OwnRow record={record} setup={setup} />}</li>;
}

interface Props {
  readonly record: CaseRecord;
  readonly setup: Configuration | undefined;
}

function OwnRow({ record, setup }: Props): VNode {
  return (
    <Link class="case-row" to={paths.case(record.id)}>
      <Content record={record} setup={setup} />
      <Icon name="forward" />
    </Link>
  );
}

/** Held by somebody else: it can be recognised, not opened. Some roles see a little more of it. */
function ForeignRow({ record, setup }: Props): VNode {
  const current = session.value;
  const maySeeMore = current.state === "signed-in" && mayOnCases(current.user, "display_view_page");
  const preview = setup && maySeeMore ? previewOf(setup, record, IN_TITLE) : [];
  if (preview.length === 0) {
    return (
      <div class="case-row foreign">
        <Content record={record} setup={setup} />
        <Icon name="lock" />
      </div>
    );
  }
  return (
    <details class="preview">
      <summary class="case-row foreign">
        <Content record={record} setup={setup} />
        <Icon name="lock" />
      </summary>
      <div class="preview-answers">
        <dl class="answers">
          {preview.map((fact) => (
            <div key={fact.name}>
              <dt>{fact.label}</dt>
              <dd>
                <bdi>{fact.text}</bdi>
              </dd>
            </div>
          ))}
        </dl>
        <p class="hint">{t("cases.out_of_scope_hint")}</p>
      </div>
    </details>
  );
}

function Content({ record, setup }: Props): VNode {
  const isForeign = record["record_in_scope"] === false;
  const flags = typeof record["flag_count"] === "number" ? record["flag_count"] : 0;
  return (
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
        {isForeign && <span class="tag held">{t("cases.out_of_scope")}</span>}
      </span>
      <span class="case-row-end">
        {flags > 0 && (
          <span class="tag flagged">
            <Icon name="flag" />
            <span aria-hidden="true">{flags}</span>
            <span class="visually-hidden">{t("flags.count", { count: flags })}</span>
          </span>
        )}
        {record["status"] !== "open" && statusText(record) !== "" && <span class="tag">{statusText(record)}</span>}
      </span>
    </>
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
