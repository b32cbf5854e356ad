import { useSignal } from "@preact/signals";
import type { RosterRow } from "../../../shared/api/roster.ts";
import { api } from "../../api.ts";
import { Dialog } from "../../components/dialog.tsx";
import { ProblemNote } from "../../components/feedback.tsx";
import { toast } from "../../components/toast.tsx";
import { messages } from "../../i18n/i18n.ts";

/** Whether the account that somebody has made of a roster's row is this student's. */
export function ClaimDialog(props: {
  courseId: string;
  row: RosterRow;
  onClose: () => void;
  onDecided: () => void;
}) {
  const { courseId, row, onClose, onDecided } = props;
  const t = messages.value.timetable.roster;
  const problem = useSignal<unknown>(null);
  const busy = useSignal(false);
  async function decide(decision: "confirm" | "release") {
    if (busy.value) return;
    busy.value = true;
    problem.value = null;
    try {
      await api.courses.decideClaim(courseId, row.userId, { decision });
      toast(decision === "confirm" ? t.claimConfirmed(row.name) : t.claimReleased(row.name));
      onDecided();
      onClose();
    } catch (error) {
      problem.value = error;
    } finally {
      busy.value = false;
    }
  }
  return (
    <Dialog title={t.claimTitle(row.name)} onClose={onClose}>
      <p class="break muted">{[row.studentNumber, row.email].filter(Boolean).join(" · ")}</p>
      <p>{t.claimText}</p>
      <p class="muted">{t.claimEnrolled}</p>
      {problem.value !== null && <ProblemNote error={problem.value} />}
      <div class="row">
        <button
          type="button"
          class="button button-primary"
          aria-disabled={busy.value}
          onClick={() => void decide("confirm")}
        >
          {t.claimConfirm}
        </button>
        <button
          type="button"
          class="button button-danger"
          aria-disabled={busy.value}
          onClick={() => void decide("release")}
        >
          {t.claimRelease}
        </button>
      </div>
    </Dialog>
  );
}
