import { useRef } from "preact/hooks";
import { WEEKDAYS, type Weekday } from "../../../shared/dates.ts";
import { messages } from "../../i18n/i18n.ts";
import { HourText } from "./hour-text.tsx";
import { clustersOf, type Hour, shownHours, type WeekHour } from "./layout.ts";
import { Together } from "./together.tsx";
import { useLanes } from "./use-lanes.ts";

/**
 * A week as columns with the hours where they stand; on a phone one day below the other. More at one time than have room beside
 * each other are one place that opens their list.
 */
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
  const picture = useRef<HTMLElement>(null);
  const lanes = useLanes(picture, days.length);
  const axis = Array.from({ length: to - from }, (_, i) => from + i);
  return (
    <section
      class="week"
      ref={picture}
      aria-label={label}
      style={{ "--days": days.length, "--hours": to - from }}
    >
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
          lanes={lanes}
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
  lanes: number;
  text: string | undefined;
  isToday: boolean;
}) {
  const { day, hours, shown, lanes: room, text, isToday } = props;
  const name = messages.value.timetable.weekdays[day - 1] ?? "";
  const height = (shown.to - shown.from) * 60;
  const spot = ({ startMin, endMin }: Hour, lane = 0, lanes = 1) => ({
    "--top": (startMin - shown.from * 60) / height,
    "--tall": (endMin - startMin) / height,
    "--left": lane / lanes,
    "--wide": 1 / lanes,
  });
  return (
    <div class={hours.length === 0 ? "week-day week-day-empty" : "week-day"}>
      <h3 class={isToday ? "week-today" : undefined} aria-current={isToday ? "date" : undefined}>
        {name} {text && <span class="muted">{text}</span>}
      </h3>
      {hours.length > 0 && (
        <ul class="week-hours">
          {clustersOf(hours).map((cluster) =>
            cluster.placed.some(({ lanes }) => lanes > room) ? (
              <li key={cluster.placed[0]?.hour.key} class="week-hour" style={spot(cluster)}>
                <Together day={name} hours={cluster.placed.map(({ hour }) => hour)} />
              </li>
            ) : (
              cluster.placed.map(({ hour, lane, lanes }) => (
                <li key={hour.key} class={`week-hour week-${hour.tone}`} style={spot(hour, lane, lanes)}>
                  <HourText hour={hour} />
                </li>
              ))
            ),
          )}
        </ul>
      )}
    </div>
  );
}
