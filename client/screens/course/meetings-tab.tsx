import { useSignal } from "@preact/signals";
import type { Course, Meeting } from "../../../shared/api/course.ts";
import { ownActions } from "../../actions/log.ts";
import { meetingsWith } from "../../actions/overlay.ts";
import { Badge, EmptyCard } from "../../components/feedback.tsx";
import { IconNext, IconPlus } from "../../components/icons.tsx";
import { Loadable } from "../../components/loadable.tsx";
import { PictureNothing } from "../../components/pictures.tsx";
import { useLoad } from "../../components/use-load.ts";
import { format } from "../../i18n/format.ts";
import { messages } from "../../i18n/i18n.ts";
import { teaching } from "../../store/teaching.ts";
import { ChangeMeetingDialog } from "./change-meeting-dialog.tsx";
import { Clashes } from "./clashes.tsx";
import { MeetingState } from "./meeting-state.tsx";
import { PlanDialog } from "./plan-dialog.tsx";

export { MeetingState };

/** At first this many to come and this many that were: a term has dozens. */
const SHOWN = 8;

export function MeetingsTab({ course }: { course: Course }) {
  const t = messages.value.teach.course;
  const words = messages.value.timetable.meetings;
  const meetings = useLoad(() => teaching.meetings(course.id), [course.id]);
  const planning = useSignal(false);
  const changing = useSignal<Meeting | null>(null);
  const runs = course.role !== null && course.role !== "student";
  const done = () => {
    planning.value = false;
    changing.value = null;
    meetings.reload();
  };
  return (
    <div class="stack">
      <div>
        <button type="button" class="button" onClick={() => (planning.value = true)}>
          <IconPlus size={18} />
          {t.plan}
        </button>
      </div>
      <Loadable from={meetings}>
        {({ value }) => {
          const list = meetingsWith(value, course, ownActions.value).toSorted((a, b) =>
            a.startsAt.localeCompare(b.startsAt),
          );
          if (list.length === 0)
            return (
              <EmptyCard picture={<PictureNothing />} title={t.noMeetingsTitle}>
                <p>{t.noMeetingsText}</p>
              </EmptyCard>
            );
          const isAhead = ({ state, endsAt }: Meeting) =>
            state === "open" || (state === "planned" && Date.parse(endsAt) > Date.now());
          const change = runs ? (meeting: Meeting) => (changing.value = meeting) : null;
          return (
            <div class="stack stack-l">
              <Clashes courseId={course.id} after={value} />
              <Part title={words.coming} meetings={list.filter(isAhead)} onChange={change} />
              <Part
                title={words.past}
                meetings={list.filter((one) => !isAhead(one)).toReversed()}
                onChange={change}
              />
            </div>
          );
        }}
      </Loadable>
      {planning.value && (
        <PlanDialog course={course} onClose={() => (planning.value = false)} onAdded={done} />
      )}
      {changing.value && (
        <ChangeMeetingDialog
          meeting={changing.value}
          onClose={() => (changing.value = null)}
          onChanged={done}
        />
      )}
    </div>
  );
}

function Part(props: {
  title: string;
  meetings: readonly Meeting[];
  onChange: ((meeting: Meeting) => void) | null;
}) {
  const { title, meetings, onChange } = props;
  const all = useSignal(false);
  const shown = all.value ? meetings : meetings.slice(0, SHOWN);
  if (meetings.length === 0) return null;
  return (
    <section class="stack">
      <h2>{title}</h2>
      <ul class="links">
        {shown.map((meeting) => (
          <li key={meeting.id}>
            <Item meeting={meeting} onChange={onChange} />
          </li>
        ))}
      </ul>
      {meetings.length > shown.length && (
        <div>
          <button type="button" class="button" onClick={() => (all.value = true)}>
            {messages.value.timetable.meetings.more(meetings.length - shown.length)}
          </button>
        </div>
      )}
    </section>
  );
}

function Item({ meeting, onChange }: { meeting: Meeting; onChange: ((meeting: Meeting) => void) | null }) {
  const t = messages.value.timetable;
  const cancelled = Boolean(meeting.cancelledAt);
  const when = `${format.day(meeting.startsAt)}, ${format.span(meeting.startsAt, meeting.endsAt)}`;
  const more = [
    meeting.title,
    meeting.room && t.room(meeting.room),
    meeting.groupName,
    meeting.movedFrom && t.movedFrom(format.stamp(meeting.movedFrom)),
    cancelled && meeting.cancelReason,
  ].filter(Boolean);
  return (
    <div class="item-row">
      <a class="item" href={`/meetings/${meeting.id}`}>
        <span class="grow">
          <strong class={cancelled ? "struck" : undefined}>{format.day(meeting.startsAt)}</strong>{" "}
          <span class={cancelled ? "struck nowrap" : "nowrap"}>
            {format.span(meeting.startsAt, meeting.endsAt)}
          </span>
          {more.length > 0 && <span class="muted small block">{more.join(" · ")}</span>}
        </span>
        {cancelled ? <Badge tone="look">{t.cancelled}</Badge> : <MeetingState state={meeting.state} />}
        <IconNext size={18} />
      </a>
      {onChange && meeting.state === "planned" && (
        <button
          type="button"
          class="button"
          aria-label={t.meetings.changeOf(when)}
          onClick={() => onChange(meeting)}
        >
          {t.meetings.change}
        </button>
      )}
    </div>
  );
}
