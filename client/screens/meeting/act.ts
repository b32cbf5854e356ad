/** What a teacher does in a meeting: the same with and without network. */
import type { LiveList, LiveRow } from "../../../shared/api/course.ts";
import type { WordStatus } from "../../../shared/words.ts";
import { v7 as uuidv7 } from "uuid";
import { act, type Draft } from "../../actions/log.ts";
import { teacherTime } from "../../store/room-keys.ts";
import { session } from "../session.ts";
import type { Live } from "./use-live-list.ts";

/** Who acts. @throws Error outside of a session: no button stands there */
export function actor(): string {
  const who = session.peek();
  if (who.kind !== "person") throw new Error("nobody is signed in");
  return who.me.id;
}

function draft({ meeting }: LiveList, action: Draft["action"], name: string | null): Draft {
  return { uid: actor(), courseId: meeting.courseId, courseName: meeting.courseName, name, action };
}

/** @throws ApiProblem, LocalProblem as `act` */
export const openMeeting = async (list: LiveList) => {
  const time = await teacherTime(list.meeting.courseId);
  return act(draft(list, { id: uuidv7(), kind: "open", ...time, meetingId: list.meeting.id }, null));
};

/** @throws ApiProblem, LocalProblem as `act` */
export const closeMeeting = async (list: LiveList) => {
  const { at } = await teacherTime(list.meeting.courseId);
  return act(draft(list, { id: uuidv7(), kind: "close", at, meetingId: list.meeting.id }, null));
};

/** How many people the teacher counted in the room; null: the count is withdrawn. @throws ApiProblem, LocalProblem as `act` */
export const countHeads = (list: LiveList, people: number | null) =>
  act(draft(list, { id: uuidv7(), kind: "count", at: Date.now(), meetingId: list.meeting.id, people }, null));

interface Said {
  readonly status: WordStatus;
  readonly reason: string;
}

/** A teacher's word on a student; it answers the words that the row shows. @throws ApiProblem, LocalProblem as `act` */
export const markStudent = (live: Live, list: LiveList, row: LiveRow, said: Said) =>
  act(markDraft(live, list, row, said));

/** A mark as it is written down before it is sent. */
export function markDraft(live: Live, list: LiveList, row: LiveRow, said: Said): Draft {
  const now = Date.now();
  const action = {
    id: uuidv7(),
    kind: "mark" as const,
    at: now,
    meetingId: list.meeting.id,
    userId: row.userId,
    ...said,
    base: row.words.map(({ id }) => id),
    seen: Math.min(now, live.knownAt.peek() ?? now),
  };
  return draft(list, action, row.name);
}

/** Takes back a mark of one's own. */
export const undoDraft = (list: LiveList, { userId, name }: LiveRow, mark: string): Draft =>
  draft(list, { id: uuidv7(), kind: "undo", at: Date.now(), meetingId: list.meeting.id, userId, mark }, name);
