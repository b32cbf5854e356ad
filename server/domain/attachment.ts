import type { ATTACHMENT_TYPES } from "../../shared/api/requests.ts";

type AttachmentType = (typeof ATTACHMENT_TYPES)[number];

const text = (bytes: Uint8Array, from: number, to: number) =>
  String.fromCharCode(...bytes.subarray(from, to));

/**
 * What a document is by its first bytes; what its sender calls it does not count. It is handed out as a download of that type
 * and never rendered by us, so a file that is two things at once stays inert.
 * @returns null for anything but PDF, JPEG, PNG and WebP
 */
export function attachmentType(bytes: Uint8Array): AttachmentType | null {
  if (text(bytes, 0, 5) === "%PDF-") return "application/pdf";
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return "image/jpeg";
  if (text(bytes, 0, 8) === "\u0089PNG\r\n\u001a\n") return "image/png";
  if (text(bytes, 0, 4) === "RIFF" && text(bytes, 8, 12) === "WEBP") return "image/webp";
  return null;
}

const EXTENSION: Readonly<Record<AttachmentType, string>> = {
  "application/pdf": "pdf",
  "image/jpeg": "jpg",
  "image/png": "png",
  "image/webp": "webp",
};

/** Under which name a document is saved: ours, whatever its sender called it. */
export const savedName = (requestId: string, type: AttachmentType): string =>
  `document-${requestId.slice(-8)}.${EXTENSION[type]}`;

const CONTROL_AND_MARKS = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A file's name as it may be shown: one line, no direction marks that would disguise its ending, at most 120 characters. */
export const shownName = (name: string): string =>
  [...name.normalize("NFC").replace(CONTROL_AND_MARKS, "").trim()].slice(-120).join("") || "document";
