/**
 * One byte range of a Range header, both ends included (RFC 9110 §14.1.2).
 * Several ranges or another unit are ignored, as the RFC allows: the answer is then the whole.
 * @returns null without a usable header
 */
export function rangeOf(
  header: string | undefined,
  size: number,
): { from: number; to: number } | "unsatisfiable" | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? "");
  if (!match) return null;
  const [, first = "", last = ""] = match;
  if (first === "" && last === "") return null;
  if (first === "") {
    const count = Math.min(size, Number(last));
    return count === 0 ? "unsatisfiable" : { from: size - count, to: size - 1 };
  }
  const from = Number(first);
  const to = last === "" ? size - 1 : Math.min(size - 1, Number(last));
  if (from >= size) return "unsatisfiable";
  return to < from ? null : { from, to };
}
