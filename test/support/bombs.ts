import { deflateSync } from "node:zlib";

/** Small files that claim, or become, huge pictures; and broken ones. */

/** A JPEG whose frame header says other dimensions than its data has. */
export function withJpegSize(jpeg: Uint8Array, width: number, height: number): Uint8Array<ArrayBuffer> {
  const bytes = Uint8Array.from(jpeg);
  const view = new DataView(bytes.buffer);
  for (let at = 2; at < bytes.length; at += 2 + view.getUint16(at + 2)) {
    const marker = bytes[at + 1] ?? 0;
    if (marker >= 0xc0 && marker <= 0xc2) {
      view.setUint16(at + 5, height);
      view.setUint16(at + 7, width);
      return bytes;
    }
  }
  throw new Error("no frame header");
}

/**
 * A whole lossless WebP in some thirty bytes: all five of its prefix codes have one symbol, so that no pixel takes a bit
 * (WebP Lossless Bitstream Specification). At 16383×16383 it decodes to 1 GB of RGBA.
 */
export function webpBomb(side: number): Uint8Array<ArrayBuffer> {
  const bits: number[] = [];
  const push = (value: number, count: number) => {
    for (let i = 0; i < count; i++) bits.push((value >> i) & 1);
  };
  push(side - 1, 14);
  push(side - 1, 14);
  push(0, 1); // no alpha
  push(0, 3); // version
  push(0, 1); // no transform
  push(0, 1); // no colour cache
  push(0, 1); // no meta prefix codes
  for (let code = 0; code < 5; code++) {
    push(1, 1); // simple
    push(0, 1); // one symbol
    push(0, 1); // of one bit
    push(0, 1); // which is 0
  }
  const data = Buffer.alloc(1 + Math.ceil(bits.length / 8) + 1);
  data[0] = 0x2f;
  bits.forEach((bit, i) => {
    data[1 + (i >> 3)] = (data[1 + (i >> 3)] ?? 0) | (bit << (i & 7));
  });
  const padded = data.length % 2 === 0 ? data : Buffer.concat([data, Buffer.alloc(1)]);
  const head = Buffer.alloc(20);
  head.write("RIFF", 0, "latin1");
  head.writeUInt32LE(12 + padded.length, 4);
  head.write("WEBPVP8L", 8, "latin1");
  head.writeUInt32LE(data.length, 16);
  return Uint8Array.from(Buffer.concat([head, padded]));
}

/** A PNG of one bit a pixel, all black: 16384×16384 in some 32 kB, 1 GB as RGBA. */
export function pngBomb(side: number): Uint8Array<ArrayBuffer> {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([1, 0, 0, 0, 0], 8);
  const rows = deflateSync(Buffer.alloc((1 + side / 8) * side), { level: 9 });
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Uint8Array.from(
    Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", rows), chunk("IEND", Buffer.alloc(0))]),
  );
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
