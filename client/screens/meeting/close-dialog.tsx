import { useSignal } from "@preact/signals";
import type { LiveList } from "../../../shared/api/course.ts";
import { Dialog } from "../../components/dialog.tsx";
import { ProblemNote } from "../../components/feedback.tsx";
import { toast } from "../../components/toast.tsx";
import { messages } from "../../i18n/i18n.ts";
import { closeMeeting } from "./act.ts";
import { countsOf } from "./counts.ts";

/** Closing, with what it means for those who are missing. */
export function CloseDialog({ list, onClose }: { list: LiveList; onClose: () => void }) {
  const { teach, common } = messages.value;
  const t = teach.meeting;
  const problem = useSignal<unknown>(null);
  const { missing, look } = countsOf(list.rows);
  async function close() {
    problem.value = null;
    try {
      const fate = await closeMeeting(list);
      toast(fate === "taken" ? t.closed : messages.value.offline.keptToast);
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
