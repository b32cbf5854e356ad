import { LiveList, LiveRow, type MarkRequest, Meeting, StudentMeetings } from "../../shared/api/course.ts";
import { by, type CallOptions, type Input, read, rpc, until } from "./rpc.ts";

export const meetings = {
  /** Of the student's courses, from 1 day ago to 14 days ahead. */
  mine: (options?: CallOptions) => read(rpc.me.meetings.$get({}, until(options)), StudentMeetings),
  get: (id: string) => read(rpc.meetings[":id"].$get(by(id)), Meeting),
  open: (id: string) => read(rpc.meetings[":id"].open.$post(by(id)), Meeting),
  close: (id: string) => read(rpc.meetings[":id"].close.$post(by(id)), Meeting),
  list: (id: string) => read(rpc.meetings[":id"].list.$get(by(id)), LiveList),
  mark: (id: string, json: Input<typeof MarkRequest>) =>
    read(rpc.meetings[":id"].marks.$post({ ...by(id), json }), LiveRow),
  /** Where the photo of a row's check-in is shown from (an <img> address; viewing is audited). */
  checkInPhotoUrl: (id: string, h: string) =>
    `/v1/meetings/${encodeURIComponent(id)}/check-ins/${encodeURIComponent(h)}/photo`,
} as const;
