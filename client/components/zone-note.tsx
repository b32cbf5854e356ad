import { messages } from "../i18n/i18n.ts";
import { foreignZone } from "../i18n/zone.ts";

/** Says whose clock the times are, where this device's shows others. */
export function ZoneNote() {
  const name = foreignZone();
  return name === null ? null : <p class="muted small zone-note">{messages.value.timetable.zone(name)}</p>;
}
