import { useSignal } from "@preact/signals";
import type { LiveList } from "../../../shared/api/course.ts";
import { api } from "../../api.ts";
import { Dialog } from "../../components/dialog.tsx";
import { ProblemNote } from "../../components/feedback.tsx";
import { toast } from "../../components/toast.tsx";
import { messages } from "../../i18n/i18n.ts";
import { countsOf } from "./counts.ts";
import type { Live } from "./use-live-list.ts";

/** Closing, with what it means for those who are missing. */
export function CloseDialog({ live, list, onClose }: { live: Live; list: LiveList; onClose: () => void }) {
  const { teach, common } = messages.value;
  const t = teach.meeting;
  const problem = useSignal<unknown>(null);
  const { missing, look } = countsOf(list.rows);
  async function close() {
    problem.value = null;
    try {
      const meeting = await api.meetings.close(list.meeting.id);
      if (live.list.value) live.list.value = { ...live.list.value, meeting };
      toast(t.closed);
      onClose();
    } catch (error) {
      problem.value = error;
    }
  }
  return (
    <Dialog title={t.closeTitle} onClose={onClose}>
      <p>{t.closeText(missing, look)}</p>
      {problem.value !== null && <ProblemNote error={problem.value} />}
      <div class="row">
        <button type="button" class="button button-primary" onClick={() => void close()}>
          {t.close}
        </button>
        <button type="button" class="button" onClick={onClose}>
          {common.actions.cancel}
        </button>
      </div>
    </Dialog>
  );
}
