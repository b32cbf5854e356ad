/** A timetable as iCalendar (RFC 5545). Times are UTC: each event is one dated meeting, so that no zone's rules are needed. */
import ical, { ICalCalendarMethod, ICalEventStatus } from "ical-generator";
import type { Language } from "../../shared/api/account.ts";

/** A meeting as a calendar needs it; a row of the database fits. */
export interface CalendarMeeting {
  readonly id: string;
  readonly title: string | null;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly roomName: string | null;
  readonly groupName: string | null;
  readonly cancelledAt: Date | null;
  readonly cancelReason: string | null;
  readonly revision: number;
  readonly revisedAt: Date;
}

const WORDS = {
  en: { cancelled: "Cancelled" },
  es: { cancelled: "Cancelada" },
} as const satisfies Record<Language, object>;

/** How often programs that subscribe may ask again, seconds. */
const REFRESH_S = 3600;

/** The same meetings give the same bytes. */
export function toCalendar(
  name: string,
  meetings: readonly { readonly meeting: CalendarMeeting; readonly courseName: string }[],
  language: Language,
): string {
  const t = WORDS[language];
  const calendar = ical({
    name: oneLine(name),
    prodId: { company: "Presente", product: "Timetable", language: language.toUpperCase() },
    method: ICalCalendarMethod.PUBLISH,
    ttl: REFRESH_S,
  });
  for (const { meeting, courseName } of meetings) {
    const { title, roomName, groupName, cancelledAt, cancelReason } = meeting;
    const what = [courseName, groupName, title].filter(Boolean).join(" · ");
    calendar.createEvent({
      id: `${meeting.id}@presente`,
      start: meeting.startsAt,
      end: meeting.endsAt,
      stamp: meeting.revisedAt,
      lastModified: meeting.revisedAt,
      sequence: meeting.revision,
      status: cancelledAt ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
      summary: oneLine(cancelledAt ? `${t.cancelled}: ${what}` : what),
      ...(roomName && { location: oneLine(roomName) }),
      ...(cancelReason && { description: oneLine(cancelReason) }),
    });
  }
  // the library leaves out the end of the last line
  return `${calendar.toString()}\r\n`;
}

/** Names are one line; a line break in a calendar could begin a property of its own. */
const oneLine = (text: string) => text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " ");
