import * as v from "valibot";
import { Attachment, type RequestView } from "../../shared/api/requests.ts";

interface Row {
  readonly request: {
    readonly id: string;
    readonly kind: "excuse" | "contest";
    readonly courseId: string;
    readonly fromDate: string | null;
    readonly untilDate: string | null;
    readonly reason: string;
    readonly wanted: "present" | "late" | "excused" | null;
    readonly state: RequestView["state"];
    readonly answer: string | null;
    readonly given: "present" | "late" | "excused" | null;
    readonly decidedAt: Date | null;
    readonly seenAt: Date | null;
    readonly createdAt: Date;
  };
  readonly courseName: string;
  readonly student: RequestView["student"];
  readonly meeting: { id: string; title: string | null; startsAt: Date; endsAt: Date } | null;
  readonly status: NonNullable<RequestView["meeting"]>["status"];
  readonly meetings: number;
  readonly decidedBy: string | null;
  readonly attachment: { name: string; contentType: string; bytes: number } | null;
}

export function toRequestView(row: Row): RequestView {
  const { request, meeting } = row;
  return {
    id: request.id,
    kind: request.kind,
    courseId: request.courseId,
    courseName: row.courseName,
    student: row.student,
    meeting: meeting && {
      id: meeting.id,
      title: meeting.title,
      startsAt: meeting.startsAt.toISOString(),
      endsAt: meeting.endsAt.toISOString(),
      status: row.status,
    },
    from: request.fromDate,
    until: request.untilDate,
    meetings: row.meetings,
    reason: request.reason,
    wanted: request.wanted,
    state: request.state,
    answer: request.answer,
    given: request.given,
    decidedBy: row.decidedBy,
    decidedAt: request.decidedAt?.toISOString() ?? null,
    createdAt: request.createdAt.toISOString(),
    unseen: request.decidedAt !== null && request.seenAt === null,
    attachment: v.parse(v.nullable(Attachment), row.attachment),
  };
}
