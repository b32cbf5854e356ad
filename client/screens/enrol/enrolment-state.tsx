import type { Enrolment } from "../../../shared/api/enrolment.ts";
import type { EnrolmentStatus } from "../../../shared/api/account.ts";
import type { Tone } from "../../components/feedback.tsx";
import { IconCheck, IconClock, IconCross, IconFaces, IconPhone } from "../../components/icons.tsx";
import { format } from "../../i18n/format.ts";
import { messages } from "../../i18n/i18n.ts";

const LOOK: Readonly<Record<EnrolmentStatus, { tone: Tone; icon: typeof IconCheck }>> = {
  uploading: { tone: "look", icon: IconPhone },
  checking: { tone: "wait", icon: IconClock },
  awaiting: { tone: "wait", icon: IconFaces },
  confirmed: { tone: "ok", icon: IconCheck },
  rejected: { tone: "bad", icon: IconCross },
};

/** Where an enrolment stands, why, and what the student can do. */
export function EnrolmentState({ enrolment }: { enrolment: Enrolment }) {
  const { face, common } = messages.value;
  const { status, code, pose, reason } = enrolment;
  const { tone, icon: Icon } = LOOK[status];
  const words = face.enrol.status[status];
  const broken = status === "uploading" || status === "rejected";
  return (
    <section class="card stack" aria-live="polite">
      <div class="verdict-head">
        <span class={`verdict-seal tone-${tone}`}>
          <Icon size={30} />
        </span>
        <div>
          <h2>{words.title}</h2>
          <p class="muted">{status === "uploading" ? face.enrol.incomplete : words.text}</p>
        </div>
      </div>
      {status === "checking" && <progress class="progress" aria-label={words.title} />}
      {code && (
        <p>
          {pose && <strong>{common.pose[pose]}: </strong>}
          {face.enrolmentCodes[code]}
        </p>
      )}
      {reason && (
        <p>
          <strong>{face.enrol.reason}:</strong> {reason}
        </p>
      )}
      <div class="row">
        {broken && (
          <a class="button button-primary" href="/enrol/photos">
            {face.enrol.redo}
          </a>
        )}
        <a class={broken ? "button" : "button button-primary"} href="/today">
          {face.enrol.toToday}
        </a>
      </div>
      <p class="muted small">{format.stamp(enrolment.at)}</p>
    </section>
  );
}
