import { disagree, openWords, RANK, standingWord } from "../../shared/words.ts";

/** What the fold looks at in one mark; a row of the table fits. */
export interface MarkEvent {
  readonly id: string;
  readonly source: "automatic" | "manual";
  readonly status: "present" | "late" | "excused" | "absent";
  readonly reason: string | null;
  readonly entryHash: string | null;
  readonly at: Date;
  readonly actorId?: string | null;
  /** of a teacher's mark: what it answers (shared/words.ts) */
  readonly base?: readonly string[] | null;
  /** of a teacher's mark: until when the list was known that it was based on; without it: `at` */
  readonly seenAt?: Date | null;
  /** taken back by whoever said it */
  readonly retracted?: boolean;
  /** came after the grades were locked: it has no effect */
  readonly frozen?: boolean;
}
export interface FoldedAttendance extends Pick<MarkEvent, "source" | "status" | "reason" | "entryHash"> {
  /** the teachers' words that stand */
  readonly words: readonly MarkEvent[];
  /** until when what was known has been answered by it */
  readonly updatedAt: Date;
}

const later = (a: MarkEvent, b: MarkEvent): MarkEvent => {
  const order = a.at.getTime() - b.at.getTime() || (a.id < b.id ? -1 : 1);
  return order > 0 ? a : b;
};
/** Among automatic marks the better one stands: an automatic absent is raised by a late check-in; excused stays. */
const better = (a: MarkEvent, b: MarkEvent): MarkEvent => {
  const order = RANK[a.status] - RANK[b.status];
  // of two equal ones the first stands, so that a second check-in changes nothing
  return order > 0 || (order === 0 && later(a, b) === b) ? a : b;
};

/**
 * The attendance that a set of marks amounts to; the order in which they are given does not matter (PROTOCOL, Conflicts).
 * A teacher's mark outranks every automatic one; among teachers' marks see shared/words.ts.
 * @returns null without marks that have an effect
 */
export function foldMarks(marks: readonly MarkEvent[]): FoldedAttendance | null {
  const words = standingWords(marks);
  const automatic = marks.filter(
    ({ source, frozen, retracted }) => source === "automatic" && !frozen && !retracted,
  );
  const standing = standingWord(words) ?? automatic.reduce<MarkEvent | null>(betterOf, null);
  if (!standing) return null;
  const { source, status, reason, entryHash } = standing;
  return { source, status, reason, entryHash, words, updatedAt: standing.seenAt ?? standing.at };
}

const betterOf = (best: MarkEvent | null, next: MarkEvent) => (best ? better(best, next) : next);

/** The teachers' words that nobody has answered or taken back. */
export const standingWords = (marks: readonly MarkEvent[]): MarkEvent[] =>
  openWords(marks.filter(({ source, frozen }) => source === "manual" && !frozen));

/** Whether teachers' words disagree, so that one of them settles it. */
export const inConflict = (attendance: Pick<FoldedAttendance, "words"> | null): boolean =>
  attendance !== null && disagree(attendance.words);

/**
 * Whether a valid check-in that was received at `atMs` contradicts teachers who say absent, one of them without knowing of
 * it: then a teacher looks again.
 */
export function contradictsTeacher(marks: readonly MarkEvent[], atMs: number): boolean {
  if (standingWord(standingWords(marks))?.status !== "absent") return false;
  return marks.some(
    ({ source, status, frozen, retracted, seenAt, at }) =>
      source === "manual" && status === "absent" && !frozen && !retracted && (seenAt ?? at).getTime() < atMs,
  );
}
