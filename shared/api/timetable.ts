/** The timetable on the wire. Dates and times of day are the university's (`timeZone`); instants are instants. */
import * as v from "valibot";
import { IsoDate, TimeOfDay, Weekday } from "../dates.ts";
import { Instant, Uuid, written } from "../ids.ts";
import { CourseRole, Meeting } from "./course.ts";

const Name = written(80);

/** A slot or a term may span this many days: nobody plans further. */
export const MAX_SPAN_DAYS = 400;

/** POST /v1/terms, PATCH /v1/terms/:id (administrator). Both dates inclusive. */
export const TermRequest = v.pipe(
  v.strictObject({ name: Name, startsOn: IsoDate, endsOn: IsoDate }),
  v.forward(
    v.check((term) => term.endsOn >= term.startsOn, "a term ends after it starts"),
    ["endsOn"],
  ),
);
/** GET /v1/terms: the latest first. `courses`: how many are planned in it. */
export const Term = v.strictObject({
  id: Uuid,
  name: v.string(),
  startsOn: IsoDate,
  endsOn: IsoDate,
  courses: v.number(),
});
export type Term = v.InferOutput<typeof Term>;
export const Terms = v.array(Term);

/** POST /v1/rooms, PATCH /v1/rooms/:id (administrator) */
export const RoomRequest = v.strictObject({
  name: Name,
  seats: v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(100_000))),
});
/** GET /v1/rooms: by name */
export const Room = v.strictObject({ id: Uuid, name: v.string(), seats: v.nullable(v.number()) });
export type Room = v.InferOutput<typeof Room>;
export const Rooms = v.array(Room);

/** POST /v1/courses/:id/groups, PATCH /v1/courses/:id/groups/:groupId */
export const GroupRequest = v.strictObject({ name: Name });
export const Group = v.strictObject({ id: Uuid, name: v.string(), students: v.number() });
export type Group = v.InferOutput<typeof Group>;

/** POST /v1/courses/:id/slots, PATCH /v1/courses/:id/slots/:slotId. Answers Timetable. */
export const SlotRequest = v.pipe(
  v.strictObject({
    weekday: Weekday,
    startsAt: TimeOfDay,
    endsAt: TimeOfDay,
    from: IsoDate,
    until: IsoDate,
    everyWeeks: v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(8)),
    roomId: v.nullable(Uuid),
    groupId: v.nullable(Uuid),
    title: v.nullable(written(160)),
  }),
  v.forward(
    v.check((slot) => slot.endsAt > slot.startsAt, "a slot ends after it starts, on the same day"),
    ["endsAt"],
  ),
  v.forward(
    v.check((slot) => slot.until >= slot.from, "the last date is not before the first"),
    ["until"],
  ),
  v.forward(
    v.check(
      (slot) => Date.parse(slot.until) - Date.parse(slot.from) <= MAX_SPAN_DAYS * 86_400_000,
      "that is too long",
    ),
    ["until"],
  ),
);
export type SlotRequest = v.InferOutput<typeof SlotRequest>;
export const Slot = v.strictObject({
  id: Uuid,
  weekday: Weekday,
  startsAt: TimeOfDay,
  endsAt: TimeOfDay,
  from: IsoDate,
  until: IsoDate,
  everyWeeks: v.number(),
  roomId: v.nullable(Uuid),
  room: v.nullable(v.string()),
  groupId: v.nullable(Uuid),
  groupName: v.nullable(v.string()),
  title: v.nullable(v.string()),
  /** meetings of it that are still to come, cancelled ones left out */
  ahead: v.number(),
});
export type Slot = v.InferOutput<typeof Slot>;

/** GET /v1/courses/:id/timetable */
export const Timetable = v.strictObject({
  timeZone: v.string(),
  /** the university's date now */
  today: IsoDate,
  term: v.nullable(v.omit(Term, ["courses"])),
  groups: v.array(Group),
  slots: v.array(Slot),
});
export type Timetable = v.InferOutput<typeof Timetable>;

/** A meeting at the same time as one of a course: the first of such hours, and how many there are. */
export const Clash = v.strictObject({
  /** what cannot be in both: one room, the students who are expected, or who teaches */
  kind: v.picklist(["room", "students", "teacher"]),
  /** of the room, of the group (null: the whole course), of the teacher or assistant */
  name: v.nullable(v.string()),
  /** of the other meeting */
  courseName: v.string(),
  groupName: v.nullable(v.string()),
  startsAt: Instant,
  endsAt: Instant,
  times: v.number(),
});
export type Clash = v.InferOutput<typeof Clash>;
/** GET /v1/courses/:id/clashes: of meetings to come. It is a warning: nothing is refused for it. */
export const Clashes = v.array(Clash);

/** POST /v1/meetings/:id/cancel: before it was opened. Answers Meeting. DELETE takes it back. */
export const MeetingCancel = v.strictObject({ reason: written(300) });
/** POST /v1/meetings/:id/move: before it was opened; the university's date and clock. Answers Meeting. */
export const MeetingMove = v.pipe(
  v.strictObject({ date: IsoDate, startsAt: TimeOfDay, endsAt: TimeOfDay, roomId: v.nullable(Uuid) }),
  v.forward(
    v.check((move) => move.endsAt > move.startsAt, "a meeting ends after it starts, on the same day"),
    ["endsAt"],
  ),
);

/** GET /v1/me/week?date=YYYY-MM-DD: the week, Monday to Sunday, of everything that one studies, assists or teaches. */
export const WeekQuery = v.strictObject({ date: v.optional(IsoDate) });
export const WeekMeeting = v.strictObject({
  ...Meeting.entries,
  courseCode: v.nullable(v.string()),
  role: CourseRole,
});
export type WeekMeeting = v.InferOutput<typeof WeekMeeting>;
export const Week = v.strictObject({
  timeZone: v.string(),
  /** a Monday */
  from: IsoDate,
  today: IsoDate,
  meetings: v.array(WeekMeeting),
});
export type Week = v.InferOutput<typeof Week>;

/** GET /v1/me/calendar: one's subscription; null without one. DELETE revokes it. */
export const CalendarFeed = v.strictObject({ createdAt: v.nullable(Instant) });
/** POST /v1/me/calendar: a new address, shown once; the one before it is worth nothing from then on. */
export const CalendarFeedCreated = v.strictObject({ path: v.string(), createdAt: Instant });
