import { useSignal } from "@preact/signals";
import { Dialog } from "../../components/dialog.tsx";
import { messages } from "../../i18n/i18n.ts";
import { HourText } from "./hour-text.tsx";
import { clockOf, type WeekHour } from "./layout.ts";

/** Hours at the same time that have no room beside each other: how many and which, and a list to read them in. */
export function Together({ day, hours }: { day: string; hours: readonly WeekHour[] }) {
  const open = useSignal(false);
  const from = Math.min(...hours.map(({ startMin }) => startMin));
  const to = Math.max(...hours.map(({ endMin }) => endMin));
  const time = `${clockOf(from)} – ${clockOf(to)}`;
  return (
    <>
      <button
        type="button"
        class="week-link week-together"
        aria-haspopup="dialog"
        onClick={() => (open.value = true)}
      >
        <span class="week-time">{time}</span>
        <strong class="week-title">{messages.value.timetable.week.together(hours.length)}</strong>
        {hours.map(({ key, title, tone }) => (
          <span class={tone === "cancelled" ? "week-more struck" : "week-more"} key={key}>
            {title}
          </span>
        ))}
      </button>
      {open.value && (
        <Dialog title={`${day}, ${time}`} onClose={() => (open.value = false)}>
          <ul class="week-list">
            {hours.map((hour) => (
              <li key={hour.key} class={`week-${hour.tone}`}>
                <HourText hour={hour} />
              </li>
            ))}
          </ul>
        </Dialog>
      )}
    </>
  );
}
