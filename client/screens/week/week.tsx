import { useSignal } from "@preact/signals";
import type { Week as WeekData } from "../../../shared/api/timetable.ts";
import { addDays, mondayOf, weekdayOf } from "../../../shared/dates.ts";
import { EmptyCard, Note } from "../../components/feedback.tsx";
import { IconBack, IconNext, IconOffline } from "../../components/icons.tsx";
import { Loadable } from "../../components/loadable.tsx";
import { Page } from "../../components/page.tsx";
import { PictureNothing } from "../../components/pictures.tsx";
import { useLoad } from "../../components/use-load.ts";
import { format } from "../../i18n/format.ts";
import { messages } from "../../i18n/i18n.ts";
import { ownWeek } from "../../store/week.ts";
import { session } from "../session.ts";
import { CalendarDialog } from "./calendar-dialog.tsx";
import { TodayList } from "./today-list.tsx";
import { hourOf } from "./week-hours.ts";
import { WeekPicture } from "./week-picture.tsx";

/** One's own week: what one teaches, assists and studies, by the university's clock. */
export function Week() {
  const t = messages.value.timetable;
  /** a date of the week on screen; null: the current one */
  const date = useSignal<string | null>(null);
  const week = useLoad(() => ownWeek(date.value), [date.value]);
  const sharing = useSignal(false);
  return (
    <Page
      title={t.week.title}
      actions={
        <button type="button" class="button" onClick={() => (sharing.value = true)}>
          {t.week.calendar}
        </button>
      }
    >
      <Loadable from={week}>
        {({ value, fresh }) => (
          <div class="stack stack-l">
            {!fresh && (
              <Note tone="wait" icon={<IconOffline />}>
                {messages.value.common.offlineShort}
              </Note>
            )}
            <TodayList week={value} onChanged={week.reload} />
            <Bar
              week={value}
              // from the week that was asked for, so that quick clicks go on although it is still being loaded
              from={date.value === null ? mondayOf(value.today) : mondayOf(date.value)}
              onShow={(shown) => (date.value = shown)}
            />
            <Picture week={value} />
          </div>
        )}
      </Loadable>
      {sharing.value && <CalendarDialog onClose={() => (sharing.value = false)} />}
    </Page>
  );
}

function Bar(props: { week: WeekData; from: string; onShow: (date: string | null) => void }) {
  const { week, from, onShow } = props;
  const t = messages.value.timetable.week;
  const isThis = week.today >= week.from && week.today <= addDays(week.from, 6);
  return (
    <div class="week-bar">
      <h2 aria-live="polite">{format.dates(week.from, addDays(week.from, 6))}</h2>
      {!isThis && (
        <button type="button" class="button" onClick={() => onShow(null)}>
          {t.this}
        </button>
      )}
      <button
        type="button"
        class="icon-button"
        aria-label={t.previous}
        onClick={() => onShow(addDays(from, -7))}
      >
        <IconBack />
      </button>
      <button type="button" class="icon-button" aria-label={t.next} onClick={() => onShow(addDays(from, 7))}>
        <IconNext />
      </button>
    </div>
  );
}

function Picture({ week }: { week: WeekData }) {
  const t = messages.value.timetable;
  const { nav } = messages.value.common;
  const who = session.value;
  const studies = who.kind === "person" && who.me.role === "student";
  const isThis = week.today >= week.from && week.today <= addDays(week.from, 6);
  if (week.meetings.length === 0) {
    return (
      <EmptyCard picture={<PictureNothing />} title={t.week.emptyTitle}>
        <p>{studies ? t.week.emptyStudent : t.week.emptyText}</p>
        <a class="button" href={studies ? "/join" : "/courses"}>
          {studies ? nav.join : nav.courses}
        </a>
      </EmptyCard>
    );
  }
  return (
    <WeekPicture
      label={t.week.picture}
      hours={week.meetings.map((meeting) => hourOf(meeting, week.timeZone))}
      dayText={(day) => format.dayMonth(addDays(week.from, day - 1))}
      today={isThis ? weekdayOf(week.today) : null}
    />
  );
}
