import { CourseAnalysis } from "../../shared/api/analysis.ts";
import {
  Course,
  type CourseChange,
  type CourseRequest,
  Courses,
  Meeting,
  type MeetingRequest,
  Meetings,
  type OpenNowRequest,
} from "../../shared/api/course.ts";
import {
  type ClaimDecision,
  Roster,
  type RosterAddition,
  type RosterChange,
} from "../../shared/api/roster.ts";
import { RoomKeys } from "../../shared/api/room-keys.ts";
import { type ImportPlan, ImportReport } from "../../shared/api/roster-import.ts";
import { reach } from "../http.ts";
import { by, type CallOptions, done, type Input, read, rpc, until, UPLOAD_TIMEOUT_MS } from "./rpc.ts";

export const courses = {
  list: (options?: CallOptions) => read(rpc.courses.$get({}, until(options)), Courses),
  get: (id: string) => read(rpc.courses[":id"].$get(by(id)), Course),
  create: (json: Input<typeof CourseRequest>) => read(rpc.courses.$post({ json }), Course),
  change: (id: string, json: Input<typeof CourseChange>) =>
    read(rpc.courses[":id"].$patch({ ...by(id), json }), Course),
  join: (joinCode: string) => read(rpc.courses.join.$post({ json: { joinCode } }), Course),
  /** Replaces the join code; the old one no longer works. */
  newJoinCode: (id: string) => read(rpc.courses[":id"]["join-code"].$post(by(id)), Course),
  roster: (id: string) => read(rpc.courses[":id"].roster.$get(by(id)), Roster),
  addToRoster: (id: string, json: Input<typeof RosterAddition>) =>
    read(rpc.courses[":id"].roster.$post({ ...by(id), json }), Roster),
  /** A student's group and dates. */
  changeRoster: (id: string, userId: string, json: Input<typeof RosterChange>) =>
    read(rpc.courses[":id"].roster[":userId"].$patch({ param: { id, userId }, json }), Roster),
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
  decideClaim: (id: string, userId: string, json: Input<typeof ClaimDecision>) =>
    done(rpc.courses[":id"].roster[":userId"].claim.$post({ param: { id, userId }, json })),
  removeFromRoster: (id: string, userId: string) =>
    done(rpc.courses[":id"].roster[":userId"].$delete({ param: { id, userId } })),
  meetings: (id: string) => read(rpc.courses[":id"].meetings.$get(by(id)), Meetings),
  /** The secrets of its meetings' room codes, for who opens them. */
  roomKeys: (id: string) => read(rpc.courses[":id"]["room-keys"].$get(by(id)), RoomKeys),
  addMeeting: (id: string, json: Input<typeof MeetingRequest>) =>
    read(rpc.courses[":id"].meetings.$post({ ...by(id), json }), Meeting),
  analysis: (id: string, options?: CallOptions) =>
    read(rpc.courses[":id"].analysis.$get(by(id), until(options)), CourseAnalysis),
  /** Opens a meeting now. */
  openNow: (id: string, json: Input<typeof OpenNowRequest>) =>
    read(rpc.courses[":id"].open.$post({ ...by(id), json }), Meeting),
} as const;
