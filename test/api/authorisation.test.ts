import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { consentText } from "../../server/domain/consent-text.ts";
import { sha256, utf8 } from "../../shared/bytes.ts";
import { type Answer, ask, newPerson, type Person, registration } from "../support/people.ts";
import { createTestServices, type TestServices } from "../support/services.ts";
import { type Cast, newCast, newWorld, type World } from "../support/world.ts";

/**
 * Every route of the app, by everybody who may ask: the exact status for an object of the cast's own course. Those who have
 * nothing to do with the course (stranger, foreignTeacher) ask for a foreign object; and everybody asks for one that does
 * not exist, which must look the same as one that is not theirs.
 */
const ACTORS = [
  "visitor",
  "student",
  "stranger",
  "assistant",
  "teacher",
  "foreignTeacher",
  "administrator",
] as const;
type Actor = (typeof ACTORS)[number];
type Statuses = readonly [number, number, number, number, number, number, number];

interface Case {
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

const NOTHING = "018f6a00-0000-7000-8000-00000000dead";
const NO_HASH = "A".repeat(43);
const JPEG_HASH = await sha256(utf8("jpeg"));

const everybody = (status: number): Statuses => [status, status, status, status, status, status, status];
const signedIn = (status: number): Statuses => [401, status, status, status, status, status, status];
const students = (status: number): Statuses => [401, status, status, status, 403, 403, 403];
const administrators = (status: number): Statuses => [401, 403, 403, 403, 403, 403, status];
const NOT_FOUND = signedIn(404);

/** A route below a course or meeting, for those who may: a missing one is 404 to all who are signed in. */
const of = (
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

const see: Statuses = [401, 200, 404, 200, 200, 404, 200];
const watch: Statuses = [401, 403, 404, 200, 200, 404, 200];
const run: Statuses = [401, 403, 404, 200, 200, 404, 403];
const mark: Statuses = [401, 403, 404, 403, 200, 404, 403];
const manage: Statuses = [401, 403, 404, 403, 200, 404, 200];
/** what one of the teachers ordered, for nobody else's eyes */
const readers = (status: number): Statuses => [401, 404, 404, 404, status, 404, 404];
const DATES = "from=2026-09-01&until=2026-09-30";
const inAnHour = () => ({
  startsAt: new Date(Date.now() + 3_600_000).toISOString(),
  endsAt: new Date(Date.now() + 7_200_000).toISOString(),
});
const aTerm = () => ({ name: crypto.randomUUID(), startsOn: "2030-01-07", endsOn: "2030-06-30" });
const aRoom = () => ({ name: crypto.randomUUID(), seats: 40 });
const aSlot = () => ({
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
const teachers = (status: number): Statuses => [401, 403, 403, 403, status, status, status];
const dryRun = encodeURIComponent(JSON.stringify({ dryRun: true }));
const claim = {
  lmk: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
  emb: { h: NO_HASH, d: 512, mid: "arcface-mbf", md: NO_HASH },
};
const POSES = ["front", "left", "right", "up", "down"];
const jws = "aaaa.bbbb.cccc";

const TABLE: Readonly<Record<string, Case>> = {
  "GET /healthz": { own: everybody(200) },
  "GET /readyz": { own: everybody(200) },
  "GET /assets/parts/:digest/:index{[0-9]{1,4}}": {
    own: everybody(404),
    path: () => `/assets/parts/${NO_HASH}/0`,
  },
  "GET /v1/about": { own: everybody(200) },

  "POST /v1/account/register": { own: everybody(200), body: () => registration() },
  "POST /v1/account/sign-in": {
    own: everybody(200),
    body: (w) => ({ email: w.student.email, password: w.student.password }),
  },
  "POST /v1/account/sign-out": { own: signedIn(204), endsSession: true },
  "GET /v1/me": { own: signedIn(200) },
  "PATCH /v1/account": { own: signedIn(200), body: () => ({ name: "Ana" }) },
  "POST /v1/account/password": {
    own: signedIn(204),
    endsSession: true,
    body: (_w, asker) => ({ current: asker.password, next: "another good password" }),
  },
  "POST /v1/account/reset": {
    own: everybody(410),
    body: () => ({ token: "made up", password: "another good password" }),
  },
  "GET /v1/account/sessions": { own: signedIn(200) },
  "DELETE /v1/account/sessions/:id": of(
    [401, 204, 404, 404, 404, 404, 404],
    (w, id = w.session) => `/v1/account/sessions/${id}`,
  ),

  "GET /v1/invitations": { own: administrators(200) },
  "POST /v1/invitations": {
    own: administrators(200),
    body: () => ({ email: registration().email, role: "teacher" }),
  },
  "DELETE /v1/invitations/:id": {
    ...of(administrators(204), (w, id = w.invitation) => `/v1/invitations/${id}`),
    missing: administrators(404),
  },
  "POST /v1/invitations/lookup": { own: everybody(410), body: () => ({ token: "made up" }) },
  // a made-up link; who is invited is asked only after it is found
  "POST /v1/invitations/accept": { own: signedIn(410), body: () => ({ token: "made up" }) },
  "GET /v1/users": { own: administrators(200) },
  "POST /v1/users/:id/reset-link": {
    ...of(administrators(200), (w, id = w.student.id) => `/v1/users/${id}/reset-link`),
    missing: administrators(404),
  },

  "GET /v1/me/looks": { own: signedIn(200) },
  "GET /v1/me/export": { own: signedIn(200), oneByOne: true },
  "GET /v1/me/references": { own: students(200) },
  "GET /v1/users/:id/references": {
    ...of(administrators(200), (w, id = w.student.id) => `/v1/users/${id}/references`),
    missing: administrators(404),
  },
  "POST /v1/users/:id/references/purge": {
    ...of(
      administrators(200),
      (w, id = w.student.id) => `/v1/users/${id}/references/purge`,
      () => ({ of: { by: "device", did: NOTHING }, reason: "the phone was stolen" }),
    ),
    missing: administrators(404),
  },
  "GET /v1/retention": { own: administrators(200) },
  "GET /v1/retention/log": { own: administrators(200) },
  "GET /v1/stop": { own: administrators(200) },
  // words that begin nothing
  "POST /v1/stop": { own: administrators(422), body: () => ({ phrase: "no", reason: "none" }) },
  "POST /v1/stop/:id/confirmation": {
    own: administrators(404),
    path: () => `/v1/stop/${NOTHING}/confirmation`,
    body: () => ({ phrase: "stop and destroy" }),
  },
  "DELETE /v1/stop/:id": { own: administrators(404), path: () => `/v1/stop/${NOTHING}` },
  "POST /v1/stop/:id/lift": {
    own: administrators(404),
    path: () => `/v1/stop/${NOTHING}/lift`,
    body: () => ({ phrase: "stop and destroy" }),
  },
  "GET /v1/stop/:id/certificate.json": {
    own: administrators(404),
    path: () => `/v1/stop/${NOTHING}/certificate.json`,
  },
  "GET /v1/stop/:id/certificate.pdf": {
    own: administrators(404),
    path: () => `/v1/stop/${NOTHING}/certificate.pdf`,
  },
  "GET /v1/impact-assessment": { own: administrators(200) },
  "GET /v1/impact-assessment.pdf": { own: administrators(200) },
  "GET /v1/duplicates": { own: administrators(200) },
  "POST /v1/duplicates/:id/decision": {
    own: administrators(404),
    path: () => `/v1/duplicates/${NOTHING}/decision`,
    body: () => ({ decision: "different_people", note: null }),
  },
  "GET /v1/recognition/progress": { own: administrators(200) },

  "GET /v1/consent": { own: everybody(200) },
  "POST /v1/consent": { own: students(200), body: () => consent },
  "DELETE /v1/consent": { own: signedIn(200) },
  "POST /v1/enrolments": {
    // this server runs without models
    own: students(503),
    body: () => ({
      photos: POSES.map((pose, i) => {
        const photo = { h: `${i}`.repeat(43), n: 10, ct: "image/jpeg", w: 640, h2: 480 };
        return Object.assign({ pose, photo }, claim);
      }),
    }),
  },
  "GET /v1/enrolments/mine": { own: [401, 200, 404, 404, 404, 404, 404] },
  "GET /v1/enrolments/awaiting": { own: [401, 403, 403, 403, 200, 200, 200] },
  "PUT /v1/enrolments/:id/photos/:pose": of(
    // it is complete already: a conflict for its owner, nothing to anybody else
    [401, 409, 404, 404, 404, 404, 404],
    (w, id = w.enrolment) => `/v1/enrolments/${id}/photos/front`,
    () => utf8("jpeg"),
  ),
  "GET /v1/enrolments/:id/photos/:pose": of(
    [401, 404, 404, 404, 200, 404, 200],
    (w, id = w.enrolment) => `/v1/enrolments/${id}/photos/front`,
  ),
  "POST /v1/enrolments/:id/decision": of(
    [401, 404, 404, 404, 204, 404, 204],
    (w, id = w.enrolment) => `/v1/enrolments/${id}/decision`,
    () => ({ decision: "reject", reason: "not the person" }),
  ),
  "GET /v1/me/templates": { own: students(503) },

  "GET /v1/courses": { own: signedIn(200) },
  "POST /v1/courses": { own: [401, 403, 403, 403, 200, 200, 200], body: () => ({ name: "Logic" }) },
  "POST /v1/courses/join": { own: students(200), body: (w) => ({ joinCode: w.joinCode }) },
  "GET /v1/courses/:id": of(see, (w, id = w.course) => `/v1/courses/${id}`),
  "PATCH /v1/courses/:id": of(
    manage,
    (w, id = w.course) => `/v1/courses/${id}`,
    () => ({ name: "Logic" }),
  ),
  "POST /v1/courses/:id/join-code": of(manage, (w, id = w.course) => `/v1/courses/${id}/join-code`),
  "GET /v1/courses/:id/roster": of(watch, (w, id = w.course) => `/v1/courses/${id}/roster`),
  "POST /v1/courses/:id/roster": of(
    manage,
    (w, id = w.course) => `/v1/courses/${id}/roster`,
    (w) => ({ email: w.student.email, role: "student" }),
  ),
  "DELETE /v1/courses/:id/roster/:userId": of(
    [401, 403, 404, 403, 204, 404, 204],
    (w, id = w.course) => `/v1/courses/${id}/roster/${w.student.id}`,
  ),
  "GET /v1/courses/:id/meetings": of(see, (w, id = w.course) => `/v1/courses/${id}/meetings`),
  "GET /v1/courses/:id/room-keys": of(run, (w, id = w.course) => `/v1/courses/${id}/room-keys`),
  "POST /v1/courses/:id/meetings": of(run, (w, id = w.course) => `/v1/courses/${id}/meetings`, inAnHour),
  "POST /v1/courses/:id/open": of(
    run,
    (w, id = w.idleCourse) => `/v1/courses/${id}/open`,
    () => ({ minutes: 60 }),
  ),
  "PATCH /v1/courses/:id/roster/:userId": of(
    manage,
    (w, id = w.course) => `/v1/courses/${id}/roster/${w.student.id}`,
    () => ({ eligibleFrom: "2026-11-01" }),
  ),
  "POST /v1/courses/:id/roster/:userId/claim": of(
    // nobody waits for a word: who may say it is told so
    [401, 403, 404, 403, 409, 404, 409],
    (w, id = w.course) => `/v1/courses/${id}/roster/${w.student.id}/claim`,
    () => ({ decision: "confirm" }),
  ),
  "POST /v1/courses/:id/roster/import": of(
    manage,
    (w, id = w.course) => `/v1/courses/${id}/roster/import?plan=${dryRun}`,
    () => utf8("name,email\nAna,ana@example.edu\n"),
  ),
  "GET /v1/courses/:id/clashes": of(watch, (w, id = w.course) => `/v1/courses/${id}/clashes`),
  "GET /v1/courses/:id/timetable": of(see, (w, id = w.course) => `/v1/courses/${id}/timetable`),
  "POST /v1/courses/:id/groups": of(
    manage,
    (w, id = w.course) => `/v1/courses/${id}/groups`,
    () => ({ name: "B" }),
  ),
  "PATCH /v1/courses/:id/groups/:groupId": of(
    manage,
    (w, id = w.course) => `/v1/courses/${id}/groups/${w.group}`,
    () => ({ name: "C" }),
  ),
  "DELETE /v1/courses/:id/groups/:groupId": of(
    manage,
    (w, id = w.course) => `/v1/courses/${id}/groups/${w.group}`,
  ),
  "POST /v1/courses/:id/slots": of(run, (w, id = w.course) => `/v1/courses/${id}/slots`, aSlot),
  "PATCH /v1/courses/:id/slots/:slotId": of(
    run,
    (w, id = w.course) => `/v1/courses/${id}/slots/${w.slot}`,
    aSlot,
  ),
  "DELETE /v1/courses/:id/slots/:slotId": of(run, (w, id = w.course) => `/v1/courses/${id}/slots/${w.slot}`),
  "GET /v1/courses/:id/calendar.ics": of(see, (w, id = w.course) => `/v1/courses/${id}/calendar.ics`),

  "GET /v1/terms": { own: teachers(200) },
  "POST /v1/terms": { own: administrators(200), body: aTerm },
  "PATCH /v1/terms/:id": {
    ...of(administrators(200), (w, id = w.term) => `/v1/terms/${id}`, aTerm),
    missing: administrators(404),
  },
  "DELETE /v1/terms/:id": {
    ...of(administrators(204), (w, id = w.term) => `/v1/terms/${id}`),
    missing: administrators(404),
  },
  "GET /v1/rooms": { own: teachers(200) },
  "POST /v1/rooms": { own: administrators(200), body: aRoom },
  "PATCH /v1/rooms/:id": {
    ...of(administrators(200), (w, id = w.room) => `/v1/rooms/${id}`, aRoom),
    missing: administrators(404),
  },
  "DELETE /v1/rooms/:id": {
    ...of(administrators(204), (w, id = w.room) => `/v1/rooms/${id}`),
    missing: administrators(404),
  },

  "GET /v1/me/week": { own: signedIn(200) },
  "GET /v1/me/calendar.ics": { own: signedIn(200) },
  "GET /v1/me/calendar": { own: signedIn(200) },
  "POST /v1/me/calendar": { own: signedIn(200) },
  "DELETE /v1/me/calendar": { own: signedIn(204) },
  // its address is a secret: nobody is asked who they are
  "GET /v1/calendar/:file": { own: everybody(404), path: () => "/v1/calendar/made-up.ics" },

  "GET /v1/courses/:id/analysis": of(watch, (w, id = w.course) => `/v1/courses/${id}/analysis`),
  "GET /v1/overview": { own: [401, 403, 403, 403, 200, 200, 200] },
  "GET /v1/overview/terms": { own: [401, 403, 403, 403, 200, 200, 200] },

  "GET /v1/meetings/:id": of(see, (w, id = w.openMeeting) => `/v1/meetings/${id}`),
  "POST /v1/meetings/:id/open": of(run, (w, id = w.plannedMeeting) => `/v1/meetings/${id}/open`),
  "POST /v1/meetings/:id/cancel": of(
    run,
    (w, id = w.plannedMeeting) => `/v1/meetings/${id}/cancel`,
    () => ({ reason: "the teacher is ill" }),
  ),
  "DELETE /v1/meetings/:id/cancel": of(run, (w, id = w.plannedMeeting) => `/v1/meetings/${id}/cancel`),
  "POST /v1/meetings/:id/move": of(
    run,
    (w, id = w.plannedMeeting) => `/v1/meetings/${id}/move`,
    () => ({ date: "2030-01-09", startsAt: "09:00", endsAt: "11:00", roomId: null }),
  ),
  "POST /v1/meetings/:id/close": of(run, (w, id = w.openMeeting) => `/v1/meetings/${id}/close`),
  "GET /v1/meetings/:id/list": of(watch, (w, id = w.openMeeting) => `/v1/meetings/${id}/list`),
  "GET /v1/meetings/:id/events": of(watch, (w, id = w.openMeeting) => `/v1/meetings/${id}/events`),
  "POST /v1/meetings/:id/marks": of(
    mark,
    (w, id = w.openMeeting) => `/v1/meetings/${id}/marks`,
    (w) => ({ userId: w.student.id, status: "present", reason: "seen in the room" }),
  ),
  "GET /v1/meetings/:id/check-ins/:hash/photo": of(
    mark,
    (w, id = w.openMeeting) => `/v1/meetings/${id}/check-ins/${w.checkIn}/photo`,
  ),
  "POST /v1/actions": {
    // who may do what is answered action by action: see actions.test.ts
    own: signedIn(200),
    body: (w, asker) => ({
      v: 1,
      uid: asker.id,
      actions: [{ id: crypto.randomUUID(), kind: "open", at: Date.now(), meetingId: w.plannedMeeting }],
    }),
  },
  "GET /v1/me/meetings": { own: signedIn(200) },
  "GET /v1/me/record": { own: signedIn(200) },

  "GET /v1/courses/:id/report": of(manage, (w, id = w.course) => `/v1/courses/${id}/report?${DATES}`),
  "GET /v1/courses/:id/report/marks": of(
    manage,
    (w, id = w.course) => `/v1/courses/${id}/report/marks?${DATES}`,
  ),
  "GET /v1/courses/:id/report/file": of(
    manage,
    (w, id = w.course) => `/v1/courses/${id}/report/file?${DATES}&format=csv`,
  ),
  "GET /v1/reports": { own: signedIn(200) },
  "POST /v1/reports": {
    own: manage,
    body: (w) => ({ courseId: w.course, from: "2026-09-01", until: "2026-09-30", format: "pdf" }),
  },
  "GET /v1/reports/:id": of(readers(200), (w, id = w.report) => `/v1/reports/${id}`),
  "POST /v1/reports/:id/cancel": of(readers(200), (w, id = w.report) => `/v1/reports/${id}/cancel`),
  "DELETE /v1/reports/:id": of(readers(204), (w, id = w.report) => `/v1/reports/${id}`),
  "GET /v1/reports/:id/file": of(readers(200), (w, id = w.report) => `/v1/reports/${id}/file`),
  "POST /v1/courses/:id/report-schedules": of(
    manage,
    (w, id = w.course) => `/v1/courses/${id}/report-schedules`,
    () => ({ every: "week", format: "pdf" }),
  ),
  "DELETE /v1/report-schedules/:id": of(
    readers(204),
    (w, id = w.reportSchedule) => `/v1/report-schedules/${id}`,
  ),
  "GET /v1/me/shares": { own: signedIn(200) },
  "GET /v1/me/meetings/:id/history": {
    ...of([401, 200, 404, 200, 403, 403, 403], (w, id = w.openMeeting) => `/v1/me/meetings/${id}/history`),
    missing: [401, 404, 404, 404, 403, 403, 403],
  },
  "GET /v1/meetings/:id/history/:userId": of(
    watch,
    (w, id = w.openMeeting) => `/v1/meetings/${id}/history/${w.student.id}`,
  ),

  "POST /v1/requests": {
    // only a student of the course has something to ask there
    own: [401, 200, 404, 404, 403, 403, 403],
    body: (w) => ({
      kind: "excuse",
      courseId: w.course,
      from: "2026-11-23",
      until: "2026-11-24",
      reason: "a trip of the faculty",
    }),
  },
  "GET /v1/me/requests": { own: students(200) },
  "POST /v1/me/requests/seen": { own: students(204) },
  "GET /v1/requests/waiting": { own: signedIn(200) },
  "GET /v1/courses/:id/requests": of(mark, (w, id = w.course) => `/v1/courses/${id}/requests`),
  "PUT /v1/requests/:id/attachment": of(
    [401, 200, 404, 403, 403, 404, 403],
    (w, id = w.request) => `/v1/requests/${id}/attachment?name=note.pdf`,
    () => utf8("%PDF-1.7 a note"),
  ),
  "GET /v1/requests/:id/attachment": of(
    [401, 200, 404, 403, 200, 404, 403],
    (w, id = w.request) => `/v1/requests/${id}/attachment`,
  ),
  "POST /v1/requests/:id/withdraw": of(
    [401, 200, 404, 403, 403, 404, 403],
    (w, id = w.request) => `/v1/requests/${id}/withdraw`,
  ),
  "POST /v1/requests/:id/decision": of(
    mark,
    (w, id = w.request) => `/v1/requests/${id}/decision`,
    () => ({ decision: "refuse", answer: "no reason was given" }),
  ),

  "POST /v1/devices/challenge": { own: students(200), body: () => ({ inst: NOTHING }) },
  "POST /v1/devices": {
    own: students(401),
    body: () => ({ jwk: { kty: "EC", crv: "P-256", x: NO_HASH, y: NO_HASH }, pop: jws }),
  },
  "POST /v1/sync": {
    own: everybody(401),
    byDevice: true,
    body: () => ({ v: 1, did: NOTHING, n: "n".repeat(22), entries: [] }),
  },
  "PUT /v1/blobs/:sha256": {
    own: everybody(401),
    byDevice: true,
    path: () => `/v1/blobs/${NO_HASH}`,
    body: () => utf8("jpeg"),
  },
  "POST /v1/carried": { own: [401, 403, 403, 200, 200, 200, 200], body: () => ({ v: 1, entries: [] }) },
  "PUT /v1/carried/blobs/:sha256": {
    // nothing announced these bytes: the same answer to all who may carry
    own: [401, 403, 403, 404, 404, 404, 404],
    path: () => `/v1/carried/blobs/${JPEG_HASH}?did=${NOTHING}`,
    body: () => utf8("jpeg"),
  },
  "GET /v1/entries/status": { own: everybody(401), byDevice: true, path: () => "/v1/entries/status?since=0" },
};

let test: TestServices;
let cast: Cast;
let consent: unknown;
beforeAll(async () => {
  test = await createTestServices();
  cast = await newCast(test);
  const { version, language, sha256 } = await consentText("en");
  consent = { version, language, sha256 };
});
afterAll(() => test.close());

const ROLES = {
  student: "student",
  stranger: "student",
  assistant: "student",
  teacher: "teacher",
  foreignTeacher: "teacher",
  administrator: "administrator",
} as const;

async function asker(actor: Actor, entry: Case): Promise<Person | null> {
  if (actor === "visitor") return null;
  return entry.endsSession ? newPerson(test, ROLES[actor]) : cast[actor];
}

async function call(route: string, entry: Case, actor: Actor, w: World, path?: string, headers = {}) {
  const [method = "", pattern = ""] = route.split(" ");
  const as = await asker(actor, entry);
  const target = path ?? entry.path?.(w) ?? pattern;
  const body = entry.body?.(w, as ?? cast.student);
  if (route === "GET /v1/meetings/:id/events") return begin(target, as);
  return ask(test.app, method, target, { as, headers, ...(body !== undefined && { body }) });
}

/** The status of a stream, which would not end by itself. */
async function begin(path: string, as: Person | null): Promise<Answer> {
  const response = await test.app.request(path, { headers: as ? { cookie: as.cookie } : {} });
  const { status, headers } = response;
  if (status !== 200) return { status, headers, body: await response.json() };
  await response.body?.cancel();
  return { status, headers, body: null };
}

/** a world that nobody has changed yet */
let fresh: Promise<World> | null = null;
const untouched = (): Promise<World> => (fresh ??= newWorld(test, cast));

/** Asks on a world in which nothing was changed; who has changed something leaves it to nobody. */
async function alone(route: string, entry: Case, actor: Actor): Promise<number> {
  const { status } = await call(route, entry, actor, await untouched());
  if (!route.startsWith("GET") && status < 300) fresh = null;
  return status;
}

/** What each role is answered: who is refused, or only reads, changes nothing and need not wait for another. */
async function answers(route: string, entry: Case): Promise<Record<string, number>> {
  const waits = (actor: Actor) =>
    entry.oneByOne || (!route.startsWith("GET") && (entry.own[ACTORS.indexOf(actor)] ?? 0) < 300);
  await untouched();
  const seen = new Map<Actor, number>();
  await Promise.all(
    ACTORS.filter((actor) => !waits(actor)).map(async (actor) => {
      seen.set(actor, await alone(route, entry, actor));
    }),
  );
  for (const actor of ACTORS.filter(waits)) seen.set(actor, await alone(route, entry, actor));
  return Object.fromEntries(seen);
}

const Refusal = v.object({ error: v.object({ code: v.string(), message: v.string(), next: v.string() }) });

describe("every route", () => {
  it("stands in the table, and the table has no route that is gone", () => {
    const routes = new Set(
      test.app.routes
        .filter(({ method, path }) => method !== "ALL" && path !== "*" && path !== "/*")
        .map(({ method, path }) => `${method} ${path}`),
    );
    expect([...routes].toSorted()).toEqual(Object.keys(TABLE).toSorted());
  });

  describe.each(Object.entries(TABLE))("%s", (route, entry) => {
    it("answers each role as the table says", async () => {
      expect(await answers(route, entry)).toEqual(
        Object.fromEntries(ACTORS.map((actor, i) => [actor, entry.own[i]])),
      );
    });
  });

  const withObjects = Object.entries(TABLE).filter(([, entry]) => entry.missing);
  describe.each(withObjects)("%s", (route, entry) => {
    it("answers alike for what does not exist and for what is not the asker's", async () => {
      const w = await untouched();
      const seen: Record<string, number> = {};
      await Promise.all(
        ACTORS.map(async (actor, i) => {
          const missing = await call(route, entry, actor, w, entry.missingPath?.(w));
          seen[actor] = missing.status;
          if (entry.own[i] !== 404) return;
          const own = await call(route, entry, actor, w);
          expect(own.status).toBe(404);
          expect(v.parse(Refusal, own.body)).toEqual(v.parse(Refusal, missing.body));
        }),
      );
      expect(seen).toEqual(Object.fromEntries(ACTORS.map((actor, i) => [actor, entry.missing?.[i]])));
    });
  });

  const changing = Object.entries(TABLE).filter(
    ([route, { byDevice }]) => !route.startsWith("GET") && !byDevice,
  );
  it.each(changing)("%s is refused to another site's page that carries the cookie", async (route, entry) => {
    const w = await untouched();
    const actor = ACTORS[entry.own.findIndex((status, i) => i > 0 && status < 300)] ?? "student";
    for (const headers of [{ "sec-fetch-site": "cross-site" }, { origin: "https://evil.example" }]) {
      const answer = await call(route, entry, actor, w, undefined, headers);
      expect([answer.status, v.parse(Refusal, answer.body).error.code]).toEqual([403, "forbidden"]);
    }
  });

  it("answers with nothing of another course in lists", async () => {
    const w = await newWorld(test, cast);
    for (const [actor, path, shown] of [
      ["foreignTeacher", "/v1/enrolments/awaiting", false],
      ["teacher", "/v1/enrolments/awaiting", true],
      ["administrator", "/v1/enrolments/awaiting", true],
      ["stranger", "/v1/me/meetings", false],
      ["student", "/v1/me/meetings", true],
      ["stranger", "/v1/me/record", false],
      ["student", "/v1/me/record", true],
      ["stranger", "/v1/courses", false],
      ["student", "/v1/courses", true],
    ] as const) {
      const { body } = await ask(test.app, "GET", path, { as: cast[actor] });
      const text = JSON.stringify(body);
      const mentions = [w.course, w.openMeeting, w.enrolment].some((id) => text.includes(id));
      expect([actor, path, mentions]).toEqual([actor, path, shown]);
    }
  });

  it("shows a join code only to those who manage the course", async () => {
    const w = await newWorld(test, cast);
    const sees = async (as: Person) =>
      JSON.stringify((await ask(test.app, "GET", `/v1/courses/${w.course}`, { as })).body).includes(
        w.joinCode,
      );
    expect([
      await sees(cast.student),
      await sees(cast.assistant),
      await sees(cast.teacher),
      await sees(cast.administrator),
    ]).toEqual([false, false, true, true]);
  });
});
