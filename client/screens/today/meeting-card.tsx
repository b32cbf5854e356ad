import type { StudentMeeting } from "../../../shared/api/course.ts";
import { Badge, Note } from "../../components/feedback.tsx";
import { IconCamera, IconCheck, IconClock, IconLook, IconPhone } from "../../components/icons.tsx";
import { StatusBadge } from "../../components/status.tsx";
import { format } from "../../i18n/format.ts";
import { language, messages } from "../../i18n/i18n.ts";
import { OUTCOMES } from "../../i18n/outcomes.ts";
import { serverNow } from "../../outbox/outbox.ts";
import type { CheckInView } from "../../outbox/types.ts";
import { askTap, type Way } from "../way.ts";
import { ArrivalNote } from "./arrival-note.tsx";
import { AskExcuse } from "./ask-excuse.tsx";
import { takesCheckIns } from "./choose-meetings.ts";

/** The open or next meeting with the one button that matters. `own`: the latest check-in of this phone to it. */
export function MeetingCard(props: { meeting: StudentMeeting; way: Way; own: CheckInView | null }) {
  const { meeting, way, own } = props;
  const { common, student } = messages.value;
  const t = student.today;
  const open = meeting.state === "open";
  const takes = takesCheckIns(meeting, serverNow());
  return (
    <article class={open ? "card card-lift meeting-card meeting-card-open" : "card meeting-card"}>
      <div class="row row-between">
        <Badge tone={open ? "ok" : "wait"} icon={open ? <span class="pulse" /> : <IconClock size={16} />}>
          {open ? t.openNow : t.next}
        </Badge>
        {meeting.status !== "expected" && <StatusBadge status={meeting.status} />}
      </div>
      <div>
        <h2 class="meeting-name">{meeting.courseName}</h2>
        <p class="muted">
          {format.day(meeting.startsAt)},{" "}
          <time dateTime={meeting.startsAt}>{format.span(meeting.startsAt, meeting.endsAt)}</time>
          {meeting.title && ` · ${meeting.title}`}
          {meeting.room && ` · ${messages.value.timetable.room(meeting.room)}`}
        </p>
        {meeting.movedFrom && (
          <p class="moved">{messages.value.timetable.movedFrom(format.stamp(meeting.movedFrom))}</p>
        )}
      </div>
      <Standing meeting={meeting} own={own} />
      {!isSettled(meeting, own) && <ArrivalNote meeting={meeting} nowMs={serverNow()} />}
      {takes && (
        <a
          class={
            isSettled(meeting, own) ? "button button-wide" : "button button-primary button-big button-wide"
          }
          href={`/check-in/${meeting.id}`}
          // this tap is the check-in; without it the screen that opens asks for it
          onClick={() => askTap(way === "tap" ? meeting.id : null)}
        >
          {way === "tap" ? <IconCheck /> : <IconCamera />}
          {isSettled(meeting, own) ? t.again : t.checkIn}
        </a>
      )}
      {takes && meeting.roomCode === "required" && !isSettled(meeting, own) && (
        <p class="muted small">{messages.value.roomCode.today}</p>
      )}
      {!isSettled(meeting, own) && <AskExcuse meeting={meeting} />}
      {!open && <p class="muted">{common.opensIn(format.relative(meeting.startsAt, serverNow()))}</p>}
      {!open && <p class="muted small">{takes ? t.early : t.notOpen}</p>}
    </article>
  );
}

/** Nothing more to do: on the list, or on the way there. */
const isSettled = (meeting: StudentMeeting, own: CheckInView | null) =>
  meeting.status === "present" || meeting.status === "late" || (own !== null && own.state !== "disputed");

function Standing({ meeting, own }: { meeting: StudentMeeting; own: CheckInView | null }) {
  const t = messages.value.student.today;
  if (meeting.status === "absent" && own?.state === "confirmed") {
    return <Note tone="look">{messages.value.day.today.tooLate}</Note>;
  }
  if (meeting.status === "present" || meeting.status === "late" || own?.state === "confirmed") {
    return (
      <Note tone="ok" icon={<IconCheck />}>
        {t.already}
      </Note>
    );
  }
  if (!own) return null;
  const reason = own.code ? OUTCOMES[own.code][language.value] : null;
  if (own.state === "disputed") {
    return (
      <Note tone="look" title={reason?.message ?? t.disputed} icon={<IconLook />}>
        {reason && <p>{reason.next}</p>}
        <p>
          <a href="/record">{t.see}</a>
        </p>
      </Note>
    );
  }
  return (
    <Note tone="wait" title={t.saved} icon={<IconPhone />}>
      {reason ? reason.message : messages.value.student.record.details[own.detail]}
    </Note>
  );
}
