import { Meeting } from "../../shared/api/course.ts";
import {
  CalendarFeed,
  CalendarFeedCreated,
  Clashes,
  type GroupRequest,
  type MeetingCancel,
  type MeetingMove,
  type RoomRequest,
  Rooms,
  type SlotRequest,
  type TermRequest,
  Terms,
  Timetable,
  Week,
} from "../../shared/api/timetable.ts";
import { by, type CallOptions, done, type Input, read, rpc, until } from "./rpc.ts";

export const timetable = {
  /** One's own week, of the university's date; the current one without. */
  week: (date: string | null, options?: CallOptions) =>
    read(rpc.me.week.$get({ query: date === null ? {} : { date } }, until(options)), Week),
  of: (courseId: string, options?: CallOptions) =>
    read(rpc.courses[":id"].timetable.$get(by(courseId), until(options)), Timetable),
  clashes: (courseId: string, options?: CallOptions) =>
    read(rpc.courses[":id"].clashes.$get(by(courseId), until(options)), Clashes),
  addSlot: (courseId: string, json: Input<typeof SlotRequest>) =>
    read(rpc.courses[":id"].slots.$post({ ...by(courseId), json }), Timetable),
  changeSlot: (courseId: string, slotId: string, json: Input<typeof SlotRequest>) =>
    read(rpc.courses[":id"].slots[":slotId"].$patch({ param: { id: courseId, slotId }, json }), Timetable),
  removeSlot: (courseId: string, slotId: string) =>
    read(rpc.courses[":id"].slots[":slotId"].$delete({ param: { id: courseId, slotId } }), Timetable),
  addGroup: (courseId: string, json: Input<typeof GroupRequest>) =>
    read(rpc.courses[":id"].groups.$post({ ...by(courseId), json }), Timetable),
  renameGroup: (courseId: string, groupId: string, json: Input<typeof GroupRequest>) =>
    read(rpc.courses[":id"].groups[":groupId"].$patch({ param: { id: courseId, groupId }, json }), Timetable),
  removeGroup: (courseId: string, groupId: string) =>
    read(rpc.courses[":id"].groups[":groupId"].$delete({ param: { id: courseId, groupId } }), Timetable),
  cancel: (meetingId: string, json: Input<typeof MeetingCancel>) =>
    read(rpc.meetings[":id"].cancel.$post({ ...by(meetingId), json }), Meeting),
  restore: (meetingId: string) => read(rpc.meetings[":id"].cancel.$delete(by(meetingId)), Meeting),
  move: (meetingId: string, json: Input<typeof MeetingMove>) =>
    read(rpc.meetings[":id"].move.$post({ ...by(meetingId), json }), Meeting),
  calendar: () => read(rpc.me.calendar.$get(), CalendarFeed),
  /** A new secret address; the one before it is worth nothing from then on. */
  subscribe: () => read(rpc.me.calendar.$post(), CalendarFeedCreated),
  unsubscribe: () => done(rpc.me.calendar.$delete()),
  /** Where one's own timetable is downloaded from. */
  fileUrl: "/v1/me/calendar.ics",
} as const;

export const terms = {
  list: () => read(rpc.terms.$get(), Terms),
  add: (json: Input<typeof TermRequest>) => read(rpc.terms.$post({ json }), Terms),
  change: (id: string, json: Input<typeof TermRequest>) =>
    read(rpc.terms[":id"].$patch({ ...by(id), json }), Terms),
  remove: (id: string) => done(rpc.terms[":id"].$delete(by(id))),
} as const;

export const rooms = {
  list: () => read(rpc.rooms.$get(), Rooms),
  add: (json: Input<typeof RoomRequest>) => read(rpc.rooms.$post({ json }), Rooms),
  change: (id: string, json: Input<typeof RoomRequest>) =>
    read(rpc.rooms[":id"].$patch({ ...by(id), json }), Rooms),
  remove: (id: string) => done(rpc.rooms[":id"].$delete(by(id))),
} as const;
