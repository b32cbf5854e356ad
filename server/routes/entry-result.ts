import * as v from "valibot";
import { type EntryResult, OutcomeCode } from "../../shared/protocol/sync.ts";
import type { ResultRow } from "../queries/results.ts";

/** What a phone is told of one stored entry. A duplicate repeats what is stored. */
export function entryResult(row: ResultRow, duplicate = false): EntryResult {
  const { attendance } = row;
  return {
    h: row.hash,
    seq: row.seq,
    st: duplicate ? "duplicate" : row.state,
    ...(duplicate && { was: row.state }),
    ...(row.code !== null && { code: v.parse(OutcomeCode, row.code) }),
    ...(attendance && { att: attendance.status }),
    ...(row.grade && { grade: row.grade }),
    ...(attendance?.source === "manual" && attendance.reason !== null && { note: attendance.reason }),
    need: row.wanted.map((hash) => `blob:${hash}`),
  };
}
