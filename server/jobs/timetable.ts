/** What the timetable does by itself. */
import { dateIn } from "../../shared/dates.ts";
import type { Services } from "../context.ts";
import { dueMeetings, openByRule } from "../queries/meeting-changes.ts";
import { judgeInZone } from "../queries/judged-zone.ts";
import { currentSlots, planAgain } from "../queries/slots.ts";

/** Opens what is due by its course's rule. */
export async function openDue(s: Pick<Services, "db">, now: Date): Promise<void> {
  for (const { id } of await dueMeetings(s.db, now)) await openByRule(s.db, id, now);
}

/**
 * Brings the meetings of every slot in line with it: usually they are, because each change of a slot does the same at once;
 * after a change of TIME_ZONE, or of a country's mind about its clocks, they are not. Any number of servers may do it at a time.
 */
export async function planMeetings(s: Pick<Services, "db" | "config">, now: Date): Promise<void> {
  const { timeZone } = s.config;
  for (const { id } of await currentSlots(s.db, dateIn(now, timeZone))) {
    await planAgain(s.db, id, { now, timeZone });
  }
}

/** After a change of TIME_ZONE: absences are judged by the new dates. Meetings to come follow by {@link planMeetings}. */
export async function noticeZone(s: Pick<Services, "db" | "config" | "log">): Promise<void> {
  const { timeZone } = s.config;
  const before = await judgeInZone(s.db, timeZone);
  if (before !== null)
    s.log.warn({ before, timeZone }, "TIME_ZONE has changed: absences and meetings to come follow it");
}
