/**
 * Texts of people in documents of programs that compute: nothing that somebody wrote may be run.
 *
 * CSV has no types: what a spreadsheet would take for a formula gets an apostrophe before it (OWASP, CSV Injection), and
 * every text stands in quotes, its line breaks within them. XLSX has types: there a text is a text, whatever it says.
 */

const INVISIBLE = String.raw`\s\u0000-\u001f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff`;
/** What begins a formula, the wide forms included, also behind what cannot be seen; and what OWASP names besides. */
const BEGINS_FORMULA = new RegExp(`^[${INVISIBLE}]*[=+\\-@＝＋－＠]|^[\\t\\r\\n]`, "u");

/** A person's text as a CSV cell, in quotes. */
export function csvText(text: string): string {
  const guarded = BEGINS_FORMULA.test(text) ? `'${text}` : text;
  return `"${guarded.replaceAll('"', '""')}"`;
}

const XML: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/**
 * A text within XML of an XLSX: what XML cannot hold is written as ECMA-376 says (`_x000D_`), and what only looks like that
 * is kept apart from it.
 */
export const xmlText = (text: string): string =>
  text
    .replaceAll(/_(?=x[0-9A-Fa-f]{4}_)/g, "_x005F_")
    // oxlint-disable-next-line no-control-regex
    .replaceAll(/[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/g, (char) => `_x${hex(char)}_`)
    .replaceAll(/[&<>"]/g, (char) => XML[char] ?? "");
const hex = (char: string) => (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");

/** A text on one line of a page: no line breaks, and nothing that turns the direction of what stands beside it. */
export const lineText = (text: string): string =>
  text
    .replaceAll(/[\u202a-\u202e\u2066-\u2069\u200b-\u200f\ufeff]/g, "")
    // oxlint-disable-next-line no-control-regex
    .replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\s]+/g, " ")
    .trim();
