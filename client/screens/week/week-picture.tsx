import { WEEKDAYS, type Weekday } from "../../../shared/dates.ts";
import { messages } from "../../i18n/i18n.ts";
import { type Hour, placeHours, shownHours } from "./layout.ts";

export interface WeekHour extends Hour {
  readonly key: string;
  readonly weekday: Weekday;
  readonly time: string;
  readonly title: string;
  /** room, group and the like */
  readonly more: readonly string[];
  readonly tone: "open" | "planned" | "closed" | "cancelled";
  /** in words: moved, cancelled */
  readonly remark?: string | null;
  readonly href?: string;
}

/** A week as columns with the hours where they stand; on a phone one day below the other. */
export function WeekPicture(props: {
  hours: readonly WeekHour[];
  label: string;
  /** what stands beside a day's name, such as its date */
  dayText?: (weekday: Weekday) => string;
  today?: Weekday | null;
}) {
  const { hours, label, dayText, today = null } = props;
  const { from, to } = shownHours(hours);
  // the weekend only where something is on it
  const days = WEEKDAYS.filter((day) => day <= 5 || hours.some(({ weekday }) => weekday >= day));
  const axis = Array.from({ length: to - from }, (_, i) => from + i);
  return (
    <section class="week" aria-label={label} style={{ "--days": days.length, "--hours": to - from }}>
      <div class="week-axis" aria-hidden="true">
        {axis.map((hour) => (
          <span key={hour}>{hour}:00</span>
        ))}
      </div>
      {days.map((day) => (
        <Day
          key={day}
          day={day}
          hours={hours.filter(({ weekday }) => weekday === day)}
          shown={{ from, to }}
          text={dayText?.(day)}
          isToday={day === today}
        />
      ))}
    </section>
  );
}

function Day(props: {
  day: Weekday;
  hours: readonly WeekHour[];
  shown: { from: number; to: number };
  text: string | undefined;
  isToday: boolean;
}) {
  const { day, hours, shown, text, isToday } = props;
  const height = (shown.to - shown.from) * 60;
  return (
    <div class={hours.length === 0 ? "week-day week-day-empty" : "week-day"}>
      <h3 class={isToday ? "week-today" : undefined} aria-current={isToday ? "date" : undefined}>
        {messages.value.timetable.weekdays[day - 1]} {text && <span class="muted">{text}</span>}
      </h3>
      {hours.length > 0 && (
        <ul class="week-hours">
          {placeHours(hours).map(({ hour, lane, lanes }) => (
            <li
              key={hour.key}
              class={`week-hour week-${hour.tone}`}
              style={{
                "--top": (hour.startMin - shown.from * 60) / height,
                "--tall": (hour.endMin - hour.startMin) / height,
                "--left": lane / lanes,
                "--wide": 1 / lanes,
              }}
            >
              <HourText hour={hour} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function HourText({ hour }: { hour: WeekHour }) {
  const text = (
    <>
      <span class="week-time">{hour.time}</span>
      <strong class="week-title">{hour.title}</strong>
      {hour.remark && <span class="week-remark">{hour.remark}</span>}
      {hour.more.map((line) => (
        <span class="week-more" key={line}>
          {line}
        </span>
      ))}
    </>
  );
  return hour.href ? (
    <a class="week-link" href={hour.href}>
      {text}
    </a>
  ) : (
    <div class="week-link">{text}</div>
  );
}
