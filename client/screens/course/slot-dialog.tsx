import type { Course } from "../../../shared/api/course.ts";
import { type Slot, SlotRequest, type Timetable } from "../../../shared/api/timetable.ts";
import { addDays, WEEKDAYS, weekdayOf } from "../../../shared/dates.ts";
import { api } from "../../api.ts";
import { Dialog } from "../../components/dialog.tsx";
import { SelectField, TextField } from "../../components/field.tsx";
import { Form } from "../../components/form.tsx";
import { toast } from "../../components/toast.tsx";
import { useForm } from "../../components/use-form.ts";
import { ZoneNote } from "../../components/zone-note.tsx";
import { messages } from "../../i18n/i18n.ts";
import { usePlaces } from "./use-places.ts";

/** Half a year, where no term says more. */
const DEFAULT_DAYS = 120;

/** A new weekly hour, or one to change; its dates begin as the term's. */
export function SlotDialog(props: {
  course: Course;
  timetable: Timetable;
  slot: Slot | null;
  onClose: () => void;
  onSaved: (timetable: Timetable) => void;
}) {
  const { course, timetable, slot } = props;
  const t = messages.value.timetable.course;
  const places = usePlaces(course.id);
  const { term, today } = timetable;
  const from = slot?.from ?? (term && term.startsOn > today ? term.startsOn : today);
  const form = useForm({
    initial: {
      weekday: String(slot?.weekday ?? Math.min(5, weekdayOf(today))),
      startsAt: slot?.startsAt ?? "10:00",
      endsAt: slot?.endsAt ?? "12:00",
      from,
      until: slot?.until ?? (term && term.endsOn > from ? term.endsOn : addDays(from, DEFAULT_DAYS)),
      everyWeeks: String(slot?.everyWeeks ?? 1),
      roomId: slot?.roomId ?? "",
      groupId: slot?.groupId ?? "",
      title: slot?.title ?? "",
    },
    schema: SlotRequest,
    shape: ({ weekday, everyWeeks, roomId, groupId, title, ...typed }) => ({
      ...typed,
      weekday: Number(weekday),
      everyWeeks: Number(everyWeeks),
      roomId: roomId || null,
      groupId: groupId || null,
      title: title.trim() || null,
    }),
    send: async (typed) => {
      const saved = slot
        ? await api.timetable.changeSlot(course.id, slot.id, typed)
        : await api.timetable.addSlot(course.id, typed);
      const ahead = saved.slots.reduce((sum, one) => sum + one.ahead, 0);
      toast(messages.value.timetable.course.saved(ahead));
      props.onSaved(saved);
      props.onClose();
    },
  });
  const days = WEEKDAYS.map((day) => ({
    value: String(day),
    label: messages.value.timetable.weekdays[day - 1] ?? "",
  }));
  return (
    <Dialog title={slot ? t.changeTitle : t.add} onClose={props.onClose}>
      {slot && <p class="muted">{t.changeText}</p>}
      <Form form={form} texts={t} submit={t.save}>
        <SelectField form={form} name="weekday" text={t.weekday} options={days} />
        <div class="form-pair">
          <TextField form={form} name="startsAt" text={t.startsAt} kind="time" />
          <TextField form={form} name="endsAt" text={t.endsAt} kind="time" />
        </div>
        <ZoneNote />
        <div class="form-pair">
          <TextField form={form} name="from" text={t.from} kind="date" />
          <TextField form={form} name="until" text={t.until} kind="date" />
        </div>
        <TextField form={form} name="everyWeeks" text={t.everyWeeks} kind="number" min={1} max={8} />
        {places.rooms.length > 1 && (
          <SelectField form={form} name="roomId" text={t.roomId} options={places.rooms} />
        )}
        {places.groups.length > 1 && (
          <SelectField form={form} name="groupId" text={t.groupId} options={places.groups} />
        )}
        <TextField form={form} name="title" text={t.title} autoComplete="off" maxLength={160} optional />
      </Form>
    </Dialog>
  );
}
