import { useSignal } from "@preact/signals";
import type { LiveList, LiveRow, RowWord } from "../../../shared/api/course.ts";
import { Dialog } from "../../components/dialog.tsx";
import { ProblemNote } from "../../components/feedback.tsx";
import { StatusBadge } from "../../components/status.tsx";
import { toast } from "../../components/toast.tsx";
import { format } from "../../i18n/format.ts";
import { messages } from "../../i18n/i18n.ts";
import { markStudent } from "./act.ts";
import type { Live } from "./use-live-list.ts";

/** What teachers said without knowing of each other, side by side; one tap settles it. */
export function SettleDialog(props: { live: Live; list: LiveList; row: LiveRow; onClose: () => void }) {
  const { live, list, row, onClose } = props;
  const { teach, offline: t } = messages.value;
  const problem = useSignal<unknown>(null);
  async function choose({ status, reason }: RowWord) {
    problem.value = null;
    try {
      await markStudent(live, list, row, { status, reason: reason ?? t.settledReason });
      toast(teach.meeting.marked(row.name));
      onClose();
    } catch (error) {
      problem.value = error;
    }
  }
  return (
    <Dialog title={t.settleTitle(row.name)} onClose={onClose}>
      <p>{t.settleText}</p>
      {problem.value !== null && <ProblemNote error={problem.value} />}
      <ul class="versions">
        {row.words.map((word) => (
          <li key={word.id} class="version">
            <StatusBadge status={word.status} />
            <p>{word.reason}</p>
            <p class="muted small">{[word.by ?? t.you, format.stamp(word.at)].join(" · ")}</p>
            <button type="button" class="button button-primary" onClick={() => void choose(word)}>
              {t.settleChoose(messages.value.common.status[word.status])}
            </button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
