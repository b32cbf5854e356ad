import { useSignal } from "@preact/signals";
import type { StudentMeeting } from "../../../shared/api/course.ts";
import { format } from "../../i18n/format.ts";
import { messages } from "../../i18n/i18n.ts";
import { ExcuseMeetingDialog } from "../requests/excuse-meeting-dialog.tsx";
import { online } from "../session.ts";

/** A way to ask to be excused from a meeting, while nothing is decided and nothing was asked. Needs the server. */
export function AskExcuse({ meeting }: { meeting: StudentMeeting }) {
  const t = messages.value.day.requests;
  const asking = useSignal(false);
  const asked = useSignal(false);
  if (meeting.status !== "expected" || meeting.excuse !== null || asked.value || !online.value) return null;
  const when = `${format.day(meeting.startsAt)}, ${format.span(meeting.startsAt, meeting.endsAt)}`;
  return (
    <div>
      <button type="button" class="button button-quiet" onClick={() => (asking.value = true)}>
        {t.new}
      </button>
      {asking.value && (
        <ExcuseMeetingDialog
          meetingId={meeting.id}
          about={`${meeting.courseName} · ${when}`}
          onClose={() => (asking.value = false)}
          onSent={() => {
            asking.value = false;
            asked.value = true;
          }}
        />
      )}
    </div>
  );
}
