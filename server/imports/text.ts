/** Bytes of a text file to text, in the encodings that spreadsheets write. Pure, but for the decoder. */
export type TextEncoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252";

const starts = (bytes: Uint8Array, ...mark: number[]) => mark.every((byte, i) => bytes[i] === byte);

/** Share of zero bytes at even and at odd places of the beginning: UTF-16 without a mark gives itself away by them. */
function zeros(bytes: Uint8Array): { even: number; odd: number } {
  const looked = Math.min(bytes.length, 4096) & ~1;
  let [even, odd] = [0, 0];
  for (let i = 0; i < looked; i += 2) {
    if (bytes[i] === 0) even++;
    if (bytes[i + 1] === 0) odd++;
  }
  const pairs = Math.max(1, looked / 2);
  return { even: even / pairs, odd: odd / pairs };
}

/** Control characters that no text has, and what a decoder puts where it cannot decode: it is something else. */
function isBinary(text: string): boolean {
  for (let i = 0; i < Math.min(text.length, 65_536); i++) {
    const code = text.charCodeAt(i);
    if (code < 9 || (code > 13 && code < 32 && code !== 27) || code === 0xfffd) return true;
  }
  return false;
}

/** @returns null for bytes that are no text in any of these encodings */
export function decodeText(bytes: Uint8Array): { text: string; encoding: TextEncoding } | null {
  const encoding = encodingOf(bytes);
  if (encoding === null) return null;
  // the decoder takes a byte order mark away by itself
  const text = new TextDecoder(encoding).decode(bytes);
  return isBinary(text) ? null : { text, encoding };
}

function encodingOf(bytes: Uint8Array): TextEncoding | null {
  if (starts(bytes, 0xff, 0xfe)) return "utf-16le";
  if (starts(bytes, 0xfe, 0xff)) return "utf-16be";
  const { even, odd } = zeros(bytes);
  if (odd > 0.4 && even < 0.1) return "utf-16le";
  if (even > 0.4 && odd < 0.1) return "utf-16be";
  if (even > 0 || odd > 0) return null;
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return "utf-8";
  } catch {
    return "windows-1252";
  }
}
