// Tells what just happened. The live region is always on the page, so that it is heard.
import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import { t } from "../store/language.ts";
import { clearNotice, notice } from "../store/notice.ts";
import { Icon } from "./icon.tsx";

/** Good news goes by itself; a problem stays until it is dealt with. */
const SHOWN_MS = 6000;

export function NoticeLine(): VNode {
  const current = notice.value;
  useEffect(() => {
    if (current?.tone !== "done") return undefined;
    const timer = setTimeout(() => notice.peek() === current && clearNotice(), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [current]);
  return (
    <div class="notices" role="status" aria-live="polite">
      {current && (
        <div class={`notice ${current.tone}`}>
          <Icon name={current.tone === "done" ? "check" : "alert"} />
          <p>{current.text()}</p>
          {current.retry && (
            <button
              type="button"
              class="secondary small"
              onClick={() => {
                clearNotice();
                current.retry?.();
              }}
            >
              {t("error.retry")}
            </button>
          )}
          <button type="button" class="quiet square" aria-label={t("app.close_notice")} onClick={clearNotice}>
            <Icon name="close" />
          </button>
        </div>
      )}
    </div>
  );
}
