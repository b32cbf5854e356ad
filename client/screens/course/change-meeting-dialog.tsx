import type { Meeting } from "../../../shared/api/course.ts";
import { MeetingCancel, MeetingMove } from "../../../shared/api/timetable.ts";
import { wallOf } from "../../../shared/dates.ts";
import { api } from "../../api.ts";
import { Dialog } from "../../components/dialog.tsx";
import { SelectField, TextArea, TextField } from "../../components/field.tsx";
import { Form } from "../../components/form.tsx";
import { Loadable } from "../../components/loadable.tsx";
import { toast } from "../../components/toast.tsx";
import { useForm } from "../../components/use-form.ts";
import { useLoad } from "../../components/use-load.ts";
import { ZoneNote } from "../../components/zone-note.tsx";
import { format } from "../../i18n/format.ts";
import { messages } from "../../i18n/i18n.ts";
import { usePlaces } from "./use-places.ts";

interface ChangeProps {
  readonly meeting: Meeting;
  readonly onChanged: () => void;
}

/** Moves a planned meeting, cancels it, or takes the cancellation back. */
export function ChangeMeetingDialog({ meeting, onClose, onChanged }: ChangeProps & { onClose: () => void }) {
  const t = messages.value.timetable.meetings;
  const timetable = useLoad(() => api.timetable.of(meeting.courseId), [meeting.courseId]);
  return (
    <Dialog
      title={`${format.day(meeting.startsAt)}, ${format.span(meeting.startsAt, meeting.endsAt)}`}
      onClose={onClose}
    >
      {meeting.cancelledAt ? (
        <Restore meeting={meeting} onChanged={onChanged} />
      ) : (
        <div class="stack stack-l">
          <section class="stack">
            <h3>{t.moveTitle}</h3>
            <Loadable from={timetable}>
              {({ timeZone }) => <Move meeting={meeting} timeZone={timeZone} onChanged={onChanged} />}
            </Loadable>
          </section>
          <section class="stack">
            <h3>{t.cancelTitle}</h3>
            <Cancel meeting={meeting} onChanged={onChanged} />
          </section>
        </div>
      )}
    </Dialog>
  );
}

function Move({ meeting, timeZone, onChanged }: ChangeProps & { timeZone: string }) {
  const t = messages.value.timetable;
  const places = usePlaces(meeting.courseId);
  const starts = wallOf(new Date(meeting.startsAt), timeZone);
  const form = useForm({
    initial: {
      date: starts.date,
      startsAt: starts.time,
      endsAt: wallOf(new Date(meeting.endsAt), timeZone).time,
      roomId: meeting.roomId ?? "",
    },
    schema: MeetingMove,
    shape: ({ roomId, ...typed }) => ({ ...typed, roomId: roomId || null }),
    send: async (typed) => {
      await api.timetable.move(meeting.id, typed);
      toast(messages.value.timetable.meetings.moved);
      onChanged();
    },
  });
  const { date } = t.meetings;
  const { startsAt, endsAt, roomId } = t.course;
  return (
    <Form form={form} texts={{ date, startsAt, endsAt, roomId }} submit={t.meetings.move}>
      <TextField form={form} name="date" text={date} kind="date" />
      <div class="form-pair">
        <TextField form={form} name="startsAt" text={startsAt} kind="time" />
        <TextField form={form} name="endsAt" text={endsAt} kind="time" />
      </div>
      <ZoneNote />
      {places.rooms.length > 1 && (
        <SelectField form={form} name="roomId" text={roomId} options={places.rooms} />
      )}
    </Form>
  );
}

function Cancel({ meeting, onChanged }: ChangeProps) {
  const t = messages.value.timetable.meetings;
  const form = useForm({
    initial: { reason: "" },
    schema: MeetingCancel,
    send: async (typed) => {
      await api.timetable.cancel(meeting.id, typed);
      toast(messages.value.timetable.meetings.cancelled);
      onChanged();
    },
  });
  return (
    <>
      <p class="muted">{t.cancelText}</p>
      <Form form={form} texts={{ reason: t.reason }} submit={t.cancel}>
        <TextArea form={form} name="reason" text={t.reason} maxLength={300} />
      </Form>
    </>
  );
}

function Restore({ meeting, onChanged }: ChangeProps) {
  const t = messages.value.timetable.meetings;
  const form = useForm({
    initial: { reason: meeting.cancelReason ?? "" },
    schema: MeetingCancel,
    shape: () => ({ reason: "restored" }),
    send: async () => {
      await api.timetable.restore(meeting.id);
      toast(messages.value.timetable.meetings.restored);
      onChanged();
    },
  });
  return (
    <>
      {meeting.cancelReason && <p>{meeting.cancelReason}</p>}
      <Form form={form} texts={{ reason: t.reason }} submit={t.restore}>
        {null}
      </Form>
    </>
  );
}
