/**
 * A teacher's words about one student at one meeting. Each word names those that its author had before them (`base`): what
 * is named is answered by it. Words that nobody has answered stand side by side; where they disagree, a teacher settles
 * it with a word that answers both. So the outcome depends on the words alone, never on the order in which they arrive.
 */
import type { AttendanceStatus } from "./attendance.ts";

export type WordStatus = Exclude<AttendanceStatus, "expected">;

export interface Word {
  readonly id: string;
  readonly status: WordStatus;
  /** ids of the words that it answers; null (an early record): all that were said before it */
  readonly base?: readonly string[] | null;
  /** when it was said */
  readonly at: Date;
  /** taken back by whoever said it: it says nothing, but what it answered stays answered for those who answered it */
  readonly retracted?: boolean;
}

/** How good a status is for the student. */
export const RANK: Readonly<Record<WordStatus, number>> = { excused: 3, present: 2, late: 1, absent: 0 };

const inTime = (a: Pick<Word, "id" | "at">, b: Pick<Word, "id" | "at">): number =>
  a.at.getTime() - b.at.getTime() || (a.id < b.id ? -1 : 1);

/** The words that no other word answers, the earliest first. */
export function openWords<W extends Word>(words: readonly W[]): W[] {
  const ordered = words.toSorted(inTime);
  const answered = new Set<string>();
  const answerAllOf = (word: W, place: number) => {
    const base = word.base ?? ordered.slice(0, place).map(({ id }) => id);
    for (const id of base) {
      if (answered.has(id)) continue;
      answered.add(id);
      const named = ordered.findIndex((other) => other.id === id);
      const taken = ordered[named];
      if (taken?.retracted) answerAllOf(taken, named);
    }
  };
  for (const [place, word] of ordered.entries()) if (!word.retracted) answerAllOf(word, place);
  return ordered.filter((word) => !word.retracted && !answered.has(word.id));
}

/** Whether words stand side by side that say different things. */
export const disagree = (open: readonly Pick<Word, "status">[]): boolean =>
  new Set(open.map(({ status }) => status)).size > 1;

/**
 * The word that counts among those that stand. Of words that disagree it is the best for the student, until a teacher
 * settles it: what one teacher gave is never taken by another who had not seen it. Of words that agree it is the latest.
 * @param open of {@link openWords}
 */
export function standingWord<W extends Word>(open: readonly W[]): W | null {
  const [first, ...others] = open;
  if (!first) return null;
  return others.reduce((best, word) => {
    const order = RANK[word.status] - RANK[best.status] || inTime(word, best);
    return order > 0 ? word : best;
  }, first);
}
