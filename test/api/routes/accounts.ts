import { registration } from "../../support/people.ts";
import { type Case, NOTHING, NO_HASH, everybody, signedIn, students, administrators, of } from "./cases.ts";

/** Of accounts, sessions, invitations, and what anybody may ask. */
export const accounts: Readonly<Record<string, Case>> = {
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
  "GET /v1/me/templates": { own: students(503) },
  "GET /v1/me/week": { own: signedIn(200) },
  "GET /v1/me/calendar.ics": { own: signedIn(200) },
  "GET /v1/me/calendar": { own: signedIn(200) },
  "POST /v1/me/calendar": { own: signedIn(200) },
  "DELETE /v1/me/calendar": { own: signedIn(204) },
  "GET /v1/me/meetings": { own: signedIn(200) },
  "GET /v1/me/record": { own: signedIn(200) },
  "GET /v1/me/shares": { own: signedIn(200) },
  "GET /v1/me/meetings/:id/history": {
    ...of([401, 200, 404, 200, 403, 403, 403], (w, id = w.openMeeting) => `/v1/me/meetings/${id}/history`),
    missing: [401, 404, 404, 404, 403, 403, 403],
  },
  "GET /v1/me/requests": { own: students(200) },
  "POST /v1/me/requests/seen": { own: students(204) },
};
