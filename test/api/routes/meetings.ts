import { utf8 } from "../../../shared/bytes.ts";
import { type Case, signedIn, of, see, watch, run, mark, manage, readers } from "./cases.ts";

/** Of meetings, marks, requests and reports. */
export const meetings: Readonly<Record<string, Case>> = {
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
  "GET /v1/reports": { own: signedIn(200) },
  "POST /v1/reports": {
    own: manage,
    body: (w) => ({ courseId: w.course, from: "2026-09-01", until: "2026-09-30", format: "pdf" }),
  },
  "GET /v1/reports/:id": of(readers(200), (w, id = w.report) => `/v1/reports/${id}`),
  "POST /v1/reports/:id/cancel": of(readers(200), (w, id = w.report) => `/v1/reports/${id}/cancel`),
  "DELETE /v1/reports/:id": of(readers(204), (w, id = w.report) => `/v1/reports/${id}`),
  "GET /v1/reports/:id/file": of(readers(200), (w, id = w.report) => `/v1/reports/${id}/file`),
  "DELETE /v1/report-schedules/:id": of(
    readers(204),
    (w, id = w.reportSchedule) => `/v1/report-schedules/${id}`,
  ),
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
  "GET /v1/requests/waiting": { own: signedIn(200) },
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
};
