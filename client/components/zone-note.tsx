import { messages } from "../i18n/i18n.ts";

/** Says whose clock the times are, where this device's shows another time. @param props.timeZone the university's */
export function ZoneNote({ timeZone }: { timeZone: string }) {
  const own = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return own === timeZone ? null : <p class="muted small">{messages.value.timetable.zone(timeZone)}</p>;
}
