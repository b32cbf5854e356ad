import { useSignal } from "@preact/signals";
import type { LiveList, LiveRow } from "../../../shared/api/course.ts";
import { api } from "../../api.ts";
import { Dialog } from "../../components/dialog.tsx";
import { Note, ProblemNote } from "../../components/feedback.tsx";
import { Grade } from "../../components/grade.tsx";
import { IconLook } from "../../components/icons.tsx";
import { StatusBadge } from "../../components/status.tsx";
import { toast } from "../../components/toast.tsx";
import { format } from "../../i18n/format.ts";
import { language, messages } from "../../i18n/i18n.ts";
import { OUTCOMES } from "../../i18n/outcomes.ts";
import { markStudent } from "./act.ts";
import type { Live } from "./use-live-list.ts";

type Decision = "present" | "late" | "absent";

/** The photo of a check-in beside the name, the doubt about it, and three ways to settle it. */
export function LookDialog(props: { live: Live; list: LiveList; row: LiveRow; onClose: () => void }) {
  const { live, list, row, onClose } = props;
  const t = messages.value.teach.meeting;
  const problem = useSignal<unknown>(null);
  const noPhoto = useSignal(false);
  const { checkIn } = row;
  const plain = checkIn?.code === "to_confirm" && checkIn.st === "review";
  async function decide(status: Decision) {
    problem.value = null;
    const reason = status === "absent" ? t.refuseReason : t.acceptReason;
    try {
      const fate = await markStudent(live, list, row, { status, reason });
      toast(fate === "taken" ? t.marked(row.name) : messages.value.offline.keptToast);
      onClose();
    } catch (error) {
      problem.value = error;
    }
  }
  return (
    <Dialog title={t.lookTitle(row.name)} onClose={onClose} wide>
      <div class={plain ? undefined : "look"}>
        {plain ? null : checkIn && !noPhoto.value ? (
          <img
            class="look-photo"
            src={api.meetings.checkInPhotoUrl(list.meeting.id, checkIn.h)}
            alt={t.photoOf(row.name)}
            onError={() => (noPhoto.value = true)}
          />
        ) : (
          <div class="look-photo look-none">{t.noPhoto}</div>
        )}
        <div class="stack">
          <StatusBadge status={row.status} />
          {checkIn?.code && !plain && (
            <Note tone="look" icon={<IconLook />}>
              {OUTCOMES[checkIn.code][language.value].message}
            </Note>
          )}
          {row.needsLook && checkIn?.sampled && (
            <Note tone="look" icon={<IconLook />}>
              {messages.value.day.list.sampledWhy}
            </Note>
          )}
          {checkIn && (
            <dl class="facts">
              <div>
                <dt>{t.captured}</dt>
                <dd>{format.seconds(checkIn.capturedAt)}</dd>
              </div>
              <div>
                <dt>{t.received}</dt>
                <dd>{format.seconds(checkIn.receivedAt)}</dd>
              </div>
              {checkIn.carrier && (
                <div>
                  <dt>{messages.value.carry.carriedBy}</dt>
                  <dd>{checkIn.carrier}</dd>
                </div>
              )}
            </dl>
          )}
          {checkIn?.grade && <Grade grade={checkIn.grade} />}
          <h3>{plain ? messages.value.tap.list.question(row.name) : t.lookQuestion(row.name)}</h3>
          {problem.value !== null && <ProblemNote error={problem.value} />}
          <div class="row">
            <button type="button" class="button button-primary" onClick={() => void decide("present")}>
              {t.accept}
            </button>
            <button type="button" class="button" onClick={() => void decide("late")}>
              {t.acceptLate}
            </button>
            <button type="button" class="button button-danger" onClick={() => void decide("absent")}>
              {t.refuse}
            </button>
          </div>
        </div>
      </div>
    </Dialog>
  );
}
