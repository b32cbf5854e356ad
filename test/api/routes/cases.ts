import { sha256, utf8 } from "../../../shared/bytes.ts";
import type { Person } from "../../support/people.ts";
import type { World } from "../../support/world.ts";

/**
 * Every route of the app, by everybody who may ask: the exact status for an object of the cast's own course. Those who have
 * nothing to do with the course (stranger, foreignTeacher) ask for a foreign object; and everybody asks for one that does
 * not exist, which must look the same as one that is not theirs.
 */
export const ACTORS = [
  "visitor",
  "student",
  "stranger",
  "assistant",
  "teacher",
  "foreignTeacher",
  "administrator",
] as const;
export type Actor = (typeof ACTORS)[number];
export type Statuses = readonly [number, number, number, number, number, number, number];

export interface Case {
  /** in the order of ACTORS */
  readonly own: Statuses;
  /** the path for an object of the world; without it the route's own path */
  readonly path?: (w: World) => string;
  readonly body?: (w: World, asker: Person) => unknown;
  /** the same for an object that does not exist; with it goes a path to nothing */
  readonly missing?: Statuses;
  readonly missingPath?: (w: World) => string;
  /** the server makes one at a time, and refuses more */
  readonly oneByOne?: boolean;
  /** the route ends or changes the asker's session: each asker has a new account */
  readonly endsSession?: boolean;
  /** signed by a device's key instead of a cookie: no cookie opens it, and none is at risk */
  readonly byDevice?: boolean;
}

export const NOTHING = "018f6a00-0000-7000-8000-00000000dead";
export const NO_HASH = "A".repeat(43);
export const JPEG_HASH = await sha256(utf8("jpeg"));

export const everybody = (status: number): Statuses => [
  status,
  status,
  status,
  status,
  status,
  status,
  status,
];
export const signedIn = (status: number): Statuses => [401, status, status, status, status, status, status];
export const students = (status: number): Statuses => [401, status, status, status, 403, 403, 403];
export const administrators = (status: number): Statuses => [401, 403, 403, 403, 403, 403, status];
export const NOT_FOUND = signedIn(404);

/** A route below a course or meeting, for those who may: a missing one is 404 to all who are signed in. */
export const of = (
  own: Statuses,
  path: (w: World, id?: string) => string,
  body?: (w: World, asker: Person) => unknown,
): Case => ({
  own,
  path: (w) => path(w),
  missing: NOT_FOUND,
  missingPath: (w) => path(w, NOTHING),
  ...(body && { body }),
});

export const see: Statuses = [401, 200, 404, 200, 200, 404, 200];
export const watch: Statuses = [401, 403, 404, 200, 200, 404, 200];
export const run: Statuses = [401, 403, 404, 200, 200, 404, 403];
export const mark: Statuses = [401, 403, 404, 403, 200, 404, 403];
export const manage: Statuses = [401, 403, 404, 403, 200, 404, 200];
/** what one of the teachers ordered, for nobody else's eyes */
export const readers = (status: number): Statuses => [401, 404, 404, 404, status, 404, 404];
export const DATES = "from=2026-09-01&until=2026-09-30";
export const inAnHour = () => ({
  startsAt: new Date(Date.now() + 3_600_000).toISOString(),
  endsAt: new Date(Date.now() + 7_200_000).toISOString(),
});
export const aTerm = () => ({ name: crypto.randomUUID(), startsOn: "2030-01-07", endsOn: "2030-06-30" });
export const aRoom = () => ({ name: crypto.randomUUID(), seats: 40 });
export const aSlot = () => ({
  weekday: 2,
  startsAt: "10:00",
  endsAt: "12:00",
  from: "2030-01-07",
  until: "2030-01-28",
  everyWeeks: 1,
  roomId: null,
  groupId: null,
  title: null,
});
export const teachers = (status: number): Statuses => [401, 403, 403, 403, status, status, status];
export const dryRun = encodeURIComponent(JSON.stringify({ dryRun: true }));
export const claim = {
  lmk: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
  emb: { h: NO_HASH, d: 512, mid: "arcface-mbf", md: NO_HASH },
};
export const POSES = ["front", "left", "right", "up", "down"];
export const jws = "aaaa.bbbb.cccc";
