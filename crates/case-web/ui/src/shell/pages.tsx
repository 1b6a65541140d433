// Going through the pages of a long list.
import type { VNode } from "preact";
import type { PageMetadata } from "../model/wire.ts";
import { t } from "../store/language.ts";
import { Icon } from "./icon.tsx";
import { Link } from "./link.tsx";

export function Pages({ page, to }: { page: PageMetadata; to: (number: number) => string }): VNode | null {
  const pages = Math.max(1, Math.ceil(page.total / page.per));
  if (pages === 1) return null;
  return (
    <nav class="pages" aria-label={t("cases.pages")}>
      {page.page > 1 ? (
        <Link class="button secondary" to={to(page.page - 1)} rel="prev">
          <Icon name="back" />
          {t("cases.previous")}
        </Link>
      ) : (
        <span />
      )}
      <span>{t("cases.page", { page: page.page, pages })}</span>
      {page.page < pages ? (
        <Link class="button secondary" to={to(page.page + 1)} rel="next">
          {t("cases.next")}
          <Icon name="forward" />
        </Link>
      ) : (
        <span />
      )}
    </nav>
  );
}
