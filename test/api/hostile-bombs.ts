import { and, eq } from "drizzle-orm";
import sharp from "sharp";
import { v7 as uuidv7 } from "uuid";
import { expect, it } from "vitest";
import { photo } from "../../drizzle/schema.ts";
import { sha256, utf8 } from "../../shared/bytes.ts";
import { pngBomb, webpBomb, withJpegSize } from "../support/bombs.ts";
import type { Student } from "../support/classroom.ts";
import type { Phone } from "../support/phone.ts";
import type { Shot } from "../support/shots.ts";
import type { TestServices } from "../support/services.ts";

const MB = 1024 * 1024;

interface Kit {
  services(): TestServices;
  /** honest, and hostile; both enrolled */
  ana(): Student;
  mallory(): Student;
  meetingFor(...students: Student[]): Promise<string>;
  probe(): Shot;
  marksAt(meetingId: string): PromiseLike<unknown[]>;
  /** signs any payload with the phone's real key */
  forge(phone: Phone, payload: unknown): Promise<string>;
}

/** What this process, with all its threads, had to compute for it: how long it waited does not count. */
async function processorMs(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Pictures that are not what they say, one by one and many at once. */
export function bombTests({ services, ana, mallory, meetingFor, probe, marksAt, forge }: Kit): void {
  /** An entry about these bytes, whatever they are. */
  async function shotOf(
    bytes: Uint8Array<ArrayBuffer>,
    ct: "image/jpeg" | "image/webp" = "image/jpeg",
  ): Promise<Shot> {
    const base = probe();
    const size = { h: await sha256(bytes), n: bytes.length, ct };
    return { ...base, jpeg: bytes, claim: { ...base.claim, photo: { ...base.claim.photo, ...size } } };
  }
  const bombs: [string, () => Promise<Shot>, string][] = [
    ["a WebP of 32 bytes that becomes 1 GB", () => shotOf(webpBomb(16_383), "image/webp"), "photo_too_large"],
    ["a PNG of 1 GB in the clothes of a JPEG", () => shotOf(pngBomb(16_384)), "photo_undecodable"],
    [
      "a header of 20 000 × 20 000",
      () => shotOf(withJpegSize(probe().jpeg, 20_000, 20_000)),
      "photo_too_large",
    ],
    ["a truncated JPEG", () => shotOf(probe().jpeg.slice(0, probe().jpeg.length >> 1)), "photo_undecodable"],
    ["no picture at all", () => shotOf(utf8("<svg onload=alert(1)>")), "photo_undecodable"],
  ];

  it("brings bombs that are what they say: small, they decode", async () => {
    for (const bytes of [webpBomb(64), pngBomb(64), withJpegSize(probe().jpeg, 640, 640)]) {
      expect((await sharp(bytes).raw().toBuffer({ resolveWithObject: true })).info.width).toBeGreaterThan(0);
    }
    expect(webpBomb(16_383).length).toBeLessThan(64);
  });

  it.each(bombs)(
    "with %s is refused, keeps no photo, and does not move the server's memory",
    async (_what, make, code) => {
      const meetingId = await meetingFor(ana());
      const shot = await make();
      const before = process.memoryUsage.rss();
      let peak = before;
      const watch = setInterval(() => {
        peak = Math.max(peak, process.memoryUsage.rss());
      }, 5);
      const outcome = await ana().phone.checkIn(meetingId, shot);
      clearInterval(watch);
      expect(outcome).toMatchObject({ st: "rejected", code });
      expect((peak - before) / MB).toBeLessThan(200);
      const kept = and(eq(photo.sha256, shot.claim.photo.h), eq(photo.kind, "checkin"));
      expect(await services().services.db.select().from(photo).where(kept)).toEqual([]);
      expect(await marksAt(meetingId)).toEqual([]);
    },
  );

  it("of many at once does not keep an honest student waiting", async () => {
    const honest: string[] = [];
    for (let i = 0; i < 6; i++) honest.push(await meetingFor(ana()));
    const honestly = async () =>
      expect(await ana().phone.checkIn(honest.pop() ?? "", probe())).toMatchObject({ st: "accepted" });
    const aloneMs =
      (await processorMs(async () => {
        for (let i = 0; i < 3; i++) await honestly();
      })) / 3;
    const meetingId = await meetingFor(mallory());
    const attacked = new AbortController();
    let bombed = 0;
    const attack = async () => {
      while (!attacked.signal.aborted) {
        const bomb = await shotOf(
          Uint8Array.from([...webpBomb(16_383), 0, bombed & 255, bombed >> 8]),
          "image/webp",
        );
        const sealed = await mallory().phone.seal(meetingId, bomb);
        await mallory().phone.post([
          sealed.jws,
          sealed.jws.replace(/.$/, "A"),
          await forge(mallory().phone, { x: uuidv7() }),
        ]);
        await mallory().phone.put(bomb.claim.photo.h, bomb.jpeg);
        await mallory().phone.put(bomb.claim.emb.h, bomb.embedding);
        bombed += 1;
      }
    };
    const withBombsMs = await processorMs(async () => {
      const attacking = attack();
      for (let i = 0; i < 3; i++) await honestly();
      attacked.abort();
      await attacking;
    });
    expect(bombed).toBeGreaterThan(1);
    // it is half a check-in; were the picture decoded, the three check-ins would not end in this test's time
    const ofOneBomb = (withBombsMs - 3 * aloneMs) / bombed / aloneMs;
    expect(ofOneBomb).toBeLessThan(5);
    const last = await mallory().phone.outcome(mallory().phone.head.h);
    expect(last).toMatchObject({ st: "rejected", code: "photo_too_large" });
  });
}
