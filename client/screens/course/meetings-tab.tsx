import { useSignal } from "@preact/signals";
import { type Course, type Meeting, MeetingRequest } from "../../../shared/api/course.ts";
import { ownActions } from "../../actions/log.ts";
import { meetingsWith } from "../../actions/overlay.ts";
import { api } from "../../api.ts";
import { Dialog } from "../../components/dialog.tsx";
import { Badge, Empty, type Tone } from "../../components/feedback.tsx";
import { TextField } from "../../components/field.tsx";
import { Form } from "../../components/form.tsx";
import { IconCheck, IconClock, IconNext, IconPlus } from "../../components/icons.tsx";
import { Loadable } from "../../components/loadable.tsx";
import { PictureNothing } from "../../components/pictures.tsx";
import { useForm } from "../../components/use-form.ts";
import { useLoad } from "../../components/use-load.ts";
import { format } from "../../i18n/format.ts";
import { messages } from "../../i18n/i18n.ts";
import { teaching } from "../../store/teaching.ts";

const TONES: Readonly<Record<Meeting["state"], Tone>> = { open: "ok", planned: "pen", closed: "wait" };

export function MeetingState({ state }: { state: Meeting["state"] }) {
  const icon =
    state === "open" ? (
      <span class="pulse" />
    ) : state === "planned" ? (
      <IconClock size={16} />
    ) : (
      <IconCheck size={16} />
    );
  return (
    <Badge tone={TONES[state]} icon={icon}>
      {messages.value.common.meetingState[state]}
    </Badge>
  );
}

export function MeetingsTab({ course }: { course: Course }) {
  const t = messages.value.teach.course;
  const meetings = useLoad(() => teaching.meetings(course.id), [course.id]);
  const planning = useSignal(false);
  const added = () => {
    planning.value = false;
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
          const list = meetingsWith(value, course, ownActions.value);
          return list.length === 0 ? (
            <div class="card">
              <Empty picture={<PictureNothing />} title={t.noMeetingsTitle}>
                <p>{t.noMeetingsText}</p>
              </Empty>
            </div>
          ) : (
            <ul class="links">
              {[...list]
                .sort((a, b) => b.startsAt.localeCompare(a.startsAt))
                .map((meeting) => (
                  <li key={meeting.id}>
                    <a class="item" href={`/meetings/${meeting.id}`}>
                      <span class="grow">
                        <strong>{format.day(meeting.startsAt)}</strong>{" "}
                        <span class="nowrap">{format.span(meeting.startsAt, meeting.endsAt)}</span>
                        {meeting.title && <span class="muted small block">{meeting.title}</span>}
                      </span>
                      <MeetingState state={meeting.state} />
                      <IconNext size={18} />
                    </a>
                  </li>
                ))}
            </ul>
          );
        }}
      </Loadable>
      {planning.value && (
        <PlanDialog course={course} onClose={() => (planning.value = false)} onAdded={added} />
      )}
    </div>
  );
}

/** The value of a datetime-local input, in this device's time zone. */
function localInput(moment: Date): string {
  const local = new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

const HOUR_MS = 3_600_000;

function PlanDialog(props: { course: Course; onClose: () => void; onAdded: () => void }) {
  const t = messages.value.teach.course;
  const next = new Date(Math.ceil(Date.now() / HOUR_MS) * HOUR_MS);
  const instant = (typed: string) => {
    const moment = new Date(typed);
    return Number.isNaN(moment.getTime()) ? "" : moment.toISOString();
  };
  const form = useForm({
    initial: {
      startsAt: localInput(next),
      endsAt: localInput(new Date(next.getTime() + 1.5 * HOUR_MS)),
      title: "",
    },
    schema: MeetingRequest,
    shape: ({ startsAt, endsAt, title }) => ({
      startsAt: instant(startsAt),
      endsAt: instant(endsAt),
      ...(title.trim() && { title }),
    }),
    send: async (typed) => {
      await api.courses.addMeeting(props.course.id, typed);
      props.onAdded();
    },
  });
  const texts = { startsAt: t.starts, endsAt: t.ends, title: t.meetingTitle };
  return (
    <Dialog title={t.plan} onClose={props.onClose}>
      <Form form={form} texts={texts} submit={t.planSubmit}>
        <TextField form={form} name="startsAt" text={t.starts} kind="moment" />
        <TextField form={form} name="endsAt" text={t.ends} kind="moment" />
        <TextField
          form={form}
          name="title"
          text={t.meetingTitle}
          autoComplete="off"
          maxLength={160}
          optional
        />
      </Form>
    </Dialog>
  );
}
