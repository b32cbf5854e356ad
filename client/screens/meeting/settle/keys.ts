import type { WordStatus } from "../../../../shared/words.ts";

export type Stroke = WordStatus | "undo" | "down" | "up" | "first" | "last";

/** English letters work in every language, beside those of the language on screen. */
const ENGLISH = { p: "present", l: "late", e: "excused", a: "absent", u: "undo" } as const;
const MOVES: Readonly<Record<string, Stroke>> = {
  ArrowDown: "down",
  ArrowUp: "up",
  Home: "first",
  End: "last",
};

/**
 * What a key asks for; null: nothing of ours. With Shift a letter is for all that remain.
 * @param letters of the language on screen
 */
export function strokeOf(
  event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">,
  letters: Readonly<Record<WordStatus | "undo", string>>,
): { stroke: Stroke; all: boolean } | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  const move = MOVES[event.key];
  if (move) return { stroke: move, all: false };
  const key = event.key.toLowerCase();
  const own = (["present", "late", "excused", "absent", "undo"] as const).find(
    (stroke) => letters[stroke].toLowerCase() === key,
  );
  const english = key in ENGLISH ? ENGLISH[key as keyof typeof ENGLISH] : undefined;
  const stroke = own ?? english;
  return stroke ? { stroke, all: event.shiftKey } : null;
}
