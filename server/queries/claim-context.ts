import { eq, sql } from "drizzle-orm";
import { blob, course, courseMember, enrolment, meeting, timeToken } from "../../drizzle/schema.ts";
import type { Db } from "../context.ts";
import type { EntryRow } from "./entries.ts";
import { hadConsented, isWithdrawn } from "./withdrawals.ts";

interface ClaimAbout {
  readonly meetingId: string;
  readonly userId: string;
  readonly capturedMs: number;
}

/** What the judgement of a claim needs of meeting, roster and enrolment. */
export type ClaimContext = ReturnType<typeof contextOf>;

/** The statements that ask for it. */
export const contextAsked = (tx: Db, { meetingId, userId, capturedMs }: ClaimAbout) => {
  const member = sql<boolean>`exists (select 1 from ${courseMember} m where m.course_id = ${meeting.courseId}
    and m.user_id = ${userId} and m.role = 'student'
    and (m.left_at is null or m.left_at > ${new Date(capturedMs).toISOString()}::timestamptz))`;
  return [
    tx
      .select({ meeting, policy: course.policy, member })
      .from(meeting)
      .innerJoin(course, eq(course.id, meeting.courseId))
      .where(eq(meeting.id, meetingId)),
    tx.execute<{ enrolled: boolean; consented: boolean; withdrawn: boolean }>(sql`select
      exists (select 1 from ${enrolment} e where e.user_id = ${userId} and e.status = 'confirmed') as enrolled,
      ${hadConsented(sql`${userId}::uuid`, sql`${capturedMs}::bigint`)} as consented,
      ${isWithdrawn(sql`${userId}::uuid`, sql`${capturedMs}::bigint`)} as withdrawn`),
  ] as const;
};
type Asked = ReturnType<typeof contextAsked>;

/** What those answered; `meeting` null: unknown here. */
export const contextOf = ([known]: Awaited<Asked[0]>, [person]: Awaited<Asked[1]>) => ({
  meeting: known ?? null,
  enrolled: person?.enrolled ?? false,
  consented: person?.consented ?? false,
  withdrawn: person?.withdrawn ?? false,
});

type Announced = Pick<EntryRow, "did" | "photoHash" | "embeddingHash">;

/** The statement that asks what is known of what a claim announces. */
export const announcedAsked = (
  tx: Db,
  { did, photoHash, embeddingHash, tok }: Announced & { readonly tok: string | null },
) =>
  tx.execute<{ token_ms: string | null; here: string[] }>(sql`select
    (select t.ms from ${timeToken} t where t.hash = ${tok} and t.did = ${did}::uuid) as token_ms,
    array(select b.hash from ${blob} b where b.did = ${did}::uuid and b.hash in (${photoHash}, ${embeddingHash})) as here`);

/** What it answered: when the claim's time token was given (null: none, or not known any more), and its blobs that are not here. */
export function announcedFacts(
  { photoHash, embeddingHash }: Announced,
  [row]: Awaited<ReturnType<typeof announcedAsked>>,
): { tokenMs: number | null; missing: string[] } {
  const tokenMs = row?.token_ms == null ? null : Number(row.token_ms);
  const announced = [photoHash, embeddingHash].filter((hash) => hash !== null);
  return { tokenMs, missing: announced.filter((hash) => !row?.here.includes(hash)) };
}
