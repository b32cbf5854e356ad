import { utf8 } from "../../../shared/bytes.ts";
import {
  type Case,
  everybody,
  signedIn,
  students,
  administrators,
  of,
  see,
  watch,
  run,
  mark,
  manage,
  DATES,
  inAnHour,
  aTerm,
  aRoom,
  aSlot,
  teachers,
  dryRun,
} from "./cases.ts";

/** Of courses, their people and timetable, terms and rooms. */
export const courses: Readonly<Record<string, Case>> = {
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
  // its address is a secret: nobody is asked who they are
  "GET /v1/calendar/:file": { own: everybody(404), path: () => "/v1/calendar/made-up.ics" },
  "GET /v1/courses/:id/analysis": of(watch, (w, id = w.course) => `/v1/courses/${id}/analysis`),
  "GET /v1/overview": { own: [401, 403, 403, 403, 200, 200, 200] },
  "GET /v1/overview/terms": { own: [401, 403, 403, 403, 200, 200, 200] },
  "GET /v1/courses/:id/report": of(manage, (w, id = w.course) => `/v1/courses/${id}/report?${DATES}`),
  "GET /v1/courses/:id/report/marks": of(
    manage,
    (w, id = w.course) => `/v1/courses/${id}/report/marks?${DATES}`,
  ),
  "GET /v1/courses/:id/report/file": of(
    manage,
    (w, id = w.course) => `/v1/courses/${id}/report/file?${DATES}&format=csv`,
  ),
  "POST /v1/courses/:id/report-schedules": of(
    manage,
    (w, id = w.course) => `/v1/courses/${id}/report-schedules`,
    () => ({ every: "week", format: "pdf" }),
  ),
  "GET /v1/courses/:id/requests": of(mark, (w, id = w.course) => `/v1/courses/${id}/requests`),
};
