// What has been chosen of many, each to be taken back.
import type { VNode } from "preact";
import { Icon } from "../shell/icon.tsx";
import { t } from "../store/language.ts";

export interface Chip {
  readonly key: string;
  readonly text: string;
}

export function Chips({ chips, remove }: { chips: readonly Chip[]; remove: (key: string) => void }): VNode | null {
  if (chips.length === 0) return null;
  return (
    <ul class="chosen">
      {chips.map((chip) => (
        <li key={chip.key}>
          <bdi>{chip.text}</bdi>
          <button type="button" class="quiet square" aria-label={`${t("form.take_back")}: ${chip.text}`} onClick={() => remove(chip.key)}>
            <Icon name="close" />
          </button>
        </li>
      ))}
    </ul>
  );
}
