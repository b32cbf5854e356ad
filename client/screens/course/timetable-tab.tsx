import { useSignal } from "@preact/signals";
import type { Course } from "../../../shared/api/course.ts";
import type { Slot, Timetable } from "../../../shared/api/timetable.ts";
import { api } from "../../api.ts";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { EmptyCard } from "../../components/feedback.tsx";
import { IconPlus } from "../../components/icons.tsx";
import { Loadable } from "../../components/loadable.tsx";
import { PictureNothing } from "../../components/pictures.tsx";
import { toast } from "../../components/toast.tsx";
import { useLoad } from "../../components/use-load.ts";
import { format } from "../../i18n/format.ts";
import { messages } from "../../i18n/i18n.ts";
import { minutesOf, type WeekHour } from "../week/layout.ts";
import { WeekPicture } from "../week/week-picture.tsx";
import { Clashes } from "./clashes.tsx";
import { Groups } from "./groups.tsx";
import { SlotDialog } from "./slot-dialog.tsx";
import { TermChoice } from "./term-choice.tsx";

/** When a course meets: its weekly hours as a picture and a list, its groups, its term. */
export function TimetableTab({ course, onChanged }: { course: Course; onChanged: (course: Course) => void }) {
  const timetable = useLoad(() => api.timetable.of(course.id), [course.id]);
  return (
    <Loadable from={timetable}>
      {(value) => (
        <div class="stack stack-l">
          <Slots course={course} timetable={value} onChanged={timetable.put} />
          {course.joinCode !== null && (
            <>
              <Groups course={course} timetable={value} onChanged={timetable.put} />
              <TermChoice
                course={course}
                timetable={value}
                onChanged={(changed) => {
                  onChanged(changed);
                  timetable.reload();
                }}
              />
            </>
          )}
        </div>
      )}
    </Loadable>
  );
}

interface SlotsProps {
  readonly course: Course;
  readonly timetable: Timetable;
  readonly onChanged: (timetable: Timetable) => void;
}

function Slots({ course, timetable, onChanged }: SlotsProps) {
  const t = messages.value.timetable.course;
  const { slots } = timetable;
  const editing = useSignal<Slot | "new" | null>(null);
  const removing = useSignal<Slot | null>(null);
  const one = removing.value;
  const runs = course.role !== null && course.role !== "student";
  const remove = async (slot: Slot) => {
    onChanged(await api.timetable.removeSlot(course.id, slot.id));
    toast(messages.value.timetable.course.removed);
  };
  return (
    <section class="stack" aria-labelledby="slots">
      <div class="row row-between">
        <h2 id="slots">{t.slots}</h2>
        {runs && (
          <button type="button" class="button button-primary" onClick={() => (editing.value = "new")}>
            <IconPlus size={18} />
            {t.add}
          </button>
        )}
      </div>
      <Clashes courseId={course.id} after={timetable} />
      {slots.length === 0 ? (
        <EmptyCard picture={<PictureNothing />} title={t.emptyTitle}>
          <p>{t.emptyText}</p>
        </EmptyCard>
      ) : (
        <>
          <div class="wide-only">
            <WeekPicture
              label={messages.value.timetable.week.picture}
              hours={slots.map((slot) => hourOf(slot, course.name))}
            />
          </div>
          <ul class="links">
            {slots.map((slot) => (
              <li key={slot.id}>
                <Row
                  slot={slot}
                  {...(runs && {
                    onChange: () => (editing.value = slot),
                    onRemove: () => (removing.value = slot),
                  })}
                />
              </li>
            ))}
          </ul>
        </>
      )}
      <p class="muted small">{t.opening}</p>
      {editing.value && (
        <SlotDialog
          course={course}
          timetable={timetable}
          slot={editing.value === "new" ? null : editing.value}
          onClose={() => (editing.value = null)}
          onSaved={onChanged}
        />
      )}
      {one && (
        <ConfirmDialog
          title={t.removeTitle}
          action={t.remove}
          danger
          onConfirm={() => remove(one)}
          onClose={() => (removing.value = null)}
        >
          <p>{t.removeText}</p>
        </ConfirmDialog>
      )}
    </section>
  );
}

const moreOf = (slot: Slot): string[] => {
  const t = messages.value.timetable;
  return [
    slot.title,
    slot.room && t.room(slot.room),
    slot.groupName,
    slot.everyWeeks > 1 && t.course.every(slot.everyWeeks),
  ].filter((line): line is string => typeof line === "string" && line !== "");
};

const hourOf = (slot: Slot, name: string): WeekHour => ({
  key: slot.id,
  weekday: slot.weekday,
  startMin: minutesOf(slot.startsAt),
  endMin: minutesOf(slot.endsAt),
  time: `${slot.startsAt} – ${slot.endsAt}`,
  title: slot.title ?? name,
  more: moreOf({ ...slot, title: null }),
  tone: "planned",
});

function Row({ slot, onChange, onRemove }: { slot: Slot; onChange?: () => void; onRemove?: () => void }) {
  const t = messages.value.timetable;
  const what = `${t.weekdays[slot.weekday - 1]} ${slot.startsAt} – ${slot.endsAt}`;
  return (
    <div class="item wrap">
      <span class="grow">
        <strong>{what}</strong>
        {moreOf(slot).length > 0 && <span class="block">{moreOf(slot).join(" · ")}</span>}
        <span class="muted small block">
          {t.course.span(format.date(slot.from), format.date(slot.until))} · {t.course.ahead(slot.ahead)}
        </span>
      </span>
      {onChange && (
        <button type="button" class="button" aria-label={`${t.course.change}: ${what}`} onClick={onChange}>
          {t.course.change}
        </button>
      )}
      {onRemove && (
        <button type="button" class="button" aria-label={`${t.course.remove}: ${what}`} onClick={onRemove}>
          {t.course.remove}
        </button>
      )}
    </div>
  );
}
