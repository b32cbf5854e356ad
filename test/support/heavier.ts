import { randomBytes } from "node:crypto";

const SEGMENT_MAX = 65_533;

/** The same JPEG with as many bytes of comment behind its first marker: other bytes and size, the same picture. */
export function heavier(jpeg: Uint8Array, bytes: number): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [jpeg.subarray(0, 2)];
  for (let left = bytes; left > 0;) {
    const length = Math.min(left, SEGMENT_MAX);
    parts.push(Uint8Array.of(0xff, 0xfe, (length + 2) >>> 8, (length + 2) & 255), randomBytes(length));
    left -= length;
  }
  return Uint8Array.from(Buffer.concat([...parts, jpeg.subarray(2)]));
}
