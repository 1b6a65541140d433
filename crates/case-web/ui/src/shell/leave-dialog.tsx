// Asks before unsaved work is left.
import type { VNode } from "preact";
import { blocked, leaveAnyway, stay } from "../router.ts";
import { t } from "../store/language.ts";
import { Dialog } from "./dialog.tsx";

export function LeaveDialog(): VNode | null {
  if (!blocked.value) return null;
  return (
    <Dialog title={t("leave.title")} onCancel={stay}>
      <p>{t("leave.text")}</p>
      <div class="actions">
        <button type="button" class="primary" onClick={stay}>
          {t("leave.stay")}
        </button>
        <button type="button" class="secondary" onClick={leaveAnyway}>
          {t("leave.go")}
        </button>
      </div>
    </Dialog>
  );
}
