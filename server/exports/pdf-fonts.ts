import { createRequire } from "node:module";
import type { FontInside } from "./pdf-inside.ts";

const file = (name: string) =>
  createRequire(import.meta.url).resolve(`@expo-google-fonts/source-sans-3/${name}.ttf`);
/** Source Sans 3 (SIL Open Font License): Latin, Greek and Cyrillic; the document embeds the letters that it uses. */
const FILES = {
  regular: file("400Regular/SourceSans3_400Regular"),
  bold: file("600SemiBold/SourceSans3_600SemiBold"),
} as const;
export type FontName = keyof typeof FILES;
/** A font as fontkit has read it, and words as it has laid them out: once in a process. */
interface ReadFont {
  readonly font: FontInside["font"];
  words: object;
  lines: number;
}
const read = new Map<FontName, ReadFont>();
/**
 * fontkit keeps each glyph with the letters that it was first met for, and a glyph that takes another's place is met for none: a
 * name could so leave the points of all later reports in this process without a letter. Here each is met for its own letter
 * first, of two letters that share one for the more common.
 */
function named(font: FontInside["font"]): FontInside["font"] {
  const { characterSet, glyphForCodePoint } = font;
  for (const codePoint of characterSet) glyphForCodePoint.call(font, codePoint);
  return font;
}

/** lines laid out until the words are forgotten: they must not grow with every name that there ever was */
const MOST_LINES = 20_000;

/** For pdfkit: as it has been read, or the file to read. */
export const fontSource = (name: FontName): FontInside["font"] | string =>
  read.get(name)?.font ?? FILES[name];

/** Gives a document's font the words that earlier documents have laid out, or its words to those that come. */
export function shareWords(name: FontName, own: FontInside): void {
  const known = read.get(name);
  if (known && known.lines < MOST_LINES) own.layoutCache = known.words;
  else read.set(name, { font: named(own.font), words: own.layoutCache, lines: 0 });
}

export function countLine(name: FontName): void {
  const shared = read.get(name);
  if (shared) shared.lines += 1;
}
