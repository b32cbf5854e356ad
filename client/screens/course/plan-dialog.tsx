import { type Course, MeetingRequest } from "../../../shared/api/course.ts";
import { api } from "../../api.ts";
import { Dialog } from "../../components/dialog.tsx";
import { SelectField, TextField } from "../../components/field.tsx";
import { Form } from "../../components/form.tsx";
import { useForm } from "../../components/use-form.ts";
import { messages } from "../../i18n/i18n.ts";
import { usePlaces } from "./use-places.ts";

/** The value of a datetime-local input, in this device's time zone. */
function localInput(moment: Date): string {
  const local = new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

const HOUR_MS = 3_600_000;

/** An extra meeting, beside the weekly hours. */
export function PlanDialog(props: { course: Course; onClose: () => void; onAdded: () => void }) {
  const t = messages.value.teach.course;
  const words = messages.value.timetable.course;
  const places = usePlaces(props.course.id);
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
      roomId: "",
      groupId: "",
    },
    schema: MeetingRequest,
    shape: ({ startsAt, endsAt, title, roomId, groupId }) => ({
      startsAt: instant(startsAt),
      endsAt: instant(endsAt),
      ...(title.trim() && { title }),
      roomId: roomId || null,
      groupId: groupId || null,
    }),
    send: async (typed) => {
      await api.courses.addMeeting(props.course.id, typed);
      props.onAdded();
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
        {places.rooms.length > 1 && (
          <SelectField form={form} name="roomId" text={words.roomId} options={places.rooms} />
        )}
        {places.groups.length > 1 && (
          <SelectField form={form} name="groupId" text={words.groupId} options={places.groups} />
        )}
      </Form>
    </Dialog>
  );
}
