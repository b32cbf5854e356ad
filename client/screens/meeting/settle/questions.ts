import type { LiveList, LiveRow } from "../../../../shared/api/course.ts";
import { disagree } from "../../../../shared/words.ts";

export type QuestionKind = "collided" | "doubtful" | "confirm" | "unsynced" | "missing";
/** In the order in which they are asked. */
export const QUESTION_KINDS = ["collided", "doubtful", "confirm", "unsynced", "missing"] as const;

/**
 * What of a row only a teacher can settle; null: nothing. Whoever a teacher has marked, and whoever is excused in advance, is
 * not asked about.
 */
export function questionOf(row: LiveRow): QuestionKind | null {
  if (disagree(row.words)) return "collided";
  if (row.needsLook && row.checkIn?.st === "review" && row.checkIn.code === "to_confirm") return "confirm";
  if (row.needsLook && row.checkIn?.st !== "pending") return "doubtful";
  if (row.words.length > 0) return null;
  if (row.checkIn?.st === "pending") return "unsynced";
  if (row.excuse === "granted") return null;
  return row.status === "expected" || (row.status === "absent" && row.checkIn === null) ? "missing" : null;
}

export interface Question {
  readonly row: LiveRow;
  readonly kind: QuestionKind;
}

/** The open questions of a list, by kind and name. */
export function questionsOf({ rows }: Pick<LiveList, "rows">, language: string): Question[] {
  const collator = new Intl.Collator(language, { sensitivity: "base" });
  return rows
    .flatMap((row) => {
      const kind = questionOf(row);
      return kind ? [{ row, kind }] : [];
    })
    .sort(
      (a, b) =>
        QUESTION_KINDS.indexOf(a.kind) - QUESTION_KINDS.indexOf(b.kind) ||
        collator.compare(a.row.name, b.row.name),
    );
}
