import { Note } from "../../components/feedback.tsx";
import { messages } from "../../i18n/i18n.ts";
import { acknowledgeErasure, erasure } from "../../store/withdrawal.ts";
import { session } from "../session.ts";

/** What a withdrawn consent took of check-ins that were not decided: told until it has been read. */
export function ErasedNote() {
  const t = messages.value.rights.erased;
  const who = session.value;
  const checkIns = erasure.value?.checkIns ?? 0;
  if (who.kind !== "person" || checkIns === 0) return null;
  return (
    <Note tone="look" title={t.title} alert>
      <p>{t.text(checkIns)}</p>
      <div>
        <button type="button" class="button" onClick={() => void acknowledgeErasure(who.me.id)}>
          {t.read}
        </button>
      </div>
    </Note>
  );
}
