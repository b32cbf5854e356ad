import { createHash } from "node:crypto";
import type { Language } from "../../shared/api/account.ts";
import type { Paper, PaperSection } from "../../shared/api/paper.ts";

/** A section with text, and a table where one is given. */
export const section = (
  heading: string,
  paragraphs: readonly string[],
  table: PaperSection["table"] = null,
): PaperSection => ({ heading, paragraphs: [...paragraphs], table });

/** A paper with the digest of what it says. */
export function paperOf(of: {
  language: Language;
  title: string;
  subtitle: string;
  foot: string;
  sections: PaperSection[];
}): Paper {
  const digest = createHash("sha256").update(JSON.stringify(of)).digest("base64url");
  return { ...of, digest };
}

/** `2026-11-22 21:45 UTC`: papers are read far from here, so the zone is everybody's. */
export const utc = (instant: string): string => `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC`;
