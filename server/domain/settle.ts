import { REVIEW_CODES } from "../../shared/protocol/outcome-codes.ts";
import type { OutcomeCode } from "../../shared/protocol/sync.ts";
import { standingWord, type WordStatus } from "../../shared/words.ts";
import { contradictsTeacher, foldMarks, inConflict, type MarkEvent, standingWords } from "./fold.ts";

/** A check-in as far as a teacher's word bears on it. */
export interface SettledEntry {
  readonly hash: string;
  readonly state: "accepted" | "pending" | "review" | "rejected";
  readonly code: string | null;
  readonly receivedAt: Date;
}

export interface Settlement {
  readonly state: "accepted" | "review" | "rejected";
  readonly code: OutcomeCode | null;
}

/**
 * Doubts that a person settles (PROTOCOL, "review"). A refusal that carries one of them was a person's, who may think again;
 * what the machine refused stays refused.
 */
const DOUBTS: readonly OutcomeCode[] = [...REVIEW_CODES, "code_missing"];

/**
 * What becomes of a check-in by what teachers have said of its student. A word that knew of a doubtful check-in decides it:
 * present or late accepts it, absent refuses it with the doubt kept as the reason. An accepted one that contradicts an
 * absent which did not know of it goes to review, until a teacher says otherwise.
 * @param marks all marks of that student at that meeting
 * @returns null: it stays as it is
 */
export function afterWord(entry: SettledEntry, marks: readonly MarkEvent[]): Settlement | null {
  const { state, code } = entry;
  const receivedMs = entry.receivedAt.getTime();
  const folded = foldMarks(marks);
  const word = standingWord(standingWords(marks));
  if (!folded || !word) return null;
  if (state === "review" && code === "contested" && word.status !== "absent") return ACCEPTED;
  // whoever is marked as here is confirmed as here, whichever of the two comes first
  if (state === "review" && code === "to_confirm" && isHere(word.status) && !inConflict(folded))
    return ACCEPTED;
  const knew = (word.seenAt ?? word.at).getTime() >= receivedMs;
  if (knew && !inConflict(folded)) {
    const doubtful = state === "review" || (state === "rejected" && DOUBTS.some((doubt) => doubt === code));
    if (doubtful && isHere(word.status)) return ACCEPTED;
    const byPerson = state === "accepted" && !marks.some(({ entryHash }) => entryHash === entry.hash);
    if (word.status === "absent" && state === "review") return { state: "rejected", code: doubtOf(code) };
    if (word.status === "absent" && byPerson) return { state: "rejected", code: "evidence" };
  }
  const contradicted = state === "accepted" && contradictsTeacher(marks, receivedMs);
  if (!contradicted) return null;
  // whichever of two absents arrives first, the one that knew of it has decided
  return { state: knew && !inConflict(folded) ? "rejected" : "review", code: "contested" };
}

/**
 * What becomes of a check-in when a teacher's word was taken back: as if the word had not been, and then what the words that
 * still stand make of it.
 * @param marks with the mark of a check-in that the machine accepts
 * @param verdict what the machine had made of the check-in; null: it was never looked at
 */
export function afterRetraction(
  entry: SettledEntry,
  marks: readonly MarkEvent[],
  verdict: Settlement | null,
): Settlement | null {
  if (entry.state === "pending") return null;
  const counted = marks.some(({ source, entryHash }) => source === "automatic" && entryHash === entry.hash);
  const before = counted ? ACCEPTED : (verdict ?? { state: "review", code: "evidence" });
  const doubted = before.state === "review" || (before.state === "rejected" && isDoubt(before.code));
  if (!counted && !doubted) return null;
  return afterWord({ ...entry, ...before }, marks) ?? before;
}

const isHere = (status: WordStatus) => status === "present" || status === "late";
const isDoubt = (code: string | null) => DOUBTS.some((doubt) => doubt === code);
const ACCEPTED: Settlement = { state: "accepted", code: null };
const doubtOf = (code: string | null): OutcomeCode => DOUBTS.find((doubt) => doubt === code) ?? "evidence";
