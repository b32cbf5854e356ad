import { type Course, MeetingRequest } from "../../../shared/api/course.ts";
import { instantOf, wallOf } from "../../../shared/dates.ts";
import { api } from "../../api.ts";
import { Dialog } from "../../components/dialog.tsx";
import { SelectField, TextField } from "../../components/field.tsx";
import { Form } from "../../components/form.tsx";
import { Loadable } from "../../components/loadable.tsx";
import { useForm } from "../../components/use-form.ts";
import { useLoad } from "../../components/use-load.ts";
import { ZoneNote } from "../../components/zone-note.tsx";
import { messages } from "../../i18n/i18n.ts";
import { usePlaces } from "./use-places.ts";

const HOUR_MS = 3_600_000;

/** The value of a datetime-local input, as the university's clock shows a moment. */
function localInput(moment: Date, timeZone: string): string {
  const { date, time } = wallOf(moment, timeZone);
  return `${date}T${time}`;
}

/** What was typed into one, as an instant; empty: no moment. */
function instant(typed: string, timeZone: string): string {
  const [date, time] = typed.split("T");
  return date && time ? instantOf(date, time.slice(0, 5), timeZone).toISOString() : "";
}

interface PlanProps {
  readonly course: Course;
  readonly onAdded: () => void;
}

/** An extra meeting, beside the weekly hours. */
export function PlanDialog({ onClose, ...props }: PlanProps & { onClose: () => void }) {
  const timetable = useLoad(() => api.timetable.of(props.course.id), [props.course.id]);
  return (
    <Dialog title={messages.value.teach.course.plan} onClose={onClose}>
      <Loadable from={timetable}>{({ timeZone }) => <Plan {...props} timeZone={timeZone} />}</Loadable>
    </Dialog>
  );
}

function Plan({ course, onAdded, timeZone }: PlanProps & { timeZone: string }) {
  const t = messages.value.teach.course;
  const words = messages.value.timetable.course;
  const places = usePlaces(course.id);
  const next = new Date(Math.ceil(Date.now() / HOUR_MS) * HOUR_MS);
  const form = useForm({
    initial: {
      startsAt: localInput(next, timeZone),
      endsAt: localInput(new Date(next.getTime() + 1.5 * HOUR_MS), timeZone),
      title: "",
      roomId: "",
      groupId: "",
    },
    schema: MeetingRequest,
    shape: ({ startsAt, endsAt, title, roomId, groupId }) => ({
      startsAt: instant(startsAt, timeZone),
      endsAt: instant(endsAt, timeZone),
      ...(title.trim() && { title }),
      roomId: roomId || null,
      groupId: groupId || null,
    }),
    send: async (typed) => {
      await api.courses.addMeeting(course.id, typed);
      onAdded();
    },
  });
  const texts = {
    startsAt: t.starts,
    endsAt: t.ends,
    title: t.meetingTitle,
    roomId: words.roomId,
    groupId: words.groupId,
  };
  return (
    <Form form={form} texts={texts} submit={t.planSubmit}>
      <TextField form={form} name="startsAt" text={t.starts} kind="moment" />
      <TextField form={form} name="endsAt" text={t.ends} kind="moment" />
      <ZoneNote />
      <TextField form={form} name="title" text={t.meetingTitle} autoComplete="off" maxLength={160} optional />
      {places.rooms.length > 1 && (
        <SelectField form={form} name="roomId" text={words.roomId} options={places.rooms} />
      )}
      {places.groups.length > 1 && (
        <SelectField form={form} name="groupId" text={words.groupId} options={places.groups} />
      )}
    </Form>
  );
}
