import { Overview, TermTallies } from "../../shared/api/analysis.ts";
import {
  MadeReport,
  Report,
  type ReportFormat,
  ReportMarks,
  type ReportQuery,
  type ReportRequest,
  Reports,
  ReportSchedule,
  type ScheduleRequest,
} from "../../shared/api/reports.ts";
import { reach, readFile } from "../http.ts";
import { by, type CallOptions, done, type Input, read, rpc, until, UPLOAD_TIMEOUT_MS } from "./rpc.ts";

export const overview = {
  /** @param term a term's id, "none" for courses of no term; null: the term of today */
  get: (term: string | null, options?: CallOptions) =>
    read(rpc.overview.$get({ query: term === null ? {} : { term } }, until(options)), Overview),
  terms: (options?: CallOptions) => read(rpc.overview.terms.$get({}, until(options)), TermTallies),
} as const;

export const reports = {
  get: (courseId: string, query: ReportQuery, options?: CallOptions) =>
    read(rpc.courses[":id"].report.$get({ ...by(courseId), query }, until(options)), Report),
  marks: (courseId: string, query: ReportQuery, options?: CallOptions) =>
    read(rpc.courses[":id"].report.marks.$get({ ...by(courseId), query }, until(options)), ReportMarks),
  /** The document with its name. */
  file: (courseId: string, query: ReportQuery & { format: ReportFormat }) =>
    readFile(
      reach(
        `/v1/courses/${encodeURIComponent(courseId)}/report/file?${searchOf(query)}`,
        {},
        UPLOAD_TIMEOUT_MS,
      ),
    ),
  list: (options?: CallOptions) => read(rpc.reports.$get({}, until(options)), Reports),
  order: (json: Input<typeof ReportRequest>) => read(rpc.reports.$post({ json }), MadeReport),
  cancel: (id: string) => read(rpc.reports[":id"].cancel.$post(by(id)), MadeReport),
  remove: (id: string) => done(rpc.reports[":id"].$delete(by(id))),
  /** Where a report that is ready is downloaded from. */
  fileUrl: (id: string) => `/v1/reports/${encodeURIComponent(id)}/file`,
  schedule: (courseId: string, json: Input<typeof ScheduleRequest>) =>
    read(rpc.courses[":id"]["report-schedules"].$post({ ...by(courseId), json }), ReportSchedule),
  endSchedule: (id: string) => done(rpc["report-schedules"][":id"].$delete(by(id))),
} as const;

/** A query string of what is there. */
const searchOf = (query: Readonly<Record<string, string | undefined>>) =>
  new URLSearchParams(
    Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  ).toString();
