/** What the hour of a check-in makes of it. Server, teacher's app and student's phone read the same rules here. */
import * as v from "valibot";

const Minutes = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

/** A course's minute windows as those need them who show what will happen. */
export const ArrivalRules = v.strictObject({
  lateAfterMin: Minutes,
  /** null: late to the end */
  absentAfterMin: v.nullable(Minutes),
  /** minutes after its end at which an open meeting closes by itself; null: by hand */
  closeAfterMin: v.nullable(Minutes),
});
export type ArrivalRules = v.InferOutput<typeof ArrivalRules>;

export interface ArrivalMeeting {
  readonly startsMs: number;
  readonly endsMs: number;
  /** null: not opened yet */
  readonly openedMs: number | null;
}

export interface ArrivalTimes {
  /** from here on a check-in is late */
  readonly lateMs: number;
  /** from here on a check-in counts as absent; null: it does not */
  readonly absentMs: number | null;
  /** when whoever has not come becomes absent: at the latest when the meeting closes by itself; null: when it is closed by hand */
  readonly missedMs: number | null;
}

const MIN_MS = 60_000;

/** When a meeting's windows end. A meeting that is opened late starts when it opens: nobody is late because the teacher was. */
export function arrivalTimes(meeting: ArrivalMeeting, rules: ArrivalRules): ArrivalTimes {
  const startMs = Math.max(meeting.startsMs, meeting.openedMs ?? meeting.startsMs);
  const { lateAfterMin, absentAfterMin, closeAfterMin } = rules;
  const absentMs = absentAfterMin === null ? null : startMs + absentAfterMin * MIN_MS;
  const closesMs = closeAfterMin === null ? null : Math.max(meeting.endsMs, startMs) + closeAfterMin * MIN_MS;
  return {
    lateMs: startMs + lateAfterMin * MIN_MS,
    absentMs,
    missedMs: absentMs === null ? closesMs : Math.min(absentMs, closesMs ?? absentMs),
  };
}

/** What a valid check-in is worth by its hour alone. */
export function arrivalStatus(times: ArrivalTimes, capturedMs: number): "present" | "late" | "absent" {
  if (times.absentMs !== null && capturedMs >= times.absentMs) return "absent";
  return capturedMs < times.lateMs ? "present" : "late";
}
