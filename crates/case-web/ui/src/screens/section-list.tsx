// The sections of a case, by their groups, with how far each has got.
import type { VNode } from "preact";
import { asks, type Configuration, type Section } from "../configuration/configuration.ts";
import { progress } from "../forms/rules.ts";
import { rowsOf } from "../model/same.ts";
import type { CaseRecord, LocalizedText } from "../model/wire.ts";
import { paths } from "../router.ts";
import { Icon } from "../shell/icon.tsx";
import { Link } from "../shell/link.tsx";
import { Localized } from "../shell/text.tsx";
import { t } from "../store/language.ts";
import { moduleOf } from "./loaded-case.ts";

/** Up to this many sections are all shown; of more, the group that is open. */
const ALL_SHOWN = 14;

interface Props {
  readonly record: CaseRecord;
  readonly setup: Configuration;
  readonly sections: readonly Section[];
  readonly shown: Section | undefined;
  readonly isChosen: boolean;
}

export function SectionList({ record, setup, sections, shown, isChosen }: Props): VNode {
  const groups = grouped(sections, (section) => section.form.form_group_id ?? "");
  const isLong = sections.length > ALL_SHOWN && groups.length > 1;
  return (
    <nav class="section-list" aria-label={t("case.sections")}>
      {groups.map((group) => {
        const list = <Links key={group.id} record={record} setup={setup} sections={group.sections} shown={shown} isChosen={isChosen} />;
        const name = group.sections[0] && setup.groupName(group.sections[0], moduleOf(record));
        // A group of one section says nothing that the section does not say, and costs a tap.
        if (name === undefined || group.sections.length === 1 || groups.length === 1) return list;
        return (
          <Group key={group.id} name={name} isOpen={!isLong || group.sections.some((section) => section === shown)} missing={missingIn(setup, group.sections, record)}>
            {list}
          </Group>
        );
      })}
    </nav>
  );
}

function missingIn(setup: Configuration, sections: readonly Section[], record: CaseRecord): number {
  return sections.reduce((sum, section) => sum + progress(setup, section.fields, record).missing, 0);
}

function grouped(sections: readonly Section[], groupOf: (section: Section) => string): readonly { id: string; sections: Section[] }[] {
  const groups = new Map<string, Section[]>();
  for (const section of sections) groups.set(groupOf(section), [...(groups.get(groupOf(section)) ?? []), section]);
  return [...groups].map(([id, members]) => ({ id, sections: members }));
}

function Group({ name, isOpen, missing, children }: { name: LocalizedText; isOpen: boolean; missing: number; children: VNode }): VNode {
  return (
    <details class="section-group" open={isOpen}>
      <summary>
        <Localized of={name} />
        {missing > 0 && (
          <span class="section-progress missing">
            <Icon name="alert" />
            <span class="visually-hidden">{t("case.missing", { count: missing })}</span>
          </span>
        )}
      </summary>
      {children}
    </details>
  );
}

function Links({ record, setup, sections, shown, isChosen }: Props): VNode {
  return (
    <ul>
      {sections.map((section) => (
        <li key={section.form.unique_id}>
          <Link
            to={paths.case(record.id, section.form.unique_id)}
            class={section === shown ? "section-link shown" : "section-link"}
            aria-current={section === shown && isChosen ? "page" : undefined}
          >
            <span class="section-name">
              <Localized of={section.form.name} />
            </span>
            <SectionProgress setup={setup} section={section} record={record} />
            <Icon name="forward" />
          </Link>
        </li>
      ))}
    </ul>
  );
}

function SectionProgress({ setup, section, record }: { setup: Configuration; section: Section; record: CaseRecord }): VNode | null {
  const { answered, questions, missing } = progress(setup, section.fields, record);
  if (questions === 0) return null;
  if (missing > 0) {
    return (
      <span class="section-progress missing">
        <Icon name="alert" />
        {t("case.missing", { count: missing })}
      </span>
    );
  }
  const rows = rowsIn(section, record);
  if (rows !== undefined) return <span class="section-progress">{rows === 0 ? t("form.no_rows") : t("case.rows", { count: rows })}</span>;
  return (
    <span class={answered === questions ? "section-progress complete" : "section-progress"}>
      {answered === questions && <Icon name="check" />}
      {answered === questions ? t("case.complete") : t("case.answered", { answered, questions })}
    </span>
  );
}

/** How many rows a section holds that asks for nothing but rows. */
function rowsIn(section: Section, record: CaseRecord): number | undefined {
  const asked = section.fields.filter(asks);
  if (!asked.every((field) => field.type === "subform")) return undefined;
  return asked.reduce((sum, field) => sum + rowsOf(record[field.name]).length, 0);
}
