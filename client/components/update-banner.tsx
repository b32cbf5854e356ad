import { messages } from "../i18n/i18n.ts";
import { sendingHeld } from "../outbox/outbox.ts";
import { applyUpdate, lookForUpdate, updateReady } from "../sw/register.ts";

/** A new version waits, or the server asks for one: one button, no interruption. */
export function UpdateBanner() {
  const { update } = messages.value.common;
  if (!updateReady.value && sendingHeld.value !== "update") return null;
  const go = () => (updateReady.value ? applyUpdate() : lookForUpdate());
  return (
    <div class="update" role="status">
      <span>{updateReady.value ? update.text : update.needed}</span>
      <button type="button" class="button" onClick={() => void go()}>
        {update.action}
      </button>
    </div>
  );
}
