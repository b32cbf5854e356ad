/** What a teacher does in a meeting: the same with and without network. */
import type { LiveList, LiveRow } from "../../../shared/api/course.ts";
import type { WordStatus } from "../../../shared/words.ts";
import { v7 as uuidv7 } from "uuid";
import { act, type Draft } from "../../actions/log.ts";
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
export const openMeeting = (list: LiveList) =>
  act(draft(list, { id: uuidv7(), kind: "open", at: Date.now(), meetingId: list.meeting.id }, null));

/** @throws ApiProblem, LocalProblem as `act` */
export const closeMeeting = (list: LiveList) =>
  act(draft(list, { id: uuidv7(), kind: "close", at: Date.now(), meetingId: list.meeting.id }, null));

/** A teacher's word on a student; it answers the words that the row shows. @throws ApiProblem, LocalProblem as `act` */
export function markStudent(
  live: Live,
  list: LiveList,
  row: LiveRow,
  said: { status: WordStatus; reason: string },
) {
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
  return act(draft(list, action, row.name));
}
