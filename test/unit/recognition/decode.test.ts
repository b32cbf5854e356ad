import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { decodePhoto, MAX_PHOTO_BYTES } from "../../../server/recognition/decode.ts";

const picture = (channels: 3 | 4 = 3) =>
  sharp({ create: { width: 48, height: 32, channels, background: { r: 200, g: 100, b: 50, alpha: 0.5 } } });
const jpeg = await picture().jpeg({ quality: 95 }).toBuffer();

/** The same file claiming another size in its frame header (SOF0). */
function claimSize(bytes: Buffer, width: number, height: number): Buffer {
  const changed = Buffer.from(bytes);
  const at = changed.indexOf(Buffer.from([0xff, 0xc0]));
  changed.writeUInt16BE(height, at + 5);
  changed.writeUInt16BE(width, at + 7);
  return changed;
}

const PHOTOS: [string, Buffer][] = [
  ["JPEG", jpeg],
  ["WebP", await picture().webp({ lossless: true }).toBuffer()],
  ["progressive JPEG", await picture().jpeg({ progressive: true, quality: 95 }).toBuffer()],
  ["CMYK JPEG", await picture().toColourspace("cmyk").jpeg({ quality: 95 }).toBuffer()],
];
const REFUSED: [string, Buffer][] = [
  ["a PNG", await picture().png().toBuffer()],
  ["a GIF", await picture().gif().toBuffer()],
  ["an SVG", Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')],
  ["a JPEG's beginning before a PNG", Buffer.concat([jpeg.subarray(0, 3), await picture().png().toBuffer()])],
  ["nothing", Buffer.alloc(0)],
  ["a truncated JPEG", jpeg.subarray(0, jpeg.length - 40)],
  ["a JPEG's header alone", jpeg.subarray(0, 24)],
];

describe("decoding a photo", () => {
  it.each(PHOTOS)("gives the RGBA raster of a %s", async (_, bytes) => {
    const decoded = await decodePhoto(bytes);
    if (!decoded.ok) throw new Error(decoded.code);
    const { width, height, data } = decoded.raster;
    expect([width, height, data.length]).toEqual([48, 32, 48 * 32 * 4]);
    const expected = [200, 100, 50, 255];
    expected.forEach((value, c) => expect(Math.abs((data[c] ?? 0) - value)).toBeLessThan(30));
  });

  it("gives a grey photo three equal colours", async () => {
    const decoded = await decodePhoto(await picture().greyscale().jpeg().toBuffer());
    if (!decoded.ok) throw new Error(decoded.code);
    const [r, g, b, a] = decoded.raster.data;
    expect([g, b, a]).toEqual([r, r, 255]);
  });

  it("leaves an EXIF orientation alone: landmarks are pixels of the stored raster", async () => {
    const decoded = await decodePhoto(await picture().jpeg().withMetadata({ orientation: 6 }).toBuffer());
    expect(decoded).toMatchObject({ ok: true, raster: { width: 48, height: 32 } });
  });

  it.each(REFUSED)("refuses %s as undecodable", async (_, bytes) => {
    expect(await decodePhoto(bytes)).toEqual({ ok: false, code: "photo_undecodable" });
  });

  it("refuses a header of 20,000 × 20,000 before any pixel exists", async () => {
    const before = process.memoryUsage.rss();
    expect(await decodePhoto(claimSize(jpeg, 20_000, 20_000))).toEqual({
      ok: false,
      code: "photo_too_large",
    });
    expect(process.memoryUsage.rss() - before).toBeLessThan(200e6);
  });

  it("refuses more than 4 Mpx and more than 512 kB", async () => {
    expect(await decodePhoto(claimSize(jpeg, 2001, 2000))).toEqual({ ok: false, code: "photo_too_large" });
    const padded = Buffer.concat([jpeg, Buffer.alloc(MAX_PHOTO_BYTES)]);
    expect(await decodePhoto(padded)).toEqual({ ok: false, code: "photo_too_large" });
  });
});
