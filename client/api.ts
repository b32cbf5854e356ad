/**
 * All that the app asks of the server, by resource. Each function rejects with ApiProblem (a refusal), Offline (no way to
 * the server) or UnreadableReply.
 */
import { account, invitations, session, users } from "./api/account.ts";
import { attendance, requests } from "./api/attendance.ts";
import { courses } from "./api/courses.ts";
import { consent, enrolment, references } from "./api/enrolment.ts";
import { meetings } from "./api/meetings.ts";
import { privacy, rights } from "./api/privacy.ts";
import { overview, reports } from "./api/reports.ts";
import { rooms, terms, timetable } from "./api/timetable.ts";

export { watchMeeting } from "./live.ts";
export { ApiProblem, describeProblem, LocalProblem, Offline } from "./problem.ts";

export const api = {
  ...session,
  ...attendance,
  account,
  invitations,
  users,
  consent,
  enrolment,
  references,
  rights,
  privacy,
  courses,
  meetings,
  requests,
  overview,
  reports,
  timetable,
  terms,
  rooms,
} as const;
