// Texts of the configuration. A text in another language than the page's says so to screen readers.
import type { VNode } from "preact";
import type { LocalizedText } from "../model/wire.ts";
import { localized } from "../store/language.ts";

export function Localized({ of }: { of: LocalizedText | string | undefined }): VNode {
  const { text, lang } = localized(of);
  return lang === undefined ? <>{text}</> : (
    <bdi lang={lang}>{text}</bdi>
  );
}
