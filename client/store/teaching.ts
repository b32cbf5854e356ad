/** What the teacher's app needs without network: asked for while there is one, read from the device when there is none. */
import { Course, Courses, LiveList, type Meeting, Meetings } from "../../shared/api/course.ts";
import { Roster } from "../../shared/api/roster.ts";
import { listOfRoster, meetingOf } from "../actions/overlay.ts";
import { api } from "../api.ts";
import { LocalProblem } from "../problem.ts";
import type { ActionRow } from "./action-row.ts";
import { cached, type Cached, readCache, writeCache } from "./cache.ts";
import { refreshRoomKeys } from "./room-keys.ts";
import { currentStudent } from "./settings.ts";

/** @throws LocalProblem device_missing when nobody is signed in here */
async function owner(): Promise<string> {
  const uid = await currentStudent.read();
  if (uid === null) throw new LocalProblem("device_missing");
  return uid;
}

const listName = (meetingId: string) => `list:${meetingId}`;

/** Each resolves to {value, fresh, at}; rejects with ApiProblem on a refusal, Offline when nothing was kept. */
export const teaching = {
  courses: async () => cached({ uid: await owner(), name: "courses", schema: Courses }, api.courses.list),
  course: async (id: string) =>
    cached({ uid: await owner(), name: `course:${id}`, schema: Course }, () => api.courses.get(id)),
  roster: async (id: string) =>
    cached({ uid: await owner(), name: `roster:${id}`, schema: Roster }, () => api.courses.roster(id)),
  meetings: async (id: string) =>
    cached({ uid: await owner(), name: `meetings:${id}`, schema: Meetings }, () => api.courses.meetings(id)),
  list: async (id: string) =>
    cached({ uid: await owner(), name: listName(id), schema: LiveList }, () => api.meetings.list(id)),
} as const;

/** Keeps a meeting's list as it stands. Never rejects: what cannot be kept is only not there without network. */
export async function keepList(list: LiveList): Promise<void> {
  await owner()
    .then((uid) => writeCache(uid, listName(list.meeting.id), list))
    .catch(() => undefined);
}

/**
 * A meeting's list from what the device has: as it was last seen, else its course's roster with nobody heard of.
 * @param actions for a meeting that was made on this device
 * @returns null when the device knows nothing of it
 */
export async function keptList(
  meetingId: string,
  actions: readonly ActionRow[],
): Promise<Cached<LiveList> | null> {
  const uid = await owner();
  const seen = await readCache({ uid, name: listName(meetingId), schema: LiveList });
  if (seen) return seen;
  const known = madeHere(meetingId, actions) ?? (await plannedHere(uid, meetingId));
  if (!known) return null;
  const roster = await readCache({ uid, name: `roster:${known.courseId}`, schema: Roster });
  return roster && { ...roster, value: listOfRoster(known, roster.value) };
}

function madeHere(meetingId: string, actions: readonly ActionRow[]): Meeting | null {
  for (const { action, courseName } of actions) {
    if (action.kind === "create" && action.meetingId === meetingId) return meetingOf(action, courseName);
  }
  return null;
}

async function plannedHere(uid: string, meetingId: string): Promise<Meeting | null> {
  const courses = await readCache({ uid, name: "courses", schema: Courses });
  for (const { id } of courses?.value ?? []) {
    const meetings = await readCache({ uid, name: `meetings:${id}`, schema: Meetings });
    const found = meetings?.value.find((meeting) => meeting.id === meetingId);
    if (found) return found;
  }
  return null;
}

const DAY_MS = 24 * 60 * 60_000;

/**
 * Fetches a teacher's courses with rosters and meetings, and the lists of those that are open or of today. One request after
 * the other: it must not be in the way of what is on screen. Never rejects; what failed stays as it was kept.
 */
export async function prefetchTeaching(): Promise<void> {
  const courses = await teaching.courses().catch(() => null);
  if (!courses?.fresh) return;
  for (const { id, role } of courses.value) {
    if (role !== "teacher" && role !== "assistant") continue;
    await teaching.course(id).catch(() => null);
    await teaching.roster(id).catch(() => null);
    await refreshRoomKeys(id);
    const meetings = await teaching.meetings(id).catch(() => null);
    for (const meeting of meetings?.value ?? []) {
      const startsInMs = Date.parse(meeting.startsAt) - Date.now();
      const isToday = Math.abs(startsInMs) < DAY_MS / 2;
      if (meeting.state === "open" || isToday) await teaching.list(meeting.id).catch(() => null);
    }
  }
}
