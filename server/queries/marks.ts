import { and, asc, eq, getTableColumns, or, sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { attendance, entry, mark, markRetraction } from "../../drizzle/schema.ts";
import type { Db } from "../context.ts";
import { type FoldedAttendance, foldMarks, type MarkEvent } from "../domain/fold.ts";
import { afterWord } from "../domain/settle.ts";
import { lockDevice } from "./devices.ts";
import { changeEntry, findEntry } from "./entries.ts";
import { inOneGo } from "./in-one-go.ts";
import { isLocked } from "./lock.ts";

type Row = typeof mark.$inferInsert;
export type NewMark = Pick<Row, "meetingId" | "userId" | "source" | "status"> &
  Partial<Pick<Row, "id" | "reason" | "entryHash" | "actorId" | "base" | "seenAt" | "at" | "requestId">>;
export interface Pair {
  readonly meetingId: string;
  readonly userId: string;
}

/** All marks of a student at a meeting, the oldest first, those taken back as such. */
export const marksOf = (tx: Db, { meetingId, userId }: Pair) =>
  tx
    .select({
      ...getTableColumns(mark),
      retracted: sql<boolean>`(${markRetraction.markId} is not null and not ${markRetraction.frozen})`,
    })
    .from(mark)
    .leftJoin(
      markRetraction,
      // a person takes back what they said; what a machine said, whoever purged what it went by
      and(
        eq(markRetraction.markId, mark.id),
        or(eq(markRetraction.actorId, mark.actorId), eq(mark.source, "automatic")),
      ),
    )
    .where(and(eq(mark.meetingId, meetingId), eq(mark.userId, userId)))
    .orderBy(asc(mark.at), asc(mark.id));

/** Marks of one student at one meeting are added one after the other: waits for one's turn. For a statement that does more. */
export const pairHeld = ({ meetingId, userId }: Pair) =>
  sql`pg_advisory_xact_lock(hashtextextended(${`${meetingId} ${userId}`}, 0))::text`;

/** The statement that waits for it, and does no more. */
export const holdPair = (tx: Db, pair: Pair) => tx.execute(sql`select ${pairHeld(pair)}`);

/**
 * Appends a mark and folds all marks of that student at that meeting into the attendance. Marks of one student at one
 * meeting are folded one after the other, whoever adds them. A teacher's mark without a `base` answers all that stand. While
 * the grades are locked it is recorded and changes nothing.
 * @returns all marks of that student at that meeting
 */
export async function addMark(tx: Db, added: NewMark): Promise<MarkEvent[]> {
  const { meetingId, userId } = added;
  const base =
    added.base ??
    (added.source === "manual"
      ? sql`array(select m.id from ${mark} m where m.meeting_id = ${meetingId} and m.user_id = ${userId} and m.source = 'manual')`
      : null);
  const at = added.at ?? sql`clock_timestamp()`;
  const [, , marks] = await inOneGo(
    holdPair(tx, added),
    tx
      .insert(mark)
      .values({ id: uuidv7(), ...added, at, base, frozen: isLocked(meetingId) })
      .onConflictDoNothing(),
    marksOf(tx, added),
  );
  await keepFold(tx, added, marks);
  return marks;
}

async function keepFold(tx: Db, { meetingId, userId }: Pair, marks: readonly MarkEvent[]): Promise<void> {
  const folded = foldMarks(marks);
  if (!folded) {
    await tx
      .delete(attendance)
      .where(and(eq(attendance.meetingId, meetingId), eq(attendance.userId, userId)));
    return;
  }
  await putAttendance(tx, { meetingId, userId }, folded);
}

function putAttendance(tx: Db, { meetingId, userId }: Pair, folded: FoldedAttendance) {
  const byHand = folded.source === "manual" && (folded.status === "present" || folded.status === "late");
  const values = {
    ...folded,
    // the check-in that the word confirms: the hour of the arrival and the evidence are its
    ...(byHand && { entryHash: acceptedOf({ meetingId, userId }) }),
    words: folded.words.map(toStandingWord),
  };
  return tx
    .insert(attendance)
    .values({ meetingId, userId, ...values })
    .onConflictDoUpdate({ target: [attendance.meetingId, attendance.userId], set: values });
}

/**
 * What addMark does with an accepted check-in, as parts of one statement, for a caller who holds the pair and has read its
 * marks. The statement sees neither part's effect.
 * @param at of the database's clock, since the pair is held
 * @param frozen whether the meeting's grades are locked
 */
export function acceptedMark(
  tx: Db,
  { status, entryHash, ...pair }: Pair & Pick<MarkEvent, "status"> & { entryHash: string },
  { known, at, frozen }: { known: readonly MarkEvent[]; at: string; frozen: boolean },
) {
  const added = { id: uuidv7(), source: "automatic" as const, status, entryHash, reason: null, frozen };
  const folded = foldMarks([...known, { ...added, at: new Date(at) }]);
  const appended = tx.insert(mark).values({ ...added, ...pair, at: sql`${at}::timestamptz` });
  return [appended.onConflictDoNothing(), ...(folded ? [putAttendance(tx, pair, folded)] : [])];
}

const acceptedOf = ({ meetingId, userId }: Pair) =>
  sql<
    string | null
  >`(select e.hash from ${entry} e where e.meeting_id = ${meetingId} and e.user_id = ${userId}
    and e.state = 'accepted' order by e.captured_ms, e.seq limit 1)`;

const toStandingWord = ({ id, status, reason, at, actorId }: FoldedAttendance["words"][number]) => ({
  id,
  status,
  reason,
  at: at.toISOString(),
  actorId: actorId ?? null,
});

/** Folds the marks of one student at one meeting anew. */
export async function refold(tx: Db, pair: Pair): Promise<void> {
  const [, marks] = await inOneGo(holdPair(tx, pair), marksOf(tx, pair));
  await keepFold(tx, pair, marks);
}

/** The check-ins of a student at a meeting with their devices locked, as claims.ts locks: devices, entries, marks. */
export async function lockCheckIns(tx: Db, { meetingId, userId }: Pair): Promise<string[]> {
  const rows = await tx
    .select({ hash: entry.hash, did: entry.did })
    .from(entry)
    .where(and(eq(entry.meetingId, meetingId), eq(entry.userId, userId)))
    .orderBy(asc(entry.did), asc(entry.seq));
  for (const did of new Set(rows.map((row) => row.did))) await lockDevice(tx, did);
  return rows.map(({ hash }) => hash);
}

/**
 * Appends a teacher's mark. What becomes of the student's check-ins follows from all that teachers said (domain/settle.ts);
 * their phone hears of it with its next question.
 */
export async function addTeacherMark(tx: Db, added: Omit<NewMark, "source" | "entryHash">): Promise<void> {
  const checkIns = await lockCheckIns(tx, added);
  const marks = await addMark(tx, { ...added, source: "manual" });
  let changed = false;
  for (const hash of checkIns) {
    const row = await findEntry(tx, hash);
    if (!row) continue;
    const settled = afterWord(row, marks);
    // without a change, too: its phone hears of the mark with its next question
    await changeEntry(tx, hash, settled ? { ...settled, decidedAt: new Date() } : {});
    changed ||= settled !== null;
  }
  if (changed) await refold(tx, added);
}
