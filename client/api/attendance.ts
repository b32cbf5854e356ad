import { MarkHistory } from "../../shared/api/history.ts";
import { AttendanceRecord, CourseShares } from "../../shared/api/record.ts";
import {
  type NewRequest,
  type RequestDecision,
  Requests,
  RequestsWaiting,
  RequestView,
} from "../../shared/api/requests.ts";
import { reach } from "../http.ts";
import { by, type CallOptions, done, type Input, read, rpc, until, UPLOAD_TIMEOUT_MS } from "./rpc.ts";

/** Of a student: each meeting, the shares of the courses, and how a mark came about. */
export const attendance = {
  /** The student's own attendance, newest first. */
  record: (options?: CallOptions) => read(rpc.me.record.$get({}, until(options)), AttendanceRecord),
  /** The student's share of attendance in each course. */
  shares: (options?: CallOptions) => read(rpc.me.shares.$get({}, until(options)), CourseShares),
  /** Every mark and check-in of a student at a meeting; of one's own without `userId`. */
  history: (meetingId: string, userId: string | null) =>
    userId === null
      ? read(rpc.me.meetings[":id"].history.$get(by(meetingId)), MarkHistory)
      : read(rpc.meetings[":id"].history[":userId"].$get({ param: { id: meetingId, userId } }), MarkHistory),
} as const;

/** Requests to be excused, and contested marks. */
export const requests = {
  mine: (options?: CallOptions) => read(rpc.me.requests.$get({}, until(options)), Requests),
  ofCourse: (id: string) => read(rpc.courses[":id"].requests.$get(by(id)), Requests),
  waiting: (options?: CallOptions) => read(rpc.requests.waiting.$get({}, until(options)), RequestsWaiting),
  create: (json: Input<typeof NewRequest>) => read(rpc.requests.$post({ json }), RequestView),
  attach: (id: string, file: File) =>
    read(
      reach(
        `${attachmentPath(id)}?name=${encodeURIComponent(file.name)}`,
        { method: "PUT", body: file, headers: { "content-type": file.type || "application/octet-stream" } },
        UPLOAD_TIMEOUT_MS,
      ),
      RequestView,
    ),
  /** Where the document is downloaded from. */
  attachmentUrl: (id: string) => attachmentPath(id),
  withdraw: (id: string) => read(rpc.requests[":id"].withdraw.$post(by(id)), RequestView),
  decide: (id: string, json: Input<typeof RequestDecision>) =>
    read(rpc.requests[":id"].decision.$post({ ...by(id), json }), RequestView),
  /** The answers have been seen. */
  seen: () => done(rpc.me.requests.seen.$post()),
} as const;

const attachmentPath = (id: string) => `/v1/requests/${encodeURIComponent(id)}/attachment`;
