// Asks before unsaved work is left.
import type { VNode } from "preact";
import { blocked, canSave, leaveAnyway, saveAndLeave, stay } from "../router.ts";
import { t } from "../store/language.ts";
import { tell } from "../store/notice.ts";
import { Dialog } from "./dialog.tsx";

export function LeaveDialog(): VNode | null {
  if (!blocked.value) return null;
  return (
    <Dialog title={t("leave.title")} onCancel={stay}>
      <p>{t("leave.text")}</p>
      <div class="actions">
        {canSave() && (
          <button type="button" class="primary" onClick={() => void save()}>
            {t("leave.save")}
          </button>
        )}
        <button type="button" class={canSave() ? "secondary" : "primary"} onClick={stay}>
          {t("leave.stay")}
        </button>
        <button type="button" class="quiet" onClick={leaveAnyway}>
          {t("leave.go")}
        </button>
      </div>
    </Dialog>
  );
}

async function save(): Promise<void> {
  if (await saveAndLeave()) tell(() => t("form.saved"));
}
