/**
 * The one typed seam to the server: hono's client over the type of the server's app; every reply is parsed.
 * Each function rejects with ApiProblem (a refusal), Offline (no way to the server) or UnreadableReply.
 */
import { hc } from "hono/client";
import type * as v from "valibot";
import type { App } from "../server/app.ts";
import { About } from "../shared/api/about.ts";
import * as analysis from "../shared/api/analysis.ts";
import * as account from "../shared/api/account.ts";
import * as course from "../shared/api/course.ts";
import * as enrolment from "../shared/api/enrolment.ts";
import { Paper } from "../shared/api/paper.ts";
import * as references from "../shared/api/references.ts";
import * as retention from "../shared/api/retention.ts";
import * as stop from "../shared/api/stop.ts";
import { MarkHistory } from "../shared/api/history.ts";
import { AttendanceRecord, CourseShares } from "../shared/api/record.ts";
import * as reports from "../shared/api/reports.ts";
import { RoomKeys } from "../shared/api/room-keys.ts";
import * as request from "../shared/api/requests.ts";
import { type ImportPlan, ImportReport } from "../shared/api/roster-import.ts";
import { EXPORT_BYTES_HEADER, Looks } from "../shared/api/rights.ts";
import * as timetable from "../shared/api/timetable.ts";
import { answered, reach, readFile, readLongFile, readReply } from "./http.ts";

export { watchMeeting } from "./live.ts";
export { ApiProblem, describeProblem, LocalProblem, Offline } from "./problem.ts";

type Answer = Parameters<typeof readReply>[0];
type Input<S extends v.GenericSchema> = v.InferInput<S>;
/** Limits of one call; a call without a signal gives up after 20 s. */
export interface CallOptions {
  readonly signal?: AbortSignal;
}

const TIMEOUT_MS = 20_000;
const UPLOAD_TIMEOUT_MS = 120_000;

const rpc = hc<App>(location.origin, {
  fetch: (input: RequestInfo | URL, init?: RequestInit) => reach(input, init, TIMEOUT_MS),
}).v1;

const read = <S extends v.GenericSchema>(answer: Answer, schema: S) => readReply(answer, schema);
const done = async (answer: Answer): Promise<void> => void (await answered(answer));
const by = (id: string) => ({ param: { id } });
const until = (options?: CallOptions) => ({ init: { signal: options?.signal ?? null } });

export const api = {
  /** Who is signed in. @throws ApiProblem sign_in_needed */
  me: (options?: CallOptions) => read(rpc.me.$get({}, until(options)), account.Me),
  register: (json: account.Registration) => read(rpc.account.register.$post({ json }), account.Me),
  signIn: (json: Input<typeof account.SignIn>) => read(rpc.account["sign-in"].$post({ json }), account.Me),
  /** Ends the session on the server only; screens call `signOut` of client/store/session.ts. */
  signOut: () => done(rpc.account["sign-out"].$post()),
  about: (options?: CallOptions) => read(rpc.about.$get({}, until(options)), About),
  /** The student's own attendance, newest first. */
  record: (options?: CallOptions) => read(rpc.me.record.$get({}, until(options)), AttendanceRecord),
  /** The student's share of attendance in each course. */
  shares: (options?: CallOptions) => read(rpc.me.shares.$get({}, until(options)), CourseShares),
  /** Every mark and check-in of a student at a meeting; of one's own without `userId`. */
  history: (meetingId: string, userId: string | null) =>
    userId === null
      ? read(rpc.me.meetings[":id"].history.$get(by(meetingId)), MarkHistory)
      : read(rpc.meetings[":id"].history[":userId"].$get({ param: { id: meetingId, userId } }), MarkHistory),

  account: {
    change: (json: Input<typeof account.AccountChange>) => read(rpc.account.$patch({ json }), account.Me),
    password: (json: Input<typeof account.PasswordChange>) => done(rpc.account.password.$post({ json })),
    reset: (json: Input<typeof account.PasswordReset>) => done(rpc.account.reset.$post({ json })),
    sessions: () => read(rpc.account.sessions.$get(), account.Sessions),
    revokeSession: (id: string) => done(rpc.account.sessions[":id"].$delete(by(id))),
  },

  consent: {
    text: (language: account.Language) =>
      read(rpc.consent.$get({ query: { language } }), enrolment.ConsentText),
    give: (json: Input<typeof enrolment.ConsentGiven>) => read(rpc.consent.$post({ json }), account.Me),
    withdraw: () => read(rpc.consent.$delete(), account.Me),
  },

  enrolment: {
    create: (json: Input<typeof enrolment.EnrolmentRequest>) =>
      read(rpc.enrolments.$post({ json }), enrolment.Enrolment),
    /** Uploads one pose's JPEG, the exact bytes that were announced. */
    putPhoto: (id: string, pose: enrolment.Pose, jpeg: ArrayBuffer) =>
      read(
        reach(
          photoPath(id, pose),
          { method: "PUT", body: jpeg, headers: { "content-type": "image/jpeg" } },
          UPLOAD_TIMEOUT_MS,
        ),
        enrolment.Enrolment,
      ),
    /** The latest enrolment of one's own. @throws ApiProblem not_found when there is none */
    mine: (options?: CallOptions) => read(rpc.enrolments.mine.$get({}, until(options)), enrolment.Enrolment),
    awaiting: () => read(rpc.enrolments.awaiting.$get(), enrolment.AwaitingEnrolments),
    /** @returns false when a second person must agree, too */
    decide: async (id: string, json: Input<typeof enrolment.EnrolmentDecision>): Promise<boolean> =>
      (await answered(rpc.enrolments[":id"].decision.$post({ ...by(id), json }))).status !== 202,
    /** Where an enrolment photo is shown from (an <img> address; viewing is audited). */
    photoUrl: (id: string, pose: enrolment.Pose) => photoPath(id, pose),
    /** One's own references for the phone. @throws ApiProblem not_found before a confirmed enrolment */
    templates: (options?: CallOptions) =>
      read(rpc.me.templates.$get({}, until(options)), enrolment.OwnTemplates),
  },

  /** What serves as a person's reference: when it came and went, never what it looks like. */
  references: {
    mine: (options?: CallOptions) => read(rpc.me.references.$get({}, until(options)), references.References),
    /** For the administrator. */
    of: (userId: string) => read(rpc.users[":id"].references.$get(by(userId)), references.References),
    purge: (userId: string, json: Input<typeof references.ReferencePurge>) =>
      read(rpc.users[":id"].references.purge.$post({ ...by(userId), json }), references.ReferencePurged),
    duplicates: () => read(rpc.duplicates.$get(), references.Duplicates),
    decideDuplicate: (id: string, json: Input<typeof references.DuplicateDecision>) =>
      done(rpc.duplicates[":id"].decision.$post({ ...by(id), json })),
    progress: () => read(rpc.recognition.progress.$get(), references.RecognitionProgress),
  },

  rights: {
    /** Who has looked at one's photos and documents. */
    looks: (options?: CallOptions) => read(rpc.me.looks.$get({}, until(options)), Looks),
    /** Everything about oneself as one archive. @throws ApiProblem sign_in_again where the sign-in is older than ten minutes */
    export: (options: { signal: AbortSignal; onProgress: (bytes: number, of: number) => void }) =>
      readLongFile(
        reach("/v1/me/export", { signal: options.signal }),
        EXPORT_BYTES_HEADER,
        options.onProgress,
      ),
  },

  courses: {
    list: (options?: CallOptions) => read(rpc.courses.$get({}, until(options)), course.Courses),
    get: (id: string) => read(rpc.courses[":id"].$get(by(id)), course.Course),
    create: (json: Input<typeof course.CourseRequest>) => read(rpc.courses.$post({ json }), course.Course),
    change: (id: string, json: Input<typeof course.CourseChange>) =>
      read(rpc.courses[":id"].$patch({ ...by(id), json }), course.Course),
    join: (joinCode: string) => read(rpc.courses.join.$post({ json: { joinCode } }), course.Course),
    /** Replaces the join code; the old one no longer works. */
    newJoinCode: (id: string) => read(rpc.courses[":id"]["join-code"].$post(by(id)), course.Course),
    roster: (id: string) => read(rpc.courses[":id"].roster.$get(by(id)), course.Roster),
    addToRoster: (id: string, json: Input<typeof course.RosterAddition>) =>
      read(rpc.courses[":id"].roster.$post({ ...by(id), json }), course.Roster),
    /** A student's group and dates. */
    changeRoster: (id: string, userId: string, json: Input<typeof course.RosterChange>) =>
      read(rpc.courses[":id"].roster[":userId"].$patch({ param: { id, userId }, json }), course.Roster),
    /** A roster from a file: looked at, or taken over whole. */
    importRoster: (id: string, file: ArrayBuffer, plan: ImportPlan) =>
      read(
        reach(
          `/v1/courses/${encodeURIComponent(id)}/roster/import?plan=${encodeURIComponent(JSON.stringify(plan))}`,
          { method: "POST", body: file, headers: { "content-type": "application/octet-stream" } },
          UPLOAD_TIMEOUT_MS,
        ),
        ImportReport,
      ),
    decideClaim: (id: string, userId: string, json: Input<typeof course.ClaimDecision>) =>
      done(rpc.courses[":id"].roster[":userId"].claim.$post({ param: { id, userId }, json })),
    removeFromRoster: (id: string, userId: string) =>
      done(rpc.courses[":id"].roster[":userId"].$delete({ param: { id, userId } })),
    meetings: (id: string) => read(rpc.courses[":id"].meetings.$get(by(id)), course.Meetings),
    /** The secrets of its meetings' room codes, for who opens them. */
    roomKeys: (id: string) => read(rpc.courses[":id"]["room-keys"].$get(by(id)), RoomKeys),
    addMeeting: (id: string, json: Input<typeof course.MeetingRequest>) =>
      read(rpc.courses[":id"].meetings.$post({ ...by(id), json }), course.Meeting),
    analysis: (id: string, options?: CallOptions) =>
      read(rpc.courses[":id"].analysis.$get(by(id), until(options)), analysis.CourseAnalysis),
    /** Opens a meeting now. */
    openNow: (id: string, json: Input<typeof course.OpenNowRequest>) =>
      read(rpc.courses[":id"].open.$post({ ...by(id), json }), course.Meeting),
  },

  overview: {
    /** @param term a term's id, "none" for courses of no term; null: the term of today */
    get: (term: string | null, options?: CallOptions) =>
      read(rpc.overview.$get({ query: term === null ? {} : { term } }, until(options)), analysis.Overview),
    terms: (options?: CallOptions) => read(rpc.overview.terms.$get({}, until(options)), analysis.TermTallies),
  },

  meetings: {
    /** Of the student's courses, from 1 day ago to 14 days ahead. */
    mine: (options?: CallOptions) => read(rpc.me.meetings.$get({}, until(options)), course.StudentMeetings),
    get: (id: string) => read(rpc.meetings[":id"].$get(by(id)), course.Meeting),
    open: (id: string) => read(rpc.meetings[":id"].open.$post(by(id)), course.Meeting),
    close: (id: string) => read(rpc.meetings[":id"].close.$post(by(id)), course.Meeting),
    list: (id: string) => read(rpc.meetings[":id"].list.$get(by(id)), course.LiveList),
    mark: (id: string, json: Input<typeof course.MarkRequest>) =>
      read(rpc.meetings[":id"].marks.$post({ ...by(id), json }), course.LiveRow),
    /** Where the photo of a row's check-in is shown from (an <img> address; viewing is audited). */
    checkInPhotoUrl: (id: string, h: string) =>
      `/v1/meetings/${encodeURIComponent(id)}/check-ins/${encodeURIComponent(h)}/photo`,
  },

  /** Requests to be excused, and contested marks. */
  requests: {
    mine: (options?: CallOptions) => read(rpc.me.requests.$get({}, until(options)), request.Requests),
    ofCourse: (id: string) => read(rpc.courses[":id"].requests.$get(by(id)), request.Requests),
    waiting: (options?: CallOptions) =>
      read(rpc.requests.waiting.$get({}, until(options)), request.RequestsWaiting),
    create: (json: Input<typeof request.NewRequest>) =>
      read(rpc.requests.$post({ json }), request.RequestView),
    attach: (id: string, file: File) =>
      read(
        reach(
          `${attachmentPath(id)}?name=${encodeURIComponent(file.name)}`,
          { method: "PUT", body: file, headers: { "content-type": file.type || "application/octet-stream" } },
          UPLOAD_TIMEOUT_MS,
        ),
        request.RequestView,
      ),
    /** Where the document is downloaded from. */
    attachmentUrl: (id: string) => attachmentPath(id),
    withdraw: (id: string) => read(rpc.requests[":id"].withdraw.$post(by(id)), request.RequestView),
    decide: (id: string, json: Input<typeof request.RequestDecision>) =>
      read(rpc.requests[":id"].decision.$post({ ...by(id), json }), request.RequestView),
    /** The answers have been seen. */
    seen: () => done(rpc.me.requests.seen.$post()),
  },

  reports: {
    get: (courseId: string, query: reports.ReportQuery, options?: CallOptions) =>
      read(rpc.courses[":id"].report.$get({ ...by(courseId), query }, until(options)), reports.Report),
    marks: (courseId: string, query: reports.ReportQuery, options?: CallOptions) =>
      read(
        rpc.courses[":id"].report.marks.$get({ ...by(courseId), query }, until(options)),
        reports.ReportMarks,
      ),
    /** The document with its name. */
    file: (courseId: string, query: reports.ReportQuery & { format: reports.ReportFormat }) =>
      readFile(
        reach(
          `/v1/courses/${encodeURIComponent(courseId)}/report/file?${searchOf(query)}`,
          {},
          UPLOAD_TIMEOUT_MS,
        ),
      ),
    list: (options?: CallOptions) => read(rpc.reports.$get({}, until(options)), reports.Reports),
    order: (json: Input<typeof reports.ReportRequest>) =>
      read(rpc.reports.$post({ json }), reports.MadeReport),
    cancel: (id: string) => read(rpc.reports[":id"].cancel.$post(by(id)), reports.MadeReport),
    remove: (id: string) => done(rpc.reports[":id"].$delete(by(id))),
    /** Where a report that is ready is downloaded from. */
    fileUrl: (id: string) => `/v1/reports/${encodeURIComponent(id)}/file`,
    schedule: (courseId: string, json: Input<typeof reports.ScheduleRequest>) =>
      read(rpc.courses[":id"]["report-schedules"].$post({ ...by(courseId), json }), reports.ReportSchedule),
    endSchedule: (id: string) => done(rpc["report-schedules"][":id"].$delete(by(id))),
  },

  timetable: {
    /** One's own week, of the university's date; the current one without. */
    week: (date: string | null, options?: CallOptions) =>
      read(rpc.me.week.$get({ query: date === null ? {} : { date } }, until(options)), timetable.Week),
    of: (courseId: string, options?: CallOptions) =>
      read(rpc.courses[":id"].timetable.$get(by(courseId), until(options)), timetable.Timetable),
    clashes: (courseId: string, options?: CallOptions) =>
      read(rpc.courses[":id"].clashes.$get(by(courseId), until(options)), timetable.Clashes),
    addSlot: (courseId: string, json: Input<typeof timetable.SlotRequest>) =>
      read(rpc.courses[":id"].slots.$post({ ...by(courseId), json }), timetable.Timetable),
    changeSlot: (courseId: string, slotId: string, json: Input<typeof timetable.SlotRequest>) =>
      read(
        rpc.courses[":id"].slots[":slotId"].$patch({ param: { id: courseId, slotId }, json }),
        timetable.Timetable,
      ),
    removeSlot: (courseId: string, slotId: string) =>
      read(
        rpc.courses[":id"].slots[":slotId"].$delete({ param: { id: courseId, slotId } }),
        timetable.Timetable,
      ),
    addGroup: (courseId: string, json: Input<typeof timetable.GroupRequest>) =>
      read(rpc.courses[":id"].groups.$post({ ...by(courseId), json }), timetable.Timetable),
    renameGroup: (courseId: string, groupId: string, json: Input<typeof timetable.GroupRequest>) =>
      read(
        rpc.courses[":id"].groups[":groupId"].$patch({ param: { id: courseId, groupId }, json }),
        timetable.Timetable,
      ),
    removeGroup: (courseId: string, groupId: string) =>
      read(
        rpc.courses[":id"].groups[":groupId"].$delete({ param: { id: courseId, groupId } }),
        timetable.Timetable,
      ),
    cancel: (meetingId: string, json: Input<typeof timetable.MeetingCancel>) =>
      read(rpc.meetings[":id"].cancel.$post({ ...by(meetingId), json }), course.Meeting),
    restore: (meetingId: string) => read(rpc.meetings[":id"].cancel.$delete(by(meetingId)), course.Meeting),
    move: (meetingId: string, json: Input<typeof timetable.MeetingMove>) =>
      read(rpc.meetings[":id"].move.$post({ ...by(meetingId), json }), course.Meeting),
    calendar: () => read(rpc.me.calendar.$get(), timetable.CalendarFeed),
    /** A new secret address; the one before it is worth nothing from then on. */
    subscribe: () => read(rpc.me.calendar.$post(), timetable.CalendarFeedCreated),
    unsubscribe: () => done(rpc.me.calendar.$delete()),
    /** Where one's own timetable is downloaded from. */
    fileUrl: "/v1/me/calendar.ics",
  },

  terms: {
    list: () => read(rpc.terms.$get(), timetable.Terms),
    add: (json: Input<typeof timetable.TermRequest>) => read(rpc.terms.$post({ json }), timetable.Terms),
    change: (id: string, json: Input<typeof timetable.TermRequest>) =>
      read(rpc.terms[":id"].$patch({ ...by(id), json }), timetable.Terms),
    remove: (id: string) => done(rpc.terms[":id"].$delete(by(id))),
  },

  rooms: {
    list: () => read(rpc.rooms.$get(), timetable.Rooms),
    add: (json: Input<typeof timetable.RoomRequest>) => read(rpc.rooms.$post({ json }), timetable.Rooms),
    change: (id: string, json: Input<typeof timetable.RoomRequest>) =>
      read(rpc.rooms[":id"].$patch({ ...by(id), json }), timetable.Rooms),
    remove: (id: string) => done(rpc.rooms[":id"].$delete(by(id))),
  },

  invitations: {
    list: () => read(rpc.invitations.$get(), account.Invitations),
    create: (json: Input<typeof account.InvitationRequest>) =>
      read(rpc.invitations.$post({ json }), account.InvitationCreated),
    lookup: (token: string) =>
      read(rpc.invitations.lookup.$post({ json: { token } }), account.InvitationFound),
    /** Raises the role of one's own account. @throws ApiProblem link_spent, forbidden (the link is another's) */
    accept: (token: string) => read(rpc.invitations.accept.$post({ json: { token } }), account.Me),
    revoke: (id: string) => done(rpc.invitations[":id"].$delete(by(id))),
  },

  /** How long face data is kept, what was destroyed, and the end of all of it; for the administrator. */
  privacy: {
    retention: (options?: CallOptions) => read(rpc.retention.$get({}, until(options)), retention.Retention),
    deletions: (before: string | null, options?: CallOptions) =>
      read(
        rpc.retention.log.$get({ query: before === null ? {} : { before } }, until(options)),
        retention.DeletionPage,
      ),
    stops: (options?: CallOptions) => read(rpc.stop.$get({}, until(options)), stop.Stops),
    stop: (json: Input<typeof stop.StopRequest>) => read(rpc.stop.$post({ json }), stop.Stops),
    confirmStop: (id: string, json: Input<typeof stop.StopConfirmation>) =>
      read(rpc.stop[":id"].confirmation.$post({ ...by(id), json }), stop.Stops),
    cancelStop: (id: string) => read(rpc.stop[":id"].$delete(by(id)), stop.Stops),
    liftStop: (id: string, json: Input<typeof stop.StopConfirmation>) =>
      read(rpc.stop[":id"].lift.$post({ ...by(id), json }), stop.Stops),
    /** Where its certificate is downloaded from. */
    certificateUrl: (id: string, kind: "json" | "pdf", language: account.Language) =>
      `/v1/stop/${encodeURIComponent(id)}/certificate.${kind}${kind === "pdf" ? `?language=${language}` : ""}`,
    assessment: (language: account.Language, options?: CallOptions) =>
      read(rpc["impact-assessment"].$get({ query: { language } }, until(options)), Paper),
    assessmentUrl: (language: account.Language) => `/v1/impact-assessment.pdf?language=${language}`,
  },

  users: {
    list: () => read(rpc.users.$get(), account.UserRows),
    resetLink: (id: string) => read(rpc.users[":id"]["reset-link"].$post(by(id)), account.ResetLink),
  },
} as const;

/** A query string of what is there. */
const searchOf = (query: Readonly<Record<string, string | undefined>>) =>
  new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  ).toString();
const attachmentPath = (id: string) => `/v1/requests/${encodeURIComponent(id)}/attachment`;
const photoPath = (id: string, pose: enrolment.Pose) =>
  `/v1/enrolments/${encodeURIComponent(id)}/photos/${pose}`;
