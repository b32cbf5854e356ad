import type { StudentMeeting } from "../../../shared/api/course.ts";
import { Note } from "../../components/feedback.tsx";
import { format } from "../../i18n/format.ts";
import { messages } from "../../i18n/i18n.ts";
import { serverNow } from "../../outbox/outbox.ts";
import type { Reading, ShownCode } from "../../room-code/read.ts";
import { takesCheckIns } from "../today/choose-meetings.ts";

interface CodeWarningProps {
  readonly reading: Reading;
  readonly meeting: StudentMeeting;
  readonly meetings: readonly StudentMeeting[];
  readonly onAnyway: (shown: ShownCode) => void;
}

/** Why a code will not do, told before anything is sent; what to do about it. */
export function CodeWarning({ reading, meeting, meetings, onAnyway }: CodeWarningProps) {
  const t = messages.value.roomCode;
  if (reading.kind === "other") {
    const shown = meetings.find(({ id }) => id === reading.meetingId) ?? null;
    return <OtherMeeting shown={shown} meeting={meeting} />;
  }
  if (reading.kind === "ok") return null;
  const { title, text } = t[reading.kind];
  return (
    <Note tone="look" title={title}>
      <p>{text}</p>
      {(reading.kind === "old" || reading.kind === "early") && (
        <div>
          <button type="button" class="button" onClick={() => onAnyway(reading.shown)}>
            {t.ask.anyway}
          </button>
        </div>
      )}
    </Note>
  );
}

/** The code of another meeting: which, where it is one of the student's, and the way there. */
function OtherMeeting({ shown, meeting }: { shown: StudentMeeting | null; meeting: StudentMeeting }) {
  const t = messages.value.roomCode.other;
  const title = shown
    ? t.title(shown.courseName, `${format.day(shown.startsAt)}, ${format.span(shown.startsAt, shown.endsAt)}`)
    : t.unknown;
  return (
    <Note tone="look" title={title}>
      <p>{t.text(meeting.courseName)}</p>
      {shown && takesCheckIns(shown, serverNow()) && (
        <p>
          <a href={`/check-in/${shown.id}`}>{t.change(shown.courseName)}</a>
        </p>
      )}
    </Note>
  );
}
