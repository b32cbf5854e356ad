import type { AttendanceStatus } from "../../shared/attendance.ts";
import type { EvidenceGrade, OutcomeCode } from "../../shared/protocol/sync.ts";

/** One check-in as the student sees it: on this phone, confirmed, or disputed. */
export interface CheckInView {
  readonly h: string;
  readonly seq: number;
  readonly meetingId: string;
  readonly courseName: string;
  readonly title: string | null;
  readonly capturedAt: number;
  /** "phone": only here, or not decided yet; "confirmed": accepted; "disputed": review or rejected */
  readonly state: "phone" | "confirmed" | "disputed";
  /** finer: waiting to be sent, sent and undecided, the server's states */
  readonly detail: "queued" | "sent" | "pending" | "accepted" | "review" | "rejected" | "set_aside";
  readonly code: OutcomeCode | null;
  readonly attendance: AttendanceStatus | null;
  readonly grade: EvidenceGrade | null;
  readonly note: string | null;
  /** key: what signed it is gone from this browser, so it cannot go by itself; gap: one before it can no longer be read here */
  readonly trouble: "key" | "gap" | null;
  /** its photo is on this phone */
  readonly photoKept: boolean;
  /** a withdrawn consent took its photo before the server had decided */
  readonly photoErased: boolean;
  /** bytes of claim and blobs still to be sent */
  readonly pendingBytes: number;
}
